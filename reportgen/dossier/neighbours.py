"""Which neighbours a dossier has: all in the recipient's Environments, and of those elsewhere one of each kind."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from reportgen.dossier.names import Names
from reportgen.model import Deployment, Evidence, Inventory, Remediation, Waiver


def kept_neighbours(
    inventory: Inventory, names: Names, disguised: Callable[[Deployment], Deployment], *, whole: bool
) -> tuple[Deployment, ...]:
    """Return the neighbours to keep; ``whole`` = all of them."""
    mine = {d.name for d in names.members}
    others = [d for d in inventory.deployments if d.name not in mine]
    if whole:
        return tuple(others)
    near = [d for d in others if d.environment in names.places]
    far: dict[Hashable, Deployment] = {}
    for d in sorted((d for d in others if d.is_placed and d.environment not in names.places), key=lambda d: names.of("deployment", d.name)):
        far.setdefault(_kind(d, names, disguised(d), inventory), d)
    return (*near, *far.values())


def _kind(d: Deployment, names: Names, shown: Deployment, inventory: Inventory) -> Hashable:
    """Return what a verdict about the recipient can tell of a neighbour in another Environment."""
    environment = inventory.environment_by_name[str(d.environment)]
    exceptions: tuple[Waiver | Evidence | Remediation, ...] = (*inventory.waivers, *inventory.evidence, *inventory.remediations)
    marks = tuple(i for i, x in enumerate(exceptions) if d.name in x.scope.deployments or d.environment in x.scope.environments)
    zone = d.security_zone if d.security_zone is None or names.keeps("zone", d.security_zone) else "another"
    tenant = d.tenant if d.tenant is None or d.tenant == "none" or names.keeps("tenant", d.tenant) else "another"
    application = d.application if names.keeps("application", d.application) else "another"
    told = replace(
        shown,
        name="",
        application=application,
        cluster=None,
        namespace=None,
        node_pools=None,
        environment=None,
        security_zone=zone,
        tenant=tenant,
        stage=shown.stage if shown.is_production else None,  # type: ignore[arg-type]
        service_account=None,
    )
    return (told, d.is_production, environment.infrastructure.hardware, environment.designation, marks)
