"""Where inside a region, or a set of provinces of one's own, a sector is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.charts import province_map
from clusterdash.text import numbers
from clusterdash.ui import atlas, cells, chart_frame, choices, names, sources, tables
from clusterdash.ui.session import Visit

_MIDPOINT = 1.0
_TABLE_HEIGHT = 340


def show(visit: Visit, members: Collection[int]) -> None:
    """The region's provinces by their location quotient in the scenario's sector, and who has its jobs.

    members: plates of the region's provinces.
    """
    say = visit.say
    found = provinces(visit, members)
    st.header(say("region_map.question"), anchor=False)
    picture, table = st.columns([3, 2], gap="medium")
    with picture:
        _map(visit, found)
    with table:
        choices.division(visit, key="region_map_division")
        st.markdown(sentence(visit, found))
        height = min(35 * (len(found) + 1) + 3, _TABLE_HEIGHT)
        st.dataframe(_table(visit, found), hide_index=True, height=height, placeholder=say("chart.missing"))


def provinces(visit: Visit, members: Collection[int]) -> pd.DataFrame:
    """The region's provinces in the scenario's sector, by plate, most specialised first.

    Columns: name, insured, quotient (LQ over all divisions; NaN where nobody is insured in the sector) and
    share (% of the region's jobs in the sector).
    """
    everywhere = profile.figures(visit.warehouse).xs(visit.scenario.division, level="division")
    jobs = everywhere["insured"].reindex(list(members))
    found = pd.DataFrame(
        {
            "name": jobs.index.map(names.provinces(visit.warehouse, visit.language)),
            "insured": jobs,
            "quotient": everywhere["quotient"].reindex(jobs.index).where(jobs > 0),
            "share": 100 * jobs / (jobs.sum() or 1),
        }
    )
    return found.sort_values(["quotient", "insured"], ascending=False)


def sentence(visit: Visit, found: pd.DataFrame) -> str:
    """Who has most of the sector's jobs in the region, and who is most specialised."""
    say, language = visit.say, visit.language
    if not found["insured"].any():
        return say("region_map.answer_none")
    biggest = found.sort_values("insured", ascending=False).iloc[0]
    return say(
        "region_map.answer_one" if len(found) == 1 else "region_map.answer",
        jobs=numbers.number(found["insured"].sum(), language, 0),
        share=numbers.percent(biggest["share"], language, 0),
        biggest=str(biggest["name"]),
        highest=str(found["name"].iloc[0]),
        quotient=numbers.number(found["quotient"].iloc[0], language, 2),
    )


def _map(visit: Visit, found: pd.DataFrame) -> None:
    say, division = visit.say, visit.scenario.division
    everywhere = profile.figures(visit.warehouse).xs(division, level="division")
    shown = found.assign(
        value=found["quotient"], shown=[_pointed(visit, row) for row in found.to_dict("records")]
    )
    figure = province_map.draw(
        atlas.placed(visit, shown),
        say=say,
        outlines=atlas.outlines(visit),
        colouring="quantile",
        digits=2,
        midpoint=_MIDPOINT,
        chosen=visit.scenario.province,
        others=everywhere.index.difference(found.index).tolist(),
        among=everywhere["quotient"].where(everywhere["insured"] > 0),
        dark=st.context.theme.type == "dark",
    )
    chart_frame.show(
        figure,
        say=say,
        key="region_map",
        title=say(
            "region_map.title",
            year=visit.warehouse.catalogue.sources[cells.SOURCE].year,
            sector=f"{division} · {names.divisions(visit.warehouse, visit.language)[division]}",
        ),
        how_to_read=say("region_map.read"),
        source=sources.line(visit, [cells.SOURCE]),
        table=_table(visit, found),
    )


def _pointed(visit: Visit, row: dict[Any, Any]) -> str:
    if not row["insured"]:
        return visit.say("sector.map_absent")
    return visit.say(
        "region_map.pointed",
        quotient=numbers.number(row["quotient"], visit.language, 2),
        jobs=numbers.number(row["insured"], visit.language, 0),
        share=numbers.percent(row["share"], visit.language, 0),
    )


def _table(visit: Visit, found: pd.DataFrame) -> Any:
    say = visit.say
    columns = {
        say("word.province"): found["name"],
        say("region_map.quotient"): found["quotient"],
        say("sheet.insured"): found["insured"],
        say("region_map.share"): found["share"],
    }
    digits = dict(zip(list(columns)[1:], (2, 0, 1), strict=True))
    return tables.localised(pd.DataFrame(columns), digits, visit.language)
