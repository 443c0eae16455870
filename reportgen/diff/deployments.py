"""Deployments: added, removed, renamed, moved, judged as something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum

from reportgen.diff.both import Both, make_change, production_of
from reportgen.diff.codes import Cause
from reportgen.diff.model import Change
from reportgen.diff.state import Conclusions
from reportgen.findings import Status
from reportgen.language import mark, tr
from reportgen.model import Deployment, Inventory
from reportgen.snapshot import Json
from reportgen.vocabulary import said

PLACE = ("environment", "cluster", "namespace", "node_pools")
"""The fields that say where a deployment runs."""

CLASS = ("application", "stage", "data", "security_zone", "protection_need", "data_categories", "medical_device", "tenant")
"""The fields that say what a deployment is judged as: the contract's four, and those that put it into further scopes."""

_FIELD_WORDS = {
    "application": mark("application"),
    "stage": mark("stage"),
    "data": mark("data"),
    "security_zone": mark("Security Zone"),
    "protection_need": mark("protection need"),
    "data_categories": mark("categories of data"),
    "medical_device": mark("medical device"),
    "tenant": mark("tenant"),
}


def deployment_changes(both: Both) -> Iterator[Change]:
    """Yield the changes of deployments, by name."""
    old, new = both.old_by_name, both.new_by_name
    added, removed = _statuses(both.states[-1], new.keys() - old.keys()), _statuses(both.states[0], old.keys() - new.keys())
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None and after is not None:
            yield _added(both, after, added[name])
        elif after is None and before is not None:
            yield _removed(both, before, removed[name])
        elif before is not None and after is not None:
            yield from _kept(both, before, after)


def _statuses(conclusions: Conclusions, names: set[str]) -> dict[str, Counter[Status]]:
    """Return how many findings of each status the named deployments have."""
    found: dict[str, Counter[Status]] = defaultdict(Counter)
    if names:
        for (_, kind, subject, _), fact in conclusions.findings.items():
            if kind == "deployment" and subject in names:
                found[subject][fact.status] += 1
    return found


def _added(both: Both, deployment: Deployment, findings: Counter[Status]) -> Change:
    return make_change(
        "deployment-added",
        cause=Cause.SYSTEM,
        subject=deployment.name,
        subject_kind="deployment",
        application=deployment.application,
        new=_value(deployment, findings),
        sentence=tr(
            "{name} ({stage}) was added in {place}.",
            name=deployment.name,
            stage=said(deployment.stage),
            place=place_words(both.new.inventory, deployment),
        ),
        new_location=deployment.origin.location(),
    )


def _removed(both: Both, deployment: Deployment, findings: Counter[Status]) -> Change:
    return make_change(
        "deployment-removed",
        cause=Cause.SYSTEM,
        subject=deployment.name,
        subject_kind="deployment",
        application=deployment.application,
        old=_value(deployment, findings),
        sentence=tr(
            "{name} ({stage}) is gone; it ran in {place}.",
            name=deployment.name,
            stage=said(deployment.stage),
            place=place_words(both.old.inventory, deployment),
        ),
        old_location=deployment.origin.location(),
    )


def _kept(both: Both, before: Deployment, after: Deployment) -> Iterator[Change]:
    if before.name != after.name:
        yield _renamed(before, after)
    if any(getattr(before, field) != getattr(after, field) for field in PLACE[:3]) or _set(before.node_pools) != _set(after.node_pools):
        yield _moved(both, before, after)
    changed = tuple(field for field in CLASS if _comparable(getattr(before, field)) != _comparable(getattr(after, field)))
    if changed:
        yield _reclassified(before, after, changed)


def _renamed(before: Deployment, after: Deployment) -> Change:
    return make_change(
        "deployment-renamed",
        cause=Cause.SYSTEM,
        subject=after.name,
        subject_kind="deployment",
        application=after.application,
        old=before.name,
        new=after.name,
        sentence=tr("{old} is called {new} now and is the same in everything else.", old=before.name, new=after.name),
        old_location=before.origin.at("name"),
        new_location=after.origin.at("name"),
    )


def _moved(both: Both, before: Deployment, after: Deployment) -> Change:
    return make_change(
        "deployment-moved",
        cause=Cause.SYSTEM,
        subject=after.name,
        subject_kind="deployment",
        application=after.application,
        old={field: _plain(getattr(before, field)) for field in PLACE},
        new={field: _plain(getattr(after, field)) for field in PLACE},
        sentence=_moved_sentence(both, before, after),
        clause=_moved_clause(before, after),
        old_location=before.origin.location(),
        new_location=after.origin.location(),
    )


def _moved_sentence(both: Both, before: Deployment, after: Deployment) -> str:
    if all(getattr(before, field) == getattr(after, field) for field in PLACE[:3]):
        return tr(
            "{name} runs on other node pools: {new}; before {old}.",
            name=after.name,
            new=_named(after.node_pools),
            old=_named(before.node_pools),
        )
    old, new = place_words(both.old.inventory, before), place_words(both.new.inventory, after)
    if old == new:
        # As near to production as before: what changed is the place itself.
        old, new = _place(before), _place(after)
    return tr("{name} moved from {old} to {new}.", name=after.name, old=old, new=new)


def _moved_clause(before: Deployment, after: Deployment) -> str:
    if all(getattr(before, field) == getattr(after, field) for field in PLACE[:3]):
        return tr("it runs on other node pools")
    return tr("it moved to {place}", place=_short(after))


def _reclassified(before: Deployment, after: Deployment, changed: Sequence[str]) -> Change:
    phrases = [
        tr(
            "{field} {new} (before: {old})",
            field=tr(_FIELD_WORDS[field]),
            new=_said(getattr(after, field)),
            old=_said(getattr(before, field)),
        )
        for field in changed
    ]
    return make_change(
        "deployment-reclassified",
        cause=Cause.SYSTEM,
        subject=after.name,
        subject_kind="deployment",
        application=after.application,
        old={field: _plain(getattr(before, field)) for field in changed},
        new={field: _plain(getattr(after, field)) for field in changed},
        sentence=tr("{name} is judged as something else: {changes}.", name=after.name, changes=", ".join(phrases)),
        clause=tr("it is judged as something else: {changes}", changes=", ".join(phrases)),
        old_location=before.origin.at(changed[0]),
        new_location=after.origin.at(changed[0]),
    )


# Where a deployment runs, in words


def place_words(inventory: Inventory, deployment: Deployment) -> str:
    """Say where a deployment runs, and how near production of its application is there."""
    if not deployment.is_placed:
        return tr("no Environment")
    words = {"namespace": deployment.namespace, "cluster": deployment.cluster, "environment": deployment.environment}
    production = production_of(inventory, deployment)
    if not production:
        return _place(deployment)
    for near, sentence in _NEARNESS:
        found = next((p for p in production if all(getattr(p, field) == getattr(deployment, field) for field in near)), None)
        if found is not None:
            return tr(sentence, production=found.name, **words)
    return tr("the Environment {environment} (apart from production)", **words)


def _place(deployment: Deployment) -> str:
    words = {"namespace": deployment.namespace, "cluster": deployment.cluster, "environment": deployment.environment}
    return tr("the Namespace {namespace} of {cluster} in the Environment {environment}", **words)


_NEARNESS = (
    (("cluster", "namespace"), mark("the Namespace {namespace} of {production} in {cluster}")),
    (("cluster",), mark("the Namespace {namespace} beside {production} in {cluster}")),
    (("environment",), mark("the cluster {cluster} in the Environment {environment} of {production}")),
)


def _short(deployment: Deployment) -> str:
    if not deployment.is_placed:
        return tr("no Environment")
    return f"{deployment.environment}/{deployment.cluster}/{deployment.namespace}"


# Values


def _value(deployment: Deployment, findings: Counter[Status]) -> Json:
    data: dict[str, Json] = {"application": deployment.application, "stage": deployment.stage.value}
    data |= {field: _plain(getattr(deployment, field)) for field in PLACE}
    return data | {"findings": {status.value: findings[status] for status in Status if findings[status]}}


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if value is None or isinstance(value, str | bool):
        return value
    raise TypeError(type(value).__name__)


def _set(names: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _comparable(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _named(names: tuple[str, ...] | None) -> str:
    if names is None:
        return tr("not stated")
    return ", ".join(names) or tr("none")


def _said(value: object) -> str:
    if value is None:
        return tr("not stated")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, tuple):
        return ", ".join(said(str(item)) for item in value) or tr("none")
    return said(str(value.value) if isinstance(value, Enum) else str(value))
