"""The developer loop: the stages of one application with their feedback time, their instances and where each lives.

Source: figure "Ideal Developer Experience" of "How Many Environments?" (edition of December 2024); the ideal values are its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reportgen.assessment.advice import IDEAL_STAGES
from reportgen.findings import Assessment
from reportgen.language import Said, mark, number, tr
from reportgen.model import Deployment, FeedbackTime, Stage
from reportgen.report.figures.wording import STAGE_ORDER, STAGE_TITLES, counted_deployments, listed, more_deployments

INSTANCES_DRAWN: Final = 6

IDEAL_FEEDBACK: Final[dict[Stage, FeedbackTime]] = {
    Stage.LOCAL: FeedbackTime.SECONDS,
    Stage.DEVELOPMENT: FeedbackTime.TENS_OF_SECONDS,
    Stage.TESTING: FeedbackTime.MINUTES,
    Stage.STAGING: FeedbackTime.HOURS,
}
IDEAL_INSTANCES: Final = Said(
    {
        Stage.LOCAL: mark("one for each developer"),
        Stage.DEVELOPMENT: mark("one per team"),
        Stage.TESTING: mark("several"),
        Stage.STAGING: mark("one"),
    }
)


class FeedbackState(StrEnum):
    """Say where a feedback time comes from, and how it stands to the ideal.

    ``ideal``: nothing is declared, the ideal is shown. ``no-ideal``: declared, and the figure has none for this stage.
    ``none``: neither is there.
    """

    AS_IDEAL = "as-ideal"
    OFF_IDEAL = "off-ideal"
    NO_IDEAL = "no-ideal"
    IDEAL = "ideal"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopInstance:
    """Show one deployment of a stage; ``place`` says in which Environment and Namespace it lives."""

    name: str
    environment: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopStage:
    """Show one stage. ``instances`` empty = the stage is missing; ``rest`` counts those that are not drawn, "" = none.

    ``feedback`` is the time in words, ``feedback_note`` says whether it is declared or the ideal.
    """

    stage: Stage
    title: str
    missing: bool
    feedback: str
    feedback_note: str
    feedback_state: FeedbackState
    ideal_instances: str
    instances: tuple[LoopInstance, ...]
    rest: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperLoop:
    """Show the stages of one application in their order; promotion leads down the list, demotion up."""

    application: str
    title: str
    stages: tuple[LoopStage, ...]
    promote: str
    demote: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def developer_loop(assessment: Assessment, application: str) -> DeveloperLoop:
    """Return the loop of one application; a stage of the page's figure without a deployment is shown as missing.

    The page's figure has no integration stage: it appears only where the application has a deployment of it.
    """
    deployments = assessment.inventory.deployments_by_application.get(application, ())
    stages = tuple(_stage(stage, [d for d in deployments if d.stage is stage]) for stage in stages_of(deployments))
    return DeveloperLoop(
        application=application,
        title=tr("Developer loop of {application}", application=application),
        stages=stages,
        promote=tr("promote"),
        demote=tr("demote"),
        alt=_alt(application, stages),
        columns=(tr("Stage"), tr("Feedback time"), tr("Instances"), tr("Where")),
        rows=tuple(_rows(stages)),
    )


def stages_of(deployments: Sequence[Deployment]) -> tuple[Stage, ...]:
    """Return the stages of the page's figures, and integration where there is a deployment of it, in order."""
    present = {d.stage for d in deployments}
    return tuple(stage for stage in STAGE_ORDER if stage in IDEAL_STAGES or stage in present)


def _stage(stage: Stage, deployments: Sequence[Deployment]) -> LoopStage:
    words, note, state = _feedback(stage, deployments)
    shown = deployments if len(deployments) <= INSTANCES_DRAWN + 1 else deployments[:INSTANCES_DRAWN]
    ideal = IDEAL_INSTANCES.get(stage)
    return LoopStage(
        stage=stage,
        title=STAGE_TITLES[stage],
        missing=not deployments,
        feedback=words,
        feedback_note=note,
        feedback_state=state,
        ideal_instances=tr("ideal: {ideal}", ideal=ideal) if ideal else "",
        instances=tuple(LoopInstance(name=d.name, environment=d.environment, place=_place(d)) for d in shown),
        rest=more_deployments(len(deployments) - len(shown)),
        count=counted_deployments(len(deployments)),
    )


def _place(deployment: Deployment) -> str:
    if deployment.environment is None:
        return tr("outside every Environment")
    return f"{tr('Environment {name}', name=deployment.environment)} · {tr('Namespace {name}', name=deployment.namespace)}"


def _feedback(stage: Stage, deployments: Sequence[Deployment]) -> tuple[str, str, FeedbackState]:
    declared = {d.feedback_time for d in deployments if d.feedback_time is not None}
    silent = sum(d.feedback_time is None for d in deployments)
    ideal = IDEAL_FEEDBACK.get(stage)
    if not declared:
        if ideal is None:
            return (tr("not stated") if deployments else "–", tr("the ideal names none"), FeedbackState.NONE)
        return (FEEDBACK_WORDS[ideal], tr("ideal, not stated") if deployments else tr("ideal"), FeedbackState.IDEAL)
    times = " / ".join(FEEDBACK_WORDS[time] for time in FeedbackTime if time in declared)
    open_part = f", {tr('{silent} of {all} not stated', silent=number(silent), all=number(len(deployments)))}" if silent else ""
    if ideal is None:
        return (times, f"{tr('declared')}{open_part}", FeedbackState.NO_IDEAL)
    if declared == {ideal}:
        return (times, f"{tr('declared, as the ideal')}{open_part}", FeedbackState.AS_IDEAL)
    return (times, f"{tr('declared; ideal: {ideal}', ideal=FEEDBACK_WORDS[ideal])}{open_part}", FeedbackState.OFF_IDEAL)


FEEDBACK_WORDS: Final = Said(
    {
        FeedbackTime.SECONDS: mark("seconds"),
        FeedbackTime.TENS_OF_SECONDS: mark("tens of seconds"),
        FeedbackTime.MINUTES: mark("minutes"),
        FeedbackTime.HOURS: mark("hours"),
    }
)


def _alt(application: str, stages: Sequence[LoopStage]) -> str:
    present = [s for s in stages if not s.missing]
    missing = [s.title for s in stages if s.missing]
    parts = "; ".join(f"{s.title}: {s.feedback} ({s.feedback_note}), {s.count}{_environments(s)}" for s in present)
    gaps = f" {tr('Without a deployment: {stages}.', stages=listed(missing))}" if missing else ""
    stages_words = parts or tr("none has a deployment")
    words = tr("Stages of {application}, promoted in this order and demoted back: {stages}.", application=application, stages=stages_words)
    return words + gaps


def _environments(stage: LoopStage) -> str:
    names = sorted({i.environment for i in stage.instances if i.environment is not None})
    return f" {tr('in {environments}', environments=listed(names))}" if names else ""


def _rows(stages: Sequence[LoopStage]) -> Iterator[tuple[str, str, str, str]]:
    for stage in stages:
        feedback = f"{stage.feedback} ({stage.feedback_note})"
        where = [f"{i.name}: {i.place}" for i in stage.instances]
        instances = f"{stage.count} ({stage.ideal_instances})" if stage.ideal_instances else stage.count
        yield (stage.title, feedback, instances, "; ".join([*where, *([stage.rest] if stage.rest else [])]) or tr("missing"))
