"""Small inventories as the text that a user writes, read and judged as a whole, for the acceptance tests of the update order."""

from __future__ import annotations

from pathlib import Path

from reportgen import pipeline
from reportgen.findings import Assessment, Finding, LedgerEntry

DESIGNATED = """\
  - {name: prod, designation: production, workload_clusters: [{name: prod-wc}]}
  - {name: staging, designation: non-production, workload_clusters: [{name: staging-wc}]}
"""
DEPLOYED = """\
  - {name: shop, application: shop, stage: production, environment: prod, namespace: shop}
"""


def story(
    *updates: str,
    environments: str = DESIGNATED,
    deployments: str = DEPLOYED,
    provider: str = "terms_of_service: elastisys, plan: managed",
    frameworks: str = "",
    report: str = "",
) -> str:
    """Return an inventory with these updates, each the inside of a flow mapping; one an entry, one a line."""
    lines = [
        "schema: reportgen/v1",
        "organization: {name: Story AB, id: story}",
        f"report: {{as_of: 2024-12-16, frameworks: [{frameworks}]{report}}}",
        f"provider: {{{provider}}}",
        f"environments:\n{environments.rstrip()}",
        f"deployments:\n{deployments.rstrip()}",
        "updates:",
        *(f"  - {{{update}}}" for update in updates),
    ]
    return "\n".join(lines) + "\n"


def welkin(version: str, update_class: str, released: str, rest: str) -> str:
    """Return an update of the platform for ``story``."""
    return f"service: welkin, version: {version}, class: {update_class}, released: {released}, {rest}"


def written(directory: Path, text: str) -> Path:
    """Write the inventory to a file of its own and return its path."""
    place = directory / "inventory.yaml"
    place.write_text(text, encoding="utf-8")
    return place


def judged(directory: Path, text: str) -> Assessment:
    """Read and judge an inventory as the commands do."""
    return pipeline.judge(written(directory, text))


def rows(directory: Path, text: str) -> dict[str, LedgerEntry]:
    """Return the ledger by ``service@version/Environment``."""
    return {row.subject: row for row in judged(directory, text).ledger}


def row(directory: Path, text: str) -> LedgerEntry:
    """Return the only row of the ledger."""
    (found,) = judged(directory, text).ledger
    return found


def findings(assessment: Assessment, requirement: str, check: str) -> dict[str, Finding]:
    """Return the findings of one check by subject."""
    return {f.subject: f for f in assessment.findings if (f.requirement, f.check) == (requirement, check)}
