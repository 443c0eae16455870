"""The smallest change that would satisfy a check of pairs, found by trying it on the model."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from heapq import merge

from reportgen.assessment.deployments import DeploymentJudge
from reportgen.cohorts import Cohort
from reportgen.findings import Status
from reportgen.isolation import Placement
from reportgen.language import mark, tr
from reportgen.model import Deployment, HardwareKind
from reportgen.regulation import Requirement
from reportgen.rules.case import Case
from reportgen.scopes import In

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
    """Hold one change of a deployment's placement: what to do in words, where it would stand then, and how much it asks (more is more)."""

    cost: int
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

        Where a single counterpart fails, moving that one is tried beside moving the subject; at the same cost production stays. Where
        no move satisfies because something is unknown, the least is returned after which nothing fails any more.
        """
        if check not in STRUCTURAL:
            return ""
        if self._subject is not subject:
            self._subject, self._known = subject, {}
        levels = (requirement.min_level, requirement.platform_update_level, requirement.namespaces_must_differ)
        key = (check, requirement.scope, levels, self._judge.waiver_key(requirement))
        if key not in self._known:
            self._known[key] = self._least(requirement, subject, check)
        return self._known[key]

    def _least(self, requirement: Requirement, subject: Deployment, check: str) -> str:
        sure = [c for c in self._judge.cohorts(requirement, subject, check) if c.membership.answer is In.YES]
        statuses = [self._judge.status(requirement, subject, check, cohort) for cohort in sure]
        failing = [cohort for cohort, status in zip(sure, statuses, strict=True) if status is Status.NOT_SATISFIED]
        wanting = [c for c, status in zip(sure, statuses, strict=True) if status in (Status.NOT_SATISFIED, Status.UNKNOWN)]
        movers = [subject]
        if len(failing) == 1 and failing[0].count == 1:
            other = failing[0].example
            movers.insert(0 if subject.is_production and not other.is_production else 1, other)
        # The merge is stable: at the same cost the first mover comes first.
        shared = {word for cohort in wanting for word in cohort.isolation.shared}
        options = merge(*(self._options(mover, shared) for mover in movers), key=lambda option: option[1].cost)
        best = ""
        for mover, move in options:
            after = self._after(requirement, subject, check, mover, move.place, wanting)
            if Status.NOT_SATISFIED not in after:
                best = best or move.words
                if Status.UNKNOWN not in after:
                    return move.words
        return best

    def _after(
        self, requirement: Requirement, subject: Deployment, check: str, mover: Deployment, place: Placement, wanting: list[Cohort]
    ) -> set[Status]:
        """Return the statuses of the wanting pairs after a move, up to the first that still fails.

        A move only adds boundaries, so what is satisfied stays so; only the declared hardware can be lost, and then all pairs count.
        """
        fleet = self._case.fleet
        if mover is not subject:
            proved, best = fleet.relate(fleet.placements[subject.name], place)
            cohorts = iter([replace(c, isolation=proved, best=best) if c.example is mover else c for c in wanting])
        elif check == "physical_separation_declared":
            cohorts = (c for c in self._judge.cohorts_at(requirement, subject, check, place) if c.membership.answer is In.YES)
        else:
            cohorts = (self._moved(cohort, place) for cohort in wanting)
        found: set[Status] = set()
        for cohort in cohorts:
            found.add(self._judge.status(requirement, subject, check, cohort))
            if Status.NOT_SATISFIED in found:
                break
        return found

    def _moved(self, cohort: Cohort, place: Placement) -> Cohort:
        # One of a cohort speaks for all of them wherever the subject goes: they share the same of its services.
        proved, best = self._case.fleet.relate(place, self._case.fleet.placements[cohort.example.name])
        return Cohort(
            example=cohort.example,
            members=cohort.members,
            count=cohort.count,
            isolation=proved,
            best=best,
            membership=cohort.membership,
            undeclared_hardware=cohort.undeclared_hardware,
        )

    def _options(self, mover: Deployment, shared: set[str]) -> Iterator[tuple[Deployment, Move]]:
        return ((mover, move) for move in self._moves(mover, shared))

    def _moves(self, mover: Deployment, shared: set[str]) -> Iterator[Move]:
        """Yield the moves of a deployment by their cost; ``shared`` holds what the wanting pairs share, in the words of an isolation."""
        name, place = mover.name, self._case.fleet.placements[mover.name]
        namespace = replace(place, namespace=_NEW)
        pool = replace(place, node_pools=frozenset({_NEW}), dedicated=True)
        yield Move(cost=1, words=tr("Give {name} a Namespace of its own.", name=name), place=namespace)
        yield Move(cost=2, words=tr("Give {name} a dedicated node pool (a NoSchedule taint).", name=name), place=pool)
        both = replace(pool, namespace=_NEW)
        yield Move(cost=3, words=tr("Give {name} a Namespace and a dedicated node pool of its own.", name=name), place=both)
        given_up = frozenset(service for service in place.uses or () if f"service:{service}" in shared)
        used = _all_of(sorted(given_up))
        apart = replace(place, uses=(place.uses or frozenset()) - given_up)
        if used:
            words = tr("Let {name} stop sharing {services}: give it instances of its own.", name=name, services=used)
            yield Move(cost=4, words=words, place=apart)
            words = tr("Give {name} a Namespace and instances of its own of what it shares ({services}).", name=name, services=used)
            yield Move(cost=5, words=words, place=replace(apart, namespace=_NEW))
        yield from self._farther(mover, both, used, apart.uses if used else both.uses)

    @staticmethod
    def _farther(mover: Deployment, both: Placement, used: str, uses: frozenset[str] | None) -> Iterator[Move]:
        cluster = replace(both, cluster=_NEW)
        environment = replace(cluster, environment=_NEW, hardware=None)
        dedicated = replace(environment, hardware=HardwareKind.DEDICATED)
        for cost, place, alone, with_services in zip((6, 8, 10), (cluster, environment, dedicated), _ALONE, _WITH_SERVICES, strict=True):
            yield Move(cost=cost, words=tr(alone, name=mover.name), place=place)
            if used:
                words = tr(with_services, name=mover.name, services=used)
                yield Move(cost=cost + 1, words=words, place=replace(place, uses=uses))


def _all_of(services: list[str]) -> str:
    return reduce(lambda first, last: tr("{first} and {last}", first=first, last=last), services) if services else ""


_ALONE = (
    mark("Move {name} to a Workload Cluster of its own."),
    mark("Move {name} to an Environment of its own."),
    mark("Move {name} to an Environment of its own on dedicated hardware."),
)

_WITH_SERVICES = (
    mark("Move {name} to a Workload Cluster of its own, and instances of its own of what it shares ({services})."),
    mark("Move {name} to an Environment of its own, and instances of its own of what it shares ({services})."),
    mark("Move {name} to an Environment of its own on dedicated hardware, and instances of its own of what it shares ({services})."),
)
