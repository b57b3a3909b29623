"""A consultation meeting in figures: what people weigh, order, score and dispute, beside the analysis.

`compare` makes all figures of one round. People are seen before they see the statistics, so their own order
is compared with the analysis; the order their *weights* imply rests on the figures itself and is shown beside
both, never as evidence that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Final

from clusterdash import ranking
from clusterdash.analysis.agreement import Concordance
from clusterdash.comparison import experts, groups, parallel, people, places
from clusterdash.comparison.experts import ExpertScore, scored_matrix, scored_ranking
from clusterdash.comparison.groups import Group, Groups
from clusterdash.comparison.parallel import Difference, Parallelism
from clusterdash.comparison.people import Average, Stand, TopicWeights
from clusterdash.comparison.places import RULES, Places, Rule, Rules
from clusterdash.comparison.rounds import Movement, movement
from clusterdash.ranking import Ranking
from clusterdash.records.values import KINDS, Ballot
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

__all__ = [
    "KINDS",
    "RULES",
    "Average",
    "Comparison",
    "Difference",
    "ExpertScore",
    "Group",
    "Groups",
    "Movement",
    "Parallelism",
    "Places",
    "Rule",
    "Rules",
    "Stand",
    "TopicWeights",
    "analysis_of",
    "compare",
    "movement",
    "prepare",
    "scored_matrix",
    "scored_ranking",
]

_LIBRARIES: Final = ("scipy.stats", "scipy.cluster.hierarchy", "scipy.spatial.distance")
"""What is imported only where it is used, since it takes half a second and few pages need it."""


def prepare() -> None:
    """Load what `compare` computes with, so that a hall that waits for a reveal need not."""
    for library in _LIBRARIES:
        import_module(library)


@dataclass(frozen=True)
class Comparison:
    """All figures of one round over the sectors of the shortlist; what nobody answered is None or empty.

    ``ballots``: how many count, those withdrawn and those without any answer apart; ``orders_given``: how
    many of them order the shortlist; ``analysis``: places by the statistics alone; ``implied``: places if the
    topics had the people's mean weights; ``first_by_own_weights``: the share of the ballots whose own weights
    put each sector first; ``scored``: places with the expert scores as criteria.
    """

    shortlist: tuple[str, ...]
    ballots: int
    orders_given: int
    weights: TopicWeights | None
    analysis: Places
    implied: Places | None
    first_by_own_weights: dict[str, float]
    rules: Rules
    concordance: Concordance | None
    parallelism: Parallelism | None
    differences: tuple[Difference, ...]
    groups: Groups
    stands: tuple[Stand, ...]
    scores: tuple[ExpertScore, ...]
    scored: Places | None

    @property
    def people(self) -> Places | None:
        """People's own order by Borda, the one whose rank sums Kendall's W is about."""
        return self.rules.places.get("borda")


def analysis_of(warehouse: Warehouse, scenario: Scenario, province: int, shortlist: Sequence[str]) -> Ranking:
    """The edition's ranking for a meeting: the sectors of its province under its scenario, figures only.

    Where the shortlist reaches beyond the scenario's scope, all sectors are ranked; goalposts are fixed, so
    that this changes no score.
    """
    asked = replace(scenario, view="sectors", province=province)
    found = ranking.rank(warehouse, asked)
    if set(shortlist) <= set(found.codes):
        return found
    return ranking.rank(warehouse, replace(asked, sectors="all"))


def compare(
    warehouse: Warehouse,
    analysis: Ranking,
    ballots: Iterable[Ballot],
    shortlist: Sequence[str],
    proposed: Sequence[str] = (),
) -> Comparison:
    """All figures of one round.

    analysis: as `analysis_of` gives it; proposed: the sectors put to confirm or dispute. The order of the
    ballots changes nothing. A sector that the analysis does not rank (absent, too few figures) keeps its
    place among people and has none in what compares the two. Raises ValueError for an empty shortlist.
    """
    if not shortlist:
        raise ValueError("The shortlist is empty: a meeting needs sectors to speak about.")
    present = people.taking_part(ballots)
    weights = people.topic_weights(present, analysis.weights.topic_codes)
    orders = people.orders(present, shortlist)
    own = places.of_analysis(analysis, shortlist)
    implied = places.by_weights(analysis, weights.everybody.mean, shortlist) if weights else None
    scored = experts.expert_scores(present, shortlist)
    with_scores = experts.scored_ranking(warehouse, analysis.scenario, scored)
    return Comparison(
        shortlist=tuple(shortlist),
        ballots=len(present),
        orders_given=0 if orders is None else orders.shape[1],
        weights=weights,
        analysis=own,
        implied=implied,
        first_by_own_weights=places.first_by_own_weights(analysis, weights, shortlist) if weights else {},
        rules=places.rules(orders, implied),
        concordance=parallel.concordance(orders),
        parallelism=parallel.parallelism(orders, own),
        differences=parallel.differences(orders, own, present),
        groups=groups.like_minded(orders, present),
        stands=people.stands(present, proposed),
        scores=scored,
        scored=places.of_analysis(with_scores, shortlist) if with_scores else None,
    )
