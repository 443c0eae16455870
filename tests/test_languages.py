"""Reports in several languages: every page and figure speaks the language of the report, and a switch leads from one to the other."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from reportgen import pipeline
from reportgen.findings import Assessment, Status
from reportgen.language import alphabetical, month, own_name, speaking
from reportgen.model import DataClass, Designation, FeedbackTime, HardwareKind, NetworkPolicy, ProtectionNeed, Stage, UpdateClass
from reportgen.pipeline.past import past_of
from reportgen.regulation import Framework, Requirement
from reportgen.render.pages.tree import NAV, write_pages
from reportgen.render.pdf import render_html
from reportgen.render.resources import Templates
from reportgen.report.book import make_book
from reportgen.report.editions import AUDITOR, EDITIONS
from reportgen.report.history import Past
from reportgen.report.model import STATUS_BADGES
from reportgen.report.words import LEDGER_BADGES
from reportgen.translations import language
from reportgen.vocabulary import WORDS, said

from .command import ROOT, reportgen
from .pages import article, pages_of
from .pseudo import PSEUDO, known_words, plain_words
from .test_judgements_in_other_languages import pseudo

SPELT_ALIKE = frozenset(
    {"NetworkPolicy", "ResourceQuota", "Kubernetes", "Namespace", "SHA-256", "reportgen", "navigation", "toc", "ISO/IEC", "EU"}
    | {"jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "sept", "okt", "nov", "dec"}
)
"""Words that every language says alike, and the Swedish months of the pseudo-language."""


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the real command in English and Swedish."""
    room = tmp_path_factory.mktemp("bilingual")
    run = reportgen("build", ROOT / "inventories" / "quickstart", "--languages", "en,sv", "-o", "site", cwd=room)
    assert run.returncode == 0, run.stderr.decode()
    return room / "site"


# Nothing bypasses translation


@cache
def _known(name: str) -> tuple[Assessment, frozenset[str]]:
    """Return an example as the pseudo-language judges it, and what of it every language says alike."""
    assessment = pseudo(ROOT / "inventories" / name)
    found = set(known_words(assessment)) | SPELT_ALIKE
    for framework in assessment.frameworks:
        found |= {framework.version, framework.issuer, framework.official_location, *re.findall(r"[\w.:]+", framework.version)}
        if framework.user_supplied:
            found |= set(_own_words(framework)).union(*map(_own_words, framework.requirements))
    for requirement in assessment.requirements:
        found |= set(re.findall(r"[a-z][\w.-]*\w", requirement.partition("/")[2]))
    if assessment.terms is not None:
        found |= {assessment.terms.issuer, assessment.terms.source}
    return assessment, frozenset(found)


def _releases(name: str, assessment: Assessment) -> Past:
    """Return the releases before, which the trend shows; what changed since is said by a comparison, which has tests of its own."""
    return replace(past_of(ROOT / "inventories" / name, assessment), comparison=None)


def _own_words(part: Framework | Requirement) -> Iterator[str]:
    """Yield what an organisation wrote about a framework of its own: nobody translates it."""
    yield from (value for field in fields(part) if isinstance(value := getattr(part, field.name), str) and value)


def _texts(document: str) -> Iterator[str]:
    """Yield what a document says: its text, and the attributes that are read out; not what is set as code, nor words broken in drawings."""
    document = re.sub(r"(?s)<(style|code|text)\b.*?</\1>", " ", document)
    yield from re.findall(r'(?:alt|aria-label|title|summary|content)="([^"]*)"', document)
    yield from re.split(r"<[^>]*>", document)


def _bypassing(document: str, known: frozenset[str]) -> set[str]:
    """Return the words of a document that no translation went through."""
    shown = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), document)
    texts = (html.unescape(text).replace("\u00a0", " ") for text in _texts(shown))
    places = re.compile(r"\S+\.yaml(?::\d+)*|https?://\S+|\d{4}-\d\d-\d\dT\S+|[0-9a-f]{64}")
    return {word for text in texts if text.strip() not in known for word in plain_words(places.sub("", text), known)}


@pytest.mark.parametrize(
    ("name", "edition"), [*(("acme-care", edition) for edition in EDITIONS), ("nordic-fleet", AUDITOR.name), ("nordic-fleet", "engineer")]
)
def test_no_text_of_the_pdf_bypasses_translation(name: str, edition: str) -> None:
    """Headings, tables, badges, captions, text alternatives: every word of each edition is ours in the report's language, or a name."""
    assessment, known = _known(name)
    with speaking(PSEUDO):
        book = make_book(assessment, version="1", edition=EDITIONS[edition], past=_releases(name, assessment))
        document = render_html(book, Templates(), next(iter(book.briefs), None))
    assert "uff" in document, "the pseudo-language went into it"
    assert _bypassing(document, known) == set()


@pytest.mark.parametrize("name", ["acme-care", "nordic-fleet"])
def test_no_text_of_the_pages_bypasses_translation(name: str, tmp_path: Path) -> None:
    """On every page of the site, and in its navigation, every word of ours is in the report's language."""
    assessment, known = _known(name)
    with speaking(PSEUDO):
        book = make_book(assessment, version="1", past=_releases(name, assessment))
        entries = write_pages(book, tmp_path, Templates(), pipeline.downloads(assessment, pipeline.BuildOptions()))
    pages = sorted(tmp_path.rglob("*.md"))
    assert len(pages) > 40
    assert all(title.startswith("⟦") for entry in entries for title in entry)
    found = {}
    for page in pages:
        source = page.read_text(encoding="utf-8")
        source = re.sub(r"^(title|hide): ", "", source, flags=re.MULTILINE)
        source = re.sub(r"\{:[^}\n]*\}|\]\([^)\n]*\)", "", source)
        words = _bypassing(source, known)
        if words:
            found[page.relative_to(tmp_path).as_posix()] = words
    assert found == {}


def test_fixed_words_of_the_inventory_have_their_translation() -> None:
    """Every word that an inventory chooses from a list, and a reader sees, is said in the reader's language."""
    kinds = (Stage, Designation, HardwareKind, DataClass, ProtectionNeed, NetworkPolicy, UpdateClass, FeedbackTime)
    assert {str(word) for kind in kinds for word in kind} <= WORDS
    with speaking(PSEUDO):
        assert all(said(word).startswith("⟦") for word in WORDS)


def test_badges_are_translated_when_they_are_looked_up() -> None:
    """A badge speaks the language of the report, while its code stays what programs know."""
    assert (STATUS_BADGES[Status.SATISFIED].text, STATUS_BADGES[Status.SATISFIED].code) == ("satisfied", "satisfied")
    with speaking(language("sv")):
        assert (STATUS_BADGES[Status.SATISFIED].text, STATUS_BADGES[Status.SATISFIED].code) == ("uppfyllt", "satisfied")
        assert {badge.text for badge in LEDGER_BADGES.values()} == {
            "ej tillämpligt", "ersatt", "väntar", "omfattas inte", "kan inte avgöras", "brutet", "hållet",
        }  # fmt: skip


def test_words_stand_in_the_order_of_their_alphabet() -> None:
    """Å, ä and ö close the Swedish alphabet, in this order."""
    words = ["ö", "ask", "ä", "Zon", "å"]
    with speaking(language("sv")):
        assert sorted(words, key=alphabetical) == ["ask", "Zon", "å", "ä", "ö"]


def test_languages_name_themselves_and_shorten_their_months() -> None:
    """The switch names each language as its readers do; an axis names the months in their language."""
    assessment, _ = _known("acme-care")
    assert (own_name("en"), own_name("sv"), month(assessment.as_of)) == ("English", "Svenska", "Dec")
    with speaking(language("sv")):
        assert month(assessment.as_of.replace(month=5)) == "maj"


# The site


def _frame(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_each_language_has_its_site(bilingual: Path) -> None:
    """The first language stands at the top and the other below its code, page by page; each page tells browsers its language."""
    english = {page.relative_to(bilingual).as_posix() for page in pages_of(bilingual) if page.relative_to(bilingual).parts[0] != "sv"}
    swedish = {page.relative_to(bilingual / "sv").as_posix() for page in pages_of(bilingual / "sv")}
    assert english == swedish != set()
    for code, top in (("en", bilingual), ("sv", bilingual / "sv")):
        for name in english:
            assert f'<html lang="{code}"' in _frame(top / name), name
            assert _frame(top / name).count(f'<html lang="{code}"') == 1


def test_the_swedish_site_is_swedish(bilingual: Path) -> None:
    """Navigation, headings, statuses and the theme's own words are Swedish."""
    overview = _frame(bilingual / "sv" / "index.html")
    with speaking(language("sv")):
        titles = [entry for entry, _ in NAV]
    assert titles[0] == "Overview", "the table itself stays English"
    for word in ("Översikt", "Miljöer", "Applikationer", "Regelverk", "Undantag och underlag", "Metod och källor", "Växla till mörkt läge"):
        assert word in overview, word
    said_ = article(overview)
    assert "Läget per regelverk" in said_.text()
    words = " ".join(article(_frame(page)).text() for page in pages_of(bilingual / "sv"))
    assert "ej uppfyllt" in words
    for status in ("not satisfied", "cannot tell", "attestation needed", "not applicable", "breached", "not stated"):
        assert status not in words, status


def test_downloads_of_each_language_lead_to_its_files(bilingual: Path) -> None:
    """The Swedish overview offers the Swedish PDF; there is one report.json, in the first language."""
    name = "reports/example-bookshop-2024-12-16"
    assert {path.relative_to(bilingual).as_posix() for path in bilingual.glob("reports/*")} == {f"{name}.pdf", f"{name}.sv.pdf"}
    for page, pdf in (("index.html", f"{name}.pdf"), ("sv/index.html", f"../{name}.sv.pdf")):
        buttons = re.findall(r'class="md-button" href="([^"]*)"', _frame(bilingual / page))
        assert buttons[0] == pdf
        assert all((bilingual / page).parent.joinpath(button).is_file() for button in buttons)
    assert not (bilingual / "sv" / "report.json").exists()


@pytest.mark.parametrize("how", ["server", "file"])
def test_the_switch_leads_to_the_same_page(bilingual: Path, browser: Chrome, serve: Callable[[Path], str], how: str) -> None:
    """A click goes from a page to the same page in the other language and back, on a server and from the file system, in silence."""
    base = serve(bilingual) if how == "server" else f"{bilingual.as_uri()}/"
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get(f"{base}deployments/shop-production.html")
    browser.get_log("browser")
    browser.get_log("performance")
    for code, path in (("sv", "sv/deployments/shop-production.html"), ("en", "deployments/shop-production.html")):
        entry = browser.find_element(By.CSS_SELECTOR, f".md-select__link[hreflang={code}]")
        assert entry.get_attribute("textContent").strip() == own_name(code)
        browser.execute_script("arguments[0].click()", entry)
        WebDriverWait(browser, 20).until(lambda b, path=path: b.current_url == base + path)
        assert browser.execute_script("return document.documentElement.lang") == code
    loud = [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    assert loud == []


@pytest.mark.parametrize("how", ["server", "file"])
def test_the_search_is_swedish(bilingual: Path, browser: Chrome, serve: Callable[[Path], str], how: str) -> None:
    """On the Swedish site a Swedish word is found, and no request leaves this computer."""
    base = serve(bilingual) if how == "server" else f"{bilingual.as_uri()}/"
    browser.get(f"{base}sv/index.html")
    browser.get_log("performance")
    field = browser.find_element(By.CSS_SELECTOR, "input.md-search__input")
    assert field.get_attribute("placeholder") == "Sök"
    browser.execute_script("arguments[0].focus()", field)
    field.send_keys("isoleringsnivåer")
    shown = "return [...document.querySelectorAll('a.md-search-result__link')].map((link) => link.href.replace(/[?][^#]*/, ''))"
    WebDriverWait(browser, 30).until(lambda b: any("/sv/levels.html" in address for address in b.execute_script(shown)))
    asked = [entry["message"] for entry in browser.get_log("performance") if '"Network.requestWillBeSent"' in entry["message"]]
    hosts = {found for message in asked for found in re.findall(r'"url":"(https?://[^/"]*)', message)}
    assert hosts <= {base.rstrip("/")}


# The PDF


def test_the_swedish_pdf_is_swedish(bilingual: Path, program: Callable[[str], str]) -> None:
    """The PDF of the other language says which it is, has Swedish headings, bookmarks and page numbers, and no English status."""
    place = bilingual / "reports" / "example-bookshop-2024-12-16.sv.pdf"
    with pikepdf.open(place) as pdf:
        assert str(pdf.Root.Lang) == "sv"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert {"Sammanfattning", "Iakttagelser, de allvarligaste först", "Regelverk, punkt för punkt", "Ordlista"} <= set(titles)
    words = subprocess.run([program("pdftotext"), "-layout", place, "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"sida 2 av \d+", words)
    assert "ej uppfyllt" in words
    for status in ("not satisfied", "cannot tell", "attestation needed", "not applicable", "breached", "not stated", "page 2"):
        assert status not in words, status


# The command and the inventory


def _edited(room: Path, report: str) -> Path:
    """Return a copy of the quickstart inventory with more fields of its report."""
    shutil.copytree(ROOT / "inventories" / "quickstart", room / "inventory")
    place = room / "inventory" / "inventory.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("report:\n", f"report:\n{report}", 1), encoding="utf-8")
    return room / "inventory"


def test_the_inventory_can_ask_for_languages(tmp_path: Path) -> None:
    """`report.languages` does what --languages does, and the first is the language of all else."""
    inventory = _edited(tmp_path, "  languages: [sv, en]\n")
    run = reportgen("build", inventory, "-o", "out", "--formats", "pdf,json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    name = "example-bookshop-2024-12-16"
    assert {path.name for path in (tmp_path / "out" / "reports").iterdir()} == {f"{name}.pdf", f"{name}.en.pdf"}
    assert "har inte Namespace-isolering" in (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
    lines = run.stdout.decode().splitlines()
    assert [line.split()[-1] for line in lines if line.startswith("PDF:")] == [f"out/reports/{name}.pdf", f"out/reports/{name}.en.pdf"]


def test_one_language_overrides_the_inventory(tmp_path: Path) -> None:
    """`--language` gives one report in that language, whatever the inventory asks for."""
    inventory = _edited(tmp_path, "  languages: [en, sv]\n")
    run = reportgen("build", inventory, "-o", "out", "--formats", "json", "--language", "sv", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    assert "har inte Namespace-isolering" in (tmp_path / "out" / "report.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--languages", "en,tlh"), "a report cannot be written in tlh"),
        (("--language", "xx"), "there are en, sv"),
        (("--language", "en", "--languages", "sv"), "do not go together"),
        (("--languages", "en,sv", "--pages-only", "--formats", "site"), "name it with --language"),
    ],
)
def test_languages_that_cannot_be_are_refused(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    """What cannot be done is said before anything is written."""
    run = reportgen("build", ROOT / "inventories" / "quickstart", "-o", "out", *options, cwd=tmp_path)
    assert run.returncode == 2
    assert told in run.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_a_language_is_named_once(tmp_path: Path) -> None:
    """An inventory that names a language twice, or one that there are no words in, is told where."""
    inventory = _edited(tmp_path, "  languages: [en, sv, en]\n")
    run = reportgen("check", inventory, cwd=tmp_path)
    assert run.returncode == 2
    assert re.search(r"inventory\.yaml:\d+:\d+: the language `en` is declared twice", run.stderr.decode())
