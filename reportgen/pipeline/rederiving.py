"""Judge the inventory that a PDF carries again, and print its report again, to hold both against what the PDF says."""

from __future__ import annotations

import difflib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from reportgen import __version__
from reportgen.enclosures import Enclosures
from reportgen.errors import InputError, ReportgenError
from reportgen.findings import Assessment
from reportgen.manifest import INVENTORY, NAME, Manifest, is_portable
from reportgen.pipeline.enclosing import libraries, printed_lines
from reportgen.pipeline.judging import Knowledge, judge, know, snapshot_bytes
from reportgen.pipeline.paper import options_of, print_report, report_book
from reportgen.pipeline.past import past_of, recorded_since
from reportgen.printed import UnreadableError, pages
from reportgen.verification import Check, Difference, Kind, Method, State, compare, failed, held, tampered

_PLACES: Final = 8
"""How many places of a page, and how many pages, are shown that differ."""

_WORD: Final = re.compile(r"\w+")


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
        verdicts = _same_verdicts(report, assessment, method)
        yield verdicts
        if verdicts.state is State.FAILS or not method.is_ours:
            why = "the verdicts are not the same" if verdicts.state is State.FAILS else "it was made by another method"
            yield _on_cover(manifest, original, f"The document was not printed again, as {why}.")
        else:
            yield _same_print(carried, place, assessment, original, templates, reprint=reprint)


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


def _same_verdicts(report: Mapping[str, Any], assessment: Assessment, method: Method) -> Check:
    """Compare the embedded report with the one that its inventory gives now."""
    derived = json.loads(snapshot_bytes(assessment))
    differences = tuple(compare(report, derived, method))
    if not differences:
        sentence = f"Judged again from the embedded inventory: the same report, with {len(assessment.findings)} findings."
        return held("verdicts", sentence)
    sentence = "The embedded report is not what its inventory gives."
    return failed("verdicts", sentence, differences)


def _on_cover(manifest: Manifest, original: bytes, why: str) -> Check:
    """Look for the sentences and numbers of the manifest on the first pages; nothing can be said of the others."""
    try:
        text = _dense("".join(pages(original)))
    except UnreadableError as error:
        return _unreadable(error)
    missing = [line for line in manifest.printed if _dense(line) not in text]
    if missing:
        found = tuple(tampered("pages", f"“{line}” is not printed") for line in missing)
        return failed("print", "What the manifest says is printed is not.", found)
    return Check(name="print", state=State.SKIPPED, sentence=f"{why} Its main numbers stand in it as the manifest says.")


def _unreadable(error: UnreadableError) -> Check:
    found = tampered("pages", f"the words cannot be read: {error}")
    return failed("print", "The pages cannot be read.", [found])


def _same_print(
    carried: Enclosures, place: Path, assessment: Assessment, original: bytes, templates: Path | None, *, reprint: bool
) -> Check:
    """Print the report again and compare."""
    manifest = carried.manifest
    options = options_of(manifest.options, templates)
    if options is None or recorded_since(options.since, place) != options.since:
        # What a manifest names is looked for among the files of its own document, and nowhere else on this machine.
        hint = "give the same directory with --templates" if "templates" in manifest.options else "this version has not all its options"
        hint = "it does not carry the report that it was compared with" if manifest.options.get("since") == "" else hint
        return _on_cover(manifest, original, f"The document could not be printed again: {hint}.")
    try:
        book = report_book(assessment, options, past_of(place, assessment, options.since))
    except (ReportgenError, KeyError, TypeError, ValueError) as error:
        found = tampered("manifest.json", f"its options are not those of any report: {error}")
        return failed("print", "The document cannot be printed again.", [found])
    if tuple(printed_lines(book)) != manifest.printed:
        found = tampered("manifest.json", "its list of what is printed is not what the report gives")
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
    return _same_words(manifest, original, made)


def _same_words(manifest: Manifest, original: bytes, made: bytes) -> Check:
    """Compare two prints that are not the same byte for byte, word by word."""
    try:
        said, derived = pages(original), pages(made)
    except UnreadableError as error:
        return _unreadable(error)
    if [_dense(page) for page in said] == [_dense(page) for page in derived]:
        sentence = "Printed again from the embedded data: the same words on every page, drawn or stored in another way."
        return Check(name="print", state=State.NOTED, sentence=sentence)
    if _counted(said) == _counted(derived):
        sentence = "Printed again from the embedded data: the same words, on other pages."
        return Check(name="print", state=State.NOTED, sentence=sentence)
    kind = Kind.TAMPERED if dict(manifest.libraries) == libraries() else Kind.UNTOLD
    differences = tuple(Difference(kind=kind, where=where, message=message) for where, message in _other_words(said, derived))
    sentence = "What is printed is not what the embedded data gives."
    if kind is Kind.UNTOLD:
        sentence += " It was made with other versions of the libraries that lay pages out."
    return failed("print", sentence, differences)


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
        a, b = page.split(), expected.split()
        blocks = [block for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if block[0] != "equal"]
        for _, i, j, k, m in blocks[:_PLACES]:
            yield f"page {number}", f"it shows “{_some(a, i, j)}”, the data gives “{_some(b, k, m)}”"


def _some(words: Sequence[str], start: int, end: int) -> str:
    """Return a few words with the ones before them."""
    return " ".join(words[max(0, start - 3) : min(end, start + 12)])


def _dense(text: str) -> str:
    return "".join(text.split())


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(text))
