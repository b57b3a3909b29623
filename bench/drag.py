"""Under the finger: each move of a topic's slider, until the board has been painted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from bench import browser, servers
from bench.browser import Tab
from bench.lines import Line, milliseconds, times

FRAME: Final = 16.7
ROUNDS: Final = 5
"""Drags over the board and runs of keys on the floor, in turn."""
_DRAG: Final = range(20, 82, 2)
_KEYS: Final = 10
_SETTLE: Final = 120


def measure(editions: Path) -> Iterator[Line]:
    """Share of steps within one frame, and the median against the floor's."""
    board_steps: list[browser.Step] = []
    floor_steps: list[float] = []
    with servers.application(editions) as app, servers.floor() as least, browser.chromium() as context:
        board = browser.ranking(context, app.url(browser.RANKING))
        floor = Tab(context, least.url())
        _press(floor, "ArrowRight")  # the first answer of a server takes longer
        for turn in range(ROUNDS):
            there = turn % 2 == 0
            floor_steps += _press(floor, "ArrowRight" if there else "ArrowLeft")
            board_steps += _drag(board, _DRAG if there else _DRAG[::-1])
    after_input = [step.after("input") for step in board_steps]
    after_move = [step.after("pointermove") for step in board_steps]
    in_time = sum(one <= FRAME for one in after_input) / len(after_input)
    ours, pointer, floors = median(after_input), median(after_move), median(floor_steps)
    yield Line(
        "Drag: steps painted within one frame (16.7 ms)",
        f"{in_time:.1%} of {len(after_input)}",
        promised="≥ 95%",
        kept=in_time >= 0.95,
    )
    yield Line(
        "Drag: step → board painted, median",
        f"{times(ours / floors)} ({milliseconds(ours)}; from the pointer's stamp {milliseconds(pointer)})",
        promised="≤ 0.4 × floor",
        floor=milliseconds(floors),
        kept=ours / floors <= 0.4,
    )


def _press(floor: Tab, key: str) -> list[float]:
    floor.front()
    floor.slider().focus()
    press = partial(floor.page.keyboard.press, key)
    return [floor.step(press, browser.FLOOR_TEXT, text=True).after("keydown") for _ in range(_KEYS)]


def _drag(board: Tab, values: range) -> list[browser.Step]:
    """Take hold of the thumb where the drag begins, move it value by value, let go."""
    board.front()
    slider, mouse = board.slider(browser.TOPIC), board.page.mouse
    places = [browser.position(slider, value) for value in values]
    mouse.move(*places[0])
    mouse.down()
    board.settle()
    steps = [board.step(partial(mouse.move, *to), browser.BOARD, settle=_SETTLE) for to in places[1:]]
    mouse.up()
    board.settle()
    return steps
