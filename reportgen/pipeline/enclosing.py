"""Put together what a PDF carries: the report as data, the files it was made from, and the manifest that lists them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reportgen import __version__
from reportgen.errors import InputError, Location, Problem
from reportgen.findings import Assessment
from reportgen.inventory import read_input
from reportgen.language import tr
from reportgen.manifest import INVENTORY, REPORT, Enclosure, ListedFile, Manifest, Relationship, Source, is_portable, listed
from reportgen.pipeline.judging import snapshot_bytes
from reportgen.report.model import Book

if TYPE_CHECKING:
    from reportgen.render.pdf import Enclosing

LARGEST_EVIDENCE: Final = 16 * 1024 * 1024
"""The largest file of evidence that a PDF carries, in bytes; of a larger one it records the digest."""

_TYPES: Final = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}


def enclosing(
    path: Path,
    assessment: Assessment,
    book: Book,
    options: Mapping[str, Any],
    left_out: Sequence[ListedFile] = (),
    releases: Sequence[tuple[str, bytes]] = (),
) -> Enclosing:
    """Return what the PDF of a report carries.

    ``path`` is the inventory that was judged, ``options`` those of the command line that change the document. ``left_out`` are files of the
    inventory that are not there, and not to be carried; ``releases`` are (path, content) of the earlier reports that it shows.

    Raises:
        InputError: a file of the inventory has changed since it was judged, or has a name that not every system can store.
    """
    from reportgen.render.pdf import Enclosing  # noqa: PLC0415 - heavy, imported on use

    report = Enclosure(
        path=REPORT,
        data=snapshot_bytes(assessment),
        mime="application/json",
        relationship=Relationship.DATA,
        description=tr("The report as data: every verdict with its reason."),
    )
    sources, too_large = _sources(path, assessment, {file.path: file for file in left_out})
    there = {file.path for file in sources}
    sources += [release for release in (_release(name, data) for name, data in releases) if release.path not in there]
    manifest = Manifest(
        generator=__version__,
        as_of=assessment.as_of,
        language=assessment.language,
        inventory=INVENTORY if path.is_dir() else f"{INVENTORY}/{path.name}",
        options=options,
        libraries=libraries(),
        catalogs=tuple(Source(id=f.id, version=f.version, sha256=f.sha256) for f in sorted(assessment.frameworks, key=lambda f: f.id)),
        terms=_terms(assessment),
        printed=tuple(printed_lines(book)),
        files=tuple(listed(file) for file in (report, *sources)) + too_large,
    )
    return Enclosing(
        files=(report, *sources),
        manifest=manifest,
        manifest_description=tr("What this document carries, with the digest of each file, for `reportgen verify`."),
    )


def _terms(assessment: Assessment) -> Source | None:
    terms = assessment.terms
    return Source(id=terms.id, version=terms.versions[-1].version, sha256=terms.sha256) if terms else None


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that lay a PDF out and pack it, by name."""
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - heavy, imported on use

    drawing = {name: installed(name) for name in ("fonttools", "pydyf", "weasyprint")}
    return {**drawing, "pango": str(pango.pango_version()), "zlib": zlib.ZLIB_RUNTIME_VERSION}


def printed_lines(book: Book) -> Iterator[str]:
    """Yield what the cover says in numbers."""
    yield book.cover.statement
    yield from (f"{card.value} {card.label}" for card in book.overview.cards)
    yield from book.cover.not_attested


def _sources(path: Path, assessment: Assessment, known: Mapping[str, ListedFile]) -> tuple[list[Enclosure], tuple[ListedFile, ...]]:
    """Return the files that the report was made from, and the list of those that are too large to carry."""
    evidence = {entry.file for entry in assessment.inventory.evidence}
    enclosed, left_out = [], []
    for item in assessment.inventory.inputs:
        if not is_portable(item.path):
            problem = Problem(
                Location(item.path, 1, 1), "this name cannot be carried in a PDF and stored on every system", "rename the file"
            )
            raise InputError([problem])
        if f"{INVENTORY}/{item.path}" in known:
            left_out.append(known[f"{INVENTORY}/{item.path}"])
            continue
        data = read_input(path, item)
        is_evidence = item.path in evidence
        file = Enclosure(
            path=f"{INVENTORY}/{item.path}",
            data=data,
            mime=_mime(item.path),
            relationship=Relationship.SUPPLEMENT if is_evidence else Relationship.SOURCE,
            description=tr("Evidence that the inventory names.") if is_evidence else tr("A file that this report was made from."),
        )
        if is_evidence and len(data) > LARGEST_EVIDENCE:
            left_out.append(_left_out(file))
        else:
            enclosed.append(file)
    return enclosed, tuple(left_out)


def _release(name: str, data: bytes) -> Enclosure:
    return Enclosure(
        path=f"{INVENTORY}/{name}",
        data=data,
        mime=_mime(name),
        relationship=Relationship.DATA,
        description=tr("An earlier report that this one is compared with, or counts in its history."),
    )


def _left_out(file: Enclosure) -> ListedFile:
    return replace(listed(file), is_enclosed=False)


def _mime(path: str) -> str:
    """Return the media type of a file by its name; no table of the machine or of a version of Python is asked."""
    return _TYPES.get(Path(path).suffix.lower(), "application/octet-stream")
