"""Sign a PDF report with pyHanko: PAdES, added after the last byte, so that what was made stays as it is."""

# ruff: noqa: PLC0415

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from reportgen.errors import UsageError
from reportgen.signatures import MISSING, STAMP_BOX, quiet

FIELD: Final = "Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOptions:
    """Say how to sign.

    ``timestamp_url`` is that of an authority (RFC 3161); with ``long_term``, everything that is needed to judge the signature later is
    fetched and put in, for which ``roots`` are needed. ``is_visible`` puts a field on the cover.
    """

    reason: str | None = None
    location: str | None = None
    timestamp_url: str | None = None
    long_term: bool = False
    roots: Sequence[bytes] = ()
    is_visible: bool = False


def load_identity(path: Path, passphrase: Callable[[], str]) -> Any:
    """Return what signs, from a PKCS#12 file; the passphrase is asked for once there is something to open.

    Raises:
        UsageError: the file cannot be read, holds no key with its certificate, or has another passphrase; or pyHanko is not installed.
    """
    try:
        from pyhanko.sign.signers import SimpleSigner
    except ImportError:
        raise UsageError("nothing can be signed: pyHanko is not installed", MISSING) from None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    secret = passphrase().encode()
    with quiet():
        try:
            signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret)
        except (ValueError, TypeError, AttributeError):
            signer = None
    if signer is None:
        raise UsageError(f"{path} cannot be opened", "is it a PKCS#12 file with a key and its certificate, and the passphrase right?")
    return signer


def sign_document(document: bytes, signer: Any, options: SignOptions) -> bytes:
    """Return a document with one more signature.

    Raises:
        UsageError: the time-stamp authority cannot be reached, or the signature cannot be made long-term.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.timestamps import HTTPTimeStamper

    with quiet(), _metadata_kept(), TemporaryDirectory(prefix="reportgen-") as room:
        writer = IncrementalPdfFileWriter(io.BytesIO(document))
        name = _free_name(writer)
        metadata = PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=options.reason,
            location=options.location,
            embed_validation_info=options.long_term,
            validation_context=_context(options) if options.long_term else None,
        )
        stamper = HTTPTimeStamper(options.timestamp_url, timeout=30) if options.timestamp_url else None
        style = None
        if options.is_visible:
            style = _visible(writer, name, signer.subject_name, options, Path(room))
        else:
            _unseen(writer, name)
        try:
            made = PdfSigner(metadata, signer, timestamper=stamper, stamp_style=style).sign_pdf(writer)
        except Exception as error:
            # A network, an authority or a certificate that does not do: pyHanko has an exception of its own for each.
            raise UsageError(f"it cannot be signed so: {' '.join(str(error).split()) or type(error).__name__}") from error
        return bytes(made.getbuffer())


@contextmanager
def _metadata_kept() -> Iterator[None]:
    """Let pyHanko leave title, dates, identifiers and version alone: as it writes them, they are not those of PDF/A-3 any more.

    It writes them with every addition, also with those of its own that follow a signature. PDF/A-3 is a PDF 1.7; what is newer, such as
    elliptic curves, is declared as an extension of it.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter as Writer

    def nothing(*_: object, **__: object) -> None:
        """Do nothing."""

    before = {name: getattr(Writer, name) for name in ("_update_meta", "ensure_output_version")}
    for name in before:
        setattr(Writer, name, nothing)
    try:
        yield
    finally:
        for name, method in before.items():
            setattr(Writer, name, method)


def _context(options: SignOptions) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko_certvalidator import ValidationContext

    roots = [certificate for data in options.roots for certificate in load_certs_from_pemder_data(data)]
    return ValidationContext(trust_roots=roots, allow_fetching=True, revocation_mode="hard-fail")


def _free_name(writer: Any) -> str:
    fields = list(writer.root["/AcroForm"]["/Fields"]) if "/AcroForm" in writer.root else []
    taken = {str(field.get_object().get("/T")) for field in fields}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{FIELD}{n}") not in taken)


def _unseen(writer: Any, name: str) -> None:
    """Add a field that nobody sees, outside of the first page: nowhere else do PDF/A-3 and PDF/UA-1 both allow it."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, append_signature_field

    unseen = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    append_signature_field(writer, SigFieldSpec(name, on_page=0, invis_sig_settings=unseen, readable_field_name=name))


def _visible(writer: Any, name: str, signer: str, options: SignOptions, room: Path) -> Any:
    """Add a field on the first page, and return what it shows: words in the fonts of the report, which are embedded."""
    from pyhanko.pdf_utils.content import ImportedPdfPage
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field
    from pyhanko.stamp import StaticStampStyle

    from reportgen.render.pdf.stamp import make_stamp

    if "/AcroForm" in writer.root:
        raise UsageError("only the first signature can be visible", "a further field would change what is signed; sign without --visible")
    left, bottom, right, top = STAMP_BOX
    words = f"Signature of {signer}"
    append_signature_field(writer, SigFieldSpec(name, on_page=0, box=STAMP_BOX, readable_field_name=words))
    _tag(writer, words)
    drawn = room / "stamp.pdf"
    drawn.write_bytes(
        make_stamp((f"Digitally signed by {signer}", options.reason or "", options.location or ""), right - left, top - bottom)
    )
    corner = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0))
    return StaticStampStyle(background=ImportedPdfPage(str(drawn)), border_width=0, background_layout=corner)


def _tag(writer: Any, words: str) -> None:
    """Give the field that was added last its place in the structure of the document, where a screen reader finds it."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name, pdf_string

    page = writer.find_page_for_modification(0)[0]
    field = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    tree = writer.root["/StructTreeRoot"]
    top = tree["/K"]
    parent = top.raw_get(0) if isinstance(top, ArrayObject) else tree.raw_get("/K")
    kid = DictionaryObject({pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): field, pdf_name("/Pg"): page})
    element = writer.add_object(
        DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): parent,
                pdf_name("/Pg"): page,
                pdf_name("/Alt"): pdf_string(words),
                pdf_name("/K"): ArrayObject([kid]),
            }
        )
    )
    parent.get_object()["/K"].append(element)
    writer.update_container(parent.get_object()["/K"])
    numbers = tree["/ParentTree"]["/Nums"]
    key = 1 + max((int(number) for number in list(numbers)[::2]), default=-1)
    numbers.extend([NumberObject(key), element])
    writer.update_container(numbers)
    tree[pdf_name("/ParentTreeNextKey")] = NumberObject(key + 1)
    writer.update_container(tree)
    field.get_object()[pdf_name("/StructParent")] = NumberObject(key)
    writer.mark_update(field)
