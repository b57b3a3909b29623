"""A table that somebody filled in and uploads, XLSX or CSV, as rows by heading.

What the rows mean is the business of whoever takes them (`ballot_sheet`). Formulas are never computed: a cell
holds what the spreadsheet last showed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from clusterdash.records.errors import RecordsError

MOST_ROWS: Final = 5_000
LARGEST: Final = 100_000_000
"""Bytes that an XLSX may come to once it is unpacked."""
_SEPARATORS: Final = ";,\t"
_NEUTRALISED: Final = ("'=", "'+", "'-", "'@")

Row = dict[str, Any]


class UnreadableFileError(RecordsError):
    """The file is no table that can be read; the message says why and what to do."""


def rows(content: bytes) -> tuple[Row, ...]:
    """The rows below the first, by heading; rows without any content are left as empty ones in their place.

    Place counts: row n of the file is element n - 2. Empty rows at the end are dropped. Raises
    UnreadableFileError.
    """
    lines = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    header: list[str] = []
    found: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if number == 1:
            header = _header(cells)
        elif number > MOST_ROWS + 1:
            raise UnreadableFileError("file.rows", most=str(MOST_ROWS))
        else:
            found.append(_row(header, cells, number))
    while found and not found[-1]:
        found.pop()
    if not found:
        raise UnreadableFileError("file.empty")
    return tuple(found)


def _header(cells: Sequence[Any]) -> list[str]:
    names = [" ".join(str(_value(cell) or "").split()) for cell in cells]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise UnreadableFileError("file.header", column=name[:60])
    return names


def _row(header: Sequence[str], cells: Sequence[Any], number: int) -> Row:
    values = [_value(cell) for cell in cells]
    if any(value is not None for value in values[len(header) :]):
        raise UnreadableFileError("file.wide", row=str(number))
    named = zip(header, values, strict=False)
    return {name: value for name, value in named if name and value is not None}


def _value(cell: Any) -> Any:
    """A cell without blanks around it, None where it is empty; text that was kept from being taken for a
    formula is text again."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.startswith(_NEUTRALISED):
        text = text[1:]
    return text or None


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise UnreadableFileError("file.kind") from None


def _decoded(content: bytes) -> str:
    """UTF-8, or the Turkish code page in which older Windows programs save."""
    if b"\0" in content:
        raise UnreadableFileError("file.kind")
    for encoding in ("utf-8-sig", "cp1254"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("file.kind")


def _xlsx(content: bytes) -> Iterator[Sequence[Any]]:
    """The first sheet. openpyxl is slow to import and needed for uploads alone."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise UnreadableFileError("file.rows", most=str(MOST_ROWS))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Iterable[Sequence[Any]] = book.worksheets[0].iter_rows(values_only=True)
        yield from sheet
    except UnreadableFileError:
        raise
    # A broken workbook fails in as many ways as there are parts in it: zip, XML, missing sheets, bad cells.
    except Exception as error:
        raise UnreadableFileError("file.kind") from error
