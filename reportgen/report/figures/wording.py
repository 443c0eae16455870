"""Words and counts that several figures share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.findings import LedgerStatus, Status
from reportgen.model import Deployment, Stage

NAMES_IN_A_SENTENCE: Final = 6
"""How many names a sentence lists before it counts the rest."""

STAGE_ORDER: Final = tuple(Stage)

STAGE_TITLES: Final[dict[Stage, str]] = {
    Stage.LOCAL: "local development",
    Stage.DEVELOPMENT: "development",
    Stage.INTEGRATION: "integration",
    Stage.TESTING: "testing",
    Stage.STAGING: "staging",
    Stage.PRODUCTION: "production",
}

FACES: Final[dict[str, tuple[str, str, str]]] = {
    Status.NOT_SATISFIED.value: ("not satisfied", "✗", "bad"),
    LedgerStatus.BREACHED.value: ("breached", "✗", "bad"),
    Status.UNKNOWN.value: ("cannot tell", "?", "open"),
    Status.ATTESTATION_NEEDED.value: ("attestation needed", "✎", "open"),
    LedgerStatus.PENDING.value: ("pending", "…", "plain"),
    Status.WAIVED.value: ("waived", "~", "warn"),
    Status.ATTESTED.value: ("attested", "✓✎", "good"),
    Status.SATISFIED.value: ("satisfied", "✓", "good"),
    LedgerStatus.KEPT.value: ("kept", "✓", "good"),
    LedgerStatus.EXEMPT.value: ("exempt", "○", "plain"),
    LedgerStatus.SUPERSEDED.value: ("superseded", "»", "muted"),
    Status.NOT_APPLICABLE.value: ("not applicable", "–", "muted"),
}
"""The word, the mark and the tone of each status of a finding or of the ledger, worst first: the badges of the report."""

FACE_ORDER: Final = tuple(FACES)


def face(status: str) -> tuple[str, str, str]:
    """Return the word, the mark and the tone of a status."""
    return FACES[status]


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return "1 Node", "3 Nodes"; "no Node" for none."""
    if number == 0:
        return f"no {singular}"
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Sequence[str], limit: int = NAMES_IN_A_SENTENCE) -> str:
    """Return "a", "a and b", "a, b and 3 more"; "none" for an empty sequence."""
    if not names:
        return "none"
    shown = list(names) if len(names) <= limit + 1 else [*names[:limit], f"{len(names) - limit} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def more(hidden: int, singular: str, plural: str = "") -> str:
    """Return "and 12 more deployments", "" where nothing is left out."""
    return f"and {hidden} more {singular if hidden == 1 else plural or singular + 's'}" if hidden else ""


def nodes_words(deployment: Deployment) -> str:
    """Say on which node pools a deployment runs; no pool at all proves nothing and counts as not stated."""
    return f"on {listed(deployment.node_pools, 3)}" if deployment.node_pools else "Nodes not stated"


def production_first(deployment: Deployment) -> tuple[int, str]:
    """Return a sort key: last stage first, then by name."""
    return (-STAGE_ORDER.index(deployment.stage), deployment.name)
