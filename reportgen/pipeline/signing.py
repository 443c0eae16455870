"""Sign a PDF report: only one of ours that is as it was made, or as its earlier signers left it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportgen.enclosures import read_document, read_enclosures
from reportgen.errors import UsageError
from reportgen.manifest import seal_holds
from reportgen.pipeline.signed import signed
from reportgen.signing import SignOptions, load_identity, sign_document
from reportgen.verification import State


def sign(path: Path, identity: Path, passphrase: Callable[[], str], output: Path, options: SignOptions) -> None:
    """Write a PDF with one more signature.

    ``identity`` is a PKCS#12 file, whose passphrase is asked for last; ``output`` may be ``path`` itself.

    Raises:
        InputError: there is no PDF of ours, or a broken one.
        UsageError: it was changed since it was made or signed, the identity cannot be used, or no time-stamp can be had.
    """
    from reportgen.render.output import replace_file  # noqa: PLC0415 - imported on use

    document = read_document(path)
    manifest = read_enclosures(str(path), document).manifest
    size = manifest.document.size
    if not seal_holds(document[:size], manifest) or any(check.state is State.FAILS for check in signed(document, size, ())):
        raise UsageError(f"{path} is not as it was made", "`reportgen verify` says what was changed; sign the file that `build` wrote")
    replace_file(output, sign_document(document, load_identity(identity, passphrase), options))
