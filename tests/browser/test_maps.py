"""Two maps under one link, as a person meets them: equal, one province on both, the same for a colleague."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TWO = "m=location_quotient~equal-4&beside=us~sector-15"


def map_of(page: Page, side: str) -> Locator:
    return page.locator(f".st-key-map_{side} .js-plotly-plot")


def open_maps(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/map?{query}")
    for side in ("first", "second"):
        expect(map_of(page, side).locator("path.choroplethlocation").nth(80)).to_be_attached()


def place(box: FloatRect | None) -> tuple[float, float, float, float]:
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def konya(page: Page, side: str) -> tuple[float, float]:
    """A point inside the largest province, which no other map of this extent can have elsewhere."""
    x, y, width, height = place(map_of(page, side).bounding_box())
    return x + 0.36 * width, y + 0.56 * height


def titles(page: Page) -> Locator:
    return page.locator(".st-key-map_pair h2")


def test_maps_side_by_side_are_equal_and_on_one_line(page: Page, server: str) -> None:
    open_maps(page, server, f"lang=en&{TWO}")
    first, second = (place(map_of(page, side).bounding_box()) for side in ("first", "second"))
    assert first[2:] == pytest.approx(second[2:], abs=1)
    assert first[1] == pytest.approx(second[1], abs=1)
    assert first[0] + first[2] < second[0]
    shapes = (
        "m => m.querySelector('path.choroplethlocation').ownerSVGElement.querySelector('.bg').getBBox().width"
    )
    assert map_of(page, "first").evaluate(shapes) == pytest.approx(map_of(page, "second").evaluate(shapes))


def test_on_a_phone_one_stands_under_the_other(chromium: Browser, server: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_maps(page, server, f"lang=tr&{TWO}")
    first, second = (place(map_of(page, side).bounding_box()) for side in ("first", "second"))
    assert first[2:] == pytest.approx(second[2:], abs=1)
    assert first[0] == pytest.approx(second[0], abs=1)
    assert first[1] + first[3] < second[1]
    context.close()


def test_the_pointer_on_one_map_serves_both(page: Page, server: str) -> None:
    open_maps(page, server, f"lang=en&{TWO}")
    x, y = konya(page, "second")
    page.mouse.move(x, y)
    page.mouse.move(x + 2, y + 1)
    for side in ("first", "second"):
        expect(map_of(page, side).locator(".pair-mark")).to_have_count(1)
    label = map_of(page, "second").locator(".hoverlayer")
    expect(label).to_contain_text("Konya")
    expect(label).to_contain_text("Location quotient: 4.48 times")
    expect(label).to_contain_text("U.S. Cluster Mapping:")
    page.mouse.move(5, 5)
    expect(page.locator(".pair-mark")).to_have_count(0)


def test_a_click_chooses_on_both_and_the_link_shows_a_colleague_the_same(
    page: Page, server: str, chromium: Browser
) -> None:
    open_maps(page, server, f"lang=en&{TWO}")
    page.mouse.click(*konya(page, "first"))
    expect(page.get_by_text("Konya: Location quotient – 4.48 times")).to_be_visible()
    page.wait_for_url(re.compile(r"province-42"))
    expect(page.get_by_text("Open the page of Konya")).to_be_visible()

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="tr-TR")
    colleague = context.new_page()
    colleague.goto(page.url)
    expect(colleague.get_by_text("Konya: Location quotient – 4.48 times")).to_be_visible()
    for each in (page, colleague):
        expect(titles(each)).to_have_text(
            [
                "Location quotient (times), 2024 · 28 · Machinery and equipment",
                "U.S. Cluster Mapping: verdict, 2024 · 15 · Leather products and footwear",
            ]
        )
        expect(each.locator(".st-key-map_pair ul.legend")).to_have_count(2)
    legends = [each.locator(".st-key-map_pair ul.legend").all_inner_texts() for each in (page, colleague)]
    assert legends[0] == legends[1]
    assert "strong, top tenth" in legends[0][1]
    context.close()


def test_an_indicator_is_found_without_turkish_letters(page: Page, server: str) -> None:
    page.goto(f"{server}/map?lang=tr&m=workplaces")
    box = page.locator(".st-key-map_first_indicator").get_by_role("combobox")
    box.click()
    box.fill("NUFUS")
    box.press("Enter")
    expect(page.get_by_text(re.compile(r"^Nüfus \(kişi\), 20"))).to_be_visible()
    page.wait_for_url(re.compile(r"m=population"))
