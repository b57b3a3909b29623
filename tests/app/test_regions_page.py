"""The regions page adds provinces up and nothing else; its region and what is compared travel in its link."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from clusterdash import profile
from clusterdash.ui import regions_page
from clusterdash.ui.regions_page import Choice, Known
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
KNOWN = Known(
    frozenset({"TR83", "TR8"}), frozenset(range(1, 82)), frozenset({"population", "location_quotient"})
)


def link(page: AppTest, parameter: str) -> str:
    """What the address bar says; a list where the test set it."""
    value = page.query_params[parameter]
    return value if isinstance(value, str) else value[0]


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.title, *page.markdown, *page.caption, *page.info))


def at(page: AppTest, **query: str) -> AppTest:
    """The page as a link with its own choice opens it."""
    page.query_params.update(query)
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("region", ["TR83", "TR63", "TR8", "TR10", "own-19-27-46", "own-34", "own"])
def test_every_kind_of_region_has_its_page(open_page: Open, language: str, region: str) -> None:
    page = at(open_page("regions", lang=language), r=region)
    assert "{" not in texts(page)
    assert " nan" not in texts(page).lower()


def test_without_a_choice_it_is_the_development_agencys_region_of_the_province(open_page: Open) -> None:
    assert "TR83 · Samsun, Tokat, Çorum, Amasya" in open_page("regions", lang="en").title[0].value
    elsewhere = open_page("regions", lang="en", s="1~province-46")
    assert elsewhere.title[0].value.startswith("TR63")


def test_key_figures_are_sums(open_page: Open, data_dir: Path) -> None:
    page = at(open_page("regions", lang="en"), r="TR83")
    with (data_dir / "tables" / "population.csv").open(encoding="utf-8", newline="") as file:
        people = [row for row in csv.DictReader(file) if row["province"] in ("5", "19", "55", "60")]
    last = max(row["year"] for row in people)
    total = sum(int(row["population"]) for row in people if row["year"] == last)
    assert {m.label: m.value for m in page.metric}[f"Population ({last})"] == f"{total:,}"


def test_a_set_of_ones_own_is_judged_by_thresholds_only_and_says_why(open_page: Open) -> None:
    page = at(open_page("regions", lang="en"), r="own-19-27-46")
    assert page.selectbox(key="verdict_rule").options == ["Üç yıldız (Turkish agencies)"]
    assert "a set of your own has no peers" in texts(page)
    assert "cannot be added" in texts(page)


def test_an_empty_set_asks_for_provinces(open_page: Open) -> None:
    page = at(open_page("regions", lang="en"), r="own")
    assert "Add one or more provinces" in page.info[0].value
    page.multiselect(key="regions_own").set_value(["corum", "Samsun · 55"]).run()
    assert link(page, "r") == "own-19-55"
    assert page.title[0].value.startswith("Çorum, Samsun")


def test_how_chain_volumes_were_added_is_said_with_its_error(open_page: Open) -> None:
    text = texts(open_page("regions", lang="en"))
    assert "Chain volumes cannot be added" in text
    assert "Industry -0.8% to +0.4%" in text


def test_growth_is_decomposed_as_on_the_province_page(open_page: Open, warehouse: Warehouse) -> None:
    page = at(open_page("regions", lang="en"), r="TR83", g="2010-2022~esteban-marquillas~yearly")
    page.session_state["growth_shift_share_table"] = True
    page.run()
    table = next(frame.value for frame in page.dataframe if "Activity" in frame.value)
    parts = profile.shift_share(warehouse, (5, 19, 55, 60), first=2010, last=2022, yearly=True) / 1e6
    total = table.set_index("Activity").loc["Total"]
    assert total["Competitive"] == pytest.approx(parts["competitive"].sum())
    assert total["2022"] == pytest.approx(parts["end"].sum())


def test_up_to_ten_provinces_stand_in_one_table(open_page: Open, data_dir: Path) -> None:
    plates = "-".join(map(str, range(1, 11)))
    page = at(open_page("regions", lang="en"), r=f"TR83~with-{plates}~by-population")
    page.session_state["regions_comparison_table"] = True
    page.run()
    *_, table = (frame.value for frame in page.dataframe)
    assert len(table) == 10
    with (data_dir / "tables" / "population.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2025"]
    given_people = {int(row["province"]): int(row["population"]) for row in rows}
    assert table["Population (people)"].tolist() == [given_people[plate] for plate in range(1, 11)]
    assert page.multiselect(key="regions_compared").max_selections == 10


def test_more_than_ten_are_left_out_aloud(open_page: Open) -> None:
    plates = "-".join(map(str, range(1, 13)))
    page = at(open_page("regions", lang="en"), r=f"TR83~with-{plates}")
    assert [info.value.count("out of range") for info in page.info] == [1, 1]


def test_the_region_chosen_is_in_the_link(open_page: Open) -> None:
    page = open_page("regions", lang="en")
    page.segmented_control(key="regions_kind").set_value("nuts1").run()
    assert link(page, "r") == "TR8"
    page.selectbox(key="regions_figure").select("population").run()
    assert link(page, "r") == "TR8~by-population"


plates = st.lists(st.integers(1, 81), unique=True, max_size=10).map(tuple)


@given(
    st.one_of(
        st.builds(Choice, st.sampled_from([None, "TR83", "TR8"]), st.none(), plates, st.just("population")),
        st.builds(Choice, st.none(), plates, plates),
    )
)
def test_a_choice_survives_its_link(choice: Choice) -> None:
    assert regions_page.decode(regions_page.encode(choice), KNOWN) == (choice, ())


@given(st.text(alphabet="TRown-with~by0123456789<[. ", max_size=60))
def test_no_link_breaks_the_page(text: str) -> None:
    choice, left_out = regions_page.decode(text, KNOWN)
    assert len(choice.compared) <= 10
    assert all("<" not in part.text and "[" not in part.text for part in left_out)


def test_a_link_names_only_what_provinces_have(warehouse: Warehouse) -> None:
    known = regions_page.known(warehouse)
    assert "production_index" not in known.figures
    assert len(known.nuts) == 12 + 26
