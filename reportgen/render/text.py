"""Assessment, explanation and isolation as plain text for a terminal, and the latter two as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from reportgen.findings import Assessment, Finding, Isolation, LedgerEntry, Status
from reportgen.language import trn
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Requirement
from reportgen.render.terminal import clean, columns, heading, labelled, table_lines, words, wrapped
from reportgen.report.digest import OpenRequirement, Shared, frameworks_table, open_requirements, open_rows, opening, pair_digest, verdict
from reportgen.report.index import Index
from reportgen.report.model import STATUS_BADGES
from reportgen.report.subjects import deployment_page, finding_block
from reportgen.report.words import LEDGER_BADGES, certainty, requirement_marks
from reportgen.snapshot import Json, finding_data, isolation_data

__all__ = ["explanation_data", "isolation_data", "render_check", "render_explanation", "render_isolation"]


# check


def render_check(assessment: Assessment, base: str = "") -> str:
    """Return the verdicts: counts first, then what is open and where to change it, and the whole in one sentence at the end.

    Places are ``FILE:LINE:COLUMN``; ``base`` stands before the files, which are relative to the inventory. A sentence that holds of
    several subjects is said once; under a further requirement it is referred to by its number.
    """
    return "\n".join(_check(assessment, base))


def _check(assessment: Assessment, base: str) -> Iterator[str]:
    for sentence in opening(assessment):
        yield from wrapped(sentence)
    yield ""
    yield from _counts(assessment)
    numbers: dict[Shared, int] = {}
    for status in (Status.NOT_SATISFIED, Status.UNKNOWN):
        yield from _open(assessment, status, numbers, base)
    yield from _ledger(open_rows(assessment), base)
    yield from _notices(assessment, base)
    yield from _advice(assessment)
    yield ""
    yield from wrapped(verdict(assessment))


def _counts(assessment: Assessment) -> Iterator[str]:
    heads = ["verdicts by framework", *(STATUS_BADGES[status].text for status in Status)]
    rows = [[name, *(str(numbers[status]) for status in Status)] for name, numbers in frameworks_table(assessment)]
    yield from columns([heads, *rows], right=range(1, len(heads)))


def _open(assessment: Assessment, status: Status, numbers: dict[Shared, int], base: str) -> Iterator[str]:
    found = open_requirements(assessment, status)
    if found:
        badge = STATUS_BADGES[status]
        yield from heading(
            f"{badge.mark} {badge.text.capitalize()}: {trn('{n} finding', '{n} findings', sum(item.count for item in found))}"
        )
    for item in found:
        yield ""
        yield from _requirement(item, numbers, base)


def _requirement(item: OpenRequirement, numbers: dict[Shared, int], base: str) -> Iterator[str]:
    yield from wrapped(_title(item.requirement), hang=4)
    again: dict[str, list[str]] = {}
    for group in item.groups:
        if group in numbers:
            again.setdefault(", ".join(name for name, *_ in group.members), []).append(f"({numbers[group]})")
        else:
            numbers[group] = len(numbers) + 1
            yield from _group(group, numbers[group], base)
    for names, found in again.items():
        yield from wrapped(f"{' '.join(found)} again, for {names}", 2, 4)


def _title(requirement: Requirement) -> str:
    marks = "".join(f" [{mark.mark} {mark.text}]" for mark in requirement_marks(requirement))
    return f"{requirement.id}: {requirement.clause} {requirement.title}{marks}"


def _group(group: Shared, number: int, base: str) -> Iterator[str]:
    yield from wrapped(f"({number}) {group.message}", 2, 4)
    yield from columns([(name, base + place, f"remediation: {mends}" if mends else "") for name, place, mends in group.members], 6)
    if group.change:
        yield from wrapped(f"Smallest change: {group.change}", 6, 2)


def _ledger(rows: Sequence[LedgerEntry], base: str) -> Iterator[str]:
    if not rows:
        return
    yield from heading(
        trn(
            "The provider's promise about the order of updates: {n} row broken or open",
            "The provider's promise about the order of updates: {n} rows broken or open",
            len(rows),
        )
    )
    for row in rows:
        badge = LEDGER_BADGES[row.status]
        yield from wrapped(f"{badge.mark} {badge.text}: {row.subject}: {row.reason}", 2, 4)
        yield f"      {clean(f'{base}{row.location}')}"


def _notices(assessment: Assessment, base: str) -> Iterator[str]:
    if assessment.notices:
        yield from heading("About the report's own inputs")
    for notice in assessment.notices:
        yield from wrapped(f"{notice.severity.value}: {notice.message}", 2, 4)
        if notice.location is not None:
            yield f"      {clean(f'{base}{notice.location}')}"


def _advice(assessment: Assessment) -> Iterator[str]:
    if assessment.advice:
        yield from heading("Recommended")
    for _code, group in groupby(assessment.advice, key=lambda advice: advice.code):
        members = list(group)
        ticket = " The report holds the service ticket that orders it." if members[0].ticket else ""
        yield from wrapped(f"{members[0].message}{ticket}", 2, 4)
        if len(members) > 1:
            names = ", ".join(subject for advice in members[1:] for subject in advice.subjects)
            yield from wrapped(f"The same kind of thing: {names}.", 6)


# explain


def render_explanation(assessment: Assessment, deployment: Deployment, findings: Iterable[Finding], base: str = "") -> str:
    """Return the reasons of the verdicts on a deployment, requirement by requirement.

    ``findings`` are those to explain, in the order of the assessment; ``base`` stands before the files of their places.
    """
    return "\n".join(_explanation(assessment, deployment, tuple(findings), base))


def _explanation(assessment: Assessment, deployment: Deployment, findings: tuple[Finding, ...], base: str) -> Iterator[str]:
    index = Index(assessment)
    page = deployment_page(index, deployment)
    yield from wrapped(page.sentence)
    yield from wrapped(f"Verdicts on {assessment.as_of.isoformat()}: {', '.join(f'{c.value} {c.label}' for c in page.verdict) or 'none'}.")
    if not findings:
        yield from ("", "There is nothing to explain: no finding of this kind for this deployment.")
    for id_, group in groupby(findings, key=lambda finding: finding.requirement):
        yield from _explained(index, assessment.requirements[id_], list(group), base)


def _explained(index: Index, requirement: Requirement, findings: list[Finding], base: str) -> Iterator[str]:
    yield from heading(_title(requirement))
    about = [("It asks", requirement.paraphrase), ("Our reading", requirement.reading), ("Certainty", _certainty(requirement))]
    if requirement.override:
        about.append(("Own catalogue", str(requirement.override)))
    yield from labelled([(label, text) for label, text in about if text])
    for finding in findings:
        block = finding_block(index, finding)
        yield ""
        yield from wrapped(f"{block.badge.mark} {block.badge.text}: {block.message}", 2, 2)
        facts = [(label, words(cell)) for label, cell in block.facts if label not in _SAID_ONCE]
        yield from labelled([*facts, ("To change at", f"{base}{finding.location}"), ("Finding", f"{finding.code}, {finding.id}")], 4)


_SAID_ONCE = ("Certainty", "To change in")


def _certainty(requirement: Requirement) -> str:
    return f"{certainty(requirement)} ({requirement.verified_where})" if requirement.verified_where else certainty(requirement)


def explanation_data(assessment: Assessment, deployment: Deployment, findings: Iterable[Finding]) -> dict[str, Json]:
    """Return the explanation as data: ``deployment``, ``as_of``, ``requirements`` with statuses and certainty, ``findings`` in full."""
    found = tuple(findings)
    asked = {(finding.requirement, finding.subject) for finding in found}
    return {
        "deployment": deployment.name,
        "as_of": assessment.as_of.isoformat(),
        "requirements": [
            {
                **_requirement_data(assessment.requirements[status.requirement]),
                "subject": status.subject,
                "status": status.status.value,
                "recommendation": status.recommendation.value if status.recommendation else None,
            }
            for status in assessment.statuses
            if status.subject_kind == "deployment" and (status.requirement, status.subject) in asked
        ],
        "findings": [finding_data(finding) for finding in found],
    }


def _requirement_data(requirement: Requirement) -> dict[str, Json]:
    return {
        "requirement": requirement.id,
        "clause": requirement.clause,
        "title": requirement.title,
        "paraphrase": requirement.paraphrase,
        "reading": requirement.reading,
        "text_force": requirement.text_force.value,
        "basis": requirement.basis.value,
        "confidence": requirement.confidence,
        "verification": requirement.verification.value,
        "verified_where": requirement.verified_where,
        "override": str(requirement.override) if requirement.override else None,
    }


# isolation


def render_isolation(inventory: Inventory, a: str, b: str, isolation: Isolation) -> str:
    """Return what isolates two deployments that run in Environments, what they share, and what of it is not known."""
    return "\n".join(_isolation(inventory, a, b, isolation))


def _isolation(inventory: Inventory, a: str, b: str, isolation: Isolation) -> Iterator[str]:
    pair = pair_digest(inventory, a, b, isolation)
    yield from wrapped(pair.sentence)
    yield ""
    yield from table_lines(pair.boundaries)
    yield ""
    yield from table_lines(pair.placements)
    yield ""
    yield from wrapped(pair.hardware)
    if pair.missing:
        yield ""
        yield from wrapped("Not stated, and so read as the least isolation that it can be:")
        yield from (f"  {clean(field)}" for field in pair.missing)
