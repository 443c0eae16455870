"""Build sites for tests, and look at them in a browser the way a reader does: at a desk, on a phone, by night."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from selenium.webdriver import Chrome

from reportgen.findings import Assessment
from reportgen.render.resources import Templates
from reportgen.render.site import write_site
from reportgen.report.book import make_book
from reportgen.report.model import Book

from .pages import Page, article

DOWNLOADS = (("Report (PDF)", "reports/report.pdf"), ("Data (JSON)", "report.json"))
KINDS = (
    "index.html",
    "environments/index.html",
    "environments/prod.html",
    "applications/index.html",
    "applications/cardio-viewer.html",
    "deployments/index.html",
    "deployments/analytics-production.html",
    "frameworks/index.html",
    "frameworks/iso27001-2022.html",
    "commitments.html",
    "waivers.html",
    "levels.html",
    "method.html",
)
"""One page of each kind, of the site of acme-care."""


@dataclass(frozen=True)
class Site:
    """Hold a built site with what it was built from."""

    directory: Path
    assessment: Assessment
    book: Book

    def page(self, name: str) -> Page:
        """Return what the content of a page says."""
        return article((self.directory / name).read_text(encoding="utf-8"))


def build(assessment: Assessment, directory: Path, templates: Path | None = None, config: Path | None = None) -> Site:
    """Build the site of an assessment, with empty files where its downloads will lie."""
    book = make_book(assessment, version="1.2.3")
    directory.mkdir(parents=True, exist_ok=True)
    write_site(book, directory, Templates(templates), DOWNLOADS, config=config)
    for _, name in DOWNLOADS:
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_bytes(b"")
    return Site(directory, assessment, book)


def phone(browser: Chrome) -> None:
    """Give the browser the width of a phone."""
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def desk(browser: Chrome, scheme: str = "light") -> None:
    """Give the browser the width of a desk and a colour scheme."""
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})


def said(browser: Chrome) -> list[str]:
    """Return what the console said since last asked, warnings and errors."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def asked_for(browser: Chrome) -> list[str]:
    """Return the addresses that pages asked for since last asked."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
