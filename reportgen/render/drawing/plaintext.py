"""Inventory text on its way into a drawing: one line, valid XML, and in the right order on paper."""

from __future__ import annotations

import re
import unicodedata
from html import escape as html_escape
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Controls that reorder what follows: with them a name could rewrite the words around it.
_SPACE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """Return the text on one line; characters that XML forbids or that reorder their neighbours are replaced visibly."""
    safe = _REORDERING.sub(REPLACEMENT, _NOT_IN_XML.sub(REPLACEMENT, " ".join(_SPACE.split(text)).strip(" ")))
    return "".join(REPLACEMENT if unicodedata.category(c) == "Cc" else c for c in safe)


def unbroken(text: str) -> str:
    """Return a text of parts with `` · `` between them so that lines break between parts, not inside one."""
    return " · ".join(part.replace(" ", NO_BREAK) for part in text.split(" · "))


def escape(text: str) -> str:
    """Return the text as XML character data, good inside attributes too."""
    return html_escape(one_line(text), quote=True)


def visual(text: str) -> str:
    """Return the text in the order in which its letters stand on paper, left to right.

    WeasyPrint sets the text of a drawing letter by letter, from left to right, and knows nothing of right-to-left scripts there.
    Runs of such letters are turned round; the letters are not joined.
    """
    if not any(_rightwards(c) for c in text):
        return text
    clusters = _clusters(text)
    last = max(i for i, cluster in enumerate(clusters) if _turns(cluster))
    made: list[str] = []
    run: list[str] = []
    neutral: list[str] = []
    for i, cluster in enumerate(clusters):
        if _turns(cluster):
            run += [*neutral, cluster]
            neutral = []
        elif run and i < last and _between(cluster):
            neutral.append(cluster)
        else:
            made += [*reversed(run), *neutral, cluster]
            run, neutral = [], []
    return "".join([*made, *reversed(run)])


def _clusters(text: str) -> list[str]:
    made: list[str] = []
    for character in text:
        if made and unicodedata.combining(character):
            made[-1] += character
        else:
            made.append(character)
    return made


def _rightwards(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _turns(cluster: str) -> bool:
    return any(_rightwards(c) for c in cluster)


def _between(cluster: str) -> bool:
    """Tell whether it takes the direction of its neighbours: a space, a hyphen."""
    return unicodedata.bidirectional(cluster[0]) in ("WS", "ON", "CS", "ES", "ET")
