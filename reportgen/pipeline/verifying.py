"""Verify a PDF report: look at its seal, its signatures and its files, judge its inventory again, and print it again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.enclosures import Enclosures, read_document, read_enclosures
from reportgen.errors import InputError, Location, Problem
from reportgen.manifest import NAME, Manifest, Relationship, seal_holds, to_json
from reportgen.pipeline.rederiving import lay_out, rederived
from reportgen.pipeline.signed import signed
from reportgen.printed import UnreadableError, page_digests
from reportgen.signatures import read_roots
from reportgen.verification import Check, Difference, Kind, State, Verification, contradictions, failed, held, tampered


def verify(path: Path, *, trust: Sequence[Path] = (), templates: Path | None = None, reprint: bool = True) -> Verification:
    """Return what holds and what does not of the PDF at a path.

    ``trust`` are files of root certificates, none = the origin is not judged. ``templates`` is the directory of templates that it was made
    with, None = the bundled ones. ``reprint`` False leaves what is printed unjudged beyond the seal.

    Raises:
        InputError: there is no PDF of ours, or a broken one.
        UsageError: a root certificate cannot be read.
    """
    label, document = str(path), read_document(path)
    carried = read_enclosures(label, document)
    report = _report(carried)
    size = carried.manifest.document.size
    checks = (
        *signed(document, size, read_roots(trust)),
        _sealed(document, carried),
        _listed(carried, document[:size]),
        _consistent(carried.manifest, report),
        *rederived(carried, report, document[:size], templates, reprint=reprint),
    )
    return Verification(label=label, about=_about(carried.manifest, report), checks=tuple(_vouched(checks)))


def _vouched(checks: Sequence[Check]) -> Iterator[Check]:
    """Yield the checks; where the origin is trusted, its signers vouch for pages that cannot be compared here."""
    for check in checks:
        if (
            check.name == "print"
            and check.state is State.FAILS
            and checks[0].state is State.HOLDS
            and all(difference.kind in (Kind.UNTOLD, Kind.TOOL, Kind.METHOD) for difference in check.differences)
        ):
            yield replace(check, state=State.NOTED, sentence=f"{check.sentence} It is as it was signed by those that you trust.")
        else:
            yield check


def _report(carried: Enclosures) -> dict[str, Any]:
    try:
        report = json.loads(carried.files["report.json"])
    except (ValueError, RecursionError):
        report = None
    if not isinstance(report, dict):
        raise InputError([Problem(Location(carried.label, 1, 1), "the report.json in this PDF cannot be read")])
    return report


def _about(manifest: Manifest, report: Mapping[str, Any]) -> str:
    organization = report.get("organization")
    named = (organization.get("name") or organization.get("id")) if isinstance(organization, Mapping) else None
    recipient = _recipient(report)
    if recipient:
        return (
            f"dossier for {recipient}, of {named or 'an unnamed organisation'} as of {manifest.as_of.isoformat()}, made by reportgen"
            f" {manifest.generator}; neighbours stand in it under pseudonyms, and their true names are with the sender"
        )
    return f"report of {named or 'an unnamed organisation'} as of {manifest.as_of.isoformat()}, made by reportgen {manifest.generator}"


def _recipient(report: Mapping[str, Any]) -> str:
    """Return for whom a report is a dossier, as far as it says so itself; "" = it is none."""
    found: Any = report
    for key in ("inventory", "report", "recipient"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return f"{found.get('kind')} {found.get('name')}" if isinstance(found, Mapping) else ""


def _sealed(document: bytes, carried: Enclosures) -> Check:
    """Compare the bytes of the document with its seal."""
    size = carried.manifest.document.size
    is_sealed = seal_holds(document[:size], carried.manifest)
    changes = [tampered(place, message) for place, message in _changes(document[:size], carried, is_sealed=is_sealed)]
    if changes or not is_sealed:
        return failed("document", "It is not byte for byte the document that was made.", changes)
    if len(document) > size:
        return held("document", f"Not a byte of what was made has changed; {len(document) - size} bytes were added after it.")
    return held("document", "Not a byte has changed since it was made.")


def _changes(original: bytes, carried: Enclosures, *, is_sealed: bool) -> Iterator[tuple[str, str]]:
    """Yield where a document is not the one that was sealed, as closely as can be told."""
    made = carried.manifest.pages
    if carried.manifest_file != to_json(carried.manifest):
        yield NAME, "it is not written as reportgen writes it"
    try:
        found = page_digests(original)
    except UnreadableError as error:
        yield "pages", f"they cannot be read: {error}"
        return
    if len(found) != len(made):
        yield "pages", f"there are {len(found)}, and {len(made)} were made"
        return
    changed = [number for number, (now, then) in enumerate(zip(found, made, strict=True), start=1) if now != then]
    yield from ((f"page {number}", "what it shows was changed") for number in changed)
    if not changed and not carried.problems and not is_sealed:
        yield "document", "its pages and files are as they were made, something else is not: it was changed, or saved by another program"


def _listed(carried: Enclosures, original: bytes) -> Check:
    """Compare the files with the digests in the manifest, and with those of the document before anything was added to it."""
    differences = [tampered(path, message) for path, message in carried.problems]
    if len(original) == carried.manifest.document.size:
        differences += _of_additions(carried, original)
    if differences:
        return failed("files", "They are not the files that were put in.", differences)
    left_out = sum(not file.is_enclosed for file in carried.manifest.files)
    more = f"; {left_out} more are named by their digest only" if left_out else ""
    return held("files", f"{len(carried.files)} files, each with the digest in the manifest{more}.")


def _of_additions(carried: Enclosures, original: bytes) -> Iterator[Difference]:
    """Yield where what was added to a document changes what it carries."""
    try:
        before = read_enclosures(carried.label, original)
    except InputError:
        yield tampered("document", "it is no whole document without what was added to it")
    else:
        if before.files != carried.files or before.manifest != carried.manifest:
            yield tampered("document", "what was added to it replaces files that it carries")


def _consistent(manifest: Manifest, report: Mapping[str, Any]) -> Check:
    """Compare the report with itself and with the manifest."""
    differences = [*contradictions(report), *_of_manifest(manifest, report)]
    if differences:
        return failed("report", "The embedded report contradicts itself or the manifest.", differences)
    return held("report", "The sums of the embedded report are those of its entries.")


def _of_manifest(manifest: Manifest, report: Mapping[str, Any]) -> Iterator[Difference]:
    terms = manifest.terms
    # Data beside the inventory's own files are earlier reports.
    sources = (file for file in manifest.files if file.path.startswith("inventory/") and file.relationship is not Relationship.DATA)
    listed = {file.path: file.sha256 for file in sources}
    expected = {
        "generator": {"name": "reportgen", "version": manifest.generator},
        "as_of": manifest.as_of.isoformat(),
        "catalogs": [{"id": s.id, "version": s.version, "sha256": s.sha256} for s in manifest.catalogs],
        "terms": terms and {"id": terms.id, "sha256": terms.sha256},
        "inputs": [{"path": path.removeprefix("inventory/"), "sha256": digest} for path, digest in sorted(listed.items())],
    }
    for part, value in expected.items():
        said = report.get(part)
        if part == "terms" and isinstance(said, Mapping):
            said = {key: said.get(key) for key in ("id", "sha256")}
        elif part == "catalogs" and isinstance(said, list):
            # What the organisation's own catalogue changes is compared with what that catalogue gives.
            said = [{k: v for k, v in entry.items() if k != "overrides"} if isinstance(entry, Mapping) else entry for entry in said]
        if said != value:
            yield tampered(part, "the report and the manifest say different things")


def extract_files(path: Path, directory: Path) -> None:
    """Write what the PDF at a path carries into a directory, all of it or nothing.

    Raises:
        InputError: there is no PDF of ours, or a broken one.
        UsageError: the directory holds files that are not ours.
    """
    from reportgen.render.output import replacing  # noqa: PLC0415 - imported on use

    carried = read_enclosures(str(path), read_document(path))
    with replacing(directory) as staging:
        lay_out(carried, staging)
