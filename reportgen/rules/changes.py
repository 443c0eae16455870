"""Checks of one update and one production Environment: what happened before it got there, and who agreed.

These are requirements on the organisation. Whether the provider kept its promise is the ledger's verdict; the two meet only in
``update_lead_time``, which repeats it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from reportgen.findings import LedgerEntry, LedgerStatus, NonProductionApplication
from reportgen.language import tr
from reportgen.model import Moment, Never, TestResult, Update
from reportgen.regulation import Requirement
from reportgen.rules.case import Case
from reportgen.rules.deadlines import patch_deadline
from reportgen.rules.facts import documented
from reportgen.rules.outcome import Outcome, failed, not_applicable, passed, unknown


def _field(row: LedgerEntry, name: str) -> str:
    return f"updates[{row.update.id}].{name}"


def reached(case: Case, row: LedgerEntry) -> Outcome:
    """Tell whether the update has reached the Environment: satisfied, not applicable (it has not), or unknown."""
    if row.production_moment is not None:
        return passed()
    if _is_known_absent(case, row):
        return not_applicable(tr("it has not reached {environment}", environment=row.environment))
    if not _counts(case, row):
        return not_applicable(tr("it is no update of {environment}", environment=row.environment))
    return unknown("", _field(row, f"applied.{row.environment}"))


def _is_known_absent(case: Case, row: LedgerEntry) -> bool:
    """Tell whether it is known that the update is not there; a plan whose day has passed does not tell."""
    stated = row.environment in row.update.applied or case.history.coming(row.update, row.environment) is not None
    return stated or row.status is LedgerStatus.SUPERSEDED


def _counts(case: Case, row: LedgerEntry) -> bool:
    """Tell whether the update is one for the row's Environment."""
    return case.history.counts(case.inventory.environment_by_name[row.environment], row.update)


def is_before(first: Moment, second: Moment, case: Case) -> bool | None:
    """Tell whether a moment lies before another; None = on the same day, and at least one of them has no time."""
    if isinstance(first, dt.datetime) and isinstance(second, dt.datetime):
        return first < second
    a, b = case.day(first), case.day(second)
    return None if a == b else a < b


def _production_moment(row: LedgerEntry) -> Moment:
    if row.production_moment is None:
        raise ValueError(f"{row.subject} has not reached production")
    return row.production_moment


def _first(moment: Moment | Never | None) -> Moment | None:
    return None if moment is None or isinstance(moment, Never) else moment


def _judge_order(case: Case, row: LedgerEntry, application: NonProductionApplication) -> Outcome:
    """Judge one non-production Environment against production."""
    name = application.environment
    if application.moment is None:
        return unknown(tr("when {environment} had it", environment=name), _field(row, f"applied.{name}"))
    moment = _first(application.moment)
    if moment is None:
        return failed(tr("{environment} never had it", environment=name))
    before = is_before(moment, _production_moment(row), case)
    if before is None:
        note = tr("{environment} had it on the same day, and no times are given", environment=name)
        return unknown(note, _field(row, f"applied.{name}"))
    return passed() if before else failed(tr("{environment} had it only after production", environment=name))


def _counted(case: Case, row: LedgerEntry) -> tuple[NonProductionApplication, ...]:
    """Return the designated non-production Environments, or all that host no production where none is designated."""
    found = case.history.non_production(row.update)
    designated = tuple(a for a in found if a.designated)
    return designated or found


def update_order_nonprod_first(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Reach every non-production Environment that runs the service before production; no lead is asked."""
    outcomes = [_judge_order(case, row, application) for application in _counted(case, row)]
    return _all_of(outcomes) if outcomes else failed(tr("no non-production Environment runs the service"))


def patch_tested_before_prod(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Reach at least one non-production Environment before production; no lead is asked."""
    outcomes = [_judge_order(case, row, application) for application in _counted(case, row)]
    if not outcomes:
        return failed(tr("no non-production Environment runs the service"))
    return min(outcomes, key=lambda outcome: -outcome.status.rank)


def _all_of(outcomes: list[Outcome]) -> Outcome:
    return min(outcomes, key=lambda outcome: outcome.status.rank)


_LEAD: Mapping[LedgerStatus, Callable[[str], Outcome]] = {
    LedgerStatus.KEPT: passed,
    LedgerStatus.BREACHED: failed,
    LedgerStatus.EXEMPT: not_applicable,
    LedgerStatus.NOT_APPLICABLE: not_applicable,
    LedgerStatus.SUPERSEDED: not_applicable,
    LedgerStatus.PENDING: not_applicable,
}


def update_lead_time(_case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Keep the lead of the provider's terms, for the classes that have one: the ledger's verdict."""
    if row.status is LedgerStatus.UNKNOWN:
        return unknown(row.reason, *row.missing)
    return _LEAD[row.status](row.reason)


def nonprod_designated(case: Case, _row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have at least one Environment designated non-production towards the provider."""
    if any(e.designation is not None and e.designation.value == "non-production" for e in case.inventory.environments):
        return passed()
    return failed(tr("no Environment is designated non-production towards the provider"))


def change_classified(_case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have a class."""
    return passed() if row.update.update_class else unknown("", _field(row, "class"))


def change_approved(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have an approval recorded before production."""
    approvals = row.update.approvals
    if approvals is None:
        return unknown("", _field(row, "approvals"))
    known = [approval.on for approval in approvals if approval.on is None or case.day(approval.on) <= case.as_of]
    if not known:
        return failed(tr("no approval is recorded"))
    open_order = tr("whether the approval came before production (same day or no date)")
    return _recorded_before(case, row, known, "approvals", open_order, tr("the approval was recorded only after production"))


def change_tested_evidence(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have a passed test recorded before production."""
    if row.update.tested is None:
        return unknown("", _field(row, "tested"))
    known = [test for test in row.update.tested if test.on is None or case.day(test.on) <= case.as_of]
    if not known:
        return failed(tr("no test is recorded"))
    outside = [test for test in known if not _is_production_environment(case, test.environment)]
    passes = [test.on for test in outside if test.result is TestResult.PASSED]
    if not passes and any(test.result is None for test in outside):
        return unknown(tr("a test is recorded without its result"), _field(row, "tested"))
    if not passes:
        return failed(tr("no passed test outside production is recorded"))
    open_order = tr("whether the passed test came before production (same day or no date)")
    return _recorded_before(case, row, passes, "tested", open_order, tr("the passed test was recorded only after production"))


def _is_production_environment(case: Case, name: str | None) -> bool:
    return name is not None and name in case.rows_by_environment


def _recorded_before(case: Case, row: LedgerEntry, moments: list[Moment | None], field: str, open_order: str, late: str) -> Outcome:
    """Judge by the earliest record; ``open_order`` and ``late`` are the notes where its order cannot be told and where it came after."""
    production = _production_moment(row)
    answers = [None if moment is None else is_before(moment, production, case) for moment in moments]
    if any(answers):
        return passed()
    if None in answers:
        return unknown(open_order, _field(row, field))
    return failed(late)


def separation_of_duties(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Be approved by somebody other than its author."""
    update = row.update
    known = None if update.approvals is None else [a for a in update.approvals if a.on is None or case.day(a.on) <= case.as_of]
    if known == []:
        return failed(tr("nobody is recorded as its approver"))
    gaps = [_field(row, name) for name in ("author", "approvals") if getattr(update, name) is None]
    if gaps or known is None:
        return unknown("", *gaps)
    if all(approval.by == update.author for approval in known):
        return failed(tr("{author} is both its author and its approver", author=update.author))
    return passed()


def emergency_change_documented(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have a reason and an approval afterwards, where it was an emergency change."""
    emergency = row.update.emergency
    if emergency is None:
        return not_applicable(tr("it is not recorded as an emergency change"))
    late = emergency.approved_on is not None and case.day(emergency.approved_on) > case.as_of
    gaps = [name for name in ("reason", "approved_by", "approved_on") if not getattr(emergency, name)]
    if gaps or late:
        return unknown("", *(_field(row, f"emergency.{name}") for name in gaps or ["approved_on"]))
    return passed()


def rollback_plan(_case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have a way back recorded."""
    if row.update.rollback is None:
        return unknown("", _field(row, "rollback"))
    return failed(tr("it is stated to have no way back")) if row.update.rollback == "none" else passed()


def report_rerun_after_change(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Lie before the day of this report, which therefore was made after it."""
    return passed() if case.day(_production_moment(row)) <= case.as_of else failed(tr("this report is older than the change"))


def exception_documented(case: Case, row: LedgerEntry, _requirement: Requirement) -> Outcome:
    """Have every valid waiver that names the update say what compensates for it."""
    return documented(case.valid_waivers_by_update.get(row.update.id, ()))


CHECKS: dict[str, Callable[[Case, LedgerEntry, Requirement], Outcome]] = {
    "update_order_nonprod_first": update_order_nonprod_first,
    "patch_tested_before_prod": patch_tested_before_prod,
    "update_lead_time": update_lead_time,
    "nonprod_designated": nonprod_designated,
    "change_classified": change_classified,
    "change_approved": change_approved,
    "change_tested_evidence": change_tested_evidence,
    "separation_of_duties": separation_of_duties,
    "emergency_change_documented": emergency_change_documented,
    "rollback_plan": rollback_plan,
    "report_rerun_after_change": report_rerun_after_change,
    "patch_deadline": patch_deadline,
    "exception_documented": exception_documented,
}

JUDGED_BEFORE_PRODUCTION = frozenset({"patch_deadline", "change_classified", "nonprod_designated", "update_lead_time"})
"""Checks that say something of an update that has not reached production yet."""


def judge(case: Case, row: LedgerEntry, check: str, requirement: Requirement) -> Outcome:
    """Judge one check of one update in one production Environment."""
    arrival = reached(case, row)
    if arrival.status.value == "not-applicable" and check != "patch_deadline":
        return arrival
    if arrival.status.value == "unknown" and check not in JUDGED_BEFORE_PRODUCTION:
        return arrival
    if check == "patch_deadline" and arrival.status.value != "satisfied":
        return _deadline_elsewhere(case, row, requirement, arrival)
    return CHECKS[check](case, row, requirement)


def _deadline_elsewhere(case: Case, row: LedgerEntry, requirement: Requirement, arrival: Outcome) -> Outcome:
    """Judge the deadline of a patch that is not there: overdue if it should be, else as its arrival says."""
    should_arrive = (_is_known_absent(case, row) or _counts(case, row)) and row.status is not LedgerStatus.SUPERSEDED
    if arrival.status.value == "unknown" or not should_arrive:
        return arrival
    return patch_deadline(case, row, requirement)


def is_patch(update: Update) -> bool | None:
    """Tell whether an update is a security patch; None = its class is not stated."""
    return None if update.update_class is None else update.update_class.is_security
