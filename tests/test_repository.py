"""What holds for every file of the repository: it belongs to no machine, promises no verdict it cannot give, and its commands exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .conftest import ROOT
from .test_packaging import checkout

MACHINE_PATH = re.compile(r"(?<![\w./~$}-])/(?:root|work|home/\w+|Users/\w+|opt/\w+|mnt/\w+|tmp/\w+)\b")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|--(?:extra-)?index-url|--find-links|--trusted-host", re.IGNORECASE)
VERDICT = re.compile(r"\bcompliant\b")
TELLS_THEM = "tests/test_repository.py"


def texts() -> dict[str, str]:
    """Return the text of every file of the checkout by its path; pictures and other binary files are left out."""
    found = {}
    for name in checkout():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content and name != TELLS_THEM:
            found[name] = content.decode("utf-8", errors="replace")
    return found


def places(pattern: re.Pattern[str], found: dict[str, str]) -> list[str]:
    """List ``file:line: match`` for every line that matches."""
    return [
        f"{name}:{number}: {match.group()}"
        for name, text in found.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def test_no_file_names_a_path_of_a_machine() -> None:
    """Nothing in the repository depends on, or gives away, where somebody's files lie."""
    assert places(MACHINE_PATH, texts()) == []


def test_no_file_names_where_packages_come_from() -> None:
    """Where packages come from is the reader's own setting: no file names a registry, the lock files least of all."""
    assert places(REGISTRY, texts()) == []


def test_no_file_calls_anything_compliant() -> None:
    """The tool says which requirements are satisfied; it never gives the verdict that somebody complies."""
    found = {name: text for name, text in texts().items() if not name.startswith("tests/")}
    assert places(VERDICT, found) == []


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_the_lock_pins_what_the_project_asks_for(lock: str) -> None:
    """Every requirement of pyproject.toml is in the lock file at a version that satisfies it: `make lock` was not forgotten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if lock == "dev":
        asked += project["dependency-groups"]["dev"]
    pins = pinned(ROOT / "requirements" / f"{lock}.txt")
    assert [
        asking for asking in map(Requirement, asked) if not asking.specifier.contains(pins.get(canonicalize_name(asking.name), "0"))
    ] == []


def pinned(lock: Path) -> dict[str, str]:
    """Return the version of each package of a lock file."""
    lines = re.findall(r"^([\w.-]+)==(\S+) \\$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def test_every_locked_package_has_a_hash() -> None:
    """Each pin of the lock files is followed by at least one SHA-256, and the two agree on every version they share."""
    runtime, dev = (ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev"))
    for lock in (runtime, dev):
        entries = re.split(r"^(?=[\w.-]+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        assert len(entries) == len(pinned(lock)) > 0
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert pinned(runtime).items() <= pinned(dev).items()


@pytest.mark.parametrize("text", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_that_we_tell_of_exists(text: str) -> None:
    """Whoever types a `make` command from the README or the contributor's page finds it in the Makefile."""
    told = set(re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / text).read_text(encoding="utf-8"), re.MULTILINE))
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert told
    assert told <= there


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """The continuous integration runs what the README tells people to run, so that both find the same."""
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^exec make test\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
