"""The spreadsheet: every verdict is a row that can be filtered, days are days, nothing in it is a formula, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reportgen import pipeline, translations
from reportgen.findings import Assessment
from reportgen.language import speaking
from reportgen.render.xlsx import CHARACTERS, render_xlsx
from reportgen.report.book import make_book
from reportgen.report.model import STATUS_BADGES
from reportgen.report.sheets import sheets

from .building import deployment, inventory, judge, requirement
from .command import reportgen
from .conftest import ROOT

FORMULAS = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=1")


@pytest.fixture(scope="module")
def acme() -> Assessment:
    """The conclusions about the example acme-care."""
    return pipeline.judge(ROOT / "inventories" / "acme-care")


def workbook(assessment: Assessment) -> tuple[bytes, Workbook]:
    """Return the spreadsheet of an assessment, written and read back."""
    with speaking(translations.language(assessment.language)):
        book = make_book(assessment, version="1.2.3")
        data = render_xlsx(sheets(assessment, book), as_of=assessment.as_of, title=book.cover.title)
    return data, load_workbook(BytesIO(data))


def test_every_verdict_deployment_pair_and_row_is_there(acme: Assessment) -> None:
    """One row each for findings, requirements, deployments, pairs, updates, waivers and evidence, in the words of the report."""
    _, book = workbook(acme)
    about, findings, requirements, deployments, pairs, updates, waivers, evidence = book.worksheets
    counts = (len(acme.findings), len(acme.statuses), len(acme.inventory.deployments), sum(len(a.pairs) for a in acme.applications))
    assert tuple(sheet.max_row - 1 for sheet in (findings, requirements, deployments, pairs)) == counts
    assert (updates.max_row - 1, waivers.max_row - 1) == (len(acme.ledger), len(acme.waivers))
    assert evidence.max_row - 1 == len(acme.evidence)
    said = {(row[3], f"{row[0]}/{row[1]}", row[6]) for row in requirements.iter_rows(min_row=2, values_only=True)}
    assert len(said) == len(acme.statuses)
    words = [row[5] for row in findings.iter_rows(min_row=2, values_only=True)]
    assert words == [STATUS_BADGES[f.status].text for f in acme.findings]
    assert acme.as_of in [cell.value.date() for cell in about["B"] if isinstance(cell.value, dt.datetime)]


def test_sheets_can_be_worked_with(acme: Assessment) -> None:
    """Heads stay in sight, every column has a filter, days are days and numbers are numbers."""
    _, book = workbook(acme)
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
    updates = book.worksheets[5]
    days = [row.production_date for row in acme.ledger]
    assert [cell.value.date() if isinstance(cell.value, dt.datetime) else None for cell in updates["I"][1:]] == days
    assert any(days)
    assert [cell.value if isinstance(cell.value, int) else None for cell in updates["F"][1:]] == [row.lead for row in acme.ledger]
    assert [cell.value for cell in book.worksheets[1]["S"][1:]] == [f.location.line for f in acme.findings]


def test_no_name_becomes_a_formula() -> None:
    """Whatever a name begins with, its cell is text, and stays text when it is edited."""
    declared = inventory(*(deployment(name, "production" if i else "staging", None, name, owner=name) for i, name in enumerate(FORMULAS)))
    _, book = workbook(judge(declared, requirement("each_deployment", "network_policy_present", id="test/r")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert {str(cell.value) for cell in risky} >= set(FORMULAS[:5])
    assert [cell.coordinate for cell in risky if not cell.quotePrefix] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []


def test_what_does_not_fit_a_cell_says_so() -> None:
    """A text longer than the format takes is cut in sight."""
    _, book = workbook(judge(inventory(deployment("a", "production", None, owner="x" * (CHARACTERS + 10)))))
    assert [cell.value for cell in book.worksheets[3]["Q"]][1].endswith("… (10 characters more, in report.json)")


def test_the_same_report_is_the_same_bytes(acme: Assessment) -> None:
    """Nothing in the file depends on the clock or on the machine."""
    assert workbook(acme)[0] == workbook(acme)[0]


def test_sheets_are_in_the_language_of_the_report(acme: Assessment) -> None:
    """A Swedish report has a Swedish spreadsheet."""
    _, book = workbook(replace(pipeline.judge(ROOT / "inventories" / "acme-care", language="sv"), language="sv"))
    assert "Iakttagelser" in book.sheetnames
    assert "uppfyllt" in {cell.value for cell in book.worksheets[1]["F"]}


def test_build_writes_it_where_it_is_asked_for(tmp_path: Path) -> None:
    """The command writes it beside the PDF, and the site offers it where it was written."""
    run = reportgen("build", "inventories/quickstart", "--formats", "site,xlsx", "-o", tmp_path / "out", cwd=ROOT)
    assert run.returncode == 0, run.stderr
    (file,) = (tmp_path / "out" / "reports").glob("*.xlsx")
    assert load_workbook(file).sheetnames[1] == "Findings"
    for page in ("index.html", "commitments.html", "deployments/index.html"):
        assert f"reports/{file.name}" in (tmp_path / "out" / page).read_text(encoding="utf-8")


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    """Where XlsxWriter is missing nothing is written, and the message names the extra."""
    code = "import sys; sys.modules['xlsxwriter'] = None; from reportgen.cli import main; main()"
    out = tmp_path / "out"
    command = [sys.executable, "-c", code, "build", "inventories/quickstart", "--formats", "json,xlsx", "-o", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "reportgen-environments[xlsx]" in run.stderr
    assert not out.exists()
