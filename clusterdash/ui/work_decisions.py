"""The register of decisions: every selection with its meeting, scenario, edition and reasons."""

from __future__ import annotations

from typing import Any

import streamlit as st

from clusterdash.records import decisions
from clusterdash.records.values import Decision
from clusterdash.text import numbers
from clusterdash.ui import identity, names, plain, records
from clusterdash.ui.session import Visit


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
