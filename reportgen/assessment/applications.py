"""The isolation inside each application, group by group, and each deployment's weakest counterpart for display."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from reportgen.cohorts import Cohort, Fleet
from reportgen.findings import ApplicationIsolation, Pair, PlacementGroup, Weakest
from reportgen.isolation import Placement, weakness
from reportgen.model import Deployment


def applications(fleet: Fleet) -> tuple[ApplicationIsolation, ...]:
    """Return every application with a placed deployment, by name; pairs are of groups, within a group of several members too."""
    members: dict[str, list[Deployment]] = defaultdict(list)
    for deployment in fleet.deployments:
        members[deployment.application].append(deployment)
    return tuple(_application(fleet, name, members[name]) for name in sorted(members))


def _application(fleet: Fleet, name: str, deployments: list[Deployment]) -> ApplicationIsolation:
    by_place: dict[Placement, list[str]] = defaultdict(list)
    for deployment in deployments:
        by_place[fleet.placements[deployment.name]].append(deployment.name)
    groups = sorted(((tuple(sorted(names)), place) for place, names in by_place.items()), key=lambda group: group[0])
    pairs = []
    for i, (names, place) in enumerate(groups):
        if len(names) > 1:
            pairs.append(Pair(a=names[0], b=names[0], isolation=fleet.relate(place, place)[0]))
        pairs += [Pair(a=names[0], b=others[0], isolation=fleet.relate(place, other)[0]) for others, other in groups[i + 1 :]]
    return ApplicationIsolation(name=name, groups=tuple(_group(names, place) for names, place in groups), pairs=tuple(pairs))


def _group(names: tuple[str, ...], place: Placement) -> PlacementGroup:
    return PlacementGroup(
        id=names[0],
        members=names,
        environment=place.environment,
        cluster=place.cluster,
        namespace=place.namespace,
        node_pools=None if place.node_pools is None else tuple(sorted(place.node_pools)),
        uses=None if place.uses is None else tuple(sorted(place.uses)),
    )


def weakest(found: Mapping[str, tuple[Cohort, ...]]) -> Iterator[Weakest]:
    """Yield the counterpart with the least isolation of each scope; ``found`` holds a subject's cohorts by scope."""
    for scope, cohorts in found.items():
        if cohorts:
            least = min(cohorts, key=lambda c: (weakness(c.isolation), c.members))
            yield Weakest(scope=scope, counterpart=least.members[0], isolation=least.isolation)
