"""The DuckDB file: built from the tables of figures, checked, opened read-only, one file per edition."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clusterdash.warehouse import editions, serving
from clusterdash.warehouse.editions import Change, Edition, Stamp
from clusterdash.warehouse.errors import DataError, WarehouseError
from clusterdash.warehouse.experts import Expert, layered
from clusterdash.warehouse.serving import Matrix, Normalisation, Warehouse

if TYPE_CHECKING:
    from clusterdash.warehouse.checking import Finding

__all__ = [
    "Change",
    "DataError",
    "Edition",
    "Expert",
    "Matrix",
    "Normalisation",
    "Stamp",
    "Warehouse",
    "WarehouseError",
    "build",
    "changed_tables",
    "check",
    "current",
    "data_folder",
    "editions_folder",
    "exists",
    "kept",
    "layered",
]

_ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Where the figures are: CLUSTERDASH_DATA, or data/ in the project."""
    return Path(os.environ.get("CLUSTERDASH_DATA") or _ROOT / "data").absolute()


def editions_folder() -> Path:
    """Where the editions are: CLUSTERDASH_EDITIONS, or var/editions in the project."""
    return Path(os.environ.get("CLUSTERDASH_EDITIONS") or _ROOT / "var" / "editions").absolute()


def build(
    data_dir: Path | None = None,
    editions_dir: Path | None = None,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Edition:
    """Build an edition and serve it; see `building.build`."""
    from clusterdash.warehouse import building

    return building.build(data_dir or data_folder(), editions_dir or editions_folder(), progress=progress)


def check(editions_dir: Path | None = None) -> Iterator[Finding]:
    """Check the edition being served; see `checking.check`."""
    from clusterdash.warehouse import checking

    return checking.check(editions_dir or editions_folder())


def current(
    editions_dir: Path | None = None, *, progress: Callable[[str, float], None] | None = None
) -> Warehouse:
    """The edition being served, built first if there is none. Cheap to call at the top of every page."""
    folder = (editions_dir or editions_folder()).absolute()
    return serving.current(folder, lambda: build(None, folder, progress=progress))


def kept(edition: str, editions_dir: Path | None = None) -> Warehouse:
    """An edition whose file is still there, by its id. Raises WarehouseError where it is not."""
    return serving.kept((editions_dir or editions_folder()).absolute(), edition)


def exists(editions_dir: Path | None = None) -> bool:
    """Whether there is an edition to serve."""
    return serving.exists((editions_dir or editions_folder()).absolute())


def changed_tables(editions_dir: Path | None, old: str, new: str) -> tuple[str, ...] | None:
    """The names of the tables in which two editions differ; None where one of them is unknown."""
    return editions.changed_tables((editions_dir or editions_folder()).absolute(), old, new)
