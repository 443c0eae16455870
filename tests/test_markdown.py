"""Inventory text stays text: in every place of a Markdown page, whatever it holds."""

from __future__ import annotations

import html
import unicodedata
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from reportgen.render.markdown import attribute, fenced, front, text, visible
from reportgen.render.markdown import html as html_text
from reportgen.render.pages.cells import Writer, badge
from reportgen.render.pages.paths import Places, unique_slugs
from reportgen.render.pages.tree import filters
from reportgen.report.book import make_book
from reportgen.report.model import Badge, Code, Column, Link, Plain, Ref, Table
from reportgen.slug import slug

from .building import deployment, inventory, judge, requirement
from .conftest import ROOT
from .pages import Page, read

SETTINGS = yaml.safe_load((ROOT / "templates" / "site" / "mkdocs.yml").read_text(encoding="utf-8"))

HOSTILE = (
    "a|b||c",
    "`code` ``more``",
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "[text](https://example.com) ![image](x.png) [ref][1] <https://example.com>",
    "*bold* **bolder** __under__ _line_ ~~gone~~ ^up^ ==mark==",
    "# heading",
    "!!! note",
    "??? note",
    "name {: .x #y onclick=z }",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "1) item",
    "> quote",
    "    indented",
    "---",
    "===",
    "***",
    "term\n:   definition",
    "| a | b |\n| --- | --- |",
    "two\nlines\r\nand\u2028more",
    "tab\there\x00nul\x1besc\x7fdel\x85nel",
    "\u202egpj.exe\u202c",
    "\u2066isolate\u2069 \u200bzero\ufeff \u00ad",
    "שלום עולם",
    "مرحبا | بالعالم",
    "w" * 300,
    "&amp; &lt; &#60; &copy",
    "[^1] *[HTML]: x",
    "--8<-- 'secret'",
    ":smile: (c) c/o 1/2 ... -- https://example.com a@example.com",
    "\\*escaped\\* \\",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03",
    "$x$ \\(y\\)",
    "[TOC]",
    "```\nfence\n```",
    "~~~",
    "<!-- comment -->",
    "<?php ?>",
    "<![CDATA[x]]>",
    "\ud800 \ufffe \U000e0001",
    " ",
)

PLACES = {
    "paragraph": ("{}", "p"),
    "after a word": ("word {} word", "p"),
    "heading": ("# {}", "h1"),
    "heading with an anchor": ("## {} {{: #there }}", "h2"),
    "list item": ("- {}", "li"),
    "table cell": ("| a | b |\n| --- | --- |\n| {} | y |", "td"),
    "table head": ("| {} {{: .rg-w10 }} | b |\n| --- | --- |\n| x | y |", "th"),
    "link text": ("[{}](there.md)", "p"),
    "definition": ("word\n:   {}", "dd"),
    "term": ("x{}x\n:   meaning", "dt"),
    "inside a frame": ('<div class="f" markdown>\n\n{}\n\n</div>', "p"),
    "code": ("<code>x{}</code>", "p"),
}


def rendered(source: str) -> Page:
    """Return what Python-Markdown makes of a page, with the extensions of the site."""
    names = [*SETTINGS["markdown_extensions"], "fenced_code"]
    return read(markdown.markdown(source, extensions=names, extension_configs=SETTINGS["markdown_extensions"]))


def squeezed(shown: str) -> str:
    """Return text as a browser shows it: runs of white space are one space."""
    return " ".join(shown.split())


def shown_in(place: str, raw: str) -> tuple[str, str, list[str]]:
    """Return what the block at a place says, what it should say, and every element of the page."""
    pattern, tag = PLACES[place]
    page = rendered(pattern.format(text(raw)))
    expected = squeezed(
        pattern.split("{}")[0].split("\n")[-1].lstrip("#-|[: ") + visible(raw) + (" word" if place == "after a word" else "")
    )
    found = next((words for _, name, words in page.blocks if name == tag), "")
    return found, expected, page.tags


def check(place: str, raw: str) -> None:
    """Hold the block at a place against the text."""
    found, expected, tags = shown_in(place, raw)
    wrapped = {"code": f"x{visible(raw)}", "term": f"x{visible(raw)}x"}.get(place)
    assert found == (squeezed(wrapped) if wrapped else expected)
    allowed = {"bdi", "p", "h1", "h2", "a", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "div", "code"}
    assert set(tags) <= allowed
    assert tags.count("p") <= 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_text_is_shown_as_it_is(place: str, raw: str) -> None:
    """Markup of every kind comes out as the characters that were written, wherever it stands."""
    check(place, raw)


@given(raw=st.text(min_size=1, max_size=40), place=st.sampled_from(sorted(PLACES)))
def test_any_text_is_shown_as_it_is(raw: str, place: str) -> None:
    """There is no text that a page changes or reads as markup."""
    check(place, raw)


@given(
    raw=st.text(alphabet="|`<>{}[]()*_#!-+.1:\\&;\"'~^=\n\t \u202e\u05d0", min_size=1, max_size=30), place=st.sampled_from(sorted(PLACES))
)
def test_text_of_special_characters_is_shown_as_it_is(raw: str, place: str) -> None:
    """Nor is there among texts that hold nothing but what Markdown reads."""
    check(place, raw)


@given(raw=st.text(max_size=60))
def test_nothing_stays_invisible(raw: str) -> None:
    """What is shown is one line of characters that can be seen, and holds every character that could be seen before."""
    shown = visible(raw)
    assert not {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} & {unicodedata.category(c) for c in shown if c not in "\u200c\u200d"}
    left = iter(shown)
    assert all(c in left for c in raw if c.isprintable() and not c.isspace())


def test_line_breaks_and_controls_have_faces() -> None:
    """A reader sees that there was a line break, a control character, or one that turns text round."""
    assert visible("a\nb") == visible("a\r\nb") == visible("a\u2028b") == "a␤b"
    assert visible("a\tb\x00\x7f") == "a␉b␀␡"
    assert visible("\u202eexe") == "\\u202eexe"
    assert visible("\ud800") == "\\ud800"
    assert visible("  ") == "␠␠"
    assert visible("zero\u200dwidth joiner") == "zero\u200dwidth joiner"


def test_right_to_left_text_is_isolated() -> None:
    """Hebrew and Arabic names do not turn round what stands beside them."""
    assert text("שלום") == "<bdi>שלום</bdi>"
    assert html_text("a ש") == "<bdi>a ש</bdi>"
    assert "bdi" not in text("Åsa")


def test_common_names_stay_readable_in_the_source() -> None:
    """Pages are read as Markdown too: names as people give them are not escaped."""
    for name in ("shop-production", "welkin v0.42.0", "Åsa, 2024-12-16", "Note: see below."):
        assert text(name) == name


@given(raw=st.text(max_size=60))
def test_front_matter_holds_any_text(raw: str) -> None:
    """A title in front matter is one YAML text, and is already safe in the page's head."""
    line = f"title: {front(raw)}"
    assert "\n" not in line
    title = yaml.safe_load(line)["title"]
    assert html.unescape(title) == visible(raw)
    assert not set('<>"') & set(title)


@given(raw=st.text(max_size=60))
def test_attributes_hold_any_text(raw: str) -> None:
    """No text ends the attribute that it stands in."""
    page = rendered(f'<div class="f" title="{attribute(raw)}" markdown>\n\nx\n\n</div>')
    assert page.tags == ["div", "p"]


@given(raw=st.text(alphabet=st.characters(exclude_categories=("Cs",)) | st.sampled_from("`~\n "), max_size=60))
def test_fenced_text_is_shown_line_by_line(raw: str) -> None:
    """What is to be copied is shown whole, and nothing in it ends the block."""
    page = rendered(f"before\n\n{fenced(raw)}\n\nafter")
    assert page.tags.count("pre") == 1
    assert [words for _, tag, words in page.blocks if tag == "p"] == ["before", "after"]
    inside = " ".join(words for _, tag, words in page.blocks if tag == "pre")
    assert inside == squeezed(" ".join(visible(line) for line in raw.split("\n") if line.strip(" ")))


def writer() -> Writer:
    """Return a writer for the overview of a small report."""
    book = make_book(judge(inventory(deployment("shop")), requirement("each_deployment", "network_policy_present")), version="1")
    return Writer(Places(book), "index.md")


@pytest.mark.parametrize("raw", HOSTILE)
def test_cells_keep_their_table(raw: str) -> None:
    """Hostile text in any kind of run neither leaves its cell nor adds one."""
    cell = (Plain(raw), Plain(" "), Code(raw), Plain(", "), Badge(raw, "✗", "bad"), Link(raw, Ref("levels")))
    heads = (Column(title=raw, share=40), Column(title="b", share=60))
    table = Table(caption=raw, columns=heads, rows=((cell, cell), (cell, cell)), empty="")
    page = rendered(writer().table(table))
    assert page.tags.count("td") == 4
    assert page.tags.count("th") == 2
    assert page.tags.count("table") == 1
    assert "script" not in page.tags
    if raw.strip():  # a run of spaces only separates others
        assert page.text().count(squeezed(visible(raw))) >= 4 * len(cell) - 4 * 2


def test_links_lead_to_pages_and_anchors() -> None:
    """A link is a Markdown link to the page's source, which a site generator checks; one to no page is its text."""
    writing = writer()
    assert writing.run(Link("x", Ref("levels", anchor="words"))) == "[x](levels.md#words)"
    assert writing.run(Link("x", Ref("deployment", "not there"))) == "x"
    assert Writer(writing.places, "frameworks/a.md").run(Link("x", Ref("overview"))) == "[x](../index.md)"


def test_a_badge_says_its_word_and_hides_its_mark_from_screen_readers() -> None:
    """Colour and mark repeat what the word says."""
    made = badge(Badge("not satisfied", "✗", "bad"))
    assert made == '<span class="rg-badge rg-bad"><span aria-hidden="true">✗</span>&#160;not satisfied</span>'


def test_slugs_are_unique_and_do_not_depend_on_the_order() -> None:
    """Two names that share a slug each get one of their own, whichever comes first."""
    names = ["a.8", "a-8", "A 8", "b"]
    found = unique_slugs(names)
    assert len(set(found.values())) == len(names)
    assert found == {name: unique_slugs(reversed(names))[name] for name in names}
    assert found["b"] == slug("b")


def templates() -> list[Path]:
    """Return the Markdown templates."""
    return sorted((ROOT / "templates").rglob("*.md.j2"))


def bare(source: str) -> list[str]:
    """Return ``line: expression`` of every expression whose last word is no filter that makes text safe."""
    allowed = set(filters(writer()))
    tree = Environment(trim_blocks=True, autoescape=False).parse(source)  # noqa: S701 - nothing is rendered
    found = []
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            block = isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name) and part.node.name == "super"
            if not isinstance(part, nodes.TemplateData) and not block and not (isinstance(part, nodes.Filter) and part.name in allowed):
                found.append(f"{part.lineno}: {type(part).__name__}")
    return found


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_no_template_writes_an_expression_bare(path: Path) -> None:
    """Jinja escapes HTML, not Markdown: every expression of a Markdown template ends with a filter that does."""
    assert bare(path.read_text(encoding="utf-8")) == []


def test_a_bare_expression_would_be_found() -> None:
    """The check above finds what it looks for."""
    assert bare("{{ a | text }}{{ super() }}") == []
    assert bare("{{ a }}") == ["1: Name"]
    assert bare("x\n{{ a.b | upper }}") == ["2: Filter"]
    assert bare("{% if a %}{{ 'x' ~ a }}{% endif %}") == ["1: Concat"]
