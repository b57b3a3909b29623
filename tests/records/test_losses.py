"""What is acknowledged is there, once: under a whole hall at once, and when the process is killed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

from clusterdash.records import OPERATOR, Actor, meetings, opinions
from clusterdash.records.base import new_id
from clusterdash.records.models import OpinionRow
from clusterdash.records.store import Records
from clusterdash.records.values import KINDS, PARTS, Verdict
from tests.records.hall import Hall

ROOT = Path(__file__).parents[2]
KILLS = 10
PEOPLE = 200


def test_two_hundred_people_answer_at_once(open_hall: Hall) -> None:
    def answer(number: int) -> tuple[Actor, dict[str, int]]:
        actor = open_hall.join(f"Kurum {number}", KINDS[number % len(KINDS)])
        first = number % 101
        weights = {"economic_impact": first, "demand": 100 - first, "networking": 0, "factors": 0}
        answers = {
            "weights": weights,
            "scores": {("28", "D5"): number % 5 + 1},
            "order": ("28", "10") if number % 2 else ("10", "28"),
            "verdicts": {"28": Verdict("confirm", f"{number}")},
        }
        for part in PARTS:
            assert not open_hall.save(actor, part, answers[part]).duplicate
        return actor, weights

    with ThreadPoolExecutor(40) as pool:
        answered = {actor.participant: weights for actor, weights in pool.map(answer, range(PEOPLE))}
    assert (open_hall.count("participant"), open_hall.count("opinion")) == (PEOPLE, 4 * PEOPLE)
    seen = meetings.presence(open_hall.records, OPERATOR, open_hall.meeting)
    assert seen.joined == PEOPLE
    assert set(seen.answered.values()) == {PEOPLE}
    open_hall.move("revealed")
    ballots = opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting)
    assert {ballot.participant: ballot.weights for ballot in ballots} == answered
    assert {int(ballot.verdicts["28"].reason) for ballot in ballots} == set(range(PEOPLE))


def test_ten_kills_in_mid_vote_lose_nothing_and_double_nothing(open_hall: Hall, url: str) -> None:
    sent: list[tuple[str, str, int]] = []
    taken: dict[tuple[str, str], int] = {}
    for kill in range(KILLS):
        for line in _voted_until_killed(url, open_hall.meeting.code, f"{kill}", acknowledged=10 + 7 * kill):
            word, person, request, number = line.split()
            if word == "sent":
                sent.append((person, request, int(number)))
            else:
                taken[person, request] = int(number)
    assert len(taken) >= sum(10 + 7 * kill for kill in range(KILLS))
    kept = _kept(open_hall.records)
    assert {key: kept[key][0] for key in taken} == taken

    # Everybody comes back and sends again whatever they had sent; what was on its way is there once too.
    for person, request, first in sent:
        weights = {"economic_impact": first, "demand": 100 - first, "networking": 0, "factors": 0}
        actor = Actor("participant", participant=person)
        again = opinions.save(open_hall.records, actor, open_hall.meeting, "weights", weights, request)
        assert again.duplicate or (person, request) not in kept
    final = _kept(open_hall.records)
    assert final == {(person, request): (final[person, request][0], first) for person, request, first in sent}
    assert {key: final[key] for key in kept} == kept
    # Each person's answers have the order in which they were given.
    for person in {person for person, _, _ in sent}:
        ids = [final[one, request][0] for one, request, _ in sent if one == person]
        assert all(one < other for one, other in pairwise(ids))
    # And the records go on.
    opinions.save(open_hall.records, open_hall.join(), open_hall.meeting, "order", ["28"], new_id())
    assert open_hall.count("ledger") - open_hall.count("opinion") - open_hall.count("participant") == 2


def _voted_until_killed(url: str, code: str, name: str, *, acknowledged: int) -> list[str]:
    """All whole lines of a voting process that is killed once it has acknowledged so many votes."""
    voter = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("voter.py")), url, code, name],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert voter.stdout is not None
    lines: list[str] = []
    words: Counter[str] = Counter()
    while words["taken"] < acknowledged:
        line = voter.stdout.readline()
        assert line, f"The voter ended by itself: {voter.wait()}"
        lines.append(line)
        words[line.split()[0]] += 1
    voter.kill()
    rest, _ = voter.communicate()
    return lines + [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]


def _kept(records: Records) -> dict[tuple[str, str], tuple[int, int]]:
    """By participant and request: the opinion's number and what it said."""
    with records.reading() as session:
        rows = session.scalars(sa.select(OpinionRow)).all()
    kept = {(row.participant, row.request): (row.id, (row.payload or {})["economic_impact"]) for row in rows}
    assert len(kept) == len(rows)
    return kept
