"""Size is not the aim: says how far a ranking is the order of size, why, and shows it without the causes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.profile import SizeBias
from clusterdash.ranking import Ranking
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, session, tables
from clusterdash.ui.session import Visit

_RANKING_PAGE: Final = Path(__file__).resolve().parents[2] / "pages" / "ranking.py"


def show(visit: Visit, ranking: Ranking, *, key: str = "size") -> None:
    """The sentence, its causes and one click to the ranking without them."""
    bias, say = profile.size_bias(ranking), visit.say
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**:material/straighten: {say('size.title')}**  \n{' '.join(sentences(visit, bias))}")
        st.caption(
            f"{say('size.meaning', count=numbers.number(bias.count, visit.language, 0))}"
            f" {say('size.principle')}"
        )
        if bias.causes and st.button(
            say("size.without"),
            icon=":material/filter_alt_off:",
            key=f"{key}_without",
        ):
            # Not before the run: without the causes there may be no button left to lead anywhere.
            _leave_out(bias.causes, ranking.scenario.view)
            st.switch_page(_RANKING_PAGE)
        chart_frame.show_table(_table(visit, bias), say=say, key=f"{key}_table", label=say("size.table"))


def sentences(visit: Visit, bias: SizeBias) -> list[str]:
    """How far the order is one of size, and which criteria make it so."""
    say, language = visit.say, visit.language
    said = [say(f"size.{bias.kind}", correlation=numbers.number(bias.correlation, language, 2))]
    if bias.causes:
        criteria = ", ".join(_name(visit, code) for code in bias.causes)
        said.append(
            say("size.causes", criteria=criteria, corrected=numbers.number(bias.corrected, language, 2))
        )
    elif bias.kind in ("largely", "partly"):
        said.append(say("size.no_cause"))
    return said


def _leave_out(causes: tuple[str, ...], view: str) -> None:
    visit = session.current()
    defaults = visit.warehouse.catalogue.criterion_points
    without = visit.scenario.with_criterion_points(dict.fromkeys(causes, 0), defaults)
    session.change(criterion_points=without.criterion_points, view=view)


def _table(visit: Visit, bias: SizeBias) -> pd.DataFrame:
    column = visit.say("size.column_without")
    table = pd.DataFrame(
        {
            visit.say("word.criterion"): [_name(visit, code) for code in bias.without],
            column: list(bias.without.values()),
        }
    )
    styled: pd.DataFrame = tables.localised(table, {column: 2}, visit.language)
    return styled


def _name(visit: Visit, code: str) -> str:
    return f"{code} {visit.warehouse.catalogue.criteria[code].name.in_(visit.language)}"
