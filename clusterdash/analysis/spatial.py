"""Who borders on whom, and whether similar regions lie together."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis._frames import Array, column, ratio, same_labels, table, unique_labels

Pair = tuple[Hashable, Hashable]
Values = TypeVar("Values", pd.Series, pd.DataFrame)

FEWEST_REGIONS = 4  # the variance under randomisation divides by n − 3
QUADRANTS = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}  # esda's numbers: own, neighbours
NO_CLUSTERS = pd.DataFrame(
    {"statistic": [], "quadrant": [], "p": [], "p_adjusted": []}, dtype="float64"
).astype({"quadrant": "str"})

_global_random_numbers = threading.Lock()


@dataclass(frozen=True)
class Neighbours:
    """Which regions are neighbours. Every unordered pair stands once, both in the order of `regions`.

    pairs: the two share an edge and count as neighbours. corners: they touch in points only, which is listed
    and not counted. Raises ValueError on a region or pair that occurs twice and on a pair of unknown regions.
    """

    regions: tuple[Hashable, ...]
    pairs: tuple[Pair, ...]
    corners: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        unique_labels(pd.Index(self.regions), "region of the neighbours")
        known, seen = set(self.regions), set()
        for pair in (*self.pairs, *self.corners):
            ends = frozenset(pair)
            if len(ends) < 2 or not ends <= known or ends in seen:
                raise ValueError(f"The pair {pair} must name two of the regions and stand only once.")
            seen.add(ends)

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
    Contiguity by edge: Cliff & Ord (1973), Spatial Autocorrelation, Pion.
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
    has. The spatial lag with row-standardised weights: Anselin (1988), Spatial Econometrics: Methods and
    Models, Kluwer.
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


class Moran(NamedTuple):
    """Global Moran's I: the statistic, its expectation without any pattern, and the one-sided p-value."""

    statistic: float
    expected: float
    p: float


def moran(
    values: pd.Series[Any], neighbours: Neighbours, *, permutations: int = 9999, seed: int = 0
) -> Moran:
    """Whether similar values lie together: Moran's I over neighbours, row-standardised weights.

    Takes one value per region, any unit and sign. I is above its expectation −1/(n − 1) where neighbours are
    alike and below it where they differ. p is the share of random relabellings, of all `permutations`, at
    least as far out on the side where I lies: *one-sided*, the choice of the side not allowed for; double it
    to ask for either side. Islands take no part. NaN for values that do not vary and fewer than 4 regions
    with neighbours. The same seed gives the same p. Raises ValueError on missing or infinite values,
    duplicate labels and regions that only one of the two has.
    Moran (1950), Notes on Continuous Stochastic Phenomena, Biometrika 37; computed by esda.
    """
    _positive(permutations)
    series = _connected(values, neighbours)
    if not _testable(series):
        return Moran(np.nan, np.nan, np.nan)
    from esda.moran import Moran as GlobalMoran

    with _seeded(seed):
        result = GlobalMoran(series.to_numpy(), _weights(series, neighbours), permutations=permutations)
    simulated = np.asarray(result.sim)[:, np.newaxis]
    (p,) = _one_sided(np.array([result.I]), simulated)
    return Moran(float(result.I), float(result.EI), float(p))


def local_clusters(
    values: pd.Series[Any],
    neighbours: Neighbours,
    *,
    fdr: float = 0.05,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Where similar values lie together: local Moran's I (LISA), controlled for the number of regions tested.

    Takes one value per region, any unit and sign. Returns, by region in the order given:
    statistic: local I, row-standardised weights. quadrant: high-high, low-low, high-low or low-high, the
    region against its neighbours, each relative to the mean. p: share of random relabellings of the other
    regions at least as far out on the side where I lies: *one-sided*, as in `moran`. p_adjusted:
    Benjamini-Hochberg. significant: p_adjusted ≤ `fdr`, the expected share of false alarms among the
    significant. An island has neither statistic nor quadrant, and nobody has where `moran` is NaN. With n
    regions the smallest p, 1/(permutations + 1), must reach fdr/n to be seen: 999 permutations are too few
    for 81 provinces. Errors as in `moran`, and on an fdr outside 0 to 1.
    Anselin (1995), Local Indicators of Spatial Association, Geographical Analysis 27(2); Castro & Singer
    (2006), Controlling the False Discovery Rate, Geographical Analysis 38(2); computed by esda.
    """
    if not 0 < fdr < 1:
        raise ValueError(f"fdr is {fdr}; a share between 0 and 1 was expected, such as 0.05.")
    _positive(permutations)
    series = _connected(values, neighbours)
    result = _local(series, neighbours, permutations, seed) if _testable(series) else NO_CLUSTERS
    result = result.reindex(values.index)
    return result.assign(significant=result["p_adjusted"] <= fdr)


def _local(series: pd.Series[Any], neighbours: Neighbours, permutations: int, seed: int) -> pd.DataFrame:
    from esda.moran import Moran_Local
    from scipy.stats import false_discovery_control

    with _seeded(seed), warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # esda announces another default for a p-value that is not used here.
        warnings.simplefilter("ignore", DeprecationWarning)
        result = Moran_Local(
            series.to_numpy(), _weights(series, neighbours), permutations=permutations, seed=seed
        )
    p = _one_sided(result.Is, result.sim)
    return pd.DataFrame(
        {
            "statistic": result.Is,
            "quadrant": [QUADRANTS[int(quadrant)] for quadrant in result.q],
            "p": p,
            "p_adjusted": false_discovery_control(p),
        },
        index=series.index,
    )


def _one_sided(observed: Array, simulated: Array) -> Array:
    """Pseudo p-values (columns of `simulated`: one per observation) on the side where the observation lies.

    esda counts a simulated value equal to the observed one as less extreme on the lower side, which makes
    regions with tied values, such as no jobs at all, look significant. Here a tie always counts as at least
    as extreme.
    """
    equal = 1e-9 * np.abs(simulated).max(axis=0)
    above = np.count_nonzero(simulated >= observed - equal, axis=0)
    below = np.count_nonzero(simulated <= observed + equal, axis=0)
    return np.asarray((np.minimum(above, below) + 1) / (len(simulated) + 1), dtype=np.float64)


def _connected(values: pd.Series[Any], neighbours: Neighbours) -> pd.Series[Any]:
    """The values of the regions that have neighbours, in the order of the neighbours' regions."""
    series = column(values, "values", negative=True)
    regions = pd.Index(neighbours.regions)
    same_labels(series.index, regions, "region", "values", "neighbours")
    return series.reindex(regions).drop(list(neighbours.islands))


def _testable(series: pd.Series[Any]) -> bool:
    """Whether there are enough regions and a difference between them larger than rounding."""
    if len(series) < FEWEST_REGIONS:
        return False
    return bool(series.max() - series.min() > 1e-12 * series.abs().max())


def _positive(permutations: int) -> None:
    if permutations < 1:
        raise ValueError(f"permutations is {permutations}; at least 1 was expected.")


def _weights(series: pd.Series[Any], neighbours: Neighbours) -> Any:
    from libpysal.weights import W

    return W({region: list(neighbours.of(region)) for region in series.index}, id_order=list(series.index))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed NumPy's global random numbers, which esda uses, for one caller at a time; then restore them."""
    with _global_random_numbers:
        before = np.random.get_state()
        np.random.seed(seed)
        try:
            yield
        finally:
            np.random.set_state(before)


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
    if shapes.index.hasnans:
        raise ValueError("The boundaries hold an area without a region; every area needs one.")
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
