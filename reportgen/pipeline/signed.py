"""Judge where a PDF comes from: its signatures, what they cover, and whom they lead back to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from reportgen.additions import foreign_additions
from reportgen.signatures import Signature, UnjudgedError, has_signatures, read_signatures
from reportgen.verification import Check, Difference, Kind, State, failed, held, tampered

_NOT_JUDGED: Final = (
    "The origin of this file was not judged: whoever can make such a file can make one that says anything."
    " Name the root certificate that you trust with --trust."
)


def signed(document: bytes, size: int, roots: Sequence[bytes]) -> Iterator[Check]:
    """Yield what is to be said of the origin of a document, and of its signatures.

    ``size`` is that of the document as it was made; what follows are signatures, or something that nobody signed.
    """
    unsigned = Check(name="origin", state=State.SKIPPED, sentence=_NOT_JUDGED)
    if len(document) == size and not has_signatures(document):
        sentence = "The origin of this file is not the one that you trust: it is not signed."
        yield failed("origin", sentence, ()) if roots else unsigned
        yield Check(name="signature", state=State.SKIPPED, sentence="It is not signed.")
        return
    try:
        signatures = read_signatures(document, roots)
    except UnjudgedError as error:
        untold = Difference(kind=Kind.UNTOLD, where="signature", message=str(error))
        yield failed("origin", "The origin of this file cannot be told: its signatures cannot be judged.", ()) if roots else unsigned
        yield failed("signature", "The signatures cannot be judged.", [untold])
        return
    additions = [*_additions(document, size, signatures)]
    yield _origin(signatures, additions) if roots else unsigned
    yield _signatures(signatures, size, additions, is_judged=bool(roots))


def _additions(document: bytes, size: int, signatures: Sequence[Signature]) -> Iterator[Difference]:
    """Yield what was added, between the document as made and its first signature, from signature to signature, and after the last."""
    ends = sorted({size, len(document), *(s.covers for s in signatures if s.covers > size)})
    for before, after in pairwise(ends):
        for message in foreign_additions(document[:before], document[:after], is_first=before == size):
            yield tampered(f"after byte {before}", f"something was added that is no signature: {message}")


def _origin(signatures: Sequence[Signature], additions: Sequence[Difference]) -> Check:
    trusted = [signature for signature in signatures if signature.is_trusted and signature.is_intact and signature.covers]
    if trusted and not additions:
        names = " and ".join(dict.fromkeys(signature.signer for signature in trusted))
        return held("origin", f"The origin of this file is one that you trust: it is signed by {names}.")
    differences = [Difference(kind=Kind.SIGNATURE, where=s.field, message=f"{s.signer}: {_why(s)}") for s in signatures]
    return failed("origin", "The origin of this file is not one that you trust.", differences)


def _why(signature: Signature) -> str:
    if not signature.is_intact:
        return "what was signed has changed"
    if signature.is_trusted:
        return "trusted, but something was added that nobody signed so"
    return f"not trusted: {signature.doubt}"


def _signatures(signatures: Sequence[Signature], size: int, additions: Sequence[Difference], *, is_judged: bool) -> Check:
    differences = [*(difference for signature in signatures for difference in _broken(signature, size)), *additions]
    if not signatures:
        differences.append(tampered("document", "something was added after it was made, and nobody signed it"))
    words = "; ".join(_told(signature, size, is_judged=is_judged) for signature in signatures)
    if differences:
        return failed("signature", f"{words}." if words else "Nobody signed what was added.", differences)
    return held("signature", f"{words}.")


def _broken(signature: Signature, size: int) -> Iterator[Difference]:
    if not signature.is_intact:
        yield tampered(signature.field, "what was signed has changed since")
    if signature.covers < size:
        yield tampered(signature.field, "it does not cover the whole document")


def _told(signature: Signature, size: int, *, is_judged: bool) -> str:
    who = f"{signature.signer} (not trusted)" if is_judged and not signature.is_trusted else signature.signer
    when = f", by their own clock at {signature.signed_at.isoformat()}" if signature.signed_at else ""
    stamp = f", confirmed by a time-stamp authority at {signature.stamped_at.isoformat()}" if signature.stamped_at else ""
    is_whole = signature.is_intact and signature.covers >= size
    return f"{who} signed{when}{stamp}: {'the whole document, unchanged' if is_whole else 'not what is here now'}"
