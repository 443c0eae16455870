"""Pseudonyms: short readable words in the place of names, the same for one recipient from release to release.

A pseudonym is an HMAC-SHA-256 of the name: without the salt nobody can tell by trying names, and for another recipient it is another one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from typing import Final

LEAST_SALT: Final = 32
"""The fewest bytes of a salt."""

_LETTERS: Final = "23456789bcdfghjkmnpqrstvwxz"
"""No vowel and nothing that reads like another: no pseudonym spells a word."""

_SHORTEST: Final = 6


def recipient_key(salt: bytes, recipient: str) -> bytes:
    """Return the key of one recipient's pseudonyms."""
    return hmac.digest(salt, recipient.encode(), hashlib.sha256)


def pseudonyms(key: bytes, kind: str, names: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """Return a pseudonym for each name, all different and none of those that are ``taken``.

    ``kind`` begins each, and keeps equal names of different kinds apart. One that is taken grows by a letter, in an order that names have
    no part in.
    """
    used = set(taken)
    found: dict[str, str] = {}
    for letters, name in sorted((_letters(key, kind, name), name) for name in set(names)):
        length = next(n for n in range(_SHORTEST, len(letters) + 1) if f"{kind}-{letters[:n]}" not in used)
        found[name] = f"{kind}-{letters[:length]}"
        used.add(found[name])
    return found


def _letters(key: bytes, kind: str, name: str) -> str:
    """Return the digest of a name in letters."""
    number = int.from_bytes(hmac.digest(key, f"{kind}\0{name}".encode(), hashlib.sha256))
    letters = []
    for _ in range(53):
        number, digit = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[digit])
    return "".join(letters)
