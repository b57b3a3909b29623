"""A hall full of people: many sessions on one server, each letting go of a slider every few seconds."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench import servers
from bench.client import Session
from bench.lines import Line, milliseconds, times

SESSIONS: Final = 200
EVERY: Final = 5.0
"""Seconds between the releases of one session."""
SECONDS: Final = 30.0
_WARMING: Final = 10
_ALONE: Final = 40
"""Releases of one session that are measured, after a few that are not."""
_OPENED_AT_ONCE: Final = 8
_MEGABYTE: Final = 1_000_000


def measure(editions: Path) -> Iterator[Line]:
    """The 95th percentile of many against the median of one, and the memory each takes."""
    with servers.application(editions) as app:
        alone, work = asyncio.run(_alone(app))
        before = app.memory()
        hall, after = asyncio.run(_hall(app))
    late, one = sorted(hall)[int(0.95 * len(hall))], median(alone)
    each = (after - before) / SESSIONS / _MEGABYTE
    yield Line(
        f"{SESSIONS} sessions, a release every {EVERY:.0f} s each: 95th percentile ÷ one session's median",
        f"{times(late / one)} ({milliseconds(late)} ÷ {milliseconds(one)}, {len(hall)} releases)",
        promised="≤ 4 ×",
        kept=late / one <= 4,
    )
    yield Line("Processor time of the server per release, one session", milliseconds(work))
    yield Line("Memory of the server per session", f"{each:.2f} MB", promised="≤ 1 MB", kept=each <= 1)


async def _alone(app: servers.Server) -> tuple[list[float], float]:
    """One session's releases, and the processor milliseconds of the server for each."""
    session = Session(app.port)
    await session.open()
    for n in range(_WARMING):
        await session.release(_weight(n))
    begun, taken = app.work(), []
    for n in range(_ALONE):
        await asyncio.sleep(0.1)
        taken.append(await session.release(_weight(n)))
    await session.close()
    return taken, (app.work() - begun) / _ALONE * 1000


async def _hall(app: servers.Server) -> tuple[list[float], int]:
    """Everybody's releases, and the server's memory at the end."""
    sessions = [Session(app.port) for _ in range(SESSIONS)]
    door = asyncio.Semaphore(_OPENED_AT_ONCE)

    async def enter(session: Session) -> None:
        async with door:
            await session.open()

    await asyncio.gather(*map(enter, sessions))
    end = time.perf_counter() + SECONDS
    taken = await asyncio.gather(*(_visit(session, n, end) for n, session in enumerate(sessions)))
    memory = app.memory()
    await asyncio.gather(*(session.close() for session in sessions))
    return [one for visit in taken for one in visit], memory


async def _visit(session: Session, number: int, end: float) -> list[float]:
    """Releases at a steady pace from a moment of one's own, until one is not answered at all."""
    due = time.perf_counter() + random.Random(number).random() * EVERY
    taken: list[float] = []
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            taken.append(await session.release(_weight(number + len(taken))))
        except TimeoutError:
            return [*taken, math.inf]
        due += EVERY
    return taken


def _weight(n: int) -> int:
    """Another weight each time."""
    return (7 * n + 3) % 101
