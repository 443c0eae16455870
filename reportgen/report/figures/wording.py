"""Words and counts that several figures share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.findings import Isolation, LedgerStatus, Status
from reportgen.language import Said, mark, tr, trn
from reportgen.model import Deployment, Environment, Stage
from reportgen.vocabulary import said

NAMES_IN_A_SENTENCE: Final = 6
"""How many names a sentence lists before it counts the rest."""

STAGE_ORDER: Final = tuple(Stage)

STAGE_TITLES: Final = Said(
    {
        Stage.LOCAL: mark("local development"),
        Stage.DEVELOPMENT: mark("development"),
        Stage.INTEGRATION: mark("integration"),
        Stage.TESTING: mark("testing"),
        Stage.STAGING: mark("staging"),
        Stage.PRODUCTION: mark("production"),
    }
)

FACES: Final[dict[str, tuple[str, str, str]]] = {
    Status.NOT_SATISFIED.value: (mark("not satisfied"), "✗", "bad"),
    LedgerStatus.BREACHED.value: (mark("breached"), "✗", "bad"),
    Status.UNKNOWN.value: (mark("cannot tell"), "?", "open"),
    Status.ATTESTATION_NEEDED.value: (mark("attestation needed"), "✎", "open"),
    LedgerStatus.PENDING.value: (mark("pending"), "…", "plain"),
    Status.WAIVED.value: (mark("waived"), "~", "warn"),
    Status.ATTESTED.value: (mark("attested"), "✓✎", "good"),
    Status.SATISFIED.value: (mark("satisfied"), "✓", "good"),
    LedgerStatus.KEPT.value: (mark("kept"), "✓", "good"),
    LedgerStatus.EXEMPT.value: (mark("exempt"), "○", "plain"),
    LedgerStatus.SUPERSEDED.value: (mark("superseded"), "»", "muted"),
    Status.NOT_APPLICABLE.value: (mark("not applicable"), "–", "muted"),
}
"""The word, the mark and the tone of each status of a finding or of the ledger, worst first: the badges of the report."""

FACE_ORDER: Final = tuple(FACES)


def face(status: str) -> tuple[str, str, str]:
    """Return the word, the mark and the tone of a status."""
    word, mark_, tone = FACES[status]
    return tr(word), mark_, tone


def designated(environment: Environment) -> str:
    """Say what an Environment is designated to be towards the provider."""
    if environment.designation is None:
        return tr("not designated")
    return tr("designated {designation}", designation=said(environment.designation))


def counted_deployments(n: int) -> str:
    """Return "1 deployment", "3 deployments"; "no deployment" for none."""
    return trn("{n} deployment", "{n} deployments", n) if n else tr("no deployment")


def counted_services(n: int) -> str:
    """Return "1 service", "3 services"; "no service" for none."""
    return trn("{n} service", "{n} services", n) if n else tr("no service")


def further_groups(n: int) -> str:
    """Return "1 further group", "3 further groups"."""
    return trn("{n} further group", "{n} further groups", n)


def listed(names: Sequence[str], limit: int = NAMES_IN_A_SENTENCE) -> str:
    """Return "a", "a and b", "a, b and 3 more"; "none" for an empty sequence."""
    if not names:
        return tr("none")
    shown = list(names) if len(names) <= limit + 1 else [*names[:limit], trn("{n} more", "{n} more", len(names) - limit)]
    return shown[0] if len(shown) == 1 else tr("{words} and {last}", words=", ".join(shown[:-1]), last=shown[-1])


def more_deployments(hidden: int) -> str:
    """Return "and 12 more deployments", "" where nothing is left out."""
    return trn("and {n} more deployment", "and {n} more deployments", hidden) if hidden else ""


def nodes_words(deployment: Deployment) -> str:
    """Say on which node pools a deployment runs; no pool at all proves nothing and counts as not stated."""
    return pools_words(deployment.node_pools)


def pools_words(node_pools: Sequence[str] | None) -> str:
    """Say on which node pools something runs."""
    return tr("on {pools}", pools=listed(node_pools, 3)) if node_pools else tr("Nodes not stated")


def namespaces_words(isolation: Isolation) -> str:
    """Say of a pair whether its Namespaces are separate."""
    return tr("Namespaces separate") if isolation.namespaces_separate else tr("same Namespace")


def separation_words(isolation: Isolation) -> str:
    """Say of a pair whether its Nodes are separate, and whether a taint makes them so."""
    if isolation.nodes_separate is None:
        return tr("Nodes: cannot tell")
    if not isolation.nodes_separate:
        return tr("Nodes shared")
    return tr("Nodes separate") if isolation.nodes_enforced else tr("different nodes, not enforced")


def production_first(deployment: Deployment) -> tuple[int, str]:
    """Return a sort key: last stage first, then by name."""
    return (-STAGE_ORDER.index(deployment.stage), deployment.name)
