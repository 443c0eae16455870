"""Plain text for a terminal: lines of a bounded width, columns that stand under each other, nothing that a terminal would obey.

No colours: what is said is in the words and marks.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reportgen.report.model import Badge, Cell, Table

WIDTH: Final = 110
"""The greatest width of running text, in characters. Places and tables may be wider: they are never broken."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# What moves the cursor, ends a line, or reorders the letters around it.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text of the inventory as one line that a terminal shows and does not obey."""
    return _OBEYED.sub(_REPLACEMENT, " ".join(text.split()))


def words(cell: Cell) -> str:
    """Return a cell of the report as text; a mark stands before its word."""
    return clean("".join(f"[{run.mark} {run.text}]" if isinstance(run, Badge) else run.text for run in cell))


def wrapped(text: str, indent: int = 0, hang: int = 0) -> Iterator[str]:
    """Yield the lines of a running text; the later ones stand ``hang`` characters further in."""
    lines = textwrap.wrap(
        clean(text),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from lines or [""]


def labelled(rows: Iterable[tuple[str, str]], indent: int = 0) -> Iterator[str]:
    """Yield label and text in two columns, the text wrapped in its own."""
    found = list(rows)
    width = max((len(label) for label, _ in found), default=0) + 2
    for label, text in found:
        lines = list(wrapped(text, indent + width))
        yield f"{' ' * indent}{label:<{width}}{lines[0].lstrip()}".rstrip()
        yield from lines[1:]


def columns(rows: Sequence[Sequence[str]], indent: int = 0, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield rows whose cells stand under each other; those columns whose numbers are in ``right`` end under each other."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        cells = (_padded(cell, width, right=i in right) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        yield f"{' ' * indent}{'  '.join(cells)}".rstrip()


def table_lines(table: Table, indent: int = 0) -> Iterator[str]:
    """Yield a table of the report under its caption."""
    yield f"{' ' * indent}{clean(table.caption)}"
    if not table.rows:
        yield f"{' ' * (indent + 2)}{clean(table.empty)}"
        return
    heads = [column.title for column in table.columns]
    yield from columns([heads, *([words(cell) for cell in row] for row in table.rows)], indent + 2)


def heading(text: str) -> Iterator[str]:
    """Yield a heading with a blank line before it."""
    title = clean(text)
    yield from ("", title, "-" * min(WIDTH, _width(title)))


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
