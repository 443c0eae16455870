"""Random fleets and random edits: what the changes claim, applied to what was, gives what is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.diff import Change, Comparison
from reportgen.diff.pairs import shared_between
from reportgen.diff.state import State
from reportgen.isolation import isolate, placement
from reportgen.model import Deployment, Inventory
from tests.differences import differ, state
from tests.fleets import build, deployment_fields, fleets

PLACE = ("environment", "cluster", "namespace", "node_pools")
CLASS = ("application", "stage", "data", "security_zone", "protection_need", "data_categories", "medical_device", "tenant")

Facts = dict[str, dict[str, Any]]


@st.composite
def edited(draw: st.DrawFn, declared: Inventory) -> Inventory:
    """Draw another inventory from one: deployments removed, renamed, rebuilt, moved to where others are, added; a designation changed."""
    found: list[Deployment] = []
    for deployment in declared.deployments:
        deed = draw(st.sampled_from(("keep", "keep", "keep", "remove", "rename", "rebuild", "uses")))
        if deed == "rename":
            found.append(replace(deployment, name=f"{deployment.name}-anew"))
        elif deed == "rebuild":
            found.append(build(deployment.name, draw(deployment_fields(2))))
        elif deed == "uses":
            found.append(replace(deployment, uses=draw(st.sampled_from((None, (), ("svc-0",), ("svc-0", "svc-1"))))))
        elif deed == "keep":
            found.append(deployment)
    found += [build(f"x{i}", draw(deployment_fields(2))) for i in range(draw(st.integers(0, 2)))]
    environments = tuple(replace(e, designation=draw(st.sampled_from((e.designation, e.designation, None)))) for e in declared.environments)
    return replace(declared, deployments=tuple(found), environments=environments)


def facts(side: State) -> Facts:
    """Return what a side says, by kind: deployments with place and class, designations, findings that apply, shared boundaries."""
    inventory = side.inventory
    placed = [d for d in inventory.deployments if d.is_placed]
    pairs = {
        frozenset((a.name, b.name)): shared_between(isolate(placement(inventory, a), placement(inventory, b)))
        for i, a in enumerate(placed)
        for b in placed[i + 1 :]
        if a.application == b.application
    }
    return {
        "deployments": {d.name: {field: _plain(getattr(d, field)) for field in (*PLACE, *CLASS)} for d in inventory.deployments},
        "designations": {e.name: e.designation.value if e.designation else None for e in inventory.environments},
        "findings": {
            (r, s, c): fact.status.value
            for (r, kind, s, c), fact in side.conclusions.findings.items()
            if kind == "deployment" and fact.status.value != "not-applicable"
        },
        "pairs": pairs,
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return frozenset(str(item) for item in value)
    return str(value) if value is not None and not isinstance(value, bool) else value


def applied(old: Facts, changes: Comparison, new: Facts) -> Facts:
    """Return what OLD's facts become by the claims; what NEW has of deployments that are new is taken from NEW, and checked elsewhere."""
    found: Facts = {kind: dict(entries) for kind, entries in old.items()}
    for change in changes.changes:
        if change.code == "deployment-renamed":
            _rename(found, str(change.old), str(change.new))
    for change in changes.changes:
        if change.code == "deployment-removed":
            _remove(found, change.subject)
        elif change.code in ("deployment-moved", "deployment-reclassified"):
            assert isinstance(change.new, dict)
            entry = found["deployments"][change.subject] | {key: _listed(value) for key, value in change.new.items()}
            found["deployments"][change.subject] = entry
        elif change.code == "environment-redesignated":
            found["designations"][change.subject] = change.new
        elif change.code.startswith("finding-") and change.subject_kind == "deployment":
            _find(found, change)
    added = {change.subject: change for change in changes.changes if change.code == "deployment-added"}
    for name in added:
        found["deployments"][name] = new["deployments"][name]
    return found


def _listed(value: object) -> object:
    if isinstance(value, list):
        return frozenset(map(str, value))
    return str(value) if value is not None and not isinstance(value, bool) else value


def _rename(found: Facts, old: str, new: str) -> None:
    found["deployments"][new] = found["deployments"].pop(old)
    found["findings"] = {(r, new if s == old else s, c): status for (r, s, c), status in found["findings"].items()}
    found["pairs"] = {frozenset(new if name == old else name for name in key): value for key, value in found["pairs"].items()}


def _remove(found: Facts, name: str) -> None:
    del found["deployments"][name]
    found["findings"] = {key: status for key, status in found["findings"].items() if key[1] != name}
    found["pairs"] = {key: value for key, value in found["pairs"].items() if name not in key}


def _find(found: Facts, change: Change) -> None:
    key: Any = (change.requirement, change.subject, change.check)
    if change.new is None or change.new == "not-applicable":
        found["findings"].pop(key, None)
    else:
        found["findings"][key] = change.new


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_claims_lead_from_old_to_new(data):
    """Deployments, designations and findings become NEW's by the claims alone; of a new deployment the good verdicts are counted."""
    before = data.draw(fleets(7))
    after = data.draw(edited(before))
    old, new = state(before), state(after)
    comparison = differ(old, new)
    was, is_ = facts(old), facts(new)
    got = applied(was, comparison, is_)
    assert got["deployments"] == is_["deployments"]
    assert got["designations"] == is_["designations"]
    added = {change.subject: change for change in comparison.changes if change.code == "deployment-added"}
    told = {key: status for key, status in got["findings"].items() if key[1] not in added}
    assert told == {key: status for key, status in is_["findings"].items() if key[1] not in added}
    for name, change in added.items():
        _check_added(change, {k: s for k, s in got["findings"].items() if k[1] == name}, new, name)


def _check_added(change: Change, listed: dict[Any, Any], new: State, name: str) -> None:
    counts = Counter(f.status.value for (_, kind, s, _), f in new.conclusions.findings.items() if kind == "deployment" and s == name)
    assert isinstance(change.new, dict)
    assert change.new["findings"] == dict(counts)
    bad = ("not-satisfied", "unknown", "waived", "attestation-needed")
    assert Counter(listed.values()) == Counter({status: counts[status] for status in bad if counts[status]})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_lost_and_won_boundaries_are_those_of_the_pairs(data):
    """A pair that was and is in one application is lowered if and only if it lost a boundary, raised if and only if it won one."""
    before = data.draw(fleets(7))
    after = data.draw(edited(before))
    old, new = state(before), state(after)
    comparison = differ(old, new)
    names = {str(c.old): str(c.new) for c in comparison.changes if c.code == "deployment-renamed"}
    was = {frozenset(names.get(n, n) for n in key): value for key, value in facts(old)["pairs"].items()}
    is_ = facts(new)["pairs"]
    added = {change.subject for change in comparison.changes if change.code == "deployment-added"}
    for code, lost in (("isolation-lowered", _lost), ("isolation-raised", lambda a, b: _lost(b, a))):
        claimed = {pair for change in comparison.changes if change.code == code for pair in _pairs(change)}
        kept = {key for key in was.keys() & is_.keys() if not key & added}
        assert claimed & kept == {key for key in kept if lost(was[key], is_[key])}


def _lost(before: frozenset[str], after: frozenset[str]) -> bool:
    gone = after - before
    return any(not word.startswith("service:") for word in gone) or (bool(gone) and "services-unknown" not in before)


def _pairs(change: Change) -> set[frozenset[str]]:
    """Return the pairs of deployments that a change speaks of."""
    value = change.new if isinstance(change.new, dict) else {}
    subjects, others = value.get("subjects", [change.subject]), value.get("counterparts", [change.counterpart])
    assert isinstance(subjects, list)
    assert isinstance(others, list)
    return {frozenset((str(a), str(b))) for a in subjects for b in others if a != b}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_fleet_against_itself_in_any_order_is_no_change(data):
    """The order of deployments and Environments is no fact."""
    declared = data.draw(fleets(8))
    shuffled = replace(
        declared,
        deployments=tuple(data.draw(st.permutations(declared.deployments))),
        environments=tuple(data.draw(st.permutations(declared.environments))),
    )
    comparison = differ(state(declared), state(shuffled))
    assert (comparison.changes, comparison.incomparable) == ((), ())
