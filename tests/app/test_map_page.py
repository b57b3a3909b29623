"""The map shows the figures of the tables and the scores of the rankings; its link says what it shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from clusterdash import ranking
from clusterdash.scenario import Scenario
from clusterdash.ui import map_choice, map_layer, map_page
from clusterdash.ui.map_choice import Choice
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
OFFERED = {"score": (), "E2": (), "location_quotient": (), "population": tuple(range(2007, 2026))}


def visit(warehouse: Warehouse, language: Language = "en", **scenario: object) -> Visit:
    return Visit(warehouse, Scenario(**scenario), language)  # type: ignore[arg-type]


def figures(layer: map_layer.Layer) -> dict[int, float]:
    return dict(zip(layer.values["province"], layer.values["value"], strict=True))


def raw(data_dir: Path, table: str, value: str, **where: str) -> dict[int, float]:
    """One column of a table of figures by province, read without the application."""
    with (data_dir / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[name] == code for name, code in where.items())]
    return {int(row["province"]): float(row[value]) for row in rows}


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2007, 2016, 2025])
def test_a_year_of_an_indicator_is_that_year_of_its_table(
    warehouse: Warehouse, data_dir: Path, year: int
) -> None:
    drawn = figures(map_layer.read(visit(warehouse), Choice("population", year)))
    assert drawn == raw(data_dir, "population", "population", year=str(year))


def test_without_a_year_the_latest_is_drawn(warehouse: Warehouse, data_dir: Path) -> None:
    layer = map_layer.read(visit(warehouse), Choice("population"))
    assert figures(layer) == raw(data_dir, "population", "population", year="2025")
    assert layer.title.endswith("2025")


def test_jobs_of_a_sector_are_those_of_the_yearbook(warehouse: Warehouse, data_dir: Path) -> None:
    drawn = figures(map_layer.read(visit(warehouse, division="15"), Choice("insured")))
    assert drawn == raw(data_dir, "employment", "insured", division="15")


# Methods, section 6: LQ over 88 divisions, SGK 2024.
@pytest.mark.parametrize(
    ("province", "division", "quotient"),
    [(19, "28", 2.34), (19, "15", 3.35), (27, "15", 2.92), (46, "25", 1.62), (55, "32", 1.28)],
)
def test_location_quotients_of_the_picks(
    warehouse: Warehouse, province: int, division: str, quotient: float
) -> None:
    layer = map_layer.read(visit(warehouse, division=division), Choice("location_quotient"))
    assert figures(layer)[province] == pytest.approx(quotient, abs=0.005)


SCENARIOS = [
    {},
    {"division": "15", "topic_points": {"demand": 60, "factors": 5}},
    {"division": "32", "criterion_points": {"E1": 80}, "normalisation": "rank"},
    {"division": "10", "aggregation": "geometric", "minimum_workplaces": 100},
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scores_are_those_of_each_provinces_own_ranking(
    warehouse: Warehouse, scenario: dict[str, object]
) -> None:
    """The map ranks provinces for a sector; here each score is taken from a province's ranking of sectors."""
    shown = visit(warehouse, sectors="all", **scenario)
    drawn = figures(map_layer.read(shown, Choice()))
    assert len(drawn) == 81
    for province in range(1, 82, 5):
        own = ranking.rank(warehouse, Scenario(province=province, sectors="all", **scenario))  # type: ignore[arg-type]
        expected = 100 * own.scores[own.codes.index(shown.scenario.division)]
        np.testing.assert_allclose(drawn[province], expected, rtol=1e-12)


@pytest.mark.parametrize("view", ["sectors", "provinces"])
def test_scores_do_not_depend_on_the_view_of_the_ranking_page(warehouse: Warehouse, view: str) -> None:
    assert figures(map_layer.read(visit(warehouse, view=view), Choice())) == figures(
        map_layer.read(visit(warehouse), Choice())
    )


@pytest.mark.parametrize("language", ["tr", "en"])
def test_everything_offered_can_be_drawn_and_every_gap_has_its_reason(
    warehouse: Warehouse, language: Language
) -> None:
    # Division 12 is absent from most provinces, and no research label maps to it.
    shown = visit(warehouse, language, division="12")
    for code in map_choice.offered(warehouse):
        layer = map_layer.read(shown, Choice(code))
        assert sorted(layer.values["province"]) == list(range(1, 82)), code
        assert (layer.values["shown"].str.len() > 0).all(), code
        assert layer.values["rank"].notna().equals(layer.values["value"].notna()), code
        assert layer.present["value"].is_monotonic_decreasing, code
        assert layer.about, code
        assert layer.limits, code
        assert map_page.sentences(shown, layer), code


def test_what_is_the_same_in_every_province_or_not_yet_scored_is_not_offered(warehouse: Warehouse) -> None:
    offered = map_choice.offered(warehouse)
    for code in ("production_trend", "sector_exports", "E5", "D5", "N5", "F6"):
        assert code not in offered
    for code in ("score", "E2", "D4", "location_quotient", "gdp_manufacturing"):
        assert code in offered


def test_criteria_lie_between_0_and_100(warehouse: Warehouse) -> None:
    for code in ("E2", "N1", "D4", "F3"):
        values = map_layer.read(visit(warehouse), Choice(code)).present["value"]
        assert values.between(0, 100).all()
        assert values.max() > 50


def test_provinces_without_the_sector_have_no_score_and_are_said_to_lack_it(
    warehouse: Warehouse, data_dir: Path
) -> None:
    shown = visit(warehouse, division="12")
    absent = {
        plate for plate, jobs in raw(data_dir, "employment", "insured", division="12").items() if not jobs
    }
    layer = map_layer.read(shown, Choice())
    lacking = layer.values[layer.values["shown"] == "no insured person in this sector"]
    assert set(lacking["province"]) == absent
    assert lacking["value"].isna().all()
    assert lacking["rank"].isna().all()


# --- the answer -----------------------------------------------------------------------------------


def test_the_answer_names_highest_lowest_and_the_chosen_province(
    warehouse: Warehouse, data_dir: Path
) -> None:
    people = raw(data_dir, "population", "population", year="2025")
    place = sorted(people.values(), reverse=True).index(people[19]) + 1
    shown = visit(warehouse, province=19)
    answer = " ".join(map_page.sentences(shown, map_layer.read(shown, Choice("population"))))
    assert f"**Çorum**: {people[19]:,.0f} people, rank {place} of 81." in answer
    assert f"Highest: **Istanbul** ({people[34]:,.0f} people)." in answer
    assert f"({min(people.values()):,.0f} people)" in answer


def test_the_answer_is_written_as_turkish_is(warehouse: Warehouse) -> None:
    shown = visit(warehouse, "tr", province=19, division="28")
    answer = " ".join(map_page.sentences(shown, map_layer.read(shown, Choice("location_quotient"))))
    assert "**Çorum**: 2,34 kat; 81 il içinde" in answer


def test_no_weight_at_all_is_said(warehouse: Warehouse) -> None:
    points = dict.fromkeys(warehouse.catalogue.topics, 0)
    shown = visit(warehouse, topic_points=points)
    assert map_page.sentences(shown, map_layer.read(shown, Choice())) == [
        "With this choice there is no figure to show in any province."
    ]


# --- the link -------------------------------------------------------------------------------------


choices = st.builds(
    lambda what, year, colours: Choice(what, year if year in OFFERED[what] else None, *colours),
    st.sampled_from(list(OFFERED)),
    st.none() | st.integers(2007, 2025),
    st.tuples(st.sampled_from(["quantile", "equal"]), st.sampled_from(map_choice.COUNTS))
    | st.just(("continuous", Choice().count)),
)


@given(choices)
def test_a_choice_comes_back_from_its_link_and_needs_no_escaping(choice: Choice) -> None:
    text = map_choice.encode(choice)
    assert re.fullmatch(r"[A-Za-z0-9\-._~]+", text)
    assert map_choice.decode(text, OFFERED) == (choice, ())


@given(st.text(max_size=200))
def test_garbage_is_no_error_and_shows_no_markup(text: str) -> None:
    choice, ignored = map_choice.decode(text, OFFERED)
    assert choice.what in OFFERED
    assert not re.search(r"[<>\[\]()*`$:/]", "".join(part.text for part in ignored))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("nonsense~equal-7", ["unknown"]),
        ("production_trend", ["unknown"]),
        ("population~1850", ["out_of_range"]),
        ("score~2015", ["out_of_range"]),
        ("E2~equal-99~rainbow", ["unreadable", "unreadable"]),
        ("e2~EQUAL-4", []),
    ],
)
def test_what_a_link_cannot_have_is_named(text: str, reasons: list[str]) -> None:
    assert [part.reason for part in map_choice.decode(text, OFFERED)[1]] == reasons


# --- the page -------------------------------------------------------------------------------------


def table(page: AppTest) -> dict[str, float]:
    frame = page.dataframe[0].value
    return dict(zip(frame.iloc[:, 1], frame.iloc[:, 2], strict=True))


def link(page: AppTest) -> str:
    value = page.query_params["m"]
    return value if isinstance(value, str) else value[0]


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.info, *page.title))


def test_the_page_opens_with_the_score_of_the_scenarios_sector(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("map", lang="en", s="1~division-15~province-27")
    scores = ranking.score_map(warehouse, Scenario(), "15")
    shown = table(page)
    assert shown["Gaziantep"] == pytest.approx(100 * scores[27])
    assert "Score (0–100) · 15 ·" in texts(page)
    assert "**Gaziantep**" in texts(page)


def test_a_link_opens_what_it_names_and_keeps_naming_it(open_page: Open, data_dir: Path) -> None:
    page = open_page("map", lang="en", m="population~2010~equal-4")
    assert table(page)["Ankara"] == raw(data_dir, "population", "population", year="2010")[6]
    assert link(page) == "population~2010~equal-4"
    assert page.selectbox(key="map_year").value == 2010
    assert page.selectbox(key="map_count").value == 4


def test_another_choice_changes_the_link(open_page: Open) -> None:
    page = open_page("map", lang="en", m="population~2010")
    page.selectbox(key="map_indicator").select("gdp_per_head").run()
    assert link(page) == "gdp_per_head"
    page.selectbox(key="map_count").select(7).run()
    assert link(page) == "gdp_per_head~quantile-7"
    assert not page.exception


def test_a_broken_link_says_what_it_left_out_and_shows_the_score(open_page: Open) -> None:
    page = open_page("map", lang="en", m="<b>nonsense")
    assert any("·b·nonsense" in box.value for box in page.info)
    assert "Score (0–100) ·" in texts(page)


@pytest.mark.parametrize("typed", ["çanakkale", "CANAKKALE", "Çanak"])
def test_the_table_is_searched_as_any_keyboard_types(open_page: Open, typed: str) -> None:
    page = open_page("map", lang="tr")
    page.text_input(key="map_search").set_value(typed).run()
    assert list(table(page)) == ["Çanakkale"]


def test_a_search_without_result_says_so(open_page: Open) -> None:
    page = open_page("map", lang="en")
    page.text_input(key="map_search").set_value("Atlantis").run()
    assert "No province has “Atlantis” in its name" in texts(page)
    assert not page.dataframe
