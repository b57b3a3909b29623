"""What a scenario makes of the figures: who ranks where, with which score, and what it is made of.

Everything here is plain arrays until a frame is asked for, so that the command line and a slider's release
stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from clusterdash.analysis import scores
from clusterdash.analysis.scores import TopicScores
from clusterdash.catalogue import Catalogue
from clusterdash.scenario import Language, Missing, Scenario
from clusterdash.warehouse import Matrix, Warehouse

if TYPE_CHECKING:
    import pandas as pd

Array: TypeAlias = npt.NDArray[np.float64]
Code: TypeAlias = int | str
Status = Literal["ranked", "insufficient", "below_minimum", "absent"]
Reason = Literal["no_topic_points", "no_criterion_points", "nothing_to_rank"]

SMALL: Final = 20
"""Fewer workplaces than this are marked: too few firms to speak of a cluster."""
MANUFACTURING: Final = "C"
_ORDER: Final[tuple[Status, ...]] = ("ranked", "insufficient", "below_minimum", "absent")


class UnknownCodeError(ValueError):
    """The scenario names a province or a division that the edition does not have."""


@dataclass(frozen=True)
class Weights:
    """Points as shares. ``topics``: adding up to 1 over the topics that have a usable weighted criterion, all
    0 where there is none. ``criteria``: adding up to 1 inside each such topic."""

    topic_codes: tuple[str, ...]
    criterion_codes: tuple[str, ...]
    topics: Array
    criteria: Array
    topic_index: npt.NDArray[np.intp]
    reason: Reason | None = None


@dataclass(frozen=True)
class Ranking:
    """The alternatives of one scenario, best first, those without a rank at the end.

    ``codes``: divisions (text) in the view "sectors", plate codes in the view "provinces". Arrays follow
    them: ``ranks`` (1 = best, ties share a place) and ``scores`` (0..1) are NaN without a rank; ``coverage``
    is the share of the weight that has figures, NaN where absent; ``topic_scores`` and both contributions
    (alternatives × topics or criteria) are on 0..1 too, and contributions add up to the score. ``z`` has NaN
    where a figure is missing; ``fill`` is what that counts as (`fill_of`). ``reason`` says why nothing is
    ranked.
    """

    scenario: Scenario
    edition: str
    weights: Weights
    codes: tuple[Code, ...]
    statuses: tuple[Status, ...]
    ranks: Array
    scores: Array
    coverage: Array
    workplaces: Array
    insured: Array
    picks: npt.NDArray[np.bool_]
    z: Array
    fill: Array | None
    topic_scores: Array
    topic_contributions: Array
    criterion_contributions: Array
    reason: Reason | None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row per alternative, in order: rank (NaN: none), code, score (0..1), coverage (0..1), status,
        workplaces, insured, pick (published for the province), small (fewer than SMALL workplaces)."""
        import pandas as pd

        return pd.DataFrame(
            {
                "rank": self.ranks,
                "code": list(self.codes),
                "score": self.scores,
                "coverage": self.coverage,
                "status": list(self.statuses),
                "workplaces": self.workplaces.astype(int),
                "insured": self.insured.astype(int),
                "pick": self.picks,
                "small": self.workplaces < SMALL,
            }
        )

    @cached_property
    def by_topic(self) -> pd.DataFrame:
        """What each topic adds to the score: codes × topics; rows add up to it, NaN without a rank."""
        return self._frame(self.topic_contributions, self.weights.topic_codes)

    @cached_property
    def by_criterion(self) -> pd.DataFrame:
        """What each criterion adds to the score: codes × criteria; rows add up to it, NaN without a rank."""
        return self._frame(self.criterion_contributions, self.weights.criterion_codes)

    def rank_of(self, code: Code) -> int | None:
        """The place of one alternative; None where it has none. Raises ValueError for a code not listed."""
        place = self.ranks[self.codes.index(code)]
        return None if np.isnan(place) else int(place)

    def parts(self, shares: Array | None = None) -> TopicScores:
        """Topic scores and what they rest on, on the scale of the mean (geometric: 1-100), for other weights
        inside the topics where given."""
        inside = self.weights.criteria if shares is None else shares
        return scores.topic_scores(
            self.z, inside, self.weights.topic_index, self.scenario.aggregation, self.fill
        )

    def _frame(self, values: Array, columns: tuple[str, ...]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(values, index=pd.Index(list(self.codes), name="code"), columns=list(columns))


@dataclass(frozen=True)
class Lead:
    """What carries the first over the second: by how much, and which topics and criteria make it up. Positive
    parts speak for the first; both mappings run from the largest and add up to ``difference``."""

    first: Code
    second: Code
    difference: float
    topics: Mapping[str, float]
    criteria: Mapping[str, float]


def rank(warehouse: Warehouse, scenario: Scenario, matrix: Matrix | None = None) -> Ranking:
    """Rank the sectors of a province, or the provinces for a sector.

    matrix: figures to rank on instead of the edition's own, over the same provinces and divisions; its
    criteria may be others of the catalogue. Raises UnknownCodeError where the edition has no such province or
    division. All weights 0, or nothing to rank, is no error: nobody has a rank then, and ``reason`` says why.
    """
    matrix = matrix or warehouse.matrix(scenario.normalisation, scenario.experts)
    codes, cells, picks = _alternatives(warehouse, scenario)
    weights = weights_of(warehouse.catalogue, scenario, matrix.criteria)
    z, insured, workplaces = matrix.z[cells], matrix.insured[cells], matrix.workplaces[cells]
    fill = fill_of(matrix, scenario.missing)
    parts = scores.topic_scores(z, weights.criteria, weights.topic_index, scenario.aggregation, fill)
    combined = scores.combine(*parts, weights.topics, scenario.aggregation)
    statuses = _statuses(insured, workplaces, combined.score, scenario.minimum_workplaces)
    ranked = statuses == "ranked"
    score = np.where(ranked, combined.score, np.nan)
    ranks = scores.competition_ranks(score)
    counted = scores.filled(z, fill)
    used = scores.weights_used(counted, weights.criteria, weights.topic_index, weights.topics)
    contributions = scores.contributions(counted, used, score, scenario.aggregation)
    unit = 100.0 if scenario.aggregation == "geometric" else 1.0
    order = np.lexsort((np.arange(len(codes)), ranks, np.array([_ORDER.index(s) for s in statuses])))
    return Ranking(
        scenario=scenario,
        edition=warehouse.edition.id,
        weights=weights,
        codes=tuple(codes[place] for place in order),
        statuses=tuple(statuses[order].tolist()),
        ranks=ranks[order],
        scores=score[order] / unit,
        coverage=np.where(insured > 0, combined.coverage, np.nan)[order],
        workplaces=workplaces[order],
        insured=insured[order],
        picks=picks[order],
        z=z[order],
        fill=fill,
        topic_scores=parts.score[order] / unit,
        topic_contributions=_by_topic(contributions, weights)[order] / unit,
        criterion_contributions=contributions[order] / unit,
        reason=weights.reason or (None if ranked.any() else "nothing_to_rank"),
    )


def fill_of(matrix: Matrix, missing: Missing) -> Array | None:
    """What a missing figure counts as under the rule, by criterion; None: its weight goes to the others.

    The average is that of all cells of the edition, so that a score does not depend on who else is ranked. A
    criterion nobody has a figure for stays missing.
    """
    if missing == "shared":
        return None
    return matrix.means if missing == "average" else np.where(np.isnan(matrix.means), np.nan, 0.0)


def default_ranks(warehouse: Warehouse, scenario: Scenario) -> dict[Code, int]:
    """The ranks under the catalogue's own points, with the same scope and method."""
    usual = rank(warehouse, replace(scenario, topic_points={}, criterion_points={}))
    return {
        code: int(place) for code, place in zip(usual.codes, usual.ranks, strict=True) if not np.isnan(place)
    }


def score_map(warehouse: Warehouse, scenario: Scenario, division: str) -> dict[int, float]:
    """The score (0..1) of one division in every province under the scenario's weights; NaN without a rank."""
    found = rank(warehouse, replace(scenario, view="provinces", division=division))
    return {int(code): float(score) for code, score in zip(found.codes, found.scores, strict=True)}


def lead(ranking: Ranking) -> Lead | None:
    """Why the first is first; None where fewer than two are ranked."""
    if np.count_nonzero(~np.isnan(ranking.ranks)) < 2:
        return None
    first, second = ranking.codes[:2]
    topics = ranking.topic_contributions[0] - ranking.topic_contributions[1]
    criteria = ranking.criterion_contributions[0] - ranking.criterion_contributions[1]
    return Lead(
        first,
        second,
        float(ranking.scores[0] - ranking.scores[1]),
        _largest_first(ranking.weights.topic_codes, topics),
        _largest_first(ranking.weights.criterion_codes, criteria),
    )


def cannot_change(warehouse: Warehouse, scenario: Scenario) -> frozenset[str]:
    """Topics and criteria whose points cannot change the order in this view.

    A criterion that is the same for everything ranked: by its level, or because no figure differs. A topic
    whose usable criteria all are.
    """
    ranking = rank(warehouse, scenario)
    catalogue = warehouse.catalogue
    ranked = scores.filled(ranking.z, ranking.fill)[~np.isnan(ranking.ranks)]
    still = {
        code
        for code, column in zip(ranking.weights.criterion_codes, ranked.T, strict=True)
        if not catalogue.criteria[code].can_reorder(scenario.view) or _constant(column)
    }
    usable = ranking.weights.criterion_codes
    topics = {
        topic
        for topic in ranking.weights.topic_codes
        if all(c.code in still for c in catalogue.criteria_of(topic) if c.code in usable)
    }
    return frozenset(still | topics)


@dataclass(frozen=True)
class Figure:
    """One indicator of one province and division. ``value``: None where missing; ``display``: the value as it
    is shown, without its unit; ``year``: the last of its period; ``note``: a period of several years."""

    indicator: str
    name: str
    value: float | None
    display: str
    unit: str
    year: int
    source: str
    note: str | None


def figures(warehouse: Warehouse, province: int, division: str, language: Language) -> tuple[Figure, ...]:
    """Every indicator of a province and a division, of its latest year, in the catalogue's order.

    Indicators of provinces or of divisions as a whole are among them. Raises UnknownCodeError where the
    edition has no such province or division.
    """
    matrix = warehouse.matrix()
    _place(matrix.provinces, province, "province")
    _place(matrix.divisions, division, "division")
    return tuple(
        _figure(warehouse.catalogue, row, language)
        for row in warehouse.rows("figures", province=province, division=division)
    )


def _figure(catalogue: Catalogue, row: Mapping[str, Any], language: Language) -> Figure:
    from clusterdash.text import numbers

    indicator = catalogue.indicators[row["indicator"]]
    sources = [catalogue.sources[code] for code in indicator.sources]
    return Figure(
        indicator=indicator.id,
        name=indicator.name.in_(language),
        value=row["value"],
        display=numbers.number(row["value"], language, indicator.digits),
        unit=indicator.unit.in_(language),
        year=row["year"],
        source="; ".join(
            f"{source.authority.in_(language)}, {source.table.in_(language)}" for source in sources
        ),
        note=row["note"],
    )


def weights_of(catalogue: Catalogue, scenario: Scenario, criteria: tuple[str, ...]) -> Weights:
    """The scenario's points over the catalogue's defaults, as shares; ``criteria`` are those with figures."""
    topics = tuple(catalogue.topics)
    topic_points = _points(catalogue.topic_points, scenario.topic_points, topics)
    criterion_points = _points(catalogue.criterion_points, scenario.criterion_points, criteria)
    index = np.array([topics.index(catalogue.criteria[code].topic) for code in criteria], dtype=np.intp)
    inside = np.bincount(index, weights=criterion_points, minlength=len(topics))
    usable = np.where(inside > 0, topic_points, 0.0)
    reason: Reason | None = None
    if not usable.any():
        reason = "no_criterion_points" if topic_points.any() else "no_topic_points"
    return Weights(
        topics,
        criteria,
        usable / (usable.sum() or 1.0),
        np.divide(criterion_points, inside[index], out=np.zeros(len(criteria)), where=inside[index] > 0),
        index,
        reason,
    )


# --- what is ranked -------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _sections(warehouse: Warehouse) -> dict[str, str]:
    return {row["division"]: row["section"] for row in warehouse.rows("names_divisions")}


@lru_cache(maxsize=4)
def _picks(warehouse: Warehouse) -> dict[int, str | None]:
    return {row["province"]: row["division"] for row in warehouse.rows("programme_pilots")}


def _alternatives(
    warehouse: Warehouse, scenario: Scenario
) -> tuple[tuple[Code, ...], tuple[Any, Any], npt.NDArray[np.bool_]]:
    """Codes in their own order, their cells in the matrix, and which are the programme's published picks."""
    matrix = warehouse.matrix(scenario.normalisation)
    picks = _picks(warehouse)
    if scenario.view == "provinces":
        column = _place(matrix.divisions, scenario.division, "division")
        chosen = [picks.get(province) == scenario.division for province in matrix.provinces]
        return matrix.provinces, (slice(None), column), np.array(chosen)
    row = _place(matrix.provinces, scenario.province, "province")
    sections = _sections(warehouse)
    columns = [
        place
        for place, division in enumerate(matrix.divisions)
        if scenario.sectors == "all" or sections[division] == MANUFACTURING
    ]
    divisions = tuple(matrix.divisions[place] for place in columns)
    chosen = [picks.get(scenario.province) == division for division in divisions]
    return divisions, (row, columns), np.array(chosen)


def _place(codes: tuple[Any, ...], code: Code, what: str) -> int:
    if code not in codes:
        raise UnknownCodeError(f"There is no {what} {code}; the first is {codes[0]}, the last {codes[-1]}.")
    return codes.index(code)


def _statuses(insured: Array, workplaces: Array, score: Array, minimum: int) -> npt.NDArray[np.str_]:
    return np.select(
        [insured == 0, workplaces < minimum, np.isnan(score)],
        ["absent", "below_minimum", "insufficient"],
        "ranked",
    )


# --- parts of a score -----------------------------------------------------------------------------


def _by_topic(contributions: Array, weights: Weights) -> Array:
    membership = np.zeros((len(weights.criterion_codes), len(weights.topic_codes)))
    membership[np.arange(len(weights.criterion_codes)), weights.topic_index] = 1.0
    return contributions @ membership


def _largest_first(codes: tuple[str, ...], values: Array) -> dict[str, float]:
    return {codes[place]: float(values[place]) for place in np.argsort(-values, kind="stable")}


def _points(defaults: Mapping[str, int], given: Mapping[str, int], codes: tuple[str, ...]) -> Array:
    return np.array([given.get(code, defaults[code]) for code in codes], dtype=np.float64)


def _constant(column: Array) -> bool:
    return bool(len(column) == 0 or np.isnan(column).all() or np.ptp(column) == 0)
