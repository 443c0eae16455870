"""The catalogue as it is printed: nothing left out, verification always visible, successors named."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from reportgen.catalogs.frameworks import load_catalog
from reportgen.regulation import Framework, Requirement
from reportgen.render.catalogue import list_data, list_text, show_data, show_text
from reportgen.report.words import VERIFICATION_WORDS

CATALOG = load_catalog(())
FRAMEWORKS = [pytest.param(framework, id=framework.id) for framework in CATALOG.frameworks]


def flat(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def test_every_framework_is_on_the_list():
    """One line each, with how many requirements were checked against their text."""
    lines = list_text(CATALOG).splitlines()
    listed = [line.split()[:3] for line in lines[1 : 1 + len(CATALOG.frameworks)]]
    assert listed == [
        [f.id, str(len(f.requirements)), str(sum(r.verification.is_verified for r in f.requirements))] for f in CATALOG.frameworks
    ]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_is_shown_has_every_field(framework: Framework):
    """Text and data carry each requirement with its words, its reading, its verification and where."""
    text = flat(show_text(framework, framework.requirements))
    for requirement in framework.requirements:
        for part in (requirement.id, requirement.clause, requirement.title, requirement.paraphrase, requirement.reading):
            assert flat(part) in text
        assert f"verified {VERIFICATION_WORDS[requirement.verification]} ({flat(requirement.verified_where)}" in text
        assert all(f"check {check}:" in text for check in requirement.checks)
    for part in (framework.title, framework.official_location, framework.notes, framework.sha256):
        assert flat(part) in text
    assert all(f"{successor.target} ({successor.relationship})" in text for successor in framework.successors)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_data_has_every_field_and_is_json(framework: Framework):
    """Keys are those of the catalogue; levels are words."""
    data = json.loads(json.dumps(show_data(framework, framework.requirements)))
    assert data.keys() == {item.name for item in fields(Framework)}
    for shown, requirement in zip(data["requirements"], framework.requirements, strict=True):
        assert shown.keys() - {"is_verified", "successors"} == {item.name for item in fields(Requirement)} - {"origin"}
        assert shown["min_level"] == (requirement.min_level.id if requirement.min_level else None)
        assert shown["is_verified"] is requirement.verification.is_verified


def test_one_clause_can_be_shown_alone():
    """Only that requirement, with its successor in the new edition."""
    framework = CATALOG.framework_by_id["iso27001-2013"]
    one = CATALOG.requirement_by_id["iso27001-2013/a.12.1.4"]
    text = flat(show_text(framework, (one,)))
    assert "iso27001-2022/a.8.31 (subset-of)" in text
    assert [r["id"] for r in show_data(framework, (one,))["requirements"]] == [one.id]


def test_the_list_as_data_counts():
    """Counts instead of requirements."""
    data = {framework["id"]: framework for framework in list_data(CATALOG)}
    assert data["nist-800-53r5"]["requirements"] == len(CATALOG.framework_by_id["nist-800-53r5"].requirements)
    assert data["iso27001-2022"]["requirements_verified"] == 0
