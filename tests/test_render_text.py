"""What check, explain and isolation print: counts, sentences said once, places, the smallest change, and nothing a terminal obeys."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reportgen.errors import UsageError
from reportgen.findings import Assessment
from reportgen.isolation import isolate
from reportgen.pipeline import findings_about
from reportgen.regulation import Verification
from reportgen.render.text import explanation_data, isolation_data, render_check, render_explanation, render_isolation
from reportgen.snapshot import finding_data
from tests.building import bare, deployment, environment, inventory, judge, place_of, remediation, requirement, update, waiver

NAMESPACES = requirement("prod_vs_nonprod_same_app", "namespace_isolated", min_level="namespace", recommended_level="environment")
QUOTA = requirement("each_deployment", "quota_present", "security_zone_assigned", id="test/q")

MAIN = (environment("main"),)
"""One Environment without a designation."""

SHOP = "main/main-wc/shop"

BESIDE = inventory(deployment("shop-production", place=SHOP), deployment("shop-staging", "staging", SHOP), environments=MAIN)
"""Production and staging in one Namespace."""


def lines(text: str) -> list[str]:
    """Return the lines without their indentation."""
    return [line.strip() for line in text.splitlines()]


def flat(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def check(assessment: Assessment) -> str:
    """Return what check prints, on one line."""
    return flat(render_check(assessment))


def test_check_says_subject_sentence_place_and_smallest_change():
    """Under the requirement's id, with all that is needed to mend it."""
    text = render_check(judge(BESIDE, NAMESPACES))
    found = lines(text)
    start = found.index("test/r: R A requirement")
    assert found[start + 1].startswith("(1) shop-production does not have Namespace isolation from shop-staging")
    assert re.search(r"^ +shop-production  test\.yaml:1:1$", text, re.M)
    assert "Smallest change: Give shop-staging a Namespace of its own." in found


def test_check_ends_with_the_verdict():
    """The last line is one sentence with what counts."""
    assert lines(render_check(judge(BESIDE, NAMESPACES)))[-1] == "Verdict: 2 findings not satisfied for 1 subject."


def test_check_says_that_nothing_is_open():
    """Where all is well, the verdict says so and no section is empty."""
    apart = inventory(deployment("shop-production"), deployment("shop-staging", "staging", "staging/staging-wc/shop"))
    text = render_check(judge(apart, NAMESPACES))
    assert lines(text)[-1] == "Verdict: nothing is unsatisfied and nothing is open."
    assert "Not satisfied:" not in text
    assert "Cannot tell:" not in text


def test_check_counts_by_framework_first():
    """The table of verdicts comes before the first finding and adds up."""
    text = render_check(judge(BESIDE, NAMESPACES, QUOTA))
    (row,) = re.findall(r"^test  (.*)$", text, re.M)
    assert [int(number) for number in row.split()] == [1, 2, 0, 0, 0, 0, 0]
    assert text.index("verdicts by framework") < text.index("(1)")


def test_an_equal_sentence_is_said_once_for_all_its_subjects():
    """Two deployments without a Security Zone: one sentence, two places."""
    declared = inventory(deployment("a", security_zone=None), deployment("b", "staging", security_zone=None))
    text = render_check(judge(declared, requirement("each_deployment", "security_zone_assigned")))
    assert text.count("Cannot tell the Security Zone of") == 2  # the fields differ, and so the sentences
    declared = inventory(deployment("a", security_zone="none"), deployment("b", "staging", security_zone="none"))
    text = render_check(judge(declared, requirement("each_deployment", "security_zone_assigned")))
    assert flat(text).count("… has no Security Zone") == 1
    assert re.search(r"^ +a  test\.yaml:1:1\n +b  test\.yaml:1:1$", text, re.M)


def test_a_sentence_of_another_requirement_is_referred_to():
    """The second requirement names the number and the subject, not the sentence again."""
    second = requirement("prod_vs_nonprod_same_app", min_level="namespace", recommended_level="environment", id="test/s")
    text = render_check(judge(BESIDE, NAMESPACES, second))
    assert text.count("does not have Namespace isolation") == 1
    assert "(1) again, for shop-production" in lines(text)


def test_no_finding_is_lost_by_grouping():
    """Every subject of every open finding stands under its requirement."""
    declared = inventory(*(bare(f"d{i}", "production" if i % 2 else "staging", SHOP) for i in range(6)), environments=MAIN)
    assessment = judge(declared, NAMESPACES, QUOTA)
    text = render_check(assessment)
    for title in ("Not satisfied", "Cannot tell"):
        status = {"Not satisfied": "not-satisfied", "Cannot tell": "unknown"}[title]
        wanted = {(f.requirement, f.subject) for f in assessment.findings if f.status == status}
        section = re.search(rf"^. {title}: .*?(?=^. Cannot tell:|^Verdict|\Z)", text, re.M | re.S)
        assert wanted
        assert section
        assert _named(section[0]) == wanted


def _named(section: str) -> set[tuple[str, str]]:
    found, current = set(), ""
    for line in section.splitlines():
        if line.startswith("test/"):
            current = line.split()[0].rstrip(":")
        elif " again, for " in line:
            found |= {(current, name) for name in line.partition(" again, for ")[2].split(", ")}
        elif place := re.match(r" +(\S+) +test\.yaml:", line):
            found.add((current, place[1]))
    return found


def test_check_shows_broken_and_open_promises_with_their_reason():
    """A breach and a row that nobody can tell, each with its place."""
    rows = (update("v1", applied={"staging": "2024-11-05", "prod": "2024-11-06"}), update("v2", applied={"prod": "2024-11-20"}))
    text = check(judge(inventory(deployment("a"), updates=rows), QUOTA))
    assert "✗ breached: welkin@v1/prod: staging had it on 2024-11-05, 1 working day before prod" in text
    assert "? cannot tell: welkin@v2/prod:" in text
    assert "1 update that broke the provider's promise; 1 update of which nobody can tell." in text


def test_check_shows_expired_waivers():
    """A waiver past its day is told, with its place, and is part of the verdict."""
    declared = inventory(deployment("a"), deployment("b", "staging"), waivers=(waiver(deployments="b", end="2024-06-30"),))
    text = check(judge(declared, NAMESPACES))
    assert "warning: Waiver W-1 for test/r ended on 2024-06-30 and counts for nothing. test.yaml:1:1" in text
    assert text.endswith("; 1 expired waiver.")


def test_check_says_who_mends_it():
    """A remediation stands beside the subject."""
    declared = inventory(deployment("a"), deployment("b", "staging"), remediations=(remediation(deployments="a"),))
    assert "a test.yaml:1:1 remediation: team, due 2024-12-16" in check(judge(declared, NAMESPACES))


def test_check_gives_advice_in_short():
    """What the platform's documentation recommends, without the ticket's text."""
    text = check(judge(BESIDE, NAMESPACES))
    assert "Environment main runs production and other stages side by side (shop-staging)." in text
    assert "Subject:" not in text


def test_a_requirement_that_was_not_verified_says_so():
    """The mark stands at the requirement's id."""
    text = render_check(judge(BESIDE, requirement("prod_vs_nonprod_same_app", min_level="namespace", id="test/r")))
    assert "text not verified" not in text
    text = render_check(judge(BESIDE, replace(NAMESPACES, verification=Verification.MEMORY)))
    assert "test/r: R A requirement [⚠ text not verified]" in lines(text)


def test_nothing_of_the_inventory_is_obeyed_by_the_terminal():
    """Escapes, line breaks and controls that reorder letters come out as replacements."""
    hostile = "x\x1b[2J\r\n\u202eevil\x00\x9b\u2028"
    declared = inventory(deployment(hostile), deployment("b\tc", "staging", access_groups=(hostile,)))
    assessment = judge(declared, NAMESPACES)
    pair = isolate(place_of(declared, hostile), place_of(declared, "b\tc"))
    texts = (
        render_check(assessment),
        render_explanation(assessment, declared.deployments[0], assessment.findings),
        render_isolation(declared, hostile, "b\tc", pair),
    )
    for text in texts:
        assert "evil" in text
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", text)


def test_text_is_the_same_twice():
    """No clock and no chance."""
    assert render_check(judge(BESIDE, NAMESPACES, QUOTA)) == render_check(judge(BESIDE, NAMESPACES, QUOTA))


# explain


def test_an_explanation_says_everything_about_a_finding():
    """Required, recommended, floor, counterparts, what is shared, the change, the place, and how sure we are."""
    assessment = judge(BESIDE, NAMESPACES)
    subject = BESIDE.deployments[0]
    text = flat(render_explanation(assessment, subject, [f for f in assessment.findings if f.subject == subject.name]))
    for part in (
        "Required Namespace isolation",
        "Recommended Environment isolation",
        "Floor for exceptions none",
        "✗ 1 counterpart shop-staging: labels (same Namespace; Nodes shared); shared: Secrets and ConfigMaps",
        "Smallest change Give shop-staging a Namespace of its own.",
        "To change at test.yaml:1:1",
        "It asks Something is asked for.",
        "Certainty a “must”; level from common interpretation; checked against the text; confidence high",
    ):
        assert part in text


def test_an_explanation_names_the_missing_fields():
    """What has to be stated for a verdict is listed."""
    declared = inventory(deployment("a", node_pools=None), deployment("b", "staging", "prod/prod-wc/other"))
    assessment = judge(declared, requirement("prod_vs_nonprod_same_app", min_level="node"))
    text = flat(render_explanation(assessment, declared.deployments[0], assessment.findings[:1]))
    assert "To state deployments[a].node_pools" in text


def test_an_explanation_of_nothing_says_so():
    """No finding to explain: a sentence, not silence."""
    assessment = judge(BESIDE, NAMESPACES)
    assert "There is nothing to explain" in render_explanation(assessment, BESIDE.deployments[1], ())


def test_the_other_side_of_a_pair_is_explained_by_the_verdicts_that_it_decides():
    """Asked why, for a staging that production's verdict rests on: that verdict, in text and data; one that decides nothing says so."""
    declared = inventory(
        deployment("prod"),
        deployment("stage", "staging", "prod/prod-wc/shop"),
        deployment("apart", "staging", "staging/staging-wc/shop"),
    )
    assessment = judge(declared, requirement("prod_vs_nonprod_same_app", "namespace_isolated"))
    _, stage, apart = declared.deployments
    found = findings_about(assessment, stage, "test/r")
    assert [(f.subject, f.status.value) for f in found] == [("prod", "not-satisfied")]
    assert "prod is in one Namespace with stage" in flat(render_explanation(assessment, stage, found))
    (about,) = explanation_data(assessment, stage, found)["requirements"]
    assert (about["subject"], about["status"]) == ("prod", "not-satisfied")
    with pytest.raises(UsageError, match="was not judged for apart"):
        findings_about(assessment, apart, "test/r")


def test_an_explanation_as_data_has_the_findings_of_the_report():
    """The findings as in report.json, their requirements with status and certainty."""
    assessment = judge(BESIDE, NAMESPACES, QUOTA)
    subject = BESIDE.deployments[0]
    found = [f for f in assessment.findings if f.subject == subject.name and f.requirement == "test/r"]
    data = explanation_data(assessment, subject, found)
    assert (data["deployment"], data["as_of"]) == ("shop-production", "2024-12-16")
    assert data["findings"] == [finding_data(finding) for finding in found]
    (about,) = data["requirements"]
    assert (about["requirement"], about["status"], about["recommendation"]) == ("test/r", "not-satisfied", "below")
    assert (about["text_force"], about["verification"], about["confidence"]) == ("must", "verified_text", "high")


# isolation


def boundaries(text: str) -> dict[str, str]:
    """Return the table of boundaries."""
    rows = re.findall(r"^  (\S.*?\S)  +(\S.*)$", text.partition("Boundaries")[2].partition("Where the two stand")[0], re.M)
    return dict(rows[1:])


def test_isolation_lists_each_boundary_apart_or_shared():
    """Two Namespaces on the same Nodes of one cluster."""
    declared = inventory(deployment("a"), deployment("b", "staging", "prod/prod-wc/other"))
    text = render_isolation(declared, "a", "b", isolate(place_of(declared, "a"), place_of(declared, "b")))
    assert text.startswith("a and b: Namespace isolation")
    assert boundaries(text) == {
        "Secrets and ConfigMaps": "apart",
        "access control (RBAC)": "apart",
        "resource quota": "apart",
        "Nodes": "shared",
        "the API server": "shared",
        "the platform's version": "shared",
        "logs, metrics and image registry": "shared",
        "services": "apart",
    }


def test_isolation_says_that_different_nodes_are_not_enforced():
    """Different pools without a taint: different, but not counted."""
    declared = inventory(deployment("a"), deployment("b", "staging", "prod/prod-wc/other", node_pools=("general-2",)))
    text = render_isolation(declared, "a", "b", isolate(place_of(declared, "a"), place_of(declared, "b")))
    assert boundaries(text)["Nodes"].startswith("different, but nothing enforces it")


def test_isolation_says_which_fields_are_missing():
    """Unknown pools and services: cannot tell, and what to state."""
    declared = inventory(bare("a"), bare("b", "staging", uses=("pg-prod",)))
    text = render_isolation(declared, "a", "b", isolate(place_of(declared, "a"), place_of(declared, "b")))
    assert (boundaries(text)["Nodes"], boundaries(text)["services"]) == ("cannot tell", "cannot tell")
    assert lines(text)[-3:] == ["deployments[a].node_pools", "deployments[a].uses", "deployments[b].node_pools"]


def test_isolation_names_shared_services():
    """One instance for both is a boundary that is not there."""
    declared = inventory(
        deployment("a", uses=("pg-prod",)), deployment("b", "staging", "staging/staging-wc/shop", uses=("pg-prod", "pg-staging"))
    )
    pair = isolate(place_of(declared, "a"), place_of(declared, "b"))
    assert boundaries(render_isolation(declared, "a", "b", pair))["the service pg-prod"] == "shared"
    assert isolation_data(pair)["shared"] == ["service:pg-prod"]
