"""How far a ranking holds and what would change it: the analysis, applied to what a scenario ranks.

Topic scores are fixed numbers, so everything that asks about weights works on the topics' weights and leaves
those inside the topics as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash import ranking
from clusterdash.analysis import robustness, scores
from clusterdash.ranking import Array, Code, Ranking
from clusterdash.scenario import MAX_POINTS, Aggregation, Missing, Normalisation, Scenario
from clusterdash.warehouse import Warehouse

DRAWS: Final = 10_000
SEED: Final = 20130525
"""The same weights are drawn every time, so that the same scenario says the same twice."""
OUTER: Final = (0.05, 0.95)
"""The ends of a rank band: nine draws of ten fall between them."""
HEAVY: Final = 0.5
"""A topic above this share decides more than all others together."""
ALIKE: Final = 0.9
"""Two criteria correlated above this say nearly the same."""

_MISSING: Final[tuple[Missing, ...]] = get_args(Missing)
_ROUNDING: Final = 1e-9
_CONSTANT: Final = 1e-12
_NEARLY: Final = 0.05
"""Of all weight: how much more than the least may change where points stay about as they are."""


@dataclass(frozen=True)
class Contest:
    """Those that have a rank or would have one under other weights, by their topic scores.

    ``topic_scores``: alternatives × topics, on 0..1 or, under the geometric mean, 1-100; ``available``: the
    share of each topic's weight that has figures; ``weights``: by topic.
    """

    codes: tuple[Code, ...]
    topics: tuple[str, ...]
    topic_scores: Array
    available: Array
    weights: Array
    aggregation: scores.Aggregation

    @cached_property
    def z(self) -> pd.DataFrame:
        """The topic scores with their labels."""
        return pd.DataFrame(
            self.topic_scores, index=pd.Index(self.codes, dtype=object), columns=list(self.topics)
        )

    @cached_property
    def by_place(self) -> pd.DataFrame:
        """The topic scores by their places in ``codes`` and ``topics``: labels of text cost more than the
        analysis after a slider's release."""
        return pd.DataFrame(self.topic_scores)

    @cached_property
    def options(self) -> dict[str, Any]:
        """What goes with ``by_place``."""
        return {"available": pd.DataFrame(self.available), "aggregation": self.aggregation}

    def code_at(self, place: int | None) -> Code | None:
        return None if place is None else self.codes[place]


@lru_cache(maxsize=64)
def contest(warehouse: Warehouse, scenario: Scenario) -> tuple[Ranking, Contest | None]:
    """The ranking and its contest: None where nobody is ranked."""
    ranked = ranking.rank(warehouse, scenario)
    return ranked, None if ranked.reason else _contest(ranked)


def _contest(ranked: Ranking) -> Contest:
    places = [place for place, status in enumerate(ranked.statuses) if status in ("ranked", "insufficient")]
    score, available = (part[places] for part in ranked.parts())
    codes = tuple(ranked.codes[place] for place in places)
    weights = ranked.weights
    return Contest(codes, weights.topic_codes, score, available, weights.topics, ranked.scenario.aggregation)


# --- rank bands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """Where one alternative stands under weights near today's.

    ``rank``: today's; ``lower``, ``upper``: the places between which nine draws of ten put it; ``first``: the
    share of the draws in which it comes first; ``first_anywhere``: the same over all weights.
    """

    code: Code
    rank: int
    lower: int
    upper: int
    first: float
    first_anywhere: float


@lru_cache(maxsize=64)
def bands(warehouse: Warehouse, scenario: Scenario) -> tuple[Band, ...]:
    """The rank bands of everybody ranked, best first; empty where nobody is.

    `DRAWS` weights near today's (Dirichlet, spread of 5 points around 25 %) and as many over all weights.
    """
    ranked, entered = contest(warehouse, scenario)
    if entered is None:
        return ()
    draws = robustness.sample_weights(DRAWS, len(entered.topics), seed=SEED, around=entered.weights)
    shares = robustness.rank_acceptability(entered.by_place, draws, **entered.options)
    anywhere = _first_anywhere(warehouse, replace(scenario, topic_points={}))
    reached = np.cumsum(shares.to_numpy(), axis=1)
    lower, upper = (1 + (reached < end * reached[:, -1:] - _ROUNDING).sum(axis=1) for end in OUTER)
    columns = (lower.tolist(), upper.tolist(), reached[:, 0].tolist())
    placed = dict(zip(entered.codes, zip(*columns, strict=True), strict=True))
    found = []
    for code, rank in zip(ranked.codes, ranked.ranks.tolist(), strict=True):
        if rank > 0:
            best, worst, first = placed[code]
            found.append(Band(code, int(rank), best, worst, first, anywhere.get(code, 0.0)))
    return tuple(found)


def standard_error(share: float) -> float:
    """Of a share found in `DRAWS` draws."""
    return float(robustness.standard_error(share, DRAWS))


@lru_cache(maxsize=64)
def _first_anywhere(warehouse: Warehouse, scenario: Scenario) -> Mapping[Code, float]:
    """Share of all topic weights under which each comes first; it does not depend on the topics' points."""
    _, entered = contest(warehouse, scenario)
    if entered is None:
        return {}
    draws = _everywhere(len(entered.topics))
    shares = robustness.rank_acceptability(entered.by_place, draws, **entered.options)
    return dict(zip(entered.codes, shares[1].tolist(), strict=True))


@lru_cache(maxsize=2)
def _everywhere(topics: int) -> Array:
    draws: Array = robustness.sample_weights(DRAWS, topics, seed=SEED)
    return draws


# --- what a topic's weight does -------------------------------------------------------------------


@dataclass(frozen=True)
class Hold:
    """How far the first place holds when one topic's weight moves and the others keep their proportions.

    ``share``: its weight; ``effective``: the correlation of its score with the whole score over those ranked
    (NaN: it is the same for all); ``lower``, ``upper``: the ends of the interval, NaN for a topic without
    anything to weigh; the winners are who takes over beyond, None where the scale ends.
    """

    topic: str
    share: float
    effective: float
    lower: float
    upper: float
    lower_winner: Code | None
    upper_winner: Code | None

    @property
    def heavy(self) -> bool:
        return self.share > HEAVY


@lru_cache(maxsize=64)
def holds(warehouse: Warehouse, scenario: Scenario) -> tuple[Hold, ...]:
    """One entry per topic, exact; empty where nobody is ranked."""
    ranked, entered = contest(warehouse, scenario)
    if entered is None:
        return ()
    ends = robustness.stability_intervals(entered.by_place, entered.weights, keep="first", **entered.options)
    effective = _correlations_with_score(ranked)
    found: dict[Any, list[Any]] = ends.to_dict("list")
    columns = (found[name] for name in ("lower", "upper", "lower_winner", "upper_winner"))
    rows = zip(entered.topics, entered.weights.tolist(), *columns, strict=True)
    return tuple(
        Hold(topic, share, effective[topic], lower, upper, *map(entered.code_at, winners))
        for topic, share, lower, upper, *winners in rows
    )


def _correlations_with_score(ranked: Ranking) -> dict[str, float]:
    there = ~np.isnan(ranked.ranks)
    total = ranked.scores[there]
    return {
        topic: _correlation(column, total)
        for topic, column in zip(ranked.weights.topic_codes, ranked.topic_scores[there].T, strict=True)
    }


def _correlation(one: Array, other: Array) -> float:
    """Pearson's, over what both have; NaN where there are under three of those or one does not vary."""
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = one[both], other[both]
    if len(x) < 3 or np.ptp(x) < _CONSTANT or np.ptp(y) < _CONSTANT:
        return float("nan")
    x, y = x - x.mean(), y - y.mean()
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


# --- what would make it first ---------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """The least change of the topics' weights that makes an alternative first.

    ``weights``: the exact ones, by topic, on the edge of the first place; ``points``: whole points that were
    tried and do make it first, None where no rounding does.
    """

    code: Code
    weights: Mapping[str, float]
    points: Mapping[str, int] | None


def making_first(warehouse: Warehouse, scenario: Scenario, code: Code) -> Change | None:
    """None: no weights of the topics can. Raises ValueError for an alternative that cannot be ranked, and
    RuntimeError if too much is missing to settle the case."""
    _, entered = contest(warehouse, scenario)
    if entered is None:
        raise ValueError(f"{code} cannot be made first where nobody is ranked.")
    if code not in entered.codes:
        raise ValueError(f"{code} is not among those that can be ranked.")
    own = entered.codes.index(code)
    found = robustness.weights_making_first(entered.by_place, entered.weights, own, **entered.options)
    if found is None:
        return None
    target = dict(zip(entered.topics, found.tolist(), strict=True))
    points = next(
        (
            tried
            for tried in _whole_points(warehouse, scenario, entered, own, np.asarray(found))
            if _is_first(warehouse, replace(scenario, topic_points=tried), code)
        ),
        None,
    )
    return Change(code, target, points)


def _whole_points(
    warehouse: Warehouse, scenario: Scenario, entered: Contest, own: int, target: Array
) -> Iterator[dict[str, int]]:
    """Whole points round about the target that put one first, those to be preferred first.

    A least change ends on a tie, often in a corner between several rivals, so that one rounding seldom does.
    With about today's sum of points, those that leave most sliders where they are; if none comes near the
    target, the nearest of any sum. A topic without anything to weigh keeps its points.
    """
    current = warehouse.catalogue.topic_points | dict(scenario.topic_points)
    idle = (entered.weights == 0) & (target == 0)
    unused = {topic: current[topic] for topic, alone in zip(entered.topics, idle, strict=True) if alone}
    today = np.where(idle, 0, [current[topic] for topic in entered.topics])
    least = np.abs(target - entered.weights).sum()
    finest = range(1, int(MAX_POINTS / target.max() + _ROUNDING) + 1)
    for plain, sums, reach in ((True, [int(today.sum())], 2), (False, finest, 1), (False, finest, 2)):
        tried = _round_about(target, np.array(sums), reach)
        tried = tried[(tried[:, idle] == 0).all(axis=1)]
        scored = scores.combine(
            entered.topic_scores, entered.available, tried.astype(float), entered.aggregation
        ).score
        first = tried[scored[own] >= np.nanmax(scored, axis=0, initial=-np.inf) - _CONSTANT]
        change = np.abs(first / first.sum(axis=1, keepdims=True) - entered.weights).sum(axis=1)
        moved = (first != today).sum(axis=1) * plain
        for place in np.lexsort((change, moved)).tolist():
            if not plain or change[place] <= least + _NEARLY:
                yield dict(zip(entered.topics, first[place].tolist(), strict=True)) | unused


def _round_about(target: Array, sums: npt.NDArray[np.int_], reach: int) -> npt.NDArray[np.int_]:
    """For each sum of points the target's shares rounded down and up, by up to ``reach``; sets × topics."""
    steps = np.array(list(itertools.product(range(1 - reach, 1 + reach), repeat=len(target))))
    down = np.floor(target * sums[:, None] + _ROUNDING).astype(int)
    points: npt.NDArray[np.int_] = (down[:, None] + steps).reshape(-1, len(target))
    usable = (points >= 0).all(axis=1) & (points <= MAX_POINTS).all(axis=1) & points.any(axis=1)
    return points[usable]


def _is_first(warehouse: Warehouse, scenario: Scenario, code: Code) -> bool:
    ranked = ranking.rank(warehouse, scenario)
    return ranked.reason is None and ranked.rank_of(code) == 1


# --- a check of the criteria ----------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """What the criteria with a weight do in this view.

    ``table``: by criterion, with the columns topic, weight (share of all), coverage (share of those ranked
    that have a figure), mean and spread (standard deviation) of the normalised figures (0..1), skew, and, of
    the ranking without it, winner, mean_shift, largest_shift (places), most_moved. ``correlations``:
    criteria × criteria over those ranked, NaN where one does not vary.
    """

    table: pd.DataFrame
    correlations: pd.DataFrame

    @property
    def alike(self) -> list[tuple[str, str, float]]:
        """Pairs that say nearly the same."""
        return [pair for pair in self._pairs() if pair[2] > ALIKE]

    @property
    def opposed(self) -> list[tuple[str, str, float]]:
        """Pairs of one topic that pull against each other."""
        topic = self.table["topic"]
        return [(a, b, r) for a, b, r in self._pairs() if r < 0 and topic[a] == topic[b]]

    def _pairs(self) -> Iterator[tuple[str, str, float]]:
        codes, r = list(self.correlations.columns), self.correlations.to_numpy()
        for one, other in itertools.combinations(range(len(codes)), 2):
            yield codes[one], codes[other], float(r[one, other])


def check(warehouse: Warehouse, ranked: Ranking) -> Check:
    """Look at every criterion with a weight, over those ranked; nothing is left out of the ranking by it."""
    weights = ranked.weights
    final = weights.topics[weights.topic_index] * weights.criteria
    weighed = final > 0
    there = ~np.isnan(ranked.ranks)
    codes = [code for code, there_is in zip(weights.criterion_codes, weighed, strict=True) if there_is]
    rows = [code for code, placed in zip(ranked.codes, there, strict=True) if placed]
    z = pd.DataFrame(ranked.z[np.ix_(there, weighed)], index=pd.Index(rows, dtype=object), columns=codes)
    topics = {code: warehouse.catalogue.criteria[code].topic for code in codes}
    without = robustness.leave_one_out(
        z,
        final[weighed],
        topics=topics,
        aggregation=ranked.scenario.aggregation,
        fill=None if ranked.fill is None else ranked.fill[weighed],
    )
    table = pd.DataFrame(
        {
            "topic": pd.Series(topics, dtype=object),
            "weight": final[weighed],
            "coverage": z.notna().mean(),
            "mean": z.mean(),
            "spread": z.std(ddof=1).where(z.max() - z.min() > _CONSTANT, 0.0),
            "skew": z.skew(),
        }
    ).join(without)
    pairs = [[_correlation(z[a].to_numpy(), z[b].to_numpy()) for b in codes] for a in codes]
    return Check(table, pd.DataFrame(pairs, index=codes, columns=codes))


# --- choices of method ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Method:
    """One way to compute; ``name`` says in which choice it differs from today's: today, normalisation,
    aggregation, sectors, or how a missing figure counts: shared, average, lowest."""

    name: str
    scenario: Scenario


def methods(scenario: Scenario) -> tuple[Method, ...]:
    """Today's method, then every one that differs from it in a single choice."""
    other = {
        "normalisation": "rank" if scenario.normalisation == "goalposts" else "goalposts",
        "aggregation": "geometric" if scenario.aggregation == "arithmetic" else "arithmetic",
        "sectors": "all" if scenario.sectors == "manufacturing" else "manufacturing",
    }
    if scenario.view == "provinces":
        del other["sectors"]
    changed: list[dict[str, Any]] = [{field: value} for field, value in other.items()]
    return (
        Method("today", scenario),
        *(Method(next(iter(change)), replace(scenario, **change)) for change in changed),
        *(Method(rule, replace(scenario, missing=rule)) for rule in _MISSING if rule != scenario.missing),
    )


def places_by_method(warehouse: Warehouse, scenario: Scenario) -> pd.DataFrame:
    """The rank of everybody ranked today under each of `methods`: codes × names, NaN where unranked."""
    found = {method.name: _places(ranking.rank(warehouse, method.scenario)) for method in methods(scenario)}
    today = found["today"].dropna()
    return pd.DataFrame({name: places.reindex(today.index) for name, places in found.items()})


def _places(ranked: Ranking) -> pd.Series[float]:
    """Ranks by code."""
    return pd.Series(ranked.ranks, index=pd.Index(ranked.codes, dtype=object))


@dataclass(frozen=True)
class Reversal:
    """Two that a change of scope puts the other way round."""

    one: Code
    other: Code


def reversals(warehouse: Warehouse, scenario: Scenario) -> tuple[Reversal, ...]:
    """Pairs in both scopes whose order depends on the scope. Goalposts are the same in every scope, ranks and
    averages are taken over all cells, so there should be none; this looks at the ranks rather than at the
    rule."""
    if scenario.view == "provinces":
        return ()
    narrow, wide = (
        _places(ranking.rank(warehouse, replace(scenario, sectors=scope))).dropna()
        for scope in ("manufacturing", "all")
    )
    codes = [code for code in narrow.index if code in wide.index]
    one, other = narrow[codes].to_numpy(), wide[codes].to_numpy()
    flipped = np.argwhere((one[:, None] < one) & (other[:, None] > other))
    return tuple(Reversal(codes[a], codes[b]) for a, b in flipped.tolist())


# --- from one scenario to another ------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """What put an alternative elsewhere: the topic that changed its score most in the direction of the move,
    against the average of those ranked both times, and by how much (0..1, + where it gained). No topic: among
    those ranked both times it keeps its place, only others have come or gone."""

    topic: str | None
    change: float


def explain(before: Ranking, after: Ranking, code: Code) -> Move | None:
    """None where the alternative has the same rank in both, or has none in one of them."""
    ranks = [dict(zip(each.codes, each.ranks.tolist(), strict=True)) for each in (before, after)]
    both = [other for other, rank in ranks[0].items() if rank > 0 and ranks[1].get(other, 0) > 0]
    if code not in both or ranks[0][code] == ranks[1][code]:
        return None
    start, end = (sum(each[other] < each[code] for other in both) for each in ranks)
    if start == end:
        return Move(None, 0.0)
    change = _against_average(after, both, code) - _against_average(before, both, code)
    topic = int(np.argmax(change if end < start else -change))
    return Move(before.weights.topic_codes[topic], float(change[topic]))


def _against_average(ranked: Ranking, among: list[Code], code: Code) -> Array:
    places = {each: place for place, each in enumerate(ranked.codes)}
    parts = ranked.topic_contributions
    own: Array = parts[places[code]] - parts[[places[each] for each in among]].mean(axis=0)
    return own


# --- which choice matters most --------------------------------------------------------------------

COMBINATIONS: Final = 512
"""A power of 2; each choice of method adds as many combinations again. Shares come out within some ten points
of where many more would put them."""
_NEAR_WEIGHTS: Final = 512


def influence(
    warehouse: Warehouse, scenario: Scenario, *, progress: Callable[[float], object] | None = None
) -> pd.DataFrame:
    """How much of the movement of ranks each choice explains (Sobol): weights, normalisation, aggregation,
    missing and criterion (leaving one out).

    The movement is the mean number of places between today's ranking and the one under a combination of
    choices. Weights are near today's. progress: told the share done, 0..1. Returns the frame of
    `robustness.sobol`, largest total first. Raises ValueError where nobody is ranked.
    """
    ranked = ranking.rank(warehouse, scenario)
    if ranked.reason:
        raise ValueError("There is no ranking whose method could be varied.")
    today = ranked.ranks[~np.isnan(ranked.ranks)]
    codes = [code for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if not np.isnan(rank)]
    weights = ranked.weights
    matrices = {how: warehouse.matrix(how, scenario.experts) for how in get_args(Normalisation)}
    figures = {how: _figures(warehouse, replace(scenario, normalisation=how), codes) for how in matrices}
    fills = {
        (how, rule): ranking.fill_of(matrix, rule) for how, matrix in matrices.items() for rule in _MISSING
    }
    topics = robustness.sample_weights(_NEAR_WEIGHTS, len(weights.topics), seed=SEED, around=weights.topics)
    final = weights.topics[weights.topic_index] * weights.criteria
    factors: dict[str, Any] = {
        "weights": range(len(topics)),
        "normalisation": get_args(Normalisation),
        "aggregation": get_args(Aggregation),
        "missing": _MISSING,
        "criterion": (None, *np.flatnonzero(final > 0).tolist()),
    }
    most = COMBINATIONS * (len(factors) + 2)
    done = 0

    def shift(chosen: dict[str, Any]) -> float:
        nonlocal done
        done += 1
        if progress and done % 50 == 0:
            progress(min(done / most, 1.0))
        shares = _shares_without(weights.criteria, chosen["criterion"])
        parts = scores.topic_scores(
            figures[chosen["normalisation"]],
            shares,
            weights.topic_index,
            chosen["aggregation"],
            fills[chosen["normalisation"], chosen["missing"]],
        )
        scored = scores.combine(*parts, topics[chosen["weights"]], chosen["aggregation"]).score
        moved = np.abs(scores.competition_ranks(scored) - today)
        return 0.0 if np.isnan(moved).all() else float(np.nanmean(moved))

    return robustness.sobol(shift, factors, n=COMBINATIONS, seed=SEED).sort_values(
        "total_order", ascending=False
    )


def _figures(warehouse: Warehouse, scenario: Scenario, codes: list[Code]) -> Array:
    """Normalised figures of these alternatives, in this order."""
    ranked = ranking.rank(warehouse, scenario)
    places = {code: place for place, code in enumerate(ranked.codes)}
    return ranked.z[[places[code] for code in codes]]


def _shares_without(shares: Array, criterion: int | None) -> Array:
    """The weights inside the topics without one criterion, which gives its own to the rest of its topic."""
    if criterion is None:
        return shares
    rest = shares.copy()
    rest[criterion] = 0.0
    return rest
