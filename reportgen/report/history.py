"""The history of an inventory's reports: the releases, and the report at hand, in numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.archive.model import Counts, Release, Tally, tallies
from reportgen.findings import LedgerStatus, Status
from reportgen.language import day, mark, tr, trn
from reportgen.report.figures.trend import Trend, trend
from reportgen.report.model import Cell, HistoryPage, Link, Ref
from reportgen.report.words import plain, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Name one number of a report; ``share`` is its part of a table's width in percent."""

    title: str
    tone: str
    count: Callable[[Counts], int]
    share: int = 8


FACTS: Final = (
    Fact(title=mark("Environments"), tone="plain", count=lambda counts: counts.environments, share=9),
    Fact(title=mark("Deployments"), tone="plain", count=lambda counts: counts.deployments, share=9),
    Fact(title=mark("Not satisfied"), tone="bad", count=lambda counts: counts.verdicts[Status.NOT_SATISFIED]),
    Fact(title=mark("Cannot tell"), tone="open", count=lambda counts: counts.verdicts[Status.UNKNOWN], share=7),
    Fact(title=mark("Attestation needed"), tone="open", count=lambda counts: counts.verdicts[Status.ATTESTATION_NEEDED]),
    Fact(title=mark("Waived"), tone="warn", count=lambda counts: counts.verdicts[Status.WAIVED], share=7),
    Fact(title=mark("Updates kept"), tone="good", count=lambda counts: counts.updates[LedgerStatus.KEPT], share=7),
    Fact(title=mark("Updates breached"), tone="bad", count=lambda counts: counts.updates[LedgerStatus.BREACHED], share=7),
    Fact(title=mark("Waivers expired"), tone="bad", count=lambda counts: counts.waivers_expired, share=7),
)
"""What is counted of every report."""


def history_page(releases: Sequence[Release], counts: Counts, as_of: dt.date, *, changes: Tally | None = None) -> HistoryPage | None:
    """Return the history up to the report at hand, of the day ``as_of``; None = nobody made a release.

    Releases for a later day are not yet known on that day. ``changes`` are those that this report's own page lists; None = none was made.
    """
    past = [release for release in releases if release.as_of <= as_of]
    if not past:
        return None
    this = tr("this report")
    reports = [*((release.name, release.as_of, release.counts) for release in past), (this, as_of, counts)]
    rows = [
        (plain(release.name), *_numbers(release.as_of, release.counts), _tally_cell(tally))
        for release, tally in zip(past, tallies(past), strict=True)
    ]
    rows.append((plain(this), *_numbers(as_of, counts), _changes_cell(changes)))
    columns = ((tr("Release"), 14), (tr("As of"), 10), *((tr(fact.title), fact.share) for fact in FACTS), (tr("Changes"), 18))
    return HistoryPage(
        sentence=trn(
            "{n} release was made of this inventory before this report.",
            "{n} releases were made of this inventory before this report.",
            len(past),
        ),
        trend=_trend([(name, moment) for name, moment, _ in reports], [counted for _, _, counted in reports]),
        reports=table(tr("This report and the releases before it, newest first"), columns, reversed(rows)),
    )


def _numbers(as_of: dt.date, counts: Counts) -> tuple[Cell, ...]:
    return (plain(day(as_of)), *(plain(str(fact.count(counts))) for fact in FACTS))


def _trend(reports: Sequence[tuple[str, dt.date]], counted: Sequence[Counts]) -> Trend:
    lines = ((tr(fact.title), fact.tone, [fact.count(counts) for counts in counted]) for fact in FACTS)
    return trend(tr("Trend over the releases"), reports, lines)


def _tally_cell(tally: Tally | None) -> Cell:
    return plain("–") if tally is None else plain(tally_words(tally))


def _changes_cell(tally: Tally | None) -> Cell:
    return (
        plain("–")
        if tally is None
        else (Link(tr("{changes}, since {release}", changes=tally_words(tally), release=tally.since), Ref("changes")),)
    )


def tally_words(tally: Tally) -> str:
    """Say how many changes of each severity there are."""
    return tr("errors {errors}, warnings {warnings}, notes {notes}", errors=tally.error, warnings=tally.warning, notes=tally.info)
