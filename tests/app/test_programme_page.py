"""The first page says what the Ministry published, and no more, and leads to the rankings."""

import csv
import datetime
import io
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import ranking, records
from clusterdash.records import decisions, meetings
from clusterdash.records.actors import OPERATOR
from clusterdash.records.values import DecisionDraft, MeetingDraft
from clusterdash.reports import ranking_csv
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

# As published on 25.05.2013, with the NACE division that contains the sector.
PUBLISHED = {
    "Çorum": ("Çorum Chamber of Commerce and Industry", "Food Processing Machines", "28"),
    "Gaziantep": ("Southeastern Anatolia Exporters Association", "Shoe Production", "15"),
    "Kahramanmaraş": ("Kahramanmaraş Chamber of Commerce and Industry", "Metal Kitchen Utensils", "25"),
    "Samsun": ("Samsun Chamber of Commerce and Industry", "Medical Equipment and Materials", "32"),
    "Trabzon": ("Trabzon Chamber of Commerce and Industry", None, None),
}
PLATES = {"Çorum": 19, "Gaziantep": 27, "Kahramanmaraş": 46, "Samsun": 55, "Trabzon": 61}
Open = Callable[..., AppTest]


def said(page: AppTest) -> list[str]:
    return [element.value for element in (*page.markdown, *page.caption, *page.title)]


def standings(page: AppTest) -> list[str]:
    """The last cell of each pilot's line, in the order of the lines."""
    lines = [element.value for element in page.markdown]
    hosts = [place for place, line in enumerate(lines) if "Clusters Info Spot" in line]
    return [lines[place + 1] for place in hosts]


def test_five_provinces_stand_with_host_sector_and_division(open_page: Open) -> None:
    page = open_page("programme", lang="en")
    text = "\n".join(said(page))
    for province, (host, sector, division) in PUBLISHED.items():
        assert province in [button.label for button in page.button]
        assert host in text
        if sector:
            assert f"**{sector}**" in text
            assert f"part of division {division} ·" in text
    assert "25 May 2013" in text
    assert "each division is wider than the sector published" in text


def test_province_without_a_sector_is_said_to_have_none_and_has_no_rank(open_page: Open) -> None:
    for language, words in (("en", "*no sector published*"), ("tr", "*sektör yayımlanmadı*")):
        page = open_page("programme", lang=language)
        assert words in said(page)
        assert standings(page)[-1] == "–"


def test_rank_is_the_one_the_exported_ranking_of_the_province_gives(
    open_page: Open, warehouse: Warehouse
) -> None:
    page = open_page("programme", lang="en", s="1~demand-60~networking-5")
    shown = dict(zip(PUBLISHED, standings(page), strict=True))
    for province, (_host, _sector, division) in PUBLISHED.items():
        if division is None:
            continue
        scenario = Scenario(province=PLATES[province], topic_points={"demand": 60, "networking": 5})
        content = ranking_csv(warehouse, ranking.rank(warehouse, scenario), "en", "")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        ranks = {row["Code"]: row["Rank"] for row in rows if row["Rank"]}
        assert shown[province] == f"**{ranks[division]}** of {len(ranks)} sectors"


@pytest.mark.parametrize("province", ["Kahramanmaraş", "Trabzon"])
def test_province_leads_to_its_ranking(open_page: Open, province: str) -> None:
    page = open_page("programme", lang="en", s="1~view-provinces~province-6")
    page.button(key=f"programme_open_{PLATES[province]}").click().run()
    assert not page.exception
    assert [title.value for title in page.title] == [f"Which sectors can work as clusters in {province}?"]


def test_chosen_province_is_ranked_by_the_primary_button(open_page: Open) -> None:
    page = open_page("programme", lang="tr", s="1~view-provinces~province-8")
    page.button(key="programme_rank").click().run()
    assert not page.exception
    assert "Artvin" in page.title[0].value


def test_page_says_whether_the_weights_are_the_visitor_s_own(open_page: Open) -> None:
    usual = " ".join(said(open_page("programme", lang="en", s="1~view-provinces~province-6")))
    assert "default weights" in usual
    own = " ".join(said(open_page("programme", lang="en", s="1~demand-60")))
    assert "your own scenario" in own
    assert "default weights" not in own


def test_without_any_weight_nobody_is_ranked_and_nothing_breaks(open_page: Open) -> None:
    link = "1~economic_impact-0~demand-0~networking-0~factors-0"
    page = open_page("programme", lang="en", s=link)
    assert standings(page) == ["– not ranked"] * 4 + ["–"]


def test_topics_stand_with_the_documented_principle(open_page: Open) -> None:
    text = "\n".join(said(open_page("programme", lang="en")))
    for topic in ("Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions"):
        assert f"**{topic}**" in text
    assert "not the biggest sectors by turnover" in text


def test_a_decision_made_here_stands_apart_from_the_five_published(
    open_page: Open, warehouse: Warehouse
) -> None:
    before = open_page("programme", lang="en")
    assert "Decided here" not in [heading.value for heading in before.header]
    store = records.open_records()
    draft = MeetingDraft(
        title="Sivas", province=58, held_on=datetime.date(2026, 5, 4), edition=warehouse.edition.id,
        shortlist=("24", "25"),
    )  # fmt: skip
    meeting, _ = meetings.create(store, OPERATOR, draft)
    meetings.move(store, OPERATOR, meeting.id, "open")
    meetings.move(store, OPERATOR, meeting.id, "revealed")
    decisions.decide(store, OPERATOR, meeting.id, DecisionDraft(("24",), reasons="Steel."))
    page = open_page("programme", lang="en")
    assert "Decided here" in [heading.value for heading in page.header]
    said = "\n".join(element.value for element in page.markdown)
    assert "Sivas" in said
    assert "Decided in a meeting on 4 May 2026." in said
    assert not [button for button in page.button if button.key == "programme_open_58"], "it is no pilot"


def test_the_map_names_where_the_pilots_were_published(open_page: Callable[..., AppTest]) -> None:
    page = open_page("programme", lang="en")
    under_the_map = [caption.value for caption in page.caption if "Natural Earth" in caption.value]
    assert len(under_the_map) == 1
    assert "as published on 25.05.2013" in under_the_map[0]
