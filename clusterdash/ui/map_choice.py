"""What the map shows, and what a second map beside it shows, kept for the session and carried by the link.

`m` is the first map, `beside` the second. Each is a code, and what differs from the usual sector, year and
colours; a rule's code carries its thresholds. As in the scenario's `s`, `~` stands between parts and nothing
needs escaping:

    score    location_quotient~equal-7    population~2015    agencies-2-1-1.5~sector-15
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal, cast, get_args

from clusterdash import profile
from clusterdash.charts.province_map import Colouring
from clusterdash.profile import RULES, Rule
from clusterdash.scenario import Ignored, quoted
from clusterdash.ui import verdicts
from clusterdash.ui.linked import Linked
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

Kind = Literal["score", "cluster", "criterion", "indicator"]
Side = Literal["first", "second"]

SCORE: Final = "score"
NEIGHBOURS: Final = "neighbours"
"""Where jobs above expectation lie together, across borders (LISA)."""
CLUSTER: Final = ("location_quotient", "excess_employment", *RULES, NEIGHBOURS)
"""How far a sector clusters: two indicators, the verdicts, and the neighbours."""
COUNTS: Final = (3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Choice:
    """What one map shows.

    what: the score, a cluster measure, a criterion or an indicator by its code. year: the latest where none
    is chosen. division: a sector of the map's own; else the scenario's. thresholds: of a rule, where they
    are not the usual ones. colouring and count: how values become colours.
    """

    what: str = SCORE
    year: int | None = None
    division: str | None = None
    thresholds: Rule | None = None
    colouring: Colouring = "quantile"
    count: int = 5

    @property
    def rule(self) -> Rule:
        """The rule of a verdict, with the thresholds in force."""
        return self.thresholds or profile.usual(cast(profile.RuleName, self.what))


def encode(choice: Choice) -> str:
    """The compact form for `m` and `beside`."""
    usual = Choice()
    parts = [verdicts.encode(choice.thresholds) if choice.thresholds else choice.what]
    if choice.division is not None:
        parts.append(f"sector-{choice.division}")
    if choice.year is not None:
        parts.append(str(choice.year))
    if (choice.colouring, choice.count) != (usual.colouring, usual.count):
        classes = "" if choice.colouring == "continuous" else f"-{choice.count}"
        parts.append(f"{choice.colouring}{classes}")
    return "~".join(parts)


def decode(
    text: str, offered: Mapping[str, tuple[int, ...]], divisions: Collection[str] = ()
) -> tuple[Choice, tuple[Ignored, ...]]:
    """Read a map's choice, and tell what in it was left out; whatever the text is, there is a choice.

    Args:
        offered: The codes that can be drawn, each with its years (none where there is nothing to choose).
        divisions: The sectors that it may have for its own.
    """
    first, *others = text.split("~")
    choice, left_out = _what(first, {code.lower(): code for code in offered})
    for part in filter(None, others):
        if re.fullmatch(r"[0-9]{4}", part):
            if int(part) in offered[choice.what]:
                choice = replace(choice, year=int(part))
            else:
                left_out.append(Ignored("out_of_range", part))
        elif part.startswith("sector-"):
            if (division := part.removeprefix("sector-")) in divisions:
                choice = replace(choice, division=division)
            else:
                left_out.append(Ignored("unknown", quoted(part)))
        elif colours := _colours(part.lower()):
            choice = replace(choice, colouring=colours[0], count=colours[1])
        else:
            left_out.append(Ignored("unreadable", quoted(part)))
    return choice, tuple(left_out)


def _what(part: str, known: Mapping[str, str]) -> tuple[Choice, list[Ignored]]:
    """A code, or a rule with its thresholds."""
    name = part.lower()
    if name in known:
        return Choice(what=known[name]), []
    if (rule := name.split("-")[0]) in RULES and rule in known:
        found, left_out = verdicts.decode(name)
        return with_thresholds(Choice(what=rule), found), list(left_out)
    return Choice(), [Ignored("unknown", quoted(part))]


def with_thresholds(choice: Choice, rule: Rule) -> Choice:
    """The choice with a rule's thresholds, kept where they are not the usual ones."""
    return replace(choice, thresholds=None if rule == profile.usual(rule.name) else rule)


def _colours(part: str) -> tuple[Colouring, int] | None:
    name, _, count = part.partition("-")
    if name == "continuous" and not count:
        return "continuous", Choice().count
    if name in get_args(Colouring) and count in map(str, COUNTS):
        return cast(Colouring, name), int(count)
    return None


# --- what there is to draw ------------------------------------------------------------------------


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
        **dict.fromkeys(CLUSTER, ()),
        **{criterion.code: () for criterion in criteria},
        **{indicator.id: known[indicator.id] if indicator.yearly else () for indicator in indicators},
    }


@lru_cache(maxsize=4)
def years(warehouse: Warehouse) -> Mapping[str, tuple[int, ...]]:
    """The years for which each indicator has figures of provinces."""
    found = warehouse.frame("map_years")
    return {str(indicator): tuple(rows["year"].tolist()) for indicator, rows in found.groupby("indicator")}


def kind(what: str, warehouse: Warehouse) -> Kind:
    """Whether a code is the score, a cluster measure, a criterion or an indicator."""
    if what == SCORE:
        return "score"
    if what in CLUSTER:
        return "cluster"
    return "criterion" if what in warehouse.catalogue.criteria else "indicator"


def of_sector(what: str, warehouse: Warehouse) -> bool:
    """Whether a code speaks of one sector, rather than of provinces as a whole."""
    if what == SCORE or what in CLUSTER:
        return True
    catalogue = warehouse.catalogue
    return (catalogue.criteria.get(what) or catalogue.indicators[what]).level == "pair"


# --- the session's choice -------------------------------------------------------------------------

_LINKS: Final[dict[Side, Linked[Any]]] = {
    "first": Linked("m", Choice(), encode),
    "second": Linked("beside", None, encode),
}


def chosen(visit: Visit) -> dict[Side, Choice]:
    """The first map, and the second where there is one, taken from the link if the visitor came by one."""
    found: dict[Side, Choice] = {"first": _chosen(visit, "first") or Choice()}
    if second := _chosen(visit, "second"):
        found["second"] = second
    return found


def _chosen(visit: Visit, side: Side) -> Choice | None:
    drawn = offered(visit.warehouse)
    divisions = visit.warehouse.matrix().divisions if side == "second" else ()
    choice: Choice | None = _LINKS[side].chosen(lambda text: decode(text, drawn, divisions))
    if choice is None or choice.what in drawn:
        return choice
    # A newer edition no longer has it.
    _LINKS[side].change(Choice())
    return Choice()


def change(visit: Visit, side: Side, **changes: Any) -> None:
    """Replace fields of one map's choice, and keep it."""
    keep(side, replace(chosen(visit)[side], **changes))


def keep(side: Side, choice: Choice | None) -> None:
    """Keep another choice; None takes the second map away."""
    _LINKS[side].change(choice)


def put_beside(visit: Visit) -> None:
    """A second map to begin with: specialisation, or jobs above expectation beside specialisation itself."""
    first = chosen(visit)["first"].what
    keep("second", Choice(what="excess_employment" if first == "location_quotient" else "location_quotient"))


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link could not be drawn, until something else is chosen."""
    return (*_LINKS["first"].ignored, *_LINKS["second"].ignored)
