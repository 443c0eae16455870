"""The real command: sides of every kind, formats, the gate, policy and accepted changes, hostile input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportgen.diff_schema import json_schema
from reportgen.errors import InputError, UsageError
from reportgen.inventory import CompanionKind
from reportgen.sides.policy import read_policy
from reportgen.sides.recorded import read_recorded
from reportgen.sides.revisions import extract, parse
from tests.command import QUICKSTART, environment, reportgen, tree

OWN = """\
schema: reportgen/catalog/v1
framework: {id: mine, title: Our policy}
requirements: [{id: mine/1, title: Namespaces, paraphrase: One each., scope: each_deployment, checks: [namespace_isolated]}]
"""
BEFORE = "namespace: shop-testing"
AFTER = "namespace: shop"


def run(*arguments: object, cwd: Path, code: int) -> str:
    """Run ``reportgen diff`` and return what it prints, having checked its exit code; for 2, what it says on stderr."""
    done = reportgen("diff", *arguments, cwd=cwd)
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return (done.stderr if code == 2 else done.stdout).decode()


def data(*arguments: object, cwd: Path, code: int) -> dict[str, Any]:
    """Run ``reportgen diff --format json`` and return what it prints."""
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json", cwd=cwd, code=code))
    return found


def codes(found: dict[str, Any]) -> list[str]:
    """Return the codes of a comparison with their subjects, sorted."""
    return sorted(f"{change['code']} {change['subject']}" for change in found["changes"])


@pytest.fixture(scope="session")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quickstart as ``old`` and, one deployment moved, as ``new``, with the report and PDF of each; read it, never write into it."""
    folder = tmp_path_factory.mktemp("sides")
    for name in ("old", "new"):
        (folder / name).mkdir()
        text = (QUICKSTART / "inventory.yaml").read_text(encoding="utf-8").replace("- elastisys-tos\n", "- elastisys-tos\n    - mine\n")
        (folder / name / "mine.yaml").write_text(OWN, encoding="utf-8")
        (folder / name / "inventory.yaml").write_text(text.replace(BEFORE, AFTER) if name == "new" else text, encoding="utf-8")
        built = reportgen("build", name, "-o", f"{name}-out", "--formats", "pdf,json", cwd=folder)
        assert built.returncode == 0, built.stderr.decode()
        shutil.move(folder / f"{name}-out" / "report.json", folder / f"{name}.json")
        (pdf,) = (folder / f"{name}-out" / "reports").glob("*.pdf")
        shutil.move(pdf, folder / f"{name}.pdf")
    return folder


@pytest.fixture
def work(sides: Path, tmp_path: Path) -> Path:
    """A copy of the two inventories, to write to."""
    for name in ("old", "new"):
        shutil.copytree(sides / name, tmp_path / name)
    return tmp_path


def git(*arguments: str, cwd: Path) -> str:
    """Run git as somebody, without anybody's configuration."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *who, *arguments], cwd=cwd, env=environment(**settings), capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def repository(work: Path) -> Path:
    """A repository whose only commit holds the old inventory as ``fleet``, with the new one in its work tree."""
    place = work / "repository"
    shutil.copytree(work / "old", place / "fleet")
    git("init", "-q", cwd=place)
    git("add", "-A", cwd=place)
    git("commit", "-q", "-m", "old", cwd=place)
    shutil.copy(work / "new" / "inventory.yaml", place / "fleet" / "inventory.yaml")
    return place


# Sides


def test_every_kind_of_side_says_the_same(sides):
    """Inventory, report.json and PDF of the same thing are the same side: the changes have the same fingerprints."""
    found = {
        (old, new): data(old, new, cwd=sides, code=1) for old, new in (("old", "new"), ("old.json", "new.json"), ("old.pdf", "new.pdf"))
    }
    ids = {key: [change["id"] for change in each["changes"]] for key, each in found.items()}
    assert len({tuple(each) for each in ids.values()}) == 1
    assert "isolation-lowered shop-testing" in codes(found["old", "new"])
    places = {json.dumps([change["location"] for change in each["changes"]]) for each in found.values()}
    assert len(places) == 1


def test_a_pdf_carries_the_catalogues_that_judged_it(sides, tmp_path):
    """Across days OLD is judged again: by what NEW's PDF carries. A report alone lacks our catalogue, and says what it cannot compare."""
    built = reportgen("build", "new", "-o", tmp_path, "--formats", "pdf,json", "--as-of", "2025-01-10", cwd=sides)
    assert built.returncode == 0, built.stderr.decode()
    (later,) = (tmp_path / "reports").glob("*.pdf")
    whole = data("old.pdf", later, cwd=sides, code=1)
    assert whole["incomparable"] == []
    ours = [(c["code"], c["subject"], c["cause"]) for c in whole["changes"] if c.get("requirement") == "mine/1"]
    assert ours == [("finding-not-satisfied", "shop-testing", "system")]
    alone = data("old.json", tmp_path / "report.json", cwd=sides, code=1)
    assert [(item["subject"], item["what"]) for item in alone["incomparable"]] == [("mine", "1 finding that differs")]


def test_a_side_against_itself_is_no_change(sides):
    """Held against itself, as another kind of side too, nothing changed, and the strictest gate stays open."""
    assert run("old", "old", "--fail-on", "info", cwd=sides, code=0).startswith("Nothing changed.\n")
    assert data("old.pdf", "old.json", "--fail-on", "info", cwd=sides, code=0)["changes"] == []


def test_comments_files_and_their_order_are_no_change(sides, tmp_path):
    """A comment, other names of files, keys in another order and the inventory in several files change nothing."""
    whole = json.loads((sides / "old.json").read_bytes())["inventory"]
    (tmp_path / "split" / "more").mkdir(parents=True)
    head = {key: value for key, value in whole.items() if key not in ("deployments", "updates")}
    backwards = [dict(reversed(entry.items())) for entry in whole["deployments"][::-1]]
    parts = {"z.yaml": dict(sorted(head.items())), "more/a.yml": {"deployments": backwards}, "u.yaml": {"updates": whole["updates"]}}
    for name, part in parts.items():
        (tmp_path / "split" / name).write_text(f"# A comment\n{json.dumps(part)}\n", encoding="utf-8")
    (tmp_path / "split" / "renamed.yaml").write_text(OWN, encoding="utf-8")
    assert data(sides / "old", "split", "--fail-on", "info", cwd=tmp_path, code=0)["changes"] == []


def test_a_report_whose_verdicts_contradict_each_other_is_refused(sides, tmp_path):
    """A finding that was turned by hand is not what counts and requirements say of it: nothing is compared with it."""
    report = json.loads((sides / "new.json").read_text())
    asked = [(f["requirement"], f["subject"]) for f in report["findings"]]
    turned = next(f for f in report["findings"] if f["status"] == "not-satisfied" and asked.count((f["requirement"], f["subject"])) == 1)
    turned["status"] = "satisfied"
    path = tmp_path / "turned.json"
    path.write_text(json.dumps(report))
    assert "`findings` are not as many of each status as `summary` says" in run("old.json", path, cwd=sides, code=2)
    report["summary"]["findings"]["not-satisfied"] -= 1
    report["summary"]["findings"]["satisfied"] += 1
    path.write_text(json.dumps(report))
    contradiction = f"do not say the same of {turned['requirement']} for {turned['subject']}"
    assert contradiction in run("old.json", path, cwd=sides, code=2)


def test_a_release_is_found_by_its_name(work):
    """The name of a release of NEW's inventory is a side, and its name stands in the answer."""
    frozen = reportgen("release", "2024-q4", "old", cwd=work)
    assert frozen.returncode == 0, frozen.stderr.decode()
    shutil.copytree(work / "old" / "releases", work / "new" / "releases")
    found = data("2024-q4", "new", cwd=work, code=1)
    assert found["old"]["release"] == "2024-q4"
    assert "release" not in found["new"]
    assert codes(found) == codes(data("old", "new", cwd=work, code=1))


def test_a_name_that_means_two_things_is_refused(work):
    """A directory that is called like a release is neither, until the user says which."""
    assert reportgen("release", "old", "old", cwd=work).returncode == 0
    shutil.copytree(work / "old" / "releases", work / "new" / "releases")
    assert "a release too" in run("old", "new", cwd=work, code=2)
    run("./old", "new", cwd=work, code=1)


def test_a_revision_is_read_without_touching_the_repository(repository):
    """git:REV takes the path of the other side; the work tree, the index and the references stay as they are."""
    before = tree(repository)
    found = data("git:HEAD", "fleet", cwd=repository, code=1)
    assert "deployment-moved shop-testing" in codes(found)
    assert tree(repository) == before
    assert data("git:HEAD:fleet", "git:main:fleet", cwd=repository, code=0)["changes"] == []


def test_a_report_in_a_revision_is_a_side(repository, sides):
    """What lies in a revision may be a report as well."""
    shutil.copy(sides / "old.json", repository / "report.json")
    git("add", "report.json", cwd=repository)
    git("commit", "-q", "-m", "report", cwd=repository)
    assert data("git:HEAD:report.json", "git:HEAD:fleet", cwd=repository, code=0)["changes"] == []


def test_a_single_file_brings_its_catalogue_and_its_evidence(repository, tmp_path):
    """Of a revision, what the inventory names is read too: the siblings that are catalogues, and files of evidence."""
    fleet = repository / "fleet"
    (fleet / "mine.yaml").rename(fleet / "mine.catalog.yaml")
    (fleet / "proof").mkdir()
    (fleet / "proof" / "a.txt").write_text("seen", encoding="utf-8")
    (fleet / "proof" / "other.bin").write_bytes(b"not asked for")
    entry = "{id: E-1, requirement: mine/1, deployments: [shop-staging], statement: So., file: proof/a.txt, collected: 2024-12-01}"
    with (fleet / "inventory.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nevidence: [{entry}]\n")
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "single", cwd=repository)
    target = tmp_path / "target"
    assert extract(parse("git:HEAD:fleet/inventory.yaml", None, repository), repository, target) == target / "inventory.yaml"
    assert set(tree(target)) == {"inventory.yaml", "mine.catalog.yaml", "proof/a.txt"}
    assert data("git:HEAD:fleet/inventory.yaml", "fleet/inventory.yaml", cwd=repository, code=0)["changes"] == []


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("git:--upload-pack=x", "names no revision"),
        ("git:", "names no revision"),
        ("git:HEAD:../fleet", "leads out of the repository"),
        ("git:HEAD:/etc", "leads out of the repository"),
        ("git:nowhere", "is no commit"),
        ("git:HEAD:--option", "no such path"),
        ("git:HEAD:nothing", "no such path"),
        ("git:HEAD^{tree}", "is no commit"),
    ],
)
def test_revisions_that_are_none(repository, tmp_path, monkeypatch, spec, said):
    """A revision that could be an option, leads elsewhere or is not there is refused in words."""
    monkeypatch.chdir(repository)
    with pytest.raises(UsageError, match=said):
        extract(parse(spec, Path("fleet"), repository), repository, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def _commit_link(repository: Path, target: str) -> None:
    (repository / "fleet" / "more.yaml").symlink_to(target)


def _commit_pointer(repository: Path, _: str) -> None:
    text = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    (repository / "fleet" / "more.yaml").write_text(text, encoding="utf-8")


def _commit_submodule(repository: Path, _: str) -> None:
    inner = repository.parent / "inner"
    inner.mkdir()
    git("init", "-q", cwd=inner)
    git("commit", "-q", "--allow-empty", "-m", "inner", cwd=inner)
    git("submodule", "--quiet", "add", str(inner), "fleet/inner", cwd=repository)


@pytest.mark.parametrize(
    ("commit", "target", "said"),
    [
        (_commit_link, "../../outside.yaml", "git:HEAD:fleet/more.yaml:1:1: this link leads out of the inventory's directory"),
        (_commit_link, "more.yaml", "this link leads out"),
        (_commit_pointer, "", "kept by Git LFS"),
        (_commit_submodule, "", "git:HEAD:fleet/inner:1:1: this is a submodule"),
    ],
    ids=["link-out", "link-to-itself", "lfs", "submodule"],
)
def test_what_a_revision_alone_does_not_hold_is_refused(repository, tmp_path, commit, target, said):
    """Links that lead out, files kept elsewhere and other repositories are named, not passed over."""
    commit(repository, target)
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "more", cwd=repository)
    with pytest.raises(InputError) as refused:
        extract(parse("git:HEAD:fleet", None, repository), repository, tmp_path / "target")
    assert said in str(refused.value)
    assert not (tmp_path / "target").exists()


def test_mistakes_in_a_revision_are_named_by_their_place_in_it(repository):
    """A mistake in what was committed is at git:REV:FILE:LINE:COLUMN."""
    git("checkout", "-q", "--", "fleet", cwd=repository)
    file = repository / "fleet" / "inventory.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("stage: staging", "stage: stagin"), encoding="utf-8")
    git("commit", "-q", "-a", "-m", "mistake", cwd=repository)
    said = run("git:HEAD:fleet", "git:HEAD~1:fleet", cwd=repository, code=2)
    assert said.startswith("git:HEAD:fleet/inventory.yaml:")
    assert "did you mean `staging`?" in said


def test_a_side_that_is_nothing_is_refused(work):
    """What is neither a file nor a release is named, with what a side can be."""
    assert "there is no 'nothing'" in run("nothing", "new", cwd=work, code=2)


# Reports that are none


def _spoilt(report: dict[str, Any]) -> Iterator[tuple[str, object, str]]:
    """Yield (name, another report, what is said of it)."""
    yield "not-json", b"{", "this is not JSON"
    yield "not-utf8", b'{"schema": "\xff"}', "not UTF-8"
    yield "nan", b'{"schema": NaN}', "NaN"
    yield "deep", b"[" * 100_000, "nested too deeply"
    yield "list", [], "not a report of reportgen"
    yield "foreign", {"schema": "other/v1"}, "not a report of reportgen"
    yield "newer", {**report, "schema": "reportgen/report/v2"}, "newer"
    yield "no-inventory", {key: value for key, value in report.items() if key != "inventory"}, "`inventory` is not an object"
    yield "findings", {**report, "findings": {}}, "`findings` is not a list"
    yield "finding", {**report, "findings": [{**report["findings"][0], "status": "fine"}]}, "`findings[0]`"
    yield "twice", {**report, "findings": [report["findings"][0]] * 2}, "two verdicts about one thing"
    yield "subject", {**report, "findings": [{**report["findings"][0], "subject": ["x"]}]}, "`findings[0]`"
    yield "lead", {**report, "updates": [{**report["updates"][0], "lead": "5"}]}, "`updates[0]`"
    yield "pairs", {**report, "applications": [{**report["applications"][0], "pairs": []}]}, "`applications[0]`"
    yield "day", {**report, "as_of": "yesterday"}, "`as_of` is not a day"
    stage = [{**report["inventory"]["deployments"][0], "stage": "stagin"}]
    yield "stage", {**report, "inventory": {**report["inventory"], "deployments": stage}}, "did you mean `staging`?"


def test_reports_that_are_damaged_or_foreign_are_refused(sides, tmp_path):
    """Whatever the bytes, there is a problem with the place and what is wrong."""
    spoilt = list(_spoilt(json.loads((sides / "old.json").read_bytes())))
    for name, content, said in spoilt:
        written = content if isinstance(content, bytes) else json.dumps(content).encode()
        with pytest.raises(InputError) as refused:
            read_recorded(f"{name}.json", written, terms_zones={})
        assert str(refused.value).startswith(f"{name}.json:"), name
        assert said in str(refused.value), name
    assert len(spoilt) > 12
    (tmp_path / "foreign.json").write_text("{}", encoding="utf-8")
    assert run("foreign.json", sides / "new.json", cwd=tmp_path, code=2).startswith("foreign.json:1:1: this is not a report of reportgen")
    (tmp_path / "broken.pdf").write_bytes((sides / "old.pdf").read_bytes()[:5000])
    assert run("broken.pdf", sides / "new.json", cwd=tmp_path, code=2).startswith("broken.pdf:1:1: this PDF is broken")


# The gate and the formats


def test_only_what_this_change_introduced_closes_the_gate(work):
    """What failed before and fails still is no matter of the gate: the old inventory has its failures too."""
    assert reportgen("check", "old", "--fail-on", "not-satisfied", cwd=work).returncode == 1
    run("old", "old", "--fail-on", "info", cwd=work, code=0)
    run("old", "new", "--fail-on", "never", cwd=work, code=0)


def test_json_fits_its_published_schema(sides):
    """What is printed validates against what ``reportgen schema diff`` prints, and twice the same bytes come."""
    printed = reportgen("schema", "diff", cwd=sides)
    assert json.loads(printed.stdout) == json_schema()
    found = data("old", "new", cwd=sides, code=1)
    jsonschema.Draft202012Validator(json_schema()).validate(found)
    assert found["schema"] == "reportgen/diff/v1"
    assert set(found["summary"]["codes"]) == {change["code"] for change in found["changes"]}
    assert run("old", "new", "--format", "json", cwd=sides, code=1) == run("old", "new", "--format", "json", cwd=sides, code=1)


def test_text_begins_with_what_matters(sides):
    """The first sentence tells the deed and what follows from it; every change has its place as the user would type it."""
    text = run("old", "new", cwd=sides, code=1)
    first = " ".join(text.split("\n\n")[0].split())
    assert first.startswith("shop-testing moved from the Namespace shop-testing beside shop-production")
    assert "its isolation from shop-production and shop-staging fell from Namespace to labels" in first
    assert "ISO/IEC 27001:2022 A.8.3 is no longer satisfied" in first
    assert "new/inventory.yaml:93" in text


def test_markdown_is_a_comment_that_a_job_can_find_again(sides):
    """The comment begins with its mark and says the sentence that matters, names escaped."""
    text = run("old", "new", "--format", "markdown", cwd=sides, code=1)
    assert text.startswith("<!-- reportgen diff -->\n")
    assert text.index("moved from") < text.index("isolation-lowered")
    assert len(text) < 65_536


# Policy and accepted changes


def test_a_policy_beside_the_inventory_decides_severities(work):
    """A code that the policy makes a warning closes the gate for warnings only; what it makes an error closes it for errors."""
    (work / "new" / "diff-policy.yaml").write_text(
        "schema: reportgen/diff-policy/v1\nseverities: {isolation-lowered: info, finding-not-satisfied: warning}\n", encoding="utf-8"
    )
    found = data("old", "new", cwd=work, code=0)
    assert {c["severity"] for c in found["changes"] if c["code"] == "finding-not-satisfied"} == {"warning"}
    strict = work / "strict.yaml"
    strict.write_text("schema: reportgen/diff-policy/v1\nseverities: {deployment-moved: error}\n", encoding="utf-8")
    moved = [c for c in data("old", "new", "--policy", strict, cwd=work, code=1)["changes"] if c["code"] == "deployment-moved"]
    assert [c["severity"] for c in moved] == ["error"]


def test_accepted_changes_open_the_gate_and_say_who_accepts_them(work):
    """An accepted change stays in the answer, with who and why; unused and expired entries are reported and count for nothing."""
    errors = [c["id"] for c in data("old", "new", cwd=work, code=1)["changes"] if c["severity"] == "error"]
    entries = "".join(f"  - {{fingerprint: '{id_}', reason: Agreed., author: CISO, expires: 2024-12-16}}\n" for id_ in errors)
    unused = "  - {fingerprint: '0123456789abcdef', reason: Gone., author: CISO}\n"
    place = work / "new" / "accepted-changes.yaml"
    place.write_text(f"schema: reportgen/accepted-changes/v1\naccepted:\n{entries}{unused}", encoding="utf-8")
    found = data("old", "new", cwd=work, code=0)
    assert [c["accepted"]["author"] for c in found["changes"] if c["id"] in errors] == ["CISO"] * len(errors)
    assert [item["fingerprint"] for item in found["acceptances"]["unused"]] == ["0123456789abcdef"]
    place.write_text(place.read_text(encoding="utf-8").replace("2024-12-16", "2024-12-15"), encoding="utf-8")
    late = data("old", "new", cwd=work, code=1)
    assert {item["fingerprint"] for item in late["acceptances"]["expired"]} == set(errors)
    assert "has ended and counts for nothing" in run("old", "new", cwd=work, code=1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "diff-policy",
            "severities: {isolation-lowred: info}",
            "3:14: there is no code `isolation-lowred` (did you mean `isolation-lowered`?)",
        ),
        ("diff-policy", "severities: {isolation-lowered: fatal}", "`fatal` is no severity (error, warning or info)"),
        ("diff-policy", "severity: {}", "3:1: unknown key `severity` (did you mean `severities`?)"),
        ("accepted-changes", "accepted: [{fingerprint: xyz, reason: a, author: b}]", "`xyz` is no fingerprint"),
        ("accepted-changes", "accepted: [{fingerprint: '0123456789abcdef', author: b}]", "`reason` is missing"),
        (
            "accepted-changes",
            "accepted: [{fingerprint: '0123456789abcdef', reason: a, author: b, expires: soon}]",
            "`soon` is not a day (write it as 2025-01-31)",
        ),
        (
            "accepted-changes",
            "accepted: [{fingerprint: '0123456789abcdef', reason: a, author: b}, {fingerprint: '0123456789abcdef', reason: a, author: b}]",
            "is accepted twice, first at",
        ),
    ],
)
def test_mistakes_in_policy_files_are_named(name, content, said):
    """A mistake has its place and a hint."""
    kind = next(kind for kind in CompanionKind if kind.value == name)
    with pytest.raises(InputError) as refused:
        read_policy([(kind, "mine.yaml", f"# why\nschema: reportgen/{name}/v1\n{content}\n".encode())])
    assert str(refused.value).startswith("mine.yaml:3:")
    assert said in str(refused.value)


def test_a_mistake_in_the_policy_beside_the_inventory_is_named_as_typed(work):
    """The place is FILE:LINE:COLUMN as the user would type it, and the exit code 2."""
    (work / "new" / "diff-policy.yaml").write_text("schema: reportgen/diff-policy/v1\nseverities: {x: info}\n", encoding="utf-8")
    assert run("old", "new", cwd=work, code=2).startswith("new/diff-policy.yaml:2:14: there is no code `x`")
