"""The update ledger: promises kept, broken, open, or no longer on record."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from reportgen.commitments import production_environments
from reportgen.diff.both import Both, Move, make_change
from reportgen.diff.codes import Cause, Severity
from reportgen.diff.model import Change
from reportgen.diff.state import RowFact
from reportgen.findings import LedgerStatus
from reportgen.language import mark, number, tr
from reportgen.snapshot import Json

_IDLE = (LedgerStatus.NOT_APPLICABLE, LedgerStatus.SUPERSEDED)
"""What is said of rows in which no promise is judged: a row that is new and idle is no change."""

_HELD = (LedgerStatus.KEPT, LedgerStatus.EXEMPT, *_IDLE)

_SENTENCES = {
    LedgerStatus.BREACHED: (mark("The provider's promise was broken for {update} in {environment}."), mark("the promise was broken")),
    LedgerStatus.UNKNOWN: (
        mark("Nobody can tell whether the provider's promise was kept for {update} in {environment}."),
        mark("nobody can tell whether the promise was kept"),
    ),
    LedgerStatus.KEPT: (mark("The provider's promise was kept for {update} in {environment}."), mark("the promise was kept")),
    LedgerStatus.EXEMPT: (mark("No lead is promised for {update} in {environment}."), mark("no lead is promised")),
    LedgerStatus.PENDING: (mark("{update} has not reached {environment} yet."), mark("it has not arrived yet")),
    LedgerStatus.SUPERSEDED: (mark("{environment} had a later version without {update}."), mark("a later version came without it")),
    LedgerStatus.NOT_APPLICABLE: (
        mark("The provider's promise is no longer judged for {update} in {environment}."),
        mark("the promise is no longer judged"),
    ),
}


def update_changes(both: Both) -> Iterator[Change]:
    """Yield the changes of the ledger, in the order of OLD's rows and then of NEW's; nothing where OLD's could not be judged again."""
    if both.way.unjudged_updates:
        return
    production = {environment.name for environment in production_environments(both.new.inventory)}
    for move in both.moves(lambda state: state.rows, _value, regressed=_regressed):
        if move.new is None:
            yield from _vanished(move, production)
        elif move.old is not None or move.new.status not in _IDLE:
            yield _change(move)
    yield from _leads(both)


def _value(row: RowFact | None) -> Hashable:
    return None if row is None else row.status


def _regressed(before: RowFact | None, after: RowFact | None) -> bool:
    """Tell whether the system's own step broke a promise, or made it unknown, that held before it."""
    return (
        after is not None
        and after.status in (LedgerStatus.BREACHED, LedgerStatus.UNKNOWN)
        and before is not None
        and before.status in _HELD
    )


def _vanished(move: Move[str, RowFact], production: set[str]) -> Iterator[Change]:
    """Yield that an update is no longer on record: what it kept or broke can no longer be told.

    Nothing is said where the Environment is gone or no production Environment any more, which is told there, nor where NEW is of an earlier
    day, on which the update was not released.
    """
    row = move.old
    if row is None or row.environment not in production or move.cause is Cause.TIME:
        return
    words = {"update": f"{row.service} {row.version}", "environment": row.environment}
    yield make_change(
        "update-unknown",
        cause=move.cause,
        severity=Severity.WARNING if row.status in _IDLE else None,
        subject=move.key,
        subject_kind="change",
        old=row.status.value,
        sentence=tr("{update} is no longer listed, so nobody can tell any more what it was in {environment}.", **words),
        clause=tr("it is no longer listed"),
        old_location=row.location,
    )


def _change(move: Move[str, RowFact]) -> Change:
    row = move.new
    if row is None:
        raise ValueError(move.key)
    sentence, clause = _SENTENCES[row.status]
    words = {"update": f"{row.service} {row.version}", "environment": row.environment}
    return make_change(
        f"update-{row.status.value}",
        cause=move.cause,
        severity=_severity(move),
        subject=move.key,
        subject_kind="change",
        old=move.old.status.value if move.old else None,
        new=row.status.value,
        sentence=tr(sentence, **words),
        clause=tr(clause),
        detail=row.reason,
        old_location=move.old.location if move.old else None,
        new_location=row.location,
    )


def _severity(move: Move[str, RowFact]) -> Severity | None:
    if move.new is None or move.new.status is not LedgerStatus.UNKNOWN:
        return None
    earlier = (move.old, move.kept) if move.cause is Cause.SYSTEM else (move.old,)
    return Severity.WARNING if all(row is not None and row.status in _IDLE for row in earlier) else None


def _leads(both: Both) -> Iterator[Change]:
    """Yield the rows that are judged as before and whose recorded lead is shorter."""
    for move in both.moves(lambda state: state.rows, lambda row: None if row is None else row.lead):
        old, new = move.old, move.new
        if old is None or new is None or old.lead is None or new.lead is None or old.status is not new.status or new.lead >= old.lead:
            continue
        leads: tuple[Json, Json] = (old.lead, new.lead)
        yield make_change(
            "lead-shortened",
            cause=move.cause,
            subject=move.key,
            subject_kind="change",
            old=leads[0],
            new=leads[1],
            sentence=tr(
                "The lead of {update} before {environment} is {new} working days on record; before it was {old}.",
                update=f"{new.service} {new.version}",
                environment=new.environment,
                new=number(new.lead),
                old=number(old.lead),
            ),
            clause=tr("its lead is {new} working days, before {old}", new=number(new.lead), old=number(old.lead)),
            old_location=old.location,
            new_location=new.location,
        )
