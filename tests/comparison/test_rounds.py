"""What moved between two rounds, counted by hand."""

from __future__ import annotations

import pytest

from clusterdash.comparison import Movement, movement
from clusterdash.records.values import TOPICS, Ballot
from tests.meeting import ballot

LIST = ("28", "16", "10")
FAR = [(100, 0, 0, 0), (0, 100, 0, 0)]
NEAR = [(60, 40, 0, 0), (40, 60, 0, 0)]
SPLIT = [LIST, LIST[::-1], ("16", "28", "10")]
ALIKE = [LIST] * 3


def round_of(weights: list[tuple[int, ...]], orders: list[tuple[str, ...]]) -> list[Ballot]:
    count = max(len(weights), len(orders))
    return [
        ballot(
            str(n),
            weights=weights[n] if n < len(weights) else None,
            order=orders[n] if n < len(orders) else None,
        )
        for n in range(count)
    ]


def moved(first: list[Ballot], second: list[Ballot]) -> Movement:
    found = movement(first, second, TOPICS, LIST)
    assert found is not None
    return found


def test_weights_that_come_closer_need_fewer_points_moved() -> None:
    found = moved(round_of(FAR, []), round_of(NEAR, []))
    assert found.weights is not None
    assert (found.weights.spread_before, found.weights.spread_after) == (pytest.approx(50), pytest.approx(10))
    assert (found.weights.ballots, found.weights.changed) == (2, 2)
    assert found.weights.before.mean == pytest.approx(found.weights.after.mean)
    assert found.orders is None
    assert found.verdict == "closer"


def test_orders_that_come_closer_have_a_higher_w() -> None:
    found = moved(round_of([], SPLIT), round_of([], ALIKE))
    assert found.orders is not None
    # Sums of places 6, 5 and 7: S = 2, W = 12 × 2 / (9 × 24).
    assert (found.orders.w_before, found.orders.w_after) == (pytest.approx(1 / 9), pytest.approx(1))
    assert found.orders.changed == 2
    assert found.orders.before == {"28": 2, "16": 1, "10": 3}
    assert found.orders.after == {"28": 1, "16": 2, "10": 3}
    assert found.verdict == "closer"


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (round_of(NEAR, ALIKE), round_of(FAR, SPLIT), "apart"),
        (round_of(FAR, ALIKE), round_of(NEAR, SPLIT), "mixed"),
        (round_of(FAR, ALIKE), round_of(FAR, ALIKE), "same"),
        (round_of(FAR, ALIKE), round_of(NEAR, ALIKE), "closer"),
    ],
)
def test_the_verdict_follows_both_parts(first: list[Ballot], second: list[Ballot], verdict: str) -> None:
    assert moved(first, second).verdict == verdict


def test_only_those_who_answered_twice_are_compared() -> None:
    first = [ballot("a", weights=FAR[0]), ballot("b", weights=FAR[1])]
    second = [ballot("b", weights=FAR[1]), ballot("c", weights=(0, 0, 0, 100))]
    found = moved(first, second)
    assert (found.first_only, found.second_only) == (1, 1)
    assert found.weights is not None
    assert (found.weights.ballots, found.weights.changed) == (1, 0)
    assert found.verdict is None


def test_a_second_round_that_nobody_answered_did_not_move() -> None:
    assert movement(round_of(FAR, []), [], TOPICS, LIST) is None
    assert movement(round_of(FAR, []), [ballot("0")], TOPICS, LIST) is None
