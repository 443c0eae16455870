"""PDFs made to harm: `verify` refuses them or says what is wrong, within bounds, and writes nowhere but where it was told to."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest

from reportgen.errors import InputError, ReportgenError
from reportgen.pipeline.comparing import CompareOptions, compare_readings, read_side
from reportgen.pipeline.verifying import extract_files, verify
from reportgen.printed import UnreadableError, page_digests, pages
from tests.command import reportgen, tree
from tests.hostile import NAMES, hostile
from tests.papers import report_pdf

COUNT = 300
MEMORY = 1200
"""How many MiB more than before the memory of this process may grow to at most; a bomb alone would be 640, and is there twice."""


def memory() -> float:
    """Return the most memory that this process has had, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def test_hostile_documents_end_in_an_error_within_bounds(tmp_path: Path) -> None:
    """300 of them: each is refused or does not hold; none ends in another exception, in a file outside, or in all the memory."""
    room = tmp_path / "room"
    room.mkdir()
    place = room / "hostile.pdf"
    document = report_pdf()
    before, outcomes = memory(), {"refused": 0, "does not hold": 0}
    for what, data in hostile(document, seed=5, count=COUNT):
        if data == document:
            continue
        place.write_bytes(data)
        try:
            verification = verify(place, reprint=False)
            assert not verification.holds, what
            outcomes["does not hold"] += 1
        except InputError:
            outcomes["refused"] += 1
        try:
            extract_files(place, room / "data")
        except ReportgenError:
            continue
    assert memory() - before < MEMORY
    assert min(outcomes.values()) > 10, outcomes
    assert sum(outcomes.values()) > COUNT - 5
    assert set(tree(tmp_path)) - {"room/hostile.pdf"} == {f"room/data/{name}" for name in tree(room / "data")}
    assert {path.name for path in tmp_path.iterdir()} == {"room"}
    assert not [name for name in tree(tmp_path) if "evil" in name]


def test_hostile_documents_are_compared_or_refused(tmp_path: Path) -> None:
    """Each of 300, as OLD of a comparison with the honest one, is compared or refused in words; nothing is written beside it."""
    place, honest, document = tmp_path / "hostile.pdf", tmp_path / "honest.pdf", report_pdf()
    honest.write_bytes(document)
    options = CompareOptions()
    before, outcomes = memory(), {"refused": 0, "compared": 0}
    new = read_side(str(honest), str(place), options)
    for _, data in hostile(document, seed=7, count=COUNT):
        place.write_bytes(data)
        try:
            comparison = compare_readings(read_side(str(place), str(honest), options), new, options)
            outcomes["compared"] += 1
            assert comparison.old.as_of is not None
        except ReportgenError:
            outcomes["refused"] += 1
    assert memory() - before < MEMORY
    assert min(outcomes.values()) > 5, outcomes
    assert {path.name for path in tmp_path.iterdir()} == {"hostile.pdf", "honest.pdf"}


def test_pages_of_hostile_documents_are_read_or_refused() -> None:
    """Reading words off the pages ends in words or in an error of ours, whatever the pages are."""
    read = 0
    for _, data in hostile(report_pdf(), seed=6, count=150):
        try:
            page_digests(data)
            assert pages(data)
            read += 1
        except UnreadableError:
            continue
    assert read > 10


@pytest.mark.parametrize("name", ["../../evil", "n" * 65536, "report.json/evil", "REPORT.JSON"])
def test_the_command_says_what_is_wrong_with_a_name(tmp_path: Path, name: str) -> None:
    """A name that leads elsewhere, is far too long or is there already is refused with exit 2, and nothing is extracted."""
    (data,) = (data for what, data in hostile(report_pdf(), 0, len(NAMES)) if what == f"a file of the name {name[:20]!r}")
    (tmp_path / "x.pdf").write_bytes(data)
    run = reportgen("verify", "x.pdf", "--extract", "data", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith(b"x.pdf:1:1: this PDF carries ")
    assert len(run.stderr) < 1000
    assert list(tree(tmp_path)) == ["x.pdf"]
