"""Write the parts of ``docs/reference`` that come from the code, and the three JSON Schemas beside them.

A page holds what people wrote, and between ``<!-- generated: NAME -->`` and ``<!-- end of generated -->`` what stands here. Run by
``make reference``; with ``--check`` nothing is written, and the exit code is 1 where a page is not what the code says.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import reference_schema
import reference_tables

from reportgen import diff_schema, inventory, report_schema

_ROOT = Path(__file__).resolve().parent.parent
_PAGES = _ROOT / "docs" / "reference"
_TERMS = _ROOT / "docs" / "examples" / "inhouse-platform.terms.yaml"
_END = "<!-- end of generated -->"
_PART = re.compile(rf"(?P<start><!-- generated: (?P<name>[a-z-]+) -->)\n.*?{re.escape(_END)}", re.DOTALL)

PARTS: Mapping[str, Callable[[], str]] = {
    "commands": reference_tables.commands,
    "inventory": lambda: reference_schema.tables(inventory.json_schema(), needed="Needed", names_null=False),
    "report": lambda: reference_schema.tables(report_schema.json_schema(), needed="Always there", names_null=True),
    "diff": lambda: reference_schema.tables(diff_schema.json_schema(), needed="Always there", names_null=True),
    "change-codes": reference_tables.change_codes,
    "statuses": reference_tables.statuses,
    "checks": reference_tables.checks,
    "scopes": reference_tables.scopes,
    "shared": reference_tables.shared,
    "frameworks": reference_tables.frameworks,
    "catalogue-format": reference_tables.catalogue_format,
    "terms-example": lambda: reference_tables.fenced("yaml", _TERMS.read_text(encoding="utf-8")),
    "templates": reference_tables.templates,
    "template-variables": reference_tables.template_variables,
    "bounds": reference_tables.bounds,
}
"""What each generated part holds, by the name in its marker."""


def main() -> None:
    """Write what is not up to date, or with ``--check`` only name it."""
    stale = [(place, data) for place, data in expected() if not place.is_file() or place.read_bytes() != data]
    for place, data in stale:
        if "--check" not in sys.argv:
            place.write_bytes(data)
        print(place.relative_to(_ROOT).as_posix())
    sys.exit(1 if stale and "--check" in sys.argv else 0)


def expected() -> Iterator[tuple[Path, bytes]]:
    """Yield every generated file, and every page with a generated part, with the bytes that it should have."""
    for what, schema in (
        ("inventory", inventory.json_schema()),
        ("report", report_schema.json_schema()),
        ("diff", diff_schema.json_schema()),
    ):
        yield _PAGES / f"{what}.schema.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
    for page in sorted(_PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        yield page, _PART.sub(lambda part: f"{part['start']}\n\n{PARTS[part['name']]()}\n\n{_END}", text).encode()


if __name__ == "__main__":
    main()
