"""Every language says everything: each sentence of the code has its translation, with the same words to fill in."""

from __future__ import annotations

import datetime as dt
import string
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from reportgen.language import Language, day, number, speaking, spoken, tr, trn
from reportgen.render.resources import Templates
from reportgen.translations import CATALOGUE, language, languages

from .conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import translations as tool

LANGUAGES = [code for code in languages() if code != "en"]


def _catalogues(code: str) -> list[Path]:
    return sorted((ROOT / "reportgen" / "locale" / code).glob("*.po"))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_translations_are_those_of_the_sentences_in_the_code(code: str) -> None:
    """No sentence is missing from a catalogue, and none in it is one that nobody says any more: `make translations` mends both."""
    for room, template in tool.extracted().items():
        path = ROOT / "reportgen" / "locale" / code / f"{room}.po"
        known = read_po(BytesIO(path.read_bytes()), locale=code) if path.exists() else ()
        expected = {(str(m.id), m.context) for m in template if m.id}
        assert {(str(m.id), m.context) for m in known if m.id} == expected, f"run `make translations` ({code}/{room})"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated_with_the_same_words_to_fill_in(code: str) -> None:
    """A translation is there, is not marked as doubtful, and names exactly the placeholders of its sentence.

    What a shipped catalogue says may wait for its translation: there the English shows.
    """
    for path in _catalogues(code):
        for message in read_po(BytesIO(path.read_bytes()), locale=code):
            if not message.id or (path.stem == CATALOGUE and not message.string):
                continue
            assert tool.is_translated(message.string), f"{path.name}: no translation of {message.id!r}"
            assert not message.fuzzy, message.id
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            wanted = _fields(message.id[-1] if isinstance(message.id, tuple | list) else message.id)
            for form in forms:
                assert _fields(form) == wanted, f"{path.name}: {message.id!r} and {form!r} have different words to fill in"


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogues_are_written_as_the_tool_writes_them(code: str) -> None:
    """A catalogue that was edited by hand reads as `make translations` would write it."""
    for path in _catalogues(code):
        written = tool.written(read_po(BytesIO(path.read_bytes()), locale=code), code)
        assert written == path.read_bytes(), f"run `make translations` ({path})"


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_two_rooms_say_is_said_alike(code: str) -> None:
    """A sentence that stands in the catalogues of two rooms has one translation: which of them is read last must not matter."""
    said: dict[tuple[str, str | None], tuple[str, object]] = {}
    for path in _catalogues(code):
        for message in read_po(BytesIO(path.read_bytes()), locale=code):
            if message.id and message.string and path.stem != CATALOGUE:
                where, text = said.setdefault((str(message.id), message.context), (path.stem, message.string))
                assert text == message.string, f"{message.id!r} is translated otherwise in {where}.po than in {path.name}"


def test_english_holds_outside_of_every_block() -> None:
    """A language is spoken inside its block only, and blocks can be nested."""
    assert spoken() == "en"
    with speaking(Language(code="sv")):
        assert spoken() == "sv"
        with speaking(Language()):
            assert spoken() == "en"
        assert spoken() == "sv"
    assert spoken() == "en"


def test_words_are_filled_in_as_they_are() -> None:
    """Braces in a name of the inventory are no placeholders."""
    assert tr("{name} is here", name="{x}") == "{x} is here"
    assert trn("{n} verdict", "{n} verdicts", 1) == "1 verdict"
    assert trn("{n} verdict", "{n} verdicts", 2000) == "2000 verdicts"


def test_days_and_numbers_follow_the_language() -> None:
    """English reports write days as ISO 8601; other languages as they write days in figures."""
    moment = dt.datetime(2024, 12, 16, 9, 30, tzinfo=dt.UTC)
    assert (day(dt.date(2024, 12, 16)), day(moment), number(2.5)) == ("2024-12-16", "2024-12-16", "2.5")
    with speaking(language("sv")):
        assert (day(dt.date(2024, 12, 16)), number(2.5)) == ("2024-12-16", "2,5")


def test_templates_speak_the_language_of_the_report(tmp_path: Path) -> None:
    """A template says its sentences, days and numbers in the spoken language, and what it says is escaped as everything else."""
    said = ('tr("Contents")', 'tr("{who} & all", who="<b>")', "day(date)", "number(2.5)", 'trn("{n} part", "{n} parts", 2)')
    template = "|".join(f"{{{{ {call} }}}}" for call in said)
    (tmp_path / "words.html.j2").write_text(template, encoding="utf-8")
    templates, date = Templates(tmp_path), dt.date(2024, 12, 16)
    assert templates.render("words.html.j2", {}, date=date) == "Contents|&lt;b&gt; &amp; all|2024-12-16|2.5|2 parts"
    with speaking(language("sv")):
        assert templates.render("words.html.j2", {}, date=date) == "Innehåll|&lt;b&gt; &amp; all|2024-12-16|2,5|2 parts"


def test_the_sentences_of_templates_are_extracted() -> None:
    """`make translations` finds what a template says, also inside of its expressions."""
    report = tool.extracted()["report"]
    assert report.get("Sign-off") is not None, "said as a text"
    assert report.get("Approved by") is not None, "said inside of a list"
