"""A language that nobody speaks: every sentence of ours in wide letters between ⟦ and ⟧, so that text which is not translated shows.

``with speaking(PSEUDO):`` makes everything in it; ``plain_words(text, known)`` then returns the words that no translation went through.
It knows what may stay as it is: names of the inventory, ids, clauses, paths of fields, words of the format.
"""

from __future__ import annotations

import gettext
import json
import re
import string
from collections.abc import Iterable, Iterator

from reportgen.findings import Assessment
from reportgen.language import Language
from reportgen.pipeline import snapshot_bytes
from reportgen.rules import facts

_WIDE = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in string.ascii_letters})
_FIELD_PATH = re.compile(r"(?:[a-z_]+\[[^\]]*\]\.?)+[\w.]*")
_WORD = re.compile(r"[A-Za-z][\w.:@/+-]*[\w]")
_FIELDS = frozenset({"provider.plan", "provider.terms_of_service", "provider.terms_version", "updates", "report.patch_deadline_days"})


def wide(text: str) -> str:
    """Return a text without placeholders as the pseudo-language says it; the empty text stays empty."""
    return f"⟦{text.translate(_WIDE)}⟧" if text else ""


def _said(sentence: str) -> str:
    parts = []
    for literal, name, spec, conversion in string.Formatter().parse(sentence):
        parts.append(literal.replace("{", "{{").replace("}", "}}").translate(_WIDE))
        if name is not None:
            parts.append("{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}")
    return f"⟦{''.join(parts)}⟧"


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return _said(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _said(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002  (the name of the overridden parameter)
        return _said(message)


PSEUDO = Language(code="sv", translations=_Pseudo())
"""Days and numbers are those of Swedish."""


def known_words(assessment: Assessment) -> frozenset[str]:
    """Return what a translated report may say as it stands: every value and key of the inventory, every id, clause, code and version."""
    found = {*_FIELDS, *facts.MANDATORY_FIELDS, *(update.id for update in assessment.inventory.updates or ())}
    found |= {row.subject for row in assessment.ledger} | {finding.subject for finding in assessment.findings}
    for text in _texts(json.loads(snapshot_bytes(assessment))["inventory"]):
        found |= {text} if any(letter.isspace() for letter in text) else {text, *_WORD.findall(text)}
    for framework in assessment.catalog.frameworks:
        found |= {framework.id, framework.status}
    for requirement in assessment.requirements.values():
        found |= {requirement.id, requirement.clause, *requirement.protection_needs}
        if requirement.override:
            found |= {requirement.override.changes, requirement.override.file, requirement.override.reason}
    for terms in filter(None, [assessment.terms]):
        found |= {*terms.plans, *terms.platform_services, terms.calendar.zone}
        for version in terms.versions:
            found |= {version.version, version.clause or "", version.postponement_clause or "", *(r.update_class for r in version.classes)}
    return frozenset(str(word) for word in found if word)


def _texts(data: object) -> Iterator[str]:
    """Yield every key and every text of JSON data."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    elif isinstance(data, str):
        yield data


def plain_words(text: str, known: Iterable[str]) -> list[str]:
    """Return the words of a text that are in nobody's wide letters and not known."""
    known = frozenset(known)
    for phrase in sorted((word for word in known if " " in word and word in text), key=len, reverse=True):
        text = text.replace(phrase, "")
    words = _WORD.findall(_FIELD_PATH.sub("", text))
    return [word for word in words if word not in known and not any(part in known for part in (word.rstrip(".:"), word.split("/")[0]))]
