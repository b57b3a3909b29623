"""What the tables of figures must look like: columns, kinds, ranges, keys, references, completeness.

``TABLES`` stand in the order in which they are read: a table comes after those it refers to.

``SCHEMA_VERSION`` is part of every edition's identity, and a file of another version is built again. A change
of a table or of the catalogue's fields changes it by itself; raise ``FORMULAS`` whenever a formula or a
derived table changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

from clusterdash.catalogue import Criterion, Indicator, Source, Term, Topic

Kind = Literal["whole", "number", "text", "flag", "date"]

FORMULAS: Final = 1
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Column:
    """One column. ``refers_to`` names the table whose first key column must hold the value; ``also`` are
    codes allowed beside those; ``one_of`` are the only codes allowed."""

    name: str
    kind: Kind
    optional: bool = False
    lower: float | None = None
    upper: float | None = None
    one_of: tuple[str, ...] = ()
    refers_to: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table. ``complete``: every combination of the values of its key occurs. ``covers``: key columns in
    which every code of the table referred to must occur. ``least_rows``: fewer mean a truncated file."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    least_rows: int
    complete: bool = False
    covers: tuple[str, ...] = ()
    largest: int = 20 * MEGABYTE

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _whole(name: str, lower: int | None = 0, upper: int | None = None, *, optional: bool = False) -> Column:
    return Column(name, "whole", optional=optional, lower=lower, upper=upper)


def _number(
    name: str, lower: float | None = None, upper: float | None = None, *, optional: bool = False
) -> Column:
    return Column(name, "number", optional=optional, lower=lower, upper=upper)


def _text(name: str, *, optional: bool = False) -> Column:
    return Column(name, "text", optional=optional)


def _one_of(name: str, *codes: str) -> Column:
    return Column(name, "text", one_of=codes)


def _code(name: str, table: str, *also: str, optional: bool = False) -> Column:
    return Column(name, "text", optional=optional, refers_to=table, also=also)


def _area(name: str, *also: int) -> Column:
    return Column(name, "whole", refers_to="provinces", also=tuple(str(code) for code in also))


PROVINCE: Final = _area("province")
DIVISION: Final = _code("division", "divisions")
YEAR: Final = _whole("year", 1990, 2100)
SOURCE: Final = _code("source_id", "source")
NAMES: Final = (_text("name_tr"), _text("name_en"))
SHORT: Final = (_text("short_tr"), _text("short_en"))
GROUP: Final = _one_of("group", "total", "public", "private", "male", "female", "permanent", "temporary")
FLOW: Final = _one_of("flow", "export", "import")
JOBS: Final = (_whole("workplaces"), _whole("insured"))
EARNINGS: Final = (_whole("insured", optional=True), _number("daily_earnings_try", 1, optional=True))
SIZE: Final = _code("size_class", "size_classes")

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "nuts_regions",
        key=("nuts",),
        columns=(
            _text("nuts"),
            _whole("level", 1, 3),
            _code("parent", "nuts_regions", optional=True),
            *NAMES,
            SOURCE,
        ),
        least_rows=12 + 26 + 81,
    ),
    Table(
        "provinces",
        key=("province",),
        columns=(
            _whole("province", 1, 81),
            _text("iso"),
            _code("nuts3", "nuts_regions"),
            *NAMES,
            _number("area_km2", 1),
            _number("latitude", 35, 43),
            _number("longitude", 25, 45),
            Column("coastal", "flag"),
            Column("metropolitan", "flag"),
            SOURCE,
        ),
        least_rows=81,
    ),
    Table("sections", key=("section",), columns=(_text("section"), *NAMES, SOURCE), least_rows=21),
    Table(
        "divisions",
        key=("division",),
        columns=(_text("division"), _code("section", "sections"), *NAMES, *SHORT, SOURCE),
        least_rows=88,
    ),
    Table(
        "size_classes",
        key=("size_class",),
        columns=(
            _text("size_class"),
            _whole("position"),
            _whole("lower"),
            _whole("upper", optional=True),
            SOURCE,
        ),
        least_rows=13,
    ),
    Table(
        "activities",
        key=("activity",),
        columns=(
            _text("activity"),
            _text("letters", optional=True),
            _code("parent", "activities", optional=True),
            *NAMES,
            SOURCE,
        ),
        least_rows=14,
    ),
    Table(
        "employment",
        key=("province", "division", "year"),
        columns=(PROVINCE, DIVISION, YEAR, *JOBS, SOURCE),
        least_rows=81 * 88,
        complete=True,
        covers=("province", "division"),
    ),
    Table(
        "employment_outside_nace",
        key=("province", "line", "year"),
        columns=(PROVINCE, _one_of("line", "EK9"), YEAR, *JOBS, SOURCE),
        least_rows=81,
        complete=True,
        covers=("province",),
    ),
    Table(
        "employment_total",
        key=("province", "year"),
        columns=(PROVINCE, YEAR, *JOBS, SOURCE),
        least_rows=81 * 9,
        complete=True,
        covers=("province",),
    ),
    Table(
        "division_earnings",
        key=("division", "year", "group"),
        columns=(DIVISION, YEAR, GROUP, *EARNINGS, SOURCE),
        least_rows=88 * 7,
        complete=True,
        covers=("division",),
    ),
    Table(
        "division_sizes",
        key=("division", "year", "size_class"),
        columns=(DIVISION, YEAR, SIZE, *JOBS, SOURCE),
        least_rows=88 * 13,
        complete=True,
        covers=("division",),
    ),
    Table(
        "production_index",
        key=("division", "year"),
        columns=(DIVISION, YEAR, _number("index_2021", 0), SOURCE),
        least_rows=28 * 21,
        complete=True,
    ),
    Table(
        "division_trade",
        key=("division", "year", "flow"),
        columns=(DIVISION, YEAR, FLOW, _number("million_usd", 0), SOURCE),
        least_rows=22 * 13 * 2,
        complete=True,
    ),
    Table(
        "population",
        key=("province", "year"),
        columns=(
            PROVINCE,
            YEAR,
            _whole("population", 1),
            _whole("population_15_64", 1, optional=True),
            _whole("net_migration", None, optional=True),
            SOURCE,
        ),
        least_rows=81 * 19,
        complete=True,
        covers=("province",),
    ),
    Table(
        "education",
        key=("province", "year", "level"),
        columns=(PROVINCE, YEAR, _text("level"), _whole("persons"), SOURCE),
        least_rows=81 * 14 * 10,
        complete=True,
        covers=("province",),
    ),
    Table(
        "gdp_activity",
        key=("area", "year", "activity"),
        columns=(
            _area("area", 0),
            YEAR,
            _code("activity", "activities"),
            _number("chain_volume_thousand_try"),
            SOURCE,
        ),
        least_rows=82 * 20 * 14,
        complete=True,
        covers=("area", "activity"),
    ),
    Table(
        "gdp_activity_current",
        key=("area", "year", "activity"),
        columns=(
            _area("area", 0),
            YEAR,
            _code("activity", "activities"),
            _number("current_thousand_try"),
            SOURCE,
        ),
        least_rows=82 * 14,
        complete=True,
        covers=("area", "activity"),
    ),
    Table(
        "province_trade",
        key=("area", "year", "flow"),
        columns=(_area("area", 0, 99), YEAR, FLOW, _number("usd", 0, optional=True), SOURCE),
        least_rows=81 * 7 * 2 + 7 * 3,
        covers=("area",),
    ),
    Table(
        "province_earnings",
        key=("province", "year", "group"),
        columns=(PROVINCE, YEAR, GROUP, *EARNINGS, SOURCE),
        least_rows=81 * 7,
        complete=True,
        covers=("province",),
    ),
    Table(
        "province_sizes",
        key=("province", "year", "size_class"),
        columns=(PROVINCE, YEAR, SIZE, *JOBS, SOURCE),
        least_rows=81 * 13,
        complete=True,
        covers=("province",),
    ),
    Table(
        "development_index",
        key=("province", "year"),
        columns=(
            PROVINCE,
            YEAR,
            _whole("rank", 1, 81),
            _number("score", -10, 10),
            _whole("tier", 1, 6),
            SOURCE,
        ),
        least_rows=81,
        complete=True,
        covers=("province",),
    ),
    Table(
        "industrial_zones",
        key=("province", "year"),
        columns=(PROVINCE, YEAR, _whole("total"), _whole("active"), SOURCE),
        least_rows=81,
        complete=True,
        covers=("province",),
    ),
    Table(
        "universities",
        key=("university",),
        columns=(
            _text("university"),
            _one_of("kind", "state", "foundation", "foundation_vocational"),
            PROVINCE,
            SOURCE,
        ),
        least_rows=205,
    ),
    Table(
        "research_labels",
        key=("label",),
        columns=(
            _text("label"),
            _text("name_tr"),
            _code("division", "divisions", optional=True),
            _text("note_en", optional=True),
            _text("note_tr", optional=True),
            SOURCE,
        ),
        least_rows=48,
    ),
    Table(
        "research_centres",
        key=("centre",),
        columns=(
            _whole("centre", 1),
            _one_of("kind", "rd", "design"),
            PROVINCE,
            _code("label", "research_labels"),
            Column("registered", "date", optional=True),
            SOURCE,
        ),
        least_rows=1358 + 343,
    ),
    Table(
        "road_distances",
        key=("origin", "destination"),
        columns=(_area("origin"), _area("destination"), _number("kilometres", 1, 3000), SOURCE),
        least_rows=81 * 80 // 2,
    ),
    Table(
        "labour_rates",
        key=("province", "year", "rate"),
        columns=(
            PROVINCE,
            YEAR,
            _text("rate"),
            _number("value", 0, 100),
            _number("lower", 0, 100, optional=True),
            _number("upper", 0, 100, optional=True),
            SOURCE,
        ),
        least_rows=81 * 3 * 2,
        complete=True,
        covers=("province",),
    ),
    Table(
        "pilots",
        key=("province",),
        columns=(
            PROVINCE,
            _text("host_tr"),
            _text("host_en"),
            _text("sector_tr", optional=True),
            _text("sector_en", optional=True),
            _code("division", "divisions", optional=True),
            Column("published_on", "date"),
            SOURCE,
        ),
        least_rows=5,
    ),
)

CODES: Final = {"source": "source_id"} | {table.name: table.key[0] for table in TABLES}
"""The column in which each table keeps the codes that others refer to."""


def _fingerprint() -> str:
    """Of the tables' contracts and the fields of the catalogue's entries."""
    fields = [sorted(model.model_fields) for model in (Topic, Criterion, Indicator, Source, Term)]
    return hashlib.sha256(repr((TABLES, fields)).encode()).hexdigest()[:8]


SCHEMA_VERSION: Final = f"{FORMULAS}-{_fingerprint()}"
