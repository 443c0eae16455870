"""Read inventories: files to a validated model, all errors at once. Nothing of pydantic leaves this package."""

from reportgen.inventory.files import Companion, CompanionKind, as_typed, companions_among, find_companions, read_input, typed_base
from reportgen.inventory.jsonschema import json_schema
from reportgen.inventory.loading import load, load_recorded

__all__ = [
    "Companion",
    "CompanionKind",
    "as_typed",
    "companions_among",
    "find_companions",
    "json_schema",
    "load",
    "load_recorded",
    "read_input",
    "typed_base",
]
