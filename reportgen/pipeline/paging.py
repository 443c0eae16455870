"""The report among the pages of somebody else's site: its pages under a folder, and single parts of it on any page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen import __version__, translations
from reportgen.clauses import Clauses
from reportgen.findings import Assessment
from reportgen.language import speaking
from reportgen.pipeline.building import BuildOptions, downloads, write_downloads
from reportgen.pipeline.past import past_of
from reportgen.render.pages.finished import Finished
from reportgen.render.pages.paths import Places
from reportgen.render.pages.pieces import render_piece
from reportgen.render.pages.tree import assets, finished_pages, is_leaf, nav, search_entries
from reportgen.render.resources import Templates
from reportgen.report.book import make_book
from reportgen.report.documents import Document, Documents, with_documents
from reportgen.report.index import Index
from reportgen.report.pieces import find_piece

__all__ = ["Document", "Documents", "FinishedPage", "Guest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedPage:
    """Hold one page: ``markdown`` with tokens, of which ``restored`` makes the page with ``parts``.

    ``is_leaf`` tells that it is one of the thousands, which stay out of the full-text search.
    """

    path: str
    markdown: str
    parts: str
    is_leaf: bool


class Guest:
    """Hold a report that is a guest on a site: under the folder ``top``, with finished pages as folders or as files."""

    def __init__(self, path: Path, assessment: Assessment, options: BuildOptions, *, top: str, directories: bool) -> None:
        self.path, self.assessment, self.options = path, assessment, options
        self.clauses = Clauses(assessment.catalog)
        self._templates = Templates(options.templates)
        self._language = translations.language(assessment.language)
        self._index = Index(assessment)
        with speaking(self._language):
            self._book = make_book(assessment, version=__version__, past=past_of(path, assessment, options.since))
        self._places = Places(self._book, top=top, directories=directories)

    def pages(self, documents: Documents) -> tuple[tuple[FinishedPage, ...], list[dict[str, str]]]:
        """Return every page of the report, with the pages that people wrote at the requirements they are about, and the navigation.

        Raises:
            TemplateError: a template is missing or wrong.
        """
        with speaking(self._language):
            book = with_documents(self._book, documents, self.assessment.catalog)
            places = Places(book, top=self._places.top.rstrip("/"), directories=self._places.directories)
            offered = downloads(self.assessment, self.options)
            made = tuple(
                FinishedPage(path=path, markdown=words, parts=parts, is_leaf=is_leaf(path.removeprefix(places.top)))
                for path, words, parts in finished_pages(book, places, self._templates, offered)
            )
            return made, nav(places)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path, content) of what lies beside the pages: style sheets, script and downloads."""
        with speaking(self._language):
            beside = list(assets(self._templates))
        yield from ((f"{self._places.top}{name}", data) for name, data in beside)
        with tempfile.TemporaryDirectory(prefix="reportgen-") as room:
            write_downloads(self.path, self.assessment, Path(room), self.options)
            for place in sorted(Path(room).rglob("*")):
                if place.is_file():
                    yield f"{self._places.top}{place.relative_to(room).as_posix()}", place.read_bytes()

    def search_entries(self) -> list[dict[str, str]]:
        """Return what the site's search knows of each deployment."""
        return search_entries(self._book, self._places)

    def writer(self, here: str) -> Finished:
        """Return what keeps the parts for the page whose source is at ``here``."""
        return Finished(self._places, here)

    def piece(self, kind: str, name: str, writer: Finished, number: int) -> str:
        """Return one part of the report as Markdown for the page of ``writer``; ``number`` tells the parts of a page apart.

        Raises:
            UsageError: the report has nothing of that name; the hint says what is near.
            TemplateError: the template of the part is wrong.
        """
        with speaking(self._language):
            return render_piece(find_piece(self._index, self._book, kind, name), self._book, writer, self._templates, number)


def fingerprint(path: Path, templates: Path | None) -> Mapping[str, tuple[int, int]] | None:
    """Return the state of every file that a report is made of, by path; None = it cannot be told from the outside."""
    roots = [root for root in (path, templates) if root is not None]
    if not all(root.is_dir() for root in roots):
        return None
    found = (place for root in roots for place in root.rglob("*") if place.is_file())
    return {str(place): (status.st_mtime_ns, status.st_size) for place in found if (status := place.stat())}
