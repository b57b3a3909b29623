"""Two rounds side by side: what moved, and whether opinions came closer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from clusterdash.comparison import parallel, people, places
from clusterdash.comparison.people import Average
from clusterdash.comparison.places import Places
from clusterdash.records.values import Ballot

Verdict = Literal["closer", "apart", "same", "mixed"]
LEAST_POINTS: Final = 0.5
"""Points of spread below which weights are said to have stayed as close as they were."""
LEAST_W: Final = 0.02
"""The same for Kendall's W."""


@dataclass(frozen=True)
class Weights:
    """Weights of those who gave them in both rounds: the averages, and `TopicWeights.spread` of both."""

    ballots: int
    before: Average
    after: Average
    spread_before: float
    spread_after: float
    changed: int


@dataclass(frozen=True)
class Orders:
    """Orders of those who gave them in both rounds: Borda's places, and Kendall's W (None: not to be had)."""

    ballots: int
    before: Places
    after: Places
    w_before: float | None
    w_after: float | None
    changed: int


@dataclass(frozen=True)
class Movement:
    """Only people who answered in both rounds are compared, so that somebody who came or left does not look
    like a change of mind. A part that nobody answered twice is None."""

    first_only: int
    second_only: int
    weights: Weights | None
    orders: Orders | None

    @property
    def verdict(self) -> Verdict | None:
        """Whether opinions came closer: by the spread of weights and by W; None where neither is known."""
        steps = [step for step in (self._by_weights(), self._by_orders()) if step is not None]
        if not steps:
            return None
        if max(steps) > 0 > min(steps):
            return "mixed"
        return "closer" if max(steps) > 0 else "apart" if min(steps) < 0 else "same"

    def _by_weights(self) -> int | None:
        if self.weights is None or self.weights.ballots < 2:
            return None
        return _step(self.weights.spread_before - self.weights.spread_after, LEAST_POINTS)

    def _by_orders(self) -> int | None:
        if self.orders is None or self.orders.w_before is None or self.orders.w_after is None:
            return None
        return _step(self.orders.w_after - self.orders.w_before, LEAST_W)


def movement(
    first: Sequence[Ballot], second: Sequence[Ballot], topics: Sequence[str], shortlist: Sequence[str]
) -> Movement | None:
    """From the first round to the second; None where nobody answered in the second."""
    before, after = (
        {ballot.participant: ballot for ballot in people.taking_part(ballots)} for ballots in (first, second)
    )
    if not after:
        return None
    both = [(before[person], after[person]) for person in before if person in after]
    return Movement(
        first_only=len(before.keys() - after.keys()),
        second_only=len(after.keys() - before.keys()),
        weights=_weights([pair for pair in both if all(ballot.weights for ballot in pair)], topics),
        orders=_orders([pair for pair in both if all(ballot.order for ballot in pair)], shortlist),
    )


def _weights(pairs: Sequence[tuple[Ballot, Ballot]], topics: Sequence[str]) -> Weights | None:
    before, after = (people.topic_weights([pair[turn] for pair in pairs], topics) for turn in (0, 1))
    if before is None or after is None:
        return None
    return Weights(
        ballots=len(pairs),
        before=before.everybody,
        after=after.everybody,
        spread_before=before.spread,
        spread_after=after.spread,
        changed=sum(not _same(one.weights or {}, other.weights or {}) for one, other in pairs),
    )


def _orders(pairs: Sequence[tuple[Ballot, Ballot]], shortlist: Sequence[str]) -> Orders | None:
    before, after = (people.orders([pair[turn] for pair in pairs], shortlist) for turn in (0, 1))
    if before is None or after is None or len(shortlist) < 2:
        return None
    concordances = [parallel.concordance(orders) for orders in (before, after)]
    w_before, w_after = (None if found is None else found.w for found in concordances)
    return Orders(
        ballots=len(pairs),
        before=places.rules(before, None).places["borda"],
        after=places.rules(after, None).places["borda"],
        w_before=w_before,
        w_after=w_after,
        changed=sum(one.order != other.order for one, other in pairs),
    )


def _same(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return all(one.get(topic, 0) == other.get(topic, 0) for topic in one.keys() | other.keys())


def _step(closer: float, least: float) -> int:
    return 0 if abs(closer) < least else int(math.copysign(1, closer))
