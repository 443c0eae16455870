"""A requirement's status for a subject: the worst of its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reportgen.findings import Finding, Recommendation, RequirementStatus
from reportgen.rules.outcome import worst


def statuses(found: Iterable[Finding]) -> Iterator[RequirementStatus]:
    """Yield the status of each (requirement, subject); findings come sorted by them."""
    for (requirement, kind, subject), group in groupby(found, key=lambda f: (f.requirement, f.subject_kind, f.subject)):
        members = list(group)
        recommendations = {f.recommendation for f in members if f.recommendation is not None}
        yield RequirementStatus(
            requirement=requirement,
            subject=subject,
            subject_kind=kind,
            status=worst(f.status for f in members),
            recommendation=Recommendation.BELOW if Recommendation.BELOW in recommendations else next(iter(recommendations), None),
        )
