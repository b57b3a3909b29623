"""One table of an edition as a file, with its own column names and codes, ready to be carried on with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from clusterdash.catalogue import Source
from clusterdash.reports import sources as source_sheet
from clusterdash.reports.sheets import Cell, Column, Sheet, to_csv, to_xlsx
from clusterdash.text import Language, Words


def table_csv(table: pd.DataFrame, language: Language) -> bytes:
    """The table as CSV for Excel in that language."""
    return to_csv(_sheet("", table), language)


def table_xlsx(
    table: pd.DataFrame,
    *,
    name: str,
    sources: Iterable[Source],
    edition: str,
    created: datetime.datetime,
    language: Language,
) -> bytes:
    """A workbook of the table, its sources with their limits, and the edition it was taken from.

    Args:
        name: The table's name, which becomes the sheet's.
        sources: The sources the table's rows name.
        edition: The edition's id.
        created: When the edition was built; it stands as the workbook's date.
    """
    say = Words(language)
    about = Sheet(
        say("word.edition"),
        (Column(say("reports.item"), width=26), Column(say("word.value"), width=70)),
        [(say("word.table"), name), (say("word.edition"), edition)],
    )
    return to_xlsx([_sheet(name, table), source_sheet.sheet(sources, say), about], created)


def _sheet(title: str, table: pd.DataFrame) -> Sheet:
    columns = tuple(Column(str(name), width=max(12, len(str(name)) + 2)) for name in table.columns)
    rows = [[_plain(value) for value in row] for row in table.itertuples(index=False, name=None)]
    return Sheet(title, columns, rows)


def _plain(value: Any) -> Cell:
    """A value of a frame as Python knows it; what pandas calls missing is None."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    plain: Cell = value.item() if isinstance(value, np.generic) else value
    return plain
