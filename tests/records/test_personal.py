"""What is personal can be had and erased; the ledger never held it, and the counts stay."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Actor,
    Forbidden,
    NotFound,
    ledger,
    meetings,
    opinions,
    personal,
)
from clusterdash.records.base import new_id
from clusterdash.records.values import Query, Verdict
from clusterdash.ui import housekeeping
from tests.records.hall import ADDRESS, ADMINISTRATOR, DRAFT, ELSEWHERE, OFFICER, WEIGHTS, Hall

PATIENCE = 60
NAME = "Ad Soyadı Belli"
REASON = "Bunu ben söyledim, kendi sözümle."


@pytest.fixture
def told(open_hall: Hall) -> tuple[Hall, Actor]:
    """Somebody with a name, who gave a reason, and somebody without."""
    named = open_hall.join(name=NAME, consent=True)
    open_hall.save(named, "weights", WEIGHTS)
    open_hall.save(named, "verdicts", {"28": Verdict("dispute", REASON)})
    open_hall.save(open_hall.join(), "verdicts", {"28": Verdict("confirm", "Başka bir neden")})
    return open_hall, named


def test_everything_held_is_handed_out_to_its_own_person(told: tuple[Hall, Actor]) -> None:
    hall, named = told
    opinions.withdraw(hall.records, named, hall.meeting, new_id())
    held = personal.export(hall.records, named, str(named.participant))
    assert json.loads(json.dumps(held)) == held
    assert (held["name"], held["consent"], held["institution"]) == (NAME, True, "Çorum TSO")
    assert [answer["part"] for answer in held["answers"]] == ["weights", "verdicts", "withdrawal"]
    assert held["answers"][0]["answer"] == WEIGHTS
    assert held["answers"][1]["reasons"] == {"28": REASON}


def test_an_organiser_hands_out_no_covered_answer(told: tuple[Hall, Actor]) -> None:
    hall, named = told
    assert personal.export(hall.records, OFFICER, str(named.participant))["answers"] == []
    hall.move("revealed")
    assert len(personal.export(hall.records, OFFICER, str(named.participant))["answers"]) == 2


def test_erasing_leaves_the_anonymous_counts(told: tuple[Hall, Actor]) -> None:
    hall, named = told
    before = meetings.presence(hall.records, OPERATOR, hall.meeting)
    erased = personal.erase(hall.records, named, str(named.participant))
    assert (erased.name, erased.consent, erased.kind) == (None, False, "chamber")
    assert meetings.presence(hall.records, OPERATOR, hall.meeting) == before

    hall.move("revealed")
    first, second = opinions.ballots(hall.records, OPERATOR, hall.meeting)
    assert first.weights == WEIGHTS
    assert first.verdicts == {"28": Verdict("dispute", "")}
    assert second.verdicts == {"28": Verdict("confirm", "Başka bir neden")}
    assert _everywhere(hall, NAME) == _everywhere(hall, REASON) == []
    last = meetings.participants(hall.records, OPERATOR, hall.meeting)
    assert [person.name for person, _ in last] == [None, None]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_was_erased_is_in_no_byte_of_the_database(told: tuple[Hall, Actor], url: str) -> None:
    hall, named = told
    assert (_bytes(url, NAME), _bytes(url, REASON)) == (True, True)
    personal.erase(hall.records, named, str(named.participant))
    assert (_bytes(url, NAME), _bytes(url, REASON)) == (False, False)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_was_due_is_in_no_byte_of_the_database(open_hall: Hall, url: str) -> None:
    names = [f"Kişi {number:03} {'x' * (number % 80)}" for number in range(120)]
    for name in names:
        person = open_hall.join(name=name, consent=True)
        open_hall.save(person, "verdicts", {"28": Verdict("dispute", f"{name} söyledi. " * 9)})
    assert personal.forget(open_hall.records, ADMINISTRATOR, open_hall.meeting.held_on + timedelta(1)) == 120
    assert [name for name in names if _bytes(url, name[:8])] == []


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_somebody_who_reads_delays_the_last_byte_and_stops_nothing(
    told: tuple[Hall, Actor], url: str
) -> None:
    hall, named = told
    reader = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM participant").fetchone()
    assert personal.erase(hall.records, named, str(named.participant)).name is None
    reader.execute("COMMIT")
    reader.close()
    personal.forget(hall.records, ADMINISTRATOR, hall.meeting.held_on)
    assert not _bytes(url, NAME)


def _bytes(url: str, text: str) -> bool:
    """Whether a text stands anywhere in SQLite's file or its write-ahead log; JSON may have escaped it."""
    file = Path(url.removeprefix("sqlite:///"))
    held = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
    return text.encode() in held or json.dumps(text)[1:-1].encode() in held


def test_nothing_personal_is_in_the_ledger(told: tuple[Hall, Actor]) -> None:
    hall, _ = told
    with pytest.raises(Exception, match="no meeting with this code"):
        meetings.by_code(hall.records, "WRONGCOD", "10.9.8.7")
    for secret in (NAME, REASON, "10.9.8.7", ADDRESS):
        assert "ledger" not in _everywhere(hall, secret)
    assert _everywhere(hall, NAME) == ["participant"]
    entries = ledger.log(hall.records, ADMINISTRATOR, Query(filters={"kind": "opinion"})).rows
    assert {(entry.after or {})["payload"] for entry in entries} == {ledger.MARK}


def _everywhere(hall: Hall, text: str) -> list[str]:
    """The tables that hold a text."""
    found = []
    with hall.records.engine.connect() as connection:
        for table in ("meeting", "participant", "opinion", "decision", "ledger", "wrong_code"):
            if text in str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()):
                found.append(table)
    return found


def test_only_the_person_and_the_organiser_may(told: tuple[Hall, Actor]) -> None:
    hall, named = told
    other = hall.join()
    for actor in (VISITOR, other, ELSEWHERE, ADMINISTRATOR, Actor("participant")):
        with pytest.raises(Forbidden):
            personal.export(hall.records, actor, str(named.participant))
        with pytest.raises(Forbidden):
            personal.erase(hall.records, actor, str(named.participant))
    for actor in (named, OFFICER, OPERATOR, replace(VISITOR, organises=frozenset({hall.meeting.id}))):
        assert personal.export(hall.records, actor, str(named.participant))["name"] == NAME
    with pytest.raises(NotFound):
        personal.erase(hall.records, OPERATOR, "nobody")


def test_names_are_kept_as_long_as_was_promised(told: tuple[Hall, Actor]) -> None:
    hall, _ = told
    with pytest.raises(Forbidden):
        personal.forget(hall.records, OFFICER, hall.meeting.held_on)
    assert personal.forget(hall.records, ADMINISTRATOR, hall.meeting.held_on) == 0
    assert _everywhere(hall, NAME) == ["participant"]
    assert personal.forget(hall.records, ADMINISTRATOR, hall.meeting.held_on + timedelta(days=1)) == 2
    assert _everywhere(hall, NAME) == _everywhere(hall, REASON) == []
    assert personal.forget(hall.records, OPERATOR, hall.meeting.held_on + timedelta(days=1)) == 0


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60), st.integers(-3, 3))
def test_a_name_is_due_the_day_after_its_months_are_over(held: date, months: int, later: int) -> None:
    over = (pd.Timestamp(held) + pd.DateOffset(months=months)).date()
    today = over + timedelta(days=later)
    assert (held < personal.months_before(today, months)) == (today > over)


def test_the_server_erases_what_is_due_and_nothing_before(
    told: tuple[Hall, Actor], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, _ = told
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", url)
    monkeypatch.setenv("CLUSTERDASH_RECORDS_RETENTION_MONTHS", "12")
    held = hall.meeting.held_on
    last = date(held.year + 1, held.month, held.day)
    housekeeping.erase_what_is_due(last)
    assert _everywhere(hall, NAME) == ["participant"]
    assert personal.due(hall.records, ADMINISTRATOR, personal.months_before(last, 12)) == 0
    assert personal.due(hall.records, ADMINISTRATOR, personal.months_before(last + timedelta(1), 12)) == 2
    housekeeping.erase_what_is_due(last + timedelta(days=1))
    assert _everywhere(hall, NAME) == _everywhere(hall, REASON) == []
    assert personal.due(hall.records, ADMINISTRATOR, personal.months_before(last + timedelta(1), 12)) == 0
    erased = ledger.log(hall.records, ADMINISTRATOR, Query(filters={"action": "participant.erase"})).rows
    assert {(entry.actor_role, entry.actor_name) for entry in erased} == {("administrator", "clusterdash")}


def test_a_server_that_starts_erases_what_became_due_meanwhile(
    told: tuple[Hall, Actor], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, _ = told
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", url)
    draft = replace(DRAFT, held_on=date(2001, 2, 3))
    meetings.change(hall.records, OPERATOR, hall.meeting.id, draft)

    async def start() -> None:
        until = time.monotonic() + PATIENCE
        async with housekeeping.promised_erasure():
            while _everywhere(hall, NAME) and time.monotonic() < until:
                await asyncio.sleep(0.05)

    # In a thread of its own: where a browser was tested before, this one has an event loop that still runs.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, start()).result()
    assert _everywhere(hall, NAME) == _everywhere(hall, REASON) == []


def test_a_hall_full_of_people_is_erased_to_the_last(
    open_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "_AT_ONCE", 3)
    for number in range(7):
        open_hall.join(name=f"{NAME} {number}")
    after = open_hall.meeting.held_on + timedelta(days=1)
    assert personal.forget(open_hall.records, ADMINISTRATOR, after) == 7
    assert _everywhere(open_hall, NAME) == []


def test_records_that_do_not_open_do_not_stop_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "records.sqlite"
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{path}")
    housekeeping.erase_what_is_due(date(2030, 1, 1))
    assert not path.exists(), "nobody has begun a record"
    path.write_bytes(b"no database" * 500)
    housekeeping.erase_what_is_due(date(2030, 1, 1))
    assert "could not be erased" in caplog.text


def test_who_was_erased_still_comes_back(open_hall: Hall) -> None:
    code = open_hall.meeting.code
    person, token = opinions.join(open_hall.records, code, "Oda", "chamber", NAME, True, ADDRESS)
    personal.erase(open_hall.records, OPERATOR, person)
    assert opinions.back(open_hall.records, code, token).name is None
