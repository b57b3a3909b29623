"""The charts of the province page draw the figures they are given: none left out, none added, none summed."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from clusterdash.charts import economy, rows, scores, sectors, theme, workplaces
from clusterdash.text import Words


@pytest.fixture
def activities() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Hizmetler", "Sanayi", "İmalat"],
            "share": [40.0, 30.0, 25.5],
            "country_share": [35.0, 28.0, 22.0],
            "part": [False, False, True],
        }
    )


@pytest.fixture
def volumes() -> pd.DataFrame:
    years = list(range(2004, 2024))
    return pd.concat(
        pd.DataFrame(
            {"activity": code, "name": code.upper(), "year": years, "index": [100 + k * n for n in range(20)]}
        )
        for k, code in enumerate(["gdp", "agriculture", "industry", "trade"], start=1)
    )


def bars(figure: go.Figure) -> list[go.Bar]:
    return [trace for trace in figure.data if trace.type == "bar"]


def labels(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_shares_are_drawn_as_given_with_the_country_beside_them(activities: pd.DataFrame, say: Words) -> None:
    figure = economy.shares(activities, say=say, province="Çorum")
    assert list(bars(figure)[0].x) == [40.0, 30.0, 25.5]
    assert list(figure.data[1].x) == [35.0, 28.0, 22.0]
    assert list(figure.data[1].y) == list(bars(figure)[0].y)


def test_a_part_is_paler_and_says_that_it_is_inside_another(activities: pd.DataFrame, say: Words) -> None:
    figure = economy.shares(activities, say=say, province="Çorum")
    assert bars(figure)[0].marker.opacity[2] < bars(figure)[0].marker.opacity[1]
    assert labels(figure)[:2] == ["Hizmetler", "Sanayi"]
    assert labels(figure)[2].endswith("İmalat")
    assert labels(figure)[2] != "İmalat"


def test_percentages_are_written_as_the_language_does(activities: pd.DataFrame, say: Words) -> None:
    shown = bars(economy.shares(activities, say=say, province="Çorum"))[0].customdata[2][1]
    assert shown == ("%25,5" if say.language == "tr" else "25.5%")


def test_volumes_stay_beside_each_other(volumes: pd.DataFrame, say: Words) -> None:
    figure = economy.growth(volumes, say=say, highlighted=["industry", "gdp"])
    assert len(figure.data) == 4
    assert all(trace.stackgroup is None and trace.fill is None for trace in figure.data)
    for trace in figure.data:
        given = volumes[volumes["name"] == trace.name]
        assert list(trace.y) == given["index"].tolist()
        assert list(trace.x) == given["year"].tolist()


def test_highlighted_activities_are_in_colour_and_in_the_legend_in_order(
    volumes: pd.DataFrame, say: Words
) -> None:
    figure = economy.growth(volumes, say=say, highlighted=["industry", "gdp", "no such activity"])
    bright = [trace for trace in figure.data if trace.showlegend is not False]
    assert [trace.name for trace in bright] == ["INDUSTRY", "GDP"]
    assert [trace.line.color for trace in bright] == list(theme.LINES[:2])
    assert {trace.line.color for trace in figure.data if trace.showlegend is False} == {theme.MUTED}


def test_sizes_show_both_shares_of_every_group(say: Words) -> None:
    groups = pd.DataFrame(
        {
            "name": ["1–9", "10–49", "50+"],
            "workplaces": [80.0, 15.0, 5.0],
            "insured": [20.0, 30.0, 50.0],
            "country_workplaces": [85.0, 11.0, 4.0],
            "country_insured": [25.0, 25.0, 50.0],
        }
    )
    figure = workplaces.sizes(groups, say=say, others="Türkiye")
    assert [list(bar.x) for bar in bars(figure)] == [[80.0, 15.0, 5.0], [20.0, 30.0, 50.0]]
    marks = [trace for trace in figure.data if trace.type == "scatter"]
    assert [list(mark.x) for mark in marks] == [[85.0, 11.0, 4.0], [25.0, 25.0, 50.0]]
    assert [list(mark.y) for mark in marks] == [list(bar.y) for bar in bars(figure)]
    assert sum(mark.showlegend is not False for mark in marks) == 1


def test_absent_sectors_are_not_drawn(observed: pd.DataFrame, say: Words) -> None:
    figure = sectors.scatter(observed, say=say)
    drawn = [
        point
        for trace in figure.data
        if trace.mode == "markers"
        for point in zip(trace.x, trace.y, strict=True)
    ]
    present = observed[observed["insured"] > 0]
    assert sorted((x, pytest.approx(y**2)) for x, y in drawn) == sorted(
        zip(present["insured"], present["quotient"], strict=True)
    )
    assert "Tütün" not in figure.to_json()


def test_the_pick_is_a_star_of_its_own_and_always_named(observed: pd.DataFrame, say: Words) -> None:
    figure = sectors.scatter(observed, say=say)
    stars = [trace for trace in figure.data if trace.mode == "markers" and "star" in trace.marker.symbol[0]]
    assert [list(trace.x) for trace in stars] == [[1900]]
    wide, narrow = (trace for trace in figure.data if trace.text is not None)
    assert (wide, narrow) == figure.data[-2:]
    assert "Makine" in wide.text
    assert "Makine" in narrow.text


def test_a_province_without_pick_has_no_star(observed: pd.DataFrame, say: Words) -> None:
    figure = sectors.scatter(observed.assign(pick=False), say=say)
    assert not any(
        "star" in symbol for trace in figure.data if trace.mode == "markers" for symbol in trace.marker.symbol
    )


def test_sectors_of_few_workplaces_are_hollow(observed: pd.DataFrame, say: Words) -> None:
    shapes = {
        x: symbol
        for trace in sectors.scatter(observed, say=say).data
        if trace.mode == "markers"
        for x, symbol in zip(trace.x, trace.marker.symbol, strict=True)
    }
    assert {x for x, symbol in shapes.items() if symbol.endswith("-open")} == {300}


def test_what_is_worth_a_name_is_specialised_and_more_than_a_few_workplaces() -> None:
    generator = np.random.default_rng(3)
    many = pd.DataFrame(
        {
            "division": [f"{n:02d}" for n in range(80)],
            "name": [f"Sector {n}" for n in range(80)],
            "insured": generator.integers(1, 20_000, 80),
            "quotient": generator.lognormal(0, 1, 80),
            "excess": generator.normal(0, 500, 80),
            "pick": [n == 7 for n in range(80)],
            "small": [n % 3 == 0 for n in range(80)],
        }
    )
    named = sectors.standing_out(many)
    assert named["division"].iloc[0] == "07"
    others = named[~named["pick"]]
    assert len(others)
    assert (others["quotient"] > 1).all()
    assert not others["small"].any()
    assert named["division"].is_unique


def test_an_empty_province_gives_an_empty_picture(observed: pd.DataFrame, say: Words) -> None:
    nothing = observed.assign(insured=0)
    assert not [trace for trace in sectors.scatter(nothing, say=say).data if trace.mode == "markers"]


def test_parts_of_a_score_add_up_to_it(say: Words) -> None:
    ranked = pd.DataFrame(
        {
            "label": ["1. Makine", "2. Deri"],
            "score": [61.0, 40.5],
            "economic_impact": [20.0, 10.5],
            "demand": [11.0, 10.0],
            "networking": [15.0, 10.0],
            "factors": [15.0, 10.0],
        }
    )
    topics = dict.fromkeys(("economic_impact", "demand", "networking", "factors"), "Başlık")
    figure = scores.stacked(ranked, say=say, topics=topics)
    assert figure.layout.barmode == "stack"
    drawn = np.array([bar.x for bar in bars(figure)]).sum(axis=0)
    assert drawn.tolist() == pytest.approx(ranked["score"].tolist())
    assert [bar.marker.color for bar in bars(figure)] == list(theme.TOPIC_COLOURS.values())


@pytest.mark.parametrize("longest", [5, 12, 40])
def test_long_names_are_cut_at_a_word(longest: int) -> None:
    text = "Manufacture of fabricated metal products, except machinery and equipment"
    cut = rows.shortened(text, longest)
    assert len(cut) <= longest
    assert cut.endswith("…")
    assert rows.shortened("Short", 12) == "Short"


def test_a_cut_name_leaves_no_parenthesis_open() -> None:
    assert rows.shortened("Diğer imalat (tıbbi aletler dâhil)", 27) == "Diğer imalat…"
    assert rows.shortened("Cam (düz) ve çini (el işi) ürünleri", 20) == "Cam (düz) ve çini…"
    assert rows.shortened("(yalnız parantez içinde bir ad)", 20) == "(yalnız parantez…"


def test_separators_follow_the_language(activities: pd.DataFrame, say: Words) -> None:
    layout = economy.shares(activities, say=say, province="Çorum").layout
    assert layout.separators == (",." if say.language == "tr" else ".,")
