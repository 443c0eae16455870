"""The status bar: how many of each status there are, as one stacked bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.findings import Status
from reportgen.language import number, tr, trn
from reportgen.report.figures.wording import FACE_ORDER, face


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Show one status that occurs. ``percent`` is a whole number in words ("<1 %" for less than a half)."""

    status: str
    text: str
    mark: str
    tone: str
    count: int
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusBar:
    """Show the statuses that occur, worst first; no segment = there is nothing to count, and ``empty`` says so."""

    title: str
    total: int
    segments: tuple[Segment, ...]
    empty: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def status_bar(title: str, counts: Mapping[Status, int] | Mapping[str, int]) -> StatusBar:
    """Return the bar of these counts, keyed by the words of ``Status`` or of ``LedgerStatus``; KeyError for any other word."""
    numbers = {str(status): count for status, count in counts.items() if count}
    total = sum(numbers.values())
    segments = tuple(_segment(status, numbers[status], total) for status in sorted(numbers, key=FACE_ORDER.index))
    words = ", ".join(f"{number(s.count)} {s.text}" for s in segments)
    verdicts = trn("{n} verdict", "{n} verdicts", total)
    return StatusBar(
        title=title,
        total=total,
        segments=segments,
        empty=tr("Nothing to count."),
        alt=tr("{title}: {verdicts} in all, {words}.", title=title, verdicts=verdicts, words=words) if segments else _nothing(title),
        columns=(tr("Status"), tr("Number"), tr("Share")),
        rows=tuple((f"{s.mark} {s.text}", number(s.count), s.percent) for s in segments),
    )


def _nothing(title: str) -> str:
    return tr("{title}: nothing to count.", title=title)


def _segment(status: str, count: int, total: int) -> Segment:
    text, mark, tone = face(status)
    share = round(100 * count / total)
    return Segment(status=status, text=text, mark=mark, tone=tone, count=count, percent=f"{number(share)} %" if share else "<1 %")
