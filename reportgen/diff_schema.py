"""Describe the JSON of ``reportgen diff`` as a JSON Schema, for those who read it with programs.

Objects are open: a later version of this format may add keys and codes, and its documents stay valid here. Renaming or dropping one would
be ``reportgen/diff/v2``.
"""

from __future__ import annotations

from typing import Any, Final

from reportgen.diff.codes import CODES, Cause, Severity
from reportgen.diff.document import SCHEMA

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = "urn:reportgen:schema:diff:v1"

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_FINGERPRINT: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_KINDS: Final = ("deployment", "environment", "change", "organization", "waiver", "evidence", "framework", "terms", "tool")


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of ``reportgen/diff/v1``; a new value on every call."""
    top = {
        "schema": {"const": SCHEMA},
        "old": _ref("side"),
        "new": _ref("side"),
        "changes": _list("What is another now: open before accepted, then the worst first.", _ref("change")),
        "incomparable": _list("What could not be compared; it counts against the gate.", _ref("incomparable")),
        "acceptances": _object(
            "Accepted changes without effect here.",
            {"unused": _list("They name no change.", _ref("acceptance")), "expired": _list("They have ended.", _ref("acceptance"))},
        ),
        "summary": _ref("summary"),
    }
    body = _object("What changed between two reports.", top)
    return {"$schema": DIALECT, "$id": IDENTIFIER, "title": "reportgen diff", **body, "$defs": _definitions()}


def _definitions() -> dict[str, Schema]:
    return {
        "location": _object(
            "A place in a file of an inventory; lines and columns count from 1.",
            {"file": _TEXT, "line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
        ),
        "side": _side(),
        "change": _change(),
        "incomparable": _object("One thing that could not be compared.", {"subject": _TEXT, "what": _TEXT, "reason": _TEXT}),
        "acceptance": _object(
            "Who accepts a change, and why.",
            {"fingerprint": _FINGERPRINT, "reason": _TEXT, "author": _TEXT, "location": _ref("location")},
            {"expires": _DAY},
        ),
        "summary": _summary(),
    }


def _side() -> Schema:
    overrides: Schema = {"type": "object", "description": "What the organisation judges otherwise.", "additionalProperties": _TEXT}
    catalog = _object("The edition of a framework.", {"id": _TEXT, "version": _TEXT, "sha256": _TEXT}, {"overrides": overrides})
    version: Schema = {"type": ["string", "null"], "description": "The pinned version; null = that of each day."}
    terms = _object("The terms of service.", {"id": _TEXT, "title": _TEXT, "sha256": _TEXT, "version": version})
    return _object(
        "One side of the comparison.",
        {
            "as_of": _DAY | {"description": "The day that it is for."},
            "organization": _TEXT,
            "generator": _object("What judged it.", {"name": {"const": "reportgen"}, "version": _TEXT}),
            "catalogs": _list("The frameworks judged by.", catalog),
            "terms": {"anyOf": [terms, {"type": "null"}]},
        },
        {"release": _TEXT | {"description": "The name it was frozen under."}},
    )


def _change() -> Schema:
    places = _object("Where it is written on either side, as far as known.", {}, {"old": _ref("location"), "new": _ref("location")})
    return _object(
        "One thing that is another in NEW than in OLD.",
        {
            "id": _FINGERPRINT | {"description": "The same two facts give the same one."},
            "code": _TEXT | {"examples": sorted(CODES)},
            "severity": {"enum": [severity.value for severity in Severity]},
            "cause": {"enum": [cause.value for cause in Cause]},
            "subject": _TEXT,
            "subject_kind": {"enum": list(_KINDS)},
            "old": {"description": "A plain value; null = it did not exist, or nobody says."},
            "new": {"description": "A plain value; null = it does not exist, or nobody says."},
            "sentence": _TEXT,
            "location": places,
        },
        {
            "application": _TEXT,
            "counterpart": _TEXT | {"description": "The other deployment of a pair."},
            "requirement": _TEXT,
            "check": _TEXT,
            "detail": _TEXT | {"description": "The reason, in NEW's words."},
            "accepted": _ref("acceptance"),
        },
    )


def _summary() -> Schema:
    both = {"old": _COUNT, "new": _COUNT}
    return _object(
        "The counts.",
        {
            "changes": _COUNT,
            "accepted": _COUNT,
            "incomparable": _COUNT,
            "severities": _object("Changes that nobody accepted.", {severity.value: _COUNT for severity in Severity}),
            "causes": _object("Changes by cause.", {cause.value: _COUNT for cause in Cause}),
            "codes": {"type": "object", "description": "Changes by code.", "additionalProperties": _COUNT},
            "environments": _object("How many each side has.", both),
            "deployments": _object("How many each side has.", both),
        },
    )


def _object(description: str, required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    schema: Schema = {"type": "object", "description": description, "properties": {**required, **(optional or {})}}
    return {**schema, "required": list(required)} if required else schema


def _list(description: str, items: Schema) -> Schema:
    return {"type": "array", "description": description, "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
