"""Where things stand in the PDF: what the report model says in several places is shown in one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from reportgen.findings import Status
from reportgen.language import number, tr
from reportgen.render.pdf.text import anchor
from reportgen.report.model import Badge, Book, Cell, Clause, Code, Column, Detail, FindingBlock, Link, Plain, Ref, Run, Table

COUNTERPARTS = 2
"""How many groups of counterparts a finding shows on paper; its sentence has counted them all, and report.json holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Show findings of one subject that say the same, with every requirement they belong to.

    ``check`` says what was looked at, "" where it differs from requirement to requirement. ``certainty`` says how sure we are of the
    requirement, empty where there are several. ``is_brief`` marks what only asks for an attestation: its sentence is all.
    """

    badges: Cell
    tone: str
    check: str
    message: Cell
    requirements: tuple[Cell, ...]
    certainty: Cell
    facts: tuple[tuple[str, Cell], ...]
    is_brief: bool = False


def together(blocks: Iterable[FindingBlock]) -> tuple[Finding, ...]:
    """Gather findings with the same message and facts, in the order of the first of each."""
    found: dict[tuple[Badge, str, tuple[Detail, ...]], list[FindingBlock]] = {}
    for block in blocks:
        details = tuple(detail for detail in block.details if detail.kind != "certainty")
        found.setdefault((block.badge, block.message, details), []).append(block)
    return tuple(_finding(badge, message, details, blocks) for (badge, message, details), blocks in found.items())


def _finding(badge: Badge, message: str, details: tuple[Detail, ...], blocks: list[FindingBlock]) -> Finding:
    checks = {block.heading[-1] for block in blocks}
    check = next(iter(checks)) if len(checks) == 1 else None
    certainty = next((detail.value for detail in blocks[0].details if detail.kind == "certainty"), ()) if len(blocks) == 1 else ()
    return Finding(
        badges=(badge,),
        tone=badge.tone,
        check=check.text.removeprefix(" – ") if isinstance(check, Plain) else "",
        message=(Plain(message),),
        requirements=tuple(block.heading[:-1] if isinstance(check, Plain) else block.heading for block in blocks),
        certainty=certainty,
        facts=_bounded(_unsaid(details, message)),
        is_brief=badge.code == Status.ATTESTATION_NEEDED,
    )


def _unsaid(details: tuple[Detail, ...], message: str) -> tuple[Detail, ...]:
    """Leave out the fields to state where the sentence has named every one of them."""
    return tuple(
        detail
        for detail in details
        if detail.kind != "to-state" or not all(run.text in message for run in detail.value if isinstance(run, Code))
    )


def _bounded(details: tuple[Detail, ...]) -> tuple[tuple[str, Cell], ...]:
    shown: list[tuple[str, Cell]] = []
    groups = 0
    for detail in details:
        groups += detail.kind == "counterparts"
        if detail.kind == "counterparts" and groups == COUNTERPARTS + 1:
            shown.append((tr("And"), (Plain(tr("further groups of counterparts, in report.json")),)))
        elif detail.kind not in ("counterparts", "more-counterparts") or groups <= COUNTERPARTS:
            shown.append((detail.label, detail.value))
    return tuple(shown)


def on_updates(book: Book) -> tuple[Finding, ...]:
    """Return what the clauses have open about updates, worst first, with the updates it is true of.

    The same sentence often stands under a dozen requirements, and holds for a dozen updates.
    """
    found: dict[tuple[Cell, Cell], dict[str, tuple[Cell, Cell, dict[Cell, None]]]] = {}
    for page in book.frameworks:
        for clause in page.clauses:
            requirement: Cell = (Link(clause.id, Ref("framework", page.id, clause.anchor)),)
            for subject, status, message, place in clause.open_findings.rows:
                if _leads_to(subject, ("commitments",)):
                    members = found.setdefault((status, _of_any(message, _words(subject))), {})
                    members.setdefault(_words(subject), (message, place, {}))[2][requirement] = None
    findings = [_on_update(status, sentence, members) for (status, sentence), members in found.items()]
    return tuple(sorted(findings, key=lambda finding: min(_rank(run) for run in finding.badges)))


def _rank(run: Run) -> int:
    """Return how bad a badge's status is, 0 = worst; whatever is no status comes last."""
    return next((status.rank for status in Status if isinstance(run, Badge) and run.code == status), len(Status))


def _of_any(message: Cell, subject: str) -> Cell:
    """Return a sentence about an update as one about any."""
    runs = [replace(run, text=run.text.replace(subject, tr("this update"))) for run in message]
    runs[:1] = [replace(run, text=run.text[:1].upper() + run.text[1:]) for run in runs[:1]]
    return tuple(runs)


def _on_update(status: Cell, sentence: Cell, members: dict[str, tuple[Cell, Cell, dict[Cell, None]]]) -> Finding:
    alone = next(iter(members.values()))[0] if len(members) == 1 else None
    names = [(Plain(f"{name} ("), *place, Plain(")")) for name, (_, place, _) in sorted(members.items())]
    requirements = dict.fromkeys(requirement for _, _, under in members.values() for requirement in under)
    where = tr("To change in") if len(members) == 1 else tr("For {n} updates, to change in", n=number(len(members)))
    return Finding(
        badges=status,
        tone=next((run.tone for run in status if isinstance(run, Badge)), "plain"),
        check="",
        message=alone or sentence,
        requirements=tuple(requirements),
        certainty=(),
        facts=((where, _listed(names)),),
    )


def elsewhere(clause: Clause) -> Table:
    """Return the open findings of a clause that are about no deployment and no update: those stand in full in sections of their own."""
    rows = tuple(row for row in clause.open_findings.rows if not _leads_to(row[0], ("deployment", "commitments")))
    return replace(clause.open_findings, rows=rows)


def _leads_to(subject: Cell, kinds: Collection[str]) -> bool:
    return any(isinstance(run, Link) and run.ref.kind in kinds for run in subject)


def _words(cell: Cell) -> str:
    return "".join(run.text for run in cell)


def merged(table: Table) -> Table:
    """Return the table with rows that differ in their first cell only made one: "any deployment; another application"."""
    rows: dict[tuple[Cell, ...], list[Cell]] = {}
    for first, *rest in table.rows:
        rows.setdefault(tuple(rest), []).append(first)
    return replace(table, rows=tuple((_listed(firsts), *rest) for rest, firsts in rows.items()))


def by_isolation(pairs: Table) -> tuple[tuple[tuple[Cell, ...], Cell], ...]:
    """Return the table of pairs by isolation: (level, facets, what is shared) and the pairs, "a – b, c; b – c"."""
    groups: dict[tuple[Cell, ...], dict[Cell, list[Cell]]] = {}
    for one, other, *isolation in (row[:5] for row in pairs.rows):
        groups.setdefault(tuple(isolation), {}).setdefault(one, []).append(other)
    return tuple(
        (isolation, _listed([(*one, Plain(" – "), *_listed(others, ", ")) for one, others in sides.items()]))
        for isolation, sides in groups.items()
    )


def wider(table: Table, *shares: int) -> Table:
    """Return the table with other widths of its columns, in percent: paper has other room than a screen."""
    columns = tuple(Column(title=c.title, share=share) for c, share in zip(table.columns, shares, strict=True))
    return replace(table, columns=columns)


def _listed(cells: list[Cell], separator: str = "; ") -> Cell:
    runs: list[Run] = []
    for cell in cells:
        runs += [Plain(separator), *cell] if runs else cell
    return tuple(runs)


def places(book: Book) -> frozenset[str]:
    """Return the id of every place that something can lead to."""
    return frozenset(anchor(ref) for ref in _refs(book) if ref.kind in book.edition.kinds)


def _refs(book: Book) -> Iterator[Ref]:
    yield from (Ref(kind) for kind in ("overview", "commitments", "waivers", "levels", "method"))
    yield from (Ref(kind) for kind, page in (("changes", book.changes), ("history", book.history)) if page is not None)
    yield from (Ref("environment", page.name) for page in book.environments)
    yield from (Ref("application", page.name) for page in book.applications)
    yield from (Ref("deployment", page.name) for page in book.deployments)
    for page in book.frameworks:
        yield Ref("framework", page.id)
        yield from (Ref("framework", page.id, clause.anchor) for clause in page.clauses)
