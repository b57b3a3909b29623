"""Who reads by headings finds every part under the question, and every picture under its part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

LEVELS = {"title": 1, "header": 2, "subheader": 3}


def headings(page: AppTest) -> Iterator[tuple[int, str]]:
    """Level and text of each heading, in the order of the page."""
    parts: Iterable[Any] = page.main
    for part in parts:
        if part.type in LEVELS:
            yield LEVELS[part.type], part.value
        elif part.type == "markdown" and (found := re.match(r"(#+) (.+)", part.value)):
            yield len(found[1]), found[2]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("programme", {}),
        ("map", {}),
        ("map", {"m": "us", "beside": "location_quotient"}),
        ("province", {}),
        ("sector", {}),
        ("regions", {}),
        ("data", {}),
    ],
)
def test_no_level_of_headings_is_left_out(
    open_page: Callable[..., AppTest], name: str, query: dict[str, str]
) -> None:
    found = list(headings(open_page(name, lang="en", **query)))
    assert [text for level, text in found if level == 1] == [found[0][1]]
    before = 0
    for level, text in found:
        assert level <= before + 1, text
        before = level
