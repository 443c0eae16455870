"""A starter to begin with: a commented inventory, the look of the site, what Git ignores, and examples for two build servers."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reportgen.errors import UsageError
from reportgen.inventory import json_schema

INVENTORY: Final = "inventories/demo"
"""Where the inventory stands, relative to the starter's directory."""

_FILES: Final = {
    f"{INVENTORY}/inventory.yaml": "inventory.yaml",
    "mkdocs.yml": "mkdocs.yml",
    ".gitignore": "gitignore",
    ".github/workflows/report.yml": "report.yml",
    ".gitlab-ci.yml": "gitlab-ci.yml",
}
"""Where each file goes, and what it is called here."""


def write_starter(directory: Path) -> str:
    """Write the starter below a directory, whole or not at all, and return the inventory's path relative to it.

    Raises:
        UsageError: a file of the starter is there already, or the directory cannot be written.
    """
    contents = _contents()
    _refuse_to_overwrite(directory, contents)
    try:
        _write(directory, contents)
    except OSError as error:
        raise UsageError(f"{directory} cannot be written: {error.strerror}", "nothing was written") from error
    return INVENTORY


def _contents() -> dict[str, bytes]:
    source = Path(__file__).resolve().parent / "files"
    contents = {target: (source / name).read_bytes() for target, name in _FILES.items()}
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    return {**contents, f"{INVENTORY}/inventory.schema.json": schema.encode()}


def _refuse_to_overwrite(directory: Path, contents: Mapping[str, bytes]) -> None:
    there = [name for name in sorted(contents) if os.path.lexists(directory / name)]
    if there:
        raise UsageError(f"{directory / there[0]} is there already", "name another directory; nothing was written")


def _write(directory: Path, contents: Mapping[str, bytes]) -> None:
    """Write the files: into a new directory in one step, among others one by one, and none at all where one cannot be written."""
    if os.path.lexists(directory):
        _add(directory, contents)
        return
    parent = Path(os.path.abspath(directory)).parent  # noqa: PTH100 - no symbolic link is resolved
    parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".reportgen-", suffix=".tmp", dir=parent))
    try:
        _add(staging, contents)
        staging.chmod(0o777 & ~_umask())
        staging.rename(directory)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _add(directory: Path, contents: Mapping[str, bytes]) -> None:
    made: list[Path] = []
    try:
        for name, data in contents.items():
            made += _make_parents(directory / name, directory)
            with (directory / name).open("xb") as file:
                made.append(directory / name)
                file.write(data)
    except BaseException:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise


def _make_parents(target: Path, top: Path) -> list[Path]:
    missing = [parent for parent in target.parents if parent.is_relative_to(top) and not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
    return missing[::-1]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
