"""The report in short: equal sentences said once for all they hold of, a pair in words, and the verdict in one sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.findings import Assessment, Finding, Isolation, LedgerEntry, LedgerStatus, Status
from reportgen.isolation import open_fields
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Requirement
from reportgen.report.index import Index, counts
from reportgen.report.model import Table
from reportgen.report.overview import sentences
from reportgen.report.subjects import remediation_words
from reportgen.report.words import NOT_STATED, count, facets, named, plain, stated, table
from reportgen.rules.sentences import SHARED_WORDS, level_words, shared_words

ANY = "…"
"""Stands in a sentence for each of the subjects it holds of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Say one thing of one or several subjects: with several, ``message`` and ``change`` have ``ANY`` in the subject's place.

    ``members`` are (subject, ``FILE:LINE:COLUMN``, who mends it by when); ``change`` and the last are "" where there is none.
    """

    message: str
    change: str
    members: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequirement:
    """Hold what is open under one requirement, and how many findings that is."""

    requirement: Requirement
    count: int
    groups: tuple[Shared, ...]


def open_requirements(assessment: Assessment, status: Status) -> tuple[OpenRequirement, ...]:
    """Return the findings of one status by requirement, in the order of the catalogue; equal sentences are one group."""
    by_requirement: dict[str, list[Finding]] = defaultdict(list)
    for finding in assessment.findings:
        if finding.status is status:
            by_requirement[finding.requirement].append(finding)
    return tuple(
        OpenRequirement(requirement=assessment.requirements[id_], count=len(found), groups=tuple(_groups(found)))
        for id_, found in by_requirement.items()
    )


def _groups(findings: Sequence[Finding]) -> Iterator[Shared]:
    alike: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        general = (_general(finding.message, finding.subject), _general(finding.smallest_change, finding.subject))
        alike[finding.check, *general].append(finding)
    for (_check, message, change), members in alike.items():
        alone = members[0] if len(members) == 1 else None
        yield Shared(
            message=alone.message if alone else message,
            change=alone.smallest_change if alone else change,
            members=tuple((f.subject, str(f.location), remediation_words(f)) for f in members),
        )


def _general(text: str, subject: str) -> str:
    """Return the sentence with ``ANY`` wherever the subject stands as a word of its own."""
    if subject not in text:
        return text
    padded = f" {text} "
    for end in " .,:;":
        padded = padded.replace(f" {subject}{end}", f" {ANY}{end}")
    return padded[1:-1]


def frameworks_table(assessment: Assessment) -> tuple[tuple[str, dict[Status, int]], ...]:
    """Return how many verdicts of each status there are by framework, in the order of the report, our own rule last; and of all."""
    by_framework: dict[str, Counter[Status]] = {}
    for status in assessment.statuses:
        by_framework.setdefault(assessment.requirements[status.requirement].framework, Counter())[status.status] += 1
    order = dict.fromkeys([*(f.id for f in assessment.frameworks), *by_framework])
    rows = [(name, {status: by_framework.get(name, Counter())[status] for status in Status}) for name in order]
    return (*rows, ("all", counts(assessment.statuses)))


def opening(assessment: Assessment) -> tuple[str, ...]:
    """Return the sentences that the overview begins with."""
    return tuple(sentences(Index(assessment)))


def open_rows(assessment: Assessment) -> tuple[LedgerEntry, ...]:
    """Return the rows of the ledger that are breached, then those that nobody can tell, each in the order of the ledger."""
    wanted = (LedgerStatus.BREACHED, LedgerStatus.UNKNOWN)
    return tuple(row for status in wanted for row in assessment.ledger if row.status is status)


def verdict(assessment: Assessment) -> str:
    """Return the outcome in one sentence: what counts against it, or that nothing does and what still needs somebody's word."""
    findings = Counter(finding.status for finding in assessment.findings)
    rows = Counter(row.status for row in assessment.ledger)
    failing = len({(f.subject_kind, f.subject) for f in assessment.findings if f.status is Status.NOT_SATISFIED})
    expired = sum(use.state == "expired" for use in assessment.waivers)
    parts = [
        (
            findings[Status.NOT_SATISFIED],
            f"{count(findings[Status.NOT_SATISFIED], 'finding')} not satisfied for {count(failing, 'subject')}",
        ),
        (findings[Status.UNKNOWN], f"{count(findings[Status.UNKNOWN], 'finding')} that cannot be told"),
        (rows[LedgerStatus.BREACHED], f"{count(rows[LedgerStatus.BREACHED], 'update')} that broke the provider's promise"),
        (rows[LedgerStatus.UNKNOWN], f"{count(rows[LedgerStatus.UNKNOWN], 'update')} of which nobody can tell"),
        (expired, count(expired, "expired waiver")),
    ]
    told = "; ".join(text for number, text in parts if number)
    if told:
        return f"Verdict: {told}."
    needed = findings[Status.ATTESTATION_NEEDED]
    rest = f"; {count(needed, 'finding')} {'needs' if needed == 1 else 'need'} an attestation" if needed else ""
    return f"Verdict: nothing is unsatisfied and nothing is open{rest}."


# A pair


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDigest:
    """Put the isolation of a pair into words: the answer, the boundaries one by one, the two placements, what is not stated."""

    sentence: str
    boundaries: Table
    placements: Table
    hardware: str
    missing: tuple[str, ...]


_BOUNDARIES = ("secrets", "access-control", "quota", "nodes", "api-server", "platform-version", "platform-services")

_HARDWARE = {
    "separate": "The two are declared to run on separate physical machines.",
    "shared": "The two run on physical machines that they may share.",
    "unknown": "The inventory does not say whether the two share physical machines.",
}


def pair_digest(inventory: Inventory, a: str, b: str, isolation: Isolation) -> PairDigest:
    """Return the words for two deployments that run in Environments."""
    one, other = inventory.deployment_by_name[a], inventory.deployment_by_name[b]
    columns = (("Boundary", 50), ("Between the two", 50))
    return PairDigest(
        sentence=f"{a} and {b}: {level_words(isolation.level)} isolation ({facets(isolation)}). Still shared: {shared_words(isolation)}.",
        boundaries=table("Boundaries", columns, [(plain(name), plain(state)) for name, state in _boundaries(isolation)]),
        placements=_placements(one, other),
        hardware=f"{_HARDWARE[isolation.hardware.value]} It is no part of the level.",
        missing=open_fields(one, other, isolation),
    )


def _boundaries(isolation: Isolation) -> Iterator[tuple[str, str]]:
    for word in _BOUNDARIES:
        yield SHARED_WORDS[word], _state(word, isolation)
    services = [word.removeprefix("service:") for word in isolation.shared if word.startswith("service:")]
    for name in services:
        yield f"the service {name}", "shared"
    if "services-unknown" in isolation.shared:
        yield "services", "cannot tell"
    elif not services:
        yield "services", "apart"


def _state(word: str, isolation: Isolation) -> str:
    if word == "nodes" and "nodes-unknown" in isolation.shared:
        return "cannot tell"
    if word == "nodes" and word in isolation.shared and isolation.nodes_separate:
        return "different, but nothing enforces it: no taint keeps either side away"
    return "shared" if word in isolation.shared else "apart"


def _placements(a: Deployment, b: Deployment) -> Table:
    rows = [
        ("Stage", plain(a.stage.value), plain(b.stage.value)),
        ("Environment", stated(a.environment), stated(b.environment)),
        ("Workload Cluster", stated(a.cluster), stated(b.cluster)),
        ("Namespace", stated(a.namespace), stated(b.namespace)),
        ("Node pools", named(a.node_pools or None), named(b.node_pools or None)),
        ("Uses", named(a.uses), named(b.uses)),
        ("Written at", plain(str(a.origin.location())), plain(str(b.origin.location()))),
    ]
    columns = (("Why", 20), (a.name, 40), (b.name, 40))
    return table("Where the two stand", columns, [(plain(label), one, other) for label, one, other in rows], NOT_STATED)
