"""A comparison as a document of its own: what ``reportgen diff`` prints as a page or as a PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reportgen.diff import Comparison
from reportgen.report.changes import changes_page
from reportgen.report.model import ChangesPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonReport:
    """Hold the document: the changes, whose they are ("" = not stated), and the day of the newer report."""

    page: ChangesPage
    organization: str
    as_of: dt.date
    generator: str
    language: str


def comparison_report(comparison: Comparison, *, version: str) -> ComparisonReport:
    """Return the document in the language that is spoken, which is that of the comparison; ``version`` is that of the tool."""
    return ComparisonReport(
        page=changes_page(comparison),
        organization=comparison.new.organization,
        as_of=comparison.new.as_of,
        generator=f"reportgen {version}",
        language=comparison.language,
    )
