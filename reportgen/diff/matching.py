"""Which deployment of OLD is which of NEW: by name, and by content where only the name changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reportgen.diff.state import Conclusions
from reportgen.findings import ApplicationIsolation
from reportgen.model import Deployment, Inventory, Scope


def renames(old: Inventory, new: Inventory) -> dict[str, str]:
    """Return the new name by the old one of each deployment that has another name and is the same in everything else.

    Several that are alike in everything but their names are matched in the order of the names; nothing tells them apart.
    """
    gone = _by_content(d for d in old.deployments if d.name not in new.deployment_by_name)
    come = _by_content(d for d in new.deployments if d.name not in old.deployment_by_name)
    return {before: after for content in gone.keys() & come.keys() for before, after in zip(gone[content], come[content], strict=False)}


def _by_content(deployments: Iterable[Deployment]) -> dict[Deployment, list[str]]:
    found: dict[Deployment, list[str]] = defaultdict(list)
    for deployment in sorted(deployments, key=lambda d: d.name):
        found[replace(deployment, name="")].append(deployment.name)
    return found


def renamed_scope(scope: Scope, names: Mapping[str, str]) -> Scope:
    """Return a scope under the new names."""
    return replace(scope, deployments=tuple(names.get(name, name) for name in scope.deployments))


def renamed(conclusions: Conclusions, names: Mapping[str, str]) -> Conclusions:
    """Return what was concluded of OLD's deployments under their new names."""
    if not names:
        return conclusions
    return Conclusions(
        findings={
            (requirement, kind, names.get(subject, subject) if kind == "deployment" else subject, check): fact
            for (requirement, kind, subject, check), fact in conclusions.findings.items()
        },
        rows=conclusions.rows,
        applications=tuple(_renamed_application(application, names) for application in conclusions.applications),
        weakest={
            names.get(name, name): {
                scope: replace(weakest, counterpart=names.get(weakest.counterpart, weakest.counterpart)) for scope, weakest in found.items()
            }
            for name, found in conclusions.weakest.items()
        },
        waivers=conclusions.waivers,
        evidence=conclusions.evidence,
    )


def _renamed_application(application: ApplicationIsolation, names: Mapping[str, str]) -> ApplicationIsolation:
    if not any(member in names for group in application.groups for member in group.members):
        return application
    groups = (replace(g, id=names.get(g.id, g.id), members=tuple(names.get(m, m) for m in g.members)) for g in application.groups)
    pairs = (replace(p, a=names.get(p.a, p.a), b=names.get(p.b, p.b)) for p in application.pairs)
    return ApplicationIsolation(name=application.name, groups=tuple(groups), pairs=tuple(pairs))
