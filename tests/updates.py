"""Builders of small inventories with updates, for the tests of the ledger, the plan and the calendar file."""

from __future__ import annotations

import datetime as dt

from reportgen.catalogs.terms import load_terms
from reportgen.errors import Origin
from reportgen.model import (
    NEVER,
    Deployment,
    Designation,
    Environment,
    Inventory,
    Moment,
    Never,
    Organization,
    Plan,
    Provider,
    ReportRequest,
    Service,
    Stage,
    Update,
    UpdateClass,
)

ELASTISYS = load_terms()["elastisys"]
AS_OF = dt.date(2024, 12, 16)
ORIGIN = Origin("inventory.yaml", 1, 1)


def moment(text: str) -> Moment:
    """Read ``2024-11-20`` as a day and ``2024-11-20T23:30+01:00`` as an instant."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def applied(text: str) -> tuple[Moment, ...] | Never:
    """Read ``never``, a moment, or several of them with a comma in between."""
    return NEVER if text == "never" else tuple(moment(part) for part in text.split(","))


def update(version: str = "v1", update_class: str | None = "minor", service: str = "welkin", **fields: object) -> Update:
    """Build an update; ``applied`` and ``planned`` map Environments to texts, ``released`` is a text."""
    texts = fields.pop("applied", {})
    plans = fields.pop("planned", {})
    back = fields.pop("rolled_back", {})
    released = fields.pop("released", "2024-11-14")
    return Update(
        service=service,
        version=version,
        update_class=UpdateClass(update_class) if update_class else None,
        released=moment(released) if released else None,
        applied={name: applied(text) for name, text in texts.items()},
        planned={name: moment(text) for name, text in plans.items()},
        rolled_back={name: moment(text) for name, text in back.items()},
        origin=ORIGIN,
        applied_origin=Origin("inventory.yaml", 7, 3, dict.fromkeys(texts, (8, 5))),
        planned_origin=Origin("inventory.yaml", 9, 3, dict.fromkeys(plans, (10, 5))),
        **fields,
    )


def environment(name: str, designation: str | None, in_service: str | None = None, services: tuple[str, ...] = ()) -> Environment:
    """Build an Environment with service instances of the given kinds."""
    return Environment(
        name=name,
        designation=Designation(designation) if designation else None,
        in_service=dt.date.fromisoformat(in_service) if in_service else None,
        services=tuple(Service(name=f"{kind}-{name}", kind=kind, origin=ORIGIN) for kind in services),
        origin=ORIGIN,
    )


def deployment(name: str, stage: str, environment: str) -> Deployment:
    """Build a deployment of one stage in one Environment."""
    return Deployment(name=name, application="shop", stage=Stage(stage), environment=environment, origin=ORIGIN)


PROD = environment("prod", "production")
STAGING = environment("staging", "non-production")


def inventory(
    *updates: Update,
    environments: tuple[Environment, ...] = (STAGING, PROD),
    deployments: tuple[Deployment, ...] = (),
    plan: str | None = "managed",
    terms_version: str | None = None,
) -> Inventory:
    """Build an inventory with a staging and a production Environment and the given updates."""
    return Inventory(
        organization=Organization(name="Acme Care AB", id="acme-care"),
        report=ReportRequest(origin=ORIGIN),
        provider=Provider(
            terms_of_service="elastisys",
            plan=Plan(plan) if plan else None,
            terms_version=dt.date.fromisoformat(terms_version) if terms_version else None,
            origin=ORIGIN,
        ),
        environments=environments,
        deployments=deployments,
        updates=updates,
    )
