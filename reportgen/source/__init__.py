"""Turn YAML into plain values that know where they are written; know nothing of what they mean.

Built from libyaml's events, without recursion: text to values in one pass, with every position kept. Plain scalars follow the core
schema of YAML 1.2 (section 10.3.2), so that ``on`` and ``yes`` are text, and so are dates.

Bounds, each a problem with a place when it is passed: ``MAX_BYTES``, ``MAX_DEPTH``, ``MAX_ALIASED_NODES``.
"""

from __future__ import annotations

import gc
import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from yaml._yaml import CParser

from reportgen.errors import Location, Problem
from reportgen.source.events import CONTROL, MAX_ALIASED_NODES, MAX_DEPTH, DocumentBuilder, StoppedError
from reportgen.source.located import LocatedList, LocatedMap, Place, Value, locate, locate_key
from reportgen.source.syntax import explain_syntax_error

__all__ = [
    "MAX_ALIASED_NODES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Document",
    "LocatedList",
    "LocatedMap",
    "Place",
    "Value",
    "collector_paused",
    "locate",
    "locate_key",
    "read_bytes",
    "read_file",
    "read_yaml",
]

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold what one file says: its value, its problems (in the order of the file), the SHA-256 of its bytes ("" = never read).

    ``broken`` tells that the file was not read to its end: its value is None, and what it would have declared is not known.
    """

    label: str
    root: Value
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    broken: bool = False


def read_file(label: str, path: Path) -> Document:
    """Read a YAML file; its size is looked at before its bytes are. ``label`` names the file in every location."""
    data = read_bytes(label, path)
    if isinstance(data, Problem):
        return Document(label=label, root=None, problems=(data,), broken=True)
    return read_yaml(label, data)


def read_bytes(label: str, path: Path) -> bytes | Problem:
    """Return the bytes of a file of at most ``MAX_BYTES``, or why they cannot be had."""
    place = Location(label, 1, 1)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Problem(place, "this is not a regular file")
        if status.st_size > MAX_BYTES:
            message = f"the file has {status.st_size} bytes; at most {MAX_BYTES} are read"
            return Problem(place, message, "split it into several files in a directory")
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem(place, f"the file cannot be read: {error.strerror or type(error).__name__}")


def read_yaml(label: str, data: bytes) -> Document:
    """Read one YAML document from bytes.

    A syntax error ends the reading; every other problem is collected, and what it is about left out of the value (of a key given
    twice, the first stays). Never raises for any bytes.
    """
    digest = hashlib.sha256(data).hexdigest()
    fatal = _unreadable(label, data)
    if fatal:
        return Document(label=label, root=None, problems=(fatal,), sha256=digest, broken=True)
    builder = DocumentBuilder(label)
    try:
        with collector_paused():
            builder.run(CParser(data))
    except yaml.YAMLError as error:
        problem = explain_syntax_error(label, data, error)
    except StoppedError as stopped:
        problem = stopped.problem
    else:
        return Document(label=label, root=builder.root, problems=tuple(builder.problems), sha256=digest)
    return Document(label=label, root=None, problems=(*builder.problems, problem), sha256=digest, broken=True)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause Python's cyclic garbage collector, whose cost would grow faster than the number of values that are being made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _unreadable(label: str, data: bytes) -> Problem | None:
    """Return why the bytes are not a text that YAML allows; None = they are."""
    if len(data) > MAX_BYTES:
        return Problem(Location(label, 1, 1), f"the file has more than {MAX_BYTES} bytes", "split it into several files in a directory")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = _place_after(label, data[: error.start].decode())
        message = f"the file is not UTF-8: the byte 0x{data[error.start]:02x} cannot stand here"
        return Problem(place, message, "save the file with the encoding UTF-8")
    control = CONTROL.search(text)
    if control:
        place = _place_after(label, text[: control.start()])
        return Problem(place, f"the control character U+{ord(control[0]):04X} is not allowed", "delete it")
    return None


def _place_after(label: str, text: str) -> Location:
    before = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Location(label, before.count("\n") + 1, len(before) - before.rfind("\n"))
