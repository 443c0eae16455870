"""The site: every page says what was concluded, leads where it promises, stays on this computer, and can be read by everybody."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from reportgen import pipeline
from reportgen.errors import TemplateError, UsageError
from reportgen.findings import Assessment
from reportgen.model import Deployment, Environment, Organization, Scope
from reportgen.render.markdown import visible
from reportgen.render.pages.paths import unique_slugs
from reportgen.render.pages.tree import LOOK, STYLES
from reportgen.render.resources import Templates
from reportgen.render.site import write_pages, write_site
from reportgen.report import anchors
from reportgen.report.book import make_book
from reportgen.report.index import NOT_GOOD
from reportgen.report.model import STATUS_BADGES, Book
from reportgen.slug import slug

from .building import cluster as build_cluster
from .building import deployment, environment, inventory, judge, requirement, space, update, waiver
from .conftest import ROOT
from .pages import Page, article, pages_of, read
from .sites import DOWNLOADS, KINDS, Site, asked_for, build, desk, phone, said


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the example acme-care."""
    return build(pipeline.judge(ROOT / "inventories" / "acme-care"), tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="module")
def small() -> Assessment:
    """The conclusions about the example quickstart."""
    return pipeline.judge(ROOT / "inventories" / "quickstart")


HOSTILE = (
    "<script>window.hacked=1</script>",
    'a"><img src=x onerror="window.hacked=1">',
    "pipe|pipe `code` *star* _line_",
    "{{ 7 * 7 }}{% raw %} {: .x }",
    "[x](javascript:window.hacked=1)",
    "# head\n!!! note\n\n- item",
    "\u202egpj.exe",
    "שלום",
    "w" * 240,
    "</title><script>window.hacked=1</script>",
)


ENV, OTHER, APP, ORG, WAIVED, SERVICE = HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[9], HOSTILE[3], HOSTILE[4]


def hostile() -> Assessment:
    """Conclude from an inventory in which every name and text is hostile."""
    places = tuple(
        environment(
            name,
            build_cluster(f"{name} wc", namespaces=(space(f"{name} ns"),)),
            designation=designation,
            services=(f"{name} {SERVICE}",),
        )
        for name, designation in ((ENV, "production"), (OTHER, "non-production"))
    )
    deployments = tuple(hostile_deployment(name, number, places[number % 2]) for number, name in enumerate(HOSTILE))
    exception = replace(
        waiver(WAIVED), scope=Scope(deployments=(HOSTILE[5],), environments=(), updates=()), reason=HOSTILE[6], approved_by=HOSTILE[7]
    )
    declared = inventory(
        *deployments,
        environments=places,
        updates=(update(HOSTILE[5], service=HOSTILE[2], applied={OTHER: "2024-11-05", ENV: "2024-11-20"}),),
        waivers=(exception,),
    )
    declared = replace(declared, organization=Organization(name=ORG, id="x"), report=replace(declared.report, title=ORG))
    asked = requirement("each_deployment", "network_policy_present", "dedicated_nodes", id="test/r")
    return judge(declared, replace(asked, title=HOSTILE[0], paraphrase=HOSTILE[5], reading=HOSTILE[3], clause=HOSTILE[2]))


def hostile_deployment(name: str, number: int, place: Environment) -> Deployment:
    """Build a deployment of a hostile name that says hostile things of itself."""
    plain = deployment(
        name,
        "staging" if number % 2 else "production",
        None,
        APP if number < 6 else f"{name} app",
        owner=name,
        security_zone=HOSTILE[-1 - number],
        access_groups=(name, HOSTILE[0]),
        uses=(place.services[0].name,),
    )
    cluster = place.workload_clusters[0]
    return replace(plain, environment=place.name, cluster=cluster.name, namespace=cluster.namespaces[0].name)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of a hostile inventory."""
    return build(hostile(), tmp_path_factory.mktemp("hostile"))


# What the pages say


def squeezed(words: str) -> str:
    """Return text as a browser shows it."""
    return " ".join(words.split())


GROUP = re.compile(rf"({'|'.join(badge.text for badge in STATUS_BADGES.values())}) \((\d+)\): (.+)")
STATUS_OF = {badge.text: status for status, badge in STATUS_BADGES.items()}


def statements(page: Page) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (anchor of the section, status, members) of each group statement, and see that it names as many as it counts."""
    for section, tag, words in page.blocks:
        found = GROUP.fullmatch(words)
        if tag == "li" and found:
            members = found[3].split(", ")
            assert len(members) == int(found[2])
            yield section, STATUS_OF[found[1]].value, members


def by_framework(site: Site) -> set[tuple[str, str, str]]:
    """Read (subject, requirement, status) off the pages of the frameworks, by the documented anchors."""
    found = set()
    for framework in site.assessment.frameworks:
        ids = {anchor: name for name, anchor in unique_slugs(r.id for r in framework.requirements).items()}
        for section, status, members in statements(site.page(f"frameworks/{slug(framework.id)}.html")):
            found |= {(member, ids[section], status) for member in members}
    return found


def by_deployment(site: Site) -> set[tuple[str, str, str]]:
    """Read (subject, requirement, status) off the pages of the deployments."""
    found = set()
    for item in site.assessment.inventory.deployments:
        page = site.page(f"deployments/{slug(item.name)}.html")
        found |= {(page.heading(), member, status) for _, status, members in statements(page) for member in members}
    return found


@pytest.mark.parametrize("example", ["acme-care", "quickstart", "nordic-fleet"])
def test_every_status_can_be_read_off_the_pages(example: str, tmp_path: Path) -> None:
    """Each (subject, requirement, status) stands on the page of its framework, and that of a deployment on its own page too."""
    site = build(pipeline.judge(ROOT / "inventories" / example), tmp_path)
    selected = {framework.id for framework in site.assessment.frameworks}
    concluded = {(s.subject, s.requirement, s.status.value) for s in site.assessment.statuses}
    judged_by_them = {entry for entry in concluded if entry[1].partition("/")[0] in selected}
    names = {item.name for item in site.assessment.inventory.deployments}
    assert judged_by_them
    assert by_framework(site) == judged_by_them
    assert by_deployment(site) == {entry for entry in concluded if entry[0] in names}
    assert by_framework(site) | by_deployment(site) == concluded


def test_every_finding_stands_on_a_page_with_its_reason(acme: Site) -> None:
    """What is not satisfied, not known or waived is said in full: the sentence, and the file to change."""
    everything = "\n".join(acme.page(path.relative_to(acme.directory).as_posix()).text() for path in pages_of(acme.directory))
    open_ones = [f for f in acme.assessment.findings if f.status.value in ("not-satisfied", "unknown", "waived")]
    assert open_ones
    assert [f.message for f in open_ones if squeezed(visible(f.message)) not in everything] == []
    assert [f.location for f in open_ones if f"{f.location.file}:{f.location.line}" not in everything] == []


def test_the_overview_leads_to_the_rest(acme: Site) -> None:
    """The first page gives the state by framework, the worst, the unknown, what expires, advice, and the downloads."""
    page = acme.page("index.html")
    text = page.text()
    assert {link for _, link in DOWNLOADS} <= set(page.links)
    assert {"frameworks", "worst", "unknown", "expiring", "recommendations", "inputs", "not-attested"} <= set(page.ids)
    assert [f.title for f in acme.assessment.frameworks if f.title not in text] == []
    assert [w.id for w in acme.assessment.inventory.waivers if f"Waiver {w.id} " not in text] == []
    assert [advice.message for advice in acme.assessment.advice if advice.message not in text] == []


def test_a_ticket_can_be_copied_whole(small: Assessment, tmp_path: Path) -> None:
    """The text of each service ticket stands once, line by line in a block that Material gives a copy button."""
    source = (build(small, tmp_path).directory / "index.html").read_text(encoding="utf-8")
    tickets = list(dict.fromkeys(advice.ticket for advice in small.advice if advice.ticket))
    assert tickets
    blocks = [html.unescape(block) for block in re.findall(r"<pre><code[^>]*>(.*?)</code></pre>", source, re.DOTALL)]
    assert [block.rstrip("\n") for block in blocks] == tickets


def test_the_matrix_says_every_pair(acme: Site) -> None:
    """Each pair of an application's placements has a cell with its level in words, twice: the matrix is symmetric."""
    for application in acme.book.applications:
        source = (acme.directory / f"applications/{slug(application.name)}.html").read_text(encoding="utf-8")
        for line in application.matrix.cells:
            for cell in line:
                assert source.count(f'title="{html.escape(cell.sentence)}"') >= 1
        levels = re.findall(r'<td class="rg-level rg-level-(\w+)"[^>]*>(?:<a class="rg-level__name"[^>]*>)?([^<]+)<', source)
        assert len(levels) == len(application.matrix.groups) ** 2
        assert all(kind == word or (kind, word) == ("self", "–") for kind, word in levels)


def test_drawings_have_words_for_who_cannot_see_them(acme: Site) -> None:
    """Composition and developer loop carry a title and a description, and their facts as a table."""
    for name, book_pages in (("environments", acme.book.environments), ("applications", acme.book.applications)):
        for about in book_pages:
            source = (acme.directory / name / f"{slug(about.name)}.html").read_text(encoding="utf-8")
            for drawing in re.findall(r'<svg xmlns[^>]*class="rg-svg".*?</svg>', source, re.DOTALL):
                assert "<title" in drawing
                assert "<desc" in drawing
            assert '<details class="rg-in-words">' in source


def test_the_navigation_does_not_grow_with_the_fleet(acme: Site, small: Assessment, tmp_path: Path) -> None:
    """A report of any size has the same nine entries; one that was compared with an earlier one has one more."""
    other = build(small, tmp_path)
    for site in (acme, other):
        source = (site.directory / "levels.html").read_text(encoding="utf-8")
        assert len(re.findall(r'class="md-tabs__link"', source)) == 9


def test_all_links_lead_somewhere(acme: Site, hostile_site: Site) -> None:
    """Every link, script, style sheet and image of every page is a file of the site, and every anchor is on its page."""
    for site in (acme, hostile_site):
        pages = {path: read(path.read_text(encoding="utf-8")) for path in pages_of(site.directory)}
        broken = [f"{path.name}: {link}" for path, page in pages.items() for link in page.links if not leads(path, link, pages)]
        assert broken == []


def leads(path: Path, link: str, pages: dict[Path, Page]) -> bool:
    """Tell whether a link of the page at ``path`` leads to something that is there."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = path if not parts.path else Path(os.path.normpath(path.parent / unquote(parts.path)))
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return False
    return not parts.fragment or target not in pages or parts.fragment in (*pages[target].ids, "__search")


def test_no_id_stands_twice_on_a_page(acme: Site, hostile_site: Site) -> None:
    """An anchor names one place."""
    for site in (acme, hostile_site):
        for path in pages_of(site.directory):
            ids = read(path.read_text(encoding="utf-8")).ids
            assert sorted(ids) == sorted(set(ids)), path


# Hostile text


def test_hostile_names_are_shown_and_do_nothing(hostile_site: Site) -> None:
    """Names, titles and texts that look like markup, or turn text round, are on their pages as they are; none became an element."""
    for item in hostile_site.assessment.inventory.deployments:
        page = hostile_site.page(next(iter(names_of(hostile_site, "deployment", item.name))))
        assert page.heading() == squeezed(visible(item.name))
    for path in pages_of(hostile_site.directory):
        source = path.read_text(encoding="utf-8")
        page = article(source)
        assert not {"script", "img", "iframe", "object"} & set(page.tags)
        assert not [link for link in page.links if link.startswith("javascript")]
        head = source[: source.index("</head>")]
        assert "window.hacked" not in re.sub(r"<title>.*?</title>", "", head)
        assert read(head).tags.count("title") == 1
        assert not re.search(r"<(script|img)[^>]*>?window\.hacked", source)


def names_of(site: Site, kind: str, name: str) -> list[str]:
    """Return the path of the page of a name, by the documented rule."""
    all_names = [item.name for item in site.assessment.inventory.deployments]
    return [f"{kind}s/{unique_slugs(all_names)[name]}.html"]


def test_hostile_pages_run_no_script(hostile_site: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """A real browser opens every page of the hostile inventory and finds nothing to run, and no page wider than a phone."""
    base = serve(hostile_site.directory)
    phone(browser)
    for path in pages_of(hostile_site.directory):
        browser.get(base + path.relative_to(hostile_site.directory).as_posix())
        assert browser.execute_script("return window.hacked") is None
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360, path.name
    desk(browser)


# In a browser


def test_pages_open_quietly_and_ask_nobody_else(acme: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """Every page opens without a word in the console, and no request leaves this computer."""
    base = serve(acme.directory)
    said(browser), asked_for(browser)
    for path in pages_of(acme.directory):
        browser.get(base + path.relative_to(acme.directory).as_posix())
        assert said(browser) == [], path
    asked = asked_for(browser)
    assert len(asked) > 40
    assert [url for url in asked if not url.startswith((base, "data:", "blob:"))] == []


@pytest.mark.parametrize("how", ["server", "file"])
@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("cardio-viewer-production", "deployments/cardio-viewer-production.html"),
        ("A.8.31", "frameworks/iso27001-2022.html#iso27001-2022-a-8-31"),
    ],
)
def test_search_finds_a_deployment_and_a_clause(
    acme: Site, browser: Chrome, serve: Callable[[Path], str], words: str, target: str, how: str
) -> None:
    """Whoever types the name of a deployment or the number of a clause gets its page, from a server and from the file system."""
    desk(browser)
    browser.get((serve(acme.directory) if how == "server" else f"{acme.directory.as_uri()}/") + "index.html")
    field = browser.find_element(By.CSS_SELECTOR, "input.md-search__input")
    browser.execute_script("arguments[0].focus()", field)
    field.send_keys(words)
    shown = "return [...document.querySelectorAll('a.md-search-result__link')].map((link) => link.href.replace(/[?][^#]*/, ''))"
    WebDriverWait(browser, 20).until(lambda b: [address for address in b.execute_script(shown) if address.endswith(f"/{target}")])
    assert said(browser) == []


def test_no_page_scrolls_sideways_on_a_phone(acme: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """At 360 pixels tables scroll in their own frames; the page does not."""
    base = serve(acme.directory)
    phone(browser)
    wide = []
    for path in pages_of(acme.directory):
        browser.get(base + path.relative_to(acme.directory).as_posix())
        if browser.execute_script("return document.documentElement.scrollWidth") > 360:
            wide.append(path.name)
    desk(browser)
    assert wide == []


CONTRAST = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = "#000"; canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
}
const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
function ground(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
}
function light(colour) {
  const [r, g, b] = colour.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const poor = new Set();
const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
let seen = 0;
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || element.closest("svg, script, style, .headerlink, .md-clipboard")) continue;
  if (!element.checkVisibility()) continue;
  seen += 1;
  const under = ground(element), ink = over(rgba(getComputedStyle(element).color), under);
  const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) poor.add(element.className + ": " + walker.currentNode.data.trim().slice(0, 40) + " " + ratio.toFixed(2));
}
return {seen, poor: [...poor]};
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_both_schemes(acme: Site, browser: Chrome, serve: Callable[[Path], str], scheme: str) -> None:
    """On one page of each kind every text reaches a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3), by day and by night."""
    base = serve(acme.directory)
    desk(browser, scheme)
    for name in KINDS:
        browser.get(base + name)
        assert (
            browser.find_element(By.TAG_NAME, "body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
        )
        found = browser.execute_script(CONTRAST)
        assert found["seen"] > 5
        assert found["poor"] == [], name
    desk(browser)


# The same bytes


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file of a directory."""
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def test_two_builds_are_the_same_bytes(small: Assessment, tmp_path: Path) -> None:
    """The site depends on the report alone: not on where, when or how often it is built."""
    first = contents(build(small, tmp_path / "one").directory)
    second = contents(build(small, tmp_path / "far" / "away" / "two").directory)
    assert first == second
    assert not [name for name, data in first.items() if str(tmp_path).encode() in data]


def test_the_day_of_the_site_is_that_of_the_report(small: Assessment, tmp_path: Path) -> None:
    """The packed site map carries the report's day, not today's."""
    packed = (build(small, tmp_path).directory / "sitemap.xml.gz").read_bytes()
    gzip.decompress(packed)
    stamp = int.from_bytes(packed[4:8], "little")
    assert dt.datetime.fromtimestamp(stamp, dt.UTC).date() == small.as_of


def test_a_build_leaves_the_process_as_it_was(
    small: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Building prints nothing, and keeps neither variables of the environment nor handlers of logs."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    variables, handlers = dict(os.environ), list(logging.getLogger("mkdocs").handlers)
    build(small, tmp_path)
    assert {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} == {
        k: v for k, v in variables.items() if k != "PYTEST_CURRENT_TEST"
    }
    assert logging.getLogger("mkdocs").handlers == handlers
    assert capfd.readouterr() == ("", "")


def test_what_lies_in_the_directory_stays(small: Assessment, tmp_path: Path) -> None:
    """The site is written beside the other formats, not over them."""
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    write_site(make_book(small, version="1"), tmp_path, Templates(), ())
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / "index.html").is_file()


# What users change


def written(directory: Path, **files: str) -> Path:
    """Write templates, named without folder and ending, and return their directory."""
    (directory / "site").mkdir(parents=True)
    for name, source in files.items():
        (directory / "site" / f"{name}.md.j2").write_text(source, encoding="utf-8")
    return directory


def test_a_whole_template_can_be_replaced(small: Assessment, tmp_path: Path) -> None:
    """A user's template stands in for the bundled one of its name, and only for that."""
    own = written(tmp_path / "own", levels="# Our levels\n\n{{ page.sentences[0] | text }}\n")
    site = build(small, tmp_path / "site", own)
    assert site.page("levels.html").heading() == "Our levels"
    assert site.page("method.html").heading() == "Method and sources"


def test_one_block_can_be_replaced(small: Assessment, tmp_path: Path) -> None:
    """A user's template extends the original, replaces a block and keeps the rest."""
    source = '{% extends "builtin/site/overview.md.j2" %}\n{% block expiring %}\n## Our dates {: #dates }\n\nSoon.\n\n{% endblock %}\n'
    page = build(small, tmp_path / "site", written(tmp_path / "own", overview=source)).page("index.html")
    assert "dates" in page.ids
    assert "expiring" not in page.ids
    assert "worst" in page.ids


def test_the_frame_of_all_pages_can_be_replaced(small: Assessment, tmp_path: Path) -> None:
    """A block of the frame that a user changes changes on every page."""
    source = '{% extends "builtin/site/page.md.j2" %}\n{% block closing %}\n\nInternal use only.\n{% endblock %}\n'
    site = build(small, tmp_path / "site", written(tmp_path / "own", page=source))
    for path in pages_of(site.directory):
        assert "Internal use only." in article(path.read_text(encoding="utf-8")).text()


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("# x\n\n{{ page.nothing | text }}\n", 3, "nothing"),
        ("# x\n{{ page.sentences | no_such_filter }}\n", 2, "no_such_filter"),
        ("# x\n\n\n{% if %}\n", 4, "Expected an expression"),
        ("# x\n{# never closed\n", 2, "comment"),
        ('# x\n{% extends "site/none.md.j2" %}\n', None, "none.md.j2"),
    ],
)
def test_a_mistake_in_a_template_names_file_and_line(small: Assessment, tmp_path: Path, source: str, line: int | None, told: str) -> None:
    """Whoever writes a template is told where it fails, and why."""
    own = written(tmp_path / "own", levels=source)
    with pytest.raises(TemplateError) as error:
        build(small, tmp_path / "site", own)
    assert "levels.md.j2" + (f":{line}" if line else "") in str(error.value)
    assert told in str(error.value)


def test_a_broken_link_in_a_template_is_an_error(small: Assessment, tmp_path: Path) -> None:
    """The site is built strictly: a page that leads nowhere is not written."""
    own = written(tmp_path / "own", levels="# x\n\n[gone](gone.md) and [there](method.md#gone)\n")
    with pytest.raises(TemplateError, match=r"gone\.md") as error:
        build(small, tmp_path / "site", own)
    assert "method.md#gone" in str(error.value)


def config(directory: Path, **settings: Any) -> Path:
    """Write a user's mkdocs.yml with a style sheet of its own beside it."""
    (directory / "docs" / "css").mkdir(parents=True)
    (directory / "docs" / "css" / "own.css").write_text("body{--own:1}", encoding="utf-8")
    (directory / "docs" / "index.md").write_text("# Not ours\n", encoding="utf-8")
    path = directory / "mkdocs.yml"
    path.write_text(json.dumps({"extra": {"reportgen": {}}, **settings}), encoding="utf-8")
    return path


def test_a_users_look_is_taken(small: Assessment, tmp_path: Path) -> None:
    """Name, colours, style sheets and extensions come from the user's mkdocs.yml; pages and navigation stay the report's."""
    own = config(
        tmp_path / "own",
        site_name="Our compliance pages",
        theme={"name": "material", "palette": {"primary": "teal"}},
        extra_css=["css/own.css"],
        markdown_extensions=["footnotes", {"toc": {"permalink": "#"}}],
        nav=[{"Elsewhere": "index.md"}],
        use_directory_urls=True,
    )
    site = build(small, tmp_path / "site", config=own)
    source = (site.directory / "levels.html").read_text(encoding="utf-8")
    assert "Our compliance pages" in source
    assert 'data-md-color-primary="teal"' in source
    assert "css/own.css" in source
    assert (site.directory / "css" / "own.css").read_text(encoding="utf-8") == "body{--own:1}"
    assert "assets/reportgen.css" in source
    assert site.page("index.html").heading() == small.inventory.report.title or site.book.cover.title
    assert "Elsewhere" not in source


@pytest.mark.parametrize(
    ("text", "told"),
    [("- a\n- b\n", "not the configuration"), ("a: [", "cannot be read"), ("plugins: [no-such-plugin]\n", "no-such-plugin")],
)
def test_a_users_look_that_does_not_work_is_told(small: Assessment, tmp_path: Path, text: str, told: str) -> None:
    """A mkdocs.yml that cannot be used is named, with what is wrong about it."""
    path = tmp_path / "mkdocs.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told) as error:
        build(small, tmp_path / "site", config=path)
    assert "mkdocs.yml" in str(error.value)


def test_pages_alone_are_a_tree_of_markdown(small: Assessment, tmp_path: Path) -> None:
    """Other generators get every page as Markdown and a nav whose entries are all there."""
    nav = write_pages(make_book(small, version="1"), tmp_path, Templates(), DOWNLOADS)
    targets = [target for entry in nav for target in entry.values()]
    assert len(targets) == 9
    assert [target for target in targets if not (tmp_path / target).is_file()] == []
    for path in tmp_path.rglob("*.md"):
        assert path.read_text(encoding="utf-8").startswith("---\ntitle: ")


def markup(page: str) -> list[str]:
    """Return the elements, attributes and words of a finished page's content, in their order."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append(f"<{tag} {sorted((k, v or '') for k, v in attributes)}>")  # type: ignore[method-assign]
    parser.handle_endtag = lambda tag: found.append(f"</{tag}>")  # type: ignore[method-assign]
    parser.handle_data = lambda words: found.append(squeezed(words))  # type: ignore[method-assign]
    parser.feed(page[page.index("<article") : page.index("</article>")])
    return [part for part in found if part]


def plainly(book: Book, room: Path) -> Path:
    """Build the tree of Markdown of a report with the real MkDocs and the bundled settings; return its output."""
    nav = write_pages(book, room / "docs", Templates(), DOWNLOADS)
    settings = yaml.safe_load((ROOT / "templates" / "site" / "mkdocs.yml").read_text(encoding="utf-8"))
    ours = {"docs_dir": "docs", "site_dir": "out", "nav": nav, "strict": True, "extra_css": [*STYLES, LOOK]}
    (room / "mkdocs.yml").write_text(json.dumps({**settings, **ours}), encoding="utf-8")
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(room / "mkdocs.yml")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet)
    assert (run.returncode, run.stderr) == (0, "")
    return room / "out"


def test_the_pages_say_the_same_whoever_builds_their_markdown(small: Assessment, hostile_site: Site, tmp_path: Path) -> None:
    """Our build, which keeps tables and findings from Markdown, makes the very elements and words that MkDocs makes of the plain tree."""
    for name, site in (("small", build(small, tmp_path / "ours")), ("hostile", hostile_site)):
        out = plainly(site.book, tmp_path / name)
        pages = list(pages_of(site.directory))
        assert len(pages) > 12
        for path in pages:
            there = out / path.relative_to(site.directory)
            assert markup(path.read_text(encoding="utf-8")) == markup(there.read_text(encoding="utf-8")), there


def test_every_verdict_pair_and_row_has_a_place_of_its_own(acme: Site) -> None:
    """What a colleague is sent a link to is there: each finding, each verdict about a deployment, each pair, each row of the ledger."""
    assessment = acme.assessment
    for item in assessment.inventory.deployments:
        ids = acme.page(f"deployments/{slug(item.name)}.html").ids
        statuses = [s for s in assessment.statuses if (s.subject_kind, s.subject) == ("deployment", item.name)]
        assert {anchors.verdict_anchor(s.requirement) for s in statuses} <= set(ids)
        open_ones = [f for f in assessment.findings if (f.subject_kind, f.subject) == ("deployment", item.name) and f.status in NOT_GOOD]
        assert {anchors.finding_anchor(f) for f in open_ones} <= set(ids)
    for application in assessment.applications:
        ids = acme.page(f"applications/{slug(application.name)}.html").ids
        assert {anchors.pair_anchor(pair.a, pair.b) for pair in application.pairs} <= set(ids)
    assert {anchors.ledger_anchor(row) for row in assessment.ledger} <= set(acme.page("commitments.html").ids)


def test_leaves_are_in_the_search_by_a_line_each(acme: Site) -> None:
    """The search's index knows every Environment, application, deployment and requirement, but not the thousand verdicts on their pages."""
    docs = json.loads((acme.directory / "search" / "search_index.json").read_bytes())["docs"]
    leaves = {
        doc["location"]: doc for doc in docs if re.match(r"(environments|applications|deployments|frameworks)/(?!index)", doc["location"])
    }
    book = acme.book
    named = {page.name for page in (*book.environments, *book.applications, *book.deployments)}
    clauses = {f"{clause.clause} {clause.title}" for page in book.frameworks for clause in page.clauses}
    assert {html.unescape(doc["title"]) for doc in leaves.values()} == named | clauses | {page.title for page in book.frameworks}
    pages = {path: read(path.read_text(encoding="utf-8")) for path in pages_of(acme.directory)}
    assert max(len(doc["text"]) for doc in leaves.values()) < 1000
    assert [location for location in leaves if not leads(acme.directory / "index.html", location, pages)] == []
