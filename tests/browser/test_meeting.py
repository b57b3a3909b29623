"""A whole meeting in a real browser: organiser, screen, three telephones; and a server that dies."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, expect

from clusterdash import records
from clusterdash.records import meetings
from clusterdash.records.actors import OPERATOR
from clusterdash.records.values import TOPICS, Verdict
from tests.browser.laptop import Laptop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PEOPLE = (("Çorum TSO", "Chamber"), ("Hitit Üniversitesi", "University"), ("Ova Makine", "Firm"))


class Phones:
    """Telephones of 390 pixels, each with a memory of its own."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.foreign: list[str] = []
        self.errors: list[str] = []

    def one(self) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True, is_mobile=True
        )
        context.set_default_timeout(45_000)
        self.contexts.append(self.watch(context))
        return context

    def watch(self, context: BrowserContext) -> BrowserContext:
        context.on(
            "request",
            lambda request: (
                None
                if re.match(r"(https?|wss?)://127\.0\.0\.1|data:|blob:", request.url)
                else self.foreign.append(request.url)
            ),
        )
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        return context


@pytest.fixture
def phones(chromium: Browser) -> Iterator[Phones]:
    found = Phones(chromium)
    yield found
    for context in found.contexts:
        context.close()


# --- hands ----------------------------------------------------------------------------------------


def open_meeting(page: Page, laptop: Laptop) -> str:
    """Create a meeting and open it; its code."""
    page.goto(f"{laptop.address}/meetings?lang=en")
    page.locator(".st-key-meetings_new summary").click()
    page.locator(".st-key-meeting_create button").click()
    page.locator(".st-key-meeting_key_written button").click()
    step(page, "open")
    room(page, "Joining")
    return page.locator(".meeting-code").inner_text().replace(" ", "")


def step(page: Page, state: str) -> None:
    page.locator(f".st-key-meeting_go_{state} button").first.click()
    page.locator(f".st-key-meeting_move_{state} button").click()
    expect(page.locator(f".st-key-meeting_move_{state}")).to_have_count(0)


def room(page: Page, name: str) -> None:
    page.locator(".st-key-meeting_part").get_by_text(name, exact=True).click()


def join(context: BrowserContext, laptop: Laptop, code: str, institution: str, kind: str) -> Page:
    page = context.new_page()
    page.goto(f"{laptop.address}/ballot?code={code}&lang=en")
    page.get_by_label("Your institution").fill(institution)
    page.get_by_role("radio", name=kind).or_(page.get_by_role("button", name=kind)).first.click()
    page.get_by_role("button", name="Join").dblclick()
    expect(page.locator(".ballot")).to_be_visible()
    return page


def part(page: Page, name: str) -> Locator:
    return page.locator(f'section[data-part="{name}"]')


def saved(page: Page, name: str) -> None:
    expect(part(page, name)).to_have_attribute("data-state", "saved", timeout=60_000)
    expect(part(page, name).locator(".status")).to_contain_text("Saved")


def weigh(page: Page, topic: int) -> None:
    """Ten points more for one topic, brought to 100."""
    section = part(page, "weights")
    section.get_by_role("button", name="Begin evenly").click()
    more = section.locator(".topic").nth(topic).locator(".step").nth(1)
    more.click()
    more.click()
    expect(section.locator(".sum")).to_have_text("110 / 100")
    expect(section).to_have_attribute("data-state", "unfinished")
    section.get_by_role("button", name="Bring it to 100").click()
    expect(section.locator(".sum")).to_have_text("100 / 100")
    saved(page, "weights")


def order(page: Page, *, backwards: bool = False) -> None:
    """The whole shortlist by touch, then the second before the first by its arrow."""
    section = part(page, "order")
    while section.locator(".add").count():
        section.locator(".add").nth(-1 if backwards else 0).click()
    section.locator("li").nth(1).get_by_role("button", name="up").click()
    saved(page, "order")


def score(page: Page, value: str) -> None:
    section = part(page, "scores")
    for row in range(3):
        section.get_by_role("radiogroup").nth(row).get_by_role("radio", name=value).click()
    section.get_by_role("radiogroup").nth(3).get_by_role("radio", name="Can't say").click()
    saved(page, "scores")


def judge(page: Page, stance: str, reason: str) -> None:
    section = part(page, "verdicts")
    section.get_by_role("button", name=stance).first.click()
    section.locator("textarea").first.fill(reason)
    saved(page, "verdicts")


# --- the meeting ----------------------------------------------------------------------------------


def test_a_whole_meeting_from_the_code_to_the_minutes(
    context: BrowserContext, laptop: Laptop, phones: Phones
) -> None:
    phones.watch(context)
    desk = context.new_page()
    code = open_meeting(desk, laptop)
    meeting = laptop.meeting()
    expect(desk.locator(".meeting-qr img")).to_be_visible()

    with context.expect_page() as opened:
        desk.get_by_role("link", name="Open the projector page").click()
    hall = opened.value
    expect(hall).to_have_url(re.compile("lang-en"))
    expect(hall.locator(".slide-title")).to_have_text(meeting.title)
    expect(hall.get_by_test_id("stSidebar")).to_be_hidden()
    expect(hall.locator("html[data-clicker]")).to_be_attached()
    for key, title in (
        ("ArrowRight", "Çorum"),
        ("PageDown", "Results are covered"),
        ("PageUp", "Çorum"),
        ("PageDown", "Results are covered"),
        (" ", "Take part with your phone"),
    ):
        hall.keyboard.press(key)
        expect(hall.locator(".slide-title")).to_have_text(title)
    expect(hall.locator(".qr img")).to_be_visible()
    for paper in ("dark", "light"):
        hall.keyboard.press("d")
        expect(hall.locator(f".{paper}-paper")).to_be_attached()
        expect(hall.locator(f".foot.{paper}")).to_be_visible()
        expect(hall).to_have_url(re.compile(f"paper={paper}"))

    pages = []
    for number, (institution, kind) in enumerate(PEOPLE):
        page = join(phones.one(), laptop, code, institution, kind)
        weigh(page, number)
        order(page, backwards=number == 1)
        score(page, str(number + 2))
        judge(page, "Dispute" if number == 1 else "Confirm", f"Reason {number}")
        pages.append(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, "a ballot never scrolls sideways"
    expect(hall.locator(".foot")).to_contain_text("3 joined")
    for _, kind in PEOPLE:
        expect(hall.locator(".foot .kinds")).to_contain_text(f"1 {kind}")
    expect(hall.locator(".js-plotly-plot")).to_have_count(0)
    asked = hall.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert any("/PlotlyChart." in address for address in asked), "what draws the reveal is there before it"
    room(desk, "Results")
    expect(desk.get_by_text("Answers stay covered until")).to_be_visible()

    step(desk, "revealed")
    expect(hall.locator(".foot .state")).to_have_text("Revealed")
    expect(hall.locator(".slide-title")).to_have_text("How does the hall weigh the four topics?")
    expect(hall.locator(".js-plotly-plot")).to_be_visible()
    for title in (
        "Does the hall confirm the proposed sectors?",
        "Food products: why?",
        "Expert scores of the hall (1–5)",
    ):
        hall.keyboard.press("PageDown")
        expect(hall.locator(".slide-title")).to_have_text(title)
    expect(part(pages[0], "order").locator("li button").first).to_be_disabled(timeout=60_000)

    hall.keyboard.press("End")
    room(desk, "Decision")
    desk.get_by_label("Reasons").first.fill("Hall and analysis agree.")
    desk.keyboard.press("Tab")
    desk.locator(".st-key-decision_save button").click()
    expect(hall.locator(".chosen")).to_have_text("No sector selected yet")
    expect(hall.locator(".published")).to_contain_text("As published in 2013")

    room(desk, "Minutes")
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="Minutes (DOCX)").click()
    said = text_of(waiting.value)
    for expected in (
        meeting.title,
        "Hitit Üniversitesi",
        "Reason 1",
        "Hall and analysis agree.",
        "ranking?s=",
    ):
        assert expected in said, expected

    assert {ballot.institution for ballot in laptop.ballots()} == {name for name, _ in PEOPLE}
    assert all(ballot.parts == {"weights", "order", "scores", "verdicts"} for ballot in laptop.ballots())
    assert not phones.foreign
    assert not phones.errors


def text_of(download: Download) -> str:
    """Paragraphs, tables and links of a Word file."""
    file = docx.Document(io.BytesIO(Path(download.path()).read_bytes()))
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    links = (link.address for paragraph in file.paragraphs for link in paragraph.hyperlinks)
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells, *links])


@pytest.mark.parametrize("records_url", ["sqlite", "postgresql"], indirect=True)
def test_the_server_dies_in_mid_vote_and_nothing_acknowledged_is_lost(
    context: BrowserContext, laptop: Laptop, phones: Phones
) -> None:
    code = open_meeting(context.new_page(), laptop)
    phone = phones.one()
    page = join(phone, laptop, code, "Çorum TSO", "Chamber")
    weigh(page, 0)
    elsewhere = context.new_page()
    elsewhere.goto(f"{laptop.address}/programme?lang=tr")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "tr")

    laptop.lose_power()
    expect(elsewhere.get_by_text("Bağlantı kesildi")).to_be_visible()
    expect(elsewhere.get_by_role("dialog")).to_have_count(0)
    section = part(page, "order")
    section.locator(".add").first.click()
    section.locator(".add").first.click()
    expect(section).to_have_attribute("data-state", "saving")
    expect(page.locator("#connection-lost")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    section.locator(".add").first.click()  # no sentence of Streamlit's stands before the form
    chosen = section.locator("li .name").all_inner_texts()
    laptop.start()
    saved(page, "order")
    saved(page, "weights")
    expect(page.locator("#connection-lost")).to_be_hidden()
    expect(elsewhere.locator("#connection-lost")).to_be_hidden()

    judge(page, "Confirm", "Skilled people")
    laptop.lose_power()
    page.close()  # the battery went too
    laptop.start()
    again = phone.new_page()
    again.goto(f"{laptop.address}/ballot?code={code}&lang=en")
    saved(again, "verdicts")
    assert part(again, "order").locator("li .name").all_inner_texts() == chosen
    expect(part(again, "verdicts").locator("textarea").first).to_have_value("Skilled people")
    score(again, "4")

    store = records.open_records(laptop.records)
    meeting = laptop.meeting()
    assert meetings.presence(store, OPERATOR, meeting).joined == 1
    meetings.move(store, OPERATOR, meeting.id, "revealed")
    (ballot,) = laptop.ballots()
    assert ballot.weights is not None
    assert set(ballot.weights) == set(TOPICS)
    assert len(ballot.order or ()) == 3
    assert list(ballot.verdicts.values()) == [Verdict("confirm", "Skilled people")]
    assert len(ballot.scores or {}) == 4


def test_who_typed_the_code_comes_back_by_the_picture(
    context: BrowserContext, laptop: Laptop, phones: Phones
) -> None:
    code = open_meeting(context.new_page(), laptop)
    phone = phones.one()
    typed = f"{code[:4]}-{code[4:]}".lower()
    join(phone, laptop, typed, "Çorum TSO", "Chamber").close()
    again = phone.new_page()
    again.goto(f"{laptop.address}/ballot?code={code}&lang=en")
    expect(again.locator(".ballot")).to_be_visible()
    assert meetings.presence(records.open_records(laptop.records), OPERATOR, laptop.meeting()).joined == 1


def test_two_tabs_of_one_person(context: BrowserContext, laptop: Laptop, phones: Phones) -> None:
    code = open_meeting(context.new_page(), laptop)
    phone = phones.one()
    first = join(phone, laptop, code, "Çorum TSO", "Chamber")
    second = phone.new_page()
    second.goto(f"{laptop.address}/ballot?code={code}&lang=en")
    expect(second.locator(".ballot")).to_be_visible()
    part(first, "order").locator(".add").first.click()
    saved(first, "order")
    part(second, "order").locator(".add").last.click()
    mine = part(second, "order").locator("li .name").all_inner_texts()
    told = part(second, "order")
    # Its own look at the meeting may have brought the other tab's answer first; then there is no conflict.
    expect(
        told.get_by_text("another tab").or_(told.locator(".status").get_by_text("Saved")).first
    ).to_be_visible()
    if told.get_by_role("button", name="Save mine").count():
        assert told.locator("li .name").all_inner_texts() == mine, "what was typed is still there"
        told.get_by_role("button", name="Save mine").click()
    saved(second, "order")
    store = records.open_records(laptop.records)
    meetings.move(store, OPERATOR, laptop.meeting().id, "revealed")
    (ballot,) = laptop.ballots()
    assert len(ballot.order or ()) in (1, 2)


def test_the_second_round_tells_what_is_as_in_the_first(
    context: BrowserContext, laptop: Laptop, phones: Phones
) -> None:
    code = open_meeting(context.new_page(), laptop)
    page = join(phones.one(), laptop, code, "Çorum TSO", "Chamber")
    weigh(page, 0)
    judge(page, "Confirm", "Skilled people")
    store, meeting = records.open_records(laptop.records), laptop.meeting()
    meetings.move(store, OPERATOR, meeting.id, "revealed")
    meetings.move(store, OPERATOR, meeting.id, "second")
    for name in ("weights", "verdicts"):
        expect(part(page, name).locator(".status")).to_have_text("As in the first round", timeout=60_000)
    judge(page, "Dispute", "No suppliers")
    page.reload()
    expect(part(page, "verdicts").locator(".status")).to_have_text("Saved")
    expect(part(page, "weights").locator(".status")).to_have_text("As in the first round")


def test_from_another_address_there_is_the_ballot_and_no_meeting(
    context: BrowserContext, laptop: Laptop, other_address: str
) -> None:
    code = open_meeting(context.new_page(), laptop)
    elsewhere = laptop.address.replace("127.0.0.1", other_address)
    page = context.new_page()
    page.goto(f"{elsewhere}/ballot?code={code}&lang=en")
    expect(page.get_by_label("Your institution")).to_be_visible()
    meeting = laptop.meeting()
    for address in ("meetings", f"meetings?meeting={meeting.id}", f"present?meeting={meeting.id}"):
        page.goto(f"{elsewhere}/{address}{'&' if '?' in address else '?'}lang=en")
        expect(page.get_by_text("This part is for the person at the computer").first).to_be_visible()
        assert meeting.title not in page.content()
        assert code not in page.content()
    page.goto(f"{elsewhere}/data?lang=en")
    expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav")).not_to_contain_text("Meetings")


def test_dragging_and_keys_order_the_shortlist(context: BrowserContext, laptop: Laptop) -> None:
    desk = context.new_page()
    code = open_meeting(desk, laptop)
    page = join(context, laptop, code, "Çorum TSO", "Chamber")
    section = part(page, "order")
    for _ in range(3):
        section.locator(".add").first.click()
    names = section.locator("li .name").all_inner_texts()
    handle, target = section.locator(".handle").nth(2), section.locator("li").nth(0)
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 40, steps=5)
    page.mouse.move(start["x"] + 5, end["y"] + 2, steps=5)
    page.mouse.up()
    expect(section.locator("li .name")).to_have_text([names[2], names[0], names[1]])
    section.locator("li").nth(0).get_by_role("button", name="down").focus()
    page.keyboard.press("ArrowDown")
    expect(section.locator("li .name")).to_have_text([names[0], names[2], names[1]])
    saved(page, "order")
