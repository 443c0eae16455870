"""The types of an inventory's fields, for pydantic: strict, with our own errors, and with the JSON Schema that an editor needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from reportgen.inventory import words
from reportgen.model import Moment, Never

NAME_LENGTH: Final = 256
"""The longest name, in characters."""

TEXT_LENGTH: Final = 10_000
"""The longest text, in characters."""

NOT_BLANK: Final = r"\S"
ENVIRONMENT_NAME: Final = r"^[a-z0-9-]+$"
OWN_ERROR: Final = "reportgen"
"""The type of the errors that the functions of ``words`` raise; their context holds ``message`` and ``hint``."""

_T = TypeVar("_T")


def _own(read: Callable[[object], _T]) -> Callable[[object], _T]:
    """Make a function of ``words`` raise what pydantic collects."""

    def reading(value: object) -> _T:
        try:
            return read(value)
        except words.WordError as error:
            raise PydanticCustomError(OWN_ERROR, "{message}", {"message": str(error), "hint": error.hint}) from None

    return reading


_DAY_SCHEMA: Final[dict[str, Any]] = {"type": "string", "format": "date"}
_MOMENT_SCHEMA: Final[dict[str, Any]] = {"anyOf": [_DAY_SCHEMA, {"type": "string", "format": "date-time"}]}
_APPLIED_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [*_MOMENT_SCHEMA["anyOf"], {"const": "never"}, {"type": "array", "minItems": 1, "items": _MOMENT_SCHEMA}],
    "description": "When it was applied there: a date, a time with its offset, a list of these, or never.",
}
_TAINT_SCHEMA: Final[dict[str, Any]] = {"type": "string", "pattern": f"^[^\\s=:]+(=[^\\s=:]*)?:({'|'.join(words.EFFECTS)})$"}
_CATEGORY_SCHEMA: Final[dict[str, Any]] = {"type": "string", "pattern": f"^{words.CATEGORY}$"}
_LEVEL_SCHEMA: Final[dict[str, Any]] = {"enum": [*words.LEVEL_WORDS, 1, 2, 3, 4, 5]}
_COLOR_SCHEMA: Final[dict[str, Any]] = {"type": "string", "pattern": words.COLOR}

Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH, pattern=NOT_BLANK)]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH, pattern=NOT_BLANK)]
EnvironmentName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH, pattern=ENVIRONMENT_NAME)]
Category: TypeAlias = Annotated[str, PlainValidator(_own(words.read_category)), WithJsonSchema(_CATEGORY_SCHEMA)]
Day: TypeAlias = Annotated[dt.date, PlainValidator(_own(words.read_day)), WithJsonSchema(_DAY_SCHEMA)]
DayOf: TypeAlias = Annotated[dt.date, PlainValidator(_own(words.read_day_of)), WithJsonSchema(_MOMENT_SCHEMA)]
AnyMoment: TypeAlias = Annotated[Moment, PlainValidator(_own(words.read_moment)), WithJsonSchema(_MOMENT_SCHEMA)]
Applied: TypeAlias = Annotated[tuple[Moment, ...] | Never, PlainValidator(_own(words.read_applied)), WithJsonSchema(_APPLIED_SCHEMA)]
LevelWord: TypeAlias = Annotated[str, PlainValidator(_own(words.read_level)), WithJsonSchema(_LEVEL_SCHEMA)]
ColorWord: TypeAlias = Annotated[str, PlainValidator(_own(words.read_color)), WithJsonSchema(_COLOR_SCHEMA)]
TaintText: TypeAlias = Annotated[str, WithJsonSchema(_TAINT_SCHEMA)]
as_taint: Final = _own(words.read_taint)
Lax: Final = Field(strict=False)
"""Lets an enum be written as its word; everything else stays strict."""
