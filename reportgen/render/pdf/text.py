"""The report's runs as HTML, and any text so that nothing in it stays unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from markupsafe import Markup, escape

from reportgen.report.model import Badge, Cell, Code, Link, Plain, Ref, Run

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")
_PARTS = re.compile(r"(<svg.*?</svg>|<[^>]*>)", re.DOTALL)
_RIGHTWARDS: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile(f"[{_RIGHTWARDS}](?:[^<&]*[{_RIGHTWARDS}])?")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_HARMLESS: Final = "\n\t\u200c\u200d"

UNBROKEN: Final = 72
"""The longest id, in characters, that is kept on one line: longer ones may be torn, so that they never stick out of a column."""


def anchor(ref: Ref) -> str:
    """Return the id of a place in the document; different places have different ids, whatever is in their names."""
    return "--".join(_UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", part) for part in (ref.kind, ref.name, ref.anchor) if part)


def whole(text: str) -> Markup:
    """Return an id as HTML that is not torn at the end of a line, if it is short enough for that."""
    return Markup('<span class="id">{}</span>').format(text) if len(text) <= UNBROKEN else escape(text)


def cell(runs: Cell, places: Collection[str] = ()) -> Markup:
    """Return runs as HTML. A link leads to its place if that is one of ``places``, the ids of the document."""
    return Markup("").join(_run(run, places) for run in runs)


def _run(run: Run, places: Collection[str]) -> Markup:
    match run:
        case Plain(text=text):
            return escape(text)
        case Code(text=text):
            return Markup("<code>{}</code>").format(text)
        case Badge():
            return badge(run)
        case Link():
            return _link(run, places)


def badge(run: Badge) -> Markup:
    """Return a badge as HTML: its mark, its word, and its tone as a class."""
    return Markup('<span class="b {}">{} {}</span>').format(run.tone, run.mark, run.text)


def marks(badges: Iterable[Badge]) -> Markup:
    """Return badges beside each other as HTML."""
    return Markup(" ").join(map(badge, badges))


def _link(run: Link, places: Collection[str]) -> Markup:
    target = anchor(run.ref)
    if target not in places:
        target = anchor(Ref(run.ref.kind, run.ref.name))
    shown = whole(run.text) if " " not in run.text else escape(run.text)
    return Markup('<a href="#{}">{}</a>').format(target, shown) if target in places else shown


def visible(document: str, covered: Collection[str]) -> str:
    r"""Return HTML in which every character can be seen.

    Those that reorder or hide text, and those that no font of ours has, are written as ``\u202e``. Right-to-left words are isolated,
    so that they do not turn their neighbours round.
    """
    for character in sorted(set(document)):
        if character not in _HARMLESS and (character not in covered or unicodedata.category(character) in _UNSEEN):
            document = document.replace(character, _face(character))
    if not re.search(f"[{_RIGHTWARDS}]", document):
        return document
    head, body, rest = document.partition("<body")
    parts = _PARTS.split(rest)
    parts[2::2] = [_RIGHT_TO_LEFT.sub(lambda found: f"<bdi>{found[0]}</bdi>", part) for part in parts[2::2]]
    return head + body + "".join(parts)


def _face(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
