"""Open an edition for reading, and follow the pointer to the newest one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import duckdb
import numpy as np
import numpy.typing as npt

from clusterdash.catalogue import Catalogue, Criterion, Indicator, Source, Term, Topic
from clusterdash.warehouse import editions, sql
from clusterdash.warehouse.editions import Edition
from clusterdash.warehouse.errors import WarehouseError
from clusterdash.warehouse.experts import Expert, layered
from clusterdash.warehouse.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
Normalisation = Literal["goalposts", "rank"]
_MOST_LAYERED: Final = 8
"""Matrices with experts' figures that are kept: one takes a megabyte."""

READ_ONLY: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


@dataclass(frozen=True)
class Matrix:
    """All criteria of all cells at once.

    z: (provinces, divisions, criteria), 0..1 with 1 = best, NaN = missing or absent. insured and workplaces:
    (provinces, divisions), whole numbers as float64. The arrays are read-only.
    """

    provinces: tuple[int, ...]
    divisions: tuple[str, ...]
    criteria: tuple[str, ...]
    z: Array
    insured: Array
    workplaces: Array

    @cached_property
    def means(self) -> Array:
        """The mean of each criterion over all cells that have a figure; NaN where none has."""
        there = ~np.isnan(self.z)
        count = there.sum(axis=(0, 1))
        sums = np.where(there, self.z, 0.0).sum(axis=(0, 1))
        means: Array = np.divide(sums, count, out=np.full(len(count), np.nan), where=count > 0)
        return means


class Warehouse:
    """One edition, read-only; usable beside a newer one until the last page lets go of it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._connection = opened(edition.path)
        self._matrices: dict[str, Matrix] = {}
        self._experts: dict[int, tuple[Expert, ...]] = {}
        self._layered: dict[tuple[str, int], Matrix] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue this edition was built with."""
        return Catalogue(
            topics=self._entries("topics", Topic),
            criteria=self._entries("criteria", Criterion),
            indicators=self._entries("indicators", Indicator),
            sources=self._entries("sources", Source),
            glossary=self._entries("glossary", Term),
        )

    def frame(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The result of `queries/<query>.sql`; the file's first line says what it returns."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql.statement("queries", query), parameters or None).df()

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """The same as plain rows, None = missing; it needs no pandas."""
        with self._connection.cursor() as cursor:
            found = cursor.execute(sql.statement("queries", query), parameters or None)
            labels = [column[0] for column in found.description or ()]
            return [dict(zip(labels, row, strict=True)) for row in found.fetchall()]

    def take_experts(self, number: int, figures: Iterable[Expert]) -> None:
        """What experts said, for `matrix` under a number of the caller's."""
        self._experts[number] = tuple(figures)
        self._layered = {key: matrix for key, matrix in self._layered.items() if key[1] != number}

    def knows_experts(self, number: int) -> bool:
        """Whether `matrix` can be asked for this number; 0 is the edition alone."""
        return number == 0 or number in self._experts

    def experts(self, number: int) -> tuple[Expert, ...]:
        """What was taken under this number; nothing for 0."""
        return self._experts[number] if number else ()

    def matrix(self, normalisation: Normalisation = "goalposts", experts: int = 0) -> Matrix:
        """All cells × criteria, between the goalposts or by rank.

        experts: counts what experts said too, as taken under this number; KeyError where nothing was.
        """
        if experts:
            return self._with_experts(normalisation, experts)
        if normalisation not in self._matrices:
            self._matrices[normalisation] = self._read_matrix(normalisation)
        return self._matrices[normalisation]

    def boundaries(self) -> bytes:
        """The provinces as GeoJSON, each feature with the property province."""
        features = ",\n".join(row["feature"] for row in self.rows("boundaries"))
        return f'{{"type":"FeatureCollection","features":[\n{features}\n]}}'.encode()

    def close(self) -> None:
        self._connection.close()

    def _entries(self, part: str, model: type[Any]) -> dict[str, Any]:
        rows = self.rows(f"catalogue_{part}")
        return {row["code"]: model.model_validate_json(row["entry"]) for row in rows}

    def _with_experts(self, normalisation: Normalisation, number: int) -> Matrix:
        key = (normalisation, number)
        found = self._layered.get(key)
        if found is None:
            found = layered(self.matrix(normalisation), self.catalogue.criteria, self._experts[number])
            while len(self._layered) >= _MOST_LAYERED:
                self._layered.pop(next(iter(self._layered)), None)
            self._layered[key] = found
        return found

    def _read_matrix(self, normalisation: str) -> Matrix:
        cells = self._arrays("matrix_cells")
        provinces, divisions = np.unique(cells["province"]), np.unique(cells["division"].astype(str))
        shape = (len(provinces), len(divisions))
        criteria = tuple(row["criterion"] for row in self.rows("statistical_criteria"))
        z = np.full((*shape, len(criteria)), np.nan)
        values = self._arrays("matrix_values")
        place = (values["province"] - 1, values["division"] - 1, values["criterion"] - 1)
        z[place] = values["z" if normalisation == "goalposts" else "z_rank"]
        matrix = Matrix(
            tuple(provinces.tolist()),
            tuple(divisions.tolist()),
            criteria,
            z,
            cells["insured"].reshape(shape).astype(np.float64),
            cells["workplaces"].reshape(shape).astype(np.float64),
        )
        for array in (matrix.z, matrix.insured, matrix.workplaces):
            array.flags.writeable = False
        return matrix

    def _arrays(self, query: str) -> dict[str, npt.NDArray[Any]]:
        with self._connection.cursor() as cursor:
            found = cursor.execute(sql.statement("queries", query)).fetchnumpy()
            return {name: np.ma.getdata(values) for name, values in found.items()}


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection with no way out of the file. Raises WarehouseError where it cannot be opened."""
    try:
        return duckdb.connect(path, read_only=True, config=dict(READ_ONLY))
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(
            f"{path.name} cannot be opened ({reason}): run python -m clusterdash build."
        ) from None


def current_edition(folder: Path) -> Edition:
    """The edition being served. Raises WarehouseError where there is none."""
    name = editions.current_id(folder)
    edition = editions.read(folder, name) if name else None
    if edition is None or not edition.path.exists():
        raise WarehouseError(f"There is no edition in {folder}: run python -m clusterdash build.")
    return edition


def exists(folder: Path) -> bool:
    """Whether there is an edition to serve, of the version this program reads."""
    try:
        return current_edition(folder).schema_version == SCHEMA_VERSION
    except WarehouseError:
        return False


# --- one Warehouse per edition --------------------------------------------------------------------

_lock = threading.Lock()
_followed: dict[Path, tuple[tuple[int, ...], Warehouse]] = {}


def current(folder: Path, build: Callable[[], Edition]) -> Warehouse:
    """The Warehouse of the edition the pointer names, built if there is none; else one stat."""
    stamp = _pointer(folder)
    known = _followed.get(folder)
    if known and stamp and known[0] == stamp:
        return known[1]
    with _lock:
        if not exists(folder):
            build()
        stamp = _pointer(folder)
        warehouse = kept(folder, current_edition(folder).id)
        _followed[folder] = (stamp, warehouse)
        return warehouse


def kept(folder: Path, edition: str) -> Warehouse:
    """The Warehouse of any edition whose file is still there. Raises WarehouseError where it is not."""
    found = editions.read(folder, edition)
    if found is None or not found.path.exists():
        raise WarehouseError(f"The edition {edition} is no longer kept: open the current one.")
    if found.schema_version != SCHEMA_VERSION:
        raise WarehouseError(f"The edition {edition} is of another version: open the current one.")
    return _opened_once(folder, edition)


@lru_cache(maxsize=editions.KEPT + 1)
def _opened_once(folder: Path, edition: str) -> Warehouse:
    found = editions.read(folder, edition)
    assert found is not None
    return Warehouse(found)


def _pointer(folder: Path) -> tuple[int, ...]:
    try:
        stat = (folder / editions.POINTER).stat()
    except OSError:
        return ()
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
