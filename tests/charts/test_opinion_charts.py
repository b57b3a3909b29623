"""A meeting's pictures show every ballot, place and count they are given, and what is missing as missing."""

from __future__ import annotations

import itertools
from typing import Any, get_args

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from clusterdash.charts import opinions
from clusterdash.charts.opinions import Size
from clusterdash.comparison import ExpertScore, Stand, experts, movement, people
from clusterdash.comparison.rounds import Weights
from clusterdash.records.values import KINDS, TOPICS
from clusterdash.text import Words
from tests.meeting import SHORTLIST, ballot, hall

NAMED = {topic: f"Topic {topic}" for topic in TOPICS}
SIZES = get_args(Size)


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def weights(size: Size, say: Words, dark: bool = False) -> go.Figure:
    found = people.topic_weights(hall(), TOPICS)
    assert found is not None
    return opinions.weights(found, say=say, topics=NAMED, size=size, dark=dark)


def moved() -> Weights:
    first = [ballot(str(n), weights=w) for n, w in enumerate([(40, 30, 20, 10), (20, 30, 20, 30)])]
    second = [ballot(str(n), weights=(25, 35, 20, 20)) for n in range(2)]
    found = movement(first, second, TOPICS, SHORTLIST)
    assert found is not None
    assert found.weights is not None
    return found.weights


def every_figure(size: Size, say: Words, dark: bool) -> list[go.Figure]:
    stands = people.stands(hall(), ("28", "10"))
    names = {code: f"Sector {code}" for code in SHORTLIST}
    places = pd.DataFrame({"A": [1.0, 2.0, np.nan], "B": [3.0, 2.0, 1.0]}, index=["x", "y", "z"])
    scores = experts.expert_scores(hall(), SHORTLIST)
    return [
        weights(size, say, dark),
        opinions.slope(places, say=say, size=size, dark=dark, coloured=["x"]),
        opinions.agreement([("W", 0.3), ("τ", None)], say=say, size=size, dark=dark),
        opinions.verdicts(stands, say=say, names=names, size=size, dark=dark),
        opinions.expert_scores(scores, say=say, names=names, criteria={"D5": "Buyers"}, size=size, dark=dark),
        opinions.movement(moved(), say=say, topics=NAMED, size=size, dark=dark),
    ]


# --- every picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_in_the_hall_no_text_is_small(say: Words, dark: bool) -> None:
    for figure in every_figure("hall", say, dark):
        assert figure.layout.font.size >= 24
        assert all(
            annotation.font.size is None or annotation.font.size >= 24
            for annotation in figure.layout.annotations
        )


@pytest.mark.parametrize("size", SIZES)
def test_pictures_leave_title_and_paper_to_the_page(say: Words, size: Size) -> None:
    for figure in every_figure(size, say, dark=False):
        assert figure.layout.title.text is None
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.separators == (",." if say.language == "tr" else ".,")
        assert figure.layout.height > 0


def test_the_hall_is_drawn_larger_than_the_page(say: Words) -> None:
    for hall_size, page in zip(*(every_figure(size, say, dark=False) for size in SIZES), strict=True):
        assert hall_size.layout.height > page.layout.height


# --- weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_every_ballot_is_a_mark_in_every_topic(say: Words, size: Size) -> None:
    figure = weights(size, say)
    assert sum(len(trace.x) for trace in figure.data) == len(hall()) * len(TOPICS)
    given = sorted(points for one in hall() for points in (one.weights or {}).values())
    assert sorted(itertools.chain(*(trace.x for trace in figure.data))) == pytest.approx(given)


def test_kinds_differ_in_shape_and_in_colour(say: Words) -> None:
    assert len(set(opinions.KIND_SYMBOLS.values())) == len(set(opinions.KIND_COLOURS.values())) == len(KINDS)
    figure = weights("page", say)
    assert [trace.marker.symbol for trace in figure.data] == [
        opinions.KIND_SYMBOLS[kind] for kind in ("chamber", "university", "ngo", "firm")
    ]
    assert [trace.name.rsplit(" ", 1)[1] for trace in figure.data] == ["3", "3", "1", "2"]


def test_equal_points_lie_beside_each_other_within_their_row(say: Words) -> None:
    crowd = people.topic_weights([ballot(str(n), weights=(25, 25, 25, 25)) for n in range(200)], TOPICS)
    assert crowd is not None
    (trace,) = opinions.weights(crowd, say=say, topics=NAMED, size="hall", dark=False).data
    heights = np.array(trace.y).reshape(200, 4)
    for row in range(4):
        assert len(set(heights[:, row])) == 200
        assert abs(heights[:, row] - row).max() < 0.4


def test_the_median_is_drawn_and_written(say: Words) -> None:
    figure = weights("hall", say)
    found = people.topic_weights(hall(), TOPICS)
    assert found is not None
    assert [shape.x0 for shape in figure.layout.shapes] == list(found.everybody.median.values())
    assert sum("30" in text for text in texts(figure)) >= 1


# --- places ---------------------------------------------------------------------------------------


def places() -> pd.DataFrame:
    return pd.DataFrame(
        {"Analysis": [1.0, 2.0, 2.0, np.nan], "Hall": [3.0, 1.0, 2.0, 4.0]},
        index=["Machinery", "Food", "Wood", "Leather"],
    )


def test_a_line_goes_from_place_to_place_and_none_where_there_is_no_place(say: Words) -> None:
    figure = opinions.slope(places(), say=say, size="hall", dark=False)
    machinery, *_, leather = figure.data
    assert list(machinery.y) == [1, 3]
    assert list(leather.y) == [None, 4]
    assert not leather.connectgaps
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_names_stand_at_both_ends_in_the_hall_and_none_covers_another(say: Words) -> None:
    figure = opinions.slope(places(), say=say, size="hall", dark=False)
    for end in (0, 1):
        standing = [a for a in figure.layout.annotations if a.x == end]
        assert len(standing) == 4
        heights = sorted(annotation.y for annotation in standing)
        assert all(below - above >= 1 for above, below in itertools.pairwise(heights))
        assert max(heights) < figure.layout.yaxis.range[0]
    assert any("–" in text and "Leather" in text for text in texts(figure))


@pytest.mark.parametrize("size", SIZES)
def test_those_who_share_a_place_write_it_once(say: Words, size: Size) -> None:
    shared = pd.DataFrame(
        {"A": [1.0, 2.0, 3.0], "B": [1.0, 2.0, 2.0], "C": [1.0, 2.0, 3.0]}, index=["x", "y", "z"]
    )
    figure = opinions.slope(shared, say=say, size=size, dark=False, coloured=["z"])
    written = [(x, text) for line in figure.data for x, text in zip(line.x, line.text, strict=True) if text]
    assert len(written) == len(set(written))
    assert {text for x, text in written if x == 1} == {"1", "2"}


def test_only_the_coloured_stand_out(say: Words) -> None:
    figure = opinions.slope(places(), say=say, size="page", dark=True, coloured=["Food", "Wood"])
    colours = {trace.name: trace.line.color for trace in figure.data}
    assert colours["Machinery"] == colours["Leather"]
    assert len(set(colours.values())) == 3


# --- agreement, verdicts, scores ------------------------------------------------------------------


def test_a_measure_that_is_missing_is_a_dash_without_a_bar(say: Words) -> None:
    figure = opinions.agreement([("W", 0.25), ("τ", -0.5), ("?", None)], say=say, size="hall", dark=False)
    assert [list(bar.x) for bar in figure.data] == [[0.25], [-0.5]]
    assert figure.layout.xaxis.range[0] < -0.5
    decimal = "," if say.language == "tr" else "."
    assert [text for text in texts(figure) if "<b>" in text] == [
        f"<b>0{decimal}25</b>", f"<b>-0{decimal}50</b>", "<b>–</b>"
    ]  # fmt: skip


def test_confirm_goes_right_dispute_left_and_both_say_their_number(say: Words) -> None:
    stand = Stand("28", confirm=7, dispute=2, silent=3, reasons=())
    figure = opinions.verdicts([stand], say=say, names={"28": "Machinery"}, size="hall", dark=False)
    confirm, dispute = figure.data
    assert (list(confirm.x), list(dispute.x)) == ([7], [-2])
    assert confirm.marker.color != dispute.marker.color
    shown = " ".join(texts(figure))
    assert all(number in shown for number in ("7", "2", "3", "Machinery"))


def test_what_stands_beside_a_bar_is_narrow_on_a_page(say: Words) -> None:
    stand = Stand("28", confirm=14, dispute=14, silent=0, reasons=())
    figure = opinions.verdicts([stand], say=say, names={"28": "Machinery"}, size="page", dark=False)
    beside = [text.removeprefix("<b>").removesuffix("</b>") for text in texts(figure) if "<b>" in text]
    assert len(beside) == 2
    assert max(len(line) for text in beside for line in text.split("<br>")) <= 11


def test_scores_are_on_the_whole_scale_and_missing_ones_a_dash(say: Words) -> None:
    scores = [ExpertScore("28", "D5", 4.25, 0.5, 4, 0), ExpertScore("10", "D5", None, None, 0, 2)]
    figure = opinions.expert_scores(
        scores, say=say, names={"28": "M", "10": "F"}, criteria={"D5": "Buyers"}, size="page", dark=False
    )
    (heat,) = figure.data
    assert (heat.zmin, heat.zmax) == (1, 5)
    assert [list(row) for row in heat.z] == [[4.25], [None]]
    assert texts(figure)[1] == "–"


def test_the_second_round_is_the_full_mark(say: Words) -> None:
    figure = opinions.movement(moved(), say=say, topics=NAMED, size="hall", dark=False)
    before, after = figure.data
    assert list(before.x) == pytest.approx([30, 30, 20, 20])
    assert list(after.x) == pytest.approx([25, 35, 20, 20])
    assert before.marker.color != after.marker.color == after.marker.line.color


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("dark", "paper"), [(False, "#FFFFFF"), (True, "#10181E")])
def test_bars_and_outlines_stand_out_from_the_paper(say: Words, dark: bool, paper: str) -> None:
    bars: Any = opinions.verdicts(
        [Stand("28", 1, 1, 0, ())], say=say, names={"28": "M"}, size="hall", dark=dark
    ).data
    assert all(contrast(bar.marker.color, paper) >= 3 for bar in bars)
    assert all(contrast(trace.marker.line.color, paper) >= 4.5 for trace in weights("hall", say, dark).data)
