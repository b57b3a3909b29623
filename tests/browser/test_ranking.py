"""The promise of the ranking page, as a person meets it: drag, see, send the link, see the same."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from clusterdash import ranking
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def board(page: Page) -> Locator:
    return page.get_by_test_id("live-board")


def answer(page: Page) -> Locator:
    return page.locator(".st-key-answer")


def slider(page: Page, topic: str) -> Locator:
    return page.get_by_role("slider", name=topic, exact=True)


def open_ranking(page: Page, server: str, query: str = "lang=en") -> None:
    page.goto(f"{server}/ranking?{query}")
    expect(slider(page, "Talep" if "tr" in query else "Demand")).to_be_visible()
    expect(answer(page)).to_contain_text(re.compile(r"\w"))


def drag(page: Page, topic: str, share: float, *, release: bool = True) -> None:
    box = slider(page, topic).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, y, steps=4)
    if release:
        page.mouse.up()


def bars(page: Page) -> list[str]:
    """The names of the alternatives shown, in the order the board has given them."""
    expect(page.locator('[data-testid="live-board"][data-state="ready"]')).to_be_visible(timeout=30_000)
    return board(page).evaluate(
        """root => [...root.querySelectorAll('.rows [role=option]:not([data-beyond])')]
            .map(row => [Number(row.ariaPosInSet), row.querySelector('.name .text').textContent.trim()])
            .sort((a, b) => a[0] - b[0]).map(row => row[1])"""
    )


def expected_order(warehouse: Warehouse, scenario: Scenario) -> list[str]:
    names = {row["division"]: row["short_en"] for row in warehouse.rows("names_divisions")}
    return [names[str(code)] for code in ranking.rank(warehouse, scenario).codes]


# Whether a message left before any timer or frame came, and whether timers are the browser's own again.
LET_GO_AND_LISTEN = """async (slider) => {
  const send = WebSocket.prototype.send;
  let sent = 0;
  WebSocket.prototype.send = function (message) { sent += 1; return send.call(this, message); };
  slider.value = 70;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  slider.dispatchEvent(new Event("change", {bubbles: true}));
  await null;
  WebSocket.prototype.send = send;
  return [sent, setTimeout.toString().includes("[native code]")];
}"""


def test_a_weight_that_was_let_go_is_on_its_way_at_once(page: Page, server: str) -> None:
    open_ranking(page, server)
    bars(page)
    expect(page.get_by_test_id("rank-bands")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert slider(page, "Demand").evaluate(LET_GO_AND_LISTEN) == [1, True]
    page.wait_for_url(re.compile("demand-70"))


def test_the_page_ranks_corum_at_once(page: Page, server: str, warehouse: Warehouse) -> None:
    open_ranking(page, server)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Çorum")
    ranked = ranking.rank(warehouse, Scenario())
    score = f"{ranked.scores[0] * 100:.1f}"
    expect(answer(page)).to_contain_text(score)
    assert bars(page) == expected_order(warehouse, Scenario())
    for topic in ("Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions"):
        expect(slider(page, topic)).to_have_value("25")


def test_bars_move_while_the_finger_is_down_and_python_follows_on_release(
    page: Page, server: str, warehouse: Warehouse
) -> None:
    open_ranking(page, server)
    before, said = bars(page), answer(page).inner_text()
    drag(page, "Demand", 0.95, release=False)
    page.wait_for_timeout(600)
    points = int(slider(page, "Demand").input_value())
    assert bars(page) != before
    assert answer(page).inner_text() == said
    page.mouse.up()
    expect(answer(page)).not_to_have_text(said)
    scenario = Scenario(topic_points={"demand": points})
    assert bars(page) == expected_order(warehouse, scenario)
    expect(answer(page)).to_contain_text(f"{ranking.rank(warehouse, scenario).scores[0] * 100:.1f}")


def test_the_link_opens_the_same_view_in_a_new_browser(page: Page, server: str, chromium: Browser) -> None:
    open_ranking(page, server)
    drag(page, "Factor Conditions", 0.9)
    page.wait_for_url(re.compile(r"factors-\d+"))
    seen, said, link = bars(page), answer(page).inner_text(), page.url
    colleague = chromium.new_context(locale="tr-TR").new_page()
    colleague.goto(link)
    expect(answer(colleague)).to_have_text(said)
    assert bars(colleague) == seen
    colleague.context.close()


def test_undo_and_reset_bring_the_first_order_back(page: Page, server: str) -> None:
    open_ranking(page, server)
    first = bars(page)
    drag(page, "Demand", 0.95)
    page.wait_for_url(re.compile(r"demand-\d+"))
    board(page).get_by_role("button", name="Undo").click()
    expect(slider(page, "Demand")).to_have_value("25")
    page.wait_for_timeout(600)
    assert bars(page) == first
    page.wait_for_url(re.compile(r"^(?!.*demand-)"))


def test_the_weights_survive_a_visit_to_another_page(page: Page, server: str) -> None:
    open_ranking(page, server)
    drag(page, "Demand", 0.8)
    page.wait_for_url(re.compile(r"demand-\d+"))
    points = slider(page, "Demand").input_value()
    page.get_by_role("link", name="Data", exact=True).click()
    page.wait_for_url(re.compile(rf"/data\?s=.*demand-{points}"))
    page.get_by_role("link", name="Ranking", exact=True).click()
    expect(slider(page, "Demand")).to_have_value(points)


def test_keys_move_a_slider_and_all_weights_at_zero_say_so(page: Page, server: str) -> None:
    open_ranking(page, server)
    for topic in ("Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions"):
        slider(page, topic).focus()
        page.keyboard.press("Home")
    expect(answer(page)).to_contain_text("All weights are 0")
    slider(page, "Demand").focus()
    page.keyboard.press("End")
    expect(answer(page)).to_contain_text("comes first")


@pytest.mark.parametrize("typed", ["izmir", "İZMİR", "izm", "35"])
def test_a_province_is_found_as_any_keyboard_writes_it(page: Page, server: str, typed: str) -> None:
    open_ranking(page, server)
    page.get_by_role("combobox", name="Province").click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("İzmir")


def test_turkish_letters_may_be_left_out(page: Page, server: str) -> None:
    open_ranking(page, server, "lang=en&s=1~province-6")
    page.get_by_role("combobox", name="Province").click()
    page.keyboard.type("corum")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Çorum")


def test_a_province_nobody_knows_is_said_and_nothing_is_lost(page: Page, server: str) -> None:
    open_ranking(page, server)
    page.get_by_role("combobox", name="Province").click()
    page.keyboard.type("Atlantis")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Atlantis” was not found")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Çorum")


def test_downloads_hold_pythons_figures(
    page: Page, server: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    open_ranking(page, server)
    page.locator(".st-key-details").get_by_text("Download", exact=True).click()
    ranked = ranking.rank(warehouse, Scenario())
    with page.expect_download() as written:
        page.get_by_role("button", name=re.compile("CSV")).click()
    text = Path(written.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert any(f"{ranked.scores[0] * 100:.4f}"[:6] in cell for cell in rows[1])
    assert f"{server}/ranking?s=1~" in text
    with page.expect_download() as written:
        page.get_by_role("button", name=re.compile("XLSX")).click()
    copy = tmp_path / "ranking.xlsx"
    written.value.save_as(copy)
    assert len(openpyxl.load_workbook(copy).sheetnames) >= 3


def test_the_picture_is_made_in_the_browser(page: Page, server: str) -> None:
    open_ranking(page, server)
    page.get_by_test_id("rank-bands").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as written:
        board(page).get_by_role("button", name="Save picture").click()
    assert Path(written.value.path()).read_bytes().startswith(b"\x89PNG")
    assert [url for url in asked if url.startswith("http")] == []


def test_a_broken_link_says_what_it_ignored(page: Page, server: str) -> None:
    open_ranking(page, server, "lang=en&s=1~province-27~wrong-9~demand-400")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gaziantep")
    expect(page.get_by_text("wrong-9")).to_be_visible()
    expect(page.get_by_text("demand-400")).to_be_visible()


def test_a_province_on_the_map_is_ranked_and_the_sector_stays_in_hand(page: Page, server: str) -> None:
    open_ranking(page, server)
    board(page).get_by_role("option", name=re.compile("Food products")).click()
    page.wait_for_url(re.compile(r"division-10"))
    board(page).get_by_role("option", name=re.compile("Konya")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Konya")
    page.wait_for_url(re.compile(r"province-42.*division-10"))


def test_a_sector_ranks_provinces(page: Page, server: str) -> None:
    open_ranking(page, server, "lang=en&s=1~view-provinces~division-15")
    assert "Gaziantep" in bars(page)[:10]
    expect(answer(page)).to_contain_text("comes first")


def test_sliders_and_bars_speak_turkish(page: Page, server: str) -> None:
    open_ranking(page, server, "lang=tr")
    for topic in ("Ekonomik Etki", "Talep", "Faktör Koşulları"):
        expect(slider(page, topic)).to_be_visible()
    expect(answer(page)).to_contain_text(re.compile(r"\d+,\d"))
