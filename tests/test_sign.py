"""`reportgen sign`, and what `verify` makes of signatures: who, when, of what, trusted or not."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reportgen.errors import InputError, UsageError
from reportgen.pipeline.signing import sign
from reportgen.signing import SignOptions
from reportgen.verification import State
from tests.command import reportgen
from tests.identities import PASSPHRASE, Identity, authority, person, root
from tests.papers import FLEET, Forgery, check, failing, forged, report_pdf, verified

NOT_JUDGED = "The origin of this file was not judged"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with two roots, a signer of each, and a report."""
    directory = tmp_path_factory.mktemp("signing")
    root().pem(directory, "root.pem")
    root("Other Root").pem(directory, "other.pem")
    person("Ada Lövgren (CISO)", root()).pkcs12(directory, "ada.p12")
    person("Mallory", root("Other Root")).pkcs12(directory, "mallory.p12")
    (directory / "report.pdf").write_bytes(report_pdf())
    return directory


@pytest.fixture(scope="module")
def signed(room: Path) -> bytes:
    """The report, signed by the real command, visibly and with a reason."""
    options = ("--visible", "--reason", "Approved for audit", "-o", "signed.pdf")
    run = reportgen("sign", "report.pdf", "--pkcs12", "ada.p12", *options, cwd=room, REPORTGEN_PASSPHRASE=PASSPHRASE)
    assert (run.returncode, run.stdout) == (0, b"signed.pdf\n"), run.stderr.decode()
    return (room / "signed.pdf").read_bytes()


def signed_by(room: Path, document: bytes, identity: str, **options: Any) -> bytes:
    """Sign a document in this process."""
    place, output = room / "in.pdf", room / "out.pdf"
    place.write_bytes(document)
    sign(place, room / identity, lambda: PASSPHRASE, output, SignOptions(**options))
    return output.read_bytes()


def judged(room: Path, document: bytes, *roots: str) -> Any:
    """Verify without printing again."""
    return verified(room, document, trust=[room / name for name in roots], reprint=False)


def test_a_signature_is_trusted_to_its_root_only(room: Path, signed: bytes) -> None:
    """With its root the origin holds and the signer is named; with another it does not; without one nothing is claimed."""
    trusted = reportgen("verify", "signed.pdf", "--trust", "root.pem", "--no-print", cwd=room)
    assert trusted.returncode == 0, trusted.stdout.decode()
    first = trusted.stdout.decode().splitlines()[0]
    assert first.startswith("The origin of this file is one that you trust: it is signed by Ada Lövgren (CISO), Small AB.")
    other = reportgen("verify", "signed.pdf", "--trust", "other.pem", "--no-print", cwd=room)
    assert other.returncode == 1
    assert "signature: Signature1: Ada Lövgren (CISO), Small AB: not trusted" in " ".join(other.stdout.decode().split())
    nobody = judged(room, signed)
    assert nobody.holds
    assert nobody.checks[0].sentence.startswith(NOT_JUDGED)
    assert "signed, by their own clock at 20" in check(nobody, "signature").sentence


def test_an_unsigned_report_is_not_from_whom_one_trusts(room: Path) -> None:
    """With a root, a report without a signature does not hold; that root has to be a certificate."""
    verification = judged(room, report_pdf(), "root.pem")
    assert not verification.holds
    assert "it is not signed" in verification.checks[0].sentence
    run = reportgen("verify", "report.pdf", "--trust", "report.pdf", cwd=room)
    assert (run.returncode, b"report.pdf is no certificate" in run.stderr) == (2, True)


def test_a_consistent_forgery_is_refused_with_a_root(room: Path) -> None:
    """Whoever rebuilds the whole file cannot sign it as somebody else: unsigned or signed by another, it is refused."""
    forgery = report_pdf(FLEET.replace("environment: prod, namespace: shop-staging", "environment: staging, namespace: shop"))
    assert judged(room, forgery).holds
    assert not judged(room, forgery, "root.pem").holds
    assert not judged(room, signed_by(room, forgery, "mallory.p12"), "root.pem").holds


def test_what_was_made_stays_as_it_was(room: Path, program: Callable[[str], str], signed: bytes) -> None:
    """A signature adds to the file: every byte stays, and so do identifiers, title and dates; the file is sound for other programs."""
    assert signed.startswith(report_pdf())
    with pikepdf.open(io.BytesIO(report_pdf())) as before, pikepdf.open(io.BytesIO(signed)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert str(after.Root.AcroForm.Fields[0].V.SubFilter) == "/ETSI.CAdES.detached"
    assert subprocess.run([program("qpdf"), "--check", str(room / "signed.pdf")], capture_output=True, check=False).returncode == 0


def test_a_visible_signature_is_fit_for_the_archive_and_for_screen_readers(signed: bytes) -> None:
    """It is printed, its fonts are embedded, and it stands in the structure as a form field with words."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert int(field.F) & 4
        assert "Ada Lövgren" in str(field.TU)
        words = field.AP.N.Resources.XObject
        (drawn,) = words.values()
        fonts = list(drawn.Resources.Font.values())
        assert fonts
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts if "/ToUnicode" in font)
        tree = pdf.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        element = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))[int(field.StructParent)]
        assert (str(element.S), element.K[0].Obj.objgen) == ("/Form", field.objgen)
        assert "Ada Lövgren" in str(element.Alt)
        assert element.objgen in [kid.objgen for kid in element.P.K]


def test_an_invisible_signature_lies_outside_of_the_page(room: Path) -> None:
    """Nothing is drawn, and the field is where PDF/A and PDF/UA both allow it."""
    with pikepdf.open(io.BytesIO(signed_by(room, report_pdf(), "ada.p12"))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert "/AP" not in field
        assert all(float(number) < 0 for number in field.Rect)


def test_several_people_sign_one_after_the_other(room: Path, signed: bytes) -> None:
    """Each signature is reported; the first is still good; a later one cannot be visible."""
    twice = signed_by(room, signed, "mallory.p12", reason="Received")
    verification = judged(room, twice, "root.pem")
    assert verification.holds
    assert [name in check(verification, "signature").sentence for name in ("Ada Lövgren", "Mallory")] == [True, True]
    run = reportgen("sign", "signed.pdf", "--pkcs12", "mallory.p12", "--visible", cwd=room, REPORTGEN_PASSPHRASE=PASSPHRASE)
    assert (run.returncode, b"only the first signature can be visible" in run.stderr) == (2, True)


def test_one_byte_of_a_signed_report(room: Path, signed: bytes) -> None:
    """Whichever byte is another, before the signature or after it, verification never ends well; the signature cannot cover itself."""
    start = signed.index(b"/Contents <", len(report_pdf()))
    own = range(start, signed.index(b">", start))
    for offset in (n for n in range(7, len(signed), len(signed) // 25) if n not in own):
        changed = signed[:offset] + bytes([signed[offset] ^ 1]) + signed[offset + 1 :]
        try:
            assert not judged(room, changed, "root.pem").holds, offset
        except InputError:
            continue


def test_one_digit_on_a_page_of_a_signed_report(room: Path, signed: bytes) -> None:
    """The signature says that what was signed has changed, the seal says on which page."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        raw = pdf.pages[0].Contents.read_raw_bytes()
    at = signed.index(raw) + len(raw) // 2
    found = failing(judged(room, signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]))
    assert ("tampered", "Signature1", "what was signed has changed since") in found["signature"]
    assert found["document"]


def appended(document: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Return a document with something added after its last byte, as any program may add it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def redraw(writer: IncrementalPdfFileWriter) -> None:
    """Replace what page 1 shows."""
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def cover_up(writer: IncrementalPdfFileWriter) -> None:
    """Lay a note over page 1."""
    page = writer.find_page_for_modification(0)[0].get_object()
    numbers = [generic.NumberObject(n) for n in (0, 0, 600, 800)]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    made = generic.DictionaryObject({generic.pdf_name(k): generic.pdf_name(v) for k, v in note.items()})
    made["/Rect"] = generic.ArrayObject(numbers)
    page.setdefault("/Annots", generic.ArrayObject()).append(writer.add_object(made))
    writer.update_container(page)


def rename(writer: IncrementalPdfFileWriter) -> None:
    """Change the title."""
    writer.document_meta_view  # noqa: B018 - reading it is enough for the writer to see it
    writer.root["/Lang"] = generic.pdf_string("xx")
    writer.update_root()


@pytest.mark.parametrize("change", [redraw, cover_up, rename])
def test_what_is_added_after_a_signature_is_judged(room: Path, signed: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> None:
    """Another page, a note over it, another language: added after a signature, before one, signed by somebody else, it never holds."""
    for document in (appended(signed, change), appended(report_pdf(), change)):
        verification = judged(room, document, "root.pem")
        assert check(verification, "signature").state is State.FAILS
        assert verification.checks[0].state is State.FAILS
        assert any("added" in message for _, _, message in failing(verification)["signature"])


@pytest.mark.parametrize("added", [b"\n", b"%PDF-1.7 another\n%%EOF\n", b"\nstartxref\n9\n%%EOF\n", bytes(5000)])
def test_bytes_after_a_signature_that_are_no_part_of_it(room: Path, signed: bytes, added: bytes) -> None:
    """What programs may read in different ways does not hold, though it changes no object."""
    try:
        verification = judged(room, signed + added, "root.pem")
    except InputError:
        assert b"startxref" in added or len(added) > 1024, "what pikepdf reads is judged"
    else:
        assert [check(verification, name).state for name in ("origin", "signature")] == [State.FAILS, State.FAILS]


def test_a_foreign_signer_beside_a_trusted_one_is_told_apart(room: Path, signed: bytes) -> None:
    """With a root, whoever is not trusted is said to be so."""
    said = check(judged(room, signed_by(room, signed, "mallory.p12"), "root.pem"), "signature").sentence
    assert "Mallory, Small AB (not trusted) signed" in said
    assert "Ada Lövgren (CISO), Small AB signed" in said


def test_pages_that_cannot_be_compared_are_vouched_for_by_a_trusted_signature(room: Path) -> None:
    """With other libraries nothing is told of the pages, unless those that one trusts have signed them."""
    document = forged(Forgery(libraries={"weasyprint": "1"}))
    assert "print" in failing(verified(room, document))
    verification = verified(room, signed_by(room, document, "ada.p12"), trust=[room / "root.pem"])
    assert (verification.holds, check(verification, "print").state) == (True, State.NOTED)


@pytest.mark.parametrize("content", [b"", b"garbage", b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"])
def test_a_root_that_is_no_certificate(room: Path, content: bytes) -> None:
    """An empty file, garbage and a key are refused before anything is judged by them."""
    (room / "bad.pem").write_bytes(content)
    with pytest.raises(UsageError, match="is no certificate"):
        judged(room, report_pdf(), "bad.pem")


def test_only_a_report_as_it_was_made_is_signed(room: Path, signed: bytes) -> None:
    """A changed report, a stranger's PDF and a text file are refused, and nothing is written."""
    (room / "changed.pdf").write_bytes(appended(report_pdf(), redraw))
    (room / "text.pdf").write_bytes(b"hello")
    for name, said in (("changed.pdf", b"is not as it was made"), ("text.pdf", b"this is not a PDF")):
        run = reportgen("sign", name, "--pkcs12", "ada.p12", "-o", "never.pdf", cwd=room, REPORTGEN_PASSPHRASE=PASSPHRASE)
        assert (run.returncode, said in run.stderr) == (2, True), run.stderr.decode()
    assert not (room / "never.pdf").exists()


def test_an_identity_that_does_not_open(room: Path) -> None:
    """A wrong passphrase and a file that is none are told without a trace of the program."""
    for identity, passphrase in (("ada.p12", "wrong"), ("root.pem", "x"), ("none.p12", "x")):
        run = reportgen("sign", "report.pdf", "--pkcs12", identity, "-o", "never.pdf", cwd=room, REPORTGEN_PASSPHRASE=passphrase)
        assert (run.returncode, b"Traceback" in run.stderr, identity.encode() in run.stderr) == (2, False, True)
    assert not (room / "never.pdf").exists()


def test_without_a_terminal_nobody_is_asked_for_a_passphrase(room: Path) -> None:
    """A build server is told which variable to set; an identity that is not there is told before any passphrase is asked for."""
    for identity, said in (("ada.p12", b"set REPORTGEN_PASSPHRASE"), ("none.p12", b"none.p12 cannot be read")):
        run = reportgen("sign", "report.pdf", "--pkcs12", identity, "-o", "never.pdf", cwd=room)
        assert (run.returncode, said in run.stderr) == (2, True), run.stderr.decode()
    assert not (room / "never.pdf").exists()


def test_without_pyhanko_nothing_is_claimed(room: Path, signed: bytes) -> None:
    """Where the extra is not installed, a signed report cannot be judged and does not hold, and what to install is said."""
    (room / "without" / "pyhanko").mkdir(parents=True)
    (room / "without" / "pyhanko" / "__init__.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    path = str(room / "without")
    run = reportgen("verify", "signed.pdf", "--no-print", "--format", "json", cwd=room, PYTHONPATH=path)
    (found,) = (c for c in json.loads(run.stdout)["checks"] if c["name"] == "signature")
    assert (run.returncode, found["differences"][0]["kind"]) == (1, "cannot-tell")
    assert "pip install 'reportgen-environments[sign]'" in found["differences"][0]["message"]
    assert reportgen("verify", "report.pdf", "--no-print", cwd=room, PYTHONPATH=path).returncode == 0
    for command in (["verify", "signed.pdf", "--trust", "root.pem"], ["sign", "report.pdf", "--pkcs12", "ada.p12", "-o", "never.pdf"]):
        run = reportgen(*command, cwd=room, PYTHONPATH=path, REPORTGEN_PASSPHRASE=PASSPHRASE)
        assert (run.returncode, b"pip install 'reportgen-environments[sign]'" in run.stderr) == (2, True)


def expired(room: Path, issuer: Identity) -> str:
    """Make an identity whose certificate does not hold any more."""
    return person("Old Hand", issuer, days=(-30, -2)).pkcs12(room, "old.p12").name


def test_an_expired_certificate_is_not_trusted(room: Path) -> None:
    """Nothing proves that it still held when it signed, and that is what is said."""
    verification = judged(room, signed_by(room, report_pdf(), expired(room, root())), "root.pem")
    assert not verification.holds
    assert "not trusted: its certificate does not hold today" in failing(verification)["origin"][0][2]


def test_an_authority_confirms_the_time_and_what_is_needed_later_is_put_in(room: Path) -> None:
    """With a time-stamp authority the time is confirmed (B-T); with --long-term what was revoked is inside too (B-LT)."""
    with authority(root()) as address:
        person("Grace", root(), crl=f"{address}/crl").pkcs12(room, "grace.p12")
        for output, options in (("t.pdf", ()), ("lt.pdf", ("--long-term", "--trust", "root.pem"))):
            stamp = ("--timestamp-url", f"{address}/tsa", *options)
            run = reportgen("sign", "report.pdf", "--pkcs12", "grace.p12", "-o", output, *stamp, cwd=room, REPORTGEN_PASSPHRASE=PASSPHRASE)
            assert run.returncode == 0, run.stderr.decode()
            verification = judged(room, (room / output).read_bytes(), "root.pem")
            assert verification.holds, failing(verification)
            assert "confirmed by a time-stamp authority at 20" in check(verification, "signature").sentence
    with pikepdf.open(room / "lt.pdf") as pdf:
        assert "/CRLs" in pdf.Root.DSS
    twice = signed_by(room, (room / "lt.pdf").read_bytes(), "ada.p12")
    assert judged(room, twice, "root.pem").holds


def test_an_authority_that_cannot_be_reached(room: Path) -> None:
    """No time-stamp, no signature: the file is not written."""
    stamp = ("--timestamp-url", "http://127.0.0.1:9/tsa")
    run = reportgen("sign", "report.pdf", "--pkcs12", "ada.p12", "-o", "never.pdf", *stamp, cwd=room, REPORTGEN_PASSPHRASE=PASSPHRASE)
    assert (run.returncode, b"it cannot be signed so" in run.stderr) == (2, True), run.stderr.decode()
    assert not (room / "never.pdf").exists()
