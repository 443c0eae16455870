"""The shape of an inventory as pydantic models: which keys there are, and what each may hold.

The fields' descriptions are those of the JSON Schema (``reportgen schema inventory``). What spans entries is checked elsewhere.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reportgen.inventory.types import (
    AnyMoment,
    Applied,
    Category,
    ColorWord,
    Day,
    DayOf,
    EnvironmentName,
    Lax,
    LevelWord,
    Name,
    TaintText,
    Text,
    as_taint,
)
from reportgen.inventory.words import read_network_policy
from reportgen.model import (
    DataClass,
    Designation,
    FeedbackTime,
    HardwareKind,
    NetworkPolicy,
    PageSize,
    Plan,
    ProtectionNeed,
    RecipientKind,
    Stage,
    TestResult,
    UpdateClass,
)

SCHEMA: Final = "reportgen/v1"


class Shape(BaseModel):
    """Refuse unknown keys, and values of another type than the one that is asked for."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


def _about(text: str) -> Any:
    """Describe an optional field."""
    return Field(default=None, description=text)


def _needed(text: str) -> Any:
    """Describe a field that must be given."""
    return Field(description=text)


class OrganizationShape(Shape):
    """Whose inventory this is."""

    name: Name | None = _about("The organisation's name, as the report prints it.")
    id: Name | None = _about("A short id of the organisation.")


class FrameworkShape(Shape):
    """One framework that the report judges by."""

    id: Name = _needed("The framework's id in the catalogue (`reportgen catalog list`).")
    baseline: Name | None = _about("The baseline of the framework that narrows its requirements.")
    even_if_not_in_force: bool | None = _about("Assess it although it is not in force on the report's date.")


def _framework(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


AnyFramework: TypeAlias = Annotated[FrameworkShape, BeforeValidator(_framework, json_schema_input_type=str | FrameworkShape)]
AnyNetworkPolicy: TypeAlias = Annotated[
    NetworkPolicy, Lax, BeforeValidator(read_network_policy, json_schema_input_type=NetworkPolicy | bool)
]


class CompletenessShape(Shape):
    """Who says that nothing is missing from the inventory, and when."""

    attested_by: Name = _needed("The person or role who says so.")
    on: DayOf = _needed("The day on which they said so.")


class PatchDeadlineShape(Shape):
    """The organisation's own deadlines for patches."""

    critical: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = _about("Days within which a critical security patch is applied.")
    other: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = _about("Days within which any other security patch is applied.")


class LogoShape(Shape):
    """The organisation's logo."""

    file: Text = _needed("An SVG or PNG file inside the inventory's directory.")
    alt: Name = _needed("What the logo says to those who cannot see it, such as the organisation's name.")


class ColorsShape(Shape):
    """Two colours as #rrggbb, each dark enough on white paper."""

    primary: ColorWord | None = _about("The colour of headings, and of the site's header.")
    accent: ColorWord | None = _about("The colour of links and rules.")


class FontShape(Shape):
    """The family that the PDF is set in; may also be written as the name of a bundled one."""

    family: Name = _needed("Noto Sans or Rubik, which are bundled, or the name of one's own.")
    regular: Text | None = _about("Its upright file (TTF or OTF) inside the inventory's directory; needed for one's own.")
    bold: Text | None = _about("Its bold file; absent = the regular one serves.")
    italic: Text | None = _about("Its italic file; absent = the regular one serves.")


def _font(value: object) -> object:
    return {"family": value} if isinstance(value, str) else value


AnyFont: TypeAlias = Annotated[FontShape, BeforeValidator(_font, json_schema_input_type=str | FontShape)]


class BrandingShape(Shape):
    """The organisation's look."""

    page_size: Annotated[PageSize, Lax] | None = _about("The paper of the PDF: A4 unless given, or Letter.")
    logo: LogoShape | None = _about("The logo on the cover of the PDF and in the header of the site.")
    colors: ColorsShape | None = _about("Colours of headings and links.")
    font: AnyFont | None = _about("The family that the PDF is set in.")
    cover: Text | None = _about("A text for the first page.")
    confidentiality: Name | None = _about("A mark on every page, such as Confidential.")
    draft: bool | None = _about("Whether every page is marked as a draft.")
    css: Text | None = _about("A style sheet inside the inventory's directory that comes after ours in the PDF.")


class RecipientShape(Shape):
    """For whom a dossier is; `reportgen build --edition customer` writes it."""

    kind: Annotated[RecipientKind, Lax] = _needed("What the recipient is: tenant or application.")
    name: Name = _needed("The name of the tenant or application, as its deployments give it.")


class ReportShape(Shape):
    """What report is wanted."""

    title: Text | None = _about("The title on the cover.")
    as_of: Day | None = _about("The day that every verdict is for; needed here or as --as-of.")
    frameworks: list[AnyFramework] | None = _about(
        "The frameworks to judge by, in the order of the report: an id, or a mapping with a baseline."
    )
    language: Literal["en", "sv", "de"] | None = _about("The language of the report; en unless given.")
    languages: list[Literal["en", "sv"]] | None = _about(
        "The languages to write site and PDF in; the report's own is `language`, or else the first, and stands at the site's top."
    )
    completeness: CompletenessShape | None = _about("Who says that nothing is missing; absent = the report says that nobody does.")
    patch_deadline_days: PatchDeadlineShape | None = _about("The organisation's own deadlines for patches, in days.")
    branding: BrandingShape | None = _about("The organisation's look; none of it changes what the report says.")
    recipient: RecipientShape | None = _about("For whom the report is a dossier: only that recipient's deployments are judged.")


class ProviderShape(Shape):
    """The terms of service that the updates are judged by."""

    terms_of_service: Name | None = _about("The id of a set of terms, such as elastisys.")
    plan: Annotated[Plan, Lax] | None = _about("Who applies the updates: managed (the provider) or enterprise (the customer).")
    terms_version: Day | None = _about("Pins one version of the terms, by the day it came into force.")


class TaintShape(Shape):
    """A Kubernetes taint; may also be written key=value:Effect."""

    key: Name = _needed("The taint's key.")
    value: str | None = _about("The taint's value, if any.")
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] = _needed("NoSchedule and NoExecute make the pool dedicated.")


AnyTaint: TypeAlias = Annotated[TaintShape, BeforeValidator(as_taint, json_schema_input_type=TaintText | TaintShape)]


class NodePoolShape(Shape):
    """A group of Nodes of one Workload Cluster."""

    name: Name = _needed("The pool's name, unique in its cluster.")
    nodes: list[Name] | None = _about("The names of its Nodes; absent = unknown.")
    labels: dict[str, Annotated[str, Field(max_length=256)]] | None = _about("The labels of its Nodes; absent = unknown.")
    taints: list[AnyTaint] | None = _about("The taints of its Nodes, key=value:Effect; absent = unknown.")


class NamespaceShape(Shape):
    """What guards a Namespace."""

    name: Name = _needed("The Namespace's name, unique in its cluster.")
    network_policy: AnyNetworkPolicy | None = _about("What NetworkPolicy covers its pods.")
    resource_quota: bool | None = _about("Whether a ResourceQuota limits it.")
    pod_security: Literal["privileged", "baseline", "restricted", "none"] | None = _about("The Pod Security Standard that is enforced.")


class ManagementClusterShape(Shape):
    """The cluster of the platform's own components."""

    name: Name = _needed("The cluster's name, unique in the inventory.")
    kubernetes: Name | None = _about("Its Kubernetes version.")


class WorkloadClusterShape(Shape):
    """A cluster that applications run in."""

    name: Name = _needed("The cluster's name, unique in the inventory.")
    kubernetes: Name | None = _about("Its Kubernetes version.")
    node_pools: list[NodePoolShape] | None = _about("Its node pools.")
    namespaces: list[NamespaceShape] | None = _about("Its Namespaces, as far as something is known of them.")


class InfrastructureShape(Shape):
    """What an Environment runs on."""

    provider: Name | None = _about("The infrastructure provider.")
    region: Name | None = _about("The provider's region.")
    hardware: Annotated[HardwareKind, Lax] | None = _about("Whether other Environments share its physical machines; absent = unknown.")


class ServiceShape(Shape):
    """One instance of an additional service."""

    name: Name = _needed("The instance's name, unique among services and external services.")
    kind: Name | None = _about("What service it is, such as postgresql.")
    version: Name | None = _about("Its version.")
    cluster: Name | None = _about("The cluster of this Environment that it runs in; absent = unknown.")
    node_pool: Name | None = _about("The node pool that it runs on; absent = unknown.")


class EnvironmentShape(Shape):
    """One instance of the platform."""

    name: EnvironmentName = _needed("The Environment's name: a-z, 0-9 and hyphens, unique.")
    title: Text | None = _about("How the report calls it.")
    designation: Annotated[Designation, Lax] | None = _about("What the customer designated it to be; absent = undesignated.")
    in_service: DayOf | None = _about("The day it was taken into service; absent = before every update.")
    infrastructure: InfrastructureShape | None = _about("What it runs on.")
    management_cluster: ManagementClusterShape | None = _about("Its Management Cluster.")
    workload_clusters: list[WorkloadClusterShape] | None = _about("Its Workload Clusters.")
    services: list[ServiceShape] | None = _about("The instances of additional services in it.")


class ReleaseShape(Shape):
    """What tells two deployments in one Namespace apart."""

    kind: Literal["helm", "argocd", "flux", "kustomize", "none"] = _needed("The tool that made the release.")
    name: Name | None = _about("The release's name.")


class DeploymentShape(Shape):
    """One Application Deployment."""

    name: Name = _needed("The deployment's name, unique.")
    application: Name = _needed("The application that it is an instance of.")
    stage: Annotated[Stage, Lax] = _needed("Its stage in the software life cycle.")
    environment: Name | None = _about("The Environment it runs in; may be absent for stage local only.")
    cluster: Name | None = _about("Its Workload Cluster; may be absent where the Environment has just one.")
    namespace: Name | None = _about("Its Namespace.")
    node_pools: list[Name] | None = _about("The node pools that its pods may run on; absent = unknown.")
    release: ReleaseShape | None = _about("What tells it apart from others in its Namespace.")
    security_zone: Name | None = _about("Its Security Zone; none = stated to have none; absent = unknown.")
    data: Annotated[DataClass, Lax] | None = _about("What data it holds; absent = unknown.")
    data_categories: list[Category] | None = _about("Such as personal, health, cardholder, clearinghouse; absent = unknown, [] = none.")
    medical_device: bool | None = _about("Whether it is medical device software; absent = unknown.")
    manufacturer_required_level: LevelWord | None = _about("The level of isolation that the device's manufacturer asks for, or none.")
    observers: list[Literal["myself", "my-team", "other-teams", "qa", "product-management", "customers"]] | None = _about(
        "Who observes it: praises features, reports bugs."
    )
    feedback_time: Annotated[FeedbackTime, Lax] | None = _about("How long the code-run-observe loop takes.")
    uses: list[Name] | None = _about("The service instances and external services that it uses; absent = unknown, [] = none.")
    protection_need: Annotated[ProtectionNeed, Lax] | None = _about("Its protection need; absent = unknown.")
    tenant: Name | None = _about("The end customer, where one organisation serves several.")
    access_groups: list[Name] | None = _about("The groups that can change it; absent = unknown, [] = none.")
    service_account: Name | None = _about("Its Kubernetes ServiceAccount; absent = unknown.")
    owner: Name | None = _about("Who owns it.")


class ExternalServiceShape(Shape):
    """A data store outside the clusters that deployments use."""

    name: Name = _needed("Its name, unique among services and external services.")
    kind: Name | None = _about("What it is, such as postgresql.")


class PostponementShape(Shape):
    """The service ticket that asked to postpone an update."""

    ticket: Name | None = _about("The ticket's number.")
    requested: AnyMoment | None = _about("When it was filed.")


class ApprovalShape(Shape):
    """One approval of an update."""

    by: Name = _needed("Who approved it.")
    on: AnyMoment | None = _about("When.")
    link: Text | None = _about("Where that is recorded.")


class TestShape(Shape):
    """One test of an update."""

    __test__ = False

    environment: Name | None = _about("The Environment in which it was tested.")
    on: AnyMoment | None = _about("When.")
    result: Annotated[TestResult, Lax] | None = _about("How it ended.")
    link: Text | None = _about("Where that is recorded.")


class EmergencyShape(Shape):
    """That an update was an emergency change."""

    reason: Text | None = _about("Why it could not wait.")
    approved_by: Name | None = _about("Who approved it afterwards.")
    approved_on: AnyMoment | None = _about("When.")


class UpdateShape(Shape):
    """One update of a service."""

    service: Name = _needed("What is updated: welkin, the kind of an additional service, or one instance.")
    version: Name = _needed("The version, as its maker spells it.")
    update_class: Annotated[UpdateClass, Lax] | None = Field(default=None, alias="class", description="Its class; absent = unknown.")
    released: AnyMoment | None = _about("When it was released.")
    applied: dict[str, Applied | None] | None = _about("When each Environment got it; a missing key = unknown.")
    planned: dict[str, AnyMoment | None] | None = _about("When each Environment is to get it.")
    postponement: PostponementShape | None = _about("The request to postpone it.")
    author: Name | None = _about("Who made the change.")
    approvals: list[ApprovalShape] | None = _about("Its approvals; absent = unknown, [] = none.")
    tested: list[TestShape] | None = _about("Its tests; absent = unknown, [] = none.")
    rollback: Text | None = _about("A link to the way back, or none.")
    rolled_back: dict[str, AnyMoment | None] | None = _about("When it was rolled back, by Environment.")
    emergency: EmergencyShape | None = _about("Given for an emergency change.")


class ScopedShape(Shape):
    """What a waiver, a piece of evidence or a remediation is about."""

    requirement: Name = _needed("The requirement's id, framework/clause.")
    deployments: list[Name] | None = _about("The deployments it is about.")
    environments: list[Name] | None = _about("The Environments it is about.")
    updates: list[Name] | None = _about("The updates it is about, service@version.")


class WaiverShape(ScopedShape):
    """An accepted exception from one requirement."""

    id: Name = _needed("Its id, unique among waivers.")
    reason: Text = _needed("Why it is accepted.")
    compensating_control: Text | None = _about("What is done instead.")
    approved_by: Name = _needed("Who accepted it.")
    approved_on: DayOf = _needed("The first day of its validity.")
    expires: DayOf = _needed("The last day of its validity.")


class EvidenceShape(ScopedShape):
    """An attestation of what the inventory cannot show."""

    id: Name = _needed("Its id, unique among evidence.")
    statement: Text = _needed("What is attested.")
    checks: list[Name] | None = _about("The checks of the requirement that it is about; absent = all that need attestation.")
    link: Text | None = _about("Where the evidence is kept.")
    file: Text | None = _about("A file inside the inventory's directory; its SHA-256 is recorded.")
    collected: DayOf = _needed("The first day of its validity.")
    valid_until: DayOf | None = _about("The last day of its validity; absent = no end.")


class RemediationShape(ScopedShape):
    """Who mends what, by when."""

    owner: Name | None = _about("Who mends it.")
    due: DayOf | None = _about("By when.")
    ticket: Name | None = _about("The ticket of the work.")


class InventoryShape(Shape):
    """An inventory of Environments and Application Deployments."""

    schema_: Literal["reportgen/v1"] = Field(default=SCHEMA, alias="schema", description="The version of this format.")
    organization: OrganizationShape | None = _about("Whose inventory this is.")
    report: ReportShape | None = _about("What report is wanted.")
    provider: ProviderShape | None = _about("The terms of service that the updates are judged by.")
    defaults: dict[str, Any] | None = _about("Values merged under every entry of a list: the entry's own win.")
    environments: list[EnvironmentShape] | None = _about("The instances of the platform.")
    deployments: list[DeploymentShape] | None = _about("The Application Deployments.")
    external_services: list[ExternalServiceShape] | None = _about("Data stores outside the clusters that deployments use.")
    updates: list[UpdateShape] | None = _about("The updates of services; absent = unknown.")
    waivers: list[WaiverShape] | None = _about("Accepted exceptions.")
    evidence: list[EvidenceShape] | None = _about("Attestations of what the inventory cannot show.")
    remediations: list[RemediationShape] | None = _about("Who mends what, by when.")


ENTRIES: dict[str, type[Shape]] = {
    "environments": EnvironmentShape,
    "deployments": DeploymentShape,
    "external_services": ExternalServiceShape,
    "updates": UpdateShape,
    "waivers": WaiverShape,
    "evidence": EvidenceShape,
    "remediations": RemediationShape,
}
"""The lists that ``defaults`` can speak of, and the shape of their entries."""
