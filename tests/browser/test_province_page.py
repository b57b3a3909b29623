"""The province page on paper and by its link: every part, no control, nothing cut, and what was seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SECTIONS = (
    "What does Çorum live from, and what stands out?",
    "Which sectors stand out?",
    "28 · Machinery and equipment: is it a cluster, and what is it related to?",
    "What does it live from?",
    "Did it grow with the country or by itself?",
    "How big are the workplaces?",
    "Which sectors can work as clusters?",
    "Formulas, sources and limits",
)
CONTROLS = (
    *("stSidebar", "stHeader", "stSelectbox", "stMultiSelect", "stButtonGroup", "stCheckbox", "stButton"),
    *("stPopover", "stNumberInput"),
)
PAPER_WIDTH = 680
"""A4 without its margins: 180 mm at 96 pixels an inch."""


def open_province(page: Page, server: str, query: str = "lang=en&s=1~province-19~division-28") -> None:
    page.goto(f"{server}/province?{query}")
    expect(page.locator(".sheet")).to_be_visible()
    expect(page.get_by_text("Is this the order of size?")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").last).to_be_attached()
    # The browser's own command prints cleanly, too, once the button has come: its script does so.
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    # While the page still runs, what arrives closes a list that has just been opened.
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def on_paper(page: Page) -> str:
    """What can be read where the page is printed."""
    page.emulate_media(media="print")
    return page.locator("body").inner_text()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_paper_has_every_part_and_no_control(page: Page, server: str) -> None:
    open_province(page, server)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    text = on_paper(page)
    for section in SECTIONS:
        assert section in text
    # What is one click away on a screen is written out: rules, formulas, limits, sources, edition, link.
    assert text.count("Denominator: ") >= 4
    assert "Chain volumes cannot be added" in text
    assert "Formula: (x_ij / x_.j) / (x_i. / x_..)" in text
    assert "Data edition " in text
    assert f"{server}/province?s=1~" in text
    for control in CONTROLS:
        shown = page.locator(f'[data-testid="{control}"]:visible, .{control}:visible')
        assert shown.count() == 0, control
    assert "Print\n" not in text


def test_the_button_draws_at_the_papers_width_before_it_prints(page: Page, server: str) -> None:
    page.add_init_script(
        """window.print = () => {
            window.drawn = [...document.querySelectorAll('.main-svg')].map(svg => svg.width.baseVal.value)
        }"""
    )
    open_province(page, server)
    page.get_by_role("button", name="Print").click()
    expect(page.locator("html")).to_have_class(re.compile("on-paper"))
    page.wait_for_timeout(200)
    for _ in range(100):
        if page.evaluate("window.drawn !== undefined"):
            break
        page.wait_for_timeout(100)
    drawn = page.evaluate("window.drawn")
    assert drawn
    assert max(drawn) <= PAPER_WIDTH
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    # One page at least for each of the six parts that begin one, and no flood of half empty ones.
    assert 6 <= pages_of(pdf) <= 10
    expect(page.locator("html")).not_to_have_class(re.compile("on-paper"))


def test_on_paper_a_key_figure_is_larger_than_its_name(page: Page, server: str) -> None:
    open_province(page, server)
    page.emulate_media(media="print")
    size = "text => parseFloat(getComputedStyle(text).fontSize)"
    name = page.locator('[data-testid="stMetricLabel"] p').first.evaluate(size)
    figure = page.locator('[data-testid="stMetricValue"] p').first.evaluate(size)
    assert figure > 1.4 * name


def test_paper_keeps_what_is_said_beside_a_regions_map(page: Page, server: str) -> None:
    page.goto(f"{server}/regions?lang=en&r=TR63")
    said = page.get_by_text("The most specialised province is")
    expect(said).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.emulate_media(media="print")
    expect(said).to_be_visible()
    expect(page.locator(".stDataFrame:visible")).to_have_count(0)
    expect(page.locator(".stSelectbox:visible")).to_have_count(0)


# As the browser's own command prints: the page is laid out anew, and no script may follow.
FROZEN = """
    const Observer = ResizeObserver;
    window.ResizeObserver = class extends Observer {
        constructor(heard) { super((...told) => window.frozen || heard(...told)); }
    };
    addEventListener('resize', (event) => window.frozen && event.stopImmediatePropagation(), true);
"""


@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_is_cut_however_wide_the_screen_was(page: Page, server: str, width: int) -> None:
    page.add_init_script(FROZEN)
    page.set_viewport_size({"width": width, "height": 900})
    open_province(page, server)
    page.wait_for_timeout(1000)
    page.evaluate("window.frozen = true; dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    beyond = page.evaluate(
        """width => [...document.querySelectorAll('.main-svg, .main-svg text, .sheet, h1, h2, h3, p')]
            .filter(part => part.getBoundingClientRect().right > width + 1)
            .map(part => part.outerHTML.slice(0, 120))""",
        PAPER_WIDTH,
    )
    assert beyond == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_in_a_picture_touches_another_or_is_cut(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_province(page, server, "lang=en&s=1~province-27")
    for key in ("province_scatter", "growth_quadrants"):
        boxes = page.locator(f".st-key-{key}").evaluate(
            """picture => {
                const edge = picture.querySelector('.main-svg').getBoundingClientRect();
                return [...picture.querySelectorAll('.scatterlayer text')]
                    .filter(name => name.getClientRects().length)
                    .map(name => {
                        const box = name.getBoundingClientRect();
                        return [box.left - edge.left, box.right - edge.left, box.top, box.bottom, edge.width];
                    });
            }"""
        )
        assert boxes, key
        for left, right, top, bottom, edge in boxes:
            assert 0 <= left < right <= edge
            touching = [
                other
                for other in boxes
                if left < other[1] - 1
                and other[0] < right - 1
                and top < other[3] - 1
                and other[2] < bottom - 1
            ]
            assert touching == [[left, right, top, bottom, edge]], key


def test_paper_is_light_whatever_the_screen(chromium: Browser, server: str) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    open_province(page, server)
    page.emulate_media(media="print", color_scheme="dark")
    inks = page.evaluate(
        """() => [...document.querySelectorAll('.stMain h1, .stMain p, .sheet td, .js-plotly-plot text')]
            .filter(part => part.getClientRects().length)
            .map(part => getComputedStyle(part)[part.closest('svg') ? 'fill' : 'color'])"""
    )
    assert inks
    assert all(sum(map(int, re.findall(r"\d+", ink)[:3])) < 300 for ink in set(inks)), set(inks)
    paper = page.evaluate(
        "['.stApp', '.stMain'].map(part => getComputedStyle(document.querySelector(part)).backgroundColor)"
    )
    assert set(paper) == {"rgb(255, 255, 255)"}
    context.close()


def test_the_rule_chosen_is_seen_again_by_the_link(page: Page, chromium: Browser, server: str) -> None:
    open_province(page, server)
    rule = page.locator(".st-key-verdict_rule input")
    # An open list closes when the page scrolls, and a click on what is out of sight scrolls first.
    rule.scroll_into_view_if_needed()
    rule.click()
    page.get_by_role("option", name="U.S. Cluster Mapping").click()
    expect(page.locator(".sheet tbody tr").first).to_contain_text("strong")
    page.locator(".st-key-growth_method").get_by_text("Esteban-Marquillas").click()
    expect(page.get_by_text("has two parts")).to_be_visible()
    page.wait_for_url(re.compile(r"v=us.*g=esteban|g=esteban.*v=us"))
    seen = page.locator(".sheet").inner_text()
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="tr-TR")
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator(".sheet tbody tr").first).to_contain_text("strong")
    expect(other.get_by_text("has two parts")).to_be_visible()
    assert other.locator(".sheet").inner_text() == seen
    context.close()
