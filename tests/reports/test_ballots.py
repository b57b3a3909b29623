"""Ballots on paper and as tables: what is printed, what is left out, and what comes back."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pypdf
import pytest

from clusterdash import qr
from clusterdash.records import ballot_sheet, spreadsheets
from clusterdash.records.checks import Fields
from clusterdash.records.values import EXPERT_CRITERIA, TOPICS, Verdict
from clusterdash.reports.ballots import ballots_csv, ballots_xlsx, template_xlsx
from clusterdash.reports.paper_ballots import MOST, ballots_pdf
from clusterdash.warehouse import Warehouse
from tests.meeting import SHORTLIST, ballot, hall, meeting

JOIN = "http://192.168.1.20:8501/ballot?code=K7QP4MXA"
FORMULA = '=HYPERLINK("http://example.org")'


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


# --- on paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "number"), [("tr", "No. {}"), ("en", "No. {}")])
def test_each_slip_is_a_page_with_the_code_and_its_own_number(
    warehouse: Warehouse, language: Any, number: str
) -> None:
    found = pages(
        ballots_pdf(warehouse, meeting(warehouse), language, slips=3, first=8, address=JOIN, months=24)
    )
    assert len(found) == 3
    for place, text in enumerate(found, start=8):
        assert "K7QP4MXA" in text
        # At the head and at the foot.
        assert text.count(number.format(place)) == 2
        assert "KVKK" in text


def test_a_slip_asks_everything_a_ballot_can_hold(warehouse: Warehouse) -> None:
    (text,) = pages(ballots_pdf(warehouse, meeting(warehouse), "tr", slips=1, address=JOIN, months=24))
    catalogue = warehouse.catalogue
    asked = [catalogue.topics[topic].name.tr for topic in TOPICS]
    asked += [catalogue.criteria[code].explanation.tr for code in EXPERT_CRITERIA]
    asked += ["Makine ve ekipman", "Ağaç ürünleri", "Gıda ürünleri", "Onaylıyorum", "İtiraz ediyorum"]
    squeezed = "".join(text.split())
    assert [words for words in asked if "".join(words.split()) not in squeezed] == []
    # The scale of every sector and criterion, "can't say" among it.
    assert text.count("?") >= len(SHORTLIST) * len(EXPERT_CRITERIA)


def test_a_long_shortlist_runs_on_to_a_second_page(warehouse: Warehouse) -> None:
    long = tuple(f"{division:02}" for division in range(10, 34))
    wide = meeting(warehouse, shortlist=long, proposed=long[:6])
    found = pages(ballots_pdf(warehouse, wide, "en", slips=2, address=JOIN, months=24))
    assert len(found) in (4, 6)
    assert ["No. 1" in text for text in found] == [n < len(found) / 2 for n in range(len(found))]
    assert "Machinery repair" in "".join(found[: len(found) // 2])


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_slip_tells_nothing_of_the_order_in_the_analysis(warehouse: Warehouse, language: Any) -> None:
    shortlist, proposed = SHORTLIST, SHORTLIST[:3]
    slips = [
        pages(ballots_pdf(warehouse, held, language, slips=1, address=JOIN, months=24))
        for held in (
            meeting(warehouse, shortlist=shortlist, proposed=proposed),
            meeting(warehouse, shortlist=shortlist[::-1], proposed=proposed[::-1]),
        )
    ]
    assert slips[0] == slips[1]


def test_the_notice_stands_before_the_name(warehouse: Warehouse) -> None:
    (text,) = pages(ballots_pdf(warehouse, meeting(warehouse), "tr", slips=1, address=JOIN, months=24))
    assert text.index("KVKK") < text.index("Adınız (isteğe bağlı)")


def test_without_proposed_sectors_nothing_is_to_be_confirmed(warehouse: Warehouse) -> None:
    (text,) = pages(
        ballots_pdf(warehouse, meeting(warehouse, proposed=()), "en", slips=1, address=JOIN, months=24)
    )
    assert "Confirm" not in text


@pytest.mark.parametrize("slips", [0, -1, MOST + 1])
def test_a_senseless_number_of_slips_is_refused(warehouse: Warehouse, slips: int) -> None:
    with pytest.raises(ValueError, match="slips"):
        ballots_pdf(warehouse, meeting(warehouse), "tr", slips=slips, address=JOIN, months=24)


# --- anonymised -----------------------------------------------------------------------------------


def test_every_answer_stands_in_the_workbook(warehouse: Warehouse) -> None:
    heading, *rows = sheets(ballots_xlsx(warehouse, meeting(warehouse), [hall()], "en"))["Ballots"]
    assert len(rows) == len(hall())
    table = [dict(zip(map(str, heading), row, strict=True)) for row in rows]
    assert sorted(row["Points: Demand"] for row in table) == sorted(
        (one.weights or {})["demand"] for one in hall()
    )
    # Three chambers' orders, one of them partial; the universities put Machinery last.
    assert sorted(row["Order: Machinery and equipment"] for row in table) == [1, 1, 1, 1, 1, 2, 6, 6, 6]
    assert [row["Order: Leather products and footwear"] for row in table].count(None) == 1
    scores = [row["Will to cooperate: Machinery and equipment"] for row in table]
    assert scores == ["can't say"] * 9
    assert {row["Inputs and suppliers: Food products"] for row in table} == {None}


def test_nobody_can_be_recognised(warehouse: Warehouse) -> None:
    content = ballots_xlsx(warehouse, meeting(warehouse), [hall()], "en")
    everything = str(sheets(content))
    assert "Kurum" not in everything
    assert not any(one.participant in everything for one in hall())
    heading, *rows = sheets(content)["Ballots"]
    kinds = [row[heading.index("Kind")] for row in rows]
    # Two firms and one NGO are too few to be named.
    assert sorted(map(str, kinds)) == ["Chamber"] * 3 + ["University"] * 3 + ["few"] * 3


def test_the_order_of_arrival_leaves_no_trace(warehouse: Warehouse) -> None:
    held = meeting(warehouse)
    renamed = [ballot(f"{9 - n}", kind=one.kind, weights=list((one.weights or {}).values()), order=one.order,
                      scores=one.scores, verdicts=one.verdicts) for n, one in enumerate(hall())]  # fmt: skip
    for write in (ballots_csv, ballots_xlsx):
        assert write(warehouse, held, [hall()], "tr") == write(warehouse, held, [renamed[::-1]], "tr")


def test_reasons_stand_apart_and_are_never_formulas(warehouse: Warehouse) -> None:
    said = [ballot("a", verdicts={"28": Verdict("dispute", FORMULA)})]
    content = ballots_xlsx(warehouse, meeting(warehouse), [said], "en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book["Reasons"].cell(2, 4)
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert cell.quotePrefix
    assert FORMULA not in str(sheets(content)["Ballots"])


def test_withdrawn_ballots_are_not_handed_out_and_rounds_are_told_apart(warehouse: Warehouse) -> None:
    first = [ballot("a", order=SHORTLIST), ballot("b", order=SHORTLIST, withdrawn=True)]
    second = [ballot("a", order=SHORTLIST[::-1])]
    content = ballots_csv(warehouse, meeting(warehouse), [first, second], "tr").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    assert [row["Tur"] for row in rows] == ["1", "2"]
    assert [row["Sıra: Makine ve ekipman"] for row in rows] == ["1", "6"]


# --- the template ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_template_explains_each_of_its_columns(warehouse: Warehouse, language: Any) -> None:
    held = meeting(warehouse)
    empty, about = sheets(template_xlsx(warehouse, held, language)).values()
    assert empty == [ballot_sheet.columns(held)]
    assert [row[0] for row in about[1:]] == list(ballot_sheet.columns(held))
    assert all(row[1] for row in about[1:])


def test_a_template_that_was_filled_in_comes_back_as_a_ballot(warehouse: Warehouse) -> None:
    held = meeting(warehouse)
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(warehouse, held, "tr")))
    sheet: Any = book.worksheets[0]
    written = {
        "institution": "Çorum Organize Sanayi", "kind": "Kamu kurumu", "name": "", "consent": "Hayır",
        **dict(zip((f"weight {topic}" for topic in TOPICS), (40, 30, 20, 10), strict=True)),
        "score 28 D5": 4, "score 28 N5": "?", "order": "28 16", "verdict 28": "Onaylıyorum",
        "reason 28": "Usta çok",
    }  # fmt: skip
    sheet.append([written.get(column) for column in ballot_sheet.columns(held)])
    content = io.BytesIO()
    book.save(content)
    fields = Fields()
    (row,) = spreadsheets.rows(content.getvalue())
    found = ballot_sheet.read(row, held, fields)
    fields.done()
    assert (found.institution, found.kind, found.consent) == ("Çorum Organize Sanayi", "public", False)
    assert found.weights == dict(zip(TOPICS, (40, 30, 20, 10), strict=True))
    assert found.scores == {("28", "D5"): 4, ("28", "N5"): None}
    assert found.order == ("28", "16")
    assert found.verdicts == {"28": Verdict("confirm", "Usta çok")}


# --- the code to take part ------------------------------------------------------------------------


def test_a_code_has_its_three_corners_and_a_quiet_margin() -> None:
    rows = qr.modules(JOIN)
    size, margin = len(rows), qr.MARGIN
    assert all(len(row) == size for row in rows)
    assert not any(cell for row in rows[:margin] + rows[-margin:] for cell in row)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    last = size - margin - 7
    for top, left in ((margin, margin), (margin, last), (last, margin)):
        corner = ["".join("01"[cell] for cell in row[left : left + 7]) for row in rows[top : top + 7]]
        assert corner == finder


def test_the_picture_is_black_on_white_whatever_the_page_is() -> None:
    drawn = qr.svg(JOIN, title="<Katıl>")
    assert 'fill="#FFFFFF"' in drawn
    assert 'fill="#000000"' in drawn
    assert "&lt;Katıl&gt;" in drawn
    assert drawn.count("h1v1h-1z") == sum(map(sum, qr.modules(JOIN)))
    with pytest.raises(ValueError, match="address"):
        qr.svg("", title="")
