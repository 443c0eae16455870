"""Releases side by side: each stays where it is, a page lists them, and the selector of the site leads from one to another."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from .command import reportgen, small, tree
from .pages import pages_of, read
from .test_site import asked_for, desk, leads, said


def published(cwd: Path, name: str, *more: str) -> subprocess.CompletedProcess[bytes]:
    """Publish the small inventory under a name."""
    return reportgen("build", "inventories", "-o", "public", "--publish", name, "--formats", "site,json", *more, cwd=cwd)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two published releases of a small inventory, of which the first was frozen under its name."""
    place = tmp_path_factory.mktemp("releases")
    small(place / "inventories", production="2024-11-06")
    for command in (
        ("release", "2024-11", "inventories", "--as-of", "2024-11-30"),
        ("build", "inventories", "-o", "public", "--publish", "2024-11", "--formats", "site,json", "--as-of", "2024-11-30"),
        ("build", "inventories", "-o", "public", "--publish", "2024-12", "--formats", "site,json"),
    ):
        run = reportgen(*command, cwd=place)
        assert run.returncode == 0, run.stderr.decode()
    return place / "public"


def test_releases_lie_beside_each_other(releases: Path) -> None:
    """Each release is a whole site; the list names them newest first with day, counts and links, and every link leads somewhere."""
    assert sorted(path.name for path in releases.iterdir()) == ["2024-11", "2024-12", "index.html", "latest", "versions.json"]
    listing = read((releases / "index.html").read_text(encoding="utf-8"))
    assert [words for _, tag, words in listing.blocks if tag == "h2"] == ["2024-12", "2024-11"]
    assert "as of 2024-12-16" in listing.text()
    assert "as of 2024-11-30" in listing.text()
    assert {"2024-12/index.html", "2024-11/index.html", "2024-11/report.json"} <= set(listing.links)
    pages = {path: read(path.read_text(encoding="utf-8")) for path in pages_of(releases)}
    assert [f"{path}: {link}" for path, page in pages.items() for link in page.links if not leads(path, link, pages)] == []
    for name, day in (("2024-11", "2024-11-30"), ("2024-12", "2024-12-16")):
        assert json.loads((releases / name / "report.json").read_text(encoding="utf-8"))["as_of"] == day


def test_the_selector_is_told_of_all_releases(releases: Path) -> None:
    """versions.json is what Material's selector reads: newest first, the newest also as latest; that directory leads on to it."""
    versions = json.loads((releases / "versions.json").read_text(encoding="utf-8"))
    assert [(entry["version"], entry["aliases"]) for entry in versions] == [("2024-12", ["latest"]), ("2024-11", [])]
    assert 'url=../2024-12/index.html"' in (releases / "latest" / "index.html").read_text(encoding="utf-8")


def test_the_page_of_changes_leads_to_the_release_before(releases: Path) -> None:
    """Where the release that a report is compared with is published too, its changes and its first page link both."""
    for name in ("changes.html", "index.html"):
        links = read((releases / "2024-12" / name).read_text(encoding="utf-8")).links
        assert {"../index.html", "../2024-11/index.html"} <= set(links), name
    assert "../index.html" in read((releases / "2024-11" / "index.html").read_text(encoding="utf-8")).links


def test_one_goes_from_release_to_release(releases: Path, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """On a web server Material's selector offers the releases and leads to the other one; no page says a word in the console."""
    desk(browser)
    base = serve(releases)
    browser.get(base + "2024-12/levels.html")
    said(browser), asked_for(browser)
    browser.get(base + "2024-12/levels.html")
    links = WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "a.md-version__link"))
    found = {link.get_attribute("textContent").strip(): link for link in links}
    assert list(found) == ["2024-12 (2024-12-16)", "2024-11 (2024-11-30)"]
    browser.execute_script("arguments[0].click()", found["2024-11 (2024-11-30)"])
    WebDriverWait(browser, 20).until(lambda b: "/2024-11/" in b.current_url)
    assert urlsplit(browser.current_url).path.startswith("/2024-11/")
    browser.get(base + "latest/")
    WebDriverWait(browser, 20).until(lambda b: urlsplit(b.current_url).path == "/2024-12/index.html")
    assert said(browser) == []
    assert [url for url in asked_for(browser) if not url.startswith((base, "data:", "blob:"))] == []


def test_releases_work_from_the_file_system(releases: Path, browser: Chrome) -> None:
    """Opened as files, the list leads to each release and the changes to the one before."""
    desk(browser)
    browser.get((releases / "index.html").as_uri())
    browser.find_element(By.CSS_SELECTOR, 'a[href="2024-12/index.html"]').click()
    WebDriverWait(browser, 20).until(lambda b: b.current_url.endswith("/2024-12/index.html"))
    browser.find_element(By.CSS_SELECTOR, 'a[href="../2024-11/index.html"]').click()
    WebDriverWait(browser, 20).until(lambda b: b.current_url.endswith("/2024-11/index.html"))
    said(browser)


def test_publishing_again_replaces_that_release_only(tmp_path: Path) -> None:
    """The other releases keep every byte; the same inventory under the same name gives the same bytes again."""
    small(tmp_path / "inventories")
    assert published(tmp_path, "a", "--as-of", "2024-11-30").returncode == 0
    before = tree(tmp_path / "public" / "a")
    assert published(tmp_path, "b").returncode == 0
    both = tree(tmp_path / "public")
    assert tree(tmp_path / "public" / "a") == before
    assert published(tmp_path, "b").returncode == 0
    assert tree(tmp_path / "public") == both


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("../x", (), "cannot be the name of a release"),
        ("latest", (), "cannot be called 'latest'"),
        ("x", ("--formats", "site"), "report.json"),
        ("x", ("--pages-only",), "--pages-only"),
        ("x", ("inventories",), "one inventory"),
    ],
)
def test_what_cannot_be_published_is_told(name: str, more: tuple[str, ...], told: str, tmp_path: Path) -> None:
    """A wrong name, a format that is missing or a second inventory is refused, and nothing is written."""
    small(tmp_path / "inventories")
    run = published(tmp_path, name, *more)
    assert (run.returncode, told in run.stderr.decode()) == (2, True), run.stderr.decode()
    assert not (tmp_path / "public").exists()


def test_a_page_of_somebodys_is_not_replaced(tmp_path: Path) -> None:
    """A directory with a first page that is no list of releases is refused, and so is a plain build over published releases."""
    small(tmp_path / "inventories")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("mine", encoding="utf-8")
    assert published(tmp_path, "a").returncode == 2
    assert tree(tmp_path / "public") == {"index.html": b"mine"}
    (tmp_path / "public" / "index.html").unlink()
    assert published(tmp_path, "a").returncode == 0
    before = tree(tmp_path / "public")
    run = reportgen("build", "inventories", "-o", "public", "--formats", "json", cwd=tmp_path)
    assert (run.returncode, tree(tmp_path / "public")) == (2, before)
