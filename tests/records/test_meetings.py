"""A meeting's life: its steps, its organisers, its code."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooManyTries,
    WrongCode,
    codes,
    decisions,
    meetings,
    opinions,
)
from clusterdash.records.store import Records
from clusterdash.records.values import STATES, DecisionDraft, MeetingDraft, Query, State
from tests.records.hall import ADDRESS, DRAFT, ELSEWHERE, MINISTRY, OFFICER, Hall

LIVES: tuple[tuple[State, ...], ...] = (
    ("draft", "open", "revealed", "decided", "closed"),
    ("draft", "open", "revealed", "second", "second_revealed", "decided", "closed"),
    ("draft", "closed"),
)
"""Issue 5: draft → open → revealed → second round (optional) → decided → closed; a draft may be given up."""


def begins_a_life(states: tuple[State, ...]) -> bool:
    return any(life[: len(states)] == states for life in LIVES)


@given(wishes=st.lists(st.sampled_from(STATES), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_meeting_takes_only_legal_steps_and_every_one_is_on_record(
    records: Records, wishes: list[State]
) -> None:
    meeting, _ = meetings.create(records, OPERATOR, DRAFT)
    lived: tuple[State, ...] = (meeting.state,)
    for wish in wishes:
        try:
            if wish == "decided" and lived[-1] != "decided":
                decisions.decide(records, OPERATOR, meeting, DecisionDraft(("28",), reasons="Neden"))
                meeting = meetings.get(records, OPERATOR, meeting)
            else:
                meeting = meetings.move(records, OPERATOR, meeting, wish, note=f"to {wish}")
            taken = True
        except Invalid:
            taken = False
        assert taken == (wish == lived[-1] or begins_a_life((*lived, wish)))
        lived = (*lived, wish) if taken and wish != lived[-1] else lived
        assert meeting.state == lived[-1]
    assert begins_a_life(lived)
    assert meeting.round == (2 if "second" in lived else 1)
    assert tuple(step.what for step in meetings.steps(records, OPERATOR, meeting)) == ("create", *lived[1:])


def test_a_step_says_who_and_why(hall: Hall) -> None:
    meetings.move(hall.records, OFFICER, hall.meeting, "open", note="Herkes geldi")
    last = meetings.steps(hall.records, OFFICER, hall.meeting)[-1]
    assert (last.who, last.what, last.note) == ("officer of 19", "open", "Herkes geldi")


def test_no_decision_no_step_to_decided(open_hall: Hall) -> None:
    open_hall.move("revealed")
    with pytest.raises(Invalid, match="Record the decision first"):
        open_hall.move("decided")


def test_a_meeting_opens_with_a_shortlist(records: Records) -> None:
    meeting, _ = meetings.create(records, OPERATOR, replace(DRAFT, shortlist=("28",), proposed=()))
    with pytest.raises(Invalid, match="at least two"):
        meetings.move(records, OPERATOR, meeting, "open")


# --- two organisers -------------------------------------------------------------------------------


def test_of_two_organisers_the_second_is_told_and_loses_no_text(hall: Hall) -> None:
    seen = hall.meeting
    first = meetings.change(hall.records, OFFICER, seen, replace(DRAFT, title="Birinci"))
    yours = replace(DRAFT, title="İkinci", place="Üniversite")
    with pytest.raises(Conflict) as told:
        meetings.change(hall.records, MINISTRY, seen, yours)
    assert told.value.current == first
    assert told.value.yours == yours
    assert meetings.get(hall.records, OPERATOR, seen).title == "Birinci"
    assert meetings.change(hall.records, MINISTRY, first, yours).title == "İkinci"


def test_two_organisers_reveal_once(open_hall: Hall) -> None:
    seen = open_hall.meeting
    meetings.move(open_hall.records, OFFICER, seen, "revealed")
    assert meetings.move(open_hall.records, MINISTRY, seen, "revealed").state == "revealed"
    with pytest.raises(Conflict):
        meetings.move(open_hall.records, MINISTRY, seen, "second")
    whats = [step.what for step in meetings.steps(open_hall.records, OPERATOR, seen)]
    assert whats == ["create", "open", "revealed"]


def test_what_answers_rest_on_is_fixed_once_open(open_hall: Hall) -> None:
    changed = replace(DRAFT, shortlist=("28", "10"), proposed=("28",), title="Yeni ad")
    with pytest.raises(Invalid) as told:
        meetings.change(open_hall.records, OPERATOR, open_hall.meeting, changed)
    assert set(told.value.reasons) == {"shortlist", "proposed"}
    renamed = meetings.change(open_hall.records, OPERATOR, open_hall.meeting, replace(DRAFT, title="Yeni ad"))
    assert renamed.title == "Yeni ad"


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (replace(DRAFT, title="  "), {"title"}),
        (replace(DRAFT, title="a" * 201, place="b" * 201), {"title", "place"}),
        (replace(DRAFT, shortlist=("28", "28")), {"shortlist", "proposed"}),
        (replace(DRAFT, proposed=("32",)), {"proposed"}),
        (replace(DRAFT, shortlist=("28", "gıda")), {"shortlist", "proposed"}),
        (replace(DRAFT, held_on="2026-05-25"), {"held_on"}),  # type: ignore[arg-type]
        (replace(DRAFT, province=82), {"province"}),
    ],
)
def test_a_draft_is_checked_all_at_once(records: Records, draft: MeetingDraft, fields: set[str]) -> None:
    with pytest.raises(Invalid) as told:
        meetings.create(records, OPERATOR, draft)
    assert set(told.value.reasons) == fields


def test_any_text_is_kept_as_text(records: Records) -> None:
    title = "<script>alert('1')</script> =HYPERLINK(\"x\") '; DROP TABLE meeting; -- %s {0} ğüşıöç İ 🏭"
    meeting, _ = meetings.create(records, OPERATOR, replace(DRAFT, title=f"\x00 {title}\u202e\ud800\n"))
    assert meetings.get(records, OPERATOR, meeting).title == title


# --- codes and keys -------------------------------------------------------------------------------


def test_codes_are_unguessable_and_easy_to_read() -> None:
    made = {codes.new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert len(set(codes.ALPHABET)) ** codes.LENGTH >= 2**40
    assert {len(code) for code in made} == {8}
    assert not set("".join(made)) & set("ILOU")


@pytest.mark.parametrize(
    "typed", ["k7d20m1q", " K7D2-0M1Q ", "k7d2om1q", "K7D2 OMIQ", "k7d2oMıq", "K7D2OMİQ"]
)
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    assert codes.understood(typed) == "K7D20M1Q"


def test_a_meeting_is_found_by_its_code_while_it_lasts(hall: Hall) -> None:
    code = hall.meeting.code
    with pytest.raises(Closed) as early:
        meetings.by_code(hall.records, code, ADDRESS)
    assert early.value.state == "draft"
    hall.move("open")
    assert meetings.by_code(hall.records, code.lower(), ADDRESS) == hall.meeting
    with pytest.raises(WrongCode):
        meetings.by_code(hall.records, code[:-1], ADDRESS)
    hall.move("revealed")
    decisions.decide(hall.records, OPERATOR, hall.meeting, DecisionDraft((), reasons="Henüz yok"))
    meetings.move(hall.records, OPERATOR, hall.meeting.id, "closed")
    with pytest.raises(Closed) as late:
        meetings.by_code(hall.records, code, ADDRESS)
    assert late.value.state == "closed"


def test_wrong_codes_are_limited_by_address(open_hall: Hall) -> None:
    for _ in range(codes.PER_ADDRESS):
        with pytest.raises(WrongCode):
            meetings.by_code(open_hall.records, "WRONGCOD", "10.0.0.9")
    with pytest.raises(TooManyTries) as told:
        meetings.by_code(open_hall.records, open_hall.meeting.code, "10.0.0.9")
    assert 0 < told.value.seconds <= codes.WINDOW.total_seconds() + 1
    with pytest.raises(TooManyTries):
        opinions.join(open_hall.records, open_hall.meeting.code, "Oda", "chamber", address="10.0.0.9")
    assert meetings.by_code(open_hall.records, open_hall.meeting.code, "10.0.0.10") == open_hall.meeting


def test_an_address_of_ipv6_is_its_network(open_hall: Hall) -> None:
    for last in range(codes.PER_ADDRESS):
        with pytest.raises(WrongCode):
            meetings.by_code(open_hall.records, "WRONGCOD", f"2001:db8::{last:x}")
    with pytest.raises(TooManyTries):
        meetings.by_code(open_hall.records, open_hall.meeting.code, "2001:db8::ffff")
    assert meetings.by_code(open_hall.records, open_hall.meeting.code, "2001:db8:0:1::1")


def test_wrong_codes_are_limited_altogether_and_forgotten(
    open_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "OVERALL", 5)
    for number in range(5):
        with pytest.raises(WrongCode):
            meetings.by_code(open_hall.records, "WRONGCOD", f"10.0.1.{number}")
    with pytest.raises(TooManyTries):
        meetings.by_code(open_hall.records, open_hall.meeting.code, "10.0.2.1")
    monkeypatch.setattr(codes, "WINDOW", codes.WINDOW * 0)
    assert meetings.by_code(open_hall.records, open_hall.meeting.code, "10.0.2.1")
    with pytest.raises(WrongCode):
        meetings.by_code(open_hall.records, "WRONGCOD", "10.0.2.1")
    assert open_hall.count("wrong_code") == 1


def test_the_organisers_key_opens_its_own_meeting_only(records: Records, hall: Hall) -> None:
    other, _ = meetings.create(records, OPERATOR, DRAFT)
    assert meetings.with_key(records, hall.meeting, hall.key)
    assert not meetings.with_key(records, other, hall.key)
    assert not meetings.with_key(records, hall.meeting, hall.key[:-1])
    assert not meetings.with_key(records, hall.meeting, "")
    assert not meetings.with_key(records, "no such meeting", hall.key)
    holder = replace(VISITOR, organises=frozenset({hall.meeting.id}))
    assert meetings.move(records, holder, hall.meeting, "open").state == "open"
    with pytest.raises(Forbidden):
        meetings.move(records, holder, other, "open")


def test_no_secret_is_kept_in_the_open(open_hall: Hall) -> None:
    _, token = opinions.join(open_hall.records, open_hall.meeting.code, "Oda", "chamber", address=ADDRESS)
    with open_hall.records.engine.connect() as connection:
        for table in ("meeting", "participant", "ledger"):
            kept = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert open_hall.key not in kept
            assert token not in kept
            assert ("key_hash" in kept, "token_hash" in kept) == (False, False)


# --- lists ----------------------------------------------------------------------------------------


def test_meetings_are_listed_for_those_who_organise_them(records: Records, hall: Hall) -> None:
    gaziantep, _ = meetings.create(records, OPERATOR, replace(DRAFT, province=27, title="Gaziantep"))
    holder = replace(VISITOR, organises=frozenset({gaziantep.id}))
    listed = {
        actor.name or actor.role: {one.id for one in meetings.list_meetings(records, actor).rows}
        for actor in (OFFICER, ELSEWHERE, MINISTRY, OPERATOR, holder)
    }
    assert listed == {
        "officer of 19": {hall.meeting.id},
        "officer of 27": {gaziantep.id},
        "ministry": {hall.meeting.id, gaziantep.id},
        "operator": {hall.meeting.id, gaziantep.id},
        "visitor": {gaziantep.id},
    }
    with pytest.raises(Forbidden):
        meetings.list_meetings(records, VISITOR)


def test_lists_sort_and_search_in_turkish(records: Records) -> None:
    titles = [
        "Zonguldak",
        "Iğdır",
        "İzmir",
        "Çorum",
        "Ağrı",
        "Çankırı",
        "Şırnak",
        "Siirt",
        "Denizli 10",
        "Uşak",
    ]
    for title in titles:
        meetings.create(records, OPERATOR, replace(DRAFT, title=title, place=""))

    def found(**query: object) -> list[str]:
        return [one.title for one in meetings.list_meetings(records, OPERATOR, Query(**query)).rows]  # type: ignore[arg-type]

    alphabet = [
        "Ağrı",
        "Çankırı",
        "Çorum",
        "Denizli 10",
        "Iğdır",
        "İzmir",
        "Siirt",
        "Şırnak",
        "Uşak",
        "Zonguldak",
    ]
    assert found(sort="title") == alphabet
    assert found(sort="title", descending=True) == alphabet[::-1]
    for typed in ("çorum", "ÇORUM", "corum", "Corum"):
        assert found(search=typed) == ["Çorum"]
    assert found(search="ığdır") == found(search="IGDIR") == ["Iğdır"]
    assert found(search="10 deniz") == ["Denizli 10"]
    assert found(search="%") == found(search="_") == []


def test_pages_hold_every_row_once(records: Records) -> None:
    for number in range(103):
        meetings.create(records, OPERATOR, replace(DRAFT, title=f"Toplantı {number % 7}"))
    pages = [
        meetings.list_meetings(records, OPERATOR, Query(sort="title", page=number)) for number in (1, 2, 3, 9)
    ]
    assert [(page.number, page.pages, page.total, len(page.rows)) for page in pages] == [
        (1, 3, 103, 50), (2, 3, 103, 50), (3, 3, 103, 3), (3, 3, 103, 3),
    ]  # fmt: skip
    rows = [row for page in pages[:3] for row in page.rows]
    assert len({row.id for row in rows}) == 103
    assert all(one.title <= other.title for one, other in pairwise(rows))


def test_an_unknown_meeting_is_not_found(records: Records) -> None:
    with pytest.raises(NotFound):
        meetings.get(records, OPERATOR, "0" * 32)
