"""Turn names into words that can stand in a file name, a link and an anchor."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

MAX_LENGTH: Final = 80
"""The longest slug, in characters."""

_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHERS = re.compile(r"[^a-z0-9]+")
_RESERVED: Final = frozenset({"index"})


def slug(text: str) -> str:
    """Return the slug of a name: ``a-z``, ``0-9`` and single hyphens, at most ``MAX_LENGTH`` characters.

    Accents are dropped and letters lowered, so ``Åsa`` and ``ASA`` share one. Where letters or digits are lost or cut off, or nothing
    or a reserved word would be left, the first eight hexadecimal digits of the SHA-256 of the name follow.
    """
    if len(text) <= MAX_LENGTH and _PLAIN.fullmatch(text) and text not in _RESERVED:
        return text
    letters = unicodedata.normalize("NFKD", text).lower()
    word = _OTHERS.sub("-", "".join(c for c in letters if not unicodedata.combining(c))).strip("-")
    if word and not _loses_letters(letters) and len(word) <= MAX_LENGTH and word not in _RESERVED:
        return word
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{word[: MAX_LENGTH - 9].strip('-')}-{digest}".lstrip("-")


def _loses_letters(letters: str) -> bool:
    return any(not c.isascii() and unicodedata.category(c)[0] in "LN" for c in letters)
