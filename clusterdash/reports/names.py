"""Names of provinces and divisions in the language of a file."""

from __future__ import annotations

from clusterdash.text import Language
from clusterdash.warehouse import Warehouse


def provinces(warehouse: Warehouse, language: Language) -> dict[int, str]:
    """Plate code to name."""
    return {row["province"]: row[f"name_{language}"] for row in warehouse.rows("names_provinces")}


def divisions(warehouse: Warehouse, language: Language) -> dict[str, str]:
    """Division code to our short name, as on the pages."""
    return {row["division"]: row[f"short_{language}"] for row in warehouse.rows("names_divisions")}


def official_divisions(warehouse: Warehouse, language: Language) -> dict[str, str]:
    """Division code to its name in the classification."""
    return {row["division"]: row[f"name_{language}"] for row in warehouse.rows("names_divisions")}
