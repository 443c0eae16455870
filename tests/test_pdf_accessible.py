"""PDF/UA-1 beside PDF/A-3a: what a program can tell of it, on a real report and on reports that were spoilt."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from reportgen.render.pdf.brand import WATERMARK
from tests.accessible import elements, faults, kids
from tests.command import ROOT
from tests.test_pdf import pdf_of


def opened(name: str = "quickstart") -> Pdf:
    """Open the PDF of an example inventory."""
    return pikepdf.open(io.BytesIO(pdf_of(name)))


def first(pdf: Pdf, kind: str) -> Dictionary:
    """Return the first structure element of a kind."""
    return next(element for _, element in elements(pdf) if str(element.S) == f"/{kind}")


def test_a_program_finds_no_fault_in_a_report() -> None:
    """Every condition of PDF/UA-1 that a program can test holds."""
    assert faults(opened()) == []


def no_alternative(pdf: Pdf) -> None:
    del first(pdf, "Figure").Alt


def no_scope(pdf: Pdf) -> None:
    del first(pdf, "TH").A.Scope


def short_row(pdf: Pdf) -> None:
    del first(pdf, "TR").K[-1]


def skipped_heading(pdf: Pdf) -> None:
    for _, element in elements(pdf):
        if element.S == Name.H2:
            element.S = Name.H3


def untagged_text(pdf: Pdf) -> None:
    page = pdf.pages[1]
    kept = [(operands, operator) for operands, operator in pikepdf.parse_content_stream(page) if str(operator) not in ("BDC", "BMC", "EMC")]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def stray_content(pdf: Pdf) -> None:
    owner = next(element for _, element in elements(pdf) if element.S == Name.P)
    owner.K = Array()


def link_outside(pdf: Pdf) -> None:
    page = next(page for page in pdf.pages if "/Annots" in page)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=4, Contents="somewhere")
    page.Annots.append(pdf.make_indirect(link))


def silent_link(pdf: Pdf) -> None:
    del next(page for page in pdf.pages if "/Annots" in page).Annots[0].Contents


def no_identifier(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(pdf.Root.Metadata.read_bytes().replace(b"pdfuaid", b"pdfother"))


def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


def loose_font(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor.FontFile2


def narrow_font(pdf: Pdf) -> None:
    widths = next(iter(pdf.pages[0].Resources.Font.values())).DescendantFonts[0].W
    for i in range(1, len(widths), 2):
        widths[i] = Array([int(width) // 2 for width in widths[i]])


def strange_type(pdf: Pdf) -> None:
    first(pdf, "P").S = Name.Absatz


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (no_alternative, "13"),
        (no_scope, "15"),
        (short_row, "15"),
        (skipped_heading, "14"),
        (untagged_text, "01"),
        (stray_content, "01"),
        (link_outside, "28"),
        (silent_link, "28"),
        (no_identifier, "06"),
        (no_language, "11"),
        (loose_font, "31"),
        (narrow_font, "31"),
        (strange_type, "02"),
    ],
)
def test_the_checks_see_what_is_spoilt(spoil: Callable[[Pdf], None], expected: str) -> None:
    """A report with one thing taken away is found faulty, at the checkpoint of that thing."""
    pdf = opened()
    spoil(pdf)
    assert expected in {fault[:2] for fault in faults(pdf)}


def test_running_headers_and_footers_are_no_part_of_the_text() -> None:
    """What stands in the margins is an artifact of the pages, not read aloud at each of them."""
    pdf = opened()
    for number, page in enumerate(pdf.pages):
        marks = [operands for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "BDC"]
        artifacts = [mark for mark in marks if mark[0] == Name.Artifact]
        assert all(mark[1].Type == Name.Pagination for mark in artifacts)
        assert len(artifacts) >= (4 if number else 0)


def test_a_cell_is_headed_by_the_nearest_head_to_its_left() -> None:
    """Where a row has several heads, a cell is announced by its own, not by all of them."""
    pdf = opened()
    rows = [kids(element) for _, element in elements(pdf) if element.S == Name.TR]
    several = [row for row in rows if sum(cell.S == Name.TH for cell in row) > 1 and any(cell.S == Name.TD for cell in row)]
    assert several
    for row in several:
        nearest = None
        for cell in row:
            nearest = cell if cell.S == Name.TH else nearest
            if cell.S == Name.TD:
                assert list(cell.A.Headers) == [nearest.ID]


def test_links_are_described_by_their_words() -> None:
    """A link's description is what it says on the page, not the name of a place in the file."""
    pdf = opened()
    words = {str(annot.Contents) for page in pdf.pages for annot in page.get("/Annots", [])}
    assert {"Summary", "Method and sources", "Glossary"} <= words
    assert not any("--" in word for word in words)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_text_can_be_read() -> None:
    """Text has a contrast of 4.5 to 1 with white paper and with the watermark, and dark text has it with every shade behind it."""
    style = (ROOT / "templates" / "pdf" / "print.css").read_text(encoding="utf-8")
    texts = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", style))
    shades = set(re.findall(r"background: (#[0-9a-f]{6})", style))
    assert len(texts) > 8
    assert len(shades) > 5
    assert {color: contrast(color, "#ffffff") for color in texts if contrast(color, "#ffffff") < 4.5} == {}
    assert {color: contrast(color, WATERMARK) for color in texts if contrast(color, WATERMARK) < 4.5} == {}
    assert {shade: contrast("#1b2733", shade) for shade in shades if contrast("#1b2733", shade) < 4.5} == {}
