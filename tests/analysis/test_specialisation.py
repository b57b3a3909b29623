"""Specialisation against published numbers, exact fractions, plain loops and the identities it must obey."""

from fractions import Fraction
from pathlib import Path

import econcomplex
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from clusterdash.analysis import specialisation as spec
from clusterdash.analysis._frames import quantiles

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def provinces() -> pd.DataFrame:
    """Insured persons 2024, 81 provinces × 88 divisions."""
    long = pd.read_csv(DATA / "tables" / "employment.csv", dtype={"division": str})
    return long.pivot(index="province", columns="division", values="insured")


@st.composite
def jobs(draw: st.DrawFn, regions: int = 6, sectors: int = 6, least: int = 1) -> pd.DataFrame:
    rows, columns = draw(st.integers(least, regions)), draw(st.integers(least, sectors))
    count = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 100_000))
    cells = draw(st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    return pd.DataFrame(
        cells, index=[f"region {j}" for j in range(rows)], columns=[f"sector {i}" for i in range(columns)]
    )


def exact_lq(frame: pd.DataFrame, region: str, sector: str) -> Fraction | None:
    """The definition in exact fractions; None where a total is zero."""
    x = int(frame.loc[region, sector])
    of_region, of_sector = int(frame.loc[region].sum()), int(frame[sector].sum())
    if of_region == 0 or of_sector == 0:
        return None
    return Fraction(x, of_region) / Fraction(of_sector, int(frame.to_numpy().sum()))


def type_7(values: list[float], share: float) -> float:
    return float(np.quantile(np.array(values, dtype=float), share, method="linear"))


# --- location quotient ----------------------------------------------------------------------------


def test_lq_of_the_textbook():
    """Farhauer & Kröll (2013), Standorttheorien: 0.3847623."""
    one = pd.DataFrame([[1714]], index=["region"], columns=["sector"])
    lq = spec.location_quotient(
        one,
        region_totals=pd.Series({"region": 79006}),
        sector_totals=pd.Series({"sector": 879213}),
        grand_total=15593224,
    )
    assert lq.loc["region", "sector"] == pytest.approx(0.3847623, abs=5e-8)


def test_lq_of_the_textbook_from_a_whole_table():
    rest = 15593224 - 79006 - 879213 + 1714
    table = pd.DataFrame([[1714, 79006 - 1714], [879213 - 1714, rest]], index=["a", "b"], columns=["i", "k"])
    assert spec.location_quotient(table).loc["a", "i"] == pytest.approx(0.3847623, abs=5e-8)


@pytest.mark.parametrize(
    ("province", "division", "published"),
    [(19, "28", 2.34), (19, "15", 3.35), (27, "15", 2.92), (46, "25", 1.62), (55, "32", 1.28)],
)
def test_lq_of_the_pilot_provinces(provinces, province, division, published):
    """SGK 2024, table 1.11, over 88 divisions: the divisions of the programme's picks."""
    assert round(spec.location_quotient(provinces).loc[province, division], 2) == published


@given(jobs())
def test_lq_is_the_definition_in_exact_fractions(frame):
    lq = spec.location_quotient(frame)
    for region in frame.index:
        for sector in frame.columns:
            exact, value = exact_lq(frame, region, sector), lq.loc[region, sector]
            if exact is None:
                assert np.isnan(value)
            else:
                assert value == pytest.approx(float(exact), rel=1e-14)
                assert (value >= 1) == (exact >= 1), "the threshold must not depend on rounding"


def test_lq_agrees_with_econcomplex(provinces):
    """econcomplex 1.0.1 gives 0 where a total is zero, which the figures do not have."""
    np.testing.assert_allclose(spec.location_quotient(provinces), econcomplex.rca(provinces), rtol=1e-12)


@given(jobs())
def test_average_lq_of_a_sector_is_1(frame):
    """Σ_j (x_.j / x_..) LQ_ij = 1."""
    total = frame.to_numpy().sum()
    weights = frame.sum(axis=1) / max(total, 1)
    average = (spec.location_quotient(frame).mul(weights, axis=0)).sum()
    assert average[frame.sum() > 0].to_numpy() == pytest.approx(1, rel=1e-12)


def test_suppressed_cells_stay_missing_and_need_all_three_totals():
    frame = pd.DataFrame([[10, np.nan], [30, 40]], index=["a", "b"], columns=["i", "k"])
    totals = {"region_totals": pd.Series({"a": 30, "b": 70}), "sector_totals": pd.Series({"i": 40, "k": 60})}
    lq = spec.location_quotient(frame, **totals, grand_total=100)
    assert np.isnan(lq.loc["a", "k"])
    assert lq.loc["a", "i"] == pytest.approx((10 / 30) / (40 / 100))
    with pytest.raises(ValueError, match="no value in region 'a', sector 'k'"):
        spec.location_quotient(frame, **totals)


def test_totals_are_found_by_label_and_may_cover_more_regions():
    frame = pd.DataFrame([[10]], index=["a"], columns=["i"])
    lq = spec.location_quotient(
        frame,
        region_totals=pd.Series({"b": 70, "a": 30}),
        sector_totals=pd.Series({"k": 60, "i": 40}),
        grand_total=100,
    )
    assert lq.loc["a", "i"] == pytest.approx((10 / 30) / (40 / 100))


def test_a_region_without_a_total_is_named():
    frame = pd.DataFrame([[10], [20]], index=["a", "b"], columns=["i"])
    with pytest.raises(ValueError, match="region_totals lacks the region 'b'"):
        spec.location_quotient(frame, region_totals=pd.Series({"a": 30}))


@pytest.mark.parametrize("total", [-1, np.inf, np.nan])
def test_an_impossible_grand_total_is_refused(total):
    with pytest.raises(ValueError, match="grand_total"):
        spec.location_quotient(pd.DataFrame([[1]]), grand_total=total)


def test_a_total_of_0_gives_no_quotient_whichever_it_is():
    frame = pd.DataFrame([[10, 20]], index=["a"], columns=["i", "k"])
    totals = {"region_totals": {"a": 30}, "sector_totals": {"i": 10, "k": 20}, "grand_total": 30}
    nothing = {"region_totals": {"a": 0}, "sector_totals": {"i": 0, "k": 0}, "grand_total": 0}
    assert spec.location_quotient(frame, **totals).notna().all().all()
    for which, zero in nothing.items():
        assert spec.location_quotient(frame, **(totals | {which: zero})).isna().all().all(), which


# --- jobs above expectation, standardised quotient ------------------------------------------------


@given(jobs())
def test_excess_jobs_are_those_beyond_the_average_share_and_sum_to_0(frame):
    total = int(frame.to_numpy().sum())
    excess = spec.excess_employment(frame)
    if total == 0:
        assert excess.isna().all().all()
        return
    for region in frame.index:
        for sector in frame.columns:
            share = Fraction(int(frame[sector].sum()), total)
            exact = int(frame.loc[region, sector]) - int(frame.loc[region].sum()) * share
            assert excess.loc[region, sector] == pytest.approx(float(exact), abs=1e-9 * total)
    assert excess.sum(axis=0).to_numpy() == pytest.approx(0, abs=1e-9 * total)
    assert excess.sum(axis=1).to_numpy() == pytest.approx(0, abs=1e-9 * total)


@pytest.mark.parametrize("ddof", [0, 1])
def test_standardised_lq_is_the_z_score_over_regions(provinces, ddof):
    """Against scipy; the function of this purpose in the R package REAT is wrong."""
    expected = stats.zscore(econcomplex.rca(provinces).to_numpy(), axis=0, ddof=ddof)
    np.testing.assert_allclose(spec.standardised_lq(provinces, ddof=ddof), expected, rtol=1e-9, atol=1e-12)


def test_standardised_lq_leaves_out_empty_regions_and_is_missing_without_variation():
    frame = pd.DataFrame([[1, 2], [3, 6], [0, 0], [5, 10]], index=list("abcd"), columns=["i", "k"])
    assert spec.standardised_lq(frame).isna().all().all()
    frame.loc["d"] = [5, 1]
    z = spec.standardised_lq(frame)
    assert z.loc["c"].isna().all()
    assert z["i"].dropna().mean() == pytest.approx(0)
    assert z["i"].dropna().std(ddof=1) == pytest.approx(1)


def test_rounding_is_no_variation():
    """Every region has the same mix, in amounts that binary fractions cannot hold."""
    mix = np.array([0.1, 0.3, 0.7])
    frame = pd.DataFrame(np.outer(np.linspace(0.1, 1.3, 7), mix))
    assert spec.location_quotient(frame).nunique().max() > 1, "the quotients differ in the last digit"
    assert spec.standardised_lq(frame).isna().all().all()


# --- stars and strong clusters --------------------------------------------------------------------


@given(
    st.lists(st.lists(st.one_of(st.just(np.nan), st.floats(-1e6, 1e6)), min_size=5, max_size=5), min_size=1),
    st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1.0]),
)
def test_quantiles_are_those_of_numpy_to_the_last_digit(rows, share):
    """To the last digit, so that a region that is the percentile also reaches it."""
    values = np.array(rows)
    (ours,) = quantiles(values, share)
    for row, quantile in zip(values, ours, strict=True):
        known = row[~np.isnan(row)]
        assert np.isnan(quantile) if not len(known) else quantile == np.quantile(known, share)


def loop_stars(frame: pd.DataFrame, size_top: float, lq_min: float, focus_top: float) -> dict:
    """The European Observatory's rule, one cell at a time."""
    filled = [region for region in frame.index if frame.loc[region].sum() > 0]
    shares = {r: frame.loc[r] / frame.loc[r].sum() for r in filled}
    verdicts = {}
    for region in frame.index:
        for sector in frame.columns:
            x, lq = frame.loc[region, sector], exact_lq(frame, region, sector)
            if x == 0 or lq is None:
                verdicts[region, sector] = (False, False, False, 0)
                continue
            size = x >= type_7(list(frame[sector]), 1 - size_top)
            focus = shares[region][sector] >= type_7([shares[r][sector] for r in filled], 1 - focus_top)
            three = (bool(size), float(lq) >= lq_min, bool(focus))
            verdicts[region, sector] = (*three, sum(three))
    return verdicts


@given(jobs(regions=12, sectors=4), st.sampled_from([0.1, 0.2, 0.25]), st.sampled_from([1.0, 2.0]))
def test_stars_follow_the_rule(frame, top, lq_min):
    stars = spec.cluster_stars(frame, size_top=top, specialisation_min=lq_min, focus_top=top)
    assert list(stars.columns) == ["size", "specialisation", "focus", "stars"]
    assert stars.index.names == ["region", "sector"]
    expected = loop_stars(frame, top, lq_min, top)
    assert {cell: tuple(row) for cell, row in zip(stars.index, stars.to_numpy(), strict=True)} == expected


def test_a_region_exactly_at_the_90th_percentile_has_the_size_star():
    """11 regions: type 7 puts the 90th percentile exactly on the second largest."""
    frame = pd.DataFrame({"i": range(1, 12), "k": 100}, index=[f"r{n}" for n in range(1, 12)])
    size = spec.cluster_stars(frame)["size"].xs("i", level="sector")
    assert list(size[size].index) == ["r10", "r11"]


def test_no_star_without_jobs():
    """In a sector that 9 of 10 regions lack, the percentile is 0, which every region reaches."""
    frame = pd.DataFrame({"i": [0] * 29 + [5], "k": 10})
    stars = spec.cluster_stars(frame)
    assert stars.xs("i", level="sector")["size"].sum() == 1
    absolute = spec.cluster_stars_absolute(frame, size_min=0, dominance_min=0, specialisation_min=0)
    assert absolute.xs("i", level="sector")["stars"].tolist() == [0] * 29 + [3]


def test_absolute_stars_by_hand():
    """Üç yıldız: e/E = 20/50, e/t = 20/100, LQ = (20/100) / (50/1000) = 4."""
    frame = pd.DataFrame([[20, 80], [30, 870]], index=["a", "b"], columns=["i", "k"])
    at = spec.cluster_stars_absolute(frame, size_min=0.4, dominance_min=0.2, specialisation_min=4)
    assert list(at.columns) == ["size", "specialisation", "dominance", "stars"]
    assert at.loc[("a", "i")].tolist() == [True, True, True, 3]
    beyond = spec.cluster_stars_absolute(frame, size_min=0.41, dominance_min=0.21, specialisation_min=4.01)
    assert beyond.loc[("a", "i")].tolist() == [False, False, False, 0]


@pytest.mark.parametrize("top", [0, 1, -0.1, np.nan])
def test_a_top_that_is_no_share_is_refused(top):
    with pytest.raises(ValueError, match="size_top"):
        spec.cluster_stars(pd.DataFrame([[1]]), size_top=top)


def loop_strength(jobs: pd.DataFrame, firms: pd.DataFrame, lq: pd.DataFrame) -> dict:
    """The U.S. Cluster Mapping rule, one sector at a time, over its regions with jobs."""
    verdicts = {}
    for sector in jobs.columns:
        present = [region for region in jobs.index if jobs.loc[region, sector] > 0]
        for region in jobs.index:
            if region not in present:
                verdicts[region, sector] = (False, False, False, False)
                continue

            def percentile(frame: pd.DataFrame, share: float, regions=present, sector=sector) -> float:
                return type_7([frame.loc[r, sector] for r in regions], share)

            q = lq.loc[region, sector]
            base = jobs.loc[region, sector] > percentile(jobs, 0.25)
            base = base and firms.loc[region, sector] > percentile(firms, 0.25)
            verdicts[region, sector] = (
                bool(base and q > percentile(lq, 0.25)),
                bool(base and q > percentile(lq, 0.50)),
                bool(base and q >= percentile(lq, 0.75) and q >= 1),
                bool(base and q >= percentile(lq, 0.90) and q >= 1),
            )
    return verdicts


@given(jobs(regions=12, sectors=3), st.randoms(use_true_random=False))
def test_strength_follows_the_rule(frame, random):
    firms = frame.map(lambda x: 0 if x == 0 else random.randint(1, int(x)))
    lq = spec.location_quotient(frame)
    strength = spec.cluster_strength(frame, firms, lq)
    assert list(strength.columns) == ["qualifying", "significant", "strong", "strong10"]
    assert set(strength.dtypes.astype(str)) == {"bool"}
    assert strength.index.names == ["region", "sector"]
    expected = loop_strength(frame, firms, lq)
    assert {
        cell: tuple(row) for cell, row in zip(strength.index, strength.to_numpy(), strict=True)
    } == expected


def test_strength_is_strict_where_the_rule_says_above_and_not_where_it_says_at_least():
    """Five regions: P25, P50 and P75 fall exactly on a region each; a sixth without jobs is no part."""
    regions = list("abcdef")
    jobs = pd.DataFrame({"i": [10, 20, 30, 40, 50, 0]}, index=regions)
    firms = pd.DataFrame({"i": [9, 9, 9, 9, 5, 0]}, index=regions)
    lq = pd.DataFrame({"i": [0.5, 0.6, 0.7, 1.5, 2.0, 0.0]}, index=regions)
    verdicts = spec.cluster_strength(jobs, firms, lq).xs("i", level="sector")
    # P25 of establishments is 9: nobody is above it.
    assert not verdicts.any().any()
    firms["i"] = [1, 2, 3, 4, 5, 0]
    verdicts = spec.cluster_strength(jobs, firms, lq).xs("i", level="sector")
    assert verdicts["qualifying"].tolist() == [False, False, True, True, True, False]
    assert verdicts["significant"].tolist() == [False, False, False, True, True, False]
    assert verdicts["strong"].tolist() == [False, False, False, True, True, False]
    assert verdicts["strong10"].tolist() == [False, False, False, False, True, False]
    below_average = spec.cluster_strength(jobs, firms, lq / 4).xs("i", level="sector")
    assert not below_average[["strong", "strong10"]].any().any()


def test_strength_reads_labels_not_positions():
    jobs = pd.DataFrame({"i": [10, 20, 30, 40], "k": [4, 3, 2, 1]}, index=list("abcd"))
    firms = jobs // 2 + 1
    lq = spec.location_quotient(jobs)
    straight = spec.cluster_strength(jobs, firms, lq)
    shuffled = spec.cluster_strength(jobs, firms.loc[list("dbca"), ["k", "i"]], lq.loc[list("cdab")])
    pd.testing.assert_frame_equal(straight, shuffled)


def test_strength_names_the_label_that_is_missing_and_the_lq_that_should_be_there():
    jobs = pd.DataFrame({"i": [10, 20]}, index=["a", "b"])
    with pytest.raises(ValueError, match="establishments lacks the region 'b', which employment has"):
        spec.cluster_strength(jobs, jobs.loc[["a"]], jobs)
    with pytest.raises(ValueError, match="employment lacks the sector 'k', which lq has"):
        spec.cluster_strength(jobs, jobs, jobs.assign(k=1))
    with pytest.raises(ValueError, match="lq has no value in region 'b', sector 'i'"):
        spec.cluster_strength(jobs, jobs, jobs.where(jobs < 20))
    empty = pd.DataFrame({"i": [10, 0]}, index=["a", "b"])
    spec.cluster_strength(empty, empty, empty.where(empty > 0).astype(float))


# --- stability ------------------------------------------------------------------------------------


def test_interval_is_the_poisson_interval_where_the_totals_are_as_good_as_fixed():
    """A cell of 25 among 10 million: only its own count moves, so the exact Poisson quantiles are known."""
    frame = pd.DataFrame([[25.0, 4e6], [3e6, 3e6]])
    interval = spec.lq_interval(frame, draws=20_000).loc[(0, 0)] / spec.location_quotient(frame).iloc[0, 0]
    expected = stats.poisson(25).ppf([0.025, 0.975]) / 25
    assert interval.to_numpy() == pytest.approx(expected, abs=1 / 25 + 0.01)
    narrow = spec.lq_interval(frame, level=0.5, draws=20_000).loc[(0, 0)]
    assert narrow.to_numpy() / spec.location_quotient(frame).iloc[0, 0] == pytest.approx(
        stats.poisson(25).ppf([0.25, 0.75]) / 25, abs=1 / 25 + 0.01
    )


def test_interval_against_a_bootstrap_in_plain_loops():
    frame = pd.DataFrame([[5, 12, 0], [40, 3, 60]], index=["a", "b"], columns=["i", "k", "l"])
    random = np.random.default_rng(99)
    lqs = []
    for _ in range(4_000):
        x = np.array([[random.poisson(v) for v in row] for row in frame.to_numpy()])
        if (x.sum(axis=0) > 0).all() and (x.sum(axis=1) > 0).all():
            lqs.append((x / x.sum(axis=1, keepdims=True)) / (x.sum(axis=0) / x.sum()))
    expected = np.quantile(np.array(lqs), [0.025, 0.975], axis=0)
    interval = spec.lq_interval(frame, draws=20_000, seed=1)
    np.testing.assert_allclose(interval["lower"], expected[0].ravel(), atol=0.05, rtol=0.05)
    np.testing.assert_allclose(interval["upper"], expected[1].ravel(), atol=0.05, rtol=0.05)


def test_interval_surrounds_the_lq_and_is_wider_for_small_cells(provinces):
    interval = spec.lq_interval(provinces, draws=200)
    lq = spec.location_quotient(provinces).stack()
    jobs = provinces.stack()
    many = (jobs >= 100).to_numpy()
    assert (interval["lower"].to_numpy() <= lq.to_numpy() * (1 + 1e-9))[many].all()
    assert (lq.to_numpy() <= interval["upper"].to_numpy() * (1 + 1e-9))[many].all()
    width = (interval["upper"] - interval["lower"]).to_numpy()[jobs > 0] / lq.to_numpy()[jobs > 0]
    assert stats.spearmanr(width, jobs[jobs > 0]).statistic < -0.95


def test_interval_of_an_absent_cell_is_0_and_without_totals_missing():
    frame = pd.DataFrame([[10, 0, 0], [20, 30, 0], [0, 0, 0]], index=list("abc"), columns=["i", "k", "l"])
    interval = spec.lq_interval(frame, draws=50)
    assert interval.loc[("a", "k")].tolist() == [0, 0]
    assert interval.loc[("a", "l")].isna().all()
    assert interval.loc["c"].isna().all().all()


def test_interval_of_a_region_with_a_single_job_uses_the_draws_in_which_it_exists():
    frame = pd.DataFrame([[1, 0], [500, 500]], index=["a", "b"], columns=["i", "k"])
    lower, upper = spec.lq_interval(frame, draws=500).loc[("a", "i")]
    assert 1.8 < lower <= upper < 2.2


def test_interval_depends_on_the_seed_and_not_on_the_memory_it_may_use(monkeypatch):
    frame = pd.DataFrame(np.random.default_rng(0).integers(0, 50, (4, 7)))
    whole = spec.lq_interval(frame, draws=30, seed=5)
    monkeypatch.setattr(spec, "DRAWS_AT_ONCE", 61)
    pd.testing.assert_frame_equal(spec.lq_interval(frame, draws=30, seed=5), whole)
    assert not spec.lq_interval(frame, draws=30, seed=6).equals(whole)


def test_more_jobs_than_can_be_drawn_are_named_with_their_cell():
    frame = pd.DataFrame([[1.0, 1e19]], index=["a"], columns=["i", "k"])
    with pytest.raises(ValueError, match=r"employment has 1e\+19 in region 'a', sector 'k'"):
        spec.lq_interval(frame, draws=2)


@pytest.mark.parametrize("options", [{"level": 0}, {"level": 1}, {"level": np.nan}, {"draws": 0}])
def test_impossible_intervals_are_refused(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        spec.lq_interval(pd.DataFrame([[1]]), **options)


# --- cluster index --------------------------------------------------------------------------------


def textbook_cluster() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Farhauer & Kröll (2013): region against country, the country split into the region and the rest."""
    at = ["region", "rest"]
    return (
        pd.DataFrame({"i": [1743, 5740 - 1743]}, index=at),
        pd.DataFrame({"i": [35, 53 - 35]}, index=at),
        pd.Series([50, 576 - 50], index=at),
        pd.Series([488, 4621 - 488], index=at),
    )


def test_cluster_index_of_the_textbook():
    """Sternberg & Litzenberger (2004), as worked in Farhauer & Kröll (2013): 21.87491."""
    index = spec.cluster_index(*textbook_cluster())
    assert index.loc["region", "i"] == pytest.approx(21.87491, abs=5e-6)


def test_cluster_index_does_not_depend_on_units():
    jobs, firms, area, people = textbook_cluster()
    scaled = spec.cluster_index(jobs * 7, firms * 3, area * 1e6, people[::-1] / 1000)
    assert scaled.loc["region", "i"] == pytest.approx(21.87491, abs=5e-6)


def test_cluster_index_without_jobs_workplaces_area_or_people():
    at = list("abcde")
    jobs = pd.DataFrame({"i": [0, 5, 5, 5, 5], "k": 0}, index=at)
    firms = pd.DataFrame({"i": [0, 0, 1, 1, 1], "k": 0}, index=at)
    area = pd.Series([1, 1, 0, 1, 1], index=at)
    people = pd.Series([1, 1, 1, 0, 1], index=at)
    index = spec.cluster_index(jobs, firms, area, people)
    assert index.loc["a", "i"] == 0
    assert index.loc[["b", "c", "d"], "i"].isna().all()
    assert index.loc["e", "i"] > 0
    assert index["k"].isna().all()


def test_cluster_index_names_the_region_without_an_area():
    jobs, firms, area, people = textbook_cluster()
    with pytest.raises(ValueError, match="area lacks the region 'rest'"):
        spec.cluster_index(jobs, firms, area.drop("rest"), people)
    with pytest.raises(ValueError, match="employment lacks the region 'other', which population has"):
        spec.cluster_index(jobs, firms, area, pd.concat([people, pd.Series({"other": 1})]))


# --- indices of specialisation and concentration --------------------------------------------------


def test_indices_of_a_table_worked_by_hand():
    """a: shares .8 .2, b: .2 .8, average .5 .5: Krugman .6, Hoover .3, Hachman 1/(.8·1.6 + .2·.4) = 25/34."""
    frame = pd.DataFrame([[80, 20], [20, 80]], index=["a", "b"], columns=["i", "k"])
    assert spec.krugman(frame).tolist() == pytest.approx([0.6, 0.6])
    assert spec.hoover(frame).tolist() == pytest.approx([0.3, 0.3])
    assert spec.hachman(frame).tolist() == pytest.approx([25 / 34, 25 / 34])
    assert spec.herfindahl(frame).tolist() == pytest.approx([0.68, 0.68])
    assert spec.herfindahl(frame, normalised=True).tolist() == pytest.approx([0.36, 0.36])
    assert spec.locational_gini(frame).tolist() == pytest.approx([0.3, 0.3])


@given(jobs(least=2))
def test_indices_keep_their_scales(frame):
    filled = frame.sum(axis=1) > 0
    n = frame.shape[1]
    slack = 1e-12
    scales = {
        spec.krugman: (0, 2),
        spec.hoover: (0, 1),
        spec.hachman: (0, 1),
        spec.herfindahl: (1 / n, 1),
    }
    for index, (lowest, highest) in scales.items():
        values = index(frame)
        assert values.isna().tolist() == (~filled).tolist()
        assert values[filled].between(lowest - slack, highest + slack).all()
    normalised = spec.herfindahl(frame, normalised=True)[filled]
    assert normalised.between(-slack, 1 + slack).all()
    assert spec.locational_gini(frame)[frame.sum() > 0].between(-slack, 1).all()


@given(jobs())
def test_locational_gini_is_the_weighted_mean_difference_of_lq(frame):
    """G = ½ Σ_j Σ_l w_j w_l |LQ_j − LQ_l| (w: shares of all jobs), the other definition."""
    gini = spec.locational_gini(frame)
    total = int(frame.to_numpy().sum())
    for sector in frame.columns:
        lqs = {region: exact_lq(frame, region, sector) for region in frame.index}
        if frame[sector].sum() == 0:
            assert np.isnan(gini[sector])
            continue
        weights = {r: Fraction(int(frame.loc[r].sum()), total) for r, lq in lqs.items() if lq is not None}
        pairs = ((one, other) for one in weights for other in weights)
        exact = sum(weights[a] * weights[b] * abs(lqs[a] - lqs[b]) for a, b in pairs) / 2
        assert gini[sector] == pytest.approx(float(exact), abs=1e-12)


def test_indices_agree_with_econcomplex(provinces):
    """econcomplex 1.0.1: its locational Gini is Krugman's area, half of ours."""
    np.testing.assert_allclose(spec.krugman(provinces), econcomplex.krugman_index(provinces), rtol=1e-12)
    np.testing.assert_allclose(spec.hachman(provinces), econcomplex.hachman_index(provinces), rtol=1e-12)
    np.testing.assert_allclose(
        spec.locational_gini(provinces), 2 * econcomplex.locational_gini(provinces), rtol=1e-9
    )


def test_one_sector_has_no_normalised_herfindahl():
    frame = pd.DataFrame({"i": [1, 2]})
    assert spec.herfindahl(frame).tolist() == [1, 1]
    assert spec.herfindahl(frame, normalised=True).isna().all()
