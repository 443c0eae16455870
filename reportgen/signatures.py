"""Read the signatures of a PDF: who signed, when, whether what was signed is unchanged, and whom it leads back to.

pyHanko judges them, without a network: nothing is fetched, so that nobody learns what is verified. It is an optional dependency, and a
signature that cannot be judged is one that does not hold.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf

from reportgen.enclosures import BROKEN
from reportgen.errors import UsageError

MISSING: Final = "pip install 'reportgen-environments[sign]'"
"""How to get what signatures need."""

MAX_SIGNATURES: Final = 100

STAMP_BOX: Final = (62, 58, 302, 114)
"""Where a visible signature stands on the cover, below all that is printed there: left, bottom, right, top, in points."""


class UnjudgedError(ValueError):
    """Say why the signatures of a document cannot be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Hold what was found of one signature.

    ``signed_at`` is what the signer says, ``stamped_at`` what a time-stamp authority confirms, None = nobody does. ``is_intact`` tells that
    what it covers is unchanged. ``covers`` is the number of bytes that it covers, from the first, 0 where it leaves any out.
    ``is_trusted`` tells that its certificate leads back to a root that is trusted; ``doubt`` says why not.
    """

    field: str
    signer: str
    signed_at: dt.datetime | None
    stamped_at: dt.datetime | None
    is_intact: bool
    covers: int
    is_trusted: bool
    doubt: str = ""


def has_signatures(document: bytes) -> bool:
    """Tell whether a document has a place for signatures; a broken one may have."""
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False, suppress_warnings=True) as pdf:
            return "/AcroForm" in pdf.Root
    except BROKEN:
        return True


def read_roots(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """Return files of certificates in PEM, each checked to hold one.

    Raises:
        UsageError: a file is not there or holds no certificate, or what reads them is not installed.
    """
    if not paths:
        return ()
    try:
        from pyhanko.keys import load_certs_from_pemder_data
    except ImportError:
        raise UsageError("signatures cannot be judged: pyHanko is not installed", MISSING) from None
    found = []
    for path in paths:
        try:
            data = path.read_bytes()
            if not [certificate.dump() for certificate in load_certs_from_pemder_data(data)]:
                raise ValueError(path)  # noqa: TRY301 - inside, so that all of it is told the same way
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        except (ValueError, TypeError, KeyError):
            raise UsageError(f"{path} is no certificate", "give a root certificate in PEM") from None
        found.append(data)
    return tuple(found)


def read_signatures(document: bytes, roots: Sequence[bytes]) -> tuple[Signature, ...]:
    """Return the signatures of a document, in the order in which they were made.

    ``roots`` are files in PEM of the certificates that are trusted; none = no signature is trusted.

    Raises:
        UnjudgedError: they cannot be judged, and why.
    """
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        raise UnjudgedError(f"pyHanko is not installed: {MISSING}") from None
    with quiet():
        try:
            reader = PdfFileReader(io.BytesIO(document))
            found = list(reader.embedded_regular_signatures)
            if len(found) > MAX_SIGNATURES:
                raise UnjudgedError(f"there are more than {MAX_SIGNATURES}")  # noqa: TRY301 - inside, so that all of it is told the same way
            return tuple(_judged(signature, roots) for signature in found)
        except UnjudgedError:
            raise
        except Exception as error:
            # Whatever a hostile document makes that library stumble over.
            raise UnjudgedError(f"{type(error).__name__}: {_one_line(error)}") from error


def _judged(signature: Any, roots: Sequence[bytes]) -> Signature:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    status = _validated(signature, roots, None)
    stamp = status.timestamp_validity
    stamped_at = stamp.timestamp if stamp is not None and stamp.valid and stamp.intact else None
    if not status.trusted and stamped_at is not None and stamp.trusted:
        # The certificate may have expired since; the authority's word says that it was good when the signature was made.
        status = _validated(signature, roots, stamped_at)
    is_whole = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    return Signature(
        field=str(signature.field_name),
        signer=_name(status.signing_cert.subject),
        signed_at=signature.self_reported_timestamp,
        stamped_at=stamped_at,
        is_intact=bool(status.valid and status.intact) and _is_padded_with_zeros(signature.pkcs7_content),
        covers=sum(int(part) for part in list(signature.byte_range)[-2:]) if is_whole else 0,
        is_trusted=bool(roots) and bool(status.trusted) and not status.revoked,
        doubt=_doubt(status) if roots else "",
    )


def _is_padded_with_zeros(content: bytes) -> bool:
    """Tell whether nothing hides in the room that was left for a signature, the only bytes of a document that it cannot cover."""
    from asn1crypto.parser import peek

    return not any(content[peek(content) :])


def _name(subject: Any) -> str:
    """Return what a certificate calls its holder: the name, and of whom."""
    said = subject.native
    words = [said.get(part) for part in ("common_name", "organization_name")]
    found = [part for part in words if isinstance(part, str)]
    return _one_line(", ".join(found) or subject.human_friendly)


def _validated(signature: Any, roots: Sequence[bytes], moment: dt.datetime | None) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = [certificate for data in roots for certificate in load_certs_from_pemder_data(data)]

    def context() -> ValidationContext:
        return ValidationContext(trust_roots=trusted, allow_fetching=False, moment=moment, best_signature_time=moment)

    return validate_pdf_signature(signature, context(), context(), skip_diff=True)


def _doubt(status: Any) -> str:
    if status.revoked:
        return "its certificate was revoked"
    if status.trusted:
        return ""
    problem = status.trust_problem_indic.name if status.trust_problem_indic else ""
    if "OUT_OF_BOUNDS" in problem or "EXPIRED" in problem:
        return "its certificate does not hold today, and no time-stamp that is trusted proves that it held when it signed"
    return "no way leads from its certificate to the root that you trust"


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:300]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep to itself what pyHanko logs and warns of: what it finds is in what it returns."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
