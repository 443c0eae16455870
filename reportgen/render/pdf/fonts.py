"""The fonts of the PDF: those of pinned packages and the marks drawn here, never those of the machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from reportgen.render.pdf.marks import FAMILY, marks_font

SCHEME: Final = "reportgen-font:"
"""Begins the addresses of fonts inside the document; the places of the files never reach it."""


@dataclass(frozen=True, slots=True)
class Face:
    """Describe one file of a family by its own name, the family's, its style and its bytes; a variable font serves both weights."""

    name: str
    family: str
    style: str
    read: Callable[[], bytes]


def _packaged(package: str, file: str) -> bytes:
    return (files(package) / "files" / file).read_bytes()


FACES: Final = (
    Face("sans", "Noto Sans", "normal", partial(_packaged, "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")),
    Face("sans-italic", "Noto Sans", "italic", partial(_packaged, "fontpkg_noto_sans", "NotoSans-Italic[wdth,wght].ttf")),
    Face("arabic", "Noto Sans Arabic", "normal", partial(_packaged, "fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf")),
    Face("hebrew", "Rubik", "normal", partial(_packaged, "fontpkg_rubik", "Rubik[wght].ttf")),
    Face("marks", FAMILY, "normal", marks_font),
)


def font_css() -> str:
    """Return the ``@font-face`` rules of every face.

    None says a weight: Fontconfig then sets a variable font's axis to the weight that the text asks for. A weight said here would stand in
    the way of that, and bold text would be set with the widths of the regular weight.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; src: url("{SCHEME}{face.name}") }}' for face in FACES
    )


def font_bytes(name: str) -> bytes:
    """Return the file of the face of that name; KeyError where there is none."""
    return {face.name: face for face in FACES}[name].read()


@cache
def covered() -> frozenset[str]:
    """Return every character that an upright face can show."""
    upright = [TTFont(BytesIO(face.read()), lazy=True) for face in FACES if face.style == "normal"]
    return frozenset(chr(code) for font in upright for code in font.getBestCmap())


@contextmanager
def only_our_fonts() -> Iterator[None]:
    """Let Fontconfig find no font of the machine, and fontTools no clock, while the block runs.

    Both read the environment each time: Fontconfig for the place of its configuration, fontTools for the day that it writes into the
    static fonts it makes of variable ones.
    """
    with tempfile.TemporaryDirectory(prefix="reportgen-") as directory:
        empty = Path(directory) / "fonts.conf"
        empty.write_text(f"<fontconfig><cachedir>{directory}</cachedir></fontconfig>", encoding="utf-8")
        with _environment({"FONTCONFIG_FILE": str(empty), "SOURCE_DATE_EPOCH": "0"}):
            yield


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
