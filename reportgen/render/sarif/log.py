"""What every SARIF log of ours has in common: the frame of the log, its rules, and results beside the lines of the inventory.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, sections 3.11 (messages), 3.27 (results), 3.49 (rules).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from reportgen.errors import Location
from reportgen.snapshot import Json

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
"""The identifier by which readers know the format; nothing is fetched."""

_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")


def log(results: Sequence[dict[str, Json]], rule: Callable[[str], Json], *, version: str, properties: Mapping[str, Json]) -> bytes:
    """Return the log of these results with a final line feed.

    ``rule`` describes a rule by its id; ``version`` is that of the tool; ``properties`` are those of the run.
    """
    ids = sorted({str(result["ruleId"]) for result in results})
    place = {id_: i for i, id_ in enumerate(ids)}
    whole: Json = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "reportgen", "version": version, "rules": [rule(id_) for id_ in ids]}},
                "columnKind": "unicodeCodePoints",
                "properties": dict(properties),
                "results": [{**result, "ruleIndex": place[str(result["ruleId"])]} for result in results],
            }
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def result(rule: str, level: str, text: str, location: Location | None, fingerprint: tuple[str, str], base: str) -> dict[str, Json]:
    """Return one result; ``level`` is ``error``, ``warning`` or ``note``.

    ``fingerprint`` is (name, value), by which it is the same from run to run. ``base`` is the inventory's directory as seen from where
    the reader looks for files, "" = that very directory.
    """
    found: dict[str, Json] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": message(text)},
        "partialFingerprints": dict([fingerprint]),
    }
    if location is not None:
        region: Json = {"startLine": location.line, "startColumn": location.column}
        uri = quote(f"{base}/{location.file}" if base else location.file, safe="/")
        found["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]
    return found


def described(id_: str, *, title: str, text: str, help_text: str, level: str, tag: str) -> Json:
    """Return a rule: what it is about, what it means, what helps, and how severe its results are as a rule."""
    return {
        "id": id_,
        "name": "".join(word.capitalize() for word in re.split(r"[-.]", id_)),
        "shortDescription": {"text": title},
        "fullDescription": {"text": text or title},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["compliance", tag]},
    }


def message(text: str) -> str:
    """Return text that no reader takes for a placeholder or an embedded link."""
    return _LINK.sub(r"\\[", _PLACEHOLDER.sub(r"{{\1}}", text))
