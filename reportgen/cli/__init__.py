"""The command line: arguments, streams and exit codes, and nothing else.

Exit codes: 0 clean, 1 findings at or above the threshold, 2 wrong usage or bad input, 3 a bug of ours.
"""

from __future__ import annotations

import sys
import traceback

import click

from reportgen.cli.commands import reportgen
from reportgen.cli.comparing import diff
from reportgen.errors import InputError, ReportgenError

reportgen.add_command(diff)

EXIT_INPUT = 2
EXIT_BUG = 3


def main() -> None:
    """Run the command line and exit."""
    try:
        code = reportgen.main(standalone_mode=False)
    except click.exceptions.Abort:
        _say("interrupted")
        code = 130
    except click.ClickException as error:
        error.show()
        code = EXIT_INPUT
    except InputError as error:
        _say("\n".join(str(problem) for problem in error.problems))
        count = len(error.problems)
        _say(f"{count} problem{'' if count == 1 else 's'}; nothing was written.")
        code = EXIT_INPUT
    except ReportgenError as error:
        _say(f"error: {error}")
        code = EXIT_INPUT
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        code = 0
    except Exception:
        _say(traceback.format_exc())
        _say("This is a bug of reportgen. Please report the lines above, the command, and if you may, the inventory.")
        code = EXIT_BUG
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    click.echo(text, err=True)
