"""Text from an inventory as text in Markdown and HTML, whatever it holds.

Jinja's autoescape knows HTML only. Here everything that any common Markdown reads as markup becomes a numeric character reference, which
every one of them shows as the character itself: in a paragraph, a heading, a table, a list or the text of a link. What cannot be seen, or
would reorder what stands around it, is written out. Right-to-left text is isolated, so that it does not turn its neighbours round.
"""

from __future__ import annotations

import html as _html
import json
import re
import unicodedata
from functools import lru_cache
from typing import Final

_LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_PICTURES: Final = 0x2400
"""U+2400 begins the pictures of the control characters, in their order."""

_JOINERS: Final = "\u200c\u200d"  # needed in words and emoji, and harmless

_UNBARED = re.compile(
    r"""[!"#$%&'()*+/<=>?@\[\\\]^_`{|}~]"""
    r"|(?<![0-9A-Za-z])-|-(?![0-9A-Za-z])"  # a hyphen inside a word stays as it is: most names have one
    r"|(?<![A-Za-z])\.(?![0-9A-Za-z])|(?<![0-9A-Za-z])\."  # "1." would begin a list, "..." become an ellipsis
    r"|(?<![0-9A-Za-z]):|:(?! )"
    r"|^ +| +$|(?<= ) +|[^\S ]"  # indentation would make a block of code
)


def visible(text: str) -> str:
    r"""Return the text on one line, with every character visible.

    Line breaks become ``␤`` and other control characters their pictures, a text of nothing but spaces ``␠``; characters without a face
    of their own (those that reorder text, invisible ones, lone surrogates, private ones) are written as ``\u202e``.
    """
    line = _LINE_BREAKS.sub("␤", text)
    if not line.strip():
        return "".join(_blank(_face(c)) for c in line)
    return line if line.isascii() and line.isprintable() else "".join(map(_face, line))


def _face(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    code, category = ord(character), unicodedata.category(character)
    if category == "Cc":
        return "␡" if code == 0x7F else chr(_PICTURES + code) if code < 0x20 else _written(code)
    if category == "Zs" or (category == "Cn" and not _never_a_character(code)):
        return character
    return _written(code)


def _blank(face: str) -> str:
    return "␠" if face == " " else _written(ord(face)) if face.isspace() else face


def _written(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _never_a_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def text(raw: object) -> str:
    """Return plain text as Markdown that shows it, good in a paragraph, heading, table cell, list item or link text."""
    return _text(str(raw))


@lru_cache(maxsize=1 << 14)
def _text(raw: str) -> str:
    shown = visible(raw)
    return _isolated(shown, _UNBARED.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), shown))


def html(raw: object) -> str:
    """Return plain text as the content of an HTML element."""
    return _html_text(str(raw))


@lru_cache(maxsize=1 << 14)
def _html_text(raw: str) -> str:
    shown = visible(raw)
    return _isolated(shown, _html.escape(shown))


def attribute(raw: object) -> str:
    """Return plain text as the value of an HTML attribute in double quotes; braces are escaped for Markdown's attribute lists."""
    return _html.escape(visible(str(raw))).replace("{", "&#123;").replace("}", "&#125;")


def front(raw: object) -> str:
    """Return plain text as a quoted value in front matter, escaped for the page's head, into which themes copy it as it is."""
    return json.dumps(_html.escape(visible(str(raw))), ensure_ascii=False)


def fenced(raw: object) -> str:
    """Return text as a fenced block that shows it line by line, as it is: for what the reader copies."""
    lines = [visible(line) if line.strip(" ") else "" for line in str(raw).split("\n")]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *lines, fence])


def _isolated(shown: str, escaped: str) -> str:
    return f"<bdi>{escaped}</bdi>" if not shown.isascii() and any(map(_rightwards, shown)) else escaped


def _rightwards(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL", "AN")
