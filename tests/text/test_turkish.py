import csv
import unicodedata
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.text import turkish

TABLES = Path(__file__).resolve().parents[2] / "data" / "tables"
ALPHABET = "abcçdefgğhıijklmnoöprsştuüvyz"  # Türk Dil Kurumu, the 29 letters
words = st.text(alphabet=ALPHABET + ALPHABET.replace("i", "İ").upper() + " ", max_size=20)


def names(table: str) -> list[str]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row["name_tr"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("small", "capital"),
    [
        ("ığdır", "IĞDIR"),
        ("izmir", "İZMİR"),
        ("şanlıurfa", "ŞANLIURFA"),
        ("çorum", "ÇORUM"),
        (ALPHABET, None),
    ],
)
def test_case_knows_dotted_from_dotless_i(small: str, capital: str | None) -> None:
    assert turkish.upper(small) == (capital or "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ")
    assert turkish.lower(turkish.upper(small)) == small


@pytest.mark.parametrize("dotted", ["İ", "I\u0307", "i\u0307", "i"])
def test_a_dotted_i_is_one_letter_however_it_is_composed(dotted: str) -> None:
    assert turkish.lower(f"{dotted}zmir") == "izmir"
    assert turkish.fold(f"{dotted}ZMİR") == "izmir"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("ÇORUM", "corum"),
        ("çorum", "Çorum"),
        ("Iğdır", "IGDIR"),
        ("İSTANBUL", "istanbul"),
        ("Hakkâri", "hakkari"),
        ("ŞANLIURFA", "sanliurfa"),
        ("  Kara\u00a0 taşıtı ", "kara tasiti"),
    ],
)
def test_names_are_found_however_they_are_typed(written: str, typed: str) -> None:
    assert turkish.fold(written) == turkish.fold(typed)


@given(words)
def test_folding_forgets_case_and_composition(text: str) -> None:
    folded = turkish.fold(text)
    assert turkish.fold(folded) == folded
    assert turkish.fold(turkish.upper(text)) == turkish.fold(turkish.lower(text)) == folded
    assert turkish.fold(unicodedata.normalize("NFD", text)) == folded


def sorted_by_icu(found: list[str]) -> list[str]:
    """DuckDB's `COLLATE tr` is ICU's implementation of the Unicode collation for Turkish."""
    query = "SELECT name FROM unnest($names::VARCHAR[]) t(name) ORDER BY name COLLATE tr"
    with duckdb.connect() as connection:
        return [name for (name,) in connection.execute(query, {"names": found}).fetchall()]


@pytest.mark.parametrize("table", ["provinces", "divisions"])
def test_names_sort_as_icu_sorts_turkish(table: str) -> None:
    assert sorted(names(table), key=turkish.sort_key) == sorted_by_icu(names(table))


@given(st.sets(st.text(alphabet=ALPHABET + "ABCÇIİŞÂâîûqwx 0123456789", min_size=1, max_size=6), max_size=12))
def test_any_words_sort_as_icu_sorts_turkish(found: set[str]) -> None:
    assert sorted(found, key=turkish.sort_key) == sorted_by_icu(sorted(found))


def test_a_circumflex_only_breaks_ties() -> None:
    assert sorted(["hâl", "hala", "hal"], key=turkish.sort_key) == ["hal", "hâl", "hala"]


@given(st.sets(st.text(max_size=8), max_size=8))
def test_the_order_does_not_depend_on_where_one_starts(found: set[str]) -> None:
    composed = {unicodedata.normalize("NFC", text).replace("i\u0307", "i") for text in found}
    forwards = sorted(sorted(composed), key=turkish.sort_key)
    assert forwards == sorted(sorted(composed, reverse=True), key=turkish.sort_key)


def test_digits_come_first_and_case_only_breaks_ties() -> None:
    found = ["irmak", "Zonguldak", "Irmak", "ırmak", "28 Makine", "Çorum", "Corum"]
    assert sorted(found, key=turkish.sort_key)[:3] == ["28 Makine", "Corum", "Çorum"]
    assert {turkish.sort_key("Irmak")[0], turkish.sort_key("ırmak")[0]} == {turkish.sort_key("IRMAK")[0]}


def test_search_finds_what_a_plain_keyboard_can_type() -> None:
    assert turkish.search(names("provinces"), "iz") == ["İzmir", "Denizli", "Rize"]
    assert turkish.search(names("provinces"), "ISTAN") == ["İstanbul"]
    assert turkish.search(names("provinces"), "nowhere") == []


def test_search_puts_beginnings_before_word_beginnings_before_the_rest() -> None:
    found = ["Ham petrol", "Metal ürünleri", "Ana metal", "Demetal", "metaller, diğer ana"]
    assert turkish.search(found, "Metal") == [
        "Metal ürünleri",
        "metaller, diğer ana",
        "Ana metal",
        "Demetal",
    ]
    assert turkish.search(found, "ana metal") == ["Ana metal", "metaller, diğer ana"]


def test_an_empty_search_keeps_everything_in_its_order() -> None:
    assert turkish.search(["b", "a"], "  ") == ["b", "a"]


def test_search_reads_the_text_of_any_option() -> None:
    assert turkish.search({19: "Çorum", 27: "Gaziantep"}.items(), "cor", lambda pair: pair[1]) == [
        (19, "Çorum")
    ]
