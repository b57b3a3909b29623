"""A file with names in it reaches who asked and nobody else: there is no address to pass on."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CONTENT = "Ayşe Yılmaz; Çorum\x00".encode() * 1000


@pytest.fixture(scope="module")
def asking(start_server: Callable[..., str], doors: Path) -> str:
    """A server in local mode."""
    return start_server(app=doors)


def test_who_asks_gets_the_file_once_for_each_press(page: Page, asking: str) -> None:
    saved: list[object] = []
    page.on("download", lambda download: saved.append(download))
    page.goto(f"{asking}/file?lang=en")
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save").click()
        assert waiting.value.suggested_filename == "adlar ğ.csv"
        assert Path(waiting.value.path()).read_bytes() == CONTENT
        expect(page.get_by_role("button", name="Save")).to_be_enabled()
    page.get_by_role("button", name="Again").click()
    page.wait_for_timeout(1500)
    assert len(saved) == 2


def test_no_address_of_the_page_gives_the_file_to_another_browser(
    chromium: Browser, context: BrowserContext, page: Page, asking: str
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{asking}/file?lang=en")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save").click()
    asked += [page.url, waiting.value.url]
    assert waiting.value.url.startswith("blob:")
    for address in {address for address in asked if address.startswith("http")}:
        assert CONTENT not in _get(address), address
    stranger = chromium.new_context()
    other = stranger.new_page()
    other.goto(f"{asking}/healthz")
    reached = other.evaluate(
        "address => fetch(address).then((answer) => answer.ok).catch(() => false)", waiting.value.url
    )
    assert reached is False
    stranger.close()


def test_who_may_not_have_it_reads_a_sentence(page: Page, asking: str, other_address: str) -> None:
    saved: list[object] = []
    page.on("download", lambda download: saved.append(download))
    page.goto(f"{asking.replace('127.0.0.1', other_address)}/file?lang=en")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("for the person at the computer that runs the application")).to_be_visible()
    assert not saved


def _get(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()
