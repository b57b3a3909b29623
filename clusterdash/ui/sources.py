"""Where figures come from and what they cannot say, in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clusterdash.catalogue import Source
from clusterdash.text import Language, numbers
from clusterdash.ui.session import Visit


def named(source: Source, language: Language) -> str:
    """Authority, table and, where the table's name does not hold it, the year."""
    authority, table = source.authority.in_(language), source.table.in_(language)
    year = "" if source.year in (numbers.MISSING, *re.findall(r"[\d-]+", table)) else f" ({source.year})"
    return f"{authority}, {table}{year}"


def line(visit: Visit, sources: Iterable[str]) -> str:
    """Authority, table and year of each source, as one line for under a picture."""
    catalogue = visit.warehouse.catalogue
    found = [named(catalogue.sources[code], visit.language) for code in sources]
    return visit.say("source.line", source="; ".join(found))


def limits(visit: Visit, sources: Iterable[str]) -> list[str]:
    """The known limits of the sources, each once."""
    catalogue = visit.warehouse.catalogue
    found = [limit.in_(visit.language) for code in sources for limit in catalogue.sources[code].limits]
    return list(dict.fromkeys(found))


def formulas(visit: Visit, indicators: Iterable[str]) -> str:
    """What each indicator is and its formula with the denominator, one line each."""
    found = [visit.warehouse.catalogue.indicators[code] for code in indicators]
    return "\n".join(
        visit.say(
            "source.formula",
            name=indicator.name.in_(visit.language),
            explanation=indicator.explanation.in_(visit.language),
            formula=indicator.formula.in_(visit.language),
        )
        for indicator in found
    )
