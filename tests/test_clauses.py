"""Tags of pages that name requirements: by our ids, by the habits of the field, never by a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.catalogs.frameworks import load_catalog
from reportgen.clauses import Clauses, Misread, Outside
from reportgen.regulation import Catalog, Requirement

CATALOG = load_catalog()
CLAUSES = Clauses(CATALOG)


def test_every_requirement_is_recognised_by_id_title_and_clause() -> None:
    """Whoever writes a requirement's id, or the title or id of its framework before its clause, means that requirement."""
    requirements = [(framework, r) for framework in CATALOG.frameworks for r in framework.requirements]
    assert len(requirements) > 200
    for framework, requirement in requirements:
        for tag in (
            requirement.id,
            requirement.id.upper(),
            f"{framework.title} {requirement.clause}",
            f"{framework.id} {requirement.clause}",
        ):
            assert CLAUSES.read(tag) == requirement, tag


@pytest.mark.parametrize(
    ("tag", "id"),
    [
        ("ISO 27001:2022 A.8.31", "iso27001-2022/a.8.31"),
        ("ISO/IEC 27001:2022 A 8.31", "iso27001-2022/a.8.31"),
        ("ISO 27001 A.8.31", "iso27001-2022/a.8.31"),
        ("ISO 27001 A.12.1.4", "iso27001-2013/a.12.1.4"),
        ("GDPR Article 5(1)(f)", "gdpr/art.-5-1-f"),
        ("NIS2 Art. 21(2)(e)", "nis2/art.-21-2-e"),
        ("HIPAA 164.308(a)(8)", "hipaa-security/164.308-a-8"),
        ("PCI DSS v4.0.1 6.5.3", "pci-dss-4.0.1/6.5.3"),
        ("NIST SP 800-53 Rev. 5 CM-3(2)", "nist-800-53r5/cm-3-2"),
        ("NIST 800-53 CM-3(2)", "nist-800-53r5/cm-3-2"),
        ("BSI IT-Grundschutz APP.4.4.A15", "bsi-it-gs-2023/app.4.4.a15"),
        ("MSBFS 2020:7 3 kap. 1 §", "se-msbfs-2020-7/3-kap.-1-s"),
        ("SOC 2 CC8.1", "soc2/cc8.1"),
        ("MDR Annex I 17.2", "eu-mdr/annex-i-17.2"),
    ],
)
def test_habits_of_the_field_are_understood(tag: str, id: str) -> None:  # noqa: A002
    """A standard's name as people write it, with or without its edition, and a clause in any spelling name the requirement."""
    found = CLAUSES.read(tag)
    assert isinstance(found, Requirement)
    assert found.id == id


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("iso27001-2022/a.8.13", "iso27001-2022/a.8.3"),
        ("iso27001-202/a.8.31", "iso27001-2022/a.8.31"),
        ("isoo27001-2022/a.8.31", "iso27001-2022/a.8.31"),
        ("ISO 27001:2022 8.31", "iso27001-2022/a.8.31"),
        ("ISO 27001:2020 A.8.31", "iso27001-2022/a.8.31"),
        ("ISO 27O01:2022 A.8.31", "iso27001-2022/a.8.31"),
        ("gdprr/art.-5-1-f", "gdpr/art.-5-1-f"),
    ],
)
def test_near_misses_are_told_with_what_may_be_meant(tag: str, hint: str) -> None:
    """A misspelt id, a wrong edition or a clause without its letter is no requirement, and the nearest ones are named."""
    found = CLAUSES.read(tag)
    assert isinstance(found, Misread)
    assert hint in (found.hint or "")


@pytest.mark.parametrize("tag", ["ISO 27001:2022 A.5.1", "HIPAA 164.308(a)(9)", "PCI DSS 9.1.1"])
def test_clauses_that_we_do_not_hold_are_not_dropped(tag: str) -> None:
    """A clause of a known framework that the catalogue does not hold is kept as it is written."""
    found = CLAUSES.read(tag)
    assert isinstance(found, Outside)
    assert found.clause == tag


@pytest.mark.parametrize(
    "tag", ["kubernetes", "how-to", "GDPR", "gdpr training 2024", "release-1.30", "team/platform", "v0.42.0", "2024", "21 rules", "", "§"]
)
def test_other_tags_mean_nothing(tag: str) -> None:
    """Ordinary tags, also with digits and slashes, have nothing to do with us."""
    assert CLAUSES.read(tag) is None


def test_what_fits_two_requirements_is_not_guessed() -> None:
    """Where a clause is in two editions and the tag names none, the tag is told with both; with an edition it is clear."""
    framework = CATALOG.framework_by_id["iso27001-2022"]
    later = tuple(replace(r, id=f"iso27001-2030/{r.id.partition('/')[2]}", framework="iso27001-2030") for r in framework.requirements)
    editions = (*CATALOG.frameworks, replace(framework, id="iso27001-2030", title="ISO/IEC 27001:2030", requirements=later))
    clauses = Clauses(Catalog(frameworks=editions))
    found = clauses.read("ISO 27001 A.8.31")
    assert isinstance(found, Misread)
    assert found.hint == "write iso27001-2022/a.8.31 or iso27001-2030/a.8.31"
    assert clauses.read("ISO 27001:2030 A.8.31") == later[0]
