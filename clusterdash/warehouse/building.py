"""Build the DuckDB file: read and check the figures, derive the criteria, switch the pointer last."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

import duckdb
import numpy as np
import pandas as pd

from clusterdash.analysis import spatial
from clusterdash.catalogue import Catalogue, CatalogueError
from clusterdash.catalogue import load as load_catalogue
from clusterdash.warehouse import checking, contents, editions, reading, sql
from clusterdash.warehouse.criteria import criterion_values
from clusterdash.warehouse.editions import Change, Edition
from clusterdash.warehouse.errors import DataError, WarehouseError
from clusterdash.warehouse.indicators import FORMULAS, Basis
from clusterdash.warehouse.schema import SCHEMA_VERSION, TABLES

Progress = Callable[[str, float], None]
"""Told a step (tables, indicators, criteria, checks, edition) and the share of the work done before it."""

_Result = TypeVar("_Result")

BOUNDARIES: Final = "provinces.geojson"


def build(data_dir: Path, editions_dir: Path, *, progress: Progress | None = None) -> Edition:
    """Build an edition from ``data_dir`` and serve it from ``editions_dir``.

    The same figures, catalogue and schema give the same edition, which is then left as it is. Raises
    DataError for figures that cannot be used and WarehouseError for whatever else stops the build; the
    edition being served stays untouched either way.
    """
    tell = progress or (lambda _step, _share: None)
    with editions.unfinished(editions_dir) as path:
        with _connected(path) as connection:
            tell("tables", 0.0)
            catalogue = _fill(connection, data_dir)
            tell("indicators", 0.4)
            _derive(connection, catalogue, data_dir / "boundaries" / BOUNDARIES, tell)
            edition = _identify(connection, editions_dir)
            tell("checks", 0.8)
            checking.check_contents(connection)
            tell("edition", 0.9)
            served = _served_already(connection, edition)
            edition = replace(edition, changes=_changes(connection, edition))
        published = _publish(path, edition, served)
    editions.prune(editions_dir, published.id)
    tell("edition", 1.0)
    return published


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(path)
    try:
        yield connection
    except duckdb.Error as error:
        raise WarehouseError(f"The edition could not be built: {' '.join(str(error).split())}") from error
    finally:
        connection.close()


# --- tables ---------------------------------------------------------------------------------------


def _fill(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> Catalogue:
    if not (data_dir / "tables").is_dir():
        raise WarehouseError(
            f"There are no figures in {data_dir}: expected the folders tables and catalogue."
        )
    try:
        catalogue = load_catalogue(data_dir)
    except CatalogueError as error:
        raise WarehouseError(str(error)) from None
    contents.store_catalogue(connection, catalogue)
    _check_names(data_dir / "tables")
    for table in TABLES:
        reading.load(connection, data_dir / "tables" / table.file, table)
    _fill_boundaries(connection, data_dir / "boundaries" / BOUNDARIES)
    return catalogue


def _check_names(folder: Path) -> None:
    known = {table.file for table in TABLES}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            raise DataError(path.name, None, None, path.name, f"only the tables {', '.join(sorted(known))}")


def _fill_boundaries(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        rows = {"province": [feature["properties"]["province"] for feature in features]}
    except OSError as error:
        raise DataError(path.name, None, None, error.strerror, "a file that can be read") from None
    except (ValueError, KeyError, TypeError):
        expected = "GeoJSON features with the property province"
        raise DataError(path.name, None, None, "something else", expected) from None
    provinces = {
        code for (code,) in connection.execute(sql.statement("queries", "province_codes")).fetchall()
    }
    if sorted(rows["province"]) != sorted(provinces):
        wrong = sorted(provinces.symmetric_difference(rows["province"])) or "a province twice"
        raise DataError(path.name, None, "province", wrong, "every province once, and no other")
    rows["feature"] = [json.dumps(feature, sort_keys=True, separators=(",", ":")) for feature in features]
    contents.create(connection, "boundaries", pd.DataFrame(rows).sort_values("province"))


# --- figures --------------------------------------------------------------------------------------


def _derive(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, boundaries: Path, tell: Progress
) -> None:
    try:
        borders = spatial.neighbours(boundaries)
    except ValueError as error:
        raise DataError(
            boundaries.name, None, None, str(error), "valid polygons that share their borders"
        ) from None
    contents.create(connection, "neighbours", _neighbours(borders))
    basis = Basis({name: contents.frame(connection, name) for name in ("source", *_tables())}, borders)
    figures = indicator_values(basis, catalogue)
    contents.create(connection, "indicator_value", figures)
    tell("criteria", 0.6)
    values, goalposts = criterion_values(figures, basis.insured, catalogue.criteria.values())
    contents.create(connection, "criterion_value", values)
    contents.create(connection, "goalpost", goalposts)


def _tables() -> tuple[str, ...]:
    return tuple(table.name for table in TABLES)


def _neighbours(borders: spatial.Neighbours) -> pd.DataFrame:
    """Both directions of every pair."""
    rows = [
        (*ends, contact)
        for pairs, contact in ((borders.pairs, "edge"), (borders.corners, "corner"))
        for one, other in pairs
        for ends in ((one, other), (other, one))
    ]
    return pd.DataFrame(rows, columns=["province", "neighbour", "contact"]).sort_values(
        ["province", "neighbour"]
    )


def indicator_values(basis: Basis, catalogue: Catalogue) -> pd.DataFrame:
    """All indicators as indicator, province, division, year, value, note; a missing figure has no row."""
    unknown = set(catalogue.indicators) - set(FORMULAS)
    if unknown:
        raise WarehouseError(
            f"indicators.toml names {', '.join(sorted(unknown))}, for which there is no formula: "
            "add it to clusterdash/warehouse/indicators.py."
        )
    columns = ["province", "division", "year", "value", "note"]
    frames = [FORMULAS[name](basis).reindex(columns=columns) for name in catalogue.indicators]
    figures = pd.concat(frames, ignore_index=True)
    figures.insert(0, "indicator", np.repeat(list(catalogue.indicators), [len(rows) for rows in frames]))
    for name in ("indicator", "division"):
        figures[name] = figures[name].astype(object)
    return figures.astype({"province": "Int64", "year": "int64"}).dropna(subset="value")


# --- the edition ----------------------------------------------------------------------------------


def _identify(connection: duckdb.DuckDBPyConnection, folder: Path) -> Edition:
    tables = contents.stamps(connection, contents.STATED)
    edition = Edition(
        id=editions.identity(SCHEMA_VERSION, tables),
        folder=folder,
        built_at=editions.now(),
        schema_version=SCHEMA_VERSION,
        tables=tables,
        derived=contents.stamps(connection, contents.DERIVED),
        previous=editions.current_id(folder),
        goalposts=_goalposts(connection),
    )
    info = {"edition": [edition.id], "schema_version": [SCHEMA_VERSION]}
    contents.create(connection, "edition_info", pd.DataFrame(info))
    return edition


def _goalposts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, float]]:
    rows = contents.frame(connection, "goalpost").drop(columns="skewness").to_dict("records")
    return {str(row.pop("criterion")): {str(name): value for name, value in row.items()} for row in rows}


def _served_already(connection: duckdb.DuckDBPyConnection, edition: Edition) -> Edition | None:
    """The same edition, if its file is there and sound. Raises WarehouseError if it holds other figures."""
    served = editions.read(edition.folder, edition.id)
    if served is None or not checking.is_sound(served):
        return None
    if served.derived != edition.derived and _compared(connection, served.path, contents.other_figures):
        raise WarehouseError(
            f"The formulas give other figures than edition {edition.id} holds, from the same tables: "
            "raise FORMULAS in clusterdash/warehouse/schema.py and build again."
        )
    return served


def _changes(connection: duckdb.DuckDBPyConnection, edition: Edition) -> tuple[Change, ...]:
    """What is new against the edition served until now; nothing where that is not known any more."""
    if edition.previous is None or edition.previous == edition.id:
        return ()
    names = editions.differences(edition.folder, edition.previous, edition.tables)
    before = editions.read(edition.folder, edition.previous)
    if names is None or before is None or not before.path.exists():
        return ()
    with contextlib.suppress(duckdb.Error):  # a damaged file is no reason not to build a sound one
        return _compared(
            connection, before.path, lambda joined: tuple(contents.compare(joined, name) for name in names)
        )
    return ()


def _compared(
    connection: duckdb.DuckDBPyConnection, path: Path, compare: Callable[[duckdb.DuckDBPyConnection], _Result]
) -> _Result:
    contents.attach(connection, path)
    try:
        return compare(connection)
    finally:
        contents.detach(connection)


def _publish(path: Path, edition: Edition, served: Edition | None) -> Edition:
    if served is None:
        editions.publish(path, edition)
        return edition
    if edition.previous == edition.id:
        return served
    again = replace(served, built_at=edition.built_at, previous=edition.previous, changes=edition.changes)
    editions.announce(again)
    return again
