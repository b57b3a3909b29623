"""One sector: where it clusters, by which rule, with whom; what the country makes, trades and pays in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash import ranking as rankings
from clusterdash.charts import sector as sector_charts
from clusterdash.charts import verdicts as verdict_charts
from clusterdash.profile import Rule
from clusterdash.text import numbers
from clusterdash.ui import (
    atlas,
    cells,
    chart_frame,
    choices,
    local_clusters,
    names,
    printing,
    scored,
    size_classes,
    sources,
    tables,
    verdicts,
)
from clusterdash.ui.cells import Order
from clusterdash.ui.linked import show_ignored
from clusterdash.ui.session import Visit

_BARS: Final = 12
_NAMED: Final = 10
_NO_JOBS: Final = "absent"
_GROUPS: Final = ("total", "male", "female", "private", "public", "permanent", "temporary")


# --- the figures ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Portrait:
    """The figures several parts of the page speak of.

    provinces: one row per province, by plate, with the columns of `profile.figures`, name, level (the verdict
        under `rule`), present (somebody is insured) and pick (published for the province); highest first by
        `order`, those without anybody insured last.
    """

    name: str
    year: str
    order: Order
    rule: Rule
    provinces: pd.DataFrame

    @property
    def present(self) -> pd.DataFrame:
        return self.provinces[self.provinces["present"]]


def portrait(visit: Visit) -> Portrait:
    """The figures of the scenario's sector."""
    division = visit.scenario.division
    rule, order = verdicts.chosen(), cells.order()
    with st.spinner(visit.say("sector.computing")):
        found = profile.figures(visit.warehouse).xs(division, level="division")
        level = profile.verdicts(visit.warehouse, "provinces", rule).xs(division, level="division")["level"]
    picks = [row["province"] for row in visit.warehouse.rows("sector_picks", division=division)]
    found = found.assign(
        name=found.index.map(names.provinces(visit.warehouse, visit.language)),
        level=level,
        present=found["insured"] > 0,
        pick=found.index.isin(picks),
    )
    return Portrait(
        name=names.divisions(visit.warehouse, visit.language)[division],
        year=visit.warehouse.catalogue.sources[cells.SOURCE].year,
        order=order,
        rule=rule,
        provinces=found.sort_values(["present", order], ascending=False),
    )


# --- the answer -----------------------------------------------------------------------------------


def question(visit: Visit, shown: Portrait) -> None:
    """The question, and the sector it is asked of."""
    title, chooser = st.columns([3, 2.2], vertical_alignment="bottom")
    title.title(visit.say("sector.question", sector=shown.name), anchor=False)
    with chooser.container(horizontal=True, vertical_alignment="bottom"):
        choices.division(visit, key="sector_division")
        printing.control(visit)
    printing.masthead(visit)
    show_ignored(visit, (*cells.ignored(), *verdicts.ignored()))


def answer(visit: Visit, shown: Portrait) -> None:
    """Where it is concentrated, where most of its jobs are, and where it is a cluster by the rule."""
    st.markdown(" ".join(sentences(visit, shown)))
    st.caption(visit.say("sector.answer_note"))


def sentences(visit: Visit, shown: Portrait) -> list[str]:
    """The answer, sentence by sentence; a part without figures is left out."""
    say, present = visit.say, shown.present
    if present.empty:
        return [say("sector.answer_none")]
    said = []
    for row in _first(present[~present["small"]], "quotient"):
        said.append(say("sector.answer_quotient", province=row["name"], **cells.written(visit, row)))
    for row in _first(present, "insured"):
        said.append(say("sector.answer_jobs", province=row["name"], **cells.written(visit, row)))
    best = present[present["level"] == shown.rule.highest].sort_values("insured", ascending=False)
    verdict = verdicts.levels(say, shown.rule)[-1]
    rule = say(f"verdicts.rule_{shown.rule.name}")
    if best.empty:
        said.append(say("sector.answer_no_cluster", rule=rule, verdict=verdict))
    else:
        named = ", ".join(
            cells.with_warning(visit, row, row["name"]) for row in best.head(_NAMED).to_dict("records")
        )
        said.append(say.count("sector.answer_clusters", len(best), rule=rule, verdict=verdict, names=named))
    return said


def _first(found: pd.DataFrame, by: str) -> list[dict[Any, Any]]:
    return found.sort_values(by, ascending=False).head(1).to_dict("records")


# --- where ----------------------------------------------------------------------------------------


def where(visit: Visit, shown: Portrait) -> None:
    """The first provinces by the chosen figure, and all of them on a map by the chosen rule."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cells.choose_order(visit, shown.order, visit.say("sector.order"))
        verdicts.choose(visit, shown.rule)
    st.caption(verdicts.in_words(visit, shown.rule))
    left, right = st.columns(2, gap="medium")
    with left:
        _provinces(visit, shown)
    with right:
        _verdict_map(visit, shown)


def _provinces(visit: Visit, shown: Portrait) -> None:
    say, order, present = visit.say, shown.order, shown.present
    with_interval = order == "quotient"
    first = present.head(_BARS)
    chosen = present[(present.index == visit.scenario.province) & ~present.index.isin(first.index)]
    drawn = _bars(visit, shown, pd.concat([first, chosen]))
    chart_frame.show(
        sector_charts.bars(
            drawn if with_interval else drawn.drop(columns=["lower", "upper"]),
            say=say,
            by=order,
            digits=cells.DIGITS[order],
            average=1.0 if with_interval else None,
            percent=order == "country_share",
        ),
        say=say,
        key="sector_provinces",
        level=2,
        title=say(f"sector.provinces_{order}", year=shown.year, sector=shown.name),
        how_to_read=f"{say(f'sector.read_{order}')} {say('sector.read_small')}",
        source=sources.line(visit, [cells.SOURCE]),
        table=lambda: cells.table(visit, present, shown.rule, "provinces", division=visit.scenario.division),
        about=sources.formulas(visit, cells.INDICATORS),
    )


def _bars(visit: Visit, shown: Portrait, found: pd.DataFrame) -> pd.DataFrame:
    places = {plate: place for place, plate in enumerate(shown.present.index, start=1)}
    labels, words = [], []
    for plate, row in found.iterrows():
        name = cells.marked(visit, row, row["name"])
        rank = numbers.number(places[plate], visit.language, 0)
        labels.append(
            visit.say.count("sector.bar_small", int(row["workplaces"]), rank=rank, province=name)
            if row["small"]
            else visit.say("sector.bar", rank=rank, province=name)
        )
        words.append(visit.say("cells.words", **cells.written(visit, row)))
    return found.assign(label=labels, words=words, chosen=found.index == visit.scenario.province)


def _verdict_map(visit: Visit, shown: Portrait) -> None:
    say, rule = visit.say, shown.rule
    legend = verdicts.levels(say, rule)
    groups = {str(place): name for place, name in reversed(list(enumerate(legend)))}
    rows = shown.provinces
    group = rows["level"].astype(str).where(rows["present"], _NO_JOBS)
    words = [
        say(
            "sector.map_words",
            verdict=legend[int(row["level"])],
            **cells.written(visit, row),
        )
        if row["present"]
        else say("sector.map_absent")
        for row in rows.to_dict("records")
    ]
    chart_frame.show(
        verdict_charts.grouped_map(
            atlas.placed(visit, rows.assign(group=group, shown=words)),
            say=say,
            outlines=atlas.outlines(visit),
            groups={**groups, _NO_JOBS: say("sector.map_absent")},
            colours=verdict_charts.level_colours(rule.highest, dark=st.context.theme.type == "dark"),
            chosen=visit.scenario.province,
        ),
        say=say,
        key="sector_map",
        level=2,
        title=say("sector.map_title", rule=say(f"verdicts.rule_{rule.name}"), year=shown.year),
        how_to_read=say("sector.map_read"),
        source=sources.line(visit, [cells.SOURCE]),
        table=_verdict_table(visit, shown),
    )


def _verdict_table(visit: Visit, shown: Portrait) -> pd.DataFrame:
    say, legend = visit.say, verdicts.levels(visit.say, shown.rule)
    found = shown.provinces.sort_values(["level", "insured"], ascending=False)
    return pd.DataFrame(
        {
            say("word.province"): found["name"],
            say(f"verdicts.rule_{shown.rule.name}"): [
                legend[level] if present else numbers.MISSING
                for level, present in zip(found["level"], found["present"], strict=True)
            ],
        }
    )


# --- verdicts -------------------------------------------------------------------------------------


def side_by_side(visit: Visit, shown: Portrait) -> None:
    """What each rule says of the sector in the scenario's province."""
    st.header(visit.say("sector.side_by_side"), anchor=False)
    choices.province(visit, key="sector_province", width=320)
    province = shown.provinces.loc[visit.scenario.province].to_dict()
    verdicts.side_by_side(visit, shown.rule, "provinces", visit.scenario.province, name=str(province["name"]))
    if province["small"] and province["present"]:
        warning = visit.say.count("sector.small_warning", int(province["workplaces"]))
        st.caption(f":material/warning: {warning}")


# --- neighbours -----------------------------------------------------------------------------------


def neighbours(visit: Visit, shown: Portrait) -> None:
    """Whether provinces rich in the sector lie together, across their borders."""
    say = visit.say
    st.header(say("sector.neighbours"), anchor=False)
    found = local_clusters.found(visit)
    st.markdown(" ".join(local_clusters.sentences(visit, found)))
    words = [local_clusters.in_words(visit, row) for row in found.to_dict("records")]
    chart_frame.show(
        verdict_charts.grouped_map(
            atlas.placed(visit, found.assign(shown=words)),
            say=say,
            outlines=atlas.outlines(visit),
            groups=local_clusters.groups(say),
            colours=verdict_charts.LISA_COLOURS,
            chosen=visit.scenario.province,
        ),
        say=say,
        key="sector_neighbours",
        title=say("sector.neighbours_title", year=shown.year),
        how_to_read=say("sector.neighbours_read"),
        source=sources.line(visit, [cells.SOURCE, "natural_earth"]),
        table=_neighbour_table(visit, found),
    )
    with st.expander(say("sector.neighbours_about"), icon=":material/info:", key="open_in_print_neighbours"):
        st.markdown(local_clusters.method(visit))


def _neighbour_table(visit: Visit, found: pd.DataFrame) -> Any:
    say = visit.say
    ordered = found.sort_values("p_adjusted")
    quadrant = [
        say(f"sector.lisa_{kind}") if isinstance(kind, str) else numbers.MISSING
        for kind in ordered["quadrant"]
    ]
    digits = {
        say("cells.column_excess"): ("excess", 0),
        say("sector.column_statistic"): ("statistic", 3),
        say("sector.column_p"): ("p", 4),
        say("sector.column_p_adjusted"): ("p_adjusted", 3),
    }
    table = pd.DataFrame({title: ordered[column] for title, (column, _) in digits.items()})
    table.insert(0, say("word.province"), ordered["name"])
    table.insert(1, say("sector.column_quadrant"), quadrant)
    table.insert(
        2,
        say("sector.column_significant"),
        [say("word.yes") if yes else say("word.no") for yes in ordered["significant"]],
    )
    return tables.localised(table, {title: places for title, (_, places) in digits.items()}, visit.language)


# --- score ----------------------------------------------------------------------------------------


def score(visit: Visit, shown: Portrait) -> None:
    """The first provinces by score under the scenario, how far that is the order of size, and the way on."""
    say = visit.say
    found = rankings.rank(visit.warehouse, replace(visit.scenario, view="provinces"))
    st.header(say("sector.score"), anchor=False)
    if found.reason:
        st.markdown(say(f"ranking.{found.reason}"))
    else:
        scored.show(
            visit,
            found,
            shown.provinces["name"].to_dict(),
            key="sector_score",
            title=say("sector.score_title", sector=shown.name),
            how_to_read=say("sector.score_read"),
        )
    scored.to_ranking(say("sector.to_ranking"), "provinces", key="sector_to_ranking")


# --- the country ----------------------------------------------------------------------------------


def national(visit: Visit) -> None:
    """What the country makes, trades and pays in the sector, and how big its workplaces are."""
    st.header(visit.say("sector.national"), anchor=False)
    st.caption(visit.say("sector.national_note"))
    # Row by row, so that on paper a page may end between them.
    for first, second in ((_production, _trade), (_earnings, _sizes)):
        left, right = st.columns(2, gap="medium")
        with left:
            first(visit)
        with right:
            second(visit)


def _not_published(visit: Visit, what: str, source: str) -> None:
    """Missing is missing: said where the picture would stand."""
    with st.container(border=True):
        st.markdown(f"### {visit.say(f'sector.{what}_name')}")
        st.markdown(f":material/block: {visit.say(f'sector.{what}_missing')}")
        st.caption(sources.line(visit, [source]))


def _production(visit: Visit) -> None:
    say = visit.say
    found = visit.warehouse.frame("sector_production", division=visit.scenario.division)
    if found.empty:
        _not_published(visit, "production", "tuik_production_index")
        return
    column = say("sector.production_name")
    chart_frame.show(
        sector_charts.lines(found.assign(name=column), say=say, digits=1).update_layout(showlegend=False),
        say=say,
        key="sector_production",
        title=say("sector.production_title", first=_first_year(found), last=_last_year(found)),
        how_to_read=say("sector.production_read"),
        source=sources.line(visit, found["source_id"].unique()),
        table=_year_table(visit, found.assign(name=column), 1),
    )


def _trade(visit: Visit) -> None:
    say = visit.say
    found = visit.warehouse.frame("sector_trade", division=visit.scenario.division)
    if found.empty:
        _not_published(visit, "trade", "tuik_trade_division")
        return
    named = found.assign(name=[say(f"sector.{flow}") for flow in found["flow"]])
    chart_frame.show(
        sector_charts.lines(named, say=say, digits=0, from_zero=True),
        say=say,
        key="sector_trade",
        title=say("sector.trade_title", first=_first_year(found), last=_last_year(found)),
        how_to_read=say("sector.trade_read"),
        source=sources.line(visit, found["source_id"].unique()),
        table=_year_table(visit, named, 0),
    )


def _first_year(found: pd.DataFrame) -> str:
    return str(found["year"].min())


def _last_year(found: pd.DataFrame) -> str:
    return str(found["year"].max())


def _year_table(visit: Visit, found: pd.DataFrame, digits: int) -> Any:
    """Years as rows, names as columns."""
    wide = found.pivot(index="year", columns="name", values="value").sort_index(ascending=False)
    columns = [str(column) for column in wide.columns]
    table = wide.rename_axis(columns=None).reset_index()
    table["year"] = table["year"].astype(str)
    table = table.rename(columns={"year": visit.say("word.year")})
    return tables.localised(table, dict.fromkeys(columns, digits), visit.language)


def _earnings(visit: Visit) -> None:
    say = visit.say
    found = visit.warehouse.frame("sector_earnings", division=visit.scenario.division).set_index("group")
    found = found.loc[[group for group in _GROUPS if group in found.index]]
    found = found.assign(name=[say(f"sector.group_{group}") for group in found.index])
    value, country = say("sector.this_sector"), say("sector.all_sectors")
    table = pd.DataFrame(
        {
            say("sector.column_group"): found["name"],
            value: found["value"],
            country: found["country"],
            say("word.jobs"): found["insured"],
        }
    )
    chart_frame.show(
        sector_charts.earnings(found[found["value"].notna()], say=say),
        say=say,
        key="sector_earnings",
        title=say("sector.earnings_title", year=_last_year(found)),
        how_to_read=say("sector.earnings_read"),
        source=sources.line(visit, found["source_id"].unique()),
        table=tables.localised(table, {value: 0, country: 0, say("word.jobs"): 0}, visit.language),
    )


def _sizes(visit: Visit) -> None:
    say = visit.say
    classes = visit.warehouse.frame("sector_sizes", division=visit.scenario.division)
    if not classes["workplaces"].sum():
        _not_published(visit, "sizes", "sgk_2024_1_12_13")
        return
    size_classes.show(
        visit,
        classes,
        key="sector_sizes",
        title=say("sector.sizes_title", year=_last_year(classes)),
        how_to_read=say("sector.sizes_read"),
        others=say("sector.all_sectors"),
    )


# --- limits ---------------------------------------------------------------------------------------


def limits(visit: Visit) -> None:
    """What the figures of the page do not show."""
    shown = [
        cells.SOURCE,
        "tuik_production_index",
        "tuik_trade_division",
        "sgk_2024_1_16",
        "sgk_2024_1_12_13",
    ]
    with st.expander(visit.say("limits.title"), icon=":material/info:", key="open_in_print_limits"):
        cells.bullets(sources.limits(visit, shown))
