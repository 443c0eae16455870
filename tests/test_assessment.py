"""From outcomes to findings: attestation, waivers, aggregation, scopes without counterparts, selection, smallest change, identity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reportgen import pipeline
from reportgen.findings import Assessment, Status
from reportgen.model import Deployment, HardwareKind, Infrastructure, Inventory
from reportgen.regulation import Level, Successor
from tests.building import (
    bare,
    choice,
    cluster,
    day,
    deployment,
    environment,
    evidence,
    finding,
    framework,
    inventory,
    judge,
    overall,
    pool,
    remediation,
    requirement,
    status,
    update,
    waiver,
)
from tests.fleets import fleets
from tests.test_assessment_oracle import requirements

APART, BESIDE, TOGETHER = "staging/staging-wc/shop", "prod/prod-wc/test", "prod/prod-wc/shop"
SEPARATE = requirement("prod_vs_nonprod_same_app", "namespace_isolated")
MASKED = requirement("each_deployment", "test_data_masked")


def two(place: str = TOGETHER, *more: Deployment, **entries: Any) -> Inventory:
    """Build a production and a testing deployment of one application, in one Namespace unless told otherwise."""
    return inventory(deployment("prod"), deployment("test", "testing", place), *more, **entries)


def notices(assessment: Assessment) -> list[tuple[str, str]]:
    """Return the codes and subjects of the notices."""
    return [(notice.code, notice.subject) for notice in assessment.notices]


# Attestation


def test_a_requirement_without_a_check_needs_attestation():
    """Nothing to check means that somebody has to say so."""
    found = finding(judge(two(), requirement("each_deployment")), "prod", "attestation")
    assert (found.status, found.code) == (Status.ATTESTATION_NEEDED, "attestation.needs-attestation")


@pytest.mark.parametrize(
    ("given_evidence", "expected", "state"),
    [
        ({"deployments": "test"}, "attested", "applied"),
        ({"environments": "prod"}, "attested", "applied"),
        ({"deployments": "prod"}, "attestation-needed", "unused"),
        ({"deployments": "test", "end": None}, "attested", "applied"),
        ({"deployments": "test", "end": "2024-12-16"}, "attested", "applied"),
        ({"deployments": "test", "end": "2024-12-15"}, "attestation-needed", "expired"),
        ({"deployments": "test", "start": "2024-12-17"}, "attestation-needed", "not-yet-valid"),
        ({"deployments": "test", "checks": "test_data_masked"}, "attested", "applied"),
        ({"deployments": "test", "checks": "go_live_cleanup"}, "attestation-needed", "unused"),
        ({"deployments": "test", "requirement": "test/other"}, "attestation-needed", "unused"),
    ],
)
def test_evidence_attests_while_it_is_valid(given_evidence, expected, state):
    """Evidence that names the subject settles what needs attestation; past its date it counts for nothing and is reported."""
    declared = inventory(deployment("test", "testing", TOGETHER, data="realistic"), evidence=(evidence(**given_evidence),))
    assessment = judge(declared, MASKED)
    found = finding(assessment, "test", "test_data_masked")
    assert found.status.value == expected
    assert found.evidence == ("E-1" if expected == "attested" else None)
    assert [use.state for use in assessment.evidence] == [state]
    assert notices(assessment) == ([] if state == "applied" else [(f"evidence-{state}", "E-1")])


def test_evidence_never_mends_a_failure_or_a_gap():
    """Customer data in a test is not masked, and unknown data stays unknown, whatever is attested."""
    for data, expected in (("customer", "not-satisfied"), (None, "unknown")):
        declared = inventory(deployment("test", "testing", TOGETHER, data=data), evidence=(evidence(deployments="test"),))
        assessment = judge(declared, MASKED)
        assert status(assessment, "test", "test_data_masked") == expected
        assert notices(assessment) == [("evidence-unused", "E-1")]


def test_evidence_that_is_too_old_for_the_requirement_counts_for_nothing():
    """A requirement that names a greatest age takes no older evidence."""
    for limit, expected in ((350, "attested"), (349, "attestation-needed")):
        asked = requirement("each_deployment", "segmentation_test_date", parameters={"max_age_days": limit})
        declared = inventory(deployment("prod"), evidence=(evidence(deployments="prod", start="2024-01-01"),))
        assert status(judge(declared, asked), "prod", "segmentation_test_date") == expected


def test_evidence_for_a_change_names_the_update():
    """A change is attested by evidence that names ``service@version`` or the Environment."""
    asked = requirement("change_to_production", "pipeline_credentials_separate")
    done = (update(applied={"staging": "2024-11-06", "prod": "2024-11-20"}),)
    for names, expected in (
        ({"updates": "welkin@v1"}, "attested"),
        ({"environments": "prod"}, "attested"),
        ({"deployments": "prod"}, "attestation-needed"),
    ):
        declared = inventory(deployment("prod"), updates=done, evidence=(evidence(**names),))
        assert status(judge(declared, asked), "welkin@v1/prod", "pipeline_credentials_separate") == expected


# Waivers


@pytest.mark.parametrize(
    ("given_waiver", "expected", "state"),
    [
        ({"deployments": "prod"}, "waived", "applied"),
        ({"deployments": "test"}, "waived", "applied"),
        ({"deployments": "prod test"}, "waived", "applied"),
        ({"environments": "prod"}, "waived", "applied"),
        ({"deployments": "prod", "end": "2024-12-16"}, "waived", "applied"),
        ({"deployments": "prod", "end": "2024-12-15"}, "not-satisfied", "expired"),
        ({"deployments": "prod", "start": "2024-12-17"}, "not-satisfied", "not-yet-valid"),
        ({"deployments": "other"}, "not-satisfied", "unused"),
        ({"environments": "staging"}, "not-satisfied", "unused"),
        ({"deployments": "prod", "requirement": "test/other"}, "not-satisfied", "unused"),
        ({"deployments": "prod other"}, "waived", "too-broad"),
        ({"deployments": "test", "environments": "staging"}, "waived", "too-broad"),
    ],
)
def test_what_becomes_of_a_waiver(given_waiver, expected, state):
    """A valid waiver covers the pair by either side or by Environment; any that is not simply of use is reported."""
    declared = two(TOGETHER, deployment("other", "testing", APART, "other"), waivers=(waiver(**given_waiver),))
    assessment = judge(declared, SEPARATE)
    found = finding(assessment, "prod", "namespace_isolated")
    assert found.status.value == expected
    assert found.waiver == ("W-1" if expected == "waived" else None)
    assert [(use.state, use.covers) for use in assessment.waivers] == [(state, ("prod",) if expected == "waived" else ())]
    assert notices(assessment) == ([] if state == "applied" else [(f"waiver-{state}", "W-1")])


def test_a_waiver_that_the_floor_refuses_is_not_said_to_meet_no_failure():
    """The pair fails and stays below the floor: the notice names the floor, not an absence of failures."""
    asked = requirement("prod_vs_nonprod_same_app", min_level="node", exception_floor="namespace")
    (notice,) = judge(two(TOGETHER, waivers=(waiver(deployments="prod"),)), asked).notices
    assert notice.message.endswith("covers nothing that fails and may be waived (no pair below Namespace isolation may be).")


def test_the_platform_is_no_undeclared_service_without_terms():
    """The platform runs in every Environment, whether the inventory names terms of service or not."""
    done = (update(applied={"prod": "2024-11-20"}), update(applied={"prod": "2024-11-20"}, service="welkn"))
    assessment = judge(inventory(deployment("prod"), updates=done), SEPARATE, terms=None)
    assert notices(assessment) == [("service-undeclared", "welkn")]


def test_of_two_waivers_of_one_pair_neither_is_unused():
    """Each covers what fails, so none is said to cover nothing; the first in the inventory is named."""
    declared = two(waivers=(waiver("W-1", deployments="test"), waiver("W-2", deployments="prod")))
    assessment = judge(declared, SEPARATE)
    assert finding(assessment, "prod", "namespace_isolated").waiver == "W-1"
    assert [use.state for use in assessment.waivers] == ["applied", "applied"]


def test_what_a_waiver_does_not_cover_decides():
    """With one failing pair waived and another left, the requirement is not satisfied, and only what is left is shown as deciding."""
    declared = two(TOGETHER, deployment("test-2", "testing", TOGETHER), waivers=(waiver(deployments="test"),))
    found = finding(judge(declared, SEPARATE), "prod", "namespace_isolated")
    assert found.status is Status.NOT_SATISFIED
    assert [(group.members, group.outcome) for group in found.counterparts] == [(("test-2",), Status.NOT_SATISFIED)]


def test_a_waiver_leaves_an_unknown_pair_unknown():
    """What cannot be told is not waived away."""
    asked = requirement("prod_vs_nonprod_same_app", "isolation_level", min_level="node")
    declared = inventory(
        deployment("prod"),
        deployment("test", "testing", BESIDE),
        deployment("test-2", "testing", "prod/prod-wc/test-2", node_pools=None),
        waivers=(waiver(deployments="test test-2"),),
    )
    assessment = judge(declared, asked)
    assert status(assessment, "prod", "isolation_level") == "unknown"
    assert assessment.waivers[0].idle == ("test-2",)


@pytest.mark.parametrize(("floor", "expected"), [("labels", "waived"), ("namespace", "not-satisfied"), (None, "waived")])
def test_a_waiver_lifts_nothing_below_the_exception_floor(floor, expected):
    """A pair in one Namespace, even on a dedicated pool, is below the floor ``namespace``."""
    asked = requirement("prod_vs_nonprod_same_app", "isolation_level", min_level="cluster", exception_floor=floor)
    declared = inventory(
        deployment("prod"), deployment("test", "testing", TOGETHER, node_pools=("dedicated",)), waivers=(waiver(deployments="prod"),)
    )
    assessment = judge(declared, asked)
    found = finding(assessment, "prod", "isolation_level")
    assert found.status.value == expected
    assert (found.exception_floor.level.id if found.exception_floor else None) == floor
    assert assessment.waivers[0].state == ("applied" if expected == "waived" else "unused")


def test_a_waiver_of_an_update_lifts_no_pair_below_the_floor():
    """The floor holds for the pairs behind a change too."""
    fields = {"platform_update_level": "cluster", "exception_floor": "namespace"}
    asked = requirement("change_to_production", **fields)
    done = (update(applied={"prod": "2024-11-20"}),)
    for place, expected in ((TOGETHER, "not-satisfied"), (BESIDE, "waived")):
        declared = two(place, updates=done, waivers=(waiver(updates="welkin@v1"),))
        assert status(judge(declared, asked), "welkin@v1/prod", "platform_update_level") == expected


def test_a_waiver_of_an_update_covers_its_rows():
    """A waiver that names the update covers its failures in every production Environment, and no other update's."""
    asked = requirement("change_to_production", "rollback_plan")
    done = tuple(update(v, applied={"prod": "2024-11-20"}, rollback="none") for v in ("v1", "v2"))
    assessment = judge(two(updates=done, waivers=(waiver(updates="welkin@v1"),)), asked)
    assert status(assessment, "welkin@v1/prod", "rollback_plan") == "waived"
    assert status(assessment, "welkin@v2/prod", "rollback_plan") == "not-satisfied"
    assert assessment.waivers[0].covers == ("welkin@v1/prod",)


def test_a_waiver_of_a_deployment_covers_the_pairs_behind_a_change():
    """The pair's waiver holds where the pair is judged for an update; what it covers is the change."""
    asked = requirement("change_to_production", platform_update_level="cluster")
    done = tuple(update(v, applied={"prod": "2024-11-20"}) for v in ("v1", "v2"))
    assessment = judge(two(updates=done, waivers=(waiver(deployments="test"),)), asked)
    assert status(assessment, "welkin@v2/prod", "platform_update_level") == "waived"
    assert assessment.waivers[0].covers == ("welkin@v1/prod", "welkin@v2/prod")


def test_a_remediation_stands_beside_what_it_mends():
    """A finding that is open names who mends it; a satisfied one does not."""
    mended = (remediation(deployments="prod"),)
    assert finding(judge(two(remediations=mended), SEPARATE), "prod", "namespace_isolated").remediation is mended[0]
    assert finding(judge(two(APART, remediations=mended), SEPARATE), "prod", "namespace_isolated").remediation is None


def test_a_remediation_may_name_the_other_side_of_a_pair():
    """Whoever moves the failing counterpart mends the finding of the subject; one that names a satisfied counterpart does not."""
    mended = (remediation(deployments="apart"), remediation(deployments="beside"))
    production = deployment("prod")
    fleet = (
        production,
        deployment("apart", "staging", "staging/staging-wc/shop"),
        deployment("beside", "testing"),
        deployment("more", "testing"),
    )
    assessment = judge(inventory(*fleet, remediations=mended), SEPARATE)
    assert finding(assessment, "prod", "namespace_isolated").remediation is mended[1]


# Aggregation


def test_the_lowest_level_is_not_what_fails():
    """Same Namespace on a dedicated pool (level 3) fails a requirement for Namespaces that level 2 satisfies, and decides alone."""
    asked = requirement("prod_vs_nonprod_same_app", "isolation_level", min_level="namespace")
    declared = inventory(
        deployment("prod"),
        deployment("same", "testing", TOGETHER, node_pools=("dedicated",)),
        deployment("other", "testing", BESIDE),
    )
    assessment = judge(declared, asked)
    found = finding(assessment, "prod", "isolation_level")
    assert found.status is Status.NOT_SATISFIED
    assert [(g.members, g.isolation.level.id) for g in found.counterparts if g.isolation] == [(("same",), "node")]
    assert found.actual is not None
    assert found.actual.level is Level.NODE
    assert found.smallest_change == "Give same a Namespace of its own."
    assert [(w.counterpart, w.isolation.level.id) for w in assessment.weakest["prod"] if w.scope == asked.scope.value] == [
        ("other", "namespace")
    ]


def test_one_failure_beats_one_gap_beats_success():
    """Not satisfied if any counterpart fails, else unknown if any cannot be told."""
    asked = requirement("prod_vs_nonprod_same_app", "dedicated_nodes")
    good = deployment("good", "testing", APART)
    gap = deployment("gap", "testing", BESIDE, node_pools=None)
    bad = deployment("bad", "testing", BESIDE)
    for others, expected in (((good,), "satisfied"), ((good, gap), "unknown"), ((good, gap, bad), "not-satisfied")):
        assert status(judge(inventory(deployment("prod"), *others), asked), "prod", "dedicated_nodes") == expected


def test_a_requirements_status_is_the_worst_of_its_findings():
    """Each subject's status is that of its worst finding; not applicable only if all are."""
    checks = ("namespace_isolated", "security_zone_assigned", "go_live_cleanup", "nonprod_exists", "emergency_change_documented")
    declared = inventory(deployment("prod", security_zone=None), deployment("test", "testing", APART))
    assessment = judge(declared, requirement("prod_vs_nonprod_same_app", *checks))
    found = {f.check: f.status.value for f in assessment.findings if f.subject == "prod" and f.requirement == "test/r"}
    assert found == {
        "emergency_change_documented": "not-applicable",
        "go_live_cleanup": "attestation-needed",
        "namespace_isolated": "satisfied",
        "nonprod_exists": "satisfied",
        "security_zone_assigned": "unknown",
    }
    assert overall(assessment, "prod") == "unknown"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(declared=fleets(8), asked=requirements())
def test_statuses_are_the_worst_of_findings_and_findings_are_unique(declared, asked):
    """For any fleet: one finding per (requirement, subject, check), its id a fingerprint of the three, and statuses that follow."""
    assessment = judge(declared, asked)
    keys = [(f.requirement, f.subject, f.check) for f in assessment.findings]
    assert len(keys) == len(set(keys)) == len({f.id for f in assessment.findings})
    for made in assessment.statuses:
        ranks = [f.status.rank for f in assessment.findings if (f.requirement, f.subject) == (made.requirement, made.subject)]
        assert made.status.rank == min(ranks)
    assert judge(declared, asked) == assessment


def test_zones_given_in_part_leave_it_open():
    """Pairs that surely differ are judged; one that may differ makes the verdict unknown unless another fails."""
    asked = requirement("different_security_zones", "namespace_isolated")
    inner, outer, open_ = (
        deployment("inner", place="prod/prod-wc/a", security_zone="inner"),
        deployment("outer", place="prod/prod-wc/b", security_zone="outer"),
        deployment("open", place="prod/prod-wc/c", security_zone=None),
    )
    assert status(judge(inventory(inner, outer), asked), "inner", "namespace_isolated") == "satisfied"
    found = finding(judge(inventory(inner, outer, open_), asked), "inner", "namespace_isolated")
    assert (found.status, found.missing) == (Status.UNKNOWN, ("deployments[open].security_zone",))
    crowded = replace(outer, namespace="a")
    assert status(judge(inventory(inner, crowded, open_), asked), "inner", "namespace_isolated") == "not-satisfied"


def test_without_a_counterpart_it_is_not_applicable_but_non_production_is_missed():
    """A lone production deployment: the pair checks do not apply, ``nonprod_exists`` is not satisfied."""
    asked = requirement("prod_vs_nonprod_same_app", "nonprod_exists", "network_policy_present", min_level="node")
    assessment = judge(inventory(deployment("prod")), asked)
    assert status(assessment, "prod", "isolation_level") == "not-applicable"
    assert status(assessment, "prod", "network_policy_present") == "not-applicable"
    assert "none in this inventory" in finding(assessment, "prod", "isolation_level").message
    assert status(assessment, "prod", "nonprod_exists") == "not-satisfied"
    assert overall(assessment, "prod") == "not-satisfied"


def test_a_local_deployment_takes_part_in_no_pair():
    """Outside every Environment it is neither subject nor counterpart of pairs, nor the non-production deployment that is asked for."""
    asked = requirement("prod_vs_nonprod_same_app", "nonprod_exists", "namespace_isolated")
    assessment = judge(inventory(deployment("prod"), bare("laptop", "local", None)), asked)
    assert status(assessment, "prod", "namespace_isolated") == "not-applicable"
    assert status(assessment, "prod", "nonprod_exists") == "not-satisfied"
    assert not [f for f in assessment.findings if f.subject == "laptop" and f.requirement == "test/r"]
    single = judge(
        inventory(bare("laptop", "local", None, data="customer")), requirement("each_deployment", "quota_present", "test_data_masked")
    )
    assert status(single, "laptop", "quota_present") == "not-applicable"
    assert status(single, "laptop", "test_data_masked") == "not-satisfied"
    assert single.applications == ()
    assert "laptop" not in single.weakest


def test_a_local_deployment_inside_an_environment_is_one_like_any_other():
    """Where it names an Environment, stage local is a non-production stage."""
    declared = inventory(deployment("prod"), deployment("local", "local", TOGETHER))
    assert status(judge(declared, SEPARATE), "prod", "namespace_isolated") == "not-satisfied"


def test_production_means_the_stage_and_a_contradiction_is_a_finding_of_its_own():
    """A staging deployment in an Environment designated production is non-production, and the contradiction is always reported."""
    declared = inventory(deployment("prod"), deployment("stray", "staging", TOGETHER))
    assessment = judge(declared, SEPARATE)
    assert status(assessment, "prod", "namespace_isolated") == "not-satisfied"
    own = ("stage_matches_designation", "reportgen/stage-designation")
    assert (status(assessment, "prod", *own), status(assessment, "stray", *own)) == ("satisfied", "not-satisfied")


@pytest.mark.parametrize(("level", "place", "expected"), [("node", BESIDE, "below"), ("namespace", BESIDE, "met"), (None, BESIDE, None)])
def test_a_recommendation_stands_beside_the_status(level, place, expected):
    """A requirement without a minimum is satisfied; whether the recommended level is reached is said beside it."""
    assessment = judge(two(place), requirement("prod_vs_nonprod_same_app", "isolation_level", recommended_level=level))
    found = finding(assessment, "prod", "isolation_level")
    assert found.status is Status.SATISFIED
    assert (found.recommendation.value if found.recommendation else None) == expected
    assert (found.required, found.recommended.level.id if found.recommended else None) == (None, level)


# Selection


@pytest.mark.parametrize(
    ("dates", "even", "expected", "codes"),
    [
        ({"in_force_from": "2024-12-16"}, False, "not-satisfied", []),
        ({"in_force_from": "2024-12-17"}, False, "not-applicable", ["framework-not-in-force"]),
        ({"in_force_from": "2024-12-17"}, True, "not-satisfied", ["framework-not-in-force"]),
        ({"in_force_to": "2024-12-15"}, False, "not-applicable", ["framework-not-in-force"]),
        ({"in_force_to": "2024-12-16"}, False, "not-satisfied", ["framework-status"]),
        ({"in_force_from": "2024-12"}, False, "not-satisfied", ["framework-not-in-force"]),
        ({"status": "to-be-confirmed"}, False, "not-satisfied", ["framework-not-in-force"]),
        ({"status": "superseded"}, False, "not-satisfied", ["framework-status"]),
    ],
)
def test_a_framework_out_of_force_is_reported_and_not_silently_used(dates, even, expected, codes):
    """Before its first and after its last day a framework is not judged unless asked for; a notice says so either way."""
    successor = (Successor(source=None, target="test-2", relationship="replaced-by"),)
    declared = two(frameworks=(choice("test", even_if_not_in_force=even),))
    assessment = judge(declared, framework(SEPARATE, successors=successor, **dates))
    subject = "acme-care" if expected == "not-applicable" else "prod"
    assert status(assessment, subject, "namespace_isolated") == expected
    assert [f.subject for f in assessment.findings if f.requirement == "test/r"] == [subject]
    assert [notice.code for notice in assessment.notices] == codes
    assert all("test-2" in notice.message for notice in assessment.notices)


def test_a_baseline_narrows_the_requirements():
    """Only the requirements of the chosen baseline are judged; without a choice all are."""
    low = requirement("each_deployment", "quota_present", id="test/low", baselines=("low", "high"))
    high = requirement("each_deployment", "quota_present", id="test/high", baselines=("high",))
    none = requirement("each_deployment", "quota_present", id="test/none", baselines=())
    offered = framework(low, high, none, baselines=("low", "high"))

    def judged(baseline: str | None) -> list[str]:
        return [r for r in judge(two(frameworks=(choice("test", baseline),)), offered).requirements if r.startswith("test/")]

    assert judged("low") == ["test/low"]
    assert judged("high") == ["test/low", "test/high"]
    assert judged(None) == ["test/low", "test/high", "test/none"]


def test_an_override_is_said_in_the_report():
    """A requirement that the organisation changed is announced, with what and why."""
    changed = replace(SEPARATE, override="min_level none -> node by policy.yaml: decided by the board")
    assessment = judge(two(), changed)
    (notice,) = assessment.notices
    assert (notice.code, notice.subject) == ("requirement-overridden", "test/r")
    assert "decided by the board" in notice.message


def test_a_requirement_for_a_protection_need_leaves_the_others_alone():
    """It binds those of the need, not the others, and an unknown need leaves it open."""
    asked = replace(SEPARATE, protection_needs=("high", "very-high"))
    for need, expected in (("high", "not-satisfied"), ("normal", "not-applicable"), (None, "unknown")):
        declared = inventory(deployment("prod", protection_need=need), deployment("test", "testing", TOGETHER))
        assert status(judge(declared, asked), "prod", "namespace_isolated") == expected


# Identity and place


def test_ids_of_findings_are_stable():
    """The id depends on requirement, subject and check alone: this one is in reports already made."""
    first = finding(judge(two(), SEPARATE), "prod", "namespace_isolated")
    second = finding(judge(two(APART), SEPARATE, as_of=day("2024-06-01")), "prod", "namespace_isolated")
    assert first.status is not second.status
    assert first.id == second.id == "f6bd1955b4438cbc"


def test_the_order_of_findings_is_that_of_the_catalogue_then_of_names():
    """Requirements in the order of the catalogue, subjects and checks by name, whatever the inventory's order."""
    late = requirement("each_deployment", "quota_present", "network_policy_present", id="test/z")
    early = requirement("each_deployment", "quota_present", id="test/a")
    declared = inventory(deployment("b"), deployment("a"))
    found = [
        (f.requirement, f.subject, f.check) for f in judge(declared, late, early).findings if f.requirement != "reportgen/stage-designation"
    ]
    assert found == [
        ("test/z", "a", "network_policy_present"),
        ("test/z", "a", "quota_present"),
        ("test/z", "b", "network_policy_present"),
        ("test/z", "b", "quota_present"),
        ("test/a", "a", "quota_present"),
        ("test/a", "b", "quota_present"),
    ]


# Smallest change

_STEPS = (
    (r"Give (\S+) a Namespace of its own\.", {"namespace"}),
    (r"Give (\S+) a dedicated node pool \(a NoSchedule taint\)\.", {"pool"}),
    (r"Give (\S+) a Namespace and a dedicated node pool of its own\.", {"namespace", "pool"}),
    (r"Let (\S+) stop sharing .*: give it instances of its own\.", {"services"}),
    (r"Give (\S+) a Namespace and instances of its own of what it shares \(.*\)\.", {"namespace", "services"}),
    (r"Move (\S+) to a Workload Cluster of its own\.", {"cluster"}),
    (r"Move (\S+) to a Workload Cluster of its own, and instances of its own of what it shares \(.*\)\.", {"cluster", "services"}),
    (r"Move (\S+) to an Environment of its own\.", {"environment"}),
    (r"Move (\S+) to an Environment of its own, and instances of its own of what it shares \(.*\)\.", {"environment", "services"}),
    (r"Move (\S+) to an Environment of its own on dedicated hardware\.", {"environment", "hardware"}),
    (r"Move (\S+) to an Environment of its own on dedicated hardware, and instances .*\.", {"environment", "hardware", "services"}),
)


def understood(sentence: str) -> tuple[str, int]:
    """Return who moves and by which step, read off the sentence."""
    ((mover, step),) = ((match[1], i) for i, (pattern, _) in enumerate(_STEPS) if (match := re.fullmatch(pattern, sentence)))
    return mover, step


def carried_out(declared: Inventory, mover: str, parts: Iterable[str]) -> Inventory:
    """Change the inventory as the sentence says."""
    parts, before = set(parts), declared.deployment_by_name[mover]
    fresh = cluster("new-wc", pools=(pool("new", "NoSchedule"),))
    environments = declared.environments
    fields: dict[str, Any] = {}
    if "environment" in parts:
        hardware = HardwareKind.DEDICATED if "hardware" in parts else None
        new = replace(environment("new", fresh), infrastructure=Infrastructure(hardware=hardware))
        environments = (*environments, new)
        fields = {"environment": "new", "cluster": "new-wc", "namespace": "new", "node_pools": ("new",)}
    elif "cluster" in parts:
        environments = tuple(
            replace(e, workload_clusters=(*e.workload_clusters, fresh)) if e.name == before.environment else e for e in environments
        )
        fields = {"cluster": "new-wc", "namespace": "new", "node_pools": ("new",)}
    elif "pool" in parts:
        environments = tuple(
            replace(
                e,
                workload_clusters=tuple(
                    replace(c, node_pools=(*c.node_pools, pool("new", "NoSchedule"))) if c.name == before.cluster else c
                    for c in e.workload_clusters
                ),
            )
            for e in environments
        )
        fields = {"node_pools": ("new",)}
    if "namespace" in parts:
        fields["namespace"] = "new"
    if "services" in parts:
        fields["uses"] = tuple(f"{mover}-{name}" for name in before.uses or ())
    moved = tuple(replace(d, **fields) if d.name == mover else d for d in declared.deployments)
    return replace(declared, environments=environments, deployments=moved)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(declared=fleets(7), asked=requirements(protection_needs=()))
def test_the_smallest_change_helps_and_no_smaller_one_does(declared, asked):
    """Carried out on the inventory the change ends the failure, and no lesser one of the same deployment satisfies."""
    for found in judge(declared, asked).findings:
        if not found.smallest_change:
            continue
        mover, step = understood(found.smallest_change)

        def after(parts: set[str], subject: str = found.subject, check: str = found.check, mover: str = mover) -> str:
            return status(judge(carried_out(declared, mover, parts), asked), subject, check)

        reached = after(_STEPS[step][1])
        assert reached != "not-satisfied", found.smallest_change
        has_services = bool(declared.deployment_by_name[mover].uses)
        for _, parts in _STEPS[:step]:
            if has_services or "services" not in parts:
                assert after(parts) in ("not-satisfied", "unknown"), (found.smallest_change, parts)


@pytest.mark.parametrize(
    ("asked", "prod", "test", "expected"),
    [
        ({"min_level": "namespace"}, {}, {"place": TOGETHER}, "Give test a Namespace of its own."),
        ({"min_level": "node"}, {}, {"place": BESIDE}, "Give test a dedicated node pool (a NoSchedule taint)."),
        (
            {"min_level": "node"},
            {},
            {"place": BESIDE, "node_pools": ("general-2",)},
            "Give test a dedicated node pool (a NoSchedule taint).",
        ),
        (
            {"min_level": "node", "namespaces_must_differ": True},
            {},
            {"place": TOGETHER},
            "Give test a Namespace and a dedicated node pool of its own.",
        ),
        ({"min_level": "cluster"}, {}, {"place": BESIDE}, "Move test to a Workload Cluster of its own."),
        ({"min_level": "environment"}, {}, {"place": BESIDE}, "Move test to an Environment of its own."),
        (
            {"min_level": "environment"},
            {"uses": ("pg",)},
            {"place": APART, "uses": ("pg",)},
            "Let test stop sharing pg: give it instances of its own.",
        ),
        (
            {"min_level": "environment"},
            {"uses": ("pg",)},
            {"place": BESIDE, "uses": ("pg",)},
            "Move test to an Environment of its own, and instances of its own of what it shares (pg).",
        ),
        ({"min_level": "cluster"}, {"uses": ("pg",)}, {"place": BESIDE}, "Move test to a Workload Cluster of its own."),
    ],
)
def test_the_smallest_change_in_words(asked, prod, test, expected):
    """The sentence names the counterpart rather than production, and the least step that is enough."""
    declared = inventory(deployment("prod", **prod), deployment("test", "testing", **test), external=("pg",))
    found = finding(judge(declared, requirement("prod_vs_nonprod_same_app", "isolation_level", **asked)), "prod", "isolation_level")
    assert found.smallest_change == expected


def test_an_unknown_use_is_not_mended_by_hardware():
    """Where something stays unknown, the least change that ends the failure is named, not a greater one that hides the gap."""
    asked = requirement("prod_vs_nonprod_same_app", "isolation_level", min_level="environment")
    declared = inventory(deployment("prod", uses=None), deployment("test", "testing", BESIDE, uses=None))
    assert finding(judge(declared, asked), "prod", "isolation_level").smallest_change == "Move test to an Environment of its own."


def test_a_waived_pair_asks_for_no_change():
    """The change is for what is left: the waived counterpart stays where it is."""
    declared = two(TOGETHER, deployment("test-2", "testing", TOGETHER), waivers=(waiver(deployments="test"),))
    assert finding(judge(declared, SEPARATE), "prod", "namespace_isolated").smallest_change == "Give test-2 a Namespace of its own."


def notices_of(text: str, folder: Path) -> dict[str, str]:
    path = folder / "inventory.yaml"
    path.write_text(f"schema: reportgen/v1\n{text}", encoding="utf-8")
    return {notice.code: notice.message for notice in pipeline.judge(path).notices}


def test_nothing_judged_is_said(tmp_path: Path):
    """A report without a framework says that nothing was judged; one with a framework does not."""
    assert "no requirement was judged" in notices_of("report: {as_of: 2024-12-16}\n", tmp_path)["nothing-judged"]
    assert not notices_of("report: {as_of: 2024-12-16, frameworks: [gdpr]}\n", tmp_path)


def test_a_language_without_words_is_said(tmp_path: Path):
    """A report asked for in a language that there are no words in says that it is in English."""
    found = notices_of("report: {as_of: 2024-12-16, language: de, frameworks: [gdpr]}\n", tmp_path)
    assert "in English" in found["language-not-available"]


def test_a_remediation_without_a_finding_is_said(tmp_path: Path):
    """Whoever mends what is not open learns of it."""
    text = (
        "report: {as_of: 2024-12-16, frameworks: [iso27001-2022]}\n"
        "deployments: [{name: here, application: here, stage: local}]\n"
        "remediations: [{requirement: iso27001-2022/a.8.31, deployments: [here], owner: team}]\n"
    )
    assert "stands at no open finding" in notices_of(text, tmp_path)["remediation-unused"]
