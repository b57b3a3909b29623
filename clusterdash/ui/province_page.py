"""One province: what it lives from, what stands out, and which of its sectors can work as clusters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash import ranking as rankings
from clusterdash.profile import Rule
from clusterdash.ranking import MANUFACTURING, Ranking
from clusterdash.text import numbers
from clusterdash.ui import (
    cells,
    choices,
    decided_here,
    growth,
    names,
    printing,
    province_choice,
    scored,
    sources,
    verdicts,
)
from clusterdash.ui.cells import Order
from clusterdash.ui.growth import Growth
from clusterdash.ui.linked import show_ignored
from clusterdash.ui.province_choice import Lines
from clusterdash.ui.session import Visit

_SIZES: Final = "sgk_2024_1_14_15"
_DEVELOPMENT: Final = "sege_2025"
_FEW: Final = 4


@dataclass(frozen=True)
class Portrait:
    """The figures several parts of the page speak of.

    sectors: one row per division, indexed and ordered by its code, with the columns of `profile.figures`,
        division, name, level (the verdict under `rule`), manufacturing and pick (published for the province).
    shares: one row per activity with name, share, country_share (%) and part, largest first. grown: its
        growth between the chosen years. ranking: the province's sectors under the scenario.
    """

    name: str
    year: str
    rule: Rule
    order: Order
    every_row: bool
    lines: Lines
    sectors: pd.DataFrame
    shares: pd.DataFrame
    volumes: pd.DataFrame
    growth: growth.Choice
    grown: Growth
    ranking: Ranking

    @property
    def present(self) -> pd.DataFrame:
        return self.sectors[self.sectors["insured"] > 0]


def portrait(visit: Visit) -> Portrait:
    """The figures of the scenario's province."""
    warehouse, plate = visit.warehouse, visit.scenario.province
    rule = verdicts.chosen()
    with st.spinner(visit.say("sector.computing")):
        found = profile.figures(warehouse).loc[plate]
        level = profile.verdicts(warehouse, "provinces", rule).loc[plate]["level"]
    sections = {row["division"]: row["section"] for row in warehouse.rows("names_divisions")}
    picks = [row["division"] for row in warehouse.rows("province_pilot", province=plate)]
    volumes = warehouse.frame("province_volumes", province=plate)
    name, choice = names.provinces(warehouse, visit.language)[plate], growth.chosen(visit)
    return Portrait(
        name=name,
        year=warehouse.catalogue.sources[cells.SOURCE].year,
        rule=rule,
        order=cells.order(),
        every_row=province_choice.every_row(),
        lines=province_choice.lines(set(volumes["activity"])),
        sectors=found.assign(
            division=found.index,
            name=found.index.map(names.divisions(warehouse, visit.language)),
            level=level,
            manufacturing=found.index.map(sections) == MANUFACTURING,
            pick=found.index.isin([pick for pick in picks if pick]),
        ),
        shares=warehouse.frame("province_shares", province=plate).rename(
            columns={f"name_{visit.language}": "name"}
        ),
        volumes=volumes.assign(name=[visit.say(f"activity.{code}") for code in volumes["activity"]]),
        growth=choice,
        grown=growth.between(visit, choice, name, (plate,)),
        ranking=rankings.rank(warehouse, replace(visit.scenario, view="sectors")),
    )


# --- the answer -----------------------------------------------------------------------------------


def question(visit: Visit, shown: Portrait) -> None:
    """The question, the province it is asked of, and the way to paper."""
    title, chooser = st.columns([3, 1.5], vertical_alignment="bottom")
    title.title(visit.say("province.question", province=shown.name), anchor=False)
    with chooser.container(horizontal=True, vertical_alignment="bottom"):
        choices.province(visit, key="province_province")
        printing.control(visit)
    printing.masthead(visit)
    show_ignored(
        visit, (*cells.ignored(), *verdicts.ignored(), *growth.ignored(), *province_choice.ignored())
    )


def answer(visit: Visit, shown: Portrait) -> None:
    """What stands out, what is a cluster by the rule, what it lives from, and how it grew."""
    with st.container(key="answer"):
        st.markdown(" ".join(sentences(visit, shown)))
    st.caption(visit.say("province.answer_note"))


def sentences(visit: Visit, shown: Portrait) -> list[str]:
    """The answer, sentence by sentence; a part without figures is left out."""
    say, language, present = visit.say, visit.language, shown.present
    said = []
    for sector in _first(present[~present["small"]], "quotient"):
        said.append(say("province.answer_quotient", **written(visit, sector)))
    for sector in _first(present, "insured"):
        said.append(say("province.answer_jobs", **written(visit, sector)))
    said.append(_clusters(visit, shown))
    for activity in shown.shares.head(1).to_dict("records"):
        said.append(
            say(
                "province.answer_value",
                activity=activity["name"],
                share=numbers.percent(activity["share"], language, 0),
                country_share=numbers.percent(activity["country_share"], language, 0),
            )
        )
    return said


def _clusters(visit: Visit, shown: Portrait) -> str:
    """Which sectors reach the rule's highest verdict, by jobs above expectation."""
    say, present = visit.say, shown.present
    words = {
        "rule": say(f"verdicts.rule_{shown.rule.name}"),
        "verdict": verdicts.levels(say, shown.rule)[-1],
    }
    best = present[present["level"] == shown.rule.highest].sort_values("excess", ascending=False)
    if best.empty:
        return say("province.answer_no_cluster", **words)
    named = "; ".join(
        cells.with_warning(visit, row, labelled(row)) for row in best.head(_FEW).to_dict("records")
    )
    return say.count("province.answer_clusters", len(best), names=named, **words)


def key_figures(visit: Visit) -> None:
    """Population, jobs, workplaces and place in the development index, each with its source."""
    found = visit.warehouse.frame("province_key_figures", province=visit.scenario.province)
    figures = {figure["figure"]: figure for figure in found.to_dict("records")}
    for column, name in zip(st.columns(4), ("population", "jobs", "workplaces", "development"), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            _key_figure(visit, name, figures.get(name))


def _key_figure(visit: Visit, name: str, figure: Any) -> None:
    say, language = visit.say, visit.language
    year = numbers.MISSING if figure is None else str(figure["year"])
    value = None if figure is None else figure["value"]
    st.metric(say(f"province.{name}", year=year), numbers.number(value, language, 0))
    if figure is None:
        return
    st.caption(_beside(visit, name, figure))
    with st.popover(
        say("province.source"), type="tertiary", icon=":material/info:", key=f"province_source_{name}"
    ):
        if name in ("jobs", "development"):
            st.markdown(say(f"province.{name}_help"))
        st.markdown(sources.line(visit, [figure["source_id"]]))
        cells.bullets(sources.limits(visit, [figure["source_id"]]))


def _beside(visit: Visit, name: str, figure: Any) -> str:
    language = visit.language
    if name == "development":
        return visit.say(
            "province.of_provinces",
            count=numbers.number(figure["country"], language, 0),
            tier=str(figure["tier"]),
            score=numbers.number(figure["score"], language, 3),
        )
    return visit.say(
        "province.of_country", share=numbers.percent(100 * figure["value"] / figure["country"], language, 1)
    )


def pick(visit: Visit, shown: Portrait) -> None:
    """What the programme published for the province, and what was decided here; nothing where neither was."""
    decided = decided_here.of_province(visit)
    for pilot in visit.warehouse.rows("province_pilot", province=visit.scenario.province):
        with st.container(border=True):
            st.markdown(f"**:material/flag: {visit.say('province.pick')}**")
            st.markdown("  \n".join(_about_pick(visit, shown, pilot)))
            st.caption(sources.line(visit, [pilot["source_id"]]))
    if decided:
        with st.container(border=True):
            st.markdown(f"**◆ {visit.say('province.decided_title')}**")
            st.markdown("  \n".join(decided))
            st.caption(visit.say("province.decided_how"))


def _about_pick(visit: Visit, shown: Portrait, pilot: dict[str, Any]) -> list[str]:
    say, language = visit.say, visit.language
    host, date = pilot[f"host_{language}"], numbers.date(pilot["published_on"], language)
    if pilot["division"] is None:
        return [say("province.pick_none", province=shown.name, host=host, date=date)]
    sector = shown.sectors.loc[pilot["division"]]
    published = pilot[f"sector_{language}"]
    return [
        say("province.pick_published", pick=published, host=host, date=date),
        say("province.pick_wider", division=labelled(sector)),
        say(
            "province.pick_today",
            jobs=numbers.number(sector["insured"], language, 0),
            workplaces=numbers.number(sector["workplaces"], language, 0),
            quotient=numbers.number(sector["quotient"], language, 2),
        )
        + " "
        + _standing(visit, shown.ranking, pilot["division"]),
    ]


def _standing(visit: Visit, ranking: Ranking, division: str) -> str:
    place = ranking.rank_of(division) if division in ranking.codes else None
    if place is None:
        return visit.say("province.pick_unranked")
    return visit.say(
        "province.pick_rank",
        rank=numbers.number(place, visit.language, 0),
        count=numbers.number(ranking.statuses.count("ranked"), visit.language, 0),
    )


# --- ranking --------------------------------------------------------------------------------------


def ranking(visit: Visit, shown: Portrait) -> None:
    """The first sectors under the scenario, whether it is the order of size, and the way to the ranking."""
    say, found = visit.say, shown.ranking
    st.header(say("province.ranking"), anchor=False)
    if found.reason:
        st.markdown(say("province.ranking_none"))
    else:
        _first_ranked(visit, shown)
    scored.to_ranking(say("province.to_ranking"), "sectors", key="province_to_ranking")


def _first_ranked(visit: Visit, shown: Portrait) -> None:
    say, found = visit.say, shown.ranking
    named = {str(code): labelled(row) for code, row in shown.sectors.iterrows()}
    count = found.statuses.count("ranked")
    st.markdown(
        say(
            "province.ranking_answer",
            first=named[str(found.codes[0])],
            score=numbers.number(100 * found.scores[0], visit.language, 1),
            count=numbers.number(count, visit.language, 0),
        )
    )
    scored.show(
        visit,
        found,
        named,
        key="province_ranking",
        title=say("province.ranking_title", count=numbers.number(min(count, scored.BEST), visit.language, 0)),
        how_to_read=say("province.ranking_read"),
    )


# --- what stands behind it ------------------------------------------------------------------------


def about(visit: Visit) -> None:
    """Formulas, sources and limits of the page's figures; on paper they stand at its end."""
    used = (cells.SOURCE, *growth.SOURCES, _SIZES, _DEVELOPMENT)
    indicators = (*cells.INDICATORS, "relatedness_density")
    with st.expander(visit.say("province.about"), icon=":material/info:", key="open_in_print_about"):
        st.markdown(f"**{visit.say('word.formula')}**\n\n{sources.formulas(visit, indicators)}")
        st.markdown(visit.say("province.stability"))
        st.markdown(f"**{visit.say('limits.title')}**")
        cells.bullets(sources.limits(visit, used))
        st.markdown(f"**{visit.say('word.sources')}**")
        named = [sources.named(visit.warehouse.catalogue.sources[code], visit.language) for code in used]
        cells.bullets([*named, visit.say("source.edition", edition=visit.warehouse.edition.id)])


# --- small things ---------------------------------------------------------------------------------


def labelled(sector: Any) -> str:
    """Code and name."""
    return f"{sector['division']} · {sector['name']}"


def written(visit: Visit, sector: Any) -> dict[str, str]:
    """A sector's figures as the language writes them, for sentences; see `cells.written`."""
    return {"sector": labelled(sector), **cells.written(visit, sector)}


def _first(found: pd.DataFrame, by: str) -> list[dict[Any, Any]]:
    return found.sort_values(by, ascending=False).head(1).to_dict("records")
