"""The catalogue as plain text and as data. How far we verified a requirement stands beside it wherever it appears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from enum import Enum

from reportgen.checks import CHECKS, SCOPES
from reportgen.regulation import Catalog, Framework, Level, Override, Requirement
from reportgen.render.terminal import columns, heading, labelled, wrapped
from reportgen.report.words import BASIS_WORDS, FORCE_WORDS, VERIFICATION_WORDS, not_stated
from reportgen.snapshot import Json


def list_text(catalog: Catalog) -> str:
    """Return one line per framework: id, how many requirements, how many of them checked against their text, status, title."""
    heads = ("framework", "requirements", "verified", "status", "in force", "title")
    lines = columns([heads, *map(_line, catalog.frameworks)], right=(1, 2))
    total = sum(len(framework.requirements) for framework in catalog.frameworks)
    verified = sum(map(_verified, catalog.frameworks))
    note = f"{len(catalog.frameworks)} frameworks, {total} requirements; {verified} of them checked against their text."
    return "\n".join([*lines, "", *wrapped(note)])


def _line(framework: Framework) -> tuple[str, ...]:
    return (
        framework.id,
        str(len(framework.requirements)),
        str(_verified(framework)),
        framework.status,
        _in_force(framework),
        f"{framework.title}{' (own catalogue)' if framework.user_supplied else ''}",
    )


def _verified(framework: Framework) -> int:
    return sum(requirement.verification.is_verified for requirement in framework.requirements)


def _in_force(framework: Framework) -> str:
    until = f" until {framework.in_force_to}" if framework.in_force_to else ""
    return f"{framework.in_force_from or 'start not known'}{until}"


def list_data(catalog: Catalog) -> list[Json]:
    """Return the frameworks without their requirements, with ``requirements`` and ``requirements_verified`` as counts."""
    return [
        {
            **_framework_data(framework),
            "requirements": len(framework.requirements),
            "requirements_verified": _verified(framework),
        }
        for framework in catalog.frameworks
    ]


def show_text(framework: Framework, requirements: Sequence[Requirement]) -> str:
    """Return everything that the catalogue says of a framework and of these of its requirements."""
    return "\n".join(_show(framework, requirements))


def _show(framework: Framework, requirements: Sequence[Requirement]) -> Iterator[str]:
    yield from wrapped(f"{framework.id}: {framework.title}")
    yield from labelled(_framework_facts(framework), 2)
    for requirement in requirements:
        yield from heading(f"{requirement.id}: {requirement.clause} {requirement.title}")
        yield from labelled(_requirement_facts(framework, requirement), 2)


def _framework_facts(framework: Framework) -> Iterator[tuple[str, str]]:
    yield "version", framework.version
    yield "issued by", framework.issuer
    yield "kind", framework.kind
    yield "applies to", framework.applies_to
    yield "status", framework.status
    yield "edition from", framework.edition_from or not_stated()
    yield "in force", _in_force(framework)
    yield "dates", framework.origin_of_dates or not_stated()
    yield "official text", framework.official_location or not_stated()
    yield "verified", f"{_verified(framework)} of {len(framework.requirements)} requirements checked against their text"
    if framework.baselines:
        yield "baselines", ", ".join(framework.baselines)
    yield from (("replaced by", text) for text in _successors(framework, None))
    if framework.notes:
        yield "notes", framework.notes
    origin = "the organisation's own" if framework.user_supplied else "shipped with reportgen"
    yield "catalogue", f"{origin}: {framework.file}, SHA-256 {framework.sha256}"


def _successors(framework: Framework, requirement: str | None) -> Iterator[str]:
    for successor in framework.successors:
        if successor.source == requirement:
            yield f"{successor.target} ({successor.relationship})"


def _requirement_facts(framework: Framework, requirement: Requirement) -> Iterator[tuple[str, str]]:
    yield "it asks", requirement.paraphrase
    yield "verified", f"{VERIFICATION_WORDS[requirement.verification]} ({requirement.verified_where or 'where is not stated'})"
    yield "force", FORCE_WORDS[requirement.text_force]
    yield "judged on", f"{SCOPES[requirement.scope]} ({requirement.scope.value})"
    yield from _levels(requirement)
    yield "level from", f"{BASIS_WORDS[requirement.basis]}; confidence {requirement.confidence}"
    yield "our reading", requirement.reading or not_stated()
    for check in requirement.checks:
        yield "check", f"{check}: {CHECKS[check].question}" if check in CHECKS else check
    for name, value in sorted(requirement.parameters.items()):
        yield "parameter", f"{name}: {_words(value)}"
    if requirement.topics:
        yield "topics", ", ".join(requirement.topics)
    if requirement.baselines is not None:
        yield "baselines", ", ".join(requirement.baselines) or "none"
    if requirement.protection_needs:
        yield "only for", f"protection need {', '.join(requirement.protection_needs)}"
    if requirement.override:
        yield "changed", str(requirement.override)
    yield from (("replaced by", text) for text in _successors(framework, requirement.id))


def _levels(requirement: Requirement) -> Iterator[tuple[str, str]]:
    stated = (
        ("required", requirement.min_level),
        ("recommended", requirement.recommended_level),
        ("exceptions to", requirement.exception_floor),
        ("for updates", requirement.platform_update_level),
    )
    for label, level in stated:
        if level is not None:
            # Below and above, the level itself says how the Namespaces stand.
            apart = ", in different Namespaces" if requirement.namespaces_must_differ and level is Level.NODE else ""
            yield label, f"level {level.value}, {level.id}{apart}"
        elif label == "required":
            yield label, "no level of isolation"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {value[key]}" for key in sorted(value))
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def show_data(framework: Framework, requirements: Sequence[Requirement]) -> dict[str, Json]:
    """Return a framework with these of its requirements, every field of the catalogue by its name; levels and enums as their words."""
    return {**_framework_data(framework), "requirements": [_requirement_data(framework, r) for r in requirements]}


def _framework_data(framework: Framework) -> dict[str, Json]:
    data = {
        item.name: _value(getattr(framework, item.name)) for item in fields(framework) if item.name not in ("requirements", "successors")
    }
    return {**data, "successors": [_successor_data(framework, i) for i in range(len(framework.successors))]}


def _successor_data(framework: Framework, position: int) -> dict[str, Json]:
    successor = framework.successors[position]
    return {"source": successor.source, "target": successor.target, "relationship": successor.relationship}


def _requirement_data(framework: Framework, requirement: Requirement) -> dict[str, Json]:
    data = {item.name: _value(getattr(requirement, item.name)) for item in fields(requirement) if item.name != "origin"}
    successors: list[Json] = [
        {"target": successor.target, "relationship": successor.relationship}
        for successor in framework.successors
        if successor.source == requirement.id
    ]
    return {**data, "is_verified": requirement.verification.is_verified, "successors": successors}


def _value(value: object) -> Json:
    if isinstance(value, Level):
        return value.id
    if isinstance(value, Override):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return {str(key): _value(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(type(value).__name__)
