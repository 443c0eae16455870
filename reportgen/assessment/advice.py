"""What the platform's page recommends, held against this inventory, with the service ticket that would order what is missing.

Source: "How Many Environments?": at least two Environments, one for non-production and one for production; the ideal promotion table
says who observes which stage, and which data each holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.findings import Advice
from reportgen.model import DataClass, Deployment, Designation, Environment, Stage
from reportgen.rules.case import Case

IDEAL_OBSERVERS: dict[str, tuple[Stage, ...]] = {
    "myself": (Stage.LOCAL, Stage.DEVELOPMENT, Stage.TESTING, Stage.STAGING),
    "my-team": (Stage.DEVELOPMENT, Stage.TESTING, Stage.STAGING),
    "other-teams": (Stage.TESTING, Stage.STAGING),
    "qa": (Stage.TESTING, Stage.STAGING),
    "product-management": (Stage.STAGING,),
    "customers": (Stage.PRODUCTION,),
}
"""Who observes which stage in the page's figure "Ideal Promotion", in its order. Integration is not in the figure."""

IDEAL_STAGES = (Stage.LOCAL, Stage.DEVELOPMENT, Stage.TESTING, Stage.STAGING, Stage.PRODUCTION)
"""The stages of the page's figures."""


def advise(case: Case) -> tuple[Advice, ...]:
    """Return the recommendations that this inventory does not follow, in the order of the page."""
    return tuple(advice for source in (_environments, _designation, _beside, _customer_data, _observers) for advice in source(case))


def _environments(case: Case) -> Iterator[Advice]:
    if len(case.inventory.environments) >= 2:
        return
    count = len(case.inventory.environments)
    yield Advice(
        code="fewer-than-two-environments",
        message=f"The inventory has {_number(count)}; at least two are recommended, one for production and one for all other stages.",
        subjects=tuple(e.name for e in case.inventory.environments),
        ticket=_order_ticket(case),
        location=case.inventory_location,
    )


def _number(count: int) -> str:
    return {0: "no Environment", 1: "one Environment"}.get(count, f"{count} Environments")


def _hosts(case: Case, environment: Environment) -> tuple[list[Deployment], list[Deployment]]:
    hosted = case.inventory.deployments_by_environment[environment.name]
    return [d for d in hosted if d.is_production], [d for d in hosted if not d.is_production]


def _designation(case: Case) -> Iterator[Advice]:
    environments = case.inventory.environments
    if not environments or any(e.designation is Designation.NON_PRODUCTION for e in environments):
        return
    candidates = [e.name for e in environments if e.designation is None and not _hosts(case, e)[0]]
    yield Advice(
        code="no-designated-non-production",
        message="No Environment is designated non-production: the provider's promise about the order of updates does not apply.",
        subjects=tuple(candidates),
        ticket=_designation_ticket(case, candidates) if candidates else _order_ticket(case),
        location=case.inventory.environment_by_name[candidates[0]].origin.location() if candidates else case.inventory_location,
    )


def _beside(case: Case) -> Iterator[Advice]:
    for environment in case.inventory.environments:
        production, others = _hosts(case, environment)
        if production and others:
            names = ", ".join(d.name for d in others)
            yield Advice(
                code="production-beside-non-production",
                message=f"Environment {environment.name} runs production and other stages side by side ({names}).",
                subjects=(environment.name,),
                ticket=_order_ticket(case) if len(case.inventory.environments) < 2 else "",
                location=environment.origin.location(),
            )


def _customer_data(case: Case) -> Iterator[Advice]:
    for deployment in case.inventory.deployments:
        if deployment.data is DataClass.CUSTOMER and not deployment.is_production:
            yield Advice(
                code="customer-data-outside-production",
                message=f"{deployment.name} (stage {deployment.stage}) holds customer data; the page keeps it to production.",
                subjects=(deployment.name,),
                ticket="",
                location=deployment.origin.at("data"),
            )


def _observers(case: Case) -> Iterator[Advice]:
    for deployment in case.inventory.deployments:
        surplus = [who for who in deployment.observers or () if who in IDEAL_OBSERVERS and not _may_observe(who, deployment.stage)]
        if surplus:
            yield Advice(
                code="observers-off-the-ideal",
                message=f"{deployment.name} (stage {deployment.stage}) is observed by {', '.join(surplus)}, unlike in the ideal promotion.",
                subjects=(deployment.name,),
                ticket="",
                location=deployment.origin.at("observers"),
            )


def _may_observe(who: str, stage: Stage) -> bool:
    # The figure has no integration stage; what it allows for testing holds there.
    return (Stage.TESTING if stage is Stage.INTEGRATION else stage) in IDEAL_OBSERVERS[who]


def _order_ticket(case: Case) -> str:
    organization = case.inventory.organization.name or "our organisation"
    return (
        f"Subject: Order a non-production Environment for {organization}\n\n"
        "Please set up one more Environment (one Management Cluster and one Workload Cluster), sized like the smallest Environment"
        " we have today.\n"
        "We designate it a non-production Environment: please apply major and minor updates to it at least five working days"
        " before our production Environment(s).\n"
        f"It will host: {_to_host(case)}."
    )


def _to_host(case: Case) -> str:
    names = [d.name for d in case.inventory.deployments if d.is_placed and not d.is_production]
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "") if names else "our staging deployments"


def _designation_ticket(case: Case, candidates: list[str]) -> str:
    organization = case.inventory.organization.name or "our organisation"
    return (
        f"Subject: Designate non-production Environments of {organization}\n\n"
        f"We designate these Environments as non-production: {', '.join(candidates)}.\n"
        "Please apply major and minor updates to them at least five working days before our production Environment(s)."
    )
