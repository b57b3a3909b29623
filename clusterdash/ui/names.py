"""Names of provinces and divisions in the visitor's language, in the order of that language's alphabet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from clusterdash.text import turkish
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse


def candidates(visit: Visit) -> Mapping[Any, str]:
    """What the visitor's scenario ranks, by code: divisions by their short names, or provinces."""
    named = divisions if visit.scenario.view == "sectors" else provinces
    return named(visit.warehouse, visit.language)


@lru_cache(maxsize=16)
def provinces(warehouse: Warehouse, language: Language) -> Mapping[int, str]:
    """Plate code to name, sorted by name."""
    named = _named(warehouse, "names_provinces", "province", f"name_{language}")
    return dict(sorted(named.items(), key=lambda item: turkish.sort_key(item[1])))


@lru_cache(maxsize=16)
def divisions(warehouse: Warehouse, language: Language) -> Mapping[str, str]:
    """Division code to our short name, sorted by code."""
    return _named(warehouse, "names_divisions", "division", f"short_{language}")


@lru_cache(maxsize=16)
def official_divisions(warehouse: Warehouse, language: Language) -> Mapping[str, str]:
    """Division code to its name in the classification, sorted by code."""
    return _named(warehouse, "names_divisions", "division", f"name_{language}")


def _named(warehouse: Warehouse, query: str, key: str, name: str) -> dict[Any, str]:
    return {row[key]: row[name] for row in warehouse.rows(query)}
