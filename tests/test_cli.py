"""The real command: what it prints and writes, with which exit code, and what it leaves alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from tests.command import ACME, QUICKSTART, environment, reportgen, small, tree

COMMANDS = [
    (),
    ("init",),
    ("check",),
    ("build",),
    ("explain",),
    ("isolation",),
    ("plan",),
    ("schema",),
    ("catalog",),
    ("catalog", "list"),
    ("catalog", "show"),
    ("templates",),
    ("templates", "list"),
    ("templates", "copy"),
]


# Help


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...], tmp_path: Path):
    """Help goes to stdout and says how to use the command."""
    done = reportgen(*command, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Usage: ")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in [(), ("catalog",), ("templates",)]], ids=" ".join)
def test_help_has_an_example(command: tuple[str, ...], tmp_path: Path):
    """Whoever asks for help sees the command used, last and each example on a line of its own; only a list may go without."""
    text = reportgen(*command, "--help", cwd=tmp_path).stdout.decode()
    examples = re.split(r"^Examples?:$", text, flags=re.MULTILINE)[1:]
    if command == ("templates", "list"):
        assert examples == []
        return
    assert len(examples) == 1
    lines = [line for line in examples[0].splitlines() if line]
    assert lines
    assert all(line.startswith(f"  reportgen {' '.join(command)} ") for line in lines)


def test_the_list_of_commands_cuts_no_sentence(tmp_path: Path):
    """What each command does is said to its end."""
    text = reportgen("--help", cwd=tmp_path).stdout.decode()
    assert "\n  sign       Sign a PDF report (PAdES), after the signatures that it has" in text
    assert "..." not in text.partition("Commands:")[2]


def test_help_starts_light(tmp_path: Path):
    """Help needs nothing of what reads, sets or builds."""
    done = reportgen("--help", cwd=tmp_path, options=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.decode().splitlines()}
    assert "click" in loaded
    assert not loaded & {"weasyprint", "mkdocs", "pydantic", "jinja2", "yaml", "holidays", "icalendar"}


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_for_completion_is_printed(shell: str, tmp_path: Path):
    """As the installed command, it completes in a shell."""
    code = "import sys; sys.argv = ['reportgen']; from reportgen.cli import main; main()"
    extra = environment(_REPORTGEN_COMPLETE=f"{shell}_source")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=extra, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"_REPORTGEN_COMPLETE=" in done.stdout


def test_the_version_is_printed(tmp_path: Path):
    """One line, with the name."""
    assert re.fullmatch(r"reportgen, version \d+\.\d+\.\d+\S*\n", reportgen("--version", cwd=tmp_path).stdout.decode())


# Exit codes

KEPT, BREACHED = "2024-11-20", "2024-11-08"


@pytest.mark.parametrize(
    ("production", "fail_on", "code"),
    [
        (KEPT, None, 0),
        (KEPT, "unknown", 0),
        (BREACHED, None, 1),
        (BREACHED, "not-satisfied", 1),
        (BREACHED, "never", 0),
    ],
)
def test_a_broken_promise_decides_the_exit_code(production: str, fail_on: str | None, code: int, tmp_path: Path):
    """0 clean, 1 at or above the threshold; by default what cannot be told counts too."""
    place = small(tmp_path, production)
    threshold = ("--fail-on", fail_on) if fail_on else ()
    assert reportgen("check", place, *threshold, cwd=tmp_path).returncode == code


@pytest.mark.parametrize(("fail_on", "code"), [("unknown", 1), ("not-satisfied", 0), ("never", 0)])
def test_what_cannot_be_told_counts_from_its_threshold_on(fail_on: str, code: int, tmp_path: Path):
    """A production date without a date in staging: nobody can tell."""
    place = small(tmp_path)
    place.write_text(place.read_text().replace("staging: 2024-11-05, ", ""))
    assert reportgen("check", place, "--fail-on", fail_on, cwd=tmp_path).returncode == code


def test_build_says_nothing_about_the_verdict_unless_asked(tmp_path: Path):
    """0 when written, whatever it says; 1 with --fail-on."""
    place = small(tmp_path, BREACHED)
    build = ("build", place, "--formats", "json")
    assert reportgen(*build, cwd=tmp_path).returncode == 0
    assert reportgen(*build, "--fail-on", "not-satisfied", cwd=tmp_path).returncode == 1
    assert (tmp_path / "site" / "report.json").is_file()


def test_a_bug_of_ours_is_3_and_says_what_to_report(tmp_path: Path):
    """A traceback and a request on stderr, nothing on stdout."""
    place = small(tmp_path / "inventory")
    broken = tmp_path / "broken"
    broken.mkdir()
    code = "import reportgen.assessment\ndef assess(*_):\n    raise RuntimeError('out of order')\nreportgen.assessment.assess = assess\n"
    (broken / "sitecustomize.py").write_text(code)
    done = reportgen("check", place, cwd=tmp_path, PYTHONPATH=str(broken))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"RuntimeError: out of order" in done.stderr
    assert b"Please report" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", QUICKSTART, "--format", "yaml"), "'text', 'json', 'sarif', 'junit'"),
        (("build", QUICKSTART, "--formats", "jsn"), "jsn is not a format; there are site, pdf, json"),
        (("build", QUICKSTART, "--formats", ","), "nothing is not a format"),
        (("explain", QUICKSTART, "shop-stagin"), "did you mean shop-staging"),
        (("explain", QUICKSTART, "shop-staging", "iso27001-2022/a.8.3x"), "iso27001-2022/a.8.3"),
        (("isolation", QUICKSTART, "shop-staging", "shop-productoin"), "did you mean shop-production"),
        (("isolation", QUICKSTART, "shop-staging", "shop-staging"), "makes no pair with itself"),
        (("catalog", "show", "iso27001-2202"), "iso27001-2022"),
        (("catalog", "show", "iso27001-2022/A.8.311"), "A.8.31"),
        (("templates", "copy", "landing.html.j3"), "did you mean landing.html.j2"),
        (("check", QUICKSTART, "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("plan", QUICKSTART, "--period", "2024-12-31..2024-01-01"), "ends before it begins"),
        (("plan", QUICKSTART, "--if", "service=welkin"), "is not complete"),
        (("check", "nowhere"), "there is no such file or directory"),
        (("build", QUICKSTART, "--formats", "json", "-o", "/proc/nothing/site"), "/proc/nothing/site cannot be written"),
        (("serve", QUICKSTART, "--templates", "nowhere"), "the template directory nowhere does not exist"),
        (("verify", "report.pdf", "--templates", "nowhere"), "'nowhere' does not exist"),
        (("catalog", "list", "--inventory", "nowhere"), "'nowhere' does not exist"),
        (("catalog", "show", "zzz"), "known here: au-essential-eight, be-cyfun-2025,"),
        (("chekc",), "No such command"),
    ],
    ids=lambda value: " ".join(map(str, value[:2])) if isinstance(value, tuple) else None,
)
def test_wrong_usage_is_2_and_names_what_was_meant(arguments: tuple[object, ...], told: str, tmp_path: Path):
    """The message is on stderr, with the near matches; stdout is empty and nothing is written."""
    done = reportgen(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in " ".join(done.stderr.decode().split())
    assert tree(tmp_path) == {}


def test_a_bad_inventory_is_told_whole_with_places(tmp_path: Path):
    """Every problem with its file, line and column on stderr, exit 2, stdout empty, nothing written."""
    place = small(tmp_path / "my")
    text = place.read_text().replace("stage: production", "stage: live").replace("designation: production", "designated: production")
    place.write_text(text.replace("frameworks: []", "frameworks: [iso27001-2202]"))
    before = tree(tmp_path)
    for command in (("check", "my"), ("check", "my", "--format", "json"), ("build", "my"), ("plan", "my")):
        done = reportgen(*command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        places = [line for line in done.stderr.decode().splitlines() if re.match(r"my/inventory\.yaml:\d+:\d+: \S", line)]
        assert len(places) == 3
        assert "did you mean" in done.stderr.decode()
    assert tree(tmp_path) == before


# What is printed


def test_the_data_of_check_is_the_file_of_build(tmp_path: Path):
    """``check --format json`` and ``report.json`` are the same bytes, and valid by the published schema."""
    assert reportgen("build", ACME, "--formats", "json", cwd=tmp_path).returncode == 0
    printed = reportgen("check", ACME, "--format", "json", cwd=tmp_path).stdout
    assert printed == (tmp_path / "site" / "report.json").read_bytes()
    schema = json.loads(reportgen("schema", "report", cwd=tmp_path).stdout)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(printed))


def test_check_prints_sarif_and_junit_that_parse(tmp_path: Path):
    """Both are whole documents on stdout, with the exit code of the verdict."""
    done = reportgen("check", QUICKSTART, "--format", "sarif", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["version"]) == (1, "2.1.0")
    done = reportgen("check", QUICKSTART, "--format", "junit", cwd=tmp_path)
    assert (done.returncode, ET.fromstring(done.stdout).tag) == (1, "testsuites")  # noqa: S314 - our own output


def test_check_prints_text_that_ends_with_the_verdict(tmp_path: Path):
    """The last line is the outcome in one sentence; nothing is on stderr."""
    done = reportgen("check", QUICKSTART, cwd=tmp_path)
    assert done.stderr == b""
    assert done.stdout.decode().splitlines()[-1].startswith("Verdict: 45 findings not satisfied")


def test_as_of_overrides_the_day(tmp_path: Path):
    """The report is for the day that was asked for."""
    done = reportgen("check", QUICKSTART, "--as-of", "2024-12-20", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["as_of"] == "2024-12-20"


def test_explain_gives_reasons_as_text_and_data(tmp_path: Path):
    """The smallest change and the place to change are in both."""
    asked = ("explain", QUICKSTART, "shop-production", "iso27001-2022/a.8.31")
    text = reportgen(*asked, cwd=tmp_path).stdout.decode()
    data = json.loads(reportgen(*asked, "--format", "json", cwd=tmp_path).stdout)
    assert "Give shop-staging a Namespace of its own." in text
    assert {f["requirement"] for f in data["findings"]} == {"iso27001-2022/a.8.31"}
    assert "Give shop-staging a Namespace of its own." in {f.get("smallest_change") for f in data["findings"]}


def test_isolation_carries_the_keys_of_the_contract(tmp_path: Path):
    """As data: the two names, the level, the facets and what is shared, the same in both orders."""
    pair = ("shop-production", "shop-staging")
    data = [json.loads(reportgen("isolation", QUICKSTART, *names, "--format", "json", cwd=tmp_path).stdout) for names in (pair, pair[::-1])]
    assert data[0].keys() >= {"a", "b", "level", "namespaces_separate", "nodes_separate", "nodes_enforced", "shared"}
    assert (data[0]["a"], data[0]["b"]) == pair
    assert {k: v for k, v in data[0].items() if k not in "ab"} == {k: v for k, v in data[1].items() if k not in "ab"}
    assert "labels isolation" in reportgen("isolation", QUICKSTART, *pair, cwd=tmp_path).stdout.decode()


def test_plan_is_printed_in_three_formats(tmp_path: Path):
    """Text names the days, data has them, and the calendar parses."""
    asked = ("plan", ACME)
    assert "2025-01-14" in reportgen(*asked, cwd=tmp_path).stdout.decode()
    data = json.loads(reportgen(*asked, "--format", "json", cwd=tmp_path).stdout)
    assert "2025-01-14" in {entry["planned"] for entry in data["plan"]}
    calendar = Calendar.from_ical(reportgen(*asked, "--format", "ics", cwd=tmp_path).stdout)
    assert len(calendar.walk("VEVENT")) > 0


def test_plan_answers_what_if(tmp_path: Path):
    """An update that is only supposed appears in the plan, and would break the promise if it came too early."""
    supposed = "service=welkin,version=v9,class=minor,staging=2025-01-14,prod=2025-01-15"
    done = reportgen("plan", small(tmp_path), "--if", supposed, "--format", "json", cwd=tmp_path)
    orders = {(e["version"], e["environment"]): e["order"] for e in json.loads(done.stdout)["plan"]}
    assert orders["v9", "prod"] == "breaches"


def test_period_is_summed_up_as_text_and_data(tmp_path: Path):
    """The figures of both are those of the period."""
    asked = ("plan", small(tmp_path), "--period", "2024-11-01..2024-11-30")
    assert json.loads(reportgen(*asked, "--format", "json", cwd=tmp_path).stdout)["overall"]["counts"]["kept"] == 1
    assert "both included: 1." in reportgen(*asked, cwd=tmp_path).stdout.decode()


def test_the_catalogue_is_listed_and_shown(tmp_path: Path):
    """As text and as data, a clause spelt as its framework spells it."""
    listed = json.loads(reportgen("catalog", "list", "--format", "json", cwd=tmp_path).stdout)
    text = reportgen("catalog", "list", cwd=tmp_path).stdout.decode()
    assert all(framework["id"] in text for framework in listed)
    shown = json.loads(reportgen("catalog", "show", "iso27001-2022/A.8.31", "--format", "json", cwd=tmp_path).stdout)
    assert [r["id"] for r in shown["requirements"]] == ["iso27001-2022/a.8.31"]


def test_the_schema_of_the_inventory_takes_the_starter(tmp_path: Path):
    """What ``init`` writes beside its inventory is what ``schema`` prints."""
    assert reportgen("init", "demo", cwd=tmp_path).returncode == 0
    printed = json.loads(reportgen("schema", "inventory", cwd=tmp_path).stdout)
    assert json.loads((tmp_path / "demo/inventories/demo/inventory.schema.json").read_bytes()) == printed


def test_templates_are_listed_and_copied(tmp_path: Path):
    """What is listed can be copied, once."""
    listed = reportgen("templates", "list", cwd=tmp_path).stdout.decode().split()
    assert "landing.html.j2" in listed
    copy = ("templates", "copy", "landing.html.j2", "-o", "mine")
    assert reportgen(*copy, cwd=tmp_path).returncode == 0
    assert list(tree(tmp_path)) == ["mine/landing.html.j2"]
    assert reportgen(*copy, cwd=tmp_path).returncode == 2


# What is written


def test_init_then_build(tmp_path: Path):
    """The starter is judged and built as it is, and is not overwritten."""
    done = reportgen("init", "demo", cwd=tmp_path)
    assert "reportgen build inventories/demo" in done.stdout.decode()
    before = tree(tmp_path)
    assert reportgen("init", "demo", cwd=tmp_path).returncode == 2
    assert tree(tmp_path) == before
    assert reportgen("build", "inventories/demo", "--formats", "json,ics", cwd=tmp_path / "demo").returncode == 0
    assert {"report.json", "updates.ics"} <= tree(tmp_path / "demo" / "site").keys()


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path):
    """Files that we did not write stay, and nothing is added."""
    place = small(tmp_path / "inventory")
    foreign = tmp_path / "site"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    done = reportgen("build", place, "--formats", "json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert tree(foreign) == {"thesis.txt": b"years of work"}


def test_several_inventories_get_a_page_that_leads_to_them(tmp_path: Path):
    """One directory each; every link of the page leads to a file; several processes write the same bytes as one."""
    small(tmp_path / "one")
    small(tmp_path / "two", BREACHED)
    build = ("build", "one", "two", "--formats", "json,ics")
    assert reportgen(*build, cwd=tmp_path).returncode == 0
    assert reportgen(*build, "-o", "apart", "-j", "2", cwd=tmp_path).returncode == 0
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', page)
    assert links == ["one/report.json", "one/updates.ics", "two/report.json", "two/updates.ics"]
    assert all((tmp_path / "site" / link).is_file() for link in links)
    assert tree(tmp_path / "apart") == tree(tmp_path / "site")


def test_two_builds_in_different_directories_are_the_same_bytes(tmp_path: Path):
    """Site, PDF and data depend on the inventory alone, not on the place, the hash seed or the time zone."""
    built = []
    for name, extra in (("here", {"PYTHONHASHSEED": "1"}), ("a/deeper/there", {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"})):
        place = tmp_path / name
        small(place / "inventories" / "mine", BREACHED)
        done = reportgen("build", "inventories/mine", cwd=place, **extra)
        assert done.returncode == 0, done.stderr.decode()
        built.append(tree(place / "site"))
    assert {"index.html", "report.json", "reports/small-2024-12-16.pdf"} <= built[0].keys()
    assert [name for name in built[0] if built[0][name] != built[1].get(name)] == []
    assert built[0].keys() == built[1].keys()


def test_a_killed_build_leaves_the_old_output_or_the_new(tmp_path: Path):
    """Killed at any moment, the directory is one of the two, whole."""
    place = small(tmp_path / "inventory")
    build = ("build", place, "--formats", "json,ics")
    whole = {}
    for day in ("2024-12-17", "2024-12-18"):
        started = time.monotonic()
        assert reportgen(*build, "--as-of", day, cwd=tmp_path).returncode == 0
        took = time.monotonic() - started
        whole[day] = tree(tmp_path / "site")
    assert whole["2024-12-17"] != whole["2024-12-18"]
    for i in range(1, 9):
        day = "2024-12-17" if i % 2 else "2024-12-18"
        command = [sys.executable, "-m", "reportgen", *map(str, build), "--as-of", day]
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
        )
        time.sleep(took * i / 8)
        process.kill()
        process.wait()
        assert tree(tmp_path / "site") in whole.values()
