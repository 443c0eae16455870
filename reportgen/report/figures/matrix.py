"""The isolation matrix of one application: its placement groups against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reportgen.findings import ApplicationIsolation, Assessment, Isolation, PlacementGroup, Status
from reportgen.language import Said, mark, number, tr, trn
from reportgen.regulation import Level
from reportgen.report.anchors import pair_anchor
from reportgen.report.figures.wording import STAGE_TITLES, face, listed, namespaces_words, pools_words, separation_words
from reportgen.rules.sentences import shared_word

GROUPS_SHOWN: Final = 24
"""How many groups a matrix has room for; the rest is counted, and stands in report.json."""

LEVEL_TITLES: Final = Said(
    {
        Level.LABELS: mark("labels"),
        Level.NAMESPACE: mark("namespace"),
        Level.NODE: mark("node"),
        Level.CLUSTER: mark("cluster"),
        Level.ENVIRONMENT: mark("environment"),
    }
)


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
    ``place`` is the anchor of the pair's row in the table of pairs. ``kinds`` are the level and what is not known, ``verdicts`` the
    statuses that the pair gives to some requirement, worst first: the words to look for pairs by. ``verdict`` is the worst of them
    where it is not a good one.
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
    place: str = ""
    kinds: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    verdict: MatrixMark | None = None


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


def isolation_matrix(
    assessment: Assessment, application: str, verdicts: Mapping[frozenset[str], tuple[Status, ...]] | None = None
) -> IsolationMatrix:
    """Return the matrix of one application; without groups where none of its deployments runs in an Environment.

    ``verdicts`` are the statuses that a pair gives, by the ids of its groups.
    """
    found = next((a for a in assessment.applications if a.name == application), None)
    isolation = found or ApplicationIsolation(name=application, groups=(), pairs=())
    shown = isolation.groups[:GROUPS_SHOWN]
    groups = tuple(_group(assessment, number, group) for number, group in enumerate(shown, 1))
    pairs = {frozenset((pair.a, pair.b)): pair.isolation for pair in isolation.pairs}
    given = verdicts or {}
    cells = tuple(tuple(_cell(a, b, pairs, given.get(frozenset((a.id, b.id)), ())) for b in groups) for a in groups)
    hidden = len(isolation.groups) - len(shown)
    return IsolationMatrix(
        application=application,
        title=tr("Isolation inside {application}", application=application),
        groups=groups,
        cells=cells,
        rest=_rest(hidden),
        legend=tuple((level.value, LEVEL_TITLES[level], _css(level)) for level in Level),
        alt=_alt(application, groups, cells, hidden),
        columns=("", *(g.label for g in groups)),
        rows=tuple((g.label, *(_words(c) for c in line)) for g, line in zip(groups, cells, strict=True)),
    )


def _rest(hidden: int) -> str:
    if not hidden:
        return ""
    return trn("{n} further group of deployments is not shown", "{n} further groups of deployments is not shown", hidden)


def _group(assessment: Assessment, number: int, group: PlacementGroup) -> MatrixGroup:
    by_name = assessment.inventory.deployment_by_name
    stages = {by_name[name].stage for name in group.members}
    others = len(group.members) - 1
    where = tr("Environment {name}", name=group.environment), group.cluster, tr("Namespace {name}", name=group.namespace)
    return MatrixGroup(
        id=group.id,
        number=number,
        label=trn("{name} and {n} more", "{name} and {n} more", others, name=group.id) if others else group.id,
        members=group.members,
        stages=", ".join(title for stage, title in STAGE_TITLES.items() if stage in stages),
        place=" · ".join((*where, pools_words(group.node_pools))),
    )


def _cell(a: MatrixGroup, b: MatrixGroup, pairs: Mapping[frozenset[str], Isolation], verdicts: tuple[Status, ...]) -> MatrixCell:
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
            sentence=tr("{name}: one deployment, nothing to compare.", name=a.label),
            css_class="rg-level-self",
        )
    shared = tuple(_shared(word) for word in isolation.shared)
    namespaces = namespaces_words(isolation)
    return MatrixCell(
        kind=CellKind.PAIR if a.id != b.id else CellKind.MEMBERS,
        a=a.id,
        b=b.id,
        level=isolation.level.value,
        text=LEVEL_TITLES[isolation.level],
        marks=tuple(_marks(isolation)),
        namespaces=namespaces,
        nodes=separation_words(isolation),
        shared=shared,
        sentence=_sentence(a, b, isolation, f"{namespaces}, {separation_words(isolation)}", shared),
        css_class=_css(isolation.level),
        place=pair_anchor(a.id, b.id),
        kinds=(LEVEL_TITLES[isolation.level], *(found.text for found in _marks(isolation) if found.mark == "?")),
        verdicts=tuple(face(status)[0] for status in verdicts),
        verdict=_verdict(verdicts),
    )


def _verdict(statuses: tuple[Status, ...]) -> MatrixMark | None:
    if not statuses or statuses[0] not in (Status.NOT_SATISFIED, Status.UNKNOWN, Status.WAIVED):
        return None
    word, sign, _tone = face(statuses[0])
    return MatrixMark(mark=sign, text=word)


def _css(level: Level) -> str:
    return f"rg-level-{level.id}"


def _marks(isolation: Isolation) -> list[MatrixMark]:
    marks = []
    if isolation.level is Level.NODE and not isolation.namespaces_separate:
        marks.append(MatrixMark(mark="!", text=tr("same Namespace")))
    if isolation.nodes_separate is None:
        marks.append(MatrixMark(mark="?", text=tr("Nodes not known")))
    elif isolation.nodes_separate and not isolation.nodes_enforced:
        marks.append(MatrixMark(mark="!", text=tr("different Nodes, not enforced")))
    if "services-unknown" in isolation.shared:
        marks.append(MatrixMark(mark="?", text=tr("services not known")))
    services = sum(word.startswith("service:") for word in isolation.shared)
    if services:
        marks.append(MatrixMark(mark="!", text=trn("shares {n} service", "shares {n} services", services)))
    return marks


def _shared(word: str) -> str:
    return tr("service {name}", name=word.removeprefix("service:")) if word.startswith("service:") else shared_word(word)


def _sentence(a: MatrixGroup, b: MatrixGroup, isolation: Isolation, facets: str, shared: Sequence[str]) -> str:
    if a.id != b.id:
        who = tr("{words} and {last}", words=a.label, last=b.label)
    else:
        who = tr("The {n} members of {group}, among themselves", n=number(len(a.members)), group=a.label)
    rest = tr("still shared: {shared}", shared=listed(shared, len(shared))) if shared else tr("nothing is shared")
    level, title = number(isolation.level.value), LEVEL_TITLES[isolation.level]
    return tr("{who}: level {level}, {title} ({facets}); {rest}.", who=who, level=level, title=title, facets=facets, rest=rest)


def _words(cell: MatrixCell) -> str:
    return "; ".join([cell.text, *(mark.text for mark in cell.marks)])


def _alt(application: str, groups: Sequence[MatrixGroup], cells: Sequence[Sequence[MatrixCell]], hidden: int) -> str:
    if not groups:
        return tr("No deployment of {application} runs in an Environment, so there is no pair to compare.", application=application)
    pairs = [cells[i][j] for i in range(len(groups)) for j in range(i, len(groups)) if cells[i][j].level]
    rest = f" {trn('{n} further group left out.', '{n} further groups left out.', hidden)}" if hidden else ""
    if not pairs:
        alone = tr("{application} has a single deployment in an Environment, so there is no pair to compare.", application=application)
        return alone + rest
    counts = [f"{LEVEL_TITLES[level]} {n}" for level in Level if (n := sum(c.level == level for c in pairs))]
    least = min(c.level for c in pairs)
    lowest = [_both(c) for c in pairs if c.level == least]
    words = trn(
        "Isolation of {n} pair in {application}, pairs by level: {counts}. Lowest, {level}: {lowest}.",
        "Isolation of {n} pairs in {application}, pairs by level: {counts}. Lowest, {level}: {lowest}.",
        len(pairs),
        application=application,
        counts=", ".join(counts),
        level=LEVEL_TITLES[Level(least)],
        lowest=listed(lowest),
    )
    return words + rest


def _both(cell: MatrixCell) -> str:
    return tr("{a} with {b}", a=cell.a, b=cell.b) if cell.a != cell.b else tr("the members of {group}", group=cell.a)
