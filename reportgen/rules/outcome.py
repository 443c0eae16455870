"""What one check says of one counterpart, one update or one fact, before anything is aggregated or waived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportgen.findings import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """State the result of a check on one thing.

    ``note`` is a clause that completes "…: " in a sentence, "" = nothing to add. ``missing`` names the fields without which nothing can
    be told; it is empty unless the status is unknown.
    """

    status: Status
    note: str = ""
    missing: tuple[str, ...] = ()


SATISFIED = Outcome(status=Status.SATISFIED)


def passed(note: str = "") -> Outcome:
    """Return a satisfied outcome."""
    return Outcome(status=Status.SATISFIED, note=note) if note else SATISFIED


def failed(note: str) -> Outcome:
    """Return a not-satisfied outcome."""
    return Outcome(status=Status.NOT_SATISFIED, note=note)


def unknown(note: str, *missing: str) -> Outcome:
    """Return an unknown outcome that names the missing fields."""
    return Outcome(status=Status.UNKNOWN, note=note, missing=missing)


def not_applicable(note: str) -> Outcome:
    """Return a not-applicable outcome with its reason."""
    return Outcome(status=Status.NOT_APPLICABLE, note=note)


def attestation(note: str) -> Outcome:
    """Return an outcome that only somebody's word can settle."""
    return Outcome(status=Status.ATTESTATION_NEEDED, note=note)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the status that decides; not-applicable only if all are, and for none at all."""
    return min(statuses, key=lambda status: status.rank, default=Status.NOT_APPLICABLE)
