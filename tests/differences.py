"""Compare small inventories as the command does, but in this process: both judged by one method, or OLD by another one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from reportgen.diff.compare import compare
from reportgen.diff.conclusions import state_of
from reportgen.diff.model import Comparison, Policy
from reportgen.diff.state import State
from reportgen.model import Inventory
from reportgen.pipeline.attributing import way_between
from reportgen.pipeline.judging import Knowledge
from reportgen.regulation import Catalog, Framework
from tests.building import AS_OF, framework, judge, requirement
from tests.updates import ELASTISYS

SAME_APP = requirement("prod_vs_nonprod_same_app", "secrets_not_shared", min_level="cluster")
KNOWN = requirement("each_deployment", "security_zone_assigned", "test_data_masked", id="test/data")
CHANGES = requirement("change_to_production", "update_lead_time", "change_approved", id="test/change")
TEST = framework(SAME_APP, KNOWN, CHANGES)


def state(
    declared: Inventory, *frameworks: Framework, as_of: dt.date = AS_OF, tool: str | None = None, release: str | None = None
) -> State:
    """Judge an inventory by frameworks (``TEST`` without any) as one side; ``tool`` None = this version of reportgen."""
    from reportgen import __version__

    return state_of(judge(declared, *(frameworks or (TEST,)), as_of=as_of), tool=tool or __version__, release=release)


def differ(old: State, new: State, *known: Framework, policy: Policy | None = None) -> Comparison:
    """Compare two sides; ``known`` are the frameworks at hand for judging OLD again (``TEST`` without any)."""
    knowledge = Knowledge(catalog=Catalog(frameworks=known or (TEST,)), terms={"elastisys": ELASTISYS})
    return compare(old, new, way_between(old, new, knowledge), policy or Policy(), {})


def codes(comparison: Comparison) -> list[str]:
    """Return the codes of a comparison with their subjects, sorted: "deployment-moved shop"."""
    return sorted(f"{change.code} {change.subject}" for change in comparison.changes)


def between(old: Inventory, new: Inventory, old_day: dt.date = AS_OF, new_day: dt.date = AS_OF) -> Comparison:
    """Compare two inventories judged by ``TEST``."""
    return differ(state(old, as_of=old_day), state(new, as_of=new_day))


def without(declared: Inventory, *names: str) -> Inventory:
    """Return an inventory without some deployments."""
    return replace(declared, deployments=tuple(d for d in declared.deployments if d.name not in names))


def changed(declared: Inventory, which: str, **fields: Any) -> Inventory:
    """Return an inventory with other fields of one deployment."""
    return replace(declared, deployments=tuple(replace(d, **fields) if d.name == which else d for d in declared.deployments))
