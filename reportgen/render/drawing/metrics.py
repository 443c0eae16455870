"""How wide a text is, and where it breaks: an estimate that holds for the usual sans-serif faces.

A drawing cannot ask the browser, so widths are those of Noto Sans (version 2.15), with a reserve for wider faces.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

RESERVE: Final = 1.07
BOLD: Final = 1.10

_GROUPS: Final = {
    0.27: "\N{NO-BREAK SPACE}'ijl J!,.:;`|",
    0.34: "()-[]ft/\\{}I",
    0.42: 'r"?_',
    0.50: "zcsvykxFL*·",
    0.58: "aeETYZ$+<=>^~0123456789Xo",
    0.64: "bdgpqhnuPVKRCABS#",
    0.80: "DGUHNOQ&w%",
    0.94: "mMW@…—",
}
_WIDTHS: Final = {character: width for width, characters in _GROUPS.items() for character in characters}
_BREAKS: Final = re.compile(r"(?<=[-_./:@])|(?<= )")
ELLIPSIS: Final = "…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in the units of ``size``."""
    return sum(_advance(character) for character in text) * size * RESERVE * (BOLD if bold else 1.0)


def _advance(character: str) -> float:
    width = _WIDTHS.get(character)
    if width is not None:
        return width
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.70


def shorten(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``width``."""
    if width_of(text, size, bold=bold) <= width:
        return text
    kept = _fitting(text, size, width - width_of(ELLIPSIS, size, bold=bold), bold=bold)
    return text[:kept].rstrip() + ELLIPSIS


def _fitting(text: str, size: float, width: float, *, bold: bool) -> int:
    """Return how many of the first characters fit, at least one."""
    room = width / (size * RESERVE * (BOLD if bold else 1.0))
    for count, character in enumerate(text):
        room -= _advance(character)
        if room < 0:
            return max(count, 1)
    return len(text)


def wrap(text: str, size: float, width: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return the text in at most ``lines`` lines of at most ``width``, broken after spaces and hyphens; the last one is shortened.

    A separator `` · `` at which a line breaks is left out.
    """
    left = text
    made: list[str] = []
    while left and len(made) < lines - 1 and width_of(left, size, bold=bold) > width:
        head = _first_line(left, size, width, bold=bold)
        made.append(head.rstrip().removesuffix(" ·"))
        left = left[len(head) :].lstrip()
    if left or not made:
        made.append(shorten(left, size, width, bold=bold))
    return tuple(made)


def _first_line(text: str, size: float, width: float, *, bold: bool) -> str:
    line = ""
    for piece in _BREAKS.split(text):
        if width_of((line + piece).rstrip(), size, bold=bold) > width:
            break
        line += piece
    return line or text[: _fitting(text, size, width, bold=bold)]
