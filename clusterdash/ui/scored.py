"""The first candidates under the scenario's weights, what the topics contribute, and whether it is size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash.charts import scores
from clusterdash.ranking import Ranking
from clusterdash.scenario import View
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, session, size_meter, tables
from clusterdash.ui.session import Visit

BEST: Final = 10
_RANKING_PAGE: Final = Path(__file__).resolve().parents[2] / "pages" / "ranking.py"


def show(
    visit: Visit, found: Ranking, named: Mapping[Any, str], *, key: str, title: str, how_to_read: str
) -> None:
    """The picture with its table, the size meter beside it. Nothing may be unranked for want of weights.

    named: the name of every code of the ranking.
    """
    say = visit.say
    ranked = _ranked(visit, found, named)
    topics = {
        code: topic.name.in_(visit.language) for code, topic in visit.warehouse.catalogue.topics.items()
    }
    chart, meter = st.columns([3, 2], gap="medium")
    with chart:
        chart_frame.show(
            scores.stacked(ranked.head(BEST), say=say, topics=topics),
            say=say,
            key=key,
            title=title,
            how_to_read=how_to_read,
            source=say("scored.source", edition=visit.warehouse.edition.id),
            table=_table(visit, ranked, topics),
        )
    with meter:
        size_meter.show(visit, found, key=f"{key}_size")


def to_ranking(label: str, view: View, *, key: str) -> None:
    """The way to the whole ranking."""
    if st.button(label, icon=":material/sort:", key=key, on_click=lambda: session.change(view=view)):
        st.switch_page(_RANKING_PAGE)


def _ranked(visit: Visit, found: Ranking, named: Mapping[Any, str]) -> pd.DataFrame:
    """Rank, name, label, coverage (%), score and the topics' contributions in points, best first."""
    count = found.statuses.count("ranked")
    table = 100 * found.by_topic.head(count)
    table["rank"] = found.ranks[:count]
    table["score"] = 100 * found.scores[:count]
    table["coverage"] = 100 * found.coverage[:count]
    table["name"] = [
        visit.say("province.pick_mark", name=named[code]) if pick else named[code]
        for code, pick in zip(found.codes[:count], found.picks[:count], strict=True)
    ]
    ranks = [numbers.number(place, visit.language, 0) for place in table["rank"]]
    table["label"] = [
        visit.say("scored.label", rank=rank, name=name)
        for rank, name in zip(ranks, table["name"], strict=True)
    ]
    return table


def _table(visit: Visit, ranked: pd.DataFrame, topics: Mapping[str, str]) -> Any:
    say = visit.say
    candidate = say("word.sector" if isinstance(ranked.index[0], str) else "word.province")
    digits = {
        say("ranking.column_rank"): ("rank", 0),
        say("ranking.column_score"): ("score", 1),
        **{name: (code, 1) for code, name in topics.items()},
        say("ranking.column_coverage"): ("coverage", 0),
    }
    table = pd.DataFrame({title: ranked[column] for title, (column, _) in digits.items()})
    table.insert(1, candidate, ranked["name"])
    return tables.localised(table, {title: places for title, (_, places) in digits.items()}, visit.language)
