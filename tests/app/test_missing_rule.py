"""How a missing figure counts: chosen under Method, kept by the link, honoured by board, words and tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import ranking, robust
from clusterdash.scenario import Missing, Scenario
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
SAMSUN = "1~province-55"
WORDS = {
    "tr": {"shared": "aynı başlıktaki diğerlerine", "average": "ortalaması sayılır", "lowest": "en düşük"},
    "en": {"shared": "the others of its topic", "average": "the mean over all", "lowest": "lowest value"},
}


def board(page: AppTest) -> dict[str, Any]:
    """What the board was given."""
    found = [element.proto for element in page.get("bidi_component")]
    (packed,) = [proto.bytes for proto in found if proto.id.endswith("-board")]
    content: dict[str, Any] = json.loads(packed)
    return content


def address(page: AppTest) -> str:
    (link,) = page.query_params["s"] if isinstance(page.query_params["s"], list) else [page.query_params["s"]]
    return str(link)


def texts(page: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "caption") for element in page.get(kind))


def test_choosing_a_rule_ranks_by_it_and_puts_it_into_the_link(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("ranking", lang="en", s=SAMSUN)
    assert page.radio(key="choose_missing").value == "shared"
    assert board(page)["fill"] is None
    page.radio(key="choose_missing").set_value("lowest").run()
    assert not page.exception
    assert page.session_state["visit"].scenario.missing == "lowest"
    link = address(page)
    assert "missing-lowest" in link.split("~")
    assert set(board(page)["fill"]) == {0}
    first = ranking.rank(warehouse, Scenario(province=55, missing="lowest"))
    assert f"with {first.scores[0] * 100:.1f} of 100 points" in texts(page)
    page.radio(key="choose_missing").set_value("shared").run()
    link = address(page)
    assert "missing" not in link


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("missing", ["shared", "average", "lowest"])
def test_a_link_opens_with_its_rule_and_says_how_missing_figures_are_treated(
    open_page: Open, language: str, missing: Missing
) -> None:
    page = open_page("ranking", lang=language, s=f"{SAMSUN}~missing-{missing}")
    assert page.radio(key="choose_missing").value == missing
    page.session_state["details"] = "coverage"
    page.run()
    assert WORDS[language][missing] in texts(page)


def test_the_board_counts_a_missing_figure_as_the_mean_of_the_country(
    open_page: Open, warehouse: Warehouse
) -> None:
    given = board(open_page("ranking", lang="en", s=f"{SAMSUN}~missing-average"))
    frame = warehouse.frame("data_table", table="criterion_value")
    means = frame.groupby("criterion")["z"].mean()
    assert given["fill"] == pytest.approx(means[given["columns"]].tolist(), rel=1e-12)


def test_the_methods_compared_are_the_rules_not_chosen(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("ranking", lang="en", s=f"{SAMSUN}~missing-lowest")
    page.session_state["details"] = "methods"
    page.run()
    assert not page.exception
    table = next(each.value for each in page.dataframe if "Missing = average" in each.value.columns)
    assert "Missing = to the rest of its topic" in table.columns
    assert "Missing = lowest" not in table.columns
    today = robust.places_by_method(warehouse, Scenario(province=55, missing="lowest"))["today"]
    assert sorted(table["Today"].astype(int)) == sorted(today.sort_values().head(10).astype(int))
