"""Classes of a map: a partition of the values, checked against pandas' own binning and against what they
promise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.charts import classes

values = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=90)
counts = st.integers(1, 9)


def members(figures: list[float], ends: tuple[float, ...]) -> list[int | None]:
    return [classes.member(figure, ends) for figure in figures]


@given(values, counts, st.sampled_from(classes.METHODS))
def test_every_value_is_in_the_class_whose_ends_enclose_it(
    figures: list[float], count: int, method: classes.Method
) -> None:
    ends = classes.edges(figures, method, count)
    assert list(ends) == sorted(ends)
    assert len(ends) - 1 <= count
    for figure, place in zip(figures, members(figures, ends), strict=True):
        assert place is not None
        assert ends[place] <= figure <= ends[place + 1]
        assert figure < ends[place + 1] or place == len(ends) - 2


@given(st.sets(st.integers(-10_000, 10_000), min_size=10, max_size=90), st.integers(2, 9))
def test_quantile_classes_of_different_values_are_about_equally_full(figures: set[int], count: int) -> None:
    numbers = [float(figure) for figure in figures]
    full = np.bincount(
        [place for place in members(numbers, classes.edges(numbers, "quantile", count)) if place is not None]
    )
    assert len(full) == count
    assert full.max() - full.min() <= 2
    assert abs(full - len(numbers) / count).max() < 2


@given(st.lists(st.integers(-500, 500), min_size=2, max_size=90).filter(lambda v: len(set(v)) > 1), counts)
def test_equal_intervals_are_those_of_pandas(figures: list[int], count: int) -> None:
    """pandas.cut is the second implementation; values on a border are left out, since it closes the other
    end."""
    numbers = [float(figure) for figure in figures]
    ends = classes.edges(numbers, "equal", count)
    theirs = pd.cut(numbers, count, labels=False)
    inner = [any(np.isclose(number, end) for end in ends) for number in numbers]
    ours = members(numbers, ends)
    assert [o for o, on_border in zip(ours, inner, strict=True) if not on_border] == [
        t for t, on_border in zip(theirs, inner, strict=True) if not on_border
    ]


@given(values, counts, st.randoms())
def test_order_does_not_matter(figures: list[float], count: int, random: "np.random.Generator") -> None:
    shuffled = list(figures)
    random.shuffle(shuffled)  # type: ignore[arg-type]
    assert classes.edges(figures, "quantile", count) == classes.edges(shuffled, "quantile", count)


@given(
    st.lists(st.integers(-500, 500).map(float), min_size=2, max_size=90),
    st.integers(-500, 500).map(float),
    counts,
    st.sampled_from(classes.METHODS),
)
def test_no_class_holds_values_of_both_sides_of_the_midpoint(
    figures: list[float], midpoint: float, count: int, method: classes.Method
) -> None:
    ends = classes.edges(figures, method, count, midpoint)
    assert list(ends) == sorted(set(ends)) or len(set(figures)) == 1
    assert (ends[0], ends[-1]) == (min(figures), max(figures))
    if not min(figures) < midpoint < max(figures):
        assert ends == classes.edges(figures, method, count)
        return
    assert midpoint in ends
    for place in range(len(ends) - 1):
        inside = [figure for figure in figures if classes.member(figure, ends) == place]
        assert all(figure < midpoint for figure in inside) or all(figure >= midpoint for figure in inside)


@given(st.sets(st.integers(-10_000, 10_000), min_size=30, max_size=90), st.integers(2, 7))
def test_quantile_classes_are_about_equally_full_on_either_side(figures: set[int], count: int) -> None:
    numbers = sorted(map(float, figures))
    midpoint = numbers[len(numbers) * 3 // 4]
    ends = classes.edges(numbers, "quantile", count, midpoint)
    full = [sum(classes.member(number, ends) == place for number in numbers) for place in range(count)]
    below = full[: count // 2]
    assert sum(below) == len(numbers) * 3 // 4
    for side in (below, full[count // 2 :]):
        assert max(side) - min(side) <= 3


def test_equal_intervals_are_counted_from_the_midpoint() -> None:
    assert classes.edges([-3.0, 0.5, 7.0], "equal", 5, 0.0) == (-3.0, -2.0, 0.0, 2.0, 4.0, 6.0, 7.0)


def test_specialised_provinces_never_share_a_colour_with_the_others() -> None:
    """Few are above 1; classes of equal numbers would put 0.87 and 4.48 under one colour."""
    quotients = [*np.linspace(0.02, 0.99, 69), *np.linspace(1.05, 4.48, 12)]
    ends = classes.edges(quotients, "quantile", 5, 1.0)
    colours = classes.colours(ends, 1.0, dark=False)
    low, high = (colours[classes.member(quotient, ends) or 0] for quotient in (0.95, 1.1))
    assert low != high


def test_many_equal_values_give_fewer_classes() -> None:
    assert classes.edges([0.0] * 50 + [1, 2, 3, 4], "quantile", 5) == (0.0, 4.0)
    assert classes.edges([7.0, 7.0], "quantile", 5) == (7.0, 7.0)
    assert classes.member(7.0, (7.0, 7.0)) == 0


def test_missing_values_have_no_class_and_no_say() -> None:
    assert classes.edges([np.nan, 1, 2, 3], "equal", 2) == (1.0, 2.0, 3.0)
    assert classes.member(float("nan"), (1.0, 2.0, 3.0)) is None
    assert classes.edges([np.nan], "quantile", 3) == ()


@pytest.mark.parametrize(("method", "count"), [("jenks", 5), ("quantile", 0)])
def test_a_wrong_wish_is_named(method: str, count: int) -> None:
    with pytest.raises(ValueError, match=r"method is 'jenks'|count is 0"):
        classes.edges([1.0, 2.0], method, count)  # type: ignore[arg-type]


def lightness(colour: str) -> float:
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_more_is_darker_on_light_paper_and_lighter_on_dark_paper() -> None:
    ends = (0.0, 1.0, 2.0, 3.0, 4.0)
    on_light = [lightness(colour) for colour in classes.colours(ends, None, dark=False)]
    on_dark = [lightness(colour) for colour in classes.colours(ends, None, dark=True)]
    assert on_light == sorted(on_light, reverse=True)
    assert on_dark == sorted(on_dark)


@pytest.mark.parametrize("dark", [False, True])
def test_the_class_that_holds_the_midpoint_stands_back_and_steps_away_from_it_grow_stronger(
    dark: bool,
) -> None:
    low, neutral, *high = classes.colours((0.2, 0.8, 1.1, 2.0, 4.0), 1.0, dark=dark)
    sign = 1 if dark else -1
    strengths = [sign * lightness(colour) for colour in high]
    assert sign * lightness(neutral) < min(sign * lightness(low), *strengths)
    assert strengths == sorted(strengths)


def test_classes_on_one_side_of_the_midpoint_never_take_the_other_hue() -> None:
    above = classes.colours((1.0, 2.0, 3.0), 1.0, dark=False)
    below = classes.colours((0.1, 0.4, 0.9), 1.0, dark=False)
    assert not set(above) & set(below)
    for colour in above:
        red, _, blue = (int(part) for part in colour[4:-1].split(","))
        assert red > blue
