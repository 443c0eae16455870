"""The catalogue of regulations that is shipped: whole, equal to the facts it was made from, and in our own words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportgen.catalogs.frameworks import load_catalog
from reportgen.checks import CHECKS, PLATFORM_UPDATE_LEVEL, SCOPES
from reportgen.regulation import Basis, Catalog, Level, Scope, TextForce, Verification

FACTS = Path(__file__).parents[2] / "shared" / "data" / "regulations.yaml"


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if not FACTS.exists():
        pytest.skip("the shared file of facts is not beside this project")
    loaded: dict[str, Any] = yaml.load(FACTS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return loaded


# What is shipped


def test_every_framework_and_requirement_is_shipped(shipped: Catalog) -> None:
    """All 47 frameworks and 251 requirements are there, frameworks by id, and each file is named after its framework."""
    assert len(shipped.frameworks) == 47
    assert len(shipped.requirement_by_id) == 251
    assert [f.id for f in shipped.frameworks] == sorted(f.id for f in shipped.frameworks)
    assert [f.file for f in shipped.frameworks] == [f"reportgen/catalogs/frameworks/{f.id}.yaml" for f in shipped.frameworks]
    assert not any(f.user_supplied for f in shipped.frameworks)


def test_a_framework_carries_the_hash_of_its_file(shipped: Catalog) -> None:
    """The SHA-256 of a framework is that of the bytes of its file."""
    data = files("reportgen.catalogs").joinpath("frameworks", "gdpr.yaml").read_bytes()
    assert shipped.framework_by_id["gdpr"].sha256 == hashlib.sha256(data).hexdigest()


def test_nothing_is_left_unsaid(shipped: Catalog) -> None:
    """Every framework and requirement has its sentences, a source of its dates, and says against what it was verified."""
    for framework in shipped.frameworks:
        assert framework.applies_to, framework.id
        assert framework.origin_of_dates, framework.id
        assert framework.official_location.startswith("https://"), framework.id
    for requirement in shipped.requirement_by_id.values():
        assert requirement.paraphrase, requirement.id
        assert requirement.reading, requirement.id
        assert requirement.verified_where, requirement.id
        assert requirement.origin is not None
        assert requirement.origin.fields["scope"] > (requirement.origin.line, 0)


def test_requirements_that_were_not_verified_say_so(shipped: Catalog) -> None:
    """The verification of each requirement is kept: 172 were read in their text, 79 were not."""
    counts = {state: sum(r.verification is state for r in shipped.requirement_by_id.values()) for state in Verification}
    assert counts == {Verification.TEXT: 172, Verification.SECONDARY: 23, Verification.ID_TITLE: 41, Verification.MEMORY: 15}


def test_every_check_and_scope_is_explained(shipped: Catalog) -> None:
    """The 42 checks and the level for platform updates have an entry, every scope a title, and no requirement names another check."""
    assert len(CHECKS) == 43
    assert all(key == info.id and info.title and info.question.endswith("?") for key, info in CHECKS.items())
    assert set(SCOPES) == set(Scope)
    used = {check for requirement in shipped.requirement_by_id.values() for check in requirement.checks}
    assert used <= set(CHECKS) - {PLATFORM_UPDATE_LEVEL}


def test_a_control_of_2013_points_to_its_successor(shipped: Catalog) -> None:
    """ISO 27001:2013 A.12.1.4 is part of what became A.8.31 in 2022; a renumbered control is equivalent; the whole is replaced."""
    successors = {(s.source, s.target): s.relationship for s in shipped.framework_by_id["iso27001-2013"].successors}
    assert successors["iso27001-2013/a.12.1.4", "iso27001-2022/a.8.31"] == "subset-of"
    assert successors["iso27001-2013/a.14.3.1", "iso27001-2022/a.8.33"] == "equivalent-to"
    assert successors[None, "iso27001-2022"] == "replaced-by"


def test_every_framework_that_is_over_points_to_its_successor(shipped: Catalog) -> None:
    """A superseded or repealed framework names what replaces it as a whole."""
    over = [f for f in shipped.frameworks if f.status in ("superseded", "repealed")]
    assert {f.id for f in over} == {"iso27001-2013", "se-msbfs-2018-8", "nist-800-171r2"}
    assert all(any(s.source is None for s in f.successors) for f in over)


@pytest.mark.parametrize(
    ("name", "baselines"),
    [
        ("nist-800-53r5/cm-4-1", ("high",)),
        ("nist-800-53r5/cm-4", ("low", "moderate", "high")),
        ("nist-800-53r5/cm-2-6", ()),
        ("fedramp-rev5/ra-5-si-2", ("low", "moderate", "high")),
        ("bsi-it-gs-2023/app.4.4.a4", ("basic", "standard", "elevated")),
        ("bsi-it-gs-2023/app.4.4.a7", ("standard", "elevated")),
        ("bsi-it-gs-2023/app.4.4.a15", ("elevated",)),
        ("gdpr/art.-25-1-2", None),
    ],
)
def test_baselines(shipped: Catalog, name: str, baselines: tuple[str, ...] | None) -> None:
    """Baselines are cumulative; empty = in none of them; None = the framework has none."""
    requirement = shipped.requirement_by_id.get(name)
    if requirement is None:
        pytest.fail(f"{name} is not shipped")
    assert requirement.baselines == baselines


def test_elevated_requirements_are_for_elevated_need_only(shipped: Catalog) -> None:
    """A BSI requirement for elevated protection need applies to deployments of high or very high need, or has a scope that says so."""
    elevated = [r for r in shipped.framework_by_id["bsi-it-gs-2023"].requirements if r.baselines == ("elevated",)]
    assert len(elevated) == 5
    for requirement in elevated:
        restricted = requirement.scope is not Scope.VERY_HIGH_PROTECTION_NEED_VS_ANY
        assert requirement.protection_needs == (("high", "very-high") if restricted else ())


def test_parameters_keep_their_types(shipped: Catalog) -> None:
    """Days stay numbers, texts that stand for a number stay texts, and change classes are spelt as in the inventory."""
    assert shipped.requirement_by_id["pci-dss-4.0.1/6.3.3"].parameters == {
        "patch_deadline_days": {"critical": 30, "other": "entity-defined"}
    }
    assert shipped.requirement_by_id["iso27001-2022/a.8.8"].parameters == {"patch_deadline_days": "organisation-defined"}
    assert shipped.requirement_by_id["elastisys-tos/a2.6-lead-time"].parameters == {
        "lead_time_working_days": 5,
        "applies_to_change_classes": ("minor", "major"),
        "exempt_change_classes": ("critical-security", "security"),
    }


def test_shipped_text_keeps_to_the_house_rules() -> None:
    """No shipped file has a verdict's word, a person called operator, or a tab."""
    for file in files("reportgen.catalogs").joinpath("frameworks").iterdir():
        text = file.read_text("utf-8")
        prose = re.sub(r"elastisys/compliantkubernetes", "", text)
        assert not re.search(r"\bcompliant|\boperators?\b|\t", prose, re.IGNORECASE), file.name


# The same facts as the shared file


def expected_baselines(framework: str, params: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "bsi_level" in params:
        return ("basic", "standard", "elevated")["BSH".index(params["bsi_level"]) :]
    if "baseline" in params:
        return () if params["baseline"].startswith("none") else tuple(params["baseline"].lower().split(","))
    return ("low", "moderate", "high") if framework == "fedramp-rev5" else None


def expected_parameters(params: Mapping[str, Any]) -> dict[str, Any]:
    classes = {"critical_security_patch": "critical-security", "non_critical_security_patch": "security"}
    found: dict[str, Any] = {key: value for key, value in params.items() if key not in ("baseline", "bsi_level", "maps_to")}
    for key in ("applies_to_change_classes", "exempt_change_classes"):
        if key in found:
            found[key] = tuple(classes.get(word, word) for word in found[key])
    remark = re.search(r"FedRAMP ([MH,]+)", params.get("baseline", ""))
    if remark:
        found["fedramp_baselines"] = tuple({"M": "moderate", "H": "high"}[letter] for letter in remark[1].split(","))
    return found


def facts_of(entry: Mapping[str, Any], framework: str) -> dict[str, Any]:
    """Return the facts of the shared file about one requirement, in our types."""
    levels = {key: entry[key] and Level(entry[key]) for key in ("min_level", "recommended_level", "exception_floor")}
    return {
        **{key: entry[key] for key in ("id", "clause", "title", "confidence")},
        **levels,
        "framework": framework,
        "platform_update_level": entry["platform_update_min_level"] and Level(entry["platform_update_min_level"]),
        "namespaces_must_differ": bool(entry["namespace_isolation_required"]),
        "scope": Scope(entry["scope"]),
        "checks": tuple(entry["checks"]),
        "basis": Basis(entry["level_basis"]),
        "text_force": TextForce(entry["text_force"]),
        "topics": tuple(entry["topics"]),
        "verification": Verification(entry["verification"]["status"]),
        "parameters": expected_parameters(entry["params"]),
        "baselines": expected_baselines(framework, entry["params"]),
    }


def test_requirements_equal_the_shared_facts(shipped: Catalog, facts: dict[str, Any]) -> None:
    """Every requirement has the shared file's facts, field by field, in the same order."""
    for entry in facts["frameworks"]:
        framework = shipped.framework_by_id[entry["id"]]
        assert [r.id for r in framework.requirements] == [r["id"] for r in entry["requirements"]]
        for requirement, facts_entry in zip(framework.requirements, entry["requirements"], strict=True):
            expected = facts_of(facts_entry, framework.id)
            assert {key: getattr(requirement, key) for key in expected} == expected


def test_old_numbers_map_as_the_shared_facts_say(shipped: Catalog, facts: dict[str, Any]) -> None:
    """Each requirement with a mapping in the shared file has that successor and no other."""
    for entry in facts["frameworks"]:
        for requirement in entry["requirements"]:
            if "maps_to" in requirement["params"]:
                found = [s.target for s in shipped.framework_by_id[entry["id"]].successors if s.source == requirement["id"]]
                assert found == [f"iso27001-2022/{requirement['params']['maps_to'].lower()}"]


def test_frameworks_equal_the_shared_facts(shipped: Catalog, facts: dict[str, Any]) -> None:
    """Every framework has the shared file's facts; only dates that are none, and the start of the terms, are told otherwise."""
    for entry in facts["frameworks"]:
        framework = shipped.framework_by_id[entry["id"]]
        for key in ("title", "version", "issuer", "official_location", "kind"):
            assert getattr(framework, key) == entry[key], framework.id
        assert framework.edition_from == entry["effective_from"]
        assert framework.in_force_to == entry["effective_to"]
        start = {"elastisys-tos": "2022-12-01", "k8s-docs": "", "cis-k8s": ""}.get(framework.id, entry["effective_from"])
        assert framework.in_force_from == start


def test_every_check_and_scope_of_the_shared_facts_is_known(facts: dict[str, Any]) -> None:
    """The checks are the shared file's, in its order, and the one that a level implies; the scopes likewise."""
    assert list(CHECKS) == [*facts["checks"], PLATFORM_UPDATE_LEVEL]
    assert [scope.value for scope in SCOPES] == list(facts["scopes"])


def test_the_sentences_are_our_own(shipped: Catalog, facts: dict[str, Any]) -> None:
    """No paraphrase or reading, and no question of a check, shares eight words in a row with the shared file."""
    for entry in facts["frameworks"]:
        for theirs in entry["requirements"]:
            ours = shipped.requirement_by_id[theirs["id"]]
            assert not runs(ours.paraphrase) & runs(theirs["paraphrase"]), ours.id
            assert not runs(ours.reading) & runs(theirs["rationale"] or ""), ours.id
    for name, theirs in facts["checks"].items():
        assert not runs(CHECKS[name].question) & runs(theirs), name


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
