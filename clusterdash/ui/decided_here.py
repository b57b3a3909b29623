"""What meetings decided with this application, distinct from what the programme published in 2013."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from clusterdash.records.errors import RecordsError
from clusterdash.records.values import Decision
from clusterdash.text import numbers
from clusterdash.ui import identity, names, records
from clusterdash.ui.session import Visit


@dataclass(frozen=True)
class Place:
    """A decision on the map. `sectors` are the names of the divisions, or that none is selected yet."""

    province: int
    name: str
    sectors: str
    latitude: float
    longitude: float


def standing() -> list[Decision]:
    """The decisions that stand, by province. Published pages do without them where records do not open."""
    try:
        if not records.kept():
            return []
        # Not at the top: published pages do not wait for a database nobody has begun.
        from clusterdash.records import decisions

        found = decisions.register(records.open_records(), identity.current())
    except RecordsError:
        return []
    return [decision for decision in found if decision.origin == "decided_here"]


def show(visit: Visit, found: list[Decision]) -> None:
    """One line each; nothing where no meeting has decided."""
    if not found:
        return
    say, provinces = visit.say, names.provinces(visit.warehouse, visit.language)
    st.header(say("programme.decided"), anchor=False)
    st.caption(say("programme.decided_how"))
    for decision in found:
        left, right = st.columns([1.7, 7], vertical_alignment="center")
        left.markdown(f"◆ **{provinces[decision.province]}**")
        right.markdown(
            f"**{sectors(visit, decision)}**  \n"
            f":small[{say('programme.decided_on', date=numbers.date(decision.decided_on, visit.language))}]"
        )


def sectors(visit: Visit, decision: Decision) -> str:
    named = names.divisions(visit.warehouse, visit.language)
    return ", ".join(named[code] for code in decision.divisions) or visit.say("meetings.none_yet")


def on_map(visit: Visit, division: str | None) -> dict[int, str]:
    """By plate, what was decided in words: the latest decision for a sector, or the latest of all."""
    return {
        decision.province: visit.say(
            "map.decided_words",
            sectors=sectors(visit, decision),
            date=numbers.date(decision.decided_on, visit.language),
        )
        for decision in standing()
        if division is None or division in decision.divisions
    }


def of_province(visit: Visit) -> list[str]:
    """What was decided for the province in hand, one sentence for each decision."""
    return [
        visit.say(
            "province.decided",
            sectors=sectors(visit, decision),
            date=numbers.date(decision.decided_on, visit.language),
        )
        for decision in standing()
        if decision.province == visit.scenario.province
    ]


def places(visit: Visit, found: list[Decision]) -> list[Place]:
    """The latest decision of each province, and where it stands on the map."""
    where = {row["province"]: row for row in visit.warehouse.rows("programme_places")}
    provinces = names.provinces(visit.warehouse, visit.language)
    latest = {decision.province: decision for decision in found}
    return [
        Place(
            plate,
            provinces[plate],
            sectors(visit, decision),
            where[plate]["latitude"],
            where[plate]["longitude"],
        )
        for plate, decision in latest.items()
    ]
