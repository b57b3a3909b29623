"""A meeting to test with, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from clusterdash.records import OPERATOR, Actor, meetings, opinions
from clusterdash.records.base import new_id
from clusterdash.records.store import Records
from clusterdash.records.values import Meeting, MeetingDraft, Part, Saved, State

DRAFT = MeetingDraft(
    title="Çorum danışma toplantısı",
    province=19,
    held_on=date(2026, 5, 25),
    place="Ticaret ve Sanayi Odası",
    agenda=("Program", "Görüşler", "Karar"),
    scenario="1",
    edition="0123456789ab",
    shortlist=("28", "10", "15", "25"),
    proposed=("28", "15"),
)
WEIGHTS = {"economic_impact": 40, "demand": 30, "networking": 20, "factors": 10}
ADDRESS = "192.168.1.20"

OFFICER = Actor("officer", name="officer of 19", provinces=frozenset({19}))
ELSEWHERE = Actor("officer", name="officer of 27", provinces=frozenset({27}))
MINISTRY = Actor("ministry", name="ministry")
ADMINISTRATOR = Actor("administrator", name="administrator")


@dataclass
class Hall:
    """A meeting in a database, and who moves it."""

    records: Records
    meeting: Meeting
    key: str

    def move(self, *states: State) -> Meeting:
        for state in states:
            self.meeting = meetings.move(self.records, OPERATOR, self.meeting, state)
        return self.meeting

    def join(self, institution: str = "Çorum TSO", kind: str = "chamber", **more: Any) -> Actor:
        person, _ = opinions.join(self.records, self.meeting.code, institution, kind, address=ADDRESS, **more)
        return Actor("participant", participant=person.id)

    def save(self, actor: Actor, part: Part, payload: Any, request: str | None = None) -> Saved:
        return opinions.save(self.records, actor, self.meeting, part, payload, request or new_id())

    def count(self, table: str) -> int:
        with self.records.reading() as session:
            return session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0
