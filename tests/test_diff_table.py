"""What changed, as a table: two inventories, the codes that have to come of them, and of the same two the other way round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from reportgen.diff import CODES, Cause, Comparison, Severity
from reportgen.model import Completeness, Inventory
from tests.building import AS_OF, approval, day, deployment, environment, evidence, framework, inventory, requirement, update, waiver
from tests.building import cluster as build_cluster
from tests.building import pool as build_pool
from tests.differences import between, changed, codes, differ, state

LATER = dt.date(2026, 2, 1)


def welkin(staging: str = "2024-11-06", prod: str = "2024-11-20", **fields: Any) -> Any:
    """Build the update of the base inventory."""
    applied = {name: text for name, text in (("staging", staging), ("prod", prod)) if text}
    return update(applied=applied, **{"approvals": (approval("bo", "2024-11-19"),), **fields})


def base(**entries: Any) -> Inventory:
    """Build a fleet that satisfies everything: production of two applications, and staging in an Environment of its own."""
    found = (
        deployment("shop-production"),
        deployment("shop-staging", "staging", "staging/staging-wc/shop"),
        deployment("blog-production", place="prod/prod-wc/blog", application="blog"),
    )
    return inventory(*found, updates=(welkin(),), **entries)


BASE = base()


def fleet(*more: Any, start: Inventory = BASE) -> Inventory:
    """Return an inventory with more deployments."""
    return replace(start, deployments=(*start.deployments, *more))


def shop(**fields: Any) -> Inventory:
    """Return the base with other fields of shop-staging."""
    return changed(BASE, "shop-staging", **fields)


def designated(name: str, designation: str | None) -> Inventory:
    """Return the base with another designation of an Environment."""
    found = tuple(environment(name, designation=designation, services=(f"pg-{name}",)) if e.name == name else e for e in BASE.environments)
    return replace(BASE, environments=found)


def taints(*effects: str) -> Inventory:
    """Return the base with production and testing on pools of one cluster, the first of them with these taints."""
    pools = (build_pool("general", *effects), build_pool("general-2"))
    prod = environment("prod", build_cluster("prod-wc", pools), designation="production", services=("pg-prod",))
    test = deployment("shop-testing", "testing", "prod/prod-wc/test", node_pools=("general-2",))
    return replace(fleet(test), environments=(prod, BASE.environments[1]))


def uses(production: tuple[str, ...] | None, staging: tuple[str, ...] | None) -> Inventory:
    """Return the base with these services used by production and by staging."""
    return changed(changed(BASE, "shop-production", uses=production), "shop-staging", uses=staging)


def updates(*found: Any) -> Inventory:
    """Return the base with these updates."""
    return replace(BASE, updates=found)


def attested(who: str) -> Inventory:
    """Return the base with somebody's word that nothing is missing."""
    return replace(BASE, report=replace(BASE.report, completeness=Completeness(attested_by=who, on=dt.date(2024, 12, 2))))


BESIDE = {"environment": "prod", "cluster": "prod-wc", "namespace": "stage"}
LOWERED = "isolation-lowered"
RAISED = "isolation-raised"
BAD = "finding-not-satisfied"
DESIGNATION = "reportgen/stage-designation"


@dataclass(frozen=True, kw_only=True)
class Row:
    """Hold two inventories and the codes with subjects that come of them, forward and backward."""

    id: str
    old: Inventory
    new: Inventory
    codes: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    old_day: dt.date = AS_OF
    new_day: dt.date = AS_OF


def same(id_: str, new: Inventory, old: Inventory = BASE) -> Row:
    """Return a row in which nothing may be reported."""
    return Row(id=id_, old=old, new=new)


W = waiver(requirement="test/r", deployments="shop-production", end="2025-12-31")
E = evidence(requirement="test/data", deployments="shop-staging")
TESTING = deployment("shop-testing", "testing", "staging/staging-wc/test")
SHARED_STAGE = shop(**BESIDE)
THIRD = environment("third", designation="non-production")

ATTESTED = attested("Head of Platform")

ROWS = (
    same("nothing", BASE),
    same("the-same-word-that-nothing-is-missing", attested("Head of Platform"), ATTESTED),
    Row(
        id="nobody-says-any-more-that-nothing-is-missing",
        old=ATTESTED,
        new=BASE,
        codes=("completeness-withdrawn Acme Care AB",),
        back=("completeness-attested Acme Care AB",),
    ),
    Row(
        id="somebody-else-says-that-nothing-is-missing",
        old=ATTESTED,
        new=attested("CISO"),
        codes=("completeness-attested Acme Care AB",),
        back=("completeness-attested Acme Care AB",),
    ),
    same("deployments-in-another-order", replace(BASE, deployments=BASE.deployments[::-1])),
    same("environments-in-another-order", replace(BASE, environments=BASE.environments[::-1])),
    same("categories-in-another-order", shop(data_categories=("health", "personal")), shop(data_categories=("personal", "health"))),
    same("services-in-another-order", uses((), ("pg-staging", "crm")), uses((), ("crm", "pg-staging"))),
    same("owner", shop(owner="somebody-else")),
    same("title-of-an-environment", replace(BASE, environments=tuple(replace(e, title="Another title") for e in BASE.environments))),
    same("organisation", replace(BASE, organization=replace(BASE.organization, name="Acme Care Aktiebolag"))),
    same("waiver-that-names-a-renamed-deployment-in-two-orders", base(waivers=(W,)), base(waivers=(W,))),
    Row(
        id="environment-added",
        old=BASE,
        new=replace(BASE, environments=(*BASE.environments, THIRD)),
        codes=("environment-added third", "update-unknown welkin@v1/prod", f"{BAD.replace('not-satisfied', 'unknown')} welkin@v1/prod"),
        back=("environment-removed third", "update-kept welkin@v1/prod", "finding-satisfied welkin@v1/prod"),
    ),
    Row(
        id="environment-designated",
        old=designated("staging", None),
        new=BASE,
        codes=(
            "environment-redesignated staging",
            "finding-satisfied shop-staging",
            "finding-satisfied welkin@v1/prod",
            "update-kept welkin@v1/prod",
        ),
        back=(
            "environment-redesignated staging",
            "finding-not-applicable shop-staging",
            "finding-not-applicable welkin@v1/prod",
            "update-not-applicable welkin@v1/prod",
        ),
    ),
    Row(
        id="environment-called-non-production",
        old=BASE,
        new=designated("prod", "non-production"),
        codes=(
            "environment-redesignated prod",
            f"{BAD} blog-production",
            f"{BAD} shop-production",
            "update-not-applicable welkin@v1/prod",
            "finding-not-applicable welkin@v1/prod",
        ),
        back=(
            "environment-redesignated prod",
            "finding-satisfied blog-production",
            "finding-satisfied shop-production",
            "update-kept welkin@v1/prod",
            "finding-satisfied welkin@v1/prod",
        ),
    ),
    Row(
        id="deployment-added",
        old=BASE,
        new=fleet(TESTING),
        codes=("deployment-added shop-testing",),
        back=("deployment-removed shop-testing",),
    ),
    Row(
        id="deployment-added-that-fails",
        old=BASE,
        new=fleet(replace(TESTING, security_zone=None, data=deployment("x").data)),
        codes=("deployment-added shop-testing", f"{BAD} shop-testing", "finding-unknown shop-testing"),
        back=("deployment-removed shop-testing",),
    ),
    Row(
        id="deployment-added-beside-production",
        old=BASE,
        new=fleet(deployment("shop-testing", "testing", "prod/prod-wc/shop")),
        codes=(
            "deployment-added shop-testing",
            f"{LOWERED} shop-testing",
            f"{BAD} shop-production",
            f"{BAD} shop-production",
            f"{BAD} shop-testing",
        ),
        back=(
            "deployment-removed shop-testing",
            f"{RAISED} shop-testing",
            "finding-satisfied shop-production",
            "finding-satisfied shop-production",
        ),
    ),
    Row(
        id="deployment-renamed",
        old=BASE,
        new=shop(name="shop-acceptance"),
        codes=("deployment-renamed shop-acceptance",),
        back=("deployment-renamed shop-staging",),
    ),
    Row(
        id="subject-renamed-keeps-its-findings",
        old=SHARED_STAGE,
        new=changed(SHARED_STAGE, "shop-production", name="shop-live"),
        codes=("deployment-renamed shop-live",),
        back=("deployment-renamed shop-production",),
    ),
    Row(
        id="waiver-follows-a-rename",
        old=replace(SHARED_STAGE, waivers=(W,)),
        new=replace(
            changed(SHARED_STAGE, "shop-production", name="shop-live"),
            waivers=(waiver(requirement="test/r", deployments="shop-live", end="2025-12-31"),),
        ),
        codes=("deployment-renamed shop-live",),
        back=("deployment-renamed shop-production",),
    ),
    Row(
        id="renamed-and-moved-is-another",
        old=BASE,
        new=shop(name="shop-acceptance", namespace="other"),
        codes=("deployment-added shop-acceptance", "deployment-removed shop-staging"),
        back=("deployment-added shop-staging", "deployment-removed shop-acceptance"),
    ),
    Row(
        id="moved-within-the-environment",
        old=BASE,
        new=shop(namespace="other"),
        codes=("deployment-moved shop-staging",),
        back=("deployment-moved shop-staging",),
    ),
    Row(
        id="moved-to-another-pool",
        old=BASE,
        new=shop(node_pools=("general-2",)),
        codes=("deployment-moved shop-staging",),
        back=("deployment-moved shop-staging",),
    ),
    Row(
        id="moved-beside-production",
        old=BASE,
        new=SHARED_STAGE,
        codes=(
            "deployment-moved shop-staging",
            f"{LOWERED} shop-staging",
            f"{BAD} shop-production",
            f"{BAD} shop-staging",
        ),
        back=(
            "deployment-moved shop-staging",
            f"{RAISED} shop-staging",
            "finding-satisfied shop-production",
            "finding-satisfied shop-staging",
        ),
    ),
    Row(
        id="moved-closer",
        old=SHARED_STAGE,
        new=shop(**{**BESIDE, "namespace": "shop"}),
        codes=("deployment-moved shop-staging", f"{LOWERED} shop-staging", f"{BAD} shop-production"),
        back=("deployment-moved shop-staging", f"{RAISED} shop-staging", "finding-satisfied shop-production"),
    ),
    Row(
        id="levels-never-decide-both-ways",
        old=shop(**{**BESIDE, "namespace": "shop", "node_pools": ("dedicated",)}),
        new=SHARED_STAGE,
        codes=(
            "deployment-moved shop-staging",
            f"{LOWERED} shop-staging",
            f"{RAISED} shop-staging",
            "finding-satisfied shop-production",
        ),
        back=(
            "deployment-moved shop-staging",
            f"{LOWERED} shop-staging",
            f"{RAISED} shop-staging",
            f"{BAD} shop-production",
        ),
    ),
    Row(
        id="a-taint-taken-away",
        old=taints("NoSchedule"),
        new=taints(),
        codes=(f"{LOWERED} shop-testing",),
        back=(f"{RAISED} shop-testing",),
    ),
    Row(
        id="hardware-no-longer-its-own",
        old=replace(
            BASE,
            environments=(environment("prod", designation="production", hardware="dedicated", services=("pg-prod",)), BASE.environments[1]),
        ),
        new=BASE,
        codes=(f"{LOWERED} shop-staging",),
        back=(f"{RAISED} shop-staging",),
    ),
    Row(
        id="stage-moved-outside",
        old=BASE,
        new=shop(environment=None, cluster=None, namespace=None, node_pools=None),
        codes=(
            "deployment-moved shop-staging",
            *(f"finding-not-applicable shop-{stage}" for stage in ("production", "staging") for _ in range(2)),
        ),
        back=(
            "deployment-moved shop-staging",
            *(f"finding-satisfied shop-{stage}" for stage in ("production", "staging") for _ in range(2)),
        ),
    ),
    Row(
        id="service-shared",
        old=uses(("pg-prod",), ()),
        new=uses(("pg-prod",), ("pg-prod",)),
        codes=(f"{LOWERED} shop-staging", "sharing-begun shop-staging", f"{BAD} shop-production"),
        back=(f"{RAISED} shop-staging", "sharing-ended shop-staging", "finding-satisfied shop-production"),
    ),
    Row(
        id="another-service-shared-too",
        old=uses(("pg-prod", "crm"), ("pg-prod",)),
        new=uses(("pg-prod", "crm"), ("pg-prod", "crm")),
        codes=(f"{LOWERED} shop-staging", "sharing-begun shop-staging"),
        back=(f"{RAISED} shop-staging", "sharing-ended shop-staging"),
    ),
    Row(
        id="services-no-longer-known",
        old=BASE,
        new=uses((), None),
        codes=(f"{LOWERED} shop-staging", "finding-unknown shop-production"),
        back=(f"{RAISED} shop-staging", "finding-satisfied shop-production"),
    ),
    Row(
        id="stage-changed",
        old=BASE,
        new=shop(stage=TESTING.stage),
        codes=("deployment-reclassified shop-staging",),
        back=("deployment-reclassified shop-staging",),
    ),
    Row(
        id="data-changed",
        old=BASE,
        new=shop(data=deployment("x").data),
        codes=("deployment-reclassified shop-staging", f"{BAD} shop-staging"),
        back=("deployment-reclassified shop-staging", "finding-satisfied shop-staging"),
    ),
    Row(
        id="zone-lost",
        old=BASE,
        new=shop(security_zone=None),
        codes=("deployment-reclassified shop-staging", "finding-unknown shop-staging"),
        back=("deployment-reclassified shop-staging", "finding-satisfied shop-staging"),
    ),
    Row(
        id="data-unknown",
        old=BASE,
        new=shop(data=None),
        codes=("deployment-reclassified shop-staging", "finding-unknown shop-staging"),
        back=("deployment-reclassified shop-staging", "finding-satisfied shop-staging"),
    ),
    Row(
        id="waiver-added-that-covers",
        old=SHARED_STAGE,
        new=replace(SHARED_STAGE, waivers=(W,)),
        codes=("waiver-added W-1", "finding-waived shop-production"),
        back=("waiver-removed W-1", f"{BAD} shop-production"),
    ),
    Row(id="waiver-added-unused", old=BASE, new=base(waivers=(W,)), codes=("waiver-added W-1",), back=("waiver-removed W-1",)),
    Row(
        id="waiver-prolonged",
        old=base(waivers=(W,)),
        new=base(waivers=(replace(W, expires=day("2026-12-31")),)),
        codes=("waiver-added W-1", "waiver-removed W-1"),
        back=("waiver-added W-1", "waiver-removed W-1"),
    ),
    Row(
        id="waiver-expired-by-time",
        old=replace(SHARED_STAGE, waivers=(W,)),
        new=replace(SHARED_STAGE, waivers=(W,)),
        new_day=LATER,
        codes=("waiver-expired W-1", f"{BAD} shop-production"),
        back=("finding-waived shop-production",),
    ),
    Row(id="evidence-added", old=BASE, new=base(evidence=(E,)), codes=("evidence-added E-1",), back=("evidence-removed E-1",)),
    Row(
        id="evidence-changed",
        old=base(evidence=(E,)),
        new=base(evidence=(replace(E, statement="It is otherwise."),)),
        codes=("evidence-added E-1", "evidence-removed E-1"),
        back=("evidence-added E-1", "evidence-removed E-1"),
    ),
    Row(
        id="evidence-expired-by-time",
        old=base(evidence=(E,)),
        new=base(evidence=(E,)),
        new_day=LATER,
        codes=("evidence-expired E-1",),
    ),
    Row(
        id="promise-broken",
        old=BASE,
        new=updates(welkin(staging="2024-11-18")),
        codes=("update-breached welkin@v1/prod", f"{BAD} welkin@v1/prod"),
        back=("update-kept welkin@v1/prod", "finding-satisfied welkin@v1/prod"),
    ),
    Row(
        id="promise-no-longer-known",
        old=BASE,
        new=updates(welkin(staging="")),
        codes=("update-unknown welkin@v1/prod", "finding-unknown welkin@v1/prod"),
        back=("update-kept welkin@v1/prod", "finding-satisfied welkin@v1/prod"),
    ),
    Row(
        id="lead-shortened",
        old=BASE,
        new=updates(welkin(staging="2024-11-12")),
        codes=("lead-shortened welkin@v1/prod",),
    ),
    Row(
        id="update-forgotten",
        old=BASE,
        new=updates(),
        codes=("update-unknown welkin@v1/prod",),
        back=("update-kept welkin@v1/prod",),
    ),
    Row(
        id="update-pending",
        old=BASE,
        new=updates(welkin(), update("v2", released="2024-12-02", applied={"staging": "2024-12-10", "prod": "never"}, approvals=())),
        codes=("update-pending welkin@v2/prod",),
        back=("update-unknown welkin@v2/prod",),
    ),
    Row(
        id="update-exempt",
        old=BASE,
        new=updates(
            welkin(),
            update(
                "v2",
                "critical-security",
                released="2024-12-02",
                applied={"staging": "2024-12-03", "prod": "2024-12-03"},
                approvals=(approval("bo", "2024-12-02"),),
            ),
        ),
        codes=("update-exempt welkin@v2/prod",),
        back=("update-unknown welkin@v2/prod",),
    ),
    Row(
        id="update-late-known",
        old=updates(welkin(prod="")),
        new=BASE,
        codes=("update-kept welkin@v1/prod", "finding-satisfied welkin@v1/prod", "finding-satisfied welkin@v1/prod"),
        back=("update-unknown welkin@v1/prod", "finding-unknown welkin@v1/prod", "finding-unknown welkin@v1/prod"),
    ),
    Row(
        id="plan-changed",
        old=BASE,
        new=replace(BASE, provider=replace(BASE.provider, plan=inventory(plan="enterprise").provider.plan)),
        codes=("update-not-applicable welkin@v1/prod", "finding-not-applicable welkin@v1/prod"),
        back=("update-kept welkin@v1/prod", "finding-satisfied welkin@v1/prod"),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_codes_of_a_change(row):
    """Exactly these codes with these subjects come of the two inventories, and of the two the other way round."""
    forward = between(row.old, row.new, row.old_day, row.new_day)
    backward = between(row.new, row.old, row.new_day, row.old_day)
    assert codes(forward) == sorted(row.codes)
    assert codes(backward) == sorted(row.back)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_code_with_an_opposite_comes_back_as_it(row):
    """Where the table of codes names an opposite, the comparison the other way round has as many of it, about the same subjects."""
    forward = between(row.old, row.new, row.old_day, row.new_day)
    backward = between(row.new, row.old, row.new_day, row.old_day)
    for code, info in CODES.items():
        if info.opposite and code not in ("deployment-renamed", "sharing-begun", "sharing-ended"):
            assert _subjects(forward, code) == _subjects(backward, info.opposite), code


def _subjects(comparison: Comparison, code: str) -> list[str]:
    return sorted(change.subject for change in comparison.changes if change.code == code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_nothing_changed_from_a_thing_to_itself(row):
    """A report held against itself has no change, none that cannot be compared, and keeps every gate open."""
    for declared, on in ((row.old, row.old_day), (row.new, row.new_day)):
        found = between(declared, declared, on, on)
        assert (found.changes, found.incomparable) == ((), ())
        assert not found.fails(Severity.INFO)


def test_there_are_rows_enough():
    """The table covers what it promises: forty rows and more, some of which report nothing."""
    assert len(ROWS) >= 40
    assert sum(not row.codes for row in ROWS) >= 8
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_change_says_what_it_must():
    """Each change of the table has a sentence that ends, a known code, its severity, and a fingerprint of its own."""
    found = [change for row in ROWS for change in between(row.old, row.new, row.old_day, row.new_day).changes]
    assert len({change.code for change in found}) >= 25
    for change in found:
        assert change.sentence.endswith(".")
        assert change.sentence[0].isupper() or change.sentence.startswith((change.subject, "shop", "welkin", "test/", "reportgen/"))
        assert change.code in CODES
        if not CODES[change.code].otherwise:
            assert change.severity is CODES[change.code].severity


SEVERITIES: tuple[tuple[str, Callable[[], Comparison], str, Severity], ...] = (
    ("designated", lambda: between(designated("staging", None), BASE), "environment-redesignated", Severity.WARNING),
    ("undesignated", lambda: between(BASE, designated("staging", None)), "environment-redesignated", Severity.ERROR),
    ("became-unknown", lambda: between(BASE, shop(data=None)), "finding-unknown", Severity.ERROR),
    ("failed-now-unknown", lambda: between(shop(data=deployment("x").data), shop(data=None)), "finding-unknown", Severity.WARNING),
    ("new-and-unknown", lambda: between(BASE, fleet(replace(TESTING, data=None))), "finding-unknown", Severity.WARNING),
    ("forgotten", lambda: between(BASE, updates()), "update-unknown", Severity.ERROR),
)


@pytest.mark.parametrize(("make", "code", "severity"), [row[1:] for row in SEVERITIES], ids=[row[0] for row in SEVERITIES])
def test_severity_depends_on_what_was_before(make, code, severity):
    """Losing a designation or a verdict is an error; gaining one, or not knowing what was bad or new, is a warning."""
    assert {change.severity for change in make().changes if change.code == code} == {severity}


def test_time_alone_is_named_as_the_cause():
    """Where only the day moved, every change says so."""
    declared = replace(SHARED_STAGE, waivers=(W,))
    found = between(declared, declared, AS_OF, LATER)
    assert found.changes
    assert {change.cause for change in found.changes} == {Cause.TIME}


def test_chains_compose():
    """Going from A to B to C says of each thing in the end what going from A to C says of it."""
    steps = (BASE, SHARED_STAGE, shop(**{**BESIDE, "namespace": "shop"}), shop(namespace="other"), shop(security_zone=None))
    for a in steps:
        for b in steps:
            for c in steps:
                direct = {_about(x): x.new for x in between(a, c).changes if x.code.startswith("finding-")}
                chained: dict[tuple[str, str, str], tuple[object, object]] = {}
                for change in (*between(a, b).changes, *between(b, c).changes):
                    if change.code.startswith("finding-"):
                        first = chained.get(_about(change), (change.old, None))[0]
                        chained[_about(change)] = (first, change.new)
                assert {key: new for key, (old, new) in chained.items() if old != new} == direct


def test_another_name_of_an_application_excuses_no_lost_boundary():
    """A pair is compared that was of one application, or is now: under another name of it, in another one, or come to it."""
    renamed = [replace(d, application="store") if d.application == "shop" else d for d in SHARED_STAGE.deployments]
    assert _lost(between(BASE, replace(SHARED_STAGE, deployments=tuple(renamed)))) == ["shop-staging from shop-production"]
    parted = changed(SHARED_STAGE, "shop-staging", application="pay")
    assert _lost(between(BASE, parted)) == ["shop-staging from shop-production"]
    assert _lost(between(shop(application="pay"), SHARED_STAGE)) == ["shop-staging from shop-production"]


def test_a_pair_is_told_once_however_many_its_neighbours():
    """Who comes beside several is told against all of them, and against none of them again."""
    more = [deployment(f"shop-production-{i}") for i in range(3)]
    found = between(fleet(*more), fleet(*more, start=SHARED_STAGE))
    assert _lost(found) == ["shop-staging from shop-production"]
    told = [change.new for change in found.changes if change.code == LOWERED]
    assert isinstance(told[0], dict)
    assert told[0]["counterparts"] == ["shop-production", *(d.name for d in more)]


def test_no_sentence_says_a_thing_twice():
    """Two checks of one requirement that fail are one clause, not two."""
    from reportgen.report.changes import changes_page

    twice = framework(requirement("each_deployment", "security_zone_assigned", "protection_need_recorded", id="test/known"))
    worse = shop(security_zone=None, protection_need=None)
    headline = changes_page(differ(state(BASE, twice), state(worse, twice), twice)).headline
    assert headline.count("nobody can tell any more whether test/known") == 1


def _lost(found: Comparison) -> list[str]:
    return [f"{change.subject} from {change.counterpart}" for change in found.changes if change.code == LOWERED]


def _about(change: Any) -> tuple[str, str, str]:
    return change.requirement, change.subject, change.check


def test_deployments_that_cannot_be_told_apart_are_matched_in_order():
    """Two deployments alike in everything but their names are renamed in the order of the names; one more is an addition."""
    twins = [deployment(name, "testing", "staging/staging-wc/test") for name in ("a", "b")]
    others = [deployment(name, "testing", "staging/staging-wc/test") for name in ("c", "d", "e")]
    found = between(fleet(*twins), fleet(*others))
    renamed = {change.old: change.new for change in found.changes if change.code == "deployment-renamed"}
    assert renamed == {"a": "c", "b": "d"}
    assert _subjects(found, "deployment-added") == ["e"]


def test_the_sentence_of_the_purpose():
    """The example for which the comparison exists is told in one sentence: the move, the lost isolation, the requirement."""
    from reportgen.report.changes import changes_page

    page = changes_page(between(BASE, SHARED_STAGE))
    assert page.headline.startswith("shop-staging moved from the Environment staging (apart from production) to the Namespace stage beside")
    assert "its isolation from shop-production fell from Environment to Namespace" in page.headline
    assert "test/r is no longer satisfied for shop-production" in page.headline


def test_hundreds_of_additions_do_not_hide_the_regression():
    """Three hundred new deployments are summed up, after the one that came too near to production."""
    from reportgen.render.changes.markdown import render_markdown
    from reportgen.render.changes.text import render_text

    more = [deployment(f"extra-{i:03}", "testing", f"staging/staging-wc/{i:03}", f"app-{i % 50:02}") for i in range(300)]
    found = between(BASE, fleet(*more, start=SHARED_STAGE))
    text = " ".join(render_text(found).split())
    assert text.startswith("shop-staging moved from")
    assert "300 deployments were added: extra-000, extra-001, extra-002 and 297 more." in text
    assert len(text) < 4000
    comment = render_markdown(found)
    assert comment.index("shop-staging moved") < comment.index("<details>") < comment.index("300 deployments")
    assert comment.count("<details>") == comment.count("</details>")
