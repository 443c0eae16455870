"""Words, cells and number formats that several pages share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from reportgen.findings import Finding, Isolation, LedgerEntry, LedgerStatus, Recommendation, Status, Threshold
from reportgen.model import Moment
from reportgen.regulation import Basis, Requirement, TextForce, Verification
from reportgen.report.anchors import change_anchor, verdict_anchor
from reportgen.report.model import STATUS_BADGES, Badge, Cell, Code, Column, Link, Plain, Ref, Run, Table
from reportgen.rules.sentences import level_words, shared_words, threshold_words

NOT_STATED = "not stated"

LEDGER_BADGES: dict[LedgerStatus, Badge] = {
    LedgerStatus.NOT_APPLICABLE: Badge("not applicable", "–", "muted"),
    LedgerStatus.SUPERSEDED: Badge("superseded", "»", "muted"),
    LedgerStatus.PENDING: Badge("pending", "…", "plain"),
    LedgerStatus.EXEMPT: Badge("exempt", "○", "plain"),
    LedgerStatus.UNKNOWN: Badge("cannot tell", "?", "open"),
    LedgerStatus.BREACHED: Badge("breached", "✗", "bad"),
    LedgerStatus.KEPT: Badge("kept", "✓", "good"),
}

BASIS_WORDS = {
    Basis.MANDATED_BY_TEXT: "the text itself",
    Basis.COMMON_INTERPRETATION: "common interpretation",
    Basis.OUR_RECOMMENDATION: "our recommendation",
    Basis.NONE: "no level follows from it",
}

FORCE_WORDS = {TextForce.MUST: "must", TextForce.SHOULD: "should", TextForce.INFORMATIVE: "informative", TextForce.DRAFT: "draft"}

VERIFICATION_WORDS = {
    Verification.TEXT: "checked against the text",
    Verification.SECONDARY: "checked against a secondary source only",
    Verification.ID_TITLE: "only its number and title were checked",
    Verification.MEMORY: "not checked: from memory",
}

BELOW = Badge("below recommendation", "▽", "warn")

UNVERIFIED = Badge("text not verified", "⚠", "warn")


def plain(text: str) -> Cell:
    """Return a cell of plain text."""
    return (Plain(text),)


def code(text: str) -> Cell:
    """Return a cell of fixed-width text."""
    return (Code(text),)


def stated(text: str | None) -> Cell:
    """Return the text, or "not stated" for what the inventory does not say."""
    return plain(text) if text is not None else plain(NOT_STATED)


def named(names: Sequence[str] | None) -> Cell:
    """Return names in a row, "none" for an empty list, "not stated" where the inventory does not say."""
    if names is None:
        return plain(NOT_STATED)
    return plain(", ".join(names) if names else "none")


def link(text: str, kind: str, name: str = "", anchor: str = "") -> Link:
    """Return text that leads to a page."""
    return Link(text, Ref(kind, name, anchor))


def joined(runs: Iterable[Run], separator: str = ", ") -> Cell:
    """Return runs with a separator in between."""
    cell: list[Run] = []
    for run in runs:
        if cell:
            cell.append(Plain(separator))
        cell.append(run)
    return tuple(cell)


def subject_link(name: str, kind: str, requirement: str = "") -> Run:
    """Return a subject that leads to its page: a deployment's own, an update's row in the ledger; to a verdict there if one is named."""
    if kind == "deployment":
        return link(name, "deployment", name, verdict_anchor(requirement) if requirement else "")
    if kind == "change":
        return link(name, "commitments", "", change_anchor(name))
    if kind == "environment":
        return link(name, "environment", name)
    return Plain(name)


def status_cell(status: Status, recommendation: Recommendation | None = None) -> Cell:
    """Return the status, and that the recommended level is not reached where it is not."""
    badge = STATUS_BADGES[status]
    if recommendation is Recommendation.BELOW:
        return (badge, Plain(" "), BELOW)
    return (badge,)


def table(
    caption: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[tuple[Cell, ...]],
    empty: str = "None.",
    anchors: Iterable[str] = (),
) -> Table:
    """Return a table; ``columns`` are (title, percent of the width), ``anchors`` the places of the rows."""
    heads = tuple(Column(title=t, share=s) for t, s in columns)
    return Table(caption=caption, columns=heads, rows=tuple(rows), empty=empty, anchors=tuple(anchors))


def day(moment: Moment | None) -> str:
    """Return a day as ISO 8601, with the time and offset where one is known; "–" for none."""
    return "–" if moment is None else moment.isoformat(" ", "minutes") if isinstance(moment, dt.datetime) else moment.isoformat()


def count(number: int, singular: str, plural: str = "") -> str:
    """Return "1 finding", "2 findings"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def facets(isolation: Isolation) -> str:
    """Say of a pair whether Namespaces and Nodes are separate: "Namespaces separate; different nodes, not enforced"."""
    namespaces = "Namespaces separate" if isolation.namespaces_separate else "same Namespace"
    if isolation.nodes_separate is None:
        nodes = "Nodes: cannot tell"
    elif not isolation.nodes_separate:
        nodes = "Nodes shared"
    else:
        nodes = "Nodes separate" if isolation.nodes_enforced else "different nodes, not enforced"
    return f"{namespaces}; {nodes}"


def isolation_words(isolation: Isolation) -> str:
    """Return level, facets and what is shared in one line."""
    return f"{level_words(isolation.level)} ({facets(isolation)}); shared: {shared_words(isolation)}"


def threshold_cell(threshold: Threshold | None) -> Cell:
    """Return the boundaries asked for, or "none"."""
    return plain(threshold_words(threshold) if threshold is not None else "none")


def certainty(requirement: Requirement) -> str:
    """Say how sure we are of a requirement: force of the text, where the level comes from, how far it was verified."""
    parts = [f"a “{FORCE_WORDS[requirement.text_force]}”", f"level from {BASIS_WORDS[requirement.basis]}"]
    if requirement.basis is Basis.NONE:
        parts[1] = BASIS_WORDS[Basis.NONE]
    parts += [VERIFICATION_WORDS[requirement.verification], f"confidence {requirement.confidence}"]
    return "; ".join(parts)


def requirement_marks(requirement: Requirement) -> tuple[Badge, ...]:
    """Return the marks that a requirement carries wherever it appears."""
    marks = [] if requirement.verification.is_verified else [UNVERIFIED]
    if requirement.text_force is not TextForce.MUST:
        marks.append(Badge(FORCE_WORDS[requirement.text_force], "§", "plain"))
    if requirement.override:
        marks.append(Badge("changed by own catalogue", "✱", "warn"))
    return tuple(marks)


def requirement_runs(requirement: Requirement) -> Cell:
    """Return the clause as a link, with its framework: clauses of two frameworks can be spelt alike; its title and its marks."""
    runs: list[Run] = [
        link(f"{requirement.framework} {requirement.clause}", "framework", requirement.framework, requirement.id),
        Plain(f" {requirement.title}"),
    ]
    for mark in requirement_marks(requirement):
        runs += [Plain(" "), mark]
    return tuple(runs)


def lead_words(row: LedgerEntry) -> str:
    """Return the lead in working days, "–" where there is none."""
    return "–" if row.lead is None else str(row.lead)


def location_cell(finding: Finding) -> Cell:
    """Return the place in the inventory to change."""
    return code(f"{finding.location.file}:{finding.location.line}")
