"""What the platform's page recommends, held against this inventory, with the service ticket that would order what is missing.

Source: "How Many Environments?": at least two Environments, one for non-production and one for production; the ideal promotion table
says who observes which stage, and which data each holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.findings import Advice
from reportgen.language import number, tr
from reportgen.model import DataClass, Deployment, Designation, Environment, Stage
from reportgen.rules.case import Case
from reportgen.vocabulary import said

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
    yield Advice(
        code="fewer-than-two-environments",
        message=_one() if case.inventory.environments else _none(),
        subjects=tuple(e.name for e in case.inventory.environments),
        ticket=_order_ticket(case),
        location=case.inventory_location,
    )


def _none() -> str:
    return tr("The inventory has no Environment; at least two are recommended, one for production and one for all other stages.")


def _one() -> str:
    return tr("The inventory has one Environment; at least two are recommended, one for production and one for all other stages.")


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
        message=tr("No Environment is designated non-production: the provider's promise about the order of updates does not apply."),
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
                message=tr(
                    "Environment {environment} runs production and other stages side by side ({names}).",
                    environment=environment.name,
                    names=names,
                ),
                subjects=(environment.name,),
                ticket=_order_ticket(case) if len(case.inventory.environments) < 2 else "",
                location=environment.origin.location(),
            )


def _customer_data(case: Case) -> Iterator[Advice]:
    for deployment in case.inventory.deployments:
        if deployment.data is DataClass.CUSTOMER and not deployment.is_production:
            yield Advice(
                code="customer-data-outside-production",
                message=tr(
                    "{deployment} (stage {stage}) holds customer data; the page keeps it to production.",
                    deployment=deployment.name,
                    stage=said(deployment.stage),
                ),
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
                message=tr(
                    "{deployment} (stage {stage}) is observed by {observers}, unlike in the ideal promotion.",
                    deployment=deployment.name,
                    stage=said(deployment.stage),
                    observers=", ".join(map(said, surplus)),
                ),
                subjects=(deployment.name,),
                ticket="",
                location=deployment.origin.at("observers"),
            )


def _may_observe(who: str, stage: Stage) -> bool:
    # The figure has no integration stage; what it allows for testing holds there.
    return (Stage.TESTING if stage is Stage.INTEGRATION else stage) in IDEAL_OBSERVERS[who]


def _order_ticket(case: Case) -> str:
    lines = (
        tr("Subject: Order a non-production Environment for {organization}", organization=_organization(case)),
        "",
        tr(
            "Please set up one more Environment (one Management Cluster and one Workload Cluster), sized like the smallest Environment"
            " we have today."
        ),
        tr(
            "We designate it a non-production Environment: please apply major and minor updates to it at least five working days"
            " before our production Environment(s)."
        ),
        tr("It will host: {deployments}.", deployments=_to_host(case)),
    )
    return "\n".join(lines)


def _organization(case: Case) -> str:
    return case.inventory.organization.name or tr("our organisation")


def _to_host(case: Case) -> str:
    names = [d.name for d in case.inventory.deployments if d.is_placed and not d.is_production]
    if not names:
        return tr("our staging deployments")
    first = ", ".join(names[:10])
    return tr("{names} and {n} more", names=first, n=number(len(names) - 10)) if len(names) > 10 else first


def _designation_ticket(case: Case, candidates: list[str]) -> str:
    lines = (
        tr("Subject: Designate non-production Environments of {organization}", organization=_organization(case)),
        "",
        tr("We designate these Environments as non-production: {environments}.", environments=", ".join(candidates)),
        tr("Please apply major and minor updates to them at least five working days before our production Environment(s)."),
    )
    return "\n".join(lines)
