"""Letting go of a slider: from the hand to the figures that Python has committed, and what that sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench import browser, servers
from bench.browser import Step, Tab
from bench.lines import Line, milliseconds, times

ANSWER: Final = ".st-key-answer"
"""The sentence with the first sector's score, which only Python writes."""
DETAILS: Final = ".st-key-details button"
ROUNDS: Final = 5
_RELEASES: Final = 6
_WITH_DETAILS: Final = 3
_KILOBYTE: Final = 1000


def measure(editions: Path) -> Iterator[Line]:
    """The release against the floor's, its bytes, and its bytes with each detail opened."""
    ours: list[Step] = []
    floors: list[Step] = []
    with servers.application(editions) as app, servers.floor() as least, browser.chromium() as context:
        board = browser.ranking(context, app.url(browser.RANKING))
        floor = Tab(context, least.url())
        _let_go(floor, None, browser.FLOOR_TEXT, [30, 60])  # the first answers of a server take longer
        _let_go(board, browser.TOPIC, ANSWER, [30, 60])
        board.requests.clear()
        for turn in range(ROUNDS):
            values = [10 + (17 * (turn * _RELEASES + n)) % 80 for n in range(_RELEASES)]
            floors += _let_go(floor, None, browser.FLOOR_TEXT, values)
            ours += _let_go(board, browser.TOPIC, ANSWER, values)
        fetched = [url for url in board.requests if "/editions/" in url]
        opened = dict(_with_details(board))
    after, least_after = (median(step.after("pointerup") for step in steps) for steps in (ours, floors))
    yield Line(
        "Release → committed figures, median",
        f"{times(after / least_after)} ({milliseconds(after)})",
        promised="≤ 2.5 × floor",
        floor=milliseconds(least_after),
        kept=after / least_after <= 2.5,
    )
    closed = _kilobytes(ours)
    asked = median(step.sent for step in ours) / _KILOBYTE
    yield Line(
        "Release and what follows it: websocket to the browser, details closed",
        f"{closed:.1f} kB ({asked:.1f} kB asked)",
        promised="≤ 6 kB",
        kept=closed <= 6,
    )
    yield Line(
        "Release: matrix and geometry fetched again",
        f"{len(fetched)} × in {len(ours)} releases",
        promised="never",
        kept=not fetched,
    )
    for title, kilobytes in opened.items():
        yield Line(f"Release: websocket to the browser with “{title}” open", f"{kilobytes:.1f} kB")


def _let_go(tab: Tab, slider_name: str | None, watch: str, values: list[int]) -> list[Step]:
    """Press the track at each value and let go: the thumb comes to the hand, the figures on release."""
    tab.front()
    slider, mouse = tab.slider(slider_name), tab.page.mouse
    steps = []
    for value in values:
        mouse.move(*browser.position(slider, value))
        mouse.down()
        tab.settle(60)
        steps.append(tab.step(mouse.up, watch, text=True))
    return steps


def _with_details(board: Tab) -> Iterator[tuple[str, float]]:
    """Kilobytes of a release with each detail opened, one at a time, by its title."""
    for detail in board.page.locator(DETAILS).all():
        detail.click()
        board.settle(2500)
        steps = _let_go(board, browser.TOPIC, ANSWER, [25, 50, 75][:_WITH_DETAILS])
        yield detail.inner_text().splitlines()[-1], _kilobytes(steps)
        detail.click()
        board.settle()


def _kilobytes(steps: list[Step]) -> float:
    return median(step.received for step in steps) / _KILOBYTE
