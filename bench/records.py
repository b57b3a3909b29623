"""The records alone: saving a ballot's part, for one person and for a hall; reading a meeting's ballots.

On a SQLite file, and on a PostgreSQL of which CLUSTERDASH_TEST_POSTGRES gives the URL of an empty database.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.lines import Line, milliseconds, times
from clusterdash.records import OPERATOR, Actor, meetings, opinions
from clusterdash.records.base import new_id
from clusterdash.records.store import Records
from clusterdash.records.values import EXPERT_CRITERIA, PARTS, Meeting, MeetingDraft, Part, Verdict

PEOPLE: Final = 200
SECONDS: Final = 30.0
"""In which all of them save their four parts, each at a moment of their own."""
BALLOTS: Final = (250, 500)
SHORTLIST: Final = ("10", "13", "14", "15", "25", "28", "31", "32")
_ALONE: Final = 80
_READS: Final = 15


def measure(_editions: Path) -> Iterator[Line]:
    """Saves against one person's median, presence and ballots against the promised 300 ms."""
    with TemporaryDirectory() as folder:
        yield from _measure("SQLite", f"sqlite:///{folder}/records.sqlite")
    server = os.environ.get("CLUSTERDASH_TEST_POSTGRES")
    if server:
        yield from _measure("PostgreSQL", server)


def _measure(name: str, url: str) -> Iterator[Line]:
    records = Records(url)
    try:
        yield _saves(records, name)
        yield from _reads(records, name)
    finally:
        records.close()


# --- saving ---------------------------------------------------------------------------------------


def _saves(records: Records, name: str) -> Line:
    meeting = _opened(records)
    alone = _person(records, meeting)
    one = median(_timed(lambda: _save(records, meeting, alone, "scores")) for _ in range(_ALONE))
    people = [_person(records, meeting) for _ in range(PEOPLE)]
    begun = time.perf_counter()
    due = sorted((random.uniform(0, SECONDS), person, part) for person in range(PEOPLE) for part in PARTS)

    def answer(moment: float, person: int, part: Part) -> float:
        time.sleep(max(0.0, begun + moment - time.perf_counter()))
        return _timed(lambda: _save(records, meeting, people[person], part))

    with ThreadPoolExecutor(16) as pool:
        taken = sorted(pool.map(lambda answer_: answer(*answer_), due))
    late = taken[int(0.95 * len(taken))]
    return Line(
        f"{name}: {PEOPLE} people save four parts each in {SECONDS:.0f} s: 95th percentile ÷ one's median",
        f"{times(late / one)} ({milliseconds(late)} ÷ {milliseconds(one)})",
        promised="≤ 4 ×",
        kept=late / one <= 4,
    )


# --- reading --------------------------------------------------------------------------------------


def _reads(records: Records, name: str) -> Iterator[Line]:
    presence: list[float] = []
    ballots: list[float] = []
    for people in BALLOTS:
        meeting = _opened(records)
        for _ in range(people):
            person = _person(records, meeting)
            for part in PARTS:
                _save(records, meeting, person, part)
        presence.append(_median(partial(meetings.presence, records, OPERATOR, meeting.id)))
        meetings.move(records, OPERATOR, meeting, "revealed")
        ballots.append(_median(partial(opinions.ballots, records, OPERATOR, meeting.id)))
    most, growth = BALLOTS[-1], BALLOTS[-1] / BALLOTS[0]
    for what, taken in (("who has joined and answered", presence), ("all ballots", ballots)):
        yield Line(
            f"{name}: {what}, {most} ballots of four parts (growth from {BALLOTS[0]})",
            f"{milliseconds(taken[-1])} ({times(taken[-1] / taken[0])})",
            promised=f"≤ 300 ms, ≤ {growth:.0f} ×",
            kept=taken[-1] <= 300 and taken[-1] / taken[0] <= 1.1 * growth,
        )


def _median(read: Callable[[], Any]) -> float:
    read()
    return median(_timed(read) for _ in range(_READS))


def _timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


# --- people ---------------------------------------------------------------------------------------


def _opened(records: Records) -> Meeting:
    draft = MeetingDraft("Measured", 19, date.today(), shortlist=SHORTLIST, proposed=SHORTLIST[:2])
    meeting, _ = meetings.create(records, OPERATOR, draft)
    return meetings.move(records, OPERATOR, meeting, "open")


def _person(records: Records, meeting: Meeting) -> Actor:
    person, _ = opinions.join(records, meeting.code, "Measured", "firm")
    return Actor("participant", participant=person.id)


def _save(records: Records, meeting: Meeting, person: Actor, part: Part) -> None:
    opinions.save(records, person, meeting, part, _answer(part), new_id())


def _answer(part: Part) -> Any:
    match part:
        case "weights":
            first = random.randint(0, 100)
            return {"economic_impact": first, "demand": 100 - first, "networking": 0, "factors": 0}
        case "scores":
            return {
                (division, code): random.randint(1, 5) for division in SHORTLIST for code in EXPERT_CRITERIA
            }
        case "order":
            return random.sample(SHORTLIST, len(SHORTLIST))
        case "verdicts":
            return {division: Verdict("confirm", "A reason of some length.") for division in SHORTLIST[:2]}


if __name__ == "__main__":
    for line in measure(Path()):
        print(line)
