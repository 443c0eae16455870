"""Typed reading of one mapping of a catalogue file: what is wrong is collected with its place, never raised."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from reportgen.errors import Location, Origin, Problem
from reportgen.source import LocatedList, LocatedMap

Kind = Literal[
    "framework", "requirement", "override", "successor", "verification", "catalogue file", "parameter",
    "terms file", "calendar", "version", "postponement", "class rule",
]  # fmt: skip


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a hint with the known words that are near to the word, nearest first; None = none is."""
    near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(f'`{match}`' for match in near)}?" if near else None


def one_of(known: Iterable[str]) -> str:
    """Return a hint that lists the known words in their order."""
    return f"one of {', '.join(known)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Read the fields of one mapping.

    Every method returns a value of its type whatever the file says; what it had to make up is in ``problems``, so that nothing read
    while there are problems may be used. A key without a value counts as left out.
    """

    node: LocatedMap
    kind: Kind
    problems: list[Problem]

    def complain(self, place: Location, message: str, hint: str | None = None) -> None:
        """Add a problem."""
        self.problems.append(Problem(place, message, hint))

    def origin(self) -> Origin:
        """Return where the entry and its fields are written."""
        return Origin(self.node.file, self.node.line, self.node.column, self.node.values_at)

    def refuse_unknown_keys(self, known: Collection[str]) -> None:
        """Complain of every key that is not known."""
        for key in self.node:
            if key not in known:
                message = f"unknown key `{key}` in this {self.kind}"
                self.complain(self.node.key_at(key), message, did_you_mean(key, known) or one_of(known))

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text of a field; without a default it has to be there and to say something."""
        value = self.node.get(key)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        if value is None or isinstance(value, str):
            if default is None:
                self.complain(self.node.at(key), f"this {self.kind} needs `{key}`")
        else:
            plain = isinstance(value, int | float)
            self.complain(self.node.at(key), f"`{key}` must be text", "put it in quotes" if plain else None)
        return default or ""

    def word(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return a field that must be one of the known words; "" where it has no default and is wrong."""
        value = self.node.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.complain(self.node.location(), f"this {self.kind} needs `{key}`", one_of(known))
        elif isinstance(value, str) and value in known:
            return value
        else:
            self._refuse_word(self.node.at(key), key, value, known)
        return default or ""

    def words(self, key: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of words, each of them known (None = any text) and given once; left out = empty."""
        value = self.node.get(key)
        if value is None:
            return ()
        if not isinstance(value, LocatedList):
            self.complain(self.node.at(key), f"`{key}` must be a list", "write [a, b]")
            return ()
        found: dict[str, None] = {}
        for index, item in enumerate(value):
            if not isinstance(item, str) or (known is not None and item not in known):
                self._refuse_word(value.at(index), key, item, known)
            elif item in found:
                self.complain(value.at(index), f"`{item}` is given twice in `{key}`")
            else:
                found[item] = None
        return tuple(found)

    def flag(self, key: str) -> bool:
        """Return a field that is true or false; left out = false."""
        value = self.node.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.complain(self.node.at(key), f"`{key}` must be true or false")
        return False

    def entry(self, key: str, kind: Kind) -> Entry | None:
        """Return a field that is a mapping; None = left out, or something else (and that is a problem)."""
        value = self.node.get(key)
        if isinstance(value, LocatedMap):
            return Entry(node=value, kind=kind, problems=self.problems)
        if value is not None:
            self.complain(self.node.at(key), f"`{key}` must be a mapping")
        return None

    def entries(self, key: str, kind: Kind) -> Iterator[Entry]:
        """Yield the mappings of a field that is a list of them."""
        value = self.node.get(key)
        if value is None:
            return
        if not isinstance(value, LocatedList):
            self.complain(self.node.at(key), f"`{key}` must be a list")
            return
        for index, item in enumerate(value):
            if isinstance(item, LocatedMap):
                yield Entry(node=item, kind=kind, problems=self.problems)
            else:
                self.complain(value.at(index), f"every item of `{key}` must be a mapping")

    def _refuse_word(self, place: Location, key: str, value: object, known: Collection[str] | None) -> None:
        if isinstance(value, str) and known is not None:
            self.complain(place, f"`{value}` is not a word for `{key}`", did_you_mean(value, known) or one_of(known))
        else:
            self.complain(place, f"`{key}` takes words only", one_of(known) if known is not None else "put it in quotes")
