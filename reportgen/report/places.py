"""Pages about places: Environments and applications."""

from __future__ import annotations

from reportgen.findings import ApplicationIsolation, Assessment, Pair
from reportgen.model import Deployment, Environment, Stage
from reportgen.report import figures
from reportgen.report.anchors import pair_anchor
from reportgen.report.index import NOT_GOOD, Index
from reportgen.report.model import STATUS_BADGES, ApplicationPage, Badge, Cell, EnvironmentPage, Plain, Run, Table
from reportgen.report.words import (
    NOT_STATED,
    count,
    facets,
    joined,
    link,
    plain,
    stated,
    table,
)
from reportgen.rules.outcome import worst
from reportgen.rules.sentences import level_words, shared_words

DEPLOYMENT_COLUMNS = (("Deployment", 24), ("Stage", 12), ("Environment", 14), ("Cluster / Namespace", 26), ("Findings", 24))


STAGES = tuple(Stage)


def state_of(index: Index, deployment: Deployment) -> Cell:
    """Return the worst status of a deployment with the numbers behind it."""
    found = index.statuses_of(deployment)
    if not found:
        return plain("nothing judged")
    numbers = [(STATUS_BADGES[status], sum(s.status is status for s in found)) for status in NOT_GOOD]
    open_ones = [Badge(f"{number} {badge.text}", badge.mark, badge.tone) for badge, number in numbers if number]
    return joined(open_ones) or (STATUS_BADGES[worst(s.status for s in found)],)


def deployment_rows(index: Index, deployments: tuple[Deployment, ...]) -> Table:
    """Return one row per deployment, by application, stage and name."""
    ordered = sorted(deployments, key=lambda d: (d.application, STAGES.index(d.stage), d.name))
    rows = [
        (
            (link(d.name, "deployment", d.name),),
            plain(d.stage.value),
            (link(d.environment, "environment", d.environment),) if d.environment else plain("outside every Environment"),
            plain(f"{d.cluster} / {d.namespace}" if d.is_placed else "–"),
            state_of(index, d),
        )
        for d in ordered
    ]
    return table("Application Deployments and the worst of their verdicts", DEPLOYMENT_COLUMNS, rows, "No deployment.")


def environment_page(index: Index, environment: Environment) -> EnvironmentPage:
    """Return the page of one Environment."""
    hosted = index.inventory.deployments_by_environment[environment.name]
    return EnvironmentPage(
        name=environment.name,
        title=environment.title or environment.name,
        sentence=_environment_sentence(environment, hosted),
        facts=_environment_facts(environment),
        composition=figures.composition(index.assessment, environment.name),
        namespaces=_namespaces(environment),
        services=_services(environment, index.assessment),
        deployments=deployment_rows(index, hosted),
    )


def _environment_sentence(environment: Environment, hosted: tuple[Deployment, ...]) -> str:
    designation = f"designated {environment.designation}" if environment.designation else "not designated"
    production = sum(d.is_production for d in hosted)
    return (
        f"Environment {environment.name} is {designation} towards the provider and runs {count(len(hosted), 'deployment')}, "
        f"{production} of them of stage production, on {count(len(environment.workload_clusters), 'Workload Cluster')}."
    )


def _environment_facts(environment: Environment) -> tuple[tuple[str, Cell], ...]:
    ground = environment.infrastructure
    management = environment.management_cluster
    return (
        ("Designation", stated(environment.designation.value if environment.designation else None)),
        ("In service since", stated(environment.in_service.isoformat() if environment.in_service else None)),
        ("Infrastructure", plain(", ".join(part for part in (ground.provider, ground.region) if part) or NOT_STATED)),
        ("Hardware", stated(ground.hardware.value if ground.hardware else None)),
        ("Management Cluster", stated(_cluster(management.name, management.kubernetes) if management else None)),
        ("Workload Clusters", plain(", ".join(_cluster(c.name, c.kubernetes) for c in environment.workload_clusters) or "none")),
    )


def _cluster(name: str, kubernetes: str | None) -> str:
    return f"{name} (Kubernetes {kubernetes})" if kubernetes else name


def _namespaces(environment: Environment) -> Table:
    rows = [
        (
            plain(space.name),
            plain(cluster.name),
            stated(space.network_policy.value if space.network_policy else None),
            stated({True: "yes", False: "no", None: None}[space.resource_quota]),
            stated(space.pod_security),
        )
        for cluster in environment.workload_clusters
        for space in cluster.namespaces
    ]
    columns = (("Namespace", 24), ("Workload Cluster", 22), ("NetworkPolicy", 20), ("ResourceQuota", 16), ("Pod security", 18))
    return table("What guards each declared Namespace", columns, rows, "No Namespace is declared.")


def _services(environment: Environment, assessment: Assessment) -> Table:
    users = {
        service.name: [d.name for d in assessment.inventory.deployments if d.uses and service.name in d.uses]
        for service in environment.services
    }
    rows = [
        (
            plain(service.name),
            plain(" ".join(part for part in (service.kind, service.version) if part) or NOT_STATED),
            plain(" / ".join(part for part in (service.cluster, service.node_pool) if part) or NOT_STATED),
            joined(link(name, "deployment", name) for name in users[service.name]) or plain("nobody"),
        )
        for service in environment.services
    ]
    columns = (("Service", 20), ("Kind", 20), ("Cluster / node pool", 24), ("Used by", 36))
    return table("Additional services and who uses each instance", columns, rows, "No additional service is declared.")


def application_page(index: Index, application: ApplicationIsolation) -> ApplicationPage:
    """Return the page of one application."""
    members = tuple(d for d in index.inventory.deployments if d.application == application.name)
    return ApplicationPage(
        name=application.name,
        sentence=_application_sentence(application, members),
        deployments=deployment_rows(index, members),
        matrix=figures.isolation_matrix(index.assessment, application.name),
        pairs=_pairs(application),
        loop=figures.developer_loop(index.assessment, application.name),
        promotion=figures.promotion_table(index.assessment, application.name),
    )


def _application_sentence(application: ApplicationIsolation, members: tuple[Deployment, ...]) -> str:
    environments = sorted({str(d.environment) for d in members if d.environment})
    where = f"in {count(len(environments), 'Environment')} ({', '.join(environments)})" if environments else "outside every Environment"
    return f"{application.name} has {count(len(members), 'deployment')} {where}."


def _pairs(application: ApplicationIsolation) -> Table:
    members = {group.id: group.members for group in application.groups}
    pairs = sorted(application.pairs, key=_weakness)
    rows = [
        (
            _group(members[pair.a]) if pair.a != pair.b else (Plain("among "), *_group(members[pair.a])),
            _group(members[pair.b]) if pair.a != pair.b else plain("each other"),
            plain(level_words(pair.isolation.level)),
            plain(facets(pair.isolation)),
            plain(shared_words(pair.isolation)),
        )
        for pair in pairs
    ]
    anchors = [pair_anchor(pair.a, pair.b) for pair in pairs]
    columns = (("One side", 20), ("Other side", 20), ("Level", 12), ("Facets", 20), ("Still shared", 28))
    return table("Every pair of placements, the least isolated first", columns, rows, "There is only one deployment to look at.", anchors)


def _weakness(pair: Pair) -> tuple[int, bool, int, str, str]:
    return (pair.isolation.level, pair.isolation.namespaces_separate, -len(pair.isolation.shared), pair.a, pair.b)


def _group(names: tuple[str, ...]) -> Cell:
    runs: list[Run] = [link(name, "deployment", name) for name in names]
    return joined(runs)


def unplaced_applications(index: Index) -> tuple[ApplicationIsolation, ...]:
    """Return the applications of which no deployment runs in an Environment, as empty groups."""
    known = {application.name for application in index.assessment.applications}
    names = sorted({d.application for d in index.inventory.deployments} - known)
    return tuple(ApplicationIsolation(name=name, groups=(), pairs=()) for name in names)
