"""Scopes: which deployments a requirement is about, and which others they are compared with.

A scope that names two sides has the first-named side as subjects and the others as counterparts; in a symmetrical one every
deployment is a subject. What the inventory leaves open is ``MAYBE``, naming the field; it is never decided in anybody's favour.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from reportgen.language import mark
from reportgen.model import DataClass, Deployment, ProtectionNeed
from reportgen.regulation import Scope


class In(Enum):
    """Say whether something belongs to a scope."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Membership:
    """Answer whether a deployment or a pair belongs to a scope; ``missing`` names the fields that leave it open."""

    answer: In
    missing: tuple[str, ...] = ()


YES = Membership(In.YES)
NO = Membership(In.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRule:
    """Describe one scope of deployments.

    ``subject`` and ``relation`` decide membership. ``features`` returns what of a counterpart the relation looks at by value, and
    ``tokens`` what it compares for equality with the subject's; together they let equal counterparts be judged once.
    ``names_counterparts`` tells whether the scope is one of pairs: without a counterpart it is then not applicable.
    ``subjects`` and ``counterparts`` are the words for a sentence, for ``tr`` to translate.
    """

    subject: Callable[[Deployment], Membership]
    relation: Callable[[Deployment, Deployment], Membership]
    features: Callable[[Deployment], Hashable]
    tokens: Callable[[Deployment], tuple[tuple[str, str], ...]]
    names_counterparts: bool
    subjects: str
    counterparts: str


def _field(deployment: Deployment, name: str) -> str:
    return f"deployments[{deployment.name}].{name}"


def _always(_a: Deployment, _b: Deployment) -> Membership:
    return YES


def _any(_deployment: Deployment) -> Membership:
    return YES


def _production(deployment: Deployment) -> Membership:
    return YES if deployment.is_production else NO


def _nothing(_deployment: Deployment) -> Hashable:
    return None


def _no_tokens(_deployment: Deployment) -> tuple[tuple[str, str], ...]:
    return ()


def _against_nonproduction(_a: Deployment, b: Deployment) -> Membership:
    return NO if b.is_production else YES


def _against_nonproduction_of_application(a: Deployment, b: Deployment) -> Membership:
    return YES if a.application == b.application and not b.is_production else NO


def _against_other_applications(a: Deployment, b: Deployment) -> Membership:
    return NO if a.application == b.application else YES


def _zones_differ(a: Deployment, b: Deployment) -> Membership:
    """Differ in Security Zone or in protection need: one difference suffices, a gap on either side leaves it open."""
    pairs = (("security_zone", a.security_zone, b.security_zone), ("protection_need", a.protection_need, b.protection_need))
    if any(x is not None and y is not None and x != y for _, x, y in pairs):
        return YES
    missing = tuple(_field(side, name) for name, x, y in pairs for side, value in ((a, x), (b, y)) if value is None)
    return Membership(In.MAYBE, missing) if missing else NO


NO_TENANT = "none"
"""The word by which an inventory states that a deployment serves no end customer in particular."""


def _tenants_differ(a: Deployment, b: Deployment) -> Membership:
    """Serve different end customers; whoever serves none in particular is nobody's counterpart."""
    if NO_TENANT in (a.tenant, b.tenant):
        return NO
    if a.tenant is not None and b.tenant is not None:
        return YES if a.tenant != b.tenant else NO
    return Membership(In.MAYBE, tuple(_field(side, "tenant") for side in (a, b) if side.tenant is None))


def _holds(category: str) -> Callable[[Deployment], Membership]:
    def membership(deployment: Deployment) -> Membership:
        if deployment.data_categories is None:
            return Membership(In.MAYBE, (_field(deployment, "data_categories"),))
        return YES if category in deployment.data_categories else NO

    return membership


def _against_those_without(category: str) -> Callable[[Deployment, Deployment], Membership]:
    holds = _holds(category)
    opposite = {In.YES: In.NO, In.NO: In.YES, In.MAYBE: In.MAYBE}

    def relation(_a: Deployment, b: Deployment) -> Membership:
        held = holds(b)
        return Membership(opposite[held.answer], held.missing)

    return relation


def _category(category: str) -> Callable[[Deployment], Hashable]:
    return lambda d: None if d.data_categories is None else category in d.data_categories


def _very_high(deployment: Deployment) -> Membership:
    if deployment.protection_need is None:
        return Membership(In.MAYBE, (_field(deployment, "protection_need"),))
    return YES if deployment.protection_need is ProtectionNeed.VERY_HIGH else NO


def _with_production_data(deployment: Deployment) -> Membership:
    """Hold customer data, or realistic data, which may stem from it."""
    if deployment.is_production:
        return NO
    if deployment.data is None:
        return Membership(In.MAYBE, (_field(deployment, "data"),))
    return YES if deployment.data in (DataClass.CUSTOMER, DataClass.REALISTIC) else NO


def _medical_production(deployment: Deployment) -> Membership:
    if not deployment.is_production:
        return NO
    if deployment.medical_device is None:
        return Membership(In.MAYBE, (_field(deployment, "medical_device"),))
    return YES if deployment.medical_device else NO


def _single(subject: Callable[[Deployment], Membership], subjects: str) -> ScopeRule:
    return ScopeRule(
        subject=subject,
        relation=_always,
        features=_nothing,
        tokens=_no_tokens,
        names_counterparts=False,
        subjects=subjects,
        counterparts=mark("any other deployment"),
    )


def _pairs(
    subject: Callable[[Deployment], Membership],
    relation: Callable[[Deployment, Deployment], Membership],
    words: tuple[str, str],
    features: Callable[[Deployment], Hashable] = _nothing,
    tokens: Callable[[Deployment], tuple[tuple[str, str], ...]] = _no_tokens,
) -> ScopeRule:
    return ScopeRule(
        subject=subject,
        relation=relation,
        features=features,
        tokens=tokens,
        names_counterparts=True,
        subjects=words[0],
        counterparts=words[1],
    )


def _token(kind: str, value: str | None) -> tuple[tuple[str, str], ...]:
    return ((kind, value),) if value is not None else ()


RULES: dict[Scope, ScopeRule] = {
    Scope.PROD_VS_NONPROD_SAME_APP: _pairs(
        _production,
        _against_nonproduction_of_application,
        (mark("production deployment"), mark("non-production deployment of the same application")),
        features=lambda d: d.is_production,
        tokens=lambda d: _token("application", d.application),
    ),
    Scope.PROD_VS_NONPROD_ANY_APP: _pairs(
        _production,
        _against_nonproduction,
        (mark("production deployment"), mark("non-production deployment")),
        features=lambda d: d.is_production,
    ),
    Scope.DIFFERENT_SECURITY_ZONES: _pairs(
        _any,
        _zones_differ,
        (mark("deployment"), mark("deployment of another Security Zone or protection need")),
        features=lambda d: (d.security_zone is None, d.protection_need),
        tokens=lambda d: _token("zone", d.security_zone),
    ),
    Scope.DIFFERENT_APPLICATIONS: _pairs(
        _any,
        _against_other_applications,
        (mark("deployment"), mark("deployment of another application")),
        tokens=lambda d: _token("application", d.application),
    ),
    Scope.DIFFERENT_CUSTOMERS: _pairs(
        _any,
        _tenants_differ,
        (mark("deployment"), mark("deployment of another end customer")),
        features=lambda d: (d.tenant is None, d.tenant == NO_TENANT),
        tokens=lambda d: _token("tenant", d.tenant),
    ),
    Scope.CDE_VS_OTHER: _pairs(
        _holds("cardholder"),
        _against_those_without("cardholder"),
        (mark("deployment with cardholder data"), mark("deployment without cardholder data")),
        features=_category("cardholder"),
    ),
    Scope.CLEARINGHOUSE_VS_REST: _pairs(
        _holds("clearinghouse"),
        _against_those_without("clearinghouse"),
        (mark("clearinghouse deployment"), mark("deployment of the rest of the organisation")),
        features=_category("clearinghouse"),
    ),
    Scope.VERY_HIGH_PROTECTION_NEED_VS_ANY: _pairs(
        _very_high, _always, (mark("deployment of very high protection need"), mark("other deployment"))
    ),
    Scope.WORKLOAD_VS_MANAGEMENT: _single(_any, mark("deployment")),
    Scope.PRODUCTION_VS_RESTORE: _single(_production, mark("production deployment")),
    Scope.EACH_DEPLOYMENT: _single(_any, mark("deployment")),
    Scope.PRODUCTION_DEPLOYMENT: _single(_production, mark("production deployment")),
    Scope.NONPROD_WITH_PRODUCTION_DATA: _single(_with_production_data, mark("non-production deployment with customer or realistic data")),
    Scope.MEDICAL_DEVICE_PRODUCTION: _single(_medical_production, mark("production deployment of medical device software")),
}
"""The scopes whose subjects are deployments; ``change_to_production`` and ``patch_event`` have updates as subjects."""

UNDECLARED = frozenset({Scope.WORKLOAD_VS_MANAGEMENT, Scope.PRODUCTION_VS_RESTORE})
"""Scopes whose other side no inventory describes: only somebody's word can settle them."""
