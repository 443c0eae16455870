"""The JUnit XML: a suite per framework, a case per requirement, subject and check, and an outcome that a build server understands."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from reportgen.findings import Assessment
from reportgen.render.junit import render_junit
from tests.building import bare, choice, deployment, evidence, framework, inventory, judge, requirement, update, waiver

PAIR = requirement("prod_vs_nonprod_same_app", min_level="namespace")
ZONE = requirement("each_deployment", "security_zone_assigned", id="test/z")
WORD = requirement("each_deployment", "backups_separate", id="test/w")


def suites(assessment: Assessment) -> ET.Element:
    """Parse what is rendered."""
    return ET.fromstring(render_junit(assessment))  # noqa: S314 - our own output


def outcomes(root: ET.Element) -> dict[tuple[str, str], str]:
    """Return the element below each case, by (class, name); "" = passed."""
    cases = root.iter("testcase")
    return {(c.get("classname", ""), c.get("name", "")): c[0].tag if len(c) else "" for c in cases}


def test_each_status_has_its_outcome():
    """Failure, error, skipped with the reason, passed."""
    declared = inventory(
        deployment("a"),
        deployment("b", "staging"),
        bare("c", "staging", "staging/staging-wc/x"),
        evidence=(evidence(requirement="test/w", deployments="b"),),
    )
    found = outcomes(suites(judge(declared, PAIR, ZONE, WORD)))
    assert found["test/r", "a: isolation_level"] == "failure"
    assert found["test/z", "c: security_zone_assigned"] == "error"
    assert found["test/z", "a: security_zone_assigned"] == ""
    assert found["test/w", "a: backups_separate"] == "skipped"
    assert found["test/w", "b: backups_separate"] == ""


def test_what_is_waived_or_does_not_apply_is_skipped_with_the_reason():
    """Skipped is not passed: the message says why."""
    waived = inventory(deployment("a"), deployment("b", "staging"), waivers=(waiver(deployments="b"),))
    for declared, part in ((waived, "W-1"), (inventory(deployment("a")), "Not applicable")):
        (case,) = (c for c in suites(judge(declared, PAIR)).iter("testcase") if c.get("classname") == "test/r")
        assert (case[0].tag, part in case[0].get("message", "")) == ("skipped", True)


def test_a_suite_per_framework_and_numbers_that_add_up():
    """In the order of the report; the counts are those of the cases."""
    frameworks = (framework(PAIR), framework(requirement("each_deployment", "quota_present", id="more/q"), id="more"))
    declared = inventory(deployment("a"), deployment("b", "staging"), frameworks=(choice("more"), choice("test")))
    root = suites(judge(declared, *frameworks))
    assert [suite.get("name") for suite in root] == ["more", "test", "reportgen"]
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert int(element.get("tests", "")) == len(cases)
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(attribute, "")) == sum(len(case.findall(tag)) for case in cases)


def test_the_promise_and_the_waivers_have_suites_of_their_own():
    """A breach fails, an unknown row errs, a kept one passes; an expired waiver fails."""
    declared = inventory(
        deployment("a"),
        updates=(
            update("v1", applied={"staging": "2024-11-05", "prod": "2024-11-06"}),
            update("v2", applied={"prod": "2024-11-20"}),
            update("v3", applied={"staging": "2024-11-25", "prod": "2024-12-05"}),
        ),
        waivers=(waiver(deployments="a", end="2024-06-30"),),
    )
    found = outcomes(suites(judge(declared, ZONE)))
    rows = [found["update-ledger", f"welkin@{version}/prod"] for version in ("v1", "v2", "v3")]
    assert rows == ["failure", "error", ""]
    assert found["waivers", "W-1"] == "failure"


def test_hostile_text_stays_text():
    """Markup and control characters cannot end an element or make the XML unreadable."""
    name = 'x</failure><!--\x00\x1b\ufffe]]>&"'
    found = outcomes(suites(judge(inventory(deployment(name, security_zone="none")), ZONE)))
    assert found["test/z", 'x</failure><!--\ufffd\ufffd\ufffd]]>&": security_zone_assigned'] == "failure"


def test_rendered_twice_the_same_bytes():
    """No time, no host name."""
    declared = inventory(deployment("a"), deployment("b", "staging"))
    data = render_junit(judge(declared, PAIR))
    assert data == render_junit(judge(declared, PAIR))
    assert b"timestamp" not in data
    assert b"hostname" not in data
