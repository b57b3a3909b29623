"""Ballots: what is acknowledged is there, once; and nobody sees another's before the reveal."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Actor,
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    WrongCode,
    answers,
    ballot_sheet,
    decisions,
    meetings,
    opinions,
)
from clusterdash.records.base import new_id
from clusterdash.records.errors import Covered
from clusterdash.records.values import (
    EXPERT_CRITERIA,
    TOPICS,
    DecisionDraft,
    Meeting,
    PaperBallot,
    Part,
    Verdict,
)
from clusterdash.text import Words
from tests.records.hall import ADDRESS, ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER, WEIGHTS, Hall

SCORES = {("28", "D5"): 5, ("28", "N5"): None, ("10", "F6"): 1}
ORDER = ("28", "15", "10")
VERDICTS = {"28": Verdict("confirm"), "15": Verdict("dispute", "Ayakkabı için iş gücü az.")}
PARTS: dict[Part, Any] = {"weights": WEIGHTS, "scores": SCORES, "order": ORDER, "verdicts": VERDICTS}


def test_a_ballot_asks_what_the_catalogue_holds(data_dir: Any) -> None:
    from clusterdash import catalogue

    loaded = catalogue.load(data_dir)
    assert set(TOPICS) == set(loaded.topics)
    assert set(EXPERT_CRITERIA) == {
        code for code, criterion in loaded.criteria.items() if criterion.kind == "expert"
    }


# --- joining and coming back ----------------------------------------------------------------------


def test_a_participant_comes_back_to_their_own_ballot(open_hall: Hall) -> None:
    code = open_hall.meeting.code
    person, token = opinions.join(
        open_hall.records, code, " Çorum TSO ", "chamber", "Ad Soyad", True, ADDRESS
    )
    assert (person.institution, person.kind, person.name, person.consent) == (
        "Çorum TSO", "chamber", "Ad Soyad", True,
    )  # fmt: skip
    actor = Actor("participant", participant=person.id)
    for part, payload in PARTS.items():
        open_hall.save(actor, part, payload)

    assert opinions.back(open_hall.records, code.lower(), token) == person
    mine = opinions.ballot(open_hall.records, actor, person)
    assert (mine.weights, mine.scores, mine.order, mine.verdicts) == (WEIGHTS, SCORES, ORDER, VERDICTS)
    assert mine.parts == set(PARTS)
    assert opinions.own(open_hall.records, actor) == (open_hall.meeting, mine)
    for stranger in (OPERATOR, VISITOR, Actor("participant", participant="0" * 32)):
        with pytest.raises(Forbidden):
            opinions.own(open_hall.records, stranger)

    for code_, token_ in ((code, token[:-1]), (code, ""), ("00000000", token), (code, open_hall.key)):
        with pytest.raises(WrongCode):
            opinions.back(open_hall.records, code_, token_)


def test_a_token_opens_no_other_meeting(open_hall: Hall) -> None:
    other = Hall(open_hall.records, *meetings.create(open_hall.records, OPERATOR, _draft(open_hall.meeting)))
    other.move("open")
    _, token = opinions.join(open_hall.records, open_hall.meeting.code, "Oda", "chamber", address=ADDRESS)
    with pytest.raises(WrongCode):
        opinions.back(open_hall.records, other.meeting.code, token)
    with pytest.raises(WrongCode):
        opinions.join(open_hall.records, other.meeting.code, "Oda", "chamber", token=token)


def _draft(meeting: Meeting) -> Any:
    from tests.records.hall import DRAFT

    return replace(DRAFT, title=f"{meeting.title} (2)")


def test_a_double_tap_joins_once(open_hall: Hall) -> None:
    token = opinions.new_token()

    def tap(_: int) -> str:
        joined = opinions.join(open_hall.records, open_hall.meeting.code, "Oda", "chamber", token=token)
        assert joined[1] == token
        return joined[0].id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tap, range(16)))) == 1
    assert meetings.presence(open_hall.records, OPERATOR, open_hall.meeting).joined == 1


def test_a_weak_token_is_not_taken(open_hall: Hall) -> None:
    with pytest.raises(WrongCode):
        opinions.join(open_hall.records, open_hall.meeting.code, "Oda", "chamber", token="1234")


@pytest.mark.parametrize(
    ("institution", "kind", "name", "field"),
    [
        ("", "chamber", None, "institution"),
        ("Oda", "club", None, "kind"),
        ("Oda", "chamber", "a" * 121, "name"),
    ],
)
def test_who_joins_is_checked(
    open_hall: Hall, institution: str, kind: str, name: str | None, field: str
) -> None:
    with pytest.raises(Invalid) as told:
        opinions.join(open_hall.records, open_hall.meeting.code, institution, kind, name)
    assert set(told.value.reasons) == {field}


def test_people_join_and_answer_only_while_a_round_is_open(hall: Hall) -> None:
    def refused(actor: Actor) -> str:
        with pytest.raises(Closed) as told:
            hall.save(actor, "weights", WEIGHTS)
        with pytest.raises(Closed):
            hall.join()
        with pytest.raises(Closed):
            opinions.withdraw(hall.records, actor, hall.meeting, new_id())
        paper = PaperBallot("Oda", "chamber", weights=WEIGHTS)
        with pytest.raises(Closed):
            opinions.enter_on_paper(hall.records, OPERATOR, hall.meeting, paper, new_id())
        sentences = {told.value.in_(Words("tr")), told.value.in_(Words("en"))}
        assert len(sentences) == 2
        return told.value.state

    with pytest.raises(Closed, match="has not been opened yet"):
        hall.join()
    hall.move("open")
    actor = hall.join()
    first = hall.save(actor, "weights", WEIGHTS, "a request")
    hall.move("revealed")
    assert refused(actor) == "revealed"
    # A late retry of what was acknowledged is still acknowledged.
    assert hall.save(actor, "weights", WEIGHTS, "a request") == replace(first, duplicate=True)
    hall.move("second")
    assert hall.save(actor, "weights", WEIGHTS).duplicate is False
    hall.move("second_revealed")
    assert refused(actor) == "second_revealed"
    decisions.decide(hall.records, OPERATOR, hall.meeting, DecisionDraft((), reasons="Henüz yok"))
    assert refused(actor) == "decided"
    meetings.move(hall.records, OPERATOR, hall.meeting.id, "closed")
    assert refused(actor) == "closed"


# --- saving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_a_request_is_kept_once(open_hall: Hall, part: Part) -> None:
    actor = open_hall.join()
    saved = open_hall.save(actor, part, PARTS[part], "tapped twice")
    again = open_hall.save(actor, part, PARTS[part], "tapped twice")
    assert again == replace(saved, duplicate=True)
    assert open_hall.count("opinion") == 1


def test_taps_at_the_same_moment_are_kept_once(open_hall: Hall) -> None:
    actor = open_hall.join()
    start = threading.Barrier(8)

    def tap(_: int) -> Any:
        start.wait()
        return open_hall.save(actor, "weights", WEIGHTS, "tapped at once")

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(tap, range(8)))
    assert len({one.id for one in saved}) == 1
    assert sum(not one.duplicate for one in saved) == 1
    assert open_hall.count("opinion") == 1


def test_the_same_request_of_another_is_another(open_hall: Hall) -> None:
    one, other = open_hall.join(), open_hall.join()
    assert not open_hall.save(one, "weights", WEIGHTS, "1").duplicate
    assert not open_hall.save(other, "weights", WEIGHTS, "1").duplicate


def test_the_latest_of_two_tabs_counts_and_one_that_asks_is_told(open_hall: Hall) -> None:
    actor = open_hall.join()
    seen = opinions.ballot(open_hall.records, actor, str(actor.participant)).seen
    open_hall.save(actor, "order", ["10", "28"])
    with pytest.raises(Conflict) as told:
        opinions.save(open_hall.records, actor, open_hall.meeting, "order", ["15"], new_id(), seen=seen)
    assert told.value.current.order == ("10", "28")
    assert told.value.yours == ["15"]
    # Another part is no conflict, nor is a tab that does not ask.
    opinions.save(open_hall.records, actor, open_hall.meeting, "weights", WEIGHTS, new_id(), seen=seen)
    open_hall.save(actor, "order", ["15"])
    assert opinions.ballot(open_hall.records, actor, str(actor.participant)).order == ("15",)


def test_the_latest_counts_whatever_the_clock_says(open_hall: Hall) -> None:
    actor = open_hall.join()
    open_hall.save(actor, "order", ["10"])
    with open_hall.records.engine.begin() as connection:
        # A clock that was far ahead when the first answer came.
        connection.exec_driver_sql(_insert_older(open_hall, actor))
    open_hall.save(actor, "order", ["15"])
    assert opinions.ballot(open_hall.records, actor, str(actor.participant)).order == ("15",)


def _insert_older(hall: Hall, actor: Actor) -> str:
    return (
        "INSERT INTO opinion"
        " (meeting, participant, round, part, payload, given_at, entered_by, request) VALUES "
        f"('{hall.meeting.id}', '{actor.participant}', 1, 'order', '{{\"order\": [\"25\"]}}', "
        "'2999-01-01 00:00:00.000000', 'participant', 'from the future')"
    )


@pytest.mark.parametrize(
    ("part", "payload", "words"),
    [
        ("weights", {}, "empty answer"),
        ("weights", None, "empty answer"),
        ("weights", {**WEIGHTS, "factors": 11}, "now they are 101"),
        ("weights", {**WEIGHTS, "factors": True, "demand": 39}, "whole number"),
        ("weights", {**WEIGHTS, "factors": -10, "demand": 50}, "whole number from 0 to 100"),
        ("weights", {**WEIGHTS, "factors": 10.0}, "whole number"),
        ("weights", {"demand": 100}, "each of the four topics"),
        ("weights", {**WEIGHTS, "luck": 0}, "each of the four topics"),
        ("weights", [1], "each of the four topics"),
        ("scores", {}, "empty answer"),
        ("scores", {("28", "D5"): 6}, "score from 1 to 5"),
        ("scores", {("28", "D5"): True}, "score from 1 to 5"),
        ("scores", {("28", "D5"): "4"}, "score from 1 to 5"),
        ("scores", {("28", "E2"): 4}, "criteria that experts score"),
        ("scores", {("32", "D5"): 4}, "not on the meeting's list"),
        ("scores", {"28": 4}, "criteria that experts score"),
        ("order", [], "empty answer"),
        ("order", ["28", "28"], "named twice"),
        ("order", ["28", "32"], "not on the meeting's list"),
        ("order", "28", "Two-digit codes"),
        ("order", [28], "Two-digit codes"),
        ("verdicts", {}, "empty answer"),
        ("verdicts", {"10": Verdict("confirm")}, "not on the meeting's list"),
        ("verdicts", {"28": Verdict("maybe")}, "listed choices"),  # type: ignore[arg-type]
        ("verdicts", {"28": "confirm"}, "listed choices"),
        ("verdicts", {"28": Verdict("dispute", "a" * (answers.LONGEST_REASON + 1))}, "No more than 1000"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    open_hall: Hall, part: Part, payload: Any, words: str
) -> None:
    actor = open_hall.join()
    with pytest.raises(Invalid, match=words):
        open_hall.save(actor, part, payload)
    assert open_hall.count("opinion") == 0


@pytest.mark.parametrize("request_", ["", "a" * 101, None, "a\0b"])
def test_an_answer_needs_its_own_number(open_hall: Hall, request_: Any) -> None:
    actor = open_hall.join()
    with pytest.raises(Invalid, match="own number"):
        opinions.save(open_hall.records, actor, open_hall.meeting, "weights", WEIGHTS, request_)


def test_withdrawn_ballots_count_in_nothing_and_stay_visible_to_the_organiser(open_hall: Hall) -> None:
    stays, leaves, returns = open_hall.join(), open_hall.join(), open_hall.join()
    for actor in (stays, leaves, returns):
        open_hall.save(actor, "weights", WEIGHTS)
        open_hall.save(actor, "order", ORDER)
    for actor in (leaves, returns):
        opinions.withdraw(open_hall.records, actor, open_hall.meeting, new_id())
    mine = opinions.ballot(open_hall.records, leaves, str(leaves.participant))
    assert (mine.withdrawn, mine.order) == (True, ORDER)
    open_hall.save(returns, "order", ["10"])
    assert meetings.presence(open_hall.records, OPERATOR, open_hall.meeting).answered == {
        "weights": 1, "scores": 0, "order": 2, "verdicts": 0,
    }  # fmt: skip

    open_hall.move("revealed")
    counted = opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting)
    assert [one.participant for one in counted] == [stays.participant, returns.participant]
    assert (counted[1].weights, counted[1].order) == (None, ("10",))
    everyone = opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting, withdrawn=True)
    assert [one.withdrawn for one in everyone] == [False, True, False]
    assert everyone[1].weights == WEIGHTS


def test_the_second_round_builds_on_the_first_and_leaves_it_as_it_was(open_hall: Hall) -> None:
    moves, stays = open_hall.join(), open_hall.join()
    for actor in (moves, stays):
        open_hall.save(actor, "weights", WEIGHTS)
        open_hall.save(actor, "order", ["28", "10"])
    open_hall.move("revealed", "second")
    open_hall.save(moves, "order", ["10", "28"])
    carried = [
        opinions.ballot(open_hall.records, one, str(one.participant)).carried for one in (moves, stays)
    ]
    assert carried == [{"weights"}, {"weights", "order"}]
    first = opinions.ballot(open_hall.records, stays, str(stays.participant), round=1)
    assert first.carried == frozenset()
    assert meetings.presence(open_hall.records, OPERATOR, open_hall.meeting).answered["order"] == 1
    with pytest.raises(Covered):
        opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting)
    assert len(opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting, round=1)) == 2

    open_hall.move("second_revealed")
    rounds = [
        [
            (one.order, one.weights)
            for one in opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting, number)
        ]
        for number in (1, 2)
    ]
    assert rounds[0] == [(("28", "10"), WEIGHTS), (("28", "10"), WEIGHTS)]
    assert rounds[1] == [(("10", "28"), WEIGHTS), (("28", "10"), WEIGHTS)]
    anew = {
        person.id: parts
        for person, parts in meetings.participants(open_hall.records, OPERATOR, open_hall.meeting)
    }
    assert anew == {moves.participant: {"order"}, stays.participant: set()}


# --- covered --------------------------------------------------------------------------------------


def test_answers_are_covered_before_the_reveal_for_everyone(open_hall: Hall) -> None:
    records, meeting = open_hall.records, open_hall.meeting
    one, other = open_hall.join(), open_hall.join("Hitit Üniversitesi", "university")
    open_hall.save(one, "weights", WEIGHTS)
    key = replace(VISITOR, organises=frozenset({meeting.id}))
    for actor in (OPERATOR, MINISTRY, OFFICER, key, other, VISITOR, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            opinions.ballots(records, actor, meeting)
        with pytest.raises(Forbidden):
            opinions.ballot(records, actor, str(one.participant))
    seen = meetings.presence(records, OPERATOR, meeting)
    assert seen.by_kind == {"chamber": 1, "university": 1}
    assert (seen.joined, seen.answered["weights"], seen.answered["order"]) == (2, 1, 0)

    open_hall.move("revealed")
    for actor in (OPERATOR, MINISTRY, OFFICER, key):
        assert [ballot.weights for ballot in opinions.ballots(records, actor, meeting)] == [WEIGHTS]
        assert opinions.ballot(records, actor, str(one.participant)).weights == WEIGHTS
    for actor in (other, VISITOR, ELSEWHERE, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            opinions.ballots(records, actor, meeting)
        with pytest.raises(Forbidden):
            opinions.ballot(records, actor, str(one.participant))


def test_nobody_answers_for_another(open_hall: Hall) -> None:
    open_hall.join()
    other = Hall(open_hall.records, *meetings.create(open_hall.records, OPERATOR, _draft(open_hall.meeting)))
    other.move("open")
    stranger = other.join()
    for actor in (stranger, VISITOR, OPERATOR, Actor("participant"), Actor("participant", participant="x")):
        with pytest.raises(Forbidden):
            open_hall.save(actor, "weights", WEIGHTS)
        with pytest.raises(Forbidden):
            opinions.withdraw(open_hall.records, actor, open_hall.meeting, new_id())
    assert open_hall.count("opinion") == 0


def test_an_answer_that_was_acknowledged_was_given_before_the_round_was_over(open_hall: Hall) -> None:
    """People save while the organiser reveals: whoever was acknowledged is in the reveal, all others told."""
    people = [open_hall.join() for _ in range(12)]
    start = threading.Barrier(13)

    def answer(actor: Actor) -> bool:
        start.wait()
        try:
            # Far more than anybody manages before the reveal; twenty were through before it where it is fast.
            for request in range(5_000):
                open_hall.save(actor, "order", ["28", "10"], f"{request}")
        except Closed:
            return True
        return False

    with ThreadPoolExecutor(13) as pool:
        answered = [pool.submit(answer, actor) for actor in people]
        start.wait()
        meeting = meetings.move(open_hall.records, OPERATOR, open_hall.meeting, "revealed")
        at_reveal = open_hall.count("opinion")
        told = [one.result() for one in answered]
    assert all(told)
    assert open_hall.count("opinion") == at_reveal
    assert meeting.state == "revealed"


# --- paper ----------------------------------------------------------------------------------------


def test_a_paper_ballot_is_entered_once_and_marked(open_hall: Hall) -> None:
    paper = PaperBallot("Ziraat Odası", "chamber", weights=WEIGHTS, order=("10",), verdicts=VERDICTS)
    entered = [
        opinions.enter_on_paper(open_hall.records, OFFICER, open_hall.meeting, paper, "paper 1")
        for _ in range(2)
    ]
    assert entered[0] == entered[1]
    assert entered[0].on_paper
    with pytest.raises(Forbidden):
        opinions.enter_on_paper(open_hall.records, ELSEWHERE, open_hall.meeting, paper, "paper 2")
    empty = PaperBallot("Ziraat Odası", "chamber")
    with pytest.raises(Invalid, match="holds no answer"):
        opinions.enter_on_paper(open_hall.records, OFFICER, open_hall.meeting, empty, "paper 3")
    wrong = replace(paper, weights={**WEIGHTS, "factors": 9})
    with pytest.raises(Invalid, match="now they are 99"):
        opinions.enter_on_paper(open_hall.records, OFFICER, open_hall.meeting, wrong, "paper 4")
    assert open_hall.count("participant") == 1
    open_hall.move("revealed")
    (ballot,) = opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting)
    assert (ballot.on_paper, ballot.weights, ballot.order, ballot.verdicts) == (
        True,
        WEIGHTS,
        ("10",),
        VERDICTS,
    )


ROW = {
    "institution": "Hitit Üniversitesi",
    "kind": "üniversite",
    "name": "",
    "consent": None,
    "weight economic_impact": 40.0,
    "weight demand": "30",
    "weight networking": 20,
    "weight factors": 10,
    "score 28 D5": 5,
    "score 28 N5": "?",
    "order": "28, 15 10",
    "verdict 28": "Confirm",
    "verdict 15": "itiraz ediyorum",
    "reason 15": "Ayakkabı için iş gücü az.",
}


def test_a_table_of_ballots_is_read_in_either_language(open_hall: Hall) -> None:
    agency = {**ROW, "institution": "OKA", "kind": "Development agency", "order": float("nan")}
    rows = [{}, ROW, dict.fromkeys(ROW), agency, {}]
    assert set(ROW) <= set(ballot_sheet.columns(open_hall.meeting))
    report = opinions.import_ballots(open_hall.records, OFFICER, open_hall.meeting, rows)
    assert (report.rows, report.duplicates, report.errors) == (2, 0, ())
    again = opinions.import_ballots(open_hall.records, OFFICER, open_hall.meeting, rows)
    assert (again.rows, again.duplicates) == (0, 2)

    open_hall.move("revealed")
    first, second = opinions.ballots(open_hall.records, OPERATOR, open_hall.meeting)
    assert (first.kind, second.kind) == ("university", "agency")
    assert first.weights == WEIGHTS
    assert first.scores == {("28", "D5"): 5, ("28", "N5"): None}
    assert (first.order, second.order) == (ORDER, None)
    assert first.verdicts == VERDICTS


def test_a_table_with_one_wrong_row_is_not_taken_at_all(open_hall: Hall) -> None:
    rows = [
        ROW,
        {**ROW, "kind": "kulüp"},
        {**ROW, "weight factors": "on"},
        {**ROW, "weight factors": 11},
        {**ROW, "score 28 D5": 7, "order": "28 99"},
        {**ROW, "institution": " ", "shoe size": 44},
        {**ROW, "verdict 15": ""},
        {"institution": "Oda", "kind": "chamber"},
    ]
    report = opinions.import_ballots(open_hall.records, OFFICER, open_hall.meeting, rows)
    assert report.rows == 0
    assert [(error.row, error.field, error.reason.key) for error in report.errors] == [
        (3, "kind", "field.choice"),
        (4, "weight factors", "field.whole"),
        (5, "weights", "field.weights_sum"),
        (6, "scores", "field.score"),
        (6, "order", "field.not_listed"),
        (7, "shoe size", "field.column"),
        (7, "institution", "field.empty"),
        (8, "verdict 15", "field.choice"),
        (9, "ballot", "field.empty_ballot"),
    ]
    assert all(error.reason.in_(Words("tr")) for error in report.errors)
    assert (open_hall.count("participant"), open_hall.count("opinion")) == (0, 0)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {**ROW, "institution": "", "weight demand": "otuz", "score 28 D5": 7, "order": "28 99"},
            {"institution": "empty", "weight demand": "whole", "scores": "score", "order": "not_listed"},
        ),
        (
            {**ROW, "kind": "kulüp", "weight factors": 11, "score 28 D5": "beş", "score 28 N5": 9},
            {"kind": "choice", "weights": "weights_sum", "score 28 D5": "whole", "scores": "score"},
        ),
        (
            {**ROW, "weight demand": "otuz", "weight factors": 400, "verdict 28": "belki"},
            {"weight demand": "whole", "weights": "number", "verdict 28": "choice"},
        ),
        # What could not be read was an answer, so the ballot is not called empty.
        ({"institution": "Oda", "kind": "chamber", "weight demand": "otuz"}, {"weight demand": "whole"}),
        ({"institution": "Oda", "kind": "chamber", "score 28 D5": "beş"}, {"score 28 D5": "whole"}),
        ({"institution": "Oda", "kind": "kulüp"}, {"kind": "choice", "ballot": "empty_ballot"}),
        ({"kind": "chamber"}, {"institution": "empty", "ballot": "empty_ballot"}),
    ],
)
def test_a_row_with_an_unreadable_cell_tells_its_other_errors_too(
    open_hall: Hall, cells: dict[str, Any], expected: dict[str, str]
) -> None:
    report = opinions.import_ballots(open_hall.records, OFFICER, open_hall.meeting, [cells])
    assert report.rows == 0
    assert {error.field: error.reason.key.removeprefix("field.") for error in report.errors} == expected
    assert (open_hall.count("participant"), open_hall.count("opinion")) == (0, 0)
