import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.text import numbers
from clusterdash.text.numbers import Language

languages = st.sampled_from(["tr", "en"])
LOCALES = {"tr": "tr_TR", "en": "en_GB"}


@pytest.mark.parametrize(
    ("value", "digits", "tr", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (16602868, 0, "16.602.868", "16,602,868"),
        (0.05, 2, "0,05", "0.05"),
        (-7.25, 2, "-7,25", "-7.25"),
        (2.335, 2, "2,33", "2.33"),  # the float is a little under 2.335
        (0.125, 2, "0,13", "0.13"),
        (2.5, 0, "3", "3"),
        (-0.04, 1, "0,0", "0.0"),
    ],
)
def test_numbers_follow_the_language(value: float, digits: int, tr: str, en: str) -> None:
    assert numbers.number(value, "tr", digits) == tr
    assert numbers.number(value, "en", digits) == en


@pytest.mark.parametrize(
    ("value", "digits", "tr", "en"),
    [
        (12.5, 1, "%12,5", "12.5%"),
        (12.5, 0, "%13", "13%"),
        (100, 0, "%100", "100%"),
        (-3.2, 1, "-%3,2", "-3.2%"),
    ],
)
def test_turkish_puts_the_per_cent_sign_first(value: float, digits: int, tr: str, en: str) -> None:
    assert numbers.percent(value, "tr", digits) == tr
    assert numbers.percent(value, "en", digits) == en


def test_changes_carry_their_sign() -> None:
    assert [numbers.change(value, "tr") for value in (3, 0, -3)] == ["+3", "0", "-3"]
    assert [numbers.change(value, "en", 1) for value in (0.04, -0.04)] == ["0.0", "0.0"]
    assert numbers.percent_change(2.55, "tr") == "+%2,5"
    assert numbers.percent_change(-2.5, "en") == "-2.5%"


@pytest.mark.parametrize(
    ("value", "tr", "en"),
    [
        (532, "532", "532"),
        (1_234, "1,2 bin", "1.2 thousand"),
        (999_949, "999,9 bin", "999.9 thousand"),
        (999_999, "1 milyon", "1 million"),
        (1_249_960, "1,2 milyon", "1.2 million"),
        (-2_600_000_000, "-2,6 milyar", "-2.6 billion"),
        (26_545_722_000_000, "26,5 trilyon", "26.5 trillion"),
    ],
)
def test_big_numbers_are_said_in_words(value: float, tr: str, en: str) -> None:
    assert numbers.compact(value, "tr") == tr
    assert numbers.compact(value, "en") == en


def test_money_names_its_currency() -> None:
    assert numbers.money(1.25e9, "TRY", "tr") == "1,3 milyar TL"
    assert numbers.money(1.25e9, "TRY", "en") == "TRY 1.3 billion"
    assert numbers.money(4e6, "USD", "tr") == "4 milyon ABD doları"


def test_dates_put_the_day_first() -> None:
    assert numbers.date(date(2013, 5, 25), "tr") == "25 Mayıs 2013"
    assert numbers.date(date(2013, 5, 25), "en") == "25 May 2013"
    assert numbers.date(None, "tr") == "–"


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, -math.inf, np.nan])
def test_a_missing_figure_is_a_dash_everywhere(missing: float | None) -> None:
    said = [numbers.number, numbers.percent, numbers.change, numbers.percent_change, numbers.compact]
    assert {say(missing, "tr") for say in said} | {numbers.money(missing, "TRY", "en")} == {"–"}


@given(st.floats(-1e15, 1e15), languages, st.integers(0, 6))
def test_what_is_written_reads_back_as_the_nearest_value(
    value: float, language: Language, digits: int
) -> None:
    read = parse_decimal(numbers.number(value, language, digits), locale=LOCALES[language], strict=True)
    assert abs(read - Decimal(value)) <= Decimal(1).scaleb(-digits) / 2


@given(st.integers(-(10**12), 10**12), languages)
def test_figures_of_numpy_are_figures(value: int, language: Language) -> None:
    assert numbers.number(np.int64(value), language, 0) == numbers.number(value, language, 0)
    assert numbers.number(np.float64(value), language, 0) == numbers.number(value, language, 0)
