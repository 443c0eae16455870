"""A second, slow and plain reading of the pair rules, written from the public contract and the domain, to compare the fast one with.

It knows the model's and the requirements' values only: every boundary, scope, check, waiver and aggregation is spelt out again here, one
pair at a time. Statuses are words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from reportgen.model import Deployment, Inventory, Waiver
from reportgen.regulation import Requirement

ORDER = ("not-satisfied", "unknown", "attestation-needed", "waived", "attested", "satisfied", "not-applicable")
LEVELS = ("labels", "namespace", "node", "cluster", "environment")
BOUNDARIES = {
    # what has to be apart for each level; `namespaces` is asked for on top where a requirement says so
    "labels": set(),
    "namespace": {"namespaces"},
    "node": {"nodes"},
    "cluster": {"namespaces", "nodes", "api-server"},
    "environment": {"namespaces", "nodes", "api-server", "platform", "services"},
}


def worst(statuses: list[str]) -> str:
    """Return the status that decides."""
    return min(statuses, key=ORDER.index, default="not-applicable")


def apart(inventory: Inventory, a: Deployment, b: Deployment, *, hopeful: bool) -> set[str]:
    """Return the boundaries between two placed deployments that are proved, or (``hopeful``) that no fact rules out."""
    found: set[str] = set()
    if a.environment != b.environment:
        found |= {"platform"}
    if a.cluster != b.cluster:
        found |= {"api-server", "nodes", "namespaces"}
    else:
        if a.namespace != b.namespace:
            found.add("namespaces")
        if nodes_enforced(inventory, a, b, hopeful=hopeful):
            found.add("nodes")
    if a.uses is None or b.uses is None:
        if hopeful:
            found.add("services")
    elif not [service for service in a.uses if service in b.uses]:
        found.add("services")
    return found


def nodes_enforced(inventory: Inventory, a: Deployment, b: Deployment, *, hopeful: bool) -> bool:
    """Tell whether taints keep two deployments of one cluster on different Nodes."""
    if not a.node_pools or not b.node_pools:
        # One side is unknown; at best it is a dedicated pool of its own.
        return hopeful
    if any(pool in b.node_pools for pool in a.node_pools):
        return False
    return any(all(is_dedicated(inventory, str(a.cluster), pool) for pool in side.node_pools or ()) for side in (a, b))


def is_dedicated(inventory: Inventory, cluster: str, name: str) -> bool:
    """Tell whether a pool has a NoSchedule or NoExecute taint."""
    for environment in inventory.environments:
        for candidate in environment.workload_clusters:
            for pool in candidate.node_pools:
                if candidate.name == cluster and pool.name == name:
                    return any(taint.effect in ("NoSchedule", "NoExecute") for taint in pool.taints or ())
    raise AssertionError(name)


def asked(level: str, *, namespaces: bool) -> set[str]:
    """Return the boundaries that a level asks for."""
    return BOUNDARIES[level] | ({"namespaces"} if namespaces else set())


def compare(inventory: Inventory, a: Deployment, b: Deployment, level: str, *, namespaces: bool) -> str:
    """Compare the boundaries of a pair with a level."""
    wanted = asked(level, namespaces=namespaces)
    if wanted <= apart(inventory, a, b, hopeful=False):
        return "satisfied"
    return "unknown" if wanted <= apart(inventory, a, b, hopeful=True) else "not-satisfied"


# Scopes: True, False, or None where the inventory does not say.


def is_subject(scope: str, d: Deployment) -> bool | None:
    """Tell whether a deployment is a subject of a scope."""
    production = d.stage.value == "production"
    if scope in ("prod_vs_nonprod_same_app", "prod_vs_nonprod_any_app", "production_deployment", "production_vs_restore_environment"):
        return production
    if scope in ("cde_vs_other", "clearinghouse_vs_rest_of_organisation"):
        return holds(d, scope)
    if scope == "very_high_protection_need_vs_any":
        return None if d.protection_need is None else d.protection_need.value == "very-high"
    if scope == "nonprod_with_production_data":
        if production:
            return False
        return None if d.data is None else d.data.value in ("customer", "realistic")
    if scope == "medical_device_software_production":
        return d.medical_device if production else False
    return True


def holds(d: Deployment, scope: str) -> bool | None:
    """Tell whether a deployment holds the kind of data that a scope is about."""
    word = "cardholder" if scope == "cde_vs_other" else "clearinghouse"
    return None if d.data_categories is None else word in d.data_categories


def is_counterpart(scope: str, a: Deployment, b: Deployment) -> bool | None:
    """Tell whether b is a counterpart of the subject a."""
    if scope == "prod_vs_nonprod_same_app":
        return b.stage.value != "production" and a.application == b.application
    if scope == "prod_vs_nonprod_any_app":
        return b.stage.value != "production"
    if scope == "different_applications":
        return a.application != b.application
    if scope == "different_customers":
        if a.tenant == "none" or b.tenant == "none":
            return False
        return None if a.tenant is None or b.tenant is None else a.tenant != b.tenant
    if scope in ("cde_vs_other", "clearinghouse_vs_rest_of_organisation"):
        held = holds(b, scope)
        return None if held is None else not held
    if scope == "different_security_zones":
        values = [(a.security_zone, b.security_zone), (a.protection_need, b.protection_need)]
        differs = [None if x is None or y is None else x != y for x, y in values]
        return True if True in differs else None if None in differs else False
    return True


SINGLE = ("each_deployment", "production_deployment", "nonprod_with_production_data", "medical_device_software_production")
NOT_IN_THE_INVENTORY = ("workload_vs_management", "production_vs_restore_environment")


def pair_status(inventory: Inventory, requirement: Requirement, check: str, a: Deployment, b: Deployment) -> str:
    """Judge one pair by one check, as if it surely were in scope."""
    namespaces = requirement.namespaces_must_differ
    proved, hopeful = apart(inventory, a, b, hopeful=False), apart(inventory, a, b, hopeful=True)
    if check == "platform_update_level" and not is_promoted(a, b):
        return "not-applicable"
    if check in ("isolation_level", "platform_update_level"):
        level = requirement.min_level if check == "isolation_level" else requirement.platform_update_level
        return "satisfied" if level is None else compare(inventory, a, b, level.id, namespaces=namespaces)
    if check == "manufacturer_required_level":
        return compare(inventory, a, b, str(a.manufacturer_required_level), namespaces=False)
    if check == "namespace_isolated":
        return "satisfied" if "namespaces" in proved else "not-satisfied"
    if check == "dedicated_nodes":
        return three(True if "nodes" in proved else None if "nodes" in hopeful else False)
    if check == "secrets_not_shared":
        if "namespaces" not in proved:
            return "not-satisfied"
        return three(True if "services" in proved else None if "services" in hopeful else False)
    if check == "physical_separation_declared":
        return three(hardware_apart(inventory, a, b))
    if check == "access_groups_separate":
        return access_groups(requirement.scope.value, a, b)
    if check == "service_account_not_shared":
        return service_accounts(a, b)
    assert check == "prod_data_only_in_prod"
    if b.stage.value == "production" or (requirement.scope.value in SINGLE and a.application != b.application):
        return "not-applicable"
    return data_status(b)


def is_promoted(a: Deployment, b: Deployment) -> bool:
    """Tell whether a is production and b an earlier stage of the same application."""
    return a.stage.value == "production" and b.stage.value != "production" and a.application == b.application


def three(answer: bool | None) -> str:
    """Return the status of yes, no, or cannot tell."""
    return "unknown" if answer is None else "satisfied" if answer else "not-satisfied"


def data_status(d: Deployment) -> str:
    """Judge the data of a non-production deployment."""
    return three(None if d.data is None else d.data.value != "customer")


def hardware_apart(inventory: Inventory, a: Deployment, b: Deployment) -> bool | None:
    """Tell what is declared of the machines."""
    declared = {e.name: e.infrastructure.hardware for e in inventory.environments}
    kinds = [declared[str(d.environment)] for d in (a, b)]
    words = [kind.value if kind else None for kind in kinds]
    if a.environment != b.environment and "dedicated" in words:
        return True
    return False if words == ["shared", "shared"] else None


def access_groups(scope: str, a: Deployment, b: Deployment) -> str:
    """Judge the groups that may change both; a scope of single subjects compares production with non-production."""
    if scope in SINGLE and (a.stage.value == "production") == (b.stage.value == "production"):
        return "not-applicable"
    if a.access_groups is None or b.access_groups is None:
        return "unknown"
    return "not-satisfied" if any(group in b.access_groups for group in a.access_groups) else "satisfied"


def service_accounts(a: Deployment, b: Deployment) -> str:
    """Judge the service account: accounts belong to a Namespace of a cluster."""
    if (a.cluster, a.namespace) != (b.cluster, b.namespace):
        return "satisfied"
    if b.service_account is None:
        return "unknown"
    return "not-satisfied" if a.service_account == b.service_account else "satisfied"


# Waivers


def names(waiver: Waiver, d: Deployment) -> bool:
    """Tell whether a waiver names a deployment, itself or by its Environment."""
    return d.name in waiver.scope.deployments or d.environment in waiver.scope.environments


def covering(inventory: Inventory, requirement: Requirement, as_of: dt.date, *sides: Deployment) -> list[Waiver]:
    """Return the waivers that are valid on the day and name one of the sides."""
    mine = [w for w in inventory.waivers if w.requirement == requirement.id and w.approved_on <= as_of <= w.expires]
    return [w for w in mine if any(names(w, side) for side in sides)]


def may_be_waived(inventory: Inventory, requirement: Requirement, a: Deployment, b: Deployment) -> bool:
    """Tell whether a pair is not below the requirement's exception floor."""
    floor = requirement.exception_floor
    if floor is None:
        return True
    return compare(inventory, a, b, floor.id, namespaces=requirement.namespaces_must_differ) == "satisfied"


class Naive:
    """Judge one inventory on one day by one requirement, and remember what each waiver lifted."""

    def __init__(self, inventory: Inventory, requirement: Requirement, as_of: dt.date) -> None:
        self.inventory = inventory
        self.requirement = requirement
        self.scope = requirement.scope.value
        self.as_of = as_of
        self.lifted: dict[str, set[str]] = {}

    def statuses(self, check: str) -> dict[str, str]:
        """Return the status of the check for every subject."""
        found = {d.name: self.status(check, d) for d in self.inventory.deployments if is_subject(self.scope, d) is not False}
        return {name: status for name, status in found.items() if status}

    def status(self, check: str, a: Deployment) -> str:
        """Return the status of one subject, "" = it is none."""
        single = self.scope in SINGLE or self.scope in NOT_IN_THE_INVENTORY
        if a.environment is None and not single:
            return ""
        needs = self.requirement.protection_needs
        if needs and a.protection_need is None:
            return "unknown"
        if needs and a.protection_need is not None and a.protection_need.value not in needs:
            return "not-applicable"
        if is_subject(self.scope, a) is None:
            return "unknown"
        if a.environment is None and check != "prod_data_only_in_prod":
            return "not-applicable"
        if self.scope in NOT_IN_THE_INVENTORY:
            return "attestation-needed"
        if not single and not self.has_counterpart(a):
            return "not-applicable"
        return worst(list(self.items(check, a)))

    def has_counterpart(self, a: Deployment) -> bool:
        """Tell whether any deployment is, or may be, a counterpart; end customers are a matter only where somebody names one."""
        if self.scope == "different_customers" and all(d.tenant is None for d in self.inventory.deployments):
            return False
        return bool(self.counterparts(a))

    def counterparts(self, a: Deployment) -> list[Deployment]:
        """Return the placed deployments that are, or may be, counterparts."""
        others = [d for d in self.inventory.deployments if d.environment is not None and d.name != a.name]
        return [d for d in others if is_counterpart(self.scope, a, d) is not False]

    def items(self, check: str, a: Deployment) -> Iterator[str]:
        """Yield the statuses that decide for a subject: of its own, and of each pair."""
        if check == "manufacturer_required_level" and a.manufacturer_required_level in (None, "none"):
            is_open = a.manufacturer_required_level is None and a.medical_device is not False
            yield "unknown" if is_open else "not-applicable"
            return
        if check == "service_account_not_shared" and a.service_account in (None, "default"):
            yield "unknown" if a.service_account is None else self.own("not-satisfied", a)
            return
        if check == "prod_data_only_in_prod" and a.stage.value != "production":
            yield self.own(data_status(a), a)
            if self.scope in SINGLE:
                return
        for b in self.counterparts(a):
            yield self.pair(check, a, b)

    def own(self, status: str, a: Deployment) -> str:
        """Return the status of a fact of the subject's own, after waivers."""
        found = covering(self.inventory, self.requirement, self.as_of, a) if status == "not-satisfied" else []
        self.lift(found, a)
        return "waived" if found else status

    def pair(self, check: str, a: Deployment, b: Deployment) -> str:
        """Return the status of one pair, after waivers."""
        status = pair_status(self.inventory, self.requirement, check, a, b)
        if is_counterpart(self.scope, a, b) is None and status != "not-applicable":
            return "unknown"
        if status != "not-satisfied" or not may_be_waived(self.inventory, self.requirement, a, b):
            return status
        found = covering(self.inventory, self.requirement, self.as_of, a, b)
        self.lift(found, a, b)
        return "waived" if found else status

    def lift(self, waivers: list[Waiver], *sides: Deployment) -> None:
        """Remember which of the names in each waiver had a part in lifting a failure."""
        for waiver in waivers:
            touched = self.lifted.setdefault(waiver.id, set())
            touched |= {d.name for d in sides if d.name in waiver.scope.deployments}
            touched |= {str(d.environment) for d in sides if d.environment in waiver.scope.environments}

    def recommendation(self, check: str, a: Deployment) -> str | None:
        """Return whether the recommended level is reached from every counterpart that surely is one."""
        level = self.requirement.recommended_level
        sure = is_subject(self.scope, a) is True and a.environment is not None and self.scope not in NOT_IN_THE_INVENTORY
        if level is None or check not in ("isolation_level", "platform_update_level") or not sure:
            return None
        others = [b for b in self.counterparts(a) if is_counterpart(self.scope, a, b)]
        if check == "platform_update_level":
            others = [b for b in others if is_promoted(a, b)]
        if not others:
            return None
        namespaces = self.requirement.namespaces_must_differ
        reached = [compare(self.inventory, a, b, level.id, namespaces=namespaces) == "satisfied" for b in others]
        return "met" if all(reached) else "below"
