import csv
import datetime
import io

import openpyxl
import pandas as pd

from clusterdash.catalogue import Source, Text
from clusterdash.reports.tables import table_csv, table_xlsx

SOURCE = Source(
    id="register",
    authority=Text(tr="Kurum", en="Authority"),
    table=Text(tr="Çizelge 1", en="Table 1"),
    year="2024",
    unit=Text(tr="kişi", en="persons"),
    licence=Text(tr="Kaynağıyla", en="With its source"),
    limits=(Text(tr="Yalnız çalışanlar.", en="Employees only."), Text(tr="İki basamak.", en="Two digits.")),
)
TABLE = pd.DataFrame(
    {
        "division": ["01", "28"],
        "jobs": pd.array([12, None], dtype="Int64"),
        "share": [0.25, None],
        "coastal": [True, False],
        "published_on": pd.to_datetime(["2013-05-25", None]),
        "source_id": ["register", "register"],
    }
)
EDITION = {"edition": "abc123", "created": datetime.datetime(2026, 1, 31)}


def workbook(language: str) -> openpyxl.Workbook:
    content = table_xlsx(TABLE, name="employment", sources=[SOURCE], language=language, **EDITION)  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(content))


def test_csv_keeps_column_names_codes_and_blanks() -> None:
    lines = table_csv(TABLE, "tr").decode("utf-8-sig").splitlines()
    assert list(csv.reader(lines, delimiter=";")) == [
        ["division", "jobs", "share", "coastal", "published_on", "source_id"],
        ["01", "12", "0,25", "true", "2013-05-25", "register"],
        ["28", "", "", "false", "", "register"],
    ]


def test_workbook_holds_the_table_its_sources_and_the_edition() -> None:
    book = workbook("en")
    assert book.sheetnames == ["employment", "Sources", "Data edition"]
    first, second = list(book["employment"].iter_rows(min_row=2, values_only=True))
    assert first == ("01", 12, 0.25, True, datetime.datetime(2013, 5, 25), "register")
    assert second == ("28", None, None, False, None, "register")
    source = next(book["Sources"].iter_rows(min_row=2, values_only=True))
    assert source[0] == "register"
    assert "Employees only.\nTwo digits." in source
    assert ("Data edition", "abc123") in list(book["Data edition"].iter_rows(values_only=True))


def test_workbook_speaks_the_visitor_s_language() -> None:
    book = workbook("tr")
    assert book.sheetnames == ["employment", "Kaynaklar", "Veri sürümü"]
    source = next(book["Kaynaklar"].iter_rows(min_row=2, values_only=True))
    assert "Yalnız çalışanlar.\nİki basamak." in source
