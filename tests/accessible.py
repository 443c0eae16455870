"""Judge a PDF by what a program can tell of PDF/UA-1 (ISO 14289-1), in the order of the Matterhorn Protocol's checkpoints.

Each generator yields ``NN: what is wrong`` where NN is the protocol's checkpoint; the words are ours. What only a person can tell
(whether an order is logical, whether a text describes its figure) is not here: see docs/reference/pdf-conformance.md.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf

PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
GROUPING = "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private"
BLOCKS = "P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot"
INLINE = "Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu RB RT RP WT WP Figure Formula Form"
STANDARD = {f"/{word}" for word in f"{GROUPING} {BLOCKS} {INLINE}".split()}
BELOW = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
ABOVE = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
}


def faults(pdf: Pdf) -> list[str]:
    """Return everything that is wrong, each kind of fault with how often it occurs."""
    checks = (content, owners, document, metadata, standard_types, headings, tables, figures, images, fonts, annotations, files)
    return [f"{fault} ({n} times)" for fault, n in Counter(fault for check in checks for fault in check(pdf)).items()]


def kids(element: Object) -> list[Object]:
    """Return the children of a structure element: elements, references to objects, and numbers of marked content."""
    found = element.get("/K", Array())
    return list(found) if isinstance(found, Array) else [found]


def elements(pdf: Pdf) -> Iterator[tuple[Object | None, Dictionary]]:
    """Yield (parent, element) for every structure element, in reading order."""

    def walk(parent: Object) -> Iterator[tuple[Object, Dictionary]]:
        for kid in kids(parent):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield parent, kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def content(pdf: Pdf) -> Iterator[str]:
    """Everything painted is real content or an artifact, and never both."""
    for page in pdf.pages:
        yield from _painted(pdf, page.obj, page.Resources, outer=None)


def _painted(pdf: Pdf, stream: Object, resources: Object, outer: str | None) -> Iterator[str]:
    marks: list[str | None] = [outer]
    for operands, operator in pikepdf.parse_content_stream(stream):
        word = str(operator)
        if word in ("BMC", "BDC"):
            mark = _mark(operands)
            if mark and marks[-1] and mark != marks[-1]:
                yield f"01: {mark} content inside {marks[-1]} content"
            marks.append(mark or marks[-1])
        elif word == "EMC":
            marks.pop()
        elif word in PAINTING:
            if marks[-1] is None:
                yield f"01: {word} paints what is neither tagged nor an artifact"
            target = resources.XObject[operands[0]] if word == "Do" else None
            if target is not None and target.Subtype == Name.Form:
                yield from _painted(pdf, target, target.get("/Resources", resources), marks[-1])


def _mark(operands: Iterable[Object]) -> str | None:
    tag, *rest = operands
    if tag == Name.Artifact:
        return "artifact"
    return "tagged" if rest and isinstance(rest[0], Dictionary) and "/MCID" in rest[0] else None


def _numbers(page: pikepdf.Page) -> list[int]:
    return [
        int(operands[1].MCID)
        for operands, operator in pikepdf.parse_content_stream(page)
        if operator == Operator("BDC") and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]
    ]


def owners(pdf: Pdf) -> Iterator[str]:
    """Every piece of marked content belongs to the element that the parent tree names, and that element is in the tree."""
    known = {element.objgen for _, element in elements(pdf)}
    named = {}
    flat = pdf.Root.StructTreeRoot.ParentTree.Nums
    for number, value in zip(list(flat)[::2], list(flat)[1::2], strict=True):
        named[int(number)] = value
    for page in pdf.pages:
        numbers = _numbers(page)
        if len(set(numbers)) < len(numbers):
            yield "01: two pieces of content with one number on a page"
        listed = named.get(int(page.StructParents), Array())
        for number in numbers:
            owner = listed[number] if number < len(listed) else None
            if not isinstance(owner, Dictionary) or owner.objgen not in known:
                yield "01: marked content that no element of the tree owns"
            elif number not in [kid for kid in kids(owner) if isinstance(kid, int)]:
                yield "01: the parent tree names an element that does not own the content"


def document(pdf: Pdf) -> Iterator[str]:
    """The document says that it is tagged and which language it is in, and does nothing on its own."""
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "06: not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "06: the tags are called suspect"
    if not str(root.get("/Lang", "")):
        yield "11: no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "07: the title is not shown"
    if not any("/DestOutputProfile" in intent for intent in root.get("/OutputIntents", [])):
        yield "00: no output intent"
    if pdf.is_encrypted:
        yield "26: encrypted"
    if "/Outlines" not in root:
        yield "27: no bookmarks"
    if "/OpenAction" in root or "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        yield "29: something runs when the document is opened"


def metadata(pdf: Pdf) -> Iterator[str]:
    """The metadata name the document and the standards that it follows."""
    with pdf.open_metadata() as packet:
        if not packet.get("dc:title"):
            yield "06: no title in the metadata"
        if packet.get("pdfuaid:part") != "1":
            yield "06: no identifier of PDF/UA-1"
        if (packet.get("pdfaid:part"), packet.get("pdfaid:conformance")) != ("3", "A"):
            yield "06: no identifier of PDF/A-3a"
    if not re.search(rb"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>(?s:.*)<pdfaProperty:name>part<", pdf.Root.Metadata.read_bytes()):
        yield "06: PDF/A does not know the identifier of PDF/UA: no extension schema"


def standard_types(pdf: Pdf) -> Iterator[str]:
    """Elements are of standard types, and stand where their types may stand."""
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
    if [str(kid.S) for kid in kids(pdf.Root.StructTreeRoot)] != ["/Document"]:
        yield "01: the tree does not begin with one Document"
    for parent, element in elements(pdf):
        kind, over = str(element.S), str(parent.get("/S", "")) if parent is not None else ""
        if kind not in STANDARD and kind not in roles:
            yield f"02: {kind} is no standard type"
        if kind in STANDARD and kind in roles:
            yield f"02: the standard type {kind} is mapped to another"
        if over in BELOW and kind not in BELOW[over]:
            yield f"09: {kind} below {over}"
        if kind in ABOVE and over not in ABOVE[kind]:
            yield f"09: {kind} below {over}"
        if element.P.objgen != parent.objgen:
            yield "09: an element names another parent than the one it is below"


def headings(pdf: Pdf) -> Iterator[str]:
    """Headings begin at the first level and leave none out on the way down."""
    found = [element for _, element in elements(pdf) if re.fullmatch("/H[1-6]?", str(element.S))]
    levels = [int(str(element.S)[2:] or 0) for element in found]
    if not levels or levels[0] != 1:
        yield "14: the first heading is not of the first level"
    yield from ("14: a level of headings is left out" for one, other in pairwise(levels) if other > one + 1)
    if 0 in levels:
        yield "14: headings without a level"
    yield from ("14: an empty heading" for element in found if not kids(element))


def tables(pdf: Pdf) -> Iterator[str]:
    """Tables have rows of one length, and each head says what it heads."""
    known = {str(name) for name in _ids(pdf)}
    for _, table in elements(pdf):
        if str(table.S) != "/Table":
            continue
        rows = [row for part in kids(table) for row in ([part] if part.S == Name.TR else kids(part)) if row.S == Name.TR]
        cells = [cell for row in rows for cell in kids(row)]
        if len(set(_widths(rows))) > 1:
            yield "15: rows of different lengths"
        if not any(cell.S == Name.TH for cell in cells):
            yield "15: a table without heads"
        for cell in cells:
            attributes = cell.get("/A", Dictionary())
            if cell.S == Name.TH and attributes.get("/Scope") not in (Name.Row, Name.Column, Name.Both):
                yield "15: a head that does not say what it heads"
            if cell.S == Name.TD and not {str(name) for name in attributes.get("/Headers", [])} <= known:
                yield "15: a cell names a head that there is not"


def _widths(rows: list[Object]) -> Iterator[int]:
    """Yield the number of columns of each row, those covered from above included."""
    open_spans: Counter[int] = Counter()
    for row in rows:
        covered = {column for column, left in open_spans.items() if left > 0}
        open_spans = Counter({column: left - 1 for column, left in open_spans.items() if left > 1})
        column = 0
        for cell in kids(row):
            while column in covered:
                column += 1
            attributes = cell.get("/A", Dictionary())
            for _ in range(int(attributes.get("/ColSpan", 1))):
                if int(attributes.get("/RowSpan", 1)) > 1:
                    open_spans[column] = int(attributes.RowSpan) - 1
                covered.discard(column)
                column += 1
        yield column + len([c for c in covered if c >= column])


def _ids(pdf: Pdf) -> Iterator[Object]:
    tree = pdf.Root.StructTreeRoot.get("/IDTree")
    for leaf in tree.Kids if tree is not None else ():
        yield from list(leaf.Names)[::2]


def figures(pdf: Pdf) -> Iterator[str]:
    """Figures say what they show, and where on the page they stand."""
    for _, figure in elements(pdf):
        if figure.S in (Name.Figure, Name.Formula):
            if not str(figure.get("/Alt", figure.get("/ActualText", ""))).strip():
                yield "13: a figure without a text alternative"
            left, bottom, right, top = [float(value) for value in figure.get("/A", {}).get("/BBox", (0, 0, 0, 0))]
            width, height = [float(value) for value in figure.Pg.MediaBox[2:]]
            if not (0 <= left < right <= width + 1 and -1 <= bottom < top <= height):
                yield "13: a figure that does not say where it stands"


def images(pdf: Pdf) -> Iterator[str]:
    """Bitmaps are shown as they are: PDF/A allows no smoothing."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image and found.get("/Interpolate", False):
            yield "00: a bitmap that readers may smooth"


def fonts(pdf: Pdf) -> Iterator[str]:
    """Fonts are embedded, every glyph that is shown has a character, and is as wide as its font draws it."""
    shown: dict[tuple[int, int], set[int]] = {}
    for page in pdf.pages:
        current = None
        for operands, operator in pikepdf.parse_content_stream(page):
            if operator == Operator("Tf"):
                current = page.Resources.Font[operands[0]]
            elif operator in (Operator("TJ"), Operator("Tj")) and current is not None:
                texts = operands[0] if operator == Operator("TJ") else [operands[0]]
                codes = {code for text in texts if isinstance(text, pikepdf.String) for code in _codes(bytes(text))}
                shown.setdefault(current.objgen, set()).update(codes)
    for number, codes in shown.items():
        font = pdf.get_object(number)
        yield from _embedded(font)
        if 0 in codes:
            yield "31: a character that its font does not have"
        if codes - set(_characters(font)) - {0}:
            yield "31: a glyph without a character"
        yield from (f"31: {font.BaseFont} draws a glyph wider or narrower than it says" for _ in _other_widths(font, codes))


def _other_widths(font: Object, codes: set[int]) -> Iterator[int]:
    """Yield the codes of glyphs whose width in the font's dictionary is another than in its program, by more than a thousandth of an em."""
    inner = font.DescendantFonts[0]
    program = inner.FontDescriptor.get("/FontFile2", inner.FontDescriptor.get("/FontFile3"))
    if program is None:
        return
    face = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
    drawn, em, order = face["hmtx"], face["head"].unitsPerEm, face.getGlyphOrder()
    said = dict(_said_widths(list(inner.W)))
    for code in sorted(codes):
        if abs(float(said[code]) - drawn[order[code]][0] * 1000 / em) > 1:
            yield code


def _said_widths(widths: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield each code with its width, of an array of widths in which every run of codes begins with its first."""
    for first, run in zip(widths[::2], widths[1::2], strict=True):
        yield from enumerate(run, start=int(first))


def _embedded(font: Object) -> Iterator[str]:
    inner = font.DescendantFonts[0]
    if "/FontFile2" not in inner.FontDescriptor and "/FontFile3" not in inner.FontDescriptor:
        yield f"31: {font.BaseFont} is not embedded"
    if inner.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in inner:
        yield f"31: {font.BaseFont} does not say which glyph a number means"
    if "/ToUnicode" not in font:
        yield f"31: {font.BaseFont} has no characters"


def _codes(text: bytes) -> Iterator[int]:
    for i in range(0, len(text), 2):
        yield int.from_bytes(text[i : i + 2], "big")


def _characters(font: Object) -> Iterator[int]:
    """Yield the codes of a font that stand for a character."""
    lines = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", lines, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            if text.lower() not in ("0000", "feff", "fffe"):
                yield int(code, 16)


def annotations(pdf: Pdf) -> Iterator[str]:
    """Links stand in the tree, say where they lead, and are followed in its order."""
    owned = {kid.Obj.objgen: element for _, element in elements(pdf) for kid in kids(element) if _is_reference(kid)}
    flat = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    named = {int(number): value for number, value in zip(flat[::2], flat[1::2], strict=True)}
    for page in pdf.pages:
        annots = list(page.get("/Annots", []))
        if annots and page.get("/Tabs") != Name.S:
            yield "28: links are not followed in the order of the structure"
        for annot in annots:
            owner = owned.get(annot.objgen)
            if owner is None or str(owner.S) != ("/Link" if annot.Subtype == Name.Link else "/Annot"):
                yield f"28: {annot.Subtype} stands in no element of its kind"
            elif annot.get("/StructParent") is None or named[int(annot.StructParent)].objgen != owner.objgen:
                yield "28: an annotation that does not lead back to its element"
            if not str(annot.get("/Contents", "")).strip():
                yield "28: a link that does not say where it leads"
            if int(annot.get("/F", 0)) & 0b111 != 0b100:
                yield "28: an annotation that is hidden or not printed"


def _is_reference(kid: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def files(pdf: Pdf) -> Iterator[str]:
    """Embedded files have both of their names, and say what they are to the document."""
    for name, spec in pdf.attachments.items():
        if not {"/F", "/UF"} <= set(spec.obj.keys()) or "/AFRelationship" not in spec.obj:
            yield f"21: the embedded file {name} lacks a name or a relation"
