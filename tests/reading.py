"""Builders for the tests of reading: a catalogue of two frameworks, and the loading of text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from reportgen.inventory import load
from reportgen.model import Inventory
from reportgen.regulation import Basis, Catalog, Framework, Level, Requirement, Scope, TextForce, Verification

TERMS = {"elastisys": "Europe/Stockholm"}


def requirement(clause: str) -> Requirement:
    return Requirement(
        id=f"iso/{clause}",
        framework="iso",
        clause=clause,
        title="Separation",
        paraphrase="Keep production apart.",
        scope=Scope.PROD_VS_NONPROD_ANY_APP,
        checks=("network_policy",),
        min_level=Level.NAMESPACE,
        basis=Basis.NONE,
        reading="",
        text_force=TextForce.SHOULD,
        confidence="low",
        verification=Verification.MEMORY,
        verified_where="",
    )


def framework(name: str, baselines: tuple[str, ...] = (), requirements: tuple[Requirement, ...] = ()) -> Framework:
    return Framework(
        id=name,
        title=name,
        version="1",
        issuer="",
        kind="",
        status="",
        applies_to="",
        official_location="",
        edition_from="",
        in_force_from="",
        baselines=baselines,
        requirements=requirements,
        file="",
        sha256="",
    )


CATALOG = Catalog(frameworks=(framework("iso", (), (requirement("a.1"),)), framework("nist", ("low", "high"))))


def read(path: Path, as_of: dt.date | None = None) -> Inventory:
    return load(path, catalog=CATALOG, terms_zones=TERMS, as_of=as_of)
