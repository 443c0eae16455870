"""The page that leads to the reports of several inventories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reportgen.archive.model import Release
from reportgen.findings import Assessment
from reportgen.language import day, mark, own_name, spoken, tr
from reportgen.render.output import replace_file
from reportgen.render.resources import Templates
from reportgen.render.terminal import clean
from reportgen.report.book import DEFAULT_TITLE
from reportgen.report.digest import verdict
from reportgen.report.editions import EDITIONS
from reportgen.report.index import counts
from reportgen.report.model import STATUS_BADGES

TEMPLATE = "landing.html.j2"

LATEST = "latest"
"""The directory that leads to the newest release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one report of the page: ``counts`` are (status in words, number), ``links`` (label, path from the page)."""

    anchor: str
    organization: str
    title: str
    as_of: str
    verdict: str
    counts: tuple[tuple[str, int], ...]
    links: tuple[tuple[str, str], ...]


def write_landing(
    directory: Path, reports: Sequence[tuple[str, Assessment]], formats: Sequence[str], templates: Templates | None = None
) -> None:
    """Write ``index.html`` into the directory below which the reports lie.

    ``reports`` are (name of the subdirectory, what it reports), in the order of the page; what is there already is linked.
    ``templates`` None = the bundled ones.
    """
    entries = [_entry(directory, name, assessment, formats) for name, assessment in reports]
    page = (templates or Templates()).render(TEMPLATE, {}, reports=entries, language=spoken())
    (directory / "index.html").write_text(page, encoding="utf-8", newline="\n")


def write_releases(directory: Path, releases: Sequence[Release], newest: Assessment, templates: Templates) -> None:
    """Write the page that leads to every release below ``directory``, newest first, and ``latest/``, which leads on to the newest.

    ``releases`` are oldest first; their reports lie in directories of their names. ``newest`` is the report at hand.
    """
    title = clean(newest.inventory.report.title or tr(DEFAULT_TITLE))
    entries = [_release(directory, release, title) for release in reversed(releases)]
    page = templates.render(TEMPLATE, {}, reports=entries, language=spoken())
    replace_file(directory / "index.html", page.encode("utf-8"))
    target = f"../{quote(releases[-1].name)}/index.html"
    forward = f'<!doctype html>\n<meta charset="utf-8">\n<title>{LATEST}</title>\n<meta http-equiv="refresh" content="0; url={target}">\n'
    replace_file(directory / LATEST / "index.html", f'{forward}<a href="{target}">{releases[-1].name}</a>\n'.encode())


def _release(directory: Path, release: Release, title: str) -> Entry:
    return Entry(
        anchor=release.name,
        organization=release.name,
        title=title,
        as_of=day(release.as_of),
        verdict="",
        counts=tuple((STATUS_BADGES[status].text, number) for status, number in release.counts.verdicts.items()),
        links=tuple(_links(directory, release.name, tuple(_WHERE))),
    )


def _entry(directory: Path, name: str, assessment: Assessment, formats: Sequence[str]) -> Entry:
    inventory = assessment.inventory
    return Entry(
        anchor=name,
        organization=clean(inventory.organization.name or inventory.organization.id or name),
        title=clean(inventory.report.title or tr(DEFAULT_TITLE)),
        as_of=day(assessment.as_of),
        verdict=verdict(assessment),
        counts=tuple((STATUS_BADGES[status].text, number) for status, number in counts(assessment.statuses).items()),
        links=tuple(_links(directory, name, formats)),
    )


_WHERE = {
    "site": (mark("Site"), "index.html"),
    "pdf": (mark("Report (PDF)"), "reports/*.pdf"),
    "xlsx": (mark("Spreadsheet"), "reports/*.xlsx"),
    "json": (mark("Data (JSON)"), "report.json"),
    "ics": (mark("Calendar of updates"), "*.ics"),
}


def _links(directory: Path, name: str, formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in formats:
        label, pattern = _WHERE[word]
        # The whole report has the shortest name; that of an edition ends with the edition's, that in another language with its code.
        for file in sorted((directory / name).glob(pattern), key=lambda place: (len(place.name), place.name)):
            stem, code = Path(file.stem).stem, Path(file.stem).suffix.removeprefix(".")
            words = _edition(stem) or tr(label)
            yield f"{words}, {own_name(code)}" if code else words, quote(file.relative_to(directory).as_posix())


def _edition(stem: str) -> str:
    """Return what an edition's file is called, "" = it is none of an edition's."""
    return next((edition.label for edition in EDITIONS.values() if edition.title and stem.endswith(f"-{edition.name}")), "")
