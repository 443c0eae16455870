"""How ``--help`` is laid out: examples come last and whole, ready to be copied, and a list of commands cuts no sentence."""

from __future__ import annotations

import inspect
import re

import click

_EXAMPLES = re.compile(r"^Examples?:", re.MULTILINE)


def parted(text: str | None) -> tuple[str, tuple[str, ...]]:
    """Return what a command's help says, and its examples."""
    said, _, examples = _EXAMPLES.sub("\0", inspect.cleandoc(text or ""), count=1).partition("\0")
    return said.strip(), tuple(line.strip() for line in examples.splitlines() if line.strip())


class Command(click.Command):
    """A command whose help ends with the examples of its docstring."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - click's name
        """Return the first paragraph, whole: the list of commands breaks its lines."""
        return " ".join(parted(self.help)[0].partition("\n\n")[0].split())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(parted(self.help)[0])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples, each on a line of its own whatever its length."""
        examples = parted(self.help)[1]
        if examples:
            with formatter.section("Examples" if len(examples) > 1 else "Example"):
                formatter.write("".join(f"  {line}\n" for line in examples))


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type
