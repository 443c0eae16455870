"""What the places of verdicts are called, so that a link to one holds from release to release.

An anchor follows from names and ids alone. It is public, and the same on every page and in every language.
"""

from __future__ import annotations

import hashlib
import re

from reportgen.findings import Finding, LedgerEntry
from reportgen.slug import slug

CHANGE = "update--"
"""How the places of the ledger's rows begin."""

_AS_IT_IS = re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)*")


def finding_anchor(finding: Finding) -> str:
    """Return the place of a finding, by its fingerprint: ``finding--5f0c…``."""
    return _place("finding", finding.id)


def verdict_anchor(requirement: str) -> str:
    """Return the place of a requirement on the page of a subject: ``verdict--iso27001-2022--a.8.31``."""
    return _place("verdict", *requirement.split("/"))


def pair_anchor(a: str, b: str) -> str:
    """Return the place of a pair, by the ids of its groups in their order: ``pair--shop-production--shop-staging``."""
    return _place("pair", *sorted((a, b)))


def ledger_anchor(row: LedgerEntry) -> str:
    """Return the place of a row of the ledger: ``update--welkin--v0.42.0--prod``."""
    return change_anchor(f"{row.update.id}/{row.environment}")


def change_anchor(subject: str) -> str:
    """Return the place of a row of the ledger by the subject of a finding: ``service@version/Environment``."""
    update, _, environment = subject.rpartition("/")
    service, _, version = update.partition("@")
    return _place(CHANGE.removesuffix("--"), service, version, environment)


def _place(kind: str, *parts: str) -> str:
    """Join what names a place; two hyphens never stand inside a part, and a part that had to be respelt keeps its own digest."""
    return "--".join((kind, *(part if _AS_IT_IS.fullmatch(part) else _respelt(part) for part in parts)))


def _respelt(part: str) -> str:
    return f"{slug(part)[:40].strip('-')}-{hashlib.sha256(part.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
