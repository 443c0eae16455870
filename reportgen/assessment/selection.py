"""Which requirements are judged: the frameworks that the inventory selects, narrowed to their baseline, in force on the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from reportgen.findings import Notice, Severity
from reportgen.force import Force, in_force
from reportgen.model import FrameworkChoice, Inventory
from reportgen.regulation import Catalog, Framework, Requirement
from reportgen.rules import own

FORCE_WORDS = {
    Force.NOT_YET: "is not yet in force",
    Force.ENDED: "is no longer in force",
    Force.CANNOT_TELL: "may not be in force (its dates are known only in part)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Hold one requirement that is to be judged; ``set_aside`` is the reason why it is not, "" = it is."""

    requirement: Requirement
    set_aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Hold the selected frameworks, their requirements in the order of the catalogue, and what the reader must know of them."""

    frameworks: tuple[Framework, ...]
    requirements: tuple[Selected, ...]
    notices: tuple[Notice, ...]


def select(inventory: Inventory, catalog: Catalog, as_of: dt.date) -> Selection:
    """Return what the inventory asks to be judged; our own consistency rule is always part of it."""
    frameworks: list[Framework] = []
    requirements: list[Selected] = []
    notices: list[Notice] = []
    for choice in inventory.report.frameworks:
        framework = catalog.framework_by_id[choice.id]
        aside, notice = _force(framework, choice, as_of)
        notices += notice
        narrowed = _narrowed(framework, choice)
        frameworks.append(narrowed)
        requirements += [Selected(requirement=r, set_aside=aside) for r in narrowed.requirements]
        notices += [_override_notice(r) for r in narrowed.requirements if r.override]
    requirements += [Selected(requirement=r) for r in own.FRAMEWORK.requirements]
    return Selection(frameworks=tuple(frameworks), requirements=tuple(requirements), notices=tuple(notices))


def _narrowed(framework: Framework, choice: FrameworkChoice) -> Framework:
    if choice.baseline is None:
        return framework
    kept = tuple(r for r in framework.requirements if r.baselines is not None and choice.baseline in r.baselines)
    return replace(framework, requirements=kept)


def _force(framework: Framework, choice: FrameworkChoice, as_of: dt.date) -> tuple[str, list[Notice]]:
    force = in_force(framework, as_of)
    if force is Force.IN_FORCE:
        return "", _ending(framework, choice)
    words = f"{framework.title} {FORCE_WORDS[force]} on {as_of.isoformat()}"
    successors = sorted({s.target for s in framework.successors if s.source is None})
    hint = f"; see {', '.join(successors)}" if successors else ""
    judged = force is Force.CANNOT_TELL or choice.even_if_not_in_force
    tail = "judged all the same" if judged else "not judged"
    notice = Notice(
        code="framework-not-in-force",
        severity=Severity.WARNING,
        subject=framework.id,
        message=f"{words}: {tail}{hint}.",
        location=choice.origin.location(),
    )
    return "" if judged else f"{words}{hint}", [notice]


def _ending(framework: Framework, choice: FrameworkChoice) -> list[Notice]:
    if framework.status == "in-force" and framework.in_force_to is None:
        return []
    until = f", in force until {framework.in_force_to}" if framework.in_force_to else ""
    successors = sorted({s.target for s in framework.successors if s.source is None})
    hint = f"; see {', '.join(successors)}" if successors else ""
    return [
        Notice(
            code="framework-status",
            severity=Severity.INFO,
            subject=framework.id,
            message=f"{framework.title} has the status {framework.status}{until}{hint}.",
            location=choice.origin.location(),
        )
    ]


def _override_notice(requirement: Requirement) -> Notice:
    return Notice(
        code="requirement-overridden",
        severity=Severity.INFO,
        subject=requirement.id,
        message=f"{requirement.clause} is judged otherwise than shipped: {requirement.override}.",
        # The sentence names the file that changes it; the requirement itself stands in a file of ours.
        location=None,
    )


def checks_of(requirement: Requirement) -> tuple[str, ...]:
    """Return the checks of a requirement, those that its levels imply included; ``attestation`` where it has none at all."""
    checks = list(requirement.checks)
    if requirement.min_level is not None and "isolation_level" not in checks:
        checks.append("isolation_level")
    if requirement.platform_update_level is not None and "platform_update_level" not in checks:
        checks.append("platform_update_level")
    return tuple(checks) or ("attestation",)
