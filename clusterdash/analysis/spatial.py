"""Who borders on whom, and whether similar regions lie together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis._frames import column, ratio, same_labels, table, unique_labels

Pair = tuple[Hashable, Hashable]
Values = TypeVar("Values", pd.Series, pd.DataFrame)


@dataclass(frozen=True)
class Neighbours:
    """Which regions are neighbours. Every unordered pair stands once, both in the order of `regions`.

    pairs: the two share an edge and count as neighbours. corners: they touch in points only, which is listed
    and not counted. Raises ValueError on a region that occurs twice and on a pair of regions that are not
    listed.
    """

    regions: tuple[Hashable, ...]
    pairs: tuple[Pair, ...]
    corners: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        unique_labels(pd.Index(self.regions), "region of the neighbours")
        known = set(self.regions)
        for one, other in (*self.pairs, *self.corners):
            if one == other or not {one, other} <= known:
                raise ValueError(f"The pair {one!r}, {other!r} must name two of the listed regions.")

    @property
    def islands(self) -> tuple[Hashable, ...]:
        """Regions that share an edge with no other, in the order of `regions`."""
        return tuple(region for region in self.regions if not self._of[region])

    def of(self, region: Hashable) -> tuple[Hashable, ...]:
        """The region's neighbours, in the order of `regions`. Raises KeyError for an unknown region."""
        return self._of[region]

    @cached_property
    def _of(self) -> dict[Hashable, tuple[Hashable, ...]]:
        near: list[list[int]] = [[] for _ in self.regions]
        for one, other in zip(*self._ends, strict=True):
            near[one].append(int(other))
        return {
            region: tuple(self.regions[i] for i in sorted(near[position]))
            for position, region in enumerate(self.regions)
        }

    @cached_property
    def _ends(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Every pair in both directions, as positions in `regions`: from, to."""
        position = {region: i for i, region in enumerate(self.regions)}
        one = np.array([position[a] for a, _ in self.pairs], dtype=np.intp)
        other = np.array([position[b] for _, b in self.pairs], dtype=np.intp)
        return np.concatenate([one, other]), np.concatenate([other, one])


def neighbours(boundaries: Any, *, region: str = "province") -> Neighbours:
    """Who shares an edge with whom, exactly: regions are neighbours if their intersection has a length.

    Takes a GeoDataFrame or GeoSeries of polygons indexed by region, or whatever geopandas.read_file reads,
    with the regions in the property `region`. The polygons must share the vertices of their common borders: a
    gap parts neighbours, an overlap joins them. Raises ValueError, naming the region, on invalid rings, empty
    geometries, geometries that are not areas, and regions that occur twice; and on files that cannot be read.
    """
    import shapely

    shapes = _shapes(boundaries, region)
    areas = _areas(shapes)
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    once = left < right
    order = np.lexsort((right[once], left[once]))
    left, right = left[once][order], right[once][order]
    edge = shapely.length(shapely.intersection(areas[left], areas[right])) > 0
    regions = tuple(shapes.index)
    return Neighbours(
        regions,
        pairs=_named(regions, zip(left[edge], right[edge], strict=True)),
        corners=_named(regions, zip(left[~edge], right[~edge], strict=True)),
    )


def neighbour_mean(values: Values, neighbours: Neighbours) -> Values:
    """The plain mean of the neighbours' values, the region itself left out.

    Takes a Series by region, or a frame of regions × sectors (any unit, any sign); returns the same shape in
    the order given. Missing values (NaN) are left out of the mean; NaN for an island and where no neighbour
    has a value. Raises ValueError on infinite values, duplicate labels, and regions that only one of the two
    has.
    """
    frame = _by_region(values, neighbours)
    x = frame.to_numpy()
    here, there = neighbours._ends
    known = ~np.isnan(x)
    sums, counts = np.zeros(x.shape), np.zeros(x.shape)
    np.add.at(sums, here, np.where(known, x, 0.0)[there])
    np.add.at(counts, here, known[there].astype(float))
    means = pd.DataFrame(ratio(sums, counts), index=frame.index, columns=frame.columns).reindex(values.index)
    if isinstance(values, pd.Series):
        return pd.Series(means.iloc[:, 0], name=values.name)
    return means


def _by_region(values: pd.Series | pd.DataFrame, neighbours: Neighbours) -> pd.DataFrame:
    """The values as a frame whose rows stand in the order of the neighbours' regions."""
    if isinstance(values, pd.Series):
        frame = column(values, "values", negative=True, missing=True).to_frame()
    else:
        frame = table(values, "values", negative=True, missing=True)
    regions = pd.Index(neighbours.regions)
    same_labels(frame.index, regions, "region", "values", "neighbours")
    return frame.reindex(regions)


def _named(regions: tuple[Hashable, ...], pairs: Iterable[tuple[int, int]]) -> tuple[Pair, ...]:
    return tuple((regions[one], regions[other]) for one, other in pairs)


def _shapes(boundaries: Any, region: str) -> Any:
    """The boundaries as a GeoSeries indexed by region."""
    import geopandas

    if isinstance(boundaries, geopandas.GeoDataFrame | geopandas.GeoSeries):
        shapes = boundaries.geometry
    else:
        try:
            read = geopandas.read_file(boundaries)
        except Exception as problem:  # the drivers behind geopandas raise errors of many kinds
            raise ValueError(f"The boundaries {boundaries!s} cannot be read: {problem}") from problem
        if region not in read.columns:
            raise ValueError(f"The boundaries {boundaries!s} lack the property {region!r} of every region.")
        shapes = read.set_index(region).geometry
    unique_labels(shapes.index, "region of the boundaries")
    return shapes


def _areas(shapes: Any) -> npt.NDArray[Any]:
    """The polygons as an array, after every one of them is known to be a valid area."""
    import shapely

    for region, shape in shapes.items():
        if shape is None or shape.is_empty:
            raise ValueError(f"The boundary of region {region!r} is empty; a polygon was expected.")
        if shape.geom_type not in ("Polygon", "MultiPolygon"):
            kind = shape.geom_type
            raise ValueError(f"The boundary of region {region!r} is a {kind}; a polygon was expected.")
        if not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            raise ValueError(f"The boundary of region {region!r} is invalid ({reason}); repair its rings.")
    return np.array(shapes, dtype=object)
