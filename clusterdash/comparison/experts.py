"""The expert scores of a meeting: what people gave, and the criteria they fill as this meeting's scenario.

They never enter an edition: `scored_matrix` gives a matrix of its own, for one province.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from clusterdash import ranking
from clusterdash.catalogue import Catalogue
from clusterdash.ranking import Ranking
from clusterdash.records.values import EXPERT_CRITERIA, Ballot
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Expert, Matrix, Warehouse, layered


@dataclass(frozen=True)
class ExpertScore:
    """What people gave one sector under one expert criterion (origin: expert).

    ``mean``: of the scores 1-5, None where nobody gave one; ``spread``: their standard deviation with n − 1,
    None for fewer than two; ``scores``: how many there are; ``cannot_say``: how many answered "can't say".
    """

    division: str
    criterion: str
    mean: float | None
    spread: float | None
    scores: int
    cannot_say: int


def expert_scores(ballots: Sequence[Ballot], shortlist: Iterable[str]) -> tuple[ExpertScore, ...]:
    """One per sector of the shortlist and expert criterion, in that order."""
    return tuple(
        _score(ballots, division, criterion) for division in shortlist for criterion in EXPERT_CRITERIA
    )


def scored_matrix(
    matrix: Matrix, province: int, scored: Iterable[ExpertScore], catalogue: Catalogue
) -> Matrix:
    """The matrix with the expert criteria of one province filled where people gave scores; see `layered`."""
    given = [
        Expert(score.criterion, province, score.division, score.mean, score.spread, score.scores)
        for score in scored
        if score.mean is not None
    ]
    return layered(matrix, catalogue.criteria, given)


def scored_ranking(warehouse: Warehouse, scenario: Scenario, scored: Iterable[ExpertScore]) -> Ranking | None:
    """The ranking of the scenario's province with what people scored; None where nobody scored anything."""
    scored = tuple(scored)
    if all(score.mean is None for score in scored):
        return None
    matrix = scored_matrix(
        warehouse.matrix(scenario.normalisation), scenario.province, scored, warehouse.catalogue
    )
    return ranking.rank(warehouse, scenario, matrix)


def _score(ballots: Sequence[Ballot], division: str, criterion: str) -> ExpertScore:
    sheets = [ballot.scores or {} for ballot in ballots]
    answers = [sheet[division, criterion] for sheet in sheets if (division, criterion) in sheet]
    given = np.array([answer for answer in answers if answer is not None], dtype=np.float64)
    return ExpertScore(
        division,
        criterion,
        mean=float(given.mean()) if len(given) else None,
        spread=float(given.std(ddof=1)) if len(given) > 1 else None,
        scores=len(given),
        cannot_say=len(answers) - len(given),
    )
