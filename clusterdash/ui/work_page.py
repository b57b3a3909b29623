"""The Info Spots at work: which part is shown, and where in it the visitor is.

Part and record stand in the address, so that a link to a record can be sent to a colleague; what whoever
follows it may see is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.fieldwork import FIRM, VISIT
from clusterdash.records.info_spots import INFO_SPOT
from clusterdash.records.keeping import Kind
from clusterdash.records.studies import STUDY
from clusterdash.ui import identity, work_decisions, work_list, work_overview, work_place, work_record
from clusterdash.ui.session import Visit

KINDS: Final[Mapping[str, Kind[Any]]] = {
    kind.name: kind for kind in (FIRM, VISIT, STUDY, CLUSTER, INFO_SPOT, ACTIVITY)
}
_PARTS: Final = ("overview", "firm", "visit", "study", "cluster", "info_spot", "decision")


def question(visit: Visit) -> None:
    """The question of the page; for those without a part in the programme the page ends here."""
    st.title(visit.say("work.title"), anchor=False)
    if identity.has_ended():
        identity.show_way_in(visit)
        _keep_typed(visit)
        st.stop()
    identity.require("firm.read")
    st.caption(visit.say("work.lead"))


def _keep_typed(visit: Visit) -> None:
    place = work_place.current()
    if place.part in KINDS and place.record:
        work_record.keep_typed(visit, KINDS[place.part], place.record)


def part(visit: Visit) -> str:
    """Which part is shown."""
    place = work_place.current()
    shown = "cluster" if place.part == "activity" else place.part
    st.session_state["work_part"] = shown if shown in _PARTS else _PARTS[0]
    st.segmented_control(
        visit.say("work.part_label"),
        _PARTS,
        format_func=lambda name: visit.say(f"work.part.{name}"),
        required=True,
        label_visibility="collapsed",
        key="work_part",
        on_change=lambda: work_place.go(st.session_state["work_part"]),
    )
    return place.part if place.part in KINDS and place.record else st.session_state["work_part"]


def show(visit: Visit, name: str) -> None:
    """A part: the overview, the register of decisions, or the list of a kind of record, or one of them."""
    work_record.offer_undo(visit)
    if name == "overview":
        work_overview.show(visit)
    elif name == "decision":
        work_decisions.show(visit)
    elif work_place.current().record:
        work_record.show(visit, KINDS[name], work_place.current().record)
    else:
        work_list.show(visit, KINDS[name])
