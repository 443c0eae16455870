"""Every check that an inventory can decide: it passes, it fails, it cannot tell, it does not apply."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reportgen.checks import CHECKS as CATALOGUE
from reportgen.model import Inventory
from reportgen.regulation import Scope
from reportgen.rules import changes, facts, pairs
from tests.building import (
    approval,
    bare,
    cluster,
    day,
    deployment,
    emergency,
    environment,
    finding,
    inventory,
    judge,
    overall,
    requirement,
    space,
    status,
    trial,
    update,
    waiver,
)

Built = Inventory | str
"""An inventory with that outcome, or the reason why the outcome cannot be."""
ABSENT_IS_UNKNOWN = "an absent value is unknown, so that it cannot fail"
ALWAYS_SAID = "the format demands the value, so that it is never unknown"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One check in one scope with its four inventories; ``asked`` are further fields of the requirement."""

    check: str
    scope: str
    passes: Built
    fails: Built
    unknown: Built
    inapplicable: Built
    subject: str = "prod"
    missing: str | None = None
    asked: dict[str, Any] = field(default_factory=dict)

    def assess(self, built: Inventory) -> tuple[str, tuple[str, ...]]:
        """Return status and missing fields of the finding, by the check alone."""
        found = finding(judge(built, requirement(self.scope, self.check, **self.asked)), self.subject, self.check)
        return found.status.value, found.missing


APART, BESIDE, TOGETHER = "staging/staging-wc/shop", "prod/prod-wc/test", "prod/prod-wc/shop"


def two(place: str = APART, prod: dict[str, Any] | None = None, **test: Any) -> Inventory:
    """Build a production and a testing deployment of one application."""
    return inventory(deployment("prod", **(prod or {})), deployment("test", "testing", place, **test), external=("pg",))


def one(stage: str = "production", name: str = "prod", place: str | None = TOGETHER, **fields: Any) -> Inventory:
    """Build a single deployment."""
    return inventory(deployment(name, stage, place, **fields))


ALONE = one()
LAPTOP = one("local", "test", None)


def on(prod: str | None, staging: str | None) -> Inventory:
    """Build the two in Environments with declared hardware."""
    environments = (environment("prod", hardware=prod), environment("staging", hardware=staging))
    return inventory(deployment("prod"), deployment("test", "testing", APART), environments=environments)


def in_namespace(policy: str | None = None, quota: bool | None = None) -> Inventory:
    """Build a deployment in a Namespace with these guards."""
    here = environment("prod", cluster("prod-wc", namespaces=(space("shop", policy, quota),)))
    return inventory(deployment("prod"), environments=(here,))


def device(level: str | None, place: str = APART) -> Inventory:
    """Build a medical device's production deployment beside a test."""
    return two(place, prod={"medical_device": True, "manufacturer_required_level": level})


def designated(designation: str | None, stage: str) -> Inventory:
    """Build one deployment in an Environment of that designation."""
    return inventory(deployment("prod", stage), environments=(environment("prod", designation=designation),))


def changed(*, reached: bool = True, environments: Any = None, **fields: Any) -> Inventory:
    """Build an update v1 of the platform that reached staging on 6 November and production on the 20th."""
    applied = {"staging": "2024-11-06", "prod": "2024-11-20" if reached else "never"}
    declared = {"environments": environments} if environments else {}
    return inventory(
        deployment("prod"),
        deployment("test", "testing", APART),
        updates=(update(**{"applied": applied, **fields}),),
        **declared,
    )


NOT_THERE = changed(reached=False)
UNSAID = changed(applied={"staging": "2024-11-06"})
CHANGE = {"scope": "change_to_production", "subject": "welkin@v1/prod", "inapplicable": NOT_THERE}
PATCH = {"scope": "patch_event", "subject": "welkin@v1/prod"}
SAME_APP = {"scope": "prod_vs_nonprod_same_app", "inapplicable": ALONE}
EACH = {"scope": "each_deployment", "inapplicable": LAPTOP}
UNDESIGNATED = (environment("prod", designation="production"), environment("staging"))

ROWS = [
    # Pairs
    Row(
        check="isolation_level",
        **SAME_APP,
        asked={"min_level": "node", "namespaces_must_differ": True},
        passes=two(),
        fails=two(BESIDE),
        unknown=two(BESIDE, node_pools=None),
        missing="deployments[test].node_pools",
    ),
    Row(
        check="platform_update_level",
        **SAME_APP,
        asked={"platform_update_level": "environment"},
        passes=two(),
        fails=two(BESIDE),
        unknown=two(uses=None),
        missing="deployments[test].uses",
    ),
    Row(
        check="namespace_isolated",
        **SAME_APP,
        passes=two(BESIDE),
        fails=two(TOGETHER, node_pools=("dedicated",)),
        unknown=ALWAYS_SAID,
    ),
    Row(
        check="dedicated_nodes",
        **SAME_APP,
        passes=two(BESIDE, node_pools=("dedicated",)),
        fails=two(BESIDE, node_pools=("general-2",)),
        unknown=two(BESIDE, prod={"node_pools": None}),
        missing="deployments[prod].node_pools",
    ),
    Row(
        check="secrets_not_shared",
        **SAME_APP,
        passes=two(BESIDE),
        fails=two(prod={"uses": ("pg",)}, uses=("pg",)),
        unknown=two(prod={"uses": None}),
        missing="deployments[prod].uses",
    ),
    Row(
        check="physical_separation_declared",
        **SAME_APP,
        passes=on("dedicated", None),
        fails=on("shared", "shared"),
        unknown=on("shared", None),
        missing="environments[staging].infrastructure.hardware",
    ),
    Row(
        check="access_groups_separate",
        **SAME_APP,
        passes=two(prod={"access_groups": ("a",)}, access_groups=("b",)),
        fails=two(prod={"access_groups": ("a", "b")}, access_groups=("b",)),
        unknown=two(access_groups=None),
        missing="deployments[test].access_groups",
    ),
    Row(
        check="service_account_not_shared",
        **EACH,
        passes=two(),
        fails=two(prod={"service_account": "default"}),
        unknown=two(TOGETHER, service_account=None),
        missing="deployments[test].service_account",
    ),
    Row(
        check="prod_data_only_in_prod",
        **SAME_APP,
        passes=two(data="realistic"),
        fails=two(data="customer"),
        unknown=two(data=None),
        missing="deployments[test].data",
    ),
    Row(
        check="manufacturer_required_level",
        scope="medical_device_software_production",
        passes=device("cluster"),
        fails=device("cluster", BESIDE),
        unknown=device(None),
        inapplicable=device("none"),
        missing="deployments[prod].manufacturer_required_level",
    ),
    # Facts
    Row(
        check="network_policy_present",
        **EACH,
        passes=in_namespace("present"),
        fails=in_namespace("partial"),
        unknown=in_namespace(),
        missing="workload_clusters[prod-wc].namespaces[shop].network_policy",
    ),
    Row(
        check="default_deny",
        **EACH,
        passes=in_namespace("default-deny"),
        fails=in_namespace("present"),
        unknown=ALONE,
        missing="workload_clusters[prod-wc].namespaces[shop].network_policy",
    ),
    Row(
        check="quota_present",
        **EACH,
        passes=in_namespace(quota=True),
        fails=in_namespace(quota=False),
        unknown=in_namespace(),
        missing="workload_clusters[prod-wc].namespaces[shop].resource_quota",
    ),
    Row(
        check="default_namespace_not_used",
        **EACH,
        passes=ALONE,
        fails=one(place="prod/prod-wc/default"),
        unknown=ALWAYS_SAID,
    ),
    Row(
        check="security_zone_assigned",
        **EACH,
        passes=ALONE,
        fails=one(security_zone="none"),
        unknown=one(security_zone=None),
        missing="deployments[prod].security_zone",
    ),
    Row(
        check="protection_need_recorded",
        **EACH,
        passes=ALONE,
        fails=ABSENT_IS_UNKNOWN,
        unknown=one(protection_need=None),
        missing="deployments[prod].protection_need",
    ),
    Row(
        check="nonprod_exists",
        scope="each_deployment",
        passes=two(),
        fails=inventory(deployment("prod"), deployment("test", "testing", APART, "another")),
        unknown="what the inventory does not hold does not exist: somebody attests its completeness",
        inapplicable=one("testing"),
    ),
    Row(
        check="test_data_masked",
        scope="each_deployment",
        passes=one("testing", data="seed"),
        fails=one("testing", data="customer"),
        unknown=one("testing", data=None),
        inapplicable=ALONE,
        missing="deployments[prod].data",
    ),
    Row(
        check="nonprod_with_prod_data_protected_as_prod",
        scope="each_deployment",
        passes="an inventory cannot show it: customer data outside production needs attestation",
        fails="the same: it is attestation-needed, or attested",
        unknown=one("testing", data=None),
        inapplicable=one("testing", data="seed"),
        missing="deployments[prod].data",
    ),
    Row(
        check="inventory_complete",
        **EACH,
        passes=ALONE,
        fails=one(owner=None),
        unknown="whether a field is there is always known",
    ),
    Row(
        check="exception_documented",
        scope="each_deployment",
        passes=inventory(deployment("prod"), waivers=(waiver(deployments="prod"),)),
        fails="the format demands reason, approver and end date; only the compensating control may be absent, which is unknown",
        unknown=inventory(deployment("prod"), waivers=(waiver(environments="prod", control=None),)),
        inapplicable=inventory(deployment("prod"), waivers=(waiver(deployments="prod", end="2024-12-15"),)),
        missing="waivers[W-1].compensating_control",
    ),
    Row(
        check="stage_matches_designation",
        scope="each_deployment",
        passes=designated("production", "production"),
        fails=designated("non-production", "production"),
        unknown="an absent designation is a fact: undesignated",
        inapplicable=designated(None, "production"),
    ),
    # Changes
    Row(
        check="update_order_nonprod_first",
        **CHANGE,
        passes=changed(),
        fails=changed(applied={"staging": "2024-11-21", "prod": "2024-11-20"}),
        unknown=changed(applied={"prod": "2024-11-20"}),
        missing="updates[welkin@v1].applied.staging",
    ),
    Row(
        check="update_lead_time",
        **CHANGE,
        passes=changed(),
        fails=changed(applied={"staging": "2024-11-15", "prod": "2024-11-20"}),
        unknown=changed(update_class=None),
        missing="updates[welkin@v1].class",
    ),
    Row(
        check="patch_tested_before_prod",
        **PATCH,
        passes=changed(update_class="security", applied={"staging": "2024-11-19", "prod": "2024-11-20"}),
        fails=changed(update_class="security", applied={"staging": "never", "prod": "2024-11-20"}),
        unknown=changed(update_class="security", applied={"staging": "2024-11-20", "prod": "2024-11-20"}),
        inapplicable=changed(update_class="security", reached=False),
        missing="updates[welkin@v1].applied.staging",
    ),
    Row(
        check="patch_deadline",
        **PATCH,
        asked={"parameters": {"patch_deadline_days": {"critical": 10}}},
        passes=changed(update_class="critical-security", applied={"prod": "2024-11-14"}),
        fails=changed(update_class="critical-security", applied={"prod": "2024-11-15"}),
        unknown=changed(update_class="critical-security", released=None),
        inapplicable=changed(update_class="critical-security", released="2024-12-10", reached=False, applied={"prod": "never"}),
        missing="updates[welkin@v1].released",
    ),
    Row(
        check="change_approved",
        **CHANGE,
        passes=changed(approvals=(approval("CISO", "2024-11-19"),)),
        fails=changed(approvals=(approval("CISO", "2024-11-21"),)),
        unknown=changed(),
        missing="updates[welkin@v1].approvals",
    ),
    Row(
        check="change_tested_evidence",
        **CHANGE,
        passes=changed(tested=(trial("passed", "2024-11-10"),)),
        fails=changed(tested=(trial("failed", "2024-11-10"),)),
        unknown=changed(tested=(trial(None, "2024-11-10"),)),
        missing="updates[welkin@v1].tested",
    ),
    Row(
        check="change_classified",
        **CHANGE,
        passes=changed(),
        fails=ABSENT_IS_UNKNOWN,
        unknown=changed(update_class=None),
        missing="updates[welkin@v1].class",
    ),
    Row(
        check="emergency_change_documented",
        scope="change_to_production",
        subject="welkin@v1/prod",
        passes=changed(emergency=emergency(on=day("2024-11-21"))),
        fails=ABSENT_IS_UNKNOWN,
        unknown=changed(emergency=emergency(on=day("2024-11-21"), reason=None)),
        inapplicable=changed(),
        missing="updates[welkin@v1].emergency.reason",
    ),
    Row(
        check="rollback_plan",
        **CHANGE,
        passes=changed(rollback="https://wiki.example/back"),
        fails=changed(rollback="none"),
        unknown=changed(),
        missing="updates[welkin@v1].rollback",
    ),
    Row(
        check="separation_of_duties",
        **CHANGE,
        passes=changed(author="anna", approvals=(approval("bo"),)),
        fails=changed(author="anna", approvals=(approval("anna"),)),
        unknown=changed(approvals=(approval("bo"),)),
        missing="updates[welkin@v1].author",
    ),
    Row(
        check="nonprod_designated",
        **CHANGE,
        passes=changed(),
        fails=changed(environments=UNDESIGNATED),
        unknown="an absent designation is a fact: undesignated",
    ),
    Row(
        check="report_rerun_after_change",
        **CHANGE,
        passes=changed(),
        fails="a change dated after the report is not yet known to it",
        unknown=UNSAID,
        missing="updates[welkin@v1].applied.prod",
    ),
    Row(
        check="exception_documented",
        **PATCH,
        passes=replace(changed(update_class="security"), waivers=(waiver(updates="welkin@v1"),)),
        fails="the same as of a deployment",
        unknown=replace(changed(update_class="security"), waivers=(waiver(updates="welkin@v1", control=None),)),
        inapplicable=changed(update_class="security"),
        missing="waivers[W-1].compensating_control",
    ),
]
OUTCOMES = {"passes": "satisfied", "fails": "not-satisfied", "unknown": "unknown", "inapplicable": "not-applicable"}
CASES = [
    pytest.param(row, outcome, id=f"{row.check}-{row.scope}-{outcome}")
    for row in ROWS
    for outcome in OUTCOMES
    if isinstance(getattr(row, outcome), Inventory)
]


@pytest.mark.parametrize(("row", "outcome"), CASES)
def test_every_outcome_of_every_check(row: Row, outcome: str):
    """Each inventory gives its check the status that the table says, and an unknown one names the missing field."""
    built = getattr(row, outcome)
    subject = replace(row, subject=built.deployments[0].name) if "/" not in row.subject else row
    found, missing = subject.assess(built)
    assert found == OUTCOMES[outcome]
    assert missing == ((row.missing,) if outcome == "unknown" else ())


def test_the_table_holds_every_check_that_can_be_decided():
    """No rule is left out, and an outcome that is missing has its reason."""
    assert {row.check for row in ROWS} == pairs.CHECKS.keys() | facts.CHECKS.keys() | changes.CHECKS.keys()
    reasons = [getattr(row, outcome) for row in ROWS for outcome in OUTCOMES]
    assert all(isinstance(reason, Inventory) or len(reason) > 20 for reason in reasons)


UNDECIDED = sorted(CATALOGUE.keys() - pairs.CHECKS.keys() - facts.CHECKS.keys() - changes.CHECKS.keys())


@pytest.mark.parametrize("check", UNDECIDED)
def test_a_check_that_no_inventory_decides_needs_attestation(check: str):
    """The other checks of the catalogue are somebody's word, for deployments and for changes."""
    assert status(judge(two(), requirement("prod_vs_nonprod_same_app", check)), "prod", check) == "attestation-needed"
    assert status(judge(changed(), requirement("change_to_production", check)), "welkin@v1/prod", check) == "attestation-needed"


@pytest.mark.parametrize("check", sorted(CATALOGUE))
@pytest.mark.parametrize("scope", list(Scope))
def test_every_check_says_something_in_every_scope(check: str, scope: Scope):
    """No combination of scope, check and missing fact is without a verdict and a sentence."""
    gaps = inventory(bare("prod"), bare("test", "testing", APART), bare("laptop", "local", None), updates=None)
    partly = changed(update_class=None, applied={"prod": "2024-11-20"})
    other = replace(changed(update_class="security"), deployments=(*gaps.deployments, deployment("other", application="other")))
    asked = requirement(
        scope, check, recommended_level="cluster", platform_update_level="cluster", min_level="node", exception_floor="namespace"
    )
    for declared in (gaps, partly, other, inventory(), inventory(updates=None)):
        assessment = judge(declared, asked)
        found = [f for f in assessment.findings if (f.requirement, f.check) == ("test/r", check)]
        assert found
        assert all(f.message.endswith((".", "?", ")", "!")) and "{" not in f.message for f in found)
        assert all(f.missing for f in found if f.status.value == "unknown" and check in pairs.CHECKS)


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2024-12-16", "not-satisfied"), ("2024-12-17", "unknown")],
)
def test_facts_after_the_day_of_the_report_are_not_yet_known(on: str, expected: str):
    """An update that reaches production tomorrow has not reached it; nothing of tomorrow satisfies today."""
    coming = changed(applied={"staging": "2024-12-10", "prod": on})
    asked = requirement("change_to_production", "update_lead_time")
    assert status(judge(coming, asked), "welkin@v1/prod", "update_lead_time") == {"unknown": "not-applicable"}.get(expected, expected)


@pytest.mark.parametrize("check", ["change_approved", "change_tested_evidence", "separation_of_duties"])
def test_records_after_the_day_of_the_report_prove_nothing(check: str):
    """An approval or a test of tomorrow does not count today, whatever it says."""
    late = changed(author="anna", approvals=(approval("bo", "2025-01-10"),), tested=(trial("passed", "2025-01-10"),))
    assert status(judge(late, requirement("change_to_production", check)), "welkin@v1/prod", check) == "not-satisfied"


def test_an_emergency_approved_after_the_day_of_the_report_is_not_yet_documented():
    """The approval afterwards has not been given yet."""
    late = changed(emergency=emergency(on=day("2025-01-10")))
    assert (
        status(
            judge(late, requirement("change_to_production", "emergency_change_documented")), "welkin@v1/prod", "emergency_change_documented"
        )
        == "unknown"
    )


@pytest.mark.parametrize(
    ("update_class", "deadlines", "own", "prod", "expected"),
    [
        ("critical-security", {"critical": 30}, {}, "2024-12-04", "satisfied"),
        ("critical-security", {"critical": 30}, {}, "2024-12-05", "not-satisfied"),
        ("security", {"critical": 30}, {}, "2024-12-05", "attestation-needed"),
        ("security", {"critical": 7}, {"other": 31}, "2024-12-05", "satisfied"),
        ("security", {"high": 10, "low": 90}, {}, "2024-11-20", "unknown"),
        ("security", {"high": 10, "low": 90}, {}, "2024-11-14", "satisfied"),
        ("security", {"high": 5, "low": 8}, {}, "2024-11-20", "not-satisfied"),
        ("critical-security", {}, {"critical": 3}, "2024-11-20", "not-satisfied"),
        ("critical-security", {}, {}, "2024-11-20", "attestation-needed"),
        ("critical-security", {"critical": 10}, {}, "never", "not-satisfied"),
        ("critical-security", {"critical": 90}, {}, "never", "not-applicable"),
        ("critical-security", {"critical": 10}, {}, None, "unknown"),
        ("minor", {"critical": 10}, {}, "2024-12-05", "none"),
    ],
)
def test_deadlines_of_patches(update_class, deadlines, own, prod, expected):
    """The requirement's own days decide, else the organisation's; a late patch that is still missing fails."""
    applied = {"staging": "2024-11-06"} | ({"prod": prod} if prod else {})
    declared = replace(changed(update_class=update_class, applied=applied))
    declared = replace(declared, report=replace(declared.report, patch_deadline_days=own))
    asked = requirement("patch_event", "patch_deadline", parameters={"patch_deadline_days": deadlines})
    found = [f.status.value for f in judge(declared, asked).findings if f.subject_kind == "change"]
    assert found == ([] if expected == "none" else [expected])


def test_a_requirement_of_updates_without_any_updates():
    """An inventory that lists no updates leaves it open; one that says there are none makes it not applicable."""
    asked = requirement("change_to_production", "change_approved")
    assert overall(judge(inventory(deployment("prod"), updates=None), asked), "acme-care") == "unknown"
    assert overall(judge(inventory(deployment("prod"), updates=()), asked), "acme-care") == "not-applicable"


def test_implied_checks():
    """A minimum implies ``isolation_level``, a level for platform updates its own check, and neither of them is doubled."""
    asked = requirement("prod_vs_nonprod_same_app", "namespace_isolated", min_level="namespace", platform_update_level="cluster")
    found = [f.check for f in judge(two(BESIDE), asked).findings if f.subject == "prod" and f.requirement == "test/r"]
    assert found == ["isolation_level", "namespace_isolated", "platform_update_level"]
    stated = requirement("prod_vs_nonprod_same_app", "isolation_level", min_level="namespace")
    assert [f.check for f in judge(two(), stated).findings if f.requirement == "test/r"] == ["isolation_level"]


def test_a_platform_update_level_of_changes_is_about_the_platform_only():
    """Other services' updates do not move Kubernetes; the platform's do, where stages share a cluster."""
    asked = requirement("change_to_production", "change_classified", platform_update_level="cluster")
    shared = inventory(deployment("prod"), deployment("test", "testing", BESIDE), updates=(update(applied={"prod": "2024-11-20"}),))
    assert status(judge(shared, asked), "welkin@v1/prod", "platform_update_level") == "not-satisfied"
    other = replace(shared, updates=(update(service="pg-prod", applied={"prod": "2024-11-20"}),))
    assert status(judge(other, asked), "pg-prod@v1/prod", "platform_update_level") == "not-applicable"


def test_a_security_zone_of_the_word_none_is_a_zone_like_any_other_in_comparisons():
    """Stated to have no zone differs from having one, and is equal to another without."""
    asked = requirement("different_security_zones", "namespace_isolated")
    same = two(TOGETHER, prod={"security_zone": "none"}, security_zone="none")
    assert status(judge(same, asked), "prod", "namespace_isolated") == "not-applicable"
    assert status(judge(two(TOGETHER, security_zone="none"), asked), "prod", "namespace_isolated") == "not-satisfied"
    assert status(judge(two(TOGETHER, security_zone=None), asked), "prod", "namespace_isolated") == "unknown"
    assert status(judge(two(TOGETHER, protection_need="high"), asked), "prod", "namespace_isolated") == "not-satisfied"
    assert status(judge(two(TOGETHER, protection_need=None), asked), "prod", "namespace_isolated") == "unknown"
    partly = two(TOGETHER, security_zone=None, protection_need="high")
    assert status(judge(partly, asked), "prod", "namespace_isolated") == "not-satisfied"


@pytest.mark.parametrize(
    ("check", "field"),
    [("isolation_level", "node_pools"), ("dedicated_nodes", "node_pools"), ("secrets_not_shared", "uses")],
)
def test_only_the_fields_that_keep_the_verdict_open_are_asked_for(check: str, field: str):
    """Where Nodes and services are both unknown, filling in the one that a check does not look at would tell nothing."""
    row = Row(
        check=check,
        **SAME_APP,
        asked={"min_level": "node"},
        passes=two(),
        fails=two(),
        unknown=two(BESIDE, prod={"node_pools": None, "uses": None}),
    )
    assert row.assess(row.unknown) == ("unknown", (f"deployments[prod].{field}",))
