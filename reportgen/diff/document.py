"""A comparison as plain data (``reportgen/diff/v1``), the same bytes for the same two reports."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

from reportgen.diff.codes import CODES, Cause, Severity
from reportgen.diff.model import Acceptance, CatalogStamp, Change, Comparison, Side
from reportgen.errors import Location
from reportgen.snapshot import Json

SCHEMA: Final = "reportgen/diff/v1"


def to_json(comparison: Comparison) -> bytes:
    """Return the whole comparison as UTF-8 JSON with a final line feed."""
    return (json.dumps(comparison_data(comparison), ensure_ascii=False, indent=1) + "\n").encode()


def comparison_data(comparison: Comparison) -> dict[str, Json]:
    """Return the comparison as plain data, keys in the order of the contract."""
    return {
        "schema": SCHEMA,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "changes": [change_data(change) for change in comparison.changes],
        "incomparable": [{"subject": item.subject, "what": item.what, "reason": item.reason} for item in comparison.incomparable],
        "acceptances": {
            "unused": [_acceptance(item) for item in comparison.unused],
            "expired": [_acceptance(item) for item in comparison.expired],
        },
        "summary": summary(comparison),
    }


def change_data(change: Change) -> dict[str, Json]:
    """Return a change with the keys of the contract; what it does not have is left out."""
    optional: dict[str, Json] = {
        "application": change.application or None,
        "counterpart": change.counterpart or None,
        "requirement": change.requirement or None,
        "check": change.check or None,
    }
    places = {"old": _place(change.old_location), "new": _place(change.new_location)}
    data: dict[str, Json] = {
        "id": change.id,
        "code": change.code,
        "severity": change.severity.value,
        "cause": change.cause.value,
        "subject": change.subject,
        "subject_kind": change.subject_kind,
        **{key: value for key, value in optional.items() if value is not None},
        "old": change.old,
        "new": change.new,
        "sentence": change.sentence,
        **({"detail": change.detail} if change.detail else {}),
        "location": {side: place for side, place in places.items() if place is not None},
    }
    return data if change.accepted is None else data | {"accepted": _acceptance(change.accepted)}


def summary(comparison: Comparison) -> dict[str, Json]:
    """Return the counts: changes by severity (those that nobody accepted), by cause and by code, and the sizes of both sides."""
    open_ = Counter(change.severity for change in comparison.changes if change.accepted is None)
    causes = Counter(change.cause for change in comparison.changes)
    codes = Counter(change.code for change in comparison.changes)
    return {
        "changes": len(comparison.changes),
        "accepted": sum(change.accepted is not None for change in comparison.changes),
        "incomparable": len(comparison.incomparable),
        "severities": {severity.value: open_[severity] for severity in Severity},
        "causes": {cause.value: causes[cause] for cause in Cause},
        "codes": {code: codes[code] for code in sorted(CODES) if codes[code]},
        "environments": {"old": comparison.old.environments, "new": comparison.new.environments},
        "deployments": {"old": comparison.old.deployments, "new": comparison.new.deployments},
    }


def _side(side: Side) -> Json:
    terms: Json = None
    if side.terms is not None:
        terms = {"id": side.terms.id, "title": side.terms.title, "sha256": side.terms.sha256, "version": side.terms.version}
    data: dict[str, Json] = {} if side.release is None else {"release": side.release}
    return data | {
        "as_of": side.as_of.isoformat(),
        "organization": side.organization,
        "generator": {"name": "reportgen", "version": side.tool},
        "catalogs": [_catalog(stamp) for stamp in side.catalogs],
        "terms": terms,
    }


def _catalog(stamp: CatalogStamp) -> Json:
    data: dict[str, Json] = {"id": stamp.id, "version": stamp.version, "sha256": stamp.sha256}
    return data | ({"overrides": dict(stamp.overrides)} if stamp.overrides else {})


def _acceptance(item: Acceptance) -> Json:
    data: dict[str, Json] = {"fingerprint": item.fingerprint, "reason": item.reason, "author": item.author}
    data |= {"expires": item.expires.isoformat()} if item.expires else {}
    return data | {"location": _place(item.location)}


def _place(location: Location | None) -> Json:
    return None if location is None else {"file": location.file, "line": location.line, "column": location.column}
