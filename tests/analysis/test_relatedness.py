"""Proximity, density, related jobs and complexity against plain loops and other ways to the same numbers."""

from pathlib import Path

import econcomplex
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.analysis import relatedness

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def provinces() -> pd.DataFrame:
    """Insured persons 2024, 81 provinces × 88 divisions."""
    long = pd.read_csv(DATA / "tables" / "employment.csv", dtype={"division": str})
    return long.pivot(index="province", columns="division", values="insured")


@st.composite
def jobs(draw: st.DrawFn, least: int = 1, most: int = 6) -> pd.DataFrame:
    rows, columns = draw(st.integers(least, most)), draw(st.integers(least, most))
    count = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 1000))
    cells = draw(st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    return pd.DataFrame(
        cells, index=[f"r{j}" for j in range(rows)], columns=[f"s{i}" for i in range(columns)]
    )


def having(frame: pd.DataFrame) -> dict[str, set[str]]:
    """The regions that have each sector: x_ij x_.. ≥ x_i. x_.j in whole numbers, which is LQ ≥ 1."""
    total = int(frame.to_numpy().sum())
    regions: dict[str, set[str]] = {}
    for sector in frame.columns:
        of_sector = int(frame[sector].sum())
        regions[sector] = {
            region
            for region in frame.index
            if of_sector and frame.loc[region].sum()
            if int(frame.loc[region, sector]) * total >= of_sector * int(frame.loc[region].sum())
        }
    return regions


def loop_proximity(regions: dict[str, set[str]], one: str, other: str) -> float:
    """The smaller of the two conditional probabilities of having one sector given the other."""
    if one == other or not regions[one] or not regions[other]:
        return 0.0
    both = len(regions[one] & regions[other])
    return min(both / len(regions[one]), both / len(regions[other]))


def loop_density(regions: dict[str, set[str]], region: str, sector: str) -> float:
    phi = {k: loop_proximity(regions, sector, k) for k in regions if k != sector}
    if sum(phi.values()) == 0:
        return float("nan")
    return sum(phi[k] for k in phi if region in regions[k]) / sum(phi.values())


# --- proximity and density --------------------------------------------------------------------------


@given(jobs())
def test_proximity_is_the_smaller_conditional_probability(frame):
    phi, regions = relatedness.proximity(frame), having(frame)
    for one in frame.columns:
        for other in frame.columns:
            assert phi.loc[one, other] == pytest.approx(loop_proximity(regions, one, other), rel=1e-12)


@given(jobs())
def test_density_is_the_share_of_what_is_related_that_the_region_having(frame):
    density, regions = relatedness.density(frame), having(frame)
    for region in frame.index:
        for sector in frame.columns:
            expected = loop_density(regions, region, sector)
            assert density.loc[region, sector] == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_a_table_worked_by_hand():
    """a has i and k, b has k and l, c has i: φ_ik = ½ = φ_kl, φ_il = 0."""
    frame = pd.DataFrame([[4, 4, 0], [0, 4, 8], [9, 0, 0]], index=list("abc"), columns=list("ikl"))
    assert having(frame) == {"i": {"a", "c"}, "k": {"a", "b"}, "l": {"b"}}
    result = relatedness.complexity(frame)
    assert result.proximity.loc["i"].tolist() == [0, 0.5, 0]
    assert result.proximity.loc["k"].tolist() == [0.5, 0, 0.5]
    assert result.density["i"].tolist() == [1, 1, 0]  # k alone is related to i
    assert result.density["k"].tolist() == [0.5, 0.5, 0.5]  # a and c have i, b has l


def test_proximity_and_density_agree_with_econcomplex(provinces):
    """econcomplex 1.0.1 gives the density in per cent."""
    result = relatedness.complexity(provinces)
    phi = econcomplex.proximity(provinces, compute="product")["product"]
    np.testing.assert_allclose(result.proximity, phi, rtol=1e-12)
    np.testing.assert_allclose(100 * result.density, econcomplex.relatedness_density(provinces), rtol=1e-12)
    assert (np.diag(result.proximity) == 0).all()
    assert result.density.to_numpy().max() <= 1


def test_a_location_quotient_of_exactly_1_counts_as_having_the_sector():
    """Every region has the average mix; dividing twice would put some of the quotients just below 1."""
    mix = np.array([[1, 3, 7, 9, 11, 13]])
    frame = pd.DataFrame(np.array([[1], [3], [7], [10], [49]]) * mix)
    phi = relatedness.proximity(frame).to_numpy()
    assert (phi[~np.eye(6, dtype=bool)] == 1).all()


# --- related labour pool ----------------------------------------------------------------------------


@given(jobs(least=2))
def test_related_pool_is_the_weighted_share_of_jobs_in_related_sectors(frame):
    phi = relatedness.proximity(frame)
    pool = relatedness.related_pool(frame, phi)
    for region in frame.index:
        for sector in frame.columns:
            others = [k for k in frame.columns if k != sector]
            weight = sum(phi.loc[sector, k] for k in others)
            total = frame.loc[region].sum()
            if weight == 0 or total == 0:
                assert np.isnan(pool.loc[region, sector])
                continue
            related = sum(phi.loc[sector, k] * frame.loc[region, k] for k in others)
            assert pool.loc[region, sector] == pytest.approx(related / total / weight, rel=1e-12)


def test_the_sector_itself_is_no_part_of_its_pool():
    frame = pd.DataFrame([[10, 20, 70]], index=["a"], columns=list("ikl"))
    phi = pd.DataFrame(1.0, index=list("lki"), columns=list("kli"))  # any order, the diagonal filled
    assert relatedness.related_pool(frame, phi).loc["a"].tolist() == pytest.approx([0.45, 0.40, 0.15])


def test_proximities_of_other_sectors_and_impossible_ones_are_named():
    frame = pd.DataFrame([[10, 20]], index=["a"], columns=["i", "k"])
    phi = pd.DataFrame(0.5, index=["i", "k"], columns=["i", "k"])
    with pytest.raises(ValueError, match="proximity lacks the sector 'k'"):
        relatedness.related_pool(frame, phi[["i"]])
    with pytest.raises(ValueError, match="the index of proximity lacks the sector 'k'"):
        relatedness.related_pool(frame, phi.rename(index={"k": "l"}))
    with pytest.raises(ValueError, match=r"proximity has -0.5 in sector 'i', sector 'k'"):
        relatedness.related_pool(
            frame, phi.mask(phi.index.to_numpy()[:, None] < phi.columns.to_numpy(), -0.5)
        )


# --- complexity -------------------------------------------------------------------------------------


def by_singular_vectors(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, float]:
    """The indices without the co-occurrence matrices: the second pair of singular vectors of D^-½ M U^-½.

    They are divided by the roots of D and U. Last: how far the second singular value is from its nearest.
    """
    regions = having(frame)
    had = np.array([[region in regions[sector] for sector in frame.columns] for region in frame.index], float)
    diversity, ubiquity = had.sum(axis=1), had.sum(axis=0)
    left, values, right = np.linalg.svd(had / np.sqrt(np.outer(diversity, ubiquity)), full_matrices=False)
    values = np.append(values, 0)
    eci, pci = left[:, 1] / np.sqrt(diversity), right[1] / np.sqrt(ubiquity)
    return (
        signed(eci, diversity),
        signed(pci, -ubiquity),
        float(min(values[0] - values[1], values[1] - values[2])),
    )


def signed(index: np.ndarray, like: np.ndarray) -> np.ndarray:
    z = (index - index.mean()) / index.std()
    return z if np.cov(z, like)[0, 1] >= 0 else -z


def test_complexity_of_the_provinces_by_another_way(provinces):
    """econcomplex 1.0.1 is right here; the package economic-complexity 0.3.0 gives other indices."""
    result = relatedness.complexity(provinces)
    eci, pci, _ = by_singular_vectors(provinces)
    np.testing.assert_allclose(result.eci, eci, atol=1e-8)
    np.testing.assert_allclose(result.pci, pci, atol=1e-8)
    assert result.eci.idxmax() == 34, "İstanbul"


def test_complexity_of_a_region_is_the_mean_of_its_sectors_up_to_scale(provinces):
    """Hidalgo & Hausmann (2009): ECI and the mean PCI of what the region has lie on one line."""
    result = relatedness.complexity(provinces)
    regions = having(provinces)
    means = [result.pci[[s for s in provinces if region in regions[s]]].mean() for region in provinces.index]
    assert np.corrcoef(result.eci, means)[0, 1] == pytest.approx(1, abs=1e-9)


def test_complexity_of_drawn_tables_by_another_way():
    random = np.random.default_rng(11)
    compared = 0
    for _ in range(60):
        rows, columns = random.integers(3, 12, 2)
        frame = pd.DataFrame(random.integers(1, 100, (rows, columns)))
        eci, pci, apart = by_singular_vectors(frame)
        if apart < 1e-3:
            continue  # several vectors are nearly as good
        regions = having(frame)
        diversity = [sum(region in regions[s] for s in frame) for region in frame.index]
        result = relatedness.complexity(frame)
        for ours, theirs, like in (
            (result.eci, eci, diversity),
            (result.pci, pci, [-len(regions[s]) for s in frame]),
        ):
            # Where the sign rests on a correlation of 0, either sign is right.
            clear = abs(np.cov(theirs, like)[0, 1]) > 1e-6
            assert ours.tolist() == pytest.approx(theirs if clear else signed(theirs, ours), abs=1e-6)
        compared += 1
    assert compared > 40


def test_regions_and_sectors_without_any_have_no_complexity():
    frame = pd.DataFrame(
        [[4, 4, 0, 0], [0, 4, 8, 0], [9, 0, 0, 0], [0, 0, 0, 0]], index=list("abcd"), columns=list("iklm")
    )
    result = relatedness.complexity(frame)
    assert result.eci.isna().tolist() == [False, False, False, True]
    assert result.pci.isna().tolist() == [False, False, False, True]
    assert result.proximity["m"].tolist() == [0, 0, 0, 0]
    assert result.density["m"].isna().all()


@pytest.mark.parametrize(
    "cells",
    [
        [[5, 0], [0, 5]],  # two groups with nothing in common
        [[1, 2, 3], [2, 4, 6], [3, 6, 9]],  # all alike
        [[5, 1, 1], [1, 5, 1], [1, 1, 5]],  # perfectly symmetric
        [[4, 5, 6]],  # one region
        [[4], [5]],  # one sector
        [[0, 0], [0, 0]],  # no jobs
    ],
)
def test_where_the_second_eigenvector_is_not_one_vector_there_is_no_index(cells):
    result = relatedness.complexity(pd.DataFrame(cells))
    assert result.eci.isna().all()
    assert result.pci.isna().all()


@given(jobs(least=2), st.integers(2, 100), st.randoms(use_true_random=False))
def test_neither_scale_nor_order_changes_anything(frame, k, random):
    rows, columns = list(frame.index), list(frame.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    before, after = relatedness.complexity(frame), relatedness.complexity(frame.loc[rows, columns] * k)
    pd.testing.assert_frame_equal(after.proximity.loc[frame.columns, frame.columns], before.proximity)
    pd.testing.assert_frame_equal(after.density.loc[frame.index, frame.columns], before.density)
