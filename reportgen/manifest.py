"""The manifest of a PDF report: which files it carries, what they were judged with, and what the document itself was when it was made.

It is the file ``manifest.json`` inside the PDF, and the only one that does not list itself. ``document`` seals the whole PDF: the SHA-256
of its bytes, with the seal itself written as zeros, so that a change of any byte shows; it is no signature, and whoever changes the
document can seal it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

SCHEMA: Final = "reportgen/manifest/v1"
NAME: Final = "manifest.json"
REPORT: Final = "report.json"
INVENTORY: Final = "inventory"
"""The directory inside the PDF below which the files of the inventory lie."""

_LONGEST_PATH: Final = 1024
_LONGEST_NAME: Final = 200
_REFUSED: Final = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
"""Characters that some system forbids in a name, and those that show a name otherwise than it is."""

_DEVICES: Final = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789")})
"""Names that Windows keeps for devices, whatever follows a dot."""

_UNSEALED: Final = "0" * 64
_DIGITS: Final = 12


class ManifestError(ValueError):
    """Say what is wrong with the bytes of a manifest."""


class Relationship(StrEnum):
    """Say what a file is to the document, in the words of ISO 32000-2, 7.11.3."""

    SOURCE = "Source"
    DATA = "Data"
    SUPPLEMENT = "Supplement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Hold one file to carry: its path inside the document, its bytes and what they are."""

    path: str
    data: bytes = field(repr=False)
    mime: str
    relationship: Relationship
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """List one file of the document. ``is_enclosed`` False = only its digest is recorded, as it was too large to carry."""

    path: str
    sha256: str
    size: int
    mime: str
    relationship: Relationship
    is_enclosed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Identify a catalogue or terms of service that verdicts were made with, by the digest of its file."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Identify the document as it was made: the SHA-256 of its bytes, with this seal as zeros, and their number."""

    sha256: str = _UNSEALED
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Hold a manifest.

    ``inventory`` is the path of the inventory inside the document, a directory or one file. ``options`` are those of the command line
    that change the document. ``libraries`` are the versions of what drew it, by name. ``printed`` are the sentences and numbers of the
    cover, in the order in which they stand there. ``pages`` are the SHA-256 of each page's content.
    """

    generator: str
    as_of: dt.date
    language: str
    inventory: str
    options: Mapping[str, Any] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    catalogs: tuple[Source, ...] = ()
    terms: Source | None = None
    printed: tuple[str, ...] = ()
    files: tuple[ListedFile, ...] = ()
    pages: tuple[str, ...] = ()
    document: Seal = Seal()


def is_portable(path: str) -> bool:
    """Tell whether a path names a file below a directory on every system: relative, without ``..``, and nothing that one would refuse."""
    parts = path.split("/")
    return len(path) <= _LONGEST_PATH and all(_is_portable_name(part) for part in parts)


def _is_portable_name(name: str) -> bool:
    return (
        name not in ("", ".", "..")
        and len(name.encode(errors="replace")) <= _LONGEST_NAME
        and not _REFUSED.search(name)
        and name[-1] not in " ."
        and name.split(".", maxsplit=1)[0].rstrip().upper() not in _DEVICES
    )


def listed(enclosure: Enclosure) -> ListedFile:
    """Return the line of a manifest about a file that is carried."""
    return ListedFile(
        path=enclosure.path,
        sha256=hashlib.sha256(enclosure.data).hexdigest(),
        size=len(enclosure.data),
        mime=enclosure.mime,
        relationship=enclosure.relationship,
    )


def to_json(manifest: Manifest) -> bytes:
    """Return the file; as long whatever its seal is, so that the seal can be set in place."""
    data = {
        "schema": SCHEMA,
        "generator": {"name": "reportgen", "version": manifest.generator},
        "as_of": manifest.as_of.isoformat(),
        "language": manifest.language,
        "inventory": manifest.inventory,
        "options": dict(sorted(manifest.options.items())),
        "libraries": dict(sorted(manifest.libraries.items())),
        "catalogs": [_source_data(source) for source in manifest.catalogs],
        "terms": _source_data(manifest.terms) if manifest.terms else None,
        "printed": list(manifest.printed),
        "files": [_file_data(file) for file in sorted(manifest.files, key=lambda file: file.path)],
        "pages": list(manifest.pages),
        "document": {"sha256": manifest.document.sha256, "bytes": f"{manifest.document.size:0{_DIGITS}}"},
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def sealed(document: bytes, manifest: Manifest, offset: int) -> bytes:
    """Return a document with its seal set. ``manifest`` stands in it unsealed and uncompressed, at or after ``offset``."""
    unsealed = to_json(manifest)
    place = document.index(unsealed, offset)
    before, after = document[:place], document[place + len(unsealed) :]
    sized = to_json(replace(manifest, document=Seal(size=len(document))))
    digest = _digest(before, sized, after)
    return before + to_json(replace(manifest, document=Seal(sha256=digest, size=len(document)))) + after


def seal_holds(document: bytes, manifest: Manifest) -> bool:
    """Tell whether a document is byte for byte the one that its seal was set on; ``manifest`` is that of the document."""
    written = to_json(manifest)
    if len(document) != manifest.document.size or document.count(written) != 1:
        return False
    before, after = document.split(written)
    return _digest(before, to_json(replace(manifest, document=Seal(size=manifest.document.size))), after) == manifest.document.sha256


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _source_data(source: Source) -> dict[str, str]:
    return {"id": source.id, "version": source.version, "sha256": source.sha256}


def _file_data(file: ListedFile) -> dict[str, object]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "bytes": file.size,
        "mime": file.mime,
        "relationship": file.relationship.value,
        "enclosed": file.is_enclosed,
    }


def from_json(data: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        ManifestError: the bytes are no manifest of this format, or of a later one.
    """
    try:
        root = json.loads(data)
        if not isinstance(root, dict) or root.get("schema") != SCHEMA:
            raise ManifestError(f"it is not of the format {SCHEMA}")
        manifest = _manifest(root)
        to_json(manifest)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError("it cannot be read") from error
    return manifest


def _manifest(root: dict[str, Any]) -> Manifest:
    return Manifest(
        generator=_text(root["generator"]["version"]),
        as_of=dt.date.fromisoformat(root["as_of"]),
        language=_text(root["language"]),
        inventory=_text(root["inventory"]),
        options={_text(key): value for key, value in root["options"].items()},
        libraries={_text(key): _text(value) for key, value in root["libraries"].items()},
        catalogs=tuple(_source(entry) for entry in root["catalogs"]),
        terms=_source(root["terms"]) if root["terms"] is not None else None,
        printed=tuple(_text(line) for line in root["printed"]),
        files=tuple(_file(entry) for entry in root["files"]),
        pages=tuple(_text(page) for page in root["pages"]),
        document=Seal(sha256=_text(root["document"]["sha256"]), size=_size(root["document"]["bytes"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _size(value: object) -> int:
    """Return a number of bytes, written as a number or, with zeros before it, as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**_DIGITS:
        raise TypeError(type(value).__name__)
    return value


def _source(entry: dict[str, Any]) -> Source:
    return Source(id=_text(entry["id"]), version=_text(entry["version"]), sha256=_text(entry["sha256"]))


def _file(entry: dict[str, Any]) -> ListedFile:
    return ListedFile(
        path=_text(entry["path"]),
        sha256=_text(entry["sha256"]),
        size=_size(entry["bytes"]),
        mime=_text(entry["mime"]),
        relationship=Relationship(entry["relationship"]),
        is_enclosed=entry["enclosed"] is True,
    )
