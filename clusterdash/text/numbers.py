"""Figures and dates as each language writes them; a missing figure is a dash.

Ties round away from zero (0.125 → 0.13), as people expect and as the browser's Intl.NumberFormat does.
"""

import datetime
import math
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Literal, SupportsFloat

from babel import Locale
from babel import dates as _dates
from babel import numbers as _numbers

Language = Literal["tr", "en"]
Value = SupportsFloat | None

MISSING = "–"

# British English: day before month.
_LOCALES = {"tr": "tr_TR", "en": "en_GB"}
# Digits enough for the largest float.
_ANY_FLOAT = Context(prec=400, rounding=ROUND_HALF_UP)
_CURRENCIES = {
    "TRY": {"tr": "{amount} TL", "en": "TRY {amount}"},
    "USD": {"tr": "{amount} ABD doları", "en": "USD {amount}"},
}


def number(value: Value, language: Language, digits: int = 1) -> str:
    """1234.5 → "1.234,5" in Turkish, "1,234.5" in English."""
    rounded = _rounded(value, digits)
    return MISSING if rounded is None else _formatted(rounded, language, digits)


def percent(value: Value, language: Language, digits: int = 0) -> str:
    """A value in per cent: 12.5 → "%12,5" in Turkish, "12.5%" in English."""
    rounded = _rounded(value, digits)
    return MISSING if rounded is None else _formatted_percent(rounded, language, digits)


def change(value: Value, language: Language, digits: int = 0) -> str:
    """A number with its sign: 3 → "+3", -3 → "-3", 0 → "0"."""
    rounded = _rounded(value, digits)
    if rounded is None:
        return MISSING
    return ("+" if rounded > 0 else "") + _formatted(rounded, language, digits)


def percent_change(value: Value, language: Language, digits: int = 1) -> str:
    """A change in per cent with its sign: 2.5 → "+%2,5" in Turkish, "+2.5%" in English."""
    rounded = _rounded(value, digits)
    if rounded is None:
        return MISSING
    return ("+" if rounded > 0 else "") + _formatted_percent(rounded, language, digits)


def compact(value: Value, language: Language, digits: int = 1) -> str:
    """A big number in words: 1234567 → "1,2 milyon" in Turkish, "1.2 million" in English."""
    exact = _exact(value)
    if exact is None:
        return MISSING
    # Rounded to what will be seen before Babel chooses the word: 999,999 is a million, not 1000 thousand.
    thousands = max(exact.adjusted() // 3 * 3, 0)
    seen = _round(exact, digits - thousands)
    return _numbers.format_compact_decimal(
        seen, format_type="long", locale=_locale(language), fraction_digits=digits
    )


def money(value: Value, currency: Literal["TRY", "USD"], language: Language, digits: int = 1) -> str:
    """An amount in full units, in words: 1.2e9 TRY → "1,2 milyar TL" in Turkish, "TRY 1.2 billion"."""
    if _exact(value) is None:
        return MISSING
    return _CURRENCIES[currency][language].format(amount=compact(value, language, digits))


def date(value: datetime.date | None, language: Language) -> str:
    """25 Mayıs 2013, 25 May 2013."""
    if value is None:
        return MISSING
    return _dates.format_date(value, format="d MMMM y", locale=_locale(language))


def _rounded(value: Value, digits: int) -> Decimal | None:
    exact = _exact(value)
    return None if exact is None else _round(exact, digits)


def _exact(value: Value) -> Decimal | None:
    plain = math.nan if value is None else float(value)
    return Decimal(plain) if math.isfinite(plain) else None


def _round(exact: Decimal, digits: int) -> Decimal:
    """To so many decimals, never minus zero."""
    rounded = exact.quantize(Decimal(1).scaleb(-digits), context=_ANY_FLOAT)
    return abs(rounded) if rounded.is_zero() else rounded


def _formatted(value: Decimal, language: Language, digits: int) -> str:
    return _numbers.format_decimal(value, format=_pattern(digits), locale=_locale(language))


def _formatted_percent(value: Decimal, language: Language, digits: int) -> str:
    places = _pattern(digits)
    pattern = f"%{places}" if language == "tr" else f"{places}%"
    return _numbers.format_percent(value / 100, format=pattern, locale=_locale(language))


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])
