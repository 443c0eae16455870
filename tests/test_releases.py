"""Releases: a report frozen under a name, found again by it, and never written over by accident."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from reportgen import pipeline
from reportgen.archive.reading import named, releases
from reportgen.errors import InputError, UsageError
from reportgen.report_schema import json_schema

from .command import QUICKSTART, reportgen, small, tree


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """An inventory that is a directory."""
    small(tmp_path / "inventories" / "fleet")
    return tmp_path / "inventories" / "fleet"


def release(*arguments: object, cwd: Path, code: int = 0) -> str:
    """Run `reportgen release` and return what it says; it ends with the exit code."""
    run = reportgen("release", *arguments, cwd=cwd)
    assert run.returncode == code, run.stderr.decode()
    return (run.stderr if code else run.stdout).decode()


def listed(inventory: Path, cwd: Path) -> list[dict[str, object]]:
    found = json.loads(release("--list", inventory, "--format", "json", cwd=cwd))
    return list(found[0]["releases"])


def test_a_release_lies_in_its_inventory_and_changes_nothing_in_it(fleet: Path, tmp_path: Path) -> None:
    """The file is releases/NAME.json; the same inventory gives the same report before and after, so it was not read as part of it."""
    before = reportgen("check", fleet, "--format", "json", cwd=tmp_path).stdout
    said = release("2024-q4", "inventories/fleet", cwd=tmp_path)
    assert said == "inventories/fleet/releases/2024-q4.json: as of 2024-12-16, written\n"
    assert sorted(tree(fleet)) == ["inventory.yaml", "releases/2024-q4.json"]
    assert reportgen("check", fleet, "--format", "json", cwd=tmp_path).stdout == before


def test_a_release_is_the_report_without_what_no_comparison_asks_for(tmp_path: Path) -> None:
    """It is valid by the published schema, and equal to report.json but for what the documentation says it leaves out."""
    inventory = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, inventory)
    release("first", inventory, cwd=tmp_path)
    kept = json.loads((inventory / "releases" / "first.json").read_bytes())
    Draft202012Validator(json_schema()).validate(kept)
    whole = json.loads(reportgen("check", inventory, "--format", "json", "--fail-on", "never", cwd=tmp_path).stdout)
    assert whole.keys() - kept.keys() == {"plan", "advice"}
    assert kept.keys() - whole.keys() == {"release"}
    assert [key for key in kept if key not in ("release", "findings") and kept[key] != whole[key]] == []
    left_out = {"recommended", "exception_floor", "counterparts", "missing", "smallest_change"}
    assert kept["findings"] == [{k: v for k, v in f.items() if k not in left_out} for f in whole["findings"]]
    assert any("counterparts" in finding for finding in whole["findings"])


def test_the_same_release_twice_is_one_and_another_one_needs_force(fleet: Path, tmp_path: Path) -> None:
    """What is there stays as it is, byte for byte, unless somebody insists; a replaced one keeps its place in the order."""
    place = fleet / "releases" / "a.json"
    release("a", fleet, cwd=tmp_path)
    first = place.read_bytes()
    assert release("a", fleet, cwd=tmp_path).endswith("unchanged\n")
    small(fleet, production="2024-11-06")
    said = release("a", fleet, cwd=tmp_path, code=2)
    assert "a.json is there already, with another content" in said
    assert "--force" in said
    assert place.read_bytes() == first
    release("b", fleet, cwd=tmp_path)
    assert release("a", fleet, "--force", cwd=tmp_path).endswith("replaced\n")
    assert place.read_bytes() != first
    assert [(r["name"], r["sequence"], r["updates"]["breached"]) for r in listed(fleet, tmp_path)] == [("a", 1, 1), ("b", 2, 1)]


def test_releases_stand_by_their_day_then_as_they_were_made(fleet: Path, tmp_path: Path) -> None:
    """Two of one day are told apart by which was made first, whatever they are called; one made later of an earlier day stands before."""
    for name, day in (("z", "2024-12-16"), ("a", "2024-12-16"), ("late", "2024-12-01")):
        release(name, fleet, "--as-of", day, cwd=tmp_path)
    assert [r["name"] for r in listed(fleet, tmp_path)] == ["late", "z", "a"]
    text = release("--list", fleet, cwd=tmp_path)
    assert [line.split()[:2] for line in text.splitlines()[2:]] == [["late", "2024-12-01"], ["z", "2024-12-16"], ["a", "2024-12-16"]]


def test_inventories_in_one_directory_have_releases_of_their_own(tmp_path: Path) -> None:
    """An inventory that is one file never takes the release of its neighbour for its own."""
    one, two = small(tmp_path, name="one.yaml"), small(tmp_path, name="two.yaml")
    release("q1", one, cwd=tmp_path)
    assert (tmp_path / "releases" / "one" / "q1.json").is_file()
    assert [r["name"] for r in listed(one, tmp_path)] == ["q1"]
    assert listed(two, tmp_path) == []


def test_several_inventories_get_the_release_together_or_not_at_all(tmp_path: Path) -> None:
    """Where one cannot be frozen, none is."""
    one, two = small(tmp_path, name="one.yaml"), small(tmp_path, name="two.yaml")
    release("q1", one, two, cwd=tmp_path)
    small(tmp_path, name="two.yaml", production="2024-11-06")
    before = tree(tmp_path)
    release("q1", one, two, cwd=tmp_path, code=2)
    release("q2", one, tmp_path / "three.yaml", cwd=tmp_path, code=2)
    assert tree(tmp_path) == before


def test_the_only_inventory_need_not_be_named(fleet: Path, tmp_path: Path) -> None:
    """Below inventories/ there is one; with two, the command says which there are instead of choosing."""
    assert release("q1", cwd=tmp_path).startswith("inventories/fleet/releases/q1.json")
    small(tmp_path / "inventories", name="other.yaml")
    assert "inventories/ holds fleet, other.yaml" in release("q2", cwd=tmp_path, code=2)


@pytest.mark.parametrize("name", ["", "A", "../a", "a/b", "none", "a.json", ".hidden", "a..b", "å", "a" * 65, "git:main", "a b", "a\n"])
def test_a_name_is_safe_in_every_file_system_and_on_every_command_line(name: str) -> None:
    """What could lead elsewhere, hide, or mean something else is refused."""
    with pytest.raises(UsageError, match="cannot be the name of a release"):
        named(name)


def test_a_name_that_is_refused_writes_nothing(fleet: Path, tmp_path: Path) -> None:
    """The command says which names there can be, and leaves no file."""
    assert "'../a' cannot be the name of a release" in release("../a", fleet, cwd=tmp_path, code=2)
    assert sorted(tree(fleet)) == ["inventory.yaml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"schema": "reportgen/report/v1",\n  oops', ":2:3: the release is not JSON"),
        ("[]", ":1:1: this is not a report of reportgen: it has no `schema`"),
        ('{"schema": "reportgen/report/v9"}', "its `schema` is not reportgen/report/v1"),
        ('{"schema": "reportgen/report/v1", "as_of": "soon", "summary": {}}', "its `as_of` is not a day"),
        ("[" * 100_000, "this is not a report of reportgen"),
        ("\ud800", "the release is not UTF-8"),
    ],
)
def test_what_is_no_release_is_named_with_its_place(fleet: Path, content: str, said: str) -> None:
    """A broken file among the releases is an error, for a history without it would be another one."""
    broken = fleet / "releases" / "q1.json"
    broken.parent.mkdir()
    broken.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError) as error:
        releases(fleet)
    (problem,) = error.value.problems
    assert str(problem).startswith(f"{broken}:")
    assert said in str(problem)
    (frozen,) = pipeline.freeze("q1", [fleet], force=True)
    assert (frozen.state, [r.name for r in releases(fleet)]) == ("replaced", ["q1"])


def test_a_broken_release_stops_the_next_one(fleet: Path, tmp_path: Path) -> None:
    """The command says which file it is, and makes no release whose place in the order nobody could tell."""
    broken = fleet / "releases" / "q1.json"
    broken.parent.mkdir()
    broken.write_text("{")
    assert release("q2", "inventories/fleet", cwd=tmp_path, code=2).startswith("inventories/fleet/releases/q1.json:1:2: ")
    assert sorted(tree(fleet)) == ["inventory.yaml", "releases/q1.json"]


def test_a_report_put_there_by_hand_is_a_release(fleet: Path, tmp_path: Path) -> None:
    """A report.json that somebody kept from a build serves as it is, under the name of its file."""
    (fleet / "releases").mkdir()
    (fleet / "releases" / "kept.json").write_bytes(reportgen("check", fleet, "--format", "json", cwd=tmp_path).stdout)
    release("next", fleet, cwd=tmp_path)
    assert [(r["name"], r["sequence"]) for r in listed(fleet, tmp_path)] == [("kept", 0), ("next", 1)]


def test_a_release_in_a_file_of_another_name_is_refused(fleet: Path, tmp_path: Path) -> None:
    """Renaming a file does not rename a release: two names for one report would be two entries of the history."""
    release("q1", fleet, cwd=tmp_path)
    (fleet / "releases" / "q1.json").rename(fleet / "releases" / "q2.json")
    assert "it is the release 'q1', in a file of another name" in release("--list", fleet, cwd=tmp_path, code=2)


def test_the_same_inventory_gives_the_same_release_anywhere(tmp_path: Path) -> None:
    """No clock, no path of the machine, no order of a set is in it."""
    found = []
    for seed, where in (("1", tmp_path / "a"), ("2", tmp_path / "b" / "c")):
        inventory = small(where / "fleet").parent
        reportgen("release", "q1", inventory, cwd=tmp_path, PYTHONHASHSEED=seed)
        found.append((inventory / "releases" / "q1.json").read_bytes())
    assert found[0] == found[1]
