"""The tables of the consultation meetings, and the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from clusterdash.records.base import (
    COVERED,
    PERSONAL,
    SECRET,
    Base,
    Identified,
    Number,
    Searchable,
    SortText,
    Versioned,
    now,
)


class LedgerRow(Base):
    """Who did what, when, to which record; the database refuses to change or delete a line."""

    __tablename__ = "ledger"
    __table_args__ = (
        sa.Index(None, "kind", "record", "id"),
        sa.Index(None, "province", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor_role: Mapped[str]
    actor_name: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    record: Mapped[str]
    province: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class MeetingRow(Identified, Versioned, Searchable, Base):
    """A consultation meeting. Its code is unique among the meetings that are not closed."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.Index(
            "uq_meeting_code",
            "code",
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        ),
        sa.Index(None, "province", "held_on"),
    )
    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "place")
    SORTED: ClassVar[Mapping[str, str]] = {"title": "title_sorted"}

    code: Mapped[str] = mapped_column(sa.String(8))
    title: Mapped[str]
    title_sorted: Mapped[str] = mapped_column(SortText, default="")
    province: Mapped[int]
    held_on: Mapped[date]
    place: Mapped[str]
    agenda: Mapped[list[str]]
    scenario: Mapped[str]
    edition: Mapped[str]
    shortlist: Mapped[list[str]]
    proposed: Mapped[list[str]]
    state: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    notice_version: Mapped[str]
    key_hash: Mapped[str] = mapped_column(sa.String(64), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ParticipantRow(Identified, Base):
    """Someone in a meeting. `request` tells the same paper ballot, entered twice, from two of them."""

    __tablename__ = "participant"
    __table_args__ = (sa.UniqueConstraint("meeting", "request"),)

    meeting: Mapped[str] = mapped_column(sa.ForeignKey("meeting.id"))
    institution: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str | None] = mapped_column(info=PERSONAL)
    consent: Mapped[bool]
    on_paper: Mapped[bool]
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info=SECRET)
    request: Mapped[str | None]
    joined_at: Mapped[datetime] = mapped_column(default=now)


class OpinionRow(Base):
    """What a participant gave or took back, one line each time; `part` is a Part or "withdrawal".

    The latest line counts, and `id` alone says which that is: clocks do not. The database refuses to change
    or delete a line; only `words`, the reasons somebody wrote, can be emptied when they ask for it.
    """

    __tablename__ = "opinion"
    __table_args__ = (
        sa.UniqueConstraint("participant", "request"),
        sa.Index(None, "meeting", "round", "participant", "part", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    meeting: Mapped[str] = mapped_column(sa.ForeignKey("meeting.id"))
    participant: Mapped[str] = mapped_column(sa.ForeignKey("participant.id"))
    round: Mapped[int]
    part: Mapped[str]
    payload: Mapped[dict[str, Any] | None] = mapped_column(info=COVERED)
    words: Mapped[dict[str, Any] | None] = mapped_column(info=PERSONAL)
    given_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[str]
    request: Mapped[str]


class DecisionRow(Base):
    """A selection of sectors; a meeting that decides again adds a line, and the latest stands."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.Index(None, "meeting", "id"),
        sa.Index(None, "province", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    meeting: Mapped[str | None] = mapped_column(sa.ForeignKey("meeting.id"))
    province: Mapped[int]
    divisions: Mapped[list[str]]
    sector_words: Mapped[str]
    reasons: Mapped[str]
    dissent: Mapped[str]
    decided_on: Mapped[date]
    scenario: Mapped[str]
    edition: Mapped[str]
    origin: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class WrongCodeRow(Base):
    """A wrong code and where it came from, kept only as long as it counts."""

    __tablename__ = "wrong_code"
    __table_args__ = (sa.Index(None, "address", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    address: Mapped[str] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


# Whoever knows these tables knows all of them.
from clusterdash.records import work_models as work_models  # noqa: E402
