"""What we tell people is so: commands run with the outputs shown, links lead somewhere, the reference is what the code says.

In a page a block of ``console`` holds commands after ``$`` and what they print; a line ``…`` stands for any lines. A block of ``diff``
after ``<!-- edit: FILE -->`` is a change that the reader makes, a block after ``<!-- file: FILE -->`` a file that they write.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from reportgen.cli.commands import reportgen
from reportgen.report.back import levels_page

from .command import ROOT, environment

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
FENCE = re.compile(r"(?:<!-- (?P<verb>edit|file): (?P<file>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", lambda code: re.sub(r"[\[\]()]", "", code[0]), FENCE.sub("", text))


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands_of(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))
        else:
            yield (*path, name), command


def test_the_reference_says_what_the_code_says() -> None:
    """Every generated part of the reference, and both JSON Schemas, are those that `make reference` would write."""
    command = [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout + run.stderr) == (0, ""), "run `make reference`"


def test_every_command_and_option_stands_in_the_reference() -> None:
    """Whoever looks for a command or an option of the command line finds it in the reference."""
    sections = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8").split("\n## ")
    told = {section.splitlines()[0]: section for section in sections}
    for path, command in commands_of(reportgen):
        section = told[" ".join(("reportgen", *path))]
        options = {name for option in command.params if isinstance(option, click.Option) for name in option.opts}
        assert [name for name in sorted(options) if f"`{name}`" not in section] == []


def test_the_table_of_boundaries_is_what_the_code_computes() -> None:
    """What the explanation says two deployments share at each level is what the function that judges pairs says."""
    lines = (DOCS / "explanation" / "isolation.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    told = [row[1:] for row in rows if row[1] in ("shared", "apart")]
    computed = [["".join(getattr(run, "text", "") for run in cell) for cell in row[1:]] for row in levels_page().boundaries.rows]
    assert told == [row for row in computed if row[0] in ("shared", "apart")]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link of a page to another file of the project leads to a file that is there, and to a heading that it has."""
    broken = []
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            broken.append(target)
    assert broken == []


def test_every_page_can_be_reached_from_the_first_one() -> None:
    """A reader who begins at docs/index.md finds every page by links."""
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = LINK.findall(without_code(page.read_text(encoding="utf-8")))
        waiting += [(page.parent / t.partition("#")[0]).resolve() for t in targets if t.partition("#")[0] and ":" not in t]
    assert [named(page) for page in DOCS.rglob("*.md") if page not in seen] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_we_tell_of_exists(page: Path) -> None:
    """A `reportgen` command in a block of code names a command and options that there are."""
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        if block["language"] not in ("console", "sh"):
            continue
        for line in block["text"].splitlines():
            for call in re.findall(r"(?:^|[$;&|] *)reportgen ([^|&;>]*)", line):
                _refuse_unknown(shlex.split(call, comments=True))


def _refuse_unknown(words: list[str]) -> None:
    command: click.Command = reportgen
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, words
        command = command.commands[words.pop(0)]
    known = {name for param in command.params for name in param.opts} | {"--help", "--version"}
    assert [word for word in words if word.startswith("-") and word not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_examples_in_yaml_can_be_read(page: Path) -> None:
    """Every block of YAML in the documentation is YAML."""
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == "yaml":
            yaml.safe_load(block["text"])


def with_console() -> list[Path]:
    return [page for page in PAGES if page.is_relative_to(DOCS) and "```console\n$ " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", with_console(), ids=named)
def test_commands_print_what_we_show(page: Path, tmp_path: Path) -> None:
    """Whoever follows a page, its edits included, sees what the page shows."""
    reader = Reader(tmp_path)
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        if block["verb"] == "file":
            reader.write(block["file"], block["text"])
        elif block["verb"] == "edit":
            reader.edit(block["file"], block["text"])
        elif block["language"] == "console":
            for command, shown in calls(block["text"]):
                assert_shown(reader.run(command), shown, command)


def calls(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (command, the lines shown after it)."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield command, shown


def assert_shown(printed: str, shown: list[str], command: str) -> None:
    """Find the shown lines in what was printed, in their order; between two of them others may stand only where ``…`` says so."""
    found = [line.rstrip() for line in printed.rstrip("\n").splitlines()]
    position, may_skip = 0, False
    for line in shown:
        if line.strip() == "…":
            may_skip = True
            continue
        there = found[position:] if may_skip else found[position : position + 1]
        assert line.rstrip() in there, f"$ {command}\nprints no line {line!r} after line {position} of:\n" + "\n".join(found)
        position += there.index(line.rstrip()) + 1
        may_skip = False
    assert may_skip or position == len(found), f"$ {command}\nprints more than is shown:\n" + "\n".join(found[position:])


class Reader:
    """Stand for a reader in an empty directory, who has the command and beside them the project's examples."""

    def __init__(self, directory: Path) -> None:
        self.place = directory / "work"
        shutil.copytree(ROOT / "inventories", self.place / "inventories")
        shutil.copytree(DOCS / "examples", self.place / "docs" / "examples")
        programs = directory / "bin"
        programs.mkdir()
        (programs / "reportgen").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reportgen "$@"\n', encoding="utf-8")
        (programs / "reportgen").chmod(0o755)
        self.environment = environment(PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
        self.where = directory / "where"
        self.code = 0

    def write(self, name: str, text: str) -> None:
        target = self.place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def edit(self, name: str, diff: str) -> None:
        old, new = ("".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in kept) for kept in ((" ", "-"), (" ", "+")))
        target = self.place / name
        text = target.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has no single place like:\n{old}"
        target.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str) -> str:
        """Run a command as a shell would, remembering the directory and the exit code; return what it prints, progress left out."""
        script = f'(exit {self.code})\n{command}\ncode=$?\npwd > "{self.where}"\nexit $code'
        run = subprocess.run(
            ["bash", "-c", script], cwd=self.place, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        self.place, self.code = Path(self.where.read_text(encoding="utf-8").strip()), run.returncode
        return "\n".join(line for line in run.stdout.decode().split("\n") if line.strip() != "Building")
