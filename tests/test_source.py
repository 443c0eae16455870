"""Reading YAML: values with places, problems with places, bounds."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import Location
from reportgen.source import MAX_BYTES, MAX_DEPTH, LocatedList, LocatedMap, locate, locate_key, read_file, read_yaml


def mapping(text: str) -> LocatedMap:
    document = read_yaml("f", text.encode())
    assert document.problems == ()
    assert isinstance(document.root, LocatedMap)
    return document.root


def problems(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [str(problem).removeprefix("f:") for problem in read_yaml("f", data).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("12", 12),
        ("-3", -3),
        ("0o17", 15),
        ("0x1f", 31),
        ("012", 12),
        ("1_000", "1_000"),
        ("16.4", 16.4),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("1.2.3", "1.2.3"),
        ("10:30", "10:30"),
        ("2024-12-16", "2024-12-16"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!float 3", 3.0),
        ("! 12", "12"),
        ("<<", "<<"),
        ("+", "+"),
    ],
)
def test_a_scalar_means_what_the_core_schema_of_yaml_1_2_says(text: str, value: object) -> None:
    """Words of YAML 1.1, dates and quoted numbers stay text."""
    read = mapping(f"a: {text}\n")["a"]
    assert (read, type(read)) == (value, type(value))


def test_not_a_number_is_read() -> None:
    """The third special float of the core schema is one."""
    value = mapping("a: .NaN")["a"]
    assert isinstance(value, float)
    assert math.isnan(value)


def test_keys_are_the_text_of_the_scalar() -> None:
    """A key such as ``on`` or ``12`` is never turned into something else."""
    assert list(mapping("on: 1\n12: 2\ntrue: 3\n~: 4\n")) == ["on", "12", "true", "~"]


def test_every_key_value_and_item_has_its_place() -> None:
    """Places count lines and columns from 1."""
    root = mapping("a: 1\nlist:\n  - x\n  - name:  é\n    b: {c: [1, 2]}\n")
    assert (root.line, root.column, root.keys_at["list"], root.values_at["a"]) == (1, 1, (2, 1), (1, 4))
    entries = root["list"]
    assert isinstance(entries, LocatedList)
    assert entries.items_at == [(3, 5), (4, 5)]
    assert locate(root, ["list", 1, "name"]) == Location("f", 4, 12)
    assert locate(root, ["list", 1, "b", "c", 1]) == Location("f", 5, 16)
    assert locate_key(root, ["list", 1, "b"]) == Location("f", 5, 5)


@pytest.mark.parametrize("path", [["list", 0, "gone"], ["list", 0, "gone", "deeper"], ["list", 0, 7]])
def test_what_is_missing_is_located_at_its_innermost_parent(path: list[str | int]) -> None:
    """A missing key is at the mapping that lacks it."""
    root = mapping("list:\n  - {a: 1}\n")
    assert locate(root, path) == Location("f", 2, 5)
    assert locate_key(root, path) == Location("f", 2, 5)


def test_byte_order_mark_and_windows_line_ends_do_not_move_places() -> None:
    """Files saved by Windows editors read like any other."""
    root = mapping("\ufeffa: 1\r\nb: 2\r\n")
    assert (root["b"], root.keys_at["a"], root.values_at["b"]) == (2, (1, 1), (2, 4))


def test_an_alias_stands_for_the_value_of_its_anchor() -> None:
    """Anchors and aliases work; the place of the item is that of the alias."""
    root = mapping("a: &x [1, 2]\nb: [*x, 3]\n")
    assert root["b"] == [[1, 2], 3]
    assert locate(root, ["b", 0]) == Location("f", 2, 5)
    assert mapping("&k key: 1\nb: *k\n") == {"key": 1, "b": "key"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1: the key `a` is given twice, first in line 1"),
        ("{a: 1, a: 2}", "1:8: the key `a` is given twice, first in line 1"),
        ("a:\n\tb: 1\n", "2:1: a tab is used for indentation (use spaces)"),
        ("a:\n  \tb: 1\n", "2:3: a tab is used for indentation (use spaces)"),
        ("a: 1\n\tb: 2\n", "2:1: a tab is used for indentation (use spaces)"),
        ("a: |\n\t text\n", "2:1: a tab is used for indentation (use spaces)"),
        ("a: [1, 2\nb: 3\n", "1:4: the bracket that opens in line 1 is not closed"),
        ("a: 'x\n", "1:4: the quotation mark that opens in line 1 is not closed"),
        ("a: b: c\n", "1:5: a `:` cannot stand here"),
        ("a: @x\n", "1:4: a value cannot begin with `@` (put the value in quotes)"),
        ("a: *\n", "1:5: an alias or anchor needs a name"),
        ("a: *x\n", "1:4: no anchor `&x` stands before this alias"),
        ("a:\n  - b\n c: 1\n", "3:2: a key was expected here"),
        ("- a\nb: c\n", "2:1: the list that begins in line 1 does not go on here"),
        ('a: "\\q"\n', "1:5: this escape sequence is not known"),
        ('a: "\\0"\n', "1:4: the text holds a control character"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here"),
        ("a: !foo 1\n", "1:4: the tag `!foo` is not supported"),
        ("!foo a: 1\n", "1:1: the tag `!foo` is not supported"),
        ("a: !!set {b}\n", "1:4: the tag `!!set` is not supported"),
        ("a: !!int x\n", "1:4: `x` does not fit the tag `!!int`"),
        ("<<: {a: 1}\n", "1:1: the merge key `<<` is not supported (use `defaults`"),
        ("? [a]\n: b\n", "1:3: a key must be plain text"),
        ("a: &x [*x]\n", "1:8: the alias `*x` contains itself"),
        ("", "1:1: the file is empty"),
        ("# comment\n", "1:1: the file is empty"),
        ("---\n", "1:1: the file is empty"),
    ],
)
def test_a_mistake_is_named_at_its_place(text: str, expected: str) -> None:
    """Each mistake gives one problem, in the user's words."""
    (found,) = problems(text)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: \xe5\n", "2:4: the file is not UTF-8: the byte 0xe5 cannot stand here"),
        ("é: ".encode() + b"\xff", "1:4: the file is not UTF-8: the byte 0xff cannot stand here"),
        (b"\xff\xfea\x00", "1:1: the file is not UTF-8: the byte 0xff cannot stand here"),
        (b"a: 1\r\nb\x00: 2", "2:2: the control character U+0000 is not allowed"),
        ("a: é\x7f".encode(), "1:5: the control character U+007F is not allowed"),
    ],
)
def test_bytes_that_are_no_text_are_located(data: bytes, expected: str) -> None:
    """The first bad byte or character is found by line and column."""
    (found,) = problems(data)
    assert found.startswith(expected)


def test_the_first_of_a_key_given_twice_wins_and_all_problems_are_kept() -> None:
    """One mistake does not hide another, not even inside a value that is thrown away."""
    document = read_yaml("f", b"a: 1\na: {c: 3, c: 4}\nb: !x 5\n")
    assert document.root == {"a": 1, "b": "5"}
    assert [problem.location.line for problem in document.problems] == [2, 2, 3]


def test_a_billion_laughs_are_not_laughed() -> None:
    """Aliases that would stand for too many values end the reading."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10))]
    document = read_yaml("f", "\n".join(lines).encode())
    assert document.broken
    assert "stand for more than 1000000 values" in document.problems[-1].message


def test_depth_is_bounded_with_and_without_aliases() -> None:
    """One level too many is refused, also where aliases add it; the deepest that is allowed is read."""
    assert problems("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    (found,) = problems("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert found.startswith(f"1:{MAX_DEPTH + 1}: mappings and lists are nested more than {MAX_DEPTH} deep")
    chain = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, MAX_DEPTH + 1))]
    (found,) = problems("\n".join(chain))
    assert "aliases expanded" in found


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """The size is looked at before the bytes: a sparse file of 200 MB is refused."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    document = read_file("huge.yaml", path)
    assert str(document.problems[0]).startswith(f"huge.yaml:1:1: the file has 200000000 bytes; at most {MAX_BYTES} are read")
    assert document.sha256 == ""


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """A directory and a missing file are problems, not exceptions."""
    assert "not a regular file" in str(read_file("d", tmp_path).problems[0])
    assert "cannot be read" in str(read_file("d", tmp_path / "gone").problems[0])


@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t\r\0\x85\u2028é\ufeff", max_size=80).map(str.encode))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    """Whatever the bytes are, the answer is a document; one that is not broken holds a value or says what is wrong."""
    document = read_yaml("f", data)
    assert document.problems or document.root is not None
    assert not (document.broken and not document.problems)
    assert all(problem.location.line >= 1 and problem.location.column >= 1 for problem in document.problems)
