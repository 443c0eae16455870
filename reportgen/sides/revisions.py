"""Read what an inventory was in a revision of a Git repository, without a checkout: objects are read, nothing of the repository is changed.

Git is asked through its plumbing, with every feature off that could run a program, ask a person or reach for a network.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.source import MAX_BYTES

PREFIX: Final = "git:"

MAX_TOTAL: Final = 1024 * 1024 * 1024
"""The most bytes that are read of one revision."""

_SUFFIXES: Final = (".yaml", ".yml")
_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_SECONDS: Final = 120
_LINK, _SUBMODULE = "120000", "160000"
_OFF: Final = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "core.quotePath=false")
_VARIABLES: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Name a place in a revision: the revision as the user wrote it, and the path from the top of the repository ("" = the top)."""

    revision: str
    path: str

    @property
    def label(self) -> str:
        """Return how the user would write it."""
        return f"{PREFIX}{self.revision}:{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    mode: str
    object: str
    size: int
    path: str


def parse(spec: str, other: Path | None, directory: Path) -> Revision:
    """Return what ``git:REV[:PATH]`` names; without a path it is that of the other side, which then is a file or directory on disk.

    Raises:
        UsageError: the revision or the path cannot be one, or there is none to take from the other side.
    """
    revision, separator, path = spec.removeprefix(PREFIX).partition(":")
    if not revision or revision.startswith("-") or any(ord(c) <= ord(" ") or ord(c) == 0x7F for c in revision):
        raise UsageError(f"{spec!r} names no revision", "write git:REV or git:REV:PATH, for example git:origin/main")
    if separator:
        return Revision(revision=revision, path=_inside(spec, path))
    if other is None:
        raise UsageError(f"{spec!r} does not say which path in the repository", f"write {spec}:PATH; the other side names none on disk")
    top = Path(_git(directory, "rev-parse", "--show-toplevel").decode().strip())
    try:
        relative = other.resolve().relative_to(top.resolve())
    except ValueError:
        hint = f"write {spec}:PATH with the path from the top of the repository"
        raise UsageError(f"{other} lies outside the repository {top.name}", hint) from None
    return Revision(revision=revision, path="" if relative == Path() else relative.as_posix())


def _inside(spec: str, path: str) -> str:
    normal = posixpath.normpath(path) if path else ""
    if path.startswith("/") or normal == ".." or normal.startswith("../") or "\x00" in path or "\\" in path:
        raise UsageError(f"{spec!r} leads out of the repository", "the path is one from the top of the repository, with `/`")
    return "" if normal == "." else normal


def extract(revision: Revision, directory: Path, target: Path) -> Path:
    """Write what an inventory at a place of a revision is read from below ``target``, and return where it lies there.

    That are the YAML files (of a directory all of them, of a file itself and its siblings), and of other files those that they name.
    A single file of another kind (a report, a PDF) is written alone. Links inside the place are followed; what leads out of it, a
    submodule, and what Git LFS keeps elsewhere is refused.

    Raises:
        UsageError: there is no such revision or path, or Git cannot be asked.
        InputError: something in the tree cannot be read from the repository alone.
    """
    commit = _commit(revision, directory)
    tree = _Tree(revision, directory, commit)
    if not tree.entries and revision.path:
        raise UsageError(f"{revision.label}: there is no such path in this revision", "the path is one from the top of the repository")
    tree.write(target)
    return target / PurePosixPath(revision.path).name if tree.is_file else target


def _commit(revision: Revision, directory: Path) -> str:
    try:
        found = _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision.revision}^{{commit}}")
    except _FailedError as error:
        hint = "a shallow clone lacks older commits: git fetch --unshallow" if not error.reason else error.reason
        raise UsageError(f"{revision.revision!r} is no commit of this repository", hint) from None
    return found.decode().strip()


class _Tree:
    """Hold the entries of one place in a commit, under paths relative to it."""

    def __init__(self, revision: Revision, directory: Path, commit: str) -> None:
        self._revision = revision
        self._directory = directory
        self.is_file = False
        self.entries = self._find(commit)

    def _find(self, commit: str) -> dict[str, _Entry]:
        path = self._revision.path
        entries = list(_listed(_git(self._directory, "ls-tree", "-r", "-z", "-l", "--full-tree", "--", commit, *([path] if path else []))))
        if len(entries) == 1 and entries[0].path == path:
            self.is_file = True
            path = posixpath.dirname(path)
            beside = _git(self._directory, "ls-tree", "-r", "-z", "-l", "--full-tree", "--", commit, *([f"{path}/"] if path else []))
            entries = list(_listed(beside))
        start = f"{path}/" if path else ""
        return {entry.path.removeprefix(start): entry for entry in entries if entry.path.startswith(start)}

    def write(self, target: Path) -> None:
        """Write the files that an inventory is read from; all problems at once."""
        problems = [*self._strange(), *self._submodules(), *self._links_to_directories()]
        chosen = {path: found for path in self.entries if self._is_wanted(path) and (found := self._resolved(path, problems)) is not None}
        problems += self._too_large(chosen.values())
        if problems:
            raise InputError(problems)
        contents = self._read(chosen)
        named = {path: entry for path, entry in self._others(chosen) if any(os.fsencode(path) in data for data in contents.values())}
        problems += self._too_large((*chosen.values(), *named.values()))
        if problems:
            raise InputError(problems)
        contents |= self._read(named)
        problems += [self._problem(path, _LFS, _LFS_HINT) for path, data in contents.items() if data.startswith(_POINTER)]
        if problems:
            raise InputError(problems)
        for path, data in contents.items():
            place = target / path
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            except OSError as error:
                raise InputError([self._problem(path, f"the file cannot be laid out to be read: {error.strerror}")]) from None

    def _is_wanted(self, path: str) -> bool:
        if self.is_file and "/" in path:
            return False
        hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
        return (path.endswith(_SUFFIXES) and not hidden) or (self.is_file and path == posixpath.basename(self._revision.path))

    def _others(self, chosen: Mapping[str, _Entry]) -> Iterator[tuple[str, _Entry]]:
        """Yield the files that evidence may name."""
        yield from ((path, e) for path, e in self.entries.items() if path not in chosen and e.mode not in (_LINK, _SUBMODULE))

    def _problem(self, path: str, message: str, hint: str | None = None) -> Problem:
        base = posixpath.dirname(self._revision.path) if self.is_file else self._revision.path
        place = os.fsencode(posixpath.join(base, path) if base else path).decode(errors="replace")
        return Problem(Location(f"{PREFIX}{self._revision.revision}:{place}", 1, 1), message, hint)

    def _strange(self) -> Iterator[Problem]:
        """Yield the paths that Git itself would never write, but somebody who writes objects by hand can."""
        for path in self.entries:
            if any(part in ("", ".", "..") or part.lower() == ".git" for part in path.split("/")):
                yield self._problem("", f"the path {path!r} in this revision leads out of it")

    def _submodules(self) -> Iterator[Problem]:
        for path, entry in self.entries.items():
            if entry.mode == _SUBMODULE and not self.is_file:
                yield self._problem(path, "this is a submodule: its files are not in this repository", "compare in that repository")

    def _links_to_directories(self) -> Iterator[Problem]:
        links = {} if self.is_file else {p: e for p, e in self.entries.items() if e.mode == _LINK and not self._is_wanted(p)}
        for path, data in self._read(links).items():
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), data.decode(errors="replace")))
            if any(other.startswith(f"{goal}/") for other in self.entries):
                yield self._problem(path, "links to directories are not followed", "put the directory itself here")

    def _resolved(self, path: str, problems: list[Problem]) -> _Entry | None:
        """Return the file behind a path, links followed; None = it cannot be, and the problems say why."""
        seen = [path]
        entry = self.entries[path]
        while entry.mode == _LINK:
            text = _blob(self._directory, entry).decode(errors="replace")
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(seen[-1]), text))
            if goal not in self.entries or goal in seen:
                problems.append(self._problem(path, "this link leads out of the inventory's directory", "put the file itself here"))
                return None
            seen.append(goal)
            entry = self.entries[goal]
        return entry

    def _too_large(self, entries: Iterable[_Entry]) -> Iterator[Problem]:
        found = list(entries)
        yield from (
            self._problem(entry.path, f"the file has {entry.size} bytes; at most {MAX_BYTES} are read")
            for entry in found
            if entry.size > MAX_BYTES and entry.path.endswith(_SUFFIXES)
        )
        if sum(entry.size for entry in found) > MAX_TOTAL:
            yield self._problem("", f"the files have more than {MAX_TOTAL} bytes together")

    def _read(self, entries: Mapping[str, _Entry]) -> dict[str, bytes]:
        return dict(zip(entries, _blobs(self._directory, list(entries.values())), strict=True))


_LFS: Final = "this file is kept by Git LFS: the repository holds only a pointer to it"
_LFS_HINT: Final = "compare with a report.json of that revision instead"


# Git


class _FailedError(UsageError):
    """Say that Git did not do what it was asked; ``reason`` is its own first line."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("git did not answer", reason or None)


def _git(directory: Path, *arguments: str, entered: bytes = b"") -> bytes:
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed", "it is needed to read a revision")
    settings = [part for setting in _OFF for part in ("-c", setting)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in ("GIT_DIR", "GIT_WORK_TREE")}
    try:
        run = subprocess.run(  # noqa: S603 - a fixed program, without a shell, and no argument of the user's that could be an option
            [program, *settings, *arguments],
            cwd=directory,
            env={**kept, **_VARIABLES},
            input=entered,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise _FailedError(f"it took more than {_SECONDS} seconds") from None
    except OSError as error:
        raise _FailedError(str(error.strerror)) from None
    if run.returncode != 0:
        first = run.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise _FailedError(first.removeprefix("fatal: "))
    return run.stdout


def _listed(output: bytes) -> Iterator[_Entry]:
    """Yield the entries of ``ls-tree -z -l``: mode, type, object, size and path."""
    for line in output.split(b"\x00"):
        if line:
            head, _, path = line.partition(b"\t")
            mode, _, name, size = head.decode().split()
            yield _Entry(mode=mode, object=name, size=0 if size == "-" else int(size), path=path.decode(errors="surrogateescape"))


def _blob(directory: Path, entry: _Entry) -> bytes:
    return _blobs(directory, [entry])[0]


def _blobs(directory: Path, entries: Sequence[_Entry]) -> list[bytes]:
    """Return the contents of files, in their order."""
    if not entries:
        return []
    output = _git(directory, "cat-file", "--batch", entered="".join(f"{entry.object}\n" for entry in entries).encode())
    found, position = [], 0
    for entry in entries:
        end = output.index(b"\n", position)
        head = output[position:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise UsageError(f"the repository lacks the contents of {entry.path}", "a partial clone has to fetch them first")
        size = int(head[2])
        found.append(output[end + 1 : end + 1 + size])
        position = end + 1 + size + 1
    return found
