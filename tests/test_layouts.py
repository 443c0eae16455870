"""How many Environments: what the trade-off counts is so, also when it is counted pair by pair, and what nobody knows it does not claim."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from reportgen import pipeline
from reportgen.findings import Assessment
from reportgen.isolation import isolate, placement
from reportgen.model import Deployment
from reportgen.report.figures import TradeOff, trade_off

from .building import deployment, inventory, judge

ROOT = Path(__file__).resolve().parent.parent


def weighed(*deployments: Deployment) -> TradeOff:
    """Return the trade-off of the one application of these deployments."""
    return of(judge(inventory(*deployments)), "shop")


def of(assessment: Assessment, application: str) -> TradeOff:
    """Return the trade-off of an application."""
    return trade_off(assessment, next(found for found in assessment.applications if found.name == application))


def answers(figure: TradeOff) -> list[tuple[str, str]]:
    """Return what the figure answers, for today and for the least layout."""
    today, least = figure.layouts
    return list(zip(today.answers, least.answers, strict=True))


def test_production_beside_another_stage_is_moved_apart() -> None:
    """In one cluster, production and staging are at Namespace isolation; in the least layout each has an Environment."""
    figure = weighed(deployment("a"), deployment("b", "staging", "prod/prod-wc/test"))
    apart, shared, mixed, within, run, steps, feedback = answers(figure)
    assert apart == ("1 pair: namespace 1", "1 pair: environment 1")
    assert shared == ("0", "0")
    assert mixed == ("prod", "none")
    assert within == ("no pair", "no pair")
    assert run == ("1 (prod)", "2 (non-production and prod)")
    assert steps == ("0 of 1: none", "1 of 1: staging to production")
    assert feedback == ("staging: feedback not stated", "cannot tell before it is measured there")
    assert [[e.is_mixed for e in layout.environments] for layout in figure.layouts] == [[True], [False, False]]


def test_a_move_does_not_take_a_shared_service_away() -> None:
    """Deployments that use one data store still share it when they are moved apart: the pair is at cluster isolation, not more."""
    figure = weighed(deployment("a", uses=("pg-prod",)), deployment("b", "staging", "prod/prod-wc/test", uses=("pg-prod",)))
    apart, shared, *_ = answers(figure)
    assert apart == ("1 pair: namespace 1", "1 pair: cluster 1")
    assert shared == ("1 (pg-prod)", "1 (pg-prod)")


def test_what_is_not_stated_is_not_counted_as_apart() -> None:
    """Where nobody says which services are used, the least layout promises no Environment isolation either."""
    figure = weighed(deployment("a", uses=None), deployment("b", "testing", "prod/prod-wc/test"))
    apart, shared, *_ = answers(figure)
    assert apart[1] == "1 pair: cluster 1"
    assert shared == ("0; of 1 nobody can tell", "0; of 1 nobody can tell")


def test_members_of_one_placement_are_pairs_too() -> None:
    """Production and staging side by side in one Namespace are one pair at the lowest level."""
    apart, *_ = answers(weighed(deployment("a"), deployment("b", "staging")))
    assert apart == ("1 pair: labels 1", "1 pair: environment 1")


@pytest.mark.parametrize(("stage", "told"), [("production", "Only production"), ("staging", "No production deployment")])
def test_without_two_sides_there_is_nothing_to_weigh(stage: str, told: str) -> None:
    """An application with one side only gets a sentence, no figure."""
    figure = weighed(deployment("a", stage))
    assert (figure.layouts, figure.rows) == ((), ())
    assert told in figure.alt


@pytest.mark.parametrize("example", ["acme-care", "nordic-fleet", "quickstart"])
def test_the_counts_are_those_of_every_single_pair(example: str) -> None:
    """Counted naively, deployment by deployment, today's pairs are the ones that the figure counts by group."""
    assessment = pipeline.judge(ROOT / "inventories" / example)
    seen = 0
    for application in assessment.applications:
        figure = of(assessment, application.name)
        if figure.layouts:
            seen += 1
            members = [d for d in assessment.inventory.deployments if d.application == application.name and d.is_placed]
            pairs = [(a, b) for a, b in combinations(members, 2) if a.is_production != b.is_production]
            inside = [(a, b) for a, b in combinations(members, 2) if not a.is_production and not b.is_production]
            assert figure.layouts[0].answers[0] == by_level(assessment, pairs)
            assert figure.layouts[0].answers[3] == by_level(assessment, inside)
    assert seen


def by_level(assessment: Assessment, pairs: list[tuple[Deployment, Deployment]]) -> str:
    """Count pairs by level, in the figure's words."""
    places = [(placement(assessment.inventory, a), placement(assessment.inventory, b)) for a, b in pairs]
    found = Counter(isolate(a, b).level for a, b in places)
    levels = ", ".join(f"{level.name.lower()} {found[level]}" for level in sorted(found))
    return f"{len(pairs)} pair{'s' * (len(pairs) > 1)}: {levels}" if pairs else "no pair"
