"""Compare two states: one small generator for each kind of record yields typed changes, and the user's policy is laid over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reportgen.diff.both import Both
from reportgen.diff.codes import Cause, order
from reportgen.diff.deployments import deployment_changes
from reportgen.diff.environments import environment_changes
from reportgen.diff.exceptions import exception_changes
from reportgen.diff.model import Acceptance, Change, Comparison, Policy
from reportgen.diff.pairs import isolation_changes
from reportgen.diff.selection import Selection, selection, selection_changes
from reportgen.diff.state import State, Way
from reportgen.diff.updates import update_changes
from reportgen.diff.verdicts import finding_changes, unjudged
from reportgen.language import spoken


def compare(old: State, new: State, way: Way, policy: Policy, titles: Mapping[str, str]) -> Comparison:
    """Return everything that is another in NEW than in OLD, each with its cause; pure, and the same for the same arguments.

    ``titles`` are how readers know requirements and frameworks, by id.
    """
    both = Both(old=old, new=new, way=way, titles=titles)
    selected = selection(both)
    valid = {a.fingerprint: a for a in policy.acceptances if a.expires is None or a.expires >= new.side.as_of}
    changes = sorted((_ruled(change, policy, valid) for change in _changes(both, selected)), key=_order)
    named = {change.id for change in changes}
    return Comparison(
        old=old.side,
        new=new.side,
        changes=tuple(changes),
        incomparable=tuple(unjudged(both, selected)),
        unused=tuple(a for a in policy.acceptances if _is_valid(a, valid) and a.fingerprint not in named),
        expired=tuple(a for a in policy.acceptances if not _is_valid(a, valid)),
        language=spoken(),
    )


def _is_valid(acceptance: Acceptance, valid: Mapping[str, Acceptance]) -> bool:
    return valid.get(acceptance.fingerprint) == acceptance


def _changes(both: Both, selected: Selection) -> Iterator[Change]:
    yield from selection_changes(both, selected)
    yield from environment_changes(both)
    yield from deployment_changes(both)
    yield from isolation_changes(both)
    yield from finding_changes(both, selected)
    yield from exception_changes(both)
    yield from update_changes(both)


def _ruled(change: Change, policy: Policy, valid: Mapping[str, Acceptance]) -> Change:
    """Return a change with the severity that the user gives its code, and with whoever accepts it."""
    severity, acceptance = policy.severities.get(change.code), valid.get(change.id)
    if severity is None and acceptance is None:
        return change
    return replace(change, severity=severity or change.severity, accepted=acceptance)


_CAUSES = {Cause.SYSTEM: 0, Cause.TIME: 1, Cause.METHOD: 2}


def _order(change: Change) -> tuple[bool, int, int, int, str, str, str, str, str]:
    place = (change.accepted is not None, change.severity.rank, _CAUSES[change.cause], order(change.code))
    return (*place, change.subject, change.counterpart, change.requirement, change.check, change.id)
