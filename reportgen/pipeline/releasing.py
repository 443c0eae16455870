"""Freeze a report under a name, so that later ones can be held against it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportgen import __version__
from reportgen.archive.model import Release
from reportgen.archive.reading import place, releases
from reportgen.errors import UsageError
from reportgen.findings import Assessment
from reportgen.pipeline.comparing import CompareOptions, compare_since
from reportgen.pipeline.judging import judge
from reportgen.snapshot import Json, snapshot

_OPEN: Final = 2
"""How many levels of objects are laid out over several lines: the report itself, and the inventory in it."""

LEFT_OUT: Final = ("plan", "advice")
"""What a release does not hold of a report: it speaks of days to come, and no comparison asks for it."""

LEFT_OUT_OF_FINDINGS: Final = ("recommended", "exception_floor", "counterparts", "missing", "smallest_change")
"""What a release does not hold of a finding: how it came about follows from the inventory, which a release holds in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Say what became of a release: its file, and whether it was ``written``, ``replaced``, or was there ``unchanged``."""

    file: Path
    as_of: dt.date
    state: str


def freeze(name: str, inventories: Sequence[Path], as_of: dt.date | None = None, *, force: bool = False) -> tuple[Frozen, ...]:
    """Write the release ``name`` of each inventory, of all of them or of none.

    Raises:
        UsageError: the name cannot be one, or is that of a release with another content and ``force`` is not given.
    """
    from reportgen.render.output import replace_file  # noqa: PLC0415 - imported on use, to start fast

    made = [_made(name, inventory, judge(inventory, as_of), force=force) for inventory in inventories]
    for frozen, data in made:
        if frozen.state != "unchanged":
            replace_file(frozen.file, data)
    return tuple(frozen for frozen, _ in made)


def released(inventories: Sequence[Path]) -> tuple[tuple[Path, tuple[Release, ...]], ...]:
    """Return the releases of each inventory, oldest first."""
    for inventory in inventories:
        if not inventory.exists():
            raise UsageError(f"{inventory} is not there", "name an inventory: a file or a directory")
    return tuple((inventory, releases(inventory)) for inventory in inventories)


def _made(name: str, inventory: Path, assessment: Assessment, *, force: bool) -> tuple[Frozen, bytes]:
    file = place(inventory, name)
    known = releases(inventory, but=name)
    there = _content(file)
    sequence = 1 + max((release.sequence for release in known), default=0)
    if there is not None and isinstance(_head(there).get("sequence"), int):
        sequence = _head(there)["sequence"]
    head: dict[str, Json] = {"name": name, "sequence": sequence}
    before = next((r for r in reversed(known) if (r.as_of, r.sequence) <= (assessment.as_of, sequence)), None)
    if before is not None:
        head["changes"] = _step(before, inventory, assessment)
    data = _lines(condensed(assessment, head))
    state = _state(there, json.loads(data), force=force)
    if state == "":
        raise UsageError(f"{file} is there already, with another content", "give the release another name, or replace it with --force")
    return Frozen(file=file, as_of=assessment.as_of, state=state), data


def _step(before: Release, inventory: Path, assessment: Assessment) -> Json:
    """Return how many changes of each severity there are against the release before."""
    from reportgen.report.history import tally  # noqa: PLC0415 - imported on use, to start fast

    found = tally(compare_since(str(place(inventory, before.name)), inventory, assessment, CompareOptions()))
    return {"since": before.name, "sha256": before.sha256, "error": found.error, "warning": found.warning, "info": found.info}


def _state(there: Any, content: Any, *, force: bool) -> str:
    """Return what becomes of a file that holds ``there``, None = there is none; "" = it may not be written over.

    How much was changed against the release before is not the content: that one may have been replaced.
    """
    if there is None:
        return "written"
    if there == content or (not force and _without_step(there) == _without_step(content)):
        return "unchanged"
    return "replaced" if force else ""


def _without_step(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "release": {key: value for key, value in _head(content).items() if key != "changes"}}


def _head(content: dict[str, Any]) -> dict[str, Any]:
    head = content.get("release")
    return head if isinstance(head, dict) else {}


def _content(file: Path) -> Any:
    """Return what a release holds; None = there is none, {} = what is there is no JSON object."""
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, OSError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def condensed(assessment: Assessment, head: Mapping[str, Json]) -> dict[str, Json]:
    """Return a report as a release keeps it: what a comparison needs, under the keys of ``report.json``, and ``release`` beside them."""
    whole = snapshot(assessment, version=__version__)
    findings = whole["findings"]
    if not isinstance(findings, list):  # pragma: no cover - it is one
        raise TypeError(findings)
    kept: dict[str, Json] = {}
    for key, value in whole.items():
        if key not in LEFT_OUT:
            kept[key] = value
        if key == "generator":
            kept["release"] = dict(head)
    kept["findings"] = [{k: v for k, v in f.items() if k not in LEFT_OUT_OF_FINDINGS} for f in findings if isinstance(f, dict)]
    return kept


def _lines(content: Mapping[str, Json]) -> bytes:
    """Return JSON with one record a line, so that version control shows which records changed."""
    return (_laid_out(content, 1) + "\n").encode()


def _laid_out(value: Mapping[str, Json] | Json, depth: int) -> str:
    edge, end = "\n" + " " * depth, "\n" + " " * (depth - 1)
    if isinstance(value, Mapping) and depth <= _OPEN:
        entries = (f"{json.dumps(key)}: {_laid_out(item, depth + 1)}" for key, item in value.items())
        return "{" + edge + f",{edge}".join(entries) + end + "}"
    if isinstance(value, list) and value:
        return "[" + edge + f",{edge}".join(map(_line, value)) + end + "]"
    return _line(value)


def _line(value: Json | Mapping[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
