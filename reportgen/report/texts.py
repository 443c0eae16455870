"""Pages about texts: frameworks clause by clause, and the provider's promise."""

from __future__ import annotations

from collections import defaultdict

from reportgen.commitments import PeriodSummary
from reportgen.findings import Finding, LedgerEntry, LedgerStatus, Recommendation, RequirementStatus, Status
from reportgen.model import Inventory
from reportgen.prospects import Order, PlanEntry
from reportgen.regulation import Framework, Requirement
from reportgen.report import figures
from reportgen.report.anchors import finding_anchor, ledger_anchor
from reportgen.report.index import NOT_GOOD, Index, counts
from reportgen.report.model import STATUS_BADGES, Badge, Cell, Clause, CommitmentsPage, FrameworkPage, Group, Plain, Run, Table
from reportgen.report.subjects import LEDGER_COLUMNS, ledger_cells, remediation_words
from reportgen.report.words import (
    BELOW,
    NOT_STATED,
    certainty,
    count,
    day,
    joined,
    link,
    location_cell,
    plain,
    requirement_marks,
    status_cell,
    subject_link,
    table,
    threshold_cell,
)
from reportgen.rules import pairs
from reportgen.terms import Terms


def framework_page(index: Index, framework: Framework) -> FrameworkPage:
    """Return the page of one framework."""
    statuses = index.statuses_of_framework(framework.id)
    return FrameworkPage(
        id=framework.id,
        title=framework.title,
        sentence=_sentence(framework, statuses),
        facts=_facts(index, framework),
        bar=figures.status_bar(f"Verdicts for {framework.title}", counts(statuses)),
        clauses=tuple(_clause(index, requirement) for requirement in framework.requirements),
        successors=_successors(framework),
    )


def _sentence(framework: Framework, statuses: list[RequirementStatus]) -> str:
    unverified = sum(not r.verification.is_verified for r in framework.requirements)
    failing = len({s.requirement for s in statuses if s.status is Status.NOT_SATISFIED})
    text = f"{count(len(framework.requirements), 'requirement')} judged; {failing} not satisfied for at least one subject."
    return text + (f" The text of {unverified} of them was not verified; they are marked ⚠." if unverified else "")


def _facts(index: Index, framework: Framework) -> tuple[tuple[str, Cell], ...]:
    until = f" until {framework.in_force_to}" if framework.in_force_to else ""
    choice = next((c for c in index.inventory.report.frameworks if c.id == framework.id), None)
    facts = [
        ("Version", plain(framework.version)),
        ("Issued by", plain(framework.issuer)),
        ("Applies to", plain(framework.applies_to)),
        ("Status", plain(f"{framework.status}; in force from {framework.in_force_from or 'a day not known'}{until}")),
        ("Dates", plain(framework.origin_of_dates or NOT_STATED)),
        ("Official text", plain(framework.official_location or NOT_STATED)),
    ]
    if choice is not None and choice.baseline:
        facts.append(("Baseline", plain(choice.baseline)))
    if framework.user_supplied:
        facts.append(("Catalogue", plain(f"the organisation's own ({framework.file})")))
    if framework.notes:
        facts.append(("Notes", plain(framework.notes)))
    return tuple(facts)


def _clause(index: Index, requirement: Requirement) -> Clause:
    statuses = index.statuses_by_requirement.get(requirement.id, ())
    return Clause(
        id=requirement.id,
        anchor=requirement.id,
        clause=requirement.clause,
        title=requirement.title,
        paraphrase=requirement.paraphrase,
        marks=requirement_marks(requirement),
        facts=_clause_facts(requirement),
        groups=_groups(statuses),
        open_findings=_open(index, requirement),
    )


def _clause_facts(requirement: Requirement) -> tuple[tuple[str, Cell], ...]:
    facts: list[tuple[str, Cell]] = []
    if requirement.min_level is not None or requirement.recommended_level is not None:
        facts.append(("Required", threshold_cell(pairs.minimum(requirement))))
        facts.append(("Recommended", threshold_cell(pairs.recommended(requirement))))
    if requirement.exception_floor is not None:
        facts.append(("Floor for exceptions", threshold_cell(pairs.exception_floor(requirement))))
    if requirement.platform_update_level is not None:
        facts.append(("For platform updates", threshold_cell(pairs.platform_level(requirement))))
    facts.append(("Our reading", plain(requirement.reading)))
    if requirement.override:
        facts.append(("Changed by own catalogue", plain(requirement.override)))
    facts.append(("Certainty", plain(f"{certainty(requirement)} ({requirement.verified_where})")))
    return tuple(facts)


def _groups(statuses: tuple[RequirementStatus, ...]) -> tuple[Group, ...]:
    by_status: dict[Status, list[RequirementStatus]] = defaultdict(list)
    for status in statuses:
        by_status[status.status].append(status)
    below = [status for status in statuses if status.recommendation is Recommendation.BELOW]
    advised = (Group(badge=BELOW, members=joined(_member(s) for s in below), count=len(below)),) if below else ()
    return (*(_group(status, by_status[status]) for status in Status if by_status[status]), *advised)


def _group(status: Status, members: list[RequirementStatus]) -> Group:
    return Group(badge=STATUS_BADGES[status], members=joined(_member(s) for s in members), count=len(members))


def _member(status: RequirementStatus) -> Run:
    return subject_link(status.subject, status.subject_kind, status.requirement)


FINDING_COLUMNS = (("Subject", 22), ("Status", 15), ("Finding", 45), ("Change in", 18))


def _open(index: Index, requirement: Requirement) -> Table:
    findings = [f for f in index.findings_by_requirement.get(requirement.id, ()) if f.status in NOT_GOOD]
    ordered = sorted(findings, key=lambda f: (f.status.rank, f.subject, f.check))
    rows, anchors = [finding_cells(f) for f in ordered], map(finding_anchor, ordered)
    return table(f"What is open under {requirement.clause}", FINDING_COLUMNS, rows, "Nothing is open.", anchors)


def finding_cells(finding: Finding) -> tuple[Cell, ...]:
    """Return one finding as a row."""
    mends = remediation_words(finding)
    text: list[Run] = [Plain(finding.message)]
    if finding.smallest_change:
        text.append(Plain(f" Smallest change: {finding.smallest_change}"))
    if mends:
        text.append(Plain(f" Remediation: {mends}."))
    return (
        (subject_link(finding.subject, finding.subject_kind, finding.requirement),),
        status_cell(finding.status, finding.recommendation),
        tuple(text),
        location_cell(finding),
    )


def _successors(framework: Framework) -> Table:
    rows = [(plain(s.source or framework.id), plain(s.relationship), plain(s.target)) for s in framework.successors]
    columns = (("Here", 35), ("Relationship", 25), ("There", 40))
    return table("What replaces it", columns, rows, "")


# The provider's promise


def commitments_page(index: Index, period: PeriodSummary | None) -> CommitmentsPage:
    """Return the page about the order of updates."""
    ledger = index.assessment.ledger
    judged = [row for row in ledger if row.status is not LedgerStatus.NOT_APPLICABLE]
    others = [row for row in ledger if row.status is LedgerStatus.NOT_APPLICABLE]
    return CommitmentsPage(
        sentence=_ledger_sentence(index),
        promise=_promise(index.inventory, index.assessment.terms),
        bar=figures.status_bar("Rows of the update ledger", {status.value: index.ledger_counts[status] for status in LedgerStatus}),
        ledger=table(
            "The update ledger: one row per update and production Environment",
            LEDGER_COLUMNS,
            map(ledger_cells, judged),
            "No row.",
            map(ledger_anchor, judged),
        ),
        not_applicable=table(
            "Rows to which the promise does not apply",
            LEDGER_COLUMNS,
            map(ledger_cells, others),
            "The promise applies to every row.",
            map(ledger_anchor, others),
        ),
        plan=_plan(index),
        conduct=_conduct(index),
        period=_period(period) if period else None,
        timelines=tuple(t for name, rows in _by_service(judged) for t in figures.timeline(name, rows, index.assessment.as_of)),
        readings=_readings(index.assessment.terms),
    )


def _plan(index: Index) -> Table:
    rows = [
        (
            plain(entry.update.id),
            plain(f"{entry.environment}{' (production)' if entry.is_production else ''}"),
            plain(day(entry.planned)),
            plain(day(entry.earliest or entry.earliest_as_planned)),
            plain(_span(entry)),
            plain(day(entry.last_day_to_postpone)),
            (*_order(entry), Plain(f" {entry.reason}")),
        )
        for entry in index.assessment.plan
    ]
    columns = (
        ("Update", 17),
        ("Environment", 14),
        ("Planned", 12),
        ("Earliest", 10),
        ("To verify", 13),
        ("Postpone until", 10),
        ("As planned", 24),
    )
    return table("What comes: earliest day, days to verify, last day to postpone", columns, rows, "No update is pending or planned.")


def _span(entry: PlanEntry) -> str:
    return f"{day(entry.verify_from)} to {day(entry.verify_until)}" if entry.verify_from else "–"


def _order(entry: PlanEntry) -> Cell:
    badges = {
        Order.HOLDS: Badge("keeps the promise", "✓", "good"),
        Order.BREACHES: Badge("would breach", "✗", "bad"),
        Order.UNKNOWN: Badge("cannot tell", "?", "open"),
        Order.NOT_ASKED: Badge("no lead asked", "○", "plain"),
    }
    return (badges[entry.order],)


def _conduct(index: Index) -> Table:
    rows = [
        (plain(finding.update.id), plain(finding.environment or "–"), plain(finding.message), plain(f"the {finding.whose.value}'s"))
        for finding in index.assessment.conduct
    ]
    columns = (("Update", 20), ("Environment", 14), ("What departs from the terms or the plan", 50), ("Whose", 16))
    return table("Beside the lead: hours, frequency, postponements, plans", columns, rows, "Nothing departs from the terms.")


def _period(summary: PeriodSummary) -> Table:
    figures_of = (summary.overall, *summary.by_environment, *summary.by_service)
    rows = [
        (
            plain(item.name),
            plain(str(item.total)),
            *(plain(str(item.counts.get(status, 0))) for status in (LedgerStatus.KEPT, LedgerStatus.BREACHED, LedgerStatus.EXEMPT)),
            plain("–" if item.shortest_lead is None else str(item.shortest_lead)),
            plain("–" if item.median_lead is None else f"{item.median_lead:g}"),
        )
        for item in figures_of
    ]
    caption = f"Updates that reached production from {summary.start.isoformat()} to {summary.end.isoformat()}"
    if summary.undated:
        caption += f"; {count(len(summary.undated), 'row')} without a known production date may belong here too and are in no count"
    columns = (
        ("Environment or service", 28),
        ("Rows", 12),
        ("Kept", 12),
        ("Breached", 12),
        ("Exempt", 12),
        ("Shortest lead", 12),
        ("Median lead", 12),
    )
    return table(caption, columns, rows, "No update reached production in this period.")


def _by_service(rows: list[LedgerEntry]) -> list[tuple[str, tuple[LedgerEntry, ...]]]:
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        if row.production_date is not None:
            found[f"{row.update.service} in {row.environment}"].append(row)
    return [(name, tuple(found[name])) for name in sorted(found)]


def _ledger_sentence(index: Index) -> str:
    numbers = index.ledger_counts
    if not index.assessment.ledger:
        return "The inventory lists no update for a production Environment."
    return (
        f"The provider kept its promise for {count(numbers[LedgerStatus.KEPT], 'update')} and broke it for "
        f"{numbers[LedgerStatus.BREACHED]}; of {numbers[LedgerStatus.UNKNOWN]} nobody can tell. "
        f"{numbers[LedgerStatus.EXEMPT]} are of a class without a promised lead, {numbers[LedgerStatus.PENDING]} are still to come."
    )


def _promise(inventory: Inventory, terms: Terms | None) -> str:
    if terms is None:
        return "The inventory names no terms of service, so no promise is judged."
    pinned = inventory.provider.terms_version
    version = (
        f"the version of {pinned.isoformat()}, as the inventory pins it" if pinned else "the version in force when it reached production"
    )
    return (
        f"By {terms.title} of {terms.issuer}, each update is judged by {version}. This is the provider's promise to the customer; "
        "whether the organisation satisfies a requirement is another question, answered under the frameworks."
    )


def _readings(terms: Terms | None) -> tuple[str, ...]:
    zone = terms.calendar.zone if terms else "the stated offset"
    definition = terms.calendar.definition if terms else "not named"
    return (
        (
            "The lead is the number of working days after the day in non-production, up to and including the day in production; the terms"
            " do not say whether the first day counts."
        ),
        f"A time counts for its day in {zone}. Working days: {definition}",
        "Every Environment that is designated non-production and runs the service must have had the update; the latest of them decides.",
        "An Environment commissioned after the release began with that version or a later one and does not count.",
        "An Environment without a designation never counts as non-production; one that hosts production is shown as not covered.",
        "The order of versions is the order of their application, never read from their names; a version that was skipped is superseded.",
        "Where an update was applied more than once, the first application counts; a roll-back does not undo it and is mentioned.",
        "A deadline of a patch is another matter: one that production took back and did not apply again is not there.",
        "“never” in a designated non-production Environment is a breach once production has the update; a missing date is “cannot tell”.",
        "A missing class is “cannot tell”; it is never guessed from the version number.",
    )


def framework_link(framework: Framework) -> Cell:
    """Return a framework as a link to its page."""
    return (link(framework.title, "framework", framework.id),)
