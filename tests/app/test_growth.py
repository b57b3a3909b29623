"""The years and the form of growth survive their link, and no link breaks them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clusterdash.ui import growth
from clusterdash.ui.growth import Choice

YEARS = range(2004, 2024)

periods = st.one_of(
    st.just((None, None)),
    st.lists(st.sampled_from(YEARS), min_size=2, max_size=2, unique=True).map(sorted).map(tuple),
)


@given(periods, st.sampled_from(growth.METHODS), st.booleans())
def test_a_choice_survives_its_link(
    period: tuple[int | None, int | None], method: growth.Method, yearly: bool
) -> None:
    choice = Choice(*period, method=method, yearly=yearly)
    assert growth.decode(growth.encode(choice), YEARS) == (choice, ())


@given(st.text(alphabet="0123456789-~classiteban-marqulyr<[.", max_size=60))
def test_no_link_breaks_the_page(text: str) -> None:
    choice, left_out = growth.decode(text, YEARS)
    if choice.first is not None:
        assert choice.last is not None
        assert choice.first < choice.last
    assert all("<" not in part.text and "[" not in part.text for part in left_out)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_only_years_that_exist_are_taken(first: int, last: int) -> None:
    choice, left_out = growth.decode(f"{first:04d}-{last:04d}", YEARS)
    taken = first in YEARS and last in YEARS and first < last
    assert (choice.first == first) == taken
    assert bool(left_out) != taken
