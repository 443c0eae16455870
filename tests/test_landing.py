"""The page that leads to several reports: every link leads somewhere, and names stay text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.errors import UsageError
from reportgen.model import Organization
from reportgen.render.landing import write_landing
from reportgen.render.resources import Templates, bundled, copy, names
from tests.building import deployment, inventory, judge, requirement

ZONE = requirement("each_deployment", "security_zone_assigned")
ASSESSMENT = judge(inventory(deployment("a")), ZONE)


def written(directory: Path, *files: str, name: str = "Acme Care AB", templates: Templates | None = None) -> str:
    """Write the page for one report of these files, and return it."""
    for file in files:
        (directory / "acme" / file).parent.mkdir(parents=True, exist_ok=True)
        (directory / "acme" / file).touch()
    assessment = replace(ASSESSMENT, inventory=replace(ASSESSMENT.inventory, organization=Organization(name=name)))
    write_landing(directory, [("acme", assessment)], ("site", "pdf", "json", "ics"), templates)
    return (directory / "index.html").read_text(encoding="utf-8")


def test_what_is_there_is_linked_and_nothing_else(tmp_path: Path):
    """Links are relative, in the order of the formats, and lead to files."""
    page = written(tmp_path, "index.html", "reports/acme care-2024.pdf", "report.json")
    assert re.findall(r'href="([^"]+)"', page) == ["acme/index.html", "acme/reports/acme%20care-2024.pdf", "acme/report.json"]


def test_the_page_says_whose_report_of_which_day_and_its_verdict(tmp_path: Path):
    """Organisation, title, day, verdict, counts by status in words."""
    page = written(tmp_path, "index.html")
    for part in ("Acme Care AB", "as of 2024-12-16", "Verdict: nothing is unsatisfied and nothing is open.", ">not satisfied</th><td>0<"):
        assert part in page


def test_names_stay_text_and_nothing_is_fetched(tmp_path: Path):
    """Markup is escaped, controls are replaced, and the page needs no other host."""
    page = written(tmp_path, name="<script>alert(1)</script>{{ 7*7 }}\x1b\u202e")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}\ufffd\ufffd" in page
    assert "://" not in page


def test_a_block_of_the_page_can_be_replaced(tmp_path: Path):
    """A template of one's own that extends the bundled one."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "landing.html.j2").write_text('{% extends "builtin/landing.html.j2" %}{% block title %}Our reports{% endblock %}')
    assert "<h1>Our reports</h1>" in written(tmp_path, templates=Templates(mine))


# Copies of templates


def test_templates_are_copied_as_they_are(tmp_path: Path):
    """Below the output, under their own names, byte for byte."""
    wanted = [*[name for name in names() if "/" in name][:1], "landing.html.j2"]
    assert copy(wanted, tmp_path / "mine") == [tmp_path / "mine" / name for name in wanted]
    assert all((tmp_path / "mine" / name).read_bytes() == (bundled("templates") / name).read_bytes() for name in wanted)


@pytest.mark.parametrize("name", ["landing.html", "../pyproject.toml", "builtin/landing.html.j2", ""])
def test_what_is_not_a_template_is_refused_before_anything_is_copied(name: str, tmp_path: Path):
    """All or none; near matches are named."""
    with pytest.raises(UsageError, match=r"there is no template .*landing\.html\.j2|reportgen templates list"):
        copy(["landing.html.j2", name], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_never_overwritten(tmp_path: Path):
    """What somebody changed stays."""
    copy(["landing.html.j2"], tmp_path)
    (tmp_path / "landing.html.j2").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        copy(["landing.html.j2"], tmp_path)
    assert (tmp_path / "landing.html.j2").read_text() == "mine"
