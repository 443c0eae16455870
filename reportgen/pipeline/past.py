"""Find what was before a report: the releases of its inventory, and the report that it is compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reportgen.archive.model import predecessor
from reportgen.archive.reading import NONE, counts, directory, is_name, read_head, releases
from reportgen.findings import Assessment
from reportgen.pipeline.comparing import CompareOptions, compare_since
from reportgen.report.history import Past
from reportgen.snapshot import summary

HEAD: Final = ("schema", "generator", "release", "as_of", "organization", "summary")
"""What is kept of a release where only its place in the history is asked for."""


def past_of(inventory: Path, assessment: Assessment, since: str | None = None) -> Past:
    """Return what was before the report of an inventory.

    ``since`` is what it is compared with: a side as ``diff`` takes it, ``none`` for nothing, None = the newest release for an earlier day,
    if there is one.

    Raises:
        InputError: a release, or what it is compared with, cannot be read.
        UsageError: ``since`` means nothing.
    """
    known = releases(inventory)
    before = predecessor(known, assessment.as_of) if since is None else None
    name = before.name if before else since if since in {release.name for release in known} else ""
    side = str(directory(inventory) / f"{before.name}.json") if before else since
    options = CompareOptions(language=assessment.language)
    return Past(
        releases=known,
        counts=counts(summary(assessment)),
        since=name or "",
        comparison=None if side in (None, NONE) else compare_since(str(side), inventory, assessment, options),
    )


def recorded_since(since: str | None, inventory: Path) -> str | None:
    """Return what a report records of the side that it was compared with; "" = it is nothing that the report can carry."""
    if since is None or since == NONE:
        return since
    return since if is_name(since) and (directory(inventory) / f"{since}.json").is_file() else ""


def carried_releases(inventory: Path, assessment: Assessment, since: str | None) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the inventory's directory, content) of the releases that the report shows.

    The one that it is compared with is whole; of the others the head is enough, with the digest of the file it was taken from.
    """
    known = releases(inventory)
    before = predecessor(known, assessment.as_of)
    whole = since if since is not None else before.name if before else NONE
    folder = directory(inventory)
    for release in known:
        if release.as_of <= assessment.as_of or release.name == whole:
            file = folder / f"{release.name}.json"
            data = file.read_bytes() if release.name == whole else _abridged(file, release.sha256)
            yield file.relative_to(inventory if inventory.is_dir() else inventory.parent).as_posix(), data


def _abridged(file: Path, sha256: str) -> bytes:
    report: Mapping[str, Any] = json.loads(file.read_bytes().decode())
    kept = {key: report[key] for key in HEAD if key in report}
    release = {"name": read_head(file).name, "sequence": 0, **report.get("release", {}), "abridged_from": sha256}
    return (json.dumps({**kept, "release": release}, ensure_ascii=False, indent=1) + "\n").encode()
