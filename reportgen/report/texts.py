"""Pages about texts: frameworks clause by clause, and the provider's promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from reportgen import language
from reportgen.commitments import PeriodSummary
from reportgen.findings import Finding, LedgerEntry, LedgerStatus, Recommendation, RequirementStatus, Status
from reportgen.language import Said, mark, number, tr, trn
from reportgen.model import Inventory
from reportgen.prospects import Order, PlanEntry, Whose
from reportgen.regulation import Framework, Requirement
from reportgen.report import figures
from reportgen.report.anchors import finding_anchor, ledger_anchor
from reportgen.report.index import NOT_GOOD, Index, counts
from reportgen.report.model import STATUS_BADGES, Badges, Cell, Clause, CommitmentsPage, FrameworkPage, Group, Plain, Run, Table
from reportgen.report.subjects import ledger_cells, ledger_columns, remediation_words
from reportgen.report.words import (
    below,
    calendar_day,
    certainty,
    day,
    joined,
    link,
    location_cell,
    plain,
    requirement_marks,
    stated,
    status_cell,
    subject_link,
    table,
    threshold_cell,
)
from reportgen.rules import pairs
from reportgen.terms import Terms
from reportgen.vocabulary import said


def framework_page(index: Index, framework: Framework) -> FrameworkPage:
    """Return the page of one framework."""
    statuses = index.statuses_of_framework(framework.id)
    return FrameworkPage(
        id=framework.id,
        title=framework.title,
        sentence=_sentence(framework, statuses),
        facts=_facts(index, framework),
        bar=figures.status_bar(tr("Verdicts for {framework}", framework=framework.title), counts(statuses)),
        clauses=tuple(_clause(index, requirement) for requirement in framework.requirements),
        successors=_successors(framework),
    )


def _sentence(framework: Framework, statuses: list[RequirementStatus]) -> str:
    unverified = sum(not r.verification.is_verified for r in framework.requirements)
    failing = len({s.requirement for s in statuses if s.status is Status.NOT_SATISFIED})
    judged = len({s.requirement for s in statuses})
    if judged < len(framework.requirements):
        text = tr(
            "{judged} of {n} requirements judged here; {failing} not satisfied for at least one subject.",
            judged=number(judged),
            n=number(len(framework.requirements)),
            failing=number(failing),
        )
    else:
        text = trn(
            "{n} requirement judged; {failing} not satisfied for at least one subject.",
            "{n} requirements judged; {failing} not satisfied for at least one subject.",
            judged,
            failing=number(failing),
        )
    doubt = tr("The text of {n} of them was not verified; they are marked ⚠.", n=number(unverified)) if unverified else ""
    return f"{text} {doubt}".strip()


def _facts(index: Index, framework: Framework) -> tuple[tuple[str, Cell], ...]:
    choice = next((c for c in index.inventory.report.frameworks if c.id == framework.id), None)
    facts = [
        (tr("Version"), plain(framework.version)),
        (tr("Issued by"), plain(framework.issuer)),
        (tr("Applies to"), plain(framework.applies_to)),
        (tr("Status"), plain(_in_force(framework))),
        (tr("Dates"), stated(framework.origin_of_dates or None)),
        (tr("Official text"), stated(framework.official_location or None)),
    ]
    if choice is not None and choice.baseline:
        facts.append((tr("Baseline"), plain(choice.baseline)))
    if framework.user_supplied:
        facts.append((tr("Catalogue"), plain(tr("the organisation's own ({file})", file=framework.file))))
    if framework.notes:
        facts.append((tr("Notes"), plain(framework.notes)))
    return tuple(facts)


def _in_force(framework: Framework) -> str:
    since = calendar_day(framework.in_force_from) if framework.in_force_from else tr("a day not known")
    if framework.in_force_to is None:
        return tr("{status}; in force from {since}", status=said(framework.status), since=since)
    until = calendar_day(framework.in_force_to)
    return tr("{status}; in force from {since} until {until}", status=said(framework.status), since=since, until=until)


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
        facts.append((tr("Required"), threshold_cell(pairs.minimum(requirement))))
        facts.append((tr("Recommended"), threshold_cell(pairs.recommended(requirement))))
    if requirement.exception_floor is not None:
        facts.append((tr("Floor for exceptions"), threshold_cell(pairs.exception_floor(requirement))))
    if requirement.platform_update_level is not None:
        facts.append((tr("For platform updates"), threshold_cell(pairs.platform_level(requirement))))
    facts.append((tr("Our reading"), plain(requirement.reading)))
    if requirement.override:
        facts.append((tr("Changed by own catalogue"), plain(str(requirement.override))))
    facts.append((tr("Certainty"), plain(f"{certainty(requirement)} ({requirement.verified_where})")))
    return tuple(facts)


def _groups(statuses: tuple[RequirementStatus, ...]) -> tuple[Group, ...]:
    by_status: dict[Status, list[RequirementStatus]] = defaultdict(list)
    for status in statuses:
        by_status[status.status].append(status)
    lacking = [status for status in statuses if status.recommendation is Recommendation.BELOW]
    advised = (Group(badge=below(), members=joined(_member(s) for s in lacking), count=len(lacking)),) if lacking else ()
    return (*(_group(status, by_status[status]) for status in Status if by_status[status]), *advised)


def _group(status: Status, members: list[RequirementStatus]) -> Group:
    return Group(badge=STATUS_BADGES[status], members=joined(_member(s) for s in members), count=len(members))


def _member(status: RequirementStatus) -> Run:
    return subject_link(status.subject, status.subject_kind, status.requirement)


def _open(index: Index, requirement: Requirement) -> Table:
    findings = [f for f in index.findings_by_requirement.get(requirement.id, ()) if f.status in NOT_GOOD]
    ordered = sorted(findings, key=lambda f: (f.status.rank, f.subject, f.check))
    rows, anchors = [finding_cells(f) for f in ordered], map(finding_anchor, ordered)
    columns = ((tr("Subject"), 22), (tr("Status"), 15), (tr("Finding"), 45), (tr("Change in"), 18))
    return table(tr("What is open under {clause}", clause=requirement.clause), columns, rows, tr("Nothing is open."), anchors)


def finding_cells(finding: Finding) -> tuple[Cell, ...]:
    """Return one finding as a row."""
    mends = remediation_words(finding)
    text: list[Run] = [Plain(finding.message)]
    if finding.smallest_change:
        text.append(Plain(f" {tr('Smallest change: {change}', change=finding.smallest_change)}"))
    if mends:
        text.append(Plain(f" {tr('Remediation: {mends}.', mends=mends)}"))
    return (
        (subject_link(finding.subject, finding.subject_kind, finding.requirement),),
        status_cell(finding.status, finding.recommendation),
        tuple(text),
        location_cell(finding),
    )


def _successors(framework: Framework) -> Table:
    rows = [(plain(s.source or framework.id), plain(said(s.relationship)), plain(s.target)) for s in framework.successors]
    columns = ((tr("Here"), 35), (tr("Relationship"), 25), (tr("There"), 40))
    return table(tr("What replaces it"), columns, rows, "")


# The provider's promise


def commitments_page(index: Index, period: PeriodSummary | None) -> CommitmentsPage:
    """Return the page about the order of updates."""
    ledger = index.assessment.ledger
    judged = [row for row in ledger if row.status is not LedgerStatus.NOT_APPLICABLE]
    others = [row for row in ledger if row.status is LedgerStatus.NOT_APPLICABLE]
    return CommitmentsPage(
        sentence=ledger_sentence(index),
        promise=_promise(index.inventory, index.assessment.terms),
        bar=figures.status_bar(tr("Rows of the update ledger"), {status.value: index.ledger_counts[status] for status in LedgerStatus}),
        ledger=table(
            tr("The update ledger: one row per update and production Environment"),
            ledger_columns(),
            map(ledger_cells, judged),
            tr("No row."),
            map(ledger_anchor, judged),
        ),
        not_applicable=table(
            tr("Rows to which the promise does not apply"),
            ledger_columns(),
            map(ledger_cells, others),
            tr("The promise applies to every row."),
            map(ledger_anchor, others),
        ),
        plan=plan_table(index.assessment.plan),
        conduct=_conduct(index),
        period=_period(period) if period else None,
        timelines=tuple(t for name, rows in _by_service(judged) for t in figures.timeline(name, rows, index.assessment.as_of)),
        readings=_readings(index.assessment.terms),
    )


def plan_table(entries: Iterable[PlanEntry]) -> Table:
    """Return what comes, one row per update and Environment."""
    rows = [
        (
            plain(entry.update.id),
            plain(tr("{environment} (production)", environment=entry.environment) if entry.is_production else entry.environment),
            plain(day(entry.planned)),
            plain(day(entry.earliest or entry.earliest_as_planned)),
            plain(_span(entry)),
            plain(day(entry.last_day_to_postpone)),
            (*_order(entry), Plain(f" {entry.reason}")),
        )
        for entry in entries
    ]
    columns = (
        (tr("Update"), 17),
        (tr("Environment"), 14),
        (tr("Planned"), 12),
        (tr("Earliest"), 10),
        (tr("To verify"), 13),
        (tr("Postpone until"), 10),
        (tr("As planned"), 24),
    )
    caption = tr("What comes: earliest day, days to verify, last day to postpone")
    return table(caption, columns, rows, tr("No update is pending or planned."))


def _span(entry: PlanEntry) -> str:
    return tr("{first} to {last}", first=day(entry.verify_from), last=day(entry.verify_until)) if entry.verify_from else "–"


def _order(entry: PlanEntry) -> Cell:
    return (ORDER_BADGES[entry.order],)


ORDER_BADGES: Final = Badges[Order](
    {
        Order.HOLDS: (mark("keeps the promise"), "✓", "good"),
        Order.BREACHES: (mark("would breach"), "✗", "bad"),
        Order.UNKNOWN: (mark("cannot tell"), "?", "open"),
        Order.NOT_ASKED: (mark("no lead asked"), "○", "plain"),
    }
)


def _conduct(index: Index) -> Table:
    rows = [
        (plain(finding.update.id), plain(finding.environment or "–"), plain(finding.message), plain(_WHOSE[finding.whose]))
        for finding in index.assessment.conduct
    ]
    columns = ((tr("Update"), 20), (tr("Environment"), 14), (tr("What departs from the terms or the plan"), 50), (tr("Whose"), 16))
    caption = tr("Beside the lead: hours, frequency, postponements, plans")
    return table(caption, columns, rows, tr("Nothing departs from the terms."))


_WHOSE: Final = Said({Whose.PROVIDER: mark("the provider's"), Whose.ORGANISATION: mark("the organisation's")})


def _period(summary: PeriodSummary) -> Table:
    figures_of = (summary.overall, *summary.by_environment, *summary.by_service)
    rows = [
        (
            plain(item.name),
            plain(number(item.total)),
            *(plain(number(item.counts.get(status, 0))) for status in (LedgerStatus.KEPT, LedgerStatus.BREACHED, LedgerStatus.EXEMPT)),
            plain("–" if item.shortest_lead is None else number(item.shortest_lead)),
            plain("–" if item.median_lead is None else number(item.median_lead)),
        )
        for item in figures_of
    ]
    first, last = language.day(summary.start), language.day(summary.end)
    caption = tr("Updates that reached production from {first} to {last}", first=first, last=last)
    if summary.undated:
        doubt = trn(
            "{n} row without a known production date may belong here too and are in no count",
            "{n} rows without a known production date may belong here too and are in no count",
            len(summary.undated),
        )
        caption = f"{caption}; {doubt}"
    columns = (
        (tr("Environment or service"), 28),
        (tr("Rows"), 12),
        (tr("Kept"), 12),
        (tr("Breached"), 12),
        (tr("Exempt"), 12),
        (tr("Shortest lead"), 12),
        (tr("Median lead"), 12),
    )
    return table(caption, columns, rows, tr("No update reached production in this period."))


def _by_service(rows: list[LedgerEntry]) -> list[tuple[str, tuple[LedgerEntry, ...]]]:
    found: dict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        if row.production_date is not None:
            found[row.update.service, row.environment].append(row)
    return [
        (tr("{service} in {environment}", service=service, environment=environment), tuple(found[service, environment]))
        for service, environment in sorted(found)
    ]


def ledger_sentence(index: Index) -> str:
    """Say how often the provider kept its promise."""
    numbers = index.ledger_counts
    if not index.assessment.ledger:
        return tr("The inventory lists no update for a production Environment.")
    return trn(
        "The provider kept its promise for {n} update and broke it for {breached}; of {unknown} nobody can tell."
        " {exempt} are of a class without a promised lead, {pending} are still to come,"
        " {superseded} were superseded before they reached production, to {outside} the promise does not apply.",
        "The provider kept its promise for {n} updates and broke it for {breached}; of {unknown} nobody can tell."
        " {exempt} are of a class without a promised lead, {pending} are still to come,"
        " {superseded} were superseded before they reached production, to {outside} the promise does not apply.",
        numbers[LedgerStatus.KEPT],
        breached=number(numbers[LedgerStatus.BREACHED]),
        unknown=number(numbers[LedgerStatus.UNKNOWN]),
        exempt=number(numbers[LedgerStatus.EXEMPT]),
        pending=number(numbers[LedgerStatus.PENDING]),
        superseded=number(numbers[LedgerStatus.SUPERSEDED]),
        outside=number(numbers[LedgerStatus.NOT_APPLICABLE]),
    )


def _promise(inventory: Inventory, terms: Terms | None) -> str:
    if terms is None:
        return tr("The inventory names no terms of service, so no promise is judged.")
    pinned = inventory.provider.terms_version
    if pinned is None:
        version = tr("the version in force when it reached production")
    else:
        version = tr("the version of {day}, as the inventory pins it", day=language.day(pinned))
    return tr(
        "By {terms} of {issuer}, each update is judged by {version}. This is the provider's promise to the customer; whether the"
        " organisation satisfies a requirement is another question, answered under the frameworks.",
        terms=terms.title,
        issuer=terms.issuer,
        version=version,
    )


def _readings(terms: Terms | None) -> tuple[str, ...]:
    zone = terms.calendar.zone if terms else tr("the stated offset")
    definition = terms.calendar.definition if terms else tr("not named")
    return (
        tr(
            "The lead is the number of working days after the day in non-production, up to and including the day in production; the terms"
            " do not say whether the first day counts."
        ),
        tr("A time counts for its day in {zone}. Working days: {definition}", zone=zone, definition=definition),
        tr(
            "Every Environment that is designated non-production and runs the service must have had the update; the latest of them decides."
        ),
        tr("An Environment commissioned after the release began with that version or a later one and does not count."),
        tr("An Environment without a designation never counts as non-production; one that hosts production is shown as not covered."),
        tr(
            "The order of versions is the order of their application, never read from their names; a version that was skipped is"
            " superseded."
        ),
        tr("Where an update was applied more than once, the first application counts; a roll-back does not undo it and is mentioned."),
        tr("A deadline of a patch is another matter: one that production took back and did not apply again is not there."),
        tr(
            "“never” in a designated non-production Environment is a breach once production has the update; a missing date is"
            " “cannot tell”."
        ),
        tr("A missing class is “cannot tell”; it is never guessed from the version number."),
    )


def framework_link(framework: Framework) -> Cell:
    """Return a framework as a link to its page."""
    return (link(framework.title, "framework", framework.id),)
