"""Read what the user decides about changes: another severity for a code, and the changes that somebody accepts.

A policy file (``reportgen/diff-policy/v1``)::

    schema: reportgen/diff-policy/v1
    severities:
      deployment-moved: warning           # error | warning | info
      waiver-added: info

A file of accepted changes (``reportgen/accepted-changes/v1``)::

    schema: reportgen/accepted-changes/v1
    accepted:
      - fingerprint: 0f1e2d3c4b5a6978     # the `id` of the change
        reason: Agreed with the board on 2 December, mended in January.
        author: CISO
        expires: 2025-01-31               # the last day that it counts; left out = it counts as long as the change is there
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from reportgen.diff.codes import CODES, Severity
from reportgen.diff.model import Acceptance, Policy
from reportgen.errors import InputError, Location, Problem
from reportgen.inventory import CompanionKind
from reportgen.source import LocatedList, LocatedMap, read_yaml

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
_KEYS: Final = {
    CompanionKind.DIFF_POLICY: ("schema", "severities"),
    CompanionKind.ACCEPTED_CHANGES: ("schema", "accepted"),
}
_ENTRY_KEYS: Final = ("fingerprint", "reason", "author", "expires")


def read_policy(files: Iterable[tuple[CompanionKind, str, bytes]]) -> Policy:
    """Return the policy of all files together; each is (what it should be, the label in locations, bytes).

    Raises:
        InputError: with every problem of every file: an unknown key, code or severity, a code or fingerprint given twice, a missing reason.
    """
    problems: list[Problem] = []
    severities: dict[str, tuple[Severity, Location]] = {}
    acceptances: list[Acceptance] = []
    for kind, label, data in files:
        root = _root(kind, label, data, problems)
        if root is None:
            continue
        if kind is CompanionKind.DIFF_POLICY:
            _read_severities(root, severities, problems)
        else:
            acceptances += _read_acceptances(root, problems)
    problems += _twice(acceptances)
    if problems:
        raise InputError(problems)
    return Policy(severities={code: severity for code, (severity, _) in severities.items()}, acceptances=tuple(acceptances))


def _root(kind: CompanionKind, label: str, data: bytes, problems: list[Problem]) -> LocatedMap | None:
    document = read_yaml(label, data)
    problems += document.problems
    root = document.root
    if not isinstance(root, LocatedMap):
        if not document.problems:
            problems.append(Problem(Location(label, 1, 1), "this file must be a mapping", f"begin with `schema: {kind.schema}`"))
        return None
    if root.get("schema") != kind.schema:
        problems.append(Problem(root.at("schema"), f"the format of this file is not `{kind.schema}`", f"write `schema: {kind.schema}`"))
        return None
    problems += _unknown_keys(root, _KEYS[kind])
    return root


def _unknown_keys(node: LocatedMap, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in node:
        if key not in known:
            yield Problem(node.key_at(key), f"unknown key `{key}`", _near(key, known) or f"allowed here: {', '.join(known)}")


def _near(word: str, words: Iterable[str]) -> str | None:
    found = get_close_matches(word, list(words), n=1)
    return f"did you mean `{found[0]}`?" if found else None


def _read_severities(root: LocatedMap, found: dict[str, tuple[Severity, Location]], problems: list[Problem]) -> None:
    given = root.get("severities")
    if given is None:
        return
    if not isinstance(given, LocatedMap):
        problems.append(Problem(root.at("severities"), "a mapping of codes to severities is wanted"))
        return
    for code, word in given.items():
        if code not in CODES:
            problems.append(Problem(given.key_at(code), f"there is no code `{code}`", _near(code, CODES)))
        elif word not in [severity.value for severity in Severity]:
            problems.append(Problem(given.at(code), f"`{word}` is no severity", "error, warning or info"))
        elif code in found:
            problems.append(Problem(given.key_at(code), f"`{code}` is given twice, first at {found[code][1]}", "remove one of the two"))
        else:
            found[code] = (Severity(str(word)), given.key_at(code))


def _read_acceptances(root: LocatedMap, problems: list[Problem]) -> Iterator[Acceptance]:
    given = root.get("accepted")
    if given is None:
        return
    if not isinstance(given, LocatedList):
        problems.append(Problem(root.at("accepted"), "a list of accepted changes is wanted"))
        return
    for number, entry in enumerate(given):
        if not isinstance(entry, LocatedMap):
            problems.append(Problem(given.at(number), "an accepted change is a mapping", "fingerprint, reason, author, expires"))
            continue
        before = len(problems)
        problems += _unknown_keys(entry, _ENTRY_KEYS)
        texts = {key: _text(entry, key, problems) for key in ("fingerprint", "reason", "author")}
        expires = _day(entry, problems)
        if texts["fingerprint"] and not _FINGERPRINT.fullmatch(texts["fingerprint"]):
            hint = "16 hexadecimal digits, the `id` of the change; in quotes where they are all figures"
            problems.append(Problem(entry.at("fingerprint"), f"`{texts['fingerprint']}` is no fingerprint", hint))
        if len(problems) == before:
            yield Acceptance(**texts, expires=expires, location=entry.location())


def _text(entry: LocatedMap, key: str, problems: list[Problem]) -> str:
    value = entry.get(key)
    if key not in entry:
        problems.append(Problem(entry.location(), f"`{key}` is missing"))
    elif not isinstance(value, str) or not value.strip():
        problems.append(Problem(entry.at(key), f"`{key}` has to be a text", "put it in quotes"))
    else:
        return value
    return ""


def _day(entry: LocatedMap, problems: list[Problem]) -> dt.date | None:
    value = entry.get("expires")
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        problems.append(Problem(entry.at("expires"), f"`{value}` is not a day", "write it as 2025-01-31"))
        return None


def _twice(acceptances: Iterable[Acceptance]) -> Iterator[Problem]:
    first: dict[str, Location] = {}
    for item in acceptances:
        if item.fingerprint in first:
            where = first[item.fingerprint]
            yield Problem(item.location, f"the change {item.fingerprint} is accepted twice, first at {where}", "remove one of the two")
        first.setdefault(item.fingerprint, item.location)
