"""Neighbours against another package and drawn squares; Moran's I against loops and full enumeration."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from math import factorial
from pathlib import Path

import geopandas
import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from clusterdash.analysis.spatial import Neighbours, local_clusters, moran, neighbour_mean, neighbours

BOUNDARIES = Path(__file__).parents[2] / "data" / "boundaries" / "provinces.geojson"


@pytest.fixture(scope="module")
def provinces() -> Neighbours:
    return neighbours(BOUNDARIES)


def squares(rows: int, columns: int) -> geopandas.GeoSeries:
    """A board of unit squares named by row and column: 'a1', 'a2', …"""
    names = [f"{chr(97 + r)}{c + 1}" for r in range(rows) for c in range(columns)]
    return geopandas.GeoSeries(
        [box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)], index=names
    )


def chain(n: int) -> Neighbours:
    return Neighbours(tuple(range(n)), tuple((i, i + 1) for i in range(n - 1)))


# --- who borders on whom ----------------------------------------------------------------------------


def test_the_provinces_have_197_shared_edges_and_five_corners(provinces):
    """Natural Earth's provinces: 197 pairs share an edge, five more touch in a corner."""
    assert len(provinces.regions) == 81
    assert len(provinces.pairs) == 197
    corners = {frozenset(pair) for pair in provinces.corners}
    assert corners == {frozenset(p) for p in [(72, 73), (47, 56), (53, 69), (25, 61), (31, 79)]}
    assert provinces.islands == ()


def test_the_provinces_agree_with_libpysal(provinces):
    """Rook contiguity is sharing an edge; what queen contiguity adds is touching in a corner."""
    shapes = geopandas.read_file(BOUNDARIES).set_index("province")
    rook = libpysal.weights.Rook.from_dataframe(shapes, use_index=True).neighbors
    queen = libpysal.weights.Queen.from_dataframe(shapes, use_index=True).neighbors
    assert {frozenset(p) for p in provinces.pairs} == {frozenset((a, b)) for a in rook for b in rook[a]}
    assert {frozenset(p) for p in provinces.corners} == {
        frozenset((a, b)) for a in queen for b in set(queen[a]) - set(rook[a])
    }


def test_a_board_of_squares():
    board = neighbours(squares(3, 3))
    assert len(board.pairs) == 12
    assert len(board.corners) == 8
    assert board.of("b2") == ("a2", "b1", "b3", "c2")
    assert board.of("a1") == ("a2", "b1")
    assert ("a1", "b2") in board.corners


@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_any_board_has_its_edges_and_corners_in_any_order(rows, columns, random):
    shapes = squares(rows, columns)
    order = list(shapes.index)
    random.shuffle(order)
    board = neighbours(shapes.loc[order])
    assert board.regions == tuple(order)
    assert len(board.pairs) == rows * (columns - 1) + columns * (rows - 1)
    assert len(board.corners) == 2 * (rows - 1) * (columns - 1)
    for one, other in board.pairs + board.corners:
        assert order.index(one) < order.index(other)
    for region in order:
        assert all(region in board.of(neighbour) for neighbour in board.of(region))


def test_islands_enclaves_parts_and_edges_of_different_length():
    shapes = geopandas.GeoSeries(
        {
            "ring": Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (3, 6), (6, 6), (6, 3)]]),
            "enclave": box(3, 3, 6, 6),
            "two parts": MultiPolygon([box(9, 2, 10, 3), box(20, 20, 21, 21)]),
            "island": box(50, 50, 51, 51),
            "corner only": box(51, 51, 52, 52),
        }
    )
    found = neighbours(shapes)
    assert found.pairs == (("ring", "enclave"), ("ring", "two parts"))
    assert found.corners == (("island", "corner only"),)
    assert found.islands == ("island", "corner only")


def test_a_frame_and_a_file_give_the_same(tmp_path):
    shapes = squares(2, 2)
    frame = geopandas.GeoDataFrame({"people": 1}, geometry=shapes, index=shapes.index, crs=4326)
    frame.rename_axis("province").reset_index().to_file(tmp_path / "board.geojson")
    assert neighbours(tmp_path / "board.geojson") == neighbours(frame) == neighbours(shapes)


BOW_TIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        (BOW_TIE, "'a2' is invalid .Self-intersection"),
        (Polygon(), "'a2' is empty"),
        (None, "'a2' is empty"),
        (Point(0, 0), "'a2' is a Point"),
    ],
)
def test_an_impossible_shape_is_named(shape, complaint):
    shapes = squares(2, 2)
    shapes["a2"] = shape
    with pytest.raises(ValueError, match=complaint):
        neighbours(shapes)


def ring(*corners: tuple[float, float]) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"province": 1},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


@pytest.mark.filterwarnings("ignore:Non closed ring")
@pytest.mark.parametrize(
    "features",
    [
        [ring((0, 0), (1, 1), (1, 0), (0, 1), (0, 0))],
        [ring((0, 0), (1, 1))],
        [ring((0, 0), (0, 0), (0, 0), (0, 0))],
        [ring()],
        [ring((0, 0), (1, 0), (1, 1), (0, 0))] * 2,
        [{**ring((0, 0), (1, 0), (1, 1), (0, 0)), "properties": {"province": None}}],
        [{**ring((0, 0), (1, 0), (1, 1), (0, 0)), "properties": {"name": "Çorum"}}],
        [{**ring(), "geometry": None}],
    ],
    ids=["bow tie", "two points", "one point", "no point", "twice", "no name", "no property", "no geometry"],
)
def test_a_broken_file_is_one_clear_error(tmp_path, features):
    path = tmp_path / "broken.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(ValueError, match="boundar") as error:
        neighbours(path)
    assert len(str(error.value)) < 500


def test_a_file_that_is_no_map_or_no_file_is_one_clear_error(tmp_path):
    (tmp_path / "text.geojson").write_text("province,area\n1,2\n", encoding="utf-8")
    for name in ("text.geojson", "absent.geojson"):
        with pytest.raises(ValueError, match=f"{name} cannot be read"):
            neighbours(tmp_path / name)


@pytest.mark.parametrize(
    "pairs", [(("a", "a"),), (("a", "x"),), (("a", "b"), ("b", "a"))], ids=["itself", "unknown", "twice"]
)
def test_impossible_pairs_are_refused(pairs):
    with pytest.raises(ValueError, match="must name two of the regions and stand only once"):
        Neighbours(("a", "b"), pairs)


# --- means of neighbours ----------------------------------------------------------------------------


def test_the_mean_of_the_neighbours_by_plain_loops(provinces):
    random = np.random.default_rng(4)
    values = pd.DataFrame(random.normal(size=(81, 3)), index=sorted(provinces.regions), columns=list("ikl"))
    values = values.mask(random.random((81, 3)) < 0.3)
    means = neighbour_mean(values, provinces)
    assert list(means.index) == list(values.index)
    for region in values.index:
        near = [b if a == region else a for a, b in provinces.pairs if region in (a, b)]
        for sector in values.columns:
            known = [values.loc[n, sector] for n in near if not np.isnan(values.loc[n, sector])]
            expected = sum(known) / len(known) if known else np.nan
            assert means.loc[region, sector] == pytest.approx(expected, nan_ok=True)


def test_an_island_has_no_mean_and_a_series_stays_a_series():
    graph = Neighbours(("a", "b", "island"), (("a", "b"),))
    values = pd.Series({"island": 7, "b": -2, "a": 4}, name="jobs")
    means = neighbour_mean(values, graph)
    assert means.name == "jobs"
    assert means.index.tolist() == ["island", "b", "a"]
    assert means[["a", "b"]].tolist() == [-2, 4]
    assert np.isnan(means["island"])


@pytest.mark.parametrize("function", [neighbour_mean, moran, local_clusters])
def test_values_that_do_not_fit_are_named(function):
    graph, values = chain(5), pd.Series(range(5), dtype=float)
    with pytest.raises(ValueError, match="values lacks the region 4, which neighbours has"):
        function(values.drop(4), graph)
    with pytest.raises(ValueError, match="neighbours lacks the region 5, which values has"):
        function(pd.concat([values, pd.Series({5: 1.0})]), graph)
    with pytest.raises(ValueError, match="values has inf in region 3"):
        function(values.replace(3.0, np.inf), graph)
    with pytest.raises(ValueError, match="region of values 1 occurs more than once"):
        function(pd.Series(1.0, index=[0, 1, 1, 2, 3, 4]), graph)


# --- Moran's I --------------------------------------------------------------------------------------


def loop_moran(values: dict, graph: Neighbours) -> float:
    """I = (n / S0) Σ_i Σ_j w_ij z_i z_j / Σ_i z_i², with w_ij = 1 / number of i's neighbours."""
    n, mean = len(values), sum(values.values()) / len(values)
    z = {region: value - mean for region, value in values.items()}
    cross = sum(z[i] * sum(z[j] for j in graph.of(i)) / len(graph.of(i)) for i in values)
    return n / n * cross / sum(d * d for d in z.values())


def loop_local(values: dict, graph: Neighbours) -> dict:
    """I_i = (n − 1) z_i Σ_j w_ij z_j / Σ z²."""
    n, mean = len(values), sum(values.values()) / len(values)
    z = {region: value - mean for region, value in values.items()}
    squares = sum(d * d for d in z.values())
    return {i: (n - 1) * z[i] * sum(z[j] for j in graph.of(i)) / len(graph.of(i)) / squares for i in values}


def exact_p(observed: float, everything: list[float]) -> float:
    """The share at least as far out as what was observed, on the side where that is the smaller share."""
    above = sum(value >= observed - 1e-12 for value in everything)
    below = sum(value <= observed + 1e-12 for value in everything)
    return min(above, below) / len(everything)


def test_moran_is_the_definition_and_its_mean_over_all_orders_is_the_expectation():
    """All 7! orders of 7 values on a ring with a chord: their mean is −1/(n − 1), p the share beyond I."""
    ring = tuple((i, i + 1) for i in range(6))
    graph = Neighbours(tuple(range(7)), (*ring, (0, 6), (0, 3)))
    values = pd.Series([1.0, 2, 2.5, 9, 8, 6, 4])
    result = moran(values, graph)
    assert result.statistic == pytest.approx(loop_moran(values.to_dict(), graph))
    everything = [loop_moran(dict(enumerate(order)), graph) for order in permutations(values)]
    assert len(everything) == factorial(7)
    assert result.expected == pytest.approx(-1 / 6)
    assert sum(everything) / len(everything) == pytest.approx(result.expected)
    assert result.p == pytest.approx(exact_p(result.statistic, everything), abs=0.012)


@given(st.lists(st.integers(-50, 50), min_size=5, max_size=9).filter(lambda v: len(set(v)) > 1))
def test_moran_of_any_values_is_the_definition(numbers):
    graph, values = chain(len(numbers)), pd.Series(numbers)
    result = moran(values[::-1], graph, permutations=9)
    assert result.statistic == pytest.approx(loop_moran(values.to_dict(), graph), abs=1e-12)
    assert moran(values * 3 - 7, graph, permutations=9) == pytest.approx(result)


def test_a_gradient_is_positive_and_a_chessboard_negative():
    board = neighbours(squares(6, 6))
    rows = pd.Series({name: ord(name[0]) for name in board.regions})
    chess = pd.Series({name: (ord(name[0]) + int(name[1])) % 2 for name in board.regions})
    assert moran(rows, board).statistic > 0.7
    assert moran(chess, board).statistic == pytest.approx(-1)
    assert moran(rows, board).p == moran(chess, board).p == pytest.approx(1 / 10_000)


def test_local_statistics_are_the_definition_and_sum_to_the_global_one(provinces):
    values = pd.Series(np.random.default_rng(2).normal(size=81), index=provinces.regions)
    local = local_clusters(values, provinces, permutations=99)
    expected = loop_local(values.to_dict(), provinces)
    assert local["statistic"].to_dict() == pytest.approx(expected)
    # Anselin (1995): the local statistics sum to the global one, here with n − 1 for n.
    total = moran(values, provinces, permutations=9).statistic
    assert local["statistic"].sum() / 80 == pytest.approx(total)


def test_local_p_is_the_share_of_all_orders_of_the_other_regions():
    """Seven regions in a chain, every order of the other six enumerated, ties among the values included."""
    graph = chain(7)
    values = pd.Series([0.0, 0, 0, 1, 5, 9, 8])
    local = local_clusters(values, graph, permutations=20_000)
    for region in graph.regions:
        others = [r for r in graph.regions if r != region]
        everything = []
        for order in permutations(values[others]):
            shuffled = {region: values[region], **dict(zip(others, order, strict=True))}
            everything.append(loop_local(shuffled, graph)[region])
        observed = local.loc[region, "statistic"]
        assert local.loc[region, "p"] == pytest.approx(exact_p(observed, everything), abs=0.015)


def test_quadrants_are_relative_to_the_mean():
    values = pd.Series([9.0, 8, 1, 9, 1, 0, 0, 0])
    quadrants = local_clusters(values, chain(8), permutations=9)["quadrant"]
    mean = values.mean()
    near = [[1], [0, 2], [1, 3], [2, 4], [3, 5], [4, 6], [5, 7], [6]]
    expected = [
        f"{'high' if own > mean else 'low'}-{'high' if values[others].mean() > mean else 'low'}"
        for own, others in zip(values, near, strict=True)
    ]
    assert quadrants.tolist() == expected


def test_significance_follows_benjamini_and_hochberg():
    """Step-up by hand: significant are all p up to the largest p_(k) ≤ k q / n."""
    board = neighbours(squares(6, 6))
    values = pd.Series({name: float(name[0] in "ab" and name[1] in "123") for name in board.regions})
    values += np.linspace(0, 0.1, 36)
    local = local_clusters(values, board, fdr=0.10)
    ordered = sorted(local["p"])
    reached = [p for k, p in enumerate(ordered, start=1) if p <= k * 0.10 / 36]
    assert local["significant"].tolist() == (local["p"] <= max(reached)).tolist()
    assert 0 < local["significant"].sum() < 36
    assert local.loc[["a1", "a2"], "significant"].all()


def test_islands_take_no_part():
    """esda alone gives an island the smallest p there is."""
    with_island = Neighbours((*range(6), "island"), chain(6).pairs)
    values = pd.Series([1.0, 2, 4, 3, 7, 9], index=range(6))
    more = pd.concat([values, pd.Series({"island": 100.0})])
    local = local_clusters(more, with_island)
    assert local.loc["island", ["statistic", "quadrant", "p", "p_adjusted"]].isna().all()
    assert not local.loc["island", "significant"]
    pd.testing.assert_frame_equal(
        local.drop("island"), local_clusters(values, chain(6)), check_index_type=False
    )
    assert moran(more, with_island) == moran(values, chain(6))


@pytest.mark.parametrize(
    ("values", "graph"),
    [
        (pd.Series(0.1, index=range(9)), chain(9)),
        (pd.Series([1.0, 2, 3]), chain(3)),
        (pd.Series([1.0]), chain(1)),
        (pd.Series([1.0, 2, 3, 4, 5]), Neighbours(tuple(range(5)), ())),
    ],
    ids=["no variation", "three regions", "one region", "islands only"],
)
def test_where_nothing_can_be_tested_nothing_is_claimed(values, graph):
    assert all(np.isnan(number) for number in moran(values, graph))
    local = local_clusters(values, graph)
    assert local.index.tolist() == values.index.tolist()
    assert local.drop(columns="significant").isna().all().all()
    assert not local["significant"].any()


def test_the_seed_decides_and_the_global_random_numbers_are_left_alone(provinces):
    values = pd.Series(np.random.default_rng(3).normal(size=81), index=provinces.regions)
    np.random.seed(7)
    expected = np.random.random(3)
    np.random.seed(7)
    once = local_clusters(values, provinces, permutations=199, seed=1), moran(values, provinces, seed=1)
    assert np.random.random(3).tolist() == expected.tolist()
    again = local_clusters(values, provinces, permutations=199, seed=1), moran(values, provinces, seed=1)
    pd.testing.assert_frame_equal(once[0], again[0])
    assert once[1] == again[1]
    assert not local_clusters(values, provinces, permutations=199, seed=2)["p"].equals(once[0]["p"])


def test_sessions_at_the_same_time_get_the_same_p(provinces):
    values = pd.Series(np.random.default_rng(3).normal(size=81), index=provinces.regions)
    alone = local_clusters(values, provinces, permutations=299)
    with ThreadPoolExecutor(4) as sessions:
        together = list(sessions.map(lambda _: local_clusters(values, provinces, permutations=299), range(8)))
    for result in together:
        pd.testing.assert_frame_equal(result, alone)


def test_impossible_options_are_refused():
    values = pd.Series(range(6))
    with pytest.raises(ValueError, match="fdr is 5"):
        local_clusters(values, chain(6), fdr=5)
    with pytest.raises(ValueError, match="permutations is 0"):
        moran(values, chain(6), permutations=0)
    with pytest.raises(ValueError, match="values has no value in region 2"):
        moran(values.astype(float).replace(2.0, np.nan), chain(6))
