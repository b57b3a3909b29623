"""What stands on the wall of the hall: large, whole, and nothing of the slide before."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from clusterdash import records
from clusterdash.records import meetings, opinions
from clusterdash.records.actors import OPERATOR, Actor
from clusterdash.records.values import EXPERT_CRITERIA, KINDS, TOPICS, MeetingDraft, Verdict
from tests.browser.laptop import Laptop
from tests.meeting import NOW, SHORTLIST

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REST, DRAWN = 3_000, 1_500
ALONE = 0.9
"""Seconds after a key in which the screen asks for nothing else."""
MANUFACTURING = tuple(str(code) for code in range(10, 34) if code != 19)
ON_THE_WALL = """() => {
  const slide = document.querySelector(".st-key-slide");
  const sizes = [];
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const drawing = element.closest(".js-plotly-plot");
    const text = walker.currentNode.textContent.trim();
    if (!text || element.closest("style, title") || !element.getClientRects().length) continue;
    const scale = drawing ? drawing.getBoundingClientRect().width / drawing.offsetWidth : 1;
    sizes.push([text, parseFloat(getComputedStyle(element).fontSize) * scale]);
  }
  const words = [...slide.querySelectorAll(".js-plotly-plot text")]
    .filter((text) => text.textContent.length > 3)
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const shared = (one, other, from, to) => Math.min(one[to], other[to]) - Math.max(one[from], other[from]);
  const touch = (one, other) => shared(one, other, "left", "right") > 2
    && shared(one, other, "top", "bottom") > 0.3 * Math.min(one.height, other.height);
  return {
    crossed: words.flatMap(([name, box], n) => words.slice(n + 1)
      .filter(([, other]) => touch(box, other)).map(([other]) => [name, other])),
    smallest: sizes.sort((one, other) => one[1] - other[1])[0],
    lowest: Math.max(...[...slide.querySelectorAll("p, li, td, .js-plotly-plot")].map(
      (each) => each.getBoundingClientRect().bottom)),
    grown: parseFloat(slide.querySelector(".st-key-words")?.style.getPropertyValue("--grown") || 1),
    foot: document.querySelector(".foot").getBoundingClientRect().top,
    widest: document.documentElement.scrollWidth,
  };
}"""


def held(laptop: Laptop, people: int = 12, shortlist: tuple[str, ...] = SHORTLIST) -> str:
    """A meeting whose two rounds were answered and revealed; its id."""
    store = records.open_records(laptop.records)
    draft = MeetingDraft("Küme toplantısı", 19, NOW.date(), shortlist=shortlist, proposed=shortlist[:3])
    meeting, _ = meetings.create(store, OPERATOR, draft)
    opened = meetings.move(store, OPERATOR, meeting.id, "open")
    seats = [opinions.join(store, opened.code, "Kurum", KINDS[n % len(KINDS)])[0] for n in range(people)]
    for turn in range(2):
        for n, seat in enumerate(seats):
            for part, value in said(n + turn, shortlist).items():
                actor = Actor("participant", participant=seat.id)
                opinions.save(store, actor, meeting.id, part, value, f"{turn}-{part}-{n}")
        meetings.move(store, OPERATOR, meeting.id, ("revealed", "second_revealed")[turn])
        if not turn:
            meetings.move(store, OPERATOR, meeting.id, "second")
    return meeting.id


def said(n: int, shortlist: tuple[str, ...]) -> Mapping[Any, Any]:
    turned = (*shortlist[n % 5 :], *shortlist[: n % 5])
    points = (10 + 5 * (n % 9), 20, 30)
    return {
        "weights": dict(zip(TOPICS, (*points, 100 - sum(points)), strict=True)),
        "order": turned,
        "scores": {(code, criterion): 1 + n % 5 for code in shortlist for criterion in EXPERT_CRITERIA},
        "verdicts": {
            code: Verdict("dispute" if n % 3 else "confirm", f"{n}: a reason") for code in shortlist[:3]
        },
    }


def turn(page: Page, key: str = "PageDown") -> str:
    before = page.locator(".slide-title").inner_text()
    page.keyboard.press(key)
    expect(page.locator(".slide-title")).not_to_have_text(before)
    return page.locator(".slide-title").inner_text()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (800, 600), (1920, 1080)])
def test_every_slide_is_whole_and_read_from_the_last_row(
    context: BrowserContext, laptop: Laptop, width: int, height: int
) -> None:
    seen = walked(context, laptop, held(laptop), width, height)
    assert len(seen) >= 10
    for title, found in seen.items():
        assert found["smallest"][1] >= height / 50, (title, found)
    assert seen["Karar"]["grown"] > 1.2, "few words are written large"


def test_a_long_shortlist_stays_whole(context: BrowserContext, laptop: Laptop) -> None:
    seen = walked(context, laptop, held(laptop, shortlist=MANUFACTURING[:20]), 1280, 720)
    assert seen["Analiz ne diyor?"]["grown"] < 1


def walked(
    context: BrowserContext, laptop: Laptop, meeting: str, width: int, height: int
) -> dict[str, dict[str, Any]]:
    """What each slide measures, by its title, of a screen from which nothing may run out."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{laptop.address}/present?meeting={meeting}&lang=tr")
    expect(page.locator("html[data-clicker]")).to_be_attached()
    title = page.locator(".slide-title").inner_text()
    seen: dict[str, dict[str, Any]] = {}
    while title not in seen:
        page.wait_for_timeout(DRAWN)
        seen[title] = found = page.evaluate(ON_THE_WALL)
        assert found["lowest"] <= found["foot"] + 1, (title, found)
        assert found["widest"] <= width, (title, found)
        assert found["crossed"] == [], (title, found)
        if title != "Karar":
            title = turn(page)
    return seen


def test_a_turned_slide_is_asked_for_alone(context: BrowserContext, laptop: Laptop) -> None:
    """What the screen asks for meanwhile may leave what the slide before had more than this one."""
    page = context.new_page()
    asked: list[float] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: asked.append(time.monotonic())))
    page.goto(f"{laptop.address}/present?meeting={held(laptop)}&lang=en&slide=agreement")
    expect(page.locator("html[data-clicker]")).to_be_attached()
    page.wait_for_timeout(REST)
    for n in range(8):
        pressed = time.monotonic()
        turn(page, ("PageDown", "PageUp")[n % 2])
        page.wait_for_timeout(600)
        soon = [at for at in asked if pressed < at < pressed + ALONE]
        assert len(soon) <= 2, "the slide, and what may have been on its way before the key"
        page.wait_for_timeout(700 + 130 * n)
