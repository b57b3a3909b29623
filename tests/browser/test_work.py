"""An officer's day in the browser, and a visitor who sees nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PDF = b"%PDF-1.7\n" + b"\0" * 5000


@pytest.fixture(scope="module")
def working(start_server: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server in local mode with records of its own."""
    database = tmp_path_factory.mktemp("records") / "records.sqlite"
    return start_server(environment={"CLUSTERDASH_RECORDS_URL": f"sqlite:///{database}"})


def _fill(page: Page, key: str, text: str) -> None:
    page.locator(f".st-key-{key} input, .st-key-{key} textarea").first.fill(text)


def _choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} input").first.fill(option)
    page.get_by_role("option", name=option).first.click()


def _attach(page: Page, content: bytes) -> None:
    attach = page.get_by_role("button", name="Attach", exact=True)
    expect(attach).to_be_disabled()
    file = {"name": "rapor.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    attach.click()


def _day(page: Page, place: int, digits: str) -> None:
    """Type a day into the form's date at a place, as day, month, year."""
    page.get_by_test_id("stDateInput").nth(place).get_by_role("spinbutton").first.click()
    page.keyboard.type(digits)
    page.keyboard.press("Escape")


def test_an_officers_day(page: Page, working: str, other_address: str, chromium: Browser) -> None:
    page.goto(f"{working}/work?lang=en&part=firm")
    page.get_by_role("button", name="New firm").click()
    _fill(page, "work_firm_new__name", "Gizli <b>Makine</b>")
    _choose(page, "work_firm_new__province", "Çorum")
    _fill(page, "work_firm_new__nace", "2893")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Gizli <b>Makine</b>")).to_be_visible()

    page.get_by_role("button", name="New visit").click()
    expect(page.get_by_role("heading", name="New visit")).to_be_visible()
    _day(page, 0, "12052026")
    page.get_by_label("Purpose *").fill("Tanışma")
    page.locator("[class*='_cooperation']").get_by_role("radio", name="4").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="To the firm")).to_be_visible()
    expect(page.get_by_role("heading", name="Gizli <b>Makine</b>")).to_be_visible()

    page.goto(f"{working}/work?lang=en&part=study&record=new")
    _fill(page, "work_study_new__title", "Çorum makine çalışması")
    _fill(page, "work_study_new__author", "OKA")
    _fill(page, "work_study_new__year", "2012")
    _choose(page, "work_study_new__language", "Turkish")
    _choose(page, "work_study_new__provinces", "Çorum")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Çorum makine çalışması")).to_be_visible()
    _attach(page, b"MZ no report")
    expect(page.get_by_text("is not what its ending")).to_be_visible()
    _attach(page, PDF)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="rapor.pdf · 5 kB").click()
    assert Path(waiting.value.path()).read_bytes() == PDF
    of_the_file = page.get_by_role("button", name="Delete rapor.pdf", exact=True)
    expect(of_the_file).to_be_visible()
    assert (of_the_file.bounding_box() or {})["width"] < 80, "its look is the one word"

    page.goto(f"{working}/work?lang=en&part=cluster&record=new")
    _fill(page, "work_cluster_new__name", "Gıda makineleri")
    _choose(page, "work_cluster_new__province", "Çorum")
    _choose(page, "work_cluster_new__stage", "Running")
    _choose(page, "work_cluster_new__division", "28 · Machinery")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="New activity").click()
    expect(page.get_by_role("heading", name="New activity")).to_be_visible()
    page.get_by_label("Title *").fill("Ortak fuar")
    _day(page, 0, "01032020")
    _day(page, 1, "01062020")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Ortak fuar")).to_be_visible()
    page.get_by_role("button", name="Back to the cluster").click()
    expect(page.get_by_text("overdue")).to_be_visible()
    address = page.url

    page.goto(f"{working}/work?lang=en&part=firm")
    page.get_by_text("Take and bring tables").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the list (CSV)").click()
    assert "Gizli" in Path(waiting.value.path()).read_text("utf-8-sig")

    _a_visitor_sees_none_of_it(chromium, working, other_address, address)


def _a_visitor_sees_none_of_it(chromium: Browser, working: str, other_address: str, address: str) -> None:
    """From another address: not in the menu, not by a link, not by a link to a record."""
    there = chromium.new_context(locale="en-GB").new_page()
    outside = working.replace("127.0.0.1", other_address)
    there.goto(f"{outside}/?lang=en")
    expect(there.get_by_role("link", name="Ranking").first).to_be_visible()
    assert there.get_by_role("link", name="Fieldwork").count() == 0
    assert there.get_by_role("link", name="Log").count() == 0
    for link in (
        f"{outside}/work?lang=en&part=firm",
        address.replace(working, outside),
        f"{outside}/log?lang=en",
    ):
        there.goto(link)
        expect(there.get_by_text("for the person at the computer that runs the application")).to_be_visible()
        assert "Gizli" not in there.content()
        assert there.get_by_role("button", name="Save").count() == 0
    there.goto(f"{outside}/province?lang=en&s=1~province-19")
    expect(there.get_by_text("What we know and did here")).to_be_visible(timeout=60_000)
    expect(there.get_by_text("Çorum makine çalışması")).to_be_attached()
    assert "Gizli" not in there.content()
    there.context.close()


def test_a_file_field_speaks_turkish_to_those_who_read_and_to_those_who_listen(
    page: Page, working: str
) -> None:
    page.goto(f"{working}/work?lang=tr&part=study")
    page.get_by_text("Tablo al ve yükle").click()
    field = page.get_by_test_id("stFileUploader")
    choose = field.get_by_role("button", name="Dosya seç")
    expect(choose.last).to_be_visible()
    expect(field.get_by_text("En çok")).to_be_visible()
    for name in ("rapor $& ön.csv", "ikinci.csv"):
        file = {"name": name, "mimeType": "text/csv", "buffer": b"a;b"}
        field.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(field.get_by_role("button", name=f"Kaldır: {name}")).to_be_visible()
        expect(field.get_by_role("button", name="Başka bir dosya seç")).to_be_visible()
    assert not any(
        word in field.aria_snapshot() for word in ("Upload", "upload", "Remove", "Add files", "per file")
    )
    field.get_by_role("button", name="Kaldır: ikinci.csv").click()
    expect(choose.last).to_be_visible()
    page.goto(f"{working}/work?lang=en&part=study")
    page.get_by_text("Take and bring tables").click()
    expect(field.get_by_role("button", name="Upload", exact=True)).to_be_visible()


def test_lists_dates_and_tables_speak_turkish(page: Page, working: str) -> None:
    page.goto(f"{working}/work?lang=tr&part=study&record=new")
    several = page.locator(".st-key-work_study_new__provinces input").first
    several.click()
    expect(page.get_by_role("option", name="Hepsini seç")).to_be_visible()
    several.fill("corum")
    expect(page.get_by_role("option", name="Ara: corum")).to_be_visible()
    several.press("Enter")
    several.press("Escape")
    page.locator(".st-key-work_study_new__language input").first.fill("hiçbiri")
    expect(page.get_by_role("option", name="Sonuç yok")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Kaydet").click()
    expect(page.get_by_text("Kaydedilmedi. Düzeltilmesi gerekenler")).to_be_visible()
    expect(page.get_by_role("button", name="Kaldır: Çorum")).to_be_visible()

    page.goto(f"{working}/work?lang=tr&part=visit")
    date = page.get_by_test_id("stDateInput").first
    expect(date.get_by_role("spinbutton", name="gün, Şu günden")).to_have_text("gg")
    date.get_by_role("button", name="Gün seç").click()
    expect(page.get_by_role("button", name="Sonraki ay")).to_be_visible()
    heard = page.locator("body").aria_snapshot()
    own = ("Choose date", "Next month", '"Open"', "available", "Skip to", "Sidebar", "App pages")
    assert not [word for word in own if word in heard]

    page.goto(f"{working}/work?lang=en&part=visit")
    expect(date.get_by_role("button", name="Choose date")).to_be_visible()
