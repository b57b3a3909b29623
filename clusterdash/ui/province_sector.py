"""One sector of a province in hand: is it a cluster there, what is it related to, and what else is near?"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.charts import related as related_charts
from clusterdash.charts import rows
from clusterdash.text import numbers
from clusterdash.ui import cells, chart_frame, choices, sources, tables, verdicts
from clusterdash.ui.province_page import Portrait, labelled, written
from clusterdash.ui.province_sectors import in_scope
from clusterdash.ui.session import Visit

_BARS: Final = 10
_NAMED: Final = 3
_LONGEST_NAME: Final = 38
_INDICATOR: Final = "relatedness_density"


def in_hand(visit: Visit, shown: Portrait) -> None:
    """All rules' verdicts on the sector, what is related to it, and what the province is closest to."""
    say = visit.say
    sector: Any = shown.sectors.loc[visit.scenario.division]
    with st.container(key="new_page_sector"):
        title, chooser = st.columns([3, 1.7], vertical_alignment="bottom")
        title.header(say("province.in_hand", sector=labelled(sector)), anchor=False)
        with chooser:
            choices.division(visit, key="province_division")
        st.markdown(_standing(visit, shown, sector))
        verdicts.side_by_side(visit, shown.rule, "provinces", visit.scenario.province, name=shown.name)
        related, closest = st.columns(2, gap="medium")
        with related:
            _related(visit, shown, sector)
        with closest:
            _closest(visit, shown)


def _standing(visit: Visit, shown: Portrait, sector: Any) -> str:
    if not sector["insured"]:
        return visit.say("province.in_hand_absent", province=shown.name)
    said = [visit.say("province.in_hand_figures", province=shown.name, **written(visit, sector))]
    if sector["small"]:
        said.append(visit.say.count("sector.small_warning", int(sector["workplaces"])))
    return " ".join(said)


# --- related sectors ------------------------------------------------------------------------------


def _related(visit: Visit, shown: Portrait, sector: Any) -> None:
    say = visit.say
    found = _named(shown, profile.related(visit.warehouse, visit.scenario.province, sector.name))
    drawn = found.head(_BARS)
    words = _in_words(visit, drawn, "proximity", "related.words")
    chart_frame.show(
        related_charts.bars(_labelled(visit, drawn.assign(words=words)), say=say, by="proximity"),
        say=say,
        key="province_related",
        title=say("related.title", sector=labelled(sector), year=shown.year),
        how_to_read=" ".join((_had_sentence(visit, shown, drawn), say("related.read"))),
        source=sources.line(visit, [cells.SOURCE]),
        table=_table(visit, found, "proximity", say("related.column")),
        about=say("related.formula"),
    )


def _had_sentence(visit: Visit, shown: Portrait, drawn: pd.DataFrame) -> str:
    return visit.say(
        "related.had_of",
        province=shown.name,
        had=numbers.number(int(drawn["had"].sum()), visit.language, 0),
        count=numbers.number(len(drawn), visit.language, 0),
    )


def _closest(visit: Visit, shown: Portrait) -> None:
    say = visit.say
    found = in_scope(visit, _named(shown, profile.closest(visit.warehouse, visit.scenario.province)))
    drawn = found.head(_BARS)
    words = _in_words(visit, drawn, "density", "closest.words")
    indicator = visit.warehouse.catalogue.indicators[_INDICATOR]
    chart_frame.show(
        related_charts.bars(_labelled(visit, drawn.assign(words=words)), say=say, by="density"),
        say=say,
        key="province_closest",
        title=say("closest.title", province=shown.name, year=shown.year),
        how_to_read=" ".join((_new_sentence(visit, found), say("closest.read"))),
        source=sources.line(visit, indicator.sources),
        table=_table(visit, found, "density", say("closest.column")),
        about=sources.formulas(visit, [_INDICATOR]),
    )


def _new_sentence(visit: Visit, found: pd.DataFrame) -> str:
    """The closest among those in which the province is not specialised."""
    new = found[~found["had"]].head(_NAMED)
    if new.empty:
        return visit.say("closest.all_had")
    return visit.say("closest.new", names="; ".join(labelled(row) for row in _records(new)))


# --- both -----------------------------------------------------------------------------------------


def _named(shown: Portrait, found: pd.DataFrame) -> pd.DataFrame:
    return found.join(shown.sectors[["division", "name", "pick", "manufacturing"]])


def _labelled(visit: Visit, drawn: pd.DataFrame) -> pd.DataFrame:
    labels = []
    for row in _records(drawn):
        name = cells.marked(visit, row, rows.shortened(labelled(row), _LONGEST_NAME))
        labels.append(cells.with_warning(visit, row, name) if row["had"] else name)
    return drawn.assign(label=labels)


def _table(visit: Visit, found: pd.DataFrame, measure: str, title: str) -> pd.DataFrame:
    say = visit.say
    digits = {
        title: (measure, 1),
        say("word.location_quotient"): ("quotient", 2),
        say("word.jobs"): ("insured", 0),
        say("word.workplaces"): ("workplaces", 0),
    }
    table = pd.DataFrame({name: found[column] for name, (column, _) in digits.items()})
    table.insert(0, say("word.code"), found.index)
    table.insert(1, say("word.sector"), found["name"])
    table[say("related.had")] = [say("word.yes") if had else say("word.no") for had in found["had"]]
    styled: pd.DataFrame = tables.localised(
        table, {name: places for name, (_, places) in digits.items()}, visit.language
    )
    return styled


def _in_words(visit: Visit, drawn: pd.DataFrame, measure: str, key: str) -> list[str]:
    return [
        visit.say(key, value=numbers.percent(row[measure], visit.language, 0), **written(visit, row))
        for row in _records(drawn)
    ]


def _records(found: pd.DataFrame) -> list[dict[Any, Any]]:
    return found.to_dict("records")
