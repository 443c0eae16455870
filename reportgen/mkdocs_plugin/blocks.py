"""Find the parts of the report that a page asks for: fenced blocks of ``reportgen``, and ``{{ reportgen.matrix("shop") }}``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*?)[ \t]*$")
_LINE: Final = re.compile(r"^(?P<kind>[A-Za-z][\w-]*)\s*:\s*(?P<name>\S.*?)\s*$")
_CALL: Final = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|\{\{\s*reportgen\.(?P<kind>\w+)\(\s*(?P<quote>[\"'])(?P<name>[^\"'\n]*)(?P=quote)\s*\)\s*\}\}"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a page asks for, and the line of the text on which it does, counted from 1."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Misspelt:
    """Hold a line of a block that asks for nothing."""

    text: str
    line: int


Answer = Callable[[Asked | Misspelt], str]
"""Return the Markdown that stands in for what was asked for."""


def replaced(markdown: str, answer: Answer) -> str:
    """Return a page with what it asks for. Inside other blocks of code, and in spans of code, nothing is asked for."""
    lines, done, number = markdown.split("\n"), [], 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if opening is None:
            done.append(_called(lines[number], number + 1, answer))
            number += 1
            continue
        end = _end(lines, number, opening["fence"])
        if opening["info"] == "reportgen":
            answers = _block(lines[number + 1 : end], number + 2, answer)
            done += _indented("\n\n".join(answers), opening["indent"])
        else:
            done += lines[number : end + 1]
        number = end + 1
    return "\n".join(done)


def _end(lines: list[str], start: int, fence: str) -> int:
    """Return the line on which a block closes: a fence of the same kind, at least as long, with nothing after it."""
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((i for i in range(start + 1, len(lines)) if closing.match(lines[i])), len(lines))


def _block(lines: list[str], first: int, answer: Answer) -> list[str]:
    """Return the answers of a block: one for each line that is not empty; a block without any is misspelt."""
    told = [(line.strip(" \t>"), first + i) for i, line in enumerate(lines)]
    found = [answer(_asked(line, number)) for line, number in told if line]
    return found or [answer(Misspelt("", first - 1))]


def _asked(line: str, number: int) -> Asked | Misspelt:
    found = _LINE.match(line)
    return Asked(found["kind"], found["name"].strip("\"'"), number) if found else Misspelt(line, number)


def _indented(text: str, indent: str) -> list[str]:
    """Return lines in the place of a block: blank lines around them, each as far in as the block was."""
    return [f"{indent}{line}".rstrip(" ") for line in ("", *text.split("\n"), "")]


def _called(line: str, number: int, answer: Answer) -> str:
    if "reportgen." not in line or "{{" not in line:
        return line
    indent = re.match(r"[ \t>]*", line)
    if line.startswith(("    ", "\t")) and not line.strip().startswith("{{"):
        return line

    def stand_in(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        words = answer(Asked(found["kind"].replace("_", "-"), found["name"], number))
        return "\n".join(_indented(words, indent[0] if indent else ""))

    return _CALL.sub(stand_in, line)
