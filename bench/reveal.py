"""The hall's screen in a real browser: from the organiser's click until the screen shows what it changed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from playwright.sync_api import BrowserContext, Page

from bench import browser, servers
from bench.client import Session
from bench.lines import Line
from bench.meeting import answered, ballot, opened
from clusterdash.records.store import Records
from clusterdash.records.values import Meeting

PEOPLE: Final = 40
"""Whose telephones have their ballots open, and look at the meeting as often as the page does."""
SERVERS: Final = 3
PROMISED: Final = 2.0
"""Seconds."""
CHANGES: Final = ("reveal", "second round", "its reveal", "decision")
_AGES: Final = ("that has just started", "that has shown a meeting before")
_LOOKS_EVERY: Final = 12.0
_SETTLE: Final = 3_000
_MENU: Final = 700


def measure(editions: Path) -> Iterator[Line]:
    """The slowest of each change: two meetings, one after the other, on each of several new servers."""
    taken = [_evening(editions) for _ in range(SERVERS)]
    for age, evenings in zip(_AGES, zip(*taken, strict=True), strict=True):
        slowest = [max(seconds) for seconds in zip(*evenings, strict=True)]
        yield Line(
            f"The hall's screen after the organiser's click, {PEOPLE} telephones, server {age}: "
            f"{', '.join(CHANGES)}, slowest of {SERVERS}",
            " · ".join(f"{seconds:.2f} s" for seconds in slowest),
            promised=f"≤ {PROMISED:.0f} s",
            kept=max(slowest) <= PROMISED,
        )


def _evening(editions: Path) -> list[list[float]]:
    """Seconds of each change, meeting by meeting, on a server that has just started."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/records.sqlite"
        records = Records(url)
        try:
            held = [_answered(records, editions) for _ in _AGES]
            with (
                servers.application(editions, CLUSTERDASH_RECORDS_URL=url) as app,
                browser.chromium() as context,
            ):
                return [_meeting(app, context, records, meeting) for meeting in held]
        finally:
            records.close()


def _answered(records: Records, editions: Path) -> Meeting:
    meeting = opened(records, editions)
    for person in range(PEOPLE):
        answered(records, meeting, person)
    return meeting


def _meeting(app: servers.Server, context: BrowserContext, records: Records, meeting: Meeting) -> list[float]:
    sessions = [ballot(app, records, meeting, person) for person in range(PEOPLE)]
    hall, desk = context.new_page(), context.new_page()
    try:
        with _telephones(sessions):
            hall.goto(app.url(f"/present?meeting={meeting.id}&lang=en&slide=join"))
            hall.locator(".foot .code").wait_for()
            desk.goto(app.url(f"/meetings?meeting={meeting.id}&lang=en"))
            return [
                _seconds(_step(desk, "revealed"), hall, ".js-plotly-plot .main-svg"),
                _seconds(_step(desk, "second"), hall, ".foot .code"),
                _seconds(_step(desk, "second_revealed"), hall, ".foot:not(:has(.code))"),
                _seconds(_decision(desk, hall), hall, "text=Agreed."),
            ]
    finally:
        hall.close()
        desk.close()


def _seconds(act: Callable[[], None], hall: Page, shown: str) -> float:
    begun = time.perf_counter()
    act()
    hall.locator(shown).first.wait_for()
    return time.perf_counter() - begun


def _step(desk: Page, state: str) -> Callable[[], None]:
    """Everything but the last click towards this state."""
    desk.wait_for_timeout(_SETTLE)
    desk.locator(f".st-key-meeting_go_{state} button").first.click()
    button = desk.locator(f".st-key-meeting_move_{state} button")
    button.wait_for()
    desk.wait_for_timeout(_MENU)
    return button.click


def _decision(desk: Page, hall: Page) -> Callable[[], None]:
    hall.keyboard.press("End")
    desk.wait_for_timeout(_SETTLE)
    desk.locator(".st-key-meeting_part").get_by_text("Decision", exact=True).click()
    desk.get_by_label("Reasons").first.fill("Agreed.")
    desk.keyboard.press("Tab")
    desk.wait_for_timeout(_SETTLE)
    return desk.locator(".st-key-decision_save button").click


@contextmanager
def _telephones(sessions: Sequence[Session]) -> Iterator[None]:
    """Ballots that are open and look at the meeting now and then, until the block ends."""
    over = False

    async def rest(session: Session) -> None:
        await session.open()
        due = time.perf_counter() + random.uniform(0, _LOOKS_EVERY)
        while not over:
            if time.perf_counter() > due:
                await session.refresh()
                due += _LOOKS_EVERY
            await asyncio.sleep(0.1)
        await session.close()

    async def hall() -> None:
        await asyncio.gather(*map(rest, sessions))

    thread = Thread(target=lambda: asyncio.run(hall()))
    thread.start()
    try:
        yield
    finally:
        over = True
        thread.join()
