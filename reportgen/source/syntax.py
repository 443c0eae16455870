"""Say in the user's words what libyaml says in its own about a text that is not YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import yaml

from reportgen.errors import Location, Problem

_Explained: TypeAlias = tuple[str, str | None]


def explain_syntax_error(label: str, data: bytes, error: yaml.YAMLError) -> Problem:
    """Return the problem that a syntax error is: at the bracket or quote that is not closed, else where the reading stopped."""
    problem = getattr(error, "problem", None) or "the text cannot be understood"
    line, column = _mark(getattr(error, "problem_mark", None)) or (0, 0)
    opened = _mark(getattr(error, "context_mark", None)) or (line, column)
    text = _line(data, line)
    indentation = text[: len(text) - len(text.lstrip(" \t"))]
    if "\t" in indentation and ("tab" in problem or "cannot start any token" in problem):
        place = Location(label, line + 1, indentation.index("\t") + 1)
        return Problem(place, "a tab is used for indentation", "use spaces")
    if problem in _AT_OPENING:
        line, column = opened
        text = _line(data, line)
    character = text[column : column + 1]
    explain = _EXPLANATIONS.get(problem)
    message, hint = explain(character, opened[0] + 1) if explain else (f"this is not valid YAML: {problem}", None)
    return Problem(Location(label, line + 1, column + 1), message, hint)


def _mark(mark: object) -> tuple[int, int] | None:
    """Return the line and column of a mark, counted from 0; libyaml's own marks share no class with PyYAML's."""
    line, column = getattr(mark, "line", None), getattr(mark, "column", None)
    return (line, column) if isinstance(line, int) and isinstance(column, int) else None


_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def _line(data: bytes, line: int) -> str:
    """Return one line of a text, as libyaml counts lines; "" past the end."""
    lines = _LINE_BREAK.split(data.decode(errors="replace").removeprefix("\ufeff"))
    return lines[line] if line < len(lines) else ""


_QUOTE_HINT: Final = "put a value that contains `: ` in quotes; else check the indentation of this line"
_INDENT_HINT: Final = "check the indentation of this line, and the quotes and brackets before it"


def _unclosed_bracket(_character: str, line: int) -> _Explained:
    return f"the bracket that opens in line {line} is not closed, or a comma is missing in it", "separate the items by commas, and close it"


def _unclosed_quote(_character: str, line: int) -> _Explained:
    return f"the quotation mark that opens in line {line} is not closed", "close it; inside single quotes, double a single quote"


def _cannot_begin(character: str, _line: int) -> _Explained:
    return f"a value cannot begin with `{character}`", "put the value in quotes"


def _says(message: str, hint: str | None = None) -> Callable[[str, int], _Explained]:
    return lambda _character, _line: (message, hint)


_BAD_ESCAPE: Final = _says("this escape sequence is not known", "double the backslash, or use single quotes")
_BAD_NAME: Final = _says("an alias or anchor needs a name of letters and digits", "put text that begins with `*` or `&` in quotes")
_BAD_TAG: Final = _says("this tag is not valid", "put text that begins with `!` in quotes")

_EXPLANATIONS: Final[Mapping[str, Callable[[str, int], _Explained]]] = {
    "mapping values are not allowed in this context": _says("a `:` cannot stand here", _QUOTE_HINT),
    "block sequence entries are not allowed in this context": _says("a list item `- ` cannot stand here", "begin it on a line of its own"),
    "mapping keys are not allowed in this context": _says("a `? ` cannot stand here", "put text that begins with `? ` in quotes"),
    "did not find expected key": _says("a key was expected here", _INDENT_HINT),
    "did not find expected '-' indicator": lambda _, line: (f"the list that begins in line {line} does not go on here", _INDENT_HINT),
    "did not find expected ',' or ']'": _unclosed_bracket,
    "did not find expected ',' or '}'": _unclosed_bracket,
    "did not find expected node content": _says("a value was expected here", _INDENT_HINT),
    "did not find expected <document start>": _says("something stands here after the end of the value", _INDENT_HINT),
    "could not find expected ':'": _says("a `:` is missing after this key", _INDENT_HINT),
    "found unexpected end of stream": _unclosed_quote,
    "found unexpected document indicator": _unclosed_quote,
    "found unknown escape character": _BAD_ESCAPE,
    "did not find expected hexdecimal number": _BAD_ESCAPE,
    "found invalid Unicode character escape code": _BAD_ESCAPE,
    "found character that cannot start any token": _cannot_begin,
    "did not find expected alphabetic or numeric character": _BAD_NAME,
    "found undefined tag handle": _BAD_TAG,
    "did not find expected whitespace or line break": _BAD_TAG,
    "did not find expected comment or line break": _says(
        "only a line break can follow `|` or `>` here", "put text that begins with `|` or `>` in quotes"
    ),
    "found a tab character where an indentation space is expected": _says("a tab is used for indentation", "use spaces"),
    "found a tab character that violates indentation": _says("a tab is used for indentation", "use spaces"),
}

_AT_OPENING: Final = frozenset(
    {
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "could not find expected ':'",
        "found unexpected end of stream",
        "found unexpected document indicator",
    }
)
