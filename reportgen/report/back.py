"""The pages at the back: waivers and evidence, the levels explained, method and sources, glossary."""

from __future__ import annotations

from reportgen.findings import Isolation, WaiverUse
from reportgen.isolation import Placement, isolate
from reportgen.model import Evidence, Scope, Waiver
from reportgen.regulation import Level
from reportgen.report.index import Index
from reportgen.report.model import Badge, Cell, LevelsPage, MethodPage, Table, WaiversPage
from reportgen.report.words import VERIFICATION_WORDS, code, plain, requirement_runs, stated, table
from reportgen.rules.sentences import SHARED_WORDS, level_words

USE_BADGES = {
    "applied": Badge("in use", "✓", "good"),
    "unused": Badge("unused", "!", "warn"),
    "too-broad": Badge("broader than needed", "!", "warn"),
    "expired": Badge("expired", "✗", "bad"),
    "not-yet-valid": Badge("not yet valid", "…", "plain"),
}


def waivers_page(index: Index) -> WaiversPage:
    """Return the page of waivers, evidence and remediations."""
    assessment = index.assessment
    waivers = [_waiver(index, item, use) for item, use in zip(index.inventory.waivers, assessment.waivers, strict=True)]
    evidence = [_evidence(index, item, use) for item, use in zip(index.inventory.evidence, assessment.evidence, strict=True)]
    columns = (("Id", 10), ("Requirement", 20), ("For", 20), ("Reason and control", 24), ("Approved, valid until", 14), ("State", 12))
    return WaiversPage(
        waivers=table("Waivers", columns, waivers, "No waiver."),
        evidence=table(
            "Evidence",
            (("Id", 10), ("Requirement", 20), ("For", 20), ("Statement and source", 24), ("Collected, valid until", 14), ("State", 12)),
            evidence,
            "No evidence.",
        ),
        remediations=_remediations(index),
    )


def scope_words(scope: Scope) -> str:
    """Name what a waiver or piece of evidence is about."""
    return ", ".join((*scope.deployments, *(f"Environment {name}" for name in scope.environments), *scope.updates))


def _requirement(index: Index, requirement: str) -> Cell:
    judged = index.assessment.requirements.get(requirement)
    return requirement_runs(judged) if judged else plain(f"{requirement} (not part of this report)")


def _use(use: WaiverUse) -> Cell:
    return (USE_BADGES[use.state], *plain(f" for {', '.join(use.covers)}" if use.covers else ""))


def _waiver(index: Index, waiver: Waiver, use: WaiverUse) -> tuple[Cell, ...]:
    control = waiver.compensating_control or "no compensating control stated"
    return (
        plain(waiver.id),
        _requirement(index, waiver.requirement),
        plain(scope_words(waiver.scope)),
        plain(f"{waiver.reason} – {control}"),
        plain(f"{waiver.approved_by}, {waiver.approved_on.isoformat()}; until {waiver.expires.isoformat()}"),
        _use(use),
    )


def _evidence(index: Index, item: Evidence, use: WaiverUse) -> tuple[Cell, ...]:
    source = " ".join(part for part in (item.link, item.file, f"SHA-256 {item.sha256}" if item.sha256 else None) if part)
    until = item.valid_until.isoformat() if item.valid_until else "no end stated"
    return (
        plain(item.id),
        _requirement(index, item.requirement),
        plain(scope_words(item.scope)),
        plain(f"{item.statement} {source}".strip()),
        plain(f"{item.collected.isoformat()}; until {until}"),
        _use(use),
    )


def _remediations(index: Index) -> Table:
    rows = [
        (
            _requirement(index, item.requirement),
            plain(scope_words(item.scope)),
            stated(item.owner),
            stated(item.due.isoformat() if item.due else None),
            stated(item.ticket),
        )
        for item in index.inventory.remediations
    ]
    columns = (("Requirement", 32), ("For", 28), ("Owner", 16), ("Due", 12), ("Ticket", 12))
    return table("Remediations: who mends what, by when", columns, rows, "No remediation is recorded.")


def levels_page() -> LevelsPage:
    """Return the page that explains the levels; its table is computed by the very function that judges pairs."""
    forms = _forms()
    columns = (("Boundary", 28), *((title, 12) for title, _ in forms))
    rows = [
        (plain(SHARED_WORDS[word]), *(plain("shared" if word in isolation.shared else "apart") for _, isolation in forms))
        for word in ("secrets", "access-control", "quota", "nodes", "api-server", "platform-version", "platform-services")
    ]
    rows.append((plain("Five-working-day promise reachable"), *(plain(_reachable(isolation)) for _, isolation in forms)))
    rows.append((plain("Physical hardware"), *(plain("unknown unless declared") for _ in forms)))
    return LevelsPage(
        sentences=(
            "Isolation belongs to a pair of deployments. It is a set of boundaries; a level is the name of such a set, not a grade.",
            (
                "The levels are not a total order: two deployments on different Nodes in one Namespace (node isolation) still share its"
                " Secrets, which two deployments in different Namespaces on one Node (Namespace isolation) do not. So every verdict"
                " compares boundaries."
            ),
            (
                "A level counts only if the inventory proves it. Different node pools count as separate Nodes only where a NoSchedule or"
                " NoExecute taint on every pool of one side makes it so; otherwise the report says “different nodes, not enforced”."
            ),
            (
                "Two deployments that use one instance of a service, or one external data store, share something: they are never at"
                " Environment isolation."
            ),
        ),
        boundaries=table("What two deployments share at each level", columns, rows),
        words=_level_words(),
    )


def _reachable(isolation: Isolation) -> str:
    return "yes, if designated" if isolation.level is Level.ENVIRONMENT else "no"


def _forms() -> list[tuple[str, Isolation]]:
    base = Placement(
        environment="e", cluster="c", namespace="n", node_pools=frozenset({"p"}), dedicated=False, uses=frozenset(), hardware=None
    )
    pool = {"node_pools": frozenset({"q"}), "dedicated": True}
    others: tuple[tuple[str, dict[str, object]], ...] = (
        ("labels", {}),
        ("Namespace", {"namespace": "m"}),
        ("node, same Namespace", pool),
        ("node", {**pool, "namespace": "m"}),
        ("cluster", {"cluster": "d"}),
        ("Environment", {"cluster": "d", "environment": "f"}),
    )
    return [(title, isolate(base, _changed(base, change))) for title, change in others]


def _changed(base: Placement, change: dict[str, object]) -> Placement:
    values = {name: change.get(name, getattr(base, name)) for name in Placement.__slots__}
    return Placement(**values)  # type: ignore[arg-type]


def _level_words() -> Table:
    words = {
        Level.LABELS: "share a Namespace and are told apart only by their Helm release or a label",
        Level.NAMESPACE: "share a Workload Cluster, in different Namespaces",
        Level.NODE: "share an Environment but are kept on different Nodes, with or without different Namespaces",
        Level.CLUSTER: "share an Environment, on different Workload Clusters; its Management Cluster stays shared",
        Level.ENVIRONMENT: "share nothing that the platform provides; it says nothing of the physical hardware",
    }
    rows = [(plain(str(level.value)), plain(level_words(level)), plain(f"The two deployments {text}.")) for level, text in words.items()]
    return table("The five levels", (("No.", 8), ("Level", 20), ("Meaning", 72)), rows)


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
        ("Unknown", "What the inventory does not state is unknown. It is never read as “none” and never decided in anybody's favour."),
        (
            "Pairs",
            (
                "A requirement about pairs is decided over all counterparts in its scope: one that fails decides, else one that cannot"
                " be told. The weakest counterpart is shown for orientation only."
            ),
        ),
        (
            "Required, recommended, floor",
            (
                "What a requirement needs to be satisfied, what is advised beyond it, and how far an exception"
                " may go are three things, shown as three."
            ),
        ),
        ("Production", "Production means the stage of a deployment. A stage that contradicts its Environment's designation is reported."),
        ("Shared services", "Two deployments that use one service instance are taken to have its credentials within reach of both."),
        (
            "Waivers",
            (
                "A valid waiver covers the pairs in which a named deployment takes part, and the updates it names; the verdict is that"
                " of what is left. It never lifts a pair below the requirement's floor for exceptions."
            ),
        ),
        ("Attestation", "What an inventory cannot show needs somebody's word: valid evidence makes it “attested”, not “satisfied”."),
        (
            "Access groups",
            (
                "Groups that can change production are compared with those that can change non-production; where a scope names"
                " two sides of its own (end customers, Security Zones, cardholder data), with those of the other side."
            ),
        ),
        (
            "Order of updates",
            (
                "For a requirement, every designated non-production Environment that runs the service must have had the update"
                " before production. On the same day without times, nobody can tell."
            ),
        ),
        (
            "Patch deadlines",
            (
                "Days from release to production, by the requirement's own number; where the text leaves the number to the"
                " organisation, by the inventory's report.patch_deadline_days."
            ),
        ),
        ("Mandatory fields", "The inventory is complete for a deployment if it states the fields that the checks read."),
        (
            "No legal advice",
            "The report says what was assessed, by which reading and from which source. It does not say what the law demands.",
        ),
    )


def _sources(index: Index) -> Table:
    rows = [
        (plain(f.title), plain(f.version), plain(f.official_location or "–"), code(f"{f.id} {f.sha256[:12]}"))
        for f in index.assessment.frameworks
    ]
    terms = index.assessment.terms
    if terms is not None:
        rows.append((plain(terms.title), plain("by date"), plain(terms.source), code(f"{terms.id} {terms.sha256[:12]}")))
    columns = (("Source", 34), ("Version", 18), ("Where", 28), ("Catalogue file", 20))
    return table("Frameworks and terms, with the digest of the catalogue file used", columns, rows)


def _unverified(index: Index) -> Table:
    rows = [
        (requirement_runs(r), plain(VERIFICATION_WORDS[r.verification]), plain(r.verified_where))
        for r in index.assessment.requirements.values()
        if not r.verification.is_verified
    ]
    columns = (("Requirement", 40), ("Verified", 26), ("Where", 34))
    return table(
        "Requirements whose text we have not verified", columns, rows, "Every requirement judged here was checked against its text."
    )


def _inputs(index: Index) -> Table:
    rows = [(code(item.path), code(item.sha256)) for item in index.inventory.inputs]
    return table("Files that this report was made from", (("File", 40), ("SHA-256", 60)), rows)


def _overrides(index: Index) -> Table:
    rows = [(requirement_runs(r), plain(r.override or "")) for r in index.assessment.requirements.values() if r.override]
    return table("Requirements that the organisation's own catalogue changes", (("Requirement", 40), ("Change", 60)), rows)


def _glossary() -> tuple[tuple[str, str], ...]:
    return (
        ("Application Deployment", "One instance of an application, at one stage of its life cycle."),
        ("Attestation", "Somebody's recorded word for what the inventory cannot show."),
        ("Environment", "One instance of the platform: a Management Cluster and one or more Workload Clusters."),
        ("Exception floor", "The boundaries below which no waiver of a requirement counts."),
        ("Finding", "The outcome of one check of one requirement for one subject."),
        ("Lead", "Working days between an update's day in non-production and its day in production."),
        ("Management Cluster", "The cluster that holds an Environment's logs, metrics and image registry."),
        ("Namespace", "A part of a cluster; the boundary for Secrets and access control."),
        ("Node pool", "A group of Nodes; dedicated where a taint keeps other workloads away."),
        ("Security Zone", "A group of systems with similar needs of protection."),
        ("Waiver", "An accepted exception from a requirement, with its approval and its end."),
        ("Workload Cluster", "A cluster that runs applications."),
    )
