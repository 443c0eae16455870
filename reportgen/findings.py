"""What we conclude: frozen values that thinking makes and writing shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reportgen.errors import Location
from reportgen.model import Inventory, Moment, Never, Remediation, Update
from reportgen.prospects import ConductFinding, PlanEntry
from reportgen.regulation import Catalog, Framework, Level, Requirement, TextForce
from reportgen.terms import Terms, TermsVersion


class Hardware(StrEnum):
    """Say whether two deployments run on separate physical machines, as far as the inventory declares."""

    SEPARATE = "separate"
    SHARED = "shared"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """State what separates a pair of deployments, and what they still share.

    ``level`` is the highest that the inventory proves. ``nodes_separate`` None = cannot tell. ``nodes_enforced`` tells whether a taint
    (or a cluster boundary) makes it so, not chance. ``shared`` holds the words of the contract in its order:
    ``secrets access-control quota nodes nodes-unknown api-server platform-version platform-services service:NAME services-unknown``.
    """

    level: Level
    namespaces_separate: bool
    nodes_separate: bool | None
    nodes_enforced: bool
    hardware: Hardware
    shared: tuple[str, ...]


class Status(StrEnum):
    """Name the outcomes of a finding, worst first: the order in which one decides for a group."""

    NOT_SATISFIED = "not-satisfied"
    UNKNOWN = "unknown"
    ATTESTATION_NEEDED = "attestation-needed"
    WAIVED = "waived"
    ATTESTED = "attested"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not-applicable"

    @property
    def rank(self) -> int:
        """Return 0 for the worst, growing."""
        return _RANK[self]


_RANK = {status: rank for rank, status in enumerate(Status)}


class Recommendation(StrEnum):
    """Say whether a requirement's recommended level is reached."""

    MET = "met"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterpartGroup:
    """Gather the counterparts of a subject that stand in the same relation to it and got the same outcome.

    ``count`` is how many there are, ``members`` all of them by name, or in a large fleet (``WHOLE``) the first ``MEMBERS_SHOWN``.
    ``isolation`` None = the relation is not one of isolation (an update, say). ``outcome`` is what each of them alone would give.
    ``note`` adds what the isolation does not say ("access group ops in common"); "" = nothing.
    """

    members: tuple[str, ...]
    count: int
    isolation: Isolation | None
    outcome: Status
    note: str = ""


MEMBERS_SHOWN = 12
"""How many members of a group of counterparts a large fleet's findings name."""

WHOLE = 200
"""Up to this many placed deployments, and in groups whose members are all at hand, every member is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """State a level of isolation that is asked for; ``namespaces_separate`` adds that Namespaces must differ too."""

    level: Level
    namespaces_separate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """State one verdict: one (requirement, subject, check).

    ``requirement`` is its id. ``subject`` is the name of a deployment or Environment, ``service@version/Environment`` for a change, or
    the organisation's name; ``subject_kind`` says which: ``deployment environment change organization``.
    ``code`` is ``check.outcome-word``, stable. ``message`` is a whole sentence. ``missing`` names the fields without which nothing can be
    told. ``smallest_change`` is the least move that would satisfy it, "" = none was found or needed. ``location`` is where the
    inventory would be changed.
    """

    id: str
    requirement: str
    subject: str
    subject_kind: str
    check: str
    status: Status
    code: str
    message: str
    text_force: TextForce
    recommendation: Recommendation | None = None
    required: Threshold | None = None
    recommended: Threshold | None = None
    exception_floor: Threshold | None = None
    actual: Isolation | None = None
    counterparts: tuple[CounterpartGroup, ...] = ()
    missing: tuple[str, ...] = ()
    waiver: str | None = None
    evidence: str | None = None
    remediation: Remediation | None = None
    smallest_change: str = ""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementStatus:
    """State a requirement's status for a subject: the worst of its findings."""

    requirement: str
    subject: str
    subject_kind: str
    status: Status
    recommendation: Recommendation | None


class LedgerStatus(StrEnum):
    """Name the outcomes of a row of the update ledger, in the order in which they are decided."""

    NOT_APPLICABLE = "not-applicable"
    SUPERSEDED = "superseded"
    PENDING = "pending"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"
    BREACHED = "breached"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """State whether the provider's promise was kept for one update and one production Environment.

    ``lead`` is in working days of the terms' calendar over the half-open interval (deciding day, production day]; None = there is none.
    ``deciding_environment`` is the non-production Environment that decides, ``deciding_date`` its day in the terms' zone; None = none
    has it. ``production_date`` likewise. ``earliest`` is the first day on which production keeps the promise, for a pending row.
    ``reason`` is a sentence. ``terms`` is the version that decides, None = none was in force or no terms are named.
    ``missing`` names the fields without which nothing can be told.
    """

    update: Update
    environment: str
    status: LedgerStatus
    lead: int | None
    deciding_environment: str | None
    deciding_date: dt.date | None
    production_date: dt.date | None
    production_moment: Moment | None
    earliest: dt.date | None
    reason: str
    terms_id: str | None
    terms: TermsVersion | None
    missing: tuple[str, ...] = ()
    location: Location

    @property
    def subject(self) -> str:
        """Return ``service@version/Environment``."""
        return f"{self.update.id}/{self.environment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NonProductionApplication:
    """Say when an update reached one Environment that is not production; NEVER = stated never, None = the inventory does not say."""

    environment: str
    designated: bool
    moment: Moment | Never | None


class Severity(StrEnum):
    """Grade a notice."""

    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Say something about the report's own inputs that its reader must know: an unused waiver, a framework not in force, …"""

    code: str
    severity: Severity
    subject: str
    message: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """State one recommendation of the domain's page, with the service ticket that would order what is missing ("" = none)."""

    code: str
    message: str
    subjects: tuple[str, ...]
    ticket: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementGroup:
    """Gather the deployments of one application that stand on the same placement.

    ``id`` is the name of the first member; ``members`` are sorted by name.
    """

    id: str
    members: tuple[str, ...]
    environment: str
    cluster: str
    namespace: str
    node_pools: tuple[str, ...] | None
    uses: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """State the isolation of two placement groups, or of the members of one (``a == b``)."""

    a: str
    b: str
    isolation: Isolation


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationIsolation:
    """Hold the groups and pairs of one application; deployments outside every Environment are left out."""

    name: str
    groups: tuple[PlacementGroup, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakest:
    """Name the counterpart with the lowest level in one scope. For display only: levels never decide."""

    scope: str
    counterpart: str
    isolation: Isolation


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverUse:
    """Say what became of a waiver or a piece of evidence: ``applied unused too-broad expired not-yet-valid``.

    ``covers`` are the subjects for which it changed a verdict, sorted.
    """

    id: str
    state: str
    covers: tuple[str, ...]
    idle: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Hold everything that was concluded from one inventory on one day.

    ``frameworks`` are those selected, in the order of the inventory; ``requirements`` those judged, by id.
    ``language`` is the code of the language of its sentences. ``weakest`` is keyed by deployment.
    Findings are sorted by requirement (in the order of the catalogue), subject, check.
    """

    inventory: Inventory
    catalog: Catalog
    terms: Terms | None
    as_of: dt.date
    frameworks: tuple[Framework, ...]
    requirements: Mapping[str, Requirement]
    findings: tuple[Finding, ...]
    statuses: tuple[RequirementStatus, ...]
    ledger: tuple[LedgerEntry, ...]
    applications: tuple[ApplicationIsolation, ...]
    weakest: Mapping[str, tuple[Weakest, ...]]
    notices: tuple[Notice, ...]
    advice: tuple[Advice, ...]
    waivers: tuple[WaiverUse, ...] = field(default=())
    evidence: tuple[WaiverUse, ...] = field(default=())
    plan: tuple[PlanEntry, ...] = field(default=())
    conduct: tuple[ConductFinding, ...] = field(default=())
    language: str = "en"
