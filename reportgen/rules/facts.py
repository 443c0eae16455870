"""Checks of one deployment: what its own entry, its Namespace or its application says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportgen.errors import Location
from reportgen.language import tr
from reportgen.model import DataClass, Deployment, Designation, Namespace, NetworkPolicy, Waiver
from reportgen.rules.case import Case
from reportgen.rules.outcome import Outcome, attestation, failed, not_applicable, passed, unknown
from reportgen.vocabulary import said

NO_ZONE = "none"
"""The word by which an inventory states that a deployment belongs to no Security Zone, or that there is no way back."""

MANDATORY_FIELDS = (
    "access_groups",
    "data",
    "data_categories",
    "node_pools",
    "owner",
    "protection_need",
    "security_zone",
    "service_account",
    "uses",
)
"""The fields of a deployment that the checks read: without them some verdict stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """Describe one check of a single deployment; ``locate`` says where one would change the fact."""

    judge: Callable[[Case, Deployment], Outcome]
    locate: Callable[[Case, Deployment], Location]


def _namespace(case: Case, deployment: Deployment) -> Namespace | None:
    return case.inventory.namespace_by_name.get((str(deployment.cluster), str(deployment.namespace)))


def _namespace_field(deployment: Deployment, field: str) -> str:
    return f"workload_clusters[{deployment.cluster}].namespaces[{deployment.namespace}].{field}"


def _policy(case: Case, deployment: Deployment) -> NetworkPolicy | None:
    namespace = _namespace(case, deployment)
    return namespace.network_policy if namespace else None


def network_policy_present(case: Case, deployment: Deployment) -> Outcome:
    """Have every pod selected by a NetworkPolicy."""
    policy = _policy(case, deployment)
    if policy is None:
        return unknown("", _namespace_field(deployment, "network_policy"))
    if policy in (NetworkPolicy.PRESENT, NetworkPolicy.DEFAULT_DENY):
        return passed()
    return failed(tr("no NetworkPolicy") if policy is NetworkPolicy.NONE else tr("a NetworkPolicy for some of the pods only"))


def default_deny(case: Case, deployment: Deployment) -> Outcome:
    """Have a default-deny NetworkPolicy."""
    policy = _policy(case, deployment)
    if policy is None:
        return unknown("", _namespace_field(deployment, "network_policy"))
    if policy is NetworkPolicy.DEFAULT_DENY:
        return passed()
    return failed(tr("network policy is {policy}, not default-deny", policy=policy))


def quota_present(case: Case, deployment: Deployment) -> Outcome:
    """Have a ResourceQuota in the Namespace."""
    namespace = _namespace(case, deployment)
    if namespace is None or namespace.resource_quota is None:
        return unknown("", _namespace_field(deployment, "resource_quota"))
    return passed() if namespace.resource_quota else failed(tr("no ResourceQuota in its Namespace"))


def default_namespace_not_used(_case: Case, deployment: Deployment) -> Outcome:
    """Stay out of the Namespace ``default``."""
    return failed(tr("it runs in the Namespace default")) if deployment.namespace == "default" else passed()


def security_zone_assigned(_case: Case, deployment: Deployment) -> Outcome:
    """Have a Security Zone."""
    if deployment.security_zone is None:
        return unknown("", f"deployments[{deployment.name}].security_zone")
    return failed(tr("it is stated to have no Security Zone")) if deployment.security_zone == NO_ZONE else passed()


def protection_need_recorded(_case: Case, deployment: Deployment) -> Outcome:
    """Have a protection need."""
    if deployment.protection_need is None:
        return unknown("", f"deployments[{deployment.name}].protection_need")
    return passed()


def nonprod_exists(case: Case, deployment: Deployment) -> Outcome:
    """Have a non-production deployment of the same application that runs in an Environment."""
    if not deployment.is_production:
        return not_applicable(tr("it is not a production deployment"))
    if case.nonproduction_of(deployment.application):
        return passed()
    application = deployment.application
    return failed(tr("no non-production deployment of {application} runs in any Environment of this inventory", application=application))


def masked_test_data(_case: Case, deployment: Deployment) -> Outcome:
    """Use synthetic, anonymised or pseudonymised data outside production."""
    if deployment.is_production:
        return not_applicable(tr("a production deployment holds no test data"))
    if deployment.data is None:
        return unknown("", f"deployments[{deployment.name}].data")
    if deployment.data is DataClass.CUSTOMER:
        return failed(tr("it holds customer data as it is"))
    if deployment.data is DataClass.REALISTIC:
        return attestation(tr("realistic data may stem from customer data; that it is masked must be attested"))
    return passed()


def protected_as_production(_case: Case, deployment: Deployment) -> Outcome:
    """Protect customer data outside production as in production, with an approval that ends."""
    if deployment.is_production:
        return not_applicable(tr("it is a production deployment"))
    if deployment.data is None:
        return unknown("", f"deployments[{deployment.name}].data")
    if deployment.data is not DataClass.CUSTOMER:
        return not_applicable(tr("it holds no customer data"))
    return attestation(tr("that it is protected like production, with an approval that ends, must be attested"))


def inventory_complete(_case: Case, deployment: Deployment) -> Outcome:
    """Have every field that the checks read."""
    gaps = [name for name in MANDATORY_FIELDS if getattr(deployment, name) is None]
    return failed(tr("its entry lacks {fields}", fields=", ".join(gaps))) if gaps else passed()


def exception_documented(case: Case, deployment: Deployment) -> Outcome:
    """Have every valid waiver that names the deployment say what compensates for it."""
    named = (w for w in case.valid_waivers if deployment.name in w.scope.deployments or deployment.environment in w.scope.environments)
    return documented(list(named))


def documented(waivers: Sequence[Waiver]) -> Outcome:
    """Judge the waivers of one subject: reason, approver and end date are always there, the compensating control may be missing."""
    if not waivers:
        return not_applicable(tr("no exception is claimed for it"))
    gaps = [f"waivers[{waiver.id}].compensating_control" for waiver in waivers if waiver.compensating_control is None]
    return unknown("", *gaps) if gaps else passed()


def stage_matches_designation(case: Case, deployment: Deployment) -> Outcome:
    """Run production stages in production Environments and the others elsewhere, where the Environment is designated."""
    designation = case.inventory.environment_by_name[str(deployment.environment)].designation
    if designation is None:
        return not_applicable(tr("its Environment has no designation"))
    if (designation is Designation.PRODUCTION) == deployment.is_production:
        return passed()
    return failed(
        tr(
            "stage {stage} in {environment}, which is designated {designation}",
            stage=said(deployment.stage),
            environment=deployment.environment,
            designation=said(designation),
        )
    )


def _own(field: str) -> Callable[[Case, Deployment], Location]:
    return lambda _case, deployment: deployment.origin.at(field)


def _of_namespace(field: str) -> Callable[[Case, Deployment], Location]:
    def locate(case: Case, deployment: Deployment) -> Location:
        namespace = _namespace(case, deployment)
        return namespace.origin.at(field) if namespace else deployment.origin.at("namespace")

    return locate


def _check(judge: Callable[[Case, Deployment], Outcome], locate: Callable[[Case, Deployment], Location]) -> FactCheck:
    return FactCheck(judge=judge, locate=locate)


CHECKS: dict[str, FactCheck] = {
    "network_policy_present": _check(network_policy_present, _of_namespace("network_policy")),
    "default_deny": _check(default_deny, _of_namespace("network_policy")),
    "quota_present": _check(quota_present, _of_namespace("resource_quota")),
    "default_namespace_not_used": _check(default_namespace_not_used, _own("namespace")),
    "security_zone_assigned": _check(security_zone_assigned, _own("security_zone")),
    "protection_need_recorded": _check(protection_need_recorded, _own("protection_need")),
    "nonprod_exists": _check(nonprod_exists, _own("application")),
    "test_data_masked": _check(masked_test_data, _own("data")),
    "nonprod_with_prod_data_protected_as_prod": _check(protected_as_production, _own("data")),
    "inventory_complete": _check(inventory_complete, _own("name")),
    "exception_documented": _check(exception_documented, _own("name")),
    "stage_matches_designation": _check(stage_matches_designation, _own("stage")),
}
