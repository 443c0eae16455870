"""Check that the frameworks, baselines, requirements, checks and terms that an inventory names are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from reportgen.errors import Location, Problem
from reportgen.inventory.near import Names, any_of, did_you_mean
from reportgen.inventory.tree import entries, mapping, text, texts
from reportgen.inventory.words import shown
from reportgen.model import NO_TERMS
from reportgen.regulation import Catalog, Requirement
from reportgen.source import LocatedList, LocatedMap

_IMPLIED_BY_MINIMUM = "isolation_level"
_PLATFORM_UPDATE = "platform_update_level"


def check_catalog_references(root: LocatedMap, catalog: Catalog, terms_ids: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for every id that neither the shipped catalogue and terms nor the user's own know."""
    yield from _frameworks(root, catalog)
    provider = mapping(root, "provider")
    terms = text(provider, "terms_of_service") if provider else None
    if provider is not None and terms not in (None, NO_TERMS) and terms not in terms_ids:
        yield Problem(
            provider.at("terms_of_service"), f"the terms of service {shown(terms)} are not known", Names(sorted(terms_ids)).hint(terms)
        )
    requirements = Names(catalog.requirement_by_id)
    for kind in ("waivers", "evidence", "remediations"):
        for entry in entries(root, kind):
            requirement = text(entry, "requirement")
            if requirement is not None and requirement not in requirements:
                hint = _requirement_hint(requirement, catalog, requirements)
                yield Problem(entry.at("requirement"), f"the requirement {shown(requirement)} is not in the catalogue", hint)
            elif requirement is not None and kind == "evidence":
                yield from _checks(entry, catalog.requirement_by_id[requirement])


def _frameworks(root: LocatedMap, catalog: Catalog) -> Iterator[Problem]:
    report = mapping(root, "report")
    choices = report.get("frameworks") if report else None
    if not isinstance(choices, LocatedList):
        return
    known = Names(catalog.framework_by_id)
    seen: dict[str, Location] = {}
    for index, choice in enumerate(choices):
        name, place = _choice(choice, choices.at(index))
        if name is None:
            continue
        if name in seen:
            yield Problem(place, f"the framework {shown(name)} is selected twice, first at {seen[name]}", "remove one of the two")
        seen.setdefault(name, place)
        if name not in known:
            hint = did_you_mean(name, known) or "`reportgen catalog list` shows all"
            yield Problem(place, f"the framework {shown(name)} is not in the catalogue", hint)
        elif isinstance(choice, LocatedMap):
            yield from _baseline(choice, name, catalog)


def _choice(choice: object, place: Location) -> tuple[str | None, Location]:
    if isinstance(choice, LocatedMap):
        return text(choice, "id"), choice.at("id")
    return (choice if isinstance(choice, str) else None), place


def _baseline(choice: LocatedMap, framework: str, catalog: Catalog) -> Iterator[Problem]:
    baseline, known = text(choice, "baseline"), catalog.framework_by_id[framework].baselines
    if baseline is not None and baseline not in known:
        hint = f"one of {any_of(known)}" if known else "it has none: remove the key"
        yield Problem(choice.at("baseline"), f"the framework `{framework}` has no baseline {shown(baseline)}", hint)


def _requirement_hint(requirement: str, catalog: Catalog, requirements: Names) -> str | None:
    """Return near matches, first of all among the requirements of the framework that is named."""
    framework = catalog.framework_by_id.get(requirement.split("/", maxsplit=1)[0])
    own = did_you_mean(requirement, (r.id for r in framework.requirements)) if framework else None
    return own or did_you_mean(requirement, requirements) or "`reportgen catalog show FRAMEWORK` lists its requirements"


def _checks(entry: LocatedMap, requirement: Requirement) -> Iterator[Problem]:
    """Yield a problem for each check that the requirement has not; a level implies a check of its own."""
    implied = [_IMPLIED_BY_MINIMUM] if requirement.min_level is not None else []
    implied += [_PLATFORM_UPDATE] if requirement.platform_update_level is not None else []
    known = dict.fromkeys((*requirement.checks, *implied))
    for check, place in texts(entry, "checks"):
        if check not in known:
            hint = did_you_mean(check, known) or (f"its checks: {any_of(known)}" if known else "it has none: remove the key")
            yield Problem(place, f"{shown(check)} is not a check of the requirement `{requirement.id}`", hint)
