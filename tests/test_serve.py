"""`reportgen serve`: what a browser shows while somebody writes the inventory. The real command, in a real browser."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from .command import environment, reportgen, small

PATIENCE = 60
"""Seconds until a test gives up waiting; nothing is asserted about how long something takes."""


class Preview:
    """Hold a running preview: its address, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self.log = process, log
        self.url = self.wait_for(r"Serving \S+ at (\S+) \(Ctrl-C ends\)")

    def wait_for(self, pattern: str) -> str:
        """Wait until it says something; return the first group."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = re.search(pattern, self.log.read_text(encoding="utf-8"))
            if found:
                return found[1] if found.groups() else found[0]
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)
        raise AssertionError(f"never said {pattern}: {self.log.read_text(encoding='utf-8')}")

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Interrupt it as Ctrl-C does; return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(inventory: str, cwd: Path, *arguments: str) -> Iterator[Preview]:
    """Run the real command on any free port, with a temporary directory of its own."""
    (cwd / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "reportgen", "serve", inventory, "--port", "0", *arguments]
    log = cwd / "log.txt"
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=cwd, env=environment(TMPDIR=str(cwd / "tmp")), stdout=words, stderr=words)
    try:
        yield Preview(process, log)
    finally:
        process.kill()
        process.wait()


def shows(browser: Chrome, words: str) -> bool:
    """Tell whether the page in the browser says something, without asking it to reload."""
    try:
        return bool(browser.execute_script("return document.body.innerText.includes(arguments[0])", words))
    except WebDriverException:
        return False  # the page is being exchanged right now


def wait(browser: Chrome, words: str) -> None:
    WebDriverWait(browser, PATIENCE, 0.1).until(lambda b: shows(b, words), f"the page never says {words!r}")


def test_the_browser_follows_what_is_written(tmp_path: Path, browser: Chrome) -> None:
    """A change shows by itself; a mistake and a half-written file show with file, line and column; mended, the page comes back."""
    place = small(tmp_path / "inventories")
    good = place.read_text(encoding="utf-8")
    with serving("inventories", tmp_path) as preview:
        browser.get(preview.url)
        wait(browser, "Small AB · as of 2024-12-16")
        place.write_text(good.replace("Small AB", "Smaller AB"), encoding="utf-8")
        wait(browser, "Smaller AB · as of 2024-12-16")
        place.write_text(good.replace("environment: prod,", "enviroment: prod,"), encoding="utf-8")
        wait(browser, "inventories/inventory.yaml:9:56: ")
        assert shows(browser, "did you mean `environment`?")
        place.write_text(good[: good.index("designation: non-pro")], encoding="utf-8")
        wait(browser, "inventories/inventory.yaml:8:1: ")
        place.write_text(good, encoding="utf-8")
        wait(browser, "Small AB · as of 2024-12-16")
        assert preview.end() == 0
        preview.wait_for("Stopped.")
        assert "Traceback" not in preview.log.read_text(encoding="utf-8")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inventories", "log.txt", "tmp"]


def test_a_preview_can_begin_with_a_mistake(tmp_path: Path, browser: Chrome) -> None:
    """Started on a wrong inventory it shows what is wrong on every page, and the site as soon as it is right; a template counts too."""
    place = small(tmp_path / "inventories")
    good = place.read_text(encoding="utf-8")
    place.write_text(good.replace("Small AB", "[Small AB"), encoding="utf-8")
    (tmp_path / "own" / "site").mkdir(parents=True)
    with serving("inventories/inventory.yaml", tmp_path, "--templates", "own") as preview:
        browser.get(preview.url + "levels.html")
        wait(browser, "inventories/inventory.yaml:2:")
        place.write_text(good, encoding="utf-8")
        wait(browser, "Levels of isolation")
        (tmp_path / "own" / "site" / "levels.md.j2").write_text("# Ours\n\n{{ page.nothing }}\n", encoding="utf-8")
        wait(browser, "own/site/levels.md.j2:3: ")
        (tmp_path / "own" / "site" / "levels.md.j2").write_text("# Ours\n\nIn our own words.\n", encoding="utf-8")
        wait(browser, "In our own words.")
        assert preview.end(signal.SIGTERM) == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def answer(url: str, host: str = "") -> tuple[int, str]:
    """Return the status of a page and what it says."""
    request = urllib.request.Request(url, headers={"Host": host} if host else {})  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as found:  # noqa: S310
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_nobody_else_reads_the_preview(tmp_path: Path) -> None:
    """It listens on the loopback address alone, and answers no request that was meant for another name."""
    small(tmp_path / "inventories")
    with serving("inventories", tmp_path) as preview:
        port = int(preview.url.rstrip("/").rpartition(":")[2])
        assert preview.url == f"http://127.0.0.1:{port}/"
        assert answer(preview.url)[0] == 200
        assert answer(preview.url, f"localhost:{port}")[0] == 200
        status, words = answer(preview.url, "attacker.example")
        assert (status, "Small AB" in words) == (403, False)
        assert answer(preview.url + "%2e%2e/%2e%2e/log.txt")[0] == 404
        assert answer(preview.url + "report.json")[0] == 200
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", port))


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """Where another program has the port, the command says so and ends."""
    small(tmp_path / "inventories")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = reportgen("serve", "inventories", "--port", port, cwd=tmp_path)
    assert run.returncode == 2
    assert f"port {port}" in run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()


def test_a_preview_of_nothing_is_refused(tmp_path: Path) -> None:
    """A path without an inventory is a mistake of the command, told at once."""
    run = reportgen("serve", "inventoris", cwd=tmp_path)
    assert (run.returncode, run.stderr.decode()) == (2, "error: inventoris: there is no such file or directory\n")
