"""What changed between two reports: one suite per application, one case per change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reportgen.diff import Cause, Change, Comparison, Incomparable, Severity
from reportgen.errors import Location
from reportgen.render.junit.suites import Case, Outcome, suites

COMPARISON = "comparison"
"""The suite about the comparison itself: it is there whatever changed, so that a server never sees a file without a test."""

OTHERS = "Environments, platform and method"


def render_changes(comparison: Comparison, base: str = "") -> bytes:
    """Return the changes as UTF-8 XML with a final line feed.

    ``base`` is what stands before the files of the newer inventory to make them paths as the user would type them.

    ``failure``: an error that the system or time brought; ``error``: something could not be compared; ``skipped``: somebody accepted it, or
    only the method changed. Everything else passes.
    """
    title = f"reportgen diff {comparison.old.as_of.isoformat()} {comparison.new.as_of.isoformat()}"
    return suites(title, _suites(comparison, base))


def _suites(comparison: Comparison, base: str) -> Iterator[tuple[str, list[Case]]]:
    yield COMPARISON, [_incomparable(item) for item in comparison.incomparable] or [_complete()]
    by_application: dict[str, list[Change]] = defaultdict(list)
    for change in comparison.changes:
        by_application[change.application].append(change)
    for name in sorted(by_application):
        yield name or OTHERS, [_change(change, base) for change in by_application[name]]


def _complete() -> Case:
    return Case(group=COMPARISON, name="everything could be compared", outcome=Outcome.PASSED, kind="", message="", details="")


def _incomparable(item: Incomparable) -> Case:
    name = f"{item.subject}: {item.what}"
    return Case(group=COMPARISON, name=name, outcome=Outcome.ERROR, kind="incomparable", message=item.reason, details="")


def _change(change: Change, base: str) -> Case:
    about = ": ".join(word for word in (change.subject, change.counterpart, change.requirement, change.check) if word)
    return Case(
        group=change.code,
        name=about,
        outcome=_outcome(change),
        kind=change.code,
        message=_message(change),
        details="\n".join([*_places(change.new_location, change.old_location, base), f"change {change.id}"]),
    )


def _outcome(change: Change) -> Outcome:
    if change.severity is not Severity.ERROR:
        return Outcome.PASSED
    return Outcome.SKIPPED if change.accepted is not None or change.cause is Cause.METHOD else Outcome.FAILURE


def _message(change: Change) -> str:
    if change.accepted is not None:
        return f"{change.sentence} Accepted by {change.accepted.author}: {change.accepted.reason}"
    return f"{change.sentence} Only the method changed." if change.cause is Cause.METHOD else change.sentence


def _places(new: Location | None, old: Location | None, base: str) -> Iterator[str]:
    if new is not None:
        yield f"{base}{new}"
    if old is not None:
        yield f"before: {old}"
