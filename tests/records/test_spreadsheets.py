"""Tables as people save them: which rows come out, and which sentence says why none do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from clusterdash.records import spreadsheets
from clusterdash.records.spreadsheets import UnreadableFileError


def xlsx(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


TABLE = "kurum,puan\nÇorum TSO,40\nIğdır Üniversitesi,60\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1254"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").replace("\n", "\r\n").encode(),
        f"{TABLE},\n,\n".encode(),
    ],
    ids=["utf-8", "bom", "windows", "semicolons", "tabs", "empty rows at the end"],
)
def test_csv_is_read_as_any_program_saves_it(content: bytes) -> None:
    assert spreadsheets.rows(content) == (
        {"kurum": "Çorum TSO", "puan": "40"},
        {"kurum": "Iğdır Üniversitesi", "puan": "60"},
    )


def test_a_workbook_gives_numbers_as_numbers_and_gaps_as_nothing() -> None:
    content = xlsx(["kurum", None, "puan"], [" Çorum ", None, 40], [], ["", None, 2.5])
    assert spreadsheets.rows(content) == ({"kurum": "Çorum", "puan": 40}, {}, {"puan": 2.5})


def test_a_formula_is_not_computed() -> None:
    # A workbook that was never opened by a spreadsheet shows no result.
    assert spreadsheets.rows(xlsx(["a", "b"], ["=1+1", "x"])) == ({"b": "x"},)
    assert spreadsheets.rows(b"a,b\n=1+1,x\n") == ({"a": "=1+1", "b": "x"},)


def test_what_was_kept_from_being_a_formula_comes_back_as_it_was() -> None:
    assert spreadsheets.rows(b"a,b\n'=SUM(A1),'quoted'\n") == ({"a": "=SUM(A1)", "b": "'quoted'"},)


def packed(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no filled row"),
        (b"a,b\n", "no filled row"),
        (b"a,b\n,\n", "no filled row"),
        (b"a,a\n1,2\n", "“a” stands twice"),
        (b"a,b\n1,2,3\n", "Row 2 has more cells"),
        (b'a,b\n"1,2\n', "cannot be read"),
        (b"\x00\x01\x02", "cannot be read"),
        (b"%PDF-1.7\n\x00", "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (packed(x="not a workbook"), "cannot be read"),
        (b"a\n" + b"1\n" * (spreadsheets.MOST_ROWS + 1), "more than 5000 rows"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        spreadsheets.rows(content)


def test_a_package_that_unpacks_to_a_monster_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "LARGEST", 1000)
    with pytest.raises(UnreadableFileError, match="more than"):
        spreadsheets.rows(packed(sheet="0" * 2000))
