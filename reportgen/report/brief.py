"""The report on two pages, for those who decide: what fails, whom it concerns, who mends it, what changed, what comes, what we advise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from reportgen.findings import Assessment, Finding, Status
from reportgen.language import number, tr, trn
from reportgen.report.index import Index
from reportgen.report.model import Book, Brief, Cell, Plain, Table
from reportgen.report.subjects import remediation_words
from reportgen.report.texts import ledger_sentence
from reportgen.report.words import plain, requirement_runs, table
from reportgen.rules.sentences import listed

ROWS: Final = (10, 7, 6, 5, 3, 1)
"""How many rows a table has, from the roomiest brief to the tightest."""

SENTENCE: Final = 190
"""The longest sentence of a brief, in characters; the whole one stands in the auditor's edition."""


def briefs(assessment: Assessment, book: Book) -> tuple[Brief, ...]:
    """Return the brief in several lengths, the longest first: a renderer takes the first that fits its pages."""
    index = Index(assessment)
    failing = list(_by_requirement(index, Status.NOT_SATISFIED))
    unknown = list(_by_requirement(index, Status.UNKNOWN))
    return tuple(_brief(index, book, failing, unknown, rows) for rows in ROWS)


def _brief(index: Index, book: Book, failing: Sequence[list[Finding]], unknown: Sequence[list[Finding]], rows: int) -> Brief:
    overview = book.overview
    return Brief(
        failing=_table(index, tr("Requirements not satisfied, worst first"), failing, rows),
        unknown=_table(index, tr("Requirements of which something cannot be told, and what is missing"), unknown, (rows + 1) // 2),
        frameworks=_cut(overview.frameworks, 2 * rows),
        dates=_cut(overview.expiring, rows),
        updates=ledger_sentence(index),
        change=_shortened(book.changes.headline, 3 * SENTENCE) if book.changes else "",
        advice=tuple(_shortened(item.message) for item in overview.advice[:rows]),
        more_advice=_more(len(overview.advice) - rows),
    )


def _by_requirement(index: Index, status: Status) -> Iterator[list[Finding]]:
    """Yield the findings of one status by requirement, the requirement of the worst of them first."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in index.worst_first:
        if finding.status is status:
            found[finding.requirement].append(finding)
    yield from found.values()


def _table(index: Index, caption: str, groups: Sequence[list[Finding]], rows: int) -> Table:
    shown = [
        (requirement_runs(index.requirement(found[0].requirement)), plain(_subjects(found)), _why(found), plain(_mends(found)))
        for found in groups[:rows]
    ]
    columns = ((tr("Requirement"), 27), (tr("For"), 19), (tr("Why"), 38), (tr("Who mends it, by when"), 16))
    return table(_captioned(caption, len(shown), len(groups)), columns, shown, tr("Nothing."))


def _captioned(caption: str, shown: int, total: int) -> str:
    if shown == total:
        return caption
    return tr("{caption} ({shown} of {n}; the rest in the auditor's edition)", caption=caption, shown=number(shown), n=number(total))


def _subjects(findings: Iterable[Finding]) -> str:
    names = list(dict.fromkeys(finding.subject for finding in findings))
    if len(names) <= 3:
        return ", ".join(names)
    return trn("{names} and {n} more", "{names} and {n} more", len(names) - 2, names=", ".join(names[:2]))


def _why(findings: Sequence[Finding]) -> Cell:
    messages = list(dict.fromkeys(finding.message for finding in findings))
    more = trn("{n} more finding.", "{n} more findings.", len(messages) - 1) if len(messages) > 1 else ""
    return (Plain(f"{_reason(findings[0])} {more}".strip()),)


def _reason(finding: Finding) -> str:
    """Return why it is so; of a sentence that is too long, what is missing: its end, which would be cut off."""
    if not finding.missing or len(finding.message) <= SENTENCE:
        return _shortened(finding.message)
    return _shortened(tr("The inventory does not state {fields}.", fields=listed(finding.missing, len(finding.missing))))


def _mends(findings: Iterable[Finding]) -> str:
    words = list(dict.fromkeys(filter(None, map(remediation_words, findings))))
    return "; ".join(islice(words, 2)) or tr("nobody named")


def _shortened(text: str, most: int = SENTENCE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rpartition(' ')[0]} …"


def _cut(whole: Table, rows: int) -> Table:
    caption = _captioned(whole.caption, min(rows, len(whole.rows)), len(whole.rows))
    return replace(whole, rows=whole.rows[:rows], anchors=whole.anchors[:rows], caption=caption)


def _more(hidden: int) -> str:
    return trn("{n} more, in the auditor's edition.", "{n} more, in the auditor's edition.", hidden) if hidden > 0 else ""
