"""Which requirements are judged: the frameworks that the inventory selects, narrowed to their baseline, in force on the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from reportgen.findings import Notice, Severity
from reportgen.force import Force, in_force
from reportgen.language import day, mark, tr
from reportgen.model import FrameworkChoice, Inventory
from reportgen.regulation import Catalog, Framework, Requirement
from reportgen.rules import own
from reportgen.vocabulary import said

FORCE_WORDS = {
    Force.NOT_YET: mark("{framework} is not yet in force on {day}"),
    Force.ENDED: mark("{framework} is no longer in force on {day}"),
    Force.CANNOT_TELL: mark("{framework} may not be in force (its dates are known only in part) on {day}"),
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
    requirements += [Selected(requirement=r) for r in own.framework().requirements]
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
    words = tr(FORCE_WORDS[force], framework=framework.title, day=day(as_of))
    hint = _hint(framework)
    judged = force is Force.CANNOT_TELL or choice.even_if_not_in_force
    tail = tr("judged all the same") if judged else tr("not judged")
    notice = Notice(
        code="framework-not-in-force",
        severity=Severity.WARNING,
        subject=framework.id,
        message=f"{words}: {tail}{hint}.",
        location=choice.origin.location(),
    )
    return "" if judged else f"{words}{hint}", [notice]


def _hint(framework: Framework) -> str:
    """Return where to look instead, as the end of a sentence."""
    successors = sorted({s.target for s in framework.successors if s.source is None})
    return f"; {tr('see {successors}', successors=', '.join(successors))}" if successors else ""


def _ending(framework: Framework, choice: FrameworkChoice) -> list[Notice]:
    if framework.status == "in-force" and framework.in_force_to is None:
        return []
    words = tr("{framework} has the status {status}", framework=framework.title, status=said(framework.status))
    if framework.in_force_to:
        words = tr(
            "{framework} has the status {status}, in force until {end}",
            framework=framework.title,
            status=said(framework.status),
            end=framework.in_force_to,
        )
    return [
        Notice(
            code="framework-status",
            severity=Severity.INFO,
            subject=framework.id,
            message=f"{words}{_hint(framework)}.",
            location=choice.origin.location(),
        )
    ]


def _override_notice(requirement: Requirement) -> Notice:
    return Notice(
        code="requirement-overridden",
        severity=Severity.INFO,
        subject=requirement.id,
        message=tr("{clause} is judged otherwise than shipped: {change}.", clause=requirement.clause, change=requirement.override),
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
