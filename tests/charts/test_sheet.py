"""The sheet of sectors holds every figure it is given, keeps its bars inside, and reads names as names."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.charts import related, sheet
from clusterdash.text import Words


class Cells(HTMLParser):
    """Rows of a table as lists of the texts of their cells, with the rows' classes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.kinds: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
            self.kinds.append(dict(attrs).get("class") or "")
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1][-1] += data


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("28", "Makine", "★★☆", 2.34, 2.24, 2.43, 1982, 187, 1134.6, 0.9, False, True, True),
            ("15", "Deri <b>", "★☆☆", 41.0, 30.0, 55.0, 12837, 22, 587.2, 1.3, False, False, False),
            ("05", "Kömür", "☆☆☆", 0.5, 0.4, 0.6, 12, 7, -80.4, 0.04, True, False, False),
        ],
        columns=[
            *("code", "name", "verdict", "quotient", "lower", "upper", "insured", "workplaces"),
            *("excess", "country_share", "small", "chosen", "pick"),
        ],
    )


def test_every_figure_is_written_as_the_language_does(rows: pd.DataFrame, say: Words) -> None:
    found = Cells(sheet.sectors(rows, say=say)).rows
    assert len(found) == 1 + len(rows)
    assert all(len(row) == 7 for row in found)
    turkish = say.language == "tr"
    machinery, leather, _ = found[1:]
    assert machinery[1] == "★★☆"
    assert ("2,34" if turkish else "2.34") in machinery[2]
    assert ("2,24–2,43" if turkish else "2.24–2.43") in machinery[2]
    assert machinery[3:] == (
        ["1.982", "187", "+1.135", "%0,9"] if turkish else ["1,982", "187", "+1,135", "0.9%"]
    )
    assert leather[3] == ("12.837" if turkish else "12,837")


def test_small_chosen_and_picked_sectors_are_marked(rows: pd.DataFrame, say: Words) -> None:
    read = Cells(sheet.sectors(rows, say=say))
    assert read.kinds[1:] == ["chosen", "", "small"]
    assert [("★" in row[0]) for row in read.rows[1:]] == [True, False, False]


def test_a_name_is_no_markup(rows: pd.DataFrame, say: Words) -> None:
    read = Cells(sheet.sectors(rows.assign(name="<script>alert(1)</script>"), say=say))
    assert "script" not in read.tags
    assert "<script>" in read.rows[1][0]


def rows_of(**figures: object) -> pd.DataFrame:
    usual = {"code": "10", "name": "x", "verdict": "", "insured": 1, "workplaces": 1, "excess": 0.0}
    return pd.DataFrame([{**usual, "country_share": 0.0, "chosen": False, "pick": False, **figures}])


ENDS = st.floats(0, 200, allow_nan=False)


@given(ENDS, ENDS, ENDS, st.booleans())
def test_bars_stay_inside_whatever_the_quotient(one: float, two: float, three: float, small: bool) -> None:
    lower, quotient, upper = sorted((one, two, three))
    row = rows_of(quotient=quotient, lower=lower, upper=upper, small=small)
    places = re.findall(r"(left|width):([\d.]+)%", sheet.sectors(row, say=Words("en")))
    assert all(0 <= float(value) <= 100 for _, value in places)
    bar, left, width, average = (float(value) for _, value in places)
    assert left - 0.1 <= bar <= left + width + 0.1
    reach = sheet.ends_at(row)
    assert 2 <= reach <= sheet.HIGHEST
    assert average == pytest.approx(100 / reach, abs=0.1)


def test_related_sectors_are_full_where_the_province_is_specialised(say: Words) -> None:
    found = pd.DataFrame(
        {
            "label": list("abc"),
            "proximity": [55.0, 46.0, 43.0],
            "had": [True, False, True],
            "words": list("xyz"),
        }
    )
    had, other = related.bars(found, say=say, by="proximity").data
    assert (list(had.x), list(had.y)) == ([55.0, 43.0], [0, 2])
    assert (list(other.x), list(other.y)) == ([46.0], [1])
    assert had.marker.color != other.marker.color
    assert had.marker.line.color == other.marker.line.color
    assert had.text[0] == ("%55" if say.language == "tr" else "55%")
