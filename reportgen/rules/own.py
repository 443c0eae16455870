"""The one rule of ours that stands in no regulation: an inventory must not contradict itself."""

from __future__ import annotations

from reportgen.regulation import Basis, Framework, Requirement, Scope, TextForce, Verification

_REQUIREMENT = Requirement(
    id="reportgen/stage-designation",
    framework="reportgen",
    clause="stage-designation",
    title="Stage and designation agree",
    paraphrase="A production stage runs in an Environment that is not designated non-production, and the other way round.",
    scope=Scope.EACH_DEPLOYMENT,
    checks=("stage_matches_designation",),
    basis=Basis.NONE,
    reading="Every verdict about production takes the stage; the provider takes the designation. Where they disagree, one is wrong.",
    text_force=TextForce.MUST,
    confidence="high",
    verification=Verification.TEXT,
    verified_where="reportgen's own rule",
)

FRAMEWORK = Framework(
    id="reportgen",
    title="Consistency of the inventory",
    version="1",
    issuer="reportgen",
    kind="own rule",
    status="in-force",
    applies_to="every inventory",
    official_location="",
    edition_from="",
    in_force_from="",
    requirements=(_REQUIREMENT,),
    file="",
    sha256="",
)
"""Always judged, never listed among the frameworks of the catalogue."""
