"""Shift-share against published numbers, exact fractions and the sums it must give."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.analysis.growth import dynamic_shift_share, shift_share

SECTORS = ["i", "k", "l", "m"]

# Farhauer & Kröll (2013), Standorttheorien.
START = pd.DataFrame([[90, 20, 10, 60]], index=["region"], columns=SECTORS)
END = pd.DataFrame([[100, 40, 10, 55]], index=["region"], columns=SECTORS)
NATION = {
    "reference_start": pd.Series([400, 150, 150, 400], index=SECTORS),
    "reference_end": pd.Series([440, 210, 135, 480], index=SECTORS),
}

count = st.one_of(st.just(0), st.integers(0, 20), st.integers(0, 10_000))


@st.composite
def years(draw: st.DrawFn, fewest: int = 2, most: int = 2) -> dict[int, pd.DataFrame]:
    regions, sectors = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(count, min_size=sectors, max_size=sectors)
    frame = st.lists(row, min_size=regions, max_size=regions).map(
        lambda cells: pd.DataFrame(cells, index=list("abcd")[:regions], columns=SECTORS[:sectors])
    )
    n = draw(st.integers(fewest, most))
    return {2020 + y: draw(frame) for y in range(n)}


def exact_parts(start: pd.DataFrame, end: pd.DataFrame, region: str, sector: str) -> dict[str, Fraction]:
    """One cell from the definitions, in exact fractions, the sums of the regions being the reference."""
    x, y = int(start.loc[region, sector]), int(end.loc[region, sector])
    if x == 0:
        return dict.fromkeys(["national", "mix", "competitive"], Fraction(0)) | {
            "regional": Fraction(y),
            "allocation": Fraction(y),
        }
    total, sector_total = int(start.to_numpy().sum()), int(start[sector].sum())
    g = Fraction(int(end.to_numpy().sum()), total) - 1
    g_i = Fraction(int(end[sector].sum()), sector_total) - 1
    g_ij = Fraction(y, x) - 1
    h = Fraction(int(start.loc[region].sum()) * sector_total, total)
    return {
        "national": x * g,
        "mix": x * (g_i - g),
        "regional": x * (g_ij - g_i),
        "competitive": h * (g_ij - g_i),
        "allocation": (x - h) * (g_ij - g_i),
    }


def test_classic_shift_share_of_the_textbook():
    """Farhauer & Kröll (2013): 27, 1, −3 for the region as a whole."""
    parts = shift_share(START, END, **NATION)
    assert list(parts.columns) == ["national", "mix", "regional"]
    assert parts.index.names == ["region", "sector"]
    assert parts.sum().tolist() == pytest.approx([27, 1, -3])


def test_esteban_marquillas_of_the_textbook():
    """Farhauer & Kröll (2013): competitive effect −0.6364, allocation effect −2.3636."""
    parts = shift_share(START, END, **NATION, method="esteban-marquillas")
    assert list(parts.columns) == ["national", "mix", "regional", "competitive", "allocation"]
    assert parts.sum().tolist() == pytest.approx([27, 1, -3, -0.6364, -2.3636], abs=5e-5)


@given(years())
def test_every_part_is_its_definition_in_exact_fractions(frames):
    start, end = frames.values()
    parts = shift_share(start, end, method="esteban-marquillas")
    for (region, sector), row in parts.iterrows():
        for part, exact in exact_parts(start, end, region, sector).items():
            assert row[part] == pytest.approx(float(exact), rel=1e-9, abs=1e-6), part


@given(years())
def test_the_parts_add_up_cell_by_cell_whatever_starts_at_0(frames):
    start, end = frames.values()
    parts = shift_share(start, end, method="esteban-marquillas")
    change = (end - start).stack().to_numpy()
    assert (parts["national"] + parts["mix"] + parts["regional"]).to_numpy() == pytest.approx(
        change, abs=1e-6
    )
    split = parts["competitive"] + parts["allocation"]
    assert split.to_numpy() == pytest.approx(parts["regional"].to_numpy(), abs=1e-6)


@given(years())
def test_against_the_sum_of_the_regions_the_shifts_of_a_sector_are_the_newcomers(frames):
    """Σ_j regional = 0 for a sector that exists at the start: what one region wins, others lose."""
    start, end = frames.values()
    existing = start.sum() > 0
    shifts = shift_share(start, end)["regional"].groupby("sector").sum()
    assert shifts[existing[existing].index].to_numpy() == pytest.approx(0, abs=1e-6)


def test_the_zero_base_rule():
    """A sector new to the region is regional, and all of it allocation; one new to the reference likewise."""
    start = pd.DataFrame([[0, 100, 0], [50, 100, 0]], index=["a", "b"], columns=["i", "k", "new"])
    end = pd.DataFrame([[10, 110, 5], [50, 100, 0]], index=["a", "b"], columns=["i", "k", "new"])
    parts = shift_share(start, end, method="esteban-marquillas")
    assert parts.loc[("a", "i")].tolist() == [0, 0, 10, 0, 10]
    assert parts.loc[("a", "new")].tolist() == [0, 0, 5, 0, 5]
    assert parts.loc[("b", "new")].tolist() == [0, 0, 0, 0, 0]


def test_a_region_with_a_sector_the_reference_does_not_have_has_no_rate_to_compare():
    reference = pd.Series([0, 150, 150, 400], index=SECTORS)
    parts = shift_share(START, END, reference_start=reference, reference_end=NATION["reference_end"])
    assert parts.loc[("region", "i"), ["mix", "regional"]].isna().all()
    assert np.isfinite(parts.loc[("region", "k")]).all()
    empty = shift_share(START, END, reference_start=reference * 0, reference_end=NATION["reference_end"])
    assert empty.isna().all().all()


def test_labels_count_and_not_positions():
    shuffled = END[SECTORS[::-1]]
    nation = {name: amounts[::-1] for name, amounts in NATION.items()}
    pd.testing.assert_frame_equal(shift_share(START, shuffled, **nation), shift_share(START, END, **NATION))


def test_input_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match="end lacks the sector 'm', which start has"):
        shift_share(START, END.drop(columns="m"))
    with pytest.raises(ValueError, match="start lacks the region 'other', which end has"):
        shift_share(START, pd.concat([END, END.rename(index={"region": "other"})]))
    short = NATION["reference_end"].drop("k")
    with pytest.raises(ValueError, match="reference_end lacks the sector 'k'"):
        shift_share(START, END, reference_start=NATION["reference_start"], reference_end=short)
    negative = NATION["reference_start"].replace({400: -1})
    with pytest.raises(ValueError, match="reference_start has -1 in sector 'i'"):
        shift_share(START, END, reference_start=negative, reference_end=NATION["reference_end"])
    with pytest.raises(ValueError, match="must be given together"):
        shift_share(START, END, reference_start=NATION["reference_start"])
    with pytest.raises(ValueError, match="'dynamic' is unknown; use 'classic' or 'esteban-marquillas'"):
        shift_share(START, END, method="dynamic")


# --- dynamic ---------------------------------------------------------------------------------------


@given(years(fewest=2, most=4))
def test_dynamic_shift_share_adds_up_the_yearly_definitions(frames):
    parts = dynamic_shift_share(frames, method="esteban-marquillas")
    for (region, sector), row in parts.iterrows():
        steps = [exact_parts(*pair, region, sector) for pair in pairwise(frames.values())]
        for part in parts.columns:
            exact = sum(step[part] for step in steps)
            assert row[part] == pytest.approx(float(exact), rel=1e-9, abs=1e-6), part


@given(years(fewest=2, most=4))
def test_dynamic_parts_add_up_to_the_change_over_the_whole_period(frames):
    first, *_, last = frames.values()
    parts = dynamic_shift_share(frames)
    assert parts.sum(axis=1).to_numpy() == pytest.approx((last - first).stack().to_numpy(), abs=1e-6)


def test_years_are_sorted_and_references_belong_to_their_year():
    middle = (START + END) / 2
    nation = {
        2020: NATION["reference_start"],
        2022: NATION["reference_end"],
        2021: pd.Series([420, 180, 140, 440], index=SECTORS),
    }
    parts = dynamic_shift_share({2022: END, 2020: START, 2021: middle}, references=nation)
    # 180 × 80/1100 and 192.5 × 85/1180: each year's own weight times that year's growth.
    assert parts["national"].sum() == pytest.approx(180 * 80 / 1100 + 192.5 * 85 / 1180)
    assert parts.to_numpy().sum() == pytest.approx(END.to_numpy().sum() - START.to_numpy().sum())


def test_dynamic_input_that_does_not_fit_is_named_with_its_year():
    with pytest.raises(ValueError, match="holds 1 years"):
        dynamic_shift_share({2020: START})
    with pytest.raises(
        ValueError, match="the frame of 2021 lacks the sector 'm', which the frame of 2020 has"
    ):
        dynamic_shift_share({2020: START, 2021: END.drop(columns="m")})
    with pytest.raises(ValueError, match="references lacks the year 2021"):
        dynamic_shift_share({2020: START, 2021: END}, references={2020: NATION["reference_start"]})
    with pytest.raises(ValueError, match="the frame of 2021 has -5 in region 'region', sector 'k'"):
        dynamic_shift_share({2020: START, 2021: END.assign(k=-5)})
