"""On each slider: where the first place holds, who takes over beyond, and where half of all weight is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from clusterdash.analysis.scores import Aggregation
from tests.browser.board.host import Host, open_board, random_host, serve
from tests.browser.board.test_board import TOPICS, drag, ranks_in_python, slider

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAMES = ("Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions")
EVEN = dict.fromkeys(TOPICS, 25)
# What changes from the moment a slider is let go: at once, and after that.
LET_GO_AND_WATCH = """async (slider) => {
  const board = slider.getRootNode().querySelector('[data-testid="live-board"]');
  const seen = [];
  const observer = new MutationObserver(changes => seen.push(...changes));
  const said = () => [...board.querySelectorAll(".hold .spoken")].map(node => node.textContent);
  slider.value = 90;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const whileMoving = said();
  observer.observe(board, {subtree: true, childList: true, attributes: true, characterData: true});
  slider.dispatchEvent(new Event("change", {bubbles: true}));
  observer.takeRecords();
  const atOnce = said();
  await new Promise(done => setTimeout(done, 700));
  return {whileMoving, atOnce, later: seen.length};
}"""


def topic(page: Page, name: str) -> Locator:
    return page.locator(".topic", has=slider(page, name))


def said(page: Page, name: str) -> str:
    return topic(page, name).locator(".hold .spoken").inner_text()


def first(host: Host, points: dict[str, int]) -> set[str]:
    return {n for n, rank in ranks_in_python(host, points).items() if rank == 1}


def in_python(host: Host, points: dict[str, int], code: str) -> str:
    """The sentence of one slider, from trying every point beside today's until the first place changes."""
    today = first(host, points)
    names = [row.name for row in host.data.rows]
    ends, takers = [], []
    for step, last in ((-1, 0), (1, 100)):
        at, taker = points[code], None
        while at != last and taker is None:
            there = first(host, {**points, code: at + step})
            if today <= there:
                at += step
            else:
                [taker] = [names[int(n)] for n in there]
        ends.append(at)
        takers.append(taker)
    if takers == [None, None]:
        return "First place holds whatever its weight"
    words = [f"First place holds from {ends[0]} to {ends[1]} points"]
    words += [f"{where}: {name}" for where, name in zip(("below", "above"), takers, strict=True) if name]
    return "; ".join(words)


def test_every_slider_says_what_python_finds_and_again_after_a_release(board: Page, host: Host) -> None:
    points = dict(EVEN)
    for moved in (None, "Demand", "Networking and Cooperation"):
        if moved:
            drag(board, moved, 0.6, 0.9)
            points[TOPICS[NAMES.index(moved)]] = int(slider(board, moved).input_value())
        sentences = [said(board, name).split(". Half")[0] for name in NAMES]
        assert sentences == [in_python(host, points, code) for code in TOPICS]
    assert any("below" in sentence or "above" in sentence for sentence in sentences)


def test_other_sectors_under_the_same_sliders_are_called_by_their_names(board: Page, host: Host) -> None:
    everything = random_host(manufacturing=False)
    host.matrix = everything.matrix
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric")
    for revision, aggregation in enumerate(aggregations, start=2):
        host.data = replace(
            everything.data,
            matrix=f"editions/test/{revision}/matrix.bin",
            revision=revision,
            aggregation=aggregation,
        )
        board.evaluate("async () => window.show(await (await fetch('/board.json')).json())")
        expect(board.get_by_test_id("live-board")).to_have_attribute("data-state", "ready")
        sentences = [said(board, name).split(". Half")[0] for name in NAMES]
        assert sentences == [in_python(host, EVEN, code) for code in TOPICS]
        assert any("below" in sentence or "above" in sentence for sentence in sentences)


def test_the_slider_keeps_its_name_and_is_described_by_its_interval(board: Page) -> None:
    expect(slider(board, "Demand")).to_have_accessible_name("Demand")
    expect(slider(board, "Demand")).to_have_accessible_description(
        re.compile(r"^First place holds .*Half of all weight: 75 points .+")
    )


def test_the_bracket_ends_where_the_thumb_would_stand(board: Page) -> None:
    for name in NAMES:
        found = re.search(r"from (\d+) to (\d+) points", said(board, name))
        ends = [int(end) for end in found.groups()] if found else [0, 100]
        held, rail = (topic(board, name).locator(part).bounding_box() for part in (".held", ".slide input"))
        thumb = 18
        assert held is not None
        assert rail is not None
        travel = rail["width"] - thumb
        # The bracket's strokes of 2 px are drawn around its ends.
        assert held["x"] + 2 - rail["x"] - thumb / 2 == pytest.approx(travel * ends[0] / 100, abs=1)
        right = held["x"] + held["width"] - 2
        assert right - rail["x"] - thumb / 2 == pytest.approx(travel * ends[1] / 100, abs=1)
        assert held["y"] > rail["y"] + rail["height"] / 2


def test_intervals_stand_still_under_a_finger_and_are_new_at_once_when_it_goes(board: Page) -> None:
    before = [said(board, name) for name in NAMES]
    found: dict[str, Any] = slider(board, "Demand").evaluate(LET_GO_AND_WATCH)
    assert found["whileMoving"] == before
    assert found["atOnce"] != found["whileMoving"]
    assert found["later"] == 0


def test_only_the_interval_of_the_moving_topic_stays_in_ink(board: Page) -> None:
    def faint() -> list[str]:
        inks = {
            name: topic(board, name).locator(".hold").evaluate("node => getComputedStyle(node).opacity")
            for name in NAMES
        }
        return [name for name, opacity in inks.items() if float(opacity) < 1]

    box = slider(board, "Demand").bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    board.mouse.down()
    board.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    assert faint() == [name for name in NAMES if name != "Demand"]
    board.mouse.up()
    assert faint() == []


def test_more_than_half_of_the_weight_is_said_beside_the_share(board: Page) -> None:
    demand = slider(board, "Demand")
    sign = topic(board, "Demand").get_by_text("over half")
    demand.fill("75")
    expect(sign).to_be_hidden()
    expect(demand).to_have_attribute("aria-valuetext", "75 points, share 50%")
    demand.fill("76")
    expect(sign).to_be_visible()
    expect(demand).to_have_attribute("aria-valuetext", "76 points, share 50%: more than half of all weight")
    slide = topic(board, "Demand").locator(".slide")
    expect(slide).to_have_attribute("title", "Half of all weight: 75 points")
    expect(topic(board, "Factor Conditions").locator(".half")).to_be_hidden()  # the others have 126 points


def test_nothing_jumps_whatever_is_said(board: Page) -> None:
    controls = board.locator(".controls")

    def height() -> float:
        box = controls.bounding_box()
        assert box is not None
        return box["height"]

    usual = height()
    slider(board, "Demand").fill("100")
    assert height() == usual
    for name in NAMES:
        slider(board, name).fill("0")
    assert height() == usual
    assert {said(board, name).partition("Half")[0] for name in NAMES} == {""}
    slider(board, "Demand").fill("10")
    assert height() == usual
    assert said(board, "Demand").startswith("First place holds from 1 to 100 points; below: no ranking")


def test_intervals_speak_turkish(page: Page) -> None:
    with serve(random_host(language="tr")) as host:
        open_board(page, host)
        for name in ("Ekonomik Etki", "Talep"):
            expect(slider(page, name)).to_have_accessible_description(re.compile("ilk sıra değişmez"))
