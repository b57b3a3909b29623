"""Criterion N5 from the questionnaire to the ranking: published from five firms on, counted if asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from clusterdash import ranking
from clusterdash.records.store import Records
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Expert, Warehouse
from tests.browser.test_ranking import bars, expected_order, open_ranking
from tests.records import work

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SWITCH = "Count the firms' will to cooperate too (N5, expert)"
ONLY_OFFICIAL = Scenario()


def _answers(records: Records, *scores: int) -> None:
    """Firms of Çorum's division 28 that answered so on all three questions of the will."""
    for score in scores:
        firm = work.firm(records, name=f"Gizli {score}")
        work.visit(records, firm, cooperation=score, trust=score, joint=score)


def test_the_will_to_cooperate_counts_from_five_firms_on_and_where_asked_for(
    page: Page,
    chromium: Browser,
    start_server: Callable[..., str],
    other_address: str,
    warehouse: Warehouse,
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    records = Records(url)
    _answers(records, 1, 2, 1, 2)
    server = start_server(environment={"CLUSTERDASH_RECORDS_URL": url})
    page.goto(f"{server}/work?lang=en&s=1~province-19~division-28")
    place = page.get_by_role("combobox", name="Info Spots")
    place.fill("Çorum")
    page.get_by_role("option", name="Çorum", exact=True).click()
    expect(page.get_by_text("fewer than five firms have answered so far")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    _answers(records, 2)
    records.close()
    page.reload()
    place.fill("Çorum")
    page.get_by_role("option", name="Çorum", exact=True).click()
    expect(page.get_by_text("1.6 (1–5), n = 5, spread 0.5")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()

    # Somebody else, who may see no firm: the switch is off until asked for, and the board follows it.
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    there = context.new_page()
    outside = server.replace("127.0.0.1", other_address)
    open_ranking(there, outside)
    official = expected_order(warehouse, ONLY_OFFICIAL)
    assert bars(there) == official
    assert "n = 5" not in there.content()
    there.get_by_role("button", name="Method").click()
    there.get_by_text(SWITCH).click()
    expect(there.get_by_text("1.6 (1–5), n = 5, spread 0.5")).to_be_visible()
    there.wait_for_url(re.compile("experts-1"))
    warehouse.take_experts(1, [Expert("N5", 19, "28", 1.6, 0.5, 5)])
    counted = expected_order(warehouse, Scenario(experts=1))
    assert counted != official
    expect(there.locator('[data-testid="live-board"] [role=option][aria-posinset="1"]')).to_contain_text(
        counted[0]
    )
    assert bars(there) == counted
    score = ranking.rank(warehouse, Scenario(experts=1)).scores[0]
    expect(there.locator(".st-key-answer")).to_contain_text(f"{score * 100:.1f}")
    assert "Gizli" not in there.content()

    page.goto(there.url.replace(outside, server))
    expect(page.get_by_text("1.6 (1–5), n = 5, spread 0.5")).to_be_visible()
    assert bars(page) == counted
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("n = 5, spread 0.5")).to_have_count(0)
    page.wait_for_url(re.compile(r"^(?!.*experts)"))
    open_ranking(page, server)
    assert bars(page) == official
    context.close()
