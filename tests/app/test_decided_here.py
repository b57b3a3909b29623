"""What a meeting decided stands on maps and on the province's page, apart from what was published in 2013."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import records
from clusterdash.charts import geography
from clusterdash.records import decisions, meetings
from clusterdash.records.actors import OPERATOR, VISITOR
from clusterdash.records.values import DecisionDraft, MeetingDraft

Open = Callable[..., AppTest]
COLUMN = "Decided here"


def decide(province: int, divisions: tuple[str, ...], day: int) -> None:
    store = records.open_records()
    draft = MeetingDraft(
        title="Meeting", province=province, held_on=dt.date(2026, 5, day), edition="", shortlist=("24", "28")
    )
    meeting, _ = meetings.create(store, OPERATOR, draft)
    meetings.move(store, OPERATOR, meeting.id, "open")
    meetings.move(store, OPERATOR, meeting.id, "revealed")
    decisions.decide(store, OPERATOR, meeting.id, DecisionDraft(divisions, reasons="Known to the hall only."))


@pytest.fixture
def decided(open_page: Open) -> Open:
    """Sivas for basic metals, Çorum for machinery and then for basic metals, Trabzon for nothing yet."""
    decide(58, ("24",), 4)
    decide(19, ("28",), 5)
    decide(19, ("24",), 6)
    decide(61, (), 7)
    return open_page


def column(page: AppTest) -> dict[str, str]:
    """What the table of the map says was decided, where it says so."""
    table = page.dataframe[0].value
    return {name: words for name, words in zip(table["Province"], table[COLUMN], strict=True) if words}


def legends(page: AppTest) -> str:
    return "\n".join(html.proto.body for html in page.get("html") if "class='legend'" in html.proto.body)


def diamonds(page: AppTest) -> int:
    """How many diamonds the first map has."""
    figure = page.get("plotly_chart")[0].proto.spec
    signs = [
        trace for trace in json.loads(figure)["data"] if trace.get("marker", {}).get("symbol") == "diamond"
    ]
    return sum(len(trace["lat"]) for trace in signs)


@pytest.mark.parametrize(
    ("division", "expected"),
    [
        ("28", {"Çorum": "5 May 2026"}),
        ("24", {"Çorum": "6 May 2026", "Sivas": "4 May 2026"}),
        ("15", {}),
    ],
)
@pytest.mark.parametrize("what", ["score", "agencies", "neighbours", "E2"])
def test_a_map_of_a_sector_has_the_decisions_for_it(
    decided: Open, division: str, expected: dict[str, str], what: str
) -> None:
    page = decided("map", lang="en", s=f"1~division-{division}", m=what)
    assert diamonds(page) == len(expected)
    if not expected:
        assert COLUMN not in page.dataframe[0].value
        assert "diamond" not in legends(page)
        return
    said = column(page)
    assert set(said) == set(expected)
    assert all(date in said[name] for name, date in expected.items())
    assert f"not published in 2013 ({len(expected)})" in legends(page)


def test_a_map_of_no_sector_has_the_latest_decision_of_each_province(decided: Open) -> None:
    said = column(decided("map", lang="en", m="population"))
    assert set(said) == {"Sivas", "Çorum", "Trabzon"}
    assert "6 May 2026" in said["Çorum"]
    assert said["Trabzon"].startswith("No sector selected yet")


def test_two_maps_say_what_was_decided_for_either_sector(decided: Open) -> None:
    page = decided("map", lang="en", s="1~division-28", m="score", beside="score~sector-24")
    said = column(page)
    assert set(said) == {"Sivas", "Çorum"}
    assert said["Çorum"].index("5 May 2026") < said["Çorum"].index("6 May 2026")
    assert legends(page).count("diamond") == 2


def test_a_map_without_decisions_is_as_it_was(open_page: Open) -> None:
    page = open_page("map", lang="en", s="1~division-28")
    assert COLUMN not in page.dataframe[0].value
    assert diamonds(page) == 0


def test_everybody_reads_the_decision_and_nobody_its_reasons(decided: Open) -> None:
    map_page = decided("map", actor=VISITOR, lang="en", s="1~division-24")
    assert set(column(map_page)) == {"Sivas", "Çorum"}
    province = decided("province", actor=VISITOR, lang="en", s="1~province-58")
    for page in (map_page, province):
        said = [element.value for element in (*page.markdown, *page.caption)]
        assert "known to the hall" not in f"{said} {[table.value for table in page.dataframe]}".lower()


@pytest.mark.parametrize(
    ("language", "published", "here", "words"),
    [
        ("en", "As published in 2013", "◆ Decided here", "decided in a meeting on 5 May 2026"),
        ("tr", "2013'te yayımlanan seçim", "◆ Burada verilen karar", "5 Mayıs 2026 tarihinde bir toplantıda"),
    ],
)
def test_the_province_tells_published_from_decided(
    decided: Open, language: str, published: str, here: str, words: str
) -> None:
    page = decided("province", lang=language, s="1~province-19")
    said = [element.value for element in page.markdown]
    assert any(published in line for line in said)
    assert any(here in line for line in said)
    (line,) = [line for line in said if words in line]
    assert line.count("2026") == 2, "both decisions, each with its day"
    elsewhere = [element.value for element in decided("province", lang=language, s="1~province-58").markdown]
    assert not any(published in line for line in elsewhere)
    assert any(here in line for line in elsewhere)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Decided in a meeting on 4 May 2026"), ("tr", "4 Mayıs 2026 tarihinde bir toplantıda")],
)
def test_the_programme_speaks_of_a_meeting_elsewhere(decided: Open, language: str, words: str) -> None:
    lines = [element.value for element in decided("programme", lang=language).markdown]
    assert any(words in line for line in lines)
    assert not any("this meeting" in line or "Bu toplantıda" in line for line in lines)


def test_the_legend_knows_diamonds_from_colours() -> None:
    figure = geography.country("en")
    figure.add_trace(geography.decided(pd.DataFrame({"latitude": [40.0], "longitude": [35.0]}), "Decided"))
    figure.add_trace(geography.decided(pd.DataFrame({"latitude": [40.0], "longitude": [35.0]})))
    legend = geography.legend(figure)
    assert [name for _, name in legend.diamonds] == ["Decided"]
    assert legend.groups == ()
