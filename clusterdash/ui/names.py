"""Names of provinces and divisions in the visitor's language, in the order of that language's alphabet."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from clusterdash.text import turkish
from clusterdash.ui.session import Language
from clusterdash.warehouse import Warehouse


def provinces(warehouse: Warehouse, language: Language) -> dict[int, str]:
    """Plate code to name, sorted by name."""
    return _named(warehouse, "names_provinces", "province", language)


def divisions(warehouse: Warehouse, language: Language) -> dict[str, str]:
    """Division code to our short name, sorted by code."""
    return dict(sorted(_named(warehouse, "names_divisions", "division", language, "short").items()))


def official_divisions(warehouse: Warehouse, language: Language) -> dict[str, str]:
    """Division code to its name in the classification, sorted by code."""
    return dict(sorted(_named(warehouse, "names_divisions", "division", language).items()))


@lru_cache(maxsize=16)
def _named(
    warehouse: Warehouse, query: str, key: str, language: Language, kind: str = "name"
) -> dict[Any, str]:
    named = {row[key]: row[f"{kind}_{language}"] for row in warehouse.rows(query)}
    return dict(sorted(named.items(), key=lambda item: turkish.sort_key(item[1])))
