"""Served properly: deep links on a fresh server, one host only, errors in a sentence, both languages."""

from __future__ import annotations

import json
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from clusterdash.warehouse import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = ("", "ranking", "map", "province", "sector", "regions", "data")


def heading(page: Page) -> str:
    page.get_by_role("heading", level=1).first.wait_for()
    return page.get_by_role("heading", level=1).first.inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_a_deep_link_may_be_the_first_request_of_a_fresh_server(
    start_server: Callable[[], str], page: Page, name: str
) -> None:
    page.goto(f"{start_server()}/{name}?lang=en")
    assert heading(page)
    expect(page.get_by_role("link", name="Ranking", exact=True)).to_be_visible()
    expect(page.get_by_text("could not be shown")).to_have_count(0)
    page.wait_for_url(re.compile(r"\?s=1~.*lang-en"))


@pytest.mark.parametrize(
    ("path", "title"),
    [("ranking?lang=tr", "Sıralama"), ("ranking?lang=en", "Ranking"), ("ballot?lang=en", "Ballot")],
)
def test_the_browsers_tab_names_the_page(page: Page, server: str, path: str, title: str) -> None:
    page.goto(f"{server}/{path}")
    expect(page).to_have_title(f"{title} · clusterdash", timeout=30_000)


def test_an_address_without_a_page_leads_to_the_first_which_says_so(page: Page, server: str) -> None:
    page.goto(f"{server}/sirala<b>ma?lang=tr&s=1~demand-60")
    expect(page.get_by_text("“sirala·b·ma” diye bir sayfa yok")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url(re.compile(r"/\?s=1~.*demand-60$"))
    page.get_by_role("button", name="Anladım").click()
    expect(page.get_by_text("diye bir sayfa yok")).to_have_count(0)


@pytest.mark.parametrize("path", ["programme?lang=en", "ranking/?lang=en"])
def test_another_way_to_write_a_page_finds_it(page: Page, server: str, path: str) -> None:
    page.goto(f"{server}/{path}")
    assert heading(page)
    expect(page.get_by_text("There is no page")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_another_host(page: Page, server: str, name: str) -> None:
    foreign, refused = [], []
    page.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if not request.url.startswith((server, "data:", "blob:", server.replace("http", "ws")))
            else None
        ),
    )
    page.on(
        "console",
        lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.goto(f"{server}/{name}?lang=en")
    heading(page)
    page.wait_for_timeout(2500)
    assert foreign == []
    assert refused == []


@pytest.mark.parametrize(
    ("locale", "query", "expected"),
    [
        ("en-GB", "", "en"),
        ("tr-TR", "", "tr"),
        ("de-DE", "", "tr"),
        ("en-GB", "?lang=tr", "tr"),
        ("tr-TR", "?s=1~lang-en", "en"),
        ("tr-TR", "?s=1~lang-tr&lang=en", "en"),
    ],
)
def test_the_language_asked_for_wins_over_the_links_over_the_browsers(
    chromium: Browser, server: str, locale: str, query: str, expected: str
) -> None:
    context = chromium.new_context(locale=locale)
    page = context.new_page()
    page.goto(f"{server}/ranking{query}")
    name = {"en": "Ranking", "tr": "Sıralama"}[expected]
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible(timeout=30_000)
    context.close()


def test_the_language_switch_keeps_everything_else(page: Page, server: str) -> None:
    page.goto(f"{server}/ranking?lang=en&s=1~province-61~demand-60")
    assert "Trabzon" in heading(page)
    page.get_by_text("Türkçe", exact=True).click()
    expect(page.get_by_role("slider", name="Talep", exact=True)).to_have_value("60")
    page.wait_for_url(re.compile(r"province-61.*lang-tr.*demand-60"))


@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone_or_a_projector(
    chromium: Browser, server: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{server}/{name}?lang=tr")
        heading(page)
        page.wait_for_timeout(1500)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("m => m.scrollWidth - m.clientWidth") <= 1, name
    context.close()


def test_the_page_says_which_language_it_is_written_in(page: Page, server: str) -> None:
    page.goto(f"{server}/ranking?lang=tr")
    expect(page.locator("html")).to_have_attribute("lang", "tr", timeout=30_000)
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_button_can_be_read(
    chromium: Browser, server: str, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server}/?lang=en")
    button = page.get_by_test_id("stBaseButton-primary")
    button.first.wait_for(timeout=30_000)
    ink, paper = button.first.evaluate(
        "b => [getComputedStyle(b).color, getComputedStyle(b).backgroundColor]"
    )
    assert contrast(ink, paper) >= 4.5
    context.close()


def contrast(one: str, other: str) -> float:
    """Of two colours as browsers write them: WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_dark_is_dark(chromium: Browser, server: str) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/ranking?lang=en")
    heading(page)
    background = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 150
    context.close()


def test_health_and_readiness(server: str, warehouse: Warehouse) -> None:
    assert _get(f"{server}/healthz")[0] == 200
    status, body, headers = _get(f"{server}/readyz")
    assert status == 200
    assert json.loads(body) == {"ready": True, "edition": warehouse.edition.id}
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "script-src 'self' blob:" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_an_edition_travels_once_and_is_kept_by_the_browser(server: str, warehouse: Warehouse) -> None:
    edition, matrix = warehouse.edition.id, warehouse.matrix()
    status, body, headers = _get(f"{server}/editions/{edition}/matrix-goalposts.bin")
    assert (status, len(body)) == (200, matrix.z.size * 8)
    assert "immutable" in headers["cache-control"]
    assert len(json.loads(_get(f"{server}/editions/{edition}/provinces.geojson")[1])["features"]) == 81
    for unknown in (f"{edition}/matrix-wrong.bin", "000000000000/matrix-goalposts.bin"):
        assert _get(f"{server}/editions/{unknown}")[0] == 404
    assert _get(f"{server}/editions/..%2f/provinces.geojson")[0] in (400, 404)


def test_bad_figures_stop_the_first_start_with_one_sentence(
    page: Page,
    tmp_path: Path,
    data_dir: Path,
    start_server: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data_dir, copy)
    table = copy / "tables" / "population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",2016,", ",MMXVI,", 1), encoding="utf-8")
    monkeypatch.setenv("CLUSTERDASH_DATA", str(copy))
    address = start_server(tmp_path / "editions")
    assert _get(f"{address}/readyz")[0] == 503
    page.goto(f"{address}/ranking?lang=en")
    expect(page.get_by_text("population.csv")).to_be_visible(timeout=45_000)
    expect(page.get_by_text("MMXVI")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_the_first_start_builds_with_progress(
    page: Page, tmp_path: Path, start_server: Callable[..., str]
) -> None:
    page.goto(f"{start_server(tmp_path / 'editions')}/ranking?lang=en")
    expect(page.get_by_role("slider", name="Demand", exact=True)).to_be_visible(timeout=60_000)


def _get(address: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read(), _headers(answer.headers.items())
    except urllib.error.HTTPError as error:
        return error.code, error.read(), _headers(error.headers.items())


def _headers(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in items}
