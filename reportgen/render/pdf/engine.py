"""WeasyPrint behind one function: HTML and style sheets in, an archivable PDF out, and every complaint an error."""

from __future__ import annotations

import gc
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reportgen.errors import TemplateError
from reportgen.render.pdf.enclosing import Enclosed, Enclosing
from reportgen.render.pdf.fonts import SCHEME, font_bytes, font_css, only_our_fonts
from reportgen.render.pdf.identity import identify
from reportgen.render.pdf.structure import mend

with warnings.catch_warnings():
    # It warns where the machine has no font; we bring our own.
    warnings.simplefilter("ignore")
    import pydyf
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

_PLACE = re.compile(r" at (?P<line>\d+):(?P<column>\d+)")

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Hold a style sheet, and what to call it in errors."""

    name: str
    css: str


VARIANT = "pdf/a-3a"
ASSETS = "template:"
"""Begins the addresses of files in the directories of templates, such as ``template:pdf/logo.png``."""

BRAND = "brand:"
"""Begins the addresses of what ``report.branding`` gives: ``brand:logo``, ``brand:draft``, ``brand:regular`` and so on."""


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Fetch our fonts and files of the template directories; refuse everything else, so that no network and no other file is read."""

    def __init__(self, read: Read) -> None:
        super().__init__(allowed_protocols=())
        self._read = read

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
        """Return the file of one of our own addresses."""
        if url.startswith(SCHEME):
            return URLFetcherResponse(url, font_bytes(url.removeprefix(SCHEME)))
        if url.startswith((ASSETS, BRAND)) and ".." not in url:
            return URLFetcherResponse(url, self._read(url))
        raise ValueError(f"{url} is not a file of the report's own templates")


def make_pdf(
    html: str, sheets: Sequence[Sheet], read: Read, enclosing: Enclosing | None = None, most_pages: int | None = None
) -> bytes | None:
    """Return the document, None where it has more pages than ``most_pages``; the same arguments give the same bytes.

    ``sheets`` are the style sheets, a later one wins; ``read`` returns the file of an address of ours that is no font of the package.
    ``enclosing`` are the files that the document carries, None = it carries none.

    Raises:
        TemplateError: something in the style sheet or the document is not understood, or leads nowhere.
    """
    fetcher = _OwnFilesOnly(read)
    enclosed: list[Enclosed] = []

    def finish(document: Any, pdf: Any) -> None:
        _finish(document, pdf)
        if enclosing is not None:
            enclosed.append(enclosing.enclose(pdf))

    with only_our_fonts(), _collector_off(), _page_references_kept(), warnings.catch_warnings():
        # It leaves the file of its colour profile to be closed by the interpreter.
        warnings.simplefilter("ignore", ResourceWarning)
        fonts = FontConfiguration()
        parsed = []
        for sheet in (Sheet(name="the fonts of the report", css=font_css()), *sheets):
            with _no_complaint(sheet.name):
                parsed.append(CSS(string=sheet.css, font_config=fonts, url_fetcher=fetcher))
        with _no_complaint("the PDF's document"):
            laid_out = HTML(string=html, url_fetcher=fetcher, media_type="print").render(
                stylesheets=parsed, font_config=fonts, pdf_variant=VARIANT
            )
            if most_pages is not None and len(laid_out.pages) > most_pages:
                return None
            written = laid_out.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return enclosed[0].seal(written) if enclosed else bytes(written)


def draw(html: str, css: str) -> bytes:
    """Return a drawing as a page of a PDF, without tags, for another document to take in."""
    with only_our_fonts(), _collector_off(), warnings.catch_warnings(), _no_complaint("the drawing"):
        warnings.simplefilter("ignore", ResourceWarning)
        fonts, fetcher = FontConfiguration(), _OwnFilesOnly(_nothing)
        sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in (font_css(), css)]
        document = HTML(string=html, url_fetcher=fetcher, media_type="print")
        return bytes(document.write_pdf(stylesheets=sheets, font_config=fonts, output_intent="srgb"))


def _nothing(address: str) -> bytes:
    raise ValueError(f"{address} is not part of a drawing")


def _finish(document: Any, pdf: Any) -> None:
    """Complete a PDF before it is written."""
    mend(document, pdf)
    identify(document, pdf)
    _images_as_they_are(pdf)


def _images_as_they_are(pdf: Any) -> None:
    """Let no reader smooth an image, as WeasyPrint asks it to: PDF/A wants the same picture from every reader."""
    for image in pdf.objects:
        if isinstance(image, pydyf.Stream) and image.extra.get("Subtype") == "/Image":
            image.extra["Interpolate"] = "false"


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _no_complaint(what: str) -> Iterator[None]:
    """Raise what WeasyPrint only logs: what it ignores would be missing on paper."""
    logger = logging.getLogger("weasyprint")
    complaints = _Complaints()
    logger.addHandler(complaints)
    try:
        yield
    finally:
        logger.removeHandler(complaints)
    if complaints.messages:
        raise TemplateError("\n".join(dict.fromkeys(_located(what, message) for message in complaints.messages[:5])))


def _located(what: str, message: str) -> str:
    """Return a complaint that begins with its place: WeasyPrint says where in a style sheet in the middle of its sentence."""
    found = _PLACE.search(message)
    return f"{what}:{found['line']}:{found['column']}: {_PLACE.sub('', message)}" if found else f"{what}: {message}"


@contextmanager
def _collector_off() -> Iterator[None]:
    """Keep the cyclic garbage collector out of a layout that makes millions of objects and lets none go before its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _page_references_kept() -> Iterator[None]:
    """Compute the list of references to pages once, not once for every tagged element: that is quadratic in the pages."""
    original = pydyf.PDF.page_references

    def kept(pdf: Any) -> Any:
        size, references = getattr(pdf, "_kept_references", (-1, ()))
        if size != len(pdf.pages["Kids"]):
            size, references = len(pdf.pages["Kids"]), original.fget(pdf)
            pdf._kept_references = (size, references)
        return references

    pydyf.PDF.page_references = property(kept)
    try:
        yield
    finally:
        pydyf.PDF.page_references = original
