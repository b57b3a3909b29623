"""Who may do what: every role at every function that reads or writes, asked in the repository itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Actor,
    Forbidden,
    decisions,
    ledger,
    meetings,
    opinions,
    permissions,
    personal,
)
from clusterdash.records.base import new_id
from clusterdash.records.values import DecisionDraft, PaperBallot
from tests.records.hall import ADMINISTRATOR, DRAFT, ELSEWHERE, MINISTRY, OFFICER, WEIGHTS, Hall

PAPER = PaperBallot("Oda", "chamber", weights=WEIGHTS)
DECISION = DecisionDraft((), reasons="Henüz yok")

# Visitor: published figures, nothing personal; participant: by meeting code; officer: own province's records
# and meetings; ministry: all provinces, decisions; administrator: users, imports, backup, the log. What an
# organiser does needs the organiser's key or role; one ballot cannot be read by another.
ACTORS = (
    "visitor", "participant", "stranger", "officer", "officer elsewhere", "ministry", "administrator",
    "operator", "key", "other key",
)  # fmt: skip
ORGANISERS = {"officer", "ministry", "operator", "key"}
Act = Callable[[Hall, Actor, str], Any]

DOORS: dict[str, tuple[set[str], Act]] = {
    "create a meeting": (
        {"officer", "ministry", "operator"},
        lambda hall, actor, _: meetings.create(hall.records, actor, DRAFT),
    ),
    "read a meeting": (
        ORGANISERS | {"participant"},
        lambda hall, actor, _: meetings.get(hall.records, actor, hall.meeting.id),
    ),
    "change a meeting": (
        ORGANISERS,
        lambda hall, actor, _: meetings.change(hall.records, actor, hall.meeting.id, DRAFT),
    ),
    "move a meeting": (
        ORGANISERS,
        lambda hall, actor, _: meetings.move(hall.records, actor, hall.meeting.id, "second"),
    ),
    "see who has joined": (
        ORGANISERS,
        lambda hall, actor, _: meetings.presence(hall.records, actor, hall.meeting),
    ),
    "see who takes part": (
        ORGANISERS,
        lambda hall, actor, _: meetings.participants(hall.records, actor, hall.meeting),
    ),
    "read a meeting's history": (
        ORGANISERS,
        lambda hall, actor, _: meetings.steps(hall.records, actor, hall.meeting),
    ),
    "read revealed ballots": (
        ORGANISERS,
        lambda hall, actor, _: opinions.ballots(hall.records, actor, hall.meeting),
    ),
    "read another's revealed ballot": (
        ORGANISERS,
        lambda hall, actor, other: opinions.ballot(hall.records, actor, other),
    ),
    "enter a paper ballot": (
        ORGANISERS,
        lambda hall, actor, _: opinions.enter_on_paper(
            hall.records, actor, hall.move("second"), PAPER, new_id()
        ),
    ),
    "import paper ballots": (
        ORGANISERS,
        lambda hall, actor, _: opinions.import_ballots(hall.records, actor, hall.move("second"), []),
    ),
    "save a ballot of one's own": (
        {"participant"},
        lambda hall, actor, _: opinions.save(
            hall.records, actor, hall.move("second"), "weights", WEIGHTS, new_id()
        ),
    ),
    "export another's data": (
        ORGANISERS,
        lambda hall, actor, other: personal.export(hall.records, actor, other),
    ),
    "erase another's data": (
        ORGANISERS,
        lambda hall, actor, other: personal.erase(hall.records, actor, other),
    ),
    "decide": (
        ORGANISERS,
        lambda hall, actor, _: decisions.decide(hall.records, actor, hall.meeting.id, DECISION),
    ),
    "read the register of decisions": (
        set(ACTORS),
        lambda hall, actor, _: decisions.register(hall.records, actor),
    ),
    "read the log": (
        {"administrator", "operator"},
        lambda hall, actor, _: ledger.log(hall.records, actor),
    ),
    "export the log": (
        {"administrator", "operator"},
        lambda hall, actor, _: list(ledger.export(hall.records, actor)),
    ),
    "read a record's history": (
        {"officer", "ministry", "operator"},
        lambda hall, actor, _: ledger.history(hall.records, actor, "meeting", hall.meeting.id, province=19),
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_opens_to_those_it_should(open_hall: Hall, door: str) -> None:
    participant = open_hall.join()
    other = str(open_hall.join().participant)
    another = Hall(open_hall.records, *meetings.create(open_hall.records, OPERATOR, DRAFT))
    another.move("open")
    people = {
        "visitor": VISITOR,
        "participant": participant,
        "stranger": another.join(),
        "officer": OFFICER,
        "officer elsewhere": ELSEWHERE,
        "ministry": MINISTRY,
        "administrator": ADMINISTRATOR,
        "operator": OPERATOR,
        "key": replace(VISITOR, organises=frozenset({open_hall.meeting.id})),
        "other key": replace(VISITOR, organises=frozenset({another.meeting.id})),
    }
    assert set(people) == set(ACTORS)
    open_hall.move("revealed")
    allowed, act = DOORS[door]
    for name in sorted(people, key=lambda one: one in allowed):
        if name in allowed:
            act(open_hall, people[name], other)
        else:
            with pytest.raises(Forbidden):
                act(open_hall, people[name], other)


def test_an_unknown_action_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        permissions.require(OPERATOR, "meeting.explode")


def test_every_action_names_every_role() -> None:
    for action, grants in permissions.ACTIONS.items():
        assert set(grants) == set(permissions.ROLES), action
        assert grants["operator"] == {"all"}, action


def test_an_officers_scope_needs_a_province() -> None:
    nowhere = replace(OFFICER, provinces=None)
    for action in ("firm.read", "visit.create", "meeting.create"):
        assert permissions.may(OFFICER, action, province=19)
        assert not permissions.may(OFFICER, action, province=27)
        assert not permissions.may(OFFICER, action)
        assert not permissions.may(nowhere, action, province=19)


@pytest.mark.parametrize(
    "action", [action for action in permissions.ACTIONS if action.startswith(("firm.", "visit."))]
)
def test_visitors_and_participants_see_no_firm_and_no_visit(action: str) -> None:
    participant = Actor("participant", participant="p")
    for actor in (VISITOR, participant):
        counted = action.endswith(".count")
        assert permissions.may(actor, action, province=19, meeting="m", participant="p") is counted
