"""The organisation's look: refused where it could not be shown as it is, and otherwise on every page that it belongs to."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Name

from reportgen.errors import InputError
from reportgen.pipeline import judge
from reportgen.pipeline.paper import PaperOptions, print_report, report_book
from reportgen.render.pdf.brand import watermark
from reportgen.render.pdf.fonts import font_bytes
from tests.accessible import elements, faults
from tests.command import QUICKSTART, reportgen
from tests.papers import FLEET, write_fleet
from tests.reading import read

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 60">{}</svg>'
LOGO = SVG.format('<rect width="60" height="60" rx="12" fill="#0b5d4b"/>')

Find = Callable[[str], str]


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    """Make a grey PNG of a size; ``data`` stands in for its pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress((b"\0" + b"\x80" * width) * height) if data is None else data
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def font(rights: int = 0) -> bytes:
    """Return a font file whose licence bits are ``rights``."""
    made = TTFont(io.BytesIO(font_bytes("hebrew")))
    made["OS/2"].fsType = rights
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def problem(folder: Path, branding: str, files: dict[str, bytes]) -> tuple[str, str]:
    """Return (place, message) of the one problem of an inventory with this ``report.branding``."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    inventory = folder / "inventory.yaml"
    inventory.write_text(f"schema: reportgen/v1\nreport:\n  as_of: 2024-12-16\n  branding: {branding}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(inventory)
    (found,) = caught.value.problems
    return f"{found.location.line}:{found.location.column}", found.message


LOGOS = {
    "script": (SVG.format("<script>1</script>"), "holds a script"),
    "handler": (SVG.format('<rect onclick="x()"/>'), "holds a script"),
    "text": (SVG.format("<text>Acme</text>"), "holds text, which would be set in another font"),
    "picture": (SVG.format('<image xlink:href="data:image/png;base64,AA"/>'), "holds another picture"),
    "link": (SVG.format('<a xlink:href="https://example.org"><path d="M0 0h9"/></a>'), "refers to something outside itself"),
    "paint": (SVG.format('<rect fill="url(https://example.org/x)"/>'), "refers to something outside itself"),
    "import": (SVG.format("<style>@import 'x.css'</style>"), "refers to something outside itself"),
    "entity": ('<!DOCTYPE svg [<!ENTITY a "b">]>' + LOGO, "declares a document type"),
    "broken": (LOGO[:-6], "is not well-formed SVG"),
    "sizeless": ('<svg xmlns="http://www.w3.org/2000/svg"/>', "has no size"),
    "crowd": (SVG.format("<g/>" * 6000), "has more than 5000 elements"),
    "neither": ("GIF89a", "is neither an SVG nor a PNG file"),
    "huge": (" " * 1_000_001, "is larger than 1000 kB"),
}


@pytest.mark.parametrize("name", LOGOS)
def test_a_logo_that_cannot_be_shown_as_it_is_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    """What runs, moves, leads elsewhere or would look otherwise is an error at the path in the inventory."""
    data, expected = LOGOS[name]
    place, message = problem(tmp_path, "{logo: {file: logo.svg, alt: Acme}}", {"logo.svg": data.encode()})
    assert place == "4:27"
    assert expected in message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(5000, 1), "5000 × 1 pixels"),
        (png(9, 9, b"x"), "is a broken PNG file"),
        (png(9, 9)[:-20], "is a broken PNG file"),
        (png(9, 9).replace(b"IDAT", b"IDAX"), "is a broken PNG file"),
    ],
    ids=["large", "pixels", "torn", "changed"],
)
def test_a_bitmap_is_bounded_and_whole(data: bytes, expected: str, tmp_path: Path) -> None:
    """A picture that is too large or broken is refused before anything is laid out."""
    assert expected in problem(tmp_path, "{logo: {file: logo.png, alt: Acme}}", {"logo.png": data})[1]


@pytest.mark.parametrize(
    ("branding", "files", "expected"),
    [
        ("{font: {family: Own, regular: own.ttf}}", {"own.ttf": b"no font"}, "is no font that can be read"),
        ("{font: {family: Own, regular: own.ttf}}", {"own.ttf": font(rights=2)}, "must not be embedded"),
        ("{font: {family: Own}}", {}, "there is no font `Own`"),
        ("{font: {family: Own, bold: own.ttf}}", {"own.ttf": font()}, "has no `regular` file"),
        ("{css: own.css}", {"own.css": b"\xff"}, "is not UTF-8"),
        ("{css: missing.css}", {}, "there is no file `missing.css`"),
    ],
)
def test_fonts_and_style_sheets_are_checked(branding: str, files: dict[str, bytes], expected: str, tmp_path: Path) -> None:
    """A file that is missing, broken or may not be passed on is an error of the inventory."""
    assert expected in problem(tmp_path, branding, files)[1]


BRANDING = """report:
  branding:
    page_size: Letter
    logo: {file: brand/logo.svg, alt: The Example Bookshop}
    colors: {primary: "#0b5d4b", accent: "#7a1f5c"}
    font: {family: Shop Sans, regular: brand/shop.ttf}
    cover: Prepared for the audit committee.
    confidentiality: Internal – do not pass on
    draft: true
    css: brand/own.css
"""


def branded(folder: Path, css: str = ".cover .title { text-transform: uppercase }") -> Path:
    """Write the small example inventory with a look of its own."""
    inventory = folder / "shop"
    (inventory / "brand").mkdir(parents=True)
    (inventory / "brand" / "logo.svg").write_text(LOGO)
    (inventory / "brand" / "shop.ttf").write_bytes(font())
    (inventory / "brand" / "own.css").write_text(css)
    text = (QUICKSTART / "inventory.yaml").read_text(encoding="utf-8")
    (inventory / "inventory.yaml").write_text(text.replace("report:\n", BRANDING, 1), encoding="utf-8")
    return inventory


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the PDF and the data of the branded inventory once."""
    folder = tmp_path_factory.mktemp("branded")
    run = reportgen("build", branded(folder), "-o", folder / "out", "--formats", "site,pdf,json", cwd=folder)
    assert run.returncode == 0, run.stderr.decode()
    return folder / "out"


@pytest.fixture(scope="module")
def pdf(built: Path) -> pikepdf.Pdf:
    """Open the branded PDF."""
    (place,) = built.glob("reports/*.pdf")
    return pikepdf.open(place)


def pages(program: Find, built: Path) -> list[str]:
    """Return the text of each page."""
    (place,) = built.glob("reports/*.pdf")
    return subprocess.run([program("pdftotext"), str(place), "-"], capture_output=True, check=True).stdout.decode().split("\f")[:-1]


def test_the_look_keeps_the_report_accessible(pdf: pikepdf.Pdf) -> None:
    """Logo, watermark, font and colours of one's own leave no fault that a program can find."""
    assert faults(pdf) == []


def test_the_pages_are_of_the_size_that_was_asked_for(pdf: pikepdf.Pdf) -> None:
    """Letter is 612 by 792 points."""
    assert {tuple(round(float(edge)) for edge in page.MediaBox) for page in pdf.pages} == {(0, 0, 612, 792)}


def test_the_logo_says_what_it_is(pdf: pikepdf.Pdf) -> None:
    """The first figure of the document is the logo, with its own alternative text."""
    figure = next(element for _, element in elements(pdf) if str(element.S) == "/Figure")
    assert str(figure.Alt) == "The Example Bookshop"


def test_every_page_bears_the_mark_and_the_word_draft(program: Find, built: Path) -> None:
    """Who prints a single page sees on it that it is a draft and whom it is for; the cover says it too."""
    for page in pages(program, built):
        assert page.count("Draft · Internal – do not pass on") == 1
    assert "Prepared for the audit committee." in pages(program, built)[0]


def test_the_watermark_is_an_artifact_and_no_text(pdf: pikepdf.Pdf, program: Find, built: Path) -> None:
    """The word over the page is drawn: nobody hears it, and nobody finds it when searching."""
    assert "DRAFT" not in "".join(pages(program, built))
    for page in pdf.pages:
        instructions = [(list(operands), str(operator)) for operands, operator in pikepdf.parse_content_stream(page)]
        first = next(i for i, (_, word) in enumerate(instructions) if word == "Do")
        opened = [operands[0] for operands, word in instructions[:first] if word in ("BMC", "BDC")]
        assert opened[-1] == Name.Artifact


def test_the_watermark_shows_the_word(tmp_path: Path) -> None:
    """Different words give different outlines, and one word always the same."""
    assert watermark("Draft") == watermark("Draft")
    assert len({watermark(word) for word in ("Draft", "Utkast", "Drafts")}) == 3


def test_the_text_is_set_in_the_font_that_was_given(pdf: pikepdf.Pdf) -> None:
    """The organisation's own font is embedded, and sets the text."""
    names = {str(font.BaseFont).split("+")[1] for page in pdf.pages for font in page.Resources.Font.values()}
    assert any("Reportgen-Brand" in name for name in names)


def test_the_own_style_sheet_has_the_last_word(program: Find, built: Path) -> None:
    """A rule of the organisation's own sheet changes the cover."""
    assert "ISOLATION OF THE BOOKSHOP" in pages(program, built)[0]


def test_the_look_is_recorded_with_the_digest_of_its_files(built: Path) -> None:
    """report.json says how it looked and from which files, so that the same report can be made again."""
    report = json.loads((built / "report.json").read_bytes())
    branding = report["inventory"]["report"]["branding"]
    assert branding["logo"] == {"file": "brand/logo.svg", "alt": "The Example Bookshop"}
    assert branding["page_size"] == "Letter"
    inputs = {entry["path"] for entry in report["inputs"]}
    assert {"brand/logo.svg", "brand/shop.ttf", "brand/own.css"} <= inputs


def test_the_site_has_the_look_too(built: Path) -> None:
    """Logo and colours stand in the site, and the marks at the foot of each page."""
    page = (built / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<img src="[./]*assets/brand-logo\.svg" alt="logo">', page)
    assert "Draft · Internal – do not pass on · Example Bookshop AB" in page
    assert (built / "assets" / "brand-logo.svg").read_text() == LOGO
    style = (built / "assets" / "brand.css").read_text()
    assert "--md-primary-fg-color: #0b5d4b" in style
    assert "--md-typeset-a-color: #7a1f5c" in style


def test_a_mistake_in_the_own_style_sheet_is_named_with_its_place(tmp_path: Path) -> None:
    """What the layout would ignore is an error, and nothing is written."""
    inventory = branded(tmp_path, css="p { color: red }\nh1 { colour: blue }\n")
    run = reportgen("build", inventory, "-o", tmp_path / "out", "--formats", "pdf", cwd=tmp_path)
    assert run.returncode == 2
    assert "brand/own.css:2:6: Ignored `colour: blue `, unknown property" in run.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_a_whole_bitmap_is_taken(tmp_path: Path) -> None:
    """A PNG of ordinary size is a logo."""
    (tmp_path / "logo.png").write_bytes(png(300, 80))
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(
        "schema: reportgen/v1\nreport: {as_of: 2024-12-16, branding: {logo: {file: logo.png, alt: Acme}}}\n", encoding="utf-8"
    )
    branding = read(inventory).report.branding
    assert branding is not None
    assert [file.path for file in branding.files] == ["logo.png"]


def test_a_bitmap_in_the_report_is_archivable(tmp_path: Path) -> None:
    """A PNG logo is in the PDF as it is, with nothing that PDF/A forbids."""
    inventory = write_fleet(tmp_path, FLEET.replace("report: {", "report: {branding: {logo: {file: logo.png, alt: Acme}}, "))
    (tmp_path / "logo.png").write_bytes(png(300, 80))
    assessment = judge(inventory)
    with pikepdf.open(io.BytesIO(print_report(inventory, assessment, report_book(assessment), PaperOptions()))) as pdf:
        assert [found.Width for found in pdf.objects if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image] == [300]
        assert faults(pdf) == []
