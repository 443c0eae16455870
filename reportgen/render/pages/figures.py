"""The figures of the report on a page: drawings as SVG, matrix and promotion table as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from reportgen.language import tr, trn
from reportgen.render.markdown import attribute, html
from reportgen.render.svg import Figure, responsive
from reportgen.report.figures import (
    Composition,
    DeveloperLoop,
    IsolationMatrix,
    MatrixCell,
    MatrixGroup,
    MatrixMark,
    PromotionCell,
    PromotionTable,
)

DETAILED: Final = 8
"""Up to so many groups a matrix has room for the facets in its cells; beyond, they stand in the tooltip and in the table below it."""


Links: TypeAlias = Callable[[str, Iterable[str]], Mapping[str, str]]
"""Return, of a kind of page and some names, where the pages of these names stand."""


def drawing(figure: Figure, prefix: str, links: Links) -> str:
    """Return a drawing; ``prefix`` is unique on the page."""
    return f"<div>{responsive(figure, prefix=prefix, links=links('deployment', _drawn(figure)))}</div>"


def _drawn(figure: Figure) -> Iterator[str]:
    match figure:
        case Composition():
            yield from (d.name for cluster in figure.clusters for space in cluster.namespaces for d in space.deployments)
        case DeveloperLoop():
            yield from (instance.name for stage in figure.stages for instance in stage.instances)


def in_words(figure: Figure) -> str:
    """Return the facts of a drawing as a table to unfold."""
    if not figure.rows:
        return ""
    head = "".join(f'<th scope="col">{html(column)}</th>' for column in figure.columns)
    body = "".join(f"<tr>{''.join(f'<td>{html(cell)}</td>' for cell in row)}</tr>" for row in figure.rows)
    table = f'<div class="rg-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return f'<details class="rg-in-words"><summary>{html(tr("{figure} as a table", figure=figure.title))}</summary>{table}</details>'


def matrix(figure: IsolationMatrix, find: Links, home: str = "") -> str:
    """Return the isolation matrix as one block of HTML: the level in words and colour, the facets, what the level does not say.

    ``home`` is the address of the application's page, where each pair has its place; "" = this is the page.
    """
    if not figure.groups:
        return f'<p class="rg-empty">{html(figure.alt)}</p>'
    links = find("deployment", (name for group in figure.groups for name in group.members))
    detailed = len(figure.groups) <= DETAILED
    heads = "".join(_column(group, links, detailed=detailed) for group in figure.groups)
    rows = "".join(
        f"<tr>{_row_head(group, links)}{''.join(_cell(cell, home, detailed=detailed) for cell in line)}</tr>"
        for group, line in zip(figure.groups, figure.cells, strict=True)
    )
    rest = f'<p class="rg-empty">{html(figure.rest)}</p>' if figure.rest else ""
    kind = "rg-matrix" if detailed else "rg-matrix rg-matrix--dense"
    return (
        f'<div class="rg-table" role="group" aria-label="{attribute(figure.title)}" tabindex="0"><table class="{kind}">'
        f"<caption>{html(figure.alt)}</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{rest}"
        f"{_legend(figure)}"
    )


def _legend(figure: IsolationMatrix) -> str:
    items = "".join(f'<li class="rg-level {kind}">{number} {html(name)}</li>' for number, name, kind in figure.legend)
    return f'<ul class="rg-legend" aria-label="{attribute(tr("Levels of isolation"))}">{items}</ul>'


def _column(group: MatrixGroup, links: Mapping[str, str], *, detailed: bool) -> str:
    label = _label(group, links) if detailed else f'<abbr title="{attribute(group.label)}">{group.number}</abbr>'
    return f'<th scope="col" data-stages="{attribute(group.stages)}">{label}</th>'


def _row_head(group: MatrixGroup, links: Mapping[str, str]) -> str:
    members = ", ".join(_name(name, links) for name in group.members)
    return (
        f'<th scope="row" data-stages="{attribute(group.stages)}"><span class="rg-number">{group.number}</span> {members}'
        f"<small>{html(group.stages)} · {html(group.place)}</small></th>"
    )


def _label(group: MatrixGroup, links: Mapping[str, str]) -> str:
    first = _name(group.members[0], links) if group.members else html(group.label)
    if len(group.members) < 2:
        return first
    others = len(group.members) - 1
    return trn("{name} and {n} more", "{name} and {n} more", others, name=first)


def _name(name: str, links: Mapping[str, str]) -> str:
    return f'<a href="{attribute(links[name])}">{html(name)}</a>' if name in links else html(name)


def _cell(cell: MatrixCell, home: str, *, detailed: bool) -> str:
    if not cell.level:
        return f'<td class="rg-level {cell.css_class}" title="{attribute(cell.sentence)}">{html(cell.text)}</td>'
    place = attribute(cell.place)
    parts = [f'<a class="rg-level__name" href="{attribute(home)}#{place}">{html(cell.text)}</a>']
    if detailed:
        parts.append(f"<small>{html(cell.namespaces)}</small><small>{html(cell.nodes)}</small>")
    told = {cell.nodes} if detailed else set()
    parts += [_marked(mark) for mark in cell.marks if mark.text not in told]
    if cell.verdict is not None:
        parts.append(_marked(cell.verdict))
    look_up = f'data-pair="{place}" data-kinds="{_words(cell.kinds)}" data-statuses="{_words(cell.verdicts)}"'
    return f'<td class="rg-level {cell.css_class}" title="{attribute(cell.sentence)}" {look_up}>{"".join(parts)}</td>'


def _words(words: Iterable[str]) -> str:
    return attribute("; ".join(words))


def _marked(mark: MatrixMark) -> str:
    return f'<small class="rg-mark"><b aria-hidden="true">{html(mark.mark)}</b> {html(mark.text)}</small>'


def promotion(figure: PromotionTable) -> str:
    """Return the promotion table as one block of HTML."""
    heads = "".join(f'<th scope="col">{html(head)}</th>' for head in figure.heads)
    code = "".join(f"<td>{html(words)}</td>" for words in figure.code)
    rows = f'<tr><th scope="row">{html(tr("code"))}</th>{code}</tr>{_stage_row(tr("data"), figure.data)}'
    rows += "".join(_stage_row(row.title, row.cells) for row in figure.observers)
    legend = "".join(f"<li><b>{html(mark)}</b> {html(words)}: {html(sentence)}</li>" for mark, words, sentence in figure.legend)
    return (
        f'<div class="rg-table" role="group" aria-label="{attribute(figure.title)}" tabindex="0"><table class="rg-promotion">'
        f"<caption>{html(figure.alt)}</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<ul class="rg-legend" aria-label="{attribute(tr("Marks"))}">{legend}</ul>'
    )


def _stage_row(title: str, cells: tuple[PromotionCell, ...]) -> str:
    return f'<tr><th scope="row">{html(title)}</th>{"".join(map(_promoted, cells))}</tr>'


def _promoted(cell: PromotionCell) -> str:
    mark = f'<b aria-hidden="true">{html(cell.mark)}</b>'
    return f'<td class="{cell.css_class} rg-{cell.tone}" title="{attribute(cell.sentence)}">{mark} {html(cell.text)}</td>'
