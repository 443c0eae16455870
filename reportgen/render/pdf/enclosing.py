"""Carry files inside the PDF as PDF/A-3 wants them: each an associated file of the document, with its type, day and relationship."""

from __future__ import annotations

import datetime as dt
import hashlib
from codecs import BOM_UTF16_BE
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from reportgen.manifest import NAME, Enclosure, Manifest, Relationship, sealed, to_json


@dataclass(frozen=True, kw_only=True)
class Enclosing:
    """Hold what a document is to carry: the files, and the manifest that lists them, which gets its pages and its seal from here."""

    files: tuple[Enclosure, ...]
    manifest: Manifest
    manifest_description: str

    def enclose(self, pdf: Any) -> Enclosed:
        """Add the files and the manifest to a document whose pages are laid out and that is not written yet."""
        manifest = replace(self.manifest, pages=tuple(_page_digests(pdf)))
        specs = [_add(pdf, file, manifest.as_of, compress=True) for file in self.files]
        own = Enclosure(
            path=NAME,
            data=to_json(manifest),
            mime="application/json",
            relationship=Relationship.SUPPLEMENT,
            description=self.manifest_description,
        )
        specs.append(_add(pdf, own, manifest.as_of, compress=False))
        _refer(pdf, specs)
        return Enclosed(manifest=manifest, stream=specs[-1].stream)


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """Remember where the manifest of a document stands, until the document is written and can be sealed."""

    manifest: Manifest
    stream: Any

    def seal(self, document: bytes) -> bytes:
        """Return the written document with its seal."""
        return sealed(document, self.manifest, self.stream.offset)


@dataclass(frozen=True, kw_only=True)
class _Spec:
    path: str
    reference: bytes
    stream: Any


def _page_digests(pdf: Any) -> Sequence[str]:
    """Return the SHA-256 of what each page draws, in their order."""
    numbers = pdf.pages["Kids"][::3]
    contents = (pdf.objects[int(pdf.objects[number]["Contents"].split()[0])] for number in numbers)
    return [hashlib.sha256(_plain(stream)).hexdigest() for stream in contents]


def _plain(stream: Any) -> bytes:
    """Return the uncompressed bytes of a stream."""
    written: bytes = pydyf.Stream(stream.stream).data
    return written.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")


def _add(pdf: Any, file: Enclosure, day: dt.date, *, compress: bool) -> _Spec:
    date = pydyf.String(f"D:{day:%Y%m%d}000000Z")
    parameters: dict[str, object] = {"Size": len(file.data), "CreationDate": date, "ModDate": date}
    if compress:
        # Not for the manifest, whose seal is set when everything else is written.
        parameters["CheckSum"] = f"<{hashlib.md5(file.data, usedforsecurity=False).hexdigest()}>"
    extra = {"Type": "/EmbeddedFile", "Subtype": f"/{file.mime.replace('/', '#2f')}", "Params": pydyf.Dictionary(parameters)}
    stream = pydyf.Stream([file.data], pydyf.Dictionary(extra), compress=compress)
    pdf.add_object(stream)
    spec = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(file.path),
            "UF": pydyf.String(file.path),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String(file.description),
            "AFRelationship": f"/{file.relationship.value}",
        }
    )
    pdf.add_object(spec)
    return _Spec(path=file.path, reference=spec.reference, stream=stream)


def _written(path: str) -> bytes:
    """Return a name as the bytes of a text string of the PDF, by which its tree of names is sorted."""
    return path.encode() if path.isascii() else BOM_UTF16_BE + path.encode("utf-16-be")


def _refer(pdf: Any, specs: Sequence[_Spec]) -> None:
    """Name the files in the catalogue of the document: sorted in the tree of names, and as its associated files."""
    ordered = sorted(specs, key=lambda spec: _written(spec.path))
    names = pydyf.Array()
    for spec in ordered:
        names.extend((pydyf.String(spec.path), spec.reference))
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = pydyf.Array(spec.reference for spec in ordered)
