"""What the map shows, kept for the session and carried by the link's `m`.

`m` is a code, and what differs from the usual year and colours. As in the scenario's `s`, `~` stands between
parts and nothing needs escaping:

    score    location_quotient~equal-7    population~2015    E2~continuous
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal, cast, get_args

from clusterdash.charts.province_map import Colouring
from clusterdash.scenario import Ignored
from clusterdash.ui.linked import Linked, quoted
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

Kind = Literal["score", "criterion", "indicator"]

SCORE: Final = "score"
COUNTS: Final = (3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Choice:
    """What the map shows: the score, a criterion or an indicator by its code; the latest year where none is
    chosen; how values become colours."""

    what: str = SCORE
    year: int | None = None
    colouring: Colouring = "quantile"
    count: int = 5


def encode(choice: Choice) -> str:
    """The compact form for `m`."""
    usual = Choice()
    colours = "" if choice.colouring == "continuous" else f"-{choice.count}"
    parts = [choice.what]
    if choice.year is not None:
        parts.append(str(choice.year))
    if (choice.colouring, choice.count) != (usual.colouring, usual.count):
        parts.append(f"{choice.colouring}{colours}")
    return "~".join(parts)


_LINK: Final = Linked("m", Choice(), encode)


def decode(text: str, offered: Mapping[str, tuple[int, ...]]) -> tuple[Choice, tuple[Ignored, ...]]:
    """Read `m`, and tell what in it was left out; whatever the text is, there is a choice.

    Args:
        offered: The codes that can be drawn, each with its years (none where there is nothing to choose).
    """
    first, *others = text.split("~")
    known = {code.lower(): code for code in offered}
    left_out = [] if first.lower() in known else [Ignored("unknown", quoted(first))]
    choice = Choice(what=known.get(first.lower(), SCORE))
    for part in filter(None, others):
        if re.fullmatch(r"[0-9]{4}", part):
            if int(part) in offered[choice.what]:
                choice = replace(choice, year=int(part))
            else:
                left_out.append(Ignored("out_of_range", part))
        elif colours := _colours(part.lower()):
            choice = replace(choice, colouring=colours[0], count=colours[1])
        else:
            left_out.append(Ignored("unreadable", quoted(part)))
    return choice, tuple(left_out)


def _colours(part: str) -> tuple[Colouring, int] | None:
    name, _, count = part.partition("-")
    if name == "continuous" and not count:
        return "continuous", Choice().count
    if name in get_args(Colouring) and count in map(str, COUNTS):
        return cast(Colouring, name), int(count)
    return None


@lru_cache(maxsize=4)
def offered(warehouse: Warehouse) -> Mapping[str, tuple[int, ...]]:
    """What can be drawn, each with the years there are to choose from.

    A figure for Türkiye only is the same in every province, and an expert criterion has no scores yet:
    neither can be drawn.
    """
    catalogue = warehouse.catalogue
    known = years(warehouse)
    criteria = [c for c in catalogue.criteria.values() if c.kind == "statistical" and c.level != "division"]
    indicators = [i for i in catalogue.indicators.values() if i.level != "division"]
    return {
        SCORE: (),
        **{criterion.code: () for criterion in criteria},
        **{indicator.id: known[indicator.id] if indicator.yearly else () for indicator in indicators},
    }


@lru_cache(maxsize=4)
def years(warehouse: Warehouse) -> Mapping[str, tuple[int, ...]]:
    """The years for which each indicator has figures of provinces."""
    found = warehouse.frame("map_years")
    return {str(indicator): tuple(rows["year"].tolist()) for indicator, rows in found.groupby("indicator")}


def chosen(visit: Visit) -> Choice:
    """The session's choice, taken from the link if the visitor came by one."""
    drawn = offered(visit.warehouse)
    choice = _LINK.chosen(lambda text: decode(text, drawn))
    if choice.what in drawn:
        return choice
    # A newer edition no longer has it.
    _LINK.change(Choice())
    return Choice()


def change(visit: Visit, **changes: Any) -> None:
    """Replace fields of the choice, and keep it."""
    _LINK.change(replace(chosen(visit), **changes))


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link could not be drawn, until something else is chosen."""
    return _LINK.ignored


def kind(what: str, warehouse: Warehouse) -> Kind:
    """Whether a code is the score, a criterion or an indicator."""
    if what == SCORE:
        return "score"
    return "criterion" if what in warehouse.catalogue.criteria else "indicator"
