"""Did it grow with the country or by itself? Shift-share and quadrants of an area's activities.

The years and the form travel in the link's `g`; what is usual (all years, classic, two years) is left out:

    2010-2022    esteban-marquillas    2010-2022~esteban-marquillas~yearly
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.analysis.growth import Method
from clusterdash.charts import growth as growth_charts
from clusterdash.scenario import Ignored, quoted
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, sources, tables
from clusterdash.ui.linked import Linked
from clusterdash.ui.session import Visit

METHODS: Final[tuple[Method, ...]] = ("classic", "esteban-marquillas")
SOURCES: Final = ("tuik_gdp_current_2023", "tuik_gdp_chain_2004_2023")
_PARTS: Final = ("change", "national", "mix", "regional", "competitive", "allocation")
_BILLION: Final = 1e6
"""Figures are in thousand TRY."""


# --- what the link carries ------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """The years compared (the first and the last there are, where none are chosen) and the form of the
    decomposition; yearly: from year to year, added up."""

    first: int | None = None
    last: int | None = None
    method: Method = "classic"
    yearly: bool = False


def encode(choice: Choice) -> str:
    """The compact form for `g`."""
    parts = [] if choice.first is None else [f"{choice.first}-{choice.last}"]
    parts += [choice.method] if choice.method != Choice.method else []
    parts += ["yearly"] if choice.yearly else []
    return "~".join(parts)


def decode(text: str, years: Collection[int]) -> tuple[Choice, tuple[Ignored, ...]]:
    """Read `g`, and tell what in it was left out; whatever the text is, there is a choice.

    years: those there are.
    """
    choice, left_out = Choice(), []
    for part in filter(None, text.split("~")):
        first, _, last = part.partition("-")
        if part in METHODS:
            choice = replace(choice, method=part)
        elif part == "yearly":
            choice = replace(choice, yearly=True)
        elif not (_is_year(first) and _is_year(last)):
            left_out.append(Ignored("unknown", quoted(part)))
        elif int(first) in years and int(last) in years and int(first) < int(last):
            choice = replace(choice, first=int(first), last=int(last))
        else:
            left_out.append(Ignored("out_of_range", quoted(part)))
    return choice, tuple(left_out)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


_LINK: Final = Linked("g", Choice(), encode)


def chosen(visit: Visit) -> Choice:
    """The years and the form in force, from the link or as chosen before."""
    return _LINK.chosen(lambda text: decode(text, profile.years(visit.warehouse)))


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link's years and form was left out."""
    return _LINK.ignored


# --- the part of the page -------------------------------------------------------------------------


@dataclass(frozen=True)
class Growth:
    """Of one area: the parts of its growth and its stages by activity, with the activities' names, in billion
    TRY at 2023 prices; the country's growth (%); and the years between which it is."""

    area: str
    country: float
    parts: pd.DataFrame
    stages: pd.DataFrame
    first: str
    last: str


def between(visit: Visit, choice: Choice, area: str, provinces: Collection[int]) -> Growth:
    """The growth of an area, largest change first."""
    warehouse, known = visit.warehouse, profile.years(visit.warehouse)
    years = {"first": choice.first, "last": choice.last}
    parts = profile.shift_share(warehouse, provinces, **years, yearly=choice.yearly) / _BILLION
    parts = parts.assign(change=parts["end"] - parts["start"])
    stages = profile.stages(warehouse, provinces, **years)
    named = [visit.say(f"activity.{code}") for code in parts.index]
    parts = parts.assign(name=named).sort_values("change", ascending=False)
    stages = stages.assign(value=stages["value"] / _BILLION, name=named)
    country = profile.country_growth(warehouse, **years)
    return Growth(area, country, parts, stages, str(choice.first or known[0]), str(choice.last or known[-1]))


def show(visit: Visit, choice: Choice, grown: Growth) -> None:
    """The years and the form to choose, the answer, both pictures, and how chain volumes were handled."""
    _controls(visit, choice)
    st.markdown(" ".join(sentences(visit, grown)))
    left, right = st.columns(2, gap="medium")
    with left:
        _shift_share(visit, choice, grown)
    with right:
        _quadrants(visit, grown)
    with st.expander(visit.say("growth.about"), icon=":material/info:", key="open_in_print_growth"):
        st.caption(_method(visit))


def _controls(visit: Visit, choice: Choice) -> None:
    say, known = visit.say, profile.years(visit.warehouse)
    first, last = choice.first or known[0], choice.last or known[-1]
    st.session_state["growth_method"] = choice.method
    st.session_state["growth_yearly"] = choice.yearly
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose_year(visit, choice, "first", first, [year for year in known if year < last])
        _choose_year(visit, choice, "last", last, [year for year in known if year > first])
        st.segmented_control(
            say("growth.method"),
            METHODS,
            key="growth_method",
            format_func=lambda method: say(f"growth.{method}"),
            required=True,
            on_change=lambda: _LINK.change(replace(choice, method=st.session_state["growth_method"])),
        )
        st.toggle(
            say("growth.yearly"),
            key="growth_yearly",
            help=say("growth.yearly_help"),
            on_change=lambda: _LINK.change(replace(choice, yearly=st.session_state["growth_yearly"])),
        )


def _choose_year(visit: Visit, choice: Choice, end: str, now: int, offered: list[int]) -> None:
    """One end of the period; all years are written as no years."""
    key, known = f"growth_{end}", profile.years(visit.warehouse)

    def take() -> None:
        ends = {"first": choice.first or known[0], "last": choice.last or known[-1]}
        ends[end] = st.session_state[key]
        every = ends == {"first": known[0], "last": known[-1]}
        _LINK.change(replace(choice, **dict.fromkeys(ends) if every else ends))

    st.session_state[key] = now
    st.selectbox(visit.say(f"growth.{end}"), offered, key=key, width=110, on_change=take)


def sentences(visit: Visit, grown: Growth) -> list[str]:
    """How much the area grew, and where it did better and worse than the country."""
    language, parts = visit.language, grown.parts
    start, change = parts["start"].sum(), parts["change"].sum()
    said = [
        visit.say(
            "growth.answer",
            area=grown.area,
            first=grown.first,
            last=grown.last,
            growth=numbers.percent_change(100 * change / start, language, 0),
            country=numbers.percent_change(grown.country, language, 0),
            regional=numbers.change(parts["regional"].sum(), language, 1),
            mix=numbers.change(parts["mix"].sum(), language, 1),
        )
    ]
    ordered = parts.sort_values("regional").to_dict("records")
    best, worst = ordered[-1], ordered[0]
    if best["regional"] > 0 > worst["regional"]:
        said.append(
            visit.say(
                "growth.ends",
                best=best["name"],
                gained=numbers.change(best["regional"], language, 1),
                worst=worst["name"],
                lost=numbers.change(worst["regional"], language, 1),
            )
        )
    stars = grown.stages[grown.stages["stage"] == "star"].sort_values("value", ascending=False)["name"]
    said.append(
        visit.say("growth.stars", names=", ".join(stars)) if len(stars) else visit.say("growth.no_stars")
    )
    return said


def _shift_share(visit: Visit, choice: Choice, grown: Growth) -> None:
    say, classic = visit.say, choice.method == "classic"
    split = growth_charts.CLASSIC if classic else growth_charts.ESTEBAN_MARQUILLAS
    years = {"first": grown.first, "last": grown.last}
    form = say("growth.form_yearly" if choice.yearly else "growth.form_once", **years)
    chart_frame.show(
        growth_charts.shift_share(grown.parts, say=say, split=split),
        say=say,
        key="growth_shift_share",
        title=say("growth.shift_share_title", **years),
        how_to_read=f"{say('growth.read_classic' if classic else 'growth.read_esteban')} {form}",
        source=sources.line(visit, SOURCES),
        table=_parts_table(visit, grown),
        about=say("growth.formula_yearly" if choice.yearly else "growth.formula"),
    )


def _parts_table(visit: Visit, grown: Growth) -> Any:
    say = visit.say
    titles = {
        "start": grown.first,
        "end": grown.last,
        **{part: say(f"growth.part_{part}") for part in _PARTS},
    }
    total = grown.parts[list(titles)].sum().to_frame().T.assign(name=say("growth.total"))
    table = pd.concat([grown.parts, total], ignore_index=True)[["name", *titles]].rename(
        columns={"name": say("growth.column_activity"), **titles}
    )
    return tables.localised(table, dict.fromkeys(titles.values(), 1), visit.language)


def _quadrants(visit: Visit, grown: Growth) -> None:
    say = visit.say
    words = [_stage_words(visit, row) for row in grown.stages.to_dict("records")]
    chart_frame.show(
        growth_charts.quadrants(grown.stages.assign(words=words), say=say),
        say=say,
        key="growth_quadrants",
        title=say("growth.quadrants_title", first=grown.first, last=grown.last),
        how_to_read=say("growth.read_quadrants", last=grown.last),
        source=sources.line(visit, SOURCES),
        table=_stages_table(visit, grown),
        about=say("growth.formula_quadrants"),
    )


def _stage_words(visit: Visit, row: dict[Any, Any]) -> str:
    language = visit.language
    return visit.say(
        "growth.stage_words",
        quotient=numbers.number(row["quotient"], language, 2),
        growth=numbers.percent_change(row["growth"], language, 1),
        country=numbers.percent_change(row["country_growth"], language, 1),
        value=numbers.number(row["value"], language, 1),
    )


def _stages_table(visit: Visit, grown: Growth) -> Any:
    say, ordered = visit.say, grown.stages.sort_values("value", ascending=False)
    digits = {
        say("growth.column_value", year=grown.last): ("value", 1),
        say("growth.column_quotient"): ("quotient", 2),
        say("growth.column_growth", area=grown.area): ("growth", 1),
        say("growth.column_growth", area=say("word.country")): ("country_growth", 1),
        say("growth.column_ahead"): ("ahead", 1),
    }
    table = pd.DataFrame({title: ordered[column] for title, (column, _) in digits.items()})
    table.insert(0, say("growth.column_activity"), ordered["name"])
    stages = [say(f"growth.stage_{stage}") if stage else numbers.MISSING for stage in ordered["stage"]]
    table.insert(1, say("growth.column_stage"), stages)
    return tables.localised(table, {title: places for title, (_, places) in digits.items()}, visit.language)


def _method(visit: Visit) -> str:
    """How chain volumes were added up, and how far that is from the country's own chain."""
    gap = profile.summing_gap(visit.warehouse)
    widest = str(gap.abs().max(axis=1).idxmax())
    spans: Any = gap.T.to_dict()

    def span(activity: str) -> str:
        return visit.say(
            "growth.gap",
            activity=visit.say(f"activity.{activity}"),
            lowest=numbers.percent_change(spans[activity]["lowest"], visit.language, 1),
            highest=numbers.percent_change(spans[activity]["highest"], visit.language, 1),
        )

    return visit.say("growth.about_volumes", industry=span("industry"), widest=span(widest))
