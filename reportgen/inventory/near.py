"""Find the names that a misspelt one may have meant, at a cost that does not grow with the number of names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

_CANDIDATES: Final = 60
_LISTED: Final = 8
_SHORTEST_BEGINNING: Final = 3


def any_of(names: Iterable[str]) -> str:
    """Return the names as a sentence lists them: each in backticks, commas between."""
    return ", ".join(f"`{name}`" for name in names)


def did_you_mean(word: str, names: Iterable[str], *, most: int = 3) -> str | None:
    """Return a question with the nearest of a few names, those that the word begins first; None = none is near."""
    known = list(names)
    begun = [name for name in known if len(word) >= _SHORTEST_BEGINNING and name.startswith(word)]
    near = list(dict.fromkeys((*begun, *difflib.get_close_matches(word, known, n=most))))[:most]
    return f"did you mean {any_of(near)}?" if near else None


class Names:
    """Hold the names that are declared of one kind, in their order, and suggest some for a name that is not among them.

    ``complete`` False tells that some could not be read, so that a missing one proves nothing.
    """

    def __init__(self, names: Iterable[str], *, complete: bool = True) -> None:
        self._names = dict.fromkeys(names)
        self.complete = complete
        self.hint = cache(self._hint)
        self._by_part: dict[str, list[str]] | None = None

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def lack(self, name: str) -> bool:
        """Tell whether the name is certainly not declared."""
        return self.complete and name not in self._names

    def _hint(self, word: str) -> str | None:
        """Return "did you mean …?", else all the names where they are few, else None."""
        found = did_you_mean(word, self._candidates(word))
        if found or not 0 < len(self._names) <= _LISTED:
            return found or (None if self._names else "none is declared")
        return f"declared: {any_of(self._names)}"

    def _candidates(self, word: str) -> Iterable[str]:
        """Return all names where they are few; else those that share the rarest parts of three letters with the word."""
        if len(self._names) <= _CANDIDATES:
            return self._names
        if self._by_part is None:
            self._by_part = {}
            for name in self._names:
                for part in _parts(name):
                    self._by_part.setdefault(part, []).append(name)
        sharing = sorted((self._by_part.get(part, []) for part in _parts(word)), key=len)
        found: dict[str, None] = {}
        for names in sharing:
            found.update(dict.fromkeys(names[: _CANDIDATES - len(found)]))
        return found


def _parts(text: str) -> dict[str, None]:
    padded = f"^{text}$"
    return dict.fromkeys(padded[i : i + 3] for i in range(len(padded) - 2))
