"""The plugin for MkDocs: a report inside documentation that there is already, by MkDocs' own commands."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from reportgen.mkdocs_plugin.blocks import Asked, Misspelt, replaced

from .command import QUICKSTART, environment, reportgen, tree
from .pages import Page, article, pages_of, read
from .test_site import desk, leads, phone

THEMES = ("material", "mkdocs")


def host(directory: Path, *, theme: str = "material", pages: dict[str, str] | None = None, **settings: object) -> Path:
    """Write a small site of somebody's with the plugin in it, and the quickstart's inventory beside it."""
    shutil.copytree(QUICKSTART, directory / "inventories" / "shop")
    options = settings.pop("reportgen", {})
    written = {
        "site_name": "Platform docs",
        "theme": {"name": theme, "font": False} if theme == "material" else {"name": theme},
        "strict": True,
        "plugins": ["search", {"reportgen": {"inventory": "inventories/shop", **options}}],  # type: ignore[dict-item]
        **settings,
    }
    (directory / "mkdocs.yml").write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    for name, text in {"index.md": "# Welcome\n", **(pages or {})}.items():
        place = directory / "docs" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return directory


def mkdocs(*arguments: str, cwd: Path, module: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    """Run the real command of MkDocs."""
    command = [sys.executable, "-m", module, *arguments]
    surroundings = environment(NO_MKDOCS_2_WARNING="1", SOURCE_DATE_EPOCH="1734307200")
    return subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False, timeout=300)


def built(directory: Path) -> Path:
    """Build a site that has to build, strictly: not quietly, since a quiet MkDocs counts no warnings."""
    run = mkdocs("build", cwd=directory)
    assert (run.returncode, "WARNING" in run.stderr) == (0, False), run.stdout + run.stderr
    return directory / "site"


def page(site: Path, name: str) -> Page:
    """Return what the content of a page says; without Material's frame all of the page."""
    source = (site / name).read_text(encoding="utf-8")
    return article(source) if "<article" in source else read(source)


def refused(directory: Path) -> str:
    """Build a site that must not build; return what MkDocs says, in which there is no traceback."""
    run = mkdocs("build", cwd=directory)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    return run.stdout + run.stderr


PIECES = """\
---
title: How we separate
---

# How we separate

```reportgen
matrix: shop
requirement: iso27001-2022/a.8.31
```

- In a list:

    ```reportgen
    ledger: welkin
    ```

Next: {{ reportgen.next_update("shop-production") }}

{{ reportgen.composition('main') }}

As written: `{{ reportgen.matrix("x") }}`

````text
```reportgen
matrix: y
```
````
"""


TAGS = "---\ntags: [ISO 27001:2022 A.8.31, how-to, PCI DSS 6.5.3, 'ISO 27001:2022 A.5.1']\n---\n\n# Our *separation*\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with finished pages as folders, with a page that asks for every kind of part, and one with tags."""
    pages = {
        "guides/separation.md": PIECES,
        "guides/tags.md": TAGS,
    }
    return built(host(tmp_path_factory.mktemp("host"), pages=pages))


def test_the_report_is_in_the_site_as_it_is_on_its_own(tmp_path: Path) -> None:
    """Every page of the report's own site is under the prefix of somebody's site, and says the same."""
    run = reportgen("build", "inventories/shop", "-o", "own", "--formats", "site,json", cwd=host(tmp_path, use_directory_urls=False))
    assert run.returncode == 0, run.stderr.decode()
    own, theirs = tmp_path / "own", built(tmp_path) / "compliance"
    names = [path.relative_to(own).as_posix() for path in pages_of(own)]
    assert len(names) > 10
    for name in names:
        assert page(theirs, name).blocks == page(own, name).blocks, name
    assert (theirs / "report.json").read_bytes() == (own / "report.json").read_bytes()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("directories", [True, False])
def test_every_link_leads_somewhere(theme: str, directories: bool, tmp_path: Path) -> None:
    """With finished pages as folders and as files, in both themes of MkDocs, each link of the report and of its parts finds its target."""
    place = built(host(tmp_path, theme=theme, use_directory_urls=directories, pages={"guides/separation.md": PIECES}))
    pages = {path: read(path.read_text(encoding="utf-8")) for path in pages_of(place)}
    ours = {path: found for path, found in pages.items() if "compliance" in path.parts or "guides" in path.parts}
    assert len(ours) > 10
    links = [(path, link) for path, found in ours.items() for link in found.links if not link.startswith(("https://www.mkdocs", "http"))]
    assert [f"{path.relative_to(place)}: {link}" for path, link in links if not leads(path, link, pages)] == []


def sections(site: Path, name: str = "index.html") -> list[str]:
    """Return the titles in the navigation of a page of a site with Material."""
    source = (site / name).read_text(encoding="utf-8")
    found = re.findall(
        r'class="md-nav__(?:link|title)[^"]*"[^>]*>(?:\s*<span[^>]*></span>)?\s*<span class="md-ellipsis">\s*(.*?)\s*</span>', source, re.S
    )
    return [re.sub(r"\s+", " ", re.sub("<.*?>", "", words)).strip() for words in found]


def test_the_navigation_gets_one_section_of_a_constant_size(site: Path) -> None:
    """Without a nav of its own the site keeps its pages by folder, and gets one section with ten entries at the end."""
    found = sections(site)
    start = found.index("Compliance")
    assert found[:start].count("Guides") == 1
    assert [entry for entry in found[start + 1 :] if entry != "Compliance"][:10] == [
        "Overview",
        "Environments",
        "Applications",
        "Deployments",
        "Frameworks",
        "Update commitments",
        "Waivers and evidence",
        "Levels of isolation",
        "Method and sources",
        "Documentation by requirement",
    ]
    assert not [entry for entry in found if "shop-" in entry]


@pytest.mark.parametrize(
    ("nav", "expected"),
    [
        ([{"Start": "index.md"}], ["Start", "Audit 2024", "Overview"]),
        ([{"Our report": "audit-2024/"}, {"Start": "index.md"}], ["Our report", "Overview"]),
        ([{"More": [{"Report": "audit-2024/"}, {"Start": "index.md"}]}], ["More", "Report", "Overview"]),
        ([{"Verdicts": "audit-2024/index.md"}, {"Start": "index.md"}], ["Verdicts", "Start"]),
    ],
)
def test_the_author_places_the_section(nav: list[object], expected: list[str], tmp_path: Path) -> None:
    """A nav without the report gets it at its end; an entry with the prefix becomes the section; a page that is named stands alone."""
    place = built(host(tmp_path, nav=nav, reportgen={"prefix": "audit-2024"}))
    found = list(dict.fromkeys(entry for entry in sections(place) if entry != "Platform docs"))
    assert found[: len(expected)] == expected
    assert len([entry for entry in found if entry == "Levels of isolation"]) == (0 if "Verdicts" in expected else 1)


def test_parts_of_the_report_are_on_the_page_that_asks(site: Path) -> None:
    """A block, a block in a list and an expression are each replaced by what the report says; what is code stays as it is."""
    source = (site / "guides" / "separation" / "index.html").read_text(encoding="utf-8")
    found = article(source)
    text = found.text()
    report = site / "compliance"
    matrix = page(report, "applications/shop/index.html")
    cells = [words for section, tag, words in matrix.blocks if section == "isolation" and tag == "td"]
    assert cells
    assert [words for words in cells if words not in text] == []
    groups = [
        words for section, tag, words in page(report, "frameworks/iso27001-2022/index.html").blocks if "a-8-31" in section and tag == "li"
    ]
    assert groups
    assert [words for words in groups if words not in text] == []
    assert "welkin@" in text
    assert "where shop-production runs" in text
    assert "Composition of Environment main" in text
    assert text.count("as of 2024-12-16") == 5
    assert '{{ reportgen.matrix("x") }}' in text
    assert "matrix: y" in text
    assert "matrix: shop" not in text


def test_a_part_that_there_is_not_is_named_by_page_and_line(tmp_path: Path) -> None:
    """All mistakes of all pages are told at once, with the near names, and nothing is built."""
    wrong = '---\ntitle: x\n---\n\n# X\n\n```reportgen\nmatrix: shpo\n```\n\n{{ reportgen.ledger("welkn") }}\n'
    told = refused(host(tmp_path, pages={"a.md": wrong, "b.md": "# B\n\n```reportgen\nmatrx: shop\nshop\n```\n\n```reportgen\n```\n"}))
    assert "docs/a.md:8:1: the report has no application 'shpo' (did you mean shop?)" in told
    assert "docs/a.md:11:1: the report has no service 'welkn' (did you mean welkin?)" in told
    assert "docs/b.md:4:1: there is no piece 'matrx' (did you mean matrix?)" in told
    assert "docs/b.md:5:1: 'shop' asks for nothing (write lines such as `matrix: shop`)" in told
    assert "docs/b.md:8:1: the block is empty" in told
    assert "reportgen: 5 problems" in told


def test_a_mistake_in_the_inventory_is_told_with_its_place(tmp_path: Path) -> None:
    """A wrong inventory stops MkDocs with FILE:LINE:COLUMN, as the command line tells it."""
    directory = host(tmp_path)
    (directory / "inventories" / "shop" / "wrong.yaml").write_text("schema: reportgen/v1\nenvironmnts: []\n", encoding="utf-8")
    told = refused(directory)
    checked = reportgen("check", "inventories/shop", cwd=directory).stderr.decode().splitlines()[0]
    assert checked.startswith("inventories/shop/wrong.yaml:2:1: ")
    assert checked in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"prefix": "../out"}, "is not the name of a folder"),
        ({"as_of": "tomorrow"}, "'tomorrow' is neither a day"),
        ({"inventory": "gone"}, "gone"),
        ({"fail_on": "unknown"}, "fail_on: unknown"),
        ({"formats": ["docx"]}, "docx"),
        ({"prefixx": "x"}, "prefixx"),
        ({"prefix": "guides"}, "guides/index.md"),
    ],
)
def test_a_wrong_option_is_told(options: dict[str, object], told: str, tmp_path: Path) -> None:
    """An option that cannot be carried out stops the build, and the message names it."""
    assert told in refused(host(tmp_path, pages={"guides/index.md": "# Guides\n"}, reportgen=options))


def test_a_tagged_page_is_listed_at_its_requirement(site: Path) -> None:
    """A page that carries a clause is named at this clause of the framework's page and in the index; other tags mean nothing to us."""
    clause = [(section, words) for section, _, words in page(site / "compliance", "frameworks/iso27001-2022/index.html").blocks]
    assert ("iso27001-2022-a-8-31", "Our separation") in clause
    index = page(site / "compliance", "documentation/index.html")
    rows = [[words for _, tag, words in index.blocks if tag == "td"][i : i + 3] for i in (0, 3, 6)]
    assert ["A.8.31", "Separation of development, test and production environments", "Our separation"] in rows
    assert ["ISO 27001:2022 A.5.1", "not in the catalogue", "Our separation"] in rows
    assert [row[0] for row in rows].count("6.5.3") == 1
    assert "Not selected for this report." in index.text()
    assert "../../guides/tags/" in index.links or "../guides/tags/" in index.links
    assert "how-to" not in index.text()


def test_a_misspelt_tag_is_warned_about_by_page_and_line(tmp_path: Path) -> None:
    """A tag that is nearly a requirement stops a strict build and names what may be meant; without strictness it is a warning."""
    pages = {"a.md": "---\ntags:\n  - iso27001-2022/a.8.3l\n  - kubernetes\n---\n\n# A\n"}
    told = refused(host(tmp_path, pages=pages))
    assert "docs/a.md:3:5: the tag 'iso27001-2022/a.8.3l' names no requirement of iso27001-2022 (did you mean iso27001-2022/a.8.3" in told
    assert "kubernetes" not in told
    run = mkdocs("build", "--no-strict", cwd=tmp_path)
    assert run.returncode == 0
    assert "a.8.3l" in run.stderr


def test_another_generator_takes_the_plugin(tmp_path: Path) -> None:
    """ProperDocs, which goes on where MkDocs stopped, builds the same site with the plugin."""
    pytest.importorskip("properdocs")
    directory = host(tmp_path, pages={"guides/separation.md": PIECES})
    run = mkdocs("build", "-f", "mkdocs.yml", cwd=directory, module="properdocs")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "where shop-production runs" in page(directory / "site", "guides/separation/index.html").text()
    assert (directory / "site" / "compliance" / "levels" / "index.html").is_file()


@pytest.mark.parametrize("theme", THEMES)
def test_a_phone_shows_report_and_parts(theme: str, tmp_path: Path, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """At 360 pixels no page of the report nor one with its parts scrolls sideways, and the matrix has its colours, in both themes."""
    place = built(host(tmp_path, theme=theme, pages={"guides/separation.md": PIECES}))
    base = serve(place)
    phone(browser)
    for name in ("guides/separation/", "compliance/", "compliance/applications/shop/", "compliance/frameworks/iso27001-2022/"):
        browser.get(base + name)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360, name
    browser.get(base + "guides/separation/")
    cell = browser.find_element(By.CSS_SELECTOR, "td.rg-level:not(.rg-level-self)")
    assert cell.value_of_css_property("background-color") not in ("rgba(0, 0, 0, 0)", "rgba(255, 255, 255, 1)")
    desk(browser)


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """With the report's day given to MkDocs, the report's part of the site is the same wherever and whenever it is built."""
    other = built(host(tmp_path, pages={"guides/separation.md": PIECES, "guides/tags.md": TAGS}))
    first, second = (
        {name: data for name, data in tree(place).items() if name.startswith(("compliance/", "guides/"))} for place in (site, other)
    )
    assert len(first) > 10
    assert first == second


def test_every_download_is_beside_the_pages(tmp_path: Path) -> None:
    """All formats that are asked for lie where the first page of the report links them."""
    place = built(host(tmp_path, reportgen={"formats": ["pdf", "json", "ics"]})) / "compliance"
    links = {link for link in page(place, "index.html").links if link.rpartition(".")[2] in ("pdf", "json", "ics")}
    assert len(links) == 3
    assert [link for link in links if not (place / link).is_file()] == []


@contextmanager
def mkdocs_serving(directory: Path) -> Iterator[tuple[str, Path]]:
    """Run `mkdocs serve` on a free port; yield the address and the file of what it says."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    log = directory / "log.txt"
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "-a", f"127.0.0.1:{port}"]
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=directory, env=environment(NO_MKDOCS_2_WARNING="1"), stdout=words, stderr=words)
    try:
        yield f"http://127.0.0.1:{port}/", log
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:  # MkDocs does not hear the signal while it builds
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], bool], told: Callable[[], str]) -> None:
    """Wait until something holds; nothing is asserted about how long it takes."""
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.1)


def test_mkdocs_serve_follows_the_inventory(tmp_path: Path, browser: Chrome) -> None:
    """A change of the inventory shows in the browser by itself; a mistake is told with its place, and mended the preview goes on."""
    directory = host(tmp_path, pages={"guides/separation.md": PIECES}, strict=False)
    (source,) = (directory / "inventories" / "shop").glob("*.yaml")
    good = source.read_text(encoding="utf-8")

    def shows(words: str) -> bool:
        try:
            return words in str(browser.execute_script("return document.body.innerText"))
        except WebDriverException:
            return False

    with mkdocs_serving(directory) as (url, log):
        wait_until(lambda: "Serving on" in log.read_text(encoding="utf-8"), lambda: log.read_text(encoding="utf-8"))
        browser.get(url + "guides/separation/")
        assert shows("as of 2024-12-16")
        source.write_text(good.replace("as_of: 2024-12-16", "as_of: 2024-12-17"), encoding="utf-8")
        wait_until(lambda: shows("as of 2024-12-17"), lambda: log.read_text(encoding="utf-8"))
        source.write_text(good.replace("environments:", "enviroments:"), encoding="utf-8")
        wait_until(lambda: ":1: unknown key `enviroments`" in log.read_text(encoding="utf-8"), lambda: log.read_text(encoding="utf-8"))
        source.write_text(good, encoding="utf-8")
        wait_until(lambda: shows("as of 2024-12-16"), lambda: log.read_text(encoding="utf-8"))
        assert "Traceback" not in log.read_text(encoding="utf-8")


def asked(markdown: str) -> list[Asked | Misspelt]:
    """Return what a page asks for."""
    found: list[Asked | Misspelt] = []

    def answer(item: Asked | Misspelt) -> str:
        found.append(item)
        return "ANSWER"

    replaced(markdown, answer)
    return found


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("```reportgen\nmatrix: a b\n```", [Asked("matrix", "a b", 2)]),
        ("~~~~ reportgen\nmatrix: 'a'\n\nledger:  b \n~~~~", [Asked("matrix", "a", 2), Asked("ledger", "b", 4)]),
        ("> ```reportgen\n> matrix: a\n> ```", [Asked("matrix", "a", 2)]),
        ("```python\n```reportgen\nmatrix: a\n```", []),
        ("````\n```reportgen\nmatrix: a\n```\n````", []),
        ("```reportgen\nmatrix: a", [Asked("matrix", "a", 2)]),
        ("x {{ reportgen.next_update( 'a' ) }} y", [Asked("next-update", "a", 1)]),
        ('`{{ reportgen.matrix("a") }}` ``{{ reportgen.matrix("b") }}``', []),
        ('    {{ reportgen.matrix("a") }}', [Asked("matrix", "a", 1)]),
        ("{{ reportgen.matrix(a) }} {{ other.matrix('a') }}", []),
        ("```reportgen\n\n```", [Misspelt("", 1)]),
        ("```reportgen-example\nmatrix: a\n```", []),
    ],
)
def test_what_a_page_asks_for(markdown: str, expected: list[object]) -> None:
    """Blocks of either fence and expressions ask; other blocks and spans of code do not; nothing that asks is passed over in silence."""
    assert asked(markdown) == expected


def test_a_page_that_asks_for_nothing_is_left_as_it_is() -> None:
    """Text without our words comes back to the letter, also where its fences are never closed."""
    for markdown in ("# A\n\n```\nnever closed\n", "a\n\n> ```x\n> y\n> ```\n", "{{ x }}\n\r\n", ""):
        assert replaced(markdown, lambda _: "ANSWER") == markdown
