"""The changes between two reports as Markdown, for a comment on a pull request or merge request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportgen.diff import Comparison
from reportgen.language import tr
from reportgen.render.markdown import text as escape
from reportgen.report.changes import changes_page
from reportgen.report.model import Cell, ChangeGroup, ChangeLine, ChangesPage, Table

MOST: Final = 60_000
"""The most characters of a comment; what the platforms take is a little more."""

_MARK: Final = "<!-- reportgen diff -->"
"""Stands first, so that a job can find its own comment and replace it."""


def render_markdown(comparison: Comparison, base: str = "") -> str:
    """Return a comment: the sentence that matters, the counts, then the changes by application, harmless ones folded away.

    ``base`` stands before the files of NEW. A comment that would be too long ends with how much is left out.
    """
    page = changes_page(comparison)
    kept: list[str] = []
    size = 0
    blocks = list(_blocks(page, base))
    for number, block in enumerate(blocks):
        size += len(block) + 2
        if size > MOST:
            rest = len(blocks) - number
            kept.append(f"_{escape(tr('{n} more parts do not fit into a comment; the other formats hold them all.', n=rest))}_")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def _blocks(page: ChangesPage, base: str) -> Iterator[str]:
    yield _MARK
    yield f"### {escape(page.title)}"
    yield f"**{escape(page.headline)}**"
    yield escape(" ".join(page.sentences))
    for group in page.groups:
        yield from _group(group, base)
    for table in (page.incomparable, page.acceptances):
        if table.rows:
            yield f"#### {escape(table.caption)}"
            yield _table(table)


def _group(group: ChangeGroup, base: str) -> Iterator[str]:
    stories = [story for story in group.stories if story.badge.tone != "plain"]
    harmless = [line for story in group.stories if story.badge.tone == "plain" for line in story.lines]
    yield f"#### {escape(group.title)}"
    for story in stories:
        lines = [f"- {_line(line, base)}" for line in story.lines]
        if len(lines) == 1:
            yield lines[0]
        else:
            yield "\n".join([f"- {story.badge.mark} **{escape(story.sentence)}**", *(f"  {line}" for line in lines)])
    folded = [*harmless, *group.sums]
    if folded:
        summary = escape(tr("Without harm: {n}", n=len(folded)))
        inner = "\n".join(f"- {_line(line, base)}" for line in folded)
        yield f"<details><summary>{summary}</summary>\n\n{inner}\n\n</details>"


def _line(line: ChangeLine, base: str) -> str:
    badges = " ".join(f"{badge.mark} {escape(badge.text)}" for badge in line.badges)
    parts = [f"{badges}: {escape(line.sentence)}"]
    if line.note:
        parts.append(escape(line.note))
    place = f"{base if line.is_new else ''}{line.place}" if line.place else ""
    parts.append(" ".join(f"`{_code(text)}`" for text in (line.code, line.id, place) if text))
    return " ".join(parts)


def _code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")


def _table(table: Table) -> str:
    head = "| " + " | ".join(escape(column.title) for column in table.columns) + " |"
    rule = "|" + "---|" * len(table.columns)
    rows = ("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.rows)
    return "\n".join([head, rule, *rows])


def _cell(cell: Cell) -> str:
    return escape(" ".join(run.text for run in cell)).replace("|", "\\|")
