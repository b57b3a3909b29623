"""How far the ranking holds, as a person meets it: bands that follow a release, and a click that tries it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from clusterdash import ranking, robust
from clusterdash.scenario import Scenario
from clusterdash.ui.trust_words import often
from clusterdash.warehouse import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHOSEN = "10"


def bands(page: Page) -> Locator:
    return page.get_by_test_id("rank-bands")


def slider(page: Page, topic: str) -> Locator:
    return page.get_by_role("slider", name=topic, exact=True)


def open_ranking(page: Page, server: str, query: str = "lang=en") -> None:
    page.goto(f"{server}/ranking?{query}")
    expect(bands(page).locator("li").first).to_be_visible()


def ask(page: Page, question: str) -> None:
    page.get_by_role("button", name=question, exact=True).or_(
        page.get_by_role("radio", name=question, exact=True)
    ).first.click()


def first_share(warehouse: Warehouse, scenario: Scenario) -> str:
    return often(robust.bands(warehouse, scenario)[0].first, "en")


def test_bands_are_beside_the_board_and_follow_a_release(
    page: Page, server: str, warehouse: Warehouse
) -> None:
    open_ranking(page, server)
    assert page.get_by_test_id("live-board").locator("[data-testid=rank-bands]").count() == 0
    expect(bands(page)).to_contain_text(f"comes first in {first_share(warehouse, Scenario())} of weights")
    expect(bands(page)).to_contain_text("10,000 draws (seed 20130525)")
    slider(page, "Demand").focus()
    page.keyboard.press("End")
    page.wait_for_url(re.compile("demand-100"))
    scenario = Scenario(topic_points={"demand": 100})
    expect(bands(page)).to_contain_text(f"comes first in {first_share(warehouse, scenario)} of weights")
    expect(bands(page)).to_contain_text("more than all other topics together")


def test_ten_bands_are_shown_and_all_of_them_on_demand(page: Page, server: str, warehouse: Warehouse) -> None:
    open_ranking(page, server)
    rows = bands(page).locator("ol li")
    expect(rows.locator("visible=true")).to_have_count(10)
    bands(page).get_by_role("button", name="Show all 22 candidates").click()
    expect(rows.locator("visible=true")).to_have_count(len(robust.bands(warehouse, Scenario())))
    expect(bands(page).get_by_role("button", name="Show fewer")).to_be_focused()


def test_what_would_make_it_first_does_make_it_first(page: Page, server: str, warehouse: Warehouse) -> None:
    name = next(row["short_en"] for row in warehouse.rows("names_divisions") if row["division"] == CHOSEN)
    open_ranking(page, server)
    ask(page, "What would make another first?")
    page.get_by_role("combobox", name=re.compile("What would make this one first")).click()
    page.get_by_role("option", name=name, exact=True).click()
    change = robust.making_first(warehouse, Scenario(), CHOSEN)
    assert change is not None
    assert change.points is not None
    expect(page.get_by_text("The smallest change of weights")).to_contain_text("Demand 25% → 14%")
    page.get_by_role("button", name="Apply these weights").click()
    expect(page.locator(".st-key-answer")).to_contain_text(f"{name} comes first")
    topics = {"economic_impact": "Economic Impact", "demand": "Demand"}
    for code, topic in topics.items():
        expect(slider(page, topic)).to_have_value(str(change.points[code]))
    best = (
        page.get_by_test_id("live-board")
        .locator("[role=option][data-ranked]")
        .filter(has=page.locator(".rank", has_text=re.compile("^1$")))
    )
    expect(best).to_contain_text(name)
    applied = replace(Scenario(), topic_points=change.points)
    assert ranking.rank(warehouse, applied).codes[0] == CHOSEN


def test_no_weights_can(page: Page, server: str) -> None:
    open_ranking(page, server)
    ask(page, "What would make another first?")
    page.get_by_role("combobox", name=re.compile("What would make this one first")).click()
    page.get_by_role("option", name="Fabricated metal products", exact=True).click()
    expect(page.get_by_text("No weights can")).to_be_visible()


def test_scenarios_go_with_the_link(page: Page, server: str, chromium: Browser) -> None:
    open_ranking(page, server)
    ask(page, "Compare scenarios")
    box = page.get_by_role("textbox", name="Name of the scenario")
    for name in ("As it is", "Geometric"):
        expect(box).to_have_value("")  # emptied by the page, once it has taken the name before
        box.fill(name)
        page.get_by_role("button", name="Add the scenario").click()
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    page.wait_for_url(re.compile("compare=.*Geometric"))
    expect(page.get_by_text("Ranks by scenario")).to_be_visible()
    colleague = chromium.new_context(locale="en-GB").new_page()
    colleague.goto(page.url)
    expect(colleague.get_by_text("Ranks by scenario")).to_be_visible(timeout=20_000)
    expect(colleague.get_by_text("As it is", exact=True).first).to_be_visible()
    colleague.context.close()


def test_tables_and_the_workbook_can_be_taken_away(page: Page, server: str, warehouse: Warehouse) -> None:
    open_ranking(page, server, "lang=tr&s=1~demand-60")
    ask(page, "Tablolar ve dosyalar")
    with page.expect_download() as started:
        page.get_by_role("button", name="Sıra aralıkları (CSV)").click()
    heading, first, *_ = Path(started.value.path()).read_text("utf-8-sig").splitlines()
    assert heading.startswith("Sıra;Kod;Ad;")
    assert "demand-60" in first
    assert first.startswith(f"1;{ranking.rank(warehouse, Scenario(topic_points={'demand': 60})).codes[0]};")
    page.get_by_role("button", name="Çalışma kitabını hazırla").click()
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name="Çalışma kitabını indir").click(timeout=60_000)
    book = openpyxl.load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    assert {"Sıra aralıkları", "İlk sıraya ne getirir", "Senaryo", "Kaynaklar"} <= set(book.sheetnames)
    settings = {row[0]: row[1] for row in book["Senaryo"].iter_rows(values_only=True)}
    assert "demand-60" in str(settings["Adres"])


def test_the_bands_speak_turkish_and_fit_a_telephone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_ranking(page, server, "lang=tr")
    expect(bands(page)).to_contain_text(re.compile(r"ilk sırada olma payı: .*%\d+"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    inside = bands(page).evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert inside
