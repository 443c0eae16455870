"""Describe ``report.json`` as a JSON Schema, for those who read it with programs.

Objects are open: a later version of this format may add keys, and its reports stay valid here. Renaming or dropping one would be
``reportgen/report/v2``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from reportgen.findings import MEMBERS_SHOWN, WHOLE, Hardware, LedgerStatus, Recommendation, Severity, Status
from reportgen.inventory import json_schema as inventory_schema
from reportgen.model import UpdateClass
from reportgen.prospects import Order, Whose
from reportgen.regulation import Level, TextForce
from reportgen.snapshot import SCHEMA

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = "urn:reportgen:schema:report:v1"

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_BOOLEAN: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
_SHA256: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SHARED_WORDS: Final = "secrets|access-control|quota|nodes|nodes-unknown|api-server|platform-version|platform-services|services-unknown"


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of ``reportgen/report/v1``; a new value on every call."""
    top = {
        "schema": {"const": SCHEMA},
        "generator": _object("What made the report.", {"name": {"const": "reportgen"}, "version": _TEXT}),
        "as_of": _DAY | {"description": "The day that every verdict is for."},
        "organization": _object("Whose report it is.", {}, {"name": _TEXT, "id": _TEXT}),
        "inputs": _list("The files that were read, by path.", _object("One file.", {"path": _TEXT, "sha256": _SHA256})),
        "catalogs": _list("The frameworks judged by.", _catalog()),
        "terms": _or_null(_object("The terms of service that updates are judged by.", {"id": _TEXT, "title": _TEXT, "sha256": _TEXT})),
        "inventory": {"$ref": str(inventory_schema()["$id"]), "description": "The inventory, merged and normalised, in its own format."},
        "locations": _locations(),
        "applications": _list("How the deployments of each application stand to each other.", _ref("application")),
        "deployments": _list("The deployments, by name.", _ref("deployment")),
        "findings": _list("The verdicts: one per requirement, subject and check.", _ref("finding")),
        "requirements": _list("The worst of the findings of each requirement and subject.", _ref("requirement_status")),
        "updates": _list("The update ledger: one row per update and production Environment.", _ref("ledger_row")),
        "conduct": _list("Departures from the terms beside the lead.", _ref("conduct")),
        "waivers": _list("What became of each waiver.", _ref("use")),
        "evidence": _list("What became of each piece of evidence.", _ref("use")),
        "notices": _list("What a reader must know of the report's own inputs.", _ref("notice")),
        "summary": _summary(),
    }
    more = {
        "plan": _list("What comes, by update and Environment; left out of a release.", _ref("plan_entry")),
        "advice": _list("What the platform's documentation recommends; left out of a release.", _ref("advice")),
        "release": _release(),
    }
    body = _object("What was concluded from one inventory on one day.", top, more)
    return {"$schema": DIALECT, "$id": IDENTIFIER, "title": "reportgen report", **body, "$defs": _definitions()}


def _catalog() -> Schema:
    changed = {"type": "object", "description": "What the organisation judges otherwise, by requirement.", "additionalProperties": _TEXT}
    return _object("One of them.", {"id": _TEXT, "version": _TEXT, "sha256": _TEXT}, {"overrides": changed})


def _locations() -> Schema:
    kinds = ("frameworks", "environments", "deployments", "waivers", "evidence")
    by_name: Schema = {"type": "object", "additionalProperties": _ref("location")}
    return _object("Where the entries of the inventory are written, by kind and name.", dict.fromkeys(kinds, by_name))


def _definitions() -> dict[str, Schema]:
    return {
        "location": _object("A place in a file of the inventory; lines and columns count from 1.", _LOCATION),
        "isolation": _object("What separates a pair.", _isolation()),
        "threshold": _object("Boundaries that are asked for.", {"level": _level(), "namespaces_separate": _BOOLEAN}),
        "application": _object("One application.", {"name": _TEXT, "groups": _list("", _ref("group")), "pairs": _list("", _pair())}),
        "group": _object("Deployments of one placement.", {"id": _TEXT, "members": _names(), "placement": _placement()}),
        "deployment": _object("One deployment.", {"name": _TEXT, "weakest": {"type": "object", "additionalProperties": _weakest()}}),
        "counterparts": _counterparts(),
        "finding": _finding(),
        "requirement_status": _requirement_status(),
        "ledger_row": _ledger_row(),
        "plan_entry": _plan_entry(),
        "conduct": _conduct(),
        "use": _object(
            "What became of a waiver or a piece of evidence.",
            {
                "id": _TEXT,
                "state": {"enum": ["applied", "unused", "too-broad", "expired", "not-yet-valid"]},
                "covers": _names(),
                "idle": _names(),
            },
        ),
        "notice": _object(
            "One notice.",
            {"code": _TEXT, "severity": _enum(Severity), "subject": _TEXT, "message": _TEXT},
            {"location": _ref("location")},
        ),
        "advice": _object(
            "One recommendation; `ticket` is the text of a service ticket, or empty.",
            {"code": _TEXT, "message": _TEXT, "subjects": _names(), "ticket": _TEXT},
            {"location": _ref("location")},
        ),
        "inventory": inventory_schema(),
    }


def _release() -> Schema:
    changes = _object(
        "How many changes of each severity it brought against the release before it; `sha256` is the digest of that one's file.",
        {"since": _TEXT, "sha256": _SHA256, "error": _COUNT, "warning": _COUNT, "info": _COUNT},
    )
    counted = _COUNT | {"description": "1 for the first release that was made of the inventory, and so on."}
    return _object("Says that the report was frozen, and as what.", {"name": _TEXT, "sequence": counted}, {"changes": changes})


# Parts


_LOCATION: Final[dict[str, Schema]] = {
    "file": _TEXT,
    "line": {"type": "integer", "minimum": 1},
    "column": {"type": "integer", "minimum": 1},
}


def _object(description: str, required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    schema: Schema = {"type": "object", "description": description, "properties": {**required, **(optional or {})}}
    return {**schema, "required": list(required)} if required else schema


def _list(description: str, items: Schema) -> Schema:
    return {"type": "array", **({"description": description} if description else {}), "items": items}


def _names() -> Schema:
    return _list("", _TEXT)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _enum(words: Iterable[Enum]) -> Schema:
    return {"enum": [word.value for word in words]}


def _level() -> Schema:
    return {"enum": [level.id for level in Level]}


def _isolation() -> dict[str, Schema]:
    return {
        "level": _level(),
        "namespaces_separate": _BOOLEAN,
        "nodes_separate": {"type": ["boolean", "null"], "description": "null = cannot tell."},
        "nodes_enforced": _BOOLEAN,
        "hardware": _enum(Hardware),
        "shared": _list("What is still shared.", {"type": "string", "pattern": f"^({_SHARED_WORDS}|service:.*)$"}),
    }


def _pair() -> Schema:
    return _object("The isolation between two groups, or within one.", {"a": _TEXT, "b": _TEXT, **_isolation()})


def _placement() -> Schema:
    known = {"environment": _TEXT, "cluster": _TEXT, "namespace": _TEXT}
    return _object("Where a group runs; null = unknown.", {**known, "node_pools": _or_null(_names()), "uses": _or_null(_names())})


def _weakest() -> Schema:
    return _object("The least isolated counterpart of a scope, for display.", {"counterpart": _TEXT, "level": _level(), "shared": _names()})


def _counterparts() -> Schema:
    known = {"members": _names(), "count": _COUNT, "status": _enum(Status)}
    return _object("Counterparts that stand alike; `members` are the first of them.", known, {**_isolation(), "note": _TEXT})


def _finding() -> Schema:
    required: dict[str, Schema] = {
        "id": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "The same from release to release."},
        "requirement": _TEXT,
        "subject": _TEXT,
        "subject_kind": _subject_kind(),
        "check": _TEXT,
        "status": _enum(Status),
        "code": _TEXT,
        "message": _TEXT,
        "text_force": _enum(TextForce),
        "recommendation": _or_null(_enum(Recommendation)),
        "location": _ref("location"),
    }
    optional: dict[str, Schema] = {
        "required": _ref("threshold"),
        "recommended": _ref("threshold"),
        "exception_floor": _ref("threshold"),
        "actual": _ref("isolation"),
        "counterparts": _list(
            f"Those that decide; over {WHOLE} deployments a group may name its first {MEMBERS_SHOWN} only.", _ref("counterparts")
        ),
        "missing": _list("The fields without which nothing can be told.", _TEXT),
        "waiver": _TEXT,
        "evidence": _TEXT,
        "remediation": _remediation(),
        "smallest_change": _TEXT,
    }
    return _object("One verdict.", required, optional)


def _subject_kind() -> Schema:
    return {"enum": ["deployment", "environment", "change", "organization"]}


def _remediation() -> Schema:
    scope = {"deployments": _names(), "environments": _names(), "updates": _names()}
    return _object("Who mends it, by when.", {"requirement": _TEXT}, {**scope, "owner": _TEXT, "due": _DAY, "ticket": _TEXT})


def _requirement_status() -> Schema:
    return _object(
        "A requirement's status for a subject.",
        {
            "requirement": _TEXT,
            "subject": _TEXT,
            "subject_kind": _subject_kind(),
            "status": _enum(Status),
            "recommendation": _or_null(_enum(Recommendation)),
        },
    )


def _update() -> dict[str, Schema]:
    return {"service": _TEXT, "version": _TEXT, "class": _or_null(_enum(UpdateClass))}


def _ledger_row() -> Schema:
    deciding = _object("The non-production Environment that decides.", {"environment": _TEXT, "date": _or_null(_DAY)})
    terms = _object("The terms that decide.", {"id": _TEXT, "version": _TEXT, "clause": _or_null(_TEXT)})
    required: dict[str, Schema] = {
        **_update(),
        "environment": _TEXT,
        "status": _enum(LedgerStatus),
        "lead": _or_null(_COUNT) | {"description": "In working days of the terms' calendar."},
        "deciding": _or_null(deciding),
        "production_date": _or_null(_DAY),
        "reason": _TEXT,
        "terms": _or_null(terms),
        "location": _ref("location"),
    }
    earliest = {"earliest": _or_null(_DAY) | {"description": "Of a pending row only."}}
    return _object("One row of the update ledger.", required, earliest)


def _plan_entry() -> Schema:
    window = _object("When work may begin and must end.", {"from": _INSTANT, "until": _INSTANT})
    days = ("earliest", "earliest_as_planned", "verify_from", "verify_until", "last_day_to_postpone")
    required: dict[str, Schema] = {
        **_update(),
        "environment": _TEXT,
        "production": _BOOLEAN,
        "planned": {"anyOf": [_DAY, _INSTANT, {"type": "null"}]},
        "overdue": _BOOLEAN,
        "window": _or_null(window),
        **{day: _or_null(_DAY) for day in days},
        "deciding_environment": _or_null(_TEXT),
        "lead_as_planned": _or_null(_COUNT),
        "postponement": _TEXT,
        "order": _enum(Order),
        "reason": _TEXT,
        "location": _ref("location"),
    }
    return _object("An update that is to come to an Environment.", required)


def _conduct() -> Schema:
    return _object(
        "A departure from the terms beside the lead, or a plan that cannot stand.",
        {
            "code": _TEXT,
            "service": _TEXT,
            "version": _TEXT,
            "environment": _or_null(_TEXT),
            "message": _TEXT,
            "whose": _enum(Whose),
            "location": _ref("location"),
        },
    )


def _summary() -> Schema:
    counts = ("environments", "deployments", "waivers_expired", "evidence_expired", "notices")
    return _object(
        "The counts.",
        {
            **dict.fromkeys(counts, _COUNT),
            "findings": _counted(Status),
            "requirements": _counted(Status),
            "updates": _counted(LedgerStatus),
        },
    )


def _counted(statuses: Iterable[Enum]) -> Schema:
    return _object("How many of each status.", {str(status.value): _COUNT for status in statuses})
