"""The files about trust are read back, and every answer in them is tried out on the rankings themselves."""

import csv
import io
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import openpyxl
import pytest

from clusterdash import ranking, robust
from clusterdash.reports import trust, trust_csv, trust_xlsx
from clusterdash.scenario import Scenario
from clusterdash.text import Words
from clusterdash.warehouse import Warehouse

ADDRESS = "http://localhost:8501/ranking?s=1~province-19"
CORUM = Scenario(province=19, topic_points={"demand": 40})
NAMED = {
    "Today": CORUM,
    "+90": replace(CORUM, topic_points={"demand": 90}),
    "Wide": replace(CORUM, sectors="all"),
}
TOPICS = {
    "economic_impact": "Economic Impact",
    "demand": "Demand",
    "networking": "Networking and Cooperation",
    "factors": "Factor Conditions",
}


@cache
def content(warehouse: Warehouse, language: Any = "en") -> bytes:
    return trust_xlsx(warehouse, CORUM, NAMED, language, ADDRESS)


def rows(warehouse: Warehouse, sheet: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content(warehouse)))
    heading, *found = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in found]


def topic_scores(warehouse: Warehouse) -> dict[str, dict[str, float]]:
    """Code to topic to score, and nothing missing: of the ranking's own sums."""
    ranked = ranking.rank(warehouse, CORUM)
    assert not np.isnan(ranked.topic_scores[~np.isnan(ranked.ranks)]).any()
    return {
        str(code): dict(zip(ranked.weights.topic_codes, scores.tolist(), strict=True))
        for code, scores, rank in zip(ranked.codes, ranked.topic_scores, ranked.ranks, strict=True)
        if rank > 0
    }


def leads(warehouse: Warehouse, shares: dict[str, float]) -> dict[str, float]:
    """By how much each candidate is behind the best under these shares of the topics."""
    total = {
        code: sum(shares[topic] * score for topic, score in scores.items())
        for code, scores in topic_scores(warehouse).items()
    }
    return {code: max(total.values()) - score for code, score in total.items()}


def test_the_workbook_holds_every_table_in_both_languages(warehouse: Warehouse) -> None:
    english, turkish = (
        openpyxl.load_workbook(io.BytesIO(content(warehouse, language))).sheetnames
        for language in ("en", "tr")
    )
    assert english == [
        "Rank bands",
        "Weight intervals",
        "What would make it first",
        "Methods",
        "Influence of choices (Sobol)",
        "Check of the criteria",
        "Correlation of the criteria",
        "Scope and order",
        "Ranks by scenario",
        "Weights of the scenarios",
        "What explains the moves",
        "Scenario",
        "Sources",
        "How it was computed",
    ]
    assert len(turkish) == len(english) == len(set(turkish))
    assert not set(turkish) & set(english)


def test_shares_of_the_first_place_add_up(warehouse: Warehouse) -> None:
    bands = rows(warehouse, "Rank bands")
    for column in ("First, near your weights (%)", "First, over all weights (%)"):
        assert sum(row[column] for row in bands) == pytest.approx(100)
    for row in bands:
        share = row["First, near your weights (%)"] / 100
        error = 100 * (share * (1 - share) / 10_000) ** 0.5
        assert row["Standard error (points)"] == pytest.approx(error)
        assert row["Best rank (5%)"] <= row["Worst rank (95%)"]


def test_at_the_ends_of_an_interval_the_first_meets_the_one_named(warehouse: Warehouse) -> None:
    names = {row["Name"]: row["Code"] for row in rows(warehouse, "Rank bands")}
    first = rows(warehouse, "Rank bands")[0]["Code"]
    points = {"economic_impact": 25, "demand": 40, "networking": 25, "factors": 25}
    tried = 0
    for topic, row in zip(TOPICS, rows(warehouse, "Weight intervals"), strict=True):
        assert row["Topic"] == TOPICS[topic]
        others = sum(value for code, value in points.items() if code != topic)
        for end, who in (
            ("First place holds from (%)", "Below it, first is"),
            ("to (%)", "Above it, first is"),
        ):
            if row[who] is None:
                assert row[end] in (0, 100)
                continue
            share = row[end] / 100
            shares = {code: (1 - share) * value / others for code, value in points.items()} | {topic: share}
            behind = leads(warehouse, shares)
            assert behind[first] == pytest.approx(0, abs=1e-9)
            assert behind[names[row[who]]] == pytest.approx(0, abs=1e-9)
            tried += 1
    assert tried


def test_what_would_make_it_first_does_and_never_is_never(warehouse: Warehouse) -> None:
    random = np.random.default_rng(3)
    drawn = [dict(zip(TOPICS, draw, strict=True)) for draw in random.dirichlet(np.ones(4), 300).tolist()]
    answers = set()
    for row in rows(warehouse, "What would make it first"):
        answers.add(row["Answer"])
        if row["Answer"] == "no weights can":
            assert all(leads(warehouse, shares)[row["Code"]] > 0 for shares in drawn)
        if row["Answer"] != "can be first":
            continue
        needed = {topic: row[f"{name}: share needed (%)"] / 100 for topic, name in TOPICS.items()}
        assert sum(needed.values()) == pytest.approx(1)
        assert leads(warehouse, needed)[row["Code"]] == pytest.approx(0, abs=1e-9)
        points = {topic: row[f"{name}: points applied"] for topic, name in TOPICS.items()}
        assert ranking.rank(warehouse, replace(CORUM, topic_points=points)).rank_of(row["Code"]) == 1
    assert answers == {"first today", "can be first", "no weights can"}


def test_each_method_s_column_is_the_ranking_under_it(warehouse: Warehouse) -> None:
    under = {
        "Today": CORUM,
        "Normalised by rank": replace(CORUM, normalisation="rank"),
        "Geometric mean": replace(CORUM, aggregation="geometric"),
        "All 88 divisions": replace(CORUM, sectors="all"),
    }
    table = rows(warehouse, "Methods")
    for name, scenario in under.items():
        ranked = ranking.rank(warehouse, scenario)
        assert {row["Code"]: row[name] for row in table} == {
            row["Code"]: ranked.rank_of(row["Code"]) for row in table
        }


def test_scenarios_stand_side_by_side(warehouse: Warehouse) -> None:
    ranked = {name: ranking.rank(warehouse, scenario) for name, scenario in NAMED.items()}
    for row in rows(warehouse, "Ranks by scenario"):
        for name, each in ranked.items():
            assert row[name] == (each.rank_of(row["Code"]) if row["Code"] in each.codes else None)
    weights = {row["Scenario"]: row for row in rows(warehouse, "Weights of the scenarios")}
    assert weights["+90"]["Demand (%)"] == pytest.approx(100 * 90 / 165)
    assert weights["Wide"]["Its form in a link"] == "1~sectors-all~demand-40"
    moves = {row["Name"]: row for row in rows(warehouse, "What explains the moves")}
    moved = [row for row in moves.values() if row["Today"] != row["Wide"]]
    # Goalposts are the same in every scope: nobody's score changes with it.
    assert {row["Wide: because of"] for row in moved} == {"only the set of candidates changed"}
    by_demand = [row["+90: because of"] for row in moves.values() if row["Today"] != row["+90"]]
    assert any(reason.startswith("Demand") for reason in by_demand)


def test_a_name_that_looks_like_a_formula_stays_a_text(warehouse: Warehouse) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content(warehouse)))
    (cell,) = [row[0] for row in book["Weights of the scenarios"].iter_rows() if row[0].value == "+90"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_the_workbook_says_how_it_was_computed(warehouse: Warehouse) -> None:
    said = {row["Item"]: row["Value"] for row in rows(warehouse, "How it was computed")}
    assert said["Data edition"] == warehouse.edition.id
    assert said["Draws, weights near yours"] == said["Draws, all weights"] == robust.DRAWS == 10_000
    assert said["Seed"] == robust.SEED
    # A share of one half in 10,000 draws: the root of 0.25 / 10,000 is half a point.
    assert said["Largest standard error (points)"] == pytest.approx(0.5)
    for table in ("Rank bands", "Weight intervals", "Methods", "Check of the criteria"):
        assert said[table].startswith("How to read this")
    settings = {row["Item"]: row["Value"] for row in rows(warehouse, "Scenario")}
    assert settings["Address"] == ADDRESS
    assert settings["Topic: Demand"] == 40
    assert "sgk_2024_1_11" in {row["Source code"] for row in rows(warehouse, "Sources")}


def test_the_same_scenario_gives_the_same_bytes_and_tells_how_far_it_is(warehouse: Warehouse) -> None:
    told: list[float] = []
    again = trust_xlsx(warehouse, CORUM, NAMED, "en", ADDRESS, progress=told.append)
    assert again == content(warehouse)
    assert told == sorted(told)
    assert told[-1] == 1


def test_provinces_for_a_sector_have_no_scope(warehouse: Warehouse) -> None:
    leather = Scenario(view="provinces", division="15")
    book = openpyxl.load_workbook(io.BytesIO(trust_xlsx(warehouse, leather, {}, "tr", ADDRESS)))
    assert "Kapsam ve sıra" not in book.sheetnames
    assert "Senaryolara göre sıra" not in book.sheetnames
    explained = [row[0].value for row in book["Nasıl hesaplandı"] if "Nasıl okunur" in str(row[1].value)]
    assert len(explained) == 7
    assert set(explained) <= set(book.sheetnames)
    heading, first, *_ = book["Sıra aralıkları"].iter_rows(values_only=True)
    assert dict(zip(heading, first, strict=True))["Ad"] == ranking_name(warehouse, leather)


def ranking_name(warehouse: Warehouse, scenario: Scenario) -> str:
    best = ranking.rank(warehouse, scenario).codes[0]
    return next(row["name_tr"] for row in warehouse.rows("names_provinces") if row["province"] == best)


@pytest.mark.parametrize(("language", "separator", "point"), [("tr", ";", ","), ("en", ",", ".")])
def test_csv_carries_edition_and_address_and_speaks_the_language(
    warehouse: Warehouse, language: Any, separator: str, point: str
) -> None:
    sheet = trust.bands(warehouse, CORUM, Words(language))
    packed = trust_csv(sheet, warehouse.edition.id, ADDRESS, language)
    text = packed.decode("utf-8-sig")
    heading, *found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    assert len(found) == len(robust.bands(warehouse, CORUM))
    assert {(row[-2], row[-1]) for row in found} == {(warehouse.edition.id, ADDRESS)}
    near = heading.index(Words(language)("trust.column_first"))
    assert sum(float(row[near].replace(point, ".")) for row in found) == pytest.approx(100)


def test_no_choice_explains_more_alone_than_with_the_others(warehouse: Warehouse) -> None:
    found = [row for row in rows(warehouse, "Influence of choices (Sobol)") if row["Choice"]]
    assert all(0 <= row["Alone (%)"] <= row["With interactions (%)"] for row in found)
    assert len(found) == 5


def test_nobody_ranked_is_refused_in_words(warehouse: Warehouse) -> None:
    nothing = Scenario(topic_points=dict.fromkeys(TOPICS, 0))
    with pytest.raises(ValueError, match="Nobody is ranked"):
        trust_xlsx(warehouse, nothing, {}, "en", ADDRESS)
