"""``report.json``: the keys of the contract, the same bytes for the same inputs, and an inventory that can be read again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from reportgen import pipeline
from reportgen.assessment import assess
from reportgen.catalogs.frameworks import load_catalog
from reportgen.errors import Location
from reportgen.inventory import load
from reportgen.model import (
    Completeness,
    FeedbackTime,
    Inventory,
    Never,
    Organization,
    Postponement,
    Release,
)
from reportgen.report_schema import json_schema
from reportgen.snapshot import normalised, snapshot, to_json
from tests.building import (
    AS_OF,
    approval,
    at,
    bare,
    choice,
    cluster,
    day,
    deployment,
    emergency,
    environment,
    evidence,
    inventory,
    judge,
    pool,
    remediation,
    requirement,
    space,
    trial,
    update,
    waiver,
)
from tests.fleets import fleets

ROOT = Path(__file__).resolve().parent.parent
A831 = "iso27001-2022/a.8.31"
KEYS = {
    "schema": "",
    "generator": "name version",
    "as_of": "",
    "organization": "",
    "inputs": "path sha256",
    "catalogs": "id version sha256",
    "inventory": "",
    "applications": "name groups pairs",
    "deployments": "name weakest",
    "findings": "id requirement subject check status code message recommendation location",
    "requirements": "requirement subject status",
    "updates": "service version class environment status lead deciding production_date reason terms",
    "summary": "",
}
"""The contract's keys of the report, and those that every entry under them has."""


def rich() -> Inventory:
    """Build an inventory in which every field of the model says something."""
    general = replace(pool("general"), nodes=("n-1", "n-2"), labels=(("zone", "b"), ("arch", "arm")))
    clusters = (
        cluster(
            "prod-wc", (general, pool("pg", "NoSchedule", "PreferNoSchedule")), (space("shop", "default-deny", quota=True), space("bare"))
        ),
    )
    prod = environment("prod", *clusters, designation="production", hardware="dedicated", services=("pg-prod",), in_service="2023-01-02")
    prod = replace(prod, title="Prod: “één”", services=tuple(replace(s, version="16.4", node_pool="pg") for s in prod.services))
    staging = environment("staging", designation="non-production")
    shop = deployment("shop", node_pools=("general", "pg"), uses=("pg-prod", "crm"), data_categories=("personal", "health"), tenant="acme")
    shop = replace(
        shop,
        release=Release(kind="helm", name="shop"),
        medical_device=True,
        manufacturer_required_level="cluster",
        observers=("customers",),
        feedback_time=FeedbackTime.TENS_OF_SECONDS,
    )
    late = replace(emergency(on=day("2024-11-21")), approved_on=dt.datetime(2024, 11, 21, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    done = update(
        applied={"staging": "2024-11-06T23:30+01:00,2024-11-08", "prod": "2024-11-20"},
        planned={"prod": "2025-01-10"},
        author="anna",
        approvals=(approval("bo", "2024-11-19"), approval("cy")),
        tested=(trial("passed", "2024-11-10"), trial(None, environment=None)),
        rollback="none",
        emergency=late,
        postponement=Postponement(ticket="SUP-1", requested=day("2024-11-07")),
        rolled_back={"staging": day("2024-11-07")},
    )
    missed = update("v2", None, "pg-prod", released=None, applied={"prod": "never"}, approvals=(), tested=())
    masked = replace(
        evidence(requirement="iso27001-2022/a.8.33", deployments="test", checks="test_data_masked", end=None), link="https://x.example"
    )
    declared = inventory(
        shop,
        bare("test", "testing", "staging/staging-wc/shop", node_pools=(), uses=(), access_groups=()),
        bare("laptop", "local", None),
        environments=(prod, staging),
        external=("crm",),
        updates=(done, missed),
        frameworks=(choice("iso27001-2022"), choice("nist-800-53r5", "moderate", even_if_not_in_force=True)),
        patch_deadline_days={"critical": 14.0, "other": 30.5},
        waivers=(
            waiver(requirement=A831, deployments="shop test", control=None),
            waiver("W-2", A831, environments="prod", updates="welkin@v1"),
        ),
        evidence=(masked,),
        remediations=(remediation(A831, deployments="shop"),),
    )
    report = replace(
        declared.report,
        title="A: title # with signs",
        as_of=day("2024-12-16"),
        completeness=Completeness(attested_by="Head", on=day("2024-12-10")),
    )
    return replace(declared, report=report, provider=replace(declared.provider, terms_version=day("2024-03-01")))


def reread(declared: Inventory, directory: Path, *, as_yaml: bool) -> Inventory:
    """Write the normalised inventory to a file and read it again."""
    data = normalised(declared)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False) if as_yaml else json.dumps(data)
    file = directory / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file, catalog=load_catalog(), terms_zones={"elastisys": "Europe/Stockholm"}, as_of=day("2024-12-16"))


def contents(declared: Inventory) -> Inventory:
    """Return the inventory without the files it was read from; labels in the order of their keys, for they are a mapping."""
    sort = lambda p: replace(p, labels=None if p.labels is None else tuple(sorted(p.labels)))  # noqa: E731
    environments = tuple(
        replace(e, workload_clusters=tuple(replace(c, node_pools=tuple(map(sort, c.node_pools))) for c in e.workload_clusters))
        for e in declared.environments
    )
    return replace(declared, environments=environments, inputs=())


@pytest.mark.parametrize("as_yaml", [True, False], ids=["yaml", "json"])
def test_the_normalised_inventory_reads_as_itself(tmp_path, as_yaml):
    """Every field survives; what is unknown stays unknown and what is empty stays empty."""
    declared = rich()
    assert contents(reread(declared, tmp_path, as_yaml=as_yaml)) == contents(declared)


def test_an_inventory_without_updates_stays_one(tmp_path):
    """Unknown updates are not the same as none."""
    for updates in (None, ()):
        declared = inventory(deployment("prod"), updates=updates, frameworks=())
        declared = replace(declared, organization=Organization(), waivers=())
        assert reread(declared, tmp_path, as_yaml=True).updates == updates


def test_a_digest_of_evidence_is_taken_anew(tmp_path):
    """The file beside the inventory is read again, so the digest need not be written."""
    (tmp_path / "mask.pdf").write_bytes(b"masked")
    held = replace(
        evidence(requirement="iso27001-2022/a.8.33", deployments="prod"), file="mask.pdf", sha256=hashlib.sha256(b"masked").hexdigest()
    )
    declared = inventory(deployment("prod"), frameworks=(choice("iso27001-2022"),), evidence=(held,))
    assert reread(declared, tmp_path, as_yaml=True).evidence == declared.evidence


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(declared=fleets(8))
def test_any_fleet_reads_as_itself(tmp_path, declared):
    """The round trip holds for random inventories, and so do the conclusions drawn from them."""
    declared = replace(declared, report=replace(declared.report, frameworks=()))
    again = reread(declared, tmp_path, as_yaml=False)
    assert contents(again) == contents(declared)


@pytest.mark.parametrize("name", ["quickstart", "acme-care", "nordic-fleet"])
def test_the_examples_read_as_themselves(tmp_path, name):
    """The normalised examples, in one file beside their own catalogue and evidence, are the examples."""
    source = ROOT / "inventories" / name
    declared, knowledge = pipeline.read(source)
    for file in sorted(source.rglob("*")):
        if file.is_file() and (file.suffix not in (".yaml", ".yml") or ".catalog." in file.name or ".terms." in file.name):
            target = tmp_path / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    (tmp_path / "inventory.yaml").write_text(json.dumps(normalised(declared)), encoding="utf-8")
    again, _ = pipeline.read(tmp_path)
    assert contents(again) == contents(declared)
    assert normalised(again) == normalised(declared)
    assert knowledge.catalog.frameworks


ASKED = (
    requirement(
        "prod_vs_nonprod_same_app", "nonprod_exists", min_level="node", recommended_level="environment", exception_floor="namespace"
    ),
    requirement("each_deployment", "test_data_masked", "security_zone_assigned", id="test/data"),
    requirement("change_to_production", "change_approved", "update_lead_time", id="test/change"),
)


def report() -> dict[str, Any]:
    """Return the report of a small inventory as it is read from its bytes."""
    declared = inventory(
        deployment("prod"),
        deployment("prod-2"),
        deployment("test", "testing", "prod/prod-wc/shop", data="realistic", security_zone=None),
        deployment("stage", "staging", "staging/staging-wc/shop"),
        bare("laptop", "local", None),
        updates=(
            update(applied={"staging": "2024-11-06", "prod": "2024-11-20"}, approvals=(approval("bo", "2024-11-19"),)),
            update("v2", released="2024-12-01", applied={"staging": "2024-12-10", "prod": "never"}),
        ),
        waivers=(waiver(deployments="stage"),),
        remediations=(remediation(deployments="prod"),),
    )
    found: dict[str, Any] = json.loads(to_json(judge(declared, *ASKED), version="1.2.3"))
    return found


def test_the_report_has_the_keys_of_the_contract():
    """Every key of the contract is there, at the top and in every entry."""
    found = report()
    for key, inner in KEYS.items():
        held = found[key]
        for entry in held if isinstance(held, list) else [held]:
            assert not inner or set(inner.split()) <= set(entry), key
    assert (found["schema"], found["as_of"]) == ("reportgen/report/v1", "2024-12-16")
    assert found["generator"] == {"name": "reportgen", "version": "1.2.3"}


def test_findings_carry_what_decides_them():
    """A failing pair check has what is asked for, what is there, who decides, who mends it, and where to change it."""
    (found,) = (f for f in report()["findings"] if (f["subject"], f["check"], f["requirement"]) == ("prod", "isolation_level", "test/r"))
    assert found["status"] == "not-satisfied"
    assert found["required"] == {"level": "node", "namespaces_separate": False}
    assert found["actual"]["level"] == "labels"
    assert found["recommendation"] == "below"
    assert found["remediation"]["owner"] == "team"
    assert set(found["location"]) == {"file", "line", "column"}
    ((group),) = found["counterparts"]
    assert (group["members"], group["count"], group["level"]) == (["test"], 1, "labels")
    assert group["shared"][:3] == ["secrets", "access-control", "quota"]


def test_lists_are_sorted_whatever_the_order_of_selection():
    """Findings, requirements and catalogues stand by their ids: selecting frameworks in another order moves nothing."""
    chosen = (choice("iso27001-2022"), choice("eu-mdr"), choice("nis2"))
    catalog = load_catalog()
    found = []
    for frameworks in (chosen, chosen[::-1]):
        declared = inventory(deployment("prod"), deployment("test", "testing", "prod/prod-wc/test"), frameworks=frameworks)
        found.append(snapshot(assess(declared, catalog, None, AS_OF), version="1"))
    for key in ("catalogs", "findings", "requirements"):
        assert found[0][key] == found[1][key]
    rows = [(f["requirement"], f["subject"], f["check"]) for f in found[0]["findings"]]
    assert len(rows) > 20
    assert rows == sorted(rows)


def test_groups_pairs_and_weakest():
    """Deployments of one placement form a group, pairs are between groups and within one, the weakest stands by scope."""
    found = report()
    (application,) = found["applications"]
    assert [g["members"] for g in application["groups"]] == [["prod", "prod-2", "test"], ["stage"]]
    assert set(application["groups"][0]["placement"]) >= {"environment", "cluster", "namespace", "node_pools"}
    assert [(p["a"], p["b"], p["level"]) for p in application["pairs"]] == [("prod", "prod", "labels"), ("prod", "stage", "environment")]
    weakest = {d["name"]: d["weakest"] for d in found["deployments"]}
    assert set(weakest) == {"prod", "prod-2", "test", "stage", "laptop"}
    assert weakest["laptop"] == {}
    assert weakest["prod"]["prod_vs_nonprod_same_app"]["counterpart"] == "test"


def test_rows_of_the_ledger():
    """A kept row has lead, deciding Environment and clause; a pending one the earliest day, and only a pending one."""
    kept, pending = report()["updates"]
    assert (kept["status"], kept["lead"], kept["deciding"]) == ("kept", 10, {"environment": "staging", "date": "2024-11-06"})
    assert kept["terms"]["clause"] == "A2.6"
    assert "earliest" not in kept
    assert (pending["status"], pending["earliest"], pending["production_date"]) == ("pending", "2024-12-17", None)


def test_statuses_and_counts_agree_with_the_findings():
    """The requirements' statuses are those of their worst findings; the summary counts what is there."""
    found = report()
    order = ("not-satisfied", "unknown", "attestation-needed", "waived", "attested", "satisfied", "not-applicable")
    for made in found["requirements"]:
        mine = [f["status"] for f in found["findings"] if (f["requirement"], f["subject"]) == (made["requirement"], made["subject"])]
        assert made["status"] == min(mine, key=order.index)
    assert sum(found["summary"]["findings"].values()) == len(found["findings"])
    assert sum(found["summary"]["requirements"].values()) == len(found["requirements"])
    assert sum(found["summary"]["updates"].values()) == len(found["updates"])


def test_the_report_fits_its_published_schema():
    """What is written validates against what ``reportgen schema report`` prints."""
    schema = dict(json_schema())
    schema["properties"] = {**schema["properties"], "inventory": True}  # type: ignore[dict-item]
    jsonschema.Draft202012Validator(schema).validate(report())


_ONCE = """
import sys
from tests.test_snapshot import ASKED, rich
from tests.building import bare, environment, inventory, judge, requirement
from reportgen.snapshot import to_json
services = tuple(f"svc-{i}" for i in range(9))
others = [bare(f"t{i}", "testing", f"two/c2/ns{i % 3}", uses=services[i % 4 : i % 4 + 3], access_groups=services[i:]) for i in range(9)]
here = (environment("one", "c1"), environment("two", "c2"))
fleet = inventory(bare("prod", place="one/c1/shop", uses=services, access_groups=services), *others, environments=here, external=services)
checks = ("secrets_not_shared", "access_groups_separate", "isolation_level")
asked = requirement("each_deployment", *checks, id="test/p", min_level="environment")
sys.stdout.buffer.write(to_json(judge(fleet, *ASKED, asked), version="1"))
"""


def test_the_same_bytes_whatever_the_hashing():
    """Two runs with different hash seeds write the same report: no set's order shows."""
    runs = [
        subprocess.run([sys.executable, "-c", _ONCE], cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2", "3")
    ]
    assert len(runs[0].stdout) > 1000
    assert len({run.stdout for run in runs}) == 1


def test_never_and_no_place_reach_the_normalised_inventory():
    """The word ``never`` is written as such; places in files are not part of the inventory."""
    data = json.dumps(normalised(rich()))
    assert Never.NEVER.value in data
    assert at().location() == Location("test.yaml", 1, 1)
    assert "test.yaml" not in data
    assert snapshot(judge(inventory(), *ASKED), version="1")["deployments"] == []
