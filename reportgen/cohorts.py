"""All counterparts of a deployment, gathered so that those in the same relation to it are judged once.

A fleet of n deployments has n² pairs, and no loop here runs over them. What a pair's isolation and scope depend on is either looked at
*by value* (the pool set, the stage, …) or *compared* between the two (Namespace, service, application, …: a token). A token that few
deployments carry is rare: those who share a rare token with the subject are judged one by one. All others differ from the
subject in every rare token, so they fall into a few classes by value and by popular tokens, of which one member speaks for all.
Classes are kept apart for other Environments, other clusters of the Environment, and the subject's own cluster. The result
is exact: the tests compare it with the plain loop over all pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from reportgen.findings import MEMBERS_SHOWN, Isolation
from reportgen.isolation import Placement, best_case, isolate, placement
from reportgen.model import Deployment, Inventory
from reportgen.scopes import In, Membership, ScopeRule

RARE = 32
"""A token carried by at most this many deployments is rare."""

Token = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Gather counterparts that stand in one relation to the subject.

    ``example`` is one of them and speaks for all; ``members`` are the first of them by name, at most ``MEMBERS_SHOWN``; ``count`` is
    how many there are. ``best`` is the isolation if all that is unknown turned out well. ``undeclared_hardware`` names the Environments
    of the two that say nothing of their machines, sorted.
    """

    example: Deployment
    members: tuple[str, ...]
    count: int
    isolation: Isolation
    best: Isolation
    membership: Membership
    undeclared_hardware: tuple[str, ...] = ()


class Fleet:
    """Hold the placed deployments of an inventory, sorted by name, with what their pairs depend on."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.deployments = tuple(sorted((d for d in inventory.deployments if d.is_placed), key=lambda d: d.name))
        self.placements = {d.name: placement(inventory, d) for d in self.deployments}
        self._isolations: dict[tuple[Placement, Placement], tuple[Isolation, Isolation]] = {}

    @cached_property
    def names_a_tenant(self) -> bool:
        """Tell whether any deployment says which end customer it serves."""
        return any(d.tenant is not None for d in self.inventory.deployments)

    def relate(self, a: Placement, b: Placement) -> tuple[Isolation, Isolation]:
        """Return the isolation of two placements, as proved and at best; remembered."""
        key = (a, b)
        found = self._isolations.get(key)
        if found is None:
            proved = isolate(a, b)
            is_open = "nodes-unknown" in proved.shared or "services-unknown" in proved.shared
            found = self._isolations[key] = (proved, best_case(a, b) if is_open else proved)
        return found


def placement_tokens(place: Placement) -> Iterator[Token]:
    """Yield what of a placement is compared with another's: Namespace, node pools and services."""
    yield ("namespace", f"{place.cluster}\x00{place.namespace}")
    for pool in place.node_pools or ():
        yield ("pool", f"{place.cluster}\x00{pool}")
    for service in place.uses or ():
        yield ("service", service)


class _Ring:
    """Hold the classes of deployments inside one container (everything, an Environment, a cluster), to be met from outside a part of it."""

    def __init__(self) -> None:
        self._members: dict[Hashable, list[Deployment]] = defaultdict(list)
        self._parts: dict[Hashable, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._part_of: dict[str, str] = {}
        self._outside: dict[tuple[Hashable, str], tuple[Deployment, ...]] = {}

    def add(self, key: Hashable, part: str, deployment: Deployment) -> None:
        """Add a deployment of the class ``key`` that lies in the named part; in the order of names."""
        self._members[key].append(deployment)
        self._parts[key][part] += 1
        self._part_of[deployment.name] = part

    def classes(self, part: str, special: Mapping[str, Deployment]) -> Iterator[tuple[Deployment, tuple[str, ...], int]]:
        """Yield (example, first names, count) of each class outside ``part`` and without the special ones."""
        for key, members in self._members.items():
            count = len(members) - self._parts[key].get(part, 0) - self._specials_in(key, part, special)
            if count > 0:
                shown = tuple(islice(self._others(key, part, special), min(count, MEMBERS_SHOWN)))
                yield shown[0], tuple(d.name for d in shown), count

    def _specials_in(self, key: Hashable, part: str, special: Mapping[str, Deployment]) -> int:
        members = self._special_keys
        return sum(1 for name in special if members.get(name) == key and self._part_of[name] != part)

    @cached_property
    def _special_keys(self) -> dict[str, Hashable]:
        return {d.name: key for key, members in self._members.items() for d in members}

    def _others(self, key: Hashable, part: str, special: Mapping[str, Deployment]) -> Iterator[Deployment]:
        """Yield the members outside ``part`` that are not special; the first ones are remembered, for most subjects need no more."""
        if self._parts[key].get(part, 0) <= 1:
            yield from (d for d in self._members[key] if self._part_of[d.name] != part and d.name not in special)
            return
        slot = (key, part)
        if slot not in self._outside:
            outside = (d for d in self._members[key] if self._part_of[d.name] != part)
            self._outside[slot] = tuple(islice(outside, MEMBERS_SHOWN + RARE))
        remembered = self._outside[slot]
        yield from (d for d in remembered if d.name not in special)
        if len(remembered) == MEMBERS_SHOWN + RARE:
            rest = (d for d in self._members[key] if self._part_of[d.name] != part and d.name not in special)
            seen = {d.name for d in remembered}
            yield from (d for d in rest if d.name not in seen)


class Cohorts:
    """Find the counterparts of any deployment in one scope.

    ``features`` adds what a check looks at by value in a counterpart, ``tokens`` what it compares for equality.
    """

    def __init__(
        self,
        fleet: Fleet,
        rule: ScopeRule,
        features: Callable[[Deployment], Hashable],
        tokens: Callable[[Deployment], Iterable[Token]],
    ) -> None:
        self._fleet = fleet
        self._rule = rule
        self._tokens = tokens
        carriers: dict[Token, list[Deployment]] = defaultdict(list)
        for deployment in fleet.deployments:
            for token in self._all_tokens(deployment, fleet.placements[deployment.name]):
                carriers[token].append(deployment)
        self._rare = {token: found for token, found in carriers.items() if len(found) <= RARE}
        self._popular = carriers.keys() - self._rare.keys()
        self._everywhere = _Ring()
        self._environments: dict[str, _Ring] = defaultdict(_Ring)
        self._clusters: dict[str, _Ring] = defaultdict(_Ring)
        self._sort_in(features)

    def _all_tokens(self, deployment: Deployment, place: Placement) -> list[Token]:
        return [*placement_tokens(place), *self._rule.tokens(deployment), *self._tokens(deployment)]

    def _sort_in(self, features: Callable[[Deployment], Hashable]) -> None:
        for deployment in self._fleet.deployments:
            place = self._fleet.placements[deployment.name]
            popular = frozenset(t for t in self._all_tokens(deployment, place) if t in self._popular)
            afar = frozenset(t for t in popular if t[0] not in ("namespace", "pool"))
            value = (self._rule.features(deployment), features(deployment), place.uses is None)
            self._everywhere.add((value, afar, place.hardware), place.environment, deployment)
            self._environments[place.environment].add((value, afar), place.cluster, deployment)
            near = (value, popular, place.node_pools is None, place.dedicated)
            self._clusters[place.cluster].add(near, deployment.name, deployment)

    def of(self, subject: Deployment, place: Placement) -> tuple[Cohort, ...]:
        """Return the cohorts of a subject, as it stands or as it would stand at ``place``; those out of scope are left out."""
        special = self._special(subject, place)
        found = [self._judge(subject, place, other, (other.name,), 1) for name, other in special.items() if name != subject.name]
        for ring, part in (
            (self._everywhere, place.environment),
            (self._environments.get(place.environment), place.cluster),
            (self._clusters.get(place.cluster), subject.name),
        ):
            if ring is not None:
                found += [self._judge(subject, place, *cohort) for cohort in ring.classes(part, special)]
        return tuple(cohort for cohort in found if cohort is not None)

    def _special(self, subject: Deployment, place: Placement) -> dict[str, Deployment]:
        """Return the subject and all that share a rare token with it, by name and in that order: tokens stand in sets."""
        special = {subject.name: subject}
        for token in self._all_tokens(subject, place):
            for other in self._rare.get(token, ()):
                special[other.name] = other
        return dict(sorted(special.items()))

    def _judge(self, subject: Deployment, place: Placement, other: Deployment, members: tuple[str, ...], count: int) -> Cohort | None:
        membership = self._rule.relation(subject, other)
        if membership.answer is In.NO:
            return None
        there = self._fleet.placements[other.name]
        proved, best = self._fleet.relate(place, there)
        undeclared = tuple(sorted({side.environment for side in (place, there) if side.hardware is None}))
        return Cohort(
            example=other,
            members=members,
            count=count,
            isolation=proved,
            best=best,
            membership=membership,
            undeclared_hardware=undeclared,
        )
