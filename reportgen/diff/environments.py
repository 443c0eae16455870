"""Environments: added, removed, designated otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.diff.both import Both, make_change
from reportgen.diff.codes import Cause, Severity
from reportgen.diff.model import Change
from reportgen.language import tr, trn
from reportgen.model import Environment, Inventory
from reportgen.snapshot import Json
from reportgen.vocabulary import said


def _designation(environment: Environment) -> str:
    return said(environment.designation) if environment.designation else tr("without a designation")


def environment_changes(both: Both) -> Iterator[Change]:
    """Yield the changes of Environments, by name."""
    old, new = both.old.inventory.environment_by_name, both.new.inventory.environment_by_name
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None and after is not None:
            yield _added(both.new.inventory, after)
        elif after is None and before is not None:
            yield _removed(both.old.inventory, before)
        elif before is not None and after is not None and before.designation is not after.designation:
            yield _redesignated(before, after)


def _added(inventory: Inventory, environment: Environment) -> Change:
    return make_change(
        "environment-added",
        cause=Cause.SYSTEM,
        subject=environment.name,
        subject_kind="environment",
        new=_value(inventory, environment),
        sentence=tr(
            "The Environment {name} ({designation}) was added, with {deployments}.",
            name=environment.name,
            designation=_designation(environment),
            deployments=_hosted(inventory, environment),
        ),
        new_location=environment.origin.location(),
    )


def _removed(inventory: Inventory, environment: Environment) -> Change:
    return make_change(
        "environment-removed",
        cause=Cause.SYSTEM,
        subject=environment.name,
        subject_kind="environment",
        old=_value(inventory, environment),
        sentence=tr(
            "The Environment {name} ({designation}) is gone; it had {deployments}.",
            name=environment.name,
            designation=_designation(environment),
            deployments=_hosted(inventory, environment),
        ),
        old_location=environment.origin.location(),
    )


def _redesignated(before: Environment, after: Environment) -> Change:
    old, new = _designation(before), _designation(after)
    consequence = ""
    if before.designation is not None and after.designation is None:
        consequence = " " + tr("The provider's promise about the order of updates does not hold for it any more.")
    return make_change(
        "environment-redesignated",
        cause=Cause.SYSTEM,
        severity=Severity.WARNING if before.designation is None else Severity.ERROR,
        subject=after.name,
        subject_kind="environment",
        old=before.designation.value if before.designation else None,
        new=after.designation.value if after.designation else None,
        sentence=tr("The Environment {name} is {new} now; before it was {old}.", name=after.name, new=new, old=old) + consequence,
        clause=tr("it is {new} now, before {old}", new=new, old=old),
        old_location=before.origin.at("designation"),
        new_location=after.origin.at("designation"),
    )


def _value(inventory: Inventory, environment: Environment) -> Json:
    return {
        "designation": environment.designation.value if environment.designation else None,
        "deployments": len(inventory.deployments_by_environment[environment.name]),
    }


def _hosted(inventory: Inventory, environment: Environment) -> str:
    return trn("{n} deployment", "{n} deployments", len(inventory.deployments_by_environment[environment.name]))
