"""Make the PDF of a report, and make it again from what it carries: the options that change it are recorded in its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportgen import __version__, translations
from reportgen.commitments import summarize
from reportgen.findings import Assessment
from reportgen.language import speaking
from reportgen.manifest import ListedFile
from reportgen.model import PageSize
from reportgen.pipeline.enclosing import enclosing
from reportgen.pipeline.judging import report_name
from reportgen.pipeline.past import carried_releases
from reportgen.report.book import make_book
from reportgen.report.editions import AUDITOR, CUSTOMER, EDITIONS
from reportgen.report.history import NO_PAST, Past
from reportgen.report.model import Book, PartsPage
from reportgen.report.parts import Part, Split, file_names, keys, part, parts_page


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """Say how a report is printed.

    ``templates`` is the user's directory of templates, None = there is none. ``since`` is what the report is compared with, as
    ``past_of`` takes it; "" = something that it cannot carry. ``page_size`` None = the one that the inventory asks for.
    ``split`` says by what a report is split, None = it is not; ``part`` is then the key of the part, None = the list of the parts.
    ``folder`` stands in the names of files in another language than the first.
    """

    period: tuple[dt.date, dt.date] | None = None
    templates: Path | None = None
    since: str | None = None
    edition: str = AUDITOR.name
    page_size: PageSize | None = None
    split: Split | None = None
    part: str | None = None
    folder: str = ""

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
        if self.edition != AUDITOR.name:
            recorded["edition"] = self.edition
        if self.page_size:
            recorded["page_size"] = self.page_size.value
        if self.split:
            recorded["split"] = self.split.value
            recorded["folder"] = self.folder
        if self.part is not None:
            recorded["part"] = self.part
        return recorded


def options_of(recorded: Mapping[str, Any], templates: Path | None) -> PaperOptions | None:
    """Return the options that a manifest records; None = this version cannot print so, or not with these templates."""
    if not all(isinstance(recorded.get(key, ""), str) for key in ("since", "part", "folder")):
        return None
    try:
        period = tuple(dt.date.fromisoformat(day) for day in recorded.get("period", ()))
        options = PaperOptions(
            period=(period[0], period[1]) if period else None,
            templates=templates if recorded.get("templates") else None,
            since=recorded.get("since"),
            edition=EDITIONS[recorded.get("edition", AUDITOR.name)].name,
            page_size=PageSize(recorded["page_size"]) if "page_size" in recorded else None,
            split=Split(recorded["split"]) if "split" in recorded else None,
            part=recorded.get("part"),
            folder=recorded.get("folder", ""),
        )
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    return options if options.since != "" and options.recorded() == recorded else None


def file_name(assessment: Assessment, options: PaperOptions) -> str:
    """Return the path of a PDF below the directory of reports: parts lie in a directory named like the list of them."""
    name = report_name(assessment) if options.edition == AUDITOR.name else f"{report_name(assessment)}-{options.edition}"
    name = f"{name}.{options.folder}" if options.folder else name
    if options.split is None or options.part is None:
        return f"{name}.pdf"
    return f"{name}/{file_names(options.split, keys(assessment.inventory, options.split))[options.part]}.pdf"


def report_book(assessment: Assessment, options: PaperOptions | None = None, past: Past = NO_PAST, version: str = __version__) -> Book:
    """Return the report in words, in the language of the assessment.

    ``past`` is what was before, and belongs to the whole report only; ``version`` is that of the program as the report names it.
    """
    options = options or PaperOptions()
    with speaking(translations.language(assessment.language)):
        found = _part(assessment, options)
        shown = found.assessment if found else assessment
        book = make_book(
            shown,
            version=version,
            period=summarize(shown.ledger, *options.period) if options.period else None,
            past=NO_PAST if options.split or options.edition == CUSTOMER.name else past,
            edition=EDITIONS[options.edition],
            part=found.title if found else "",
            whole=assessment if found else None,
        )
        if options.page_size:
            book = replace(book, brand=replace(book.brand, page_size=options.page_size))
        if options.split and not found:
            book = replace(book, parts=_parts(assessment, options, options.split))
    return book


def _part(assessment: Assessment, options: PaperOptions) -> Part | None:
    """Return the part that is printed, of a dossier its recipient's; None = it is the whole report, or the list of its parts."""
    recipient = assessment.inventory.report.recipient
    if options.edition == CUSTOMER.name and recipient is not None:
        return part(assessment, Split(recipient.kind.value), recipient.name)
    return part(assessment, options.split, options.part) if options.split and options.part is not None else None


def _parts(assessment: Assessment, options: PaperOptions, split: Split) -> PartsPage:
    return parts_page(
        (part(assessment, split, key), file_name(assessment, replace(options, part=key))) for key in keys(assessment.inventory, split)
    )


def print_report(path: Path, assessment: Assessment, book: Book, options: PaperOptions, left_out: Sequence[ListedFile] = ()) -> bytes:
    """Return the PDF of a report, with what it was made from.

    ``path`` is the inventory that was judged; ``left_out`` are files of it that are not there and not to be carried.
    """
    from reportgen.render.pdf import render_pdf  # noqa: PLC0415 - heavy, imported on use
    from reportgen.render.resources import Templates  # noqa: PLC0415

    with speaking(translations.language(assessment.language)):
        carried = enclosing(path, assessment, book, options.recorded(), left_out, tuple(carried_releases(path, assessment, options.since)))
        return render_pdf(book, Templates(options.templates), carried)
