"""Read what a PDF report carries: its manifest and its files, within bounds, from bytes that anybody may have written.

Nothing is written here and nothing is believed: a name that could lead out of a directory, a second file of the same name and a stream
that grows beyond its bounds are refused, and every digest is compared with the manifest's.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pikepdf

from reportgen.errors import InputError, Location, Problem
from reportgen.manifest import NAME, REPORT, Manifest, ManifestError, from_json, is_portable

MAX_DOCUMENT: Final = 512 * 1024 * 1024
"""The largest PDF that is read, in bytes."""

MAX_FILES: Final = 20_000
"""The most files that a PDF may carry."""

MAX_BYTES: Final = 256 * 1024 * 1024
"""The most bytes that the files of a PDF may have together, uncompressed."""

MAX_STRUCTURE: Final = 64 * 1024 * 1024
"""The most bytes that one compressed part of the document's own structure may grow to."""

_MAX_DEPTH: Final = 32

BROKEN: Final = (
    pikepdf.PdfError,
    RuntimeError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    MemoryError,
)
"""What pikepdf raises over a document whose parts are missing, or of another kind than they have to be."""

pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_STRUCTURE, run_length_max_memory=MAX_STRUCTURE, png_max_memory=MAX_STRUCTURE)


@dataclass(frozen=True, kw_only=True)
class Enclosures:
    """Hold what a PDF carries.

    ``files`` are by path, the manifest left out, whose bytes are ``manifest_file``. ``problems`` say where the files are not what the
    manifest lists, as (path, what is wrong).
    """

    label: str
    manifest: Manifest
    files: Mapping[str, bytes] = field(repr=False)
    manifest_file: bytes = field(repr=False)
    problems: tuple[tuple[str, str], ...] = ()

    def report(self) -> bytes:
        """Return the embedded ``report.json``; InputError where anything that the document carries is not as its manifest lists it."""
        if self.problems:
            hint = "`reportgen verify` says more"
            raise InputError([_problem(self.label, f"{path} in this PDF: {problem}", hint) for path, problem in self.problems])
        return self.files[REPORT]


def read_document(path: Path) -> bytes:
    """Return the bytes of a PDF; InputError where there is none, or one that is too large."""
    try:
        if path.stat().st_size > MAX_DOCUMENT:
            raise InputError([_problem(str(path), f"the file has more than {MAX_DOCUMENT} bytes")])
        return path.read_bytes()
    except OSError as error:
        raise InputError([_problem(str(path), f"the file cannot be read: {error.strerror}")]) from None


def read_enclosures(label: str, document: bytes) -> Enclosures:
    """Return what a PDF carries; ``label`` names it in errors.

    Raises:
        InputError: the bytes are no PDF, a broken one, one that was not made by reportgen, or one that carries what cannot be read safely.
    """
    files = _files(label, document)
    written = files.pop(NAME, None)
    if written is None:
        raise InputError([_problem(label, "this PDF carries no data of reportgen", _HINT)])
    try:
        manifest = from_json(written)
    except ManifestError as error:
        raise InputError([_problem(label, f"the manifest in this PDF is not one of reportgen's: {error}")]) from None
    if REPORT not in files or not any(file.path == REPORT for file in manifest.files):
        raise InputError([_problem(label, f"this PDF carries no {REPORT}", _HINT)])
    return Enclosures(label=label, manifest=manifest, files=files, manifest_file=written, problems=tuple(_discrepancies(manifest, files)))


_HINT: Final = "reports of `reportgen build` do; one printed or saved by another program has lost it"


def _discrepancies(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield where the files are not what the manifest lists."""
    listed = {file.path: file for file in manifest.files}
    if len(listed) < len(manifest.files):
        yield NAME, "it lists a file twice"
    for path in sorted(files.keys() - {path for path, file in listed.items() if file.is_enclosed}):
        yield path, "it is in the document and not in its manifest"
    for path, file in sorted(listed.items()):
        if not file.is_enclosed:
            continue
        if path not in files:
            yield path, "it is in the manifest and not in the document"
        elif hashlib.sha256(files[path]).hexdigest() != file.sha256:
            yield path, "it is not the file that the manifest lists: its digest is another"


def _files(label: str, document: bytes) -> dict[str, bytes]:
    """Return the files that a PDF carries, by path."""
    if not document.startswith(b"%PDF-"):
        raise InputError([_problem(label, "this is not a PDF")])
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False, suppress_warnings=True) as pdf:
            return dict(_carried(label, pdf))
    except pikepdf.PasswordError:
        raise InputError([_problem(label, "this PDF is encrypted", "reports of reportgen never are")]) from None
    except BROKEN as error:
        raise InputError([_problem(label, "this PDF is broken", _reason(error))]) from None


def _reason(error: BaseException) -> str | None:
    text = " ".join(str(error).split())[:200]
    return "".join(character for character in text if character.isprintable()) or None


def _carried(label: str, pdf: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if tree is None:
        return
    left = MAX_BYTES
    seen: set[str] = set()
    specs: set[tuple[int, int]] = set()
    for count, spec in enumerate(_leaves(tree), start=1):
        if count > MAX_FILES:
            raise InputError([_problem(label, f"this PDF carries more than {MAX_FILES} files")])
        path = _name(spec)
        if not is_portable(path):
            raise InputError([_problem(label, f"this PDF carries a file whose name cannot be stored safely: {path[:80]!a}")])
        known = _stored(path)
        if known in seen:
            raise InputError([_problem(label, f"this PDF carries two files of the name {path}")])
        seen.add(known)
        specs.add(spec.objgen)
        try:
            data = unpacked(spec.EF.F, left)
        except ValueError as error:
            raise InputError([_problem(label, f"{path} in this PDF cannot be unpacked: {error}")]) from None
        left -= len(data)
        yield path, data
    if any(spec.objgen not in specs for spec in pdf.Root.get("/AF", [])):
        raise InputError([_problem(label, "this PDF carries a file that is not in its list of files")])
    directories = {known.rsplit("/", i)[0] for known in seen for i in range(1, known.count("/") + 1)}
    if directories & seen:
        raise InputError([_problem(label, f"this PDF carries {min(directories & seen)} both as a file and as a directory")])


def _name(spec: Any) -> str:
    """Return what a file is called; ValueError where one program would show another name or other bytes of it than the next."""
    path = str(spec.UF)
    streams = {stream.objgen for _, stream in spec.EF.items()}
    if not spec.is_indirect or str(spec.F) != path or streams != {spec.EF.F.objgen}:
        raise ValueError("it carries a file under two names, or two files under one")
    return path


def _stored(path: str) -> str:
    """Return a path as a system may store it that tells neither capitals nor ways to write an accent apart."""
    return unicodedata.normalize("NFC", path).casefold()


def _leaves(tree: Any) -> Iterator[Any]:
    """Yield the values of a tree of names; a cycle, or one that is deeper than any of ours, is an error."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise ValueError("its tree of names is too deep")
        yield from list(node.get("/Names", []))[1::2]
        waiting += [(kid, depth + 1) for kid in reversed(list(node.get("/Kids", [])))]


def unpacked(stream: Any, most: int) -> bytes:
    """Return the bytes of a stream, plain or deflated once, as reportgen writes them.

    Raises:
        ValueError: the stream is packed in another way, is cut short, or has more than ``most`` bytes.
    """
    kind = stream.get("/Filter")
    if isinstance(kind, pikepdf.Array) and len(kind) == 1:
        kind = kind[0]
    data: bytes = stream.read_raw_bytes()
    if kind is not None:
        if kind != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
            raise ValueError("it is packed in a way in which reportgen does not pack")
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(data, most + 1)
        except zlib.error:
            raise ValueError("it is broken") from None
        if not unpacker.eof and len(data) <= most:
            raise ValueError("it is cut short")
    if len(data) > most:
        raise ValueError(f"it has more than {most} bytes")
    return data


def _problem(label: str, message: str, hint: str | None = None) -> Problem:
    return Problem(Location(label, 1, 1), message, hint)
