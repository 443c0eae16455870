"""The commands about a finished PDF."""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from reportgen.cli.layout import Command
from reportgen.cli.options import format_option

_FILE = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("file", type=_FILE, metavar="FILE.pdf")
@click.option("--extract", type=_FILE, metavar="DIR", help="Also write the files that the PDF carries into this directory.")
@click.option("--trust", type=_FILE, multiple=True, metavar="ROOT.pem", help="A root certificate that a signature has to lead back to.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="The templates that it was made with, where they are not the bundled ones.",
)
@click.option("--no-print", "reprint", is_flag=True, flag_value=False, default=True, help="Do not print it again, which takes the longest.")
@format_option("text", "json")
def verify(file: Path, extract: Path | None, trust: tuple[Path, ...], templates: Path | None, reprint: bool, form: str) -> None:
    """Say whether a PDF report holds: is as it was made, says what its embedded inventory gives, and prints what it says.

    Exit codes: 0 everything that was judged holds, 1 something does not, 2 it is no report of reportgen, or a broken one.

    Example: reportgen verify site/reports/acme-care-2024-12-16.pdf --extract data
    """
    from reportgen.pipeline.verifying import extract_files, verify
    from reportgen.render.verification import verification_data, verification_text

    verification = verify(file, trust=trust, templates=templates, reprint=reprint)
    if extract is not None:
        extract_files(file, extract)
    if form == "json":
        data = json.dumps(verification_data(verification), ensure_ascii=False, indent=1) + "\n"
        sys.stdout.buffer.write(data.encode(errors="replace"))
    else:
        click.echo(verification_text(verification))
    sys.exit(0 if verification.holds else 1)


@click.command(cls=Command)
@click.argument("file", type=_FILE, metavar="FILE.pdf")
@click.option("--pkcs12", "identity", type=_FILE, required=True, metavar="ID.p12", help="The key and certificate that sign.")
@click.option("-o", "--output", type=_FILE, metavar="OUT.pdf", help="What to write; without it, the signature is added to FILE.pdf.")
@click.option("--visible", is_flag=True, help="Show the signature on the cover too; for the first signature only.")
@click.option("--reason", help="Why it is signed, such as “Approved for audit”.")
@click.option("--location", help="Where it is signed.")
@click.option("--timestamp-url", metavar="URL", help="A time-stamp authority (RFC 3161), which confirms when it was signed (PAdES B-T).")
@click.option("--long-term", is_flag=True, help="Put in all that is needed to judge the signature years later (PAdES B-LT).")
@click.option("--trust", type=_FILE, multiple=True, metavar="ROOT.pem", help="For --long-term: the roots of signer and authority.")
def sign(
    file: Path,
    identity: Path,
    output: Path | None,
    visible: bool,
    reason: str | None,
    location: str | None,
    timestamp_url: str | None,
    long_term: bool,
    trust: tuple[Path, ...],
) -> None:
    """Sign a PDF report (PAdES), after the signatures that it has already.

    The passphrase is taken from REPORTGEN_PASSPHRASE, or asked for.

    Example: reportgen sign site/reports/acme-care-2024-12-16.pdf --pkcs12 ciso.p12 -o signed.pdf
    """
    if long_term and not (timestamp_url and trust):
        raise click.UsageError("--long-term needs --timestamp-url and --trust")
    from reportgen.pipeline.signing import sign
    from reportgen.signatures import read_roots
    from reportgen.signing import SignOptions

    options = SignOptions(
        reason=reason, location=location, timestamp_url=timestamp_url, long_term=long_term, roots=read_roots(trust), is_visible=visible
    )
    sign(file, identity, lambda: _passphrase(identity), output or file, options)
    click.echo(output or file)


def _passphrase(identity: Path) -> str:
    given = os.environ.get("REPORTGEN_PASSPHRASE")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"nobody is there to ask for the passphrase of {identity}: set REPORTGEN_PASSPHRASE")
    return str(click.prompt(f"Passphrase of {identity}", hide_input=True, default="", show_default=False, err=True))
