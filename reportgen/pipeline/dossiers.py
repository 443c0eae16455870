"""Write dossiers: what an inventory says of one end customer or application, for them to keep, with its neighbours under pseudonyms.

A dossier is made from a disguised inventory as any report is made from its own: what it carries is all that it was made from.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportgen import translations
from reportgen.assessment.updates import PLATFORM_LAYERS
from reportgen.commitments import PLATFORM
from reportgen.dossier import Disguised, changed_verdicts, disguise
from reportgen.dossier.pseudonyms import LEAST_SALT
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import Assessment
from reportgen.inventory import CompanionKind, find_companions
from reportgen.language import speaking
from reportgen.model import PageSize, Recipient, RecipientKind
from reportgen.pipeline.judging import judge, report_name, snapshot_bytes
from reportgen.pipeline.paper import PaperOptions, print_report, report_book
from reportgen.report.editions import CUSTOMER
from reportgen.report.parts import Split, file_names, keys
from reportgen.snapshot import normalised
from reportgen.source import read_yaml

INVENTORY: Final = "inventory.yaml"
FORMATS: Final = ("pdf", "json")
"""What a dossier can be written as: a site would be handed on whole, with what lies beside it."""

_LEAST_DIFFERENT: Final = 16
"""The fewest different bytes that a salt of chance has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOptions:
    """Say what dossiers to write: for ``recipients`` as ``tenant:NAME`` or ``application:NAME``, or for each that ``split`` finds."""

    salt: Path | None
    recipients: tuple[str, ...] = ()
    split: str | None = None
    formats: tuple[str, ...] = ("pdf",)
    as_of: dt.date | None = None
    language: str | None = None
    templates: Path | None = None
    page_size: str | None = None
    period: tuple[dt.date, dt.date] | None = None

    @property
    def paper(self) -> PaperOptions:
        """Return how they are printed."""
        size = PageSize(self.page_size) if self.page_size else None
        return PaperOptions(edition=CUSTOMER.name, templates=self.templates, period=self.period, page_size=size)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Hold a dossier that was written: for whom, what it concludes, its files below the output directory."""

    recipient: Recipient
    assessment: Assessment
    files: tuple[str, ...]


def write_dossiers(path: Path, output: Path, options: DossierOptions) -> tuple[Dossier, ...]:
    """Write a directory for each recipient below ``output``, all of them or nothing.

    Raises:
        UsageError: there is no salt, or nobody whom the dossier could be for.
        InputError: the inventory cannot be judged, or a catalogue of the organisation's own names a neighbour.
    """
    from reportgen.render.output import replacing  # noqa: PLC0415 - imported on use

    salt = read_salt(options.salt)
    whole = judge(path, options.as_of, options.language)
    recipients = tuple(_recipients(whole, options))
    if not recipients:
        raise UsageError(f"{path}: no deployment has a {options.split}, so there is nobody to make a dossier for")
    folders = _folders(recipients)
    with replacing(output) as staging:
        return tuple(_write(path, whole, recipient, salt, staging, folders[recipient], options) for recipient in recipients)


def _recipients(whole: Assessment, options: DossierOptions) -> Iterator[Recipient]:
    for word in options.recipients:
        kind, _, name = word.partition(":")
        if kind not in tuple(RecipientKind) or not name:
            raise UsageError(f"{word!r} is no recipient", "write tenant:NAME or application:NAME")
        known = keys(whole.inventory, Split(kind))
        if name not in known:
            hint = f"there are {', '.join(n for n in known if n)}" if any(known) else f"no deployment has a {kind}"
            raise UsageError(f"no deployment is of the {kind} {name!r}", hint)
        yield Recipient(kind=RecipientKind(kind), name=name)
    if options.split:
        yield from (Recipient(kind=RecipientKind(options.split), name=key) for key in keys(whole.inventory, Split(options.split)) if key)


def _folders(recipients: tuple[Recipient, ...]) -> Mapping[Recipient, str]:
    names: dict[Recipient, str] = {}
    for kind in RecipientKind:
        found = file_names(Split(kind.value), (r.name for r in recipients if r.kind is kind))
        names |= {r: found[r.name] for r in recipients if r.kind is kind}
    return names


def _write(
    path: Path, whole: Assessment, recipient: Recipient, salt: bytes, staging: Path, folder: str, options: DossierOptions
) -> Dossier:
    with tempfile.TemporaryDirectory(prefix="reportgen-") as name:
        room = Path(name)
        assessment = disguised_in(room, path, whole, recipient, salt)
        files = {f"{folder}/{report_name(assessment)}-{folder}.pdf": _printed(room, assessment, options.paper)}
        if "json" in options.formats:
            files[f"{folder}/report.json"] = snapshot_bytes(assessment)
    for file, data in files.items():
        (staging / file).parent.mkdir(parents=True, exist_ok=True)
        (staging / file).write_bytes(data)
    return Dossier(recipient=recipient, assessment=assessment, files=tuple(files))


def _printed(room: Path, assessment: Assessment, paper: PaperOptions) -> bytes:
    return print_report(room, assessment, report_book(assessment, paper), paper)


def disguised_in(room: Path, path: Path, whole: Assessment, recipient: Recipient, salt: bytes) -> Assessment:
    """Lay a disguised inventory out in a room and return what is concluded from it: the same of the recipient as from the true one."""
    changed: tuple[str, ...] = ()
    for everything in (False, True):
        disguised = _disguise(whole, recipient, salt, whole=everything)
        _lay_out(path, disguised, room)
        assessment = judge(room, whole.as_of, whole.language)
        changed = changed_verdicts(whole, assessment, disguised.names)
        if not changed:
            return assessment
    raise RuntimeError(f"the dossier of {recipient} would say something else than the report: {'; '.join(changed[:5])}")


def _disguise(assessment: Assessment, recipient: Recipient, salt: bytes, *, whole: bool) -> Disguised:
    terms = assessment.terms
    platform = {*PLATFORM_LAYERS, *(terms.platform_services if terms else PLATFORM)}
    with speaking(translations.language(assessment.language)):
        return disguise(
            assessment.inventory,
            recipient,
            salt,
            as_of=assessment.as_of,
            language=assessment.language,
            platform=platform,
            whole=whole,
        )


def _lay_out(path: Path, disguised: Disguised, room: Path) -> None:
    (room / INVENTORY).write_text(_json(normalised(disguised.inventory)), encoding="utf-8")
    kinds = (CompanionKind.CATALOG, CompanionKind.TERMS)
    for number, companion in enumerate((c for c in find_companions(path) if c.kind in kinds), start=1):
        root = read_yaml(companion.label, companion.data).root
        named = [text for text in _texts(root) if disguised.names.tact.names_outright(text)]
        if named:
            message = f"{named[0]!r} names a neighbour of the dossier's recipient, and the dossier carries this catalogue to be verified by"
            raise InputError([Problem(Location(str(path / companion.label), 1, 1), message, "word it without the name")])
        (room / f"own-{number}.{companion.kind.value}.yaml").write_text(_json(root), encoding="utf-8")


def _json(data: object) -> str:
    """Return data as JSON, which is YAML too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from (str(key), *_texts(value))
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _texts(item)
    elif isinstance(data, str):
        yield data


# The salt


def read_salt(place: Path | None) -> bytes:
    """Return the salt of the pseudonyms; UsageError where there is none, or one that could be guessed."""
    if place is None:
        raise UsageError("the edition customer needs --pseudonym-salt FILE", _MAKE)
    try:
        salt = place.read_bytes()
    except OSError as error:
        raise UsageError(f"{place}: the salt cannot be read: {error.strerror}", _MAKE) from None
    if len(salt) < LEAST_SALT or len({*salt}) < _LEAST_DIFFERENT:
        raise UsageError(f"{place}: this is no salt: it has to be at least {LEAST_SALT} bytes of chance", _MAKE)
    return salt


_MAKE: Final = "make one with `reportgen salt FILE`, keep it, and give it to nobody"


def make_salt(place: Path) -> None:
    """Write a new salt that only its owner can read; UsageError where there is a file already: with another salt all pseudonyms change."""
    try:
        place.touch(mode=0o600, exist_ok=False)
        place.write_bytes(secrets.token_bytes(LEAST_SALT))
    except FileExistsError:
        raise UsageError(f"{place} exists", "a salt is kept: with another one every pseudonym is another") from None
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}") from None


def exposed(salt: Path, inventory: Path) -> str:
    """Say where a salt lies that others may read with the inventory; "" = it lies apart."""
    directory = (inventory if inventory.is_dir() else inventory.parent).resolve()
    if salt.resolve().is_relative_to(directory):
        return f"{salt} lies in the directory of the inventory: whoever reads that can undo every pseudonym. Keep it elsewhere."
    if _is_tracked(salt):
        return f"{salt} is under version control: whoever reads the repository can undo every pseudonym. Keep it elsewhere."
    return ""


def _is_tracked(place: Path) -> bool:
    command = ["git", "-C", str(place.resolve().parent), "ls-files", "--error-unmatch", "--", place.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False
