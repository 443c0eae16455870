"""What changed between two reports, beside the lines of the newer one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportgen.diff import CODES, Cause, Change, Comparison, Incomparable, Severity
from reportgen.render.sarif.log import described, log, message, result
from reportgen.report.changes import side_words
from reportgen.snapshot import Json

FINGERPRINT: Final = "reportgenChange/v1"
"""The name of the fingerprint by which a change is the same from run to run: that which a file of accepted changes names, too."""

INCOMPARABLE: Final = "incomparable"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NOT_FAILING = "The method changed, not the system: the same would have come without any change of the inventory."


def render_changes(comparison: Comparison, *, version: str, base: str = "") -> bytes:
    """Return the log with a final line feed: every change, and whatever could not be compared.

    ``version`` is that of the tool. ``base`` is the newer inventory's directory as seen from where the reader looks for files, "" = that
    very directory. What somebody accepted is suppressed, with the reason.
    """
    old, new = comparison.old, comparison.new
    properties: dict[str, Json] = {"old": side_words(old), "oldAsOf": old.as_of.isoformat(), "asOf": new.as_of.isoformat()}
    return log(list(_results(comparison, base.rstrip("/"))), _rule, version=version, properties=properties)


def _results(comparison: Comparison, base: str) -> Iterator[dict[str, Json]]:
    yield from (_incomparable(item, base) for item in comparison.incomparable)
    yield from (_change(change, base) for change in comparison.changes)


def _incomparable(item: Incomparable, base: str) -> dict[str, Json]:
    text = f"{item.subject}: {item.what} could not be compared. {item.reason}"
    return result(INCOMPARABLE, "error", text, None, (FINGERPRINT, f"{INCOMPARABLE}/{item.subject}/{item.what}"), base)


def _change(change: Change, base: str) -> dict[str, Json]:
    level = "note" if change.cause is Cause.METHOD else _LEVELS[change.severity]
    text = f"{change.sentence} {_NOT_FAILING}" if change.cause is Cause.METHOD else change.sentence
    found = result(change.code, level, text, change.new_location, (FINGERPRINT, change.id), base)
    if change.accepted is not None:
        reason = message(f"{change.accepted.author}: {change.accepted.reason}")
        found["suppressions"] = [{"kind": "external", "justification": reason}]
    named = {"subject": change.subject, "counterpart": change.counterpart, "requirement": change.requirement, "cause": change.cause.value}
    place = change.old_location
    properties: dict[str, Json] = {key: word for key, word in named.items() if word}
    if place is not None:
        properties["before"] = f"{place.file}:{place.line}"
    return found | {"properties": properties}


def _rule(id_: str) -> Json:
    advice = "Run `reportgen diff OLD NEW` for the whole story."
    if id_ == INCOMPARABLE:
        text = "Something could not be compared, and nobody knows what it hides."
        return described(id_, title="Could not be compared", text=text, help_text=advice, level="error", tag="change")
    info = CODES[id_]
    title = id_.replace("-", " ").capitalize()
    return described(
        id_, title=title, text=info.meaning, help_text=f"{info.meaning} {advice}", level=_LEVELS[info.severity], tag=info.record
    )
