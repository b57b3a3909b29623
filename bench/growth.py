"""Room to grow: the warehouse's own reading, checking, storing and hashing on ever larger simulated tables.

The largest has 1,165 regions (the European Union's NUTS 3), 615 sectors (NACE classes) and 15 years. Times
are processor time of all threads: what grows is the work, whatever else the machine is doing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pandas as pd

from bench.lines import Line, milliseconds
from clusterdash.analysis.specialisation import location_quotient
from clusterdash.warehouse import contents, reading
from clusterdash.warehouse.schema import Column, Table

YEARS: Final = 15
SIZES: Final = ((81, 88), (291, 154), (582, 308), (1165, 615))
"""Regions and sectors: today's, then about a sixteenth, a quarter and all of the rows aimed at."""
NOISE: Final = 1.1
"""Growth over the growth of the rows that still counts as no faster."""
_REPEATED: Final = 7
_OFTEN: Final = 3
"""Times the smallest is built before the others and after them: a second says little of what follows."""
_SQL: Final = Path(__file__).with_name("sql")


@dataclass(frozen=True)
class Size:
    """One table: its rows, the processor seconds that three jobs took, and the bytes of its file."""

    rows: float
    build: float
    one_region: float
    one_year: float
    file: float


def measure(_editions: Path) -> Iterator[Line]:
    """How each figure grows from today's table to the largest, over how the rows grow."""
    smallest, *larger = SIZES
    before = [_measured(*smallest) for _ in range(_OFTEN)]
    sizes = [_measured(*size) for size in larger]
    after = [_measured(*smallest) for _ in range(_OFTEN)]
    sizes.insert(0, Size(*(median(figures) for figures in zip(*map(astuple, before + after), strict=True))))
    yield _line("build (read, check, store, hash)", sizes, lambda size: size.build, _seconds)
    yield _line("one region's slice", sizes, lambda size: size.one_region, _seconds)
    yield _line("location quotient of a year", sizes, lambda size: size.one_year, _seconds)
    yield _line("file", sizes, lambda size: size.file, lambda size: f"{size / 1e6:.1f} MB")


def _line(what: str, sizes: list[Size], pick: Callable[[Size], float], show: Callable[[float], str]) -> Line:
    first, last = sizes[0], sizes[-1]
    growth = (pick(last) / pick(first)) / (last.rows / first.rows)
    return Line(
        f"{first.rows:,.0f} → {last.rows:,.0f} simulated rows: {what}",
        f"{growth:.2f} × the rows' growth ({' → '.join(show(pick(size)) for size in sizes)})",
        promised="no faster than the rows",
        kept=growth <= NOISE,
    )


def _measured(regions: int, sectors: int) -> Size:
    with TemporaryDirectory() as folder:
        figures, file = Path(folder) / "simulated.csv", Path(folder) / "simulated.duckdb"
        table = _simulate(figures, regions, sectors)
        begun = time.process_time()
        _build(figures, file, table)
        build = time.process_time() - begun
        with duckdb.connect(file, read_only=True) as connection:
            one_region = _fastest(lambda: _frame(connection, "slice", region=regions // 2))
            one_year = _fastest(lambda: _location_quotient(connection))
        return Size(table.least_rows, build, one_region, one_year, file.stat().st_size)


def _simulate(path: Path, regions: int, sectors: int) -> Table:
    """Write the figures, and say what they must look like."""
    with duckdb.connect() as connection:
        size = {"regions": regions, "sectors": sectors, "years": YEARS}
        connection.sql(_statement("simulate"), params=size).write_csv(str(path))
    return Table(
        "simulated",
        key=("region", "sector", "year"),
        columns=tuple(Column(name, "whole", lower=0) for name in ("region", "sector", "year", "insured")),
        least_rows=regions * sectors * YEARS,
        complete=True,
        largest=path.stat().st_size,
    )


def _build(figures: Path, file: Path, table: Table) -> None:
    """As an edition is built: read and checked strictly, stored in the order of the key, hashed."""
    with duckdb.connect(file, config={"preserve_insertion_order": "true"}) as connection:
        reading.load(connection, figures, table)
        contents.stamps(connection, {table.name: table.key})


def _location_quotient(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    jobs = _frame(connection, "year", year=2009 + YEARS)
    return location_quotient(jobs.pivot(index="region", columns="sector", values="insured"))


def _frame(connection: duckdb.DuckDBPyConnection, query: str, **parameters: int) -> pd.DataFrame:
    with connection.cursor() as cursor:
        return cursor.execute(_statement(query), parameters).df()


def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _fastest(job: Callable[[], object]) -> float:
    """Processor seconds of the fastest of a few runs: the one least disturbed."""

    def once() -> float:
        begun = time.process_time()
        job()
        return time.process_time() - begun

    return min(once() for _ in range(_REPEATED))


def _seconds(seconds: float) -> str:
    return milliseconds(1000 * seconds) if seconds < 1 else f"{seconds:.1f} s"
