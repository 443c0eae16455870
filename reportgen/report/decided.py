"""Which verdicts each pair of an application decides: the findings that name its sides as subject and counterpart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.findings import ApplicationIsolation, Finding, Status
from reportgen.report.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class PairVerdicts:
    """Hold the requirements that a pair decides by what it alone would give, worst first, each in the order of the catalogue.

    ``is_whole`` False = a finding about one of the sides names the first of its many counterparts only, so there may be more.
    """

    by_status: Mapping[Status, tuple[str, ...]]
    is_whole: bool

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Return what the pair gives to some requirement, worst first."""
        return tuple(self.by_status)


def verdicts_of_pairs(index: Index, application: ApplicationIsolation) -> dict[frozenset[str], PairVerdicts]:
    """Return what each pair decides, by the ids of its two groups."""
    group_of = {member: group.id for group in application.groups for member in group.members}
    found: dict[frozenset[str], dict[Status, set[str]]] = defaultdict(lambda: defaultdict(set))
    cut: set[str] = set()
    for subject, group in group_of.items():
        for finding in index.findings_by_subject.get(("deployment", subject), ()):
            if _is_cut(finding):
                cut.add(group)
            for other, status in _counterparts(finding):
                if other in group_of:
                    found[frozenset((group, group_of[other]))][status].add(finding.requirement)
    return {frozenset((p.a, p.b)): _verdicts(index, found[frozenset((p.a, p.b))], {p.a, p.b} & cut) for p in application.pairs}


def _counterparts(finding: Finding) -> list[tuple[str, Status]]:
    groups = (group for group in finding.counterparts if group.isolation is not None)
    return [(member, group.outcome) for group in groups for member in group.members]


def _is_cut(finding: Finding) -> bool:
    return any(group.isolation is not None and group.count > len(group.members) for group in finding.counterparts)


def _verdicts(index: Index, found: Mapping[Status, set[str]], cut: set[str]) -> PairVerdicts:
    in_order = {status: tuple(r for r in index.assessment.requirements if r in found[status]) for status in Status if status in found}
    return PairVerdicts(by_status=in_order, is_whole=not cut)
