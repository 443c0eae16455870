"""The releases of inventories, for a terminal and for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportgen.archive.model import Release, Tally, tallies
from reportgen.render.terminal import clean, columns
from reportgen.report.history import FACTS

Found = Sequence[tuple[Path, Sequence[Release]]]
"""Inventories as the user typed them, each with its releases, oldest first."""


def list_text(found: Found) -> str:
    """Return one line for each release below the name of its inventory."""
    return "\n\n".join("\n".join(_inventory(inventory, releases)) for inventory, releases in found)


def _inventory(inventory: Path, releases: Sequence[Release]) -> Iterator[str]:
    yield clean(str(inventory))
    if not releases:
        yield "  No release. `reportgen release NAME` makes one."
        return
    head = ("Release", "As of", *(fact.title for fact in FACTS), "Changes (error/warning/info)")
    rows = [
        (release.name, release.as_of.isoformat(), *(str(fact.count(release.counts)) for fact in FACTS), _changes(tally))
        for release, tally in zip(releases, tallies(releases), strict=True)
    ]
    yield from columns([head, *rows], indent=2, right=range(2, 2 + len(FACTS)))


def _changes(tally: Tally | None) -> str:
    return "–" if tally is None else f"{tally.error}/{tally.warning}/{tally.info}"


def list_data(found: Found) -> list[dict[str, Any]]:
    """Return the same for scripts: ``changes`` is null where nobody counted them against the release before."""
    return [
        {
            "inventory": inventory.as_posix(),
            "releases": [_data(release, tally) for release, tally in zip(releases, tallies(releases), strict=True)],
        }
        for inventory, releases in found
    ]


def _data(release: Release, tally: Tally | None) -> dict[str, Any]:
    counts = release.counts
    return {
        "name": release.name,
        "as_of": release.as_of.isoformat(),
        "sequence": release.sequence,
        "environments": counts.environments,
        "deployments": counts.deployments,
        "requirements": {status.value: number for status, number in counts.verdicts.items()},
        "updates": {status.value: number for status, number in counts.updates.items()},
        "waivers_expired": counts.waivers_expired,
        "changes": tally and {"error": tally.error, "warning": tally.warning, "info": tally.info},
    }
