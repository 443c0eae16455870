"""The scalars of an inventory: days, moments, taints, levels and how each is written."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from typing import Final

from reportgen.model import NEVER, Moment, Never
from reportgen.regulation import Level

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199
"""The years that a date may have: what lies outside is a slip of the finger."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_OFFSET = re.compile(r" ?(?:[Zz]|[-+][0-9]{2}:?[0-9]{2})")
_SPACE_BEFORE_OFFSET = re.compile(r" (?=[-+Z])")
_TAINT = re.compile(r"(?P<key>[^\s=:]+)(?:=(?P<value>[^\s=:]*))?:(?P<effect>[A-Za-z]+)")

CATEGORY: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"
_CATEGORY = re.compile(CATEGORY)

DATA_CATEGORIES: Final = ("personal", "health", "cardholder", "clearinghouse")
"""The categories of data that decide whether a requirement applies; an inventory may use others."""

EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
LEVEL_WORDS: Final = (*(level.id for level in Level), "none")


COLOR: Final = "^#[0-9a-fA-F]{6}$"

CONTRAST: Final = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, 1.4.3, level AA)."""


class WordError(ValueError):
    """Say what is wrong with a scalar, and what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def shown(value: object) -> str:
    """Return a value as a message quotes it: on one line, at most 60 characters, with its kind where it is no text."""
    if isinstance(value, bool):
        return f"the boolean `{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"the number {shortened(str(value))}"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"`{shortened(str(value))}`"


def shortened(text: str) -> str:
    """Return a text on one line, cut after 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def read_day_of(value: object) -> dt.date:
    """Return the day of a date or of a time, at the time's own offset; WordError for anything else."""
    return day_of(read_moment(value))


def read_day(value: object) -> dt.date:
    """Return a day written ``YYYY-MM-DD``; WordError for anything else."""
    moment = read_moment(value)
    if isinstance(moment, dt.datetime):
        raise WordError(f"a day is wanted, not the time {shown(value)}", "write it as YYYY-MM-DD")
    return moment


def read_moment(value: object) -> Moment:
    """Return a day, or an instant with its offset, as ISO 8601 writes them; WordError for anything else."""
    if not isinstance(value, str):
        raise WordError(f"a date is wanted, not {shown(value)}", "write it as YYYY-MM-DD")
    clock = _CLOCK.match(value)
    if clock and clock.end() == len(value):
        raise WordError(f"the time {shown(value)} has no offset", "add the offset from UTC, like +01:00, or give the day alone")
    if not _DAY.fullmatch(value) and not (clock and _OFFSET.fullmatch(value, clock.end())):
        raise WordError(f"{shown(value)} is not a date", "write it as YYYY-MM-DD, or YYYY-MM-DDThh:mm:ss+hh:mm")
    try:
        moment = dt.datetime.fromisoformat(_SPACE_BEFORE_OFFSET.sub("", value.upper())) if clock else dt.date.fromisoformat(value)
    except ValueError:
        raise WordError(f"{shown(value)} is not a date of the calendar") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise WordError(f"the year of {shown(value)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


def read_applied(value: object) -> tuple[Moment, ...] | Never:
    """Return when an update was applied to one Environment, earliest first, or NEVER; WordError for anything else."""
    if value == NEVER.value:
        return NEVER
    if isinstance(value, list):
        if not value:
            raise WordError("the list of dates is empty", "write `never` if it was not applied; leave the Environment out if unknown")
        return tuple(sorted((read_moment(item) for item in value), key=instant_of))
    try:
        return (read_moment(value),)
    except WordError as error:
        if isinstance(value, str) and not value[:1].isdigit():
            raise WordError(f"{shown(value)} is neither a date nor `never`", error.hint) from None
        raise


def instant_of(moment: Moment) -> dt.datetime:
    """Return an instant that puts moments in order: a day counts as its midnight in UTC."""
    if isinstance(moment, dt.datetime):
        return moment
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def day_of(moment: Moment) -> dt.date:
    """Return the day of a moment, at its own offset."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def read_taint(value: object) -> object:
    """Return a taint written ``key[=value]:Effect`` as a mapping; anything that is not text as it is; WordError for other text."""
    if not isinstance(value, str):
        return value
    match = _TAINT.fullmatch(value)
    if match is None:
        raise WordError(f"{shown(value)} is not a taint", "write it as key=value:NoSchedule")
    return match.groupdict()


def read_level(value: object) -> str:
    """Return the name of a level of isolation, given by name or number, or the word ``none``; WordError for anything else."""
    if isinstance(value, str) and value in LEVEL_WORDS:
        return value
    if type(value) is int and value in Level.__members__.values():
        return Level(value).id
    raise WordError(f"{shown(value)} is not a level of isolation", f"one of {', '.join(LEVEL_WORDS)}, or a number from 1 to 5")


def read_category(value: object) -> str:
    """Return a category of data; WordError for what is no word, or nearly one of the words that decide what applies."""
    if isinstance(value, str) and value in DATA_CATEGORIES:
        return value
    if not isinstance(value, str) or not _CATEGORY.fullmatch(value):
        raise WordError(f"{shown(value)} is not a category of data", "a word of a-z, 0-9 and hyphens, like `personal`")
    near = difflib.get_close_matches(value, DATA_CATEGORIES, n=1, cutoff=0.8)
    if near:
        raise WordError(f"{shown(value)} is not a category of data that is known here", f"did you mean `{near[0]}`?")
    return value


def read_network_policy(value: object) -> object:
    """Return the word for a boolean (false = none, true = present); anything else as it is."""
    if isinstance(value, bool):
        return "present" if value else "none"
    return value


def read_color(value: object) -> str:
    """Return a colour as ``#rrggbb`` that can be read on white, and white on it; WordError for anything else."""
    if not isinstance(value, str) or not re.fullmatch(COLOR, value):
        raise WordError(f"{shown(value)} is not a colour", 'write it as "#14304f", in quotes')
    contrast = 1.05 / (_luminance(value) + 0.05)
    if contrast < CONTRAST:
        raise WordError(
            f"{shown(value)} is too pale: its contrast with white is {contrast:.2f} to 1, and text needs {CONTRAST} (WCAG 2.2 AA)",
            "take a darker shade",
        )
    return value.lower()


def _luminance(color: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definition): 0 is black, 1 white."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
