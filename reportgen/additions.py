"""Judge what was added to a PDF after it was made: nothing but signatures may be.

Every object of the document as it was has to be there unchanged, except where a signature needs its place: the list of form fields, the
annotations of the first page, the structure that a visible field belongs to, and what is kept to judge signatures later. This is stricter
than what readers of PDF allow, and takes time in proportion to the document.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from reportgen.enclosures import BROKEN
from reportgen.signatures import STAMP_BOX

_OF_ROOT: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})

_END: Final = re.compile(rb"\bstartxref\s{1,2}(\d{1,12})\s{1,2}%%EOF\s{0,2}\Z")
_LONGEST_END: Final = 64

Key = tuple[int, int]


def foreign_additions(before: bytes, after: bytes, *, is_first: bool) -> list[str]:
    """Return what in ``after`` is neither in ``before`` nor part of a signature; ``before`` are its first bytes.

    ``is_first`` tells that no signature was there before: only then may a field be visible.
    """
    if len(after) > len(before) and not _is_revision(before, after):
        return ["it is not written as signatures are"]
    try:
        with _opened(before) as old, _opened(after) as new:
            return list(dict.fromkeys(_foreign(old, new, is_first=is_first)))
    except BROKEN:
        return ["it cannot be read"]


def _is_revision(before: bytes, after: bytes) -> bool:
    """Tell whether what was added ends by saying where in it the objects stand: then every program reads it the same way."""
    end = _END.search(after, max(len(before), len(after) - _LONGEST_END))
    return end is not None and len(before) <= int(end[1]) < len(after)


def _opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document), attempt_recovery=False, suppress_warnings=True)


def _foreign(old: pikepdf.Pdf, new: pikepdf.Pdf, *, is_first: bool) -> Iterator[str]:
    if old.Root.objgen != new.Root.objgen or old.is_encrypted or new.is_encrypted or len(old.pages) != len(new.pages):
        yield "it has another root or other pages"
        return
    yield from _changed_keys("the catalogue", old.Root, new.Root, _OF_ROOT)
    yield from _changed_keys("page 1", old.pages[0].obj, new.pages[0].obj, frozenset({"/Annots"}))
    yield from _fields(old, new)
    yield from _annotations(old, new, is_first=is_first)
    places = {old.Root.objgen, old.pages[0].obj.objgen, *_places(old)}
    if is_first:
        places |= set(_structure_places(old))
        yield from _structure(old, new)
    for thing in old.objects:
        key = thing.objgen
        if key not in places and _written(thing) != _written(new.get_object(key)):
            yield f"object {key[0]} is another"


def _written(thing: Any) -> tuple[bytes, bytes]:
    """Return everything that an object says."""
    if isinstance(thing, pikepdf.Stream):
        return thing.stream_dict.unparse(), thing.read_raw_bytes()
    return thing.unparse(resolved=True), b""


def _changed_keys(name: str, old: Any, new: Any, free: frozenset[str]) -> Iterator[str]:
    keys = (set(old.keys()) | set(new.keys())) - free
    if any(key not in old or key not in new or _value(old[key]) != _value(new[key]) for key in keys):
        yield f"{name} is another"


def _value(value: Any) -> bytes:
    """Return a value as it is written; what it refers to is looked at as an object of its own."""
    if isinstance(value, pikepdf.Object):
        return f"{value.objgen} R".encode() if value.is_indirect else value.unparse(resolved=True)
    return repr(value).encode()


def _list(holder: Any, key: str) -> list[Any]:
    found = holder.get(key) if holder is not None else None
    return list(found) if found is not None else []


def _added(old: list[Any], new: list[Any]) -> list[Any] | None:
    """Return what a list has more at its end; None = it has not what it had."""
    return new[len(old) :] if [_value(item) for item in old] == [_value(item) for item in new[: len(old)]] else None


def _fields(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[str]:
    added = _added(_list(old.Root.get("/AcroForm"), "/Fields"), _list(new.Root.get("/AcroForm"), "/Fields"))
    if added is None or not all(_is_signature(field) for field in added):
        yield "a form field was added or changed that is no signature"
    form = new.Root.get("/AcroForm")
    if form is not None and set(form.keys()) - {"/Fields", "/SigFlags", "/DA", "/DR"}:
        yield "the form is more than a place of signatures"


def _is_signature(field: Any) -> bool:
    return field.get("/FT") == pikepdf.Name.Sig and "/Kids" not in field and "/A" not in field and "/AA" not in field


def _annotations(old: pikepdf.Pdf, new: pikepdf.Pdf, *, is_first: bool) -> Iterator[str]:
    page = new.pages[0].obj
    added = _added(_list(old.pages[0].obj, "/Annots"), _list(page, "/Annots"))
    for note in added if added is not None else [None]:
        if note is None or note.get("/Subtype") != pikepdf.Name.Widget or not _is_signature(note):
            yield "something was laid over page 1"
        elif not _is_unseen(note, page) and not (is_first and _is_stamp(note)):
            yield "a signature was laid over page 1 where it hides what stands there"


def _rectangle(thing: Any) -> list[float]:
    return [float(number) for number in thing]


def _is_unseen(note: Any, page: Any) -> bool:
    left, bottom, right, top = _rectangle(note.Rect)
    x1, y1, x2, y2 = _rectangle(page.MediaBox)
    is_outside = max(left, right) < x1 or min(left, right) > x2 or max(bottom, top) < y1 or min(bottom, top) > y2
    return is_outside and "/AP" not in note


def _is_stamp(note: Any) -> bool:
    return _rectangle(note.Rect) == [float(number) for number in STAMP_BOX]


def _places(old: pikepdf.Pdf) -> Iterator[Key]:
    """Yield the objects that a further signature writes anew; each is looked at by itself."""
    form, notes = old.Root.get("/AcroForm"), old.pages[0].obj.get("/Annots")
    for thing in (form, form.get("/Fields") if form is not None else None, notes):
        if thing is not None and thing.is_indirect:
            yield thing.objgen
    yield from _below(old.Root.get("/DSS"), 0)


def _below(thing: Any, depth: int) -> Iterator[Key]:
    """Yield the lists and dictionaries of what is kept to judge signatures; the certificates themselves never change."""
    if thing is None or depth > 4 or isinstance(thing, pikepdf.Stream):
        return
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
        if thing.is_indirect:
            yield thing.objgen
        for item in thing.values() if isinstance(thing, pikepdf.Dictionary) else thing:
            yield from _below(item, depth + 1)


def _structure_places(old: pikepdf.Pdf) -> Iterator[Key]:
    tree = old.Root.StructTreeRoot
    top = _top(tree)
    for thing in (tree, top, top.K, tree.ParentTree, tree.ParentTree.Nums):
        if thing.is_indirect:
            yield thing.objgen


def _top(tree: Any) -> Any:
    return tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K


def _structure(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[str]:
    """Yield what is wrong where a visible field takes its place in the structure."""
    before, after = old.Root.StructTreeRoot, new.Root.StructTreeRoot
    yield from _changed_keys("the structure", before, after, frozenset({"/ParentTreeNextKey"}))
    yield from _changed_keys("the structure", _top(before), _top(after), frozenset({"/K"}))
    yield from _changed_keys("the structure", before.ParentTree, after.ParentTree, frozenset({"/Nums"}))
    elements = _added(list(_top(before).K), list(_top(after).K))
    owners = _added(list(before.ParentTree.Nums), list(after.ParentTree.Nums))
    if elements is None or owners is None or len(elements) > 1 or any(element.get("/S") != pikepdf.Name.Form for element in elements):
        yield "the structure is another"
