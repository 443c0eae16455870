"""The changes between two reports as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.diff import Comparison
from reportgen.render.terminal import clean, heading, table_lines, wrapped
from reportgen.report.changes import changes_page
from reportgen.report.model import ChangeGroup, ChangeLine


def render_text(comparison: Comparison, base: str = "") -> str:
    """Return the changes: the sentence that matters first, then by application, and at the end what was compared.

    ``base`` stands before the files of NEW, which are relative to its inventory.
    """
    return "\n".join(_lines(comparison, base))


def _lines(comparison: Comparison, base: str) -> Iterator[str]:
    page = changes_page(comparison)
    yield from wrapped(page.headline)
    yield ""
    for sentence in page.sentences:
        yield from wrapped(sentence)
    for group in page.groups:
        yield from _group(group, base)
    for table in (page.incomparable, page.acceptances):
        if table.rows:
            yield ""
            yield from table_lines(table)


def _group(group: ChangeGroup, base: str) -> Iterator[str]:
    yield from heading(group.title)
    for story in group.stories:
        if len(story.lines) > 1:
            yield from wrapped(f"{story.badge.mark} {story.sentence}", 0, 2)
            for line in story.lines:
                yield from _line(line, base, 2)
        else:
            yield from _line(story.lines[0], base, 0)
    for line in group.sums:
        yield from _line(line, base, 0)


def _line(line: ChangeLine, base: str, indent: int) -> Iterator[str]:
    marks = " ".join(f"[{badge.text}]" for badge in line.badges[1:])
    yield from wrapped(f"{line.badges[0].mark} {line.badges[0].text}{f' {marks}' if marks else ''}: {line.sentence}", indent, 2)
    if line.note:
        yield from wrapped(line.note, indent + 2)
    place = f"{base if line.is_new else ''}{line.place}" if line.place else ""
    yield f"{' ' * (indent + 4)}{clean('  '.join(filter(None, [line.code, line.id, place])))}"
