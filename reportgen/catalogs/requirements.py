"""Read one requirement of a catalogue file."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.catalogs.entries import Entry, one_of
from reportgen.catalogs.parameters import read_parameters
from reportgen.checks import CHECKS, PLATFORM_UPDATE_LEVEL
from reportgen.model import ProtectionNeed
from reportgen.regulation import Basis, Framework, Level, Parameter, Requirement, Scope, TextForce, Verification

LEVELS = tuple(level.id for level in Level)
LEVEL_KEYS = ("min_level", "recommended_level", "exception_floor", "platform_update_level")
CONFIDENCES = ("high", "medium", "low")
_LISTED_CHECKS = tuple(check for check in CHECKS if check != PLATFORM_UPDATE_LEVEL)
_KEYS = (
    "id",
    "clause",
    "title",
    "paraphrase",
    "scope",
    "checks",
    *LEVEL_KEYS,
    "namespaces_must_differ",
    "basis",
    "reading",
    "text_force",
    "confidence",
    "parameters",
    "topics",
    "baselines",
    "protection_needs",
    "verification",
)


NOT_SAID = "the catalogue file does not say"
"""Where a requirement was verified, if its file says nothing of verification."""


def read_requirement(entry: Entry, framework: Framework) -> Requirement:
    """Return the requirement that the entry states; what is wrong with it goes to the entry's problems."""
    entry.refuse_unknown_keys(_KEYS)
    name = entry.text("id")
    verification, verified_where = _verification(entry)
    requirement = Requirement(
        id=name,
        framework=framework.id,
        clause=entry.text("clause", name.partition("/")[2]),
        title=entry.text("title"),
        paraphrase=entry.text("paraphrase", ""),
        scope=Scope(entry.word("scope", tuple(Scope)) or Scope.EACH_DEPLOYMENT),
        checks=_checks(entry),
        min_level=read_level(entry, "min_level"),
        namespaces_must_differ=entry.flag("namespaces_must_differ"),
        recommended_level=read_level(entry, "recommended_level"),
        exception_floor=read_level(entry, "exception_floor"),
        platform_update_level=read_level(entry, "platform_update_level"),
        basis=Basis(entry.word("basis", tuple(Basis), Basis.NONE)),
        reading=entry.text("reading", ""),
        text_force=TextForce(entry.word("text_force", tuple(TextForce), TextForce.MUST)),
        confidence=entry.word("confidence", CONFIDENCES, "low"),
        parameters=parameters_of(entry),
        topics=entry.words("topics"),
        baselines=_baselines(entry, framework),
        protection_needs=entry.words("protection_needs", tuple(ProtectionNeed)),
        verification=verification,
        verified_where=verified_where,
        origin=entry.origin(),
    )
    refuse_contradictions(entry, requirement)
    return requirement


def read_level(entry: Entry, key: str) -> Level | None:
    """Return a level of isolation; None = left out."""
    word = entry.word(key, LEVELS, "")
    return Level.named(word) if word else None


def parameters_of(entry: Entry) -> dict[str, Parameter]:
    """Return the parameters; left out = empty."""
    inner = entry.entry("parameters", "parameter")
    return read_parameters(inner) if inner else {}


def refuse_contradictions(entry: Entry, requirement: Requirement) -> None:
    """Complain, at the entry, of a requirement whose fields contradict each other or cannot do anything."""
    for key, message, hint in _contradictions(requirement):
        entry.complain(entry.node.at(key), message, hint)


def _contradictions(requirement: Requirement) -> Iterator[tuple[str, str, str | None]]:
    least = requirement.min_level
    if least is None:
        if requirement.exception_floor is not None:
            yield "exception_floor", "`exception_floor` needs a `min_level` to be an exception from", None
        if requirement.namespaces_must_differ:
            yield "namespaces_must_differ", "`namespaces_must_differ` does nothing without a `min_level`", "add `min_level: namespace`"
    else:
        if requirement.exception_floor is not None and requirement.exception_floor > least:
            yield "exception_floor", "`exception_floor` is above `min_level`", None
        if requirement.recommended_level is not None and requirement.recommended_level < least:
            yield "recommended_level", "`recommended_level` is below `min_level`", None
    if requirement.basis is Basis.NONE and any(getattr(requirement, key) is not None for key in LEVEL_KEYS):
        yield "basis", "a level is given, but not where it comes from", f"add `basis`: {one_of(b for b in Basis if b is not Basis.NONE)}"


def _checks(entry: Entry) -> tuple[str, ...]:
    checks = entry.words("checks", (*_LISTED_CHECKS, PLATFORM_UPDATE_LEVEL))
    if PLATFORM_UPDATE_LEVEL in checks:
        entry.complain(
            entry.node.at("checks"), f"`{PLATFORM_UPDATE_LEVEL}` is not listed", f"give the level: `{PLATFORM_UPDATE_LEVEL}: cluster`"
        )
    return checks


def _baselines(entry: Entry, framework: Framework) -> tuple[str, ...] | None:
    """Return the baselines that contain the requirement; None = its framework has none."""
    given = entry.node.get("baselines") is not None
    if not framework.baselines:
        if given:
            entry.complain(entry.node.at("baselines"), "the framework has no baselines", "list them in `framework`")
        return None
    if not given:
        entry.complain(entry.node.location(), "this requirement needs `baselines`", f"{one_of(framework.baselines)}; [] = in no baseline")
    return entry.words("baselines", framework.baselines)


def _verification(entry: Entry) -> tuple[Verification, str]:
    """Return how far the requirement was verified, and against what; left out = not at all."""
    inner = entry.entry("verification", "verification")
    if inner is None:
        return Verification.MEMORY, NOT_SAID
    inner.refuse_unknown_keys(("status", "where"))
    status = inner.word("status", tuple(Verification))
    return Verification(status or Verification.MEMORY), inner.text("where")
