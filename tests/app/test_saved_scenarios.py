"""Named scenarios in links and files: a round trip is exact, and bad input gets one sentence about itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.scenario import Known, Scenario
from clusterdash.text import Words
from clusterdash.ui import trust_saved
from clusterdash.ui.trust_saved import FileError, Named

KNOWN = Known(
    topics=frozenset({"demand", "factors"}),
    criteria=frozenset({"D1", "F1"}),
    provinces=frozenset({19, 27}),
    divisions=frozenset({"15", "28"}),
)
GOOD: dict[str, Any] = {"name": "Jobs", "topic_points": {"demand": 40}, "normalisation": "rank"}

names = st.text(max_size=30)
points = st.integers(0, 100)
scenarios = st.builds(
    Scenario,
    sectors=st.sampled_from(["manufacturing", "all"]),
    minimum_workplaces=st.integers(0, 9999),
    topic_points=st.dictionaries(st.sampled_from(["demand", "factors"]), points),
    criterion_points=st.dictionaries(st.sampled_from(["D1", "F1"]), points),
    normalisation=st.sampled_from(["goalposts", "rank"]),
    aggregation=st.sampled_from(["arithmetic", "geometric"]),
    missing=st.sampled_from(["shared", "average", "lowest"]),
)
saved = st.lists(
    st.builds(trust_saved.named, names.filter(trust_saved.clean), scenarios), min_size=1, max_size=4
).map(tuple)


def file_of(*entries: Any, **changes: Any) -> bytes:
    content = {"kind": "clusterdash scenarios", "version": 1, "scenarios": list(entries)} | changes
    return json.dumps(content).encode()


@given(saved)
def test_a_link_gives_back_what_was_put_in(kept: tuple[Named, ...]) -> None:
    assert trust_saved.decode(trust_saved.encode(kept), KNOWN) == kept


@given(saved)
def test_a_file_gives_back_what_was_put_in(kept: tuple[Named, ...]) -> None:
    assert trust_saved.from_file(trust_saved.to_file(kept, "abc"), KNOWN) == kept


@given(st.text())
def test_a_garbled_link_breaks_nothing(text: str) -> None:
    found = trust_saved.decode(text, KNOWN)
    assert len(found) <= trust_saved.MOST
    assert all(each.name == trust_saved.clean(each.name) != "" for each in found)


@given(st.binary())
def test_a_garbled_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        trust_saved.from_file(content, KNOWN)


def test_a_name_can_put_no_markup_on_the_page() -> None:
    assert trust_saved.clean('<a href="x">[click](y)!~*</a>') == "a href x click (y) a"
    assert trust_saved.clean("Önce  ihracat") == "Önce ihracat"


def test_a_scenario_is_looked_at_for_the_place_in_hand() -> None:
    kept = trust_saved.named("Jobs", Scenario(view="provinces", province=27, topic_points={"demand": 40}))
    here = Scenario(province=19, division="15")
    assert kept.at(here) == replace(here, topic_points={"demand": 40})


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"\xff\xfe", "JSON"),
        (b"[" * 50_000, "JSON"),
        (b" " * 200_000, ""),
        (b'{"scenarios": []}', ""),
        (file_of(GOOD, kind="other"), ""),
        (file_of(*[GOOD] * 5), "5"),
        (file_of("Jobs"), "1"),
        (file_of(GOOD | {"topic_points": {"demnad": 40}}), "demnad"),
        (file_of(GOOD | {"topic_points": {"demand": 400}}), "400"),
        (file_of(GOOD | {"topic_points": {"demand": True}}), "demand"),
        (file_of(GOOD | {"criterion_points": {"D1": 1.5}}), "1.5"),
        (file_of(GOOD | {"criterion_points": []}), "criterion_points"),
        (file_of(GOOD | {"normalisation": "z-score"}), "z-score"),
        (file_of(GOOD | {"minimum_workplaces": -1}), "-1"),
        (file_of(GOOD | {"province": 27}), "province"),
    ],
)
def test_a_bad_file_is_named_in_words(content: bytes, named: str, language: Any) -> None:
    with pytest.raises(FileError) as refused:
        trust_saved.from_file(content, KNOWN)
    sentence = Words(language)(f"trust.{refused.value.problem}", **refused.value.values)
    assert named in sentence
    assert "{" not in sentence
