"""The smallest change that would satisfy a check of pairs, found by trying it on the model."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from reportgen.assessment.deployments import DeploymentJudge
from reportgen.findings import Status
from reportgen.isolation import Placement
from reportgen.model import Deployment, HardwareKind
from reportgen.regulation import Requirement
from reportgen.rules.case import Case

_NEW = "\x00new"
"""A name that no inventory can hold."""

STRUCTURAL = frozenset(
    {
        "isolation_level",
        "platform_update_level",
        "namespace_isolated",
        "dedicated_nodes",
        "secrets_not_shared",
        "manufacturer_required_level",
        "physical_separation_declared",
    }
)
"""The checks that a move can satisfy; the others say in their sentence what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Hold one change of a deployment's placement: what to do in words, and where it would stand then."""

    words: str
    place: Placement


class Remedies:
    """Try moves, least first."""

    def __init__(self, case: Case, judge: DeploymentJudge) -> None:
        self._case = case
        self._judge = judge
        self._subject: Deployment | None = None
        self._known: dict[Hashable, str] = {}

    def sentence(self, requirement: Requirement, subject: Deployment, check: str) -> str:
        """Return the least move that would satisfy the check for the subject; "" where no move of one deployment would.

        Where a single counterpart fails, moving that one is tried beside moving the subject; at the same cost production stays.
        """
        if check not in STRUCTURAL:
            return ""
        if self._subject is not subject:
            self._subject, self._known = subject, {}
        levels = (requirement.min_level, requirement.platform_update_level, requirement.namespaces_must_differ)
        key = (check, requirement.scope, levels)
        if key not in self._known:
            self._known[key] = self._least(requirement, subject, check)
        return self._known[key]

    def _least(self, requirement: Requirement, subject: Deployment, check: str) -> str:
        movers = [subject]
        failing = [c for c, o in self._judge.outcomes(requirement, subject, check) if o.status is Status.NOT_SATISFIED]
        if len(failing) == 1 and failing[0].count == 1:
            other = failing[0].example
            movers.insert(0 if subject.is_production and not other.is_production else 1, other)
        options = {mover.name: list(self._moves(mover)) for mover in movers}
        for step in range(max(len(moves) for moves in options.values())):
            for mover in movers:
                moves = options[mover.name]
                if step < len(moves) and self._satisfies(requirement, subject, check, mover, moves[step].place):
                    return moves[step].words
        return ""

    def _satisfies(self, requirement: Requirement, subject: Deployment, check: str, mover: Deployment, place: Placement) -> bool:
        fleet = self._case.fleet
        if mover is subject:
            cohorts = self._judge.cohorts_at(requirement, subject, check, place)
        else:
            proved, best = fleet.relate(fleet.placements[subject.name], place)
            moved = [c for c, o in self._judge.outcomes(requirement, subject, check) if o.status is Status.NOT_SATISFIED]
            cohorts = tuple(replace(cohort, isolation=proved, best=best) for cohort in moved)
        outcomes = (self._judge.outcome(requirement, subject, check, cohort) for cohort in cohorts)
        return all(outcome.status is not Status.NOT_SATISFIED for outcome in outcomes)

    def _moves(self, mover: Deployment) -> Iterator[Move]:
        place = self._case.fleet.placements[mover.name]
        namespace = replace(place, namespace=_NEW)
        pool = replace(place, node_pools=frozenset({_NEW}), dedicated=True)
        yield Move(words=f"Give {mover.name} a Namespace of its own.", place=namespace)
        yield Move(words=f"Give {mover.name} a dedicated node pool (a NoSchedule taint).", place=pool)
        both = replace(pool, namespace=_NEW)
        yield Move(words=f"Give {mover.name} a Namespace and a dedicated node pool of its own.", place=both)
        used = " and ".join(sorted(place.uses or ()))
        apart = replace(place, uses=frozenset())
        if used:
            yield Move(words=f"Let {mover.name} stop sharing {used}: give it instances of its own.", place=apart)
            words = f"Give {mover.name} a Namespace and instances of its own of what it uses ({used})."
            yield Move(words=words, place=replace(apart, namespace=_NEW))
        yield from self._farther(mover, place, used)

    @staticmethod
    def _farther(mover: Deployment, place: Placement, used: str) -> Iterator[Move]:
        cluster = replace(both_apart(place), cluster=_NEW)
        environment = replace(cluster, environment=_NEW, hardware=None)
        own_services = f", and instances of its own of what it uses ({used})" if used else ""
        yield Move(words=f"Move {mover.name} to a Workload Cluster of its own.", place=cluster)
        if used:
            yield Move(words=f"Move {mover.name} to a Workload Cluster of its own{own_services}.", place=replace(cluster, uses=frozenset()))
        yield Move(words=f"Move {mover.name} to an Environment of its own.", place=environment)
        if used:
            yield Move(words=f"Move {mover.name} to an Environment of its own{own_services}.", place=replace(environment, uses=frozenset()))
        dedicated = replace(environment, uses=frozenset(), hardware=HardwareKind.DEDICATED)
        yield Move(words=f"Move {mover.name} to an Environment of its own on dedicated hardware{own_services}.", place=dedicated)


def both_apart(place: Placement) -> Placement:
    """Return the placement in a new Namespace on a new dedicated pool."""
    return replace(place, namespace=_NEW, node_pools=frozenset({_NEW}), dedicated=True)
