"""Write the lock files: every package of pyproject.toml and what it needs, pinned and with hashes.

``requirements/runtime.txt`` holds what a report needs and what installs the project itself; ``requirements/dev.txt``
holds that, the extras and the tools of the tests, at the same versions. Neither names an index: they install from whichever one
the reader's pip is set up to use. Run by ``make lock``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_LOCKS = _ROOT / "requirements"
_WORKSHOP = _ROOT / "build" / "lock"
_HEADER = "# {title} Written by `make lock` from pyproject.toml; do not edit.\n"
_RUNTIME = "What a report needs, and what installs the project itself."
_DEVELOPMENT = "What a report needs, every extra, and the tools of the tests."
_LOCAL_SETTINGS = ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_CONSTRAINT", "PIP_REQUIREMENT")


def main() -> None:
    """Write both lock files, the second at the versions of the first.

    Versions locked before are kept where they still fit; the argument ``--upgrade`` takes the newest instead.
    """
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"] + project["build-system"]["requires"]
    python = _workshop()
    _compile(python, _RUNTIME, needed, _LOCKS / "runtime.txt", *sys.argv[1:])
    needed += [package for extra in project["project"]["optional-dependencies"].values() for package in extra]
    needed += project["dependency-groups"]["dev"]
    _compile(python, _DEVELOPMENT, needed, _LOCKS / "dev.txt", "--constraint", str(_LOCKS / "runtime.txt"), *sys.argv[1:])


def _workshop() -> Path:
    """Return the interpreter of a fresh environment that holds pip-tools."""
    venv.create(_WORKSHOP, clear=True, with_pip=True)
    python = _WORKSHOP / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pip-tools"], check=True, env=_environment())
    return python


def _environment() -> dict[str, str]:
    """Return the process environment without this machine's own places to find packages: they must not reach a lock."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL_SETTINGS}
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


def _compile(python: Path, title: str, needed: list[str], lock: Path, *options: str) -> None:
    command: list[str | Path] = [
        python,
        "-m",
        "piptools",
        "compile",
        "--quiet",
        "--no-config",
        "--generate-hashes",
        "--allow-unsafe",
        "--strip-extras",
    ]
    command += ["--no-header", "--no-emit-options", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]
    command += ["--annotation-style", "line", *options, "--output-file", lock, "-"]
    subprocess.run(command, check=True, input="\n".join(needed), text=True, cwd=_ROOT, env=_environment())
    pinned = lock.read_text(encoding="utf-8").replace("-r -", "pyproject.toml").replace(f"-c {_LOCKS / 'runtime.txt'}, ", "")
    lock.write_text(_HEADER.format(title=title) + pinned, encoding="utf-8")


if __name__ == "__main__":
    main()
