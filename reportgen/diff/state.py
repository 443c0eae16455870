"""What a comparison begins with: each side's inventory and what was concluded from it, in the few facts that changes are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from reportgen.diff.codes import Cause
from reportgen.diff.model import Side
from reportgen.errors import Location
from reportgen.findings import ApplicationIsolation, LedgerStatus, Status
from reportgen.model import Inventory
from reportgen.regulation import Level

FindingKey: TypeAlias = tuple[str, str, str, str]
"""Requirement, kind of subject, subject, check. The subject of the organisation as a whole is "": its name decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFact:
    """Hold what a finding says: its status, the sentence behind it, the place to change."""

    status: Status
    message: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """Hold what a row of the update ledger says. ``lead`` is in working days, None = there is none."""

    service: str
    version: str
    environment: str
    status: LedgerStatus
    lead: int | None
    reason: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakestFact:
    """Hold the least isolated counterpart of a deployment in one scope."""

    counterpart: str
    level: Level
    shared: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Conclusions:
    """Hold what was concluded from an inventory, by one method on one day.

    ``rows`` are keyed by ``service@version/Environment``, ``weakest`` by deployment and scope; ``waivers`` and ``evidence`` hold the state
    of each by id (``applied unused too-broad expired not-yet-valid``).
    """

    findings: Mapping[FindingKey, FindingFact]
    rows: Mapping[str, RowFact] = field(default_factory=dict)
    applications: tuple[ApplicationIsolation, ...] = ()
    weakest: Mapping[str, Mapping[str, WeakestFact]] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class State:
    """Hold one side of a comparison."""

    side: Side
    inventory: Inventory
    conclusions: Conclusions


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold what is concluded after one thing changed and nothing else: the method, the day, or the system.

    ``of_old`` tells that it is still OLD's inventory that was judged, so that its names are OLD's.
    """

    cause: Cause
    conclusions: Conclusions
    of_old: bool


@dataclass(frozen=True, kw_only=True)
class Way:
    """Lead from what OLD recorded to what NEW recorded in steps that change one thing each; the last one ends at NEW's own conclusions.

    ``unjudged`` says per framework, in a sentence, why OLD could not be judged by NEW's method: what differs there has no cause, and is
    incomparable. ``unjudged_updates`` says it of the promises about updates and of the findings about them, "" = they could be.
    """

    steps: tuple[Step, ...]
    unjudged: Mapping[str, str] = field(default_factory=dict)
    unjudged_updates: str = ""
