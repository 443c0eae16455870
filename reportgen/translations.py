"""The translations that are shipped: gettext catalogues (``.po``) by language, read once when a language is first asked for.

``locale/LANGUAGE/ROOM.po`` holds the sentences of one room of the code: ``judgement`` of what judges, ``report`` of what lays the
report out, and so on (``tools/translations.py`` says which); ``catalog`` holds what the shipped frameworks and terms say. ``make
translations`` keeps them in step with the code and the catalogues.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from reportgen.language import ENGLISH, Language

CATALOGUE = "catalog"
"""The room of what the shipped catalogues say, read apart from the sentences of the code: the two have nothing in common."""

LOCALE = Path(__file__).resolve().parent / "locale"


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that a report can be written in, English first."""
    return (ENGLISH, *sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))


@cache
def language(code: str) -> Language:
    """Return a language by its code; English for one that there is not."""
    if code not in languages():
        return Language(stands_in_for=code)
    if code == ENGLISH:
        return Language()
    return Language(code=code, translations=_read(code, [room for room in _rooms(code) if room != CATALOGUE]))


@cache
def catalogue(code: str) -> Callable[[str], str]:
    """Return what translates the texts of the shipped catalogues; a text without a translation stays English."""
    if code == ENGLISH or CATALOGUE not in _rooms(code):
        return str
    translations = _read(code, [CATALOGUE])
    # gettext answers the empty text with the head of the file.
    return lambda text: text and translations.gettext(text)


def _rooms(code: str) -> list[str]:
    return sorted(path.stem for path in (LOCALE / code).glob("*.po"))


def _read(code: str, rooms: Iterable[str]) -> gettext.GNUTranslations:
    everything = Catalog(locale=code)
    for room in rooms:
        with (LOCALE / code / f"{room}.po").open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string:
                    everything[message.id] = message
    binary = BytesIO()
    write_mo(binary, everything)
    binary.seek(0)
    return gettext.GNUTranslations(binary)
