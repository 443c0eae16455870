"""Tell whether a text names a neighbour, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_APART: Final = re.compile(r"[\W_]+")
_LETTERS: Final = 4
"""A name of so many letters or digits is found inside a longer word too."""


class Tact:
    """Know the names that must not be read anywhere.

    ``own`` are names that the recipient has itself, and may. What it is ``called`` stands in the dossier anyway, and so does every name
    that is a part of that.
    """

    def __init__(self, names: Iterable[str], *, own: Iterable[str], called: Iterable[str]) -> None:
        spared, there = {_words(name) for name in own}, [f" {_words(name)} " for name in called]
        phrases = {_words(name) for name in names} - spared - {""}
        self._phrases = frozenset(phrase for phrase in phrases if not any(f" {phrase} " in name for name in there))
        self._dense = tuple(sorted(d for d in (phrase.replace(" ", "") for phrase in self._phrases) if len(d) >= _LETTERS))

    def names(self, text: str) -> bool:
        """Tell whether a text has one of the names in it: as words, or run together with others."""
        words = f" {_words(text)} "
        if any(f" {phrase} " in words for phrase in self._phrases):
            return True
        dense = words.replace(" ", "")
        return any(name in dense for name in self._dense)

    def names_outright(self, text: str) -> bool:
        """Tell whether prose has one of the names in it that is no word of prose: one of several words, or with a digit."""
        words = f" {_words(text)} "
        telling = (phrase for phrase in self._phrases if " " in phrase or any(c.isdigit() for c in phrase))
        return any(f" {phrase} " in words for phrase in telling)


def _words(text: str) -> str:
    """Return the words of a text in small letters, one space between two."""
    return _APART.sub(" ", text).strip().casefold()
