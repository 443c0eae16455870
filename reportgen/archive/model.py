"""What is known of a release without comparing it: its name, its day, its counts, and how much it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportgen.findings import LedgerStatus, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Hold the numbers of one report; every status is a key. ``verdicts`` counts (requirement, subject) by status."""

    environments: int
    deployments: int
    verdicts: Mapping[Status, int]
    updates: Mapping[LedgerStatus, int]
    waivers_expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Hold how many changes of each severity a comparison found, those that somebody accepted left out."""

    error: int
    warning: int
    info: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hold how much a release changed against the release ``since``, as that one was then: ``sha256`` is the digest of its file."""

    since: str
    sha256: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Hold the head of one release.

    ``sequence`` is 1 for the first that was made of an inventory, 2 for the next, and so on; 0 = somebody put a report there by hand.
    ``sha256`` is the digest of its file, or of that which an abridged one was taken from. ``step`` None = nobody compared it with the one
    before.
    """

    name: str
    as_of: dt.date
    sequence: int
    counts: Counts
    sha256: str
    step: Step | None = None


def in_order(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return releases oldest first: by the day they are for, those of one day as they were made."""
    return tuple(sorted(releases, key=lambda release: (release.as_of, release.sequence, release.name)))


def predecessor(releases: Sequence[Release], day: dt.date) -> Release | None:
    """Return the newest release for a day before ``day``; None = there is none. ``releases`` are in order."""
    return next((release for release in reversed(releases) if release.as_of < day), None)


def tallies(releases: Sequence[Release]) -> tuple[Tally | None, ...]:
    """Return for each release, in order, how much it changed against the one before it; None = nobody counted that.

    A count against another release than the one that stands before it now says nothing of the two, and is left out.
    """
    return tuple(
        step.tally if before and step and (step.since, step.sha256) == (before.name, before.sha256) else None
        for before, step in zip((None, *releases), (release.step for release in releases), strict=False)
    )
