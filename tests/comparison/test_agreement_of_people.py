"""Rules, concordance and parallelism against published examples, hand counts and full enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from clusterdash.comparison import groups, parallel, people, places
from clusterdash.comparison.places import Places
from clusterdash.records.values import Ballot
from tests.meeting import ballot

LIST = ("28", "16", "10", "23", "25", "15")
ABC = ("10", "15", "28")
some_orders = st.lists(
    st.permutations(LIST).flatmap(lambda order: st.integers(1, 6).map(lambda n: order[:n])),
    min_size=2,
    max_size=9,
)


def frame(orders: list[tuple[str, ...]], shortlist: tuple[str, ...] = LIST) -> pd.DataFrame:
    found = people.orders([ballot(f"{n:02}", order=order) for n, order in enumerate(orders)], shortlist)
    assert found is not None
    return found


def ranked(*codes: str) -> Places:
    return {code: place for place, code in enumerate(codes, start=1)}


# --- people among themselves ----------------------------------------------------------------------


def test_siegels_executives_agree_as_published() -> None:
    """Siegel (1956), Nonparametric Statistics, chapter 9: three executives, six applicants, W = .16."""
    places_given = [(1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1)]
    orders = [tuple(LIST[row.index(place)] for place in range(1, 7)) for row in places_given]
    found = parallel.concordance(frame(orders))
    assert found is not None
    assert found.w == pytest.approx(12 * 25.5 / (9 * (216 - 6)))
    assert round(found.w, 2) == 0.16


@given(st.permutations(LIST), st.integers(1, 6), st.integers(2, 12))
def test_equal_ballots_agree_fully_even_if_partial(order: list[str], named: int, people_: int) -> None:
    found = parallel.concordance(frame([tuple(order[:named])] * people_))
    assert found is not None
    assert found.w == pytest.approx(1)


def test_one_order_or_one_sector_has_no_agreement() -> None:
    assert parallel.concordance(None) is None
    assert parallel.concordance(frame([LIST])) is None
    assert parallel.concordance(frame([("28",), ("28",)], ("28",))) is None


# --- rules ----------------------------------------------------------------------------------------


def test_borda_and_the_majority_can_disagree() -> None:
    """Three of five put A first; Borda prefers B, whom nobody puts last: 7 points against 6."""
    a, b, c = ABC
    found = places.rules(frame([(a, b, c)] * 3 + [(b, c, a)] * 2, ABC), None)
    assert found.places["borda"] == {a: 2, b: 1, c: 3}
    assert found.places["copeland"] == found.places["kemeny"] == {a: 1, b: 2, c: 3}
    assert found.disagree
    assert found.first == {"borda": (b,), "copeland": (a,), "kemeny": (a,)}


def test_condorcets_circle_has_three_best_orders() -> None:
    a, b, c = ABC
    found = places.rules(frame([(a, b, c), (b, c, a), (c, a, b)], ABC), None)
    assert found.equally_good == 3
    assert found.places["borda"] == found.places["copeland"] == {a: 1, b: 1, c: 1}


def test_a_rule_that_ties_the_winner_of_another_still_differs() -> None:
    a, b, c = ABC
    found = places.rules(frame([(a, b, c)] * 2, ABC), {a: 1, b: 1, c: 3})
    assert found.first["mean_weights"] == (a, b)
    assert found.disagree


def test_rules_that_agree_are_said_to() -> None:
    a, b, c = ABC
    found = places.rules(frame([(a, b, c)] * 2, ABC), ranked(a, c, b))
    assert list(found.places) == ["mean_weights", "borda", "copeland", "kemeny"]
    assert not found.disagree


def test_without_orders_only_the_weights_rank() -> None:
    found = places.rules(None, ranked(*ABC))
    assert list(found.places) == ["mean_weights"]
    assert not found.disagree
    assert places.rules(None, None).places == {}
    assert places.rules(None, dict.fromkeys(ABC)).places == {}


@given(some_orders)
def test_kemeny_contradicts_no_more_than_any_other_order(orders: list[list[str]]) -> None:
    given_ = frame([tuple(order) for order in orders])
    found = places.rules(given_, None).places["kemeny"]

    def against(order: tuple[str, ...]) -> float:
        return sum(
            (given_.loc[low] < given_.loc[high]).sum() + (given_.loc[low] == given_.loc[high]).sum() / 2
            for high, low in itertools.combinations(order, 2)
        )

    ours = tuple(sorted(found, key=lambda code: found[code] or 0))
    random = np.random.default_rng(0)
    others = [tuple(random.permutation(LIST).tolist()) for _ in range(20)]
    assert all(against(ours) <= against(other) for other in others)


# --- people and analysis --------------------------------------------------------------------------


def test_the_same_order_is_as_rare_as_enumeration_says() -> None:
    found = parallel.parallelism(frame([LIST, LIST]), ranked(*LIST))
    assert found is not None
    assert (found.tau_b, found.weighted_tau) == (pytest.approx(1), pytest.approx(1))
    # One of 720 orders; the permutations drawn find it about as often.
    assert found.p_value == pytest.approx(1 / 720, abs=0.0015)
    # Half of six: three of the first three, where chance alone gives 3 × 3 / 6.
    assert (found.top, found.common, found.expected) == (3, 3, 1.5)


@pytest.mark.parametrize(
    "order", [("16", "28", "10", "25", "23", "15"), ("15", "10", "28", "16", "25", "23")]
)
def test_p_is_the_share_of_all_orders_at_least_as_close(order: tuple[str, ...]) -> None:
    found = parallel.parallelism(frame([order]), ranked(*LIST))
    assert found is not None
    people_ = [order.index(code) for code in LIST]
    ours = kendalltau(people_, range(6)).statistic
    every = [kendalltau(people_, other).statistic for other in itertools.permutations(range(6))]
    exact = np.mean([tau >= ours - 1e-9 for tau in every])
    assert found.tau_b == pytest.approx(ours)
    assert found.p_value == pytest.approx(exact, abs=0.02)


def test_the_reversed_order_is_as_far_as_it_gets() -> None:
    found = parallel.parallelism(frame([LIST[::-1]]), ranked(*LIST))
    assert found is not None
    assert (found.tau_b, found.common) == (pytest.approx(-1), 0)
    assert found.p_value == 1


def test_sectors_without_a_rank_in_the_analysis_are_left_out() -> None:
    partly = {**ranked("28", "16", "10"), "23": None, "25": None, "15": None}
    found = parallel.parallelism(frame([("15", "28", "16", "10")]), partly)
    assert found is not None
    assert (found.sectors, found.top, found.tau_b) == (3, 1, pytest.approx(1))
    alone = {code: 1 if code == "28" else None for code in LIST}
    assert parallel.parallelism(frame([LIST]), alone) is None
    assert parallel.differences(frame([LIST]), alone, ()) == ()


def test_without_orders_there_is_nothing_to_compare() -> None:
    assert parallel.parallelism(None, ranked(*LIST)) is None
    assert parallel.differences(None, ranked(*LIST), ()) == ()


def test_everything_level_has_no_correlation_instead_of_zero() -> None:
    level = parallel.parallelism(frame([LIST]), dict.fromkeys(LIST, 1))
    assert level is not None
    assert (level.tau_b, level.weighted_tau, level.p_value) == (None, None, None)


def test_differences_name_the_sector_and_the_kind_that_sees_it_apart() -> None:
    usual, moved = LIST, ("15", *LIST[:5])
    kinds = ["chamber"] * 4 + ["university"] * 3 + ["firm"] * 2
    ballots = [
        ballot(f"{n:02}", kind=kind, order=moved if kind == "university" else usual)
        for n, kind in enumerate(kinds)
    ]
    orders = people.orders(ballots, LIST)
    first = parallel.differences(orders, ranked("15", *LIST[:5]), ballots)[0]
    # Borda gives Leather 3 × 5 points, as many as Minerals (6 × 2 + 3 × 1): they share places 4 and 5.
    assert (first.division, first.people, first.analysis) == ("15", 4, 1)
    assert first.higher == 1 - 4.5
    assert first.kind is not None
    assert (first.kind.kind, first.kind.ballots) == ("university", 3)
    assert (first.kind.place, first.kind.others) == (1, 6)


@given(some_orders)
def test_a_difference_names_the_places_that_are_drawn(orders: list[tuple[str, ...]]) -> None:
    ballots = [ballot(f"{n:02}", order=order) for n, order in enumerate(orders)]
    found = people.orders(ballots, LIST)
    drawn = places.rules(found, None).places["borda"]
    told = {each.division: each.people for each in parallel.differences(found, ranked(*LIST), ballots)}
    assert told == drawn


def test_a_kind_with_two_ballots_is_never_pointed_at() -> None:
    ballots = [ballot(f"{n}", order=LIST[::-1]) for n in range(2)]
    ballots += [ballot(f"z{n}", kind="ngo", order=LIST) for n in range(5)]
    found = parallel.differences(people.orders(ballots, LIST), ranked(*LIST), ballots)
    assert {difference.kind.kind for difference in found if difference.kind} == {"ngo"}


# --- groups ---------------------------------------------------------------------------------------


def camps(*sizes: int) -> list[Ballot]:
    """Camps whose orders have nothing in common: forwards, backwards, from the middle."""
    orders = [LIST, LIST[::-1], ("10", "23", "28", "15", "16", "25")]
    kinds = ["chamber", "university", "firm"]
    return [
        ballot(f"{camp}{n:02}", kind=kinds[camp], order=orders[camp])
        for camp, size in enumerate(sizes)
        for n in range(size)
    ]


def test_two_camps_are_found_largest_first_with_their_order() -> None:
    ballots = camps(4, 6)
    found = groups.like_minded(people.orders(ballots, LIST), ballots)
    assert [group.ballots for group in found.groups] == [6, 4]
    assert [group.order for group in found.groups] == [LIST[::-1], LIST]
    assert [dict(group.by_kind) for group in found.groups] == [{"university": 6}, {"chamber": 4}]
    assert found.silhouette == pytest.approx(1)
    assert found.apart == 0


def test_three_camps_are_three() -> None:
    ballots = camps(5, 4, 3)
    assert [group.ballots for group in groups.like_minded(people.orders(ballots, LIST), ballots).groups] == [
        5,
        4,
        3,
    ]


def test_a_lone_dissenter_is_no_group_and_is_not_shown() -> None:
    ballots = camps(6, 1)
    assert groups.like_minded(people.orders(ballots, LIST), ballots).groups == ()


def test_those_who_all_think_alike_or_are_few_fall_into_no_groups() -> None:
    for ballots in (camps(9), camps(2, 2), camps(0)):
        found = groups.like_minded(people.orders(ballots, LIST), ballots)
        assert (found.groups, found.silhouette) == ((), None)
