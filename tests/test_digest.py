"""Sentences in short: the subject is taken out where it stands as a word, and nowhere else."""

from __future__ import annotations

import pytest

from reportgen.findings import Status
from reportgen.report.digest import open_requirements
from tests.building import deployment, inventory, judge, requirement


@pytest.mark.parametrize("name", ["a", "has", "no", "Security", "a-b"])
def test_a_name_that_is_a_word_of_the_sentence_loses_nothing(name: str):
    """With a deployment called like a word of the sentence, each keeps its own place and none is dropped."""
    declared = inventory(
        deployment(name, security_zone="none"), deployment("other", "staging", "staging/staging-wc/shop", security_zone="none")
    )
    (found,) = open_requirements(judge(declared, requirement("each_deployment", "security_zone_assigned")), Status.NOT_SATISFIED)
    members = [member[0] for group in found.groups for member in group.members]
    assert sorted(members) == sorted([name, "other"])
    assert found.count == 2


def test_one_subject_keeps_its_sentence_as_it_is():
    """Alone, the sentence of the finding is not touched."""
    assessment = judge(inventory(deployment("a", security_zone="none")), requirement("each_deployment", "security_zone_assigned"))
    (found,) = open_requirements(assessment, Status.NOT_SATISFIED)
    (group,) = found.groups
    (finding,) = (f for f in assessment.findings if f.requirement == "test/r")
    assert group.message == finding.message
