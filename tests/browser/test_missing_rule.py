"""A link with another rule for missing figures: the browser ranks by it as Python does, dragged or not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clusterdash import ranking
from clusterdash.scenario import Missing, Scenario
from clusterdash.warehouse import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ORDER = """root => [...root.querySelectorAll('.rows [role=option]:not([data-beyond])')]
    .map(row => [Number(row.ariaPosInSet), row.querySelector('.name .text').textContent.trim()])
    .sort((a, b) => a[0] - b[0]).map(row => row[1])"""


def order(page: Page) -> list[str]:
    expect(page.locator('[data-testid="live-board"][data-state="ready"]')).to_be_visible(timeout=30_000)
    found: list[str] = page.get_by_test_id("live-board").evaluate(ORDER)
    return found


def order_in_python(warehouse: Warehouse, scenario: Scenario) -> list[str]:
    names = {row["division"]: row["short_en"] for row in warehouse.rows("names_divisions")}
    return [names[str(code)] for code in ranking.rank(warehouse, scenario).codes]


@pytest.mark.parametrize("missing", ["average", "lowest"])
def test_the_board_ranks_by_the_rule_of_the_link(
    page: Page, server: str, warehouse: Warehouse, missing: Missing
) -> None:
    page.goto(f"{server}/ranking?lang=en&s=1~province-55~missing-{missing}")
    scenario = Scenario(province=55, missing=missing)
    expected = order_in_python(warehouse, scenario)
    assert order(page) == expected != order_in_python(warehouse, Scenario(province=55))
    demand = page.get_by_role("slider", name="Demand", exact=True)
    demand.focus()
    for _ in range(20):
        demand.press("ArrowRight")
    expect(demand).to_have_value("45")
    dragged = Scenario(province=55, missing=missing, topic_points={"demand": 45})
    assert order(page) == order_in_python(warehouse, dragged) != expected
    page.wait_for_url("**demand-45**")
    page.get_by_role("button", name="Method").click()
    expect(page.get_by_role("radiogroup", name="How does a missing figure count?")).to_be_visible()
    page.get_by_text("Not at all: its weight goes to the other criteria").click()
    page.wait_for_url(lambda address: "missing" not in address)
    page.keyboard.press("Escape")
    usual = Scenario(province=55, topic_points={"demand": 45})
    expect(page.locator(".st-key-answer")).to_contain_text(
        f"{ranking.rank(warehouse, usual).scores[0] * 100:.1f}"
    )
    assert order(page) == order_in_python(warehouse, usual)
