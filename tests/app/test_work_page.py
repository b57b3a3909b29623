"""The work page for everyone who may come to it, and for those who may not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import scenario
from clusterdash.records import (
    OPERATOR,
    Actor,
    Forbidden,
    attachments,
    decisions,
    fieldwork,
    keeping,
    meetings,
)
from clusterdash.records.base import Base
from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from clusterdash.records.values import DecisionDraft, MeetingDraft
from clusterdash.text import Words, messages, numbers
from clusterdash.ui import log_page, session, work_form
from tests.records import hall, work

OpenPage = Callable[..., AppTest]
VISITOR = Actor("visitor")
OFFICER = Actor("officer", name="officer of 19", provinces=frozenset({19}))
MINISTRY = Actor("ministry", name="ministry")
ADMINISTRATOR = Actor("administrator", name="administrator")


def shown(page: AppTest) -> str:
    """Everything that stands on a page, labels included."""
    parts = [
        *page.markdown,
        *page.caption,
        *page.title,
        *page.header,
        *page.subheader,
        *page.error,
        *page.info,
    ]
    texts = [str(part.value) for part in parts]
    return "\n".join([*texts, *(button.label for button in page.button)])


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("part", ["overview", "firm", "visit", "study", "cluster", "info_spot", "decision"])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_part_opens_to_an_officer(open_page: OpenPage, part: str, language: str) -> None:
    page = open_page("work", actor=OFFICER, lang=language, part=part)
    assert not page.error


@pytest.mark.parametrize("actor", [VISITOR, Actor("participant"), ADMINISTRATOR], ids=lambda one: one.role)
@pytest.mark.parametrize("part", ["overview", "firm", "visit", "study", "cluster", "info_spot"])
def test_nothing_of_it_is_seen_by_others_also_by_deep_link(
    open_page: OpenPage, records: Records, actor: Actor, part: str
) -> None:
    firm = work.firm(records, name="Gizli Firma")
    visit = work.visit(records, firm)
    record = {"firm": firm.id, "visit": visit.id}.get(part, "new")
    page = open_page("work", actor=actor, lang="en", part=part, record=record)
    text = shown(page)
    assert "Gizli" not in text
    assert not page.text_input
    assert "The person at this computer" in text or "computer that runs" in text


def test_an_officer_does_not_see_another_provinces_firm(open_page: OpenPage, records: Records) -> None:
    firm = work.firm(records, name="Gizli Firma", province=27)
    assert "Gizli" not in shown(open_page("work", actor=OFFICER, lang="en", part="firm"))
    assert "Gizli" not in shown(open_page("work", actor=OFFICER, lang="en", part="firm", record=firm.id))


def test_a_firm_is_entered_changed_deleted_and_brought_back(open_page: OpenPage, records: Records) -> None:
    page = open_page("work", actor=OFFICER, lang="en", part="firm", record="new")
    form = "work_firm_new_"
    page.text_input(key=f"{form}_name").input("<b>Ak</b> Makine")
    page.selectbox(key=f"{form}_province").set_value(19)
    page.text_input(key=f"{form}_nace").input("3410")
    page.button(key=f"{form}_save").click().run()
    assert "NACE Rev. 2 has no such code" in shown(page)
    assert page.text_input(key=f"{form}_name").value == "<b>Ak</b> Makine"
    page.text_input(key=f"{form}_nace").input("2893")
    page.button(key=f"{form}_save").click().run()
    assert not page.exception
    made = keeping.page(records, OPERATOR, fieldwork.FIRM).rows[0]
    assert (made.name, made.nace, made.four_digits) == ("<b>Ak</b> Makine", "28.93", "28.93")
    assert r"\<b\>Ak\</b\> Makine" in shown(page)
    page.button(key=f"work_firm_{made.id}_delete").click().run()
    assert keeping.page(records, OPERATOR, fieldwork.FIRM).total == 0
    page.button(key="work_undo").click().run()
    assert keeping.page(records, OPERATOR, fieldwork.FIRM).total == 1
    assert not page.exception


def test_the_second_of_two_officers_is_told_and_keeps_the_text(open_page: OpenPage, records: Records) -> None:
    firm = work.firm(records)
    page = open_page("work", actor=OFFICER, lang="en", part="firm", record=firm.id)
    form = f"work_firm_{firm.id}"
    keeping.change(
        records, MINISTRY, fieldwork.FIRM, firm.id, work.FIRM | {"district": "Alaca"}, firm.version
    )
    page.text_input(key=f"{form}_district").input("Osmancık")
    page.button(key=f"{form}_save").click().run()
    assert "changed this while you were writing" in page.error[0].value
    assert "Alaca" in page.warning[0].value
    assert page.text_input(key=f"{form}_district").value == "Osmancık"
    page.button(key=f"{form}_save").click().run()
    assert keeping.get(records, OPERATOR, fieldwork.FIRM, firm.id).district == "Osmancık"


def test_overdue_is_seen(open_page: OpenPage, records: Records) -> None:
    cluster = keeping.create(records, OFFICER, CLUSTER, work.CLUSTER)
    draft = work.ACTIVITY | {"cluster": cluster.id, "due_on": date(2020, 1, 1), "starts_on": date(2019, 1, 1)}
    keeping.create(records, OFFICER, ACTIVITY, draft)
    page = open_page("work", actor=OFFICER, lang="en", part="cluster", record=cluster.id)
    assert "overdue" in shown(page)


def test_a_history_is_told_in_the_visitors_words(open_page: OpenPage, records: Records) -> None:
    firm = work.firm(records, exporter="", contact_name="", contact_email="", contact_phone="")
    draft = work.FIRM | {"province": 27, "exporter": "no"}
    keeping.change(records, OPERATOR, fieldwork.FIRM, firm.id, draft, firm.version)
    page = open_page("work", actor=MINISTRY, lang="tr", part="firm", record=firm.id)
    page.session_state[f"work_firm_{firm.id}_delete_history"] = True
    page.run()
    told = shown(page).replace("\\", "")
    assert "Bu bilgisayarın başındaki kişi: değiştirdi" in told
    assert "İl: Çorum → Gaziantep" in told
    assert "İhracat yapıyor mu?: – → Hayır" in told
    assert "Işık" not in told
    assert "İlgili kişi: · → ·" in told


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("record", ["no-such-id", "'; DROP TABLE firm", "../../etc/passwd"])
def test_a_link_to_nothing_is_a_sentence(open_page: OpenPage, record: str) -> None:
    page = open_page("work", actor=OFFICER, lang="en", part="firm", record=record)
    assert "no such record" in page.error[0].value


def test_a_study_is_read_by_another_province_but_not_changed(open_page: OpenPage, records: Records) -> None:
    made = keeping.create(records, MINISTRY, STUDY, work.STUDY | {"province": 27})
    page = open_page("work", actor=OFFICER, lang="en", part="study", record=made.id)
    assert "Tedarikçiler yakındır" in shown(page)
    assert not page.text_input


def test_a_deleted_file_is_brought_back(open_page: OpenPage, records: Records) -> None:
    study = keeping.create(records, OPERATOR, STUDY, work.STUDY)
    file = attachments.attach(records, OPERATOR, "study", study.id, "rapor.pdf", b"%PDF-1.7\n")
    page = open_page("work", actor=OFFICER, lang="en", part="study", record=study.id)
    page.button(key=f"work_file_delete_{file.id}").click().run()
    assert attachments.of_record(records, OPERATOR, "study", study.id) == ()
    assert "“rapor.pdf” was deleted." in shown(page).replace("\\", "")
    page.button(key="work_undo").click().run()
    assert attachments.of_record(records, OPERATOR, "study", study.id) == (file,)
    assert not [one for one in page.button if one.key == "work_undo"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("corum", 19),
        ("ÇORUM", 19),
        ("kahraman", 46),
        ("İSTANBUL", 34),
        ("istanbul", 34),
        (19, 19),
        ("nowhere", "nowhere"),
        ("a", "a"),
        ("", ""),
    ],
)
def test_what_is_typed_into_a_list_is_found_whatever_its_case_and_marks(typed: object, meant: object) -> None:
    """One entry or none: a text that could be several is not taken for the first of them."""
    provinces = {1: "Adana", 19: "Çorum", 34: "İstanbul", 46: "Kahramanmaraş"}
    assert work_form._meant(typed, provinces) == meant


def test_without_a_province_an_officer_is_told_so_and_keeps_what_was_typed(
    open_page: OpenPage, records: Records
) -> None:
    page = open_page("work", actor=OFFICER, lang="en", part="firm", record="new")
    form = "work_firm_new_"
    page.text_input(key=f"{form}_name").input("Ak Makine")
    page.text_input(key=f"{form}_nace").input("2893")
    page.button(key=f"{form}_save").click().run()
    assert "computer that runs" not in shown(page)
    assert "Choose a province" in shown(page)
    assert page.text_input(key=f"{form}_name").value == "Ak Makine"
    with pytest.raises(Forbidden):
        keeping.create(records, VISITOR, fieldwork.FIRM, work.FIRM | {"province": None})
    with pytest.raises(Forbidden):
        keeping.create(records, OFFICER, fieldwork.FIRM, work.FIRM | {"province": 27})


def test_a_decision_names_its_meeting_and_opens_its_scenario(open_page: OpenPage, records: Records) -> None:
    draft = replace(hall.DRAFT, title="Çorum *küme* toplantısı", scenario="1~demand-40~experts-3")
    meeting, _ = meetings.create(records, MINISTRY, draft)
    for state in ("open", "revealed"):
        meeting = meetings.move(records, MINISTRY, meeting, state)
    decisions.decide(records, MINISTRY, meeting, DecisionDraft(("28",), reasons="Ortak pazar"))
    page = open_page("work", actor=OFFICER, lang="en", part="decision")
    links = {one.proto.label: (one.proto.page, one.proto.query_string) for one in page.get("page_link")}
    assert links[r"Çorum \*küme\* toplantısı"] == ("meetings", f"meeting={meeting.id}")
    where, query = links["Open this decision's scenario"]
    assert where == "ranking"
    asked = scenario.decode(
        parse_qs(query)["s"][0], session.known(page.session_state["visit"].warehouse)
    ).scenario
    assert (asked.province, asked.view, dict(asked.topic_points)) == (19, "sectors", {"demand": 40})
    assert (asked.experts, asked.language, asked.edition) == (0, "en", "0123456789ab")
    assert len(links) == 2, "what was published in 2013 has neither"


def test_the_log_is_the_administrators(open_page: OpenPage, records: Records) -> None:
    work.firm(records)
    page = open_page("log", actor=ADMINISTRATOR, lang="en")
    assert "1 line" in shown(page)
    for actor in (VISITOR, OFFICER, MINISTRY):
        assert not open_page("log", actor=actor, lang="en").dataframe


@pytest.mark.parametrize(
    ("language", "words", "role"),
    [
        ("tr", {"ekledi", "değiştirdi", "Firma", "Çorum"}, "Info Spot görevlisi"),
        ("en", {"created it", "changed it", "Firm", "Çorum"}, "Info Spot officer"),
    ],
)
def test_the_log_speaks_the_visitors_language_and_its_codes_are_a_click_away(
    open_page: OpenPage, records: Records, language: str, words: set[str], role: str
) -> None:
    made = keeping.create(records, OFFICER, fieldwork.FIRM, work.FIRM)
    draft = work.FIRM | {"district": "Osmancık"}
    keeping.change(records, OFFICER, fieldwork.FIRM, made.id, draft, made.version)
    page = open_page("log", actor=ADMINISTRATOR, lang=language)

    def cells() -> set[str]:
        return {str(cell) for row in page.dataframe[0].value.values.tolist() for cell in row}

    assert words | {role} <= cells()
    assert any("Sungurlu → Osmancık" in cell for cell in cells())
    created = next(cell for cell in cells() if "Yıldız Makine" in cell)
    assert {"tr": "İl: Çorum", "en": "Province: Çorum"}[language] in created
    assert {"tr": "İhracat yapıyor mu?: Evet", "en": "yes"}[language].casefold() in created.casefold()
    assert "four_digits" not in created
    assert not cells() & {"firm.create", "firm.change", made.id}
    assert not any("ayse@" in cell for cell in cells())
    page.toggle(key="log_codes").set_value(True).run()
    assert {"firm.create", "firm.change", made.id} <= cells()


def test_every_kind_and_action_of_the_log_has_words() -> None:
    """By what the repository's functions are written with."""
    source = "\n".join(path.read_text("utf-8") for path in Path(keeping.__file__).parent.glob("*.py"))
    call = r'ledger\.write\(session, actor, f?"[a-z_{}.]+?\.([a-z]+)"'
    written = {*re.findall(call, source), "create", "import", "delete", "restore", "join", "enter"}
    assert {"change", "move", "save", "make", "erase", "publish"} <= written
    known = messages()
    assert [verb for verb in written if f"log.verb.{verb}" not in known] == []
    assert [kind for kind in log_page.KINDS if f"log.kind.{kind}" not in known] == []
    assert set(log_page.KINDS) <= set(Base.metadata.tables)
    columns = [column for kind in log_page.KINDS for column in Base.metadata.tables[kind].columns]
    fields = {
        column.name
        for column in columns
        if not column.info.get("secret") and not column.name.endswith(("_sorted", "folded"))
    }
    assert [
        name
        for name in sorted(fields - set(log_page.NO_NEWS))
        if not {f"log.field.{name}", f"work.field.{name}"} & set(known)
    ] == []


def test_the_log_says_what_a_meeting_was_given_in_words(open_page: OpenPage, records: Records) -> None:
    draft = MeetingDraft(title="Toplantı", province=19, held_on=date(2026, 3, 12), shortlist=("28", "15"))
    meeting, _ = meetings.create(records, OPERATOR, draft)
    meetings.move(records, OPERATOR, meeting.id, "open")
    page = open_page("log", lang="tr")
    said = "\n".join(str(cell) for row in page.dataframe[0].value.values.tolist() for cell in row)
    assert "Durum: Taslak → Açık" in said
    assert f"Toplantı tarihi: {numbers.date(draft.held_on, 'tr')}" in said
    assert "Kısa liste: 28 · Makine ve ekipman" in said
    assert "held_on" not in said


@pytest.mark.parametrize("number", ["2", "31"])
def test_a_sentence_that_begins_with_a_number_is_no_list(number: str) -> None:
    def page() -> None:
        import streamlit as st

        from clusterdash.records.errors import RecordsError
        from clusterdash.ui import records

        records.show(RecordsError("file.wide", row=st.query_params["row"]))

    shown = AppTest.from_function(page, default_timeout=30)
    shown.query_params["row"] = number
    (said,) = shown.run().error
    # https://spec.commonmark.org/0.31.2/#list-items: digits, then a full stop or parenthesis that is not
    # escaped, then a blank.
    assert not re.match(r"[0-9]+[.)] ", said.value)
    assert said.value.replace("\\", "") == Words("tr")("records.file.wide", row=number)


@pytest.mark.usefixtures("records")
def test_in_the_table_of_targets_only_targets_can_be_written(open_page: OpenPage) -> None:
    page = open_page("work", actor=MINISTRY, lang="tr", part="overview")
    page.session_state["work_overview_province_kept"] = 19
    page.session_state[f"work_targets_19_{date.today().year}_box"] = True
    page.run()
    table = next(one.proto for one in page.dataframe if one.proto.editing_mode)
    assert json.loads(table.columns)["_index"]["disabled"] is True
    assert table.HasField("placeholder"), "an empty cell would say None"
    assert table.placeholder == ""
