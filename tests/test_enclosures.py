"""What a PDF carries: the report as data, the files it was made from and the manifest, readable by anybody's tools and by ours."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from reportgen.enclosures import read_enclosures
from reportgen.errors import InputError
from reportgen.manifest import from_json, is_portable, seal_holds, to_json
from tests.command import SMALL, reportgen

OWN_TERMS = Path(__file__).resolve().parent.parent / "docs" / "examples" / "inhouse-platform.terms.yaml"
OWN_CATALOG = """\
schema: reportgen/catalog/v1
framework: {id: own, title: Own policy, version: "1", issuer: Small AB, kind: policy, status: in-force, applies_to: everyone,
  official_location: intranet, edition_from: 2024-01-01, in_force_from: 2024-01-01}
requirements: []
"""
EVIDENCE = "evidence: [{id: E-1, requirement: iso27001-2022/a.8.33, deployments: [shop], statement: Ok., file: proofs/e1.pdf, "


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory in a directory, with evidence, a catalogue and terms of its own."""
    directory = tmp_path_factory.mktemp("source") / "inventory"
    (directory / "proofs").mkdir(parents=True)
    text = SMALL.replace("PROD", "2024-11-20").replace("frameworks: []", "frameworks: [iso27001-2022]")
    (directory / "all.yaml").write_text(text + EVIDENCE + "collected: 2024-05-02, valid_until: 2025-05-01}]\n", encoding="utf-8")
    (directory / "proofs" / "e1.pdf").write_bytes(b"%PDF- a proof")
    (directory / "åtgärder.yaml").write_bytes(b"# nothing yet\nremediations: []\n")
    (directory / "terms.yaml").write_bytes(OWN_TERMS.read_bytes())
    return directory


@pytest.fixture(scope="module")
def pdf(source: Path) -> bytes:
    """The PDF that the real command makes of it."""
    run = reportgen("build", source, "--formats", "pdf", "-o", "out", cwd=source.parent)
    assert run.returncode == 0, run.stderr.decode()
    (place,) = (source.parent / "out" / "reports").glob("*.pdf")
    return place.read_bytes()


def test_the_pdf_carries_every_file_it_was_made_from_byte_for_byte(source: Path, pdf: bytes) -> None:
    """Inventory, terms and evidence come out as they lie in the directory, and report.json says what `check` says."""
    carried = read_enclosures("report.pdf", pdf)
    files = {f"inventory/{p.relative_to(source).as_posix()}": p.read_bytes() for p in source.rglob("*") if p.is_file()}
    checked = reportgen("check", source, "--format", "json", "--fail-on", "never", cwd=source.parent)
    assert carried.problems == ()
    assert len(files) == 4
    assert dict(carried.files) == {**files, "report.json": checked.stdout}
    assert carried.report() == checked.stdout
    assert {(f.path, f.sha256) for f in carried.manifest.files} == {(k, hashlib.sha256(v).hexdigest()) for k, v in carried.files.items()}
    assert carried.manifest.inventory == "inventory"
    assert [(s.id, s.sha256) for s in carried.manifest.catalogs] == [(c["id"], c["sha256"]) for c in json.loads(checked.stdout)["catalogs"]]


def test_the_files_are_associated_files_as_pdf_a_3_wants_them(pdf: bytes) -> None:
    """Each has both names, a type, a description, a relationship, a day that is not the clock's, and stands in the document's /AF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = list(opened.Root.Names.EmbeddedFiles.Names)
        keys = [bytes(key) for key in names[::2]]
        specs = {str(spec.UF): spec for spec in names[1::2]}
        associated = [spec.objgen for spec in opened.Root.AF]
        assert keys == sorted(keys)
        assert len(set(associated)) == len(associated) == len(specs) == 6
        assert {spec.objgen for spec in specs.values()} == set(associated)
        kinds = {path: (str(spec.AFRelationship), str(spec.EF.F.Subtype)) for path, spec in specs.items()}
        for spec in specs.values():
            assert str(spec.F) == str(spec.UF)
            assert str(spec.Desc)
            assert spec.EF.F.Params.Size == len(spec.EF.F.read_bytes())
            assert str(spec.EF.F.Params.ModDate) == str(spec.EF.F.Params.CreationDate) == "D:20241216000000Z"
    assert kinds == {
        "report.json": ("/Data", "/application/json"),
        "manifest.json": ("/Supplement", "/application/json"),
        "inventory/all.yaml": ("/Source", "/application/yaml"),
        "inventory/terms.yaml": ("/Source", "/application/yaml"),
        "inventory/åtgärder.yaml": ("/Source", "/application/yaml"),
        "inventory/proofs/e1.pdf": ("/Supplement", "/application/pdf"),
    }


def test_other_peoples_tools_read_the_files(tmp_path: Path, program: Callable[[str], str], pdf: bytes) -> None:
    """Poppler lists all of them, and takes one out; qpdf finds nothing wrong with the document."""
    place = tmp_path / "report.pdf"
    place.write_bytes(pdf)
    shown = subprocess.run([program("pdfdetach"), "-list", str(place)], capture_output=True, check=True, text=True).stdout
    assert "6 embedded files" in shown
    subprocess.run([program("pdfdetach"), "-savefile", "report.json", "-o", str(tmp_path / "r.json"), str(place)], check=True)
    assert (tmp_path / "r.json").read_bytes() == read_enclosures("report.pdf", pdf).report()
    assert subprocess.run([program("qpdf"), "--check", str(place)], capture_output=True, check=False).returncode == 0


def test_the_same_files_elsewhere_give_the_same_pdf(tmp_path: Path, source: Path, pdf: bytes) -> None:
    """Another directory, another process, another hash seed: not a byte differs, and the seal is the same."""
    copy = tmp_path / "somewhere" / "else"
    for file in sorted(source.rglob("*"), reverse=True):
        if file.is_file():
            target = copy / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    run = reportgen("build", ".", "--formats", "pdf", "-o", tmp_path / "out", cwd=copy, PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert run.returncode == 0, run.stderr.decode()
    (place,) = (tmp_path / "out" / "reports").glob("*.pdf")
    assert place.read_bytes() == pdf


def test_a_single_file_is_carried_with_its_siblings(tmp_path: Path) -> None:
    """An inventory that is one file comes with the terms beside it, and the manifest names the file."""
    (tmp_path / "fleet.yaml").write_text(SMALL.replace("PROD", "2024-11-20"), encoding="utf-8")
    (tmp_path / "own.terms.yaml").write_bytes(OWN_TERMS.read_bytes())
    run = reportgen("build", "fleet.yaml", "--formats", "pdf", "-o", "out", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    carried = read_enclosures("x.pdf", next((tmp_path / "out").rglob("*.pdf")).read_bytes())
    assert carried.manifest.inventory == "inventory/fleet.yaml"
    assert sorted(carried.files) == ["inventory/fleet.yaml", "inventory/own.terms.yaml", "report.json"]


def test_the_seal_breaks_with_every_byte(pdf: bytes) -> None:
    """The seal holds for the document as made, and for none in which a byte anywhere, the manifest included, is another."""
    manifest = read_enclosures("report.pdf", pdf).manifest
    assert seal_holds(pdf, manifest)
    assert len(manifest.pages) == len(pikepdf.open(io.BytesIO(pdf)).pages)
    for place in range(0, len(pdf), len(pdf) // 97):
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert not seal_holds(changed, manifest)
    assert not seal_holds(pdf + b"\n", manifest)


def test_a_manifest_round_trips(pdf: bytes) -> None:
    """Reading a manifest and writing it again gives the same bytes: nothing in it is lost on the way."""
    manifest = read_enclosures("report.pdf", pdf).manifest
    assert from_json(to_json(manifest)) == manifest


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "a/../../x", "/etc/passwd", "C:/x", "C:x", "a\\b", "", "a//b", ".", "con", "a/NUL.yaml", "lpt1.txt", "x ", "x."),
        *("a\0b", "a\nb", "n" * 65536, "a/" * 600 + "b", "x\u202eyaml.exe", "a\udc80"),
    ],
)
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    """No name that some system would store outside of a directory, under another name or not at all is one that we unpack."""
    assert not is_portable(name)
    assert not is_portable(f"inventory/{name}")


def test_names_of_ordinary_files_are_kept() -> None:
    """Spaces, other alphabets, dots and long names are ordinary."""
    assert all(
        map(is_portable, ["a", "a b/c.d.yaml", ".hidden", "…", "åäö.yaml", "控制.yaml", "console.yaml", "n" * 200, "a-1_2+(x)&.yml"])
    )


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [(b"", "this is not a PDF"), (b"hello", "this is not a PDF"), (b"%PDF-1.7\n%%EOF", "this PDF is broken")],
)
def test_what_is_no_pdf_is_told_apart(bytes_: bytes, said: str) -> None:
    """A text file and a torso of a PDF are named for what they are."""
    with pytest.raises(InputError, match=said):
        read_enclosures("x.pdf", bytes_)


def test_a_strangers_pdf_is_told_apart() -> None:
    """A sound PDF without our data is not called broken."""
    file = io.BytesIO()
    stranger = pikepdf.new()
    stranger.add_blank_page()
    stranger.save(file)
    with pytest.raises(InputError, match=r"x\.pdf:1:1: this PDF carries no data of reportgen"):
        read_enclosures("x.pdf", file.getvalue())
