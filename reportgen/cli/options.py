"""Arguments and options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click


class Day(click.ParamType[dt.date]):
    """Take a day as ``YYYY-MM-DD``, or the word ``today``."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's names
        """Return how the help calls it."""
        return "DATE|today"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day; the clock is looked at for the word ``today`` only."""
        if isinstance(value, dt.date):
            return value
        if value == "today":
            return dt.datetime.now().astimezone().date()
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither a day (YYYY-MM-DD) nor the word today", param, ctx)


class Period(click.ParamType[tuple[dt.date, dt.date]]):
    """Take a period as ``FIRST..LAST``, both days included."""

    name = "FIRST..LAST"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[dt.date, dt.date]:
        """Return the first and the last day."""
        if isinstance(value, tuple):
            return value
        try:
            first, last = (dt.date.fromisoformat(day) for day in value.split(".."))
        except ValueError:
            self.fail(f"{value!r} is no period: write it as 2024-01-01..2024-12-31", param, ctx)
        if last < first:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return first, last


def words_of(text: str, known: Sequence[str], what: str, option: str) -> tuple[str, ...]:
    """Return the words of an option, each once; BadParameter where one is not known, or there is none."""
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    unknown = [word for word in words if word not in known]
    if unknown or not words:
        raise click.BadParameter(f"{', '.join(unknown) or 'nothing'} is not {what}; there are {', '.join(known)}", param_hint=option)
    return words


Command = Callable[..., Any]

TERMINAL = "en"
"""The language of what is printed for people: that of the commands themselves. Files are in the report's own."""

AN_INVENTORY = click.Path(path_type=Path)


def inventory_argument(command: Command) -> Command:
    """Add the argument INVENTORY."""
    return click.argument("inventory", type=AN_INVENTORY)(command)


def as_of_option(command: Command) -> Command:
    """Add the option --as-of."""
    text = "Judge for this day instead of the inventory's report.as_of."
    return click.option("--as-of", type=Day(), default=None, help=text)(command)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Add the option --format with these formats, the first of them by default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print the answer."
    )


def fail_on_option(default: str | None) -> Callable[[Command], Command]:
    """Add the option --fail-on."""
    text = "Exit with 1 if anything is not satisfied (or, for unknown, cannot be told)."
    choice = click.Choice(["not-satisfied", "unknown", "never"])
    return click.option("--fail-on", type=choice, default=default, show_default=default is not None, help=text)
