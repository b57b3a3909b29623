"""Parts of growth add up to the change; activities stand in the corner their stage names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clusterdash.charts import growth, theme
from clusterdash.text import Words


@pytest.fixture
def parts() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "name": ["Industry", "Agriculture"],
            "national": [42.0, 96.0],
            "mix": [3.0, -60.0],
            "competitive": [30.0, -4.0],
            "allocation": [-9.0, -15.0],
        }
    )
    table["regional"] = table["competitive"] + table["allocation"]
    return table.assign(change=table[["national", "mix", "regional"]].sum(axis=1))


@pytest.mark.parametrize("split", [growth.CLASSIC, growth.ESTEBAN_MARQUILLAS])
def test_parts_of_growth_add_up_to_the_change(
    parts: pd.DataFrame, split: tuple[growth.Part, ...], say: Words
) -> None:
    figure = growth.shift_share(parts, say=say, split=split)
    assert figure.layout.barmode == "relative"
    *bars, diamond = figure.data
    assert len(bars) == len(split)
    assert len({bar.marker.color for bar in bars}) == len(split)
    np.testing.assert_allclose(np.array([bar.x for bar in bars]).sum(axis=0), diamond.x)


@pytest.fixture
def activities() -> pd.DataFrame:
    rows = [
        ("Tourism", 80.0, 2.5, 1.0, "star"),
        ("Farming", 20.0, 3.0, -1.5, "mature"),
        ("Software", 5.0, 0.2, 4.0, "emerging"),
        ("Mining", 1.0, 0.6, -3.0, "transforming"),
        ("New", 9.0, 1.2, np.nan, None),
    ]
    columns = ["name", "value", "quotient", "ahead", "stage"]
    return pd.DataFrame(rows, columns=columns).assign(words="…")


def circles(activities: pd.DataFrame, say: Words) -> dict[str, tuple[float, float, float]]:
    """By the name on its pointer: across, upwards (squared back) and diameter."""
    found = {}
    for trace in growth.quadrants(activities, say=say).data:
        if trace.mode == "markers":
            for x, y, size, data in zip(trace.x, trace.y, trace.marker.size, trace.customdata, strict=True):
                found[data[0]] = (x, y**2, size)
    return found


def test_activities_stand_where_their_figures_are(activities: pd.DataFrame, say: Words) -> None:
    found = circles(activities, say)
    assert set(found) == {"Tourism", "Farming", "Software", "Mining"}
    for row in activities.dropna().to_dict("records"):
        assert found[row["name"]][:2] == pytest.approx((row["ahead"], row["quotient"]))


def test_the_area_of_a_circle_is_its_value(activities: pd.DataFrame, say: Words) -> None:
    found = circles(activities, say)
    assert (found["Tourism"][2] / found["Farming"][2]) ** 2 == pytest.approx(80 / 20)
    assert found["Mining"][2] > 5


def test_every_corner_bears_its_name_and_holds_its_points(activities: pd.DataFrame, say: Words) -> None:
    figure = growth.quadrants(activities, say=say)
    corners = {note.text: (note.x, note.y) for note in figure.layout.annotations if note.xref == "paper"}
    for trace in figure.data:
        if trace.mode != "markers" or not len(trace.x):
            continue
        right, top = corners[f"<b>{trace.name}</b>"]
        assert all((x >= 0) == bool(right) for x in trace.x)
        assert all((y >= 1) == bool(top) for y in trace.y)
    low, high = figure.layout.xaxis.range
    assert low == -high < -3 < 4 < high


def test_nothing_to_place_gives_an_empty_picture(activities: pd.DataFrame, say: Words) -> None:
    assert circles(activities.assign(stage=None), say) == {}


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("paper", ["#FFFFFF", "#10181E"])
def test_the_amber_of_marks_can_be_seen_on_either_paper(paper: str) -> None:
    assert _contrast(theme.AMBER, paper) >= 3
    assert "#E69F00" not in {*theme.LINES, *growth.STAGES.values()}


def test_no_name_is_written_over_a_corners(say: Words) -> None:
    """An activity whose name, above its circle, would end on that of the corner of the stars."""
    rows = [("Farming", 20.0, 3.0, -1.5, "mature"), ("Tourism", 20.0, 2.8, 1.5, "star")]
    columns = ["name", "value", "quotient", "ahead", "stage"]
    pair = pd.DataFrame(rows, columns=columns).assign(words="…")
    *_, wide, narrow = growth.quadrants(pair, say=say).data
    for names in (wide, narrow):
        beside = dict(zip(names.text, names.textposition, strict=True))
        assert beside.get("Tourism") != "top center"
