"""The starter: valid, useful at once, whole or not at all, and never over somebody's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from reportgen import pipeline
from reportgen.errors import UsageError
from reportgen.findings import Status
from reportgen.inventory import json_schema
from reportgen.source import read_yaml
from reportgen.starter import INVENTORY, write_starter
from tests.command import tree

FILES = {
    ".github/workflows/report.yml",
    ".gitignore",
    ".gitlab-ci.yml",
    "inventories/demo/inventory.schema.json",
    "inventories/demo/inventory.yaml",
    "mkdocs.yml",
}


def test_the_starter_is_judged_as_it_is(tmp_path: Path):
    """It reads without a problem, and shows what findings look like: some hold, some fail, some cannot be told."""
    assert write_starter(tmp_path / "demo") == INVENTORY
    assessment = pipeline.judge(tmp_path / "demo" / INVENTORY)
    assert {Status.SATISFIED, Status.NOT_SATISFIED, Status.UNKNOWN} <= {finding.status for finding in assessment.findings}
    assert {row.status.value for row in assessment.ledger} == {"kept", "pending"}
    assert assessment.plan


def test_the_starter_fits_the_schema_beside_it(tmp_path: Path):
    """The first line names the schema, the schema is the published one, and the inventory is valid by it."""
    write_starter(tmp_path)
    place = tmp_path / INVENTORY / "inventory.yaml"
    text = place.read_text(encoding="utf-8")
    name = text.splitlines()[0].partition("$schema=")[2]
    assert text.startswith("# yaml-language-server: $schema=")
    schema = json.loads((place.parent / name).read_bytes())
    assert schema == json_schema()
    Draft202012Validator(schema).validate(json.loads(json.dumps(read_yaml(place.name, place.read_bytes()).root)))


def test_what_is_written_is_listed_here(tmp_path: Path):
    """Six files; the look of the site is marked as meant for reports; the output is ignored by Git."""
    write_starter(tmp_path / "demo")
    assert tree(tmp_path / "demo").keys() == FILES
    assert pipeline.site_config(tmp_path / "demo") is not None
    assert "/site/" in (tmp_path / "demo" / ".gitignore").read_text().splitlines()
    assert [item.name for item in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("name", [".github/workflows/report.yml", ".gitlab-ci.yml"])
def test_the_examples_for_build_servers_are_yaml_that_checks_and_builds(name: str, tmp_path: Path):
    """Both install the package by its name, build and check the inventory that was written."""
    write_starter(tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    for part in ("pip install reportgen-environments", f"reportgen build {INVENTORY}", f"reportgen check {INVENTORY}"):
        assert part in text
    assert "://" not in text


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_there_stops_everything(name: str, tmp_path: Path):
    """Whichever it is, it stays and nothing joins it."""
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_starter(tmp_path)
    assert tree(tmp_path) == {name: b"mine"}


def test_the_starter_goes_among_other_files(tmp_path: Path):
    """A directory with something else in it keeps it."""
    (tmp_path / "inventories").mkdir()
    (tmp_path / "README.md").write_text("mine")
    write_starter(tmp_path)
    assert tree(tmp_path).keys() == {*FILES, "README.md"}


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path):
    """A file where a directory is needed: an error, and what was begun is taken back."""
    (tmp_path / "inventories").mkdir()
    (tmp_path / "inventories" / "demo").write_text("mine")
    with pytest.raises(UsageError, match="cannot be written"):
        write_starter(tmp_path)
    assert tree(tmp_path) == {"inventories/demo": b"mine"}
    with pytest.raises(UsageError, match="cannot be written"):
        write_starter(tmp_path / "inventories" / "demo")
    (tmp_path / "inventories" / "demo").unlink()
    (tmp_path / "mkdocs").touch()
    (tmp_path / ".github").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_starter(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".github", "inventories", "mkdocs"]
