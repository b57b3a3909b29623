"""The register of decisions: every selection with its meeting, scenario, edition and reasons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import streamlit as st

from clusterdash import scenario
from clusterdash.records import decisions, meetings
from clusterdash.records.values import Decision
from clusterdash.text import numbers
from clusterdash.ui import identity, names, plain, records, session
from clusterdash.ui.session import Visit

_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"


def show(visit: Visit) -> None:
    """Every decision that stands, by province."""
    found: tuple[Decision, ...] = records.read(
        lambda: decisions.register(records.open_records(), identity.current()), ()
    )
    if not found:
        st.info(visit.say("work.none"))
    for decision in found:
        one(visit, decision)


def one(visit: Visit, decision: Decision) -> None:
    """A decision with where it comes from."""
    say = visit.say
    province = names.provinces(visit.warehouse, visit.language)[decision.province]
    with st.container(border=True):
        st.markdown(f"**{province}** · {sectors(visit, decision)}")
        origin = say("work.published_2013" if decision.origin == "published_2013" else "work.decided_here")
        parts = [origin, numbers.date(decision.decided_on, visit.language)]
        if decision.edition:
            parts.append(say("source.edition", edition=decision.edition))
        st.caption(plain.as_text(" · ".join(parts)))
        for text in (decision.reasons, decision.dissent):
            if text:
                st.markdown(plain.as_text(text))
        with st.container(horizontal=True):
            _meeting(decision)
            _scenario(visit, decision)


def _meeting(decision: Decision) -> None:
    """The meeting's name, which opens it, for those who may read it."""
    meeting = decision.meeting
    if meeting is None or not identity.may("meeting.read", province=decision.province, meeting=meeting):
        return
    found = records.read(lambda: meetings.get(records.open_records(), identity.current(), meeting), None)
    if found is not None:
        st.page_link(
            _PAGES / "meetings.py",
            label=plain.as_text(found.title),
            icon=":material/groups:",
            query_params={"meeting": meeting},
        )


def _scenario(visit: Visit, decision: Decision) -> None:
    """The ranking that the decision rests on; what was published in 2013 has none."""
    if decision.origin == "published_2013":
        return
    st.page_link(
        _PAGES / "ranking.py",
        label=visit.say("work.open_scenario"),
        icon=":material/sort:",
        query_params={"s": link(visit, decision)},
    )


def link(visit: Visit, decision: Decision) -> str:
    """The decision's scenario in its province, on official figures as a meeting sees them, for `?s=`."""
    asked = scenario.decode(decision.scenario, session.known(visit.warehouse)).scenario
    reopened = replace(
        asked,
        view="sectors",
        province=decision.province,
        experts=0,
        language=visit.language,
        edition=decision.edition or None,
    )
    return scenario.encode(reopened)


def sectors(visit: Visit, decision: Decision) -> str:
    """The decided sectors with their divisions, or that there is none."""
    published = decision.origin == "published_2013"
    if not decision.divisions:
        return visit.say("work.no_sector" if published else "work.no_division")
    named = names.divisions(visit.warehouse, visit.language)
    divisions = ", ".join(f"{code} {named[code]}" for code in decision.divisions)
    words = _published_words(visit, decision.province) if published else decision.sector_words
    return plain.as_text(f"{words} ({divisions})" if words else divisions)


def _published_words(visit: Visit, province: int) -> str:
    rows: list[dict[str, Any]] = visit.warehouse.rows("programme_pilots")
    return next((str(row[f"sector_{visit.language}"]) for row in rows if row["province"] == province), "")
