"""Where each sector of the shortlist stands: in the analysis, by people's weights, and by people's orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from clusterdash.analysis import agreement, scores
from clusterdash.comparison.people import Array, TopicWeights
from clusterdash.ranking import Ranking

if TYPE_CHECKING:
    from clusterdash.analysis.agreement import Consensus

Places: TypeAlias = Mapping[str, int | None]
"""The place of each sector among the shortlist: 1 = best, ties share it; None: not ranked."""
Rule = Literal["mean_weights", "borda", "copeland", "kemeny"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)


@dataclass(frozen=True)
class Rules:
    """The same ballots under four rules; a rule whose part nobody answered is missing.

    ``mean_weights``: the people's mean weights on the figures; the other three: the people's own orders.
    ``exact``: no order has less against it than Kemeny's; ``equally_good``: how many have as little (0: not
    known), so that more than 1 means that Kemeny's order is one of several.
    """

    places: Mapping[Rule, Places]
    exact: bool
    equally_good: int

    @property
    def first(self) -> dict[Rule, tuple[str, ...]]:
        """Whom each rule puts first; several where they tie, nobody where nothing is ranked."""
        return {
            rule: tuple(code for code, place in places.items() if place == 1)
            for rule, places in self.places.items()
        }

    @property
    def disagree(self) -> bool:
        """Whether the rules put different sectors first."""
        return len({frozenset(first) for first in self.first.values() if first}) > 1


def of_analysis(ranking: Ranking, shortlist: Sequence[str]) -> Places:
    """The places of the shortlist in a ranking of sectors."""
    scored = dict(zip(ranking.codes, ranking.scores.tolist(), strict=True))
    return _places(shortlist, [scored.get(code, np.nan) for code in shortlist])


def by_weights(ranking: Ranking, points: Mapping[str, float], shortlist: Sequence[str]) -> Places:
    """The places of the shortlist if the topics had these points; all else as in the ranking."""
    weights = np.array([points.get(topic, 0.0) for topic in ranking.weights.topic_codes])
    scored = dict(zip(ranking.codes, _scores(ranking, weights), strict=True))
    return _places(shortlist, [scored.get(code, np.nan) for code in shortlist])


def first_by_own_weights(
    ranking: Ranking, weights: TopicWeights, shortlist: Sequence[str]
) -> dict[str, float]:
    """The share of the ballots whose own weights put each sector first; those that tie share a ballot.

    Empty where nothing is ranked under anybody's weights.
    """
    topics = ranking.weights.topic_codes
    points = np.array([[dot.points.get(topic, 0.0) for topic in topics] for dot in weights.dots])
    rows = [ranking.codes.index(code) for code in shortlist if code in ranking.codes]
    listed = [code for code in shortlist if code in ranking.codes]
    if not rows:
        return {}
    scored = _scores(ranking, points)[rows]
    decided = ~np.isnan(scored).all(axis=0)
    if not decided.any():
        return {}
    best = np.nanmax(scored[:, decided], axis=0)
    first = np.abs(scored[:, decided] - best) <= scores.RANK_TOLERANCE * np.abs(best)
    share = (first / first.sum(axis=0)).mean(axis=1)
    return dict(zip(listed, share.tolist(), strict=True))


def rules(orders: pd.DataFrame | None, implied: Places | None) -> Rules:
    """What each rule makes of the ballots. orders: as `people.orders` gives them."""
    found: dict[Rule, Places] = {}
    if implied is not None and any(place for place in implied.values()):
        found["mean_weights"] = implied
    if orders is None or len(orders) < 2:
        return Rules(found, exact=True, equally_good=0)
    shortlist = list(orders.index)
    found["borda"] = _places(shortlist, agreement.borda(orders).tolist())
    found["copeland"] = _places(shortlist, agreement.copeland(orders).tolist())
    consensus: Consensus = agreement.kemeny(orders)
    found["kemeny"] = {code: consensus.order.index(code) + 1 for code in shortlist}
    return Rules(found, consensus.exact, consensus.equally_good)


def _scores(ranking: Ranking, weights: Array) -> Array:
    """Scores under other topic weights, NaN where the ranking has no place: (n,) or (n, m) for m weights."""
    scored = scores.combine(*ranking.parts(), weights, ranking.scenario.aggregation).score
    entered = np.isin(ranking.statuses, ("ranked", "insufficient"))
    scored[~entered] = np.nan
    return scored


def _places(shortlist: Sequence[str], figures: Sequence[float]) -> Places:
    ranks = scores.competition_ranks(np.array(figures, dtype=np.float64))
    return {code: None if np.isnan(rank) else int(rank) for code, rank in zip(shortlist, ranks, strict=True)}
