"""What every JUnit file of ours has in common: suites of cases, counted, in XML that every reader takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final
from xml.etree import ElementTree as ET

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f]")


class Outcome(Enum):
    """Name what a build server knows of a case; ``PASSED`` has no element of its own."""

    PASSED = ""
    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold one case; ``kind`` is the code of the finding, ``details`` what stands below the message."""

    group: str
    name: str
    outcome: Outcome
    kind: str
    message: str
    details: str


def suites(title: str, content: Iterable[tuple[str, Sequence[Case]]]) -> bytes:
    """Return (name, cases) of each suite as UTF-8 XML with a final line feed. No case has a time: nothing was measured."""
    root = ET.Element("testsuites", name=_xml(title))
    every: list[Case] = []
    for name, cases in content:
        _count(ET.SubElement(root, "testsuite", name=_xml(name)), cases)
        every += cases
        for case in cases:
            _case(root[-1], case)
    _count(root, every)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _count(element: ET.Element, cases: Iterable[Case]) -> None:
    found = [case.outcome for case in cases]
    element.set("tests", str(len(found)))
    element.set("failures", str(found.count(Outcome.FAILURE)))
    element.set("errors", str(found.count(Outcome.ERROR)))
    element.set("skipped", str(found.count(Outcome.SKIPPED)))


def _case(suite: ET.Element, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", classname=_xml(case.group), name=_xml(case.name))
    if case.outcome is Outcome.PASSED:
        return
    told = ET.SubElement(element, case.outcome.value, message=_xml(case.message))
    if case.outcome is not Outcome.SKIPPED:
        told.set("type", case.kind)
    told.text = _xml(case.details)


def _xml(text: str) -> str:
    """Return the text with a replacement for each character that XML forbids."""
    return _NOT_IN_XML.sub(_REPLACEMENT, text)
