"""What the organisation declares: the inventory as frozen values.

``None`` means that the inventory does not say; it is never read as "none" or as "fine". An empty tuple, ``False`` or the
word ``none`` is a fact. Every tuple keeps the order of the inventory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from typing import TypeAlias

from reportgen.errors import Origin

Moment: TypeAlias = dt.date | dt.datetime
"""A day, or an instant with its UTC offset. A plain day has no time zone: it is a day of the provider's calendar."""


class Never(Enum):
    """Say that an update is stated never to have reached an Environment."""

    NEVER = "never"


NEVER = Never.NEVER

NO_TERMS = "none"
"""The word by which an inventory states that no terms of service hold."""


class Stage(StrEnum):
    """Order the stages of the software life cycle, first to last."""

    LOCAL = "local"
    DEVELOPMENT = "development"
    INTEGRATION = "integration"
    TESTING = "testing"
    STAGING = "staging"
    PRODUCTION = "production"


class Designation(StrEnum):
    """Name what the customer designated an Environment to be, towards the provider."""

    PRODUCTION = "production"
    NON_PRODUCTION = "non-production"


class HardwareKind(StrEnum):
    """Say whether other Environments run on the same physical machines: ``dedicated`` means that none does."""

    SHARED = "shared"
    DEDICATED = "dedicated"


class Plan(StrEnum):
    """Name the service plan: managed (the provider applies updates) or enterprise (the customer does)."""

    MANAGED = "managed"
    ENTERPRISE = "enterprise"


class DataClass(StrEnum):
    """Classify the data a deployment holds, as the promotion table of the domain does."""

    THROW_AWAY = "throw-away"
    SEED = "seed"
    REALISTIC = "realistic"
    CUSTOMER = "customer"


class ProtectionNeed(StrEnum):
    """Grade the protection need."""

    NORMAL = "normal"
    HIGH = "high"
    VERY_HIGH = "very-high"


class NetworkPolicy(StrEnum):
    """Say what NetworkPolicy covers the pods of a Namespace.

    ``none``: no policy; ``partial``: some pods are selected; ``present``: every pod is selected by at least one policy;
    ``default-deny``: every pod is denied ingress and egress that no policy allows.
    """

    NONE = "none"
    PARTIAL = "partial"
    PRESENT = "present"
    DEFAULT_DENY = "default-deny"


class UpdateClass(StrEnum):
    """Name the classes of update of the provider's terms."""

    CRITICAL_SECURITY = "critical-security"
    SECURITY = "security"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def is_security(self) -> bool:
        """Tell whether the class is one of the two classes of security patch."""
        return self in (UpdateClass.CRITICAL_SECURITY, UpdateClass.SECURITY)


class TestResult(StrEnum):
    """Record how a test of an update ended."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"


class FeedbackTime(StrEnum):
    """Name how long the code-run-observe loop takes."""

    SECONDS = "seconds"
    TENS_OF_SECONDS = "tens-of-seconds"
    MINUTES = "minutes"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """Name whose inventory this is."""

    name: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkChoice:
    """Select one framework of the catalogue for the report.

    ``baseline`` narrows the requirements to a baseline that the framework defines. ``even_if_not_in_force`` asks for an
    assessment although the framework is not in force on the report date.
    """

    id: str
    baseline: str | None = None
    even_if_not_in_force: bool = False
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Record who says that nothing is missing from the inventory, and when."""

    attested_by: str
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFile:
    """Hold a file that the look of the report needs: its path relative to the inventory, its SHA-256, its bytes."""

    path: str
    sha256: str
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """Show whose report it is; ``alt`` says it where the picture cannot be seen."""

    file: BrandFile
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colors:
    """Colour headings (``primary``) and links (``accent``), as ``#rrggbb``; None = ours."""

    primary: str | None = None
    accent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """Set the text: ``family`` is one of ours, or the name of one whose files are given, at least ``regular``."""

    family: str
    regular: BrandFile | None = None
    bold: BrandFile | None = None
    italic: BrandFile | None = None


class PageSize(StrEnum):
    """Name the sizes of paper that the PDF is laid out for."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """Give the report the organisation's look; none of it changes what the report says.

    ``cover`` is a text for the first page, ``confidentiality`` a mark on every page, ``css`` a style sheet of one's own after ours.
    """

    page_size: PageSize | None = None
    logo: Logo | None = None
    colors: Colors = Colors()
    font: Typeface | None = None
    cover: str | None = None
    confidentiality: str | None = None
    draft: bool | None = None
    css: BrandFile | None = None

    @property
    def files(self) -> tuple[BrandFile, ...]:
        """Return every file that it needs."""
        font = (self.font.regular, self.font.bold, self.font.italic) if self.font else ()
        return tuple(file for file in (self.logo.file if self.logo else None, *font, self.css) if file is not None)


class RecipientKind(StrEnum):
    """Name whom a dossier can be for: an end customer, or those who answer for an application."""

    TENANT = "tenant"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Name for whom a dossier is: only the deployments of that tenant or application are judged in it."""

    kind: RecipientKind
    name: str

    def owns(self, deployment: Deployment) -> bool:
        """Tell whether a deployment is the recipient's."""
        return self.name == (deployment.tenant if self.kind is RecipientKind.TENANT else deployment.application)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Say what report is wanted.

    ``language`` is that of the report, ``languages`` those of its site and PDF, empty = that one alone.
    ``patch_deadline_days`` is the organisation's own value, keyed by ``critical`` or ``other``, in days; empty = not stated.
    ``recipient`` makes it a dossier, None = everything is judged.
    """

    title: str | None = None
    as_of: dt.date | None = None
    frameworks: tuple[FrameworkChoice, ...] = ()
    language: str = "en"
    languages: tuple[str, ...] = ()
    completeness: Completeness | None = None
    patch_deadline_days: Mapping[str, float] = field(default_factory=dict)
    branding: Branding | None = None
    recipient: Recipient | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Name the terms of service that the updates are judged by.

    ``terms_of_service`` is the id of a set of terms, or the word ``none``: stated that none hold.
    ``terms_version`` pins one version by its in-force date.
    """

    terms_of_service: str | None = None
    plan: Plan | None = None
    terms_version: dt.date | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taint:
    """Hold a Kubernetes taint ``key=value:effect``."""

    key: str
    value: str | None
    effect: str

    @property
    def repels(self) -> bool:
        """Tell whether pods without a toleration are kept away (NoSchedule, NoExecute), not merely discouraged."""
        return self.effect in ("NoSchedule", "NoExecute")

    def __str__(self) -> str:
        value = f"={self.value}" if self.value is not None else ""
        return f"{self.key}{value}:{self.effect}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePool:
    """Describe a group of Nodes of one Workload Cluster."""

    name: str
    nodes: tuple[str, ...] | None = None
    labels: tuple[tuple[str, str], ...] | None = None
    taints: tuple[Taint, ...] | None = None
    origin: Origin = field(compare=False)

    @property
    def dedicated(self) -> bool:
        """Tell whether a NoSchedule or NoExecute taint keeps other workloads away."""
        return any(taint.repels for taint in self.taints or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """Describe what guards a Namespace of one Workload Cluster."""

    name: str
    network_policy: NetworkPolicy | None = None
    resource_quota: bool | None = None
    pod_security: str | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Describe a Workload Cluster, or a Management Cluster (then without pools and Namespaces)."""

    name: str
    kubernetes: str | None = None
    node_pools: tuple[NodePool, ...] = ()
    namespaces: tuple[Namespace, ...] = ()
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Describe one instance of an additional service; ``cluster`` and ``node_pool`` say where it runs, if known."""

    name: str
    kind: str | None = None
    version: str | None = None
    cluster: str | None = None
    node_pool: str | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infrastructure:
    """Say what an Environment runs on."""

    provider: str | None = None
    region: str | None = None
    hardware: HardwareKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Describe one instance of the platform: a Management Cluster and one or more Workload Clusters."""

    name: str
    title: str | None = None
    designation: Designation | None = None
    in_service: dt.date | None = None
    infrastructure: Infrastructure = Infrastructure()
    management_cluster: Cluster | None = None
    workload_clusters: tuple[Cluster, ...] = ()
    services: tuple[Service, ...] = ()
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Name what tells two deployments in one Namespace apart: a Helm release, an Argo CD application, …"""

    kind: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Describe one Application Deployment.

    ``environment``, ``cluster`` and ``namespace`` are all None for a deployment of stage ``local`` outside every Environment,
    and all set otherwise (the reader fills in the cluster where the Environment has just one).
    ``node_pools`` and ``uses`` hold names; None = unknown. ``data_categories`` are words such as ``personal`` or ``cardholder``.
    ``security_zone`` may be the word ``none``: stated to have no zone.
    ``manufacturer_required_level`` is the name of a level of isolation, or the word ``none``.
    """

    name: str
    application: str
    stage: Stage
    environment: str | None = None
    cluster: str | None = None
    namespace: str | None = None
    node_pools: tuple[str, ...] | None = None
    release: Release | None = None
    security_zone: str | None = None
    data: DataClass | None = None
    data_categories: tuple[str, ...] | None = None
    medical_device: bool | None = None
    manufacturer_required_level: str | None = None
    observers: tuple[str, ...] | None = None
    feedback_time: FeedbackTime | None = None
    uses: tuple[str, ...] | None = None
    protection_need: ProtectionNeed | None = None
    tenant: str | None = None
    access_groups: tuple[str, ...] | None = None
    service_account: str | None = None
    owner: str | None = None
    origin: Origin = field(compare=False)

    @property
    def is_production(self) -> bool:
        """Tell whether the stage is production: what "production" means in every requirement here."""
        return self.stage is Stage.PRODUCTION

    @property
    def is_placed(self) -> bool:
        """Tell whether it runs in an Environment, and so takes part in pairs."""
        return self.environment is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalService:
    """Describe a data store outside the clusters that deployments use."""

    name: str
    kind: str | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponement:
    """Record the service ticket that asked to postpone an update."""

    ticket: str | None = None
    requested: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Record who approved an update, and when."""

    by: str
    on: Moment | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """Record a test of an update in an Environment."""

    __test__ = False

    environment: str | None = None
    on: Moment | None = None
    result: TestResult | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Record that an update was an emergency change, why, and who approved it afterwards."""

    reason: str | None = None
    approved_by: str | None = None
    approved_on: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Describe one update of a service.

    ``applied`` is keyed by Environment: the moments at which it was applied there, earliest first (several = applied again), or
    NEVER; a missing key = unknown. ``planned`` is keyed alike and holds one moment each.
    ``approvals`` and ``tested``: None = the inventory does not say, empty = stated that there is none.
    ``rollback`` is a link to the way back, or the word ``none``.
    """

    service: str
    version: str
    update_class: UpdateClass | None = None
    released: Moment | None = None
    applied: Mapping[str, tuple[Moment, ...] | Never] = field(default_factory=dict)
    planned: Mapping[str, Moment] = field(default_factory=dict)
    postponement: Postponement | None = None
    author: str | None = None
    approvals: tuple[Approval, ...] | None = None
    tested: tuple[Test, ...] | None = None
    rollback: str | None = None
    rolled_back: Mapping[str, Moment] = field(default_factory=dict)
    emergency: Emergency | None = None
    origin: Origin = field(compare=False)
    applied_origin: Origin = field(compare=False)
    planned_origin: Origin = field(compare=False)

    @property
    def id(self) -> str:
        """Return ``service@version``, by which waivers and evidence name the update."""
        return f"{self.service}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Name what a waiver, a piece of evidence or a remediation is about; at least one tuple is not empty."""

    deployments: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Record an accepted exception from one requirement, valid from ``approved_on`` to ``expires``, both included."""

    id: str
    requirement: str
    scope: Scope
    reason: str
    compensating_control: str | None = None
    approved_by: str
    approved_on: dt.date
    expires: dt.date
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Record an attestation of what the inventory cannot show.

    Valid from ``collected`` to ``valid_until``, both included; ``valid_until`` None = no end stated.
    ``checks`` narrows it to some checks of the requirement; empty = all of them that need attestation.
    ``file`` is a path inside the inventory's directory, ``sha256`` its digest in hexadecimal.
    """

    id: str
    requirement: str
    scope: Scope
    statement: str
    checks: tuple[str, ...] = ()
    link: str | None = None
    file: str | None = None
    sha256: str | None = None
    collected: dt.date
    valid_until: dt.date | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """Record who mends what, by when."""

    requirement: str
    scope: Scope
    owner: str | None = None
    due: dt.date | None = None
    ticket: str | None = None
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """Identify one file that was read: its path relative to the inventory, and the SHA-256 of its bytes in hexadecimal."""

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """Hold a whole validated inventory: every reference in it resolves, every name is unique.

    ``inputs`` are the files it was read from, sorted by path.
    """

    organization: Organization = Organization()
    report: ReportRequest
    provider: Provider
    environments: tuple[Environment, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    external_services: tuple[ExternalService, ...] = ()
    updates: tuple[Update, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remediations: tuple[Remediation, ...] = ()
    inputs: tuple[InputFile, ...] = ()

    @cached_property
    def environment_by_name(self) -> Mapping[str, Environment]:
        """Return the Environments by name."""
        return {environment.name: environment for environment in self.environments}

    @cached_property
    def deployment_by_name(self) -> Mapping[str, Deployment]:
        """Return the deployments by name."""
        return {deployment.name: deployment for deployment in self.deployments}

    @cached_property
    def cluster_by_name(self) -> Mapping[str, Cluster]:
        """Return the Workload Clusters by name."""
        return {cluster.name: cluster for environment in self.environments for cluster in environment.workload_clusters}

    @cached_property
    def node_pool_by_name(self) -> Mapping[tuple[str, str], NodePool]:
        """Return the node pools by (cluster, pool)."""
        return {(c.name, pool.name): pool for c in self.cluster_by_name.values() for pool in c.node_pools}

    @cached_property
    def namespace_by_name(self) -> Mapping[tuple[str, str], Namespace]:
        """Return the declared Namespaces by (cluster, Namespace)."""
        return {(c.name, space.name): space for c in self.cluster_by_name.values() for space in c.namespaces}

    @cached_property
    def deployments_by_application(self) -> Mapping[str, tuple[Deployment, ...]]:
        """Return the deployments of each application, in the order of the inventory."""
        found: dict[str, list[Deployment]] = {}
        for deployment in self.deployments:
            found.setdefault(deployment.application, []).append(deployment)
        return {name: tuple(members) for name, members in found.items()}

    @cached_property
    def deployments_by_environment(self) -> Mapping[str, tuple[Deployment, ...]]:
        """Return the deployments of each Environment, empty tuples included."""
        hosted: dict[str, list[Deployment]] = {environment.name: [] for environment in self.environments}
        for deployment in self.deployments:
            if deployment.environment is not None:
                hosted[deployment.environment].append(deployment)
        return {name: tuple(deployments) for name, deployments in hosted.items()}
