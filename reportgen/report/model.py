"""The report between thinking and writing: sections, tables and cells of plain values, in their final words and order.

A renderer decides how a thing looks and where it stands; it never decides what is said, in which order, or with which number. All
text here is plain text: it holds names from the inventory as they are, and every renderer escapes it for its own format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from reportgen.findings import Status
from reportgen.language import mark, tr, trn
from reportgen.model import Branding
from reportgen.report.editions import AUDITOR, Edition
from reportgen.report.figures import Composition, DeveloperLoop, IsolationMatrix, PromotionTable, StatusBar, Timeline, TradeOff, Trend


@dataclass(frozen=True, slots=True)
class Ref:
    """Point at a page of the report, or at one that somebody wrote.

    ``kind`` is one of ``overview environment application deployment framework changes history commitments waivers levels method
    documentation document``.
    ``name`` is the name or id of what the page is about, the path of a document, "" for pages of which there is one. ``anchor`` is a
    place on it, "" = its top.
    """

    kind: str
    name: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """Hold a piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Hold a piece of text that is set in a fixed width: a place in a file, a field, a label."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Hold a piece of text that leads to a page of the report."""

    text: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class Badge:
    """Hold a word with a mark and a tone; the mark and the word carry the meaning, the tone only repeats it.

    ``tone`` is one of ``good bad open warn plain muted``; ``code`` is what the badge says in a word that is the same in every language,
    such as a status, "" = none.
    """

    text: str
    mark: str
    tone: str
    code: str = ""


Run: TypeAlias = Plain | Code | Link | Badge
Cell: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Head a column; ``share`` is its part of the width in percent."""

    title: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Hold a table. ``caption`` says what it shows; ``empty`` is said in its place when it has no rows. The first column heads its row.

    ``anchors`` are the places of the rows, one each, by which a link leads to a row; empty = no row has one.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """State one thing of several members: "Satisfied (3): a, b, c"."""

    badge: Badge
    members: Cell
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Show one number with what it counts."""

    value: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """State one thing about a finding.

    ``kind`` is one of ``threshold counterparts which more-counterparts change to-state remediation place certainty``.
    """

    kind: str
    label: str
    value: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBlock:
    """Show one finding in full.

    Its details are what is required, recommended and the exception floor, the counterparts, what to do, …

    ``anchor`` is its place on the page.
    """

    anchor: str
    heading: Cell
    badge: Badge
    message: str
    details: tuple[Detail, ...]

    @property
    def facts(self) -> tuple[tuple[str, Cell], ...]:
        """Return the details as (label, value)."""
        return tuple((detail.label, detail.value) for detail in self.details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Show one requirement and who stands how to it. ``anchor`` is unique on its page; ``groups`` name every subject once, worst first."""

    id: str
    anchor: str
    clause: str
    title: str
    paraphrase: str
    marks: tuple[Badge, ...]
    facts: tuple[tuple[str, Cell], ...]
    groups: tuple[Group, ...]
    open_findings: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkPage:
    """Show one framework, clause by clause."""

    id: str
    title: str
    sentence: str
    facts: tuple[tuple[str, Cell], ...]
    bar: StatusBar
    clauses: tuple[Clause, ...]
    successors: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentPage:
    """Show one Environment."""

    name: str
    title: str
    sentence: str
    facts: tuple[tuple[str, Cell], ...]
    composition: Composition
    namespaces: Table
    services: Table
    deployments: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """Show one application: how its deployments stand to each other, and the figures of the domain's page.

    ``layouts`` draws how many Environments there are and should be at least; ``weighing`` answers what speaks for either.
    """

    name: str
    sentence: str
    deployments: Table
    matrix: IsolationMatrix
    pairs: Table
    loop: DeveloperLoop
    layouts: TradeOff
    weighing: Table
    promotion: PromotionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentPage:
    """Show one deployment. ``statements`` says of every requirement, in groups by status, how the deployment stands to it."""

    name: str
    sentence: str
    verdict: tuple[Card, ...]
    facts: tuple[tuple[str, Cell], ...]
    weakest: Table
    open_findings: tuple[FindingBlock, ...]
    statements: tuple[Group, ...]
    requirements: Table
    commitments: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsPage:
    """Show the provider's promise about the order of updates, kept or not, and what comes. ``period`` None = no period was asked for."""

    sentence: str
    promise: str
    bar: StatusBar
    ledger: Table
    not_applicable: Table
    plan: Table
    conduct: Table
    period: Table | None
    timelines: tuple[Timeline, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiversPage:
    """Show waivers, evidence and remediations, used or not."""

    waivers: Table
    evidence: Table
    remediations: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceBlock:
    """Show one recommendation with the ticket that orders what is missing ("" = none)."""

    message: str
    ticket: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Show the whole in two minutes."""

    sentences: tuple[str, ...]
    cards: tuple[Card, ...]
    frameworks: Table
    worst: Table
    unknown: Table
    expiring: Table
    notices: Table
    advice: tuple[AdviceBlock, ...]
    environments: Table
    applications: Table
    deployments: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Show the releases of the inventory up to this report, in numbers: the newest first in the table, last in the trend."""

    sentence: str
    trend: Trend
    reports: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPage:
    """Explain the five levels of isolation and the boundaries behind them."""

    sentences: tuple[str, ...]
    boundaries: Table
    words: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """Say how everything was judged, from which sources, and what was not verified."""

    readings: tuple[tuple[str, str], ...]
    sources: Table
    unverified: Table
    inputs: Table
    overrides: Table
    glossary: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedFramework:
    """List the pages that people wrote about the requirements of one framework; ``note`` "" = it is selected for the report."""

    title: str
    anchor: str
    note: str
    pages: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentationPage:
    """List the pages that people wrote, by the requirement they are tagged with."""

    sentence: str
    count: str
    frameworks: tuple[DocumentedFramework, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Hold what the first page says: whose report, of which day, and what nobody vouches for.

    ``about`` says which edition this is and which part of the report, if it is not the whole.
    ``text`` is the organisation's own, ``confidentiality`` its mark for every page and ``draft`` the word for a draft; "" = none.
    """

    title: str
    organization: str
    as_of: dt.date
    statement: str
    not_attested: tuple[str, ...]
    disclaimer: str
    generator: str
    about: tuple[str, ...] = ()
    text: str = ""
    confidentiality: str = ""
    draft: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what every page is marked with."""
        return tuple(mark for mark in (self.draft, self.confidentiality) if mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Show the whole on two pages. ``updates`` is a sentence; ``change`` is the headline of what changed, "" = compared with nothing.

    ``more_advice`` says how much advice is left out, "" = none.
    """

    failing: Table
    unknown: Table
    frameworks: Table
    dates: Table
    updates: str
    change: str
    advice: tuple[str, ...]
    more_advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """Show what to change for one application, "" = for everything that is no deployment's."""

    application: str
    sentence: str
    changes: Table
    attestations: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEntry:
    """Name one part of a report that is split, and its file."""

    title: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPage:
    """List the parts of a report that is split; ``entries`` has a row for each of ``parts``."""

    sentence: str
    entries: Table
    parts: tuple[PartEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """Show one change, or several of one kind summed up.

    ``badges`` say how severe it is, and (where so) that it comes from method or time, or is accepted. ``code`` is its stable code, ``ids``
    are the fingerprints (none = a sum). ``place`` is ``FILE:LINE`` in NEW, or in OLD where it is gone; "" = not known. ``note`` says who
    accepts it and why, "" = nobody. ``is_new`` tells that the place is one of NEW's.
    """

    badges: tuple[Badge, ...]
    sentence: str
    code: str
    ids: tuple[str, ...]
    place: str
    note: str = ""
    is_new: bool = True

    @property
    def id(self) -> str:
        """Return the fingerprint of a single change, and how many there are of several; "" = a sum."""
        return self.ids[0] if len(self.ids) == 1 else trn("{n} change", "{n} changes", len(self.ids)) if self.ids else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Tell what happened to one subject in one sentence; ``lines`` are the changes behind it, the worst first."""

    subject: str
    badge: Badge
    sentence: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Gather the changes of one application, or those that concern none or several (``application`` "").

    ``stories`` come first, the worst first; ``sums`` are what is harmless and too much to list. ``table`` holds every line of both.
    """

    application: str
    title: str
    stories: tuple[Story, ...]
    sums: tuple[ChangeLine, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """Show a comparison. ``headline`` is the sentence that matters most; ``sentences`` say what was compared, and the counts.

    ``sides`` sets OLD and NEW against each other; ``incomparable`` and ``acceptances`` (unused and expired ones) may be empty tables.
    """

    title: str
    headline: str
    sentences: tuple[str, ...]
    cards: tuple[Card, ...]
    sides: Table
    groups: tuple[ChangeGroup, ...]
    incomparable: Table
    acceptances: Table


@dataclass(frozen=True, kw_only=True)
class Book:
    """Hold the whole report.

    ``briefs`` are filled for the executive edition, the longest first, ``work`` for the engineer's; ``parts`` for the document that lists
    the parts of a report that is split. ``documentation`` is there for a report that stands among pages that people wrote.
    ``published`` are sites beside this one, as (label, path from its top)
    ``changes`` are those against an earlier report, None = it was compared with none; ``history`` None = there is no release before it.
    """

    cover: Cover
    overview: Overview
    environments: tuple[EnvironmentPage, ...]
    applications: tuple[ApplicationPage, ...]
    deployments: tuple[DeploymentPage, ...]
    frameworks: tuple[FrameworkPage, ...]
    commitments: CommitmentsPage
    waivers: WaiversPage
    levels: LevelsPage
    method: MethodPage
    changes: ChangesPage | None = None
    history: HistoryPage | None = None
    documentation: DocumentationPage | None = None
    published: tuple[tuple[str, str], ...] = ()
    language: str = field(default="en")
    brand: Branding = field(default=Branding())
    edition: Edition = field(default=AUDITOR)
    briefs: tuple[Brief, ...] = ()
    work: tuple[WorkPage, ...] = ()
    parts: PartsPage | None = None


K = TypeVar("K")


class Badges(Mapping[K, Badge]):
    """Hold badges by key; each is in the spoken language when it is looked up, with its key as its code."""

    def __init__(self, faces: Mapping[K, tuple[str, str, str]]) -> None:
        """Take (marked word, mark, tone) by key."""
        self._faces = faces

    def __getitem__(self, key: K) -> Badge:
        text, mark, tone = self._faces[key]
        return Badge(tr(text), mark, tone, str(key))

    def __iter__(self) -> Iterator[K]:
        return iter(self._faces)

    def __len__(self) -> int:
        return len(self._faces)


STATUS_BADGES: Final = Badges[Status](
    {
        Status.NOT_SATISFIED: (mark("not satisfied"), "✗", "bad"),
        Status.UNKNOWN: (mark("cannot tell"), "?", "open"),
        Status.ATTESTATION_NEEDED: (mark("attestation needed"), "✎", "open"),
        Status.WAIVED: (mark("waived"), "~", "warn"),
        Status.ATTESTED: (mark("attested"), "✓✎", "good"),
        Status.SATISFIED: (mark("satisfied"), "✓", "good"),
        Status.NOT_APPLICABLE: (mark("not applicable"), "–", "muted"),
    }
)
