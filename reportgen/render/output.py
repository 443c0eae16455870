"""Output that appears whole or not at all, also when the process is killed in between."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportgen.errors import UsageError

MARKER = ".reportgen"
"""The file that marks a directory as written by us, so that we never replace anybody else's."""

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield an empty directory that takes the place of ``target`` when the block ends well.

    On Linux the two are exchanged in one step, so that at every moment the old or the new output is there. Hidden files of the old
    one (``.gitkeep``, ``.gitignore``) are kept.

    Raises:
        UsageError: ``target`` is not empty and not ours, or nothing can be written there.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - no symbolic link is resolved: the link's own place is what the user named
    if target.is_symlink():
        target = target.resolve()
    _refuse_foreign(target)
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    try:
        yield staging
        (staging / MARKER).write_text(
            "This directory is written by reportgen; its contents are replaced at every build.\n", encoding="utf-8"
        )
        _readable(staging)
        _keep_hidden(target, staging)
        _take_place(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def replace_file(target: Path, data: bytes) -> None:
    """Write one file whole or not at all, in the place of an older one if there is one; UsageError where nothing can be written."""
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    staging = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        staging.chmod(0o666 & ~_umask())
        staging.replace(target)
    except BaseException:
        staging.unlink(missing_ok=True)
        raise


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Turn the system's refusal of a place into words for whoever named it."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", "nothing was written; name another place") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file", "name a directory")
    visible = any(not item.name.startswith(".") for item in target.iterdir())
    if visible and not (target / MARKER).exists():
        raise UsageError(f"{target} holds files that reportgen did not write", "name another directory, or empty this one")


def _readable(staging: Path) -> None:
    staging.chmod(0o777 & ~_umask())


def _keep_hidden(target: Path, staging: Path) -> None:
    if not target.is_dir():
        return
    for item in target.iterdir():
        if item.name.startswith(".") and item.name != MARKER and not (staging / item.name).exists():
            if item.is_dir():
                shutil.copytree(item, staging / item.name, symlinks=True)
            else:
                shutil.copy2(item, staging / item.name, follow_symlinks=False)


def _take_place(staging: Path, target: Path) -> None:
    if not target.exists():
        staging.rename(target)
    elif not _exchange(staging, target):
        aside = staging.with_suffix(".old")
        target.rename(aside)
        staging.rename(target)
        shutil.rmtree(aside)


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two directories in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    return bool(libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE) == 0)
