"""Take the two pictures of the README from a built report of ``inventories/acme-care``: a matrix of the site, two pages of the PDF.

Run it after ``make report``, where Chromium and poppler-utils are installed: ``.venv/bin/python tools/pictures.py [PAGE PAGE]``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

_ROOT = Path(__file__).resolve().parent.parent
_SITE = _ROOT / "site"
_PICTURES = _ROOT / "docs" / "images"
_WIDTH, _HEIGHT, _GAP = 1280, 900, 8
_PAGE_HEIGHT = 840
_MATRIX = "applications/patient-portal.html"
_PAGES = ("1", "22")
"""The cover, and a page with the figures of one application."""


def main() -> None:
    """Write ``docs/images/site.png`` and ``docs/images/pdf.png``."""
    with tempfile.TemporaryDirectory(prefix="reportgen-") as directory:
        room = Path(directory)
        _save(_site(room / "site.png"), "site.png")
        _save(_side_by_side([_page(room, page) for page in sys.argv[1:] or _PAGES]), "pdf.png")


def _site(target: Path) -> Image.Image:
    options = ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={target.parent / 'profile'}"):
        options.add_argument(flag)
    with Chrome(options=options, service=Service(executable_path=shutil.which("chromedriver"))) as browser:
        size = {"width": _WIDTH, "height": _HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(f"{(_SITE / _MATRIX).as_uri()}#isolation")
        time.sleep(1)  # the head of the page moves when it opens
        browser.save_screenshot(str(target))
    return Image.open(target)


def _page(room: Path, page: str) -> Image.Image:
    (report,) = (_SITE / "reports").glob("*.pdf")
    place = room / f"page-{page}"
    command = ["pdftoppm", "-png", "-singlefile", "-f", page, "-l", page, "-scale-to-y", str(_PAGE_HEIGHT), "-scale-to-x", "-1"]
    subprocess.run([*command, str(report), str(place)], check=True)
    return Image.open(place.with_suffix(".png"))


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (sum(page.width for page in pages) + _GAP * (len(pages) - 1), _PAGE_HEIGHT), "#8a94a6")
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width + _GAP
    return whole


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").save(_PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()
