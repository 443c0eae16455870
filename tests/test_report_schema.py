"""The published schema of report.json: valid itself, every example report fits, every key is described, drift is caught."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reportgen import pipeline
from reportgen.report_schema import json_schema
from tests.building import bare, deployment, evidence, inventory, judge, remediation, requirement, update, waiver

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(path.name for path in (ROOT / "inventories").iterdir() if path.is_dir())


def closed(schema: Any) -> Any:
    """Return the schema with every object closed: a key that is not described is then an error."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: value if key == "inventory" and "$id" in value else closed(value) for key, value in schema.items()}
    if made.get("type") == "object" and "properties" in made and "additionalProperties" not in made:
        made["additionalProperties"] = False
    return made


def report(name: str) -> dict[str, Any]:
    """Return the report of an example inventory as data."""
    return json.loads(pipeline.snapshot_bytes(pipeline.judge(ROOT / "inventories" / name)))


def test_the_schema_is_one():
    """Draft 2020-12 accepts it, it has a stable identifier, and every call returns a value of its own."""
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:reportgen:schema:report:v1"
    assert json_schema() == schema
    assert json_schema() is not schema


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_fits_and_has_no_key_that_is_not_described(name: str):
    """Also with every object closed: the schema is complete."""
    data = report(name)
    Draft202012Validator(json_schema()).validate(data)
    Draft202012Validator(closed(json_schema())).validate(data)


def test_a_report_with_everything_fits():
    """Waivers and evidence of all states, remediations, unknown everything, pending and breached updates."""
    declared = inventory(
        deployment("a"),
        deployment("b", "staging"),
        bare("c", "testing", None),
        bare("d", "testing", "staging/staging-wc/x"),
        updates=(
            update("v1", applied={"staging": "2024-11-05", "prod": "2024-11-06"}),
            update("v2", None, applied={"prod": "2024-11-20"}),
            update("v3", "major", planned={"staging": "2025-01-07", "prod": "2025-01-08"}),
        ),
        waivers=(waiver(deployments="a"), waiver("W-2", deployments="b", end="2024-06-30")),
        evidence=(evidence(deployments="d"), evidence("E-2", deployments="a", end=None, checks="backups_separate")),
        remediations=(remediation(deployments="b"),),
    )
    rules = (
        requirement("different_applications", "backups_separate", min_level="node", recommended_level="cluster", exception_floor="labels"),
        requirement("prod_vs_nonprod_same_app", min_level="namespace", exception_floor="labels", id="test/f"),
        requirement("change_to_production", "update_lead_time", "change_approved", id="test/c"),
    )
    data = json.loads(pipeline.snapshot_bytes(judge(declared, *rules)))
    assert {finding["status"] for finding in data["findings"]} > {"not-satisfied", "unknown"}
    assert data["plan"]
    assert data["conduct"]
    del data["inventory"]["organization"]["id"]
    Draft202012Validator(closed(json_schema())).validate(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "reportgen/report/v2"),
        (("as_of",), 5),
        (("findings", 0, "status"), "fine"),
        (("findings", 0, "id"), "x"),
        (("findings", 0, "location", "line"), 0),
        (("applications", 0, "pairs", 0, "level"), "planet"),
        (("applications", 0, "pairs", 0, "shared"), ["everything"]),
        (("updates", 0, "class"), "huge"),
        (("inventory", "deployments", 0, "stage"), "live"),
        (("summary", "findings", "unknown"), -1),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_refused(path: tuple[str | int, ...], value: object):
    """A value that no report has makes the document invalid."""
    data = report("acme-care")
    *outer, last = path
    place = data
    for key in outer:
        place = place[key]
    place[last] = value
    assert not Draft202012Validator(json_schema()).is_valid(data)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_inventory_in_the_report_reads_as_the_same_inventory(name: str, tmp_path: Path):
    """Written out as a file of its own, beside the evidence and catalogues of the original, it gives equal values."""
    source = ROOT / "inventories" / name
    for file in source.rglob("*"):
        if file.is_file() and (file.suffix not in (".yaml", ".yml") or ".catalog" in file.name or ".terms" in file.name):
            target = tmp_path / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "inventory.yaml").write_text(json.dumps(report(name)["inventory"], ensure_ascii=False), encoding="utf-8")
    original, again = (pipeline.read(place)[0] for place in (source, tmp_path))
    assert replace(again, inputs=()) == replace(original, inputs=())
