"""Every role × every action. What a role may do is written here again, by hand, from the programme's rules.

Pages, deep links and downloads add their own rows where they are written.
"""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from clusterdash.records import permissions
from clusterdash.records.actors import Actor, Role
from clusterdash.records.errors import Forbidden

ACTORS = {
    "visitor": Actor("visitor"),
    "participant": Actor("participant", participant="mine", organises=frozenset({"mine"})),
    "officer": Actor("officer", provinces=frozenset({19})),
    "ministry": Actor("ministry"),
    "administrator": Actor("administrator"),
    "operator": Actor("operator"),
}
# Who may: v visitor, p participant, o officer, m Ministry, a administrator; the operator always may.
# own: in the own province (19), with the own ballot, or of the meeting whose key was shown.
# other: in another province, another's ballot, another meeting.
PUBLIC = {"own": "vpoma", "other": "vpoma"}
STAFF = {"own": "om", "other": "m"}
MEETING = {"own": "pom", "other": "m"}
OWN_BALLOT = {"own": "p", "other": ""}
MINISTRY = {"own": "m", "other": "m"}
ADMINISTRATOR = {"own": "a", "other": "a"}
RULES = {
    **dict.fromkeys(
        (
            "meeting.join",
            "decision.read",
            "info_spot.read",
            "firm.count",
            "visit.count",
            "study.read",
            "study.export",
            "cluster.read",
            "cluster.export",
        ),
        PUBLIC,
    ),
    **dict.fromkeys(
        (
            "meeting.create",
            "info_spot.read_contact",
            "info_spot.change",
            *(
                f"{kind}.{verb}"
                for kind in ("firm", "visit")
                for verb in ("read", "create", "change", "delete", "import", "export")
            ),
            *(f"{kind}.{verb}" for kind in ("study", "cluster") for verb in ("create", "change", "delete")),
            "study.import",
            "attachment.read",
            "attachment.create",
            "attachment.delete",
            "targets.read",
            "record.history",
        ),
        STAFF,
    ),
    **dict.fromkeys(
        (
            "meeting.read",
            "meeting.list",
            "meeting.change",
            "meeting.move",
            "meeting.presence",
            "meeting.steps",
            "participant.list",
            "participant.export",
            "participant.erase",
            "ballot.read",
            "ballot.enter",
            "ballot.import",
            "ballot.export",
            "decision.make",
        ),
        MEETING,
    ),
    **dict.fromkeys(("ballot.save", "ballot.read_own"), OWN_BALLOT),
    **dict.fromkeys(
        ("info_spot.create", "info_spot.delete", "targets.change", "expert_figure.publish"), MINISTRY
    ),
    **dict.fromkeys(
        (
            "participant.forget",
            "ledger.read",
            "ledger.export",
            "user.read",
            "user.change",
            "records.import",
            "records.backup",
            "records.doctor",
        ),
        ADMINISTRATOR,
    ),
}


def test_every_action_and_every_role_is_tried() -> None:
    assert set(RULES) == set(permissions.ACTIONS)
    assert set(ACTORS) == set(get_args(Role))


@pytest.mark.parametrize(("role", "action", "whose"), list(product(ACTORS, RULES, ("own", "other"))))
def test_who_may_do_what(role: str, action: str, whose: str) -> None:
    expected = role == "operator" or role[0] in RULES[action][whose]
    record = (
        {"province": 19, "meeting": "mine", "participant": "mine"}
        if whose == "own"
        else {"province": 55, "meeting": "other", "participant": "other"}
    )
    assert permissions.may(ACTORS[role], action, **record) is expected  # type: ignore[arg-type]
    if expected:
        permissions.require(ACTORS[role], action, **record)  # type: ignore[arg-type]
    else:
        with pytest.raises(Forbidden):
            permissions.require(ACTORS[role], action, **record)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["visitor", "participant", "officer"])
def test_without_a_record_only_what_is_everybodys_may_be_done(role: str) -> None:
    public = {action for action, rule in RULES.items() if rule is PUBLIC}
    assert {action for action in RULES if permissions.may(ACTORS[role], action)} == public


def test_an_unknown_action_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError):
        permissions.may(ACTORS["operator"], "firm.raed", province=19)
