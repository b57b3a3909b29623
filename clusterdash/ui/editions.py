"""The edition a page is drawn from, and the bytes of it that browsers keep."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from clusterdash import profile, warehouse
from clusterdash.warehouse import Normalisation, Warehouse

_NORMALISATIONS: Final[dict[str, Normalisation]] = {"goalposts": "goalposts", "rank": "rank"}


def warm() -> None:
    """Open the current edition and prepare what the first visitor asks for."""
    opened = warehouse.current()
    matrix_bytes(opened.edition.id, "goalposts")
    boundaries_bytes(opened.edition.id)
    # The provinces' stability intervals take most of a second, and half the pages show them.
    profile.figures(opened)


def served() -> str | None:
    """The id of the edition being served, None while none has been built."""
    return warehouse.current().edition.id if warehouse.exists() else None


def matrix_url(edition: str, normalisation: str, experts: str = "") -> str:
    """Where a browser finds one edition's matrix, relative to the application's root.

    experts: the name of what experts said that is counted beside the edition (`experts.name`).
    """
    beside = f"experts-{experts}/" if experts else ""
    return f"editions/{edition}/{beside}matrix-{normalisation}.bin"


def boundaries_url(edition: str) -> str:
    """Where a browser finds one edition's province boundaries, relative to the application's root."""
    return f"editions/{edition}/provinces.geojson"


@lru_cache(maxsize=8)
def matrix_bytes(edition: str, normalisation: str) -> bytes | None:
    """Little-endian float64, provinces × divisions × criteria, NaN where missing.

    None where the edition or the normalisation is unknown.
    """
    opened, known = _kept(edition), _NORMALISATIONS.get(normalisation)
    return opened.matrix(known).z.astype("<f8").tobytes() if opened and known else None


@lru_cache(maxsize=4)
def boundaries_bytes(edition: str) -> bytes | None:
    """GeoJSON of the provinces of a kept edition."""
    opened = _kept(edition)
    return opened.boundaries() if opened else None


def _kept(edition: str) -> Warehouse | None:
    try:
        return warehouse.kept(edition)
    except warehouse.WarehouseError:
        return None
