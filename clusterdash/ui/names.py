"""Names of provinces and divisions in the visitor's language, in the order of that language's alphabet."""

from __future__ import annotations

from functools import lru_cache

from clusterdash.text import turkish
from clusterdash.ui.session import Language
from clusterdash.warehouse import Warehouse


def provinces(warehouse: Warehouse, language: Language) -> dict[int, str]:
    """Plate code to name, sorted by name."""
    return _named(warehouse, "names_provinces", "province", language)


def divisions(warehouse: Warehouse, language: Language) -> dict[str, str]:
    """Division code to name, sorted by code."""
    named: dict[str, str] = _named(warehouse, "names_divisions", "division", language)
    return dict(sorted(named.items()))


@lru_cache(maxsize=16)
def _named(warehouse: Warehouse, query: str, key: str, language: Language) -> dict:  # type: ignore[type-arg]
    frame = warehouse.frame(query)
    named = dict(zip(frame[key].tolist(), frame[f"name_{language}"].tolist(), strict=True))
    return dict(sorted(named.items(), key=lambda item: turkish.sort_key(item[1])))
