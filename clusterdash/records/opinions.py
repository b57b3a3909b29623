"""Ballots: joined by code, saved part by part, covered until the organiser reveals them.

A participant comes back by a token that only their device holds. Every save is a new line under a number of
its own, `request`, which the page makes once for what it sends: sent twice, it is kept once. The latest line
counts. Answers are taken while a round is open; what was acknowledged is there, and was given in time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import answers, ballot_sheet, codes, ledger, meetings, permissions, standing
from clusterdash.records.actors import Actor
from clusterdash.records.base import add_once, to_json
from clusterdash.records.checks import Fields
from clusterdash.records.errors import Closed, Conflict, Covered, Forbidden, NotFound, WrongCode
from clusterdash.records.models import MeetingRow, OpinionRow, ParticipantRow
from clusterdash.records.store import Records
from clusterdash.records.values import (
    KINDS,
    PARTS,
    Ballot,
    Meeting,
    PaperBallot,
    Part,
    Participant,
    Report,
    RowError,
    Saved,
)

LONGEST_INSTITUTION: Final = 200
LONGEST_NAME: Final = 120
_LONGEST_REQUEST: Final = 100
_SHORTEST_TOKEN: Final = 32


# --- joining --------------------------------------------------------------------------------------


def new_token() -> str:
    """A token for `join`; made before the form is shown, a double tap joins once."""
    return codes.new_secret()


def join(
    records: Records,
    code: str,
    institution: str,
    kind: str,
    name: str | None = None,
    consent: bool = False,
    address: str = "",
    *,
    token: str | None = None,
) -> tuple[Participant, str]:
    """Somebody new in the meeting of a code, and the token by which they come back; kept only as a hash.

    `token`, from `new_token()`, makes it safe to send twice: whoever has joined by it is returned. Raises
    WrongCode, TooManyTries, Closed while no round is open, Invalid.
    """
    found = codes.find(records, code, address)
    fields = Fields()
    person = _person(fields, institution, kind, name, consent)
    fields.done()
    token = token or new_token()
    if len(token) < _SHORTEST_TOKEN:
        raise WrongCode
    with records.writing() as session:
        meeting = meetings.locked(session, found.id, shared=True)
        known = _by_token(session, token)
        if known is None:
            _check_open(meeting)
            known = _joined(session, meeting, Actor("participant"), person, token_hash=codes.hashed(token))
            # Taken at this very moment by the other of two taps.
            known = known or _by_token(session, token)
        if known is None or known.meeting != meeting.id:
            raise WrongCode
        return meetings.participant_value(known), token


def back(records: Records, code: str, token: str) -> Participant:
    """Who holds this token in the meeting of this code, whatever its state. Raises WrongCode."""
    with records.reading() as session:
        known = _by_token(session, token)
        meeting = session.get(MeetingRow, known.meeting) if known else None
        if known is None or meeting is None or meeting.code != codes.understood(code):
            raise WrongCode
        return meetings.participant_value(known)


def _by_token(session: Session, token: str) -> ParticipantRow | None:
    wanted = sa.select(ParticipantRow).where(ParticipantRow.token_hash == codes.hashed(token))
    known = session.scalar(wanted)
    return known if known is not None and codes.matches(token, known.token_hash) else None


def _person(fields: Fields, institution: Any, kind: Any, name: Any, consent: Any) -> dict[str, Any]:
    given = fields.text("name", name, longest=LONGEST_NAME, optional=True)
    return {
        "institution": fields.text("institution", institution, longest=LONGEST_INSTITUTION),
        "kind": fields.one_of("kind", kind, KINDS),
        "name": given or None,
        # Without a name there is nothing to consent to.
        "consent": bool(consent and given),
    }


def _joined(
    session: Session, meeting: MeetingRow, actor: Actor, person: Mapping[str, Any], **more: Any
) -> ParticipantRow | None:
    """The new participant; None where the token or request is taken."""
    columns = {"meeting": meeting.id, "on_paper": "request" in more, **person, **more}
    row = add_once(session, ParticipantRow, **columns)
    if row is not None:
        action = "ballot.enter" if row.on_paper else "meeting.join"
        ledger.write(session, actor, action, row, province=meeting.province)
    return row


# --- saving ---------------------------------------------------------------------------------------


def save(
    records: Records,
    actor: Actor,
    meeting: Meeting | str,
    part: Part,
    payload: Any,
    request: str,
    *,
    seen: int | None = None,
) -> Saved:
    """One part of the actor's own ballot, in place of what they gave before; see `answers.kept`.

    `request` is a new text for each thing sent; the same one again is acknowledged again, also after the
    round. `seen`, a ballot's number, raises Conflict(current ballot, payload) where another tab has saved
    this part since. Raises Closed, Invalid, Forbidden.
    """
    if part not in PARTS:
        raise KeyError(f"A ballot has the parts {', '.join(PARTS)}, not {part}.")
    _check_request(request)
    with records.writing() as session:
        row, person = _own(session, actor, meeting)
        before = _same_request(session, person.id, request)
        if before is not None:
            return Saved(before.id, before.given_at, duplicate=True)
        _check_open(row)
        _check_seen(session, row, person, part, payload, seen)
        fields = Fields()
        content = answers.kept(part, payload, meetings.value(row), fields)
        fields.done()
        return _given(session, actor, row, person, part, content, request)


def withdraw(records: Records, actor: Actor, meeting: Meeting | str, request: str) -> Saved:
    """Take the actor's whole ballot back; the organiser still sees it as withdrawn, and nothing counts it."""
    _check_request(request)
    with records.writing() as session:
        row, person = _own(session, actor, meeting)
        before = _same_request(session, person.id, request)
        if before is not None:
            return Saved(before.id, before.given_at, duplicate=True)
        _check_open(row)
        return _given(session, actor, row, person, standing.WITHDRAWAL, (None, None), request)


def _own(session: Session, actor: Actor, meeting: Meeting | str) -> tuple[MeetingRow, ParticipantRow]:
    """The meeting, held for an answer, and the actor's place in it."""
    row = meetings.locked(session, meeting, shared=True)
    person = session.get(ParticipantRow, actor.participant) if actor.participant else None
    if person is None or person.meeting != row.id:
        raise Forbidden("ballot.save")
    permissions.require(actor, "ballot.save", province=row.province, meeting=row.id, participant=person.id)
    return row, person


def _same_request(session: Session, participant: str, request: str) -> OpinionRow | None:
    return session.scalar(
        sa.select(OpinionRow).where(OpinionRow.participant == participant, OpinionRow.request == request)
    )


def _check_open(meeting: MeetingRow) -> None:
    if meeting.state not in ("open", "second"):
        raise Closed(meeting.state)


def _check_seen(
    session: Session, meeting: MeetingRow, person: ParticipantRow, part: Part, payload: Any, seen: int | None
) -> None:
    if seen is None:
        return
    stands = standing.of_meeting(session, meeting.id, meeting.round, person.id).get(person.id)
    latest = stands.parts.get(part) if stands else None
    if stands and latest is not None and latest.id > seen:
        raise Conflict(_ballot(person, meeting.round, stands), payload)


def _check_request(request: Any) -> None:
    fields = Fields()
    if not isinstance(request, str) or not request.isprintable() or not 0 < len(request) <= _LONGEST_REQUEST:
        fields.wrong("request", "request")
    fields.done()


def _given(
    session: Session,
    actor: Actor,
    meeting: MeetingRow,
    person: ParticipantRow,
    part: str,
    content: tuple[dict[str, Any] | None, dict[str, Any] | None],
    request: str,
) -> Saved:
    payload, words = content
    row = add_once(
        session,
        OpinionRow,
        meeting=meeting.id,
        participant=person.id,
        round=meeting.round,
        part=part,
        payload=payload,
        words=words,
        entered_by="participant" if actor.participant == person.id else ledger.name_of(actor) or actor.role,
        request=request,
    )
    if row is None:  # the same request, at this very moment
        taken = _same_request(session, person.id, request)
        assert taken is not None
        return Saved(taken.id, taken.given_at, duplicate=True)
    ledger.write(session, actor, "ballot.save", row, province=meeting.province)
    return Saved(row.id, row.given_at, duplicate=False)


# --- reading --------------------------------------------------------------------------------------


def ballot(
    records: Records, actor: Actor, participant: Participant | str, round: int | None = None
) -> Ballot:
    """A ballot as it stands in a round (the current one if left out): one's own at any time.

    That of another is for those who organise, once its round is revealed: Covered, a Forbidden, until then.
    """
    with records.reading() as session:
        person = session.get(ParticipantRow, meetings.id_of(participant))
        if person is None:
            raise NotFound("participant", meetings.id_of(participant))
        meeting = meetings.found(session, person.meeting)
        number = round or meeting.round
        if actor.participant == person.id:
            permissions.require(actor, "ballot.read_own", participant=person.id)
        else:
            _check_revealed(actor, "ballot.read", meeting, number)
        return _read(session, person, number)


def own(records: Records, actor: Actor) -> tuple[Meeting, Ballot]:
    """The actor's meeting and their ballot as it stands in its round, of one moment. Raises Forbidden."""
    with records.reading() as session:
        person = session.get(ParticipantRow, actor.participant) if actor.participant else None
        if person is None:
            raise Forbidden("ballot.read_own")
        meeting = meetings.found(session, person.meeting)
        permissions.require(
            actor, "meeting.read", province=meeting.province, meeting=meeting.id, participant=person.id
        )
        permissions.require(actor, "ballot.read_own", participant=person.id)
        return meetings.value(meeting), _read(session, person, meeting.round)


def _read(session: Session, person: ParticipantRow, round: int) -> Ballot:
    stands = standing.of_meeting(session, person.meeting, round, person.id)
    return _ballot(person, round, stands.get(person.id, standing.Standing()))


def ballots(
    records: Records,
    actor: Actor,
    meeting: Meeting | str,
    round: int | None = None,
    *,
    withdrawn: bool = False,
) -> tuple[Ballot, ...]:
    """The ballots that stand at the end of a round, in the order people joined; empty ones left out.

    Those taken back are left out too, unless `withdrawn` asks for them: they count in no figure. A ballot of
    the second round carries over what was not given again; `meetings.participants` says who gave anew.
    Raises Covered, a Forbidden, before the round is revealed, whoever asks.
    """
    with records.reading() as session:
        row = meetings.found(session, meeting)
        number = round or row.round
        _check_revealed(actor, "ballot.read", row, number)
        stands = standing.of_meeting(session, row.id, number)
        people = session.scalars(
            sa.select(ParticipantRow)
            .where(ParticipantRow.meeting == row.id)
            .order_by(ParticipantRow.joined_at, ParticipantRow.id)
        )
        found = (_ballot(one, number, stands[one.id]) for one in people if one.id in stands)
        return tuple(one for one in found if one.parts and (withdrawn or not one.withdrawn))


def _check_revealed(actor: Actor, action: str, meeting: MeetingRow, round: int) -> None:
    permissions.require(actor, action, province=meeting.province, meeting=meeting.id)
    if meetings.value(meeting).covered(round):
        raise Covered(action)


def _ballot(person: ParticipantRow, round: int, stands: standing.Standing) -> Ballot:
    given = {part: answers.given(part, row.payload or {}, row.words) for part, row in stands.parts.items()}
    latest = stands.latest
    return Ballot(
        participant=person.id,
        institution=person.institution,
        kind=cast(Any, person.kind),
        round=round,
        weights=given.get("weights"),
        scores=given.get("scores"),
        order=given.get("order"),
        verdicts=given.get("verdicts", {}),
        on_paper=person.on_paper,
        updated_at=latest.given_at if latest else person.joined_at,
        withdrawn=stands.withdrawn,
        seen=latest.id if latest else 0,
        carried=frozenset(part for part, row in stands.parts.items() if row.round < round),
    )


# --- paper ----------------------------------------------------------------------------------------


def enter_on_paper(
    records: Records, actor: Actor, meeting: Meeting | str, ballot: PaperBallot, request: str
) -> Participant:
    """A paper ballot on somebody's behalf, while a round is open; all of it or nothing.

    `request` is a new text for each paper; the same one again gives the same participant. Raises Closed,
    Invalid (also for a paper without an answer), Forbidden.
    """
    _check_request(request)
    with records.writing() as session:
        row = meetings.locked(session, meeting, shared=True)
        permissions.require(actor, "ballot.enter", province=row.province, meeting=row.id)
        known = _by_request(session, row, request)
        if known is None:
            _check_open(row)
            fields = Fields()
            prepared = _prepared(row, ballot, fields)
            fields.done()
            known = _entered(session, actor, row, prepared, request) or _by_request(session, row, request)
        assert known is not None
        return meetings.participant_value(known)


def import_ballots(
    records: Records, actor: Actor, meeting: Meeting | str, rows: Sequence[Mapping[str, Any]]
) -> Report:
    """Paper ballots from a table, one a row under the columns of `ballot_sheet`: all of them or none.

    Where a row has errors, nothing is taken and the report names each by row and column. The same table
    again adds nothing; empty rows are passed over. Raises Closed, Forbidden.
    """
    filled = [
        (number, cells)
        for number, cells in enumerate(rows, start=ballot_sheet.FIRST_ROW)
        if not ballot_sheet.is_empty(cells)
    ]
    sheet = _sheet_request(rows)
    with records.writing() as session:
        row = meetings.locked(session, meeting, shared=True)
        permissions.require(actor, "ballot.import", province=row.province, meeting=row.id)
        if filled and _by_request(session, row, f"{sheet}-{filled[0][0]}") is not None:
            return Report(rows=0, duplicates=len(filled))
        _check_open(row)
        prepared, errors = _read_sheet(row, filled)
        if errors:
            return Report(rows=0, errors=tuple(errors))
        for (number, _), content in zip(filled, prepared, strict=True):
            _entered(session, actor, row, content, f"{sheet}-{number}")
        return Report(rows=len(prepared))


_Prepared = tuple[dict[str, Any], dict[Part, answers.Kept]]
"""The participant's columns, and what is kept of each part."""


def _prepared(meeting: MeetingRow, ballot: PaperBallot, fields: Fields) -> _Prepared:
    # What could not be read of a table was an answer too.
    answered = bool(ballot.parts or fields.reasons.keys() - {"kind", "consent"})
    person = _person(fields, ballot.institution, ballot.kind, ballot.name, ballot.consent)
    value = meetings.value(meeting)
    parts = {part: answers.kept(part, payload, value, fields) for part, payload in ballot.parts.items()}
    if not answered:
        fields.wrong("ballot", "empty_ballot")
    return person, parts


def _entered(
    session: Session, actor: Actor, meeting: MeetingRow, prepared: _Prepared, request: str
) -> ParticipantRow | None:
    person, parts = prepared
    row = _joined(session, meeting, actor, person, request=request)
    if row is not None:
        for part, content in parts.items():
            _given(session, actor, meeting, row, part, content, f"{request}-{part}"[-_LONGEST_REQUEST:])
    return row


def _by_request(session: Session, meeting: MeetingRow, request: str) -> ParticipantRow | None:
    return session.scalar(
        sa.select(ParticipantRow).where(
            ParticipantRow.meeting == meeting.id, ParticipantRow.request == request
        )
    )


def _read_sheet(
    meeting: MeetingRow, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> tuple[list[_Prepared], list[RowError]]:
    prepared: list[_Prepared] = []
    errors: list[RowError] = []
    value = meetings.value(meeting)
    for number, cells in rows:
        fields = Fields()
        paper = ballot_sheet.read(cells, value, fields)
        prepared.append(_prepared(meeting, paper, fields))
        errors.extend(RowError(number, field, reason) for field, reason in fields.reasons.items())
    return prepared, errors


def _sheet_request(rows: Sequence[Mapping[str, Any]]) -> str:
    """The same for the same table."""
    content = to_json([{str(name): str(cell) for name, cell in row.items()} for row in rows])
    return "sheet-" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
