"""What comes back from the browser is untrusted: it changes what it may change, and nothing else."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.text import Words
from clusterdash.text.words import messages
from clusterdash.ui.live_board.component import (
    WORDS,
    Alternative,
    BoardCriterion,
    BoardData,
    BoardState,
    BoardTopic,
    Points,
    board_words,
    give,
    number_format,
    parse_state,
)

STATE = BoardState(Points({"demand": 25, "factors": 40}, {"D1": 50, "F1": 0}), province=19, division="28")
BOARD = BoardData(
    edition="e",
    matrix="m",
    boundaries="b",
    view="sectors",
    title="t",
    division_name="Machinery",
    provinces={19: "Çorum", 27: "Gaziantep"},
    divisions=("15", "28"),
    columns=("D1", "F1"),
    rows=(Alternative("28", "Machinery", workplaces=19, insured=100, status="ranked", pick=True),),
    topics=(BoardTopic("demand", "Demand", "?"), BoardTopic("factors", "Factor Conditions", "?")),
    criteria=(BoardCriterion("D1", "demand", "Trend", "?"), BoardCriterion("F1", "factors", "Skills", "?")),
    defaults=STATE.points,
    state=STATE,
    aggregation="arithmetic",
    language="en",
    text={},
    caption=(),
    revision=1,
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
keys = st.sampled_from(
    ["weights", "criteria", "selected", "demand", "factors", "D1", "F1", "province", "division"]
)
garbage = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=20,
)
reports = st.fixed_dictionaries({}, optional={"weights": garbage, "criteria": garbage, "selected": garbage})


@given(garbage | reports)
def test_whatever_comes_the_state_stays_one(raw: object) -> None:
    state = parse_state(raw, BOARD)
    assert state.points.topics.keys() == STATE.points.topics.keys()
    assert state.points.criteria.keys() == STATE.points.criteria.keys()
    for points in (*state.points.topics.values(), *state.points.criteria.values()):
        assert type(points) is int
        assert 0 <= points <= 100
    assert state.province in BOARD.provinces
    assert state.division in BOARD.divisions


@given(st.dictionaries(st.sampled_from(["demand", "factors"]), st.integers(0, 100)))
def test_reported_points_are_taken_and_the_others_kept(weights: dict[str, int]) -> None:
    assert parse_state({"weights": weights}, BOARD).points.topics == {**STATE.points.topics, **weights}


@pytest.mark.parametrize(
    ("given_points", "taken"),
    [
        (-3, 0),
        (400, 100),
        (39.6, 40),
        (1e308, 100),
        ("70", 25),
        (True, 25),
        (math.nan, 25),
        (math.inf, 25),
        ([70], 25),
    ],
)
def test_points_are_whole_and_between_0_and_100(given_points: Any, taken: int) -> None:
    assert parse_state({"weights": {"demand": given_points}}, BOARD).points.topics["demand"] == taken


@pytest.mark.parametrize(
    ("selected", "province", "division"),
    [
        ({"division": "15"}, 19, "15"),
        ({"province": 27}, 27, "28"),
        ({"division": "99", "province": 82}, 19, "28"),
        ({"division": 15, "province": "27"}, 19, "28"),
        ({"province": True}, 19, "28"),
        ("15", 19, "28"),
    ],
)
def test_only_what_exists_can_be_selected(selected: object, province: int, division: str) -> None:
    state = parse_state({"selected": selected}, BOARD)
    assert (state.province, state.division) == (province, division)


def test_points_leave_the_payload_but_for_its_points() -> None:
    """Unchanged data are not sent again, so nothing else may depend on the points."""
    moved = replace(
        BOARD, state=replace(STATE, points=Points({"demand": 99, "factors": 1}, STATE.points.criteria))
    )
    before, after = BOARD.payload(), moved.payload()
    assert before.pop("points") != after.pop("points")
    assert before == after


def test_a_board_is_told_its_points_once_in_a_revision() -> None:
    first = give(BOARD, None)
    moved = replace(
        BOARD, state=BoardState(Points({"demand": 99, "factors": 1}, {"D1": 1, "F1": 2}), 19, "15")
    )
    assert give(moved, first).payload() == first.payload()
    assert give(moved, first).latest == moved.state
    assert give(replace(moved, revision=2), first).payload()["points"]["topics"]["demand"] == 99
    assert give(moved, None).payload()["points"]["topics"]["demand"] == 99


def test_the_scope_is_always_the_pages() -> None:
    elsewhere = replace(BOARD, state=replace(STATE, province=27))
    assert give(elsewhere, give(BOARD, None)).payload()["province"] == 27


def test_a_fragments_run_keeps_what_the_board_said_last() -> None:
    said = replace(give(BOARD, None), latest=replace(STATE, division="15"))
    assert give(BOARD, said).latest.division == "15"


def test_the_payload_is_plain_json_and_marks_small_sectors() -> None:
    payload = BOARD.payload()
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload
    assert [row["small"] for row in payload["rows"]] == [True]
    enough = replace(BOARD, rows=(replace(BOARD.rows[0], workplaces=20),))
    assert [row["small"] for row in enough.payload()["rows"]] == [False]
    assert len({topic["colour"] for topic in payload["topics"]}) == 2


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_word_keeps_its_places_for_the_browser(language: Any) -> None:
    words = board_words(Words(language))
    assert (
        words.keys()
        == WORDS.keys()
        == {key.removeprefix("board.") for key in messages() if key[:6] == "board."}
    )
    for key, places in WORDS.items():
        for place in places:
            assert f"{{{place}}}" in words[key]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert number_format("tr") == {"decimal": ",", "group": ".", "percent": "%{value}"}
    assert number_format("en") == {"decimal": ".", "group": ",", "percent": "{value}%"}
