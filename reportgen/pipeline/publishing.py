"""Publish reports side by side: each release of a site in a directory of its own, with a page that lists them all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from reportgen import translations
from reportgen.archive.model import Release, in_order
from reportgen.archive.reading import named, read_head
from reportgen.errors import UsageError
from reportgen.findings import Assessment
from reportgen.language import speaking
from reportgen.pipeline.building import BuildOptions, Step, build
from reportgen.render.landing import LATEST, write_releases
from reportgen.render.output import MARKER, replace_file
from reportgen.render.resources import Templates

VERSIONS: Final = "versions.json"
"""What Material's version selector reads, in the format of mike; it also marks a directory of releases as ours."""


def publish(path: Path, output: Path, name: str, options: BuildOptions, step: Step) -> Assessment:
    """Write the report of one inventory as ``output/NAME`` beside the releases that are there, and the pages that lead to all of them.

    Raises:
        UsageError: the name cannot be one, a format is missing, or the directory holds a page that is not ours.
        InputError: what an earlier release says of itself cannot be read.
    """
    if named(name) == LATEST:
        raise UsageError(f"a release cannot be called {LATEST!r}", "that is where the newest one is found")
    lacking = [word for word in ("site", "json") if word not in options.formats]
    if lacking or options.pages_only:
        raise UsageError("a release is published as a site with its report.json", "name both among --formats, without --pages-only")
    if (output / "index.html").exists() and not (output / VERSIONS).exists():
        raise UsageError(f"{output} holds a page that is no list of releases", "name another directory with -o")
    others = published(output, but=name)
    (assessment,) = build((path,), output / name, replace(options, neighbours=tuple(release.name for release in others)), step)
    releases = published(output)
    with speaking(translations.language(assessment.language)):
        write_releases(output, releases, assessment, Templates(options.templates))
    replace_file(output / VERSIONS, _versions(releases))
    return assessment


def published(output: Path, but: str = "") -> tuple[Release, ...]:
    """Return the releases that are published below a directory, oldest first; the one called ``but`` is passed over."""
    if not output.is_dir():
        return ()
    places = [place for place in output.iterdir() if (place / MARKER).is_file() and (place / "report.json").is_file() and place.name != but]
    return in_order(replace(read_head(place / "report.json"), name=place.name) for place in places)


def _versions(releases: Sequence[Release]) -> bytes:
    newest = releases[-1].name
    entries = [
        {"version": r.name, "title": f"{r.name} ({r.as_of.isoformat()})", "aliases": [LATEST] if r.name == newest else []}
        for r in reversed(releases)
    ]
    return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode()
