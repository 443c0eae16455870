"""The PDFs of one build: an edition each, in parts where that is asked for, laid out one after the other or in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.findings import Assessment
from reportgen.model import PageSize
from reportgen.pipeline.paper import PaperOptions, file_name, print_report, report_book
from reportgen.report.editions import EDITIONS
from reportgen.report.history import Past
from reportgen.report.parts import Split, keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Name one PDF: its file below ``reports``, how it is printed, and what a site calls it, "" = it does not lead there itself."""

    file: str
    options: PaperOptions
    label: str = ""


def documents(
    assessment: Assessment, base: PaperOptions, *, editions: Iterable[str], split: str | None = None, page_size: str | None = None
) -> tuple[Document, ...]:
    """Return the documents of a report: of each edition the whole, or where it is split the list of its parts and then the parts."""
    paper = replace(base, page_size=PageSize(page_size) if page_size else None, split=Split(split) if split else None)
    return tuple(document for edition in editions for document in _of_edition(assessment, replace(paper, edition=edition)))


def _of_edition(assessment: Assessment, paper: PaperOptions) -> Iterator[Document]:
    yield Document(file=file_name(assessment, paper), options=paper, label=EDITIONS[paper.edition].label)
    if paper.split is not None:
        for key in keys(assessment.inventory, paper.split):
            part = replace(paper, part=key)
            yield Document(file=file_name(assessment, part), options=part)


def print_documents(
    path: Path, assessment: Assessment, wanted: tuple[Document, ...], past: Past, jobs: int = 1
) -> Iterator[tuple[str, bytes]]:
    """Yield (file, PDF) of each document; ``jobs`` are the processes that lay them out, each holding one document at a time."""
    if jobs == 1 or len(wanted) == 1:
        yield from ((document.file, _printed(path, assessment, past, document.options)) for document in wanted)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - imported on use
    from multiprocessing import get_context  # noqa: PLC0415

    workers = min(jobs, len(wanted))
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_remember, initargs=(path, assessment, past)) as pool:
        yield from zip((document.file for document in wanted), pool.map(_print_remembered, [d.options for d in wanted]), strict=True)


def _printed(path: Path, assessment: Assessment, past: Past, options: PaperOptions) -> bytes:
    return print_report(path, assessment, report_book(assessment, options, past), options)


_REMEMBERED: list[tuple[Path, Assessment, Past]] = []
"""What a worker process prints from: it is sent there once, not with every document."""


def _remember(path: Path, assessment: Assessment, past: Past) -> None:
    _REMEMBERED[:] = [(path, assessment, past)]


def _print_remembered(options: PaperOptions) -> bytes:
    ((path, assessment, past),) = _REMEMBERED
    return _printed(path, assessment, past, options)
