"""What we know and did in a province, in one column on its page: what everybody may read."""

from __future__ import annotations

from typing import Any

import streamlit as st

from clusterdash.text import numbers
from clusterdash.ui import citations, plain
from clusterdash.ui.session import Visit


def what_we_did(visit: Visit) -> None:
    """Info Spot, decisions, visits, pilot clusters, the firms' will to cooperate, studies; or nothing."""
    province = visit.scenario.province
    nothing: list[str] = []
    what = ("province", province, visit.language)
    lines = citations.public(what, lambda *who: _lines(visit, *who), nothing)
    if lines:
        st.header(visit.say("work.here"), anchor=False)
        st.markdown("\n".join(f"- {line}" for line in lines))
    citations.studies(visit, province=province)


def _lines(visit: Visit, records: Any, actor: Any) -> list[str]:
    from clusterdash.records import decisions, fieldwork, keeping, questionnaire
    from clusterdash.records.clusters import CLUSTER
    from clusterdash.records.info_spots import INFO_SPOT
    from clusterdash.records.values import Query
    from clusterdash.ui import work_decisions, work_overview, work_words

    say, province = visit.say, visit.scenario.province
    here = Query(filters={"province": province})
    found = []
    for spot in keeping.page(records, actor, INFO_SPOT, here).rows:
        host = spot.host_en if visit.language == "en" and spot.host_en else spot.host
        found.append(f"Clusters Info Spot: {plain.as_text(host)}")
    for decision in decisions.register(records, actor, province=province):
        kind = "published_2013" if decision.origin == "published_2013" else "decided_here"
        day = numbers.date(decision.decided_on, visit.language)
        found.append(f"{say(f'work.{kind}')} ({day}): {work_decisions.sectors(visit, decision)}")
    visits = fieldwork.visits(records, actor, province)
    if visits:
        found.append(say.count("work.here_visits", visits))
    for cluster in keeping.page(records, actor, CLUSTER, here).rows:
        about = f"{work_words.title(cluster)} · {work_words.line(visit, cluster)}"
        found.append(plain.as_text(about))
    for figure in questionnaire.published(records, actor, province=province):
        found.append(f"{say('work.will')}: {work_overview.will_line(visit, figure)}")
    return found
