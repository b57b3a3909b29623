"""What stands beside the board and below it: in both languages, in both views, and where nobody is ranked."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import ranking, robust
from clusterdash.scenario import Scenario
from clusterdash.text import Words
from clusterdash.ui import trust, trust_saved
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
PARTS = ("first", "methods", "criteria", "scenarios", "files")


def bands(page: AppTest) -> dict[str, Any]:
    """What the component was given."""
    found = [element.proto for element in page.get("bidi_component")]
    (packed,) = [proto.bytes for proto in found if proto.id.endswith("-rank_bands")]
    content: dict[str, Any] = json.loads(zlib.decompress(packed, wbits=-zlib.MAX_WBITS))
    return content


def ask(page: AppTest, part: str) -> AppTest:
    page.session_state["details"] = part
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(
        element.value for kind in ("markdown", "caption", "warning") for element in page.get(kind)
    )


def downloads(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def test_everybody_ranked_has_a_band_around_todays_rank(open_page: Open, warehouse: Warehouse) -> None:
    shown = bands(open_page("ranking", lang="en"))
    ranked = ranking.rank(warehouse, Scenario())
    assert [row[1] for row in shown["rows"]] == [int(rank) for rank in ranked.ranks if rank == rank]
    assert all(lower <= rank <= upper or upper - lower < 3 for _, rank, lower, upper, _ in shown["rows"])
    assert shown["places"] == len(shown["rows"])
    first, second = (row[4] for row in shown["rows"][:2])
    assert shown["lead"].startswith("Machinery and equipment")
    assert first in shown["lead"]
    assert int(first[:-1]) + int(second[:-1]) <= 100


def test_a_topic_of_more_than_half_is_marked(open_page: Open) -> None:
    even = bands(open_page("ranking", lang="en"))["topics"]
    assert not any(heavy for *_, heavy in even)
    topics = bands(open_page("ranking", lang="en", s="1~demand-80"))["topics"]
    assert [name for name, *_, heavy in topics if heavy] == ["Demand"]
    (weight,) = [weight for *_, weight, heavy in topics if heavy]
    assert "more than all other topics together" in weight


def test_nominal_and_effective_weight_stand_together(open_page: Open, warehouse: Warehouse) -> None:
    shown = bands(open_page("ranking", lang="en", s="1~demand-40"))["topics"]
    known = robust.holds(warehouse, Scenario(topic_points={"demand": 40}))
    for (_, _, share, lower, upper, between, weight, _), hold in zip(shown, known, strict=True):
        assert (share, lower, upper) == pytest.approx((hold.share, hold.lower, hold.upper), abs=5e-4)
        assert weight == f"Share {100 * hold.share:.1f}%; effective weight {hold.effective:.2f}"
        assert between.endswith("%")


def test_no_more_bands_travel_than_a_release_can_carry(open_page: Open) -> None:
    shown = bands(open_page("ranking", lang="tr", s="1~sectors-all"))
    assert len(shown["rows"]) == trust.MOST_ROWS < shown["places"]


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "link", ["1", "1~view-provinces~division-15", "1~sectors-all~mean-geometric~by-rank"]
)
def test_every_part_opens(open_page: Open, language: str, part: str, link: str) -> None:
    page = ask(open_page("ranking", lang=language, s=link), part)
    say = Words(language)  # type: ignore[arg-type]
    assert page.get("button_group")
    how_to_read = say("read.line", text="")
    assert how_to_read.strip() in texts(page)
    # What asks for a choice first has nothing to take away yet.
    assert downloads(page) or part in ("first", "scenarios")


def test_nothing_stands_there_where_nobody_is_ranked(open_page: Open) -> None:
    page = open_page("ranking", lang="en", s="1~demand-0~economic_impact-0~factors-0~networking-0")
    assert "All weights are 0" in texts(page)
    assert not [p for p in page.get("bidi_component") if p.proto.id.endswith("-rank_bands")]


def test_the_least_change_is_said_and_one_click_makes_it_true(open_page: Open, warehouse: Warehouse) -> None:
    page = ask(open_page("ranking", lang="en"), "first")
    page.selectbox(key="trust_candidate").set_value("10").run()
    change = robust.making_first(warehouse, Scenario(), "10")
    assert change is not None
    assert "Demand 25% → 14%" in texts(page)
    page.button(key="trust_apply").click().run()
    assert not page.exception
    visit = page.session_state["visit"]
    assert ranking.rank(warehouse, visit.scenario).rank_of("10") == 1
    assert visit.revision > 0


def test_no_weights_can_is_said(open_page: Open) -> None:
    page = ask(open_page("ranking", lang="en"), "first")
    page.selectbox(key="trust_candidate").set_value("25").run()
    assert "No weights can" in texts(page)
    assert not [button for button in page.button if button.key == "trust_apply"]


def test_the_influence_is_computed_when_asked_for_and_forgotten_with_the_ranking(open_page: Open) -> None:
    page = ask(open_page("ranking", lang="en"), "methods")
    assert "matters most" not in texts(page).replace("Which choice matters most?", "")
    page.button(key="trust_influence_run").click().run()
    assert not page.exception
    assert "explains" in texts(page)
    page.radio(key="choose_normalisation").set_value("rank").run()
    assert "explains" not in texts(page).replace("What explains each move?", "")


def test_scenarios_of_a_link_stand_side_by_side(open_page: Open) -> None:
    page = open_page("ranking", lang="en", compare="Equal~1!Jobs first~1~economic_impact-70")
    weights = next(table.value for table in page.dataframe if "Scenario" in table.value.columns)
    weights = weights.set_index("Scenario")
    # 70 of 70 + 25 + 25 + 25 points.
    assert weights.loc["Jobs first", "Economic Impact (%)"] == pytest.approx(100 * 70 / 145)
    assert weights.loc["Equal"].tolist()[:4] == [25] * 4
    ranks = next(table.value for table in page.dataframe if "Jobs first: because of" in table.value.columns)
    assert ranks["Equal"].tolist() == sorted(ranks["Equal"])


def test_scenarios_come_back_to_the_address_from_another_page(open_page: Open) -> None:
    page = open_page("ranking", lang="en", compare="One~1!Two~1~demand-80")
    page.pills(key="details").set_value(None).run()
    del page.query_params["compare"]  # as the way to another page and back does
    page.run()
    assert "One~1!Two~1~demand-80" in page.query_params["compare"]


def test_a_fifth_scenario_has_to_wait_for_a_place(open_page: Open) -> None:
    page = open_page("ranking", lang="en", compare="A~1!B~1!C~1!D~1")
    assert "remove one to add another" in texts(page)
    page.button(key="trust_remove_0").click().run()
    assert "remove one to add another" not in texts(page)
    assert [button.label for button in page.button if button.key == "trust_add"] == ["Add the scenario"]


def test_scenarios_of_the_same_name_are_told_apart(open_page: Open) -> None:
    page = open_page("ranking", lang="en", compare="A~1!A~1~demand-60!A~1~demand-70")
    weights = next(table.value for table in page.dataframe if "Scenario" in table.value.columns)
    assert weights["Scenario"].tolist() == ["A", "A (2)", "A (3)"]


def test_the_workbook_is_made_when_asked_for_and_forgotten_with_the_ranking(open_page: Open) -> None:
    page = ask(open_page("ranking", lang="en"), "files")
    assert "Download the workbook" not in downloads(page)
    page.button(key="trust_workbook_run").click().run()
    assert not page.exception
    assert "Download the workbook" in downloads(page)
    page.radio(key="choose_normalisation").set_value("rank").run()
    assert "Download the workbook" not in downloads(page)


def test_a_scenario_from_an_order_gets_the_centroid(open_page: Open) -> None:
    page = ask(open_page("ranking", lang="en"), "scenarios")
    page.radio(key="trust_start").set_value("order").run()
    page.multiselect(key="trust_order").set_value(
        ["demand", "factors", "networking", "economic_impact"]
    ).run()
    page.button(key="trust_add").click().run()
    (kept,) = page.session_state["trust_scenarios"]
    # 25/48, 13/48, 7/48 and 3/48: Barron and Barrett (1996), Management Science 42(11), table 1.
    assert kept.scenario.topic_points == {"demand": 52, "factors": 27, "networking": 15, "economic_impact": 6}
    assert trust_saved.decode(page.query_params["compare"], _known(page)) == (kept,)


def test_contradicting_comparisons_name_the_answer_to_reconsider(open_page: Open) -> None:
    page = ask(open_page("ranking", lang="en"), "scenarios")
    page.radio(key="trust_start").set_value("pairs").run()
    assert "consistency ratio 0.00" in texts(page)
    page.select_slider(key="trust_pair_economic_impact_demand").set_value(9).run()
    page.select_slider(key="trust_pair_demand_networking").set_value(9).run()
    page.select_slider(key="trust_pair_economic_impact_networking").set_value(-9).run()
    assert "contradict each other" in texts(page)
    assert "you said Economic Impact matters 9 times as much as Demand" in texts(page)
    assert "the other answers point to 9.0 times, for Demand" in texts(page)
    answers = {"economic_impact_demand": 3, "economic_impact_networking": 1, "economic_impact_factors": 9}
    answers |= {"demand_networking": 3, "demand_factors": 9, "networking_factors": 3}
    for pair, answer in answers.items():
        page.select_slider(key=f"trust_pair_{pair}").set_value(answer)
    page.run()
    assert "you said Economic Impact and Networking and Cooperation matter equally" in texts(page)


@pytest.mark.parametrize("way", ["entropy", "critic"])
def test_weights_from_figures_are_labelled_as_data_driven(open_page: Open, way: str) -> None:
    page = ask(open_page("ranking", lang="en"), "scenarios")
    page.radio(key="trust_start").set_value(way).run()
    assert "Data-driven weights" in texts(page)


def _known(page: AppTest) -> Any:
    from clusterdash.ui import session

    return session.known(page.session_state["visit"].warehouse)
