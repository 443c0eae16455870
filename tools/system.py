"""Look for what pip cannot install: the text libraries of the PDF, and the programs that the tests look at results with.

Uses the standard library only, because it runs before anything is installed. ``system.py report`` needs the libraries;
``system.py test`` also wants the programs, and goes on without them, as the tests that use them skip and say so;
``system.py test --all`` does not go on. What is missing is installed where that can be done without asking (as root,
with apt-get); elsewhere the command to run is printed. Exit 0 when nothing needed is missing, else 2.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

# The names WeasyPrint 70 tries, in its order (weasyprint/text/ffi.py).
_LIBRARIES = {
    "GObject": ("libgobject-2.0-0", "gobject-2.0-0", "gobject-2.0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "Pango": ("libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    "HarfBuzz": ("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "HarfBuzz-Subset": (
        "libharfbuzz-subset-0",
        "harfbuzz-subset",
        "harfbuzz-subset-0.0",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
    ),
    "Fontconfig": ("libfontconfig-1", "fontconfig-1", "fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib"),
    "PangoFT2": ("libpangoft2-1.0-0", "pangoft2-1.0-0", "pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
}
_PROGRAMS = {
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
    "ChromeDriver": ("chromedriver",),
    "pdftotext": ("pdftotext",),
    "pdftoppm": ("pdftoppm",),
    "qpdf": ("qpdf",),
    "npm": ("npm",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installer:
    """How a package manager gets what is missing: its own program, and a command for each of the two groups."""

    program: str
    libraries: str
    programs: str


_INSTALLERS = (
    Installer(
        program="apt-get",
        libraries="apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        programs="apt-get install -y --no-install-recommends chromium chromium-driver poppler-utils qpdf npm",
    ),
    Installer(
        program="dnf",
        libraries="dnf install -y pango",
        programs="dnf install -y chromium chromedriver poppler-utils qpdf npm",
    ),
    Installer(
        program="brew",
        libraries="brew install pango",
        programs="brew install --cask chromium chromedriver && brew install poppler qpdf node",
    ),
)


def main(arguments: list[str]) -> int:
    """Look, install or say what to install, and return the exit code."""
    purpose, *options = arguments or [""]
    if purpose not in {"report", "test"} or options not in ([], ["--all"]):
        print("usage: system.py report | test [--all]", file=sys.stderr)
        return 2
    libraries_there = _settle("The PDF needs", missing_libraries, "libraries")
    if purpose == "report":
        return 0 if libraries_there else 2
    programs_there = _settle("The tests look at results with", missing_programs, "programs")
    if not programs_there and not options:
        print("Going on without: the tests that need them skip and say so.", file=sys.stderr)
    return 0 if libraries_there and (programs_there or not options) else 2


def missing_libraries() -> list[str]:
    """Return the names of the shared libraries that cannot be loaded; empty means that WeasyPrint will start."""
    return [name for name, spellings in _LIBRARIES.items() if not any(map(_loads, spellings))]


def missing_programs() -> list[str]:
    """Return the names of the programs that are not on the PATH."""
    return [name for name, spellings in _PROGRAMS.items() if not any(map(shutil.which, spellings))]


def _loads(spelling: str) -> bool:
    for path in (spelling, ctypes.util.find_library(spelling)):
        try:
            if path and ctypes.CDLL(path):
                return True
        except OSError:
            continue
    return False


def _settle(why: str, missing: Callable[[], list[str]], group: str) -> bool:
    """Return whether nothing is missing, in the end: install it where we may, else say how."""
    names = missing()
    if not names:
        return True
    print(f"{why} {', '.join(names)}: not on this system.", file=sys.stderr)
    installer = next((one for one in _INSTALLERS if shutil.which(one.program)), None)
    if installer is None:
        print("No known package manager here: install them by hand, then run this again.", file=sys.stderr)
        return False
    command = installer.libraries if group == "libraries" else installer.programs
    if installer.program == "apt-get" and os.geteuid() == 0:
        print(f"Installing them: {command}", file=sys.stderr)
        if _apt_get("update") and _apt_get(*command.split()[1:]) and not missing():
            return True
    prefix = "" if installer.program == "brew" else "sudo "
    print(f"Install them, then run this again:\n\n    {prefix}{command}\n", file=sys.stderr)
    return False


def _apt_get(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdout=sys.stderr, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
