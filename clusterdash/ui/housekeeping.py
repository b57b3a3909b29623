"""When the server looks for garbage: at quiet intervals, not while people wait for an answer."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

INTERVAL: Final = 300.0
"""Seconds between two full collections. One takes 50-100 ms with two hundred visitors."""
_YOUNG_ONLY: Final = (20_000, 50, 1_000)
"""What has just been made is looked through often; everything, by Python itself, practically never."""


@asynccontextmanager
async def unhurried_collection() -> AsyncIterator[None]:
    """Spare the collector what is loaded by now, and look through the rest now and then."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_YOUNG_ONLY)
    collecting = asyncio.create_task(_now_and_then())
    try:
        yield
    finally:
        collecting.cancel()
        gc.set_threshold(*before)


async def _now_and_then() -> None:
    while True:
        await asyncio.sleep(INTERVAL)
        gc.collect()
