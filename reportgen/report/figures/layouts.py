"""How many Environments: data security against developer productivity, for today's layout of one application and the least recommended.

Source: "How Many Environments?" recommends at least two Environments, non-production (development up to staging) and production, and says
that the exact number trades productivity against security. Nothing here is a score: every number is counted in the inventory, or in
the inventory with its deployments moved; what a move would change and nobody has measured is said to be unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportgen.findings import ApplicationIsolation, Assessment, Isolation
from reportgen.isolation import Placement, isolate, placement
from reportgen.language import number, tr, trn
from reportgen.model import Deployment, FeedbackTime, Stage
from reportgen.regulation import Level
from reportgen.report.figures.loop import FEEDBACK_WORDS
from reportgen.report.figures.matrix import LEVEL_TITLES
from reportgen.report.figures.wording import STAGE_ORDER, STAGE_TITLES, designated, listed

TOGETHER = "\x00non-production"
"""The Environment that the recommended layout gathers non-production in: a name that no inventory can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutStage:
    """Show the deployments of one stage in one Environment: ``words`` is the stage and how many, ``feedback`` its time, "" = none."""

    stage: Stage
    words: str
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutEnvironment:
    """Show one Environment of a layout; ``is_mixed`` tells that production and other stages share it."""

    name: str
    note: str
    stages: tuple[LayoutStage, ...]
    is_mixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Show one layout; ``answers`` are to the questions of the trade-off, in their order."""

    title: str
    environments: tuple[LayoutEnvironment, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """Show layouts beside each other. ``questions`` are (what they are about, question); no layout = there is nothing to weigh."""

    application: str
    title: str
    questions: tuple[tuple[str, str], ...]
    layouts: tuple[Layout, ...]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Hold the deployments of one placement, and where it stands in a layout."""

    members: tuple[Deployment, ...]
    place: Placement

    def of(self, *, production: bool) -> int:
        return sum(d.is_production is production for d in self.members)


def trade_off(assessment: Assessment, isolation: ApplicationIsolation) -> TradeOff:
    """Return the trade-off of one application."""
    by_name = assessment.inventory.deployment_by_name
    today = [
        _Group(members=members, place=placement(assessment.inventory, members[0]))
        for members in (tuple(by_name[name] for name in group.members) for group in isolation.groups)
    ]
    title = tr("How many Environments for {application}", application=isolation.name)
    missing = _nothing_to_weigh(isolation.name, today)
    if missing:
        return TradeOff(application=isolation.name, title=title, questions=(), layouts=(), alt=missing, columns=(), rows=())
    layouts = (_today(assessment, today), _recommended(today))
    questions = _questions()
    answers = zip(*(layout.answers for layout in layouts), strict=True)
    return TradeOff(
        application=isolation.name,
        title=title,
        questions=questions,
        layouts=layouts,
        alt=_alt(isolation.name, layouts),
        columns=(tr("Concerns"), tr("Question"), *(layout.title for layout in layouts)),
        rows=tuple((*question, *line) for question, line in zip(questions, answers, strict=True)),
    )


def _nothing_to_weigh(application: str, groups: Sequence[_Group]) -> str:
    if not any(group.of(production=True) for group in groups):
        return tr("No production deployment of {application} runs in an Environment: there is nothing to weigh.", application=application)
    if not any(group.of(production=False) for group in groups):
        return tr("Only production of {application} runs in an Environment: there is nothing to weigh.", application=application)
    return ""


def _moved(group: _Group) -> _Group:
    """Return a group of one side where it stands in the least layout: clusters that were apart stay apart, all else stays as it is."""
    if group.of(production=True):
        return group
    place = replace(group.place, environment=TOGETHER, cluster=f"{TOGETHER}/{group.place.cluster}")
    return _Group(members=group.members, place=place)


def _split(groups: Sequence[_Group]) -> Iterator[_Group]:
    """Yield the groups so that none holds production and other stages: in one placement both may stand."""
    for group in groups:
        for wanted in (True, False):
            members = tuple(d for d in group.members if d.is_production is wanted)
            if members:
                yield _Group(members=members, place=group.place)


def _today(assessment: Assessment, groups: Sequence[_Group]) -> Layout:
    by_name = assessment.inventory.environment_by_name
    parts = list(_split(groups))
    notes = {name: designated(by_name[name]) for name in {part.place.environment for part in parts}}
    environments = _environments(parts, notes)
    title = trn("Today: {n} Environment", "Today: {n} Environments", len(environments))
    return Layout(title=title, environments=environments, answers=tuple(_answers(parts, environments, moved=False)))


def _recommended(groups: Sequence[_Group]) -> Layout:
    parts = [_moved(part) for part in _split(groups)]
    names = sorted({part.place.environment for part in parts})
    notes = {name: tr("all of non-production") if name == TOGETHER else tr("production alone") for name in names}
    environments = tuple(_unmeasured(environment) for environment in _environments(parts, notes))
    title = trn("At least: {n} Environment", "At least: {n} Environments", len(environments))
    return Layout(title=title, environments=environments, answers=tuple(_answers(parts, environments, moved=True)))


def _unmeasured(environment: LayoutEnvironment) -> LayoutEnvironment:
    """Return the Environment without feedback times: those that are declared were measured in another layout."""
    return replace(environment, stages=tuple(replace(stage, feedback="") for stage in environment.stages))


def _environments(parts: Sequence[_Group], notes: Mapping[str, str]) -> tuple[LayoutEnvironment, ...]:
    """Return the Environments of a layout, those without production first: the way a change goes."""
    hosted: dict[str, list[Deployment]] = {}
    for part in parts:
        hosted.setdefault(part.place.environment, []).extend(part.members)
    ordered = sorted(hosted.items(), key=lambda item: (max(STAGE_ORDER.index(d.stage) for d in item[1]), _named(item[0])))
    return tuple(
        LayoutEnvironment(
            name=_named(name),
            note=notes[name],
            stages=tuple(_stage(stage, [d for d in members if d.stage is stage]) for stage in _stages(members)),
            is_mixed=len({d.is_production for d in members}) > 1,
        )
        for name, members in ordered
    )


def _named(environment: str) -> str:
    return tr("non-production") if environment == TOGETHER else environment


def _stages(members: Sequence[Deployment]) -> list[Stage]:
    present = {d.stage for d in members}
    return [stage for stage in STAGE_ORDER if stage in present]


def _stage(stage: Stage, members: Sequence[Deployment]) -> LayoutStage:
    words = STAGE_TITLES[stage] if len(members) == 1 else f"{STAGE_TITLES[stage]} × {number(len(members))}"
    return LayoutStage(stage=stage, words=words, feedback=_times(stage, {d.feedback_time for d in members}))


def _times(stage: Stage, times: set[FeedbackTime | None]) -> str:
    """Return the feedback times of a stage; production has none to give, unless one is declared."""
    declared = " / ".join(FEEDBACK_WORDS[time] for time in FeedbackTime if time in times)
    if not declared:
        return "" if stage is Stage.PRODUCTION else tr("feedback not stated")
    return tr("{times}, partly not stated", times=declared) if None in times else declared


def _questions() -> tuple[tuple[str, str], ...]:
    security, productivity = tr("Data security"), tr("Productivity")
    return (
        (security, tr("How are production and non-production kept apart, pair by pair?")),
        (security, tr("In how many of these pairs is a service or data store shared?")),
        (security, tr("Which Environments hold production beside other stages?")),
        (security, tr("How are the non-production deployments kept apart from each other?")),
        (productivity, tr("How many Environments have to be run, each with its own Management Cluster?")),
        (productivity, tr("Where does a promotion lead into another Environment?")),
        (productivity, tr("How soon does a developer see what a change does?")),
    )


def _answers(parts: Sequence[_Group], environments: Sequence[LayoutEnvironment], *, moved: bool) -> Iterator[str]:
    across, within = _pairs(parts)
    yield _by_level(across)
    yield _shared(across)
    yield listed([environment.name for environment in environments if environment.is_mixed])
    yield _by_level(within)
    yield f"{number(len(environments))} ({listed([environment.name for environment in environments])})"
    yield _steps(parts)
    yield tr("cannot tell before it is measured there") if moved else _feedback(environments)


def _pairs(parts: Sequence[_Group]) -> tuple[Counter[Isolation], Counter[Isolation]]:
    """Count the pairs of production with non-production, and those inside non-production, by isolation."""
    across: Counter[Isolation] = Counter()
    within: Counter[Isolation] = Counter()
    for i, a in enumerate(parts):
        for b in parts[i:]:
            mixed = a.of(production=True) * b.of(production=False) + a.of(production=False) * b.of(production=True)
            here = a.of(production=False)
            alike = here * b.of(production=False) if a is not b else here * (here - 1) // 2
            if mixed and a is not b:
                across[isolate(a.place, b.place)] += mixed
            if alike:
                within[isolate(a.place, b.place)] += alike
    return across, within


def _by_level(pairs: Counter[Isolation]) -> str:
    total = sum(pairs.values())
    if not total:
        return tr("no pair")
    by_level = Counter[Level]()
    for isolation, times in pairs.items():
        by_level[isolation.level] += times
    levels = ", ".join(f"{LEVEL_TITLES[level]} {number(by_level[level])}" for level in Level if by_level[level])
    return f"{trn('{n} pair', '{n} pairs', total)}: {levels}"


def _shared(pairs: Counter[Isolation]) -> str:
    sharing = sum(n for isolation, n in pairs.items() if any(word.startswith("service:") for word in isolation.shared))
    silent = sum(n for isolation, n in pairs.items() if "services-unknown" in isolation.shared)
    names = {word.removeprefix("service:") for isolation in pairs for word in isolation.shared if word.startswith("service:")}
    known = f"{number(sharing)} ({listed(sorted(names))})" if sharing else number(0)
    return known + (f"; {trn('of {n} nobody can tell', 'of {n} nobody can tell', silent)}" if silent else "")


def _steps(parts: Sequence[_Group]) -> str:
    """Name the promotions from one stage to the next whose Environments differ."""
    places: dict[Stage, set[str]] = {}
    for part in parts:
        for d in part.members:
            places.setdefault(d.stage, set()).add(_named(part.place.environment))
    stages = [stage for stage in STAGE_ORDER if stage in places]
    steps = [tr("{stage} to {next}", stage=STAGE_TITLES[a], next=STAGE_TITLES[b]) for a, b in pairwise(stages) if places[a] != places[b]]
    total = len(stages) - 1
    return tr("{crossing} of {all}: {steps}", crossing=number(len(steps)), all=number(total), steps=listed(steps))


def _feedback(environments: Sequence[LayoutEnvironment]) -> str:
    times: dict[Stage, list[str]] = {}
    for environment in environments:
        for stage in environment.stages:
            if stage.stage is not Stage.PRODUCTION and stage.feedback not in times.setdefault(stage.stage, []):
                times[stage.stage].append(stage.feedback)
    return "; ".join(f"{STAGE_TITLES[stage]}: {' / '.join(times[stage])}" for stage in STAGE_ORDER if stage in times)


def _alt(application: str, layouts: Sequence[Layout]) -> str:
    parts = [
        tr(
            "{layout}: production against non-production {pairs}; promotions into another Environment {steps}.",
            layout=layout.title,
            pairs=layout.answers[0],
            steps=layout.answers[5],
        )
        for layout in layouts
    ]
    return " ".join((tr("Layouts of {application} beside each other.", application=application), *parts))
