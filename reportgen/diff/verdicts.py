"""Findings: which requirement is another's verdict now, for whom, and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from reportgen.diff.both import Both, Move, make_change
from reportgen.diff.codes import Cause, Severity
from reportgen.diff.model import Change, Incomparable
from reportgen.diff.selection import Selection
from reportgen.diff.state import FindingFact, FindingKey, RowFact
from reportgen.findings import Status
from reportgen.language import mark, tr, trn

_GOOD = (Status.SATISFIED, Status.ATTESTED)
_HELD = (*_GOOD, Status.WAIVED)
_OPEN = (Status.NOT_SATISFIED, Status.UNKNOWN, Status.ATTESTATION_NEEDED, Status.WAIVED)
"""What is said of a subject that is new: the rest is counted where the subject is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """Hold how a new status is told: in a sentence for itself, and in a clause after another sentence about the subject."""

    sentence: str
    clause: str


def _said(sentence: str, clause: str) -> _Sentence:
    return _Sentence(sentence=sentence, clause=clause)


_NEWLY = {
    (Status.NOT_SATISFIED, "held"): _said(mark("{r} is no longer satisfied for {s}."), mark("{r} is no longer satisfied")),
    (Status.NOT_SATISFIED, "waived"): _said(
        mark("{r} is not satisfied for {s}, and no waiver covers it any more."), mark("{r} is not satisfied, and no longer waived")
    ),
    (Status.NOT_SATISFIED, "open"): _said(
        mark("{r} is not satisfied for {s}; before, nobody could tell."), mark("{r} turns out not to be satisfied")
    ),
    (Status.NOT_SATISFIED, "none"): _said(mark("{r} applies to {s} now and is not satisfied."), mark("{r} is not satisfied")),
    (Status.UNKNOWN, "held"): _said(
        mark("Nobody can tell any more whether {r} is satisfied for {s}."), mark("nobody can tell any more whether {r} is satisfied")
    ),
    (Status.UNKNOWN, "failed"): _said(
        mark("{r} was not satisfied for {s}; now nobody can tell."), mark("nobody can tell whether {r}, which was not satisfied, is now")
    ),
    (Status.UNKNOWN, "none"): _said(
        mark("Nobody can tell whether {r} is satisfied for {s}."), mark("nobody can tell whether {r} is satisfied")
    ),
    (Status.WAIVED, "held"): _said(mark("{r} is no longer satisfied for {s}; a waiver covers it."), mark("{r} is waived now")),
    (Status.WAIVED, "none"): _said(mark("{r} is not satisfied for {s}; a waiver covers it now."), mark("{r} is waived now")),
    (Status.ATTESTATION_NEEDED, "held"): _said(
        mark("Nobody attests any more that {r} is satisfied for {s}."), mark("nobody attests {r} any more")
    ),
    (Status.ATTESTATION_NEEDED, "none"): _said(mark("Somebody must attest {r} for {s}."), mark("somebody must attest {r}")),
    (Status.SATISFIED, "none"): _said(mark("{r} is satisfied for {s} now."), mark("{r} is satisfied now")),
    (Status.ATTESTED, "none"): _said(mark("{r} is attested for {s} now."), mark("{r} is attested now")),
    (Status.NOT_APPLICABLE, "none"): _said(mark("{r} does not apply to {s} any more."), mark("{r} does not apply any more")),
}
"""Keyed by the new status and what was before: ``held``, ``waived``, ``failed``, ``open``; ``none`` stands for all that has no entry."""


def finding_changes(both: Both, selected: Selection) -> Iterator[Change]:
    """Yield the changes of findings.

    A finding that does not apply is as good as none. What belongs to a deployment that is gone, to an update that is no longer listed or
    to a requirement that is no longer judged is told there, never as satisfied.
    """
    skipped = both.way.unjudged.keys()
    for move in both.moves(lambda state: state.findings, _value, regressed=_regressed):
        requirement, kind, subject, _ = move.key
        if requirement in selected.all_dropped or (requirement in selected.all_added and move.cause is not Cause.SYSTEM):
            continue
        if requirement.partition("/")[0] in skipped or (kind == "change" and both.way.unjudged_updates):
            continue
        # What only NEW asks for is told against what OLD would have said had it been asked.
        move = replace(move, old=move.kept) if requirement in selected.all_added else move
        if move.new is None and (_is_gone(both, kind, subject) or _is_judged_no_more(both, requirement)):
            continue
        if move.old is None and move.new is not None and move.new.status not in _OPEN and _is_new(both, kind, subject):
            continue
        yield _change(both, move)


def _value(fact: FindingFact | None) -> Hashable:
    return None if fact is None or fact.status is Status.NOT_APPLICABLE else fact.status


def _regressed(before: FindingFact | None, after: FindingFact | None) -> bool:
    """Tell whether the system's own step made a finding fail or unknown that held, or did not apply, before it."""
    return (
        after is not None
        and after.status in (Status.NOT_SATISFIED, Status.UNKNOWN)
        and (before is None or before.status in (*_HELD, Status.NOT_APPLICABLE))
    )


def _is_gone(both: Both, kind: str, subject: str) -> bool:
    if kind == "deployment":
        return subject not in both.new_by_name
    if kind == "change":
        return subject not in both.states[-1].rows
    return kind == "environment" and subject not in both.new.inventory.environment_by_name


def _is_new(both: Both, kind: str, subject: str) -> bool:
    if kind == "deployment":
        return subject not in both.old_by_name
    return kind == "change" and subject not in both.states[0].rows


def _is_judged_no_more(both: Both, requirement: str) -> bool:
    return requirement not in both.judged


def _change(both: Both, move: Move[FindingKey, FindingFact]) -> Change:
    requirement, kind, subject, check = move.key
    old, new = (None if fact is None else fact.status for fact in (move.old, move.new))
    status = new or Status.NOT_APPLICABLE
    said = _phrase(status, old)
    organization = both.new.side.organization or tr("the organisation")
    words = {"r": both.title(requirement), "s": subject or organization}
    message = move.new.message if move.new is not None and status in _OPEN else ""
    return make_change(
        f"finding-{status.value}",
        cause=move.cause,
        severity=_severity(move),
        subject=subject or organization,
        subject_kind=kind,
        application=both.application(subject) if kind == "deployment" else "",
        requirement=requirement,
        requirement_title=both.title(requirement),
        check=check,
        old=old.value if old else None,
        new=new.value if new else None,
        sentence=tr(said.sentence, **words),
        clause=tr(said.clause, **words),
        detail=message,
        old_location=move.old.location if move.old else None,
        new_location=move.new.location if move.new else None,
    )


def _severity(move: Move[FindingKey, FindingFact]) -> Severity | None:
    """Return the severity where it is not that of the code: what nobody can tell costs less where nothing held that could be lost.

    It held too where only NEW's method would have said so of OLD, and the system undid it.
    """
    if move.new is None or move.new.status is not Status.UNKNOWN:
        return None
    earlier = (move.old, move.kept) if move.cause is Cause.SYSTEM else (move.old,)
    return None if any(fact is not None and fact.status in _HELD for fact in earlier) else Severity.WARNING


def _phrase(status: Status, old: Status | None) -> _Sentence:
    before = "none"
    if old in _GOOD:
        before = "held"
    elif old is Status.WAIVED:
        before = "waived" if status is Status.NOT_SATISFIED else "held" if status is Status.UNKNOWN else "none"
    elif old is Status.NOT_SATISFIED:
        before = "failed"
    elif old in (Status.UNKNOWN, Status.ATTESTATION_NEEDED):
        before = "open"
    return _NEWLY.get((status, before)) or _NEWLY[status, "none"]


def unjudged(both: Both, selected: Selection) -> Iterator[Incomparable]:
    """Yield what differs where OLD could not be judged again: by framework, and the promises and findings about updates."""
    yield from _unjudged_findings(both, selected)
    if both.way.unjudged_updates:
        first, last = both.states[0], both.states[-1]
        rows = sum(_row(first.rows.get(key)) != _row(last.rows.get(key)) for key in dict.fromkeys([*first.rows, *last.rows]))
        terms = both.old.inventory.provider.terms_of_service or ""
        if rows:
            what = trn("{n} update that differs", "{n} updates that differ", rows)
            yield Incomparable(subject=terms, what=what, reason=both.way.unjudged_updates)


def _row(row: RowFact | None) -> Hashable:
    return None if row is None else row.status


def _unjudged_findings(both: Both, selected: Selection) -> Iterator[Incomparable]:
    if not both.way.unjudged:
        return
    first, last = both.states[0].findings, both.states[-1].findings
    aside = selected.all_dropped | selected.all_added
    differing = (
        key[0].partition("/")[0]
        for key in dict.fromkeys([*first, *last])
        if key[0] not in aside and _value(first.get(key)) != _value(last.get(key))
    )
    for framework, number in sorted(Counter(name for name in differing if name in both.way.unjudged).items()):
        what = trn("{n} finding that differs", "{n} findings that differ", number)
        yield Incomparable(subject=framework, what=what, reason=both.way.unjudged[framework])
