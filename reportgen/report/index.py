"""The assessment, looked up by subject and by requirement; every order of the report is decided here, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from reportgen.findings import Assessment, Finding, LedgerEntry, LedgerStatus, RequirementStatus, Status
from reportgen.model import Deployment
from reportgen.regulation import Requirement, TextForce

NOT_GOOD = (Status.NOT_SATISFIED, Status.UNKNOWN, Status.ATTESTATION_NEEDED, Status.WAIVED)
"""The statuses that ask somebody to do or to know something."""


class Index:
    """Look an assessment up."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.inventory = assessment.inventory

    def requirement(self, id: str) -> Requirement:  # noqa: A002
        """Return a judged requirement by id."""
        return self.assessment.requirements[id]

    @cached_property
    def findings_by_subject(self) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
        """Return the findings of each (kind, subject)."""
        return _grouped(((f.subject_kind, f.subject), f) for f in self.assessment.findings)

    @cached_property
    def findings_by_requirement(self) -> Mapping[str, tuple[Finding, ...]]:
        """Return the findings of each requirement."""
        return _grouped((f.requirement, f) for f in self.assessment.findings)

    @cached_property
    def statuses_by_requirement(self) -> Mapping[str, tuple[RequirementStatus, ...]]:
        """Return the statuses of each requirement."""
        return _grouped((s.requirement, s) for s in self.assessment.statuses)

    @cached_property
    def statuses_by_subject(self) -> Mapping[tuple[str, str], tuple[RequirementStatus, ...]]:
        """Return the statuses of each (kind, subject)."""
        return _grouped(((s.subject_kind, s.subject), s) for s in self.assessment.statuses)

    @cached_property
    def rows_by_environment(self) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """Return the ledger's rows of each production Environment."""
        return _grouped((row.environment, row) for row in self.assessment.ledger)

    def statuses_of_framework(self, framework: str) -> list[RequirementStatus]:
        """Return every (requirement, subject) status of a framework."""
        return [s for s in self.assessment.statuses if self.requirement(s.requirement).framework == framework]

    def statuses_of(self, deployment: Deployment) -> tuple[RequirementStatus, ...]:
        """Return the statuses of a deployment."""
        return self.statuses_by_subject.get(("deployment", deployment.name), ())

    def findings_of(self, deployment: Deployment) -> tuple[Finding, ...]:
        """Return the findings of a deployment."""
        return self.findings_by_subject.get(("deployment", deployment.name), ())

    @cached_property
    def worst_first(self) -> tuple[Finding, ...]:
        """Return the findings that are not good, worst first: a "must" before a "should", then in the order of the catalogue."""
        open_ones = [f for f in self.assessment.findings if f.status in NOT_GOOD]
        order = {requirement: i for i, requirement in enumerate(self.assessment.requirements)}
        weight = {TextForce.MUST: 0, TextForce.SHOULD: 1, TextForce.INFORMATIVE: 2, TextForce.DRAFT: 3}
        return tuple(
            sorted(
                open_ones,
                key=lambda f: (
                    f.status.rank,
                    weight[self.requirement(f.requirement).text_force],
                    order[f.requirement],
                    f.subject,
                    f.check,
                ),
            )
        )

    @cached_property
    def worst_by_subject(self) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
        """Return the findings of each (kind, subject) that are not good, worst first."""
        return _grouped(((f.subject_kind, f.subject), f) for f in self.worst_first)

    @cached_property
    def ledger_counts(self) -> Mapping[LedgerStatus, int]:
        """Return the number of ledger rows by status."""
        return Counter(row.status for row in self.assessment.ledger)


def counts(statuses: Iterable[RequirementStatus]) -> dict[Status, int]:
    """Return how many statuses there are of each kind, worst first, zeros included."""
    found = Counter(s.status for s in statuses)
    return {status: found[status] for status in Status}


K = TypeVar("K")
V = TypeVar("V")


def _grouped(items: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in items:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
