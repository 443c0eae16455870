"""Find and read the releases of an inventory.

They lie in the directory ``releases`` inside an inventory's directory; those of an inventory that is a single file ``NAME.yaml`` lie
in ``releases/NAME`` beside it. Each is a file ``NAME.json``: nothing of it is read as inventory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from reportgen.archive.model import Counts, Release, Step, Tally, in_order
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import LedgerStatus, Status
from reportgen.snapshot import SCHEMA

NONE: Final = "none"
"""The word that stands for no release at all, and therefore names none."""

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def is_name(name: str) -> bool:
    """Tell whether a release can have this name."""
    return bool(_NAME.fullmatch(name)) and name != NONE and ".." not in name and not name.endswith(".json")


def named(name: str) -> str:
    """Return a name if a release can have it; UsageError if not."""
    if not is_name(name):
        raise UsageError(
            f"{name!r} cannot be the name of a release",
            "use small letters, digits, and . _ - between them, for example 2024-q4 or v1.2; not the word none, no .json at the end",
        )
    return name


def directory(inventory: Path) -> Path:
    """Return where the releases of the inventory at a path lie, whether or not there are any."""
    return inventory / "releases" if inventory.is_dir() else inventory.parent / "releases" / inventory.stem


def place(inventory: Path, name: str) -> Path:
    """Return the file of a release, whether or not it is there; UsageError for what cannot be a name."""
    return directory(inventory) / f"{named(name)}.json"


def releases(inventory: Path, but: str = "") -> tuple[Release, ...]:
    """Return the releases of the inventory at a path, oldest first; the one called ``but`` is passed over unread.

    Raises:
        InputError: a file among them is not a report of ours; every such file is named.
    """
    found: list[Release] = []
    problems: list[Problem] = []
    for file in (file for file in sorted(directory(inventory).glob("*.json")) if file.stem != but):
        try:
            found.append(read_head(file))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return in_order(found)


def find(inventory: Path, name: str) -> Path:
    """Return the file of a release by its name; UsageError where there is none, with those that there are."""
    file = place(inventory, name)
    if file.is_file():
        return file
    known = sorted(other.stem for other in directory(inventory).glob("*.json"))
    near = get_close_matches(name, known, n=1) or known
    hint = f"there is {', '.join(near)}" if near else "`reportgen release NAME` makes one"
    raise UsageError(f"{inventory} has no release {name!r}", hint)


def read_head(file: Path) -> Release:
    """Return the head of the release in a file; InputError where it is not one."""
    try:
        named(file.stem)
        data = file.read_bytes()
        return _release(_Reader(json.loads(data.decode())), file.stem, hashlib.sha256(data).hexdigest())
    except UsageError as error:
        raise _broken(file, str(error)) from None
    except OSError as error:
        raise _broken(file, f"the release cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise _broken(file, f"the release is not JSON: {error.msg}", error.lineno, error.colno) from None
    except UnicodeDecodeError:
        raise _broken(file, "the release is not UTF-8") from None
    except (_NotThereError, RecursionError) as error:
        raise _broken(file, f"this is not a report of reportgen: {error or 'it is nested too deeply'}") from None


def _broken(file: Path, message: str, line: int = 1, column: int = 1) -> InputError:
    hint = "restore it from version control, or make it anew with `reportgen release NAME --force`"
    return InputError([Problem(Location(file.as_posix(), line, column), message, hint)])


class _NotThereError(Exception):
    """Say what a file does not hold that every report of ours holds."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Take values out of plain data, each of the kind that it must be."""

    data: Any

    def get(self, key: str, kind: type) -> Any:
        value = self.data.get(key) if isinstance(self.data, dict) else None
        if not isinstance(value, kind) or isinstance(value, bool):
            raise _NotThereError(f"it has no `{key}`, or not as it should be")
        return value

    def inside(self, key: str) -> _Reader:
        return _Reader(self.get(key, dict))

    def count(self, key: str) -> int:
        return int(self.get(key, int))

    def day(self, key: str) -> dt.date:
        try:
            return dt.date.fromisoformat(self.get(key, str))
        except ValueError:
            raise _NotThereError(f"its `{key}` is not a day") from None


def _release(report: _Reader, name: str, sha256: str) -> Release:
    if report.get("schema", str) != SCHEMA:
        raise _NotThereError(f"its `schema` is not {SCHEMA}")
    by_hand = "release" not in report.data
    head = _Reader({"name": name, "sequence": 0}) if by_hand else report.inside("release")
    if head.get("name", str) != name:
        raise _NotThereError(f"it is the release {head.get('name', str)!r}, in a file of another name")
    return Release(
        name=name,
        as_of=report.day("as_of"),
        sequence=head.count("sequence"),
        counts=counts(report.get("summary", dict)),
        sha256=head.get("abridged_from", str) if "abridged_from" in head.data else sha256,
        step=_step(head.inside("changes")) if "changes" in head.data else None,
    )


def _step(changes: _Reader) -> Step:
    tally = Tally(error=changes.count("error"), warning=changes.count("warning"), info=changes.count("info"))
    return Step(since=changes.get("since", str), sha256=changes.get("sha256", str), tally=tally)


def counts(summary: Mapping[str, Any]) -> Counts:
    """Return the counts of a report from its ``summary``."""
    numbers = _Reader(summary)
    verdicts, updates = numbers.inside("requirements"), numbers.inside("updates")
    return Counts(
        environments=numbers.count("environments"),
        deployments=numbers.count("deployments"),
        verdicts={status: verdicts.count(status.value) for status in Status},
        updates={status: updates.count(status.value) for status in LedgerStatus},
        waivers_expired=numbers.count("waivers_expired"),
    )
