"""Files are read back with other readers than the ones that wrote them."""

import csv
import datetime
import io
import math
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.reports.sheets import Column, Sheet, to_csv, to_xlsx

CREATED = datetime.datetime(2026, 1, 31, 12, 30, tzinfo=datetime.UTC)
FORMULAS = ["=1+1", "+90", "-2", "@SUM(A1)", "\t=1", "\r=1"]


def sheet(*rows: tuple[object, ...], columns: int = 2) -> Sheet:
    return Sheet("Sheet", tuple(Column(f"c{index}", digits=1) for index in range(columns)), rows)  # type: ignore[arg-type]


def read_csv(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def read_xlsx(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_turkish_csv_has_bom_semicolon_and_decimal_comma() -> None:
    content = to_csv(sheet(("Çorum", 1234.5)), "tr")
    assert content == b"\xef\xbb\xbfc0;c1\r\n\xc3\x87orum;1234,5\r\n"


def test_english_csv_has_bom_comma_and_decimal_point() -> None:
    content = to_csv(sheet(("Çorum, centre", 1234.5)), "en")
    assert content == b'\xef\xbb\xbfc0,c1\r\n"\xc3\x87orum, centre",1234.5\r\n'


@pytest.mark.parametrize("missing", [None, math.nan, math.inf])
def test_missing_is_blank_and_zero_is_zero(missing: float | None) -> None:
    content = sheet((missing, 0.0))
    assert read_csv(to_csv(content, "tr"), ";")[1] == ["", "0,0"]
    assert read_csv(to_csv(content, "en"), ",")[1] == ["", "0.0"]
    first, second = next(read_xlsx(to_xlsx([content], CREATED)).active.iter_rows(min_row=2))
    assert first.value is None
    assert (second.value, second.data_type) == (0, "n")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_unrounded_from_csv(number: float) -> None:
    turkish = read_csv(to_csv(sheet((number, 1)), "tr"), ";")[1][0]
    english = read_csv(to_csv(sheet((number, 1)), "en"), ",")[1][0]
    assert "e" not in english.lower()
    assert float(english) == number
    assert turkish.replace(",", ".") == english


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_of_a_csv_can_be_taken_for_a_formula(text: str) -> None:
    cell = read_csv(to_csv(sheet((text, 1)), "en"), ",")[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_of_a_workbook_are_texts_as_they_were_written(text: str) -> None:
    content = to_xlsx([sheet((text, 1))], CREATED)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cell = read_xlsx(content).active["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    if "\r" not in text:  # XML reads a bare carriage return as a line feed
        assert cell.value == text


def test_heading_that_looks_like_a_formula_is_neutral_too() -> None:
    risky = Sheet("Sheet", (Column("=HYPERLINK(1)"),), [])
    assert read_csv(to_csv(risky, "en"), ",") == [["'=HYPERLINK(1)"]]
    assert read_xlsx(to_xlsx([risky], CREATED)).active["A1"].data_type == "s"


def test_numbers_of_a_workbook_are_numbers_and_codes_are_texts() -> None:
    code, number = next(read_xlsx(to_xlsx([sheet(("01", 1 / 3))], CREATED)).active.iter_rows(min_row=2))
    assert (code.value, code.data_type) == ("01", "s")
    assert (number.data_type, number.number_format) == ("n", "#,##0.0")
    assert number.value == pytest.approx(1 / 3, rel=1e-15)


def test_dates_and_flags_stay_what_they_are() -> None:
    table = sheet((datetime.date(2013, 5, 25), True))
    assert read_csv(to_csv(table, "en"), ",")[1] == ["2013-05-25", "true"]
    day, flag = next(read_xlsx(to_xlsx([table], CREATED)).active.iter_rows(min_row=2))
    assert day.value == datetime.datetime(2013, 5, 25)
    assert flag.value is True


def test_workbook_of_the_same_input_has_the_same_bytes_and_the_edition_s_date() -> None:
    one, other = (to_xlsx([sheet(("Çorum", 1.5))], CREATED) for _ in range(2))
    assert one == other
    assert read_xlsx(one).properties.created == datetime.datetime(2026, 1, 31, 12, 30)


def test_sheet_names_are_cut_to_what_excel_allows() -> None:
    name = "Ağ [ve] işbirliği: neden/nasıl, kim, nerede, ne zaman?"
    found = read_xlsx(to_xlsx([Sheet(name, (Column("a"),), [])], CREATED)).sheetnames[0]
    assert len(found) <= 31
    assert not set(found) & set("[]:*?/\\")


def test_row_of_another_length_than_the_headings_is_an_error() -> None:
    with pytest.raises(ValueError, match="Sheet, row 2: expected 2 cells, found 1"):
        sheet(("a", 1), ("b",))
