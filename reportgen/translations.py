"""The translations that are shipped: gettext catalogues (``.po``) by language, read once when a language is first asked for.

``locale/LANGUAGE/ROOM.po`` holds the sentences of one room of the code: ``judgement`` of what judges, ``report`` of what lays the report
out, and so on (``tools/translations.py`` says which). ``make translations`` keeps them in step with the code.
"""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from reportgen.language import ENGLISH, Language

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
    everything = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string:
                    everything[message.id] = message
    binary = BytesIO()
    write_mo(binary, everything)
    binary.seek(0)
    return Language(code=code, translations=gettext.GNUTranslations(binary))
