"""The pages at the back: waivers and evidence, the levels explained, method and sources, glossary."""

from __future__ import annotations

from typing import Final

from reportgen.findings import Isolation, WaiverUse
from reportgen.isolation import Placement, isolate
from reportgen.language import alphabetical, day, mark, tr, trc
from reportgen.model import Evidence, Scope, Waiver
from reportgen.regulation import Level
from reportgen.report.index import Index
from reportgen.report.model import Badges, Cell, LevelsPage, MethodPage, Table, WaiversPage
from reportgen.report.words import VERIFICATION_WORDS, code, plain, requirement_runs, stated, table
from reportgen.rules.sentences import level_words, shared_word

USE_BADGES: Final = Badges[str](
    {
        "applied": (mark("in use"), "✓", "good"),
        "unused": (mark("unused"), "!", "warn"),
        "too-broad": (mark("broader than needed"), "!", "warn"),
        "expired": (mark("expired"), "✗", "bad"),
        "not-yet-valid": (mark("not yet valid"), "…", "plain"),
    }
)


def waivers_page(index: Index) -> WaiversPage:
    """Return the page of waivers, evidence and remediations."""
    assessment = index.assessment
    waivers = [_waiver(index, item, use) for item, use in zip(index.inventory.waivers, assessment.waivers, strict=True)]
    evidence = [_evidence(index, item, use) for item, use in zip(index.inventory.evidence, assessment.evidence, strict=True)]
    return WaiversPage(
        waivers=table(tr("Waivers"), _columns(tr("Reason and control"), tr("Approved, valid until")), waivers, tr("No waiver.")),
        evidence=table(tr("Evidence"), _columns(tr("Statement and source"), tr("Collected, valid until")), evidence, tr("No evidence.")),
        remediations=_remediations(index),
    )


def _columns(what: str, until: str) -> tuple[tuple[str, int], ...]:
    return ((tr("Id"), 10), (tr("Requirement"), 20), (trc("subject", "For"), 20), (what, 24), (until, 14), (tr("State"), 12))


def scope_words(scope: Scope) -> str:
    """Name what a waiver or piece of evidence is about."""
    environments = (tr("Environment {name}", name=name) for name in scope.environments)
    return ", ".join((*scope.deployments, *environments, *scope.updates))


def _requirement(index: Index, requirement: str) -> Cell:
    judged = index.assessment.requirements.get(requirement)
    return requirement_runs(judged) if judged else plain(tr("{requirement} (not part of this report)", requirement=requirement))


def _use(use: WaiverUse) -> Cell:
    return (USE_BADGES[use.state], *plain(f" {tr('for {names}', names=', '.join(use.covers))}" if use.covers else ""))


def _waiver(index: Index, waiver: Waiver, use: WaiverUse) -> tuple[Cell, ...]:
    control = waiver.compensating_control or tr("no compensating control stated")
    approved, until = day(waiver.approved_on), day(waiver.expires)
    return (
        plain(waiver.id),
        _requirement(index, waiver.requirement),
        plain(scope_words(waiver.scope)),
        plain(f"{waiver.reason} – {control}"),
        plain(tr("{who}, {approved}; until {until}", who=waiver.approved_by, approved=approved, until=until)),
        _use(use),
    )


def _evidence(index: Index, item: Evidence, use: WaiverUse) -> tuple[Cell, ...]:
    source = " ".join(part for part in (item.link, item.file, f"SHA-256 {item.sha256}" if item.sha256 else None) if part)
    collected, until = day(item.collected), day(item.valid_until) if item.valid_until else None
    return (
        plain(item.id),
        _requirement(index, item.requirement),
        plain(scope_words(item.scope)),
        plain(f"{item.statement} {source}".strip()),
        plain(tr("{collected}; until {until}", collected=collected, until=until) if until else _endless(collected)),
        _use(use),
    )


def _endless(collected: str) -> str:
    return tr("{collected}; until no end stated", collected=collected)


def _remediations(index: Index) -> Table:
    rows = [
        (
            _requirement(index, item.requirement),
            plain(scope_words(item.scope)),
            stated(item.owner),
            stated(day(item.due) if item.due else None),
            stated(item.ticket),
        )
        for item in index.inventory.remediations
    ]
    columns = ((tr("Requirement"), 32), (trc("subject", "For"), 28), (tr("Owner"), 16), (tr("Due"), 12), (tr("Ticket"), 12))
    return table(tr("Remediations: who mends what, by when"), columns, rows, tr("No remediation is recorded."))


def levels_page() -> LevelsPage:
    """Return the page that explains the levels; its table is computed by the very function that judges pairs."""
    forms = _forms()
    columns = ((tr("Boundary"), 28), *((title, 12) for title, _ in forms))
    rows = [
        (plain(shared_word(word)), *(plain(apart_or_shared(word in isolation.shared)) for _, isolation in forms))
        for word in ("secrets", "access-control", "quota", "nodes", "api-server", "platform-version", "platform-services")
    ]
    rows.append((plain(tr("Five-working-day promise reachable")), *(plain(_reachable(isolation)) for _, isolation in forms)))
    rows.append((plain(tr("Physical hardware")), *(plain(tr("unknown unless declared")) for _ in forms)))
    return LevelsPage(
        sentences=(
            tr("Isolation belongs to a pair of deployments. It is a set of boundaries; a level is the name of such a set, not a grade."),
            tr(
                "The levels are not a total order: two deployments on different Nodes in one Namespace (node isolation) still share its"
                " Secrets, which two deployments in different Namespaces on one Node (Namespace isolation) do not. So every verdict"
                " compares boundaries."
            ),
            tr(
                "A level counts only if the inventory proves it. Different node pools count as separate Nodes only where a NoSchedule or"
                " NoExecute taint on every pool of one side makes it so; otherwise the report says “different nodes, not enforced”."
            ),
            tr(
                "Two deployments that use one instance of a service, or one external data store, share something: they are never at"
                " Environment isolation."
            ),
        ),
        boundaries=table(tr("What two deployments share at each level"), columns, rows),
        words=_level_words(),
    )


def apart_or_shared(shared: bool) -> str:
    """Say of a boundary whether the two share what lies behind it."""
    return trc("boundary", "shared") if shared else trc("boundary", "apart")


def _reachable(isolation: Isolation) -> str:
    return tr("yes, if designated") if isolation.level is Level.ENVIRONMENT else tr("no")


def _forms() -> list[tuple[str, Isolation]]:
    base = Placement(
        environment="e", cluster="c", namespace="n", node_pools=frozenset({"p"}), dedicated=False, uses=frozenset(), hardware=None
    )
    pool = {"node_pools": frozenset({"q"}), "dedicated": True}
    others: tuple[tuple[str, dict[str, object]], ...] = (
        (trc("level", "labels"), {}),
        (trc("level", "Namespace"), {"namespace": "m"}),
        (trc("level", "node, same Namespace"), pool),
        (trc("level", "node"), {**pool, "namespace": "m"}),
        (trc("level", "cluster"), {"cluster": "d"}),
        (trc("level", "Environment"), {"cluster": "d", "environment": "f"}),
    )
    return [(title, isolate(base, _changed(base, change))) for title, change in others]


def _changed(base: Placement, change: dict[str, object]) -> Placement:
    values = {name: change.get(name, getattr(base, name)) for name in Placement.__slots__}
    return Placement(**values)  # type: ignore[arg-type]


def _level_words() -> Table:
    words = {
        Level.LABELS: tr("The two deployments share a Namespace and are told apart only by their Helm release or a label."),
        Level.NAMESPACE: tr("The two deployments share a Workload Cluster, in different Namespaces."),
        Level.NODE: tr("The two deployments share an Environment but are kept on different Nodes, with or without different Namespaces."),
        Level.CLUSTER: tr("The two deployments share an Environment, on different Workload Clusters; its Management Cluster stays shared."),
        Level.ENVIRONMENT: tr("The two deployments share nothing that the platform provides; it says nothing of the physical hardware."),
    }
    rows = [(plain(str(level.value)), plain(level_words(level)), plain(text)) for level, text in words.items()]
    return table(tr("The five levels"), ((tr("No."), 8), (tr("Level"), 20), (tr("Meaning"), 72)), rows)


def method_page(index: Index) -> MethodPage:
    """Return the page about method and sources."""
    return MethodPage(
        readings=_readings(),
        sources=_sources(index),
        unverified=_unverified(index),
        inputs=_inputs(index),
        overrides=_overrides(index),
        glossary=_glossary(),
    )


def _readings() -> tuple[tuple[str, str], ...]:
    return (
        (
            tr("Unknown"),
            tr("What the inventory does not state is unknown. It is never read as “none” and never decided in anybody's favour."),
        ),
        (
            tr("Pairs"),
            tr(
                "A requirement about pairs is decided over all counterparts in its scope: one that fails decides, else one that cannot"
                " be told. The weakest counterpart is shown for orientation only."
            ),
        ),
        (
            tr("Least layout"),
            tr(
                "At least two Environments are recommended, non-production and production. The least layout of an application leaves every"
                " Environment with production to production and gathers all of its non-production in one more. Workload Clusters that were"
                " apart stay apart there; Namespaces, Nodes and the services used stay as they are."
            ),
        ),
        (
            tr("Required, recommended, floor"),
            tr(
                "What a requirement needs to be satisfied, what is advised beyond it, and how far an exception"
                " may go are three things, shown as three."
            ),
        ),
        (
            tr("Production"),
            tr("Production means the stage of a deployment. A stage that contradicts its Environment's designation is reported."),
        ),
        (
            tr("Shared services"),
            tr("Two deployments that use one service instance are taken to have its credentials within reach of both."),
        ),
        (
            tr("Waivers"),
            tr(
                "A valid waiver covers the pairs in which a named deployment takes part, and the updates it names; the verdict is that"
                " of what is left. It never lifts a pair below the requirement's floor for exceptions."
            ),
        ),
        (
            tr("Attestation"),
            tr("What an inventory cannot show needs somebody's word: valid evidence makes it “attested”, not “satisfied”."),
        ),
        (
            tr("Access groups"),
            tr(
                "Groups that can change production are compared with those that can change non-production; where a scope names"
                " two sides of its own (end customers, Security Zones, cardholder data), with those of the other side."
            ),
        ),
        (
            tr("Order of updates"),
            tr(
                "For a requirement, every designated non-production Environment that runs the service must have had the update"
                " before production. On the same day without times, nobody can tell."
            ),
        ),
        (
            tr("Patch deadlines"),
            tr(
                "Days from release to production, by the requirement's own number; where the text leaves the number to the"
                " organisation, by the inventory's report.patch_deadline_days."
            ),
        ),
        (tr("Mandatory fields"), tr("The inventory is complete for a deployment if it states the fields that the checks read.")),
        (
            tr("No legal advice"),
            tr("The report says what was assessed, by which reading and from which source. It does not say what the law demands."),
        ),
    )


def _sources(index: Index) -> Table:
    rows = [
        (plain(f.title), plain(f.version), plain(f.official_location or "–"), code(f"{f.id} {f.sha256[:12]}"))
        for f in index.assessment.frameworks
    ]
    terms = index.assessment.terms
    if terms is not None:
        rows.append((plain(terms.title), plain(tr("by date")), plain(terms.source), code(f"{terms.id} {terms.sha256[:12]}")))
    columns = ((tr("Source"), 34), (tr("Version"), 18), (tr("Where"), 28), (tr("Catalogue file"), 20))
    return table(tr("Frameworks and terms, with the digest of the catalogue file used"), columns, rows)


def _unverified(index: Index) -> Table:
    rows = [
        (requirement_runs(r), plain(VERIFICATION_WORDS[r.verification]), plain(r.verified_where))
        for r in index.assessment.requirements.values()
        if not r.verification.is_verified
    ]
    columns = ((tr("Requirement"), 40), (tr("Verified"), 26), (tr("Where"), 34))
    empty = tr("Every requirement judged here was checked against its text.")
    return table(tr("Requirements whose text we have not verified"), columns, rows, empty)


def _inputs(index: Index) -> Table:
    rows = [(code(item.path), code(item.sha256)) for item in index.inventory.inputs]
    return table(tr("Files that this report was made from"), ((tr("File"), 40), ("SHA-256", 60)), rows)


def _overrides(index: Index) -> Table:
    rows = [(requirement_runs(r), plain(str(r.override))) for r in index.assessment.requirements.values() if r.override]
    columns = ((tr("Requirement"), 40), (tr("Change"), 60))
    return table(tr("Requirements that the organisation's own catalogue changes"), columns, rows)


def _glossary() -> tuple[tuple[str, str], ...]:
    words = (
        (tr("Application Deployment"), tr("One instance of an application, at one stage of its life cycle.")),
        (tr("Attestation"), tr("Somebody's recorded word for what the inventory cannot show.")),
        (tr("Environment"), tr("One instance of the platform: a Management Cluster and one or more Workload Clusters.")),
        (tr("Exception floor"), tr("The boundaries below which no waiver of a requirement counts.")),
        (tr("Finding"), tr("The outcome of one check of one requirement for one subject.")),
        (tr("Lead"), tr("Working days between an update's day in non-production and its day in production.")),
        (tr("Management Cluster"), tr("The cluster that holds an Environment's logs, metrics and image registry.")),
        (tr("Namespace"), tr("A part of a cluster; the boundary for Secrets and access control.")),
        (tr("Node pool"), tr("A group of Nodes; dedicated where a taint keeps other workloads away.")),
        (tr("Security Zone"), tr("A group of systems with similar needs of protection.")),
        (tr("Waiver"), tr("An accepted exception from a requirement, with its approval and its end.")),
        (tr("Workload Cluster"), tr("A cluster that runs applications.")),
    )
    return tuple(sorted(words, key=lambda pair: alphabetical(pair[0])))
