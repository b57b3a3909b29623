"""Where jobs above expectation lie together across borders (LISA), in words for every page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.charts.verdicts import LISA_COLOURS
from clusterdash.text import Words, numbers
from clusterdash.ui import names
from clusterdash.ui.session import Visit


def found(visit: Visit) -> pd.DataFrame:
    """The scenario's sector by plate: the columns of `spatial.local_clusters`, name, excess (jobs above
    expectation) and group (a key of `groups`). The first time for a sector it takes seconds, and says so."""
    division = visit.scenario.division
    with st.spinner(visit.say("sector.neighbours_computing"), show_time=True):
        clusters = profile.local_clusters(visit.warehouse, division)
        excess = profile.figures(visit.warehouse).xs(division, level="division")["excess"]
    return clusters.assign(
        excess=excess.reindex(clusters.index),
        name=clusters.index.map(names.provinces(visit.warehouse, visit.language)),
        group=clusters["quadrant"].where(clusters["significant"], "none"),
    )


def groups(say: Words) -> Mapping[str, str]:
    """Every group and its name, in the legend's order."""
    return {kind: say(f"sector.lisa_{kind}") for kind in LISA_COLOURS}


def sentences(visit: Visit, clusters: pd.DataFrame) -> list[str]:
    """Which provinces stand out or fall behind together with their neighbours, or that none do."""
    said = [
        visit.say(f"sector.said_{kind}", names=", ".join(rows["name"]))
        for kind in LISA_COLOURS
        if kind != "none" and len(rows := clusters[clusters["group"] == kind])
    ]
    return said or [visit.say("sector.neighbours_none")]


def in_words(visit: Visit, row: Mapping[Any, Any]) -> str:
    """What the pointer reads on a province: its group, its jobs above expectation, the adjusted p."""
    say, language = visit.say, visit.language
    if pd.isna(row["p"]):
        return say("sector.lisa_island")
    return say(
        "sector.lisa_words",
        kind=say(f"sector.lisa_{row['group']}"),
        excess=numbers.change(row["excess"], language, 0),
        p=numbers.number(row["p_adjusted"], language, 3),
    )


def method(visit: Visit) -> str:
    """How it is tested, and which pairs of provinces do not count as neighbours."""
    near = profile.neighbours(visit.warehouse)
    named = names.provinces(visit.warehouse, visit.language)
    return visit.say(
        "sector.neighbours_method",
        pairs=numbers.number(len(near.pairs), visit.language, 0),
        corners="; ".join(
            f"{named[cast(int, one)]}–{named[cast(int, other)]}" for one, other in near.corners
        ),
    )
