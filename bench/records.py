"""The records alone: saving a ballot's part, for one person and for a hall; reading a meeting's ballots."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import databases
from bench.lines import Line, milliseconds, times
from clusterdash.records import OPERATOR, Actor, meetings, opinions
from clusterdash.records.base import new_id
from clusterdash.records.store import Records
from clusterdash.records.values import EXPERT_CRITERIA, PARTS, Meeting, MeetingDraft, Part, Verdict

PEOPLE: Final = 200
SECONDS: Final = 60.0
"""In which all of them save their four parts, each at a moment of their own."""
BALLOTS: Final = (250, 500, 1000)
PROMISED: Final = 500
SHORTLIST: Final = ("10", "13", "14", "15", "25", "28", "31", "32")
_ALONE: Final = 80
_PAUSE: Final = 0.05
"""Seconds between two saves of one person, who is no faster than the hall: what rests grows cold."""
_READS: Final = 31


def measure(_editions: Path) -> Iterator[Line]:
    """Saves against one person's median, presence and ballots against the promised 300 ms."""
    yield from databases.each(_measure)


def _measure(name: str, records: Records) -> Iterator[Line]:
    yield _saves(records, name)
    yield from _reads(records, name)


# --- saving ---------------------------------------------------------------------------------------


def _saves(records: Records, name: str) -> Line:
    meeting = _opened(records)
    alone = _person(records, meeting)
    one = median(_unhurried(lambda: _save(records, meeting, alone, "scores")) for _ in range(_ALONE))
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
    """Halls of every size in turn, so that what disturbs the machine disturbs all of them alike."""
    halls = {people: _answered(records, people) for people in BALLOTS}
    yield _growth(
        f"{name}: who has joined and answered",
        {people: partial(meetings.presence, records, OPERATOR, hall) for people, hall in halls.items()},
    )
    for hall in halls.values():
        meetings.move(records, OPERATOR, hall, "revealed")
    yield _growth(
        f"{name}: all ballots",
        {people: partial(opinions.ballots, records, OPERATOR, hall) for people, hall in halls.items()},
    )


def _answered(records: Records, people: int) -> str:
    meeting = _opened(records)
    for _ in range(people):
        person = _person(records, meeting)
        for part in PARTS:
            _save(records, meeting, person, part)
    return meeting.id


def _growth(what: str, reads: Mapping[int, Callable[[], Any]]) -> Line:
    taken: dict[int, list[float]] = {people: [] for people in reads}
    for turn in range(_READS + 1):
        for people, read in reads.items():
            passed = _timed(read)
            if turn:  # the first also fills what is remembered
                taken[people].append(passed)
    medians = {people: median(passed) for people, passed in taken.items()}
    growth = [(after / before, medians[after] / medians[before]) for before, after in pairwise(medians)]
    halls = " → ".join(f"{people:,}" for people in medians)
    return Line(
        f"{what}, {PROMISED} ballots of four parts (growth {halls})",
        f"{milliseconds(medians[PROMISED])} ({', '.join(times(grown) for _, grown in growth)})",
        promised="≤ 300 ms, ≤ linear",
        kept=medians[PROMISED] <= 300 and all(grown <= 1.1 * people for people, grown in growth),
    )


def _timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _unhurried(act: Callable[[], Any]) -> float:
    """Milliseconds, after a pause."""
    time.sleep(_PAUSE)
    return _timed(act)


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
