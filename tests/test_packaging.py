"""What we ship: exactly the files that belong into it, and it works where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from reportgen import __version__

from .conftest import ROOT

STEM = f"reportgen_environments-{__version__}"
IN_SDIST = ("reportgen", "templates", "inventories", "tests", "docs", "benchmarks", "tools", "requirements")
BESIDE_THEM = (
    ".gitignore",
    ".importlinter",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "mkdocs.yml",
    "pyproject.toml",
    "site/.gitkeep",
)


def checkout() -> list[str]:
    """List the files of the checkout, those not yet added included, those that git ignores left out."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the project")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the wheel and the sdist, built as a release builds them."""
    directory = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(directory)], cwd=ROOT, capture_output=True, check=True)
    return directory


def test_the_wheel_holds_the_package_its_templates_and_nothing_else(shipped: Path) -> None:
    """Every file of the package is in the wheel, the templates are bundled into it, and nothing else is there."""
    package = [name for name in checkout() if name.startswith("reportgen/")]
    bundled = [f"reportgen/_bundled/{name}" for name in checkout() if name.startswith("templates/")]
    about = [f"{STEM}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")]
    with zipfile.ZipFile(shipped / f"{STEM}-py3-none-any.whl") as wheel:
        assert sorted(wheel.namelist()) == sorted(package + bundled + about)


def test_the_package_has_no_stray_kind_of_file() -> None:
    """A kind of file that nobody decided to ship does not slip into the package."""
    kinds = {Path(name).suffix or Path(name).name for name in checkout() if name.startswith("reportgen/")}
    assert kinds <= {".py", ".typed", ".yaml", ".json", ".css", ".js", ".md", ".yml", ".svg", ".po", ".gitignore", "gitignore"}


def test_the_sdist_holds_what_tests_and_reports_need(shipped: Path) -> None:
    """From the source distribution one can build, test and report, and it holds nothing besides."""
    rooms = [name for name in checkout() if name.partition("/")[0] in IN_SDIST and "/" in name]
    expected = sorted({*rooms, *BESIDE_THEM, "PKG-INFO"})
    with tarfile.open(shipped / f"{STEM}.tar.gz") as sdist:
        assert sorted(name.removeprefix(f"{STEM}/") for name in sdist.getnames()) == expected


def test_the_wheel_says_what_it_is(shipped: Path) -> None:
    """The wheel's metadata carry the version of the code, the licence, the README, the command and the plugin."""
    with zipfile.ZipFile(shipped / f"{STEM}-py3-none-any.whl") as wheel:
        about = HeaderParser().parsestr(wheel.read(f"{STEM}.dist-info/METADATA").decode())
        commands = wheel.read(f"{STEM}.dist-info/entry_points.txt").decode()
    assert (about["Version"], about["License-Expression"], about["Requires-Python"]) == (__version__, "Apache-2.0", ">=3.11")
    assert about.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")
    assert "reportgen = reportgen.cli:main" in commands
    assert "[mkdocs.plugins]\nreportgen = reportgen.mkdocs_plugin:ReportgenPlugin" in commands


def empty_environment(directory: Path, wheel: Path) -> Path:
    """Make a virtual environment with the wheel, and with the dependencies of the one that runs the tests; return its bin directory.

    A ``.pth`` file read from another site-packages directory only adds that directory: an editable install of the checkout that
    lies in it is not followed, so the command can come from the wheel alone.
    """
    venv.create(directory, with_pip=False)
    bin_directory = directory / "bin"
    pip = [sys.executable, "-m", "pip", "--python", str(bin_directory / "python"), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True)
    (own,) = directory.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return bin_directory


def outside(directory: Path, *command: str) -> str:
    """Run a command in ``directory`` with nothing of the checkout in its surroundings; return its standard output."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    run = subprocess.run(command, cwd=directory, env=surroundings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{' '.join(command)} failed:\n{run.stdout}{run.stderr}"
    return run.stdout


def test_the_installed_wheel_makes_a_report_outside_the_checkout(shipped: Path, tmp_path: Path) -> None:
    """In an empty directory the installed command writes a starter inventory and builds site, PDF and JSON from it."""
    installed = empty_environment(tmp_path / "environment", shipped / f"{STEM}-py3-none-any.whl")
    place = outside(tmp_path, str(installed / "python"), "-c", "import reportgen; print(reportgen.__file__)")
    assert Path(place).is_relative_to(tmp_path / "environment")

    outside(tmp_path, str(installed / "reportgen"), "init", "demo")
    outside(tmp_path / "demo", str(installed / "reportgen"), "build", "inventories/demo")

    site = tmp_path / "demo" / "site"
    assert "<html" in (site / "index.html").read_text(encoding="utf-8")
    assert json.loads((site / "report.json").read_text(encoding="utf-8"))["schema"] == "reportgen/report/v1"
    (pdf,) = (site / "reports").glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
