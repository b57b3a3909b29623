"""The pages of a consultation meeting in each of its states, as organiser, participant and stranger."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import records
from clusterdash.records import decisions, meetings, opinions
from clusterdash.records.actors import OPERATOR, VISITOR, Actor
from clusterdash.records.store import Records
from clusterdash.records.values import TOPICS, DecisionDraft, Meeting, MeetingDraft, Participant, Verdict
from clusterdash.scenario import Scenario
from clusterdash.text import Words
from clusterdash.ui import ballot_form, ballot_page, identity
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

SHORTLIST = ("28", "16", "10", "23")
HERE = Actor("participant")
ORDERS = (("28", "16", "10", "23"), ("28", "10", "16", "23"), ("16", "28", "10"))

Open = Callable[..., AppTest]


@dataclass(frozen=True)
class Hall:
    """A meeting and the records it is in."""

    store: Records
    meeting: Meeting
    key: str

    def to(self, *states: Any) -> Meeting:
        for state in states:
            meetings.move(self.store, OPERATOR, self.meeting.id, state)
        return meetings.get(self.store, OPERATOR, self.meeting.id)

    def join(self, institution: str = "Ticaret Odası", **others: Any) -> tuple[Participant, str]:
        return opinions.join(self.store, self.meeting.code, institution, "chamber", **others)

    def vote(self) -> None:
        """Three ballots, each with its four parts."""
        for number, order in enumerate(ORDERS):
            person, _ = self.join(f"Oda {number}", name=f"Ayşe {number}")
            actor = Actor("participant", participant=person.id)
            points = dict(zip(TOPICS, (40 - number, 30 + number, 20, 10), strict=True))
            given: dict[Any, Any] = {
                "weights": points,
                "order": order,
                "scores": {("28", "D5"): 3 + number % 2, ("16", "D5"): None},
                "verdicts": {"28": Verdict("confirm", "Usta çok.")},
            }
            for part, payload in given.items():
                opinions.save(self.store, actor, self.meeting.id, part, payload, f"{part}-{number}")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    # A page tested without a server has no visitor's address.
    monkeypatch.setattr(ballot_page, "_address", lambda: "192.168.1.5")
    return records.open_records()


@pytest.fixture
def hall(store: Records, warehouse: Warehouse) -> Hall:
    draft = MeetingDraft(
        title="Çorum toplantısı",
        province=19,
        held_on=dt.date(2026, 5, 4),
        place="Oda salonu",
        agenda=("Görüşler",),
        scenario="1~demand-40",
        edition=warehouse.edition.id,
        shortlist=SHORTLIST,
        proposed=("28",),
    )
    return Hall(store, *meetings.create(store, OPERATOR, draft))


def words(page: AppTest) -> str:
    """Everything the page says, HTML included, an error as it is read: without Markdown's escapes."""
    kinds = ("title", "markdown", "text", "caption", "info", "warning", "success", "code")
    said = [element.value for kind in kinds for element in getattr(page, kind)]
    said += [re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", error.value) for error in page.error]
    return "\n".join([*said, *(element.proto.body for element in page.get("html"))])


def way_in(language: str = "en") -> str:
    return Words(language)("identity.elsewhere", address=identity.own_address())  # type: ignore[arg-type]


def button(page: AppTest, key: str) -> Any:
    return page.button(key=key)


# --- the organiser --------------------------------------------------------------------------------


def test_a_new_meeting_is_proposed_from_the_scenario_in_hand(open_page: Open, store: Records) -> None:
    page = open_page("meetings", lang="en", s="1~province-27~demand-80")
    page.session_state["meetings_new"] = True
    page.run()
    button(page, "meeting_create").click().run()
    assert not page.exception
    made = meetings.list_meetings(store, OPERATOR).rows[0]
    assert (made.province, made.state, made.held_on) == (27, "draft", dt.date.today())
    assert "demand-80" in made.scenario
    assert "15" in made.shortlist, "the programme's pick for Gaziantep"
    assert set(made.proposed) < set(made.shortlist)
    assert made.title in words(page)
    key = next(code.value for code in page.code if "http" not in code.value)
    assert meetings.with_key(store, made, key)
    button(page, "meeting_key_written").click().run()
    assert key not in words(page)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(open_page: Open, store: Records) -> None:
    page = open_page("meetings", lang="en")
    page.session_state["meetings_new"] = True
    page.run()
    title = next(field for field in page.text_input if field.label == "Title")
    title.set_value("").run()
    place = next(field for field in page.text_input if field.label == "Place")
    place.set_value("Town hall").run()
    button(page, "meeting_create").click().run()
    assert "This field cannot stay empty." in words(page)
    assert next(field for field in page.text_input if field.label == "Place").value == "Town hall"
    assert meetings.list_meetings(store, OPERATOR).total == 0


def test_steps_are_recorded_and_the_second_organiser_is_told(open_page: Open, hall: Hall) -> None:
    page = open_page("meetings", lang="en", meeting=hall.meeting.id)
    page.text_input(key=f"meeting_note_open_{hall.meeting.version}").set_value("Everybody is here").run()
    button(page, "meeting_move_open").click().run()
    assert meetings.get(hall.store, OPERATOR, hall.meeting.id).state == "open"
    page.session_state["meeting_part"] = "history"
    page.run()
    assert "Everybody is here" in words(page)
    hall.to("revealed")
    button(page, "meeting_move_revealed").click().run()
    assert not page.exception
    assert meetings.get(hall.store, OPERATOR, hall.meeting.id).state == "revealed"


ROOMS = ("join", "people", "paper", "results", "decision", "files", "setup", "history")
STATES: dict[str, tuple[str, ...]] = {
    "draft": (),
    "open": ("open",),
    "revealed": ("open", "revealed"),
    "second": ("open", "revealed", "second"),
    "second_revealed": ("open", "revealed", "second", "second_revealed"),
}


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_room_opens_in_every_state(open_page: Open, hall: Hall, state: str, language: str) -> None:
    for step in STATES[state]:
        hall.to(step)
        if step == "open":
            hall.vote()
    page = open_page("meetings", lang=language, meeting=hall.meeting.id)
    for room in ROOMS:
        page.session_state["meeting_part"] = room
        page.run()
        assert not page.exception, room
        assert not page.error, room


def test_before_the_reveal_the_organiser_sees_who_answered_and_not_what(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    hall.vote()
    page = open_page("meetings", lang="en", meeting=hall.meeting.id)
    for room in ROOMS:
        page.session_state["meeting_part"] = room
        page.run()
        assert "Usta çok" not in words(page)
        assert not page.get("plotly_chart")
    page.session_state["meeting_part"] = "people"
    page.run()
    assert page.dataframe[0].value["Answered"].tolist() == ["Points, Scores, Order, Verdicts"] * 3


def test_a_decision_is_recorded_with_none_selected_yet(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    hall.vote()
    hall.to("revealed")
    page = open_page("meetings", lang="en", meeting=hall.meeting.id)
    page.session_state["meeting_part"] = "decision"
    page.run()
    button(page, "decision_save").click().run()
    assert "This field cannot stay empty." in words(page)
    page.text_area(key="decision_reasons_new").set_value("Too early to choose.").run()
    button(page, "decision_save").click().run()
    found = decisions.of_meeting(hall.store, OPERATOR, hall.meeting.id)
    assert found is not None
    assert (found.divisions, found.reasons, found.origin) == ((), "Too early to choose.", "decided_here")
    assert "No sector selected yet" in words(page)


def test_a_paper_ballot_is_entered_once(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    page = open_page("meetings", lang="en", meeting=hall.meeting.id)
    page.session_state["meeting_part"] = "paper"
    page.run()
    request = page.session_state["paper_request"]
    page.text_input(key=f"paper_institution_{request}").set_value("Sanayi Odası")
    page.selectbox(key=f"paper_kind_{request}").set_value("chamber")
    for topic, points in zip(TOPICS, (40, 30, 20, 9), strict=True):
        page.number_input(key=f"paper_{topic}_{request}").set_value(points)
    page.multiselect(key=f"paper_order_{request}").set_value(["16", "28"])
    page.run()
    button(page, "paper_save").click().run()
    assert "Points: The points of the four topics must add up to 100; now they are 99" in words(page)
    page.number_input(key=f"paper_factors_{request}").set_value(10).run()
    button(page, "paper_save").click().run()
    assert "Sanayi Odası" in words(page)
    assert page.session_state["paper_request"] != request
    hall.to("revealed")
    (ballot,) = opinions.ballots(hall.store, OPERATOR, hall.meeting.id)
    assert (ballot.on_paper, ballot.order, ballot.weights and ballot.weights["factors"]) == (
        True,
        ("16", "28"),
        10,
    )


# --- the participant ------------------------------------------------------------------------------


def test_joining_needs_a_code_and_says_what_is_wrong_with_it(open_page: Open, hall: Hall) -> None:
    page = open_page("ballot", actor=HERE, lang="en")
    page.text_input(key="ballot_code").set_value("WRONG123")
    page.button[0].click().run()
    assert "There is no meeting with this code." in words(page)
    assert page.text_input(key="ballot_code").value == "WRONG123"
    page.text_input(key="ballot_code").set_value(hall.meeting.code)
    page.button[0].click().run()
    assert "The meeting has not been opened yet." in words(page)
    hall.to("open")
    page.run()
    assert "Your institution" in [field.label for field in page.text_input]


def test_the_notice_stands_before_the_name_and_joining_happens_once(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    page = open_page("ballot", actor=HERE, lang="en", code=hall.meeting.code.lower())
    assert Words("en")("opinions.notice", months="24") in words(page)
    page.button[0].click().run()
    # Each reason once, under its field.
    assert words(page).count("This field cannot stay empty.") == 1
    assert words(page).count("One of the listed choices is expected.") == 1
    assert "Some fields need to be corrected." in words(page)
    page.text_input(key="ballot_institution").set_value("Hitit Üniversitesi")
    page.button_group(key="ballot_kind").set_value("university")
    page.text_input(key="ballot_name").set_value("Ayşe")
    page.button[0].click().run()
    people = meetings.participants(hall.store, OPERATOR, hall.meeting.id)
    assert [(one.institution, one.kind, one.name, one.consent) for one, _ in people] == [
        ("Hitit Üniversitesi", "university", "Ayşe", False)
    ]
    token = page.query_params["me"]
    token = token if isinstance(token, str) else token[0]
    assert opinions.back(hall.store, hall.meeting.code, token).id == people[0][0].id
    assert "Begin with any part." in words(page)


def test_a_closed_tab_comes_back_to_its_own_ballot(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    person, token = hall.join("Kalkınma Ajansı")
    again = open_page("ballot", actor=HERE, lang="en", code=hall.meeting.code, me=token)
    assert "Kalkınma Ajansı" in words(again)
    assert again.session_state["held"].participant == person.id
    stranger = open_page("ballot", actor=HERE, lang="en", code=hall.meeting.code, me="x" * 43)
    assert "No ballot was found for this link." in words(stranger)
    assert "Kalkınma Ajansı" not in words(stranger)


@pytest.mark.parametrize("state", ["revealed", "second", "second_revealed"])
def test_each_state_says_one_sentence_to_who_is_in(open_page: Open, hall: Hall, state: str) -> None:
    hall.to("open")
    _, token = hall.join()
    hall.vote()
    hall.to(*STATES[state][1:])
    page = open_page("ballot", actor=HERE, lang="en", code=hall.meeting.code, me=token)
    expected = {
        "revealed": "no more answers are taken. You gave no answer.",
        "second": "Second round: your answers of the first round stand until you change them.",
        "second_revealed": "The second round is over too",
    }
    assert expected[state] in "".join(info.value for info in page.info)
    assert "Usta çok" not in words(page)


@pytest.mark.parametrize("state", ["revealed", "decided", "closed"])
def test_who_comes_late_is_told(open_page: Open, hall: Hall, state: str) -> None:
    hall.to("open", "revealed")
    if state != "revealed":
        decisions.decide(hall.store, OPERATOR, hall.meeting.id, DecisionDraft((), reasons="Not yet."))
    if state == "closed":
        hall.to("closed")
    page = open_page("ballot", actor=HERE, lang="en", code=hall.meeting.code)
    assert Words("en")(f"records.closed.{state}") in words(page)
    assert "Your institution" not in [field.label for field in page.text_input]


def test_the_ballot_holds_no_figure_of_the_analysis_and_no_order_of_it(
    hall: Hall, warehouse: Warehouse
) -> None:
    asked = ballot_form._asked(Visit(warehouse, Scenario(), "tr"), hall.meeting)
    assert [sector["name"] for sector in asked["sectors"]] == [
        "Ağaç ürünleri (mobilya hariç)",
        "Gıda ürünleri",
        "Makine ve ekipman",
        "Metal dışı mineral ürünler",
    ]
    assert all(set(sector) == {"code", "name"} for sector in asked["sectors"])


# --- what the form sends --------------------------------------------------------------------------


@pytest.fixture
def seat(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> tuple[Hall, Participant]:
    hall.to("open")
    person, _ = hall.join()
    monkeypatch.setattr(identity, "current", lambda: Actor("participant", participant=person.id))
    monkeypatch.setattr(ballot_form.session, "words", lambda: Words("en"))
    return hall, person


def sent(part: str, value: Any, request: str = "r1", seen: int | None = None) -> ballot_form.Message:
    message = ballot_form.read({"part": part, "value": value, "request": request, "seen": seen, "attempt": 1})
    assert message is not None
    return message


def own(seat: tuple[Hall, Participant]) -> Any:
    hall, person = seat
    return opinions.ballot(hall.store, Actor("participant", participant=person.id), person)


def test_every_part_arrives_as_it_was_given(seat: tuple[Hall, Participant]) -> None:
    meeting = seat[0].meeting
    points = dict(zip(TOPICS, (10, 20, 30, 40), strict=True))
    given = {
        "weights": points,
        "scores": [["28", "D5", 4], ["16", "N5", None]],
        "order": ["16", "28"],
        "verdicts": {"28": {"stance": "dispute", "reason": "Usta yok."}},
    }
    for part, value in given.items():
        assert ballot_form.save(meeting, sent(part, value, part))["ok"], part
    ballot = own(seat)
    assert ballot.weights == points
    assert ballot.scores == {("28", "D5"): 4, ("16", "N5"): None}
    assert ballot.order == ("16", "28")
    assert ballot.verdicts == {"28": Verdict("dispute", "Usta yok.")}
    back = ballot_form._saved(ballot)
    assert {part: back[part] for part in given} == given


def test_a_double_tap_is_kept_once_and_acknowledged_twice(seat: tuple[Hall, Participant]) -> None:
    first, again = (ballot_form.save(seat[0].meeting, sent("order", ["28"])) for _ in range(2))
    assert first == again
    assert first["ok"]


def test_the_second_tab_is_told_and_may_insist(seat: tuple[Hall, Participant]) -> None:
    meeting = seat[0].meeting
    first = ballot_form.save(meeting, sent("order", ["28"], "tab-1", seen=0))
    late = ballot_form.save(meeting, sent("order", ["16"], "tab-2", seen=0))
    assert (late["ok"], late["conflict"]) == (False, True)
    assert "another tab" in late["problem"]
    assert own(seat).order == ("28",)
    assert ballot_form.save(meeting, sent("order", ["16"], "tab-2b", seen=first["number"]))["ok"]
    assert own(seat).order == ("16",)


def test_a_late_answer_gets_a_sentence_and_changes_nothing(seat: tuple[Hall, Participant]) -> None:
    hall, _ = seat
    ballot_form.save(hall.meeting, sent("order", ["28"], "in time"))
    hall.to("revealed")
    late = ballot_form.save(hall.meeting, sent("order", ["16"], "late"))
    assert (late["ok"], late["over"]) == (False, True)
    assert late["problem"] == Words("en")("records.closed.revealed")
    assert own(seat).order == ("28",)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("weights", None),
        ("weights", {"demand": 100}),
        ("weights", dict.fromkeys(TOPICS, 25.5)),
        ("weights", dict.fromkeys(TOPICS, 30)),
        ("scores", []),
        ("scores", "nonsense"),
        ("scores", [["28", "D5"]]),
        ("scores", [["28", "D5", 6]]),
        ("scores", [["28", "E1", 3]]),
        ("scores", [[{"a": 1}, None, 3]]),
        ("order", []),
        ("order", "28"),
        ("order", ["28", "28"]),
        ("order", ["99"]),
        ("order", [{"a": 1}]),
        ("verdicts", {}),
        ("verdicts", {"28": "confirm"}),
        ("verdicts", {"28": {"stance": "maybe"}}),
        ("verdicts", {"16": {"stance": "confirm"}}),
        ("verdicts", {"28": {"stance": "confirm", "reason": 5}}),
        ("verdicts", {"28": {"stance": "confirm", "reason": "x" * 1001}}),
    ],
)
def test_what_no_form_sends_is_refused_in_a_sentence(
    seat: tuple[Hall, Participant], part: str, value: Any
) -> None:
    refused = ballot_form.save(seat[0].meeting, sent(part, value))
    assert not refused["ok"]
    assert refused["problem"].endswith((".", ")."))
    assert not own(seat).parts


@pytest.mark.parametrize(
    "message", [None, 5, [], {}, {"part": "withdrawal", "request": "r"}, {"part": "order", "request": 3}]
)
def test_a_message_out_of_form_is_none(message: Any) -> None:
    assert ballot_form.read(message) is None


# --- the screen -----------------------------------------------------------------------------------


def test_the_screen_is_covered_until_the_reveal(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    hall.vote()
    for slide in (
        "covered_analysis",
        "join",
        "covered_comparison",
        "covered_decision",
        "weights",
        "analysis",
    ):
        page = open_page("present", lang="en", meeting=hall.meeting.id, slide=slide)
        assert not page.get("plotly_chart")
        assert "Usta çok" not in words(page)
        assert "Scores are out of 100" not in words(page)
    page = open_page("present", lang="en", meeting=hall.meeting.id, slide="join")
    assert hall.meeting.code[:4] in words(page)
    assert "<b>3</b> joined" in words(page)
    assert "<b>3</b> Chamber" in words(page)


@pytest.mark.parametrize("paper", ["light", "dark"])
def test_the_paper_of_the_screen_is_that_of_the_address(open_page: Open, hall: Hall, paper: str) -> None:
    hall.to("open")
    hall.vote()
    hall.to("revealed")
    page = open_page("present", lang="en", meeting=hall.meeting.id, slide="weights", paper=paper)
    drawn = [html.proto.body for html in page.get("html")]
    assert any(f'class="chapters {paper}-paper"' in body for body in drawn)
    assert any(f'class="foot {paper}"' in body for body in drawn)
    ink = json.loads(page.get("plotly_chart")[0].proto.spec)["layout"]["font"]["color"]
    assert ink == {"light": "#17242E", "dark": "#E7EDF1"}[paper]


def test_after_the_reveal_every_slide_is_there(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    hall.vote()
    hall.to("revealed", "second")
    hall.to("second_revealed")
    pictures = ("weights", "verdicts", "scores", "places", "rules", "agreement", "movement")
    for slide in (*pictures, "reasons_28", "analysis", "differences", "decision"):
        page = open_page("present", lang="tr", meeting=hall.meeting.id, slide=slide)
        assert bool(page.get("plotly_chart")) is (slide in pictures), slide
        # A picture beside a whole hall's reasons could not be read from the last row.
        assert ("Usta çok." in words(page)) is (slide == "reasons_28"), slide
    assert "Karar henüz verilmedi" in words(page)


def test_the_decision_stands_beside_what_was_published(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    hall.vote()
    hall.to("revealed")
    draft = DecisionDraft(
        ("28",), sector_words="Gıda makineleri", reasons="Ustalar var.", dissent="Biri karşı."
    )
    decisions.decide(hall.store, OPERATOR, hall.meeting.id, draft)
    said = words(open_page("present", lang="en", meeting=hall.meeting.id, slide="decision"))
    for expected in (
        "Decided in this meeting",
        "Machinery and equipment",
        "Biri karşı.",
        "As published in 2013",
    ):
        assert expected in said


# --- who may --------------------------------------------------------------------------------------


def test_the_screen_of_no_meeting_leads_to_the_list(open_page: Open) -> None:
    page = open_page("present", lang="en")
    assert not page.error
    assert "No meeting has been chosen" in words(page)


@pytest.mark.parametrize("name", ["meetings", "present"])
def test_an_organisers_key_opens_one_meeting_and_no_other(open_page: Open, hall: Hall, name: str) -> None:
    hall.to("open")
    page = open_page(name, actor=VISITOR, lang="en", meeting=hall.meeting.id)
    assert way_in() in words(page)
    assert hall.meeting.title not in words(page)
    page.text_input(key="meeting_key_typed").set_value("not the key")
    page.button[-1].click().run()
    assert "This is not the key of this meeting." in words(page)
    page.text_input(key="meeting_key_typed").set_value(hall.key)
    page.button[-1].click().run()
    assert hall.meeting.title in words(page)
    draft = MeetingDraft(title="Another", province=19, held_on=dt.date(2026, 5, 5))
    page.query_params["meeting"] = meetings.create(hall.store, OPERATOR, draft)[0].id
    page.run()
    assert way_in() in words(page)
    assert "Another" not in words(page)


def test_who_takes_part_does_not_organise(open_page: Open, hall: Hall) -> None:
    hall.to("open")
    person, _ = hall.join()
    actor = Actor("participant", participant=person.id)
    for name in ("meetings", "present"):
        page = open_page(name, actor=actor, lang="en", meeting=hall.meeting.id)
        assert way_in() in words(page)
        assert hall.meeting.code not in words(page).replace(" ", "")
