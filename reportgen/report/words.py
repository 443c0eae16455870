"""Words, cells and number formats that several pages share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from reportgen import language
from reportgen.findings import Finding, Isolation, LedgerEntry, LedgerStatus, Recommendation, Status, Threshold
from reportgen.language import Said, mark, number, tr, trc
from reportgen.model import Moment
from reportgen.regulation import Basis, Requirement, TextForce, Verification
from reportgen.report.anchors import change_anchor, verdict_anchor
from reportgen.report.figures.wording import namespaces_words, separation_words
from reportgen.report.model import STATUS_BADGES, Badge, Badges, Cell, Code, Column, Link, Plain, Ref, Run, Table
from reportgen.rules.sentences import level_words, shared_words, threshold_words
from reportgen.vocabulary import said

LEDGER_BADGES: Final = Badges[LedgerStatus](
    {
        LedgerStatus.NOT_APPLICABLE: (mark("not applicable"), "–", "muted"),
        LedgerStatus.SUPERSEDED: (mark("superseded"), "»", "muted"),
        LedgerStatus.PENDING: (mark("pending"), "…", "plain"),
        LedgerStatus.EXEMPT: (mark("exempt"), "○", "plain"),
        LedgerStatus.UNKNOWN: (mark("cannot tell"), "?", "open"),
        LedgerStatus.BREACHED: (mark("breached"), "✗", "bad"),
        LedgerStatus.KEPT: (mark("kept"), "✓", "good"),
    }
)

BASIS_WORDS: Final = Said(
    {
        Basis.MANDATED_BY_TEXT: mark("the text itself"),
        Basis.COMMON_INTERPRETATION: mark("common interpretation"),
        Basis.OUR_RECOMMENDATION: mark("our recommendation"),
        Basis.NONE: mark("no level follows from it"),
    }
)

FORCE_WORDS: Final = Said(
    {
        TextForce.MUST: mark("must"),
        TextForce.SHOULD: mark("should"),
        TextForce.INFORMATIVE: mark("informative"),
        TextForce.DRAFT: mark("draft"),
    }
)

VERIFICATION_WORDS: Final = Said(
    {
        Verification.TEXT: mark("checked against the text"),
        Verification.SECONDARY: mark("checked against a secondary source only"),
        Verification.ID_TITLE: mark("only its number and title were checked"),
        Verification.MEMORY: mark("not checked: from memory"),
    }
)


def not_stated() -> str:
    """Say that the inventory does not say."""
    return tr("not stated")


def below() -> Badge:
    """Return the badge of what satisfies a requirement and not its recommendation."""
    return Badge(tr("below recommendation"), "▽", "warn", "below")


def unverified() -> Badge:
    """Return the badge of a requirement whose text we have not verified."""
    return Badge(tr("text not verified"), "⚠", "warn", "unverified")


def plain(text: str) -> Cell:
    """Return a cell of plain text."""
    return (Plain(text),)


def code(text: str) -> Cell:
    """Return a cell of fixed-width text."""
    return (Code(text),)


def stated(text: str | None) -> Cell:
    """Return the text, or "not stated" for what the inventory does not say."""
    return plain(not_stated() if text is None else text)


def value(word: StrEnum | None) -> Cell:
    """Return a fixed word of the inventory in the reader's language, or "not stated"."""
    return stated(None if word is None else said(word))


def yes_or_no(answer: bool | None) -> Cell:
    """Return the answer in a word, or "not stated"."""
    return stated(None if answer is None else tr("yes") if answer else tr("no"))


def named(names: Sequence[str] | None) -> Cell:
    """Return names in a row, "none" for an empty list, "not stated" where the inventory does not say."""
    if names is None:
        return plain(not_stated())
    return plain(", ".join(names) if names else tr("none"))


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
        return (badge, Plain(" "), below())
    return (badge,)


def table(
    caption: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[tuple[Cell, ...]],
    empty: str | None = None,
    anchors: Iterable[str] = (),
) -> Table:
    """Return a table; ``columns`` are (title, percent of the width), ``anchors`` the places of the rows, ``empty`` None = "None."."""
    heads = tuple(Column(title=t, share=s) for t, s in columns)
    empty = tr("None.") if empty is None else empty
    return Table(caption=caption, columns=heads, rows=tuple(rows), empty=empty, anchors=tuple(anchors))


def day(moment: Moment | None) -> str:
    """Return a day as the language writes it, with the time and offset where one is known; "–" for none."""
    if moment is None:
        return "–"
    return f"{language.day(moment)} {_clock(moment)}" if isinstance(moment, dt.datetime) else language.day(moment)


def calendar_day(text: str) -> str:
    """Return a day of a catalogue as the language writes it; a year or a month stays as the catalogue spells it."""
    return language.day(dt.date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _clock(moment: dt.datetime) -> str:
    return moment.isoformat(" ", "minutes").partition(" ")[2]


def facets(isolation: Isolation) -> str:
    """Say of a pair whether Namespaces and Nodes are separate: "Namespaces separate; different nodes, not enforced"."""
    return f"{namespaces_words(isolation)}; {separation_words(isolation)}"


def isolation_words(isolation: Isolation) -> str:
    """Return level, facets and what is shared in one line."""
    level, shared = level_words(isolation.level), shared_words(isolation)
    return tr("{level} ({facets}); shared: {shared}", level=level, facets=facets(isolation), shared=shared)


def threshold_cell(threshold: Threshold | None) -> Cell:
    """Return the boundaries asked for, or "none"."""
    return plain(threshold_words(threshold) if threshold is not None else trc("threshold", "none"))


def certainty(requirement: Requirement) -> str:
    """Say how sure we are of a requirement: force of the text, where the level comes from, how far it was verified."""
    basis = BASIS_WORDS[requirement.basis]
    return "; ".join(
        (
            tr("a “{force}”", force=FORCE_WORDS[requirement.text_force]),
            basis if requirement.basis is Basis.NONE else tr("level from {basis}", basis=basis),
            VERIFICATION_WORDS[requirement.verification],
            tr("confidence {confidence}", confidence=said(requirement.confidence)),
        )
    )


def requirement_marks(requirement: Requirement) -> tuple[Badge, ...]:
    """Return the marks that a requirement carries wherever it appears."""
    marks = [] if requirement.verification.is_verified else [unverified()]
    if requirement.text_force is not TextForce.MUST:
        marks.append(Badge(FORCE_WORDS[requirement.text_force], "§", "plain", requirement.text_force.value))
    if requirement.override:
        marks.append(Badge(tr("changed by own catalogue"), "✱", "warn", "changed"))
    return tuple(marks)


def requirement_runs(requirement: Requirement) -> Cell:
    """Return the clause as a link, with its framework: clauses of two frameworks can be spelt alike; its title and its marks."""
    runs: list[Run] = [
        link(f"{requirement.framework} {requirement.clause}", "framework", requirement.framework, requirement.id),
        Plain(f" {requirement.title}"),
    ]
    for badge in requirement_marks(requirement):
        runs += [Plain(" "), badge]
    return tuple(runs)


def lead_words(row: LedgerEntry) -> str:
    """Return the lead in working days, "–" where there is none."""
    return "–" if row.lead is None else number(row.lead)


def location_cell(finding: Finding) -> Cell:
    """Return the place in the inventory to change."""
    return code(f"{finding.location.file}:{finding.location.line}")
