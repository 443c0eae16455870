"""The sentences of the checks: one place where a verdict is put into words.

Each check has three: that it holds, that it does not, and what cannot be told. ``{s}`` is the subject, ``{c}`` the counterparts,
``{r}`` the boundaries that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.findings import Isolation, Threshold
from reportgen.regulation import Level

SHARED_WORDS = {
    "secrets": "Secrets and ConfigMaps",
    "access-control": "access control (RBAC)",
    "quota": "resource quota",
    "nodes": "Nodes",
    "nodes-unknown": "Nodes (not known)",
    "api-server": "the API server",
    "platform-version": "the platform's version",
    "platform-services": "logs, metrics and image registry",
    "services-unknown": "services (not known)",
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """Hold the three sentences of a check, without their full stop."""

    holds: str
    fails: str
    open: str


PHRASES: dict[str, Phrases] = {
    "isolation_level": Phrases("{s} has {r} from {c}", "{s} does not have {r} from {c}", "Cannot tell whether {s} has {r} from {c}"),
    "platform_update_level": Phrases(
        "An update of the platform can reach the other side without reaching {s}: {r} from {c}",
        "An update of the platform reaches {s} together with {c}, or shares platform components with it: {r} is asked for",
        "Cannot tell whether an update of the platform can reach {c} without reaching {s} ({r})",
    ),
    "namespace_isolated": Phrases(
        "{s} is in another Namespace than {c}", "{s} is in one Namespace with {c}", "Cannot tell whether {s} shares a Namespace with {c}"
    ),
    "dedicated_nodes": Phrases(
        "{s} is kept on other Nodes than {c}",
        "{s} is not kept on other Nodes than {c}",
        "Cannot tell whether {s} is kept on other Nodes than {c}",
    ),
    "secrets_not_shared": Phrases(
        "{s} shares no Secret and no service's credentials with {c}",
        "{s} can share credentials with {c}",
        "Cannot tell whether {s} shares credentials with {c}",
    ),
    "physical_separation_declared": Phrases(
        "{s} is declared to run on other hardware than {c}",
        "{s} is not declared to run on other hardware than {c}",
        "Cannot tell whether {s} runs on other hardware than {c}",
    ),
    "access_groups_separate": Phrases(
        "{s} has no access group in common with {c}",
        "{s} can be changed by a group that can also change {c}",
        "Cannot tell whether one group can change both {s} and {c}",
    ),
    "service_account_not_shared": Phrases(
        "{s} has a service account of its own",
        "{s} does not have a service account of its own",
        "Cannot tell whether {s} has a service account of its own",
    ),
    "prod_data_only_in_prod": Phrases(
        "Customer data stays in production",
        "Customer data is held outside production",
        "Cannot tell whether customer data stays in production",
    ),
    "manufacturer_required_level": Phrases(
        "{s} has the isolation that its manufacturer states ({r}) from {c}",
        "{s} does not have the isolation that its manufacturer states ({r}) from {c}",
        "Cannot tell whether {s} has the isolation that its manufacturer states ({r})",
    ),
    "network_policy_present": Phrases(
        "A NetworkPolicy selects every pod of {s}",
        "Not every pod of {s} is selected by a NetworkPolicy",
        "Cannot tell whether a NetworkPolicy selects every pod of {s}",
    ),
    "default_deny": Phrases(
        "Traffic of {s} is denied by default",
        "Traffic of {s} is not denied by default",
        "Cannot tell whether traffic of {s} is denied by default",
    ),
    "quota_present": Phrases(
        "The Namespace of {s} has a ResourceQuota",
        "The Namespace of {s} has no ResourceQuota",
        "Cannot tell whether the Namespace of {s} has a ResourceQuota",
    ),
    "default_namespace_not_used": Phrases(
        "{s} stays out of the Namespace default", "{s} runs in the Namespace default", "Cannot tell the Namespace of {s}"
    ),
    "security_zone_assigned": Phrases("{s} has a Security Zone", "{s} has no Security Zone", "Cannot tell the Security Zone of {s}"),
    "protection_need_recorded": Phrases(
        "{s} has a protection need on record", "{s} has no protection need", "Cannot tell the protection need of {s}"
    ),
    "nonprod_exists": Phrases(
        "{s} has a non-production deployment of its application beside it",
        "{s} has no non-production deployment of its application beside it",
        "Cannot tell whether {s} has a non-production deployment beside it",
    ),
    "test_data_masked": Phrases("{s} holds made-up data", "{s} holds customer data as test data", "Cannot tell which data {s} holds"),
    "nonprod_with_prod_data_protected_as_prod": Phrases(
        "{s} is protected like production", "{s} is not protected like production", "Cannot tell whether {s} holds customer data"
    ),
    "inventory_complete": Phrases(
        "The inventory's entry of {s} has every field that the checks read",
        "The inventory's entry of {s} is not complete",
        "Cannot tell whether the entry of {s} is complete",
    ),
    "stage_matches_designation": Phrases(
        "The stage of {s} fits its Environment's designation",
        "The stage of {s} contradicts its Environment's designation",
        "Cannot tell whether the stage of {s} fits its Environment",
    ),
    "exception_documented": Phrases(
        "Every exception of {s} is documented",
        "An exception of {s} is not documented in full",
        "Cannot tell whether every exception of {s} is documented",
    ),
    "update_order_nonprod_first": Phrases(
        "{s} reached non-production before production",
        "{s} did not reach non-production before production",
        "Cannot tell whether {s} reached non-production before production",
    ),
    "patch_tested_before_prod": Phrases(
        "The patch {s} reached a non-production Environment before production",
        "The patch {s} reached no non-production Environment before production",
        "Cannot tell whether the patch {s} reached a non-production Environment first",
    ),
    "update_lead_time": Phrases(
        "{s} kept the promised lead", "{s} did not keep the promised lead", "Cannot tell whether {s} kept the promised lead"
    ),
    "nonprod_designated": Phrases(
        "A non-production Environment is designated towards the provider",
        "No non-production Environment is designated towards the provider",
        "Cannot tell whether a non-production Environment is designated",
    ),
    "change_classified": Phrases("{s} has a class", "{s} has no class", "Cannot tell the class of {s}"),
    "change_approved": Phrases(
        "{s} was approved before production",
        "{s} was not approved before production",
        "Cannot tell whether {s} was approved before production",
    ),
    "change_tested_evidence": Phrases(
        "{s} passed a test before production",
        "No passed test of {s} before production is on record",
        "Cannot tell whether {s} passed a test before production",
    ),
    "separation_of_duties": Phrases(
        "{s} was approved by somebody other than its author",
        "{s} was not approved by somebody other than its author",
        "Cannot tell whether {s} was approved by somebody other than its author",
    ),
    "emergency_change_documented": Phrases(
        "The emergency change {s} has its reason and its approval afterwards",
        "The emergency change {s} lacks its reason or its approval",
        "Cannot tell whether the emergency change {s} has its reason and approval",
    ),
    "rollback_plan": Phrases("{s} has a way back", "{s} has no way back", "Cannot tell whether {s} has a way back"),
    "report_rerun_after_change": Phrases(
        "This report was made after {s} reached production", "This report is older than {s}", "Cannot tell when {s} reached production"
    ),
    "patch_deadline": Phrases(
        "{s} reached production within its deadline",
        "{s} did not reach production within its deadline",
        "Cannot tell whether {s} reached production within its deadline",
    ),
}
"""Keyed by check. A check that only somebody's word can settle has no entry: its sentence comes from its description."""


OTHERWISE = Phrases("Holds for {s}", "Does not hold for {s}", "Cannot tell for {s}")
"""For checks without sentences of their own: only that nothing can be told of them is ever said this way."""


def phrases_of(check: str) -> Phrases:
    """Return the sentences of a check."""
    return PHRASES.get(check, OTHERWISE)


def threshold_words(threshold: Threshold | None) -> str:
    """Put boundaries into words: "node isolation with separate Namespaces"."""
    if threshold is None:
        return "no minimum of isolation"
    if threshold.level is Level.NAMESPACE or (threshold.level is Level.NODE and threshold.namespaces_separate):
        extra = " with separate Namespaces" if threshold.level is Level.NODE else ""
        return f"{level_words(threshold.level)} isolation{extra}"
    return f"{level_words(threshold.level)} isolation"


def level_words(level: Level) -> str:
    """Return the level's name as prose spells it."""
    return {Level.NAMESPACE: "Namespace", Level.ENVIRONMENT: "Environment"}.get(level, level.id)


def shared_words(isolation: Isolation) -> str:
    """List in words what a pair still shares; "nothing that the inventory knows of" for an empty list."""
    if not isolation.shared:
        return "nothing that the inventory knows of"
    return ", ".join(SHARED_WORDS.get(word) or f"the service {word.removeprefix('service:')}" for word in isolation.shared)


def listed(names: Sequence[str], count: int, most: int = 3) -> str:
    """Name the first few and say how many more there are: "a, b and 4 more"."""
    shown = list(names[:most])
    rest = count - len(shown)
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""


def missing_words(missing: Sequence[str]) -> str:
    """Say which fields the inventory leaves out, the first few of them by name."""
    return f"the inventory does not state {listed(missing, len(missing), most=4)}" if missing else ""
