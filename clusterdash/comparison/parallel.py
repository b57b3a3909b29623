"""Parallelism, measured: whether people agree with one another, and whether the analysis says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import agreement
from clusterdash.analysis.agreement import Concordance
from clusterdash.comparison.people import FEWEST_OF_A_KIND, Array
from clusterdash.comparison.places import Places
from clusterdash.records.values import KINDS, Ballot, InstitutionKind

SEED: Final = 20130525
"""The same permutations every time, so that the same ballots say the same twice."""
PERMUTATIONS: Final = 9_999
MOST_AT_THE_TOP: Final = 5
NOTICED: Final = 1.0
"""Places by which a kind must differ from the others before it is said to see a sector differently."""


@dataclass(frozen=True)
class Parallelism:
    """People's own order (Borda) beside the analysis, over the ``sectors`` that both rank.

    tau_b: −1 (reversed) to 1 (the same); weighted_tau: the same with the first places weighing most; both
    None where one side puts everything level. ``common`` of the first ``top`` are the same; by chance alone
    ``expected`` would be. p_value: how often chance alone gives a τ-b at least as high.
    """

    sectors: int
    tau_b: float | None
    weighted_tau: float | None
    p_value: float | None
    top: int
    common: int
    expected: float


@dataclass(frozen=True)
class OfKind:
    """How one kind of institution sees a sector: its mean place, beside that of all the others."""

    kind: InstitutionKind
    ballots: int
    place: float
    others: float


@dataclass(frozen=True)
class Difference:
    """One sector in people's order and in the analysis: its places as drawn, where ties share the better.

    ``higher``: the places by which people put it higher (+) or lower (−), ties sharing the mean of theirs;
    ``kind``: the kind of institution that sees it most differently from the others.
    """

    division: str
    people: int
    analysis: int
    higher: float
    kind: OfKind | None


def concordance(orders: pd.DataFrame | None) -> Concordance | None:
    """Kendall's W among people; None for fewer than two orders or sectors, or where everything is level."""
    if orders is None or orders.shape[1] < 2 or len(orders) < 2:
        return None
    found = agreement.kendall_w(orders)
    return None if math.isnan(found.w) else found


def parallelism(orders: pd.DataFrame | None, analysis: Places) -> Parallelism | None:
    """How alike people's order and the analysis are; None where they have fewer than two sectors in common.

    Permutation p, one-sided, with a fixed seed. The first places compared are as many as half of the sectors,
    at most five: of the first five of five, five would always be the same.
    """
    sides = _side_by_side(orders, analysis)
    if sides is None or len(sides) < 2:
        return None
    top = max(1, min(MOST_AT_THE_TOP, len(sides) // 2))
    found = agreement.parallelism(
        sides["people"], sides["analysis"], top=top, permutations=PERMUTATIONS, seed=SEED
    )
    places = sides.rank(method="min")
    common = int((places <= top).all(axis=1).sum())
    return Parallelism(
        sectors=len(sides),
        tau_b=_present(found.tau_b),
        weighted_tau=_present(found.weighted_tau),
        p_value=_present(found.p_value),
        top=top,
        common=min(common, top),
        expected=top * top / len(sides),
    )


def differences(
    orders: pd.DataFrame | None, analysis: Places, ballots: Sequence[Ballot]
) -> tuple[Difference, ...]:
    """The sectors people and analysis both rank, those on which they differ most first."""
    sides = _side_by_side(orders, analysis)
    if orders is None or sides is None:
        return ()
    higher = agreement.differences(sides["people"], sides["analysis"])
    people, statistics = (sides[side].rank(method="min").to_dict() for side in ("people", "analysis"))
    kinds = {ballot.participant: ballot.kind for ballot in ballots}
    present = np.array([kinds[str(person)] for person in orders.columns])
    places = dict(zip(orders.index, orders.to_numpy(), strict=True))
    return tuple(
        Difference(
            str(code),
            int(people[code]),
            int(statistics[code]),
            float(step),
            _seen_differently(places[code], present),
        )
        for code, step in higher.items()
    )


def _side_by_side(orders: pd.DataFrame | None, analysis: Places) -> pd.DataFrame | None:
    """The places of the sectors that the analysis ranks: people's by Borda, among these sectors alone."""
    ranked = {code: float(place) for code, place in analysis.items() if place is not None}
    if orders is None or len(ranked) < 2:
        return None
    points = agreement.borda(orders.loc[list(ranked)])
    return pd.DataFrame({"people": -points, "analysis": pd.Series(ranked)})


def _seen_differently(places: Array, kinds: npt.NDArray[np.str_]) -> OfKind | None:
    found = []
    for kind in KINDS:
        own, others = places[kinds == kind], places[kinds != kind]
        if len(own) >= FEWEST_OF_A_KIND and len(others):
            found.append(OfKind(kind, len(own), float(own.mean()), float(others.mean())))
    widest = max(found, key=lambda seen: abs(seen.place - seen.others), default=None)
    return widest if widest and abs(widest.place - widest.others) >= NOTICED else None


def _present(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
