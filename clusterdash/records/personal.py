"""What is held about a person: handed out on request, and erased, while the anonymous counts stay."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import ledger, meetings, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.errors import NotFound
from clusterdash.records.models import MeetingRow, OpinionRow, ParticipantRow
from clusterdash.records.store import Records
from clusterdash.records.values import Participant

KEEPER: Final = Actor("administrator", name="clusterdash")
"""Who erases what is due, where nobody asked for it: the program itself."""
_AT_ONCE: Final = 100
"""People erased in one transaction, so that whoever saves meanwhile waits for no more than that."""


def export(records: Records, actor: Actor, participant: Participant | str) -> dict[str, Any]:
    """Everything held about a participant, ready for JSON: who they are and each answer they ever gave.

    Answers that are still covered are in it only for the participant.
    """
    with records.reading() as session:
        row = _person(session, actor, "participant.export", participant)
        found: dict[str, Any] = {
            "institution": row.institution,
            "kind": row.kind,
            "name": row.name,
            "consent": row.consent,
            "on_paper": row.on_paper,
            "joined_at": row.joined_at.isoformat(),
        }
        meeting = meetings.value(meetings.found(session, row.meeting))
        own = actor.participant == row.id
        found["answers"] = [
            _answer(one) for one in _opinions(session, row) if own or not meeting.covered(one.round)
        ]
        return found


def erase(records: Records, actor: Actor, participant: Participant | str) -> Participant:
    """Remove a participant's name and the reasons they wrote; institution, points and stances stay.

    The ledger never held either. The participant still comes back by their token, as nobody in particular.
    """
    with records.writing() as session:
        row = _person(session, actor, "participant.erase", participant)
        _erase(session, actor, row)
        erased = meetings.participant_value(row)
    records.forget_erased()
    return erased


def months_before(today: date, months: int) -> date:
    """The day so many months ago: what was held before it has been kept for that long. Where the month then
    had no such day, the first of the next."""
    year, month = divmod(12 * today.year + today.month - 1 - months, 12)
    days = monthrange(year, month + 1)[1]
    return date(year, month + 1, 1) + timedelta(days=min(today.day - 1, days))


def due(records: Records, actor: Actor, held_before: date) -> int:
    """How many people `forget` would erase."""
    permissions.require(actor, "participant.forget")
    with records.reading() as session:
        found: int = session.scalars(
            sa.select(sa.func.count()).select_from(_due(held_before).subquery())
        ).one()
        return found


def forget(records: Records, actor: Actor, held_before: date) -> int:
    """Erase everybody of the meetings held before a day, as the notice to them promised; returns how many.

    Cheap where there is nobody left to erase.
    """
    permissions.require(actor, "participant.forget")
    erased = 0
    while True:
        with records.writing() as session:
            # Another process that erases the same people meanwhile does not do so twice.
            some = _due(held_before).limit(_AT_ONCE).with_for_update(of=ParticipantRow, skip_locked=True)
            rows = session.scalars(some).all()
            for row in rows:
                _erase(session, actor, row)
        erased += len(rows)
        if len(rows) < _AT_ONCE:
            # Also where nobody was: the last erasure may have left the log to somebody who read it.
            records.forget_erased()
            return erased


def _due(held_before: date) -> sa.Select[ParticipantRow]:
    """Whose meeting was held before a day and of whom a name or reasons are still kept."""
    wrote = sa.exists().where(OpinionRow.participant == ParticipantRow.id, OpinionRow.words.is_not(None))
    return (
        sa.select(ParticipantRow)
        .join(MeetingRow, MeetingRow.id == ParticipantRow.meeting)
        .where(MeetingRow.held_on < held_before, sa.or_(ParticipantRow.name.is_not(None), wrote))
    )


def _erase(session: Session, actor: Actor, row: ParticipantRow) -> None:
    before = ledger.snapshot(row)
    row.name, row.consent = None, False
    session.execute(
        sa.update(OpinionRow)
        .where(OpinionRow.participant == row.id, OpinionRow.words.is_not(None))
        .values(words=sa.null())
    )
    meeting = meetings.found(session, row.meeting)
    ledger.write(session, actor, "participant.erase", row, before=before, province=meeting.province)


def _person(session: Session, actor: Actor, action: str, participant: Participant | str) -> ParticipantRow:
    row = session.get(ParticipantRow, meetings.id_of(participant))
    if row is None:
        raise NotFound("participant", meetings.id_of(participant))
    meeting = meetings.found(session, row.meeting)
    permissions.require(actor, action, province=meeting.province, meeting=meeting.id, participant=row.id)
    return row


def _opinions(session: Session, row: ParticipantRow) -> sa.ScalarResult[OpinionRow]:
    wanted = sa.select(OpinionRow).where(OpinionRow.participant == row.id)
    return session.scalars(wanted.order_by(OpinionRow.id))


def _answer(row: OpinionRow) -> dict[str, Any]:
    return {
        "round": row.round,
        "part": row.part,
        "given_at": row.given_at.isoformat(),
        "answer": row.payload,
        "reasons": row.words,
        "entered_by": row.entered_by,
    }
