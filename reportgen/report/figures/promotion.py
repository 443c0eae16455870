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
from reportgen.language import Said, mark, number, tr, trn
from reportgen.model import DataClass, Deployment, Stage
from reportgen.report.figures.loop import stages_of
from reportgen.report.figures.wording import STAGE_TITLES, listed

GROUP_TITLES: Final = Said(
    {
        "myself": mark("myself"),
        "my-team": mark("my team"),
        "other-teams": mark("other teams"),
        "qa": mark("QA"),
        "product-management": mark("product management"),
        "customers": mark("customers"),
    }
)

IDEAL_DATA: Final[dict[Stage, DataClass]] = {
    Stage.LOCAL: DataClass.THROW_AWAY,
    Stage.DEVELOPMENT: DataClass.THROW_AWAY,
    Stage.TESTING: DataClass.SEED,
    Stage.STAGING: DataClass.REALISTIC,
    Stage.PRODUCTION: DataClass.CUSTOMER,
}

IDEAL_CODE: Final = Said(
    {
        Stage.LOCAL: mark("my code"),
        Stage.DEVELOPMENT: mark("my code + stable rest"),
        Stage.TESTING: mark("my code + latest rest"),
        Stage.STAGING: mark("my code + latest rest"),
        Stage.PRODUCTION: mark("all code"),
    }
)


class Match(StrEnum):
    """Say how what is declared stands to the ideal."""

    AS_IDEAL = "as-ideal"
    NOT_DECLARED = "ideal-not-declared"
    SURPLUS = "declared-not-ideal"
    NEITHER = "neither"
    NOT_STATED = "not-stated"
    NO_DEPLOYMENT = "no-deployment"


_FACES: Final[dict[Match, tuple[str, str, str]]] = {
    Match.AS_IDEAL: (mark("yes"), "✓", "good"),
    Match.NOT_DECLARED: (mark("ideal only"), "○", "plain"),
    Match.SURPLUS: (mark("not ideal"), "✗", "warn"),
    Match.NEITHER: (mark("no"), "–", "muted"),
    Match.NOT_STATED: (mark("not stated"), "?", "open"),
    Match.NO_DEPLOYMENT: (mark("no deployment"), "", "muted"),
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


def _legend() -> tuple[tuple[str, str, str], ...]:
    return (
        ("✓", tr("yes"), tr("declared, and so in the ideal")),
        ("○", tr("ideal only"), tr("in the ideal, but declared not to be so")),
        ("✗", tr("not ideal"), tr("declared, but not in the ideal")),
        ("–", tr("no"), tr("neither declared nor in the ideal")),
        ("?", tr("not stated"), tr("the inventory does not say")),
    )


def promotion_table(assessment: Assessment, application: str) -> PromotionTable:
    """Return the promotion table of one application, with the stages of its developer loop."""
    deployments = assessment.inventory.deployments_by_application.get(application, ())
    stages = stages_of(deployments)
    by_stage = {stage: [d for d in deployments if d.stage is stage] for stage in stages}
    observers = tuple(
        PromotionRow(group=group, title=title, cells=tuple(_observed(group, stage, by_stage[stage]) for stage in stages))
        for group, title in GROUP_TITLES.items()
    )
    data = tuple(_data(stage, by_stage[stage]) for stage in stages)
    code = tuple(tr("ideal: {ideal}", ideal=IDEAL_CODE[_ideal_stage(stage)]) for stage in stages)
    heads = tuple(STAGE_TITLES[stage] for stage in stages)
    return PromotionTable(
        application=application,
        title=tr("Promotion table of {application}", application=application),
        stages=stages,
        heads=heads,
        code=code,
        data=data,
        observers=observers,
        legend=_legend(),
        alt=_alt(application, heads, observers, data),
        columns=("", *heads),
        rows=((tr("code"), *code), (tr("data"), *(c.text for c in data)), *((r.title, *(_shown(c) for c in r.cells)) for r in observers)),
    )


def _ideal_stage(stage: Stage) -> Stage:
    # The figure has no integration stage; what it allows for testing holds there, as in the advice.
    return Stage.TESTING if stage is Stage.INTEGRATION else stage


def _observed(group: str, stage: Stage, deployments: Sequence[Deployment]) -> PromotionCell:
    ideal = _ideal_stage(stage) in IDEAL_OBSERVERS[group]
    who, where = GROUP_TITLES[group], STAGE_TITLES[stage]
    wish = tr("the ideal has it so") if ideal else tr("the ideal does not")
    having = [d.name for d in deployments if d.observers is not None and group in d.observers]
    silent = [d.name for d in deployments if d.observers is None]
    if not deployments:
        return _cell(Match.NO_DEPLOYMENT, ideal, tr("There is no deployment of stage {stage}.", stage=where))
    if having:
        match = Match.AS_IDEAL if ideal else Match.SURPLUS
        if len(having) == len(deployments):
            return _cell(match, ideal, tr("{stage}: observed by {who}; {wish}.", stage=where, who=who, wish=wish))
        some = trn(
            "{some} of {n} deployment ({names})",
            "{some} of {n} deployments ({names})",
            len(deployments),
            some=number(len(having)),
            names=listed(having),
        )
        return _cell(match, ideal, tr("{stage}: observed by {who} in {some}; {wish}.", stage=where, who=who, some=some, wish=wish))
    if silent:
        names = listed(silent)
        words = tr("{stage}: not stated whether {who} observes {names}; {wish}.", stage=where, who=who, names=names, wish=wish)
        return _cell(Match.NOT_STATED, ideal, words)
    words = tr("{stage}: not observed by {who}; {wish}.", stage=where, who=who, wish=wish)
    return _cell(Match.NOT_DECLARED if ideal else Match.NEITHER, ideal, words)


def _data(stage: Stage, deployments: Sequence[Deployment]) -> PromotionCell:
    ideal = IDEAL_DATA[_ideal_stage(stage)]
    wish = tr("ideal: {ideal}", ideal=DATA_WORDS[ideal])
    where = STAGE_TITLES[stage]
    declared = {d.data for d in deployments if d.data is not None}
    words = ", ".join(DATA_WORDS[data] for data in DataClass if data in declared)
    silent = [d.name for d in deployments if d.data is None]
    if not deployments:
        return _cell(Match.NO_DEPLOYMENT, True, tr("There is no deployment of stage {stage} ({wish}).", stage=where, wish=wish), wish)
    if declared - {ideal}:
        holds = tr("{stage} holds {data} ({wish}).", stage=where, data=words, wish=wish)
        return _cell(Match.SURPLUS, False, holds, f"{words} ({wish})")
    if silent:
        told = tr("{data}, partly not stated ({wish})", data=words, wish=wish) if declared else tr("not stated ({wish})", wish=wish)
        names = listed(silent)
        open_ = tr("{stage}: the data of {names} is not stated ({wish}).", stage=where, names=names, wish=wish)
        return _cell(Match.NOT_STATED, True, open_, told)
    return _cell(Match.AS_IDEAL, True, tr("{stage} holds {data}, as in the ideal.", stage=where, data=words), words)


DATA_WORDS: Final = Said(
    {
        DataClass.THROW_AWAY: mark("throw-away data"),
        DataClass.SEED: mark("seed data"),
        DataClass.REALISTIC: mark("realistic data"),
        DataClass.CUSTOMER: mark("customer data"),
    }
)


def _cell(match: Match, ideal: bool, sentence: str, text: str = "") -> PromotionCell:
    word, sign, tone = _FACES[match]
    return PromotionCell(
        match=match,
        ideal=ideal,
        text=text or tr(word),
        mark=sign,
        tone=tone,
        sentence=sentence[:1].upper() + sentence[1:],
        css_class=f"rg-promotion-{match.value}",
    )


def _shown(cell: PromotionCell) -> str:
    return f"{cell.mark} {cell.text}".strip()


def _alt(application: str, heads: Sequence[str], observers: Sequence[PromotionRow], data: Sequence[PromotionCell]) -> str:
    def at(match: Match) -> list[str]:
        return [
            tr("{group} at {stage}", group=row.title, stage=head)
            for row in observers
            for head, cell in zip(heads, row.cells, strict=True)
            if cell.match is match
        ]

    off = [f"{head}: {cell.text}" for head, cell in zip(heads, data, strict=True) if cell.match is Match.SURPLUS]
    return tr(
        "Who observes which stage of {application}: declared as in the ideal {times} times; declared but not ideal: {surplus};"
        " ideal but not declared: {lacking}; not stated: {silent}. Data off the ideal: {off}.",
        application=application,
        times=number(len(at(Match.AS_IDEAL))),
        surplus=listed(at(Match.SURPLUS)),
        lacking=listed(at(Match.NOT_DECLARED)),
        silent=listed(at(Match.NOT_STATED)),
        off=listed(off),
    )
