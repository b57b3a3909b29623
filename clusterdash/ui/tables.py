"""Tables whose numbers are written in the visitor's language and still sort as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from clusterdash.text import Language, numbers


def localised(frame: pd.DataFrame, digits: Mapping[str, int], language: Language) -> Any:
    """The frame with a written form for each number, as a pandas Styler.

    Streamlit's own number formats follow the browser, not the language of the page; of a Styler it shows the
    written form and sorts by the number.

    Args:
        digits: Column name to decimals, for the columns that hold numbers.
    """
    forms: Any = {
        column: partial(numbers.number, language=language, digits=places) for column, places in digits.items()
    }
    return frame.style.format(forms)


def written(frame: pd.DataFrame, language: Language, digits: int = 1) -> Any:
    """The same for every column of numbers: whole numbers without decimals, others with `digits`."""

    def places(column: Any) -> int:
        values = frame[column].dropna()
        return 0 if bool((values == values.round()).all()) else digits

    digits_of = {str(column): places(column) for column in frame.select_dtypes("number")}
    return localised(frame, digits_of, language)
