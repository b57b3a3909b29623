"""A process that votes until it is killed: four people at once, each saying what it sends and what was taken.

    python tests/records/voter.py URL CODE NAME

Lines of output: "sent PARTICIPANT REQUEST WEIGHT" before a save, "taken PARTICIPANT REQUEST ID" after it.
"""

from __future__ import annotations

import sys
import threading
from itertools import count

from clusterdash.records import Actor, meetings, open_records, opinions

_turn = threading.Lock()


def say(*words: object) -> None:
    with _turn:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()


def vote(url: str, code: str, name: str, number: int) -> None:
    records = open_records(url)
    meeting = meetings.by_code(records, code)
    person, _ = opinions.join(records, code, f"Kurum {name}-{number}", "firm")
    actor = Actor("participant", participant=person.id)
    for turn in count():
        first = turn % 101
        weights = {"economic_impact": first, "demand": 100 - first, "networking": 0, "factors": 0}
        request = f"{name}-{number}-{turn}"
        say("sent", person.id, request, first)
        saved = opinions.save(records, actor, meeting, "weights", weights, request)
        say("taken", person.id, request, saved.id)


if __name__ == "__main__":
    for voter in range(4):
        threading.Thread(target=vote, args=(*sys.argv[1:4], voter)).start()
