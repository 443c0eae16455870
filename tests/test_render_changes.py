"""A comparison as HTML, PDF, SARIF and JUnit: the same changes in each, nothing hidden, nothing obeyed."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from reportgen.diff import Cause, Comparison
from reportgen.language import speaking
from reportgen.render import junit, sarif
from reportgen.render.html import render_comparison as page_of
from reportgen.render.pdf import render_comparison as pdf_of
from reportgen.render.resources import Templates
from reportgen.report.comparison import comparison_report
from reportgen.translations import language

from .comparing import change, comparison, hostile, many, one
from .pages import read

CASES = {"nothing": comparison, "one": one, "many": many, "hostile": hostile}
SENTENCE = (
    "shop-staging moved from its own Environment to a Namespace beside production; isolation from shop-production fell from environment to"
    " namespace; iso27001-2022/a.8.31 is no longer satisfied."
)


def page(found: Comparison, templates: Templates | None = None) -> str:
    return page_of(comparison_report(found, version="1.2.3"), templates or Templates()).decode()


def pdf_text(found: Comparison, program: Callable[[str], str], place: Path) -> str:
    place.write_bytes(pdf_of(comparison_report(found, version="1.2.3"), Templates()))
    run = subprocess.run([program("pdftotext"), "-layout", str(place), "-"], capture_output=True, text=True, check=True)
    return " ".join(run.stdout.split())


def log(found: Comparison, base: str = "") -> dict[str, Any]:
    return dict(json.loads(sarif.render_changes(found, version="1.2.3", base=base))["runs"][0])


def cases(found: Comparison) -> ET.Element:
    return ET.fromstring(junit.render_changes(found))  # noqa: S314 - our own output


# HTML


def test_the_page_begins_with_what_matters_and_holds_every_change() -> None:
    """The sentence that matters comes before everything else; each change has its code, its place and the id by which it is accepted."""
    found = read(page(one()))
    text = found.text()
    assert text.index(SENTENCE) < text.index("isolation-lowered")
    assert found.heading() == "Changes since release 2024-q3 of 2024-09-30"
    for item in one().changes:
        assert f"{item.code} apps/shop.yaml:7 {item.id}" in text


def test_the_page_needs_nothing_but_itself() -> None:
    """No script, no other host, no other file; light, dark and print are in its style."""
    for make in CASES.values():
        found = page(make())
        parsed, style = read(found), found[found.index("<style>") : found.index("</style>")]
        assert parsed.links == []
        assert not {"script", "link", "img", "iframe", "object", "base"} & set(parsed.tags)
        assert not re.search(r"url\(|@import|//", style)
        assert "prefers-color-scheme: dark" in found
        assert "@media print" in found


def test_names_stay_text_on_the_page() -> None:
    """Markup, template braces and characters that reorder text are shown, not obeyed."""
    found = page(hostile())
    assert "<img" not in found
    assert "&lt;img src=x onerror=alert(1)&gt; {{ 7*7 }}" in found
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", found)


def test_where_nothing_changed_the_page_says_so() -> None:
    """A reader is not left with an empty page."""
    text = read(page(comparison())).text()
    assert "Nothing changed." in text
    assert "2024-09-30" in text


def test_hundreds_of_additions_do_not_stand_before_the_one_regression() -> None:
    """They are one sentence, after it."""
    text = read(page(many())).text()
    assert text.index(SENTENCE) < text.index("300 deployments were added")
    assert text.count("new-") < 10


def test_what_could_not_be_compared_stands_on_the_page() -> None:
    """The reason is there, and so are acceptances that name nothing."""
    text = read(page(many())).text()
    assert "The old catalogue of nis2 is not there any more." in text
    assert "accepted.yaml:3" in text
    assert "Accepted by CISO: Known." in text


def test_a_block_of_the_page_can_be_replaced(tmp_path: Path) -> None:
    """A template of one's own that extends the bundled one."""
    (tmp_path / "diff.html.j2").write_text('{% extends "builtin/diff.html.j2" %}{% block closing %}Ours{% endblock %}')
    assert "Ours" in page(one(), Templates(tmp_path))


def test_the_page_speaks_the_language_of_the_report() -> None:
    """Headings and counts are Swedish, and the page says so to screen readers."""
    with speaking(language("sv")):
        found = page(replace(one(), language="sv"))
    assert '<html lang="sv">' in found
    assert "Ändringar sedan utgåva 2024-q3" in found


# PDF


@pytest.mark.parametrize("name", CASES)
def test_the_pdf_says_what_the_page_says(name: str, program: Callable[[str], str], tmp_path: Path) -> None:
    """Every sentence of the comparison can be read off the document."""
    found = CASES[name]()
    text = pdf_text(found, program, tmp_path / "diff.pdf")
    report = comparison_report(found, version="1.2.3")
    squeezed = re.sub(r"\s", "", text)
    for sentence in (report.page.title, report.page.headline, *report.page.sentences):
        assert re.sub(r"\s", "", sentence.partition("\u202e")[0]) in squeezed
    for item in found.changes:
        if item.code != "deployment-added" and name != "hostile":
            assert item.code in text


def test_the_pages_of_the_pdf_are_numbered_in_words(program: Callable[[str], str], tmp_path: Path) -> None:
    """A footer says which page of how many, as that of a report does."""
    assert "page 1 of " in pdf_text(one(), program, tmp_path / "diff.pdf")


def test_the_pdf_is_archivable_and_the_same_every_time() -> None:
    """It is PDF/A-3a in the document's language, with a title; the same comparison gives the same bytes."""
    data = pdf_of(comparison_report(one(), version="1.2.3"), Templates())
    assert data == pdf_of(comparison_report(one(), version="1.2.3"), Templates())
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "Changes since release 2024-q3 of 2024-09-30 – Acme Care AB – 2024-12-16"


# SARIF


def test_sarif_has_every_change_at_its_line() -> None:
    """One result per change with severity, fingerprint and place below the base; what has no place in the newer files has none."""
    found = many(3)
    run = log(found, base="inventories/shop/")
    told = {result["partialFingerprints"][sarif.changes.FINGERPRINT]: result for result in run["results"]}
    assert len(told) == len(run["results"]) == len(found.changes) + len(found.incomparable)
    lowered = next(r for r in run["results"] if r["ruleId"] == "isolation-lowered")
    assert lowered["level"] == "error"
    place = lowered["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "inventories/shop/apps/shop.yaml"
    assert place["region"] == {"startLine": 7, "startColumn": 3}
    removed = next(r for r in run["results"] if r["ruleId"] == "deployment-removed")
    assert "locations" not in removed
    assert removed["properties"]["before"] == "apps/old.yaml:3"
    assert {r["level"] for r in run["results"] if r["ruleId"] == "deployment-added"} == {"note"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_suppresses_what_is_accepted_and_fails_closed() -> None:
    """An accepted change carries who accepts it and why; what could not be compared is an error."""
    results = log(many(0))["results"]
    (accepted,) = [r for r in results if "suppressions" in r]
    assert accepted["suppressions"] == [{"kind": "external", "justification": "CISO: Known."}]
    (gap,) = [r for r in results if r["ruleId"] == "incomparable"]
    assert (gap["level"], "not there any more" in gap["message"]["text"]) == ("error", True)


def test_sarif_does_not_blame_the_system_for_a_change_of_method() -> None:
    """An error that only another edition of a catalogue brought is a note."""
    (result,) = log(comparison([change("finding-not-satisfied", cause=Cause.METHOD)]))["results"]
    assert (result["level"], result["properties"]["cause"]) == ("note", "method")


def test_sarif_shows_names_as_they_are() -> None:
    """No name becomes a link or a placeholder, and the path is a valid URI."""
    for result in log(hostile())["results"]:
        text = result["message"]["text"]
        assert "\\[x](javascript" in text
        assert "{{0}}" in text
        for place in result.get("locations", ()):
            assert re.fullmatch(r"[\w%./~-]+", place["physicalLocation"]["artifactLocation"]["uri"])


def test_sarif_of_nothing_is_a_log_without_results() -> None:
    """A server that compares logs sees that the alerts are gone."""
    assert log(comparison())["results"] == []


# JUnit


def test_junit_fails_for_errors_only() -> None:
    """An error of the system or of time fails with its places; accepted ones and those of the method are skipped; the rest passes."""
    found = comparison(
        [
            *many(2).changes,
            change("finding-not-satisfied", "by-method", cause=Cause.METHOD),
            change("environment-removed", "lab", subject_kind="environment", application="", new_location=None),
        ]
    )
    told = cases(found)
    failed = {case.get("classname"): case[0] for case in told.iter("testcase") if case.find("failure") is not None}
    assert set(failed) == {"isolation-lowered", "finding-not-satisfied", "waiver-expired"}
    assert str(failed["isolation-lowered"].text).startswith("apps/shop.yaml:7:3\nchange ")
    skipped = [case[0].get("message") for case in told.iter("testcase") if case.find("skipped") is not None]
    assert len(skipped) == 2
    assert any("Accepted by CISO: Known." in str(message) for message in skipped)
    assert int(told.get("tests", 0)) == len(list(told.iter("testcase"))) == len(found.changes) + 1


def test_junit_has_an_error_for_what_could_not_be_compared_and_never_no_test() -> None:
    """A server takes neither a gap nor an empty file for success without a test that says so."""
    assert cases(many(0)).get("errors") == "1"
    told = cases(comparison())
    assert [case.get("name") for case in told.iter("testcase")] == ["everything could be compared"]
    assert (told.get("tests"), told.get("failures"), told.get("errors")) == ("1", "0", "0")


def test_junit_stays_xml_whatever_the_names_are() -> None:
    """What XML forbids is replaced, the rest is there."""
    told = cases(hostile())
    assert any("<img src=x onerror=alert(1)>" in str(case.get("name")) for case in told.iter("testcase"))
    assert told.get("failures") == "2"
