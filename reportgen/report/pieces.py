"""Single parts of the report, for pages that somebody else writes: found by name, with what they say decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias, TypeVar

from reportgen.errors import UsageError
from reportgen.language import tr
from reportgen.report.index import Index
from reportgen.report.model import ApplicationPage, Book, Clause, EnvironmentPage, FrameworkPage, Table
from reportgen.report.subjects import ledger_cells, ledger_columns
from reportgen.report.texts import plan_table
from reportgen.report.words import table

T = TypeVar("T")

KINDS = ("matrix", "requirement", "ledger", "next-update", "composition")
"""What can be shown on its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPiece:
    """Show how the deployments of an application are isolated from each other."""

    page: ApplicationPage


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementPiece:
    """Show who stands how to a requirement."""

    page: FrameworkPage
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPiece:
    """Show whether the provider kept its promise for one service."""

    service: str
    ledger: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class NextUpdatePiece:
    """Show what comes to the Environment of a deployment."""

    deployment: str
    sentence: str
    plan: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionPiece:
    """Show what an Environment is made of."""

    page: EnvironmentPage


Piece: TypeAlias = MatrixPiece | RequirementPiece | LedgerPiece | NextUpdatePiece | CompositionPiece


def find_piece(index: Index, book: Book, kind: str, name: str) -> Piece:
    """Return a part of the report; ``kind`` is one of ``KINDS``, ``name`` what it is about.

    Raises:
        UsageError: there is no such kind, or the report knows nothing of that name; the hint names what is near.
    """
    match kind:
        case "matrix":
            return MatrixPiece(page=_named("application", name, {page.name: page for page in book.applications}))
        case "composition":
            return CompositionPiece(page=_named("Environment", name, {page.name: page for page in book.environments}))
        case "requirement":
            page, clause = _named("requirement", name, {c.id: (page, c) for page in book.frameworks for c in page.clauses})
            return RequirementPiece(page=page, clause=clause)
        case "ledger":
            return _ledger(index, name)
        case "next-update":
            return _next_update(index, name)
    raise UsageError(f"there is no piece {kind!r}", _near(kind, KINDS) or f"there are {', '.join(KINDS)}")


def _named(kind: str, name: str, known: dict[str, T]) -> T:
    if name not in known:
        raise UsageError(f"the report has no {kind} {name!r}", _near(name, known))
    return known[name]


def _near(word: str, words: Iterable[str]) -> str | None:
    near = get_close_matches(word, list(words), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else None


def _ledger(index: Index, service: str) -> LedgerPiece:
    _named("service", service, dict.fromkeys(_services(index)))
    rows = [ledger_cells(row) for row in index.assessment.ledger if row.update.service == service]
    caption = tr("The update ledger of {service}", service=service)
    empty = tr("No update of {service} is recorded for a production Environment.", service=service)
    return LedgerPiece(service=service, ledger=table(caption, ledger_columns(), rows, empty))


def _services(index: Index) -> list[str]:
    """Return what an update can be of: what updates were of, services by name and kind, and the platform."""
    declared = [service for environment in index.inventory.environments for service in environment.services]
    terms = index.assessment.terms
    found = {update.service for update in index.inventory.updates or ()} | {row.update.service for row in index.assessment.ledger}
    found |= {word for service in declared for word in (service.kind, service.name) if word is not None}
    return sorted(found | set(terms.platform_services if terms else ()))


def _next_update(index: Index, name: str) -> NextUpdatePiece:
    deployment = _named("deployment", name, dict(index.inventory.deployment_by_name))
    if deployment.environment is None:
        sentence = tr("{deployment} runs outside every Environment: no update of the platform reaches it.", deployment=name)
        return NextUpdatePiece(deployment=name, sentence=sentence, plan=plan_table(()))
    entries = [entry for entry in index.assessment.plan if entry.environment == deployment.environment]
    sentence = tr("What comes to {environment}, where {deployment} runs.", environment=deployment.environment, deployment=name)
    return NextUpdatePiece(deployment=name, sentence=sentence, plan=plan_table(entries))
