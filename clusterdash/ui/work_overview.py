"""What was done against what was meant, by Info Spot and month; what visited firms say together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash.records import fieldwork, nace, progress, questionnaire
from clusterdash.records.progress import MEASURES, Done
from clusterdash.text import numbers
from clusterdash.ui import choices, identity, names, records
from clusterdash.ui.choices import Code
from clusterdash.ui.session import Visit

_FIRST_YEAR: Final = 2013


def show(visit: Visit) -> None:
    """The year's counts and targets, then the visited classes and the will to cooperate."""
    this_year = datetime.date.today().year
    place, year = st.columns(2)
    named = _provinces(visit)
    if not named:
        return
    with place:
        plate = _chosen(
            visit,
            visit.say("work.part.info_spot"),
            {
                **({visit.say("work.all"): 0} if len(named) > 1 else {}),
                **{name: plate for plate, name in named.items()},
            },
            "work_overview_province",
        )
    with year:
        chosen = st.selectbox(
            visit.say("work.year"),
            range(this_year + 1, _FIRST_YEAR - 1, -1),
            index=1,
            key="work_overview_year",
        )
    found: tuple[Done, ...] = records.read(
        lambda: progress.of_year(records.open_records(), identity.current(), chosen), ()
    )
    if not plate:
        _counts(visit, found, "word.province", lambda one: named[one.province])
        classes(visit, None)
        return
    own = tuple(one for one in found if one.province == plate)
    _counts(visit, own, "word.month", lambda one: _month(visit, one.month))
    if identity.may("targets.change", province=plate):
        _targets(visit, plate, chosen, own)
    _will(visit, plate)
    classes(visit, plate)


def _chosen(
    visit: Visit, label: str, options: Mapping[str, Code], key: str, usual: Code | None = None
) -> Code:
    """One of the options, kept while the page is open; from the start `usual`, or the first."""
    kept = f"{key}_kept"
    wanted = st.session_state.get(kept, usual)
    chosen = next((code for code in options.values() if code == wanted), next(iter(options.values())))
    choices.choose(visit, label, options, chosen, partial(st.session_state.__setitem__, kept), key=key)
    return chosen


def _provinces(visit: Visit) -> dict[int, str]:
    """Provinces the visitor works for."""
    actor = identity.current()
    named = names.provinces(visit.warehouse, visit.language)
    if actor.role != "officer":
        return dict(named)
    return {plate: name for plate, name in named.items() if plate in (actor.provinces or ())}


# --- counts and targets ---------------------------------------------------------------------------


def _counts(visit: Visit, found: Sequence[Done], what: str, row: Callable[[Done], str]) -> None:
    """What was counted, against its targets: months or Info Spots as rows, all of them at the foot."""
    say = visit.say
    if not found:
        st.info(say("work.nothing_this_year"))
        return
    rows: dict[str, list[Done]] = {}
    for one in found:
        rows.setdefault(row(one), []).append(one)
    rows[say("word.total")] = list(found)
    cells = {
        name: [_cell(visit, [one for one in line if one.measure == measure]) for measure in MEASURES]
        for name, line in rows.items()
    }
    headings = [say(f"work.measure.{measure}") for measure in MEASURES]
    frame = pd.DataFrame.from_dict(cells, orient="index", columns=headings)
    st.dataframe(frame.rename_axis(say(what)), alt=say("work.how_to_read"), height="content")
    st.caption(say("work.how_to_read"))


def _cell(visit: Visit, found: list[Done]) -> str:
    targets = [one.target for one in found if one.target is not None]
    count = numbers.number(sum(one.count for one in found), visit.language, digits=0)
    if not targets:
        return count
    target = numbers.number(sum(targets), visit.language, digits=0)
    return visit.say("work.against_target", count=count, target=target)


def _month(visit: Visit, month: int) -> str:
    from babel.dates import get_month_names

    return str(get_month_names("wide", "stand-alone", visit.language)[month])


def _targets(visit: Visit, plate: int, year: int, own: Sequence[Done]) -> None:
    """A table to write into, for those who set targets."""
    form = f"work_targets_{plate}_{year}"
    box = st.expander(
        visit.say("work.set_targets"), icon=":material/flag:", key=f"{form}_box", on_change="rerun"
    )
    if not box.open:
        return
    there = {(one.month, one.measure): one.target for one in own}
    frame = pd.DataFrame(
        {measure: [there.get((month, measure)) for month in range(1, 13)] for measure in MEASURES},
        index=pd.Index([_month(visit, month) for month in range(1, 13)], name=visit.say("word.month")),
        dtype="Int64",
    )
    headings: Any = {
        measure: st.column_config.NumberColumn(
            visit.say(f"work.measure.{measure}"), min_value=0, max_value=10_000, step=1
        )
        for measure in MEASURES
    }
    with box:
        edited = st.data_editor(
            frame,
            column_config=headings,
            disabled=["_index"],
            placeholder="",
            key=f"{form}_table",
            height="content",
        )
        if st.button(visit.say("work.save"), key=form):
            asked = _asked(edited)
            tried = records.attempt(
                form,
                lambda: progress.set_targets(records.open_records(), identity.current(), plate, year, asked),
            )
            if tried.done:
                st.rerun()
        records.show_problem(form)


def _asked(edited: pd.DataFrame) -> dict[tuple[int, str], int | None]:
    """The table by month and measure; an empty cell is no target."""
    return {
        (month, measure): None if pd.isna(number) else int(number)
        for measure in MEASURES
        for month, number in enumerate(edited[measure], start=1)
    }


# --- what visited firms say together --------------------------------------------------------------


def _will(visit: Visit, plate: int) -> None:
    """Criterion N5 of the scenario's sector and of those published, as experts' figures."""
    say = visit.say
    st.markdown(f"##### {say('work.will')}")
    st.caption(say("work.will_explained"))
    division = visit.scenario.division
    named = names.divisions(visit.warehouse, visit.language)
    options = {f"{code} · {name}": code for code, name in named.items()}
    chosen = _chosen(visit, say("word.sector"), options, "work_will_division", division)
    figure = records.read(
        lambda: questionnaire.standing(records.open_records(), identity.current(), plate, chosen), None
    )
    if figure is None:
        st.markdown(say("work.will_none", sector=named[chosen]))
        return
    st.markdown(will_line(visit, figure))
    if identity.may("expert_figure.publish", province=plate):
        form = f"work_publish_{plate}_{chosen}"

        def publish() -> None:
            tried = records.attempt(
                form,
                lambda: questionnaire.publish(records.open_records(), identity.current(), plate, chosen),
            )
            if tried.done:
                st.toast(say("work.published"), icon=":material/check:")

        st.button(say("work.publish"), key=form, on_click=publish)
        records.show_problem(form)


def will_line(visit: Visit, figure: questionnaire.ExpertFigure) -> str:
    """A figure with its n and spread."""
    language = visit.language
    return visit.say(
        "work.will_line",
        sector=names.divisions(visit.warehouse, language)[figure.division],
        mean=numbers.number(figure.mean, language),
        firms=str(figure.firms),
        spread=numbers.number(figure.spread, language),
    )


def classes(visit: Visit, plate: int | None) -> None:
    """Firms visited by four-digit class, apart from official figures; the programme's own classes first."""
    found: tuple[fieldwork.Visited, ...] = records.read(
        lambda: fieldwork.visited_classes(records.open_records(), identity.current(), province=plate), ()
    )
    shown = [one for one in found if one.firms is not None]
    if not shown:
        return
    say = visit.say
    st.markdown(f"##### {say('work.classes')}")
    shown.sort(key=lambda one: (one.four_digits not in nace.PROGRAMME, one.four_digits))
    table = pd.DataFrame(
        {
            say("work.class"): [one.four_digits for one in shown],
            say("work.firms"): [numbers.number(one.firms, visit.language, digits=0) for one in shown],
        }
    )
    st.dataframe(table, hide_index=True, alt=say("work.classes"), height="content", width="content")
    st.caption(say("work.classes_explained"))
