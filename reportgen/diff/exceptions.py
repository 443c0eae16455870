"""Waivers, evidence and the word that nothing is missing: added, removed, changed, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from reportgen.diff.both import Both, make_change
from reportgen.diff.codes import Cause
from reportgen.diff.matching import renamed_scope
from reportgen.diff.model import Change
from reportgen.language import day, tr
from reportgen.model import Completeness, Evidence, Scope, Waiver
from reportgen.rules.sentences import listed
from reportgen.snapshot import Json

_Entry = TypeVar("_Entry", Waiver, Evidence)

EXPIRED = "expired"


def exception_changes(both: Both) -> Iterator[Change]:
    """Yield the changes of waivers, then of evidence, by id; last, whether somebody says that nothing is missing.

    One that is changed is removed in its old form and added in its new one.
    """
    old, new = both.old.inventory, both.new.inventory
    yield from _waivers(both, _by_id(old.waivers, both.names), _by_id(new.waivers, {}))
    yield from _evidence(both, _by_id(old.evidence, both.names), _by_id(new.evidence, {}))
    yield from _completeness(both)


def _by_id(entries: tuple[_Entry, ...], names: Mapping[str, str]) -> dict[str, _Entry]:
    return {entry.id: replace(entry, scope=renamed_scope(entry.scope, names)) for entry in entries}


def _waivers(both: Both, old: Mapping[str, Waiver], new: Mapping[str, Waiver]) -> Iterator[Change]:
    for id_ in sorted({*old, *new}):
        before, after = old.get(id_), new.get(id_)
        if before == after:
            continue
        if before is not None:
            yield _waiver_change(both, "waiver-removed", before, changed=after is not None)
        if after is not None:
            yield _waiver_change(both, "waiver-added", after, changed=before is not None)
    for move in both.moves(lambda state: state.waivers, lambda state: state == EXPIRED):
        waiver = new.get(move.key)
        if move.new == EXPIRED and waiver is not None:
            before = old.get(move.key)
            yield make_change(
                "waiver-expired",
                cause=move.cause,
                subject=move.key,
                subject_kind="waiver",
                application=_application(both, waiver.scope),
                requirement=waiver.requirement,
                old=None if before is None else before.expires.isoformat(),
                new=waiver.expires.isoformat(),
                sentence=tr(
                    "Waiver {id} for {r} ({scope}) ended on {day} and counts for nothing.",
                    id=waiver.id,
                    r=both.title(waiver.requirement),
                    scope=_scope_words(waiver.scope),
                    day=day(waiver.expires),
                ),
                clause=tr("it ended on {day}", day=day(waiver.expires)),
                old_location=None if before is None else before.origin.at("expires"),
                new_location=waiver.origin.at("expires"),
            )


def _came_or_went(both: Both, code: str, item: Waiver | Evidence, value: Json, sentence: str, *, added: bool) -> Change:
    """Return the change of a waiver or piece of evidence that NEW has and OLD has not, or the other way round."""
    place = item.origin.location()
    return make_change(
        code,
        cause=Cause.SYSTEM,
        subject=item.id,
        subject_kind="waiver" if isinstance(item, Waiver) else "evidence",
        application=_application(both, item.scope),
        requirement=item.requirement,
        old=None if added else value,
        new=value if added else None,
        sentence=sentence,
        old_location=None if added else place,
        new_location=place if added else None,
    )


def _waiver_change(both: Both, code: str, waiver: Waiver, *, changed: bool) -> Change:
    added = code == "waiver-added"
    value: Json = {
        "requirement": waiver.requirement,
        **_scope_value(waiver.scope),
        "reason": waiver.reason,
        "compensating_control": waiver.compensating_control,
        "approved_by": waiver.approved_by,
        "approved_on": waiver.approved_on.isoformat(),
        "expires": waiver.expires.isoformat(),
    }
    words = {
        "id": waiver.id,
        "r": both.title(waiver.requirement),
        "scope": _scope_words(waiver.scope),
        "by": waiver.approved_by,
        "day": day(waiver.expires),
    }
    if added and changed:
        sentence = tr("Waiver {id} is another now: {r} is waived for {scope} until {day}, approved by {by}.", **words)
    elif added:
        sentence = tr("Waiver {id} was added: {r} is waived for {scope} until {day}, approved by {by}.", **words)
    elif changed:
        sentence = tr("Waiver {id} no longer reads: {r} is waived for {scope} until {day}, approved by {by}.", **words)
    else:
        sentence = tr("Waiver {id} was removed: {r} was waived for {scope} until {day}.", **words)
    return _came_or_went(both, code, waiver, value, sentence, added=added)


def _evidence(both: Both, old: Mapping[str, Evidence], new: Mapping[str, Evidence]) -> Iterator[Change]:
    for id_ in sorted({*old, *new}):
        before, after = old.get(id_), new.get(id_)
        if before == after:
            continue
        if before is not None:
            yield _evidence_change(both, "evidence-removed", before, changed=after is not None)
        if after is not None:
            yield _evidence_change(both, "evidence-added", after, changed=before is not None)
    for move in both.moves(lambda state: state.evidence, lambda state: state == EXPIRED):
        item = new.get(move.key)
        if move.new == EXPIRED and item is not None:
            before = old.get(move.key)
            ended = _until(item.valid_until)
            yield make_change(
                "evidence-expired",
                cause=move.cause,
                subject=move.key,
                subject_kind="evidence",
                application=_application(both, item.scope),
                requirement=item.requirement,
                old=None if before is None or before.valid_until is None else before.valid_until.isoformat(),
                new=None if item.valid_until is None else item.valid_until.isoformat(),
                sentence=tr(
                    "Evidence {id} for {r} ({scope}) ended on {day} and counts for nothing.",
                    id=item.id,
                    r=both.title(item.requirement),
                    scope=_scope_words(item.scope),
                    day=ended,
                ),
                clause=tr("it ended on {day}", day=ended),
                old_location=None if before is None else before.origin.at("valid_until"),
                new_location=item.origin.at("valid_until"),
            )


def _evidence_change(both: Both, code: str, item: Evidence, *, changed: bool) -> Change:
    added = code == "evidence-added"
    value: Json = {
        "requirement": item.requirement,
        **_scope_value(item.scope),
        "statement": item.statement,
        "checks": list(item.checks),
        "link": item.link,
        "file": item.file,
        "sha256": item.sha256,
        "collected": item.collected.isoformat(),
        "valid_until": item.valid_until.isoformat() if item.valid_until else None,
    }
    words = {
        "id": item.id,
        "r": both.title(item.requirement),
        "scope": _scope_words(item.scope),
        "collected": day(item.collected),
        "day": _until(item.valid_until),
    }
    if added and changed:
        sentence = tr("Evidence {id} is another now: of {collected}, valid until {day}, for {r} ({scope}).", **words)
    elif added:
        sentence = tr("Evidence {id} was added: of {collected}, valid until {day}, for {r} ({scope}).", **words)
    elif changed:
        sentence = tr("Evidence {id} no longer reads: of {collected}, valid until {day}, for {r} ({scope}).", **words)
    else:
        sentence = tr("Evidence {id} of {collected} for {r} ({scope}) was removed.", **words)
    return _came_or_went(both, code, item, value, sentence, added=added)


def _completeness(both: Both) -> Iterator[Change]:
    """Yield who says that the inventory is complete, where that is another word than before."""
    requests = (both.old.inventory.report, both.new.inventory.report)
    before, after = (request.completeness for request in requests)
    if before == after:
        return
    yield make_change(
        "completeness-withdrawn" if after is None else "completeness-attested",
        cause=Cause.SYSTEM,
        subject=both.new.side.organization or tr("the organisation"),
        subject_kind="organization",
        old=_completeness_value(before),
        new=_completeness_value(after),
        sentence=_completeness_words(before, after),
        old_location=requests[0].origin.at("completeness") if before else None,
        new_location=requests[1].origin.at("completeness") if after else None,
    )


def _completeness_value(completeness: Completeness | None) -> Json:
    return None if completeness is None else {"attested_by": completeness.attested_by, "on": completeness.on.isoformat()}


def _completeness_words(before: Completeness | None, after: Completeness | None) -> str:
    old = {} if before is None else {"old": before.attested_by, "old_day": day(before.on)}
    if after is None:
        return tr("Nobody attests any more that nothing is missing from the inventory; {old} did on {old_day}.", **old)
    words = {"who": after.attested_by, "day": day(after.on)}
    if before is None:
        return tr("{who} attested on {day} that nothing is missing from the inventory.", **words)
    return tr("{who} attested on {day} that nothing is missing from the inventory; before, {old} did on {old_day}.", **words, **old)


def _until(end: dt.date | None) -> str:
    return day(end) if end is not None else tr("no stated day")


def _scope_value(scope: Scope) -> dict[str, Json]:
    return {"deployments": list(scope.deployments), "environments": list(scope.environments), "updates": list(scope.updates)}


def _scope_words(scope: Scope) -> str:
    names = (*scope.deployments, *(tr("the Environment {name}", name=name) for name in scope.environments), *scope.updates)
    return listed(names, len(names))


def _application(both: Both, scope: Scope) -> str:
    """Return the application that a scope is about, "" = several or none."""
    if scope.environments or scope.updates:
        return ""
    found = {both.application(name) for name in scope.deployments}
    return found.pop() if len(found) == 1 else ""
