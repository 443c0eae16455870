"""PDFs that somebody made to harm whoever opens them, the same ones from the same seed."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections.abc import Iterator

import pikepdf

NAMES = (
    *("../../evil", "/etc/evil", "C:\\evil", "C:/evil", "\\\\host\\share\\evil", "a/../../evil", "inventory/../../evil", "~/evil/..", ""),
    *(".", "..", "CON", "nul.txt", "a\x00b", "a\nb", "evil\u202efdp.exe", "n" * 65536, "d/" * 5000 + "e", "evil.", "evil ", "a//b", "/"),
    *("report.json", "REPORT.JSON", "report.json/evil", "manifest.json", "inventory", "inventory/fleet.yaml/x"),
)
_NUMBER = re.compile(rb"\d+")


def hostile(document: bytes, seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield (what was done, the PDF), ``count`` of them: each of those made by hand, and the others at random."""
    made = 0
    for name, data in (*_with_names(document), *_bombs(document), *_knots(document)):
        made += 1
        yield name, data
    chance = random.Random(seed)  # noqa: S311 - the same each time, and no secret
    kinds = (_flipped, _cut, _renumbered, _doubled, _removed, _tail)
    for number in range(count - made):
        kind = kinds[number % len(kinds)]
        yield f"{kind.__name__} {seed}/{number}", kind(document, chance)


def _flipped(document: bytes, chance: random.Random) -> bytes:
    changed = bytearray(document)
    for _ in range(chance.choice((1, 3, 20, 300))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(document: bytes, chance: random.Random) -> bytes:
    return document[: chance.randrange(len(document))]


def _renumbered(document: bytes, chance: random.Random) -> bytes:
    """Change numbers outside of compressed data, near the end: references, lengths, offsets."""
    found = list(_NUMBER.finditer(document, len(document) - 6000))
    changed = bytearray(document)
    for match in chance.sample(found, min(len(found), 4)):
        digits = str(chance.choice((0, 1, 7, 99999999, 2**31, 2**63))).encode()[: len(match[0])].rjust(len(match[0]), b"0")
        changed[match.start() : match.end()] = digits
    return bytes(changed)


def _doubled(document: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(document)) for _ in range(2))
    return document[:b] + document[a:b] + document[b:]


def _removed(document: bytes, chance: random.Random) -> bytes:
    a = chance.randrange(len(document))
    return document[:a] + document[a + chance.randrange(1, 3000) :]


def _tail(document: bytes, chance: random.Random) -> bytes:
    """Add a further part that says where things are: somewhere else."""
    offset = chance.choice((0, 9, len(document) // 2, 10**12))
    entry = f"{chance.randrange(10**10):010} 00000 n \n"
    table = f"\nxref\n0 {chance.choice((1, 3, 10**9))}\n{entry}trailer\n<</Size 9 /Root {chance.randrange(9)} 0 R /Prev {offset}>>\n"
    return document + table.encode() + f"startxref\n{chance.choice((len(document) + 1, offset))}\n%%EOF\n".encode()


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True)
    return out.getvalue()


def _with_names(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the document with one more file, of a name that leads out, is taken, or is no name."""
    for name in NAMES:
        with pikepdf.open(io.BytesIO(document)) as pdf:
            spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=pdf.make_stream(b"evil")))
            pdf.Root.Names.EmbeddedFiles.Names.extend([pikepdf.String(name), pdf.make_indirect(spec)])
            yield f"a file of the name {name[:20]!r}", _saved(pdf)


def _bombs(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the document with parts that grow beyond all bounds when they are unpacked."""
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 24)) for _ in range(40)) + packer.flush()
    twice = zlib.compress(bomb, 9)
    for name, data, filters in (("bomb", bomb, "/FlateDecode"), ("bomb of a bomb", twice, "[/FlateDecode /FlateDecode]")):
        for place in ("file", "manifest", "page", "font"):
            with pikepdf.open(io.BytesIO(document)) as pdf:
                _place(pdf, place).write(data, filter=pikepdf.Object.parse(filters.encode()))
                out = io.BytesIO()
                pdf.save(out, static_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
                yield f"{name} as {place}", out.getvalue()


def _place(pdf: pikepdf.Pdf, place: str) -> pikepdf.Object:
    if place == "page":
        return pdf.pages[0].Contents
    if place == "font":
        return next(iter(pdf.pages[0].Resources.Font.values())).ToUnicode
    wanted = {"file": "report.json", "manifest": "manifest.json"}[place]
    names = list(pdf.Root.Names.EmbeddedFiles.Names)
    return next(spec.EF.F for spec in names[1::2] if str(spec.UF) == wanted)


def _knots(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the document with objects that contain themselves, are of another kind, or are far too many."""
    for name in ("names", "kids", "deep", "spec", "kind", "pages", "acroform", "many"):
        with pikepdf.open(io.BytesIO(document)) as pdf:
            tree = pdf.Root.Names.EmbeddedFiles
            if name == "names":
                pdf.Root.Names.EmbeddedFiles = pikepdf.Array([])
            elif name == "kids":
                del tree.Names
                tree.Kids = pikepdf.Array([tree, tree])
            elif name == "deep":
                for _ in range(100):
                    tree = pdf.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array([tree])))
                pdf.Root.Names.EmbeddedFiles = tree
            elif name == "spec":
                tree.Names[1].EF = tree.Names[1]
            elif name == "kind":
                tree.Names[1] = pikepdf.Name.Evil
            elif name == "pages":
                pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])
            elif name == "acroform":
                form = pdf.make_indirect(pikepdf.Dictionary(SigFlags=3))
                form.Fields = pikepdf.Array([form])
                form.Kids = pikepdf.Array([form])
                pdf.Root.AcroForm = form
            else:
                tree.Names = pikepdf.Array([tree.Names[0], tree.Names[1]] * 30_000)
            try:
                yield f"knot: {name}", _saved(pdf)
            except (pikepdf.PdfError, RuntimeError):
                continue
