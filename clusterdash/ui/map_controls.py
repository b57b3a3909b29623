"""What a map shows: kind, measure, sector, year, thresholds, and how values become colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

import streamlit as st

from clusterdash.charts.province_map import Colouring
from clusterdash.profile import RULES
from clusterdash.ui import choices, map_choice, names, verdicts
from clusterdash.ui.map_choice import Choice, Kind, Side
from clusterdash.ui.session import Visit

_FIRST: Final[dict[Kind, str]] = {
    "score": map_choice.SCORE,
    "cluster": "location_quotient",
    "criterion": "E2",
    "indicator": "population",
}


def choose(visit: Visit, side: Side, choice: Choice) -> None:
    """What to show; of a verdict its thresholds, where they can be set."""
    kind = map_choice.kind(choice.what, visit.warehouse)
    _choose_kind(visit, side, kind)
    if kind != "score":
        _choose_what(visit, side, choice, kind)
    if map_choice.of_sector(choice.what, visit.warehouse):
        if side == "first":
            choices.division(visit, key="map_division", width=_WIDTH)
        else:
            _choose_own_sector(visit, choice)
    if years := map_choice.offered(visit.warehouse)[choice.what]:
        _choose_year(visit, side, choice, years)
    if choice.what in RULES and choice.rule.settable:
        verdicts.thresholds(
            visit,
            choice.rule,
            lambda rule: map_choice.keep(side, map_choice.with_thresholds(choice, rule)),
            key=f"map_{side}",
        )


def choose_colours(visit: Visit, side: Side, choice: Choice) -> None:
    """How values become colours."""
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _seeded(
            st.segmented_control,
            say("map.colouring"),
            list(get_args(Colouring)),
            choice.colouring,
            f"map_{side}_colouring",
            lambda picked: map_choice.change(visit, side, colouring=picked, count=Choice().count),
            format_func=lambda name: say(f"map.colouring_{name}"),
            required=True,
        )
        if choice.colouring != "continuous":
            _seeded(
                st.selectbox,
                say("map.classes"),
                list(map_choice.COUNTS),
                choice.count,
                f"map_{side}_count",
                lambda picked: map_choice.change(visit, side, count=picked),
                width=130,
            )


_WIDTH: Final = 300


def _choose_kind(visit: Visit, side: Side, kind: Kind) -> None:
    say = visit.say
    _seeded(
        st.segmented_control,
        say("map.kind"),
        list(get_args(Kind)),
        kind,
        f"map_{side}_kind",
        lambda picked: _show(visit, side, _FIRST[picked]),
        format_func=lambda name: say(f"map.kind_{name}"),
        required=True,
        help=say("map.kind_help"),
    )


def _choose_what(visit: Visit, side: Side, choice: Choice, kind: Kind) -> None:
    choices.choose(
        visit,
        visit.say(f"map.{kind}"),
        named(visit, kind),
        choice.what,
        lambda picked: _show(visit, side, picked),
        key=f"map_{side}_{kind}",
        width=_WIDTH,
    )


def _show(visit: Visit, side: Side, what: str) -> None:
    """Something else in the same sector and colours; its latest year and its usual thresholds."""
    map_choice.change(visit, side, what=what, year=None, thresholds=None)


def named(visit: Visit, kind: Kind) -> Mapping[str, str]:
    """What there is of a kind, by its name."""
    offered = map_choice.offered(visit.warehouse)
    return {name(visit, code): code for code in offered if map_choice.kind(code, visit.warehouse) == kind}


def name(visit: Visit, code: str) -> str:
    """What is called by a code, as it stands in the lists."""
    say, language, catalogue = visit.say, visit.language, visit.warehouse.catalogue
    if code in RULES:
        return (
            say("map.stars_own") if code == "own" else say("map.verdict", rule=say(f"verdicts.rule_{code}"))
        )
    if code == map_choice.NEIGHBOURS:
        return say("map.neighbours")
    if code in catalogue.criteria:
        return f"{code} · {catalogue.criteria[code].name.in_(language)}"
    return catalogue.indicators[code].name.in_(language)


def _choose_own_sector(visit: Visit, choice: Choice) -> None:
    sectors: dict[str, str | None] = {visit.say("map.same_sector"): None}
    for code, called in names.divisions(visit.warehouse, visit.language).items():
        sectors[f"{code} · {called}"] = code
    choices.choose(
        visit,
        visit.say("ranking.sector"),
        sectors,
        choice.division,
        lambda picked: map_choice.change(visit, "second", division=picked),
        key="map_second_division",
        width=_WIDTH,
    )


def _choose_year(visit: Visit, side: Side, choice: Choice, years: tuple[int, ...]) -> None:
    _seeded(
        st.selectbox,
        visit.say("map.year"),
        list(reversed(years)),
        choice.year or years[-1],
        f"map_{side}_year",
        lambda picked: map_choice.change(visit, side, year=None if picked == years[-1] else picked),
        width=130,
    )


def _seeded(
    widget: Any,
    label: str,
    options: list[Any],
    now: Any,
    key: str,
    on_choice: Callable[[Any], object],
    **looks: Any,
) -> None:
    """A widget that shows what is chosen and hands a new choice on."""
    st.session_state[key] = now
    widget(label, options, key=key, on_change=lambda: on_choice(st.session_state[key]), **looks)
