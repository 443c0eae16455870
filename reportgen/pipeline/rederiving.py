"""Judge the inventory that a PDF carries again, and print its report again, to hold both against what the PDF says."""

from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from reportgen import __version__
from reportgen.enclosures import Enclosures
from reportgen.errors import InputError, ReportgenError
from reportgen.findings import Assessment
from reportgen.manifest import INVENTORY, NAME, REPORT, Manifest, is_portable
from reportgen.pipeline.enclosing import libraries, printed_lines
from reportgen.pipeline.judging import Knowledge, judge, know, snapshot_bytes
from reportgen.pipeline.paper import options_of, print_report, report_book
from reportgen.pipeline.past import past_of, recorded_since
from reportgen.printed import UnreadableError, page_digests, pages
from reportgen.verification import Check, Difference, Kind, Method, State, compare, failed, held, tampered

_PLACES: Final = 8
"""How many places of a page, and how many pages, are shown that differ."""


_COMPARED: Final = 5000
"""How many words of a page are compared one by one; no page of ours has as many."""


def rederived(carried: Enclosures, report: Mapping[str, Any], original: bytes, templates: Path | None, *, reprint: bool) -> Iterator[Check]:
    """Yield what comes of judging and printing again.

    ``original`` is the document as it was made; ``templates`` and ``reprint`` are as for ``verify``.
    """
    manifest = carried.manifest
    with tempfile.TemporaryDirectory(prefix="reportgen-") as room:
        place = lay_out(carried, Path(room))
        left_out = {f.path.removeprefix(f"{INVENTORY}/"): f.sha256 for f in manifest.files if not f.is_enclosed}
        try:
            method = _method(manifest, know(place))
            assessment = judge(place, manifest.as_of, manifest.language, left_out=left_out)
        except InputError as error:
            yield _not_accepted(manifest, error, room)
            return
        yield _same_method(manifest, method)
        verdicts = _same_verdicts(carried, report, assessment, method)
        yield verdicts
        if verdicts.state is State.FAILS:
            yield _on_cover(manifest, original, "The document was not printed again, as the verdicts are not the same.")
        else:
            yield _same_print(carried, place, assessment, original, templates, method, reprint=reprint)


def lay_out(carried: Enclosures, directory: Path) -> Path:
    """Write the files of a PDF below a directory, and return the path of the inventory there."""
    for path, data in {**carried.files, NAME: carried.manifest_file}.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    path = carried.manifest.inventory
    return directory / (path if is_portable(path) else INVENTORY)


def _not_accepted(manifest: Manifest, error: InputError, room: str) -> Check:
    kind = Kind.TAMPERED if manifest.generator == __version__ else Kind.TOOL
    problems = (str(problem).replace(f"{room}/", "") for problem in error.problems)
    differences = tuple(Difference(kind=kind, where=INVENTORY, message=problem) for problem in problems)
    return failed("verdicts", "The embedded inventory cannot be judged.", differences)


def _method(manifest: Manifest, knowledge: Knowledge) -> Method:
    """Return in what the method of a document differs from the running one."""
    known = {framework.id: framework.sha256 for framework in knowledge.catalog.frameworks}
    terms = manifest.terms
    ours = knowledge.terms.get(terms.id) if terms else None
    return Method(
        tool=manifest.generator != __version__,
        catalogs=frozenset(source.id for source in manifest.catalogs if known.get(source.id) != source.sha256),
        terms=terms is not None and (ours is None or ours.sha256 != terms.sha256),
    )


def _same_method(manifest: Manifest, method: Method) -> Check:
    if method.is_ours:
        sentence = f"Made by this version, {__version__}, with the same catalogues and terms."
        return held("method", sentence)
    found = []
    if method.tool:
        message = f"made by reportgen {manifest.generator}, and judged again by {__version__}"
        found.append(Difference(kind=Kind.TOOL, where="generator", message=message))
    changed = [*sorted(method.catalogs), *([manifest.terms.id] if method.terms and manifest.terms else [])]
    found += [Difference(kind=Kind.METHOD, where=name, message="not the file that it was judged by then") for name in changed]
    sentence = "It was made by another method: differences need not be anybody's doing."
    return Check(name="method", state=State.NOTED, sentence=sentence, differences=tuple(found))


def _same_verdicts(carried: Enclosures, report: Mapping[str, Any], assessment: Assessment, method: Method) -> Check:
    """Compare the embedded report with the one that its inventory gives now."""
    derived = snapshot_bytes(assessment)
    differences = tuple(compare(report, json.loads(derived), method))
    if not differences and method.is_ours and carried.files[REPORT] != derived:
        # A key that stands there twice, for one: other programs may read the other value.
        differences = (tampered(REPORT, "it reads the same, and is not written as reportgen writes it"),)
    if not differences:
        sentence = f"Judged again from the embedded inventory: the same report, with {len(assessment.findings)} findings."
        return held("verdicts", sentence)
    sentence = "The embedded report is not what its inventory gives."
    return failed("verdicts", sentence, differences)


def _on_cover(manifest: Manifest, original: bytes, why: str, untold: str = "") -> Check:
    """Look for the sentences and numbers of the manifest on the pages; nothing can be said of the rest.

    ``untold`` says what would have to be there to print it again; "" = printing it was not asked for, or says nothing more.
    """
    try:
        text = _dense("".join(pages(original)))
    except UnreadableError as error:
        return _unreadable(error)
    missing = [line for line in manifest.printed if _dense(line) not in text]
    if missing:
        found = tuple(tampered("pages", f"“{line}” is not printed") for line in missing)
        return failed("print", "What the manifest says is printed is not.", found)
    if untold:
        return failed("print", why, [Difference(kind=Kind.UNTOLD, where="pages", message=untold)])
    return Check(name="print", state=State.SKIPPED, sentence=f"{why} Its main numbers stand in it as the manifest says.")


def _unreadable(error: UnreadableError) -> Check:
    found = tampered("pages", f"the words cannot be read: {error}")
    return failed("print", "The pages cannot be read.", [found])


def _same_print(
    carried: Enclosures,
    place: Path,
    assessment: Assessment,
    original: bytes,
    templates: Path | None,
    method: Method,
    *,
    reprint: bool,
) -> Check:
    """Print the report again and compare."""
    manifest = carried.manifest
    if not reprint and not method.is_ours:
        return _on_cover(manifest, original, "The document was not printed again, as you asked.")
    options = options_of(manifest.options, templates)
    if options is None or recorded_since(options.since, place) != options.since:
        # What a manifest names is looked for among the files of its own document, and nowhere else on this machine.
        hint = "give the same directory with --templates" if "templates" in manifest.options else "this version has not all its options"
        hint = "it does not carry the report that it was compared with" if manifest.options.get("since") == "" else hint
        why = "The document could not be printed again, so that nothing can be told of its pages."
        return _on_cover(manifest, original, why if reprint else f"{why[:-1]}: {hint}.", hint if reprint else "")
    try:
        book = report_book(assessment, options, past_of(place, assessment, options.since), manifest.generator)
    except (ReportgenError, KeyError, TypeError, ValueError) as error:
        found = tampered("manifest.json", f"its options are not those of any report: {error}")
        return failed("print", "The document cannot be printed again.", [found])
    kind = _print_kind(manifest, method)
    if tuple(printed_lines(book)) != manifest.printed:
        found = Difference(kind=kind, where=NAME, message="its list of what is printed is not what the report gives")
        return failed("print", "The manifest is not that of this report.", [found])
    if not reprint:
        return _on_cover(manifest, original, "The document was not printed again, as you asked.")
    left_out = tuple(file for file in manifest.files if not file.is_enclosed)
    try:
        made = print_report(place, assessment, book, options, left_out=left_out)
    except ReportgenError as error:
        found = Difference(kind=Kind.UNTOLD, where="pages", message=str(error))
        return failed("print", "The document cannot be printed again.", [found])
    if made == original:
        sentence = f"Printed again from the embedded data: the same {len(manifest.pages)} pages, byte for byte."
        return held("print", sentence)
    return _another_print(manifest, original, made, kind)


def _print_kind(manifest: Manifest, method: Method) -> Kind:
    """Return what two prints that differ are explained by, as far as the manifest can be believed."""
    if method.tool:
        return Kind.TOOL
    if not method.is_ours:
        return Kind.METHOD
    return Kind.TAMPERED if dict(manifest.libraries) == libraries() else Kind.UNTOLD


def _another_print(manifest: Manifest, original: bytes, made: bytes, kind: Kind) -> Check:
    """Say in what a print is not the one that the data gives: in its words, or in how it is drawn."""
    try:
        said, derived = pages(original), pages(made)
        drawn = [*zip_longest(page_digests(original), page_digests(made))]
    except UnreadableError as error:
        return _unreadable(error)
    is_same = [_dense(page) for page in said] == [_dense(page) for page in derived]
    places = _drawn_otherwise(drawn) if is_same else _other_words(said, derived)
    differences = tuple(Difference(kind=kind, where=where, message=message) for where, message in places)
    sentence = "What is printed is not what the embedded data gives."
    if is_same:
        sentence = "Printed again from the embedded data: the same words on every page, and not the same document."
    if kind is not Kind.TAMPERED:
        sentence += f" Whether somebody changed it can be told with what made it: {_maker(manifest)}."
    return failed("print", sentence, differences)


def _maker(manifest: Manifest) -> str:
    return ", ".join(f"{name} {version}" for name, version in [("reportgen", manifest.generator), *manifest.libraries.items()])


def _drawn_otherwise(pages: Sequence[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield the pages, by the digests of what they draw, that show the same words in another way."""
    changed = [number for number, (said, derived) in enumerate(pages, start=1) if said != derived]
    yield from ((f"page {number}", "the same words, drawn in another way or with something over them") for number in changed[:_PLACES])
    if len(changed) > _PLACES:
        yield "pages", "and further ones"
    if not changed:
        yield "document", "its pages draw the same; fonts, notes, files or structure are others, or it was saved by another program"


def _other_words(said: Sequence[str], derived: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the places of pages that say something else, the first of them."""
    changed = 0
    for number, (page, expected) in enumerate(zip_longest(said, derived, fillvalue=""), start=1):
        if _dense(page) == _dense(expected):
            continue
        changed += 1
        if changed > _PLACES:
            yield "pages", "and further ones"
            return
        a, b = page.split()[:_COMPARED], expected.split()[:_COMPARED]
        blocks = [block for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if block[0] != "equal"]
        if not blocks:
            yield f"page {number}", f"it differs after its first {_COMPARED} words"
        for _, i, j, k, m in blocks[:_PLACES]:
            yield f"page {number}", f"it shows “{_some(a, i, j)}”, the data gives “{_some(b, k, m)}”"


def _some(words: Sequence[str], start: int, end: int) -> str:
    """Return a few words with the ones before them."""
    return " ".join(words[max(0, start - 3) : min(end, start + 12)])


def _dense(text: str) -> str:
    return "".join(text.split())
