"""The command that compares two reports. Heavy imports stand inside it, so that ``--help`` starts fast."""

# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen import __version__
from reportgen.cli.layout import Command
from reportgen.cli.options import TERMINAL, as_of_option, format_option

if TYPE_CHECKING:
    from reportgen.diff.model import Comparison
    from reportgen.report.comparison import ComparisonReport

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


def _html(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.html import render_comparison
    from reportgen.render.resources import Templates

    return render_comparison(_report(comparison), Templates(), base)


def _pdf(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.pdf import render_comparison
    from reportgen.render.resources import Templates

    return render_comparison(_report(comparison), Templates(), base)


def _report(comparison: Comparison) -> ComparisonReport:
    from reportgen.report.comparison import comparison_report

    return comparison_report(comparison, version=__version__)


def _sarif(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.sarif import render_changes

    return render_changes(comparison, version=__version__, base=base)


def _junit(comparison: Comparison, base: str) -> bytes:
    from reportgen.render.junit import render_changes

    return render_changes(comparison, base)


FORMATS: Mapping[str, Render] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "html": _html,
    "pdf": _pdf,
    "sarif": _sarif,
    "junit": _junit,
}
"""How each format is made, the default first."""

DOCUMENTS = ("html", "pdf")
"""The formats that are handed on to readers of reports: they speak the language of the newer report."""


@click.command(cls=Command)
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
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE", help="A file of severities instead of the one beside NEW.")
@click.option(
    "--accepted", type=click.Path(path_type=Path), metavar="FILE", help="A file of accepted changes instead of the one beside NEW."
)
@as_of_option
def diff(old: str, new: str, form: str, fail_on: str, policy: Path | None, accepted: Path | None, as_of: dt.date | None) -> None:
    """Say what changed from OLD to NEW, why, and whether it got worse.

    Each is an inventory, a report.json, a PDF made by reportgen, the name of a release, or git:REV[:PATH] for what was committed. A change
    comes from the system, from another method (tool, catalogue, terms), or from time alone; another method never fails the gate.

    Examples:
      reportgen diff git:origin/main inventories/acme-care
      reportgen diff 2024-q3 inventories/acme-care --format markdown --fail-on warning
      reportgen diff 2023.pdf 2024.pdf --format pdf > changes.pdf
    """
    from reportgen import translations
    from reportgen.diff.codes import Severity
    from reportgen.language import speaking
    from reportgen.pipeline.comparing import CompareOptions, compare_sides

    options = CompareOptions(as_of=as_of, language=TERMINAL, policy=policy, accepted=accepted)
    if form == "pdf" and sys.stdout.isatty():
        raise click.UsageError("a PDF is no text for a terminal: send it to a file, as in `--format pdf > changes.pdf`")
    comparison, after = compare_sides(old, new, options)
    spoken = after.state.inventory.report.language
    if form in DOCUMENTS and spoken != comparison.language:
        comparison, after = compare_sides(old, new, replace(options, language=spoken))
    with speaking(translations.language(comparison.language)):
        sys.stdout.buffer.write(FORMATS[form](comparison, after.base))
    sys.exit(1 if comparison.fails(None if fail_on == "never" else Severity(fail_on)) else 0)
