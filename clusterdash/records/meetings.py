"""Consultation meetings: opened by an organiser, moved from state to state, each step on record.

draft → open → revealed [→ second → second_revealed] → decided → closed; a draft may also be closed unheld.
Answers are taken while a meeting is open or in its second round. A meeting is named by its `Meeting` or by
its id; a `Meeting` also carries the version its reader saw, so that of two organisers the second is told.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import checks, codes, ledger, lists, permissions, standing
from clusterdash.records.actors import Actor
from clusterdash.records.errors import Closed, Conflict, Invalid, Message, NotFound
from clusterdash.records.models import DecisionRow, MeetingRow, ParticipantRow
from clusterdash.records.store import Records
from clusterdash.records.values import (
    KINDS,
    NOTICE_VERSION,
    PARTS,
    Meeting,
    MeetingDraft,
    Page,
    Part,
    Participant,
    Presence,
    Query,
    State,
    Step,
)

NEXT: Final[dict[State, tuple[State, ...]]] = {
    "draft": ("open", "closed"),
    "open": ("revealed",),
    "revealed": ("second", "decided"),
    "second": ("second_revealed",),
    "second_revealed": ("decided",),
    "decided": ("closed",),
    "closed": (),
}
"""The steps a meeting may take."""

_FIXED_ONCE_OPEN: Final = ("province", "scenario", "edition", "shortlist", "proposed")
_MOST_SECTORS: Final = 30
_LISTING: Final = lists.Listing(
    MeetingRow,
    filters={"province": MeetingRow.province, "state": MeetingRow.state, "held_on": MeetingRow.held_on},
    sorts={"held_on": MeetingRow.held_on, "title": MeetingRow.title_sorted, "province": MeetingRow.province},
    default="held_on",
    newest_first=True,
)


# --- opening and changing -------------------------------------------------------------------------


def create(records: Records, actor: Actor, draft: MeetingDraft) -> tuple[Meeting, str]:
    """A new meeting in draft, and its organiser's key: show it once, it cannot be had again.

    Raises Forbidden, and Invalid with the reasons by field.
    """
    permissions.require(actor, "meeting.create", province=draft.province)
    fields = _checked(draft)
    key = codes.new_secret()
    with records.writing() as session:
        row = MeetingRow(
            **fields,
            code=_free_code(session),
            state="draft",
            notice_version=NOTICE_VERSION,
            key_hash=codes.hashed(key),
        )
        session.add(row)
        ledger.write(session, actor, "meeting.create", row)
        return value(row), key


def change(
    records: Records, actor: Actor, meeting: Meeting | str, draft: MeetingDraft, version: int | None = None
) -> Meeting:
    """The meeting with the draft's fields. What answers rest on is fixed once it is open.

    `version` is the one the organiser saw, the `Meeting`'s own if left out. Raises Conflict(current, yours)
    where somebody changed the meeting since, Invalid, Forbidden, Closed.
    """
    with records.writing() as session:
        row = locked(session, meeting)
        _require(actor, "meeting.change", row)
        seen = version if version is not None else _version(meeting)
        if seen is not None and seen != row.version:
            raise Conflict(value(row), draft)
        if row.state == "closed":
            raise Closed("closed")
        if draft.province != row.province:
            permissions.require(actor, "meeting.create", province=draft.province)
        fields = _checked(draft)
        _check_fixed(row, fields)
        before = ledger.snapshot(row)
        if all(getattr(row, name) == new for name, new in fields.items()):
            return value(row)
        for name, new in fields.items():
            setattr(row, name, new)
        row.version += 1
        ledger.write(session, actor, "meeting.change", row, before=before)
        return value(row)


def move(records: Records, actor: Actor, meeting: Meeting | str, to_state: State, note: str = "") -> Meeting:
    """The meeting in another state. Where it is there already (a double tap), nothing happens.

    Raises Conflict where somebody changed the meeting since it was read, Invalid for a step that NEXT does
    not know, or to decided without a decision, or to open without a shortlist; Forbidden.
    """
    with records.writing() as session:
        row = locked(session, meeting)
        _require(actor, "meeting.move", row)
        if row.state == to_state:
            return value(row)
        if _version(meeting) not in (None, row.version):
            raise Conflict(value(row), to_state)
        _check_step(session, row, to_state)
        step(session, actor, row, to_state, note)
        return value(row)


def step(session: Session, actor: Actor, row: MeetingRow, to_state: State, note: str = "") -> None:
    """Take a step that was checked, in a transaction that has the meeting locked."""
    before = ledger.snapshot(row)
    row.state = to_state
    row.round = 2 if to_state == "second" else row.round
    row.version += 1
    ledger.write(session, actor, "meeting.move", row, before=before, note={"note": checks.clean(note)})


def _check_step(session: Session, row: MeetingRow, to_state: State) -> None:
    problem = None
    if to_state not in NEXT[_state(row)]:
        problem = "step"
    elif to_state == "open" and len(row.shortlist) < 2:
        problem = "step_shortlist"
    elif to_state == "decided" and not session.scalar(
        sa.select(sa.exists().where(DecisionRow.meeting == row.id))
    ):
        problem = "step_decision"
    if problem:
        raise Invalid({"state": Message(problem)})


def _checked(draft: MeetingDraft) -> dict[str, Any]:
    """The columns of a draft, in order; raises Invalid."""
    fields = checks.Fields()
    if not isinstance(draft.held_on, date):
        fields.wrong("held_on", "date")
    shortlist = fields.divisions("shortlist", draft.shortlist)
    if len(shortlist) > _MOST_SECTORS:
        fields.wrong("shortlist", "many", most=str(_MOST_SECTORS))
    columns = {
        "title": fields.text("title", draft.title, longest=200),
        "province": fields.province("province", draft.province),
        "held_on": draft.held_on,
        "place": fields.text("place", draft.place, longest=200, optional=True),
        "agenda": [fields.text("agenda", item, longest=300) for item in draft.agenda],
        "scenario": fields.text("scenario", draft.scenario, longest=4000, optional=True),
        "edition": fields.text("edition", draft.edition, longest=64, optional=True),
        "shortlist": list(shortlist),
        "proposed": list(fields.divisions("proposed", draft.proposed, among=shortlist)),
    }
    fields.done()
    return columns


def _check_fixed(row: MeetingRow, columns: dict[str, Any]) -> None:
    fields = checks.Fields()
    for name in _FIXED_ONCE_OPEN:
        if row.state != "draft" and columns[name] != getattr(row, name):
            fields.wrong(name, "fixed")
    fields.done()


def _free_code(session: Session) -> str:
    while True:
        code = codes.new_code()
        if session.scalar(sa.select(MeetingRow.id).where(MeetingRow.code == code)) is None:
            return code


# --- reading --------------------------------------------------------------------------------------


def get(records: Records, actor: Actor, meeting: Meeting | str) -> Meeting:
    """A meeting as it is now, for those who organise it or take part. Raises NotFound, Forbidden."""
    with records.reading() as session:
        row = found(session, meeting)
        own = session.get(ParticipantRow, actor.participant) if actor.participant else None
        permissions.require(
            actor,
            "meeting.read",
            province=row.province,
            meeting=row.id,
            participant=own.id if own and own.meeting == row.id else None,
        )
        return value(row)


def by_code(records: Records, code: str, address: str = "") -> Meeting:
    """The meeting a code belongs to, for anyone who has the code; `address` is where they ask from.

    Raises WrongCode, TooManyTries, and Closed for a meeting still in draft or closed.
    """
    row = codes.find(records, code, address)
    if row.state in ("draft", "closed"):
        raise Closed(row.state)
    return value(row)


def list_meetings(records: Records, actor: Actor, query: Query | None = None) -> Page[Meeting]:
    """The meetings an actor may organise, newest first; filters province, state, held_on; sorts held_on,
    title, province; searched by title and place."""
    seen = permissions.within(actor, "meeting.list")
    shown = lists.within(seen, province=MeetingRow.province, meeting=MeetingRow.id)
    with records.reading() as session:
        return lists.page(session, _LISTING, query or Query(), value, shown)


def with_key(records: Records, meeting: Meeting | str, key: str) -> bool:
    """Whether this is the meeting's organiser's key; then add its id to `Actor.organises`."""
    with records.reading() as session:
        row = session.get(MeetingRow, id_of(meeting))
        return row is not None and codes.matches(key, row.key_hash)


def presence(records: Records, actor: Actor, meeting: Meeting | str) -> Presence:
    """Who has joined and how many have answered in the current round, never what."""
    with records.reading() as session:
        row = found(session, meeting)
        _require(actor, "meeting.presence", row)
        kinds = sa.select(ParticipantRow.kind, sa.func.count()).where(ParticipantRow.meeting == row.id)
        by_kind = dict(row for row in session.execute(kinds.group_by(ParticipantRow.kind)))
        given = standing.parts_given(session, row.id, row.round)
    answered = Counter(part for parts in given.values() for part in parts)
    return Presence(
        by_kind={kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        joined=sum(by_kind.values()),
        answered={part: answered[part] for part in PARTS},
    )


def participants(
    records: Records, actor: Actor, meeting: Meeting | str
) -> tuple[tuple[Participant, frozenset[Part]], ...]:
    """Who takes part, in the order they joined, each with the parts they answered in the current round.

    The organiser sees names as given; only those with `consent` may stand in the minutes.
    """
    with records.reading() as session:
        row = found(session, meeting)
        _require(actor, "participant.list", row)
        given = standing.parts_given(session, row.id, row.round)
        people = session.scalars(
            sa.select(ParticipantRow)
            .where(ParticipantRow.meeting == row.id)
            .order_by(ParticipantRow.joined_at, ParticipantRow.id)
        )
        return tuple((participant_value(one), given.get(one.id, frozenset())) for one in people)


def steps(records: Records, actor: Actor, meeting: Meeting | str) -> tuple[Step, ...]:
    """The meeting's own history, oldest first: who created it, changed it, moved it, and their notes."""
    with records.reading() as session:
        row = found(session, meeting)
        _require(actor, "meeting.steps", row)
        return tuple(
            Step(
                at=line.at,
                who=line.actor_name or line.actor_role,
                what=str((line.after or {}).get("state") or line.action.partition(".")[2])
                if line.action == "meeting.move"
                else line.action.partition(".")[2],
                note=str((line.after or {}).get("note") or ""),
            )
            for line in ledger.of_record(session, "meeting", row.id)
        )


# --- rows and values ------------------------------------------------------------------------------


def id_of(record: Meeting | Participant | str) -> str:
    return checks.clean(record) if isinstance(record, str) else record.id


def found(session: Session, meeting: Meeting | str) -> MeetingRow:
    """The meeting's row; raises NotFound."""
    row = session.get(MeetingRow, id_of(meeting))
    if row is None:
        raise NotFound("meeting", id_of(meeting))
    return row


def locked(session: Session, meeting: Meeting | str, *, shared: bool = False) -> MeetingRow:
    """The meeting's row, which nobody else changes until this transaction ends; raises NotFound.

    Those who answer share the lock and those who move the meeting wait for it alone: so an answer that is
    acknowledged was given before the round was over. PostgreSQL's locks on rows let those who share pass by
    the one who waits alone, who might never come in; its locks by number keep the order of asking.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
        session.execute(sa.select(lock(sa.func.hashtextextended(id_of(meeting), 0))))
    row = session.get(MeetingRow, id_of(meeting), populate_existing=True)
    if row is None:
        raise NotFound("meeting", id_of(meeting))
    return row


def value(row: MeetingRow) -> Meeting:
    return Meeting(
        id=row.id,
        code=row.code,
        title=row.title,
        province=row.province,
        held_on=row.held_on,
        place=row.place,
        agenda=tuple(row.agenda),
        scenario=row.scenario,
        edition=row.edition,
        shortlist=tuple(row.shortlist),
        proposed=tuple(row.proposed),
        state=_state(row),
        round=row.round,
        notice_version=row.notice_version,
        created_at=row.created_at,
        version=row.version,
    )


def participant_value(row: ParticipantRow) -> Participant:
    return Participant(
        id=row.id,
        meeting=row.meeting,
        institution=row.institution,
        kind=cast(Any, row.kind),
        name=row.name,
        consent=row.consent,
        on_paper=row.on_paper,
        joined_at=row.joined_at,
    )


def _state(row: MeetingRow) -> State:
    return cast(State, row.state)


def _version(meeting: Meeting | str) -> int | None:
    return None if isinstance(meeting, str) else meeting.version


def _require(actor: Actor, action: str, row: MeetingRow) -> None:
    permissions.require(actor, action, province=row.province, meeting=row.id)
