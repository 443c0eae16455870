"""Whether a framework is in force on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from reportgen.catalogs.frameworks import load_catalog
from reportgen.force import Force, in_force
from reportgen.regulation import Catalog, Framework


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load_catalog()


def framework(start: str, end: str | None, status: str = "in-force") -> Framework:
    return Framework(
        id="x",
        title="X",
        version="",
        issuer="",
        kind="law",
        status=status,
        applies_to="",
        official_location="",
        edition_from="",
        in_force_from=start,
        in_force_to=end,
        file="x.yaml",
        sha256="",
    )


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("2025-01-17", None, "2025-01-16", Force.NOT_YET),
        ("2025-01-17", None, "2025-01-17", Force.IN_FORCE),
        ("2013-10-01", "2025-10-31", "2025-10-31", Force.IN_FORCE),
        ("2013-10-01", "2025-10-31", "2025-11-01", Force.ENDED),
        ("2025-10", None, "2025-09-30", Force.NOT_YET),
        ("2025-10", None, "2025-10-15", Force.CANNOT_TELL),
        ("2025-10", None, "2025-10-31", Force.IN_FORCE),
        ("2024-02", None, "2024-02-28", Force.CANNOT_TELL),
        ("2024-02", None, "2024-02-29", Force.IN_FORCE),
        ("2017", None, "2016-12-31", Force.NOT_YET),
        ("2017", None, "2017-05-01", Force.CANNOT_TELL),
        ("2017", None, "2017-12-31", Force.IN_FORCE),
        ("", None, "1990-01-01", Force.IN_FORCE),
        ("", "2024", "2024-01-01", Force.IN_FORCE),
        ("", "2024", "2024-01-02", Force.CANNOT_TELL),
        ("", "2024", "2024-12-31", Force.CANNOT_TELL),
        ("", "2024", "2025-01-01", Force.ENDED),
        ("2024", "2024", "2024-06-01", Force.CANNOT_TELL),
    ],
)
def test_in_force(start: str, end: str | None, day: str, expected: Force) -> None:
    """The last day counts as in force; within a date that is cut short nobody can tell; no start = from the beginning."""
    assert in_force(framework(start, end), dt.date.fromisoformat(day)) is expected


def test_a_status_to_be_confirmed_cannot_be_told() -> None:
    """Where nobody confirmed that a framework is still in force we do not say that it is; before its start we know that it is not."""
    unsure = framework("2020-10-01", None, "to-be-confirmed")
    assert in_force(unsure, dt.date(2026, 11, 1)) is Force.CANNOT_TELL
    assert in_force(unsure, dt.date(2020, 9, 30)) is Force.NOT_YET


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("iso27001-2013", "2024-12-16", Force.IN_FORCE),
        ("iso27001-2013", "2025-12-16", Force.ENDED),
        ("elastisys-tos", "2024-12-16", Force.IN_FORCE),
        ("se-mcffs-2026-11", "2026-09-30", Force.NOT_YET),
        ("se-msbfs-2018-8", "2026-06-01", Force.ENDED),
        ("se-msbfs-2020-7", "2026-11-23", Force.CANNOT_TELL),
        ("nist-800-171r2", "2026-11-23", Force.IN_FORCE),
        ("k8s-docs", "2020-01-01", Force.IN_FORCE),
        ("cra", "2026-11-23", Force.NOT_YET),
        ("iso27701", "2025-10-15", Force.CANNOT_TELL),
    ],
)
def test_shipped_frameworks_in_force(shipped: Catalog, name: str, day: str, expected: Force) -> None:
    """What is known of the shipped frameworks' dates gives the right answer on telling days."""
    assert in_force(shipped.framework_by_id[name], dt.date.fromisoformat(day)) is expected
