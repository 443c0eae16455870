"""Say in the user's words what pydantic found wrong with the shape of an inventory."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reportgen.errors import Location, Problem
from reportgen.inventory import types
from reportgen.inventory.near import any_of, did_you_mean
from reportgen.inventory.words import shown
from reportgen.source import LocatedMap, locate, locate_key

_QUOTED = re.compile(r"'([^']*)'")
_WANTED: Final[Mapping[str, str]] = {
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "float_type": "a number",
    "int_type": "a number",
}


def explain(error: ValidationError, shape: type[BaseModel], root: LocatedMap) -> Iterator[Problem]:
    """Yield a problem for each error that the validation of a mapping against a shape found."""
    for details in error.errors(include_url=False):
        path = tuple(details["loc"])
        kind = details["type"]
        if kind == "missing":
            yield Problem(locate(root, path[:-1]), f"`{path[-1]}` is missing")
        elif kind == "extra_forbidden":
            yield _unknown_key(locate_key(root, path), str(path[-1]), _shape_at(shape, path[:-1]))
        elif details["input"] is None:
            yield _nothing(locate(root, path), path)
        else:
            yield Problem(locate(root, path), *_explained(details))


def _nothing(place: Location, path: tuple[int | str, ...]) -> Problem:
    if isinstance(path[-1], int):
        return Problem(place, "this item of the list is empty", "write its value, or remove the `-`")
    return Problem(place, f"`{path[-1]}` has no value, but is needed")


def _unknown_key(place: Location, key: str, shape: type[BaseModel] | None) -> Problem:
    known = [field.alias or name for name, field in shape.model_fields.items()] if shape else []
    return Problem(place, f"unknown key `{shown_key(key)}`", did_you_mean(key, known, most=1) or f"allowed here: {any_of(known)}")


def shown_key(key: str) -> str:
    """Return a key as a message quotes it, without the backticks."""
    return shown(key).strip("`")


def _explained(details: ErrorDetails) -> tuple[str, str | None]:
    """Return the message and the hint of an error about a value."""
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    if kind == types.OWN_ERROR:
        return context["message"], context["hint"]
    if kind in ("enum", "literal_error"):
        return _unknown_word(value, _QUOTED.findall(context["expected"]))
    if kind in _WANTED:
        return f"{_WANTED[kind]} is wanted, not {shown(value)}", _type_hint(kind, value)
    if kind == "string_too_long":
        return f"the text has {len(str(value))} characters; at most {context['max_length']} are allowed", None
    if kind in ("string_too_short", "string_pattern_mismatch"):
        return _bad_text(str(value))
    return f"{shown(value)} is not allowed: {details['msg'].lower()}", None


def _unknown_word(value: object, words: list[str]) -> tuple[str, str | None]:
    allowed = f"one of {', '.join(words)}"
    near = did_you_mean(value, words, most=1) if isinstance(value, str) else None
    return f"{shown(value)} is not a word that is known here", f"{near} {allowed}" if near else allowed


def _bad_text(value: str) -> tuple[str, str | None]:
    if not value.strip():
        return "the text is empty", "write something, or leave the key out"
    return f"the name of an Environment cannot be {shown(value)}", "use a-z, 0-9 and hyphens only; `title` takes any text"


def _type_hint(kind: str, value: object) -> str | None:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if kind == "bool_type" and isinstance(value, str):
        return "write true or false, without quotes"
    if kind == "list_type" and not isinstance(value, Mapping):
        return "begin each item with `- `, or write [a, b]"
    return None


def _shape_at(shape: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the shape of the mapping at a path; None = it has none."""
    current: type[BaseModel] | None = shape
    for step in path:
        if current is None or isinstance(step, int):
            continue
        field = next((f for name, f in current.model_fields.items() if step == (f.alias or name)), None)
        current = _shape_in(field.annotation) if field else None
    return current


def _shape_in(annotation: object) -> type[BaseModel] | None:
    """Return the shape inside an annotation such as ``list[Shape] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((shape for part in typing.get_args(annotation) if (shape := _shape_in(part))), None)
