"""Every role × every action. What a role may do is written here again, by hand, from the programme's rules.

Pages, deep links and downloads add their own rows where they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import records
from clusterdash.records import meetings, permissions
from clusterdash.records.actors import Actor, Role
from clusterdash.records.errors import Forbidden
from clusterdash.records.values import Meeting, MeetingDraft
from clusterdash.ui import ballot_page
from clusterdash.warehouse import Warehouse

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


# --- pages ----------------------------------------------------------------------------------------

WAY_IN = "This part is for the person at the computer that runs the application"
# Who finds a meeting behind the address of a page. own, other: of the own province, of another.
PAGES = {
    "meetings": STAFF,
    "present": STAFF,
    "ballot": PUBLIC,
}


@pytest.fixture
def meeting_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse
) -> Callable[[int], Meeting]:
    """An open meeting of a province."""
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    monkeypatch.setattr(ballot_page, "_address", lambda: "192.168.1.5")

    def opened(province: int) -> Meeting:
        store = records.open_records()
        draft = MeetingDraft(
            title=f"Toplantı {province}",
            province=province,
            held_on=date(2026, 5, 4),
            edition=warehouse.edition.id,
            shortlist=("28", "16"),
        )
        made, _ = meetings.create(store, ACTORS["operator"], draft)
        return meetings.move(store, ACTORS["operator"], made, "open")

    return opened


def said(page: AppTest) -> str:
    kinds = ("title", "markdown", "caption", "info", "error", "warning")
    texts = [element.value for kind in kinds for element in getattr(page, kind)]
    return "\n".join([*texts, *(element.proto.body for element in page.get("html"))])


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("name", ["meetings", "present", "ballot"])
@pytest.mark.parametrize("role", ACTORS)
def test_a_deep_link_shows_a_meeting_only_to_those_who_may(
    open_page: Callable[..., AppTest],
    meeting_of: Callable[[int], Meeting],
    role: str,
    name: str,
    whose: str,
) -> None:
    meeting = meeting_of(19 if whose == "own" else 55)
    link = {"code": meeting.code} if name == "ballot" else {"meeting": meeting.id}
    page = open_page(name, actor=ACTORS[role], lang="en", **link)
    expected = role == "operator" or role[0] in PAGES[name][whose]
    assert (meeting.title in said(page)) is expected
    assert (WAY_IN in said(page)) is not expected


@pytest.mark.parametrize("role", ACTORS)
def test_meetings_are_listed_to_organisers_of_their_province(
    open_page: Callable[..., AppTest], meeting_of: Callable[[int], Meeting], role: str
) -> None:
    own, other = meeting_of(19), meeting_of(55)
    page = open_page("meetings", actor=ACTORS[role], lang="en")
    labels = {button.label for button in page.button}
    for meeting, whose in ((own, "own"), (other, "other")):
        assert (meeting.title in labels) is (role == "operator" or role[0] in STAFF[whose])
