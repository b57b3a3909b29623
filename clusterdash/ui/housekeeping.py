"""What the server does by itself: it looks for garbage at quiet intervals, not while people wait for an
answer, and erases what is personal when its time has come."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import Final

from starlette.concurrency import run_in_threadpool

from clusterdash import settings
from clusterdash.records.errors import RecordsError
from clusterdash.ui import records

INTERVAL: Final = 300.0
"""Seconds between two full collections. One takes 50-100 ms with two hundred visitors."""
DAILY: Final = 86_400.0
"""Seconds between two looks for what is due to be erased."""
_YOUNG_ONLY: Final = (4_000, 250, 1_000)
"""What has just been made is looked through often, so that a look takes a few milliseconds and not the tens
that a hall of people who save waited for; everything, by Python itself, practically never."""
_log = logging.getLogger("clusterdash")


@asynccontextmanager
async def unhurried_collection() -> AsyncIterator[None]:
    """Spare the collector what is loaded by now, and look through the rest now and then."""
    with spared_collection():
        collecting = asyncio.create_task(_now_and_then())
        try:
            yield
        finally:
            collecting.cancel()


@contextmanager
def spared_collection() -> Iterator[None]:
    """Spare the collector what is loaded by now; of the rest, it looks through what has just been made."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_YOUNG_ONLY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _now_and_then() -> None:
    while True:
        await asyncio.sleep(INTERVAL)
        gc.collect()


@asynccontextmanager
async def promised_erasure() -> AsyncIterator[None]:
    """Erase what is due now, and every day while the server runs."""
    erasing = asyncio.create_task(_day_by_day())
    try:
        yield
    finally:
        erasing.cancel()


async def _day_by_day() -> None:
    while True:
        try:
            await run_in_threadpool(erase_what_is_due, date.today())
        except Exception:  # the next day is another
            _log.exception("What is personal and due could not be erased")
        await asyncio.sleep(DAILY)


def erase_what_is_due(today: date) -> None:
    """Erase the names and reasons of people whose meeting is longer ago than the notice to them said.

    Where that cannot be done it stands in the log, and is tried again the next day.
    """
    if not records.kept():
        return
    from clusterdash.records import personal

    held_before = personal.months_before(today, settings.current().records.retention_months)
    try:
        erased = personal.forget(records.open_records(), personal.KEEPER, held_before)
    except RecordsError as error:
        _log.error("What is personal and due could not be erased: %s", error)
        return
    if erased:
        _log.info("Erased what is personal of %d people of meetings held before %s", erased, held_before)
