"""The browser is told where the server is and what to fetch, and needs no second guess."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOARD = "[data-testid=live-board]"


def test_a_deep_link_finds_the_server_at_once_and_everything_told_exists(page: Page, server: str) -> None:
    refused: list[str] = []
    complaints: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{server}/ranking?lang=en")
    page.locator(f"{BOARD} [data-ranked]").first.wait_for()
    page.wait_for_timeout(4000)  # Chromium complains of what was fetched for nothing after three seconds
    assert refused == []
    assert [text for text in complaints if "preload" in text] == []


def test_what_is_told_changes_with_the_page(server: str) -> None:
    programme, ranking = (_page(server, path) for path in ("/", "/ranking"))
    told = re.findall(r"<script>window\.__streamlit=.*?</script>", ranking)
    assert len(told) == 1
    assert told[0] in programme
    assert "board.js" in ranking
    assert "shell.css" in programme
    assert "board.js" not in programme


@pytest.mark.parametrize("width", [390, 1100, 1440])
def test_the_board_comes_first_and_stays_where_it_is_when_the_rest_comes(
    page: Page, server: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server}/ranking?lang=en")
    page.locator(f"{BOARD} [data-ranked]").first.wait_for()
    board = page.locator(BOARD)
    first = board.bounding_box()
    board.evaluate("node => { node.dataset.seen = 'yes' }")
    expect(page.get_by_test_id("rank-bands")).to_be_visible()
    expect(page.get_by_role("radio", name="All 88 divisions")).to_be_visible()
    expect(page.get_by_role("combobox", name="Province")).to_be_visible()
    expect(page.get_by_role("heading", name="Which sectors")).to_be_visible()
    assert board.get_attribute("data-seen") == "yes"
    assert first is not None
    assert board.bounding_box() == first


def test_without_a_board_the_rest_of_the_page_comes_all_the_same(page: Page, server: str) -> None:
    page.route("**/matrix-*.bin", lambda route: route.abort())
    page.goto(f"{server}/ranking?lang=en")
    expect(page.get_by_role("combobox", name="Province")).to_be_visible()
    expect(page.get_by_role("button", name="Share this view")).to_be_visible()


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_the_page_is_whole_however_it_is_asked_for(server: str, encoding: str) -> None:
    request = urllib.request.Request(
        f"{server}/ranking", headers={"Accept": "text/html", "Accept-Encoding": encoding}
    )
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        assert int(answer.headers["Content-Length"]) == len(body)
        assert answer.headers["Content-Encoding"] in (None, "gzip")


def test_with_signing_in_the_browser_asks_before_it_connects(start_server: Callable[..., str]) -> None:
    address = start_server(environment={"CLUSTERDASH_MODE": "server"})
    page = _page(address, "/")
    assert "BACKEND_BASE_URL" in page
    assert "HOST_CONFIG" not in page


def _page(server: str, path: str) -> str:
    with urllib.request.urlopen(f"{server}{path}") as answer:
        return str(answer.read().decode())
