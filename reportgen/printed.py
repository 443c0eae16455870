"""Read the words off the pages of a PDF of ours: what a reader sees, in the order in which it was drawn.

It reads what reportgen draws, text in fonts with a table of their characters, and no more: a page that holds anything else is one that
cannot be read.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pikepdf

from reportgen.enclosures import BROKEN, MAX_STRUCTURE, unpacked

MAX_PAGES: Final = 20_000
MAX_CHARACTERS: Final = 64 * 1024 * 1024

_ENTRY: Final = re.compile(rb"<([0-9a-fA-F]{1,8})>\s*<([0-9a-fA-F]{0,64})>")
_DRAWN: Final = "BT Tf Tm Td TD T* Tj TJ ' \" BDC BMC EMC ET"

Font = Mapping[int, str]


class UnreadableError(ValueError):
    """Say why the words of a document cannot be read."""


def pages(document: bytes) -> list[str]:
    """Return the text of each page, a line feed after each piece that was drawn in one go.

    Raises:
        UnreadableError: the document is broken, or holds more than any of ours.
    """
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False, suppress_warnings=True) as pdf:
            return list(_pages(pdf))
    except UnreadableError:
        raise
    except BROKEN as error:
        raise UnreadableError("its pages are broken") from error


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    if len(pdf.pages) > MAX_PAGES:
        raise UnreadableError("it has too many pages")
    fonts: dict[tuple[int, int], Font] = {}
    left = MAX_CHARACTERS
    for page in pdf.pages:
        text = _page(page, fonts, left)
        left -= len(text)
        yield text


def page_digests(document: bytes) -> list[str]:
    """Return the SHA-256 of what each page draws, as a manifest lists them; raises as ``pages``."""
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False, suppress_warnings=True) as pdf:
            return [hashlib.sha256(unpacked(page.obj.Contents, MAX_STRUCTURE)).hexdigest() for page in pdf.pages]
    except BROKEN as error:
        raise UnreadableError("its pages are broken") from error


def _page(page: Any, fonts: dict[tuple[int, int], Font], left: int) -> str:
    pieces: list[str] = []
    font: Font = {}
    for instruction in pikepdf.parse_content_stream(page, _DRAWN):
        operands, operator = instruction.operands, instruction.operator
        name = str(operator)
        if name == "Tf":
            font = _font(page.Resources.Font[str(operands[0])], fonts)
        elif name == "TJ":
            shown = "".join(_shown(font, bytes(part)) for part in operands[0] if isinstance(part, pikepdf.String))
            pieces.append(shown)
        elif name in ("Tj", "'", '"'):
            pieces.append(_shown(font, bytes(operands[-1])))
        elif name == "ET":
            pieces.append("\n")
        left -= len(pieces[-1]) if pieces else 0
        if left < 0:
            raise UnreadableError("it has too many characters")
    return "".join(pieces)


def _shown(font: Font, codes: bytes) -> str:
    return "".join(font.get(int.from_bytes(codes[i : i + 2]), "\N{REPLACEMENT CHARACTER}") for i in range(0, len(codes), 2))


def _font(font: Any, known: dict[tuple[int, int], Font]) -> Font:
    """Return the characters of a font by their codes."""
    if font.objgen not in known:
        table = unpacked(font.ToUnicode, MAX_STRUCTURE)
        known[font.objgen] = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in _entries(table)}
    return known[font.objgen]


def _entries(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    for entry in _ENTRY.finditer(table):
        yield entry[1], entry[2]
