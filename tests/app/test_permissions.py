"""Every role × every action. What a role may do is written here again, by hand, from the programme's rules.

Pages, deep links and downloads add their own rows where they are written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import records
from clusterdash.records import attachments, keeping, meetings, permissions
from clusterdash.records.actors import Actor, Role
from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.errors import Forbidden
from clusterdash.records.info_spots import INFO_SPOT
from clusterdash.records.studies import STUDY
from clusterdash.records.values import Meeting, MeetingDraft
from clusterdash.ui import ballot_page, identity
from clusterdash.warehouse import Warehouse
from tests.records import work

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


# --- the Info Spots' work and the log ---------------------------------------------------------------

READ_BY_STAFF = {"own": "om", "other": "om"}
# Who finds a record's name behind its address. The whole page is for staff; studies, clusters and Info Spots
# are everybody's to read, and stand on the pages of published figures.
WORK = {
    "firm": STAFF,
    "visit": STAFF,
    "study": READ_BY_STAFF,
    "cluster": READ_BY_STAFF,
    "activity": READ_BY_STAFF,
    "info_spot": READ_BY_STAFF,
}
# Who finds it in a list taken away, or a file attached to it.
DOWNLOADS = {"firm": STAFF, "visit": STAFF, "study": READ_BY_STAFF, "cluster": READ_BY_STAFF, "file": STAFF}
HERE = {"own": 19, "other": 55}


@pytest.fixture
def work_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], tuple[str, str]]:
    """A record of a kind in the own or in another province: its id, and a name nothing else has."""
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")

    def made(kind: str, whose: str) -> tuple[str, str]:
        store, operator, place = records.open_records(), ACTORS["operator"], {"province": HERE[whose]}
        name = f"Kayıt {kind.replace('_', ' ')} {whose}"
        match kind:
            case "firm":
                return work.firm(store, name=name, **place).id, name
            case "visit":
                return work.visit(store, work.firm(store, name=name, **place)).id, name
            case "study":
                return keeping.create(store, operator, STUDY, {**work.STUDY, **place, "title": name}).id, name
            case "info_spot":
                draft = {**work.INFO_SPOT, **place, "host": name}
                return keeping.create(store, operator, INFO_SPOT, draft).id, name
        cluster = keeping.create(store, operator, CLUSTER, {**work.CLUSTER, **place, "name": name})
        if kind == "cluster":
            return cluster.id, name
        draft = {**work.ACTIVITY, "cluster": cluster.id, "title": name}
        return keeping.create(store, operator, ACTIVITY, draft).id, name

    return made


def may(role: str, rule: dict[str, str], whose: str) -> bool:
    return role == "operator" or role[0] in rule[whose]


def everything(page: AppTest) -> str:
    """All that was sent: texts, labels, and what stands in the fields."""
    texts = [*(one.value for one in page.subheader), *(one.label for one in page.button)]
    fields = [*(one.value for one in page.text_input), *(one.value for one in page.text_area)]
    return "\n".join([said(page), *texts, *map(str, fields)])


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize("role", ACTORS)
def test_a_deep_link_shows_a_record_only_to_those_who_may(
    open_page: Callable[..., AppTest],
    work_of: Callable[[str, str], tuple[str, str]],
    role: str,
    kind: str,
    whose: str,
) -> None:
    record, name = work_of(kind, whose)
    page = open_page("work", actor=ACTORS[role], lang="en", part=kind, record=record)
    assert (name in everything(page)) is may(role, WORK[kind], whose)
    # A form, and what deletes, only for those who may change it.
    assert bool(page.text_input) is may(role, STAFF, whose)
    deletes = MINISTRY if kind == "info_spot" else STAFF
    assert any(one.key == f"work_{kind}_{record}_delete" for one in page.button) is may(role, deletes, whose)


@pytest.mark.parametrize("kind", ["firm", "visit", "study", "cluster", "info_spot"])
@pytest.mark.parametrize("role", ACTORS)
def test_a_list_has_only_what_a_role_may_read(
    open_page: Callable[..., AppTest], work_of: Callable[[str, str], tuple[str, str]], role: str, kind: str
) -> None:
    named = {whose: work_of(kind, whose)[1] for whose in HERE}
    page = open_page("work", actor=ACTORS[role], lang="en", part=kind)
    for whose, name in named.items():
        assert (name in everything(page)) is may(role, WORK[kind], whose)
    creates = {"own": "m"} if kind == "info_spot" else {"own": "om"}
    new = any(one.key == f"work_new_{kind}" for one in page.button)
    assert new is (kind != "visit" and may(role, creates, "own"))


@pytest.mark.parametrize("part", ["overview", "decision"])
@pytest.mark.parametrize("role", ACTORS)
@pytest.mark.usefixtures("work_of")
def test_the_overview_and_the_register_are_the_staffs(
    open_page: Callable[..., AppTest], role: str, part: str
) -> None:
    page = open_page("work", actor=ACTORS[role], lang="en", part=part)
    assert (WAY_IN in said(page)) is not may(role, STAFF, "own")
    assert bool(page.selectbox or page.get("page_link") or "2013" in said(page)) is may(role, STAFF, "own")


@pytest.mark.parametrize("role", ACTORS)
def test_the_log_is_read_by_administrators(
    open_page: Callable[..., AppTest], work_of: Callable[[str, str], tuple[str, str]], role: str
) -> None:
    work_of("firm", "own")
    page = open_page("log", actor=ACTORS[role], lang="en")
    assert bool(page.dataframe) is may(role, ADMINISTRATOR, "own")
    assert (WAY_IN in said(page)) is not may(role, ADMINISTRATOR, "own")


def taken(page: AppTest, key: str) -> str | None:
    """The file that pressing a download's button brings to the session that pressed it; None for none."""
    page.session_state[f"{key}_asked"] = True
    page.run()
    sent = [
        json.loads(one.proto.json) for one in page.get("bidi_component") if one.proto.id.endswith(f"-{key}")
    ]
    files = [one["file"] for one in sent if one["file"]]
    return base64.b64decode(files[0]["content"]).decode("utf-8-sig") if files else None


@pytest.mark.parametrize("kind", ["firm", "visit", "study", "cluster"])
@pytest.mark.parametrize("role", ACTORS)
def test_a_list_taken_away_has_only_what_a_role_may_have(
    open_page: Callable[..., AppTest], work_of: Callable[[str, str], tuple[str, str]], role: str, kind: str
) -> None:
    named = {whose: work_of(kind, whose)[1] for whose in HERE}
    page = open_page("work", actor=ACTORS[role], lang="en", part=kind)
    page.session_state[f"work_{kind}_tables"] = True
    file = taken(page, f"work_{kind}_export_csv") or ""
    for whose, name in named.items():
        assert (name in file) is may(role, DOWNLOADS[kind], whose)


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("role", ACTORS)
def test_an_attached_file_reaches_only_those_who_may_have_it(
    open_page: Callable[..., AppTest], work_of: Callable[[str, str], tuple[str, str]], role: str, whose: str
) -> None:
    record, _ = work_of("study", whose)
    file = attachments.attach(
        records.open_records(), ACTORS["operator"], "study", record, "a.csv", b"gizli;1"
    )
    page = open_page("work", actor=ACTORS[role], lang="en", part="study", record=record)
    assert (taken(page, f"work_file_{file.id}") == "gizli;1") is may(role, DOWNLOADS["file"], whose)
    if not may(role, DOWNLOADS["file"], whose):
        with pytest.raises(Forbidden):
            attachments.content(records.open_records(), ACTORS[role], file.id)


@pytest.mark.parametrize("role", ACTORS)
def test_the_log_is_taken_away_by_administrators(
    open_page: Callable[..., AppTest], work_of: Callable[[str, str], tuple[str, str]], role: str
) -> None:
    _, name = work_of("firm", "own")
    page = open_page("log", actor=ACTORS[role], lang="en")
    assert (name in (taken(page, "log_export_csv") or "")) is may(role, ADMINISTRATOR, "own")


def test_whoever_loses_a_role_with_the_page_open_gets_no_file(
    open_page: Callable[..., AppTest],
    work_of: Callable[[str, str], tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work_of("firm", "own")
    page = open_page("work", actor=ACTORS["officer"], lang="en", part="firm")
    page.session_state["work_firm_tables"] = True
    page.run()
    monkeypatch.setattr(identity, "_somebody", lambda: ACTORS["visitor"])
    assert taken(page, "work_firm_export_csv") is None
