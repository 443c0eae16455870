"""The parts of the report model as Markdown: runs, tables, groups, facts, findings. What they say comes from the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from reportgen.language import tr
from reportgen.render.markdown import attribute, html, text
from reportgen.render.pages.paths import Places
from reportgen.report.model import Badge, Card, Cell, Code, Column, FindingBlock, FrameworkPage, Group, Link, Plain, Ref, Run, Table

NARROWEST: Final = 5
"""Widths of columns are classes in steps of so many percent."""

_SLASH: Final = text("/")


class Writer:
    """Write parts of the report model for the page at ``here``."""

    def __init__(self, places: Places, here: str) -> None:
        self.places = places
        self.here = here

    def cell(self, runs: Cell) -> str:
        """Return runs as one line of Markdown."""
        return "".join(self.run(run) for run in runs).strip(" ")

    def run(self, run: Run) -> str:
        """Return one run; a link to a page that the report does not have is its text."""
        match run:
            case Plain("0"):
                return '<span class="rg-zero">0</span>'
            case Plain(words):
                return spaced(words, text)
            case Code(words):
                return f"<code>{text(words).replace(_SLASH, f'{_SLASH}<wbr>')}</code>"
            case Badge():
                return badge(run)
            case Link(words, ref):
                target = self.places.link(ref, self.here)
                return text(words) if target is None else f"[{text(words)}]({target})"

    def table(self, table: Table, *, captioned: bool = True) -> str:
        """Return a table in a frame that scrolls by itself; what the model says instead where it has no rows.

        ``captioned`` False leaves out the caption, where the heading above says the same.
        """
        if not table.rows:
            empty = f"{text(table.caption)}: {text(table.empty)}" if captioned else text(table.empty)
            return f"{empty}\n{{: .rg-empty }}" if table.empty else ""
        lines = [_row(_head(column) for column in table.columns), _row("---" for _ in table.columns)]
        for place, (first, *others) in placed(table):
            lines.append(_row((anchored(place) + self.cell(first), *map(self.cell, others))))
        return self.framed(table.caption, "\n".join(lines), captioned=captioned)

    def framed(self, caption: str, body: str, *, captioned: bool = True) -> str:
        """Return a table of Markdown under its caption, in a frame that scrolls by itself."""
        head = f"{text(caption)}\n{{: .rg-caption }}\n\n" if captioned else ""
        frame = f'<div class="rg-table" role="group" aria-label="{attribute(caption)}" tabindex="0" markdown>'
        return f"{head}{frame}\n\n{body}\n\n</div>"

    def facts(self, facts: Sequence[tuple[str, Cell]]) -> str:
        """Return labels with their values as a list of definitions."""
        if not facts:
            return ""
        return _definitions("rg-facts", ((label, self.cell(value) or "–") for label, value in facts))

    def terms(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Return words with what they mean as a list of definitions."""
        return _definitions("rg-terms", ((word, text(meaning)) for word, meaning in pairs))

    def block(self, markup: str) -> str:
        """Return a block that is HTML on every kind of page."""
        return markup

    def groups(self, groups: Sequence[Group]) -> str:
        """Return group statements as a list: the status, how many, and every member by name."""
        if not groups:
            return f"{text(tr('Nobody was judged.'))}\n{{: .rg-empty }}"
        items = "\n".join(f"- {badge(group.badge)} ({group.count}): {self.cell(group.members)}" for group in groups)
        return f'<div class="rg-groups" markdown>\n\n{items}\n\n</div>'

    def finding(self, block: FindingBlock, level: int = 3) -> str:
        """Return one finding in full, under a heading of the given level."""
        # Badges stay out of the heading, which is repeated in tables of contents and search results.
        heading = self.cell(tuple(run for run in block.heading if not isinstance(run, Badge) and run != Plain(" ")))
        badges = " ".join(badge(run) for run in (block.badge, *block.heading) if isinstance(run, Badge))
        body = f"{'#' * level} {heading} {{: #{block.anchor} }}\n\n{badges}\n\n{text(block.message)}\n{{: .rg-message }}"
        body += f"\n\n{self.facts(block.facts)}"
        return f'<div class="rg-finding rg-{block.badge.tone}" markdown>\n\n{body}\n\n</div>'

    def glance(self, page: FrameworkPage) -> str:
        """Return one line per requirement: where it stands on the page, and how many subjects stand how to it."""
        columns = glance_columns()
        lines = [_row(_head(column) for column in columns), _row("---" for _ in columns)]
        for clause in page.clauses:
            anchor = self.places.anchor(self.clause_ref(page, clause.anchor))
            marks = "".join(f" {badge(mark)}" for mark in clause.marks)
            states = " ".join(counted(group) for group in clause.groups)
            lines.append(_row((f"[{text(clause.clause)}](#{anchor}) {text(clause.title)}{marks}", states or text(tr("nobody")))))
        return self.framed(tr("The requirements at a glance"), "\n".join(lines))

    def clause_ref(self, page: FrameworkPage, anchor: str) -> Ref:
        """Point at a requirement on its framework's page."""
        return Ref("framework", page.id, anchor)

    def link(self, kind: str, words: str, name: str = "", anchor: str = "") -> str:
        """Return a link to a page of the report."""
        return self.run(Link(words, Ref(kind, name, anchor)))

    def download(self, path: str, label: str) -> str:
        """Return a button that leads to a file beside the pages; it is HTML, since generators look for such files among the pages."""
        address = self.places.address(f"{self.places.top}{path}", self.here)
        return f'<a class="md-button" href="{attribute(address)}">{html(label)}</a>'

    def home(self, kind: str, name: str) -> str:
        """Return the address of a finished page from this one; "" where this is it, or the report has none."""
        path = self.places.path(Ref(kind, name))
        return "" if path is None or path == self.here else self.places.address(path, self.here)

    def built_links(self, kind: str, names: Iterable[str]) -> dict[str, str]:
        """Return links to the finished pages of these names: for drawings, whose links no generator rewrites."""
        found = ((name, self.places.path(Ref(kind, name))) for name in names)
        return {name: self.places.address(path, self.here) for name, path in found if path is not None}


def placed(table: Table) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield each row of a table with its place, "" where rows have none."""
    yield from zip(table.anchors or ("",) * len(table.rows), table.rows, strict=True)


def anchored(place: str) -> str:
    """Return the place of a row, as a link to itself; "" where it has none."""
    if not place:
        return ""
    name, label = attribute(place), attribute(tr("Link to this row"))
    return f'<a class="rg-place" id="{name}" href="#{name}" aria-label="{label}"></a>'


def glance_columns() -> tuple[Column, Column]:
    """Return the heads of the table that shows all requirements of a framework at a glance."""
    return (Column(title=tr("Requirement"), share=60), Column(title=tr("Subjects by status"), share=40))


def _definitions(kind: str, pairs: Iterable[tuple[str, str]]) -> str:
    items = "\n\n".join(f"{text(label)}\n:   {value}" for label, value in pairs)
    return f'<div class="{kind}" markdown>\n\n{items}\n\n</div>'


def badge(part: Badge) -> str:
    """Return a word with its mark; screen readers hear the word only."""
    mark = f'<span aria-hidden="true">{text(part.mark)}</span>&#160;' if part.mark else ""
    return f'<span class="rg-badge rg-{part.tone}">{mark}{text(part.text)}</span>'


def counted(group: Group) -> str:
    """Return the badge of a group with the number of its members in it."""
    return badge(Badge(f"{group.count} {group.badge.text}", group.badge.mark, group.badge.tone))


def cards(parts: Iterable[Card]) -> str:
    """Return numbers with what they count, as one block of HTML."""
    items = "".join(
        f'<li class="rg-card rg-{part.tone}"><span class="rg-card__value">{html(part.value)}</span> '
        f'<span class="rg-card__label">{html(part.label)}</span></li>'
        for part in parts
    )
    return f'<ul class="rg-cards">{items}</ul>' if items else ""


def spaced(words: str, escape: Callable[[str], str]) -> str:
    """Return plain text whose outer spaces stay outside of the escaping, since runs are set side by side."""
    inner = words.strip(" ")
    if not inner:
        return " " if words else ""
    return (" " if words[0] == " " else "") + escape(inner) + (" " if words[-1] == " " else "")


def _head(column: Column) -> str:
    return f"{text(column.title)} {{: .{width(column)} scope=col }}"


def width(column: Column) -> str:
    """Return the class of a column's width."""
    return f"rg-w{max(NARROWEST, round(column.share / NARROWEST) * NARROWEST)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"
