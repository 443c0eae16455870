"""Where something is written, and what can go wrong with it.

The exception tree::

    ReportgenError
    ├── InputError        the user's files are wrong: problems with locations (exit 2)
    ├── UsageError        the user's command cannot be carried out (exit 2)
    └── TemplateError     a template of the user's does not render (exit 2)

Anything else that reaches the command line is a bug of ours (exit 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Name a place in a file.

    ``file`` is as the user would type it, relative to the inventory; ``line`` and ``column`` count from 1.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Remember where one entry of the inventory, and each of its fields, is written.

    ``fields`` maps a field's name to the (line, column) of its value; a field that is absent from the entry is absent here.
    """

    file: str
    line: int
    column: int
    fields: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def location(self) -> Location:
        """Return the place of the entry itself."""
        return Location(self.file, self.line, self.column)

    def at(self, name: str) -> Location:
        """Return the place of the named field's value, or of the entry where it has no such field."""
        place = self.fields.get(name)
        return Location(self.file, *place) if place else self.location()


@dataclass(frozen=True, slots=True)
class Problem:
    """State one thing that is wrong with the input: where, what, and what to do about it."""

    location: Location
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        text = f"{self.location}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text


class ReportgenError(Exception):
    """Stand at the root of everything that reportgen raises on purpose."""


class InputError(ReportgenError):
    """Carry every problem found in one load, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.location, p.message)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(ReportgenError):
    """Say that a command cannot be carried out as given; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.hint = hint
        super().__init__(f"{message} ({hint})" if hint else message)


class TemplateError(ReportgenError):
    """Say which template failed to render, at which line, and why."""
