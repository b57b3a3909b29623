"""The sector page says what the tables say of a sector; its rule and order travel in its link."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from clusterdash import profile, ranking
from clusterdash.profile import Rule
from clusterdash.scenario import Scenario
from clusterdash.ui import cells, verdicts
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]


def link(page: AppTest, parameter: str) -> str:
    """What the address bar says; a list where the test set it."""
    value = page.query_params[parameter]
    return value if isinstance(value, str) else value[0]


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.title, *page.markdown, *page.caption, *page.info))


def opened_table(page: AppTest, key: str) -> object:
    """A chart's table, which travels only once it is opened."""
    before = len(page.dataframe)
    page.session_state[f"{key}_table"] = True
    page.run()
    assert len(page.dataframe) == before + 1
    return page.dataframe[0].value


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("division", ["15", "28", "32", "47", "99"])
def test_every_sector_has_its_page(open_page: Open, language: str, division: str) -> None:
    page = open_page("sector", lang=language, s=f"1~division-{division}")
    assert not page.exception
    assert "{" not in texts(page)
    assert " nan" not in texts(page).lower()


def test_the_table_is_the_yearbooks(open_page: Open, data_dir: Path) -> None:
    page = open_page("sector", lang="en", s="1~division-15")
    table = opened_table(page, "sector_provinces")
    with (data_dir / "tables" / "employment.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["division"] == "15" and int(row["insured"])]
    assert sorted(table["Insured people"]) == sorted(int(row["insured"]) for row in rows)
    assert table["Share of the country (%)"].sum() == pytest.approx(100)
    assert table["Location quotient (LQ)"].is_monotonic_decreasing
    corum = table.set_index("Province").loc["Çorum"]
    assert round(corum["Location quotient (LQ)"], 2) == 3.35
    assert corum["European Cluster Observatory"] == "★★☆"


def test_the_answer_leaves_small_cells_aside_and_names_the_pick(open_page: Open) -> None:
    text = texts(open_page("sector", lang="en", s="1~division-15"))
    assert "Most specialised is **Bartın**: the sector's share of its jobs is 9.66 times" in text


@pytest.mark.parametrize("division", ["32", "33"])
def test_trade_that_is_not_published_is_missing_and_not_0(open_page: Open, division: str) -> None:
    text = texts(open_page("sector", lang="en", s=f"1~division-{division}"))
    assert "Trade is not published for this division" in text
    assert "missing, not 0" in text


def test_a_service_has_no_production_index(open_page: Open) -> None:
    assert "No production index is published" in texts(open_page("sector", lang="en", s="1~division-47"))


def test_clusters_across_borders_are_told_with_their_test(open_page: Open) -> None:
    page = open_page("sector", lang="en", s="1~division-21")
    assert "Above expectation together with their neighbours: **Istanbul, Kırklareli, Tekirdağ**" in texts(
        page
    )
    assert "p is one-sided" in texts(page)
    assert "197 pairs" in texts(page)


# --- the rule and its link ------------------------------------------------------------------------


def test_every_rule_stands_beside_the_others_with_its_denominator(open_page: Open) -> None:
    text = texts(open_page("sector", lang="en", s="1~division-15~province-19"))
    for rule in ("European Cluster Observatory", "U.S. Cluster Mapping", "Üç yıldız (Turkish agencies)"):
        assert f"**{rule}**" in text
    assert "Çorum: **★★☆**" in text
    assert text.count("Denominator:") >= 3


def test_the_rule_of_the_link_is_in_force(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("sector", lang="en", s="1~division-15")
    page.query_params["v"] = "agencies-5-1-1.5"
    page.run()
    assert "at least 5%" in texts(page)
    level = profile.verdicts(warehouse, "provinces", Rule("agencies", 5, 1, 1.5))["level"]
    three = (level.xs("15", level="division") == 3).sum()
    assert f"{three} provinces reach **3 stars**" in texts(page)
    page.number_input(key="verdict_size").set_value(2.0).run()
    assert link(page, "v") == "agencies-2-1-1.5"


@pytest.mark.parametrize("typed", [0.0, -4.0, 99.5])
def test_a_threshold_out_of_range_changes_nothing_and_says_what_can_be_typed(
    open_page: Open, typed: float
) -> None:
    page = open_page("sector", lang="tr", s="1~division-15")
    page.selectbox(key="verdict_rule").select("agencies").run()
    before = link(page, "v")
    page.number_input(key="verdict_size").set_value(typed).run()
    assert not page.exception
    assert "0,1 ile 99 arasında bir sayı yazın." in texts(page)
    assert page.number_input(key="verdict_size").value == 1.0
    assert link(page, "v") == before
    page.run()
    assert "arasında bir sayı" not in texts(page)


def test_another_rule_is_one_choice_away_and_stays_in_the_link(open_page: Open) -> None:
    page = open_page("sector", lang="en", s="1~division-15")
    page.selectbox(key="verdict_rule").select("us").run()
    assert link(page, "v") == "us"
    assert "strong, top tenth" in texts(page)
    page.selectbox(key="cells_order").select("excess").run()
    assert link(page, "by") == "excess"
    page.selectbox(key="verdict_rule").select("european").run()
    assert "v" not in page.query_params


@pytest.mark.parametrize(
    ("parameter", "text"), [("v", "agencies-1-x-3"), ("by", "height"), ("v", "own-0-1-1")]
)
def test_what_a_link_could_not_have_is_said(open_page: Open, parameter: str, text: str) -> None:
    page = open_page("sector", lang="en", s="1~division-15")
    page.query_params[parameter] = text
    page.run()
    assert not page.exception
    assert any(text in info.value for info in page.info)


@given(
    st.builds(
        Rule,
        st.sampled_from(["agencies", "own"]),
        *[st.integers(1, 990).map(lambda tenths: tenths / 10)] * 2,
        st.integers(0, 200).map(lambda quarters: quarters / 4),
    )
)
def test_a_rule_survives_its_link(rule: Rule) -> None:
    assert verdicts.decode(verdicts.encode(rule)) == (rule, ())


@given(st.text(max_size=60))
def test_no_link_breaks_the_page(text: str) -> None:
    rule, left_out = verdicts.decode(text)
    assert isinstance(rule, Rule)
    order, _ = cells.decode(text)
    assert order in cells.ORDERS
    assert all("<" not in part.text and "[" not in part.text for part in left_out)


# --- the score ------------------------------------------------------------------------------------


def test_the_meter_tells_the_correlation_and_leads_to_the_ranking_without(
    open_page: Open, warehouse: Warehouse
) -> None:
    page = open_page("sector", lang="en", s="1~division-28")
    scenario = Scenario(view="provinces", division="28")
    bias = profile.size_bias(ranking.rank(warehouse, scenario))
    assert f"This order is **{bias.correlation:.2f}** the order of size" in texts(page)
    assert bias.causes
    page.button(key="sector_score_size_without").click().run()
    address = link(page, "s")
    assert "view-provinces" in address
    assert all(f"{code}-0" in address for code in bias.causes)
    assert "work as a cluster" in page.title[0].value


def test_the_score_is_the_scenarios(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("sector", lang="en", s="1~division-15~demand-90~factors-0")
    found = ranking.rank(
        warehouse, Scenario(view="provinces", division="15", topic_points={"demand": 90, "factors": 0})
    )
    table = opened_table(page, "sector_score")
    np.testing.assert_allclose(table["Score (0–100)"], 100 * found.scores[~np.isnan(found.scores)])


def test_without_any_weight_there_is_a_sentence_and_no_crash(open_page: Open) -> None:
    zero = "~".join(f"{topic}-0" for topic in ("economic_impact", "demand", "networking", "factors"))
    page = open_page("sector", lang="en", s=f"1~division-28~{zero}")
    assert not page.exception
