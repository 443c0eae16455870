"""The one rule of ours that stands in no regulation: an inventory must not contradict itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportgen.language import mark, tr
from reportgen.regulation import Basis, Framework, Requirement, Scope, TextForce, Verification

CHECK: Final = "stage_matches_designation"

_REQUIREMENT = Requirement(
    id="reportgen/stage-designation",
    framework="reportgen",
    clause="stage-designation",
    title=mark("Stage and designation agree"),
    paraphrase=mark("A production stage runs in an Environment that is not designated non-production, and the other way round."),
    scope=Scope.EACH_DEPLOYMENT,
    checks=(CHECK,),
    basis=Basis.NONE,
    reading=mark("Every verdict about production takes the stage; the provider takes the designation. Where they disagree, one is wrong."),
    text_force=TextForce.MUST,
    confidence="high",
    verification=Verification.TEXT,
    verified_where=mark("reportgen's own rule"),
)

FRAMEWORK = Framework(
    id="reportgen",
    title=mark("Consistency of the inventory"),
    version="1",
    issuer="reportgen",
    kind=mark("own rule"),
    status="in-force",
    applies_to=mark("every inventory"),
    official_location="",
    edition_from="",
    in_force_from="",
    requirements=(_REQUIREMENT,),
    file="",
    sha256="",
)
"""Always judged, never listed among the frameworks of the catalogue."""


def framework() -> Framework:
    """Return it in the language that is spoken."""
    said = replace(
        _REQUIREMENT,
        title=tr(_REQUIREMENT.title),
        paraphrase=tr(_REQUIREMENT.paraphrase),
        reading=tr(_REQUIREMENT.reading),
        verified_where=tr(_REQUIREMENT.verified_where),
    )
    return replace(FRAMEWORK, title=tr(FRAMEWORK.title), kind=tr(FRAMEWORK.kind), applies_to=tr(FRAMEWORK.applies_to), requirements=(said,))
