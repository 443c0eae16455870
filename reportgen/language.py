"""The report's own words in the reader's language, and days and numbers as that language writes them.

English stands in the code, as ``tr("{a} shares {what} with {b}", a=…, what=…, b=…)``. What is said in another language is looked up while
the sentence is made: ``speaking(language)`` holds for a block, in its own thread or task, and English holds outside of every block.
Names from the inventory are arguments of a sentence, never part of it. Translations are read by ``reportgen.translations``.
"""

from __future__ import annotations

import datetime as dt
import gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache, reduce
from typing import TypeVar

ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Hold a language: its code (``en``, ``sv``) and its translations of our sentences.

    ``stands_in_for`` is the code of a language that was asked for and that there are no words in; None = this is the one asked for.
    ``heard`` holds what was looked up before: a large fleet says a few hundred sentences a million times.
    """

    code: str = ENGLISH
    stands_in_for: str | None = None
    translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, compare=False, repr=False)
    heard: dict[str, str] = field(default_factory=dict, compare=False, repr=False)


_NOBODY = Language()

_SPOKEN: ContextVar[Language] = ContextVar("reportgen_language", default=_NOBODY)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Make every sentence of the block in this language."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str:
    """Return the code of the language in which sentences are made now."""
    return _SPOKEN.get().code


def lacking() -> str | None:
    """Return the code of the language that was asked for in vain; None = the language spoken is the one asked for."""
    return _SPOKEN.get().stands_in_for


def tr(sentence: str, /, **words: object) -> str:
    """Return a sentence in the spoken language, with its words filled in; the English one where there is no translation."""
    language = _SPOKEN.get()
    found = language.heard.get(sentence)
    if found is None:
        found = language.heard[sentence] = language.translations.gettext(sentence)
    return found.format(**words) if words else found


def trn(one: str, many: str, n: int, /, **words: object) -> str:
    """Return the sentence for one or for many in the spoken language; ``{n}`` in it is the number."""
    return _SPOKEN.get().translations.ngettext(one, many, n).format(n=number(n), **words)


def trc(context: str, sentence: str, /, **words: object) -> str:
    """Return a sentence in the spoken language that means different things in different contexts."""
    found = _SPOKEN.get().translations.pgettext(context, sentence)
    return found.format(**words) if words else found


def mark(sentence: str) -> str:
    """Mark a sentence of a table that is made before anybody speaks: it is translated by ``tr`` where it is used."""
    return sentence


def listing(words: Sequence[str]) -> str:
    """Return the words as a phrase: ``a``, ``a and b``, ``a, b and c``; "" for none."""
    if len(words) < 2:
        return words[0] if words else ""
    return tr("{words} and {last}", words=", ".join(words[:-1]), last=words[-1])


def alternatives(words: Sequence[str]) -> str:
    """Return the words as a choice: ``a``, ``a or b``, ``a or b or c``; "" for none."""
    return reduce(lambda first, last: tr("{first} or {last}", first=first, last=last), words) if words else ""


def markc(context: str, sentence: str) -> str:  # noqa: ARG001 - read by the extraction
    """Mark a sentence of a table that means different things in different contexts: it is translated by ``trc``."""
    return sentence


K = TypeVar("K")


class Said(Mapping[K, str]):
    """Hold marked sentences by key, each translated when it is looked up."""

    def __init__(self, sentences: Mapping[K, str]) -> None:
        self._sentences = sentences

    def __getitem__(self, key: K) -> str:
        return tr(self._sentences[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)


def day(date: dt.date) -> str:
    """Return a day as the spoken language writes it in figures; English reports write ISO 8601, which no reader mistakes."""
    text = date.isoformat()[:10]
    return text if spoken() == ENGLISH else _day(text, spoken())


def own_name(code: str) -> str:
    """Return the name that a language has for itself: "Svenska" for ``sv``."""
    from babel import Locale  # noqa: PLC0415 - imported on use, to start fast

    name = str(Locale.parse(code).get_display_name(code))
    return name[:1].upper() + name[1:]


def month(date: dt.date) -> str:
    """Return the name of a date's month in three letters or a few more, as the spoken language shortens it."""
    return _month(date.month, spoken())


def alphabetical(word: str) -> tuple[str, str]:
    """Return a sort key for a word of the spoken language; words that differ in capitals only stay apart."""
    return word.casefold().translate(_LETTERS.get(spoken(), _NO_LETTERS)), word


_NO_LETTERS: Mapping[int, str] = {}
_LETTERS: Mapping[str, Mapping[int, str]] = {
    "sv": str.maketrans({"å": "{1", "ä": "{2", "ö": "{3"}),
    "de": str.maketrans({"ä": "a", "ö": "o", "ü": "u"}),
}
"""Where the letters of a language stand that are not in the English alphabet."""


def number(value: float) -> str:
    """Return a number as the spoken language writes it, without digits in groups and with at most six decimals."""
    return str(value) if isinstance(value, int) and value >= 0 else _number(value, spoken())


def significant(value: float, digits: int) -> str:
    """Return a number rounded to so many significant digits, as the spoken language writes it."""
    return number(float(f"{value:.{digits}g}"))


# The same few days and numbers are said again and again, and a report in English needs nothing of Babel for most of them.


@lru_cache(maxsize=4096)
def _day(text: str, code: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - imported on use, to start fast

    return format_date(dt.date.fromisoformat(text), format="short" if code == "sv" else "medium", locale=code)


@cache
def _month(number: int, code: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - imported on use, to start fast

    return format_date(dt.date(2000, number, 1), format="LLL", locale=code).removesuffix(".")


@lru_cache(maxsize=4096)
def _number(value: float, code: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - imported on use, to start fast

    return format_decimal(value, format="0.######", locale=code, group_separator=False)
