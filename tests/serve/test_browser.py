"""The pages in a real browser: from the start page to the sentence in a report, and against those who mean no good.

They need Chromium (Debian: apt install chromium), the scripts (make web), and for accessibility axe-core
(npm ci in web/); what is lacking is told as the reason why they are skipped.
"""

from __future__ import annotations

import json
from importlib.resources import files
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from click.testing import CliRunner

import histor
from histor.cli import main
from histor.serve.file import file
from tests.ledger.make import kunduz
from tests.serve.browser import AXE, BY_CSP, NO_CHROMIUM, serving
from tests.serve.make import SCRIPT, long_named

BUILT = (files("histor.serve") / "static" / "built" / "app.js").is_file()
pytestmark = [
    NO_CHROMIUM,
    pytest.mark.skipif(not BUILT, reason="no scripts of the pages: make web"),
]
WIDTHS = (360, 1920)
# Whether all that a page draws out of what it asks for is there.
_DRAWN = """() => !document.querySelector('[aria-busy=true]') && [...document.querySelectorAll('#figures, #network, .timeline')]
  .every((place) => place.querySelector('svg, [role=alert]'))"""


# Where the sentences of incidents stand, and how wide they are.
_BESIDE = """() => [...document.querySelectorAll('#rows tbody td:first-child a')].map((link) => link.getBoundingClientRect())
  .map((box) => [box.left, box.width])"""


@pytest.fixture(scope="module")
def long_names(tmp_path_factory):
    """Where a server of a ledger listens whose names are as long as names can be."""
    path = tmp_path_factory.mktemp("long") / "long.duckdb"
    histor.open(path).add(long_named())
    with serving(path) as there:
        yield there


@pytest.fixture(params=WIDTHS)
def page(request, chromium):
    """A page that fails the test where a script fails, something is refused by the policy, or asked of another host."""
    page = chromium.new_page(viewport={"width": request.param, "height": 800})
    wrong: list[str] = []

    def said(message):
        if message.type == "error":
            wrong.append(message.text)

    def asked(request):
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            wrong.append(request.url)

    def dialog(opened):
        wrong.append("a dialog")
        opened.dismiss()

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", said)
    page.on("dialog", dialog)
    page.on("request", asked)
    page.add_init_script(BY_CSP)
    yield page
    assert not wrong
    page.close()


def ready(page, address):
    page.goto(address)
    page.wait_for_function(_DRAWN)
    assert page.evaluate("broken") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the screen"


def query(page):
    return parse_qs(urlsplit(page.url).query)


def test_from_the_start_page_to_the_sentence_to_review_and_the_export(page, address, path):
    ready(page, address)
    page.wait_for_selector(".map .land")
    every = page.inner_text("#rows [role=status]")
    if not page.is_visible("input[name=actor]"):
        page.click("details.filters summary")
    page.fill("input[name=actor]", "USA")
    page.fill("input[name=since]", "2015-10")
    page.click("details.filters button")
    page.wait_for_function("(before) => document.querySelector('#rows [role=status]').innerText !== before", arg=every)
    assert query(page) == {"actor": ["USA"], "since": ["2015-10"]}
    assert page.inner_text("#rows [role=status]").startswith("1 incident")

    with page.expect_download() as download:
        page.click("a.twin:text('CSV')")
    assert download.value.path().read_text(encoding="utf-8").count("\nincident-") == 1

    page.click("#rows td a")
    page.wait_for_url("**/incidents/incident-*")
    ready(page, page.url)
    page.click(".tellings summary >> nth=0")
    page.click(".tellings blockquote a >> nth=0")
    page.wait_for_url("**/reports/*#t-*")
    place = page.locator(":target")
    assert place.inner_text() in kunduz().report.text

    place.hover()
    lit = page.locator(".text .lit.role").all_inner_texts()
    assert "US warplanes" in lit
    assert page.locator(".text .lit-chain").count() >= 1
    told = page.url
    page.go_back()
    page.go_back()
    page.wait_for_selector(".map .land")
    assert query(page) == {"actor": ["USA"], "since": ["2015-10"]}

    ready(page, told)
    page.click("main a:text('Review its events')")
    page.wait_for_url("**/review?report=*")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    words = page.inner_text("aside h2 bdi").strip("“”")
    page.fill("input[name=by]", "Anna")
    page.click("button[value=accept]")
    assert "Anna: accept" in page.inner_text(".undo [role=status]")
    exported = json.loads(CliRunner().invoke(main, ["review", "export", "--ledger", str(path)]).stdout)
    (sure,) = [event for event in exported["events"] if event["confidence"] == 1]
    assert exported["report"]["text"][slice(*sure["trigger"])] == words
    page.click(".undo button")
    page.wait_for_selector(".undo", state="detached")
    assert CliRunner().invoke(main, ["review", "export", "--ledger", str(path)]).stdout == ""


def test_the_address_drives_table_map_and_timeline(page, address):
    ready(page, f"{address}/?place=AFG")
    page.wait_for_selector(".map .mark")
    assert page.locator(".map .mark").count() == 1
    assert "Kunduz" in page.locator(".map a").first.get_attribute("aria-label")
    assert page.locator(".bars .period").count() >= 1
    page.click("#rows >> xpath=.. >> .chips a >> nth=0")
    page.wait_for_function("() => location.search === '' || location.search === '?'")
    page.wait_for_function(
        "() => document.querySelectorAll('.map .mark').length > 1 || document.querySelectorAll('.map [class*=shade]').length > 0"
    )


def test_a_time_is_chosen_with_the_keyboard_and_with_the_brush(page, address):
    ready(page, address)
    page.wait_for_selector(".bars .period")
    page.focus(".bars")
    page.keyboard.press("End")
    assert "Enter shows them" in page.inner_text(".over-time [role=status]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('since')")
    first = query(page)
    page.wait_for_selector("#figures:not([aria-busy])")
    box = page.locator(".brush .overlay").bounding_box()
    page.locator(".bars").scroll_into_view_if_needed()
    box = page.locator(".brush .overlay").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_function(
        "(before) => new URLSearchParams(location.search).get('since') !== before", arg=first["since"][0]
    )


def test_a_map_says_what_it_leaves_out(page, address):
    def fuller(route):
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), "left": 3, "hidden": 12})

    page.route("**/api/v1/incidents/map?*", fuller)
    ready(page, address)
    assert "3 others with 12 incidents have none" in page.inner_text(".world figcaption")


def test_borders_can_be_switched_and_stay_so(page, address):
    ready(page, address)
    page.wait_for_selector(".map .land")
    assert "Crimea in Ukraine" in page.inner_text(".world figcaption")
    page.select_option(".world select", "ground")
    page.wait_for_function("() => document.querySelector('.world figcaption').innerText.includes('Crimea with Russia')")
    ready(page, address)
    page.wait_for_selector(".map .land")
    assert "Crimea with Russia" in page.inner_text(".world figcaption")


def test_a_hostile_report_runs_nothing_and_leaves_the_layout_whole(page, address):
    rows = page.request.get(f"{address}/api/v1/incidents.json?source=onerror&limit=100").json()["rows"]
    reports = page.request.get(f"{address}/api/v1/reports.json?limit=100").json()["rows"]
    (key,) = [row["report"] for row in reports if SCRIPT in (row["title"] or "")]
    assert rows
    paths = ["/", f"/reports/{key}", "/network?by=name", "/sources", "/search?q=script", "/actor?name=army"]
    for each in [*paths, *(f"/incidents/{row['incident']}" for row in rows)]:
        ready(page, address + each)
        if page.locator(".text .trigger").count():
            page.locator(".text .trigger").first.hover()


@pytest.mark.parametrize("width", [360, 768, 1000, 1280, 1920])
def test_long_names_fit_into_every_page(chromium, width, long_names):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.add_init_script(BY_CSP)
    rows = page.request.get(f"{long_names}/api/v1/incidents?limit=5").json()["rows"]
    outlets = page.request.get(f"{long_names}/api/v1/sources").json()["rows"]
    compared = urlencode([("outlet", row["name"]) for row in outlets if row["kind"] == "outlet"])
    paths = ["/", "/events", "/reports", "/voices", "/places", "/actors", "/network?by=name", "/sources", "/search?q=the",
             f"/compare?{compared}", "/ledger", "/review"]  # fmt: skip
    one, other = (row["incident"] for row in rows[:2])
    for each in [*paths, f"/incidents/{one}?do=merge&other={other}", f"/reports/{rows[0]['best'].partition('.')[0]}"]:
        ready(page, long_names + each)
    page.close()


def test_on_a_narrow_screen_what_a_row_says_stands_beside_its_heading(page, address):
    ready(page, address)
    cells = page.evaluate(_BESIDE)
    assert cells
    if page.viewport_size["width"] == min(WIDTHS):
        assert all(left >= 100 and width > 150 for left, width in cells)


def test_no_page_has_a_serious_fault_of_accessibility(page, address):
    if not AXE.is_file():
        pytest.skip("no axe-core: npm ci in web/")
    page.emulate_media(color_scheme="dark" if page.viewport_size["width"] == max(WIDTHS) else "light")
    (row, *_) = page.request.get(f"{address}/api/v1/incidents.json?limit=1").json()["rows"]
    report = row["best"].partition(".")[0]
    source = AXE.read_text(encoding="utf-8")
    serious = []
    for each in ("/", f"/incidents/{row['incident']}", f"/reports/{report}", "/network", "/actor?name=USA", "/sources",
                 "/compare?outlet=Sample+Wire&outlet=USA+Today", "/search?q=said", "/events", "/ledger"):  # fmt: skip
        ready(page, address + each)
        page.evaluate(source)  # as a debugger, whom the policy does not bind
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious += [
            (each, fault["id"], [node["html"][:200] for node in fault["nodes"][:3]])
            for fault in found["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
    assert not serious


def test_a_file_opens_from_the_disk_and_asks_nothing_of_anybody(page, path, tmp_path):
    written = tmp_path / "out.html"
    with histor.open(path) as ledger:
        written.write_text(
            file(ledger, title=f"A file {SCRIPT}", asked=[("actor", SCRIPT)], limit=50), encoding="utf-8"
        )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ready(page, written.as_uri())
    page.wait_for_selector(".map .land")
    assert asked == [written.as_uri()]
    assert SCRIPT in page.inner_text("h1")
    page.focus(".bars")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert "of them between" in page.inner_text("#shown")
    shown = int(page.inner_text("#shown").split()[0])
    assert page.locator("tbody[data-from]:visible").count() == shown < page.locator("tbody[data-from]").count()
    page.locator("tbody[data-from]:visible summary").first.click()
    page.locator(".told .tellings:visible").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    held = json.loads(page.evaluate("document.getElementById('held').textContent"))
    assert set(held) == {"map", "timeline", "borders"}
