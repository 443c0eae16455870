"""The edition for one end customer or application, and the salt of its pseudonyms."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from reportgen.cli.layout import Command

if TYPE_CHECKING:
    from reportgen.pipeline.dossiers import DossierOptions


def is_given(parameter: str) -> bool:
    """Tell whether an option of the running command was given, and not left to its default."""
    return click.get_current_context().get_parameter_source(parameter) is not ParameterSource.DEFAULT


def build(inventory: Path, output: Path, options: DossierOptions, fail_on: str | None) -> None:
    """Write the dossiers of an inventory, say where, and end with 1 where one of them fails.

    Raises:
        UsageError: what is asked for makes no dossier.
    """
    from reportgen.pipeline import fails
    from reportgen.pipeline.dossiers import FORMATS, exposed, write_dossiers

    if options.split == "environment":
        raise click.UsageError("a dossier is for a tenant or an application: --split tenant or --split application")
    if not options.recipients and options.split is None:
        raise click.UsageError("--edition customer needs --recipient tenant:NAME or application:NAME, or --split tenant or application")
    unfit = [word for word in options.formats if word not in FORMATS]
    if unfit:
        raise click.UsageError(f"a dossier is never written as {', '.join(unfit)}: --formats pdf, or pdf,json")
    written = write_dossiers(inventory, output, options)
    warning = exposed(options.salt, inventory) if options.salt else ""
    if warning:
        click.echo(f"warning: {warning}", err=True)
    for dossier in written:
        for file in dossier.files:
            click.echo(f"{'Data' if file.endswith('.json') else 'Dossier'}:".ljust(10) + str(output / file))
    if fail_on is not None and any(fails(dossier.assessment, fail_on) for dossier in written):
        sys.exit(1)


def refuse(asked: Mapping[str, object]) -> None:
    """Refuse what does not go with a dossier, and was asked for."""
    unfit = [word for word, value in asked.items() if value]
    if unfit:
        raise click.UsageError(f"--edition customer does not go with {', '.join(unfit)}")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def salt(file: Path) -> None:
    """Make the secret behind the pseudonyms of `build --edition customer`, in a new FILE that only you can read.

    Keep it, outside the inventory and out of version control: with the same one, a neighbour has the same pseudonym in every dossier of one
    recipient; whoever has it can undo them all.

    Example: reportgen salt ../dossiers.salt
    """
    from reportgen.pipeline.dossiers import make_salt

    make_salt(file)
    click.echo(f"Wrote {file}. Keep it: with another salt every pseudonym is another. Give it to nobody.")
