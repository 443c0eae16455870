"""Make small PDF reports, and forge them as somebody would who has our code."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from reportgen.enclosures import read_enclosures
from reportgen.manifest import Enclosure, ListedFile, Manifest, Seal, from_json, listed, sealed, to_json
from reportgen.pipeline import judge
from reportgen.pipeline.enclosing import enclosing, printed_lines
from reportgen.pipeline.paper import PaperOptions, print_report, report_book
from reportgen.pipeline.verifying import verify
from reportgen.render.pdf import render_pdf
from reportgen.render.resources import Templates
from reportgen.report.model import Book
from reportgen.verification import Check, State, Verification

FLEET = """\
schema: reportgen/v1
organization: {name: Small AB, id: small}
report: {as_of: 2024-12-16, frameworks: [iso27001-2022, elastisys-tos]}
provider: {terms_of_service: elastisys, plan: managed}
environments:
  - {name: prod, designation: production, workload_clusters: [{name: prod-wc}]}
  - {name: staging, designation: non-production, workload_clusters: [{name: staging-wc}]}
deployments:
  - {name: shop, application: shop, stage: production, environment: prod, namespace: shop, uses: []}
  - {name: shop-staging, application: shop, stage: staging, environment: prod, namespace: shop-staging, uses: []}
updates:
  - {service: welkin, version: v1, class: minor, released: 2024-11-04, applied: {staging: 2024-11-05, prod: 2024-11-20}}
"""
"""An inventory with something that is not satisfied, and an update that was in time."""


def write_fleet(directory: Path, text: str = FLEET) -> Path:
    """Write an inventory and return its path."""
    directory.mkdir(parents=True, exist_ok=True)
    place = directory / "fleet.yaml"
    place.write_text(text, encoding="utf-8")
    return place


@cache
def report_pdf(text: str = FLEET) -> bytes:
    """Return the PDF of an inventory, made once."""
    with TemporaryDirectory() as room:
        path = write_fleet(Path(room), text)
        assessment = judge(path)
        return print_report(path, assessment, report_book(assessment), PaperOptions())


@dataclass(frozen=True)
class Forgery:
    """Say what a forger changes: the report's data, the words on the pages; None = nothing."""

    report: Callable[[Any], None] | None = None
    book: Callable[[Book], Book] | None = None
    printed: bool = True
    options: Mapping[str, Any] | None = None
    libraries: Mapping[str, str] | None = None


def forged(forgery: Forgery, text: str = FLEET) -> bytes:
    """Return a PDF in which what is changed is changed consistently: digests, pages and seal are made anew by our own code."""
    with TemporaryDirectory() as room:
        path = write_fleet(Path(room), text)
        assessment = judge(path)
        book = report_book(assessment)
        carried = enclosing(path, assessment, book, {})
        files = carried.files
        if forgery.report:
            files = tuple(_changed(file, forgery.report) if file.path == "report.json" else file for file in files)
        if forgery.book:
            book = forgery.book(book)
        manifest = replace(carried.manifest, files=tuple(map(listed, files)))
        if forgery.printed:
            manifest = replace(manifest, printed=tuple(printed_lines(book)))
        if forgery.options is not None:
            manifest = replace(manifest, options=forgery.options)
        if forgery.libraries is not None:
            manifest = replace(manifest, libraries=forgery.libraries)
        return render_pdf(book, Templates(), replace(carried, files=files, manifest=manifest))


def _changed(file: Enclosure, change: Callable[[Any], None]) -> Enclosure:
    report = json.loads(file.data)
    change(report)
    return replace(file, data=(json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())


def with_files(document: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """Return a PDF in which files that it carries have other bytes, or are gone (None), and nothing else was looked after."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        names = list(pdf.Root.Names.EmbeddedFiles.Names)
        kept = []
        for name, spec in zip(names[::2], names[1::2], strict=True):
            path = str(spec.UF)
            if files.get(path, b"") is None:
                continue
            if path in files:
                spec.EF.F.write(files[path])
            kept += [name, spec]
        pdf.Root.Names.EmbeddedFiles.Names = pikepdf.Array(kept)
        pdf.Root.AF = pikepdf.Array(kept[1::2])
        out = io.BytesIO()
        pdf.save(out, static_id=True)
        return out.getvalue()


def resealed(
    document: bytes,
    change: Callable[[pikepdf.Pdf], None],
    manifest: Callable[[Manifest], Manifest] = lambda same: same,
    *,
    pages: bool = True,
) -> bytes:
    """Return a PDF that was changed by a program for PDFs, whose digests, list of pages and seal were then made anew.

    ``pages`` False leaves the list of pages as it was.
    """
    with pikepdf.open(io.BytesIO(document)) as pdf:
        change(pdf)
        specs = {str(spec.UF): spec for spec in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2]}
        listed_as = from_json(specs["manifest.json"].EF.F.read_bytes())
        files = tuple(_listed_anew(file, specs[file.path].EF.F.read_bytes()) for file in listed_as.files)
        shown = tuple(hashlib.sha256(page.obj.Contents.read_bytes()).hexdigest() for page in pdf.pages)
        anew = manifest(replace(listed_as, files=files, pages=shown if pages else listed_as.pages, document=Seal()))
        specs["manifest.json"].EF.F.write(to_json(anew))
        out = io.BytesIO()
        pdf.save(out, static_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return sealed(out.getvalue(), anew, 0)


def _listed_anew(file: ListedFile, data: bytes) -> ListedFile:
    return replace(file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def carried_files(document: bytes) -> Mapping[str, bytes]:
    """Return the files that a PDF carries."""
    return read_enclosures("x.pdf", document).files


def verified(directory: Path, document: bytes, **options: Any) -> Verification:
    """Verify a document."""
    place = directory / "verified.pdf"
    place.write_bytes(document)
    return verify(place, **options)


def check(verification: Verification, name: str) -> Check:
    """Return the check of a name."""
    (found,) = (one for one in verification.checks if one.name == name)
    return found


def failing(verification: Verification) -> dict[str, list[tuple[str, str, str]]]:
    """Return what does not hold, by check, as (kind, where, message)."""
    return {
        one.name: [(d.kind.value, d.where, d.message) for d in one.differences] for one in verification.checks if one.state is State.FAILS
    }
