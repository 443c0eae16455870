"""What judges speaks the language of the report: every sentence is translated, and nothing is decided by one."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportgen import pipeline
from reportgen.assessment import assess
from reportgen.catalogs.translated import said, terms_said
from reportgen.findings import Assessment
from reportgen.language import speaking

from .command import ROOT, reportgen
from .pseudo import PSEUDO, known_words, plain_words, wide
from .stories import story, welkin, written

INVENTORIES = ("acme-care", "nordic-fleet", "quickstart")


def pseudo(path: Path) -> Assessment:
    """Judge an inventory in the language that nobody speaks."""
    inventory, knowledge = pipeline.read(path)
    terms = knowledge.terms_of(inventory)
    with speaking(PSEUDO):
        return assess(inventory, said(knowledge.catalog, wide), terms_said(terms, wide) if terms else None, inventory.report.as_of)


def sentences(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of every sentence that judging makes."""
    for finding in assessment.findings:
        yield finding.code, finding.message
        yield f"{finding.code} smallest change", finding.smallest_change
        yield from ((f"{finding.code} counterpart", group.note) for group in finding.counterparts)
    for notice in assessment.notices:
        yield notice.code, notice.message
    for advice in assessment.advice:
        yield from ((advice.code, advice.message), (f"{advice.code} ticket", advice.ticket))
    for row in assessment.ledger:
        yield f"ledger {row.status}", row.reason
    for entry in assessment.plan:
        yield from ((f"plan {entry.order}", entry.reason), ("plan postponement", entry.postponement))
    for departure in assessment.conduct:
        yield departure.code, departure.message


def untranslated(assessment: Assessment) -> dict[str, tuple[str, list[str]]]:
    """Return, by sentence, where it stands and which of its words no translation went through."""
    known = known_words(assessment)
    found = {text: (where, plain_words(text, known)) for where, text in sentences(assessment)}
    return {text: (where, words) for text, (where, words) in found.items() if words}


@pytest.mark.parametrize("name", INVENTORIES)
def test_every_sentence_of_the_example_inventories_is_translated(name: str) -> None:
    """Between the names of an inventory nothing is said that was not looked up."""
    assessment = pseudo(ROOT / "inventories" / name)
    assert len({text for _, text in sentences(assessment)}) > 50
    assert untranslated(assessment) == {}


LEDGER = story(
    welkin("v1", "minor", "2024-11-04", "applied: {staging: 2024-11-05, prod: 2024-11-06}"),
    welkin("v2", "major", "2024-11-07", "applied: {staging: never, prod: 2024-11-20}, postponement: {ticket: S-1}"),
    welkin("v3", "minor", "2024-11-21", "applied: {staging: 2024-12-03, prod: never}"),
    welkin("v4", "security", "2024-12-04", "applied: {staging: 2024-12-05, prod: 2024-12-05T10:00:00+01:00}"),
    welkin("v5", "minor", "2024-12-06", "applied: {staging: 2024-12-09}, planned: {prod: 2024-12-17T03:00:00+01:00}"),
    "service: welkin, version: v6, released: 2024-12-10, planned: {prod: 2024-12-12, staging: 2024-12-20}",
    welkin(
        "v7", "major", "2024-12-11", "planned: {staging: 2024-12-18, prod: 2025-01-20}, postponement: {ticket: S-2, requested: 2024-12-13}"
    ),
    frameworks="nis2-ir-2024-2690, pci-dss-4.0.1, elastisys-tos",
)


def test_every_sentence_about_updates_is_translated(tmp_path: Path) -> None:
    """A ledger with rows of most kinds, its plan and its conduct hold no word that was not looked up."""
    assessment = pseudo(written(tmp_path, LEDGER))
    assert len({row.status for row in assessment.ledger}) > 3
    assert assessment.plan
    assert len({departure.code for departure in assessment.conduct}) > 2
    assert untranslated(assessment) == {}


def test_what_is_not_translated_would_be_found(tmp_path: Path) -> None:
    """The tests above would see a word that nobody looked up."""
    assessment = pseudo(written(tmp_path, LEDGER))
    known = known_words(assessment)
    assert plain_words("⟦ｔｈｅ⟧ shop has ⟦ｎｏｎｅ⟧", known) == ["has"]
    assert plain_words("shop, updates[welkin@v1].class; prod", known) == []


ROOMS = ("rules", "assessment", "commitments")
ALONE = ("checks", "cohorts", "findings", "force", "isolation", "prospects", "scopes", "vocabulary", "waivers")
MADE_BY = {"tr", "trn", "trc", "mark"}


def _loose(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each string of several words that is neither looked up, nor a docstring, nor an error for its programmer."""
    fine: set[ast.AST] = set()
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_call and (node.func.id in MADE_BY or node.func.id.endswith("Error")):
            fine |= {child for argument in node.args for child in ast.walk(argument)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            fine.add(node.value)
    for node in ast.walk(tree):
        if node not in fine and isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = [word for word in node.value.split() if word.strip(".,;:()").isalpha()]
            if len(words) > 1:
                yield node.lineno, node.value


@pytest.mark.parametrize("room", [*ROOMS, *ALONE])
def test_no_room_that_judges_holds_a_sentence_that_is_not_looked_up(room: str) -> None:
    """Whatever reads like a sentence in these rooms goes through the language, also where no test comes by."""
    place = ROOT / "reportgen" / room
    paths = sorted(place.glob("*.py")) or [place.with_suffix(".py")]
    found = [f"{path.name}:{line}: {text}" for path in paths for line, text in _loose(ast.parse(path.read_bytes()))]
    assert found == []


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The report.json of acme-care in English and in Swedish, by the real command."""
    found = {}
    for language in ("en", "sv"):
        place = tmp_path_factory.mktemp(language) / "acme-care"
        shutil.copytree(ROOT / "inventories" / "acme-care", place)
        file = place / "organization.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count("language: en\n") == 1
        file.write_text(text.replace("language: en\n", f"language: {language}\n"), encoding="utf-8")
        run = reportgen("check", "acme-care", "--format", "json", "--fail-on", "never", cwd=place.parent)
        assert run.returncode == 0, run.stderr.decode()
        found[language] = json.loads(run.stdout)
    return found


def _without_words(data: Any) -> Any:
    """Return a report without what is said in words."""
    said_in_words = {"message", "reason", "note", "smallest_change", "title", "ticket", "postponement", "language", "sha256"}
    if isinstance(data, dict):
        return {key: _without_words(value) for key, value in data.items() if key not in said_in_words}
    return [_without_words(value) for value in data] if isinstance(data, list) else data


def test_the_language_changes_words_only(reports: dict[str, dict[str, Any]]) -> None:
    """Ids, statuses, codes, counterparts, dates, places and order are the same in Swedish and in English."""
    english, swedish = (_without_words(reports[language]) for language in ("en", "sv"))
    assert len(english["findings"]) > 1000
    assert {key for key in english if english[key] != swedish[key]} == set()


def test_reports_in_two_languages_compare_as_unchanged(reports: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    """Whoever changes the language of a report has changed nothing, in either direction."""
    for language, report in reports.items():
        (tmp_path / f"{language}.json").write_text(json.dumps(report), encoding="utf-8")
    for old, new in (("en", "sv"), ("sv", "en")):
        run = reportgen("diff", f"{old}.json", f"{new}.json", cwd=tmp_path)
        assert (run.returncode, run.stdout.decode().partition("\n")[0]) == (0, "Nothing changed.")


def test_a_swedish_report_has_no_english_message(reports: dict[str, dict[str, Any]]) -> None:
    """Every message and reason of a Swedish report.json differs from the English one, and none has an English function word."""
    english, swedish = reports["en"], reports["sv"]
    pairs = [(a["message"], b["message"]) for a, b in zip(english["findings"], swedish["findings"], strict=True)]
    pairs += [(a["reason"], b["reason"]) for a, b in zip(english["updates"], swedish["updates"], strict=True)]
    assert [a for a, b in pairs if a == b] == []
    function_words = {"the", "of", "is", "has", "not", "and", "was", "with", "from", "does"}
    assert [b for _, b in pairs if function_words & set(b.lower().split())] == []


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The story of updates, judged in Swedish."""
    return pipeline.judge(written(tmp_path_factory.mktemp("swedish"), LEDGER.replace("report: {", "report: {language: sv, ")))


def test_swedish_reasons_of_the_ledger_read_as_swedish(swedish: Assessment) -> None:
    """Whole sentences, put together from parts, have Swedish word order, agreement and number."""
    reasons = {row.update.version: row.reason for row in swedish.ledger}
    assert reasons["v1"] == (
        "staging fick uppdateringen den 2024-11-05, 1 arbetsdag före prod den 2024-11-06; punkt A2.6 i villkoren av 2024-10-28 "
        "kräver minst 5. Löftet är leverantörens."
    )
    assert reasons["v2"].startswith("staging fick aldrig uppdateringen, men prod fick den 2024-11-20; punkt A2.6")
    assert reasons["v4"] == "Punkt A2.6 kräver inget försprång för en uppdatering av klassen säkerhet."
    assert reasons["v5"] == (
        "Uppdateringen har ännu inte nått prod; staging fick den 2024-12-09, och punkt A2.6 i villkoren av 2024-10-28 kräver minst 5: "
        "tidigast den 2024-12-16."
    )


def test_swedish_conduct_and_advice_read_as_swedish(swedish: Assessment) -> None:
    """Hours, tickets and recommendations too."""
    said_of = {departure.code: departure.message for departure in swedish.conduct}
    assert said_of["postponement-undated"] == (
        "Ärendet om att skjuta upp welkin@v2 har inget datum, och det kan därför inte avgöras om det kom i tid."
    )
    assert "klockan 03:00 den 2024-12-17" in said_of["planned-outside-window"]
    assert {entry.postponement for entry in swedish.plan} >= {"Enligt villkoren får endast uppdateringar av klassen större skjutas upp."}


def test_plan_and_calendar_follow_the_inventory_and_the_terminal_does_not(tmp_path: Path) -> None:
    """What other programs are given is in the inventory's language, what is printed for whoever typed the command in English; UIDs stay."""
    written(tmp_path, LEDGER)
    english = reportgen("plan", "inventory.yaml", "--format", "ics", cwd=tmp_path).stdout.decode()
    written(tmp_path, LEDGER.replace("report: {", "report: {language: sv, "))
    calendar = reportgen("plan", "inventory.yaml", "--format", "ics", cwd=tmp_path).stdout.decode()
    assert "SUMMARY:Sista dag att skjuta upp welkin v7 för prod" in calendar
    assert [line for line in calendar.splitlines() if line.startswith("UID")] == [
        line for line in english.splitlines() if line.startswith("UID")
    ]
    data = json.loads(reportgen("plan", "inventory.yaml", "--format", "json", cwd=tmp_path).stdout)
    assert "Löftet gäller produktionsmiljöer." in json.dumps(data, ensure_ascii=False)
    assert "skjuta" not in reportgen("plan", "inventory.yaml", cwd=tmp_path).stdout.decode()


def test_shipped_catalogues_are_said_in_swedish(swedish: Assessment) -> None:
    """Titles, paraphrases and readings change, ids, clauses, levels and checksums do not; acts have their official Swedish names."""
    english = pipeline.know().catalog
    for framework in swedish.catalog.frameworks:
        shipped = english.framework_by_id[framework.id]
        assert (framework.sha256, framework.status, framework.version) == (shipped.sha256, shipped.status, shipped.version)
        for requirement, before in zip(framework.requirements, shipped.requirements, strict=True):
            assert requirement.id == before.id
            assert (requirement.clause, requirement.min_level, requirement.checks) == (before.clause, before.min_level, before.checks)
            assert not requirement.paraphrase or requirement.paraphrase != before.paraphrase
    titles = {framework.id: framework.title for framework in swedish.catalog.frameworks}
    assert titles["eu-mdr"] == "Förordning (EU) 2017/745 om medicintekniska produkter (MDR)"
    assert titles["nis2-ir-2024-2690"] == "Kommissionens genomförandeförordning (EU) 2024/2690, bilagan"
    assert swedish.catalog.requirement_by_id["gdpr/art.-5-1-c"].title == "Uppgiftsminimering"
    assert swedish.terms is not None
    assert swedish.terms.title == "Elastisys tjänstevillkor"


OWN_CATALOGUE = """\
schema: reportgen/catalog/v1
framework: {id: own, title: Data minimisation}
requirements:
  - {id: own/p1, title: Change management, paraphrase: Risk management, scope: each_deployment, checks: [inventory_complete]}
overrides:
  - {requirement: gdpr/art.-32-1, reason: The board, min_level: cluster}
"""


def test_an_organisations_own_catalogue_is_never_translated(tmp_path: Path) -> None:
    """What it wrote stays as written, even where a shipped catalogue says the same; only what we add is said in Swedish."""
    (tmp_path / "own.catalog.yaml").write_text(OWN_CATALOGUE, encoding="utf-8")
    written(tmp_path, story(frameworks="own, gdpr", report=", language: sv"))
    assessment = pipeline.judge(tmp_path)
    framework = assessment.catalog.framework_by_id["own"]
    (requirement,) = framework.requirements
    assert (framework.title, requirement.title, requirement.paraphrase) == ("Data minimisation", "Change management", "Risk management")
    assert requirement.verified_where == "katalogfilen anger det inte"
    overridden = next(notice.message for notice in assessment.notices if notice.code == "requirement-overridden")
    assert overridden == (
        "Art. 32(1) bedöms annorlunda än i den medföljande katalogen: min_level namespace -> cluster genom own.catalog.yaml: The board."
    )


def test_a_report_in_english_says_what_the_catalogue_files_say(tmp_path: Path) -> None:
    """English is what stands in the files: nothing is looked up."""
    assessment = pipeline.judge(written(tmp_path, LEDGER))
    assert assessment.catalog == pipeline.know().catalog


def test_the_page_of_several_reports_is_in_their_language(tmp_path: Path) -> None:
    """It speaks Swedish where all reports do, and English where they are in several languages."""
    for name, language in (("one", "sv"), ("two", "sv"), ("three", "en")):
        (tmp_path / name).mkdir()
        written(tmp_path / name, story(report=f", language: {language}"))
    for names, language in (("one two", "sv"), ("one three", "en")):
        run = reportgen("build", *names.split(), "-o", language, "--formats", "json", cwd=tmp_path)
        assert run.returncode == 0, run.stderr.decode()
        assert f'<html lang="{language}">' in (tmp_path / language / "index.html").read_text(encoding="utf-8")
