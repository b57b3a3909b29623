"""A bad table stops the build with file, row, column, value and what was expected."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from clusterdash import warehouse as house
from clusterdash.warehouse import DataError, reading
from clusterdash.warehouse.schema import TABLES, Table

Change = Callable[[bytes], bytes]
TABLE = {table.name: table for table in TABLES}


@pytest.fixture(scope="module")
def connection(editions_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The project's tables, for other tables to refer to."""
    path = tmp_path_factory.mktemp("reading") / "edition.duckdb"
    built = next(editions_dir.glob("*.duckdb"))
    path.write_bytes(built.read_bytes())
    return duckdb.connect(path)


def _swap(old: str, new: str | bytes) -> Change:
    """Replace the first occurrence."""
    replacement = new.encode() if isinstance(new, str) else new

    def change(contents: bytes) -> bytes:
        assert old.encode() in contents, f"the file no longer holds {old!r}"
        return contents.replace(old.encode(), replacement, 1)

    return change


def _add(line: str) -> Change:
    return lambda contents: contents + line.encode()


def _keep(share: float) -> Change:
    """Cut the file off at the end of a line."""

    def change(contents: bytes) -> bytes:
        end = contents.rindex(b"\n", 0, int(len(contents) * share))
        return contents[: end + 1]

    return change


FIRST = "\n1,01,2024,1328,6063,sgk_2024_1_11\n"
BAD = {
    "text in a number": (_swap("1328", "çok"), 2, "workplaces", "çok", "a whole number"),
    "decimal comma in a whole number": (_swap("1328,6063", '1328,"6063,5"'), 2, "insured", "6063,5", "whole"),
    "thousands point": (_swap("6063", "6.063"), 2, "insured", "6.063", "a whole number"),
    "negative count": (_swap("1328", "-1328"), 2, "workplaces", "-1328", "at least 0"),
    "number beyond any size": (_swap("1328", "9" * 40), 2, "workplaces", "9" * 40, "a whole number"),
    "blank count": (_swap("1328", ""), 2, "workplaces", None, "a whole number"),
    "year out of range": (_swap("2024", "20024"), 2, "year", "20024", "at most 2100"),
    "unknown province": (_swap("\n1,01,", "\n82,01,"), 2, "province", "82", "a code of provinces.csv"),
    "unknown division": (_swap(",01,2024", ",04,2024"), 2, "division", "04", "a code of divisions.csv"),
    "division as a number": (_swap(",01,2024", ",1,2024"), 2, "division", "1", "a code of divisions.csv"),
    "blank round a code": (_swap(",01,2024", ", 01,2024"), 2, "division", "01", "blanks"),
    "missing source": (_swap("6063,sgk_2024_1_11", "6063,"), 2, "source_id", None, "sources.toml"),
    "unknown source": (_swap("sgk_2024_1_11", "somebody"), 2, "source_id", "somebody", "sources.toml"),
    "duplicate key": (
        _add("19,28,2024,187,1982,sgk_2024_1_11\n"),
        7130,
        "year",
        "19, 28, 2024",
        "one row per",
    ),
    "missing cell": (_swap(",6063,", ","), 2, None, "1,01,2024,1328,sgk_2024_1_11", "6 cells, not 5"),
    "additional cell": (_swap("6063", "6063,0"), 2, None, "6063,0", "6 cells, not 7"),
    "wrong header": (_swap("insured", "sigortali"), 1, None, "sigortali", "the header province,division"),
    "semicolons": (lambda c: c.replace(b",", b";"), 1, None, "province;division", "the header"),
    "Turkish Windows encoding": (_swap("1328", "çok".encode("cp1254")), 2, None, "xe7", "UTF-8"),
    "UTF-16": (lambda c: c.decode().encode("utf-16"), 1, None, "xff", "UTF-8"),
    "unclosed quotation mark": (_swap("1328", '"1328'), None, None, "", "cells apart by commas"),
    "control character": (_swap("01,2024", "0\x071,2024"), 2, "division", "", "one line of text"),
    "cut off inside a row": (lambda c: c[:-9], 7129, None, "99,2024", "a line break at the end"),
    "cut off after a row": (_keep(0.9), None, "province", "no row for", "is the file cut off?"),
    "last row gone": (lambda c: c[: c.rindex(b"\n", 0, -1) + 1], None, None, "7127 rows", "at least 7128"),
    "a row in the middle replaced": (
        _swap(FIRST, FIRST.replace("2024,", "2023,", 1)),
        None,
        None,
        "none for",
        "a row for every province, division, year",
    ),
    "header only": (
        lambda c: c[: c.index(b"\n") + 1],
        None,
        "province",
        "no row for",
        "is the file cut off?",
    ),
    "empty": (lambda _: b"", None, None, None, "the header"),
    "blank lines only": (lambda _: b"\n\n\n", None, None, None, "the header"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_table_is_named_with_what_is_wrong(
    name: str, connection: duckdb.DuckDBPyConnection, data_dir: Path, tmp_path: Path
) -> None:
    change, row, column, found, expected = BAD[name]
    path = tmp_path / "employment.csv"
    path.write_bytes(change((data_dir / "tables" / "employment.csv").read_bytes()))

    with pytest.raises(DataError) as caught:
        reading.load(connection, path, TABLE["employment"])

    error = caught.value
    assert error.file == "employment.csv"
    assert error.column == column
    assert row is None or error.row == row
    assert (found or "") in str(error.value or "")
    assert expected in error.expected
    assert "\n" not in str(error)
    assert str(error).startswith("employment.csv, row" if error.row else "employment.csv")


@pytest.mark.parametrize(
    ("table", "old", "new", "column"),
    [
        ("division_trade", ",export,", ",exports,", "flow"),
        ("pilots", "2013-05-25", "25.05.2013", "published_on"),
        ("provinces", ",true,true,", ",yes,true,", "coastal"),
        ("provinces", ",TR621,", ",TR999,", "nuts3"),
        ("development_index", ",22,0.441", ",22,0;441", "score"),
        ("labour_rates", "44.1446715980263", "NaN", "value"),
        ("labour_rates", "44.1446715980263", "inf", "value"),
        ("labour_rates", "44.1446715980263", "1e999", "value"),
        ("activities", ",A,all_sectors,", ",A,every_sector,", "parent"),
    ],
)
def test_every_kind_of_column_is_held_to_its_kind(
    table: str,
    old: str,
    new: str,
    column: str,
    connection: duckdb.DuckDBPyConnection,
    data_dir: Path,
    tmp_path: Path,
) -> None:
    path = tmp_path / f"{table}.csv"
    path.write_bytes(_swap(old, new)((data_dir / "tables" / f"{table}.csv").read_bytes()))

    with pytest.raises(DataError) as caught:
        reading.load(connection, path, TABLE[table])

    assert caught.value.column == column


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_notices_that_its_end_is_gone(
    table: Table, connection: duckdb.DuckDBPyConnection, data_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / table.file
    contents = (data_dir / "tables" / table.file).read_bytes()
    path.write_bytes(contents[: contents.rindex(b"\n", 0, -1) + 1])

    with pytest.raises(DataError):
        reading.load(connection, path, table)


def test_a_huge_file_is_refused_before_it_is_read(
    connection: duckdb.DuckDBPyConnection, data_dir: Path
) -> None:
    small = dataclasses.replace(TABLE["employment"], largest=100_000)

    with pytest.raises(DataError, match=r"employment\.csv: expected at most 0 MB"):
        reading.load(connection, data_dir / "tables" / "employment.csv", small)


def test_a_missing_file_is_named(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"employment\.csv: expected a file that can be read"):
        reading.load(connection, tmp_path / "employment.csv", TABLE["employment"])


@pytest.mark.parametrize(
    "harmless",
    [
        lambda c: c.replace(b"\n", b"\r\n"),
        lambda c: b"\xef\xbb\xbf" + c,
        lambda c: c.replace(b"1328", b'"1328"', 1),
    ],
    ids=["Windows line ends", "byte order mark", "quotation marks"],
)
def test_what_a_spreadsheet_adds_without_harm_is_accepted(
    harmless: Change, connection: duckdb.DuckDBPyConnection, data_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "employment.csv"
    path.write_bytes(harmless((data_dir / "tables" / "employment.csv").read_bytes()))
    copy = dataclasses.replace(TABLE["employment"], name="employment_again")
    connection.execute("DROP TABLE IF EXISTS employment_again")

    reading.load(connection, path, copy)

    differing = connection.sql(
        "SELECT * FROM employment EXCEPT ALL SELECT * FROM employment_again"
    ).fetchall()
    assert differing == []


def test_figures_that_contradict_each_other_stop_the_build(copied_data: Path, tmp_path: Path) -> None:
    """One insured person more in Adana than the province's total."""
    path = copied_data / "tables" / "employment.csv"
    path.write_bytes(_swap(",6063,", ",6064,")(path.read_bytes()))

    with pytest.raises(house.WarehouseError, match="does not hold"):
        house.build(copied_data, tmp_path / "editions")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda data: (data / "tables" / "employmnt.csv").touch(),
            r"employmnt\.csv: expected only the tables",
        ),
        (lambda data: (data / "catalogue" / "topics.toml").write_text("x = ["), r"topics\.toml"),
        (lambda data: (data / "boundaries" / "provinces.geojson").write_text("{}"), r"provinces\.geojson"),
        (lambda data: (data / "boundaries" / "provinces.geojson").unlink(), r"provinces\.geojson"),
    ],
    ids=["unknown table", "broken catalogue", "no boundaries in the file", "no boundaries"],
)
def test_what_is_beside_the_tables_is_checked_too(
    damage: Callable[[Path], object], message: str, copied_data: Path, tmp_path: Path
) -> None:
    damage(copied_data)
    with pytest.raises(house.WarehouseError, match=message):
        house.build(copied_data, tmp_path / "editions")


def test_a_folder_without_figures_is_named(tmp_path: Path) -> None:
    with pytest.raises(house.WarehouseError, match="There are no figures in"):
        house.build(tmp_path, tmp_path / "editions")
