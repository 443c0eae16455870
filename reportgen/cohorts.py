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
from functools import cached_property, partial
from heapq import merge
from itertools import islice
from operator import itemgetter

from reportgen.findings import MEMBERS_SHOWN, WHOLE, Isolation
from reportgen.isolation import Placement, best_case, isolate, placement
from reportgen.model import Deployment, Inventory
from reportgen.scopes import In, Membership, ScopeRule

RARE = 32
"""A token carried by at most this many deployments is rare."""

SPARE = 8
"""How many members more than are shown a class keeps at hand, for those that are judged one by one."""

Token = tuple[str, str]

_NO_PART = "\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Gather counterparts that stand in one relation to the subject.

    ``example`` is one of them and speaks for all; ``members`` are the first of them by name, at most ``Fleet.shown``; ``count`` is
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
        self.shown = WHOLE if len(self.deployments) <= WHOLE else MEMBERS_SHOWN
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


Key = tuple[Hashable, frozenset[Token]]


@dataclass(frozen=True, slots=True)
class _Sight:
    """Hold a ring as a carrier of certain tokens sees it from outside a part: its groups, and which group each touched class is in.

    A group is (how many lie outside the part, the first of them by name, those after the first on demand).
    """

    groups: tuple[tuple[int, tuple[Deployment, ...], Callable[[], Iterator[Deployment]]], ...]
    group_of: Mapping[Key, int]
    rest_of: Mapping[Hashable, int]


class _Ring:
    """Hold the classes of deployments inside one container (everything, an Environment, a cluster), to be met from outside a part of it.

    A class is a value and a set of popular tokens. To a subject that carries only some of these tokens, all classes of one value that hold
    none of them look alike: they are the rest, and only the touched classes are looked at one by one.
    """

    def __init__(self, shown: int) -> None:
        self._shown = shown
        self._members: dict[Key, list[tuple[int, Deployment]]] = defaultdict(list)
        self._keys_with: dict[Token, list[Key]] = defaultdict(list)
        self._by_value: dict[Hashable, list[tuple[int, Deployment]]] = defaultdict(list)
        self._parts: dict[Hashable, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._place: dict[str, tuple[Key, str]] = {}
        self._sights: dict[tuple[frozenset[Token], str], _Sight] = {}

    def add(self, value: Hashable, tokens: frozenset[Token], part: str, deployment: Deployment) -> None:
        """Add a deployment that lies in the named part; in the order of names."""
        key = (value, tokens)
        entry = (len(self._place), deployment)
        if key not in self._members:
            for token in tokens:
                self._keys_with[token].append(key)
        self._members[key].append(entry)
        self._by_value[value].append(entry)
        self._parts[key][part] += 1
        self._parts[value][part] += 1
        self._place[deployment.name] = (key, part)

    def classes(
        self, carried: frozenset[Token], part: str, special: Mapping[str, Deployment]
    ) -> Iterator[tuple[Deployment, tuple[str, ...], int]]:
        """Yield (example, first names, count) of each class outside ``part`` and without the special ones, as a carrier sees them."""
        slot = (frozenset(token for token in carried if token in self._keys_with), part)
        if slot not in self._sights:
            self._sights[slot] = self._look(*slot)
        sight = self._sights[slot]
        out = self._special_in(sight, part, special)
        for number, (total, first, everybody) in enumerate(sight.groups):
            count = total - out.get(number, 0)
            if count > 0:
                wanted = min(count, self._shown)
                shown = [d for d in first if d.name not in special][:wanted]
                if len(shown) < wanted:
                    shown = list(islice((d for d in everybody() if d.name not in special), wanted))
                yield shown[0], tuple([d.name for d in shown]), count

    def _special_in(self, sight: _Sight, part: str, special: Mapping[str, Deployment]) -> dict[int, int]:
        """Return how many of the special ones lie in each group outside the part."""
        found: dict[int, int] = {}
        for name in special:
            place = self._place.get(name)
            if place is not None and place[1] != part:
                key = place[0]
                number = sight.group_of[key] if key in sight.group_of else sight.rest_of[key[0]]
                found[number] = found.get(number, 0) + 1
        return found

    def _look(self, carried: frozenset[Token], part: str) -> _Sight:
        touched: dict[Key, list[Key]] = defaultdict(list)
        for key in dict.fromkeys(key for token in sorted(carried) for key in self._keys_with[token]):
            touched[key[0], key[1] & carried].append(key)
        groups: list[tuple[int, tuple[Deployment, ...], Callable[[], Iterator[Deployment]]]] = []
        group_of: dict[Key, int] = {}
        left = {value: len(members) - self._parts[value].get(part, 0) for value, members in self._by_value.items()}
        for keys in touched.values():
            total = sum(len(self._members[key]) - self._parts[key].get(part, 0) for key in keys)
            left[keys[0][0]] -= total
            group_of |= dict.fromkeys(keys, len(groups))
            groups.append(self._group(total, partial(self._of, tuple(keys), part)))
        rest_of: dict[Hashable, int] = {}
        for value, total in left.items():
            rest_of[value] = len(groups)
            groups.append(self._group(total, partial(self._rest, value, frozenset(group_of), part)))
        return _Sight(tuple(groups), group_of, rest_of)

    def _group(
        self, total: int, everybody: Callable[[], Iterator[Deployment]]
    ) -> tuple[int, tuple[Deployment, ...], Callable[[], Iterator[Deployment]]]:
        return total, tuple(islice(everybody(), self._shown + SPARE)) if total else (), everybody

    def _of(self, keys: tuple[Key, ...], part: str) -> Iterator[Deployment]:
        """Yield the members of touched classes outside a part, by name."""
        for _, deployment in merge(*(self._members[key] for key in keys), key=itemgetter(0)):
            if self._place[deployment.name][1] != part:
                yield deployment

    def _rest(self, value: Hashable, touched: frozenset[Key], part: str) -> Iterator[Deployment]:
        """Yield the members of a value's untouched classes outside a part, by name."""
        for _, deployment in self._by_value[value]:
            key, lies_in = self._place[deployment.name]
            if lies_in != part and key not in touched:
                yield deployment


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
        self._everywhere = _Ring(fleet.shown)
        self._environments: dict[str, _Ring] = defaultdict(partial(_Ring, fleet.shown))
        self._clusters: dict[str, _Ring] = defaultdict(partial(_Ring, fleet.shown))
        self._sort_in(features)

    def _all_tokens(self, deployment: Deployment, place: Placement) -> list[Token]:
        return [*placement_tokens(place), *self._rule.tokens(deployment), *self._tokens(deployment)]

    def _sort_in(self, features: Callable[[Deployment], Hashable]) -> None:
        for deployment in self._fleet.deployments:
            place = self._fleet.placements[deployment.name]
            popular = frozenset(t for t in self._all_tokens(deployment, place) if t in self._popular)
            afar = frozenset(t for t in popular if t[0] not in ("namespace", "pool"))
            value = (self._rule.features(deployment), features(deployment), place.uses is None)
            self._everywhere.add((value, place.hardware), afar, place.environment, deployment)
            self._environments[place.environment].add(value, afar, place.cluster, deployment)
            self._clusters[place.cluster].add((value, place.node_pools is None, place.dedicated), popular, "", deployment)

    def of(self, subject: Deployment, place: Placement) -> tuple[Cohort, ...]:
        """Return the cohorts of a subject, as it stands or as it would stand at ``place``; those out of scope are left out."""
        tokens = self._all_tokens(subject, place)
        special = self._special(subject, tokens)
        carried = frozenset(tokens)
        found = [self._judge(subject, place, other, (other.name,), 1) for name, other in special.items() if name != subject.name]
        for ring, part in (
            (self._everywhere, place.environment),
            (self._environments.get(place.environment), place.cluster),
            (self._clusters.get(place.cluster), _NO_PART),
        ):
            if ring is not None:
                found += [self._judge(subject, place, *cohort) for cohort in ring.classes(carried, part, special)]
        return tuple(cohort for cohort in found if cohort is not None)

    def _special(self, subject: Deployment, tokens: Iterable[Token]) -> dict[str, Deployment]:
        """Return the subject and all that share a rare token with it, by name and in that order: tokens stand in sets."""
        special = {subject.name: subject}
        for token in tokens:
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
