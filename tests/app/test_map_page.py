"""The map shows the figures of the tables, the scores of the rankings and the verdicts of the rules, alone or
beside another; its link says what it shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from streamlit.testing.v1 import AppTest

from clusterdash import profile, ranking
from clusterdash.profile import Rule
from clusterdash.scenario import Scenario
from clusterdash.ui import map_choice, map_controls, map_layer, map_page, map_pair
from clusterdash.ui.map_choice import Choice
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
OFFERED = {
    "score": (),
    "E2": (),
    "location_quotient": (),
    "agencies": (),
    "own": (),
    "us": (),
    "neighbours": (),
    "population": tuple(range(2007, 2026)),
}
DIVISIONS = ("15", "28")


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
        assert layer.numeric or set(layer.values["group"]) <= set(layer.groups), code
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


# --- verdicts and neighbours ----------------------------------------------------------------------


@pytest.mark.parametrize("rule", [Rule(), Rule("us"), Rule("agencies", 2, 1, 1.5), Rule("own", 20, 30, 1.5)])
@pytest.mark.parametrize("division", ["12", "15", "28"])
def test_the_verdict_of_every_province_is_the_rules(
    warehouse: Warehouse, data_dir: Path, rule: Rule, division: str
) -> None:
    choice = map_choice.with_thresholds(Choice(rule.name), rule)
    layer = map_layer.read(visit(warehouse, division=division), choice)
    level = profile.verdicts(warehouse, "provinces", rule).xs(division, level="division")["level"].to_dict()
    jobs = raw(data_dir, "employment", "insured", division=division)
    expected = {plate: str(level[plate]) if jobs[plate] else map_layer.ABSENT for plate in jobs}
    assert dict(zip(layer.values["province"], layer.values["group"], strict=True)) == expected
    assert layer.colours(dark=False).keys() == layer.groups.keys() - {map_layer.ABSENT}


def test_three_stars_by_thresholds_by_hand(warehouse: Warehouse, data_dir: Path) -> None:
    """Üç yıldız: e/E, e/t and LQ, each at or above its threshold, from the table itself."""
    with (data_dir / "tables" / "employment.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sector = {int(row["province"]): int(row["insured"]) for row in rows if row["division"] == "15"}
    area = dict.fromkeys(sector, 0)
    for row in rows:
        area[int(row["province"])] += int(row["insured"])
    share = sum(sector.values()) / sum(area.values())
    expected = {
        plate
        for plate, jobs in sector.items()
        if jobs / sum(sector.values()) >= 0.02 and jobs / area[plate] >= 0.01
        if jobs / area[plate] / share >= 1.5
    }
    choice = Choice("agencies", thresholds=Rule("agencies", 2, 1, 1.5))
    layer = map_layer.read(visit(warehouse, division="15"), choice)
    assert set(layer.values.loc[layer.values["group"] == "3", "province"]) == expected
    assert 1 < len(expected) < 20


def test_neighbours_that_stand_out_together(warehouse: Warehouse) -> None:
    layer = map_layer.read(visit(warehouse, division="21"), Choice("neighbours"))
    by_group = layer.values.groupby("group")["name"].apply(set)
    assert by_group["high-high"] == {"Istanbul", "Kırklareli", "Tekirdağ"}
    assert sum(map(len, by_group)) == 81
    assert "one-sided" in layer.rule
    assert "Istanbul, Kırklareli, Tekirdağ" in " ".join(layer.sentences)


def test_a_verdict_says_its_rule_and_its_denominator(warehouse: Warehouse) -> None:
    for code in ("european", "us", "agencies", "own"):
        assert "Denominator:" in map_layer.read(visit(warehouse), Choice(code)).rule
        assert "Payda:" in map_layer.read(visit(warehouse, "tr"), Choice(code)).rule


# --- two maps -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("location_quotient", "gdp_per_head"), ("E2", "population"), ("score", "excess_employment")],
)
def test_the_correlation_of_two_maps_is_spearmans(warehouse: Warehouse, one: str, other: str) -> None:
    shown = visit(warehouse, division="12")
    first, second = (map_layer.read(shown, Choice(code)) for code in (one, other))
    both = {plate: (figures(first)[plate], figures(second)[plate]) for plate in figures(first)}
    there = [pair for pair in both.values() if not np.isnan(pair).any()]
    found, count = map_pair.rank_correlation(first, second)
    assert count == len(there)
    assert found == pytest.approx(spearmanr(*zip(*there, strict=True)).statistic)


def test_a_figure_goes_with_itself(warehouse: Warehouse) -> None:
    layer = map_layer.read(visit(warehouse), Choice("location_quotient"))
    assert map_pair.rank_correlation(layer, layer) == (pytest.approx(1), 81)
    said = " ".join(map_pair.sentences(visit(warehouse), layer, layer))
    assert "**1.00** (81 provinces): provinces high on one are mostly high on the other" in said


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("kind", ["cluster", "criterion", "indicator"])
def test_names_in_the_lists_are_all_different(
    warehouse: Warehouse, language: Language, kind: map_choice.Kind
) -> None:
    offered = map_choice.offered(warehouse)
    codes = [code for code in offered if map_choice.kind(code, warehouse) == kind]
    assert list(map_controls.named(visit(warehouse, language), kind).values()) == codes


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


thresholds = st.builds(
    Rule,
    st.sampled_from(["agencies", "own"]),
    *[st.integers(1, 990).map(lambda tenths: tenths / 10)] * 2,
    st.integers(0, 200).map(lambda quarters: quarters / 4),
)
choices = st.builds(
    lambda what, year, division, colours: Choice(
        what, year if year in OFFERED[what] else None, division, None, *colours
    ),
    st.sampled_from(list(OFFERED)),
    st.none() | st.integers(2007, 2025),
    st.none() | st.sampled_from(DIVISIONS),
    st.tuples(st.sampled_from(["quantile", "equal"]), st.sampled_from(map_choice.COUNTS))
    | st.just(("continuous", Choice().count)),
)


@given(choices | thresholds.map(lambda rule: map_choice.with_thresholds(Choice(rule.name), rule)))
def test_a_choice_comes_back_from_its_link_and_needs_no_escaping(choice: Choice) -> None:
    text = map_choice.encode(choice)
    assert re.fullmatch(r"[A-Za-z0-9\-._~]+", text)
    assert map_choice.decode(text, OFFERED, DIVISIONS) == (choice, ())


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
        ("agencies-2-1-x", ["unreadable"]),
        ("agencies-2-1-999", ["out_of_range"]),
        ("us-1-2-3", ["unreadable"]),
        ("rainbow-1-2-3", ["unknown"]),
        ("score~sector-15", ["unknown"]),
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
    assert page.selectbox(key="map_first_year").value == 2010
    assert page.selectbox(key="map_first_count").value == 4


def test_another_choice_changes_the_link(open_page: Open) -> None:
    page = open_page("map", lang="en", m="population~2010")
    page.selectbox(key="map_first_indicator").select("GDP per head").run()
    assert link(page) == "gdp_per_head"
    page.selectbox(key="map_first_count").select(7).run()
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


def test_the_thresholds_of_a_verdict_are_set_and_travel_in_the_link(
    open_page: Open, warehouse: Warehouse
) -> None:
    page = open_page("map", lang="en", m="agencies", s="1~division-15")
    page.number_input(key="map_first_size").set_value(2.0).run()
    assert link(page) == "agencies-2-1-1"
    level = profile.verdicts(warehouse, "provinces", Rule("agencies", 2, 1, 1))["level"]
    three = int((level.xs("15", level="division") == 3).sum())
    assert f"**3 stars**: in {three} provinces" in texts(page)
    assert "at least 2%" in texts(page)
    page.number_input(key="map_first_size").set_value(1.0).run()
    assert link(page) == "agencies"


def test_a_second_map_is_one_switch_away_and_has_a_link_of_its_own(open_page: Open) -> None:
    page = open_page("map", lang="en", m="population~2010", s="1~division-15")
    page.toggle(key="map_two").set_value(True).run()
    assert page.query_params["beside"] in ("location_quotient", ["location_quotient"])
    page.selectbox(key="map_second_cluster").set_value("Verdict: U.S. Cluster Mapping").run()
    page.selectbox(key="map_second_division").select("28 · Machinery and equipment").run()
    assert page.query_params["beside"] in ("us~sector-28", ["us~sector-28"])
    assert link(page) == "population~2010"
    page.toggle(key="map_two").set_value(False).run()
    assert "beside" not in page.query_params
    assert not page.exception


def test_two_maps_stand_in_one_table_with_their_correlation(open_page: Open, data_dir: Path) -> None:
    page = open_page("map", lang="en", m="population~2010", beside="population~2020~equal-4")
    (frame,) = (element.value for element in page.dataframe)
    shown = frame.set_index("Province")
    assert shown.loc["Ankara", "1 · Population"] == raw(data_dir, "population", "population", year="2010")[6]
    assert shown.loc["Ankara", "2 · Population"] == raw(data_dir, "population", "population", year="2020")[6]
    assert "provinces high on one are mostly high on the other" in texts(page)
    assert "Population (people), 2010" in texts(page)
    assert "Population (people), 2020" in texts(page)


def test_the_second_map_keeps_its_own_sector_or_follows_the_first(open_page: Open) -> None:
    page = open_page("map", lang="en", m="location_quotient", beside="insured~sector-15", s="1~division-28")
    assert texts(page).count("15 · Leather") > 0
    page.selectbox(key="map_division").select("10 · Food products").run()
    assert "Insured people (jobs) (people), 2024 · 15 · Leather products and footwear" in texts(page)
    page.selectbox(key="map_second_division").select("The first map's sector").run()
    assert "Insured people (jobs) (people), 2024 · 10 · Food products" in texts(page)
    assert page.query_params["beside"] in ("insured", ["insured"])


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("beside", ["european", "neighbours", "population", "nonsense"])
def test_figures_and_verdicts_stand_beside_each_other(open_page: Open, language: str, beside: str) -> None:
    for first in ("location_quotient", "us"):
        page = open_page("map", lang=language, m=first, beside=beside, s="1~division-12")
        assert not page.exception
        assert "{" not in texts(page)
        assert " nan" not in texts(page).lower()


def test_verdicts_are_counted_against_each_other(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("map", lang="en", m="european", beside="us", s="1~division-28")
    counted = page.dataframe[0].value.set_index("U.S. Cluster Mapping")
    assert int(counted.to_numpy().sum()) == 81
    both = profile.verdicts(warehouse, "provinces", Rule("us")).xs("28", level="division")["level"] == 4
    both &= profile.verdicts(warehouse, "provinces", Rule()).xs("28", level="division")["level"] == 3
    assert counted.loc["strong, top tenth", "3 stars"] == both.sum() > 0


def test_up_to_ten_provinces_stand_beside_each_other_on_the_map_page(open_page: Open) -> None:
    page = open_page("map", lang="en", r="~with-19-27-55~by-population")
    assert page.multiselect(key="regions_compared").value == ["Çorum · 19", "Gaziantep · 27", "Samsun · 55"]
    assert "Population (people), 2025" in texts(page)
