"""Two maps side by side: equal in size and extent, one province chosen on both, and how far they agree."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash.charts import relation as relation_charts
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, map_page, names, session, tables
from clusterdash.ui.components import component
from clusterdash.ui.map_layer import Layer
from clusterdash.ui.map_page import Map
from clusterdash.ui.session import Visit

_STRONG: Final = 0.7
_CLEAR: Final = 0.4
_WEAK: Final = 0.2
_FEWEST: Final = 3


def answer(visit: Visit, first: Map, second: Map) -> None:
    """How far the two go together, and where the chosen province stands on both."""
    st.markdown(" ".join(sentences(visit, first.layer, second.layer)))


def sentences(visit: Visit, first: Layer, second: Layer) -> list[str]:
    """The answer, sentence by sentence."""
    say, plate = visit.say, visit.scenario.province
    one, other = called(first, second)
    said = []
    if first.numeric and second.numeric:
        said.append(_correlation_in_words(visit, first, second))
    for layer in (first, second):
        if not layer.numeric:
            said.append(say("map.pair_verdict", name=layer.name, said=" ".join(layer.sentences)))
    return [
        *said,
        say(
            "map.pair_chosen",
            province=names.provinces(visit.warehouse, visit.language)[plate],
            first_name=one,
            first=first.labels[plate],
            second_name=other,
            second=second.labels[plate],
        ),
    ]


def called(first: Layer, second: Layer) -> tuple[str, str]:
    """What the two are called beside each other: by name, or by title where the names are the same."""
    return (first.title, second.title) if first.name == second.name else (first.name, second.name)


def rank_correlation(first: Layer, second: Layer) -> tuple[float, int]:
    """Spearman's rank correlation over the provinces with both figures, and their number; NaN for fewer than
    three, and where one of the two does not vary."""
    both = _both(first, second)
    if len(both) < _FEWEST or both.nunique().min() < 2:
        return float("nan"), len(both)
    return float(np.corrcoef(both["x"].rank(), both["y"].rank())[0, 1]), len(both)


def _both(first: Layer, second: Layer) -> pd.DataFrame:
    """Both figures by plate, where there are both."""
    return pd.DataFrame({"x": first.by_plate, "y": second.by_plate}).dropna()


def _correlation_in_words(visit: Visit, first: Layer, second: Layer) -> str:
    found, count = rank_correlation(first, second)
    if pd.isna(found):
        return visit.say("map.correlation_none")
    strength = next(
        name
        for name, bound in (("strong", _STRONG), ("clear", _CLEAR), ("weak", _WEAK), ("no", 0.0))
        if abs(found) >= bound
    )
    side = "" if strength == "no" else ("_positive" if found > 0 else "_negative")
    return visit.say(
        f"map.correlation_{strength}{side}",
        correlation=numbers.number(found, visit.language, 2),
        count=numbers.number(count, visit.language, 0),
    )


# --- the maps -------------------------------------------------------------------------------------


def pictures(visit: Visit, first: Map, second: Map) -> None:
    """The two maps, each with its controls; the pointer reads both figures, a click chooses on both."""
    words = _in_words(visit, first.layer, second.layer)
    with st.container(key="map_pair"):
        for column, shown in zip(st.columns(2, gap="medium"), (first, second), strict=True):
            with column:
                with st.container(key=f"map_pair_{shown.side}"):
                    map_page.controls(visit, shown)
                values = shown.layer.values
                map_page.framed(
                    visit,
                    shown,
                    values.assign(shown=values["province"].map(words)),
                    visit.say("map.read_click_pair"),
                    on_select=lambda key=f"map_{shown.side}": _choose(key),
                )
    component("pair")(key="map_pointer")


def _in_words(visit: Visit, first: Layer, second: Layer) -> dict[int, str]:
    one, other = called(first, second)
    seconds = second.labels
    return {
        plate: visit.say(
            "map.pair_words", first_name=one, first=shown, second_name=other, second=seconds[plate]
        )
        for plate, shown in first.labels.items()
    }


def _choose(key: str) -> None:
    """The province clicked on either map is the scenario's."""
    selected: Any = st.session_state[key]
    if selected.selection.points:
        session.change(province=int(selected.selection.points[0]["location"]))


# --- how the two go together ----------------------------------------------------------------------


def relation(visit: Visit, first: Map, second: Map) -> None:
    """The two against each other, and all provinces with both."""
    st.header(visit.say("map.relation"), anchor=False)
    picture, table = st.columns(2, gap="medium")
    with picture:
        if first.layer.numeric and second.layer.numeric:
            _scatter(visit, first.layer, second.layer)
        else:
            _crossed(visit, first.layer, second.layer)
    with table:
        map_page.table(visit, [first, second])


def _scatter(visit: Visit, first: Layer, second: Layer) -> None:
    say = visit.say
    both = _both(first, second)
    places = both.assign(
        name=both.index.map(names.provinces(visit.warehouse, visit.language)),
        words=both.index.map(_in_words(visit, first, second)),
        chosen=both.index == visit.scenario.province,
    )
    skewed = relation_charts.is_skewed(both["x"]) or relation_charts.is_skewed(both["y"])
    one, other = called(first, second)
    chart_frame.show(
        relation_charts.scatter(
            places, say=say, titles=(first.title, second.title), digits=(first.digits, second.digits)
        ),
        say=say,
        key="map_relation",
        title=say("map.relation_title", first=one, second=other),
        how_to_read=say("map.relation_read_log" if skewed else "map.relation_read"),
        source="  \n".join(dict.fromkeys((first.source, second.source))),
        table=map_page.table_of(visit, first.values, [first, second]),
    )


def _crossed(visit: Visit, first: Layer, second: Layer) -> None:
    """Where one of the two is a verdict: what the provinces of each of its groups have on the other map."""
    say = visit.say
    one, other = called(first, second)
    with st.container(border=True):
        st.markdown(f"### {say('map.relation_title', first=one, second=other)}")
        if first.numeric or second.numeric:
            st.dataframe(_by_group(visit, first, second), hide_index=True, placeholder=say("chart.missing"))
            st.caption(say("map.by_group_read"))
        else:
            # Long names stand better one under the other than as heads of columns.
            rows, columns = sorted((first, second), key=_length_of_names, reverse=True)
            st.dataframe(_counted(rows, columns), hide_index=True)
            st.caption(say("map.counted_read", rows=rows.name, columns=columns.name))


def _length_of_names(layer: Layer) -> int:
    return sum(map(len, layer.groups.values()))


def _by_group(visit: Visit, first: Layer, second: Layer) -> Any:
    """Number of provinces of each group with a figure on the other map, its lowest, median and highest."""
    say = visit.say
    verdict, figure = (second, first) if first.numeric else (first, second)
    values = figure.by_plate
    of_group = values.groupby(values.index.map(verdict.labels))
    found = of_group.agg(["count", "min", "median", "max"]).reindex(list(verdict.groups.values()))
    found["count"] = found["count"].fillna(0)
    titles = {name: say(f"map.column_{name}") for name in ("count", "min", "median", "max")}
    shown = found.rename(columns=titles)
    shown.insert(0, verdict.name, found.index)
    digits = {titles["count"]: 0} | dict.fromkeys(list(titles.values())[1:], figure.digits)
    return tables.localised(shown, digits, visit.language)


def _counted(rows: Layer, columns: Layer) -> pd.DataFrame:
    """How many provinces have each pair of verdicts."""
    both = pd.DataFrame({"row": rows.labels, "column": columns.labels})
    found = pd.crosstab(both["row"], both["column"]).reindex(
        index=list(rows.groups.values()), columns=list(columns.groups.values()), fill_value=0
    )
    return found.rename_axis(index=rows.name, columns=None).reset_index()
