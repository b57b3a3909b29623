"""A ranking's files are read back and held to what a ranking must be, not to the code that wrote them."""

import csv
import dataclasses
import io
from typing import Any

import openpyxl
import pytest

from clusterdash import ranking
from clusterdash.reports import ranking_csv, ranking_xlsx
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

ADDRESS = "http://localhost:8501/ranking?s=1~province-19"
CORUM = Scenario(province=19, topic_points={"demand": 40}, criterion_points={"E1": 10})
ALL_SECTORS = Scenario(province=8, sectors="all")
TOPICS = ["Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions"]


def csv_rows(warehouse: Warehouse, scenario: Scenario, language: Any = "en") -> list[dict[str, str]]:
    content = ranking_csv(warehouse, ranking.rank(warehouse, scenario), language, ADDRESS)
    separator = {"tr": ";", "en": ","}[language]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def book(warehouse: Warehouse, scenario: Scenario, language: Any = "en") -> openpyxl.Workbook:
    content = ranking_xlsx(warehouse, ranking.rank(warehouse, scenario), language, ADDRESS)
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_rows(workbook: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    heading, *rows = workbook[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def criteria_of(row: dict[str, Any]) -> list[str]:
    return [name for name in row if name[:1] in "EDNF" and name[1:2].isdigit()]


@pytest.mark.parametrize("scenario", [CORUM, ALL_SECTORS, Scenario(view="provinces", division="15")])
def test_topics_add_up_to_the_score_and_so_do_criteria(warehouse: Warehouse, scenario: Scenario) -> None:
    ranked = [row for row in csv_rows(warehouse, scenario) if row["Rank"]]
    assert len(ranked) > 15
    for row in ranked:
        score = float(row["Score (0–100)"])
        assert 0 <= score <= 100
        assert sum(float(row[topic]) for topic in TOPICS) == pytest.approx(score, abs=1e-9)
        given = [float(row[name]) for name in criteria_of(row) if row[name]]
        assert len(given) >= 10
        assert sum(given) == pytest.approx(score, abs=1e-9)


def test_rows_stand_best_first_and_scores_fall_with_the_rank(warehouse: Warehouse) -> None:
    ranked = [row for row in csv_rows(warehouse, CORUM) if row["Rank"]]
    assert ranked[0]["Rank"] == "1"
    assert [int(row["Rank"]) for row in ranked] == sorted(int(row["Rank"]) for row in ranked)
    scores = [float(row["Score (0–100)"]) for row in ranked]
    assert scores == sorted(scores, reverse=True)


def test_absent_sectors_are_listed_last_with_blanks_instead_of_zeros(warehouse: Warehouse) -> None:
    rows = csv_rows(warehouse, ALL_SECTORS)
    assert len(rows) == 88
    absent = [row for row in rows if row["Insured"] == "0"]
    assert absent
    assert absent == rows[-len(absent) :]
    for row in absent:
        assert row["Note"].startswith("Absent")
        assert (row["Rank"], row["Score (0–100)"], row["Demand"], row["Coverage (%)"]) == ("", "", "", "")


def test_every_csv_row_says_of_which_edition_and_scenario_it_is(warehouse: Warehouse) -> None:
    rows = csv_rows(warehouse, CORUM)
    assert {row["Data edition"] for row in rows} == {warehouse.edition.id}
    assert {row["Address"] for row in rows} == {ADDRESS}


def test_turkish_csv_holds_the_same_numbers_with_a_comma(warehouse: Warehouse) -> None:
    turkish, english = csv_rows(warehouse, CORUM, "tr"), csv_rows(warehouse, CORUM, "en")
    assert [row["Kod"] for row in turkish] == [row["Code"] for row in english]
    assert [row["Puan (0–100)"].replace(",", ".") for row in turkish] == [
        row["Score (0–100)"] for row in english
    ]
    assert "," in turkish[0]["Puan (0–100)"]


def test_workbook_holds_ranking_scenario_and_sources(warehouse: Warehouse) -> None:
    assert book(warehouse, CORUM).sheetnames == ["Ranking", "Scenario", "Sources"]
    assert book(warehouse, CORUM, "tr").sheetnames == ["Sıralama", "Senaryo", "Kaynaklar"]


def test_workbook_and_csv_say_the_same(warehouse: Warehouse) -> None:
    from_csv = csv_rows(warehouse, CORUM)
    from_xlsx = sheet_rows(book(warehouse, CORUM), "Ranking")
    assert [row["Code"] for row in from_xlsx] == [row["Code"] for row in from_csv]
    assert all(isinstance(row["Rank"], int) for row in from_xlsx if row["Rank"] is not None)
    for sheet_row, csv_row in zip(from_xlsx, from_csv, strict=True):
        for column in ("Score (0–100)", "Coverage (%)", *TOPICS):
            assert sheet_row[column] == (
                pytest.approx(float(csv_row[column]), rel=1e-14) if csv_row[column] else None
            )


def test_pick_of_the_programme_is_marked(warehouse: Warehouse) -> None:
    rows = csv_rows(warehouse, CORUM)
    picks = [(row["Code"], row["Sector"]) for row in rows if "2013" in row["Note"]]
    assert picks == [("28", "Machinery and equipment")]


def test_scenario_sheet_says_what_was_asked(warehouse: Warehouse) -> None:
    rows = {row["Item"]: row for row in sheet_rows(book(warehouse, CORUM), "Scenario")}
    assert rows["Province"]["Value"] == "Çorum · 19"
    assert rows["Data edition"]["Value"] == warehouse.edition.id
    assert rows["Address"]["Value"] == ADDRESS
    assert rows["Topic: Demand"]["Value"] == 40
    # 40 of 25 + 40 + 25 + 25 points.
    assert rows["Topic: Demand"]["Share (%)"] == pytest.approx(100 * 40 / 115)
    assert rows["Topic: Demand"]["Origin"] == "Documented"
    # 10 of 10 + 50 + 50 + 50 + 50 points inside the topic.
    assert rows["E1 Employment share"]["Share (%)"] == pytest.approx(100 * 10 / 210)
    assert rows["E1 Employment share"]["Origin"] == "Proposed"
    expert = rows["D5 Demanding local buyers"]
    assert (expert["Origin"], expert["Share (%)"]) == ("Proposed (Expert score)", None)


@pytest.mark.parametrize(("language", "words"), [("en", "As the lowest"), ("tr", "En düşük sayılır")])
def test_scenario_sheet_says_how_a_missing_figure_counts(
    warehouse: Warehouse, language: str, words: str
) -> None:
    sheet = book(warehouse, dataclasses.replace(CORUM, missing="lowest"), language).worksheets[1]
    assert [row[1] for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith(words)]


def test_sources_sheet_names_what_was_used_with_limits_and_nothing_else(warehouse: Warehouse) -> None:
    sources = {row["Source code"]: row for row in sheet_rows(book(warehouse, CORUM), "Sources")}
    assert {"sgk_2024_1_11", "tuik_trade_division", "programme_2013"} <= sources.keys()
    assert "tuik_gdp_chain_2004_2023" not in sources
    assert "head offices" in sources["sgk_2024_1_11"]["Limits"]


def test_nothing_ranked_is_a_file_without_ranks(warehouse: Warehouse) -> None:
    nothing = Scenario(topic_points=dict.fromkeys(warehouse.catalogue.topics, 0))
    rows = csv_rows(warehouse, nothing)
    assert len(rows) == 24
    assert {row["Rank"] for row in rows} == {""}
    assert len(sheet_rows(book(warehouse, nothing), "Ranking")) == 24


def test_same_ranking_gives_the_same_bytes(warehouse: Warehouse) -> None:
    found = ranking.rank(warehouse, CORUM)
    for write in (ranking_csv, ranking_xlsx):
        assert write(warehouse, found, "tr", ADDRESS) == write(warehouse, found, "tr", ADDRESS)


def test_ranking_of_another_edition_is_refused(warehouse: Warehouse) -> None:
    other = dataclasses.replace(ranking.rank(warehouse, CORUM), edition="0123456789ab")
    for write in (ranking_csv, ranking_xlsx):
        with pytest.raises(ValueError, match="0123456789ab"):
            write(warehouse, other, "en", ADDRESS)
