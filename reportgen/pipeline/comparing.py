"""Compare two reports, wherever they come from: an inventory, a ``report.json``, a PDF of ours, a release, a revision in Git."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reportgen import __version__, translations
from reportgen.diff.compare import compare
from reportgen.diff.conclusions import state_of
from reportgen.diff.model import Comparison, Policy
from reportgen.diff.state import State
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import Assessment
from reportgen.inventory import CompanionKind, as_typed, companions_among, find_companions, typed_base
from reportgen.language import speaking
from reportgen.manifest import INVENTORY
from reportgen.pipeline.attributing import way_between
from reportgen.pipeline.judging import Knowledge, judged, know, know_with, sole_inventory
from reportgen.rules import own
from reportgen.sides import revisions

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """Say how to compare.

    ``as_of`` is the day for the sides that are inventories, None = their own; ``language`` that of the sentences. ``policy`` and
    ``accepted`` are files that stand in for those beside NEW, None = those are taken.
    """

    as_of: dt.date | None = None
    language: str = "en"
    policy: Path | None = None
    accepted: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Hold one side that was read.

    ``knowledge`` is what it was judged by, as far as that is at hand: just now, or carried along by a PDF; None = nothing of the
    organisation's own is. ``inventory`` is where it lies on disk, None = it is none.
    """

    state: State
    knowledge: Knowledge | None = None
    inventory: Path | None = None

    @property
    def base(self) -> str:
        """Return what stands before the file of a place to make it a path as the user would type it; "" = nothing."""
        return typed_base(self.inventory) if self.inventory is not None else ""


def compare_sides(old: str, new: str, options: CompareOptions) -> tuple[Comparison, Reading]:
    """Return what changed between two sides as a user names them, and NEW as it was read.

    Raises:
        InputError: a side, the policy or the accepted changes cannot be read.
        UsageError: a name means nothing, or two things.
    """
    before = read_side(old, new, options)
    after = read_side(new, old, options)
    return compare_readings(before, after, options), after


def compare_since(old: str, inventory: Path, assessment: Assessment, options: CompareOptions) -> Comparison:
    """Return what changed since OLD in an inventory that was judged already."""
    before = read_side(old, str(inventory), options)
    after = Reading(state=state_of(assessment, tool=__version__), knowledge=know(inventory), inventory=inventory)
    return compare_readings(before, after, options)


def compare_readings(old: Reading, new: Reading, options: CompareOptions) -> Comparison:
    """Return what changed between two sides that were read."""
    knowledge = new.knowledge or old.knowledge or know()
    policy = policy_of(new.inventory, options)
    spoken = translations.language(options.language)
    with speaking(spoken):
        way = way_between(old.state, new.state, knowledge)
        return compare(old.state, new.state, way, policy, _titles(knowledge, new, old))


# What a side is


def read_side(spec: str, other: str, options: CompareOptions) -> Reading:
    """Return the side that a user names; ``other`` is the name of the other side, from which a revision or a release takes its place."""
    if spec.startswith(revisions.PREFIX):
        return _read_revision(spec, other, options)
    path = Path(spec)
    release = _release(spec, other)
    if path.exists() and release is not None:
        raise UsageError(f"{spec!r} is a file or directory here, and a release too", f"write ./{spec} or {release}")
    if release is not None:
        return _read_path(release, str(release), options)
    if not path.exists():
        hint = "a side is an inventory, a report.json, a PDF of reportgen, the name of a release, or git:REV[:PATH]"
        raise UsageError(f"there is no {spec!r}", hint)
    return _read_path(path, spec, options)


def _release(spec: str, other: str) -> Path | None:
    """Return the file of the release of that name beside the inventory that the other side names; None = there is none."""
    from reportgen.archive.reading import directory  # noqa: PLC0415 - imported on use, to start fast

    if not re.fullmatch(r"[A-Za-z0-9._-]+", spec):
        return None
    file = directory(_inventory_of(other)) / f"{spec}.json"
    return file if file.is_file() else None


def _inventory_of(spec: str) -> Path:
    """Return the inventory whose releases a name is looked up in: the one that is named, else the only one below ``inventories``."""
    path = Path(spec)
    if path.is_dir() or (path.is_file() and path.suffix in _YAML):
        return path
    try:
        return sole_inventory(Path())
    except UsageError:
        return Path()


def _read_path(path: Path, label: str, options: CompareOptions) -> Reading:
    """Read what lies at a path, whatever it is."""
    if path.is_dir() or path.suffix in _YAML:
        assessment, knowledge = judged(path, options.as_of, options.language)
        return Reading(state=state_of(assessment, tool=__version__), knowledge=knowledge, inventory=path)
    data = _bytes(path, label)
    if data.startswith(b"%PDF-"):
        from reportgen.enclosures import read_enclosures  # noqa: PLC0415 - heavy, imported on use

        enclosed = read_enclosures(label, data)
        return _recorded(label, enclosed.report(), _enclosed_knowledge(enclosed.files))
    return _recorded(label, data, None)


def _enclosed_knowledge(files: Mapping[str, bytes]) -> Knowledge | None:
    """Return the organisation's own catalogues and terms that a PDF carries; None = none, or none that can be read by this version."""
    found = companions_among((path.removeprefix(f"{INVENTORY}/"), data) for path, data in files.items() if path.startswith(INVENTORY))
    try:
        return know_with(found) if found else None
    except InputError:
        return None


def _bytes(path: Path, label: str) -> bytes:
    from reportgen.sides.recorded import MAX_REPORT_BYTES  # noqa: PLC0415 - imported on use

    try:
        if not path.is_file():
            raise InputError([Problem(Location(label, 1, 1), "this is neither a file nor a directory")])
        if path.stat().st_size > MAX_REPORT_BYTES:
            raise InputError([Problem(Location(label, 1, 1), f"the file has more than {MAX_REPORT_BYTES} bytes")])
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem(Location(label, 1, 1), f"the file cannot be read: {error.strerror}")]) from None


def _recorded(label: str, data: bytes, knowledge: Knowledge | None) -> Reading:
    from reportgen.sides.recorded import read_recorded  # noqa: PLC0415 - imported on use

    known = knowledge or know()
    zones = {name: terms.calendar.zone for name, terms in known.terms.items()}
    platform = {service for terms in known.terms.values() for service in terms.platform_services}
    return Reading(state=read_recorded(label, data, terms_zones=zones, platform_services=platform), knowledge=knowledge)


def _read_revision(spec: str, other: str, options: CompareOptions) -> Reading:
    """Read a side from a revision: its files go to a directory of their own, which is gone afterwards."""
    if Path(spec).exists():
        raise UsageError(f"{spec!r} is a file or directory here, and could be a revision too", f"write ./{spec}, or rename it")
    beside = None if other.startswith(revisions.PREFIX) or not Path(other).exists() else Path(other)
    revision = revisions.parse(spec, beside, Path())
    with TemporaryDirectory(prefix="reportgen-") as folder:
        place = revisions.extract(revision, Path(), Path(folder))
        with _known_as(revision, place, Path(folder)):
            reading = _read_path(place, revision.label, options)
    return Reading(state=reading.state, knowledge=reading.knowledge)


@contextmanager
def _known_as(revision: revisions.Revision, place: Path, folder: Path) -> Iterator[None]:
    """Name files in errors by their place in the revision, not by where they were read from."""
    base = revision.label if place == folder else revision.label.removesuffix(place.name).removesuffix("/")

    def renamed(text: str) -> str:
        return text.replace(f"{folder.as_posix()}/", f"{base}/" if not base.endswith(":") else base).replace(folder.as_posix(), base)

    try:
        yield
    except InputError as error:
        raise InputError(
            Problem(Location(renamed(p.location.file), p.location.line, p.location.column), renamed(p.message), p.hint)
            for p in error.problems
        ) from None


# What the user decides


def policy_of(inventory: Path | None, options: CompareOptions) -> Policy:
    """Return the policy and the accepted changes: of the files that the options name, else of those beside the inventory."""
    from reportgen.sides.policy import read_policy  # noqa: PLC0415 - imported on use

    named = {CompanionKind.DIFF_POLICY: options.policy, CompanionKind.ACCEPTED_CHANGES: options.accepted}
    found = [(kind, str(path), _bytes(path, str(path))) for kind, path in named.items() if path is not None]
    beside = find_companions(inventory) if inventory is not None else []
    own_files = [(c.kind, c.label, c.data) for c in beside if c.kind in named and named[c.kind] is None]
    try:
        return read_policy([*found, *own_files])
    except InputError as error:
        raise (error if inventory is None else InputError(as_typed(inventory, error.problems))) from None


# How requirements are called

_LAST_WORDS = re.compile(r" \((?P<inside>[^()]*)\)$")


def _titles(knowledge: Knowledge, *readings: Reading) -> Mapping[str, str]:
    """Return how readers know the requirements and frameworks, by id: "GDPR Art. 32"."""
    known = [reading.knowledge for reading in readings if reading.knowledge is not None]
    frameworks = {f.id: f for each in (*known[::-1], knowledge) for f in each.catalog.frameworks}
    titles = {id_: short_title(framework.title) for id_, framework in frameworks.items()}
    clauses = {
        r.id: f"{_before(titles[id_], r.clause)} {r.clause}" for id_, framework in frameworks.items() for r in framework.requirements
    }
    return titles | clauses | {requirement.id: f"“{requirement.title}”" for requirement in own.FRAMEWORK.requirements}


def _before(title: str, clause: str) -> str:
    """Return the title as it stands before a clause: "ISO/IEC 27001:2022 Annex A" without the annex, which A.8.31 begins with."""
    start, _, annex = title.rpartition(" Annex ")
    return start if start and clause.startswith(f"{annex}.") else title


def short_title(title: str) -> str:
    """Return the title of a framework as a sentence names it: by its abbreviation where the title ends with one in parentheses."""
    found = _LAST_WORDS.search(title)
    if found is None:
        return title
    inside = found["inside"]
    return inside if len(inside) <= 10 and inside.upper() == inside else title[: found.start()]
