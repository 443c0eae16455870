"""Recognise a requirement in the words that people tag their pages with: our ids, or a standard's name with a clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias

from reportgen.regulation import Catalog, Framework, Requirement

_TOKEN: Final = re.compile(r"§|[^\W\d_]+|\d+")
_VERSION: Final = re.compile(r"\bv(?=\d)")
_SAME: Final = {"§": "s", "§§": "s", "article": "art", "section": "s", "sec": "s", "rev": "r", "revision": "r", "annexe": "annex"}
_IDLE: Final = ("sp", "no")
_JOINT: Final = re.compile(r"\biso\s*/\s*iec\b")
_GENERIC: Final = frozenset(["belgium", "directive", "eu", "regulation"])
_CLAUSE_WORDS: Final = ("annex",)
_HABITS: Final = {
    "bsi-it-gs-2023": ("BSI IT-Grundschutz", "IT-Grundschutz"),
    "cis-controls-8.1": ("CIS Controls",),
    "cis-k8s": ("CIS Kubernetes",),
    "csa-ccm-4": ("CSA CCM",),
    "es-ens": ("ENS",),
    "fda-21cfr11": ("21 CFR",),
    "fr-secnumcloud": ("SecNumCloud",),
    "hipaa-security": ("HIPAA",),
}
"""What people call a framework whose id and title do not show it."""

_ACRONYM: Final = re.compile(r"\(([A-Z][\w ]*)\)")
_DESIGNATION: Final = re.compile(r"^.*?\d[\d:./-]*")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_NEAR: Final = 0.86
"""How alike two texts are of which one is taken for a misspelling of the other; single letters and digits apart."""

Tokens: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """Say that a tag names a framework that is known and a clause of it that the catalogue does not hold."""

    framework: Framework
    clause: str


@dataclass(frozen=True, slots=True)
class Misread:
    """Say that a tag is meant for a requirement and names none; ``hint`` says which may be meant."""

    message: str
    hint: str | None


Reading: TypeAlias = Requirement | Outside | Misread | None


class Clauses:
    """Read tags by one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._ids = catalog.requirement_by_id
        self._frameworks = catalog.framework_by_id
        self._names = sorted(
            ((tokens, framework) for framework in catalog.frameworks for tokens in _names(framework)),
            key=lambda item: (-len(item[0]), item[1].id),
        )

    def read(self, tag: str) -> Reading:
        """Return what a tag means; None = it is an ordinary tag, which has nothing to do with us.

        An edition may be left out where only one edition has the clause. What fits more than one requirement is never guessed.
        """
        found = self._ids.get(tag.strip().lower())
        if found is not None:
            return found
        tokens = _tokens(tag)
        candidates = [(framework, tokens[len(name) :]) for name, framework in self._names if tokens[: len(name)] == name]
        matches = {r.id: r for framework, rest in candidates for r in framework.requirements if rest in _spelt(r)}
        if len(matches) == 1:
            return next(iter(matches.values()))
        if matches:
            return Misread("names more than one requirement", f"write {' or '.join(sorted(matches))}")
        return self._unmatched(tag, candidates)

    def _unmatched(self, tag: str, candidates: list[tuple[Framework, Tokens]]) -> Reading:
        head, slash, _ = tag.strip().lower().partition("/")
        if slash and head not in self._frameworks and _near(head, self._frameworks):
            return Misread("names no framework", _near(tag.lower(), self._ids) or _near(head, self._frameworks))
        if slash and head in self._frameworks:
            return Misread(f"names no requirement of {head}", _near(tag.lower(), [r.id for r in self._frameworks[head].requirements]))
        if not candidates:
            near = _near(tag.lower(), self._ids) or self._near_habit(tag)
            return Misread("names no requirement", near) if near else None
        framework, rest = candidates[0]
        if not _is_clause(rest):
            return None
        near_ones = dict.fromkeys(r.id for f, left in candidates for r in f.requirements if any(_alike(left, s) for s in _spelt(r)))
        if near_ones:
            return Misread("names no requirement", f"did you mean {' or '.join(near_ones)}?")
        return Outside(framework, tag.strip())

    def _near_habit(self, tag: str) -> str | None:
        """Return the requirements that a standard's misspelt name with a clause may mean."""
        tokens = _tokens(tag)
        if not any(token.isdigit() for token in tokens):
            return None
        known: dict[str, str] = {}
        for name, framework in self._names:
            for requirement in framework.requirements:
                for spelt in _spelt(requirement):
                    known.setdefault(" ".join((*name, *spelt)), requirement.id)
        near = get_close_matches(" ".join(tokens), known, n=3, cutoff=_NEAR)
        return f"did you mean {' or '.join(dict.fromkeys(known[words] for words in near))}?" if near else None


def _near(word: str, words: Iterable[str]) -> str | None:
    near = get_close_matches(word, list(words), n=3, cutoff=_NEAR)
    return f"did you mean {' or '.join(near)}?" if near else None


def _is_clause(rest: Tokens) -> bool:
    """Tell whether what follows a framework's name looks like a clause, not like a word."""
    return bool(rest) and any(map(str.isdigit, rest)) and (rest[0].isdigit() or len(rest[0]) <= 3 or rest[0] in _CLAUSE_WORDS)


def _alike(rest: Tokens, spelt: Tokens) -> bool:
    """Tell whether a clause has the digits of another one under other letters, or follows what is no edition of its framework."""
    digits = [token for token in spelt if token.isdigit()]
    return bool(digits) and (rest[-len(spelt) :] == spelt or [token for token in rest if token.isdigit()] == digits)


def _tokens(text: str) -> Tokens:
    words = (_SAME.get(word, word) for word in _TOKEN.findall(_VERSION.sub("", _JOINT.sub("iso", text.casefold()))))
    return tuple(word for word in words if word not in _IDLE)


def _names(framework: Framework) -> set[Tokens]:
    """Return what a framework is called: by its id, by the beginning of its title, by its acronym, each also without the edition."""
    title = framework.title
    spellings = {*_HABITS.get(framework.id, ()), framework.id, title, re.split(r"[(,]", title, maxsplit=1)[0], *_ACRONYM.findall(title)}
    designation = _DESIGNATION.match(title)
    if designation:
        spellings.add(designation[0])
    full = {tokens for tokens in map(_tokens, spellings) if tokens}
    every = {*full, *map(_without_edition, full)}
    return {tokens for tokens in every if not all(token.isdigit() or token in _GENERIC for token in tokens)}


def _without_edition(tokens: Tokens) -> Tokens:
    if len(tokens) > 1 and _YEAR.fullmatch(tokens[-1]):
        return tokens[:-1]
    if len(tokens) > 2 and tokens[-2] == "r":
        return tokens[:-2]
    return tokens


def _spelt(requirement: Requirement) -> Iterator[Tokens]:
    """Yield the ways to write a clause: as its framework does, and as its id does."""
    yield _tokens(requirement.clause)
    yield _tokens(requirement.id.partition("/")[2])
