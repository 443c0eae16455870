"""Using the site: filters, order, links and views in a real browser, from a server and from files, by keyboard, and without barriers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from reportgen import pipeline
from reportgen.report import anchors
from reportgen.slug import slug

from .conftest import ROOT
from .sites import KINDS, Site, asked_for, build, desk, phone, said

APPLICATION = "cardio-viewer"


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the example acme-care."""
    return build(pipeline.judge(ROOT / "inventories" / "acme-care"), tmp_path_factory.mktemp("acme"))


@pytest.fixture(params=["server", "file"])
def base(request: pytest.FixtureRequest, acme: Site, serve: Callable[[Path], str], browser: Chrome) -> str:
    """The address of the site, once from a web server and once as files."""
    desk(browser)
    said(browser)
    return serve(acme.directory) if request.param == "server" else f"{acme.directory.as_uri()}/"


def section(browser: Chrome, heading: str) -> tuple[WebElement, WebElement]:
    """Return the controls and the frame of the first table under a heading."""
    script = """
      const heading = document.getElementById(arguments[0]);
      const after = (e) => heading.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
      return [".rg-tools", ".rg-table"].map((kind) => [...document.querySelectorAll(kind)].find(after));
    """
    tools, frame = browser.execute_script(script, heading)
    return tools, frame


def shown(frame: WebElement) -> list[str]:
    """Return the first cell of each row that can be seen."""
    script = """
      return [...arguments[0].querySelectorAll("tbody tr")].filter((row) => row.checkVisibility())
        .map((row) => row.cells[0].textContent.trim());
    """
    found: list[str] = frame.parent.execute_script(script, frame)
    return found


def control(tools: WebElement, label: str) -> WebElement:
    """Return the control that a label names."""
    name = next(each for each in tools.find_elements(By.TAG_NAME, "label") if each.text == label)
    return tools.find_element(By.ID, str(name.get_attribute("for")))


def count(tools: WebElement) -> str:
    """Return what the controls say of how much is shown."""
    return tools.find_element(By.TAG_NAME, "output").text


def test_a_table_is_filtered_by_words_and_the_view_can_be_sent(acme: Site, base: str, browser: Chrome) -> None:
    """Typing narrows the rows, the count says so, and the page's address opens the same view again."""
    browser.get(base + "commitments.html")
    tools, frame = section(browser, "ledger")
    assert len(shown(frame)) == len(acme.book.commitments.ledger.rows)
    control(tools, "Filter").send_keys("postgresql")
    rows = shown(frame)
    assert rows
    assert all("postgresql" in row for row in rows)
    assert count(tools) == f"{len(rows)} of {len(acme.book.commitments.ledger.rows)} rows"
    address = browser.current_url
    assert parse_qs(urlsplit(address).query) == {"ledger.q": ["postgresql"]}
    browser.get(base + "index.html")
    browser.get(address)
    tools, frame = section(browser, "ledger")
    assert shown(frame) == rows
    assert control(tools, "Filter").get_attribute("value") == "postgresql"
    assert said(browser) == []


def test_a_table_is_filtered_by_status(acme: Site, base: str, browser: Chrome) -> None:
    """Choosing a status leaves the rows that carry it, no matter how many of it a badge counts."""
    browser.get(base + "commitments.html")
    tools, frame = section(browser, "ledger")
    Select(control(tools, "Status")).select_by_visible_text("breached")
    breached = [row.update.id for row in acme.assessment.ledger if row.status.value == "breached"]
    assert breached
    assert sorted(shown(frame)) == sorted(breached)
    browser.get(base + "deployments/index.html")
    tools = browser.find_element(By.CSS_SELECTOR, ".rg-tools")
    Select(control(tools, "Status")).select_by_visible_text("cannot tell")
    unknown = {s.subject for s in acme.assessment.statuses if s.subject_kind == "deployment" and s.status.value == "unknown"}
    assert set(shown(browser.find_element(By.CSS_SELECTOR, ".rg-table"))) == unknown
    assert "cannot+tell" in browser.current_url


def test_a_click_on_a_head_sorts_and_says_so(acme: Site, base: str, browser: Chrome) -> None:
    """Upwards, downwards, and back to the order of the report; ``aria-sort`` tells it to screen readers, the address to others."""
    browser.get(base + "deployments/index.html")
    frame = browser.find_element(By.CSS_SELECTOR, ".rg-table")
    original = shown(frame)
    head = frame.find_element(By.CSS_SELECTOR, "th")
    button = head.find_element(By.TAG_NAME, "button")
    states = []
    for _ in range(3):
        button.click()
        states.append((head.get_attribute("aria-sort"), shown(frame)))
    upwards = sorted(original)
    assert states == [("ascending", upwards), ("descending", upwards[::-1]), (None, original)]
    assert original != upwards
    browser.get(base + "deployments/index.html?table.sort=1-")
    assert shown(browser.find_element(By.CSS_SELECTOR, ".rg-table")) == upwards[::-1]


def test_statuses_sort_by_how_bad_they_are(base: str, browser: Chrome) -> None:
    """Sorted by its status a table begins with what is worst."""
    browser.get(base + "deployments/index.html")
    frame = browser.find_element(By.CSS_SELECTOR, ".rg-table")
    frame.find_elements(By.CSS_SELECTOR, "th button")[-1].click()
    script = "return [...arguments[0].querySelectorAll('tbody tr')].map((row) => row.querySelector('.rg-badge').className)"
    tones = ("rg-bad", "rg-open", "rg-warn", "rg-plain", "rg-good")
    ranks = [next(i for i, tone in enumerate(tones) if tone in name.split()) for name in browser.execute_script(script, frame)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


def test_the_levels_keep_their_order(base: str, browser: Chrome) -> None:
    """The five levels, whose colours follow their order, cannot be sorted."""
    browser.get(base + "levels.html")
    assert browser.find_elements(By.CSS_SELECTOR, ".rg-table .rg-sort")
    assert browser.find_elements(By.CSS_SELECTOR, ".rg-five-levels .rg-sort") == []


def test_the_matrix_is_narrowed_and_leads_to_the_reason(acme: Site, base: str, browser: Chrome) -> None:
    """Production against staging leaves one pair; its cell leads to the row that names what the pair decides."""
    browser.get(base + f"applications/{APPLICATION}.html")
    tools, frame = section(browser, "isolation")
    Select(control(tools, "Pairs of")).select_by_visible_text("production")
    Select(control(tools, "Against")).select_by_visible_text("staging")
    assert count(tools).startswith("1 of ")
    (cell,) = [cell for cell in frame.find_elements(By.CSS_SELECTOR, "td.rg-level") if cell.is_displayed()]
    cell.find_element(By.TAG_NAME, "a").click()
    place = anchors.pair_anchor(f"{APPLICATION}-production", f"{APPLICATION}-staging")
    assert urlsplit(browser.current_url).fragment == place
    row = WebDriverWait(browser, 10).until(lambda b: b.find_element(By.CSS_SELECTOR, "tr.rg-target"))
    assert row.find_elements(By.CSS_SELECTOR, "a.rg-place")[0].get_attribute("id") == place
    assert "satisfied" in row.find_elements(By.TAG_NAME, "td")[-1].text
    assert said(browser) == []


def test_the_matrix_is_narrowed_by_level_and_by_verdict(acme: Site, base: str, browser: Chrome) -> None:
    """Only the pairs of the chosen level, or with the chosen verdict, stay to be seen, and they are counted."""
    figure = next(page.matrix for page in acme.book.applications if page.name == APPLICATION)
    browser.get(base + f"applications/{APPLICATION}.html")
    for label, words in (("Isolation", "kinds"), ("Status", "verdicts")):
        tools, frame = section(browser, "isolation")
        choice = Select(control(tools, label))
        options = [option.text for option in choice.options][1:]
        assert len(options) > 1
        for option in options:
            choice.select_by_visible_text(option)
            places = {cell.place for line in figure.cells for cell in line if option in getattr(cell, words)}
            links = [link.get_attribute("href") for link in frame.find_elements(By.CSS_SELECTOR, "a.rg-level__name") if link.is_displayed()]
            assert {urlsplit(str(link)).fragment for link in links} == places
            assert count(tools).startswith(f"{len(places)} of ")
        choice.select_by_index(0)


def test_a_link_to_a_row_shows_it_even_where_it_is_filtered_away(acme: Site, base: str, browser: Chrome) -> None:
    """Whoever follows a link to a verdict sees it: filters that hide it give way."""
    row = acme.assessment.ledger[0]
    place = anchors.ledger_anchor(row)
    browser.get(base + f"commitments.html?ledger.q=no-such-thing#{place}")
    target = WebDriverWait(browser, 10).until(lambda b: b.find_element(By.CSS_SELECTOR, "tr.rg-target"))
    assert target.is_displayed()
    assert row.update.id in target.text
    assert "no-such-thing" not in browser.current_url


TOP = "return document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect().top"


def test_every_kind_of_verdict_can_be_linked_to(acme: Site, base: str, browser: Chrome) -> None:
    """A finding, a verdict about a deployment and a requirement open in sight at their documented addresses."""
    finding = next(f for f in acme.assessment.findings if f.subject_kind == "deployment" and f.status.value == "not-satisfied")
    page = f"deployments/{slug(finding.subject)}.html"
    for address in (
        f"{page}#{anchors.finding_anchor(finding)}",
        f"{page}#{anchors.verdict_anchor(finding.requirement)}",
        "frameworks/iso27001-2022.html#iso27001-2022-a-8-31",
    ):
        browser.get(base + "levels.html")
        browser.get(base + address)
        WebDriverWait(browser, 10).until(lambda b: 0 <= b.execute_script(TOP) < b.get_window_size()["height"])


COPIED = """
  window.copied = [];
  Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { window.copied.push(text); }}});
"""


def test_links_are_copied_and_that_is_announced(acme: Site, base: str, browser: Chrome) -> None:
    """The link of a row and that of a view go to the clipboard, and a live region says so."""
    browser.get(base + "commitments.html")
    browser.execute_script(COPIED)
    tools, frame = section(browser, "ledger")
    link = frame.find_element(By.CSS_SELECTOR, "a.rg-place")
    assert link.get_attribute("aria-label") == "Link to this row"
    link.send_keys(Keys.ENTER)
    Select(control(tools, "Status")).select_by_visible_text("kept")
    tools.find_element(By.TAG_NAME, "button").click()
    row, view = WebDriverWait(browser, 10).until(lambda b: (c := b.execute_script("return window.copied")) and len(c) == 2 and c)
    assert urlsplit(row).fragment == link.get_attribute("id")
    assert view.startswith(base)
    assert parse_qs(urlsplit(view).query) == {"ledger.status": ["kept"]}
    assert urlsplit(view).fragment == "ledger"
    status = browser.find_element(By.CSS_SELECTOR, ".rg-said")
    assert status.get_attribute("role") == "status"
    WebDriverWait(browser, 10).until(lambda _: status.text == "The link is copied.")


def test_everything_can_be_done_by_keyboard(base: str, browser: Chrome) -> None:
    """Controls, heads and links of rows are reached with the tabulator and work with Enter, and what is focused is marked."""
    browser.get(base + "deployments/index.html")
    field = browser.find_element(By.CSS_SELECTOR, ".rg-tools input")
    browser.execute_script("arguments[0].focus()", field)
    reached = []
    for _ in range(6):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        reached.append(active.tag_name)
        assert browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", active) != "none"
    assert reached[:4] == ["select", "button", "div", "button"]
    active.send_keys(Keys.ENTER)
    assert len(browser.find_elements(By.CSS_SELECTOR, "th[aria-sort=ascending]")) == 1


def test_controls_ask_nobody_and_run_under_a_strict_policy(acme: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """Our script has no inline handler and needs no evaluation; using it sends nothing."""
    source = (acme.directory / "assets" / "reportgen.js").read_text(encoding="utf-8")
    forbidden = ("eval(", "new Function", "innerHTML", "fetch(", "XMLHttpRequest", "import(", "http://", "https://", ".onclick")
    assert [word for word in forbidden if word in source] == []
    for path in acme.directory.rglob("*.html"):
        article = path.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        assert " onclick=" not in article
    base = serve(acme.directory)
    browser.get(base + "deployments/index.html")
    asked_for(browser)
    tools = browser.find_element(By.CSS_SELECTOR, ".rg-tools")
    control(tools, "Filter").send_keys("prod")
    browser.find_element(By.CSS_SELECTOR, "th button").click()
    # The browser asks for the icon of a tab by itself, whenever it likes.
    assert [address for address in asked_for(browser) if not address.endswith("/favicon.png")] == []


def test_without_the_script_every_row_is_there(acme: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """Where no script runs, tables are whole and their rows can still be linked to."""
    base = serve(acme.directory)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(base + "commitments.html")
        rows = browser.find_elements(By.CSS_SELECTOR, "a.rg-place")
        assert len(rows) == len(acme.assessment.ledger)
        assert all(row.get_attribute("href") for row in rows)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_downloads_stand_where_they_are_looked_for(acme: Site) -> None:
    """The overview, every list and the update commitments offer the files beside the site."""
    for name in ("index.html", "deployments/index.html", "frameworks/index.html", "commitments.html", "waivers.html"):
        links = acme.page(name).links
        up = "../" if "/" in name else ""
        assert {f"{up}reports/report.pdf", f"{up}report.json"} <= set(links), name


def test_a_phone_shows_controls_without_sideways_scroll(acme: Site, browser: Chrome, serve: Callable[[Path], str]) -> None:
    """At 360 pixels the controls wrap, and every one of them is inside of the screen."""
    base = serve(acme.directory)
    phone(browser)
    try:
        for name in (f"applications/{APPLICATION}.html", "commitments.html"):
            browser.get(base + name)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
            rights = browser.execute_script(
                "return [...document.querySelectorAll('.rg-tools :is(input, select, button)')].map((e) => e.getBoundingClientRect().right)"
            )
            assert rights
            assert max(rights) <= 360
    finally:
        desk(browser)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(acme: Site, browser: Chrome, serve: Callable[[Path], str], axe: str, scheme: str) -> None:
    """axe-core finds nothing serious or critical on a page of each kind, by day and by night."""
    base = serve(acme.directory)
    desk(browser, scheme)
    for name in KINDS:
        browser.get(base + name)
        browser.execute_script(axe)
        found = browser.execute_async_script(
            "const done = arguments[0];"
            "axe.run(document, {resultTypes: ['violations']}).then((r) => done({checked: r.passes.length, violations: r.violations}))"
        )
        assert found["checked"] > 10
        grave = [violation for violation in found["violations"] if violation["impact"] in ("serious", "critical")]
        told = [(violation["id"], [node["html"][:160] for node in violation["nodes"][:3]]) for violation in grave]
        assert told == [], f"{name}: {json.dumps(told, indent=1)}"
    desk(browser)
