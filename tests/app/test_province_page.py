"""The province page says what the tables say of a province, keeps volumes apart, and invents no pick."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from clusterdash import profile, ranking
from clusterdash.profile import Rule
from clusterdash.scenario import Scenario
from clusterdash.text import Words
from clusterdash.ui import province_choice, province_page, size_classes
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
KNOWN = {"gdp", "industry", "agriculture", "construction", "trade", "finance", "real_estate", "other"}
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
    assert "published in 2013" not in texts(open_page("province", lang="en", s="1~province-6"))


# --- sectors and the rule -------------------------------------------------------------------------


def sheet(page: AppTest) -> str:
    """The sheet of sectors as it is sent."""
    return next(html.proto.body for html in page.get("html") if "class='sheet'" in html.proto.body)


def codes(page: AppTest) -> list[str]:
    return re.findall(r"<th scope='row'><span>(\d\d)</span>", sheet(page))


def link(page: AppTest, parameter: str) -> str:
    value = page.query_params[parameter]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("province", [19, 34, 61, 69])
def test_every_province_has_its_page(open_page: Open, language: str, province: int) -> None:
    page = open_page("province", lang=language, s=f"1~province-{province}~sectors-all~division-05")
    assert "{" not in texts(page) + sheet(page)
    assert " nan" not in texts(page).lower()
    assert "nan" not in re.findall(r"<td[^>]*>([^<]*)", sheet(page))


def test_the_sheet_holds_every_sector_of_the_scope_in_order(open_page: Open, data_dir: Path) -> None:
    page = open_page("province", lang="en", s="1~province-19")
    given = {row["division"]: int(row["insured"]) for row in rows(data_dir, "employment", province="19")}
    manufacturing = {code for code, jobs in given.items() if jobs and "10" <= code <= "33"}
    assert set(codes(page)) == manufacturing
    page.selectbox(key="cells_order").select("insured").run()
    assert codes(page) == sorted(manufacturing, key=lambda code: -given[code])
    assert link(page, "by") == "insured"
    page.segmented_control(key="province_scope").set_value("all").run()
    assert "sectors-all" in link(page, "s")
    assert codes(page)[0] == max(given, key=lambda code: given[code])
    assert {"28"} < set(codes(page)) < {code for code, jobs in given.items() if jobs}
    page.toggle(key="sheet_all").set_value(True).run()
    assert set(codes(page)) == {code for code, jobs in given.items() if jobs}
    assert link(page, "rows") == "all"
    again = open_page("province", lang="en", s="1~province-19~sectors-all", rows="all")
    assert again.toggle(key="sheet_all").value
    assert set(codes(again)) == set(codes(page))
    again.toggle(key="sheet_all").set_value(False).run()
    assert "rows" not in again.query_params
    assert set(codes(again)) < set(codes(page))


def test_the_lines_drawn_in_colour_are_seen_again_by_the_link(open_page: Open) -> None:
    page = open_page("province", lang="en", s="1~province-19")
    usual = page.multiselect(key="province_highlight").value
    assert "lines" not in page.query_params
    page.multiselect(key="province_highlight").set_value(["construction", "industry"]).run()
    assert link(page, "lines") == "construction~industry"
    again = open_page("province", lang="tr", s="1~province-27", lines="construction~industry")
    assert again.multiselect(key="province_highlight").value == ["construction", "industry"]
    page.multiselect(key="province_highlight").set_value([]).run()
    assert page.multiselect(key="province_highlight").value == usual
    assert "lines" not in page.query_params


def test_what_a_link_cannot_have_of_the_pictures_is_told(open_page: Open) -> None:
    page = open_page("province", lang="en", rows="none", lines="industry~<b>~industry~magic")
    told = " ".join(info.value for info in page.info)
    assert "“none”" in told
    assert "“magic”" in told
    assert "<" not in told
    assert page.multiselect(key="province_highlight").value == ["industry"]


@given(st.text(max_size=60))
def test_whatever_the_link_says_there_are_lines(text: str) -> None:
    lines, left_out = province_choice.decode_lines(text, KNOWN)
    assert set(lines) <= KNOWN
    assert len(lines) <= province_choice.MOST_LINES
    assert {part.text for part in left_out}.isdisjoint(lines)


@given(st.lists(st.sampled_from(sorted(KNOWN)), unique=True, max_size=province_choice.MOST_LINES))
def test_lines_come_back_from_the_link(chosen: list[str]) -> None:
    assert province_choice.decode_lines("~".join(chosen), KNOWN) == (tuple(chosen), ())


def test_small_cells_are_grey_and_their_count_is_shown(open_page: Open, data_dir: Path) -> None:
    page = open_page("province", lang="en", s="1~province-19")
    few = {
        row["division"]: row["workplaces"]
        for row in rows(data_dir, "employment", province="19")
        if 0 < int(row["workplaces"]) < 20
    }
    grey = dict(
        re.findall(
            r"<tr class='small[^']*'><th scope='row'><span>(\d\d)</span>.*?'workplaces'[^>]*>(\d+)<",
            sheet(page),
        )
    )
    assert grey == {code: count for code, count in few.items() if code in codes(page)}
    assert grey


def test_the_rule_changes_every_verdict_and_travels(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("province", lang="en", s="1~province-27~division-13")
    assert "★★★" in sheet(page)
    page.selectbox(key="verdict_rule").select("us").run()
    assert link(page, "v") == "us"
    assert "strong, top tenth" in sheet(page)
    assert "★★" not in sheet(page)
    page.selectbox(key="verdict_rule").select("own").run()
    page.number_input(key="verdict_specialisation").set_value(3.0).run()
    assert link(page, "v") == "own-20-20-3"
    level = profile.verdicts(warehouse, "provinces", Rule("own", 20, 20, 3)).loc[27]["level"]
    present = profile.figures(warehouse).loc[27]["insured"] > 0
    assert f"{(level[present] == 3).sum()} sectors reach **3 stars**" in texts(page)


def test_a_link_opens_what_was_seen(open_page: Open) -> None:
    page = open_page("province", lang="en", s="1~province-46~division-25")
    page.query_params.update(v="agencies-2-1-1.5", by="excess", g="2010-2022~esteban-marquillas~yearly")
    page.run()
    assert page.selectbox(key="verdict_rule").value == "agencies"
    assert page.selectbox(key="cells_order").value == "excess"
    assert (page.selectbox(key="growth_first").value, page.selectbox(key="growth_last").value) == (2010, 2022)
    assert page.toggle(key="growth_yearly").value is True
    assert "25 · Fabricated metal products: is it a cluster" in texts(page) + page.header[1].value
    assert "Every year between 2010 and 2022 is decomposed by itself" in texts(page)
    assert not page.info


def test_four_verdicts_stand_side_by_side_with_rule_and_denominator(open_page: Open) -> None:
    text = texts(open_page("province", lang="en", s="1~province-19~division-28"))
    for name in (
        "European Cluster Observatory",
        "U.S. Cluster Mapping",
        "Üç yıldız (Turkish agencies)",
        "Your own thresholds",
    ):
        assert f"**{name}**" in text
    # Each once in its card's popover and once for paper; the one in force above the sheet as well.
    assert text.count("Denominator: percentiles are over") == 2 * 3 + 1
    assert text.count("Denominator: for size all insured people") == 2


def test_the_sector_in_hand_may_be_absent(open_page: Open) -> None:
    page = open_page("province", lang="en", s="1~province-19~division-12")
    assert "Çorum: nobody is insured in this sector." in texts(page)


# --- growth ---------------------------------------------------------------------------------------


def test_the_form_of_the_decomposition_can_be_chosen(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("province", lang="en", s="1~province-19")
    assert "Two years are compared: 2004 and 2023." in texts(page)
    page.selectbox(key="growth_first").select(2012).run()
    page.selectbox(key="growth_last").select(2022).run()
    page.segmented_control(key="growth_method").set_value("esteban-marquillas").run()
    page.toggle(key="growth_yearly").set_value(True).run()
    assert link(page, "g") == "2012-2022~esteban-marquillas~yearly"
    page.session_state["growth_shift_share_table"] = True
    page.run()
    table = page.dataframe[0].value.set_index("Activity")
    parts = profile.shift_share(warehouse, [19], first=2012, last=2022, yearly=True) / 1e6
    assert table.at["Industry", "Competitive"] == pytest.approx(parts.at["industry", "competitive"])
    np.testing.assert_allclose(
        table[["National growth", "Mix of activities", "Competitive", "Allocation"]].sum(axis=1),
        table["Total change"],
        atol=1e-6,
    )
    page.selectbox(key="growth_first").select(2004).run()
    page.selectbox(key="growth_last").select(2023).run()
    assert link(page, "g") == "esteban-marquillas~yearly"


def test_the_quadrants_are_the_stages(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("province", lang="en", s="1~province-27")
    page.session_state["growth_quadrants_table"] = True
    page.run()
    table = page.dataframe[0].value
    stages = profile.stages(warehouse, [27])["stage"].str.capitalize()
    assert sorted(table["Stage"]) == sorted(stages)
    assert "it is proposed here" in texts(page)


def test_every_activity_has_a_short_name_in_both_languages(warehouse: Warehouse) -> None:
    for activity in warehouse.frame("province_volumes", province=19)["activity"].unique():
        for language in ("tr", "en"):
            assert Words(language)(f"activity.{activity}")


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


def test_the_meter_stands_beside_the_ranking(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("province", lang="en", s="1~view-provinces~province-19")
    bias = profile.size_bias(ranking.rank(warehouse, Scenario(province=19)))
    assert f"This order is **{bias.correlation:.2f}** the order of size" in texts(page)
    page.button(key="province_ranking_size_without").click().run()
    assert all(f"{code}-0" in link(page, "s") for code in bias.causes)
    # With them gone nothing makes it an order of size any more, and the way there must not go with it.
    assert "work as clusters" in page.title[0].value


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
