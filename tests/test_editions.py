"""Editions and parts of a report: what each reader is told, and that nothing falls between two parts."""

from __future__ import annotations

import html
import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from reportgen import __version__
from reportgen.findings import Assessment, Status
from reportgen.pipeline import judge
from reportgen.pipeline.past import past_of
from reportgen.render.pdf import render_pdf
from reportgen.render.resources import Templates
from reportgen.report.book import make_book
from reportgen.report.editions import EDITIONS, ENGINEER, EXECUTIVE
from reportgen.report.model import Cell
from reportgen.report.parts import Split, file_names, keys, part
from tests.accessible import faults
from tests.building import bare, environment, inventory
from tests.command import QUICKSTART, ROOT, reportgen

Find = Callable[[str], str]


@cache
def assessed(name: str) -> Assessment:
    """Judge an example inventory."""
    return judge(ROOT / "inventories" / name)


@cache
def edition(name: str, word: str) -> bytes:
    """Lay an edition of an example's report out, once."""
    return render_pdf(make_book(assessed(name), version=__version__, edition=EDITIONS[word]), Templates())


def text(program: Find, pdf: bytes) -> str:
    """Return the text of a PDF as one line."""
    run = subprocess.run([program("pdftotext"), "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def words(cell: Cell) -> str:
    """Return the text of a cell."""
    return "".join(run.text for run in cell)


# Parts


@pytest.mark.parametrize("split", Split)
@pytest.mark.parametrize("name", ["acme-care", "nordic-fleet"])
def test_no_finding_falls_between_the_parts(name: str, split: Split) -> None:
    """Every finding, every row of the ledger and every deployment stands in some part."""
    whole = assessed(name)
    parts = [part(whole, split, key).assessment for key in keys(whole.inventory, split)]
    assert {f.id for f in whole.findings} == {f.id for item in parts for f in item.findings}
    assert {(row.update.id, row.environment) for row in whole.ledger} == {
        (r.update.id, r.environment) for item in parts for r in item.ledger
    }
    members = [deployment.name for item in parts for deployment in item.inventory.deployments]
    assert sorted(members) == sorted(deployment.name for deployment in whole.inventory.deployments)


def test_parts_by_environment_share_nothing_but_the_organisation() -> None:
    """A finding on a deployment, an Environment or an update stands in the part of its Environment alone."""
    whole = assessed("acme-care")
    parts = [part(whole, Split.ENVIRONMENT, key).assessment for key in keys(whole.inventory, Split.ENVIRONMENT)]
    for finding in whole.findings:
        holders = sum(any(f.id == finding.id for f in item.findings) for item in parts)
        assert holders == (len(parts) if finding.subject_kind == "organization" else 1), finding


def test_what_belongs_to_no_part_makes_one_of_its_own() -> None:
    """Deployments outside every Environment, without an end customer, and Environments without a deployment are not lost."""
    declared = inventory(
        bare("shop", tenant="acme"),
        bare("laptop", stage="local", place=None),
        environments=(environment("prod", designation="production"), environment("spare")),
    )
    assert keys(declared, Split.ENVIRONMENT) == ("prod", "spare", "")
    assert keys(declared, Split.TENANT) == ("acme", "")
    assert keys(declared, Split.APPLICATION) == ("shop", "")


def test_an_application_is_shown_with_its_neighbours_in_other_parts() -> None:
    """The part of an Environment still shows how its deployments stand to those of the same application elsewhere."""
    whole = assessed("acme-care")
    found = part(whole, Split.ENVIRONMENT, "prod")
    book = make_book(found.assessment, version=__version__, part=found.title, whole=whole)
    everything = make_book(whole, version=__version__)
    matrices = {page.name: page.matrix for page in everything.applications}
    assert book.applications
    assert all(page.matrix == matrices[page.name] for page in book.applications)
    assert [page.name for page in book.environments] == ["prod"]
    assert len(book.deployments) < len(everything.deployments)
    assert book.cover.about == ("Environment prod",)


def test_files_of_parts_have_different_names() -> None:
    """Names that read alike once they are spelt for a file get a digest; others stay as they are."""
    names = file_names(Split.TENANT, ["Acme AB", "acme-ab", "other", ""])
    assert len(set(names.values())) == 4
    assert names["other"] == "tenant-other"
    assert names[""] == "tenant-rest"


# Executive


@pytest.mark.parametrize("name", ["quickstart", "acme-care", "nordic-fleet"])
def test_the_executive_edition_has_two_pages(name: str) -> None:
    """A manager reads at most two pages, whatever the fleet."""
    with pikepdf.open(io.BytesIO(edition(name, "executive"))) as pdf:
        assert len(pdf.pages) <= 2
        assert faults(pdf) == []


def test_the_executive_edition_has_two_pages_with_long_sentences_too() -> None:
    """Where much is to be said, less is shown, and how much is left out is said."""
    whole = assessed("nordic-fleet")
    loud = tuple(replace(f, message=f.message + " And that is so." * 60) for f in whole.findings)
    advice = tuple(replace(a, message=a.message + " Do it." * 60) for a in whole.advice) * 9
    book = make_book(replace(whole, findings=loud, advice=advice), version=__version__, edition=EXECUTIVE)
    with pikepdf.open(io.BytesIO(render_pdf(book, Templates()))) as pdf:
        assert len(pdf.pages) <= 2


def test_the_executive_edition_says_the_outcome_and_what_it_leaves_out(program: Find) -> None:
    """It has the cover's numbers and its limits, and says how many requirements are not listed."""
    book, found = make_book(assessed("acme-care"), version=__version__), text(program, edition("acme-care", "executive"))
    for sentence in (book.cover.statement, *book.overview.sentences, *book.cover.not_attested):
        assert sentence in found
    failing = {f.requirement for f in assessed("acme-care").findings if f.status is Status.NOT_SATISFIED}
    assert re.search(rf"Requirements not satisfied, worst first \(\d+ of {len(failing)}; the rest in the auditor's edition\)", found)
    assert "Executive edition" in found


def test_the_executive_edition_names_the_change_that_matters_most(program: Find) -> None:
    """With a release before, what matters most of the changes since stands on its two pages; without one there is no such line."""
    whole = assessed("acme-care")
    book = make_book(whole, version=__version__, edition=EXECUTIVE, past=past_of(ROOT / "inventories" / "acme-care", whole))
    assert book.changes
    pdf = render_pdf(book, Templates())
    assert f"{book.changes.title}: {book.changes.headline}" in text(program, pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) <= 2
    assert "Changes since" not in text(program, edition("acme-care", "executive"))


def test_a_brief_says_what_is_missing_where_the_sentence_is_cut() -> None:
    """Of a finding that cannot be told, the field that the inventory leaves out is never what is cut off."""
    whole = assessed("acme-care")
    brief = make_book(whole, version=__version__, edition=EXECUTIVE).briefs[0]
    first = {}
    for finding in whole.findings:
        if finding.status is Status.UNKNOWN and finding.missing:
            first.setdefault(finding.missing[0], finding)
    reasons = [words(row[2]) for row in brief.unknown.rows]
    assert len(reasons) > 3
    assert all(any(field in reason for field in first) for reason in reasons)


@pytest.mark.parametrize("name", ["acme-care", "nordic-fleet"])
def test_every_row_of_the_ledger_is_counted_where_it_is_summed_up(name: str) -> None:
    """The numbers of both sentences about the promise add up to the rows of the ledger: none is passed over in silence."""
    whole = assessed(name)
    book = make_book(whole, version=__version__, edition=EXECUTIVE)
    held = next(sentence for sentence in book.overview.sentences if "rows of the ledger" in sentence)
    total, *parts = (int(number) for number in re.findall(r"\d+", held))
    assert total == sum(parts) == len(whole.ledger)
    assert sum(int(number) for number in re.findall(r"\d+", book.briefs[0].updates)) == len(whole.ledger)


def test_shorter_briefs_only_leave_out() -> None:
    """Each tighter brief begins as the roomier one does."""
    briefs = make_book(assessed("acme-care"), version=__version__, edition=EXECUTIVE).briefs
    for roomy, tight in pairwise(briefs):
        assert len(tight.failing.rows) < len(roomy.failing.rows)
        assert tight.failing.rows == roomy.failing.rows[: len(tight.failing.rows)]


# Engineer


def test_every_open_finding_is_work_for_an_engineer() -> None:
    """Each finding that fails or cannot be told stands with its line and its requirement; each missing attestation with its subject."""
    whole = assessed("acme-care")
    pages = make_book(whole, version=__version__, edition=ENGINEER).work
    changes = [tuple(map(words, row)) for page in pages for row in page.changes.rows]
    for finding in whole.findings:
        if finding.status in (Status.NOT_SATISFIED, Status.UNKNOWN):
            framework, _, clause = finding.requirement.partition("/")
            assert any(
                place == f"{finding.location.file}:{finding.location.line}"
                and subject == finding.subject
                and finding.message in what
                and finding.smallest_change in what
                and framework in under
                and clause in under
                for place, subject, what, under in changes
            ), finding
    needed = sum(f.status is Status.ATTESTATION_NEEDED for f in whole.findings)
    assert needed > 0
    assert sum(len(words(row[1]).split(", ")) for page in pages for row in page.attestations.rows) <= needed


def test_the_engineers_edition_lists_changes_in_the_order_of_the_files() -> None:
    """Within an application, rows are worked through file by file, line by line."""
    pages = make_book(assessed("acme-care"), version=__version__, edition=ENGINEER).work
    for page in pages:
        places = [words(row[0]).rpartition(":") for row in page.changes.rows]
        assert places == sorted(places, key=lambda place: (place[0], int(place[2])))


def test_the_engineers_edition_is_accessible_and_short(program: Find) -> None:
    """It has no fault that a program can find, fewer pages than the auditor's, and no verdict that needs no work."""
    pdf = edition("quickstart", "engineer")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert faults(opened) == []
        assert len(opened.pages) < 12
    found = text(program, pdf)
    assert "Engineer's edition" in found
    assert "inventory.yaml:" in found
    assert "Glossary" not in found


# The command


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small example on Letter in two editions by application, with the site, in two processes."""
    folder = tmp_path_factory.mktemp("shelf")
    asked = ("--edition", "executive,engineer", "--split", "application", "--page-size", "letter", "-j", "2")
    run = reportgen("build", QUICKSTART, "-o", folder / "out", "--formats", "site,pdf", *asked, cwd=folder)
    assert run.returncode == 0, run.stderr.decode()
    return folder / "out"


NAMES = (
    "example-bookshop-2024-12-16-engineer.pdf",
    "example-bookshop-2024-12-16-engineer/application-shop.pdf",
    "example-bookshop-2024-12-16-executive.pdf",
    "example-bookshop-2024-12-16-executive/application-shop.pdf",
)


def test_each_edition_and_each_part_is_a_file(shelf: Path) -> None:
    """Parts lie in a directory named like the list of them."""
    reports = shelf / "reports"
    assert sorted(place.relative_to(reports).as_posix() for place in reports.rglob("*.pdf")) == sorted(NAMES)


def test_the_paper_is_the_one_that_was_asked_for(shelf: Path) -> None:
    """--page-size holds for every document, whatever the inventory says."""
    for name in NAMES:
        with pikepdf.open(shelf / "reports" / name) as pdf:
            assert {tuple(round(float(edge)) for edge in page.MediaBox[2:]) for page in pdf.pages} == {(612, 792)}


def test_the_list_of_parts_leads_to_each_of_them(shelf: Path) -> None:
    """The cover document names every part with its numbers, links to its file, and is accessible itself."""
    place = shelf / "reports" / NAMES[0]
    with pikepdf.open(place) as pdf:
        targets = [str(annot.A.URI) for page in pdf.pages for annot in page.get("/Annots", [])]
        assert faults(pdf) == []
    assert targets == ["example-bookshop-2024-12-16-engineer/application-shop.pdf"]
    assert all((place.parent / target).is_file() for target in targets)


def test_the_site_leads_to_each_edition(shelf: Path) -> None:
    """The overview offers the editions by their names; parts are reached through their list."""
    page = (shelf / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a [^>]*href="(reports/[^"]+\.pdf)"[^>]*>(.*?)</a>', page)
    assert {target for target, _ in links} == {f"reports/{NAMES[0]}", f"reports/{NAMES[2]}"}
    assert {html.unescape(label) for _, label in links} == {"Executive edition (PDF)", "Engineer's edition (PDF)"}


def test_documents_made_in_several_processes_are_the_same(shelf: Path, tmp_path: Path) -> None:
    """What a worker process lays out is, byte for byte, what is laid out without one."""
    asked = ("--edition", "executive", "--split", "application", "--page-size", "Letter")
    run = reportgen("build", QUICKSTART, "-o", tmp_path / "out", "--formats", "pdf", *asked, cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    for name in NAMES[2:]:
        assert (tmp_path / "out" / "reports" / name).read_bytes() == (shelf / "reports" / name).read_bytes()


def test_a_part_is_verified_like_the_whole(shelf: Path, tmp_path: Path) -> None:
    """Editions and parts carry the data and say how they were printed, so that they can be printed again and compared."""
    for name in NAMES[2:]:
        run = reportgen("verify", shelf / "reports" / name, cwd=tmp_path)
        assert run.returncode == 0, run.stdout.decode()
        assert "the same 2 pages, byte for byte" in run.stdout.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--edition", "auditors"), "auditors is not an edition; there are auditor, executive, engineer"),
        (("--edition", ","), "nothing is not an edition"),
        (("--split", "cluster"), "'cluster' is not one of 'environment', 'application', 'tenant'"),
        (("--page-size", "A5"), "'A5' is not one of"),
    ],
)
def test_an_unknown_edition_split_or_paper_is_refused(asked: tuple[str, str], said: str, tmp_path: Path) -> None:
    """The message says what there is, and nothing is written."""
    run = reportgen("build", QUICKSTART, "-o", tmp_path / "out", *asked, cwd=tmp_path)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.decode().split())
    assert not (tmp_path / "out").exists()
