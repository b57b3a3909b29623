"""A real Chromium with a stopwatch in every page: from what a hand does to the frame painted after it."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, sync_playwright

BOARD: Final = "[data-testid=live-board]"
RANKING: Final = "/ranking?lang=en"
TOPIC: Final = "Demand"
FLOOR_TEXT: Final = "[data-testid=stMarkdown]"
_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_STOPWATCH: Final = Path(__file__).with_name("stopwatch.js")
_PATIENCE: Final = 5_000
_THUMB: Final = 16
"""Width of a range's thumb: its middle travels the width of the range less this."""


@dataclass(frozen=True)
class Step:
    """One change by hand: the time stamps of its events, the frame that shows it (ms), websocket bytes."""

    events: Mapping[str, float]
    painted: float | None
    received: int
    sent: int

    def after(self, event: str) -> float:
        """Milliseconds from the event to the painted frame; infinite where nothing followed."""
        if self.painted is None or event not in self.events:
            return math.inf
        return self.painted - self.events[event]


class Tab:
    """A page, the websocket bytes it has moved, and the requests it has made."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.received = self.sent = 0
        self.requests: list[str] = []
        self.page.on("websocket", self._listen)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(url)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._receive)
        socket.on("framesent", self._send)

    def _receive(self, payload: str | bytes) -> None:
        self.received += len(payload)

    def _send(self, payload: str | bytes) -> None:
        self.sent += len(payload)

    def slider(self, name: str | None = None) -> Locator:
        """The slider with exactly this accessible name, or the only one, once it is there."""
        slider = self.page.get_by_role("slider", name=name, exact=True)
        slider.wait_for(state="attached")
        return slider

    def step(self, act: Callable[[], None], watch: str, *, text: bool = False, settle: int = 350) -> Step:
        """Do something; wait until nothing inside `watch` (or, if so asked, its text) changes any more."""
        received, sent = self.received, self.sent
        self.page.evaluate("how => stopwatch.start(...how)", [watch, text])
        act()
        noted = self.page.evaluate("how => stopwatch.stop(...how)", [settle, _PATIENCE])
        return Step(noted["events"], noted["painted"], self.received - received, self.sent - sent)

    def settle(self, milliseconds: int = 700) -> None:
        """Let the server's answer arrive before the next measurement."""
        self.page.wait_for_timeout(milliseconds)

    def front(self) -> None:
        self.page.bring_to_front()


def position(slider: Locator, value: float) -> tuple[float, float]:
    """Where the thumb of a range from 0 to 100 stands at `value`; on Streamlit's own track, near there."""
    track = slider.locator("xpath=ancestor::*[@role='group' and ancestor::*[@data-testid='stSlider']]/div")
    seen = track if track.count() else slider
    seen.scroll_into_view_if_needed()
    box = seen.bounding_box()
    if box is None:
        raise RuntimeError("The slider is not on the page any more.")
    return box["x"] + _THUMB / 2 + (box["width"] - _THUMB) * value / 100, box["y"] + box["height"] / 2


def ranking(context: BrowserContext, url: str) -> Tab:
    """The ranking page, its bars drawn."""
    tab = Tab(context, url)
    tab.page.locator(f"{BOARD} [data-ranked]").first.wait_for()
    tab.settle(2000)
    return tab


def shown(context: BrowserContext, url: str, selectors: Sequence[str]) -> float:
    """Milliseconds from opening `url` in a new tab until all of `selectors` are painted."""
    page = context.new_page()
    try:
        page.goto(url, wait_until="commit")
        milliseconds: float = page.evaluate("how => stopwatch.shown(...how)", [selectors, 6 * _PATIENCE])
        return milliseconds
    finally:
        page.close()


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """Debian's chromium, or any Chromium or Chrome on the path, without a window."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("There is no Chromium on the path: install the package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
            context.add_init_script(path=_STOPWATCH)
            yield context
        finally:
            browser.close()
