"""The trend over releases: one line for each number, each on its own scale, with the numbers written at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.language import day, tr

POINTS: Final = 12
"""How many reports a trend shows, the newest ones: so many numbers fit beside each other on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """Name one report of the trend; ``year`` is "" where the one before has the same. ``sentence`` says which report it is."""

    year: str
    day: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """Show one number at each point. ``outcome`` says in words how it moved from the first to the last; ``sentences`` are by point."""

    label: str
    tone: str
    values: tuple[int, ...]
    outcome: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Show how numbers moved from report to report, oldest first. The points stand at equal distances, whatever time lies between."""

    title: str
    points: tuple[TrendPoint, ...]
    lines: tuple[TrendLine, ...]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def trend(title: str, reports: Sequence[tuple[str, dt.date]], lines: Iterable[tuple[str, str, Sequence[int]]]) -> Trend:
    """Return the trend of (name, day) of each report, oldest first, and (label, tone, value by report) of each line."""
    shown = reports[-POINTS:]
    drawn = tuple(_line(label, tone, values[-POINTS:], shown) for label, tone, values in lines)
    first, last = (day(moment) for _, moment in (shown[0], shown[-1]))
    moves = "; ".join(f"{line.label}: {line.outcome}" for line in drawn)
    return Trend(
        title=title,
        points=tuple(_points(shown)),
        lines=drawn,
        alt=tr("{n} reports from {first} to {last}. {moves}.", n=len(shown), first=first, last=last, moves=moves),
        columns=(tr("Report"), tr("As of"), *(line.label for line in drawn)),
        rows=tuple((name, day(moment), *(str(line.values[i]) for line in drawn)) for i, (name, moment) in enumerate(shown)),
    )


def _points(reports: Sequence[tuple[str, dt.date]]) -> Iterable[TrendPoint]:
    year = 0
    for name, moment in reports:
        yield TrendPoint(year="" if moment.year == year else str(moment.year), day=f"{moment:%m-%d}", sentence=f"{name}, {day(moment)}")
        year = moment.year


def _line(label: str, tone: str, values: Sequence[int], reports: Sequence[tuple[str, dt.date]]) -> TrendLine:
    return TrendLine(
        label=label,
        tone=tone,
        values=tuple(values),
        outcome=_outcome(values[0], values[-1]),
        sentences=tuple(f"{name}, {day(moment)} – {label}: {value}" for (name, moment), value in zip(reports, values, strict=True)),
    )


def _outcome(first: int, last: int) -> str:
    if first == last:
        return tr("{n}, as before", n=last)
    if last > first:
        return tr("{first} to {last}, {more} more", first=first, last=last, more=last - first)
    return tr("{first} to {last}, {fewer} fewer", first=first, last=last, fewer=first - last)
