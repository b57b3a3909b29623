"""The data page gives every figure its source, formula, limits and measured coverage."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]


def part(page: AppTest, name: str) -> AppTest:
    page.session_state["data_part"] = name
    return page.run()


def lines(page: AppTest) -> dict[str, str]:
    """The name of each listed indicator, with the rest of its line."""
    labels = [box.label.split("** · ", 1) for box in page.expander]
    return {label[0].removeprefix("**"): label[1] for label in labels if len(label) == 2}


def opened(page: AppTest, key: str) -> str:
    page.session_state[key] = True
    page.run()
    assert not page.exception
    return next(box for box in page.expander if box.markdown).markdown[0].value


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_indicator_is_listed(open_page: Open, warehouse: Warehouse, language: str) -> None:
    listed = lines(open_page("data", lang=language))
    assert set(listed) == {i.name.in_(language) for i in warehouse.catalogue.indicators.values()}  # type: ignore[arg-type]


# Counted in the authorities' own tables: trade is published for divisions 10-31, the production index for
# 05-08 and 10-33, and Ardahan's imports of 2019 are blank.
@pytest.mark.parametrize(
    ("indicator", "coverage"),
    [
        ("Exports of the sector", "22 of 88 in 2025 (25%)"),
        ("Industrial production index", "28 of 88 in 2025 (32%)"),
        ("Imports of the province", "80 of 81 in 2019 (99%)"),
        ("Population", "81 of 81 in 2025 (100%)"),
        ("Location quotient", "7,128 of 7,128 (100%)"),
        ("Trade-access match", "1,782 of 7,128 (25%)"),
    ],
)
def test_coverage_is_what_the_tables_hold(open_page: Open, indicator: str, coverage: str) -> None:
    assert coverage in lines(open_page("data", lang="en"))[indicator]


@pytest.mark.parametrize("typed", ["uzmanlaşma katsayısı", "UZMANLASMA KATSAYISI", "Uzmanlaşma  KATSAYISI"])
def test_search_does_not_mind_turkish_letters_or_case(open_page: Open, typed: str) -> None:
    page = open_page("data", lang="tr")
    page.text_input(key="data_search").set_value(typed).run()
    found = list(lines(page))
    assert found[0].startswith("Uzmanlaşma katsayısı")
    assert len(found) < 10


def test_search_that_finds_nothing_says_what_to_do(open_page: Open) -> None:
    page = open_page("data", lang="en")
    page.text_input(key="data_search").set_value("zzz").run()
    assert not lines(page)
    assert any("remove the filters" in caption.value for caption in page.caption)


def test_filters_keep_their_level_and_topic(open_page: Open) -> None:
    page = open_page("data", lang="en")
    page.selectbox(key="data_level").set_value("division").run()
    assert lines(page)
    assert all(" of 88" in line for line in lines(page).values())
    page.selectbox(key="data_topic").set_value("demand").run()
    assert set(lines(page)) == {"Production trend", "Export trend", "Import substitution room"}


def test_indicator_opens_to_formula_source_limits_and_criterion(open_page: Open) -> None:
    page = open_page("data", lang="en")
    about = opened(page, "data_indicator_location_quotient")
    assert "`(x_ij / x_.j) / (x_i. / x_..)" in about
    assert "Social Security Institution (SGK), Statistical Yearbook 2024, Table 1.11" in about
    assert "head offices" in about
    assert "**E2 Specialisation** (Economic Impact). *Proposed:*" in about


def test_indicator_of_centres_states_how_far_labels_could_be_mapped(open_page: Open) -> None:
    about = opened(open_page("data", lang="en"), "data_indicator_research_centre_density")
    assert "36 of 48 labels (75%) and 1,300 of 1,701 centres (76%)" in about


def test_every_source_is_listed_with_licence_and_limits(open_page: Open, warehouse: Warehouse) -> None:
    page = part(open_page("data", lang="tr"), "sources")
    assert len(page.expander) == len(warehouse.catalogue.sources)
    about = opened(page, "data_source_kgm_road_distances")
    assert "lisans metni gelmemiştir" in about
    assert "Malzemede yılı yazmaz" in about


def test_glossary_stands_in_the_language_s_alphabet(open_page: Open) -> None:
    page = part(open_page("data", lang="tr"), "glossary")
    terms = [entry.value.split("**")[1] for entry in page.markdown if entry.value.startswith("**")]
    assert len(terms) > 30
    # ı comes before i, ö after o, ü after u.
    some = [
        "Gösterge",
        "Günlük kazanç",
        "Ortak ölçeğe getirme",
        "Ölçüt",
        "Puan",
        "Sıra",
        "Sigortalı",
        "Yüzdelik",
    ]
    assert [term for term in terms if term in some] == some


def test_every_table_can_be_chosen_and_shows_codes_as_they_are(open_page: Open, warehouse: Warehouse) -> None:
    page = part(open_page("data", lang="en"), "tables")
    first = page.dataframe[0].value
    assert first.loc[0].tolist() == ["1", "01", "2024", "1328", "6063", "sgk_2024_1_11"]
    for table in ("pilots", "population", "criterion_value", "goalpost", "neighbours", "research_labels"):
        page.selectbox(key="data_table").set_value(table).run()
        assert not page.exception
        shown = page.dataframe[0].value
        assert len(shown) == min(20, len(warehouse.frame("data_table", table=table)))
        assert [button.key for button in page.get("download_button")] == [
            f"data_download_{table}_csv",
            f"data_download_{table}_xlsx",
        ]


def test_edition_says_its_id_and_that_it_is_the_first(open_page: Open, warehouse: Warehouse) -> None:
    page = part(open_page("data", lang="en"), "edition")
    text = "\n".join(entry.value for entry in page.markdown)
    assert warehouse.edition.id in text
    assert "first edition" in text
    assert "employment" in page.dataframe[0].value["Table"].tolist()


def test_part_stays_open_in_another_language(open_page: Open) -> None:
    page = part(open_page("data", lang="en"), "sources")
    page.query_params["lang"] = "tr"
    page.run()
    assert any("Sosyal Güvenlik Kurumu" in box.label for box in page.expander)
