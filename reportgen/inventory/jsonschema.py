"""Describe the inventory format as a JSON Schema, for editors."""

from __future__ import annotations

from typing import Any, Final

from reportgen.inventory.shapes import ENTRIES, InventoryShape

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = "urn:reportgen:schema:inventory:v1"


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the inventory format ``reportgen/v1``; a new value on every call."""
    schema = _cleaned(InventoryShape.model_json_schema())
    definitions = schema["$defs"]
    for kind, shape in ENTRIES.items():
        partial = {key: value for key, value in definitions[shape.__name__].items() if key != "required"}
        definitions[f"{shape.__name__}Defaults"] = partial | {"description": f"What every entry of {kind} has unless it says otherwise."}
    schema["properties"]["defaults"] = {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {kind: {"$ref": f"#/$defs/{shape.__name__}Defaults"} for kind, shape in ENTRIES.items()},
            },
            {"type": "null"},
        ],
        "description": InventoryShape.model_fields["defaults"].description,
    }
    return {"$schema": DIALECT, "$id": IDENTIFIER, "title": "reportgen inventory", **schema, "required": ["schema"]}


def _cleaned(schema: Any) -> Any:
    """Return the schema without what misleads an author: titles made from names of classes, defaults that say null for unknown."""
    if isinstance(schema, list):
        return [_cleaned(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not (key == "title" and isinstance(value, str)) and key != "default"}
    return {key: _cleaned(value) for key, value in kept.items()}
