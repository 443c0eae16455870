"""Find and read the files of an inventory: one file or the tree of a directory, and the catalogue and terms files beside it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.errors import InputError, Location, Problem
from reportgen.inventory.words import WordError, shown
from reportgen.model import InputFile
from reportgen.source import Document, LocatedMap, read_bytes, read_yaml

_SUFFIXES: Final = (".yaml", ".yml")
_PLACE: Final = re.compile(r"(?<= at )(?P<file>[^\n]+?):\d+:\d+")


class CompanionKind(StrEnum):
    """Name the kinds of file that stand beside an inventory without being part of it."""

    CATALOG = "catalog"
    TERMS = "terms"
    DIFF_POLICY = "diff-policy"
    ACCEPTED_CHANGES = "accepted-changes"

    @property
    def schema(self) -> str:
        """Return the value of ``schema`` in such a file."""
        return f"reportgen/{self.value}/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Hold one file of the user's beside the inventory: its kind, its label in locations, its bytes."""

    kind: CompanionKind
    label: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """Name one YAML file: its path relative to the inventory's directory, which is its label in locations too, and where it lies.

    ``kind`` is what its name says it is, for the siblings of a single file; None = an inventory, unless its ``schema`` says otherwise.
    """

    path: str
    place: Path
    kind: CompanionKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Hold where an inventory lies: its directory, its files sorted by path, and what is wrong with the tree.

    ``is_directory`` tells that the inventory is the whole directory, not one file in it.
    """

    directory: Path
    is_directory: bool = False
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold what the files of a tree say: the parts of the inventory, the companions, every file's digest, and what is wrong."""

    documents: tuple[Document, ...]
    companions: tuple[Companion, ...]
    inputs: tuple[InputFile, ...]
    problems: tuple[Problem, ...]


def typed_base(path: Path) -> str:
    """Return what stands before the name of an inventory's file to make it a path as the user would type it; "" = nothing."""
    parent = path if path.is_dir() else path.parent
    return "" if parent == Path() else f"{_text(parent).rstrip('/')}/"


def as_typed(path: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems with their files as the user would type them: the path of the inventory comes first.

    Inside, files are named relative to the inventory's directory, so that no report holds the path of a machine.
    """
    base = typed_base(path)
    own = {file.path for file in find_tree(path).files}
    for problem in problems:
        place = problem.location
        if place.file in own:
            place = Location(f"{base}{place.file}", place.line, place.column)
        yield Problem(place, _typed_in(problem.message, own, base), problem.hint)


def _typed_in(message: str, own: Collection[str], base: str) -> str:
    """Return a message that names another place ("first at a.yaml:3:5") with that file as the user would type it."""
    found = _PLACE.search(message)
    if found is None or found["file"] not in own:
        return message
    return f"{message[: found.start('file')]}{base}{message[found.start('file') :]}"


def find_companions(path: Path) -> list[Companion]:
    """Return the catalogue and terms files beside the inventory at a path, sorted by path; none where there is no inventory.

    In a directory these are the files of the tree whose ``schema`` says so; beside a single file, its siblings named
    ``*.catalog.yaml`` and ``*.terms.yaml``. A file that cannot be read is left to ``load``, which says so.
    """
    tree = find_tree(path)
    companions = (_companion(file, read_bytes(file.path, file.place)) for file in tree.files if file.kind or tree.is_directory)
    return [companion for companion in companions if companion]


def companions_among(files: Iterable[tuple[str, bytes]]) -> list[Companion]:
    """Return those of an inventory's files (label, bytes) whose ``schema`` says that they are companions."""
    found = ((label, data, _kind_by_schema(data)) for label, data in files if label.endswith(_SUFFIXES))
    return [Companion(kind=kind, label=label, data=data) for label, data, kind in found if kind]


def find_tree(path: Path) -> Tree:
    """Return the files of the inventory at a path; a path without any is a problem of the tree."""
    label = _text(path)
    try:
        if path.is_dir():
            return _directory(path, label)
        if path.exists():
            return _single(path)
    except (OSError, ValueError) as error:
        return Tree(directory=path.parent, problems=(_problem(label, f"the inventory cannot be read: {error}"),))
    return Tree(directory=path.parent, problems=(_problem(label, "there is no such file or directory"),))


def read_tree(tree: Tree) -> Reading:
    """Read every file of a tree, the companions too."""
    documents, companions, inputs, problems = [], [], [], list(tree.problems)
    for file in tree.files:
        data = read_bytes(file.path, file.place)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        inputs.append(InputFile(path=file.path, sha256=hashlib.sha256(data).hexdigest()))
        companion = _companion(file, data) if file.kind or tree.is_directory else None
        if companion:
            companions.append(companion)
        else:
            documents.append(read_yaml(file.path, data))
    return Reading(documents=tuple(documents), companions=tuple(companions), inputs=tuple(inputs), problems=tuple(problems))


def read_input(path: Path, file: InputFile) -> bytes:
    """Return the bytes of a file that the inventory at a path was read from; InputError where it is not the same any more."""
    place = (path if path.is_dir() else path.parent) / file.path
    try:
        data = place.read_bytes()
    except OSError as error:
        raise InputError([_problem(_text(place), f"the file cannot be read any more: {error.strerror}")]) from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise InputError([_problem(_text(place), "the file changed while the report was being made", "start again")])
    return data


def digest_inside(directory: Path, path: str) -> str:
    """Return the SHA-256 of a file inside a directory; WordError where the path leads out of it or to no file."""
    with _open_inside(directory, path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def bytes_inside(directory: Path, path: str, limit: int) -> bytes:
    """Return the bytes of a file inside a directory; WordError as above, or where there are more than ``limit``."""
    with _open_inside(directory, path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise WordError(f"the file {shown(path)} is larger than {limit // 1000} kB")
    return data


@contextmanager
def _open_inside(directory: Path, path: str) -> Iterator[BufferedReader]:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts or "\\" in path:
        raise WordError(f"the path {shown(path)} leads out of the inventory's directory", "give a path inside it, with `/`")
    place = directory / relative
    try:
        if not place.resolve().is_relative_to(directory.resolve()):
            raise WordError(f"{shown(path)} is a link that leads out of the inventory's directory", "put the file itself there")
        if not place.is_file():
            raise WordError(f"there is no file {shown(path)} in the inventory's directory")
        with place.open("rb") as stream:
            yield stream
    except (OSError, RuntimeError):
        raise WordError(f"the file {shown(path)} cannot be read") from None


def _single(path: Path) -> Tree:
    files = [SourceFile(path=path.name, place=path)]
    for sibling in sorted(path.parent.iterdir()):
        kind = next((kind for kind in CompanionKind for suffix in _SUFFIXES if sibling.name.endswith(f".{kind.value}{suffix}")), None)
        if kind and sibling.name != path.name and not sibling.name.startswith("."):
            files.append(SourceFile(path=sibling.name, place=sibling, kind=kind))
    return Tree(directory=path.parent, files=tuple(files))


def _directory(path: Path, label: str) -> Tree:
    problems: list[Problem] = []
    found = sorted(_walk(path, problems), key=lambda place: place.relative_to(path).as_posix())
    files = tuple(SourceFile(path=_text(place.relative_to(path)), place=place) for place in found)
    if not files and not problems:
        problems.append(_problem(label, "the directory holds no *.yaml or *.yml file"))
    return Tree(directory=path, is_directory=True, files=files, problems=tuple(problems))


def _walk(base: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the YAML files below a directory; hidden ones are passed over, links that would lead out of it or be followed refused."""
    inside = base.resolve()

    def refuse(error: OSError) -> None:
        problems.append(_problem(_text(Path(error.filename)), f"the directory cannot be read: {error.strerror}"))

    for folder, folders, names in os.walk(base, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [place for place in (Path(folder, name) for name in folders) if place.is_symlink()]
        problems += [_problem(_text(link), "links to directories are not followed", "put the directory itself here") for link in links]
        for place in (Path(folder, name) for name in names if not name.startswith(".") and name.endswith(_SUFFIXES)):
            if place.is_symlink() and not place.resolve().is_relative_to(inside):
                problems.append(_problem(_text(place), "this link leads out of the inventory's directory", "put the file itself here"))
            else:
                yield place


def _companion(file: SourceFile, data: bytes | Problem) -> Companion | None:
    """Return a file as a companion, if its name or its ``schema`` says that it is one."""
    if isinstance(data, Problem):
        return None
    kind = file.kind or _kind_by_schema(data)
    return Companion(kind=kind, label=file.path, data=data) if kind else None


def _kind_by_schema(data: bytes) -> CompanionKind | None:
    if not any(kind.schema.encode() in data for kind in CompanionKind):
        return None
    root = read_yaml("", data).root
    schema = root.get("schema") if isinstance(root, LocatedMap) else None
    return next((kind for kind in CompanionKind if kind.schema == schema), None)


def _text(path: Path) -> str:
    """Return a path as text that can be printed, whatever bytes its name holds."""
    return os.fsencode(path.as_posix()).decode(errors="replace")


def _problem(label: str, message: str, hint: str | None = None) -> Problem:
    return Problem(Location(label, 1, 1), message, hint)
