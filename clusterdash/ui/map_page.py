"""The map page: the question and its answer, what to show, the map, and the table beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash.charts import classes, province_map
from clusterdash.charts.province_map import Colouring
from clusterdash.text import numbers, turkish
from clusterdash.ui import chart_frame, choices, editions, map_choice, names, session, tables
from clusterdash.ui.linked import show_ignored
from clusterdash.ui.map_choice import Choice, Kind
from clusterdash.ui.map_layer import Layer
from clusterdash.ui.session import Visit

_FIRST: Final[dict[Kind, str]] = {
    "score": map_choice.SCORE,
    "criterion": "E2",
    "indicator": "location_quotient",
}
_PROVINCE_PAGE: Final = Path(__file__).resolve().parents[2] / "pages" / "province.py"
_MANY_NAMES: Final = 3


def question(visit: Visit) -> None:
    """The question, and what of a followed link could not be drawn."""
    st.title(visit.say("map.question"))
    show_ignored(visit, map_choice.ignored())


def answer(visit: Visit, shown: Layer) -> None:
    """Highest, lowest and the chosen province, in words."""
    st.markdown(" ".join(sentences(visit, shown)))


def sentences(visit: Visit, shown: Layer) -> list[str]:
    """The answer, sentence by sentence."""
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


def controls(visit: Visit, choice: Choice) -> None:
    """What to show, for which sector and year, and in which colours."""
    kind = map_choice.kind(choice.what, visit.warehouse)
    what, sector, year = st.columns([2, 2, 1])
    with what:
        _choose_what(visit, choice, kind)
    if _by_sector(visit, choice.what):
        with sector:
            choices.division(visit, key="map_division")
    if years := map_choice.offered(visit.warehouse)[choice.what]:
        with year:
            _choose_year(visit, choice, years)


def _choose_what(visit: Visit, choice: Choice, kind: Kind) -> None:
    say = visit.say
    _seeded(
        st.segmented_control,
        say("map.kind"),
        list(get_args(Kind)),
        kind,
        "map_kind",
        lambda picked: map_choice.change(visit, what=_FIRST[picked], year=None),
        format_func=lambda name: say(f"map.kind_{name}"),
        required=True,
        help=say("map.kind_help"),
        width="stretch",
    )
    if kind != "score":
        _seeded(
            st.selectbox,
            say(f"map.{kind}"),
            [
                code
                for code in map_choice.offered(visit.warehouse)
                if map_choice.kind(code, visit.warehouse) == kind
            ],
            choice.what,
            f"map_{kind}",
            lambda picked: map_choice.change(visit, what=picked, year=None),
            format_func=lambda code: _name(visit, code),
        )


def _choose_year(visit: Visit, choice: Choice, years: tuple[int, ...]) -> None:
    _seeded(
        st.selectbox,
        visit.say("map.year"),
        list(reversed(years)),
        choice.year or years[-1],
        "map_year",
        lambda picked: map_choice.change(visit, year=None if picked == years[-1] else picked),
    )


def _choose_colours(visit: Visit, choice: Choice) -> None:
    say = visit.say
    scale, count = st.columns([3, 1], vertical_alignment="bottom")
    with scale:
        _seeded(
            st.segmented_control,
            say("map.colouring"),
            list(get_args(Colouring)),
            choice.colouring,
            "map_colouring",
            lambda picked: map_choice.change(visit, colouring=picked, count=Choice().count),
            format_func=lambda name: say(f"map.colouring_{name}"),
            required=True,
        )
    if choice.colouring != "continuous":
        with count:
            _seeded(
                st.selectbox,
                say("map.classes"),
                list(map_choice.COUNTS),
                choice.count,
                "map_count",
                lambda picked: map_choice.change(visit, count=picked),
            )


def _seeded(
    widget: Any, label: str, options: list[Any], now: Any, key: str, on_choice: Any, **looks: Any
) -> None:
    """A widget that shows what is chosen and hands a new choice on."""
    st.session_state[key] = now
    widget(label, options, key=key, on_change=lambda: on_choice(st.session_state[key]), **looks)


def _by_sector(visit: Visit, what: str) -> bool:
    catalogue = visit.warehouse.catalogue
    if what == map_choice.SCORE:
        return True
    return (catalogue.criteria.get(what) or catalogue.indicators[what]).level == "pair"


def _name(visit: Visit, code: str) -> str:
    catalogue = visit.warehouse.catalogue
    if code in catalogue.criteria:
        return f"{code} · {catalogue.criteria[code].name.in_(visit.language)}"
    return catalogue.indicators[code].name.in_(visit.language)


def picture(visit: Visit, choice: Choice, shown: Layer) -> None:
    """The map; a click opens the province's page."""
    figure = province_map.draw(
        shown.values,
        say=visit.say,
        outlines="/" + editions.boundaries_url(visit.warehouse.edition.id),
        colouring=choice.colouring,
        count=choice.count,
        digits=shown.digits,
        midpoint=shown.midpoint,
        chosen=visit.scenario.province,
        dark=st.context.theme.type == "dark",
    )
    clicked = chart_frame.show(
        figure,
        say=visit.say,
        key="map",
        title=shown.title,
        how_to_read=_how_to_read(visit, choice, shown),
        source=shown.source,
        table=_table(visit, shown.values, shown),
        on_select="rerun",
    )
    _choose_colours(visit, choice)
    if clicked.selection.points:
        session.change(province=int(clicked.selection.points[0]["location"]))
        st.switch_page(_PROVINCE_PAGE)


def _how_to_read(visit: Visit, choice: Choice, shown: Layer) -> str:
    said = [visit.say(f"map.read_{choice.colouring}")]
    if choice.colouring != "continuous":
        ends = classes.edges(shown.values["value"].to_numpy(), choice.colouring, choice.count)
        if len(ends) - 1 < choice.count:
            said.append(visit.say("map.read_fewer"))
    if shown.midpoint is not None:
        midpoint = numbers.number(shown.midpoint, visit.language, shown.digits)
        said.append(visit.say("map.read_diverging", midpoint=midpoint))
    return " ".join(said)


def table(visit: Visit, shown: Layer) -> None:
    """The chosen province and the way to its page; all provinces, highest first, with a search."""
    say = visit.say
    choices.province(visit, key="map_province")
    name = names.provinces(visit.warehouse, visit.language)[visit.scenario.province]
    st.page_link(
        _PROVINCE_PAGE, label=say("map.open_province", province=name), icon=":material/location_city:"
    )
    st.markdown(f"##### {say('map.table')}")
    wanted = st.text_input(say("map.search"), key="map_search", icon=":material/search:")
    found = turkish.search(shown.values.index, wanted, lambda row: str(shown.values.at[row, "name"]))
    if not found:
        st.info(say("map.search_none", text=wanted), icon=":material/search_off:")
        return
    st.dataframe(
        _table(visit, shown.values.loc[sorted(found)], shown),
        hide_index=True,
        height=_table_height(len(found)),
        column_config={
            say("word.rank"): st.column_config.Column(width=52),
            say("word.province"): st.column_config.Column(width=124),
            say("word.value"): st.column_config.Column(width=96),
        },
    )
    st.caption(say("map.table_note"))


def _table(visit: Visit, values: pd.DataFrame, shown: Layer) -> Any:
    say = visit.say
    missing = values["value"].isna()
    columns = {
        say("word.rank"): values["rank"],
        say("word.province"): values["name"],
        say("word.value"): values["value"],
    }
    if missing.any():
        columns[say("map.column_note")] = values["shown"].where(missing, "")
    return tables.localised(
        pd.DataFrame(columns), {say("word.rank"): 0, say("word.value"): shown.digits}, visit.language
    )


def _table_height(rows: int) -> int:
    return min(35 * (rows + 1) + 3, 460)


def about(visit: Visit, shown: Layer) -> None:
    """What the figure is, its formula, and what it does not show."""
    with st.expander(visit.say("map.about"), icon=":material/info:"):
        st.markdown("\n\n".join(shown.about))
        st.markdown("\n".join(f"- {limit}" for limit in shown.limits))
