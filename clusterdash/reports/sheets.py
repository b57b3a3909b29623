"""Tables on their way to a file: CSV that opens in Turkish and English Excel, and workbooks.

Numbers are written as numbers, with all their digits (16 in a workbook); how many decimals it shows is a
matter of format. A text that a spreadsheet would take for a formula (OWASP, CSV Injection) stays a text: in
CSV behind an apostrophe, in a workbook by the cell's type and Excel's quote prefix, which leave it as it is.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from clusterdash.text import Language

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | bool | datetime.date | None

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
# Excel reads a semicolon and a decimal comma where the computer's language is Turkish.
_SEPARATOR: Final[dict[Language, str]] = {"tr": ";", "en": ","}
_DECIMAL: Final[dict[Language, str]] = {"tr": ",", "en": "."}
_LONGEST_SHEET_NAME: Final = 31
_FORBIDDEN_IN_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Column:
    """A heading, how many decimals a workbook shows (None: as they come), and the width in characters."""

    title: str
    digits: int | None = None
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One table: rows of cells as long as `columns`; a missing figure is None or NaN and stays blank."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]

    def __post_init__(self) -> None:
        for line, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"{self.title}, row {line}: expected {len(self.columns)} cells, found {len(row)}"
                )


def to_csv(sheet: Sheet, language: Language) -> bytes:
    """UTF-8 with BOM, CRLF; separator and decimal sign as the language's Excel expects them."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=_SEPARATOR[language], lineterminator="\r\n")
    writer.writerow([_neutral(column.title) for column in sheet.columns])
    writer.writerows([_in_csv(cell, language) for cell in row] for row in sheet.rows)
    return lines.getvalue().encode("utf-8-sig")


def to_xlsx(sheets: Iterable[Sheet], created: datetime.datetime) -> bytes:
    """A workbook; the same sheets and moment give the same bytes."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        # A workbook knows no time zones.
        workbook.set_properties({"created": created.replace(tzinfo=None)})
        formats = _Formats(workbook)
        for sheet in sheets:
            _write(workbook.add_worksheet(_sheet_name(sheet.title)), sheet, formats)
    return content.getvalue()


def is_missing(cell: Cell) -> bool:
    """None, NaN and infinities: nothing a reader could take for a figure."""
    return cell is None or (isinstance(cell, float) and not math.isfinite(cell))


def _in_csv(cell: Cell, language: Language) -> str:
    if cell is None or is_missing(cell):
        return ""
    match cell:
        case bool():
            return str(cell).lower()
        case int():
            return str(cell)
        case float():
            # repr is the shortest text that reads back as the same number, Decimal spares it the exponent.
            return f"{Decimal(repr(float(cell))):f}".replace(".", _DECIMAL[language])
        case datetime.date():
            return cell.isoformat()
        case _:
            return _neutral(cell)


def _neutral(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _sheet_name(title: str) -> str:
    return title.translate(_FORBIDDEN_IN_SHEET_NAME).strip("' ")[:_LONGEST_SHEET_NAME]


class _Formats:
    """The formats of one workbook, made when first needed."""

    def __init__(self, workbook: Workbook) -> None:
        self._add = workbook.add_format
        self._numbers: dict[int | None, Format] = {}
        self.heading = self._add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = self._add({"text_wrap": True, "valign": "top"})
        self.formula_like = self._add({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.date = self._add({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})

    def number(self, digits: int | None) -> Format:
        if digits not in self._numbers:
            places = "" if not digits else "." + "0" * digits
            pattern = "General" if digits is None else f"#,##0{places}"
            self._numbers[digits] = self._add({"num_format": pattern, "valign": "top"})
        return self._numbers[digits]


def _write(worksheet: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width)
        worksheet.write_string(0, index, column.title, formats.heading)
    for line, row in enumerate(sheet.rows, start=1):
        for index, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(worksheet, (line, index), cell, column, formats)
    worksheet.freeze_panes(1, 0)
    if sheet.rows:
        worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        # Codes such as 01 are texts on purpose.
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_cell(
    worksheet: Worksheet, place: tuple[int, int], cell: Any, column: Column, formats: _Formats
) -> None:
    if is_missing(cell):
        return
    match cell:
        case bool():
            worksheet.write_boolean(*place, cell)
        case int() | float():
            worksheet.write_number(*place, cell, formats.number(column.digits))
        case datetime.date():
            worksheet.write_datetime(*place, cell, formats.date)
        case _:
            style = formats.formula_like if cell.startswith(_FORMULA_STARTS) else formats.text
            worksheet.write_string(*place, cell, style)
