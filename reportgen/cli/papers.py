"""The commands about a finished PDF."""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from reportgen.cli.options import format_option

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE, metavar="FILE.pdf")
@click.option("--extract", type=_FILE, metavar="DIR", help="Also write the files that the PDF carries into this directory.")
@click.option("--templates", type=_FILE, metavar="DIR", help="The templates that it was made with, where they are not the bundled ones.")
@click.option("--no-print", "reprint", is_flag=True, flag_value=False, default=True, help="Do not print it again, which takes the longest.")
@format_option("text", "json")
def verify(file: Path, extract: Path | None, templates: Path | None, reprint: bool, form: str) -> None:
    """Say whether a PDF report holds: is as it was made, says what its embedded inventory gives, and prints what it says.

    Exit codes: 0 everything that was judged holds, 1 something does not, 2 it is no report of reportgen, or a broken one.

    Example: reportgen verify site/reports/acme-care-2024-12-16.pdf --extract data
    """
    from reportgen.pipeline.verifying import extract_files, verify
    from reportgen.render.verification import verification_data, verification_text

    verification = verify(file, templates=templates, reprint=reprint)
    if extract is not None:
        extract_files(file, extract)
    if form == "json":
        data = json.dumps(verification_data(verification), ensure_ascii=False, indent=1) + "\n"
        sys.stdout.buffer.write(data.encode(errors="replace"))
    else:
        click.echo(verification_text(verification))
    sys.exit(0 if verification.holds else 1)
