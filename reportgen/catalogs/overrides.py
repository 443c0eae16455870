"""Apply a user's overrides: an organisation asks for another level than the catalogue does, and the report says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from reportgen.catalogs.entries import Entry, did_you_mean, one_of
from reportgen.catalogs.requirements import LEVEL_KEYS, parameters_of, read_level, refuse_contradictions
from reportgen.errors import Location
from reportgen.regulation import Basis, Level, Override, Parameter, Requirement

_CHANGES = (*LEVEL_KEYS, "namespaces_must_differ", "parameters")
_KEYS = ("requirement", "reason", *_CHANGES)


def apply_overrides(files: Iterable[Entry], requirements: Mapping[str, Requirement]) -> dict[str, Requirement]:
    """Return the requirements that the files override, changed, by id; each says what was changed, by which file and why."""
    changed: dict[str, Requirement] = {}
    places: dict[str, Location] = {}
    for file in files:
        for entry in file.entries("overrides", "override"):
            entry.refuse_unknown_keys(_KEYS)
            name = entry.text("requirement")
            place = entry.node.at("requirement")
            if name in places:
                entry.complain(place, f"`{name}` is overridden twice, first at {places[name]}", "put both changes into one override")
            elif name in requirements:
                places[name] = place
                changed[name] = _overridden(entry, requirements[name])
            elif name:
                hint = did_you_mean(name, requirements)
                entry.complain(place, f"no requirement is called `{name}`", hint or "`reportgen catalog list` shows what there is")
    return changed


def _overridden(entry: Entry, before: Requirement) -> Requirement:
    reason = entry.text("reason")
    given = [key for key in _CHANGES if key in entry.node]
    if not given:
        entry.complain(entry.node.location(), "this override changes nothing", f"give {one_of(_CHANGES)}")
    after = _settled(_as_given(entry, before), given)
    # Where the text is silent on levels the override itself is where they come from.
    refuse_contradictions(entry, after if before.basis is not Basis.NONE else replace(after, basis=Basis.OUR_RECOMMENDATION))
    override = Override(changes="; ".join(_differences(given, before, after)), file=entry.node.file, reason=reason)
    return replace(after, override=override)


def _as_given(entry: Entry, before: Requirement) -> Requirement:
    """Return the requirement with exactly the fields changed that the override gives; a parameter that is null is taken away."""
    levels: dict[str, Level | None] = {key: read_level(entry, key) if key in entry.node else getattr(before, key) for key in LEVEL_KEYS}
    named = entry.node.get("parameters")
    kept = {key: value for key, value in before.parameters.items() if not (isinstance(named, dict) and key in named)}
    return replace(
        before,
        min_level=levels["min_level"],
        recommended_level=levels["recommended_level"],
        exception_floor=levels["exception_floor"],
        platform_update_level=levels["platform_update_level"],
        namespaces_must_differ=entry.flag("namespaces_must_differ")
        if "namespaces_must_differ" in entry.node
        else before.namespaces_must_differ,
        parameters={**kept, **parameters_of(entry)},
    )


def _settled(after: Requirement, given: Collection[str]) -> Requirement:
    """Bring the fields that the override does not give into line with a changed minimum, so that nobody has to repeat them."""
    least, floor, advised = after.min_level, after.exception_floor, after.recommended_level
    if floor is not None and (least is None or floor > least) and "exception_floor" not in given:
        floor = None
    if advised is not None and least is not None and advised < least and "recommended_level" not in given:
        advised = least
    differ = after.namespaces_must_differ and (least is not None or "namespaces_must_differ" in given)
    return replace(after, exception_floor=floor, recommended_level=advised, namespaces_must_differ=differ)


def _differences(given: Collection[str], before: Requirement, after: Requirement) -> Iterator[str]:
    """Yield a phrase per field that is given or came out changed, in a fixed order: ``min_level namespace -> cluster``."""
    for key in _CHANGES:
        old, new = getattr(before, key), getattr(after, key)
        if key != "parameters" and (key in given or old != new):
            yield f"{key} {_shown(old)} -> {_shown(new)}"
    for name in sorted({*before.parameters, *after.parameters}):
        old, new = before.parameters.get(name), after.parameters.get(name)
        if old != new:
            yield f"{name} {_shown(old)} -> {_shown(new)}"


def _shown(value: Level | Parameter | None) -> str:
    if value is None:
        return "none"
    if isinstance(value, Level):
        return value.id
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {days}" for key, days in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)
