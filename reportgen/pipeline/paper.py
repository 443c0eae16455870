"""Make the PDF of a report, and make it again from what it carries: the options that change it are recorded in its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen import __version__, translations
from reportgen.commitments import summarize
from reportgen.findings import Assessment
from reportgen.language import speaking
from reportgen.manifest import ListedFile
from reportgen.pipeline.enclosing import enclosing
from reportgen.pipeline.past import carried_releases
from reportgen.report.book import make_book
from reportgen.report.history import NO_PAST, Past
from reportgen.report.model import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """Say how a report is printed.

    ``templates`` is the user's directory of templates, None = there is none. ``since`` is what the report is compared with, as
    ``past_of`` takes it; "" = something that it cannot carry.
    """

    period: tuple[dt.date, dt.date] | None = None
    templates: Path | None = None
    since: str | None = None

    def recorded(self) -> dict[str, Any]:
        """Return the options as a manifest records them: own templates by the digests of their files."""
        recorded: dict[str, Any] = {}
        if self.period:
            recorded["period"] = [day.isoformat() for day in self.period]
        if self.since is not None:
            recorded["since"] = self.since
        if self.templates:
            recorded["templates"] = {
                place.relative_to(self.templates).as_posix(): hashlib.sha256(place.read_bytes()).hexdigest()
                for place in sorted(self.templates.rglob("*"))
                if place.is_file()
            }
        return recorded


def options_of(recorded: Mapping[str, Any], templates: Path | None) -> PaperOptions | None:
    """Return the options that a manifest records; None = this version cannot print so, or not with these templates."""
    try:
        period = tuple(dt.date.fromisoformat(day) for day in recorded.get("period", ()))
        options = PaperOptions(
            period=(period[0], period[1]) if period else None,
            templates=templates if recorded.get("templates") else None,
            since=recorded.get("since"),
        )
    except (TypeError, ValueError, IndexError):
        return None
    return options if options.since != "" and options.recorded() == recorded else None


def report_book(assessment: Assessment, period: tuple[dt.date, dt.date] | None, past: Past = NO_PAST) -> Book:
    """Return the report in words, in the language of the assessment; ``past`` is what was before."""
    with speaking(translations.language(assessment.language)):
        summary = summarize(assessment.ledger, *period) if period else None
        return make_book(assessment, version=__version__, period=summary, past=past)


def print_report(path: Path, assessment: Assessment, book: Book, options: PaperOptions, left_out: Sequence[ListedFile] = ()) -> bytes:
    """Return the PDF of a report, with what it was made from.

    ``path`` is the inventory that was judged; ``left_out`` are files of it that are not there and not to be carried.
    """
    from reportgen.render.pdf import render_pdf  # noqa: PLC0415 - heavy, imported on use
    from reportgen.render.resources import Templates  # noqa: PLC0415

    with speaking(translations.language(assessment.language)):
        carried = enclosing(path, assessment, book, options.recorded(), left_out, tuple(carried_releases(path, assessment, options.since)))
        return render_pdf(book, Templates(options.templates), carried)
