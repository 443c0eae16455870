"""The history of an inventory's reports: the releases, and the report at hand, in numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.archive.model import Counts, Release, Tally, tallies
from reportgen.diff import Comparison, Severity
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
    share: int


FACTS: Final = (
    Fact(title=mark("Environments"), tone="plain", count=lambda counts: counts.environments, share=10),
    Fact(title=mark("Deployments"), tone="plain", count=lambda counts: counts.deployments, share=9),
    Fact(title=mark("Not satisfied"), tone="bad", count=lambda counts: counts.verdicts[Status.NOT_SATISFIED], share=7),
    Fact(title=mark("Cannot tell"), tone="open", count=lambda counts: counts.verdicts[Status.UNKNOWN], share=6),
    Fact(title=mark("Attestation needed"), tone="open", count=lambda counts: counts.verdicts[Status.ATTESTATION_NEEDED], share=9),
    Fact(title=mark("Waived"), tone="warn", count=lambda counts: counts.verdicts[Status.WAIVED], share=6),
    Fact(title=mark("Updates kept"), tone="good", count=lambda counts: counts.updates[LedgerStatus.KEPT], share=7),
    Fact(title=mark("Updates breached"), tone="bad", count=lambda counts: counts.updates[LedgerStatus.BREACHED], share=8),
    Fact(title=mark("Waivers expired"), tone="bad", count=lambda counts: counts.waivers_expired, share=7),
)
"""What is counted of every report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Hold what was before a report: its inventory's releases, oldest first, and the comparison with one of them or another report.

    ``comparison`` None = nobody compared it; ``since`` is the name of the release that it was compared with, "" = it was none of these.
    ``counts`` are those of the report itself, None = there are no releases.
    """

    releases: tuple[Release, ...] = ()
    counts: Counts | None = None
    since: str = ""
    comparison: Comparison | None = None


NO_PAST: Final = Past()


def history_page(past: Past, as_of: dt.date) -> HistoryPage | None:
    """Return the history up to the report at hand, of the day ``as_of``; None = nobody made a release before.

    Releases for a later day are not yet known on that day.
    """
    before = [release for release in past.releases if release.as_of <= as_of]
    if not before or past.counts is None:
        return None
    this = tr("this report")
    reports = [*((release.name, release.as_of, release.counts) for release in before), (this, as_of, past.counts)]
    rows = [
        (plain(release.name), *_numbers(release.as_of, release.counts), plain(tally_words(found) if found else "–"))
        for release, found in zip(before, tallies(before), strict=True)
    ]
    rows.append((plain(this), *_numbers(as_of, past.counts), _changes_cell(past.comparison)))
    columns = ((tr("Release"), 8), (tr("As of"), 9), *((tr(fact.title), fact.share) for fact in FACTS), (tr("Changes"), 14))
    return HistoryPage(
        sentence=trn(
            "{n} release of this inventory was made before this report.",
            "{n} releases of this inventory were made before this report.",
            len(before),
        ),
        trend=_trend([(name, moment) for name, moment, _ in reports], [counts for _, _, counts in reports]),
        reports=table(tr("This report and the releases before it, newest first"), columns, reversed(rows)),
    )


def _numbers(as_of: dt.date, counts: Counts) -> tuple[Cell, ...]:
    return (plain(day(as_of)), *(plain(str(fact.count(counts))) for fact in FACTS))


def _trend(reports: Sequence[tuple[str, dt.date]], counted: Sequence[Counts]) -> Trend:
    lines = ((tr(fact.title), fact.tone, [fact.count(counts) for counts in counted]) for fact in FACTS)
    return trend(tr("Trend over the releases"), reports, lines)


def _changes_cell(comparison: Comparison | None) -> Cell:
    if comparison is None:
        return plain("–")
    before = comparison.old.release or day(comparison.old.as_of)
    words = tr("{changes}, since {before}", changes=tally_words(tally(comparison)), before=before)
    return (Link(words, Ref("changes")),)


def tally(comparison: Comparison) -> Tally:
    """Count the changes that nobody accepted by their severity."""
    found = Counter(change.severity for change in comparison.changes if change.accepted is None)
    return Tally(error=found[Severity.ERROR], warning=found[Severity.WARNING], info=found[Severity.INFO])


def tally_words(found: Tally) -> str:
    """Say how many changes of each severity there are."""
    return tr(
        "{errors}, {warnings}, {infos}",
        errors=trn("{n} error", "{n} errors", found.error),
        warnings=trn("{n} warning", "{n} warnings", found.warning),
        infos=trn("{n} without harm", "{n} without harm", found.info),
    )
