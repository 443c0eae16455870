"""The deadline of a security patch: how many days a requirement or the organisation allows from its release to production."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.findings import LedgerEntry
from reportgen.language import day as day_words
from reportgen.language import significant, tr, trn
from reportgen.model import Moment, UpdateClass
from reportgen.regulation import Parameter, Requirement
from reportgen.rules.case import Case
from reportgen.rules.outcome import Outcome, attestation, failed, not_applicable, passed, unknown

CRITICAL_WORDS = ("critical", "critical_or_high", "critical_or_exploited", "any")
"""Keys of ``patch_deadline_days`` that hold for a critical security patch, most specific first."""

OTHER_WORDS = ("high", "critical_or_high", "moderate", "medium", "low", "other_online_service", "other", "any")
"""Keys that may hold for a non-critical security patch: the update's class does not say which."""

FOR_ALL_OTHERS = ("low", "other", "any")
"""Keys that leave no non-critical security patch without a deadline."""

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Hold the least and the most days from a release to production, or to the day of the report where it is not (or no longer) there."""

    shortest: float
    longest: float
    is_open: bool
    back: dt.date | None = None

    @property
    def words(self) -> str:
        """Return the days as a phrase."""
        if self.shortest == self.longest:
            return _days(self.shortest)
        return tr("{shortest} to {longest}", shortest=_days(self.shortest), longest=_days(self.longest))


def patch_deadline(case: Case, row: LedgerEntry, requirement: Requirement) -> Outcome:
    """Reach production within the deadline of the requirement, or of the organisation where the text leaves it to it."""
    update = row.update
    if update.update_class is not None and not update.update_class.is_security:
        return not_applicable(tr("it is not a security patch"))
    if update.update_class is None or update.released is None:
        gaps = [name for name, value in (("class", update.update_class), ("released", update.released)) if value is None]
        return unknown("", *(f"updates[{update.id}].{gap}" for gap in gaps))
    back = _rolled_back(case, row)
    if isinstance(back, Outcome):
        return back
    stated, own = requirement.parameters.get("patch_deadline_days"), case.inventory.report.patch_deadline_days
    if requirement.parameters.get("status") == "supplementary":
        return _supplementary(case, row, back, _allowed(stated, {}, update.update_class), _allowed(own, {}, update.update_class))
    allowed = _allowed(stated, own, update.update_class)
    if not allowed:
        return attestation(tr("the text leaves the number of days to the organisation, and report.patch_deadline_days states none"))
    return _within(_span(case, row, back, allowed), allowed)


def _supplementary(case: Case, row: LedgerEntry, back: dt.date | None, text: tuple[float, ...], own: tuple[float, ...]) -> Outcome:
    """Judge by the organisation's own days; the text's are no part of its basic criterion, so that missing them alone fails nothing."""
    if own:
        return _within(_span(case, row, back, own), own)
    within = _within(_span(case, row, back, text), text) if text else None
    if within is not None and within.status.value in ("satisfied", "not-applicable"):
        return within
    span = _span(case, row, back, text or (1.0,)).words
    if text:
        sentence = tr(
            "{days} since its release; the text's own times ({times}) are supplementary, and report.patch_deadline_days states none",
            days=span,
            times=_asked(text),
        )
        return attestation(sentence)
    return attestation(
        tr("{days} since its release; the text's own times are supplementary, and report.patch_deadline_days states none", days=span)
    )


def _allowed(stated: Parameter | None, own: Mapping[str, float], update_class: UpdateClass) -> tuple[float, ...]:
    """Return the deadlines in days that may hold for the class; several where it leaves the severity open, ``inf`` = perhaps none."""
    found = _numbers(stated, update_class)
    if not found:
        return _numbers(own, update_class)
    if update_class is UpdateClass.CRITICAL_SECURITY or (isinstance(stated, Mapping) and any(word in stated for word in FOR_ALL_OTHERS)):
        return found
    return (*found, *(_numbers(own, update_class) or (math.inf,)))


def _numbers(stated: Parameter | Mapping[str, float] | None, update_class: UpdateClass) -> tuple[float, ...]:
    if not isinstance(stated, Mapping):
        return ()
    is_critical = update_class is UpdateClass.CRITICAL_SECURITY
    words = CRITICAL_WORDS if is_critical else OTHER_WORDS
    numbers = [float(value) for word in words if isinstance(value := stated.get(word), int | float)]
    if is_critical:
        return tuple(numbers[:1]) or tuple(float(v) for k in ("high",) if isinstance(v := stated.get(k), int | float))
    return tuple(numbers)


def _rolled_back(case: Case, row: LedgerEntry) -> dt.date | Outcome | None:
    """Return the day on which production went back for good; None = it did not; an outcome where that cannot be told.

    The order of updates looks at when a patch arrived. A deadline is about having it: one that was taken away again is not there.
    """
    back, applied = row.update.rolled_back.get(row.environment), case.history.applications(row.update, row.environment)
    if back is None or not applied or case.day(back) > case.as_of:
        return None
    day, last = case.day(back), applied[-1]
    if isinstance(back, dt.datetime) and isinstance(last, dt.datetime):
        is_after = last > back
    elif case.day(last) == day and len(applied) > 1:
        note = tr("it was rolled back and applied on {day}, and no times are given", day=day_words(day))
        return unknown(note, f"updates[{row.update.id}].rolled_back")
    else:
        is_after = case.day(last) > day
    if is_after:
        return None
    later = case.history.last_arrived(row.update.service, row.environment)
    if later is not None and later is not row.update:
        sentence = tr(
            "it was rolled back on {day}, and nothing says whether {version}, which came there, brings it again",
            day=day_words(day),
            version=later.version,
        )
        return unknown(sentence)
    return day


def _span(case: Case, row: LedgerEntry, back: dt.date | None, allowed: tuple[float, ...]) -> _Span:
    """Return the days that passed: whole days of the calendar, or for a deadline of hours the hours that the record leaves open."""
    start = row.update.released
    if start is None:
        raise ValueError(f"{row.subject} has no release to count from")
    is_open = row.production_moment is None or back is not None
    end: Moment = case.as_of if is_open or row.production_moment is None else row.production_moment
    days = float((case.day(end) - case.day(start)).days)
    if min(allowed) >= 1:
        return _Span(shortest=days, longest=days, is_open=is_open, back=back)
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        exact = (end - start).total_seconds() / 86400
        return _Span(shortest=exact, longest=exact, is_open=is_open, back=back)
    return _Span(shortest=max(0.0, days - 1), longest=days + 1, is_open=is_open, back=back)


def _within(span: _Span, allowed: tuple[float, ...]) -> Outcome:
    if span.shortest > max(allowed):
        return failed(_overdue(span, _asked(allowed)))
    if span.longest > min(allowed):
        return unknown(_undecided(span, _asked(allowed)))
    if not span.is_open:
        return passed()
    if span.back:
        return not_applicable(tr("it was rolled back on {day}, and its deadline has not passed", day=day_words(span.back)))
    return not_applicable(tr("it has not reached production, and its deadline has not passed"))


def _overdue(span: _Span, allowed: str) -> str:
    words = span.words
    if span.back:
        return tr(
            "it was rolled back on {day}, {days} since its release and still not there; {allowed} are allowed",
            day=day_words(span.back),
            days=words,
            allowed=allowed,
        )
    if span.is_open:
        return tr("{days} since its release and still not there; {allowed} are allowed", days=words, allowed=allowed)
    return tr("{days} since its release; {allowed} are allowed", days=words, allowed=allowed)


def _undecided(span: _Span, allowed: str) -> str:
    words = span.words
    if span.back:
        return tr(
            "it was rolled back on {day}, {days} from release to the day of this report against {allowed}",
            day=day_words(span.back),
            days=words,
            allowed=allowed,
        )
    if span.is_open:
        return tr("{days} from release to the day of this report against {allowed}", days=words, allowed=allowed)
    return tr("{days} from release to production against {allowed}", days=words, allowed=allowed)


def _asked(allowed: tuple[float, ...]) -> str:
    strictest, laxest = min(allowed), max(allowed)
    if strictest == laxest:
        return _days(strictest)
    if laxest == math.inf:
        return tr("{days} or any number, by severity", days=_days(strictest))
    return tr("{shortest} to {longest}, by severity", shortest=_days(strictest), longest=_days(laxest))


def _days(number: float) -> str:
    """Return a number of days in words; parts of few days as hours."""
    if number == int(number):
        return trn("{n} day", "{n} days", int(number))
    if number < 2:
        return tr("{n} hours", n=significant(number * _HOURS_A_DAY, 3))
    return tr("{n} days", n=significant(number, 4))
