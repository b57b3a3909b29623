"""A consultation meeting in a running application: a hall that votes, and the screen that shows it."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

from bench import servers
from bench.client import Session
from bench.lines import Line, milliseconds, times
from clusterdash import warehouse
from clusterdash.records import OPERATOR, Actor, meetings, opinions
from clusterdash.records.store import Records
from clusterdash.records.values import EXPERT_CRITERIA, KINDS, PARTS, TOPICS, Meeting, MeetingDraft, Verdict

PEOPLE: Final = 200
SECONDS: Final = 60.0
"""In which everybody opens their ballot and saves its four parts, each at moments of their own."""
HALLS: Final = (100, 200, 400)
SHORTLIST: Final = ("10", "13", "14", "15", "25", "28", "31", "32")
_ALONE: Final = 40
_LOOKS: Final = 15


def measure(editions: Path) -> Iterator[Line]:
    """Saves of many against one person's median, what is kept of them, and what the screen costs."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/records.sqlite"
        records = Records(url)
        try:
            with servers.application(editions, CLUSTERDASH_RECORDS_URL=url) as app:
                yield from _saves(app, records, editions)
                yield from _screen(app, records, editions)
        finally:
            records.close()


# --- the hall -------------------------------------------------------------------------------------


def _saves(app: servers.Server, records: Records, editions: Path) -> Iterator[Line]:
    one = median(asyncio.run(_alone(app, records, opened(records, editions))))
    meeting = opened(records, editions)
    taken = asyncio.run(_hall(app, records, meeting))
    late = sorted(taken)[int(0.95 * len(taken))]
    yield Line(
        f"{PEOPLE} people save 4 parts each in {SECONDS:.0f} s: 95th percentile ÷ one person's median",
        f"{times(late / one)} ({milliseconds(late)} ÷ {milliseconds(one)}, {len(taken)} saves)",
        promised="≤ 4 ×",
        kept=late / one <= 4,
    )
    answered = meetings.presence(records, OPERATOR, meeting).answered
    acknowledged, there = sum(math.isfinite(one) for one in taken), sum(answered.values())
    yield Line(
        "Parts acknowledged to them that the records hold",
        f"{there} of {acknowledged}",
        promised="all",
        kept=there >= acknowledged,
    )


async def _alone(app: servers.Server, records: Records, meeting: Meeting) -> list[float]:
    session = ballot(app, records, meeting, 0)
    await session.open()
    taken = [await _save(session, turn, turn) for turn in range(_ALONE)]
    await session.close()
    return taken[5:]


async def _hall(app: servers.Server, records: Records, meeting: Meeting) -> list[float]:
    sessions = [ballot(app, records, meeting, number) for number in range(PEOPLE)]
    begun = time.perf_counter()
    taken = await asyncio.gather(*(_vote(session, n, begun) for n, session in enumerate(sessions)))
    await asyncio.gather(*(session.close() for session in sessions))
    return [one for person in taken for one in person]


async def _vote(session: Session, number: int, begun: float) -> list[float]:
    """Opens the ballot at a moment of one's own, then saves the four parts at moments that follow."""
    own = random.Random(number)
    moments = sorted(own.uniform(0, SECONDS) for _ in range(len(PARTS) + 1))
    taken: list[float] = []
    try:
        await asyncio.sleep(max(0.0, begun + moments[0] - time.perf_counter()))
        await session.open()
        for turn, moment in enumerate(moments[1:]):
            await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
            taken.append(await _save(session, number, turn))
    except TimeoutError:
        return [*taken, *[math.inf] * (len(PARTS) - len(taken))]
    return taken


async def _save(session: Session, number: int, turn: int) -> float:
    part = PARTS[turn % len(PARTS)]
    message = {"part": part, "value": _value(part, number), "request": f"{number}-{turn}", "attempt": 1}
    return await session.trigger("save", message)


def ballot(app: servers.Server, records: Records, meeting: Meeting, number: int) -> Session:
    """Somebody who has joined and opens their ballot."""
    _, token = _join(records, meeting, number)
    link = {"code": meeting.code, "me": token, "lang": "tr"}
    return Session(app.port, "ballot", urlencode(link), "ballot_form")


# --- the screen -----------------------------------------------------------------------------------


def _screen(app: servers.Server, records: Records, editions: Path) -> Iterator[Line]:
    looks, slides = {}, {}
    for people in HALLS:
        meeting = opened(records, editions)
        for number in range(people):
            answered(records, meeting, number)
        looks[people] = median(asyncio.run(_looks(app, meeting)))
        meetings.move(records, OPERATOR, meeting.id, "revealed")
        slides[people] = min(asyncio.run(_slides(app, meeting)))
    slowest = max(looks.values())
    grown = (looks[HALLS[-1]] / looks[HALLS[0]]) / (HALLS[-1] / HALLS[0])
    yield Line(
        "The screen looks at the meeting, " + _halls(),
        " · ".join(map(milliseconds, looks.values())),
        promised="≤ 300 ms, ≤ linear",
        kept=slowest <= 300 and grown <= 1.1,
    )
    yield Line(
        "The screen opens on its comparison, all figures anew, " + _halls(),
        " · ".join(map(milliseconds, slides.values())),
    )


async def _looks(app: servers.Server, meeting: Meeting) -> list[float]:
    session = Session(app.port, "present", urlencode({"meeting": meeting.id, "lang": "tr"}), "")
    await session.open()
    taken = [await session.refresh() for _ in range(_LOOKS)]
    await session.close()
    return taken[3:]


async def _slides(app: servers.Server, meeting: Meeting) -> list[float]:
    """New sessions, of which each computes all figures anew."""
    link = urlencode({"meeting": meeting.id, "slide": "places", "lang": "tr"})
    taken = []
    for _ in range(3):
        session = Session(app.port, "present", link, "clicker")
        begun = time.perf_counter()
        await session.open()
        taken.append((time.perf_counter() - begun) * 1000)
        await session.close()
    return taken


def _halls() -> str:
    return f"{', '.join(map(str, HALLS[:-1]))} and {HALLS[-1]} ballots"


# --- what they give -------------------------------------------------------------------------------


def opened(records: Records, editions: Path) -> Meeting:
    draft = MeetingDraft(
        title="Measured",
        province=19,
        held_on=date(2026, 5, 4),
        edition=warehouse.current(editions).edition.id,
        shortlist=SHORTLIST,
        proposed=SHORTLIST[:3],
    )
    meeting, _ = meetings.create(records, OPERATOR, draft)
    return meetings.move(records, OPERATOR, meeting, "open")


def _join(records: Records, meeting: Meeting, number: int) -> tuple[Any, str]:
    return opinions.join(records, meeting.code, f"Institution {number}", KINDS[number % len(KINDS)])


def answered(records: Records, meeting: Meeting, number: int) -> None:
    person, _ = _join(records, meeting, number)
    actor = Actor("participant", participant=person.id)
    for part in PARTS:
        value = _value(part, number)
        if part == "scores":
            value = {(division, criterion): score for division, criterion, score in value}
        if part == "verdicts":
            value = {division: Verdict(**said) for division, said in value.items()}
        opinions.save(records, actor, meeting.id, part, value, f"{part}-{number}")


def _value(part: str, number: int) -> Any:
    """An answer as the component sends it, another one for everybody."""
    own = random.Random(number)
    if part == "weights":
        cuts = sorted(own.randint(0, 100) for _ in range(len(TOPICS) - 1))
        return {topic: high - low for topic, low, high in zip(TOPICS, [0, *cuts], [*cuts, 100], strict=True)}
    if part == "scores":
        return [[division, code, own.randint(1, 5)] for division in SHORTLIST for code in EXPERT_CRITERIA]
    if part == "order":
        return own.sample(SHORTLIST, len(SHORTLIST))
    return {
        division: {"stance": own.choice(("confirm", "dispute")), "reason": ""} for division in SHORTLIST[:3]
    }
