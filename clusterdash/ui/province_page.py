"""One province: what it lives from, what stands out, and which of its sectors can work as clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import ranking as rankings
from clusterdash.charts import economy as economy_charts
from clusterdash.charts import rows, scores
from clusterdash.charts import sectors as sector_charts
from clusterdash.charts import workplaces as workplace_charts
from clusterdash.ranking import Ranking
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, choices, names, session, sources, tables
from clusterdash.ui.session import Visit

_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"
_SECTORS: Final = "sgk_2024_1_11"
_BEST: Final = 10
_LONGEST_NAME: Final = 44
_SHORTEST_NAME: Final = 26
_HIGHLIGHTED: Final = 3
_GROUPS: Final = (1, 10, 50, 250)
"""The least insured people of each size group, as the classes of the figures allow."""


@dataclass(frozen=True)
class Portrait:
    """The figures several parts of the page speak of.

    sectors: one row per division with name, year, insured, workplaces, share, country_share (%), quotient,
        excess, manufacturing, pick and small. shares: one row per activity with name, share, country_share
        (%) and part, largest first. ranking: the province's sectors under the scenario.
    """

    name: str
    sectors: pd.DataFrame
    shares: pd.DataFrame
    ranking: Ranking


def portrait(visit: Visit) -> Portrait:
    """The figures of the scenario's province."""
    sectors = visit.warehouse.frame("province_sectors", province=visit.scenario.province)
    sectors["name"] = sectors["division"].map(names.divisions(visit.warehouse, visit.language))
    sectors["small"] = sectors["workplaces"] < rankings.SMALL
    return Portrait(
        name=names.provinces(visit.warehouse, visit.language)[visit.scenario.province],
        sectors=sectors,
        shares=_figures(visit, "province_shares"),
        ranking=rankings.rank(visit.warehouse, replace(visit.scenario, view="sectors")),
    )


def _figures(visit: Visit, query: str) -> pd.DataFrame:
    """A query's rows for the province, with the names in the visitor's language as `name`."""
    found = visit.warehouse.frame(query, province=visit.scenario.province)
    return found.rename(columns={f"name_{visit.language}": "name"})


# --- the answer -----------------------------------------------------------------------------------


def question(visit: Visit, shown: Portrait) -> None:
    """The question, and the province it is asked of."""
    title, chooser = st.columns([3, 1], vertical_alignment="bottom")
    title.title(visit.say("province.question", province=shown.name))
    with chooser:
        choices.province(visit, key="province_province")


def answer(visit: Visit, shown: Portrait) -> None:
    """The largest activity, the sector with most jobs and the one that stands out."""
    st.markdown(" ".join(sentences(visit, shown)))
    st.caption(visit.say("province.answer_note"))


def sentences(visit: Visit, shown: Portrait) -> list[str]:
    """The answer, sentence by sentence; a part without figures is left out."""
    say, language = visit.say, visit.language
    said = []
    for activity in _first(shown.shares):
        said.append(
            say(
                "province.answer_value",
                activity=activity["name"],
                share=numbers.percent(activity["share"], language, 0),
                country_share=numbers.percent(activity["country_share"], language, 0),
            )
        )
    present = shown.sectors[shown.sectors["insured"] > 0]
    for sector in _first(present.sort_values("insured", ascending=False)):
        said.append(
            say(
                "province.answer_jobs",
                sector=_labelled(sector),
                jobs=numbers.number(sector["insured"], language, 0),
                share=numbers.percent(sector["share"], language, 0),
            )
        )
    for sector in _first(present[~present["small"]].sort_values("quotient", ascending=False)):
        said.append(
            say(
                "province.answer_quotient",
                sector=_labelled(sector),
                quotient=numbers.number(sector["quotient"], language, 2),
                jobs=numbers.number(sector["insured"], language, 0),
                workplaces=numbers.number(sector["workplaces"], language, 0),
            )
        )
    return said


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
        _bullets(sources.limits(visit, [figure["source_id"]]))


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
    """What the programme published for the province; nothing where it is no pilot."""
    for pilot in visit.warehouse.rows("province_pilot", province=visit.scenario.province):
        with st.container(border=True):
            st.markdown(f"**:material/flag: {visit.say('province.pick')}**")
            st.markdown("  \n".join(_about_pick(visit, shown, pilot)))
            st.caption(sources.line(visit, [pilot["source_id"]]))


def _about_pick(visit: Visit, shown: Portrait, pilot: dict[str, Any]) -> list[str]:
    say, language = visit.say, visit.language
    host, date = pilot[f"host_{language}"], numbers.date(pilot["published_on"], language)
    if pilot["division"] is None:
        return [say("province.pick_none", province=shown.name, host=host, date=date)]
    sector = shown.sectors.set_index("division", drop=False).to_dict("index")[pilot["division"]]
    published = pilot[f"sector_{language}"]
    return [
        say("province.pick_published", pick=published, host=host, date=date),
        say("province.pick_wider", division=_labelled(sector)),
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


# --- what it lives from ---------------------------------------------------------------------------


def economy(visit: Visit, shown: Portrait) -> None:
    """Shares of the activities, and their volume since the first year."""
    st.subheader(visit.say("province.economy"))
    now, since = st.columns(2, gap="medium")
    with now:
        _shares(visit, shown)
    with since:
        _growth(visit, shown)


def _shares(visit: Visit, shown: Portrait) -> None:
    say, shares = visit.say, shown.shares
    here, country, value = (
        say("province.column_share", area=shown.name),
        say("province.column_share", area=say("word.country")),
        say("province.column_value"),
    )
    table = pd.DataFrame(
        {
            say("province.column_activity"): shares["name"],
            value: shares["million_try"],
            here: shares["share"],
            country: shares["country_share"],
        }
    )
    chart_frame.show(
        economy_charts.shares(shares, say=say, province=shown.name),
        say=say,
        key="province_shares",
        title=say("province.shares_title", year=_year(shares)),
        how_to_read=say("province.shares_read"),
        source=sources.line(visit, shares["source_id"].unique()),
        table=tables.localised(table, {value: 0, here: 1, country: 1}, visit.language),
    )


def _growth(visit: Visit, shown: Portrait) -> None:
    say = visit.say
    volumes = _figures(visit, "province_volumes")
    first, last = str(volumes["year"].min()), str(volumes["year"].max())
    named = dict(zip(volumes["activity"], volumes["name"], strict=True))
    largest = shown.shares.loc[~shown.shares["part"], "activity"].head(_HIGHLIGHTED)
    highlighted = st.session_state.get(_highlight_key(visit), ["gdp", *largest])
    volume, index = say("province.column_volume"), say("province.column_index", first=first)
    table = pd.DataFrame(
        {
            say("province.column_activity"): volumes["name"],
            say("word.year"): volumes["year"].astype(str),
            volume: volumes["million_try"],
            index: volumes["index"],
        }
    )
    short = volumes.assign(name=[rows.shortened(name, _LONGEST_NAME) for name in volumes["name"]])
    chart_frame.show(
        economy_charts.growth(short, say=say, highlighted=highlighted),
        say=say,
        key="province_growth",
        title=say("province.growth_title", first=first, last=last),
        how_to_read=say("province.growth_read", first=first),
        source=sources.line(visit, volumes["source_id"].unique()),
        table=tables.localised(table, {volume: 0, index: 1}, visit.language),
    )
    st.multiselect(
        say("province.highlight"),
        list(named),
        default=highlighted,
        format_func=lambda activity: rows.shortened(named[activity], _SHORTEST_NAME),
        key=_highlight_key(visit),
        max_selections=6,
    )


def _highlight_key(visit: Visit) -> str:
    """Another province has other large activities, so it starts with its own."""
    return f"province_highlight_{visit.scenario.province}"


# --- sectors --------------------------------------------------------------------------------------


def sectors(visit: Visit, shown: Portrait) -> None:
    """The biggest, the most specialised, and both at once."""
    st.subheader(visit.say("province.sectors"))
    jobs, quotient = st.columns(2, gap="medium")
    with jobs:
        _top(visit, shown, by="insured", name="top_jobs", digits=0)
    with quotient:
        _top(visit, shown, by="quotient", name="top_quotient", digits=2)
    _scatter(visit, shown)


def _top(visit: Visit, shown: Portrait, *, by: str, name: str, digits: int) -> None:
    present = shown.sectors[shown.sectors["insured"] > 0]
    best = present.sort_values(by, ascending=False)
    chart_frame.show(
        sector_charts.top(best.head(_BEST), say=visit.say, by=by, digits=digits),
        say=visit.say,
        key=f"province_{name}",
        title=visit.say(f"province.{name}_title", year=_year(shown.sectors)),
        how_to_read=visit.say(f"province.{name}_read"),
        source=sources.line(visit, [_SECTORS]),
        table=_sector_table(visit, best),
    )


def _scatter(visit: Visit, shown: Portrait) -> None:
    absent = int((shown.sectors["insured"] == 0).sum())
    chart_frame.show(
        sector_charts.scatter(shown.sectors, say=visit.say),
        say=visit.say,
        key="province_scatter",
        title=visit.say("province.scatter_title", year=_year(shown.sectors)),
        how_to_read=visit.say("province.scatter_read", absent=numbers.number(absent, visit.language, 0)),
        source=sources.line(visit, [_SECTORS]),
        table=_sector_table(visit, shown.sectors),
    )


def _sector_table(visit: Visit, found: pd.DataFrame) -> Any:
    say = visit.say
    digits = {
        say("word.jobs"): ("insured", 0),
        say("word.workplaces"): ("workplaces", 0),
        say("word.location_quotient"): ("quotient", 2),
        say("province.column_share_of_jobs"): ("share", 2),
        say("province.column_share_of_country"): ("country_share", 2),
        say("province.column_excess"): ("excess", 0),
    }
    columns = {say("word.code"): found["division"], say("word.sector"): found["name"]}
    columns |= {title: found[column] for title, (column, _) in digits.items()}
    return tables.localised(
        pd.DataFrame(columns), {title: places for title, (_, places) in digits.items()}, visit.language
    )


# --- workplaces -----------------------------------------------------------------------------------


def workplaces(visit: Visit) -> None:
    """How big the workplaces are, in four groups; the table has all classes."""
    say = visit.say
    classes = visit.warehouse.frame("province_sizes", province=visit.scenario.province)
    groups = size_groups(classes)
    st.subheader(say("province.sizes"))
    st.markdown(_sizes_answer(visit, groups))
    named = groups.assign(
        name=[_size(visit, group["lower"], group["upper"]) for group in groups.to_dict("records")]
    )
    chart_frame.show(
        workplace_charts.sizes(named, say=say),
        say=say,
        key="province_sizes",
        title=say("province.sizes_title", year=_year(classes)),
        how_to_read=say("province.sizes_read"),
        source=sources.line(visit, classes["source_id"].unique()),
        table=_size_table(visit, classes),
    )


def size_groups(classes: pd.DataFrame) -> pd.DataFrame:
    """Size classes joined into groups, each measure as a share (%) of its total.

    classes: rows of `province_sizes`. Returns lower, upper (NaN for the open group), count (workplaces),
        workplaces, insured, country_workplaces and country_insured.
    """
    group = pd.cut(classes["lower"].astype(float), [*_GROUPS, float("inf")], right=False, labels=False)
    measures = ["workplaces", "insured", "country_workplaces", "country_insured"]
    sums = classes[measures].groupby(group).sum()
    shares = 100 * sums / sums.sum()
    return shares.assign(
        lower=classes["lower"].groupby(group).min(),
        upper=classes["upper"].astype(float).groupby(group).max().where(sums.index < len(_GROUPS) - 1),
        count=sums["workplaces"],
    )


def _sizes_answer(visit: Visit, groups: pd.DataFrame) -> str:
    language, small, big = visit.language, groups.iloc[0], groups.iloc[-1]
    return visit.say(
        "province.sizes_answer",
        small_workplaces=numbers.percent(small["workplaces"], language, 0),
        small_jobs=numbers.percent(small["insured"], language, 0),
        big_count=numbers.number(big["count"], language, 0),
        big_jobs=numbers.percent(big["insured"], language, 0),
    )


def _size(visit: Visit, lower: Any, upper: Any) -> str:
    written = numbers.number(lower, visit.language, 0)
    if pd.isna(upper):
        return visit.say("province.size_over", lower=written)
    if lower == upper:
        return visit.say("province.size_one")
    return visit.say("province.size_between", lower=written, upper=numbers.number(upper, visit.language, 0))


def _size_table(visit: Visit, classes: pd.DataFrame) -> Any:
    say = visit.say
    jobs, places = say("word.jobs"), say("word.workplaces")
    table = pd.DataFrame(
        {
            say("province.column_size"): [
                _size(visit, row["lower"], row["upper"]) for row in classes.to_dict("records")
            ],
            places: classes["workplaces"],
            jobs: classes["insured"],
        }
    )
    return tables.localised(table, {places: 0, jobs: 0}, visit.language)


# --- ranking --------------------------------------------------------------------------------------


def ranking(visit: Visit, shown: Portrait) -> None:
    """The first sectors under the scenario, and the way to the whole ranking."""
    say, found = visit.say, shown.ranking
    st.subheader(say("province.ranking"))
    named = names.divisions(visit.warehouse, visit.language)
    count = found.statuses.count("ranked")
    if not count:
        st.markdown(say("province.ranking_none"))
    else:
        best = _ranked(visit, found, min(count, _BEST), named)
        st.markdown(
            say(
                "province.ranking_answer",
                first=_code_and_name(found.codes[0], named),
                score=numbers.number(100 * found.scores[0], visit.language, 1),
                count=numbers.number(count, visit.language, 0),
            )
        )
        topics = {
            code: topic.name.in_(visit.language) for code, topic in visit.warehouse.catalogue.topics.items()
        }
        chart_frame.show(
            scores.stacked(best, say=say, topics=topics),
            say=say,
            key="province_ranking",
            title=say("province.ranking_title", count=numbers.number(len(best), visit.language, 0)),
            how_to_read=say("province.ranking_read"),
            source=say("province.ranking_source", edition=visit.warehouse.edition.id),
            table=_ranking_table(visit, _ranked(visit, found, count, named), topics),
        )
    if st.button(
        say("province.to_ranking"),
        icon=":material/sort:",
        key="province_to_ranking",
        on_click=_view_sectors,
    ):
        st.switch_page(_PAGES / "ranking.py")


def _ranked(visit: Visit, found: Ranking, count: int, named: Mapping[str, str]) -> pd.DataFrame:
    """The first sectors: rank, sector, label, coverage (%), score and the topics' contributions in points."""
    codes, picks = found.codes[:count], found.picks[:count]
    table = 100 * found.by_topic.head(count)
    table["rank"] = found.ranks[:count]
    table["score"] = 100 * found.scores[:count]
    table["coverage"] = 100 * found.coverage[:count]
    table["sector"] = [
        visit.say("province.pick_mark", name=_code_and_name(code, named))
        if pick
        else _code_and_name(code, named)
        for code, pick in zip(codes, picks, strict=True)
    ]
    ranks = [numbers.number(place, visit.language, 0) for place in table["rank"]]
    table["label"] = [
        visit.say("province.ranking_label", rank=rank, name=sector)
        for rank, sector in zip(ranks, table["sector"], strict=True)
    ]
    return table


def _ranking_table(visit: Visit, ranked: pd.DataFrame, topics: dict[str, str]) -> Any:
    say = visit.say
    digits = {
        say("ranking.column_rank"): ("rank", 0),
        say("ranking.column_score"): ("score", 1),
        **{name: (code, 1) for code, name in topics.items()},
        say("ranking.column_coverage"): ("coverage", 0),
    }
    table = pd.DataFrame({title: ranked[column] for title, (column, _) in digits.items()})
    table.insert(1, say("word.sector"), ranked["sector"])
    return tables.localised(table, {title: places for title, (_, places) in digits.items()}, visit.language)


# --- limits and small things ----------------------------------------------------------------------


def limits(visit: Visit) -> None:
    """What the figures of the page do not show."""
    shown = [_SECTORS, "sgk_2024_1_14_15", "tuik_gdp_chain_2004_2023", "tuik_gdp_current_2023", "sege_2025"]
    with st.expander(visit.say("limits.title"), icon=":material/info:"):
        _bullets(sources.limits(visit, shown))


def _view_sectors() -> None:
    session.change(view="sectors")


def _bullets(lines: Iterable[str]) -> None:
    st.markdown("\n".join(f"- {line}" for line in lines))


def _first(found: pd.DataFrame) -> list[dict[Any, Any]]:
    return found.head(1).to_dict("records")


def _labelled(sector: dict[Any, Any]) -> str:
    return f"{sector['division']} · {sector['name']}"


def _code_and_name(code: int | str, named: Mapping[str, str]) -> str:
    return f"{code} · {named[str(code)]}"


def _year(figures: pd.DataFrame) -> str:
    return str(figures["year"].max())
