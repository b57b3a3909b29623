"""The province page says what the tables say of a province, keeps volumes apart, and invents no pick."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import ranking
from clusterdash.scenario import Scenario
from clusterdash.ui import province_page, size_classes
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
NOT_ACTIVITIES = {"gdp", "all_sectors", "taxes_less_subsidies"}


def rows(data_dir: Path, table: str, **where: str) -> list[dict[str, str]]:
    """Rows of a table of figures, read without the application."""
    with (data_dir / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == code for name, code in where.items())]


def visit(warehouse: Warehouse, province: int, language: Language = "en", **scenario: object) -> Visit:
    return Visit(warehouse, Scenario(province=province, **scenario), language)  # type: ignore[arg-type]


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.title))


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("province", [19, 34, 62])
def test_key_figures_are_those_of_the_tables(open_page: Open, data_dir: Path, province: int) -> None:
    page = open_page("province", lang="en", s=f"1~province-{province}")
    people = max(rows(data_dir, "population", province=str(province)), key=lambda row: row["year"])
    jobs = max(rows(data_dir, "employment_total", province=str(province)), key=lambda row: row["year"])
    (sege,) = rows(data_dir, "development_index", province=str(province))
    assert {metric.label: metric.value for metric in page.metric} == {
        f"Population ({people['year']})": f"{int(people['population']):,}",
        f"Insured people ({jobs['year']})": f"{int(jobs['insured']):,}",
        f"Workplaces ({jobs['year']})": f"{int(jobs['workplaces']):,}",
        f"SEGE-{sege['year']} rank": sege["rank"],
    }


def test_shares_are_of_current_prices_and_add_up_without_the_parts(
    warehouse: Warehouse, data_dir: Path
) -> None:
    current: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows(data_dir, "gdp_activity_current"):
        current[row["area"]][row["activity"]] = float(row["current_thousand_try"])
    for province in (6, 19, 61):
        shares = province_page.portrait(visit(warehouse, province)).shares
        drawn = dict(zip(shares["activity"], shares["share"], strict=True))
        values = {code: value for code, value in current[str(province)].items() if code not in NOT_ACTIVITIES}
        whole = sum(value for code, value in values.items() if code != "manufacturing")
        assert drawn == pytest.approx({code: 100 * value / whole for code, value in values.items()}, rel=1e-6)
        assert shares.loc[~shares["part"], "share"].sum() == pytest.approx(100, abs=1e-6)
        assert shares.loc[shares["part"], "activity"].tolist() == ["manufacturing"]
        place = shares["activity"].tolist().index("manufacturing")
        assert shares["activity"].iloc[place - 1] == "industry"


def test_volumes_are_each_activitys_own_index(warehouse: Warehouse, data_dir: Path) -> None:
    volumes = warehouse.frame("province_volumes", province=19)
    assert set(volumes["activity"]) & NOT_ACTIVITIES == {"gdp"}
    given = {
        (row["activity"], int(row["year"])): float(row["chain_volume_thousand_try"])
        for row in rows(data_dir, "gdp_activity", area="19")
    }
    for row in volumes.to_dict("records"):
        base, now = given[row["activity"], 2004], given[row["activity"], row["year"]]
        assert row["index"] == pytest.approx(100 * now / base)
        assert row["million_try"] == pytest.approx(now / 1000)


def test_size_groups_hold_every_workplace_and_job_once(warehouse: Warehouse, data_dir: Path) -> None:
    classes = warehouse.frame("province_sizes", province=19)
    groups = size_classes.groups(classes)
    lower = {row["size_class"]: int(row["lower"]) for row in rows(data_dir, "size_classes")}
    for measure in ("workplaces", "insured"):
        given = {
            lower[row["size_class"]]: int(row[measure])
            for row in rows(data_dir, "province_sizes", province="19")
        }
        total = sum(given.values())
        expected = [
            100 * sum(count for least, count in given.items() if low <= least < high) / total
            for low, high in ((1, 10), (10, 50), (50, 250), (250, 10**9))
        ]
        assert groups[measure].tolist() == pytest.approx(expected)
        everywhere = sum(int(row[measure]) for row in rows(data_dir, "province_sizes"))
        assert classes[f"country_{measure}"].sum() == everywhere
    assert groups[["lower", "upper"]].fillna(0).to_numpy().tolist() == [[1, 9], [10, 49], [50, 249], [250, 0]]


def test_sectors_hold_every_job_of_the_province(warehouse: Warehouse, data_dir: Path) -> None:
    sectors = province_page.portrait(visit(warehouse, 46)).sectors
    given = {row["division"]: int(row["insured"]) for row in rows(data_dir, "employment", province="46")}
    assert dict(zip(sectors["division"], sectors["insured"], strict=True)) == given
    assert sectors["share"].sum() == pytest.approx(100)
    assert sectors.loc[sectors["manufacturing"], "division"].tolist() == [str(code) for code in range(10, 34)]
    # Σ (x_i. / x_..) · LQ_ij = 1, with the country's shares taken from the province's own columns.
    country = sectors["insured"].div(sectors["country_share"] / 100).where(sectors["insured"] > 0)
    national = sum(int(row["insured"]) for row in rows(data_dir, "employment"))
    assert (country / national * sectors["quotient"]).sum() == pytest.approx(1)


# --- the answer and the pick ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_province_has_its_answer(warehouse: Warehouse, language: Language) -> None:
    for province in range(1, 82):
        shown = visit(warehouse, province, language)
        said = province_page.sentences(shown, province_page.portrait(shown))
        assert len(said) == 4
        assert not any("{" in sentence or "nan" in sentence.lower().split() for sentence in said)


def test_what_stands_out_has_at_least_20_workplaces(warehouse: Warehouse) -> None:
    # Zonguldak, where coal is 41 times its share, and Bayburt, where tiny sectors have high quotients.
    for province, code in ((67, "05"), (69, None)):
        portrait = province_page.portrait(visit(warehouse, province))
        answer = province_page.sentences(visit(warehouse, province), portrait)[0]
        named = answer.split("**")[1][:2]
        sector = portrait.sectors.set_index("division").loc[named]
        assert sector["workplaces"] >= 20
        assert code in (None, named)


# Published on 25.05.2013; quotients over 88 divisions, SGK 2024 (methods, section 6).
@pytest.mark.parametrize(
    ("province", "pick", "division", "quotient"),
    [
        (19, "Food Processing Machines", "28", "2.34"),
        (27, "Shoe Production", "15", "2.92"),
        (46, "Metal Kitchen Utensils", "25", "1.62"),
        (55, "Medical Equipment and Materials", "32", "1.28"),
    ],
)
def test_the_pick_stands_in_place(
    open_page: Open, warehouse: Warehouse, province: int, pick: str, division: str, quotient: str
) -> None:
    text = texts(open_page("province", lang="en", s=f"1~province-{province}"))
    assert f"**{pick}**" in text
    assert f"part of a wider division ({division} ·" in text
    assert f"location quotient {quotient}." in text
    place = ranking.rank(warehouse, Scenario(province=province)).rank_of(division)
    assert f"it ranks {place} of" in text


def test_no_sector_was_published_for_trabzon(open_page: Open) -> None:
    assert "**no sector was published**" in texts(open_page("province", lang="en", s="1~province-61"))
    assert "**bir sektör yayımlanmamıştır**" in texts(open_page("province", lang="tr", s="1~province-61"))


def test_a_province_outside_the_programme_has_no_pick(open_page: Open) -> None:
    assert "2013 pick" not in texts(open_page("province", lang="en", s="1~province-6"))


# --- the ranking ----------------------------------------------------------------------------------


def test_the_ranking_is_the_scenarios(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("province", lang="en", s="1~view-provinces~province-19~demand-90~factors-0")
    found = ranking.rank(warehouse, Scenario(province=19, topic_points={"demand": 90, "factors": 0}))
    assert f"{found.codes[0]} · " in texts(page)
    assert f"comes first ({100 * found.scores[0]:.1f} of 100)" in texts(page)
    page.session_state["province_ranking_table"] = True
    page.run()
    table = next(frame.value for frame in page.dataframe if "Score (0–100)" in frame.value.columns)
    scores = found.scores[~np.isnan(found.scores)]
    np.testing.assert_allclose(table["Score (0–100)"], 100 * scores)
    topics = [topic.name.en for topic in warehouse.catalogue.topics.values()]
    np.testing.assert_allclose(table[topics].sum(axis=1), table["Score (0–100)"])


def test_without_any_weight_there_is_a_sentence_and_no_crash(open_page: Open) -> None:
    zero = "~".join(f"{topic}-0" for topic in ("economic_impact", "demand", "networking", "factors"))
    page = open_page("province", lang="en", s=f"1~province-19~{zero}")
    assert "there is nothing to rank" in texts(page)
    assert "It is not ranked with today's choices." in texts(page)


def test_another_province_is_one_choice_away(open_page: Open) -> None:
    page = open_page("province", lang="tr", s="1~province-19")
    chooser = page.selectbox(key="province_province")
    chooser.select(next(option for option in chooser.options if option.startswith("Gaziantep"))).run()
    assert "Gaziantep neyle geçiniyor" in page.title[0].value
    assert "province-27" in str(page.query_params["s"])
