"""The parts of the report model as finished HTML: what a page says at length need not pass through Markdown.

A page keeps its headings and paragraphs as Markdown, so that the templates are the same. In place of each table, list or figure it
holds a paragraph of one token, for which the builder of the site puts in the finished part. No text of an inventory can be a token: its
characters are private ones, which the report writes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from reportgen.language import tr
from reportgen.render.markdown import attribute, html
from reportgen.render.pages.cells import Writer, anchored, badge, counted, glance_columns, placed, spaced, width
from reportgen.render.pages.paths import Places
from reportgen.report.model import Badge, Cell, Code, Column, FindingBlock, FrameworkPage, Group, Link, Plain, Ref, Run, Table

_BEGIN, _END = "\ue000", "\ue001"

_BETWEEN = "\ue002"

_TOKEN: Final = re.compile(rf"<p>{_BEGIN}(\d+){_END}</p>|{_BEGIN}(\d+){_END}")


def restored(page: str, packed: str) -> str:
    """Return a page with its finished parts, as ``Finished.packed`` gave them, in the places of their tokens."""
    parts = packed.split(_BETWEEN)
    return _TOKEN.sub(lambda found: parts[int(found[1] or found[2])], page)


class Finished(Writer):
    """Write parts of the report model as HTML, and keep them in ``parts`` for when the page is done."""

    def __init__(self, places: Places, here: str) -> None:
        super().__init__(places, here)
        self.parts: list[str] = []

    def packed(self) -> str:
        """Return all parts as one text."""
        return _BETWEEN.join(self.parts)

    def keep(self, part: str) -> str:
        """Return the token that stands for a part, "" for none."""
        if not part:
            return ""
        self.parts.append(part)
        return f"{_BEGIN}{len(self.parts) - 1}{_END}"

    def table(self, table: Table, *, captioned: bool = True) -> str:
        """Return the token of a table in its frame."""
        if not table.rows:
            words = f"{html(table.caption)}: {html(table.empty)}" if captioned else html(table.empty)
            return self.keep(f'<p class="rg-empty">{words}</p>' if table.empty else "")
        rows = (_row(f"{anchored(place)}{self._cell(first)}", *map(self._cell, others)) for place, (first, *others) in placed(table))
        return self.keep(_framed(table.caption, table.columns, rows, captioned=captioned))

    def facts(self, facts: Sequence[tuple[str, Cell]]) -> str:
        """Return the token of labels with their values."""
        return self.keep(self._facts(facts))

    def groups(self, groups: Sequence[Group]) -> str:
        """Return the token of group statements."""
        if not groups:
            return super().groups(groups)
        items = "\n".join(f"<li>{badge(group.badge)} ({group.count}): {self._cell(group.members)}</li>" for group in groups)
        return self.keep(f'<div class="rg-groups">\n<ul>\n{items}\n</ul>\n</div>')

    def finding(self, block: FindingBlock, level: int = 3) -> str:
        """Return the token of one finding in full."""
        heading = self._cell(tuple(run for run in block.heading if not isinstance(run, Badge) and run != Plain(" ")))
        badges = " ".join(badge(run) for run in (block.badge, *block.heading) if isinstance(run, Badge))
        place, title = attribute(block.anchor), attribute(tr("Link to this section"))
        return self.keep(
            f'<div class="rg-finding rg-{block.badge.tone}">\n<h{level} id="{place}">{heading}'
            f'<a class="headerlink" href="#{place}" title="{title}">&para;</a></h{level}>\n'
            f'<p>{badges}</p>\n<p class="rg-message">{html(block.message)}</p>\n{self._facts(block.facts)}\n</div>'
        )

    def glance(self, page: FrameworkPage) -> str:
        """Return the token of one line per requirement."""
        rows = (
            _row(
                f'<a href="#{attribute(self.places.anchor(self.clause_ref(page, clause.anchor)))}">{html(clause.clause)}</a> '
                f"{html(clause.title)}{''.join(f' {badge(mark)}' for mark in clause.marks)}",
                " ".join(counted(group) for group in clause.groups) or html(tr("nobody")),
            )
            for clause in page.clauses
        )
        return self.keep(_framed(tr("The requirements at a glance"), glance_columns(), rows, captioned=True))

    def terms(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Return the token of words with what they mean."""
        return self.keep(_definitions("rg-terms", ((word, html(meaning)) for word, meaning in pairs)))

    def block(self, markup: str) -> str:
        """Return the token of a block that is HTML in any case."""
        return self.keep(markup)

    def _address(self, ref: Ref, target: str) -> str:
        """Return the address of a finished page, for a link that a page of Markdown has to ``target``."""
        path, mark, anchor = target.partition("#")
        page = self.places.path(ref)
        return f"{self.places.address(page, self.here) if path and page else ''}{mark}{anchor}"

    def _facts(self, facts: Sequence[tuple[str, Cell]]) -> str:
        return _definitions("rg-facts", ((label, self._cell(value) or "–") for label, value in facts)) if facts else ""

    def _cell(self, runs: Cell) -> str:
        return "".join(map(self._run, runs)).strip(" ")

    def _run(self, run: Run) -> str:
        match run:
            case Plain("0"):
                return self.run(run)
            case Plain(words):
                return spaced(words, html)
            case Code(words):
                return f"<code>{html(words).replace('/', '/<wbr>')}</code>"
            case Badge():
                return badge(run)
            case Link(words, ref):
                target = self.places.link(ref, self.here)
                return html(words) if target is None else f'<a href="{attribute(self._address(ref, target))}">{html(words)}</a>'


def _framed(caption: str, columns: Sequence[Column], rows: Iterable[str], *, captioned: bool) -> str:
    head = f'<p class="rg-caption">{html(caption)}</p>\n' if captioned else ""
    heads = "".join(f'<th class="{width(column)}" scope="col">{html(column.title)}</th>\n' for column in columns)
    return (
        f'{head}<div class="rg-table" role="group" aria-label="{attribute(caption)}" tabindex="0">\n<table>\n<thead>\n<tr>\n{heads}</tr>\n'
        f"</thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>"
    )


def _row(*cells: str) -> str:
    return f"<tr>\n{''.join(f'<td>{cell}</td>{chr(10)}' for cell in cells)}</tr>\n"


def _definitions(kind: str, pairs: Iterable[tuple[str, str]]) -> str:
    items = "\n".join(f"<dt>{html(label)}</dt>\n<dd>{value}</dd>" for label, value in pairs)
    return f'<div class="{kind}">\n<dl>\n{items}\n</dl>\n</div>'
