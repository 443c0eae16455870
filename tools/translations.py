"""Keep the translations in step with the code: extract every sentence, add the new ones, drop those that are gone.

Run by ``make translations``. New sentences are added without a translation; a test names them until somebody translates them. Nothing is
guessed from similar sentences, and no place in the code is recorded, so that a translation changes only where its sentence does.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.terms import load_terms
from reportgen.catalogs.translated import texts
from reportgen.translations import CATALOGUE

_ROOT = Path(__file__).resolve().parent.parent
LOCALE = _ROOT / "reportgen" / "locale"
KEYWORDS = {"tr": (1,), "trn": (1, 2), "trc": ((1, "c"), 2), "mark": (1,), "markc": ((1, "c"), 2)}
ROOMS: dict[str, tuple[str, ...]] = {
    "report": ("reportgen/report", "reportgen/render", "reportgen/vocabulary.py", "templates"),
    "changes": ("reportgen/diff",),
    "judgement": ("reportgen",),
}
"""The sentences of a file belong to the first room that one of its directories stands under."""


def main() -> int:
    """Write the catalogue of every room and language, and say how many sentences wait for a translation."""
    for language in sorted(path.name for path in LOCALE.iterdir() if path.is_dir()):
        for room, template in extracted().items():
            target = LOCALE / language / f"{room}.po"
            known = read_po(BytesIO(target.read_bytes()), locale=language) if target.exists() else Catalog(locale=language)
            merged = Catalog(locale=language, project="reportgen", fuzzy=False)
            for message in template:
                if message.id:
                    old = known.get(message.id, message.context)
                    alike = old is not None and bool(old.pluralizable) == bool(message.pluralizable)
                    merged.add(message.id, old.string if old and alike else None, context=message.context)
            if len(merged) == 0:
                target.unlink(missing_ok=True)
                continue
            target.write_bytes(written(merged, language))
            waiting = sum(not is_translated(message.string) for message in merged if message.id)
            print(f"{target.relative_to(_ROOT)}: {len(merged)} sentences, {waiting} not translated")
    return 0


def is_translated(text: object) -> bool:
    """Tell whether a message has its text, in every plural form."""
    return all(text) if isinstance(text, tuple | list) else bool(text)


def written(catalog: Catalog, language: str) -> bytes:
    """Return the catalogue as a file without dates, places and machine names, sorted by sentence."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=140, no_location=True, omit_header=True, sort_output=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += f'"Plural-Forms: nplurals={catalog.num_plurals}; plural={catalog.plural_expr};\\n"\n\n'
    return head.encode() + buffer.getvalue()


def extracted() -> dict[str, Catalog]:
    """Return the sentences of the code, the templates and the shipped catalogues by room."""
    found = {room: Catalog() for room in (*ROOMS, CATALOGUE)}
    for path in sorted((*(_ROOT / "reportgen").rglob("*.py"), *(_ROOT / "templates").rglob("*.j2"))):
        name = path.relative_to(_ROOT).as_posix()
        if "/_bundled/" in name:
            continue
        room = next(room for room, places in ROOMS.items() if any(name == place or name.startswith(f"{place}/") for place in places))
        for message, context in _of_python(path) if path.suffix == ".py" else _of_template(path):
            found[room].add(message, context=context)
    for text in texts(load_catalog(), load_terms()):
        found[CATALOGUE].add(text)
    return found


def _of_python(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield (sentence or its forms, context) of a module; those inside f-strings too, whichever Python reads them."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            said = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
            match node.func.id, said:
                case "trn", [str(one), str(many), *_]:
                    yield (one, many), None
                case (("trc" | "markc"), [str(context), str(sentence), *_]):
                    yield sentence, context
                case (("tr" | "mark"), [str(sentence), *_]):
                    yield sentence, None
                case _ if any(isinstance(argument, ast.JoinedStr) for argument in node.args):
                    raise SystemExit(f"{path}:{node.lineno}: an f-string cannot be looked up; give its words as arguments")


def _of_template(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield (sentence or its forms, context) of a template."""
    with path.open("rb") as file:
        for _line, message, _comments, context in extract("jinja2.ext:babel_extract", file, keywords=KEYWORDS, options={"silent": "false"}):
            yield message, context


if __name__ == "__main__":
    sys.exit(main())
