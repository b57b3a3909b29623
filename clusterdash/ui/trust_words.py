"""How the parts about trust write what they found."""

from __future__ import annotations

import math
from functools import lru_cache

from clusterdash.text import Language, numbers
from clusterdash.ui.session import Visit


def topic(visit: Visit, code: str) -> str:
    return visit.warehouse.catalogue.topics[code].name.in_(visit.language)


def criterion(visit: Visit, code: str) -> str:
    return visit.warehouse.catalogue.criteria[code].name.in_(visit.language)


def often(share: float, language: Language) -> str:
    """A share of draws in whole per cent; "<1%" rather than a 0 or a 100 that it is not."""
    if 0 < share < 0.005:
        return f"<{_whole(1, language)}"
    if 0.995 <= share < 1:
        return f">{_whole(99, language)}"
    return _whole(round(share * 100), language)


@lru_cache(maxsize=202)
def _whole(percent: int, language: Language) -> str:
    return numbers.percent(percent, language)


def weight(share: float, language: Language) -> str:
    """A weight in per cent, with a decimal where it has one."""
    digits = 0 if math.isclose(share * 100, round(share * 100), abs_tol=0.05) else 1
    return numbers.percent(share * 100, language, digits)
