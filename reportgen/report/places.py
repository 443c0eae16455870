"""Pages about places: Environments and applications."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.findings import ApplicationIsolation, Assessment, Pair
from reportgen.language import day, number, tr, trc, trn
from reportgen.model import Deployment, Environment, Stage
from reportgen.report import figures
from reportgen.report.anchors import pair_anchor
from reportgen.report.decided import PairVerdicts, verdicts_of_pairs
from reportgen.report.figures.wording import designated
from reportgen.report.index import NOT_GOOD, Index
from reportgen.report.model import STATUS_BADGES, ApplicationPage, Badge, Cell, EnvironmentPage, Plain, Run, Table
from reportgen.report.subjects import requirement_link
from reportgen.report.words import facets, joined, link, named, plain, stated, table, value, yes_or_no
from reportgen.rules.outcome import worst
from reportgen.rules.sentences import level_words, shared_words

STAGES = tuple(Stage)


def state_of(index: Index, deployment: Deployment) -> Cell:
    """Return the worst status of a deployment with the numbers behind it."""
    found = index.statuses_of(deployment)
    if not found:
        return plain(tr("nothing judged"))
    numbers = [(STATUS_BADGES[status], sum(s.status is status for s in found)) for status in NOT_GOOD]
    open_ones = [Badge(f"{n} {badge.text}", badge.mark, badge.tone, badge.code) for badge, n in numbers if n]
    return joined(open_ones) or (STATUS_BADGES[worst(s.status for s in found)],)


def deployment_rows(index: Index, deployments: tuple[Deployment, ...]) -> Table:
    """Return one row per deployment, by application, stage and name."""
    ordered = sorted(deployments, key=lambda d: (d.application, STAGES.index(d.stage), d.name))
    rows = [
        (
            (link(d.name, "deployment", d.name),),
            value(d.stage),
            (link(d.environment, "environment", d.environment),) if d.environment else plain(tr("outside every Environment")),
            plain(f"{d.cluster} / {d.namespace}" if d.is_placed else "–"),
            state_of(index, d),
        )
        for d in ordered
    ]
    columns = (
        (tr("Deployment"), 24),
        (tr("Stage"), 14),
        (tr("Environment"), 14),
        (tr("Cluster / Namespace"), 24),
        (tr("Findings"), 24),
    )
    return table(tr("Application Deployments and the worst of their verdicts"), columns, rows, tr("No deployment."))


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
    return tr(
        "Environment {environment} is {designated} towards the provider and runs {deployments}, {production} of them of stage production,"
        " on {clusters}.",
        environment=environment.name,
        designated=designated(environment),
        deployments=trn("{n} deployment", "{n} deployments", len(hosted)),
        production=number(sum(d.is_production for d in hosted)),
        clusters=trn("{n} Workload Cluster", "{n} Workload Clusters", len(environment.workload_clusters)),
    )


def _environment_facts(environment: Environment) -> tuple[tuple[str, Cell], ...]:
    ground = environment.infrastructure
    management = environment.management_cluster
    return (
        (tr("Designation"), value(environment.designation)),
        (tr("In service since"), stated(day(environment.in_service) if environment.in_service else None)),
        (tr("Infrastructure"), stated(", ".join(part for part in (ground.provider, ground.region) if part) or None)),
        (tr("Hardware"), value(ground.hardware)),
        (tr("Management Cluster"), stated(_cluster(management.name, management.kubernetes) if management else None)),
        (tr("Workload Clusters"), named([_cluster(c.name, c.kubernetes) for c in environment.workload_clusters])),
    )


def _cluster(name: str, kubernetes: str | None) -> str:
    return f"{name} (Kubernetes {kubernetes})" if kubernetes else name


def _namespaces(environment: Environment) -> Table:
    rows = [
        (
            plain(space.name),
            plain(cluster.name),
            value(space.network_policy),
            yes_or_no(space.resource_quota),
            stated(space.pod_security),
        )
        for cluster in environment.workload_clusters
        for space in cluster.namespaces
    ]
    columns = (("Namespace", 24), (tr("Workload Cluster"), 22), ("NetworkPolicy", 20), ("ResourceQuota", 16), (tr("Pod security"), 18))
    return table(tr("What guards each declared Namespace"), columns, rows, tr("No Namespace is declared."))


def _services(environment: Environment, assessment: Assessment) -> Table:
    users: dict[str, list[str]] = {service.name: [] for service in environment.services}
    for d in assessment.inventory.deployments:
        for name in users.keys() & set(d.uses or ()):
            users[name].append(d.name)
    rows = [
        (
            plain(service.name),
            stated(" ".join(part for part in (service.kind, service.version) if part) or None),
            stated(" / ".join(part for part in (service.cluster, service.node_pool) if part) or None),
            joined(link(name, "deployment", name) for name in users[service.name]) or plain(tr("nobody")),
        )
        for service in environment.services
    ]
    columns = ((tr("Service"), 20), (trc("service", "Kind"), 20), (tr("Cluster / node pool"), 24), (tr("Used by"), 36))
    return table(tr("Additional services and who uses each instance"), columns, rows, tr("No additional service is declared."))


def application_page(index: Index, application: ApplicationIsolation) -> ApplicationPage:
    """Return the page of one application."""
    members = index.inventory.deployments_by_application[application.name]
    verdicts = verdicts_of_pairs(index, application)
    layouts = figures.trade_off(index.assessment, application)
    return ApplicationPage(
        name=application.name,
        sentence=_application_sentence(application, members),
        deployments=deployment_rows(index, members),
        matrix=figures.isolation_matrix(index.assessment, application.name, {pair: v.statuses for pair, v in verdicts.items()}),
        pairs=_pairs(index, application, verdicts),
        loop=figures.developer_loop(index.assessment, application.name),
        layouts=layouts,
        weighing=_weighing(layouts),
        promotion=figures.promotion_table(index.assessment, application.name),
    )


def _application_sentence(application: ApplicationIsolation, members: tuple[Deployment, ...]) -> str:
    environments = sorted({str(d.environment) for d in members if d.environment})
    deployments = trn("{n} deployment", "{n} deployments", len(members))
    if not environments:
        return tr("{application} has {deployments} outside every Environment.", application=application.name, deployments=deployments)
    return tr(
        "{application} has {deployments} in {environments} ({names}).",
        application=application.name,
        deployments=deployments,
        environments=trn("{n} Environment", "{n} Environments", len(environments)),
        names=", ".join(environments),
    )


def _weighing(layouts: figures.TradeOff) -> Table:
    columns = zip(layouts.columns, (12, 28, 30, 30), strict=False)
    rows = [tuple(plain(words) for words in row) for row in layouts.rows]
    return table(tr("What speaks for either, counted in the inventory"), tuple(columns), rows, layouts.alt)


def _pairs(index: Index, application: ApplicationIsolation, verdicts: Mapping[frozenset[str], PairVerdicts]) -> Table:
    members = {group.id: group.members for group in application.groups}
    pairs = sorted(application.pairs, key=_weakness)
    rows = [
        (
            _group(members[pair.a]) if pair.a != pair.b else (Plain(f"{tr('among')} "), *_group(members[pair.a])),
            _group(members[pair.b]) if pair.a != pair.b else plain(tr("each other")),
            plain(level_words(pair.isolation.level)),
            plain(facets(pair.isolation)),
            plain(shared_words(pair.isolation)),
            _decided(index, verdicts[frozenset((pair.a, pair.b))]),
        )
        for pair in pairs
    ]
    anchors = [pair_anchor(pair.a, pair.b) for pair in pairs]
    columns = (
        (tr("One side"), 15),
        (tr("Other side"), 15),
        (tr("Level"), 10),
        (tr("Facets"), 15),
        (tr("Still shared"), 20),
        (tr("What it decides"), 25),
    )
    empty = tr("There is only one deployment to look at.")
    return table(tr("Every pair of placements, the least isolated first"), columns, rows, empty, anchors)


REQUIREMENTS_SHOWN = 6
"""How many requirements of one status a pair's row names; the rest is counted, and stands on the pages of the deployments."""


def _decided(index: Index, verdicts: PairVerdicts) -> Cell:
    """Return what a pair gives to which requirement: those that are met as a number, the others by name."""
    runs: list[Run] = []
    for status, requirements in verdicts.by_status.items():
        shown = requirements[:REQUIREMENTS_SHOWN] if status in NOT_GOOD else ()
        badge = STATUS_BADGES[status]
        runs += [Badge(f"{len(requirements)} {badge.text}", badge.mark, badge.tone, badge.code), Plain(": " if shown else " ")]
        runs += joined(requirement_link(index, requirement) for requirement in shown)
        hidden = len(requirements) - len(shown) if shown else 0
        runs += [Plain(trn(" and {n} more. ", " and {n} more. ", hidden) if hidden else ". ")] if shown else []
    if not verdicts.is_whole:
        runs.append(Plain(tr("Findings of a fleet of this size name their first counterparts only; there may be more.")))
    return tuple(runs) or plain(tr("No requirement of this report compares them."))


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
