"""The report in short: equal sentences said once for all they hold of, a pair in words, and the verdict in one sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.findings import Assessment, Finding, Hardware, Isolation, LedgerEntry, LedgerStatus, Status
from reportgen.isolation import open_fields
from reportgen.language import Said, mark, tr, trn
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Requirement
from reportgen.report.back import apart_or_shared
from reportgen.report.index import Index, counts
from reportgen.report.model import Table
from reportgen.report.overview import sentences
from reportgen.report.subjects import remediation_words
from reportgen.report.words import facets, named, not_stated, plain, stated, table, value
from reportgen.rules.sentences import level_words, shared_word, shared_words

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
        texts = (general(finding.message, finding.subject), general(finding.smallest_change, finding.subject))
        alike[finding.check, *texts].append(finding)
    for (_check, message, change), members in alike.items():
        alone = members[0] if len(members) == 1 else None
        yield Shared(
            message=alone.message if alone else message,
            change=alone.smallest_change if alone else change,
            members=tuple((f.subject, str(f.location), remediation_words(f)) for f in members),
        )


def general(text: str, subject: str) -> str:
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
    return (*rows, (tr("all"), counts(assessment.statuses)))


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
    unknown, broken, untold = findings[Status.UNKNOWN], rows[LedgerStatus.BREACHED], rows[LedgerStatus.UNKNOWN]
    parts = [
        (
            findings[Status.NOT_SATISFIED],
            tr(
                "{findings} not satisfied for {subjects}",
                findings=trn("{n} finding", "{n} findings", findings[Status.NOT_SATISFIED]),
                subjects=trn("{n} subject", "{n} subjects", failing),
            ),
        ),
        (unknown, trn("{n} finding that cannot be told", "{n} findings that cannot be told", unknown)),
        (broken, trn("{n} update that broke the provider's promise", "{n} updates that broke the provider's promise", broken)),
        (untold, trn("{n} update of which nobody can tell", "{n} updates of which nobody can tell", untold)),
        (expired, trn("{n} expired waiver", "{n} expired waivers", expired)),
    ]
    told = "; ".join(text for times, text in parts if times)
    if told:
        return tr("Verdict: {told}.", told=told)
    needed = findings[Status.ATTESTATION_NEEDED]
    if not needed:
        return tr("Verdict: nothing is unsatisfied and nothing is open.")
    return trn(
        "Verdict: nothing is unsatisfied and nothing is open; {n} finding needs an attestation.",
        "Verdict: nothing is unsatisfied and nothing is open; {n} findings need an attestation.",
        needed,
    )


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

_HARDWARE = Said(
    {
        Hardware.SEPARATE: mark("The two are declared to run on separate physical machines. It is no part of the level."),
        Hardware.SHARED: mark("The two run on physical machines that they may share. It is no part of the level."),
        Hardware.UNKNOWN: mark("The inventory does not say whether the two share physical machines. It is no part of the level."),
    }
)


def pair_digest(inventory: Inventory, a: str, b: str, isolation: Isolation) -> PairDigest:
    """Return the words for two deployments that run in Environments."""
    one, other = inventory.deployment_by_name[a], inventory.deployment_by_name[b]
    columns = ((tr("Boundary"), 50), (tr("Between the two"), 50))
    return PairDigest(
        sentence=tr(
            "{a} and {b}: {level} isolation ({facets}). Still shared: {shared}.",
            a=a,
            b=b,
            level=level_words(isolation.level),
            facets=facets(isolation),
            shared=shared_words(isolation),
        ),
        boundaries=table(tr("Boundaries"), columns, [(plain(name), plain(state)) for name, state in _boundaries(isolation)]),
        placements=_placements(one, other),
        hardware=_HARDWARE[isolation.hardware],
        missing=open_fields(one, other, isolation),
    )


def _boundaries(isolation: Isolation) -> Iterator[tuple[str, str]]:
    for word in _BOUNDARIES:
        yield shared_word(word), _state(word, isolation)
    services = [word.removeprefix("service:") for word in isolation.shared if word.startswith("service:")]
    for name in services:
        yield tr("the service {name}", name=name), apart_or_shared(True)
    if "services-unknown" in isolation.shared:
        yield tr("services"), tr("cannot tell")
    elif not services:
        yield tr("services"), apart_or_shared(False)


def _state(word: str, isolation: Isolation) -> str:
    if word == "nodes" and "nodes-unknown" in isolation.shared:
        return tr("cannot tell")
    if word == "nodes" and word in isolation.shared and isolation.nodes_separate:
        return tr("different, but nothing enforces it: no taint keeps either side away")
    return apart_or_shared(word in isolation.shared)


def _placements(a: Deployment, b: Deployment) -> Table:
    rows = [
        (tr("Stage"), value(a.stage), value(b.stage)),
        (tr("Environment"), stated(a.environment), stated(b.environment)),
        (tr("Workload Cluster"), stated(a.cluster), stated(b.cluster)),
        ("Namespace", stated(a.namespace), stated(b.namespace)),
        (tr("Node pools"), named(a.node_pools or None), named(b.node_pools or None)),
        (tr("Uses"), named(a.uses), named(b.uses)),
        (tr("Written at"), plain(str(a.origin.location())), plain(str(b.origin.location()))),
    ]
    columns = ((tr("Why"), 20), (a.name, 40), (b.name, 40))
    return table(tr("Where the two stand"), columns, [(plain(label), one, other) for label, one, other in rows], not_stated())
