"""The SARIF log: the structure that the standard asks for, what counts, where it stands, stable and the same twice."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from reportgen.errors import Origin
from reportgen.findings import Assessment, Status
from reportgen.regulation import TextForce
from reportgen.render.sarif import FINGERPRINT, render_sarif
from tests.building import bare, deployment, inventory, judge, requirement, update, waiver

PAIR = requirement("prod_vs_nonprod_same_app", min_level="namespace")
ZONE = requirement("each_deployment", "security_zone_assigned", id="test/z")
DECLARED = inventory(
    deployment("a"),
    bare("b", "staging", "staging/staging-wc/shop"),
    deployment("c", "staging", security_zone="none"),
    updates=(update("v1", applied={"staging": "2024-11-05", "prod": "2024-11-06"}), update("v2", applied={"prod": "2024-11-20"})),
    waivers=(waiver(deployments="b", end="2024-06-30"),),
)
ASSESSMENT = judge(DECLARED, PAIR, ZONE)


def run(assessment: Assessment = ASSESSMENT, base: str = "") -> dict[str, Any]:
    """Return the one run of the log."""
    log = json.loads(render_sarif(assessment, version="1.2.3", base=base))
    assert (log["version"], log["$schema"].endswith("sarif-2.1.0.json")) == ("2.1.0", True)
    (only,) = log["runs"]
    return only


def test_every_finding_that_counts_is_one_result():
    """Not satisfied and unknown ones by their fingerprints, then ledger rows and expired waivers; nothing else."""
    results = run()["results"]
    ids = [result["partialFingerprints"][FINGERPRINT] for result in results]
    counted = [f.id for f in ASSESSMENT.findings if f.status in (Status.NOT_SATISFIED, Status.UNKNOWN)]
    assert ids[: len(counted)] == counted
    assert [result["ruleId"] for result in results[len(counted) :]] == ["update-ledger.breached", "update-ledger.unknown", "waiver-expired"]
    assert len(set(ids)) == len(ids)


def test_levels_grade_what_is_certain():
    """Not satisfied is an error, a should that is not met and what cannot be told are warnings."""
    levels = {result["ruleId"]: result["level"] for result in run()["results"]}
    assert levels["isolation-level.fails"] == "error"
    assert levels["security-zone-assigned.cannot-tell"] == "warning"
    assert (levels["update-ledger.breached"], levels["update-ledger.unknown"], levels["waiver-expired"]) == ("error", "warning", "error")
    softer = run(judge(DECLARED, replace(PAIR, text_force=TextForce.SHOULD)))
    assert {r["level"] for r in softer["results"] if r["ruleId"] == "isolation-level.fails"} == {"warning"}


def test_every_result_points_to_its_rule_and_every_rule_explains_itself():
    """Indexes fit, ids are unique and sorted, texts are there."""
    only = run()
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in only["results"]})
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in only["results"])
    for rule in rules:
        assert all(rule[key]["text"].strip() for key in ("shortDescription", "fullDescription", "help"))
        assert re.fullmatch(r"[A-Za-z]+", rule["name"])


def test_locations_are_uris_with_line_and_column():
    """The file as a URI, below the base where one is given."""
    (place,) = run()["results"][0]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "test.yaml"}, "region": {"startLine": 1, "startColumn": 1}}
    (place,) = run(base="my inventories/")["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "my%20inventories/test.yaml"


def test_a_file_name_cannot_break_the_uri():
    """Blanks, hashes and question marks are escaped."""
    origin = Origin("a b#c?.yaml", 2, 3)
    found = run(judge(inventory(replace(bare("a"), origin=origin)), ZONE))
    assert {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in found["results"]} == {"a%20b%23c%3F.yaml"}


def test_text_of_the_inventory_is_neither_placeholder_nor_link():
    """What a reader of SARIF would replace or link is escaped as the standard says."""
    found = run(judge(inventory(deployment("{0} [x](1)", security_zone="none")), ZONE))
    (message,) = {result["message"]["text"] for result in found["results"]}
    assert "{{0}} \\[x](1) has no Security Zone" in message


def test_nothing_of_machine_or_clock_is_in_the_log():
    """The same bytes twice; the only address is that of the schema."""
    data = render_sarif(ASSESSMENT, version="1.2.3")
    assert data == render_sarif(judge(DECLARED, PAIR, ZONE), version="1.2.3")
    assert data.count(b"://") == 1
    assert data.endswith(b"}\n")


def test_a_clean_inventory_is_a_log_without_results():
    """Readers take an empty list as: looked, and found nothing."""
    only = run(judge(inventory(deployment("a")), ZONE))
    assert (only["results"], only["tool"]["driver"]["rules"]) == ([], [])
