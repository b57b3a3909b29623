"""The map page: the question and its answer, what to show, the map, and the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from clusterdash.charts import classes, geography, province_map
from clusterdash.charts import verdicts as verdict_charts
from clusterdash.text import numbers, turkish
from clusterdash.ui import (
    atlas,
    chart_frame,
    choices,
    map_choice,
    map_controls,
    map_layer,
    names,
    regions_page,
    session,
    tables,
)
from clusterdash.ui.linked import show_ignored
from clusterdash.ui.map_choice import Choice, Side
from clusterdash.ui.map_layer import Layer
from clusterdash.ui.session import Visit

_PROVINCE_PAGE: Final = Path(__file__).resolve().parents[2] / "pages" / "province.py"
_MANY_NAMES: Final = 3
_TABLE_HEIGHT: Final = 460


@dataclass(frozen=True, eq=False)
class Map:
    """One map: what was chosen, and its figures."""

    side: Side
    choice: Choice
    layer: Layer


def question(visit: Visit) -> None:
    """The question, and what of a followed link could not be drawn."""
    chosen = map_choice.chosen(visit)
    st.title(visit.say("map.question"), anchor=False)
    show_ignored(visit, map_choice.ignored())
    st.session_state["map_two"] = "second" in chosen


def read(visit: Visit) -> list[Map]:
    """The map, or the two maps, with their figures."""
    chosen = map_choice.chosen(visit)
    return [Map(side, choice, map_layer.read(visit, choice)) for side, choice in chosen.items()]


def answer(visit: Visit, shown: Layer) -> None:
    """Highest, lowest and the chosen province, in words."""
    st.markdown(" ".join(sentences(visit, shown)))


def sentences(visit: Visit, shown: Layer) -> list[str]:
    """The answer, sentence by sentence."""
    if not shown.numeric:
        return [*shown.sentences, _chosen_verdict(visit, shown)]
    say, present = visit.say, shown.present
    if present.empty:
        return [say("map.answer_none")]
    said = [_ends(visit, present), _chosen_province(visit, shown)]
    missing = len(shown.values) - len(present)
    return [*said, say.count("map.answer_missing", missing)] if missing else said


def _ends(visit: Visit, present: pd.DataFrame) -> str:
    top, bottom = present.iloc[0], present.iloc[-1]
    if top["rank"] == bottom["rank"] and len(present) > 1:
        return visit.say("map.answer_equal", value=top["shown"])
    return visit.say(
        "map.answer",
        highest=_who(visit, present[present["rank"] == top["rank"]]),
        highest_value=top["shown"],
        lowest=_who(visit, present[present["rank"] == bottom["rank"]]),
        lowest_value=bottom["shown"],
    )


def _who(visit: Visit, tied: pd.DataFrame) -> str:
    if len(tied) > _MANY_NAMES:
        return visit.say("map.shared", count=numbers.number(len(tied), visit.language, 0))
    return ", ".join(tied["name"])


def _chosen_province(visit: Visit, shown: Layer) -> str:
    row = shown.values.set_index("province").to_dict("index")[visit.scenario.province]
    if np.isnan(row["value"]):
        return visit.say("map.answer_chosen_none", province=row["name"], reason=row["shown"])
    return visit.say(
        "map.answer_chosen",
        province=row["name"],
        value=row["shown"],
        rank=numbers.number(row["rank"], visit.language, 0),
        count=numbers.number(len(shown.present), visit.language, 0),
    )


def _chosen_verdict(visit: Visit, shown: Layer) -> str:
    province = names.provinces(visit.warehouse, visit.language)[visit.scenario.province]
    verdict = turkish.lower if visit.language == "tr" else str.lower
    return visit.say(
        "map.answer_chosen_verdict", province=province, verdict=verdict(shown.labels[visit.scenario.province])
    )


# --- what to show ---------------------------------------------------------------------------------


def controls(visit: Visit, shown: Map) -> None:
    """What to show, for which sector and year."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        map_controls.choose(visit, shown.side, shown.choice)


def one_or_two(visit: Visit) -> None:
    """A second map beside the first, or one map again."""
    st.toggle(
        visit.say("map.two"),
        key="map_two",
        help=visit.say("map.two_help"),
        on_change=lambda: (
            map_choice.put_beside(visit) if st.session_state["map_two"] else map_choice.keep("second", None)
        ),
    )


# --- the map --------------------------------------------------------------------------------------


def picture(visit: Visit, shown: Map) -> None:
    """The map; a click opens the province's page."""
    clicked = framed(visit, shown, shown.layer.values, visit.say("map.read_click"), on_select="rerun")
    if clicked.selection.points:
        session.change(province=int(clicked.selection.points[0]["location"]))
        st.switch_page(_PROVINCE_PAGE)


def framed(visit: Visit, shown: Map, values: pd.DataFrame, click: str, *, on_select: Any) -> Any:
    """A map in its frame, and its colours to choose; what the pointer reads is in `values`.

    Returns the selection, where `on_select` asks for one.
    """
    layer = shown.layer
    clicked = chart_frame.show(
        _with_decisions(visit, layer, drawn(visit, shown, _pointed(visit, layer, values))),
        say=visit.say,
        key=f"map_{shown.side}",
        title=layer.title,
        how_to_read=" ".join((*_how_to_read(visit, shown), click)),
        source=layer.source,
        table=table_of(visit, layer.values, [layer]),
        on_select=on_select,
        level=2,
    )
    if layer.numeric:
        map_controls.choose_colours(visit, shown.side, shown.choice)
    return clicked


def drawn(visit: Visit, shown: Map, values: pd.DataFrame) -> go.Figure:
    """The provinces by value or by verdict."""
    layer, dark = shown.layer, st.context.theme.type == "dark"
    outlines = atlas.outlines(visit)
    if not layer.numeric:
        return verdict_charts.grouped_map(
            values,
            say=visit.say,
            outlines=outlines,
            groups=layer.groups,
            colours=layer.colours(dark=dark),
            chosen=visit.scenario.province,
        )
    return province_map.draw(
        values,
        say=visit.say,
        outlines=outlines,
        colouring=shown.choice.colouring,
        count=shown.choice.count,
        digits=layer.digits,
        midpoint=layer.midpoint,
        chosen=visit.scenario.province,
        dark=dark,
    )


def _pointed(visit: Visit, layer: Layer, values: pd.DataFrame) -> pd.DataFrame:
    """The values with what was decided here under what the pointer reads."""
    heading = f"<br>◆ {visit.say('map.decided')}: "
    said = {plate: heading + words for plate, words in layer.decided.items()}
    return values.assign(shown=values["shown"] + values["province"].map(lambda plate: said.get(plate, "")))


def _with_decisions(visit: Visit, layer: Layer, figure: go.Figure) -> go.Figure:
    """The map with a diamond and a line of the legend for what was decided here; without, as it was."""
    places = layer.values[layer.values["province"].isin(layer.decided)]
    if len(places):
        name = visit.say("map.decided_legend", count=numbers.number(len(places), visit.language, 0))
        figure.add_trace(geography.decided(places[["latitude", "longitude"]], name))
    return figure


def _how_to_read(visit: Visit, shown: Map) -> list[str]:
    layer, choice = shown.layer, shown.choice
    if not layer.numeric:
        return [visit.say("map.read_groups"), layer.rule]
    said = [_colours_in_words(visit, shown)]
    values = layer.values["value"].to_numpy()
    if choice.colouring != "continuous":
        ends = classes.edges(values, choice.colouring, choice.count, layer.midpoint)
        if len(ends) - 1 < choice.count:
            said.append(visit.say("map.read_fewer"))
    return said


def _colours_in_words(visit: Visit, shown: Map) -> str:
    layer, key = shown.layer, f"map.read_{shown.choice.colouring}"
    if layer.midpoint is None:
        return visit.say(key)
    return visit.say(f"{key}_sides", midpoint=numbers.number(layer.midpoint, visit.language, layer.digits))


# --- the table ------------------------------------------------------------------------------------


def table(visit: Visit, maps: list[Map]) -> None:
    """The chosen province and the way to its page; all provinces, highest first, with a search."""
    say, values = visit.say, maps[0].layer.values
    choices.province(visit, key="map_province")
    name = names.provinces(visit.warehouse, visit.language)[visit.scenario.province]
    st.page_link(
        _PROVINCE_PAGE, label=say("map.open_province", province=name), icon=":material/location_city:"
    )
    st.markdown(f"## {say('map.table')}")
    wanted = st.text_input(say("map.search"), key="map_search", icon=":material/search:")
    found = turkish.search(values.index, wanted, lambda row: str(values.at[row, "name"]))
    if not found:
        st.info(say("map.search_none", text=wanted), icon=":material/search_off:")
        return
    st.dataframe(
        table_of(visit, values.loc[sorted(found)], [each.layer for each in maps]),
        hide_index=True,
        height=min(35 * (len(found) + 1) + 3, _TABLE_HEIGHT),
        column_config=_widths(visit, maps),
        placeholder=say("chart.missing"),
    )
    if maps[0].layer.numeric:
        st.caption(say("map.table_note"))


def _widths(visit: Visit, maps: list[Map]) -> dict[str, Any]:
    """Of the columns, so that the figures stand in sight beside the map."""
    found = {visit.say("word.province"): st.column_config.Column(width=110)}
    for rank, value, _ in _titles(visit, [each.layer for each in maps]):
        found[rank] = st.column_config.Column(width=52)
        found[value] = st.column_config.Column(width=96 if len(maps) == 1 else 110)
    return found


def table_of(visit: Visit, rows: pd.DataFrame, layers: list[Layer]) -> Any:
    """Provinces in the order of `rows`, with rank and value of each layer, or its verdict in words, why a
    figure is missing, and what was decided here."""
    say = visit.say
    digits: dict[str, int] = {}
    table = pd.DataFrame({say("word.province"): rows["name"].to_numpy()}, index=rows["province"])
    for layer, (rank, value, note) in zip(layers, _titles(visit, layers), strict=True):
        of_layer = layer.values.set_index("province").reindex(table.index)
        if not layer.numeric:
            table[value] = table.index.map(layer.labels)
            continue
        table.insert(2 * layers.index(layer), rank, of_layer["rank"])
        table[value] = of_layer["value"]
        digits |= {rank: 0, value: layer.digits}
        missing = of_layer["value"].isna()
        if missing.any():
            table[note] = of_layer["shown"].where(missing, "")
    if any(layer.decided for layer in layers):
        table[say("map.decided")] = [
            "; ".join(dict.fromkeys(each.decided[plate] for each in layers if plate in each.decided))
            for plate in table.index
        ]
    return tables.localised(table.reset_index(drop=True), digits, visit.language)


def _titles(visit: Visit, layers: list[Layer]) -> list[tuple[str, str, str]]:
    """For each layer, what its columns are called: rank, value or verdict, and note."""
    say = visit.say
    if len(layers) == 1:
        value = say("word.value") if layers[0].numeric else layers[0].name
        return [(say("word.rank"), value, say("map.column_note"))]
    sides = [
        say("map.column_side", name=layer.name, side=str(side)) for side, layer in enumerate(layers, start=1)
    ]
    return [
        (
            say("map.column_side", name=say("word.rank"), side=str(side)),
            name,
            say("map.column_side", name=say("map.column_note"), side=str(side)),
        )
        for side, name in enumerate(sides, start=1)
    ]


# --- further --------------------------------------------------------------------------------------


def compare(visit: Visit) -> None:
    """Up to ten provinces in one chart and one table, one click away; open where the link carries them."""
    choice = regions_page.chosen(visit)
    opened = st.expander(
        visit.say("map.compare"),
        icon=":material/compare_arrows:",
        expanded=bool(choice.compared),
        key="map_compare",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            regions_page.compare(visit, choice)


def about(visit: Visit, shown: Layer) -> None:
    """What the figure is, its formula, and what it does not show."""
    with st.expander(visit.say("map.about", name=shown.name), icon=":material/info:"):
        st.markdown("\n\n".join(shown.about))
        st.markdown("\n".join(f"- {limit}" for limit in shown.limits))
