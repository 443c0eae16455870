"""What was before a report: the changes since an earlier one and the history of releases, on the pages and in the PDF."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from selenium.webdriver import Chrome

from reportgen import pipeline
from reportgen.archive.model import Counts, Release, Step, Tally, in_order, predecessor, tallies
from reportgen.findings import LedgerStatus, Status
from reportgen.pipeline.past import carried_releases
from reportgen.render import svg
from reportgen.report.figures import trend
from reportgen.report.history import Past, history_page

from .command import ROOT, reportgen, small, tree
from .pages import Page, article
from .sites import desk, phone

SITE = ("--formats", "site")
MOVED = "  - {name: shop-test, application: shop, stage: testing, environment: NOW, namespace: shop-test}\nupdates:"


def fleet(place: Path, environment: str = "staging") -> Path:
    """Write an inventory with a test instance of the shop in an Environment; return its directory."""
    file = small(place)
    file.write_text(file.read_text(encoding="utf-8").replace("updates:", MOVED.replace("NOW", environment)), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory with two releases, after which the test instance moved to production's Environment."""
    place = fleet(tmp_path_factory.mktemp("history") / "fleet")
    for name, day in (("q3", "2024-10-01"), ("q4", "2024-12-01")):
        assert reportgen("release", name, place, "--as-of", day, cwd=place).returncode == 0
    return fleet(place, "prod")


def build(inventory: Path, output: Path, *arguments: str) -> Path:
    run = reportgen("build", inventory, "-o", output, *arguments, cwd=inventory.parent)
    assert run.returncode == 0, run.stderr.decode()
    return output


@pytest.fixture(scope="module")
def built(inventory: Path) -> Path:
    """Site and PDF of it, as built without a word about what was before."""
    return build(inventory, inventory.parent / "site", "--formats", "site,pdf")


def page(site: Path, name: str) -> Page:
    return article((site / name).read_text(encoding="utf-8"))


# Changes


def test_a_build_shows_what_changed_since_the_newest_release_before_it(built: Path) -> None:
    """The page names the release, begins with what got worse, and the overview leads to it with the same sentence."""
    changes = page(built, "changes.html")
    assert changes.heading().startswith("Changes since release q4 of 2024-12-01")
    text = changes.text()
    assert "shop-test moved from the Environment staging" in text
    assert "isolation-lowered" in text
    overview = page(built, "index.html")
    assert any(section == "changes" and "shop-test moved" in words for section, _, words in overview.blocks)
    assert "changes.html" in overview.links


def test_the_pdf_says_the_same_and_can_be_verified(built: Path, program: Callable[[str], str]) -> None:
    """Its chapter has the sentences of the page; the release it was compared with is inside, so that it can be printed again."""
    (pdf,) = (built / "reports").glob("*.pdf")
    text = " ".join(subprocess.run([program("pdftotext"), str(pdf), "-"], capture_output=True, text=True, check=True).stdout.split())
    assert "Changes since release q4 of 2024-12-01" in text
    assert "shop-test moved from the Environment staging" in text
    assert "2 releases of this inventory were made before this report." in text
    run = reportgen("verify", pdf, cwd=built)
    assert run.returncode == 0, run.stdout.decode()
    assert b"byte for byte" in run.stdout


def test_since_names_another_report_and_none_names_nothing(inventory: Path, tmp_path: Path) -> None:
    """A release by its name, anything that `diff` takes, or no comparison at all."""
    named = build(inventory, tmp_path / "named", *SITE, "--since", "q3")
    assert "release q3 of 2024-10-01" in page(named, "changes.html").heading()
    other = tmp_path / "old.json"
    other.write_bytes((inventory / "releases" / "q3.json").read_bytes())
    assert "2024-10-01" in page(build(inventory, tmp_path / "file", *SITE, "--since", str(other)), "changes.html").heading()
    nothing = build(inventory, tmp_path / "none", *SITE, "--since", "none")
    assert not (nothing / "changes.html").exists()
    assert (nothing / "history.html").exists()


def test_a_side_that_is_nothing_is_an_error_and_writes_nothing(inventory: Path, tmp_path: Path) -> None:
    """Exit 2, and no output that looks as if nothing had changed."""
    run = reportgen("build", inventory, "-o", tmp_path / "site", *SITE, "--since", "no-such-thing", cwd=tmp_path)
    assert run.returncode == 2
    assert b"no-such-thing" in run.stderr
    assert not (tmp_path / "site").exists()


def test_a_broken_release_stops_the_build(inventory: Path, tmp_path: Path) -> None:
    """A history that leaves out what it cannot read would be another one."""
    broken = inventory / "releases" / "broken.json"
    broken.write_text("{}")
    try:
        run = reportgen("build", inventory, "-o", tmp_path / "site", *SITE, cwd=tmp_path)
    finally:
        broken.unlink()
    assert run.returncode == 2
    assert b"broken.json:1:1: this is not a report of reportgen" in run.stderr
    assert not (tmp_path / "site").exists()


def test_without_a_release_there_is_neither_page(tmp_path: Path) -> None:
    """A report that nothing came before has no empty pages, and a release of its own day is none before it."""
    place = fleet(tmp_path / "fleet")
    assert reportgen("release", "today", place, cwd=tmp_path).returncode == 0
    site = build(place, tmp_path / "site", *SITE)
    assert not (site / "changes.html").exists()
    (place / "releases" / "today.json").unlink()
    assert not (build(place, tmp_path / "site", *SITE) / "history.html").exists()


def test_the_same_inventory_and_releases_give_the_same_bytes(inventory: Path, tmp_path: Path) -> None:
    """Wherever they lie."""
    first = build(inventory, tmp_path / "a", *SITE)
    copy = tmp_path / "elsewhere" / "fleet"
    for name, data in tree(inventory).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)
    assert tree(first) == tree(build(copy, tmp_path / "b", *SITE))


def test_the_pages_speak_swedish(inventory: Path, tmp_path: Path) -> None:
    """Title, headline and history of a Swedish report."""
    site = build(inventory, tmp_path / "site", *SITE, "--language", "sv")
    assert page(site, "changes.html").heading().startswith("Ändringar sedan utgåva q4")
    assert "Ej uppfyllt" in page(site, "history.html").text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_serious_barrier_and_fit_a_phone(
    built: Path, browser: Chrome, serve: Callable[[Path], str], axe: str, scheme: str
) -> None:
    """axe-core finds nothing serious on changes and history, by day and by night; at 360 pixels nothing scrolls sideways."""
    base = serve(built)
    for name in ("changes.html", "history.html"):
        desk(browser, scheme)
        browser.get(base + name)
        browser.execute_script(axe)
        found = browser.execute_async_script("axe.run(document, {resultTypes: ['violations']}).then(arguments[0])")
        grave = [violation["id"] for violation in found["violations"] if violation["impact"] in ("serious", "critical")]
        assert (len(found["passes"]) > 10, grave) == (True, []), name
        phone(browser)
        browser.get(base + name)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
    desk(browser)


# History


def test_the_history_has_a_row_for_each_release_and_the_report(built: Path) -> None:
    """Newest first, each with its counts; that of the report leads to its changes, a release says how much it changed."""
    history = page(built, "history.html")
    cells = [text for section, tag, text in history.blocks if section == "reports" and tag in ("td", "th")]
    places = [cells.index(name) for name in ("this report", "q4", "q3")]
    assert places == sorted(places)
    assert [cells[place + 1] for place in places] == ["2024-12-16", "2024-12-01", "2024-10-01"]
    assert cells[places[1] + 11].startswith("0 errors")
    assert cells[places[2] + 11] == "–"
    assert "changes.html" in history.links


def numbers(**statuses: int) -> Counts:
    verdicts = {status: statuses.get(status.name.lower(), 0) for status in Status}
    return Counts(environments=2, deployments=3, verdicts=verdicts, updates=dict.fromkeys(LedgerStatus, 0), waivers_expired=0)


def made(name: str, day: dt.date, sequence: int = 1, step: Step | None = None) -> Release:
    return Release(name=name, as_of=day, sequence=sequence, counts=numbers(not_satisfied=sequence), sha256=f"digest of {name}", step=step)


DAY = dt.date(2024, 12, 16)


def test_the_predecessor_is_of_an_earlier_day() -> None:
    """Of the releases of one day the one made last; one of the report's own day or later is none."""
    found = in_order([made("b", DAY), made("z", dt.date(2024, 11, 1), 3), made("a", dt.date(2024, 11, 1), 4)])
    before = predecessor(found, DAY)
    assert before is not None
    assert before.name == "a"
    assert predecessor(found, dt.date(2024, 11, 1)) is None


def test_a_count_against_a_release_that_was_replaced_is_left_out() -> None:
    """What it counted is not the difference between the two that stand there now."""
    tally = Tally(error=1, warning=0, info=0)
    first = made("a", dt.date(2024, 1, 1))
    held = made("b", DAY, 2, Step(since="a", sha256="digest of a", tally=tally))
    stale = made("b", DAY, 2, Step(since="a", sha256="another", tally=tally))
    inserted = made("between", dt.date(2024, 2, 1), 3)
    assert tallies([first, held]) == (None, tally)
    assert tallies([first, stale]) == (None, None)
    assert tallies([first, inserted, held]) == (None, None, None)


def test_releases_of_later_days_are_not_yet_known() -> None:
    """A report for a day in the past shows the history as it was then."""
    found = history_page(Past(releases=(made("old", dt.date(2024, 1, 1)), made("new", DAY)), counts=numbers()), dt.date(2024, 6, 1))
    assert found is not None
    assert len(found.reports.rows) == 2
    assert history_page(Past(releases=(made("new", DAY),), counts=numbers()), dt.date(2024, 6, 1)) is None


def test_the_pdf_carries_whatever_release_it_was_compared_with(inventory: Path) -> None:
    """Whole, even one for a later day; of the others that it counts the head, and of later ones nothing."""
    assessment = pipeline.judge(inventory, dt.date(2024, 11, 1))
    for since, whole, names in ((None, "q3", ["q3"]), ("q4", "q4", ["q3", "q4"]), ("none", "", ["q3"])):
        carried = dict(carried_releases(inventory, assessment, since))
        assert sorted(carried) == [f"releases/{name}.json" for name in names]
        assert [Path(name).stem for name, data in carried.items() if "findings" in json.loads(data)] == [whole] * bool(whole)


# The trend


def drawn(count: int, width: float) -> svg.Drawing:
    reports = [(f"release-{i}", dt.date(2023, 1, 28) + dt.timedelta(days=31 * i)) for i in range(count)]
    figure = trend("Trend", reports, [("Not satisfied", "bad", [i * 100 for i in range(count)]), ("Waived", "warn", [0] * count)])
    return svg.lay_out(figure, prefix="t", width=width)


@pytest.mark.parametrize("count", [2, 5, 12, 40])
@pytest.mark.parametrize("width", [svg.NARROW, svg.WIDE])
def test_the_trend_fits_and_nothing_covers_anything(count: int, width: float) -> None:
    """Every text is inside of the drawing and on no other text, with two reports as with forty."""
    drawing = drawn(count, width)
    boxes = drawing.texts
    assert all(box.left >= -0.5 and box.right <= drawing.width + 0.5 and box.bottom <= drawing.height for box in boxes)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
            assert apart, (one, other)


def test_the_trend_says_in_words_what_it_draws() -> None:
    """The alternative text gives the way of each number; a point says which report it is; the newest twelve are shown."""
    element = ET.fromstring(drawn(40, svg.WIDE).svg)  # noqa: S314 - our own output
    words = ["".join(part.itertext()) for part in element.iter() if part.tag.endswith(("title", "desc"))]
    assert any("Not satisfied: 2800 to 3900, 1100 more; Waived: 0, as before." in text for text in words)
    assert len([text for text in words if re.fullmatch(r"release-\d+, [\d-]+ – Not satisfied: \d+", text)]) == 12


# The example


def test_the_example_is_compared_with_its_november(tmp_path: Path) -> None:
    """The release that is kept is that of the older state: the tool makes it again, and the changes are those of a small real month."""
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "example_release.py", tmp_path / "acme-care"], cwd=ROOT, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    again = tmp_path / "acme-care" / "releases" / "2024-11.json"
    kept = ROOT / "inventories" / "acme-care" / "releases" / "2024-11.json"
    for old in (kept, again):
        said = reportgen("diff", old, ROOT / "inventories" / "acme-care", "--format", "markdown", cwd=tmp_path).stdout.decode()
        assert "patient-portal-testing-mobile moved from the Namespace portal-test-mobile" in said
        assert "triage-assistant-development" in said
