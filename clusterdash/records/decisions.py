"""What meetings decided, beside what the programme published in 2013."""

from __future__ import annotations

from typing import Any, Final, cast

import sqlalchemy as sa

from clusterdash.records import ledger, meetings, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.checks import Fields
from clusterdash.records.errors import Conflict, Invalid, Message
from clusterdash.records.models import DecisionRow, MeetingRow
from clusterdash.records.store import Records
from clusterdash.records.values import Decision, DecisionDraft, Meeting

_LONGEST: Final = 10_000
_READY: Final = ("revealed", "second_revealed", "decided")


def decide(records: Records, actor: Actor, meeting: Meeting | str, draft: DecisionDraft) -> Decision:
    """Record a meeting's decision and move the meeting to decided, in one.

    A meeting that decides again adds a decision, and the latest stands; the same one again (a double tap)
    adds none. What the draft leaves out (date, scenario, edition) is the meeting's. Raises Invalid before the
    opinions are revealed, Conflict where another organiser has decided since the meeting was read, Forbidden.
    """
    with records.writing() as session:
        row = meetings.locked(session, meeting)
        permissions.require(actor, "decision.make", province=row.province, meeting=row.id)
        if row.state not in _READY:
            raise Invalid({"state": Message("step")})
        columns = _checked(row, draft)
        latest = session.scalar(_of_meeting(row.id).order_by(DecisionRow.id.desc()).limit(1))
        if latest is not None and all(getattr(latest, name) == new for name, new in columns.items()):
            return _value(latest)
        if not isinstance(meeting, str) and meeting.version != row.version:
            raise Conflict(_value(latest) if latest else meetings.value(row), draft)
        made = DecisionRow(meeting=row.id, province=row.province, origin="decided_here", **columns)
        session.add(made)
        ledger.write(session, actor, "decision.make", made)
        if row.state != "decided":
            meetings.step(session, actor, row, "decided")
        return _value(made)


def of_meeting(records: Records, actor: Actor, meeting: Meeting | str) -> Decision | None:
    """The decision of a meeting that stands; None where it has not decided."""
    permissions.require(actor, "decision.read")
    with records.reading() as session:
        wanted = _of_meeting(meetings.id_of(meeting)).order_by(DecisionRow.id.desc()).limit(1)
        row = session.scalar(wanted)
        return _value(row) if row else None


def register(records: Records, actor: Actor, *, province: int | None = None) -> tuple[Decision, ...]:
    """Every selection that stands, by province and oldest first: 2013's as published, and those made here."""
    permissions.require(actor, "decision.read")
    latest = (
        sa.select(sa.func.max(DecisionRow.id))
        .where(DecisionRow.meeting.is_not(None))
        .group_by(DecisionRow.meeting)
    )
    stands = sa.or_(DecisionRow.meeting.is_(None), DecisionRow.id.in_(latest))
    wanted = sa.select(DecisionRow).where(stands)
    if province is not None:
        wanted = wanted.where(DecisionRow.province == province)
    with records.reading() as session:
        rows = session.scalars(wanted.order_by(DecisionRow.province, DecisionRow.decided_on, DecisionRow.id))
        return tuple(map(_value, rows))


def _of_meeting(meeting: str) -> sa.Select[Any]:
    return sa.select(DecisionRow).where(DecisionRow.meeting == meeting)


def _checked(row: MeetingRow, draft: DecisionDraft) -> dict[str, Any]:
    fields = Fields()
    columns = {
        "divisions": list(fields.divisions("divisions", draft.divisions)),
        "sector_words": fields.text("sector_words", draft.sector_words, longest=300, optional=True),
        "reasons": fields.text("reasons", draft.reasons, longest=_LONGEST),
        "dissent": fields.text("dissent", draft.dissent, longest=_LONGEST, optional=True),
        "decided_on": draft.decided_on or row.held_on,
        "scenario": draft.scenario if draft.scenario is not None else row.scenario,
        "edition": draft.edition if draft.edition is not None else row.edition,
    }
    fields.done()
    return columns


def _value(row: DecisionRow) -> Decision:
    return Decision(
        id=str(row.id),
        meeting=row.meeting,
        province=row.province,
        divisions=tuple(row.divisions),
        sector_words=row.sector_words,
        reasons=row.reasons,
        dissent=row.dissent,
        decided_on=row.decided_on,
        scenario=row.scenario,
        edition=row.edition,
        origin=cast(Any, row.origin),
    )
