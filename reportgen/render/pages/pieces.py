"""Parts of the report for pages that somebody else writes: Markdown with tokens, as ``Finished`` makes it."""

from __future__ import annotations

from typing import Final

from reportgen.render.pages.finished import Finished
from reportgen.render.pages.tree import filters
from reportgen.render.resources import Templates
from reportgen.report.model import Book
from reportgen.report.pieces import CompositionPiece, LedgerPiece, MatrixPiece, NextUpdatePiece, Piece, RequirementPiece

_TEMPLATES: Final[dict[type[Piece], str]] = {
    MatrixPiece: "matrix",
    RequirementPiece: "requirement",
    LedgerPiece: "ledger",
    NextUpdatePiece: "next-update",
    CompositionPiece: "composition",
}


def render_piece(piece: Piece, book: Book, writer: Finished, templates: Templates, number: int) -> str:
    """Return a part of the report for the page of ``writer``, which keeps what need not pass through Markdown.

    ``number`` tells the parts of one page apart.

    Raises:
        TemplateError: the part's template is wrong; the message names its file and line.
    """
    name = f"site/pieces/{_TEMPLATES[type(piece)]}.md.j2"
    return templates.render(name, filters(writer), book=book, piece=piece, number=number)
