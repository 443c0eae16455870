"""Build values from libyaml's events, without recursion: one pass, every position kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from reportgen.errors import Location, Problem
from reportgen.source.located import LocatedList, LocatedMap, Place, Value
from reportgen.source.plain import resolve_plain

MAX_DEPTH: Final = 64
"""The deepest nesting of mappings and lists, aliases expanded."""

MAX_ALIASED_NODES: Final = 1_000_000
"""How many values aliases may stand for in one file, beside those that are written out."""

CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 does not call printable (section 5.1)."""

_TAG: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final[Mapping[str, type]] = {"null": type(None), "bool": bool, "int": int, "float": float}
_DISCARD: Final = "\0discard"
"""Stands for a key whose value is read and thrown away; no key of a file can hold a NUL, as that is refused first."""


class _Frame:
    """Hold a mapping or list that is being filled."""

    __slots__ = ("anchor", "count_before", "height", "key", "node", "place")

    def __init__(self, node: LocatedMap | LocatedList, place: Place, anchor: str | None, count_before: int) -> None:
        self.node = node
        self.place = place
        self.anchor = anchor
        self.count_before = count_before
        self.height = 0
        self.key: str | None = None


class StoppedError(Exception):
    """Stop reading a file, because of a bound that it passes."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Anchored:
    """Hold what an anchor names: how many values it stands for, and how deep they are nested. ``size`` 0 = still being read."""

    value: object
    size: int
    height: int


class DocumentBuilder:
    """Build one document from its events; ``root`` is its value, ``problems`` what was wrong on the way."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.root: Value = None
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._aliased = 0
        self._documents = 0

    def run(self, parser: CParser) -> None:
        """Consume every event; raise StoppedError at a bound."""
        handlers: Mapping[type[object], Callable[[Any], None]] = {
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        scalar: Callable[[Any], None] = self._scalar
        scalar_event, ignore, get_event = yaml.ScalarEvent, self._ignore, parser.get_event
        while True:
            event = get_event()
            kind = event.__class__
            if kind is scalar_event:
                scalar(event)
            elif kind is yaml.StreamEndEvent:
                break
            else:
                handlers.get(kind, ignore)(event)
        if self.root is None and not self.problems:
            self._problem((1, 1), "the file is empty", "write something, or remove the file")

    def _ignore(self, event: yaml.Event) -> None:
        """Pass over the events that carry nothing."""

    def _document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise StoppedError(
                Problem(self._location(_place(event)), "a second document begins here", "one file holds one document: remove the `---`")
            )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)  # type: ignore[union-attr]  # libyaml marks every event
        self._count += 1
        text = event.value
        plain = event.implicit[0]
        if event.style == '"' and CONTROL.search(text):
            self._problem(place, "the text holds a control character", "delete the escape sequence that makes it")
            text = CONTROL.sub("", text)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and frame.node.__class__ is LocatedMap:
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(text, 1, 0)
            if event.tag not in (None, "!", _TAG + "str"):
                self._refuse_tag(event.tag, place)
            self._key(frame, text, place, plain=plain)
            return
        value: object = resolve_plain(text) if plain else text
        if event.tag is not None:
            value = self._tagged(event.tag, text, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._put(frame, value, place)

    def _key(self, frame: _Frame, text: str, place: Place, *, plain: bool) -> None:
        node = frame.node
        assert isinstance(node, LocatedMap)  # noqa: S101  # for the type checker: only mappings have keys
        if text in node.keys_at:
            message = f"the key `{text}` is given twice, first in line {node.keys_at[text][0]}"
            self._problem(place, message, "remove one of the two")
            frame.key = _DISCARD
        elif plain and text == "<<":
            self._problem(place, "the merge key `<<` is not supported", "use `defaults`, or write the values out")
            frame.key = _DISCARD
        else:
            node.keys_at[text] = place
            frame.key = text

    def _put(self, frame: _Frame | None, value: object, place: Place) -> None:
        if frame is None:
            self.root = value  # type: ignore[assignment]  # what a document's events can make is a Value
            return
        node = frame.node
        if isinstance(node, LocatedList):
            node.append(value)
            node.items_at.append(place)
            return
        key = frame.key
        if key is None:
            self._problem(place, "a key must be plain text")
            frame.key = _DISCARD
            return
        frame.key = None
        if key is not _DISCARD:
            node[key] = value
            node.values_at[key] = place

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        place = _place(event)
        self._count += 1
        if len(self._stack) >= MAX_DEPTH:
            raise StoppedError(Problem(self._location(place), f"mappings and lists are nested more than {MAX_DEPTH} deep"))
        kind, tag = (LocatedMap, "map") if isinstance(event, yaml.MappingStartEvent) else (LocatedList, "seq")
        if event.tag not in (None, "!", _TAG + tag):
            self._refuse_tag(event.tag, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(None, 0, 0)
        self._stack.append(_Frame(kind(self.label, *place), place, event.anchor, self._count - 1))

    def _end(self, _event: yaml.Event) -> None:
        frame = self._stack.pop()
        height = frame.height + 1
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchored(frame.node, self._count - frame.count_before, height)
        parent = self._stack[-1] if self._stack else None
        if parent is not None:
            parent.height = max(parent.height, height)
        self._put(parent, frame.node, frame.place)

    def _alias(self, event: yaml.AliasEvent) -> None:
        place = _place(event)
        anchored = self._anchors.get(event.anchor or "")
        frame = self._stack[-1] if self._stack else None
        value = None
        if anchored is None:
            self._problem(place, f"no anchor `&{event.anchor}` stands before this alias", "put text that begins with `*` in quotes")
        elif anchored.size == 0:
            self._problem(place, f"the alias `*{event.anchor}` contains itself")
        else:
            self._expand(anchored, place)
            value = anchored.value
        self._put(frame, value, place)

    def _expand(self, anchored: _Anchored, place: Place) -> None:
        self._count += anchored.size
        self._aliased += anchored.size
        if self._aliased > MAX_ALIASED_NODES:
            raise StoppedError(Problem(self._location(place), f"the aliases of this file stand for more than {MAX_ALIASED_NODES} values"))
        if len(self._stack) + anchored.height > MAX_DEPTH:
            message = f"mappings and lists are nested more than {MAX_DEPTH} deep, aliases expanded"
            raise StoppedError(Problem(self._location(place), message))
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, anchored.height)

    def _tagged(self, tag: str, text: str, place: Place) -> object:
        """Return the value of a scalar with an explicit tag of the core schema."""
        if tag in ("!", _TAG + "str"):
            return text
        wanted = _SCALAR_TAGS.get(tag.removeprefix(_TAG)) if tag.startswith(_TAG) else None
        if wanted is None:
            self._refuse_tag(tag, place)
            return text
        value = resolve_plain(text)
        if wanted is float and type(value) is int:
            return float(value)
        if type(value) is not wanted:
            self._problem(place, f"`{text}` does not fit the tag `!!{tag.removeprefix(_TAG)}`")
        return value

    def _refuse_tag(self, tag: str | None, place: Place) -> None:
        tag = tag or ""
        shown = "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
        self._problem(place, f"the tag `{shown}` is not supported", "remove it; put text that begins with `!` in quotes")

    def _problem(self, place: Place, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(self._location(place), message, hint))

    def _location(self, place: Place) -> Location:
        return Location(self.label, *place)


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1  # type: ignore[union-attr]  # libyaml marks every event
