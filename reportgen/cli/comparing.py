"""The command that compares two reports. Heavy imports stand inside it, so that ``--help`` starts fast."""

# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.options import TERMINAL, as_of_option, format_option

if TYPE_CHECKING:
    from reportgen.diff.model import Comparison

Render = Callable[["Comparison", str], bytes]
"""Make a format of a comparison; the text is what stands before the files of NEW to make them paths as the user would type them."""


def _text(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.changes.text import render_text

    return f"{render_text(comparison, base)}\n".encode()


def _markdown(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.changes.markdown import render_markdown

    return render_markdown(comparison, base).encode()


def _json(comparison: Comparison, _base: str) -> bytes:
    from reportgen.diff.document import to_json

    return to_json(comparison)


FORMATS: Mapping[str, Render] = {"text": _text, "markdown": _markdown, "json": _json}
"""How each format is made, the default first."""


@click.command()
@click.argument("old")
@click.argument("new")
@format_option(*FORMATS)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 if this change introduced anything of that severity or worse, or something could not be compared.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="A file of severities instead of the one beside NEW.")
@click.option("--accepted", type=click.Path(path_type=Path), help="A file of accepted changes instead of the one beside NEW.")
@as_of_option
def diff(old: str, new: str, form: str, fail_on: str, policy: Path | None, accepted: Path | None, as_of: dt.date | None) -> None:
    """Say what changed from OLD to NEW, why, and whether it got worse.

    Each is an inventory, a report.json, a PDF made by reportgen, the name of a release, or git:REV[:PATH] for what was committed. A change
    comes from the system, from another method (tool, catalogue, terms), or from time alone; another method never fails the gate.

    Examples:
      reportgen diff git:origin/main inventories/acme-care

      reportgen diff 2024-q3 inventories/acme-care --format markdown --fail-on warning
    """
    from reportgen.diff.codes import Severity
    from reportgen.pipeline.comparing import CompareOptions, compare_sides

    options = CompareOptions(as_of=as_of, language=TERMINAL, policy=policy, accepted=accepted)
    comparison, after = compare_sides(old, new, options)
    sys.stdout.buffer.write(FORMATS[form](comparison, after.base))
    sys.exit(1 if comparison.fails(None if fail_on == "never" else Severity(fail_on)) else 0)
