"""The sentences of the checks: one place where a verdict is put into words.

Each check has three: that it holds, that it does not, and what cannot be told. ``{s}`` is the subject, ``{c}`` the counterparts,
``{r}`` the boundaries that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.findings import Isolation, Threshold
from reportgen.language import listing, mark, number, tr
from reportgen.regulation import Level

SHARED_WORDS = {
    "secrets": mark("Secrets and ConfigMaps"),
    "access-control": mark("access control (RBAC)"),
    "quota": mark("resource quota"),
    "nodes": mark("Nodes"),
    "nodes-unknown": mark("Nodes (not known)"),
    "api-server": mark("the API server"),
    "platform-version": mark("the platform's version"),
    "platform-services": mark("logs, metrics and image registry"),
    "services-unknown": mark("services (not known)"),
}
"""What a pair can share besides services, in the words of an isolation; translated by ``shared_word``."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Hold the three sentences of a check, without their full stop."""

    holds: str
    fails: str
    open: str


PHRASES: dict[str, Phrases] = {
    "isolation_level": Phrases(
        mark("{s} has {r} from {c}"), mark("{s} does not have {r} from {c}"), mark("Cannot tell whether {s} has {r} from {c}")
    ),
    "platform_update_level": Phrases(
        mark("An update of the platform can reach the other side without reaching {s}: {r} from {c}"),
        mark("An update of the platform reaches {s} together with {c}, or shares platform components with it: {r} is asked for"),
        mark("Cannot tell whether an update of the platform can reach {c} without reaching {s} ({r})"),
    ),
    "namespace_isolated": Phrases(
        mark("{s} is in another Namespace than {c}"),
        mark("{s} is in one Namespace with {c}"),
        mark("Cannot tell whether {s} shares a Namespace with {c}"),
    ),
    "dedicated_nodes": Phrases(
        mark("{s} is kept on other Nodes than {c}"),
        mark("{s} is not kept on other Nodes than {c}"),
        mark("Cannot tell whether {s} is kept on other Nodes than {c}"),
    ),
    "secrets_not_shared": Phrases(
        mark("{s} shares no Secret and no service's credentials with {c}"),
        mark("{s} can share credentials with {c}"),
        mark("Cannot tell whether {s} shares credentials with {c}"),
    ),
    "physical_separation_declared": Phrases(
        mark("{s} is declared to run on other hardware than {c}"),
        mark("{s} is not declared to run on other hardware than {c}"),
        mark("Cannot tell whether {s} runs on other hardware than {c}"),
    ),
    "access_groups_separate": Phrases(
        mark("{s} has no access group in common with {c}"),
        mark("{s} can be changed by a group that can also change {c}"),
        mark("Cannot tell whether one group can change both {s} and {c}"),
    ),
    "service_account_not_shared": Phrases(
        mark("{s} has a service account of its own"),
        mark("{s} does not have a service account of its own"),
        mark("Cannot tell whether {s} has a service account of its own"),
    ),
    "prod_data_only_in_prod": Phrases(
        mark("Customer data stays in production"),
        mark("Customer data is held outside production"),
        mark("Cannot tell whether customer data stays in production"),
    ),
    "manufacturer_required_level": Phrases(
        mark("{s} has the isolation that its manufacturer states ({r}) from {c}"),
        mark("{s} does not have the isolation that its manufacturer states ({r}) from {c}"),
        mark("Cannot tell whether {s} has the isolation that its manufacturer states ({r})"),
    ),
    "network_policy_present": Phrases(
        mark("A NetworkPolicy selects every pod of {s}"),
        mark("Not every pod of {s} is selected by a NetworkPolicy"),
        mark("Cannot tell whether a NetworkPolicy selects every pod of {s}"),
    ),
    "default_deny": Phrases(
        mark("Traffic of {s} is denied by default"),
        mark("Traffic of {s} is not denied by default"),
        mark("Cannot tell whether traffic of {s} is denied by default"),
    ),
    "quota_present": Phrases(
        mark("The Namespace of {s} has a ResourceQuota"),
        mark("The Namespace of {s} has no ResourceQuota"),
        mark("Cannot tell whether the Namespace of {s} has a ResourceQuota"),
    ),
    "default_namespace_not_used": Phrases(
        mark("{s} stays out of the Namespace default"), mark("{s} runs in the Namespace default"), mark("Cannot tell the Namespace of {s}")
    ),
    "security_zone_assigned": Phrases(
        mark("{s} has a Security Zone"), mark("{s} has no Security Zone"), mark("Cannot tell the Security Zone of {s}")
    ),
    "protection_need_recorded": Phrases(
        mark("{s} has a protection need on record"), mark("{s} has no protection need"), mark("Cannot tell the protection need of {s}")
    ),
    "nonprod_exists": Phrases(
        mark("{s} has a non-production deployment of its application beside it"),
        mark("{s} has no non-production deployment of its application beside it"),
        mark("Cannot tell whether {s} has a non-production deployment beside it"),
    ),
    "test_data_masked": Phrases(
        mark("{s} holds made-up data"), mark("{s} holds customer data as test data"), mark("Cannot tell which data {s} holds")
    ),
    "nonprod_with_prod_data_protected_as_prod": Phrases(
        mark("{s} is protected like production"),
        mark("{s} is not protected like production"),
        mark("Cannot tell whether {s} holds customer data"),
    ),
    "inventory_complete": Phrases(
        mark("The inventory's entry of {s} has every field that the checks read"),
        mark("The inventory's entry of {s} is not complete"),
        mark("Cannot tell whether the entry of {s} is complete"),
    ),
    "stage_matches_designation": Phrases(
        mark("The stage of {s} fits its Environment's designation"),
        mark("The stage of {s} contradicts its Environment's designation"),
        mark("Cannot tell whether the stage of {s} fits its Environment"),
    ),
    "exception_documented": Phrases(
        mark("Every exception of {s} is documented"),
        mark("An exception of {s} is not documented in full"),
        mark("Cannot tell whether every exception of {s} is documented"),
    ),
    "update_order_nonprod_first": Phrases(
        mark("{s} reached non-production before production"),
        mark("{s} did not reach non-production before production"),
        mark("Cannot tell whether {s} reached non-production before production"),
    ),
    "patch_tested_before_prod": Phrases(
        mark("The patch {s} reached a non-production Environment before production"),
        mark("The patch {s} reached no non-production Environment before production"),
        mark("Cannot tell whether the patch {s} reached a non-production Environment first"),
    ),
    "update_lead_time": Phrases(
        mark("{s} kept the promised lead"),
        mark("{s} did not keep the promised lead"),
        mark("Cannot tell whether {s} kept the promised lead"),
    ),
    "nonprod_designated": Phrases(
        mark("A non-production Environment is designated towards the provider"),
        mark("No non-production Environment is designated towards the provider"),
        mark("Cannot tell whether a non-production Environment is designated"),
    ),
    "change_classified": Phrases(mark("{s} has a class"), mark("{s} has no class"), mark("Cannot tell the class of {s}")),
    "change_approved": Phrases(
        mark("{s} was approved before production"),
        mark("{s} was not approved before production"),
        mark("Cannot tell whether {s} was approved before production"),
    ),
    "change_tested_evidence": Phrases(
        mark("{s} passed a test before production"),
        mark("No passed test of {s} before production is on record"),
        mark("Cannot tell whether {s} passed a test before production"),
    ),
    "separation_of_duties": Phrases(
        mark("{s} was approved by somebody other than its author"),
        mark("{s} was not approved by somebody other than its author"),
        mark("Cannot tell whether {s} was approved by somebody other than its author"),
    ),
    "emergency_change_documented": Phrases(
        mark("The emergency change {s} has its reason and its approval afterwards"),
        mark("The emergency change {s} lacks its reason or its approval"),
        mark("Cannot tell whether the emergency change {s} has its reason and approval"),
    ),
    "rollback_plan": Phrases(mark("{s} has a way back"), mark("{s} has no way back"), mark("Cannot tell whether {s} has a way back")),
    "report_rerun_after_change": Phrases(
        mark("This report was made after {s} reached production"),
        mark("This report is older than {s}"),
        mark("Cannot tell when {s} reached production"),
    ),
    "patch_deadline": Phrases(
        mark("{s} reached production within its deadline"),
        mark("{s} did not reach production within its deadline"),
        mark("Cannot tell whether {s} reached production within its deadline"),
    ),
}
"""Keyed by check. A check that only somebody's word can settle has no entry: its sentence comes from its description."""


OTHERWISE = Phrases(mark("Holds for {s}"), mark("Does not hold for {s}"), mark("Cannot tell for {s}"))
"""For checks without sentences of their own: only that nothing can be told of them is ever said this way."""


def phrases_of(check: str) -> Phrases:
    """Return the sentences of a check, for ``tr`` to fill in."""
    return PHRASES.get(check, OTHERWISE)


_ISOLATION_AT = {
    Level.LABELS: mark("labels isolation"),
    Level.NAMESPACE: mark("Namespace isolation"),
    Level.NODE: mark("node isolation"),
    Level.CLUSTER: mark("cluster isolation"),
    Level.ENVIRONMENT: mark("Environment isolation"),
}

_LEVELS = {
    Level.LABELS: mark("labels"),
    Level.NAMESPACE: mark("Namespace"),
    Level.NODE: mark("node"),
    Level.CLUSTER: mark("cluster"),
    Level.ENVIRONMENT: mark("Environment"),
}


def threshold_words(threshold: Threshold | None) -> str:
    """Put boundaries into words: "node isolation with separate Namespaces"."""
    if threshold is None:
        return tr("no minimum of isolation")
    if threshold.level is Level.NODE and threshold.namespaces_separate:
        return tr("node isolation with separate Namespaces")
    return tr(_ISOLATION_AT[threshold.level])


def level_words(level: Level) -> str:
    """Return the level's name as prose spells it."""
    return tr(_LEVELS[level])


def shared_words(isolation: Isolation) -> str:
    """List in words what a pair still shares; "nothing that the inventory knows of" for an empty list."""
    if not isolation.shared:
        return tr("nothing that the inventory knows of")
    return ", ".join(shared_word(word) for word in isolation.shared)


def shared_word(word: str) -> str:
    """Return one word of what a pair shares as prose spells it."""
    known = SHARED_WORDS.get(word)
    return tr(known) if known else tr("the service {name}", name=word.removeprefix("service:"))


def listed(names: Sequence[str], count: int, most: int = 3) -> str:
    """Name the first few and say how many more there are: "a, b and 4 more"."""
    shown = names[:most]
    rest = count - len(shown)
    if rest > 0:
        return tr("{names} and {n} more", names=", ".join(shown), n=number(rest))
    return listing(shown)


def missing_words(missing: Sequence[str]) -> str:
    """Say which fields the inventory leaves out, the first few of them by name."""
    return tr("the inventory does not state {fields}", fields=listed(missing, len(missing), most=4)) if missing else ""
