"""What the analysis does with frames as they come: kinds of numbers, empty parts, input to refuse."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from clusterdash.analysis import growth, relatedness
from clusterdash.analysis import specialisation as spec

REGIONS = ["Çorum", "Samsun", "Trabzon"]
SECTORS = ["15", "28"]


def jobs(dtype: object = "int64") -> pd.DataFrame:
    return pd.DataFrame([[12, 30], [8, 0], [5, 45]], index=REGIONS, columns=SECTORS).astype(dtype)


def by_region(value: float = 10.0) -> pd.Series:
    return pd.Series(value, index=REGIONS)


def proximity() -> pd.DataFrame:
    return pd.DataFrame([[0.0, 0.5], [0.5, 0.0]], index=SECTORS, columns=SECTORS)


FUNCTIONS = {
    "location_quotient": spec.location_quotient,
    "excess_employment": spec.excess_employment,
    "standardised_lq": spec.standardised_lq,
    "cluster_stars": spec.cluster_stars,
    "cluster_stars_absolute": lambda x: spec.cluster_stars_absolute(
        x, size_min=0.1, dominance_min=0.1, specialisation_min=1
    ),
    "cluster_strength": lambda x: spec.cluster_strength(x, jobs(), jobs()),
    "cluster_strength, establishments": lambda x: spec.cluster_strength(jobs(), x, jobs()),
    "lq_interval": lambda x: spec.lq_interval(x, draws=5),
    "cluster_index": lambda x: spec.cluster_index(x, jobs(), by_region(), by_region()),
    "cluster_index, workplaces": lambda x: spec.cluster_index(jobs(), x, by_region(), by_region()),
    "krugman": spec.krugman,
    "hoover": spec.hoover,
    "hachman": spec.hachman,
    "herfindahl": spec.herfindahl,
    "locational_gini": spec.locational_gini,
    "shift_share, start": lambda x: growth.shift_share(x, jobs()),
    "shift_share, end": lambda x: growth.shift_share(jobs(), x),
    "dynamic_shift_share": lambda x: growth.dynamic_shift_share({2023: jobs(), 2024: x}),
    "proximity": relatedness.proximity,
    "density": relatedness.density,
    "related_pool": lambda x: relatedness.related_pool(x, proximity()),
    "complexity": relatedness.complexity,
}

every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())


@every_function
@pytest.mark.parametrize(
    ("value", "shown"), [(-3, "-3"), (np.inf, "inf"), (-np.inf, "-inf"), (np.nan, "no value")]
)
def test_an_impossible_value_is_named_with_its_cell(function, value, shown):
    frame = jobs("float64")
    frame.loc["Samsun", "28"] = value
    with pytest.raises(ValueError, match=f"has {shown} in region 'Samsun', sector '28'"):
        function(frame)


@pytest.mark.parametrize("value", [-0.5, np.inf])
def test_an_impossible_location_quotient_is_named_with_its_cell(value):
    lq = jobs("float64")
    lq.loc["Samsun", "28"] = value
    with pytest.raises(ValueError, match=r"lq has .* in region 'Samsun', sector '28'"):
        spec.cluster_strength(jobs(), jobs(), lq)


@every_function
@pytest.mark.parametrize("value", ["12", "", 3 + 4j, pd.Timestamp("2024-01-01")])
def test_what_is_not_a_number_is_named_with_its_cell(function, value):
    frame = jobs(object)
    frame.loc["Samsun", "28"] = value
    with pytest.raises(ValueError, match=r"in region 'Samsun', sector '28'; a number was expected"):
        function(frame)


@every_function
def test_a_label_that_stands_twice_is_named(function):
    with pytest.raises(ValueError, match=r"region of .* 'Samsun' occurs more than once"):
        function(jobs().rename(index={"Trabzon": "Samsun"}))
    with pytest.raises(ValueError, match=r"sector of .* '15' occurs more than once"):
        function(jobs().rename(columns={"28": "15"}))


@every_function
def test_anything_but_a_frame_is_refused(function):
    with pytest.raises(TypeError, match="must be a DataFrame"):
        function(jobs().to_numpy())


@every_function
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32", "Int64", "Float64", object])
def test_the_kind_of_number_does_not_matter(function, dtype):
    assert_same(function(jobs(dtype)), function(jobs("float64")))


@every_function
def test_columns_of_different_kinds_may_be_mixed(function):
    mixed = jobs().astype({"15": "float32"}).astype({"28": object})
    mixed["28"] = [Decimal(30), np.int16(0), 45.0]
    assert_same(function(mixed), function(jobs("float64")))


@every_function
def test_read_only_input_is_read_and_left_as_it_was(function):
    values = jobs("float64").to_numpy(copy=True)
    values.setflags(write=False)
    frame = pd.DataFrame(values, index=REGIONS, columns=SECTORS, copy=False)
    function(frame)
    pd.testing.assert_frame_equal(frame, jobs("float64"))


@every_function
def test_zero_rows_and_columns_give_no_infinite_value(function):
    frame = jobs()
    frame.loc["Samsun"] = 0
    frame["28"] = 0
    assert not infinite(function(frame))
    assert not infinite(function(jobs() * 0))


ALONE = ["location_quotient", "excess_employment", "standardised_lq", "cluster_stars", "lq_interval"]
ALONE += [
    "krugman",
    "hoover",
    "hachman",
    "herfindahl",
    "locational_gini",
    "proximity",
    "density",
    "complexity",
]


@pytest.mark.parametrize("name", ALONE)
def test_one_region_one_sector_and_none(name):
    for part in (
        jobs().iloc[:1],
        jobs().iloc[:, :1],
        jobs().iloc[:1, :1],
        jobs().iloc[:0],
        jobs().iloc[:, :0],
    ):
        result = FUNCTIONS[name](part)
        assert not infinite(result)


def test_one_region_is_the_average_of_itself():
    one = jobs().iloc[:1]
    assert spec.location_quotient(one).loc["Çorum"].tolist() == [1, 1]
    assert spec.krugman(one).tolist() == [0]
    assert spec.hachman(one).tolist() == [1]
    assert spec.locational_gini(one).tolist() == pytest.approx([0, 0])


def test_a_region_without_jobs_has_no_index():
    frame = jobs()
    frame.loc["Samsun"] = 0
    for index in (spec.krugman, spec.hoover, spec.hachman, spec.herfindahl):
        assert index(frame).isna().tolist() == [False, True, False]


def test_without_sectors_there_is_no_index():
    for index in (spec.krugman, spec.hoover, spec.hachman, spec.herfindahl):
        assert index(jobs().iloc[:, :0]).isna().tolist() == [True, True, True]
    assert spec.locational_gini(jobs().iloc[:0]).isna().tolist() == [True, True]


def by_sector() -> pd.Series:
    return pd.Series(100.0, index=SECTORS)


BESIDE = {
    "region_totals": (by_region, lambda x: spec.location_quotient(jobs(), region_totals=x)),
    "sector_totals": (by_sector, lambda x: spec.location_quotient(jobs(), sector_totals=x)),
    "area": (by_region, lambda x: spec.cluster_index(jobs(), jobs(), x, by_region())),
    "population": (by_region, lambda x: spec.cluster_index(jobs(), jobs(), by_region(), x)),
    "reference_start": (
        by_sector,
        lambda x: growth.shift_share(jobs(), jobs(), reference_start=x, reference_end=by_sector()),
    ),
    "reference_end": (
        by_sector,
        lambda x: growth.shift_share(jobs(), jobs(), reference_start=by_sector(), reference_end=x),
    ),
    "the reference of 2024": (
        by_sector,
        lambda x: growth.dynamic_shift_share(
            {2023: jobs(), 2024: jobs()}, references={2023: by_sector(), 2024: x}
        ),
    ),
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize(
    ("value", "shown"), [(-3, "-3"), (np.inf, "inf"), (-np.inf, "-inf"), (np.nan, "no value")]
)
def test_an_impossible_figure_beside_the_table_is_named_with_its_label(name, value, shown):
    figures, function = BESIDE[name]
    given = figures()
    given.iloc[-1] = value
    with pytest.raises(ValueError, match=f"{name} has {shown} in (region|sector) '{given.index[-1]}'"):
        function(given)


@pytest.mark.parametrize("name", BESIDE)
def test_a_label_beside_the_table_that_stands_twice_or_not_at_all_is_named(name):
    figures, function = BESIDE[name]
    last = figures().index[-1]
    with pytest.raises(ValueError, match=f"{name} '{last}' occurs more than once"):
        function(pd.concat([figures(), figures().tail(1)]))
    with pytest.raises(ValueError, match=f"{name} lacks the (region|sector) '{last}'"):
        function(figures().drop(last))


def parts(result: object) -> list[pd.Series | pd.DataFrame]:
    return list(result) if isinstance(result, tuple) else [result]


def infinite(result: object) -> bool:
    return any(np.isinf(np.asarray(part, dtype=float)).any() for part in parts(result))


def assert_same(one: object, other: object) -> None:
    for left, right in zip(parts(one), parts(other), strict=True):
        compare = pd.testing.assert_series_equal if left.ndim == 1 else pd.testing.assert_frame_equal
        compare(left, right)
