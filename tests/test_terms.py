"""Terms of service as data: the public versions, the example of another provider, and what is wrong with a user's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reportgen.calendar import WorkingDays
from reportgen.catalogs.terms import load_terms
from reportgen.commitments import ledger
from reportgen.errors import InputError
from reportgen.model import UpdateClass
from tests.updates import AS_OF, inventory, update

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "inhouse-platform.terms.yaml"
VALID = EXAMPLE.read_text(encoding="utf-8")


def problems(text: str) -> list[str]:
    """Return the problems of a user's terms file, as the user sees them."""
    with pytest.raises(InputError) as caught:
        load_terms([("own.terms.yaml", text.encode())])
    return [str(problem) for problem in caught.value.problems]


def replaced(old: str, new: str) -> str:
    """Return the valid example with one thing changed."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_all_public_versions_of_the_elastisys_terms():
    """In-force date, clause of the promise, lead, clause and notice of postponement, definition of the working day: version by version."""
    found = [
        (v.version, v.clause, v.lead_working_days, v.postponement_clause, v.postponement_notice_days, v.working_day_defined)
        for v in load_terms()["elastisys"].versions
    ]
    assert found == [
        ("before-2022-12-01", None, None, "3.5", None, False),
        ("2022-12-01", None, None, "3.5", None, False),
        ("2023-02-13", None, None, "3.5", None, False),
        ("2023-05-11", None, None, "3.5", None, False),
        ("2023-09-28", "3.5", 5, "3.5", None, False),
        ("2023-11-17", "A2.6", 5, "A2.6", 1, False),
        ("2024-03-01", "A2.6", 5, "A2.6", 1, True),
        ("2024-09-06", "A2.6", 5, "A2.6", 1, True),
        ("2024-10-28", "A2.6", 5, "A2.6", 1, True),
        ("2025-04-10", "A2.6", 5, "A2.6", 1, True),
    ]
    assert load_terms()["elastisys"].promise_began == dt.date(2023, 9, 28)


def test_classes_of_the_elastisys_terms():
    """Every version with a lead says of each class whether it holds, in which hours and how often."""
    night, office = (dt.time(22), dt.time(5)), (dt.time(8), dt.time(17))
    expected = {
        UpdateClass.CRITICAL_SECURITY: (None, "immediately", False),
        UpdateClass.SECURITY: (night, "at most daily", False),
        UpdateClass.MINOR: (office, "at most monthly", True),
        UpdateClass.MAJOR: (office, "as each service states", True),
    }
    for version in load_terms()["elastisys"].versions:
        found = {rule.update_class: (rule.window, rule.frequency, rule.lead_promised) for rule in version.classes}
        assert found == (expected if version.lead_working_days else {})
        assert version.postponable == (UpdateClass.MAJOR,)


def test_the_elastisys_terms_as_a_whole():
    """Who issues them, for which plan, on which calendar, and for which platform."""
    terms = load_terms()["elastisys"]
    assert (terms.plans, terms.platform_services, terms.user_supplied) == (("managed",), ("welkin",), False)
    assert (terms.calendar.country, terms.calendar.categories, terms.calendar.zone) == ("SE", ("public", "de_facto"), "Europe/Stockholm")
    assert terms.file == "reportgen/catalogs/terms/elastisys.yaml"
    assert len(terms.sha256) == 64


def test_another_providers_terms_need_no_code():
    """The example's team promises three working days on the Bavarian calendar: All Saints' Day counts, the eves do not."""
    terms = load_terms([("inhouse-platform.terms.yaml", EXAMPLE.read_bytes())])["inhouse-platform"]
    assert terms.user_supplied
    assert WorkingDays(terms.calendar).lead(dt.date(2024, 10, 30), dt.date(2024, 11, 4)) == 2
    kept = update(service="platform", released="2024-10-01", applied={"staging": "2024-10-30", "prod": "2024-11-05"})
    breached = update(service="platform", released="2024-10-01", applied={"staging": "2024-10-30", "prod": "2024-11-04"})
    for declared, status in ((kept, "kept"), (breached, "breached")):
        (row,) = ledger(inventory(declared), terms, AS_OF)
        assert (row.status, row.terms.clause) == (status, "3")


def test_another_providers_promise_begins_with_its_own_version():
    """Before its first version with a lead nothing is promised."""
    terms = load_terms([("inhouse-platform.terms.yaml", EXAMPLE.read_bytes())])["inhouse-platform"]
    declared = update(service="platform", released="2023-10-01", applied={"staging": "2023-10-30", "prod": "2023-11-05"})
    (row,) = ledger(inventory(declared), terms, AS_OF)
    assert row.status == "not-applicable"
    assert row.reason.endswith("(before-2024-01-01) promise no lead; the promise began 2024-01-01.")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("plans:", "plan:", "own.terms.yaml:8:1: unknown key `plan` in this terms file (did you mean `plans`?)"),
        ("lead_working_days: 3", "lead_workingdays: 3", "own.terms.yaml:26:5: unknown key `lead_workingdays` in this version"),
        ("    lead_working_days: 3\n", "", "own.terms.yaml:24:5: this version needs `lead_working_days`"),
        ("lead_working_days: 3", "lead_working_days: three", "own.terms.yaml:26:24: `lead_working_days` must be a number of working days"),
        ("lead_working_days: 3", "lead_working_days: 0", "own.terms.yaml:26:24: `lead_working_days` must be a number of working days"),
        ("lead_working_days: 3", "lead_working_days: true", "own.terms.yaml:26:24: `lead_working_days` must be a number of working days"),
        ("in_force: 2024-01-01", "in_force: 2024-13-01", "own.terms.yaml:24:15: `in_force` must be a date"),
        ("in_force: 2024-01-01", "in_force: null", "own.terms.yaml:24:15: only the first version may be in force from the beginning"),
        ("- in_force: null", "- in_force: 2024-06-01", "own.terms.yaml:24:15: the version of 2024-01-01 stands after that of 2024-06-01"),
        ("- in_force: null", "- in_force: 2024-01-01", "own.terms.yaml:24:15: the version of 2024-01-01 stands after that of 2024-01-01"),
        ("zone: Europe/Berlin", "zone: Europe/Munich", "own.terms.yaml:15:9: `Europe/Munich` is not a time zone"),
        ("zone: Europe/Berlin", "zone: ../../etc/passwd", "own.terms.yaml:15:9: `../../etc/passwd` is not a time zone"),
        ("country: DE", "country: ZZ", "own.terms.yaml:12:12: no calendar is known for the country `ZZ`"),
        ("subdivision: BY", "subdivision: BX", "own.terms.yaml:13:16: `BX` is not a subdivision of DE"),
        ("categories: [public]", "categories: [bank]", "own.terms.yaml:14:15: `bank` is not a category of holidays of DE"),
        ("  categories: [public]                 # categories", "  # categories", "own.terms.yaml:12:3: this calendar needs `categories`"),
        ('"09:00-16:00"', "9-16", "own.terms.yaml:32:32: `window` is not a window"),
        ('"09:00-16:00"', '"09:00-24:00"', "own.terms.yaml:32:32: `window` is not a window"),
        ("class: minor,", "class: minro,", "own.terms.yaml:32:17: `minro` is not a word for `class`"),
        ("class: minor,", "class: major,", "own.terms.yaml:30:7: the class `major` is given twice"),
        ("plans: [managed]", "plans: [gold]", "own.terms.yaml:8:9: `gold` is not a word for `plans`"),
        ("id: inhouse-platform", "id: In House", "own.terms.yaml:4:5: `In House` is not an id"),
        ("id: inhouse-platform", "id: elastisys", "own.terms.yaml:4:5: terms `elastisys` are already defined"),
        ("terms/v1", "terms/v2", "own.terms.yaml:3:9: `reportgen/terms/v2` is not a word for `schema`"),
        ('    clause: "3"', "    clause: null", "own.terms.yaml:25:13: a version that promises a lead needs the `clause`"),
    ],
)
def test_what_is_wrong_with_a_terms_file_is_said_with_its_place(old, new, problem):
    """Each mistake is a problem with file, line, column, the fact and a hint."""
    assert any(found.startswith(problem) for found in problems(replaced(old, new))), problems(replaced(old, new))


def test_a_missing_class_is_said():
    """A version that promises a lead has to say of every class whether it holds."""
    text = "\n".join(line for line in VALID.splitlines() if "class: minor" not in line)
    assert any("missing: minor" in problem for problem in problems(text))


def test_all_problems_of_all_files_at_once():
    """Two files with a mistake each: both are told."""
    files = [("a.yaml", replaced("country: DE", "country: ZZ").encode()), ("b.yaml", b"[]\n"), ("c.yaml", b"a: [\n")]
    with pytest.raises(InputError) as caught:
        load_terms(files)
    assert {problem.location.file for problem in caught.value.problems} == {"a.yaml", "b.yaml", "c.yaml"}


def test_the_same_id_twice_is_an_error():
    """Two of the user's files with one id: the second is told, and where the first is."""
    with pytest.raises(InputError, match=r"b\.yaml:4:5: terms `inhouse-platform` are already defined in a\.yaml"):
        load_terms([("a.yaml", VALID.encode()), ("b.yaml", VALID.encode())])


@pytest.mark.parametrize(
    "text", ["", "- a\n", "schema: reportgen/terms/v1\n", "versions: []\n", "calendar: []\nversions: {}\n", "calendar: 3\n"]
)
def test_fragments_are_refused_without_a_crash(text):
    """Whatever is missing, the answer is a list of problems."""
    assert problems(text)
