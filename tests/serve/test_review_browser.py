"""The page of review in a real browser: single keys, selected words, narrow screens, and a hostile report.

It needs playwright and Chromium (Debian: apt install chromium), and is skipped where one of them is lacking.
"""

from __future__ import annotations

import re

import pytest

import histor
from histor.review.store import Asked, Store
from tests.serve.browser import AXE, BY_CSP, NO_CHROMIUM

pytestmark = NO_CHROMIUM
_SELECT = """(words) => {
  const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return true;
  }
  return false;
}"""


@pytest.fixture
def page(chromium):
    """A page that fails the test where a script fails, or something is refused by the policy."""
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.set_default_timeout(90_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.add_init_script(BY_CSP)
    yield page
    assert not wrong
    page.close()


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def words_of(page):
    return page.locator("h2").first.inner_text()


def test_single_keys_decide_and_selected_words_correct(page, address, path):
    page.goto(f"{address}/review?by=Anna&type=ASSAULT")
    first = words_of(page)
    press(page, "n")
    assert words_of(page) != first or "cursor" in page.url
    page.goto(f"{address}/review?by=Anna&type=ASSAULT")
    press(page, "r")
    assert "Anna: reject" in page.locator(".undo").inner_text()
    press(page, "u")
    assert words_of(page) == first
    assert Store(path).count(Asked(counting=True)) == 0
    (row,) = histor.open(path).events(type="MOBILIZE", limit=1).page().rows
    page.goto(f"{address}/review?by=Anna&key={row.event}")
    page.keyboard.press("c")
    assert page.locator("#correct").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.evaluate(_SELECT, "Kremlin")
    page.keyboard.press("2")
    assert re.fullmatch(r"\d+-\d+ Kremlin", page.locator("textarea[name=recipient]").input_value())
    assert page.evaluate(_SELECT, "Kremlin")
    page.keyboard.press("5")
    figure = page.locator("input[name=dead]")
    figure.fill(f"{figure.input_value()} = 12 or more")
    with page.expect_navigation():
        page.locator("button[value=correct]").click()
    (kept,) = Store(path).decisions(Asked(verdict="correct", counting=True))
    text = text_of(path, row.report)
    assert [text[start:end] for start, end in (kept.became or {})["recipient"]] == ["Kremlin"]
    dead = (kept.became or {})["counts"]["dead"]
    assert (text[slice(*dead["span"])], dead["min"], dead["max"]) == ("Kremlin", 12, None)
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.locator("input[name=note]").press("r")  # a letter of a note is no key
    assert page.locator("input[name=note]").input_value() == "r"


def text_of(path, report):
    with histor.open(path) as ledger:
        account = ledger.account(report)
    assert account
    return account.report.text


def test_a_hostile_report_runs_nothing_and_fits_a_narrow_screen(page, address, path):
    with histor.open(path) as ledger:
        (row,) = (row for row in ledger.events() if "script" in row.type)
    for key in (row.event, f"{row.report}.v1"):
        page.goto(f"{address}/review?key={key}")
        page.locator("#correct summary").click()
        assert page.evaluate("broken") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("#text script").count() == 0


def test_incidents_are_merged_and_split_by_single_keys(page, address, path):
    with histor.open(path) as ledger:
        one, other = (row.incident for row in ledger.incidents(type="ASSAULT", limit=2))
        events = {*ledger.events_of(one), *ledger.events_of(other)}
    page.goto(f"{address}/incidents/{one}?by=Anna")
    page.keyboard.press("m")
    assert page.locator("#merge").get_attribute("open") is not None
    page.keyboard.press("/")
    page.keyboard.type(other)
    press(page, "Enter")
    page.keyboard.press("j")
    press(page, "Enter")
    assert "become one incident" in page.locator(".question").inner_text()
    press(page, "Escape")
    assert page.locator(".question").count() == 0
    page.go_back()
    page.locator("input[name=note]").press("y")  # a letter of a note is no key
    page.keyboard.press("Escape")
    press(page, "y")
    assert "Anna: merged with another incident." in page.locator(".done").inner_text()
    page.keyboard.press("t")
    page.keyboard.press("x")
    press(page, "s")
    assert "1 telling will leave" in page.locator(".question").inner_text()
    press(page, "y")
    assert "Anna: split off." in page.locator(".done").inner_text()
    with histor.open(path) as ledger:
        assert [each.decision.kind for each in ledger.decisions()] == ["merge", "split"]
        assert len({ledger.incident(event)["id"] for event in events}) == 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for _ in range(2):
        press(page, "u")
        press(page, "y")
    assert "Anna: taken back." in page.locator(".done").inner_text()
    with histor.open(path) as ledger:
        assert ledger.decisions() == []
        assert [ledger.incident(each)["id"] for each in (one, other)] == [one, other]


def test_the_page_has_no_serious_fault_of_accessibility(page, address, path):
    if not AXE.is_file():
        pytest.skip("no axe-core: npm ci in web/")
    with histor.open(path) as ledger:
        (row,) = ledger.voices(stance="deny", limit=1).page().rows
        one, other = (row.incident for row in ledger.incidents(limit=2))
    source = AXE.read_text(encoding="utf-8")
    asked = f"/incidents/{one}?do=merge&other={other}&find=a"
    for each in ("/review", f"/review?key={row.voice}", "/review?type=AID", f"/incidents/{one}", asked):
        page.goto(address + each)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(source)  # as a debugger, whom the policy does not bind
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [fault for fault in found["violations"] if fault["impact"] in {"serious", "critical"}]
        assert not [(each, fault["id"], fault["nodes"][0]["html"][:200]) for fault in serious]
