"""The promotion table: who observes which stage of one application, and which data each holds, against the ideal.

Source: figure "Ideal Promotion" of "How Many Environments?" (edition of December 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reportgen.assessment.advice import IDEAL_OBSERVERS
from reportgen.findings import Assessment
from reportgen.model import DataClass, Deployment, Stage
from reportgen.report.figures.loop import stages_of
from reportgen.report.figures.wording import STAGE_TITLES, listed

GROUP_TITLES: Final = {
    "myself": "myself",
    "my-team": "my team",
    "other-teams": "other teams",
    "qa": "QA",
    "product-management": "product management",
    "customers": "customers",
}

IDEAL_DATA: Final[dict[Stage, DataClass]] = {
    Stage.LOCAL: DataClass.THROW_AWAY,
    Stage.DEVELOPMENT: DataClass.THROW_AWAY,
    Stage.TESTING: DataClass.SEED,
    Stage.STAGING: DataClass.REALISTIC,
    Stage.PRODUCTION: DataClass.CUSTOMER,
}

IDEAL_CODE: Final[dict[Stage, str]] = {
    Stage.LOCAL: "my code",
    Stage.DEVELOPMENT: "my code + stable rest",
    Stage.TESTING: "my code + latest rest",
    Stage.STAGING: "my code + latest rest",
    Stage.PRODUCTION: "all code",
}


class Match(StrEnum):
    """Say how what is declared stands to the ideal."""

    AS_IDEAL = "as-ideal"
    NOT_DECLARED = "ideal-not-declared"
    SURPLUS = "declared-not-ideal"
    NEITHER = "neither"
    NOT_STATED = "not-stated"
    NO_DEPLOYMENT = "no-deployment"


_FACES: Final[dict[Match, tuple[str, str, str]]] = {
    Match.AS_IDEAL: ("yes", "✓", "good"),
    Match.NOT_DECLARED: ("ideal only", "○", "plain"),
    Match.SURPLUS: ("not ideal", "✗", "warn"),
    Match.NEITHER: ("no", "–", "muted"),
    Match.NOT_STATED: ("not stated", "?", "open"),
    Match.NO_DEPLOYMENT: ("no deployment", "", "muted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCell:
    """Show one group at one stage, or one stage's data.

    ``text`` is short, ``mark`` stands beside it ("" = none), ``sentence`` says it in full. ``ideal`` tells whether the ideal table has it.
    ``css_class`` is ``rg-promotion-`` and the match.
    """

    match: Match
    ideal: bool
    text: str
    mark: str
    tone: str
    sentence: str
    css_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow:
    """Show one group of observers, stage by stage."""

    group: str
    title: str
    cells: tuple[PromotionCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionTable:
    """Show who observes what. ``heads`` are the stages; ``code`` is the ideal alone, since the inventory does not declare it.

    ``legend`` explains the marks as (mark, text, sentence). ``alt``, ``columns`` and ``rows`` say the same in words.
    """

    application: str
    title: str
    stages: tuple[Stage, ...]
    heads: tuple[str, ...]
    code: tuple[str, ...]
    data: tuple[PromotionCell, ...]
    observers: tuple[PromotionRow, ...]
    legend: tuple[tuple[str, str, str], ...]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


LEGEND: Final = (
    ("✓", "yes", "declared, and so in the ideal"),
    ("○", "ideal only", "in the ideal, but declared not to be so"),
    ("✗", "not ideal", "declared, but not in the ideal"),
    ("–", "no", "neither declared nor in the ideal"),
    ("?", "not stated", "the inventory does not say"),
)


def promotion_table(assessment: Assessment, application: str) -> PromotionTable:
    """Return the promotion table of one application, with the stages of its developer loop."""
    deployments = [d for d in assessment.inventory.deployments if d.application == application]
    stages = stages_of(deployments)
    by_stage = {stage: [d for d in deployments if d.stage is stage] for stage in stages}
    observers = tuple(
        PromotionRow(group=group, title=title, cells=tuple(_observed(group, stage, by_stage[stage]) for stage in stages))
        for group, title in GROUP_TITLES.items()
    )
    data = tuple(_data(stage, by_stage[stage]) for stage in stages)
    code = tuple(f"ideal: {IDEAL_CODE[_ideal_stage(stage)]}" for stage in stages)
    heads = tuple(STAGE_TITLES[stage] for stage in stages)
    return PromotionTable(
        application=application,
        title=f"Promotion table of {application}",
        stages=stages,
        heads=heads,
        code=code,
        data=data,
        observers=observers,
        legend=LEGEND,
        alt=_alt(application, heads, observers, data),
        columns=("", *heads),
        rows=(("code", *code), ("data", *(c.text for c in data)), *((r.title, *(_shown(c) for c in r.cells)) for r in observers)),
    )


def _ideal_stage(stage: Stage) -> Stage:
    # The figure has no integration stage; what it allows for testing holds there, as in the advice.
    return Stage.TESTING if stage is Stage.INTEGRATION else stage


def _observed(group: str, stage: Stage, deployments: Sequence[Deployment]) -> PromotionCell:
    ideal = _ideal_stage(stage) in IDEAL_OBSERVERS[group]
    who, where = GROUP_TITLES[group], STAGE_TITLES[stage]
    wish = "the ideal has it so" if ideal else "the ideal does not"
    having = [d.name for d in deployments if d.observers is not None and group in d.observers]
    silent = [d.name for d in deployments if d.observers is None]
    if not deployments:
        return _cell(Match.NO_DEPLOYMENT, ideal, f"There is no deployment of stage {where}.")
    if having:
        some = f" in {len(having)} of {len(deployments)} deployments ({listed(having)})" if len(having) < len(deployments) else ""
        return _cell(Match.AS_IDEAL if ideal else Match.SURPLUS, ideal, f"{where}: observed by {who}{some}; {wish}.")
    if silent:
        return _cell(Match.NOT_STATED, ideal, f"{where}: not stated whether {who} observes {listed(silent)}; {wish}.")
    return _cell(Match.NOT_DECLARED if ideal else Match.NEITHER, ideal, f"{where}: not observed by {who}; {wish}.")


def _data(stage: Stage, deployments: Sequence[Deployment]) -> PromotionCell:
    ideal = IDEAL_DATA[_ideal_stage(stage)]
    wish = f"ideal: {_data_words(ideal)}"
    where = STAGE_TITLES[stage]
    declared = {d.data for d in deployments if d.data is not None}
    words = ", ".join(_data_words(data) for data in DataClass if data in declared)
    silent = [d.name for d in deployments if d.data is None]
    if not deployments:
        return _cell(Match.NO_DEPLOYMENT, True, f"There is no deployment of stage {where} ({wish}).", wish)
    if declared - {ideal}:
        return _cell(Match.SURPLUS, False, f"{where} holds {words} ({wish}).", f"{words} ({wish})")
    if silent:
        text = f"{words}, partly not stated ({wish})" if declared else f"not stated ({wish})"
        return _cell(Match.NOT_STATED, True, f"{where}: the data of {listed(silent)} is not stated ({wish}).", text)
    return _cell(Match.AS_IDEAL, True, f"{where} holds {words}, as in the ideal.", words)


def _data_words(data: DataClass) -> str:
    return f"{data.value} data"


def _cell(match: Match, ideal: bool, sentence: str, text: str = "") -> PromotionCell:
    word, mark, tone = _FACES[match]
    return PromotionCell(
        match=match,
        ideal=ideal,
        text=text or word,
        mark=mark,
        tone=tone,
        sentence=sentence[:1].upper() + sentence[1:],
        css_class=f"rg-promotion-{match.value}",
    )


def _shown(cell: PromotionCell) -> str:
    return f"{cell.mark} {cell.text}".strip()


def _alt(application: str, heads: Sequence[str], observers: Sequence[PromotionRow], data: Sequence[PromotionCell]) -> str:
    def at(match: Match) -> list[str]:
        return [f"{row.title} at {head}" for row in observers for head, cell in zip(heads, row.cells, strict=True) if cell.match is match]

    off = [f"{head}: {cell.text}" for head, cell in zip(heads, data, strict=True) if cell.match is Match.SURPLUS]
    return (
        f"Who observes which stage of {application}: declared as in the ideal {len(at(Match.AS_IDEAL))} times;"
        f" declared but not ideal: {listed(at(Match.SURPLUS))}; ideal but not declared: {listed(at(Match.NOT_DECLARED))};"
        f" not stated: {listed(at(Match.NOT_STATED))}. Data off the ideal: {listed(off)}."
    )
