"""What was published in 2013 stands beside what is decided here."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clusterdash.records import OPERATOR, VISITOR, Conflict, Forbidden, Invalid, decisions, ledger, meetings
from clusterdash.records.store import Records
from clusterdash.records.values import DecisionDraft, Query
from tests.records.hall import ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER, Hall

DRAFT = DecisionDraft(
    ("28",), "Gıda işleme makineleri", "Görüşler ve analiz aynı yönde.", "Bir kurum itiraz etti."
)


def test_the_five_of_2013_are_as_published(records: Records, data_dir: Path) -> None:
    with (data_dir / "tables" / "pilots.csv").open(encoding="utf-8", newline="") as file:
        published = {
            (
                int(row["province"]),
                (row["division"],) if row["division"] else (),
                row["sector_tr"],
                date.fromisoformat(row["published_on"]),
            )
            for row in csv.DictReader(file)
        }
    found = decisions.register(records, VISITOR)
    assert {(one.province, one.divisions, one.sector_words, one.decided_on) for one in found} == published
    assert {one.origin for one in found} == {"published_2013"}
    assert {(one.reasons, one.dissent, one.scenario, one.edition, one.meeting) for one in found} == {
        ("", "", "", "", None)
    }


def test_a_meeting_decides_after_the_reveal_and_moves_on(open_hall: Hall) -> None:
    with pytest.raises(Invalid):
        decisions.decide(open_hall.records, OFFICER, open_hall.meeting, DRAFT)
    open_hall.move("revealed")
    made = decisions.decide(open_hall.records, OFFICER, open_hall.meeting, DRAFT)
    assert (made.origin, made.decided_on, made.scenario, made.edition) == (
        "decided_here", date(2026, 5, 25), "1", "0123456789ab",
    )  # fmt: skip
    assert meetings.get(open_hall.records, OPERATOR, open_hall.meeting).state == "decided"
    assert decisions.of_meeting(open_hall.records, VISITOR, open_hall.meeting) == made
    assert [one.origin for one in decisions.register(open_hall.records, VISITOR, province=19)] == [
        "published_2013", "decided_here",
    ]  # fmt: skip


def test_no_sector_yet_is_a_decision_too(open_hall: Hall) -> None:
    open_hall.move("revealed")
    made = decisions.decide(
        open_hall.records, OPERATOR, open_hall.meeting, DecisionDraft((), reasons="Henüz yok")
    )
    assert made.divisions == ()


def test_a_double_tap_decides_once_and_a_second_thought_adds_a_line(open_hall: Hall) -> None:
    open_hall.move("revealed")
    seen = open_hall.meeting
    first = decisions.decide(open_hall.records, OFFICER, seen, DRAFT)
    assert decisions.decide(open_hall.records, OFFICER, seen, DRAFT) == first
    with pytest.raises(Conflict) as told:
        decisions.decide(open_hall.records, MINISTRY, seen, replace(DRAFT, divisions=("10",)))
    assert told.value.current == first

    now = meetings.get(open_hall.records, OPERATOR, seen)
    second = decisions.decide(open_hall.records, MINISTRY, now, replace(DRAFT, divisions=("10",)))
    assert decisions.of_meeting(open_hall.records, VISITOR, seen) == second
    assert decisions.register(open_hall.records, VISITOR, province=19)[1:] == (second,)
    kept = ledger.log(open_hall.records, ADMINISTRATOR, Query(filters={"kind": "decision"})).rows
    assert [(entry.record, entry.actor_name) for entry in kept] == [
        (second.id, "ministry"), (first.id, "officer of 19"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, reasons=" "), "reasons"),
        (replace(DRAFT, divisions=("gıda",)), "divisions"),
        (replace(DRAFT, divisions=("28", "28")), "divisions"),
    ],
)
def test_a_decision_is_checked(open_hall: Hall, draft: DecisionDraft, field: str) -> None:
    open_hall.move("revealed")
    with pytest.raises(Invalid) as told:
        decisions.decide(open_hall.records, OPERATOR, open_hall.meeting, draft)
    assert set(told.value.reasons) == {field}
    assert meetings.get(open_hall.records, OPERATOR, open_hall.meeting).state == "revealed"


def test_only_organisers_decide(open_hall: Hall) -> None:
    open_hall.move("revealed")
    for actor in (VISITOR, ELSEWHERE, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            decisions.decide(open_hall.records, actor, open_hall.meeting, DRAFT)
