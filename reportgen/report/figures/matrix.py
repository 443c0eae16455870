"""The isolation matrix of one application: its placement groups against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reportgen.findings import ApplicationIsolation, Assessment, Isolation, PlacementGroup
from reportgen.regulation import Level
from reportgen.report.figures.wording import STAGE_TITLES, counted, listed
from reportgen.rules.sentences import SHARED_WORDS

GROUPS_SHOWN: Final = 24
"""How many groups a matrix has room for; the rest is counted, and stands in report.json."""

LEVEL_TITLES: Final[dict[Level, str]] = {
    Level.LABELS: "labels",
    Level.NAMESPACE: "namespace",
    Level.NODE: "node",
    Level.CLUSTER: "cluster",
    Level.ENVIRONMENT: "environment",
}


class CellKind(StrEnum):
    """Say what a cell compares: two groups, the members of one group, or a deployment with itself (nothing to say)."""

    PAIR = "pair"
    MEMBERS = "members"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixGroup:
    """Head a row and a column. ``number`` counts from 1, for narrow column heads; ``label`` names the first member and counts the rest."""

    id: str
    number: int
    label: str
    members: tuple[str, ...]
    stages: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixMark:
    """Add a short word with a mark to a cell, for what the level alone does not say."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """Show one pair.

    ``text`` is the level's name, "–" for a deployment with itself. ``namespaces`` and ``nodes`` are the facets in words, ``shared`` what
    is still shared in words, in the order of the contract. ``css_class`` is ``rg-level-`` and the level, or ``rg-level-self``.
    ``level`` is 1 to 5, 0 = none. ``sentence`` says all of it. ``a`` and ``b`` are ids of groups.
    """

    kind: CellKind
    a: str
    b: str
    level: int
    text: str
    marks: tuple[MatrixMark, ...]
    namespaces: str
    nodes: str
    shared: tuple[str, ...]
    sentence: str
    css_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationMatrix:
    """Show how the groups of one application stand to each other: ``cells[i][j]`` compares ``groups[i]`` with ``groups[j]``.

    Symmetric. ``rest`` counts the groups that are not shown, "" = none. No group at all: nothing of the application runs in an
    Environment. ``legend`` are the levels as (number, name, class).
    """

    application: str
    title: str
    groups: tuple[MatrixGroup, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    rest: str
    legend: tuple[tuple[int, str, str], ...]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def isolation_matrix(assessment: Assessment, application: str) -> IsolationMatrix:
    """Return the matrix of one application; without groups where none of its deployments runs in an Environment."""
    found = next((a for a in assessment.applications if a.name == application), None)
    isolation = found or ApplicationIsolation(name=application, groups=(), pairs=())
    shown = isolation.groups[:GROUPS_SHOWN]
    groups = tuple(_group(assessment, number, group) for number, group in enumerate(shown, 1))
    pairs = {frozenset((pair.a, pair.b)): pair.isolation for pair in isolation.pairs}
    cells = tuple(tuple(_cell(a, b, pairs) for b in groups) for a in groups)
    hidden = len(isolation.groups) - len(shown)
    return IsolationMatrix(
        application=application,
        title=f"Isolation inside {application}",
        groups=groups,
        cells=cells,
        rest=f"{counted(hidden, 'further group')} of deployments is not shown" if hidden else "",
        legend=tuple((level.value, LEVEL_TITLES[level], _css(level)) for level in Level),
        alt=_alt(application, groups, cells, hidden),
        columns=("", *(g.label for g in groups)),
        rows=tuple((g.label, *(_words(c) for c in line)) for g, line in zip(groups, cells, strict=True)),
    )


def _group(assessment: Assessment, number: int, group: PlacementGroup) -> MatrixGroup:
    by_name = assessment.inventory.deployment_by_name
    stages = {by_name[name].stage for name in group.members}
    others = len(group.members) - 1
    pools = f"on {listed(group.node_pools, 3)}" if group.node_pools else "Nodes not stated"
    return MatrixGroup(
        id=group.id,
        number=number,
        label=f"{group.id} and {others} more" if others else group.id,
        members=group.members,
        stages=", ".join(title for stage, title in STAGE_TITLES.items() if stage in stages),
        place=f"Environment {group.environment} · {group.cluster} · Namespace {group.namespace} · {pools}",
    )


def _cell(a: MatrixGroup, b: MatrixGroup, pairs: Mapping[frozenset[str], Isolation]) -> MatrixCell:
    isolation = pairs.get(frozenset((a.id, b.id)))
    if isolation is None:
        return MatrixCell(
            kind=CellKind.SELF,
            a=a.id,
            b=b.id,
            level=0,
            text="–",
            marks=(),
            namespaces="",
            nodes="",
            shared=(),
            sentence=f"{a.label}: one deployment, nothing to compare.",
            css_class="rg-level-self",
        )
    shared = tuple(_shared(word) for word in isolation.shared)
    namespaces = "Namespaces separate" if isolation.namespaces_separate else "same Namespace"
    return MatrixCell(
        kind=CellKind.PAIR if a.id != b.id else CellKind.MEMBERS,
        a=a.id,
        b=b.id,
        level=isolation.level.value,
        text=LEVEL_TITLES[isolation.level],
        marks=tuple(_marks(isolation)),
        namespaces=namespaces,
        nodes=_nodes(isolation),
        shared=shared,
        sentence=_sentence(a, b, isolation, f"{namespaces}, {_nodes(isolation)}", shared),
        css_class=_css(isolation.level),
    )


def _css(level: Level) -> str:
    return f"rg-level-{level.id}"


def _nodes(isolation: Isolation) -> str:
    if isolation.nodes_separate is None:
        return "Nodes: cannot tell"
    if not isolation.nodes_separate:
        return "Nodes shared"
    return "Nodes separate" if isolation.nodes_enforced else "different nodes, not enforced"


def _marks(isolation: Isolation) -> list[MatrixMark]:
    marks = []
    if isolation.level is Level.NODE and not isolation.namespaces_separate:
        marks.append(MatrixMark(mark="!", text="same Namespace"))
    if isolation.nodes_separate is None:
        marks.append(MatrixMark(mark="?", text="Nodes not known"))
    elif isolation.nodes_separate and not isolation.nodes_enforced:
        marks.append(MatrixMark(mark="!", text="different Nodes, not enforced"))
    if "services-unknown" in isolation.shared:
        marks.append(MatrixMark(mark="?", text="services not known"))
    services = sum(word.startswith("service:") for word in isolation.shared)
    if services:
        marks.append(MatrixMark(mark="!", text=f"shares {counted(services, 'service')}"))
    return marks


def _shared(word: str) -> str:
    return f"service {word.removeprefix('service:')}" if word.startswith("service:") else SHARED_WORDS[word]


def _sentence(a: MatrixGroup, b: MatrixGroup, isolation: Isolation, facets: str, shared: Sequence[str]) -> str:
    who = f"{a.label} and {b.label}" if a.id != b.id else f"The {len(a.members)} members of {a.label}, among themselves"
    rest = f"still shared: {listed(shared, len(shared))}" if shared else "nothing is shared"
    return f"{who}: level {isolation.level.value}, {LEVEL_TITLES[isolation.level]} ({facets}); {rest}."


def _words(cell: MatrixCell) -> str:
    return "; ".join([cell.text, *(mark.text for mark in cell.marks)])


def _alt(application: str, groups: Sequence[MatrixGroup], cells: Sequence[Sequence[MatrixCell]], hidden: int) -> str:
    if not groups:
        return f"No deployment of {application} runs in an Environment, so there is no pair to compare."
    pairs = [cells[i][j] for i in range(len(groups)) for j in range(i, len(groups)) if cells[i][j].level]
    rest = f" {counted(hidden, 'further group')} left out." if hidden else ""
    if not pairs:
        return f"{application} has a single deployment in an Environment, so there is no pair to compare.{rest}"
    counts = [f"{LEVEL_TITLES[level]} {n}" for level in Level if (n := sum(c.level == level for c in pairs))]
    least = min(c.level for c in pairs)
    lowest = [f"{c.a} with {c.b}" if c.a != c.b else f"the members of {c.a}" for c in pairs if c.level == least]
    return (
        f"Isolation of {counted(len(pairs), 'pair')} in {application}, pairs by level: {', '.join(counts)}."
        f" Lowest, {LEVEL_TITLES[Level(least)]}: {listed(lowest)}.{rest}"
    )
