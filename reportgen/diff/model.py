"""What is concluded from two reports: frozen values that ``compare`` makes and writing shows.

Everything in words is in the language that was spoken while the comparison was made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.diff.codes import Cause, Severity
from reportgen.errors import Location
from reportgen.snapshot import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Record that somebody accepts one change, until a day (included; None = no end).

    ``fingerprint`` is the id of the change.
    """

    fingerprint: str
    reason: str
    author: str
    expires: dt.date | None = None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """State one thing that is another in NEW than in OLD.

    ``id`` is the fingerprint of (code, cause, subject, counterpart, requirement, check, old, new): the same two facts give the same one,
    whatever the day, the order or the severity. ``subject`` is a deployment, an Environment, ``service@version/Environment``, the id of a
    waiver or of evidence, a framework, terms, or ``reportgen``; ``subject_kind`` says which: ``deployment environment change waiver
    evidence framework terms tool organization``. It is the name in NEW, or in OLD where NEW has none.

    ``application`` is the one that the change belongs to, "" = it concerns several or none. ``counterpart`` is the other deployment of a
    pair, ``requirement`` (with its title for readers) and ``check`` those of a finding; "" = none. ``old`` and ``new`` are plain values (a
    status, a placement, …), None = the thing did not exist on that side, or nobody says. ``sentence`` stands for itself and ends with a
    full stop; ``clause`` says the same in few words, to stand after another sentence about the subject ("ISO 27001 A.8.31 is no longer
    satisfied"), "" = it cannot. ``detail`` gives the reason in NEW's own words, in whole sentences; "" = there is none.

    ``old_location`` and ``new_location`` are the places in the files of either side, None where that side has none or does not record it.
    ``accepted`` is the valid acceptance that names the change, None = nobody accepts it.
    """

    id: str
    code: str
    severity: Severity
    cause: Cause
    subject: str
    subject_kind: str
    application: str = ""
    counterpart: str = ""
    requirement: str = ""
    requirement_title: str = ""
    check: str = ""
    old: Json = None
    new: Json = None
    sentence: str
    clause: str = ""
    detail: str = ""
    old_location: Location | None = None
    new_location: Location | None = None
    accepted: Acceptance | None = None


def fingerprint(*parts: Json) -> str:
    """Return 16 hexadecimal digits that stand for these plain values."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomparable:
    """Say that one thing could not be compared; it counts against the gate, for nobody knows what it hides.

    ``subject`` is a framework, a requirement, terms, or a record's subject; ``what`` names what of it in a few words ("its findings"),
    ``reason`` is a sentence.
    """

    subject: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogStamp:
    """Identify the edition of a framework that judged. ``overrides`` says per requirement what the organisation judges otherwise.

    ``version`` is for readers, in the language of the report; it tells no two editions apart.
    """

    id: str
    version: str = field(compare=False)
    sha256: str
    overrides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsStamp:
    """Identify the terms of service that judged; ``version`` is the pinned one, None = that of each day."""

    id: str
    title: str = field(compare=False)
    sha256: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Say what one side of a comparison is.

    ``release`` is the name under which it was frozen, None = it is no release. ``tool`` is the version of reportgen that judged it.
    ``terms`` None = it names none.
    """

    release: str | None = None
    as_of: dt.date
    organization: str = ""
    tool: str
    catalogs: tuple[CatalogStamp, ...] = ()
    terms: TermsStamp | None = None
    environments: int = 0
    deployments: int = 0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Hold everything that is another in NEW than in OLD.

    ``changes`` are sorted: what nobody accepted before what somebody did, then by severity, cause (system, time, method), code, subject.
    ``unused`` are the acceptances that name no change, ``expired`` those that ended before NEW's day (they count for nothing, whether or
    not they name a change). ``language`` is the code of the language of the sentences.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...]
    incomparable: tuple[Incomparable, ...] = ()
    unused: tuple[Acceptance, ...] = ()
    expired: tuple[Acceptance, ...] = ()
    language: str = "en"

    def introduced(self, threshold: Severity) -> tuple[Change, ...]:
        """Return the changes that count against the gate at a threshold.

        These are the ones that nobody accepted and whose cause is not the method: another edition of a catalogue is no worse platform.
        """
        return tuple(c for c in self.changes if c.severity.reaches(threshold) and c.accepted is None and c.cause is not Cause.METHOD)

    def fails(self, threshold: Severity | None) -> bool:
        """Tell whether the gate closes; None = it never does. What could not be compared closes it: nobody knows what it hides."""
        return threshold is not None and bool(self.incomparable or self.introduced(threshold))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Hold what the user decides about changes: another severity per code, and the changes that somebody accepts."""

    severities: Mapping[str, Severity] = field(default_factory=dict)
    acceptances: tuple[Acceptance, ...] = ()
