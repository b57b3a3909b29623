"""The pilot provinces' map: every province once, names that do not cover each other."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from clusterdash.charts.programme import pilot_map

PILOTS = pd.DataFrame(
    [
        (19, "Çorum", True, 40.55, 34.95),
        (27, "Gaziantep", True, 37.07, 37.38),
        (46, "Kahramanmaraş", True, 37.59, 36.94),
        (55, "Samsun", True, 41.29, 36.33),
        (61, "Trabzon", False, 41.00, 39.73),
    ],
    columns=["province", "name", "published", "latitude", "longitude"],
).assign(shown=lambda rows: rows["name"])
OTHERS = sorted(set(range(1, 82)) - set(PILOTS["province"]))


def drawn(*, dark: bool = False) -> go.Figure:
    return pilot_map(PILOTS, OTHERS, outlines="/provinces.geojson", language="tr", dark=dark)


def areas(figure: go.Figure) -> list[go.Choropleth]:
    return [trace for trace in figure.data if trace.type == "choropleth"]


def test_every_province_is_drawn_once_from_the_file_of_outlines() -> None:
    plates = [plate for trace in areas(drawn()) for plate in trace.locations]
    assert sorted(plates) == list(range(1, 82))
    assert {trace.geojson for trace in areas(drawn())} == {"/provinces.geojson"}


def test_province_without_a_sector_looks_different_from_the_others() -> None:
    looks = {plate: trace.colorscale[0][1] for trace in areas(drawn()) for plate in trace.locations}
    assert looks[19] == looks[27] == looks[46] == looks[55]
    assert len({looks[19], looks[61], looks[6]}) == 3


@pytest.mark.parametrize(("northern", "southern"), [("Samsun", "Çorum"), ("Kahramanmaraş", "Gaziantep")])
def test_names_of_close_provinces_stand_on_either_side(northern: str, southern: str) -> None:
    names = next(trace for trace in drawn().data if trace.type == "scattergeo")
    side = dict(zip(names.text, names.textposition, strict=True))
    assert (side[northern], side[southern]) == ("top center", "bottom center")


def test_names_are_read_on_dark_paper_too() -> None:
    light, dark = (
        next(trace for trace in drawn(dark=paper).data if trace.type == "scattergeo").textfont.color
        for paper in (False, True)
    )
    assert light != dark


def test_a_decision_made_here_looks_like_nothing_that_was_published() -> None:
    decided = pd.DataFrame({"shown": ["Sivas"], "latitude": [39.75], "longitude": [37.01]})
    figure = pilot_map(PILOTS, OTHERS, outlines="/provinces.geojson", language="tr", decided=decided)
    published, here = [trace for trace in figure.data if trace.type == "scattergeo"]
    assert (here.lat, here.lon, here.customdata) == ((39.75,), (37.01,), ("Sivas",))
    assert here.marker.symbol != (published.marker.symbol or "circle")
    assert here.marker.color != published.marker.line.color
    assert len(figure.data) == len(drawn().data) + 1
