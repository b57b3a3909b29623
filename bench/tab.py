"""A new tab on a warm server: until the ranking can be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench import browser, servers
from bench.lines import Line, milliseconds, times

TABS: Final = 12
_USABLE: Final = (
    f"{browser.BOARD} [data-ranked]",
    f'{browser.BOARD} input[aria-label="{browser.TOPIC}"]:enabled',
)
_FLOOR_USABLE: Final = ("[data-testid=stSlider] input",)


def measure(editions: Path) -> Iterator[Line]:
    """Bars drawn and slider enabled, against the floor's slider; the browser has been there before."""
    with servers.application(editions) as app, servers.floor() as least, browser.chromium() as context:

        def open_both() -> tuple[float, float]:
            return (
                browser.shown(context, app.url(browser.RANKING), _USABLE),
                browser.shown(context, least.url(), _FLOOR_USABLE),
            )

        open_both()
        pairs = [open_both() for _ in range(TABS)]
    ours, floors = (median(column) for column in zip(*pairs, strict=True))
    ratio = ours / floors
    yield Line(
        "New tab on a warm server → ranking usable, median",
        f"{times(ratio)} ({milliseconds(ours)})",
        promised="≤ 1.4 × floor",
        floor=milliseconds(floors),
        kept=ratio <= 1.4,
    )
