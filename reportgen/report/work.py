"""The report for those who mend it: by application, with the line to change and what to write there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from reportgen.findings import Assessment, Finding, Status
from reportgen.language import tr, trn
from reportgen.report.index import Index
from reportgen.report.model import Cell, Plain, Run, Table, WorkPage
from reportgen.report.subjects import remediation_words
from reportgen.report.words import code, joined, plain, requirement_runs, status_cell, subject_link, table

TO_CHANGE: Final = (Status.NOT_SATISFIED, Status.UNKNOWN)

_Same: TypeAlias = tuple[str, int, int, int, str, str, str]


def work_pages(assessment: Assessment) -> tuple[WorkPage, ...]:
    """Return what is to be done: one page per application by name, then one for everything that is no deployment's ("" = its name)."""
    index = Index(assessment)
    application_of = {deployment.name: deployment.application for deployment in index.inventory.deployments}
    found: dict[str, list[Finding]] = {name: [] for name in sorted(set(application_of.values()))}
    others: list[Finding] = []
    for finding in index.worst_first:
        owner = application_of.get(finding.subject) if finding.subject_kind == "deployment" else None
        (others if owner is None else found[owner]).append(finding)
    return (*(_page(index, name, findings) for name, findings in found.items()), _page(index, "", others))


def _page(index: Index, name: str, findings: list[Finding]) -> WorkPage:
    changes = [finding for finding in findings if finding.status in TO_CHANGE]
    rows = list(_changes(changes))
    return WorkPage(
        application=name,
        sentence=_sentence(rows, changes),
        changes=_table(rows),
        attestations=_attestations(index, [finding for finding in findings if finding.status is Status.ATTESTATION_NEEDED]),
    )


def _sentence(rows: list[tuple[Cell, ...]], changes: list[Finding]) -> str:
    if not rows:
        return tr("Nothing is to be changed.")
    return trn(
        "{n} change, in {places}, would settle {findings}.",
        "{n} changes, in {places}, would settle {findings}.",
        len(rows),
        places=trn("{n} place", "{n} places", len({(f.location.file, f.location.line) for f in changes})),
        findings=trn("{n} finding", "{n} findings", len(changes)),
    )


def _changes(findings: Iterable[Finding]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each thing to change, in the order of the files; findings that say the same are one row."""
    same: dict[_Same, list[Finding]] = defaultdict(list)
    for f in findings:
        same[f.location.file, f.location.line, f.location.column, f.status.rank, f.subject, f.message, _change(f)].append(f)
    for key in sorted(same):
        alike = same[key]
        first = alike[0]
        yield (
            code(f"{first.location.file}:{first.location.line}"),
            (subject_link(first.subject, first.subject_kind),),
            (*status_cell(first.status), Plain(f" {' '.join(_what(first, alike))}")),
            plain(_under(alike)),
        )


def _what(first: Finding, alike: Iterable[Finding]) -> Iterator[str]:
    """Yield what is wrong, what to write instead if that is known, and who does so by when."""
    yield first.message
    if change := _change(first):
        yield tr("To do: {change}", change=change)
    if mends := next(filter(None, map(remediation_words, alike)), ""):
        yield tr("Remediation: {mends}.", mends=mends)


def _under(findings: Iterable[Finding]) -> str:
    """Return the requirements by framework: "iso27001-2022 a.8.3, a.9.4.1; nis2 art-21-2-e"."""
    clauses: dict[str, dict[str, None]] = defaultdict(dict)
    for finding in findings:
        framework, _, clause = finding.requirement.partition("/")
        clauses[framework][clause] = None
    return "; ".join(f"{framework} {', '.join(found)}" for framework, found in clauses.items())


def _change(finding: Finding) -> str:
    """Return what to write: the smallest change, or the fields that the inventory does not state."""
    if finding.smallest_change:
        return finding.smallest_change
    return tr("State {fields}.", fields=", ".join(finding.missing)) if finding.missing else ""


def _table(rows: list[tuple[Cell, ...]]) -> Table:
    columns = ((tr("Change in"), 15), (tr("Subject"), 14), (tr("What is wrong, and what to do"), 47), (tr("Under"), 24))
    return table(tr("What to change, in the order of the files"), columns, rows, tr("Nothing."))


def _attestations(index: Index, findings: list[Finding]) -> Table:
    subjects: dict[str, dict[Run, None]] = defaultdict(dict)
    for finding in findings:
        subjects[finding.requirement][subject_link(finding.subject, finding.subject_kind)] = None
    rows = [(requirement_runs(index.requirement(id_)), joined(names)) for id_, names in subjects.items()]
    columns = ((tr("Requirement"), 45), (tr("For"), 55))
    return table(tr("What the inventory cannot show: to attest under “evidence”"), columns, rows, tr("Nothing."))
