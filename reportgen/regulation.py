"""Frameworks and requirements as frozen values: what a catalogue says, without how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import TypeAlias

from reportgen.errors import Origin
from reportgen.language import tr


class Level(IntEnum):
    """Name the five levels of isolation. They are *not* a total order: see ``reportgen.isolation``."""

    LABELS = 1
    NAMESPACE = 2
    NODE = 3
    CLUSTER = 4
    ENVIRONMENT = 5

    @property
    def id(self) -> str:
        """Return the word that reports and inventories use."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Level:
        """Return the level of that name; ValueError for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(word) from None


class Scope(StrEnum):
    """Name what a requirement is judged on."""

    PROD_VS_NONPROD_SAME_APP = "prod_vs_nonprod_same_app"
    PROD_VS_NONPROD_ANY_APP = "prod_vs_nonprod_any_app"
    DIFFERENT_SECURITY_ZONES = "different_security_zones"
    DIFFERENT_APPLICATIONS = "different_applications"
    DIFFERENT_CUSTOMERS = "different_customers"
    CDE_VS_OTHER = "cde_vs_other"
    VERY_HIGH_PROTECTION_NEED_VS_ANY = "very_high_protection_need_vs_any"
    WORKLOAD_VS_MANAGEMENT = "workload_vs_management"
    CLEARINGHOUSE_VS_REST = "clearinghouse_vs_rest_of_organisation"
    PRODUCTION_VS_RESTORE = "production_vs_restore_environment"
    EACH_DEPLOYMENT = "each_deployment"
    PRODUCTION_DEPLOYMENT = "production_deployment"
    NONPROD_WITH_PRODUCTION_DATA = "nonprod_with_production_data"
    MEDICAL_DEVICE_PRODUCTION = "medical_device_software_production"
    CHANGE_TO_PRODUCTION = "change_to_production"
    PATCH_EVENT = "patch_event"

    @property
    def is_change(self) -> bool:
        """Tell whether the subjects are updates."""
        return self in (Scope.CHANGE_TO_PRODUCTION, Scope.PATCH_EVENT)


class Basis(StrEnum):
    """Say where a requirement's level comes from."""

    MANDATED_BY_TEXT = "mandated_by_text"
    COMMON_INTERPRETATION = "common_interpretation"
    OUR_RECOMMENDATION = "our_recommendation"
    NONE = "none"


class TextForce(StrEnum):
    """Say how binding the text is."""

    MUST = "must"
    SHOULD = "should"
    INFORMATIVE = "informative"
    DRAFT = "draft"


class Verification(StrEnum):
    """Say how far we verified a requirement against its text."""

    TEXT = "verified_text"
    SECONDARY = "verified_secondary"
    ID_TITLE = "verified_id_title"
    MEMORY = "memory_only"

    @property
    def is_verified(self) -> bool:
        """Tell whether the text itself was read, in the original or a faithful copy."""
        return self is Verification.TEXT


Parameter: TypeAlias = str | float | bool | tuple[str, ...] | Mapping[str, "str | float"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Say how an organisation has a requirement judged otherwise than shipped.

    ``changes`` names the fields with their old and new values (``min_level namespace -> cluster``), ``file`` is the catalogue that changes
    them, ``reason`` what it gives as reason. As text it is one phrase in the spoken language.
    """

    changes: str
    file: str
    reason: str

    @property
    def record(self) -> str:
        """Return it on one line that reads the same in every language, to tell two overrides apart."""
        return f"{self.changes} ({self.file}: {self.reason})"

    def __str__(self) -> str:
        return tr("{changes} by {file}: {reason}", changes=self.changes, file=self.file, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """State one requirement as we read it.

    ``id`` is ``framework/clause-slug``; ``clause`` is spelt as the framework spells it. ``min_level`` is what a pass needs,
    ``exception_floor`` the lower level that a documented exception may fall to, ``recommended_level`` what is advised, and
    ``platform_update_level`` what lets an update of the platform reach non-production first; None = the requirement has none.
    ``baselines`` are those of the framework's baselines that contain it; None = the framework has no baselines.
    ``protection_needs`` restricts it to deployments of these protection needs; empty = all.
    ``override`` says which user catalogue changed it, and what; None = as shipped.
    """

    id: str
    framework: str
    clause: str
    title: str
    paraphrase: str
    scope: Scope
    checks: tuple[str, ...]
    min_level: Level | None = None
    namespaces_must_differ: bool = False
    recommended_level: Level | None = None
    exception_floor: Level | None = None
    platform_update_level: Level | None = None
    basis: Basis
    reading: str
    text_force: TextForce
    confidence: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    baselines: tuple[str, ...] | None = None
    protection_needs: tuple[str, ...] = ()
    verification: Verification
    verified_where: str
    override: Override | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """Map a requirement, or (``source`` None) a whole framework, to what replaces it.

    ``target`` is a requirement id or a framework id. ``relationship`` is one of the words of NIST IR 8477 as OSCAL's mapping
    model spells them: ``equal-to equivalent-to subset-of superset-of intersects-with``; or ``replaced-by`` for whole frameworks.
    """

    source: str | None
    target: str
    relationship: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """Hold one framework with its requirements, in the order of its text.

    ``in_force_from`` and ``in_force_to`` (the last day, included) decide whether it applies on a day. They are ISO dates that
    may be cut short (``2025-10``: some day of that month), "" where no start is known, None where no end is known.
    ``origin_of_dates`` says how sure we are of the dates. ``user_supplied`` marks a catalogue of the organisation's own.
    """

    id: str
    title: str
    version: str
    issuer: str
    kind: str
    status: str
    applies_to: str
    official_location: str
    edition_from: str
    in_force_from: str
    in_force_to: str | None = None
    origin_of_dates: str = ""
    notes: str = ""
    baselines: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    successors: tuple[Successor, ...] = ()
    user_supplied: bool = False
    file: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Hold every framework that is known, sorted by id."""

    frameworks: tuple[Framework, ...]

    @cached_property
    def framework_by_id(self) -> Mapping[str, Framework]:
        """Return the frameworks by id."""
        return {framework.id: framework for framework in self.frameworks}

    @cached_property
    def requirement_by_id(self) -> Mapping[str, Requirement]:
        """Return every requirement of every framework by id."""
        return {r.id: r for framework in self.frameworks for r in framework.requirements}
