"""The files of ``report.branding``: read within bounds, and refused where they could not be shown as they are."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from reportgen.errors import Problem
from reportgen.inventory.files import bytes_inside
from reportgen.inventory.near import any_of, did_you_mean
from reportgen.inventory.tree import mapping, text
from reportgen.inventory.words import WordError, shown
from reportgen.model import BrandFile
from reportgen.source import LocatedMap

FAMILIES: Final = ("Noto Sans", "Rubik")
"""The families that are bundled and set a whole report."""

LOGO_BYTES: Final = 1_000_000
CSS_BYTES: Final = 256_000
FONT_BYTES: Final = 10_000_000
PIXELS: Final = 4000
"""The most pixels of a logo in either direction."""
ELEMENTS: Final = 5000
"""The most elements of a drawn logo."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""The values of a pixel by the PNG's kind of colour."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_OUTSIDE = re.compile(r"url\(\s*[\"']?(?!#)|@import", re.IGNORECASE)
_FORBIDDEN: Final = {
    "script": "holds a script",
    "foreignObject": "holds a foreign object",
    "image": "holds another picture",
    "text": "holds text, which would be set in another font than its own",
    "animate": "moves",
    "set": "moves",
}


def read_brand_files(directory: Path, root: LocatedMap, problems: list[Problem]) -> dict[str, BrandFile]:
    """Return the files that ``report.branding`` names, by their path as written; what is wrong with them is added to the problems."""
    report = mapping(root, "report")
    branding = mapping(report, "branding") if report else None
    if branding is None:
        return {}
    files: dict[str, BrandFile] = {}
    for parent, key, limit, check in _named(branding):
        path = text(parent, key)
        if path is not None and path.strip():
            try:
                data = bytes_inside(directory, path, limit)
                check(path, data)
                files[path] = BrandFile(path=path, sha256=hashlib.sha256(data).hexdigest(), data=data)
            except WordError as error:
                problems.append(Problem(parent.at(key), str(error), error.hint))
    problems += _family(branding)
    return files


def _named(branding: LocatedMap) -> Iterator[tuple[LocatedMap, str, int, Callable[[str, bytes], None]]]:
    logo, font = mapping(branding, "logo"), mapping(branding, "font")
    if logo is not None:
        yield logo, "file", LOGO_BYTES, _check_logo
    if font is not None:
        yield from ((font, key, FONT_BYTES, _check_font) for key in ("regular", "bold", "italic"))
    yield branding, "css", CSS_BYTES, _check_css


def _family(branding: LocatedMap) -> Iterator[Problem]:
    """Yield what is wrong with a family that is neither bundled nor given with its files."""
    font = mapping(branding, "font")
    parent, key = (font, "family") if font is not None else (branding, "font")
    family = text(parent, key)
    if family is None or (font is not None and font.get("regular") is not None):
        return
    if font is not None and (font.get("bold") is not None or font.get("italic") is not None):
        yield Problem(font.at("family"), f"the font {shown(family)} has no `regular` file")
    elif family not in FAMILIES:
        hint = did_you_mean(family, FAMILIES) or f"bundled are {any_of(FAMILIES)}; for your own, give its files: `regular: fonts/Own.ttf`"
        yield Problem(parent.at(key), f"there is no font {shown(family)}", hint)


def _check_logo(path: str, data: bytes) -> None:
    if data.startswith(_PNG):
        _check_png(path, data)
    elif b"<svg" in data[:4096]:
        _check_svg(path, data)
    else:
        raise WordError(f"the logo {shown(path)} is neither an SVG nor a PNG file")


def _check_png(path: str, data: bytes) -> None:
    """Refuse a picture that is too large or broken: the layout would show what is left of it, or nothing."""
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26]) if len(data) >= 33 else (0, 0, 0, 0)
    if not (0 < width <= PIXELS and 0 < height <= PIXELS):
        raise WordError(f"the logo {shown(path)} has {width} × {height} pixels, and at most {PIXELS} in either direction are taken")
    try:
        packed = b"".join(body for name, body in _chunks(data) if name == b"IDAT")
        pixels = zlib.decompressobj()
        # Twice the size of the rows: an interlaced picture has more of them.
        pixels.decompress(packed, 2 * height * (1 + (width * _CHANNELS[kind] * depth + 7) // 8))
    except (KeyError, ValueError, struct.error, zlib.error):
        raise WordError(f"the logo {shown(path)} is a broken PNG file") from None
    if not pixels.eof:
        raise WordError(f"the logo {shown(path)} is a broken PNG file")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the body of each chunk of a PNG; ValueError where one is torn or its check sum is wrong."""
    place, name = len(_PNG), b""
    while name != b"IEND":
        (length,) = struct.unpack(">I", data[place : place + 4])
        name, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        (sum_,) = struct.unpack(">I", data[place + 8 + length : place + 12 + length])
        if zlib.crc32(name + body) != sum_:
            raise ValueError(name)
        yield name, body
        place += 12 + length


def _check_svg(path: str, data: bytes) -> None:
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise WordError(f"the logo {shown(path)} declares a document type", "save it as plain SVG")
    try:
        root = ET.fromstring(data)  # noqa: S314 - bounded, and entities are refused above
    except ET.ParseError as error:
        raise WordError(f"the logo {shown(path)} is not well-formed SVG: {error}") from None
    if root.tag != f"{_SVG}svg" or not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise WordError(f"the logo {shown(path)} has no size", "give its <svg> a viewBox")
    elements = [*root.iter()]
    if len(elements) > ELEMENTS:
        raise WordError(f"the logo {shown(path)} has more than {ELEMENTS} elements")
    for element in elements:
        fault = _fault(element)
        if fault:
            raise WordError(f"the logo {shown(path)} {fault}", "convert it to plain paths")


def _fault(element: ET.Element) -> str | None:
    """Return what keeps an element of a logo from being shown as it is, everywhere."""
    name = str(element.tag).removeprefix(_SVG)
    if name in _FORBIDDEN:
        return _FORBIDDEN[name]
    for key, value in element.attrib.items():
        word = key.rpartition("}")[2]
        if word.startswith("on"):
            return "holds a script"
        if (word == "href" and not value.startswith("#")) or _OUTSIDE.search(value):
            return "refers to something outside itself"
    return "refers to something outside itself" if name == "style" and _OUTSIDE.search(element.text or "") else None


def _check_font(path: str, data: bytes) -> None:
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - heavy, and only where there is a font

    try:
        font = TTFont(BytesIO(data), lazy=True)
        drawn, characters = "glyf" in font or "CFF " in font, font.getBestCmap() or {}
        rights = font["OS/2"].fsType if "OS/2" in font else 0
    except (TTLibError, KeyError, AttributeError, AssertionError, struct.error, ValueError) as error:
        raise WordError(f"{shown(path)} is no font that can be read", "a TrueType or OpenType file is wanted") from error
    if not data.startswith((b"\x00\x01\x00\x00", b"OTTO", b"true")):
        raise WordError(f"{shown(path)} is no TrueType or OpenType file", "not a collection, and not packed for the web")
    if not drawn or ord("a") not in characters:
        raise WordError(f"the font {shown(path)} has no letters")
    if rights & 0x000F == 0x0002:
        raise WordError(f"the font {shown(path)} says that it must not be embedded", "ask its maker for a licence that allows it")


def _check_css(path: str, data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise WordError(f"the style sheet {shown(path)} is not UTF-8") from None
