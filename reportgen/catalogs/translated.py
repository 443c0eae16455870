"""What the shipped catalogues say, in another language: titles, paraphrases and readings, never an id, a clause or a word of the format.

English stands in the catalogue files; the translations are data of their own (``locale/LANGUAGE/catalog.po``), so that a file and its
SHA-256 say the same in every language. What an organisation wrote itself, in a catalogue of its own, is never looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from reportgen.catalogs.requirements import NOT_SAID
from reportgen.regulation import Catalog, Framework, Requirement
from reportgen.terms import CalendarRule, Terms, TermsVersion

Say = Callable[[str], str]
"""Return a text in the other language; the text itself where there is no translation."""


def texts(catalog: Catalog, terms: Mapping[str, Terms]) -> Iterator[str]:
    """Yield every text that ``said`` and ``terms_said`` look up, some of them more than once."""
    found: list[str] = [NOT_SAID]

    def remember(text: str) -> str:
        found.append(text)
        return text

    said(catalog, remember)
    for known in terms.values():
        terms_said(known, remember)
    yield from (text for text in found if text)


def said(catalog: Catalog, say: Say) -> Catalog:
    """Return the catalogue with the texts of the shipped frameworks in the other language."""
    return Catalog(frameworks=tuple(_own(f, say) if f.user_supplied else _framework(f, say) for f in catalog.frameworks))


def _own(framework: Framework, say: Say) -> Framework:
    """Leave what the organisation wrote; the one text in it that is ours is that it did not write where it verified."""
    return replace(
        framework, requirements=tuple(_unverified(r, say) if r.verified_where == NOT_SAID else r for r in framework.requirements)
    )


def _unverified(requirement: Requirement, say: Say) -> Requirement:
    return replace(requirement, verified_where=say(NOT_SAID))


def _framework(framework: Framework, say: Say) -> Framework:
    return replace(
        framework,
        title=say(framework.title),
        applies_to=say(framework.applies_to),
        origin_of_dates=say(framework.origin_of_dates),
        notes=say(framework.notes),
        requirements=tuple(_requirement(requirement, say) for requirement in framework.requirements),
    )


def _requirement(requirement: Requirement, say: Say) -> Requirement:
    return replace(
        requirement,
        title=say(requirement.title),
        paraphrase=say(requirement.paraphrase),
        reading=say(requirement.reading),
        verified_where=say(requirement.verified_where),
    )


def terms_said(terms: Terms, say: Say) -> Terms:
    """Return shipped terms in the other language; an organisation's own as they are."""
    if terms.user_supplied:
        return terms
    return replace(
        terms,
        title=say(terms.title),
        calendar=_calendar(terms.calendar, say),
        versions=tuple(_version(version, say) for version in terms.versions),
    )


def _calendar(rule: CalendarRule, say: Say) -> CalendarRule:
    return replace(rule, definition=say(rule.definition))


def _version(version: TermsVersion, say: Say) -> TermsVersion:
    return replace(version, postponement=say(version.postponement))
