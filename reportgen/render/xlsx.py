"""The report as a spreadsheet. No cell is a formula, whatever a name begins with; the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any, Final

from reportgen.errors import UsageError
from reportgen.language import tr
from reportgen.render.markdown import visible
from reportgen.report.sheets import Head, Sheet, Value

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ROWS: Final = 1_000_000
"""How many rows a sheet takes before the next one goes on; the format ends at 1,048,576."""

CHARACTERS: Final = 32_000
"""How many characters a cell takes; the format ends at 32,767."""

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that some program could take for a formula once it has left the sheet, or is edited in it."""


def require_writer() -> Any:
    """Return the class of the library that writes workbooks.

    Raises:
        UsageError: it is not installed.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        hint = 'install it with: pip install "reportgen-environments[xlsx]"'
        raise UsageError("the format xlsx needs XlsxWriter, which is not installed", hint) from error
    return Workbook


def render_xlsx(sheets: Iterable[Sheet], *, as_of: dt.date, title: str) -> bytes:
    """Return the sheets as one workbook, each with a frozen head and a filter on every column; errors as of ``require_writer``."""
    buffer = BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = require_writer()(buffer, {"in_memory": True, **inert})
    book.set_properties({"title": visible(title), "created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    pen = _Pen(book)
    for sheet in sheets:
        for number, rows in enumerate(_batches(sheet.rows), 1):
            pen.write(sheet.name if number == 1 else f"{sheet.name} {number}", sheet.heads, rows)
    book.close()
    return buffer.getvalue()


def _batches(rows: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    """Yield the rows in batches that fit a sheet; one empty batch where there are none."""
    batch = list(islice(rows, ROWS))
    yield batch
    while batch := list(islice(rows, ROWS)):
        yield batch


class _Pen:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#1F3A63", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"valign": "top", "text_wrap": True})
        self._quoted = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self._day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})

    def write(self, name: str, heads: tuple[Head, ...], rows: list[tuple[Value, ...]]) -> None:
        sheet = self._book.add_worksheet(name[:31])
        for column, (title, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self._head)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), self._day)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._text)
        else:
            text = _fitting(visible(value))
            sheet.write_string(row, column, text, self._quoted if text.startswith(_RISKY) else self._text)


def _fitting(text: str) -> str:
    if len(text) <= CHARACTERS:
        return text
    return text[:CHARACTERS] + tr("… ({n} characters more, in report.json)", n=len(text) - CHARACTERS)
