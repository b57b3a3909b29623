"""The browser's arithmetic against Python's, on random weights, gaps and ties."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, Route

from clusterdash import ranking
from clusterdash.analysis import robustness, scores, scoring
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SCRIPT = Path(__file__).parents[2] / "clusterdash" / "ui" / "static" / "board" / "scoring.js"
CASES = 400
RUN = """async cases => {
  const { shares, score, rank } = await import("/scoring.js");
  return JSON.parse(cases).map(({ topics, criteria, points, z, geometric, fill }) => {
    const weights = shares(topics, criteria, points);
    const flat = Float64Array.from(z.flat(), value => value === null ? NaN : value);
    const columns = Int32Array.from(criteria, (_, c) => c);
    const cells = Int32Array.from(z, (_, n) => n);
    const result = score(flat, criteria.length, columns, cells, weights, geometric, fill);
    const list = values => Array.from(values, value => value === value ? value : null);
    return {
      weighs: weights.weighs, score: list(result.score), coverage: list(result.coverage),
      parts: list(result.parts), rank: Array.from(rank(result.score).rank),
    };
  });
}"""


@dataclass(frozen=True)
class Case:
    """Points on two levels over z (rows × criteria); `usable` criteria only take part."""

    topics: list[str]
    topic_of: list[str]
    usable: list[bool]
    topic_points: dict[str, int]
    points: list[int]
    z: np.ndarray[Any, np.dtype[np.float64]]
    geometric: bool
    fill: np.ndarray[Any, np.dtype[np.float64]] | None = None

    @property
    def codes(self) -> list[str]:
        return [f"c{number}" for number in range(len(self.topic_of))]

    def as_json(self) -> dict[str, Any]:
        return {
            "topics": [{"code": code} for code in self.topics],
            "criteria": [
                {"code": code, "topic": topic, "usable": usable}
                for code, topic, usable in zip(self.codes, self.topic_of, self.usable, strict=True)
            ],
            "points": {
                "topics": self.topic_points,
                "criteria": dict(zip(self.codes, self.points, strict=True)),
            },
            "z": [[None if np.isnan(value) else value for value in row] for row in self.z.tolist()],
            "geometric": self.geometric,
            "fill": None if self.fill is None else [None if np.isnan(v) else v for v in self.fill.tolist()],
        }


def random_fill(
    random: np.random.Generator, z: np.ndarray[Any, np.dtype[np.float64]]
) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """What a missing figure counts as under one of the three rules; NaN: nobody has a figure."""
    known = ~np.isnan(z)
    means = np.array(
        [column[there].mean() if there.any() else np.nan for column, there in zip(z.T, known.T, strict=True)]
    )
    fills = (None, means, means * 0)
    return fills[random.integers(len(fills))]


def random_case(random: np.random.Generator) -> Case:
    topics = [f"t{number}" for number in range(random.integers(1, 5))]
    criteria = int(random.integers(1, 22))
    rows = int(random.integers(1, 89))
    z = random.random((rows, criteria))
    z[random.random(z.shape) < random.choice([0.0, 0.0, 0.2, 0.6])] = np.nan
    z[random.random(z.shape) < 0.1] = random.choice([0.0, 1.0])
    z[random.random(rows) < 0.1] = np.nan
    if rows > 3:
        z[rows // 2] = z[0]
        z[-1] = z[0] * (1 + 1e-14)
        z[1] = np.clip(z[2] * (1 - 1e-9), 0, 1)
    some_zero = random.random() < 0.5
    points = random.integers(0, 101, criteria) * (random.random(criteria) > 0.4 * some_zero)
    topic_points = random.integers(0, 101, len(topics)) * (random.random(len(topics)) > 0.4 * some_zero)
    return Case(
        topics=topics,
        topic_of=random.choice(topics, criteria).tolist(),
        usable=(random.random(criteria) > 0.15).tolist(),
        topic_points=dict(zip(topics, topic_points.tolist(), strict=True)),
        points=points.tolist(),
        z=z,
        geometric=bool(random.random() < 0.5),
        fill=random_fill(random, z),
    )


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    random = np.random.default_rng(20130525)
    return [random_case(random) for _ in range(CASES)]


def serve(route: Route) -> None:
    if route.request.url.endswith("/scoring.js"):
        route.fulfill(path=SCRIPT, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


@pytest.fixture
def answers(page: Page, cases: list[Case]) -> list[dict[str, Any]]:
    page.route("http://board.invalid/**", serve)
    page.goto("http://board.invalid/")
    found: list[dict[str, Any]] = page.evaluate(RUN, json.dumps([case.as_json() for case in cases]))
    return found


def weights_in_python(case: Case) -> pd.Series[float] | None:
    """Final weights, or None where nothing is left to weigh."""
    inside = pd.Series(
        np.where(case.usable, case.points, 0).astype(float),
        index=pd.MultiIndex.from_arrays([case.topic_of, case.codes]),
    )
    topics = pd.Series(case.topic_points, dtype=float)
    if inside.sum() == 0 or topics.sum() == 0:
        return None
    try:
        return scoring.two_level(topics, inside)
    except ValueError:
        return None


def test_scores_ranks_coverage_and_contributions_agree(
    cases: list[Case], answers: list[dict[str, Any]]
) -> None:
    compared = ties = unranked = counted = 0
    for case, answer in zip(cases, answers, strict=True):
        weights = weights_in_python(case)
        assert answer["weighs"] == (weights is not None)
        if weights is None:
            assert set(answer["rank"]) == {0}
            continue
        aggregation: Any = "geometric" if case.geometric else "arithmetic"
        unit = 100 if case.geometric else 1
        z = pd.DataFrame(case.z, columns=case.codes)
        topics = dict(zip(case.codes, case.topic_of, strict=True))
        scored = scoring.score(z, weights, topics=topics, aggregation=aggregation, fill=case.fill)
        np.testing.assert_allclose(numbers(answer["score"]), scored["score"] / unit, rtol=0, atol=1e-9)
        np.testing.assert_allclose(numbers(answer["coverage"]), scored["coverage"], rtol=0, atol=1e-9)
        ranks = scoring.rank(scored["score"]).fillna(0).astype(int).tolist()
        assert answer["rank"] == ranks
        added = scoring.contributions(z, weights, topics=topics, aggregation=aggregation, fill=case.fill)
        added /= unit
        by_topic = added.T.groupby(topics).sum().T.reindex(columns=case.topics, fill_value=0.0)
        parts = numbers(answer["parts"]).reshape(len(z), len(case.topics))
        ranked = scored["score"].notna().to_numpy()
        np.testing.assert_allclose(parts[ranked], by_topic.to_numpy()[ranked], rtol=0, atol=1e-9)
        compared += 1
        ties += len(ranks) > len(set(ranks) - {0}) + ranks.count(0)
        unranked += 0 in ranks
        counted += case.fill is not None and scored["score"].notna().any() and bool(np.isnan(case.z).any())
    assert compared > 200
    assert counted > 50
    assert ties > 50
    assert unranked > 50


def test_parts_add_up_to_the_score(cases: list[Case], answers: list[dict[str, Any]]) -> None:
    for case, answer in zip(cases, answers, strict=True):
        score = numbers(answer["score"])
        sums = numbers(answer["parts"]).reshape(len(score), len(case.topics)).sum(axis=1)
        ranked = ~np.isnan(score)
        np.testing.assert_allclose(sums[ranked], score[ranked], rtol=1e-12)
        assert not sums[~ranked].any()


def numbers(values: list[float | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


@pytest.mark.parametrize(("present", "ranked"), [(65, True), (64, False)])
def test_the_edge_of_coverage(page: Page, present: int, ranked: bool) -> None:
    """65 % of the weight is enough, whatever rounding the shares bring."""
    case = Case(
        topics=["t"],
        topic_of=["t"] * 3,
        usable=[True] * 3,
        topic_points={"t": 1},
        points=[present - 7, 7, 100 - present],
        z=np.array([[0.25, 0.25, np.nan]]),
        geometric=False,
    )
    page.route(
        "http://board.invalid/**", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript")
    )
    page.goto("http://board.invalid/scoring.js")
    [answer] = page.evaluate(RUN, json.dumps([case.as_json()]))
    assert answer["rank"] == [int(ranked)]
    assert numbers(answer["coverage"]) == pytest.approx([present / 100])


# --- missing values: score, acceptability, intervals and browser ----------------------------------


@dataclass(frozen=True)
class Try:
    """Weights of the topics to be tried on a case, and what the interval of a weight says of them.

    `firsts`: who is first there by the interval; None: somebody else than today, `winner` among them.
    """

    case: Case
    topics: np.ndarray[Any, np.dtype[np.float64]]
    firsts: set[int] | None
    winner: int | None = None

    def final(self) -> pd.Series[float]:
        tried = replace(
            self.case, topic_points=dict(zip(self.case.topics, self.topics.tolist(), strict=True))
        )
        weights = weights_in_python(tried)
        assert weights is not None
        return weights

    def as_json(self) -> dict[str, Any]:
        plain = self.case.as_json()
        plain["points"]["topics"] = dict(zip(self.case.topics, self.topics.tolist(), strict=True))
        return plain


def gappy_case(random: np.random.Generator) -> Case:
    topics, rows = ["t0", "t1", "t2"], int(random.integers(3, 9))
    topic_of = [*topics, *random.choice(topics, int(random.integers(1, 6))).tolist()]
    z = random.random((rows, len(topic_of)))
    z[random.random(z.shape) < 0.3] = np.nan
    return Case(
        topics=topics,
        topic_of=topic_of,
        usable=[True] * len(topic_of),
        topic_points=dict(zip(topics, random.integers(5, 100, 3).tolist(), strict=True)),
        points=random.integers(5, 100, len(topic_of)).tolist(),
        z=z,
        geometric=bool(random.random() < 0.5),
    )


def tries_of(case: Case) -> list[Try]:
    """Today's weights, one inside each end of each topic's interval, and one just beyond."""
    aggregation: Any = "geometric" if case.geometric else "arithmetic"
    inside = np.array(case.points, dtype=float)
    index = np.array([case.topics.index(topic) for topic in case.topic_of])
    parts = scoring.topic_scores(case.z, inside / np.bincount(index, inside)[index], index, aggregation)
    scores, available = (pd.DataFrame(part) for part in parts)
    today = np.array(list(case.topic_points.values())) / sum(case.topic_points.values())
    ends = robustness.stability_intervals(scores, today, available=available, aggregation=aggregation)
    ranks = scoring.rank(scoring.combine(*parts, today, aggregation).score)
    firsts = set(np.flatnonzero(ranks == 1).tolist())
    found = [Try(case, today, firsts)] if firsts else []
    for topic, row in ends.dropna(subset=["lower", "upper"]).iterrows():
        for end, step, winner in (
            (row["lower"], -1e-6, row["lower_winner"]),
            (row["upper"], 1e-6, row["upper_winner"]),
        ):
            if abs(end - today[topic]) > 1e-4:
                found.append(Try(case, moved(today, topic, (end + today[topic]) / 2), firsts))
            if winner is not None and 0 < end + step < 1:
                found.append(Try(case, moved(today, topic, end + step), None, int(winner)))
    return found


def moved(today: np.ndarray[Any, np.dtype[np.float64]], topic: Any, to: float) -> Any:
    """One weight moved, the others keeping their proportions."""
    weights = today * (1 - to) / (1 - today[topic])
    weights[topic] = to
    return weights


def test_missing_values_are_treated_alike_in_score_acceptability_intervals_and_browser(page: Page) -> None:
    random = np.random.default_rng(7)
    tries = [each for _ in range(60) for each in tries_of(gappy_case(random))]
    page.route("http://board.invalid/**", serve)
    page.goto("http://board.invalid/")
    answers = page.evaluate(RUN, json.dumps([each.as_json() for each in tries]))
    beyond = unranked = 0
    for each, answer in zip(tries, answers, strict=True):
        aggregation: Any = "geometric" if each.case.geometric else "arithmetic"
        z = pd.DataFrame(each.case.z, columns=each.case.codes)
        topics = dict(zip(each.case.codes, each.case.topic_of, strict=True))
        weights = each.final()
        ranks = scoring.rank(scoring.score(z, weights, topics=topics, aggregation=aggregation)["score"])
        expected = ranks.fillna(0).astype(int).tolist()
        assert answer["rank"] == expected
        shares = robustness.rank_acceptability(
            z, weights.to_frame().T, topics=topics, aggregation=aggregation
        ).to_numpy()
        assert [int(row.argmax()) + 1 if row.any() else 0 for row in shares] == expected
        firsts = {place for place, rank in enumerate(expected) if rank == 1}
        if each.firsts is None:
            assert each.winner in firsts
            beyond += 1
        else:
            assert firsts == each.firsts
        unranked += 0 in expected
    assert beyond > 50
    assert unranked > 50


# --- the interval on a slider ---------------------------------------------------------------------

HOLDS = """async cases => {
  const { shares, topicScores, holds } = await import("/scoring.js");
  return JSON.parse(cases).map(({ topics, criteria, points, z, geometric, fill }) => {
    const weights = shares(topics, criteria, points);
    const flat = Float64Array.from(z.flat(), value => value === null ? NaN : value);
    const columns = Int32Array.from(criteria, (_, c) => c);
    const cells = Int32Array.from(z, (_, n) => n);
    const parts = topicScores(flat, criteria.length, columns, cells, weights, geometric, fill);
    const given = topics.map(({ code }, t) => weights.empty[t] ? 0 : points.topics[code]);
    return holds(parts, Float64Array.from(given), geometric);
  });
}"""
SCENARIOS = 64
HIGHEST = 100


def own_case(warehouse: Warehouse, random: np.random.Generator) -> Case:
    """A random scenario over the project's own figures: any view, scope, method and points."""
    house = warehouse.catalogue
    matrix = warehouse.matrix("goalposts")
    some_zero = random.random() < 0.4
    spread = {code: int(random.integers(0, 101)) for code in house.topics}
    scenario = Scenario(
        view=str(random.choice(["sectors", "provinces"])),  # type: ignore[arg-type]
        province=int(random.choice(matrix.provinces)),
        division=str(random.choice(matrix.divisions)),
        sectors=str(random.choice(["manufacturing", "all"])),  # type: ignore[arg-type]
        minimum_workplaces=int(random.choice([0, 20])),
        topic_points={
            code: 0 if some_zero and random.random() < 0.3 else points for code, points in spread.items()
        },
        criterion_points={code: int(random.choice([0, 10, 50, 100])) for code in matrix.criteria},
        normalisation=str(random.choice(["goalposts", "rank"])),  # type: ignore[arg-type]
        aggregation=str(random.choice(["arithmetic", "geometric"])),  # type: ignore[arg-type]
        missing=str(random.choice(["shared", "average", "lowest"])),  # type: ignore[arg-type]
    )
    ranked = ranking.rank(warehouse, scenario)
    rows = [n for n, status in enumerate(ranked.statuses) if status in ("ranked", "insufficient")]
    codes = ranked.weights.criterion_codes
    return Case(
        topics=list(house.topics),
        topic_of=[house.criteria[code].topic for code in codes],
        usable=[True] * len(codes),
        topic_points=dict(scenario.topic_points),
        points=[scenario.criterion_points[code] for code in codes],
        z=ranked.z[rows],
        geometric=scenario.aggregation == "geometric",
        fill=ranked.fill,
    )


def walked(case: Case) -> list[tuple[int, int, set[int] | None, set[int] | None] | None] | None:
    """By topic the ends of the interval and who may take over below and above, trying every whole point.

    None: the scale ends there; an empty set: nobody is ranked there. None for a topic without anything to
    weigh, and instead of everything where nobody is first today.
    """
    aggregation: Any = "geometric" if case.geometric else "arithmetic"
    inside = np.where(case.usable, case.points, 0).astype(float)
    index = np.array([case.topics.index(topic) for topic in case.topic_of])
    total = np.bincount(index, inside, minlength=len(case.topics))
    shares = np.divide(inside, total[index], out=np.zeros_like(inside), where=total[index] > 0)
    parts = scoring.topic_scores(case.z, shares, index, aggregation, case.fill)
    points = np.where(total > 0, [case.topic_points[topic] for topic in case.topics], 0).astype(float)

    def first(given: Any) -> set[int]:
        if not given.any():
            return set()
        shares = (given / given.sum())[: parts.score.shape[1]]  # the last topics may have no criterion at all
        score = scoring.combine(*parts, shares, aggregation).score
        return set(np.flatnonzero(scores.competition_ranks(score) == 1).tolist())

    today = first(points)
    if not today:
        return None
    found: list[tuple[int, int, set[int] | None, set[int] | None] | None] = []
    for topic, now in enumerate(points.astype(int).tolist()):
        if not total[topic] > 0:
            found.append(None)
            continue
        by_point = []
        for point in range(HIGHEST + 1):
            given = points.copy()
            given[topic] = point
            by_point.append(first(given))
        broken = [point for point, there in enumerate(by_point) if not today <= there]
        lower = max((point for point in broken if point < now), default=-1)
        upper = min((point for point in broken if point > now), default=HIGHEST + 1)
        below, above = (
            (by_point[end] - today or by_point[end]) if 0 <= end <= HIGHEST else None
            for end in (lower, upper)
        )
        found.append((lower + 1, upper - 1, below, above))
    return found


def test_the_interval_on_a_slider_is_what_every_whole_point_says(
    page: Page, cases: list[Case], warehouse: Warehouse
) -> None:
    random = np.random.default_rng(90)
    tried = [own_case(warehouse, random) for _ in range(SCENARIOS)] + cases[:SCENARIOS]
    page.route("http://board.invalid/**", serve)
    page.goto("http://board.invalid/")
    answers = page.evaluate(HOLDS, json.dumps([case.as_json() for case in tried]))
    bounded = tied = nobody = unranked = 0
    for case, answer in zip(tried, answers, strict=True):
        expected = walked(case)
        assert (answer is None) == (expected is None)
        if expected is None:
            nobody += 1
            continue
        for held, known in zip(answer, expected, strict=True):
            if known is None:
                continue
            lower, upper, below, above = known
            assert (held["from"], held["to"]) == (lower, upper)
            for taker, takers in ((held["below"], below), (held["above"], above)):
                assert (taker is None) == (takers is None)
                if takers is not None:
                    assert taker in (takers or {-1})
                    bounded += 1
                    unranked += taker == -1
                    tied += len(takers) > 1
    assert bounded > 100
    assert tied > 3
    assert nobody > 2
    assert unranked > 5
