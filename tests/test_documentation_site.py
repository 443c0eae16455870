"""The project's own documentation as a site: built strictly with our plugin, with a live example report in it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from reportgen.mkdocs_plugin.plugin import ReportConfig
from reportgen.report.pieces import KINDS

from .command import ROOT
from .pages import article, pages_of, read
from .test_mkdocs_plugin import mkdocs
from .test_site import asked_for, desk, leads, phone, said

DOCS = ROOT / "docs"
WITH_PARTS = ("explanation/isolation.html", "explanation/update-promise.html", "how-to/read-as-an-auditor.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that `make docs` builds, built elsewhere."""
    place = tmp_path_factory.mktemp("docs") / "site"
    run = mkdocs("build", "--strict", "-d", str(place), cwd=ROOT)
    assert (run.returncode, "WARNING" in run.stderr) == (0, False), run.stdout + run.stderr
    return place


def test_every_page_of_the_documentation_is_in_the_navigation(site: Path) -> None:
    """A page that an index lists has its place in the navigation; a page that none lists would be found by nobody."""
    folders = ("how-to", "reference", "explanation", "tutorial")
    listed = {f"{folder}/{link}" for folder in folders for link in nav_links(site / folder)}
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")} - {"index.html"}
    assert len(pages) > 25
    assert sorted(pages - listed) == []


def nav_links(folder: Path) -> set[str]:
    """Return the links of the navigation, on the first page of a folder, to pages beside it."""
    source = min(folder.glob("*.html")).read_text(encoding="utf-8")
    return set(re.findall(r'<a href="([\w.-]+\.html)" class="md-nav__link', source)) | {min(folder.glob("*.html")).name, "index.html"}


def test_the_documentation_shows_a_live_report(site: Path) -> None:
    """The example stands under its prefix with its data, and pages of each kind show parts of it, which lead there."""
    assert article((site / "example" / "index.html").read_text(encoding="utf-8")).heading() == "Environment isolation and update report"
    assert (site / "example" / "report.json").is_file()
    for name, words, link in (
        ("explanation/isolation.html", "Isolation inside cardio-viewer", "../example/applications/cardio-viewer.html#isolation"),
        ("explanation/update-promise.html", "What comes to prod, where cardio-viewer-production runs.", "../example/commitments.html#plan"),
        ("how-to/read-as-an-auditor.html", "A.8.33", "../example/frameworks/iso27001-2022.html#iso27001-2022-a-8-33"),
    ):
        page = article((site / name).read_text(encoding="utf-8"))
        assert words in page.text(), name
        assert link in page.links, name
    clauses = article((site / "example" / "frameworks" / "iso27001-2022.html").read_text(encoding="utf-8"))
    assert "../../explanation/isolation.html" in clauses.links


def test_all_links_of_the_documentation_lead_somewhere(site: Path) -> None:
    """On the site, as on a forge, every link between pages, to the report and to files beside them finds its target."""
    pages = {path: read(path.read_text(encoding="utf-8")) for path in pages_of(site)}
    assert len(pages) > 60
    links = [(path, link) for path, page in pages.items() for link in page.links if not link.startswith(("http://", "https://"))]
    assert [f"{path.relative_to(site)}: {link}" for path, link in links if not leads(path, link, pages)] == []


def test_the_documentation_opens_quietly(site: Path, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """In a browser its pages, those with parts of the report and the report itself say nothing in the console and ask nobody else."""
    base = serve(site)
    said(browser), asked_for(browser)
    phone(browser)
    for name in ("index.html", *WITH_PARTS, "example/index.html"):
        browser.get(base + name)
        assert said(browser) == [], name
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360, name
    desk(browser)
    assert [url for url in asked_for(browser) if url.startswith("http") and not url.startswith(base)] == []


def test_make_docs_builds_it() -> None:
    """The command that contributors are told runs MkDocs on the same configuration."""
    run = subprocess.run(["make", "--dry-run", "docs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert "-m mkdocs build" in run.stdout


def test_the_reference_of_the_plugin_is_complete() -> None:
    """Every option of the plugin, with its default, and every kind of part stand in the reference."""
    text = (DOCS / "reference" / "mkdocs-plugin.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", text, re.MULTILINE)}
    options = dict(ReportConfig._schema)
    assert options.keys() <= rows.keys()
    for name in ("prefix", "fail_on"):
        assert rows[name] == f"`{options[name].default}`"
    assert set(KINDS) <= rows.keys()
