"""The audit PDF: what can be read off it, how it is laid out, and that it is the same everywhere."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from reportgen import __version__
from reportgen.errors import TemplateError
from reportgen.findings import Assessment
from reportgen.pipeline import judge
from reportgen.render.pdf import render_html, render_pdf
from reportgen.render.pdf.fonts import covered
from reportgen.render.pdf.marks import DRAWINGS, marks_font
from reportgen.render.pdf.text import anchor, visible
from reportgen.render.pdf.view import on_updates, together
from reportgen.render.resources import Templates
from reportgen.report.book import make_book
from reportgen.report.model import STATUS_BADGES, Book, Ref, Table
from tests.accessible import faults
from tests.conftest import ROOT

BOTTOM = 842 - 48.5  # the top of the running footer, in points
FOOTER = re.compile(r"page (\d+) of (\d+)")
STATUS_OF = {badge.text: status.value for status, badge in STATUS_BADGES.items()}
WORDS = "|".join(STATUS_OF)
GROUP = re.compile(rf"^\S+ ({WORDS}) \((\d+)\): ", re.MULTILINE)
XHTML = "{http://www.w3.org/1999/xhtml}"

Find = Callable[[str], str]


@cache
def assessed(name: str) -> Assessment:
    """Judge an example inventory."""
    return judge(ROOT / "inventories" / name)


@cache
def book_of(name: str) -> Book:
    """Make the report of an example inventory."""
    return make_book(assessed(name), version=__version__)


@cache
def pdf_of(name: str) -> bytes:
    """Lay the report of an example inventory out, once."""
    return render_pdf(book_of(name), Templates())


@pytest.fixture(scope="module")
def acme() -> Iterator[pikepdf.Pdf]:
    """Open the PDF of the large example."""
    with pikepdf.open(io.BytesIO(pdf_of("acme-care"))) as pdf:
        yield pdf


def extracted(program: Find, pdf: bytes, *options: str) -> str:
    """Return what pdftotext reads."""
    return subprocess.run([program("pdftotext"), *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line of a page: its words and its edges in points from the upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines_of(program: Find, pdf: bytes) -> list[Line]:
    """Return every line of a PDF, page by page."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", extracted(program, pdf, "-bbox-layout"))
    found = []
    for number, page in enumerate(ET.fromstring(text).iter(f"{XHTML}page"), 1):  # noqa: S314 - made by pdftotext
        for line in page.iter(f"{XHTML}line"):
            words = " ".join(word.text or "" for word in line.iter(f"{XHTML}word"))
            box = [float(line.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")]
            found.append(Line(number, words, *box))
    return found


def body_text(program: Find, book: Book, pdf: bytes) -> str:
    """Return the text of a PDF without its running headers and footers."""
    cover = book.cover
    parts = {"Summary", "Contents", "Findings, worst first", "Environments", "Applications", "Application Deployments"}
    running = {f"{cover.organization} – {cover.title}", f"As of {cover.as_of}", "Frameworks, clause by clause", *parts}
    lines = [line.strip() for line in extracted(program, pdf).replace("\f", "\n").splitlines()]
    return "\n".join(line for line in lines if line and line not in running and not FOOTER.fullmatch(line))


def read_groups(text: str) -> Iterator[tuple[str, str]]:
    """Read group statements: ``✓ satisfied (2): a, b`` gives (satisfied, a) and (satisfied, b)."""
    for found in GROUP.finditer(text):
        number = int(found[2])
        members = re.split(r",\s", text[found.end() :], maxsplit=number)[:number]
        members[-1] = members[-1].splitlines()[0]
        yield from ((STATUS_OF[found[1]], member) for member in members)


def triples_read(text: str) -> set[tuple[str, str, str]]:
    """Read (subject, requirement, status) off the text: from the sections of deployments, and from the clauses."""
    found = set()
    for mark, section in _sections(text):
        for status, member in read_groups(section):
            subject, requirement = (mark["subject"], member) if mark["subject"] else (member, mark["requirement"])
            found.add((subject, requirement, status))
    return found


def _sections(text: str) -> Iterator[tuple[re.Match[str], str]]:
    marks = [*re.finditer(r"^Every requirement judged for (?P<subject>\S+)$|^Requirement (?P<requirement>\S+/\S+) ", text, re.MULTILINE)]
    for this, after in zip(marks, [*marks[1:], None], strict=True):
        yield this, text[this.end() : after.start() if after else len(text)]


@pytest.mark.parametrize("name", ["quickstart", "acme-care"])
def test_every_verdict_can_be_read_off_the_text(name: str, program: Find) -> None:
    """Every (subject, requirement, status) of the assessment stands in the extracted text, and no other does."""
    text = body_text(program, book_of(name), pdf_of(name))
    expected = {(s.subject, s.requirement, s.status.value) for s in assessed(name).statuses}
    assert triples_read(text) == expected


def test_every_open_finding_of_a_deployment_is_said_in_full(program: Find) -> None:
    """The sentence of each open finding stands in the text, whatever lines it is broken into (pdftotext drops a hyphen at their ends)."""
    text = re.sub(r"[\s-]+", "", body_text(program, book_of("acme-care"), pdf_of("acme-care")))
    messages = {finding.message for page in book_of("acme-care").deployments for finding in page.open_findings}
    assert [m for m in messages if re.sub(r"[\s-]+", "", m) not in text] == []


def test_findings_that_say_the_same_are_shown_once_under_all_their_requirements() -> None:
    """Gathering findings loses none of their requirements."""
    for page in book_of("acme-care").deployments:
        gathered = together(page.open_findings)
        assert sum(len(finding.requirements) for finding in gathered) == len(page.open_findings)
        assert len({(f.badges, f.message, f.facts) for f in gathered}) == len(gathered)


def test_open_findings_on_updates_keep_every_update_and_requirement() -> None:
    """Gathering findings on updates loses no sentence, update or requirement."""
    rows = [
        (clause.id, *("".join(run.text for run in cell) for cell in row))
        for page in book_of("acme-care").frameworks
        for clause in page.clauses
        for row in clause.open_findings.rows
        if "@" in row[0][0].text
    ]
    gathered = on_updates(book_of("acme-care"))
    assert {under[0].text for f in gathered for under in f.requirements} == {row[0] for row in rows}
    shown = {"".join(run.text for run in f.facts[0][1]) for f in gathered}
    assert all(any(f"{subject} ({place})" in text for text in shown) for _, subject, _, _, place in rows)
    assert len(gathered) < len(rows) / 3


def test_every_page_but_the_cover_has_a_header_and_a_footer(acme: pikepdf.Pdf, program: Find) -> None:
    """Organisation, title, as-of date and page n of m run through the document."""
    cover, total = book_of("acme-care").cover, len(acme.pages)
    pages = extracted(program, pdf_of("acme-care"), "-layout").split("\f")[:total]
    assert not FOOTER.search(pages[0])
    for number, page in enumerate(pages[1:], 2):
        assert f"page {number} of {total}" in page
        assert page.lstrip().startswith(f"{cover.organization} – {cover.title}")
        assert f"As of {cover.as_of}" in page


def test_the_number_of_pages_is_bounded(acme: pikepdf.Pdf) -> None:
    """Twenty deployments against 85 requirements fit into eighty pages."""
    assert 30 < len(acme.pages) < 80


def test_the_cover_says_what_nobody_vouches_for(program: Find) -> None:
    """The first page has organisation, day, statement, the counted unknowns, and the disclaimer."""
    cover = book_of("acme-care").cover
    text = " ".join(extracted(program, pdf_of("acme-care"), "-l", "1").split())
    for words in (cover.title, cover.organization, f"As of {cover.as_of}", cover.statement, *cover.not_attested, cover.disclaimer):
        assert words in text


def test_bookmarks_lead_to_parts_pages_and_clauses(acme: pikepdf.Pdf) -> None:
    """Bookmarks have three levels: parts, what they are about, and the clauses of frameworks."""
    book = book_of("acme-care")
    with acme.open_outline() as outline:
        parts = {str(item.title): item for item in outline.root}
        below = {title: [str(child.title) for child in item.children] for title, item in parts.items()}
        clauses = [len(child.children) for child in parts["Frameworks, clause by clause"].children]
    assert list(parts)[:3] == ["Summary", "Contents", "Findings, worst first"]
    assert below["Application Deployments"] == [page.name for page in book.deployments]
    assert below["Frameworks, clause by clause"] == [page.title for page in book.frameworks]
    assert clauses == [len(page.clauses) for page in book.frameworks]


def test_every_link_leads_to_a_place_in_the_document(acme: pikepdf.Pdf) -> None:
    """Links point to named places that exist; none leads out of the document."""
    named = {str(name) for name in acme.Root.Names.Dests.Names[::2]}
    targets = [str(a.Dest) for page in acme.pages for a in page.get("/Annots", []) if a.Subtype == "/Link" and "/Dest" in a]
    links = sum(a.Subtype == "/Link" for page in acme.pages for a in page.get("/Annots", []))
    assert len(targets) == links > 1000
    assert set(targets) <= named


def test_every_font_is_embedded_and_ours(acme: pikepdf.Pdf) -> None:
    """No font of the machine is used, and bold is a face of its own."""
    names = set()
    for page in acme.pages:
        for font in page.Resources.Font.values():
            inner = font.DescendantFonts[0]
            assert "/FontFile2" in inner.FontDescriptor
            names.add(str(font.BaseFont).split("+")[1])
    assert {re.sub("-(Bold|Italic|Semi|Condensed|Expanded)", "", name) for name in names} <= {
        "Noto-Sans",
        "Noto-Sans-Arabic",
        "Rubik",
        "Reportgen-Marks",
    }
    assert any("Noto-Sans-Bold" in name for name in names)


def test_it_says_what_it_is(acme: pikepdf.Pdf) -> None:
    """Title, author, language, dates from the as-of day, PDF/A-3a, tagged, title shown."""
    cover = book_of("acme-care").cover
    assert str(acme.Root.Lang) == "en"
    assert str(acme.docinfo.Title).startswith(f"{cover.title} – {cover.organization}")
    assert str(acme.docinfo.Author) == cover.organization
    assert str(acme.docinfo.CreationDate) == str(acme.docinfo.ModDate) == f"D:{cover.as_of:%Y%m%d}000000Z"
    assert acme.Root.MarkInfo.Marked
    assert acme.Root.ViewerPreferences.DisplayDocTitle
    with acme.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield every structure element below one."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield kid
            yield from structure(kid)


def test_headings_tables_lists_and_figures_are_tagged(acme: pikepdf.Pdf) -> None:
    """The structure has headings, lists, tables with heads, and figures that say what they show."""
    elements = [*structure(acme.Root.StructTreeRoot.K[0])]
    kinds = {str(element.S) for element in elements}
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/Figure", "/Caption"} <= kinds
    figures = [element for element in elements if element.S == "/Figure"]
    assert len(figures) > 20
    assert all(str(figure.Alt) for figure in figures)


def test_the_large_example_is_accessible(acme: pikepdf.Pdf) -> None:
    """A program finds no fault with the large report either: nothing untagged, no figure without words, no table without heads."""
    assert faults(acme) == []


def test_qpdf_finds_no_fault(program: Find, tmp_path: Path) -> None:
    """Qpdf checks the file clean."""
    place = tmp_path / "report.pdf"
    place.write_bytes(pdf_of("acme-care"))
    run = subprocess.run([program("qpdf"), "--check", str(place)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No syntax or stream encoding errors found" in run.stdout


def test_the_same_bytes_in_another_process_directory_and_without_system_fonts(tmp_path: Path) -> None:
    """Neither the process, its hash seed, its directory nor the machine's fonts reach the file."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    script = (
        "import hashlib, sys; from pathlib import Path; from reportgen import __version__; from reportgen.pipeline import judge;"
        "from reportgen.render.pdf import render_pdf; from reportgen.render.resources import Templates;"
        "from reportgen.report.book import make_book;"
        "book = make_book(judge(Path(sys.argv[1])), version=__version__);"
        "print(hashlib.sha256(render_pdf(book, Templates())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "FONTCONFIG_FILE": str(fonts), "TZ": "Asia/Tokyo"}
    inventory = ROOT / "inventories" / "quickstart"
    command = [sys.executable, "-c", script, os.path.relpath(inventory, tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(pdf_of("quickstart")).hexdigest()


def tables_in(value: object) -> Iterator[Table]:
    """Yield every table of a report."""
    if isinstance(value, Table):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from tables_in(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from tables_in(getattr(value, name))


def headings_of(book: Book) -> set[str]:
    """Return the lines that announce what follows: headings, captions, heads of tables."""
    found = {"Open findings", "Contents", "Summary", "Glossary", "Sign-off", "What we recommend", "How the ledger reads the terms"}
    found |= {f"Every requirement judged for {page.name}" for page in book.deployments}
    found |= {f"{page.name} – {page.title}" for page in book.environments}
    found |= {f"{clause.clause} {clause.title}" for page in book.frameworks for clause in page.clauses}
    found |= {page.title for page in book.frameworks}
    for table in (table for table in tables_in(book) if table.columns):
        found |= {table.caption, " ".join(column.title for column in table.columns), table.columns[-1].title}
    return found


def is_large(line: Line) -> bool:
    """Tell whether a line is set larger than the text: names stand in it too."""
    return line.bottom - line.top > 13


@pytest.mark.parametrize("name", ["quickstart", "acme-care"])
def test_no_heading_is_the_last_line_of_a_page(name: str, program: Find) -> None:
    """What announces something is never torn from it."""
    book = book_of(name)
    headings, names = headings_of(book), {page.name for page in (*book.applications, *book.deployments)}
    last: dict[int, Line] = {}
    lines = lines_of(program, pdf_of(name))
    assert sum(line.text in headings for line in lines) > 30
    assert {line.text for line in lines if is_large(line)} >= names
    for line in lines:
        if line.bottom < BOTTOM and (line.page not in last or line.bottom > last[line.page].bottom):
            last[line.page] = line
    assert {page: line.text for page, line in last.items() if line.text in headings or (line.text in names and is_large(line))} == {}


def kids_of(element: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """Return the children of an element that are of one kind."""
    kids = element.get("/K", [])
    held = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in held if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") == kind]


def test_no_row_of_a_table_stands_alone_on_a_page(acme: pikepdf.Pdf) -> None:
    """A table that goes over the end of a page has two rows or more on either side; the part after it repeats the head, not the caption."""
    tables = [element for element in structure(acme.Root.StructTreeRoot.K[0]) if element.S == "/Table"]
    torn = [pair for pair in pairwise(tables) if kids_of(pair[1], "/THead") and not kids_of(pair[1], "/Caption")]
    assert len(torn) > 3
    rows = [[sum(len(kids_of(body, "/TR")) for body in kids_of(table, "/TBody")) for table in pair] for pair in torn]
    assert min(map(min, rows)) > 1, rows


@pytest.mark.parametrize("name", ["quickstart", "acme-care"])
def test_nothing_stands_outside_the_margins(name: str, program: Find) -> None:
    """Every line lies inside the page, and inside its margins."""
    for line in lines_of(program, pdf_of(name)):
        assert line.left > 40, line
        assert line.right < 595 - 40, line
        assert 20 < line.top < line.bottom < 842 - 10, line


HOSTILE = (
    "<script>alert(1)</script> & \"two\" 'one'",
    "{{ 7 * 7 }} {% raw %} | `tick` ](http://x) **bold**",
    "wide" * 60,
    "control\x07 and \u202eoverride\u202c and \u200bnothing",
    "中文 🚀",
    "שלום مرحبا",
)


def hostile_book(text: str) -> Book:
    """Return a small report with a text in its title, its organisation, a heading, a fact and the cells of a table."""
    book = book_of("quickstart")
    return replace(
        book,
        cover=replace(book.cover, organization=text, title=text),
        environments=tuple(replace(page, title=text, sentence=text) for page in book.environments),
        applications=(),
        deployments=(),
        frameworks=(),
        overview=replace(book.overview, sentences=(text,)),
    )


def test_hostile_names_come_out_as_text(program: Find) -> None:
    """Markup, template syntax, control and bidi characters and endless words are shown, run nothing and stay inside the page."""
    text = " / ".join(HOSTILE)
    pdf = render_pdf(hostile_book(text), Templates())
    flat = re.sub(r"\s+", "", extracted(program, pdf))
    for words in (*HOSTILE[:3], "control\\u0007and\\u202eoverride\\u202cand\\u200bnothing", "\\u4e2d\\u6587\\U0001f680"):
        assert flat.count(re.sub(r"\s+", "", words)) >= 4, words
    assert "مرحبا" in flat or "ابحرم" in flat
    assert not re.search("[\x00-\x08\x0e-\x1f\u202e]", flat.replace("\f", ""))
    assert all(20 < line.left < line.right < 595 - 20 for line in lines_of(program, pdf))


def test_every_character_of_a_document_can_be_seen() -> None:
    """Characters without a glyph of ours are written out; right-to-left words are isolated; drawings and tags are left alone."""
    assert visible("<body><p>a\u202eb\x1b中</p>", covered()) == "<body><p>a\\u202eb\\u001b\\u4e2d</p>"
    assert visible('<body><p title="אב">x אב גד y</p><svg>אב</svg>', covered()) == (
        '<body><p title="אב">x <bdi>אב גד</bdi> y</p><svg>אב</svg>'
    )
    assert set("✓✗?✎~–…○»⚠▽!§✱·“”é") <= covered()


def test_the_marks_are_a_font_of_their_own() -> None:
    """The font of marks is a TrueType file, is the same at each call, and draws every mark."""
    marks_font.cache_clear()
    first = marks_font()
    marks_font.cache_clear()
    assert first == marks_font()
    assert first[:4] == b"\x00\x01\x00\x00"
    assert all(DRAWINGS.values())


def test_different_places_have_different_ids() -> None:
    """Names that differ only in what an id cannot hold do not meet."""
    names = ("a b", "a_b", "a-b", "a--b", "a/b", "ä", "A b", "a_20_b")
    assert len({anchor(Ref("deployment", name)) for name in names}) == len(names)


def written(directory: Path, name: str, text: str) -> Templates:
    """Write one template of a user's and return the templates with it."""
    place = directory / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return Templates(directory)


EXTENDS = '{% extends "builtin/pdf/report.html.j2" %}\n'


def test_a_user_replaces_one_block(tmp_path: Path) -> None:
    """A template that extends the bundled one changes its block and nothing else."""
    own = written(tmp_path, "pdf/report.html.j2", EXTENDS + "{% block cover %}<p>Our own cover</p>{% endblock %}")
    changed, bundled = render_html(book_of("quickstart"), own), render_html(book_of("quickstart"), Templates())
    assert "Our own cover" in changed
    assert '<section class="cover">' not in changed
    assert changed.partition('<section class="summary">')[2] == bundled.partition('<section class="summary">')[2]


@pytest.mark.parametrize("mistake", ["{{ book.nothing }}", "{% if %}", "{{ undefined_name }}", "{{ 1 + 'a' }}"])
def test_a_mistake_in_a_users_template_names_file_and_line(tmp_path: Path, mistake: str) -> None:
    """The error points into the user's file."""
    own = written(tmp_path, "pdf/report.html.j2", f"{EXTENDS}\n{{% block cover %}}\n{mistake}\n{{% endblock %}}")
    with pytest.raises(TemplateError, match=re.escape(f"{tmp_path / 'pdf/report.html.j2'}:4")):
        render_html(book_of("quickstart"), own)


def test_a_mistake_in_a_users_style_sheet_names_file_and_place(tmp_path: Path) -> None:
    """What WeasyPrint would silently ignore is an error."""
    own = written(tmp_path, "pdf/print.css", "p { margin: 0;\n  colour: red }")
    with pytest.raises(TemplateError, match=re.escape(f"{tmp_path / 'pdf/print.css'}:2:3: ") + ".*colour"):
        render_pdf(book_of("quickstart"), own)


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/hostname", "template:../secret.png", "template:missing.png"])
def test_nothing_but_files_of_the_templates_is_read(tmp_path: Path, address: str) -> None:
    """An image from the network, from the disk, or from beside the templates stops the build."""
    (tmp_path / "secret.png").write_bytes(b"")
    own = written(tmp_path / "own", "pdf/report.html.j2", f'{EXTENDS}{{% block cover %}}<img alt="x" src="{address}">{{% endblock %}}')
    with pytest.raises(TemplateError, match=re.escape(address)):
        render_pdf(hostile_book("small"), own)
