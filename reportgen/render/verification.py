"""What a check of a PDF found, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportgen.render.terminal import clean, labelled, wrapped
from reportgen.verification import Check, State, Verification

SCHEMA: Final = "reportgen/verification/v1"

_MARKS: Final = {State.HOLDS: "✓", State.FAILS: "✗", State.NOTED: "!", State.SKIPPED: "–"}
_SHOWN: Final = 20
"""How many differences of one check are printed; JSON has all of them."""


def verification_text(verification: Verification) -> str:
    """Return the checks one below the other, first what is to be said of the origin."""
    return "\n".join(_lines(verification))


def verification_data(verification: Verification) -> dict[str, Any]:
    """Return the checks with every difference."""
    return {
        "schema": SCHEMA,
        "file": verification.label,
        "about": verification.about,
        "holds": verification.holds,
        "checks": [
            {
                "name": check.name,
                "state": check.state.value,
                "sentence": check.sentence,
                "differences": [{"kind": d.kind.value, "where": d.where, "message": d.message} for d in check.differences],
            }
            for check in verification.checks
        ],
    }


def _lines(verification: Verification) -> Iterator[str]:
    origin, *checks = verification.checks
    yield from wrapped(origin.sentence)
    yield from _differences(origin)
    yield ""
    yield clean(f"{verification.label}: {verification.about}")
    yield ""
    for check in checks:
        yield from labelled([(f"{_MARKS[check.state]} {check.name:<9}", check.sentence)])
        yield from _differences(check)
    yield ""
    yield "Something does not hold, see ✗ above." if not verification.holds else _conclusion(verification.checks)


def _conclusion(checks: Sequence[Check]) -> str:
    origin = checks[0]
    if any(check.name == "print" and check.state is not State.HOLDS for check in checks):
        more = ", and the origin is the one that you trust" if origin.state is State.HOLDS else ""
        return f"Everything that was judged holds{more}; whether the pages say what the data says was not judged."
    if origin.state is State.HOLDS:
        return "Everything that was judged holds, and the origin is the one that you trust."
    return "Everything that was judged holds: the file is consistent in itself."


def _differences(check: Check) -> Iterator[str]:
    for difference in check.differences[:_SHOWN]:
        yield from wrapped(f"{difference.kind.value}: {difference.where}: {difference.message}", indent=4, hang=4)
    if len(check.differences) > _SHOWN:
        yield f"    and {len(check.differences) - _SHOWN} more, see --format json"
