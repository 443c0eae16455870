"""Turn a JSON Schema into Markdown: a heading and a table for every mapping, in the order in which a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_WORDS = {"string": "text", "boolean": "`true` or `false`", "integer": "whole number", "number": "number", "null": "`null`"}
_FORMATS = {"date": "date", "date-time": "time with offset"}


def tables(schema: Schema, *, needed: str, names_null: bool) -> str:
    """Return the tables of a schema.

    ``needed`` heads the column of the fields that cannot be left out; ``names_null`` tells whether null is listed among the values.
    """
    return "\n\n".join(_Reference(schema, needed, names_null).sections())


def row(*cells: str) -> str:
    """Return one row of a Markdown table."""
    texts = (" ".join(cell.replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(texts)} |"


def table(columns: tuple[str, ...], rows: Iterator[str]) -> str:
    """Return a Markdown table."""
    return "\n".join((row(*columns), f"|{'---|' * len(columns)}", *rows))


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class _Reference:
    def __init__(self, schema: Schema, needed: str, names_null: bool) -> None:
        self._definitions: Mapping[str, Schema] = schema.get("$defs", {})
        self._needed = needed
        self._names_null = names_null
        self._headings: dict[str, str] = {}
        self._queue: list[tuple[str, Schema]] = [("The top level", schema)]

    def sections(self) -> Iterator[str]:
        """Yield a section for the top and for every definition that is reached from it, breadth first."""
        while self._queue:
            heading, schema = self._queue.pop(0)
            lines = [f"## {heading}"]
            if schema.get("description"):
                lines.append(str(schema["description"]))
            lines.append(table(("Field", "Value", self._needed, "Meaning"), self._rows(heading, "", schema)))
            yield "\n\n".join(lines)

    def _rows(self, heading: str, prefix: str, schema: Schema) -> Iterator[str]:
        required = schema.get("required", ())
        for name, value in schema["properties"].items():
            path = f"{prefix}{name}"
            yield row(
                f"`{path}`", self._kind(_place(heading, path), value), "yes" if name in required else "", str(value.get("description", ""))
            )
            for suffix, nested in _spelt_out(value):
                yield from self._rows(heading, f"{path}{suffix}.", nested)

    def _kind(self, place: str, value: Schema) -> str:
        """Say in words what a field may hold."""
        if "$ref" in value:
            return self._reference(place, str(value["$ref"]))
        if "anyOf" in value:
            return " or ".join(dict.fromkeys(self._kind(place, option) for option in value["anyOf"] if self._counts(option)))
        if "enum" in value or "const" in value:
            return ", ".join(f"`{word}`" for word in value.get("enum", [value.get("const")]))
        if value.get("type") == "array":
            return f"list of {self._kind(f'{place}[]', value.get('items', {}))}"
        if value.get("type") == "object":
            return self._mapping(place, value)
        kinds = value.get("type", "anything")
        words = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if self._counts({"type": kind})]
        return _FORMATS.get(str(value.get("format"))) or " or ".join(_WORDS.get(word, word) for word in words)

    def _counts(self, option: Schema) -> bool:
        return self._names_null or option != {"type": "null"}

    def _mapping(self, place: str, value: Schema) -> str:
        entry = value.get("additionalProperties")
        if isinstance(entry, Mapping):
            return f"mapping of names to {self._kind(f'{place}.NAME', entry)}"
        return "mapping"

    def _reference(self, place: str, target: str) -> str:
        name = target.rpartition("/")[2]
        definition = self._definitions.get(name)
        if definition is None:
            return "[an inventory](inventory.md)"
        if "properties" not in definition:
            return self._kind(place, definition)
        if name.endswith("Defaults"):
            return "the fields of one entry"
        if name not in self._headings:
            self._headings[name] = f"`{place}`"
            self._queue.append((f"`{place}`", definition))
        return f"[mapping](#{anchor(self._headings[name])})"


def _place(heading: str, path: str) -> str:
    """Return the path of a field from the top of the document."""
    return path if not heading.startswith("`") else f"{heading.strip('`')}.{path}"


def _spelt_out(value: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the mapping that a field spells out in place, with what its path adds: itself, an item of its list, an entry of its mapping."""
    options = (("", value), *(("", option) for option in value.get("anyOf", ())), ("[]", value.get("items", {})))
    entries = value.get("additionalProperties")
    for suffix, option in (*options, (".NAME", entries)):
        if isinstance(option, Mapping) and "properties" in option:
            yield suffix, option
