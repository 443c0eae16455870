"""The pages as plain Markdown: every generator that reads a mkdocs.yml makes the same site of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .command import QUICKSTART, reportgen, tree
from .pages import Page, article, pages_of

GENERATORS = {
    "mkdocs": ("build", "--strict"),
    "properdocs": ("build", "--strict", "-f", "mkdocs.yml"),
    "zensical": ("build",),
}


def generate(name: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a generator's real command in a directory; skips where it is not installed."""
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        pytest.skip(f"{name} is not installed beside this Python")
    command = [str(program), *GENERATORS[name]]
    surroundings = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=directory, env=surroundings, capture_output=True, text=True, check=False, timeout=300)


def articles(site: Path) -> dict[str, Page]:
    """Return what the content of every page says, by its path."""
    return {path.relative_to(site).as_posix(): article(path.read_text(encoding="utf-8")) for path in pages_of(site)}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the quickstart as reportgen itself builds it."""
    place = tmp_path_factory.mktemp("ours")
    run = reportgen("build", QUICKSTART, "-o", place / "site", "--formats", "site,json", cwd=place)
    assert run.returncode == 0, run.stderr.decode()
    return place / "site"


@pytest.mark.parametrize("generator", list(GENERATORS))
def test_every_generator_makes_the_same_pages(generator: str, ours: Path, tmp_path: Path) -> None:
    """Built from --pages-only, each page says, links and offers what the site that reportgen builds says, links and offers."""
    run = reportgen("build", QUICKSTART, "-o", "tree", "--formats", "site,json", "--pages-only", cwd=tmp_path)
    assert (run.returncode, run.stdout.decode()) == (0, "Pages:    tree/mkdocs.yml\nData:     tree/docs/report.json\n")
    place = tmp_path / "tree"
    built = generate(generator, place)
    assert built.returncode == 0, built.stdout + built.stderr
    expected, found = articles(ours), articles(place / "site")
    assert len(expected) > 10
    assert found.keys() == expected.keys()
    for name, page in expected.items():
        assert found[name].blocks == page.blocks, name
        assert sorted(set(found[name].links)) == sorted(set(page.links)), name
    assert (place / "site" / "report.json").read_bytes() == (ours / "report.json").read_bytes()


def test_pages_alone_are_the_same_bytes_wherever_they_are_written(tmp_path: Path) -> None:
    """The tree of Markdown depends on the inventory alone, and names no place of a machine."""
    for place in ("one", "far/away/two"):
        reportgen("build", QUICKSTART, "-o", place, "--formats", "site,json", "--pages-only", cwd=tmp_path)
    first, second = tree(tmp_path / "one"), tree(tmp_path / "far" / "away" / "two")
    assert first == second
    assert "mkdocs.yml" in first
    assert [name for name, content in first.items() if str(tmp_path).encode() in content] == []


def test_pages_alone_keep_the_users_look(tmp_path: Path) -> None:
    """Theme folder, hooks and style sheets of the user's mkdocs.yml are found from the written one, and MkDocs builds with them."""
    (tmp_path / "mkdocs.yml").write_text(
        "theme: {name: material, custom_dir: mine}\nhooks: [hook.py]\nextra_css: [own.css]\nextra: {reportgen: {}}\n", encoding="utf-8"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "own.css").write_text("body{--own:1}", encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "extra.txt").write_text("from the theme folder", encoding="utf-8")
    (tmp_path / "hook.py").write_text("def on_page_markdown(markdown, **_):\n    return markdown + '\\n\\nHooked.\\n'\n", encoding="utf-8")
    run = reportgen("build", QUICKSTART, "-o", "deep/tree", "--formats", "site", "--pages-only", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    place = tmp_path / "deep" / "tree"
    settings = yaml.safe_load((place / "mkdocs.yml").read_text(encoding="utf-8"))
    assert (settings["theme"]["custom_dir"], settings["hooks"]) == ("../../mine", ["../../hook.py"])
    assert generate("mkdocs", place).returncode == 0
    assert (place / "site" / "extra.txt").is_file()
    assert (place / "site" / "own.css").is_file()
    assert "Hooked." in articles(place / "site")["levels.html"].text()


def test_pages_alone_need_the_site_among_the_formats(tmp_path: Path) -> None:
    """Asked for pages without the site, the command says so and writes nothing."""
    run = reportgen("build", QUICKSTART, "--formats", "json", "--pages-only", cwd=tmp_path)
    assert run.returncode == 2
    assert "--pages-only" in run.stderr.decode()
    assert list(tmp_path.iterdir()) == []
