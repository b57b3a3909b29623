"""Regions as sums of provinces: what they live from, what sets them apart, how they grew; provinces compared.

The page's own choice travels in the link's `r`: the region, the provinces compared and the figure drawn.

    TR83    TR8~with-19-55-61    own-19-27-46~by-population
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.charts import rows
from clusterdash.charts import sector as sector_charts
from clusterdash.profile import SET, Rule, Split
from clusterdash.scenario import Ignored, quoted
from clusterdash.text import numbers, turkish
from clusterdash.ui import cells, chart_frame, choices, names, printing, sources, tables, verdicts
from clusterdash.ui import growth as growths
from clusterdash.ui.linked import Linked, show_ignored
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

Kind = Literal["nuts2", "nuts1", "own"]

KINDS: Final[tuple[Kind, ...]] = ("nuts2", "nuts1", "own")
MOST_COMPARED: Final = 10
_BARS: Final = 12
_FEW_NAMES: Final = 4
_LONGEST_LABEL: Final = 40
_FIRST: Final = "location_quotient"


# --- what the page's own link carries -------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """The region by its code of NUTS, or a set of provinces. Without either, the NUTS 2 region of the
    scenario's province. `compared`: the provinces beside each other; without any, those of the region.
    `figure`: the indicator drawn for them."""

    nuts: str | None = None
    own: tuple[int, ...] | None = None
    compared: tuple[int, ...] = ()
    figure: str = _FIRST


def encode(choice: Choice) -> str:
    """The compact form for `r`."""
    region = choice.nuts or ""
    if choice.own is not None:
        region = "-".join(("own", *map(str, choice.own)))
    parts = [region]
    if choice.compared:
        parts.append("-".join(("with", *map(str, choice.compared))))
    if choice.figure != _FIRST:
        parts.append(f"by-{choice.figure}")
    return "~".join(parts)


def decode(text: str, known: Known) -> tuple[Choice, tuple[Ignored, ...]]:
    """Read `r`, and tell what in it was left out; whatever the text is, there is a choice."""
    region, *others = text.split("~")
    choice, left_out = Choice(), []
    if region in known.nuts:
        choice = Choice(nuts=region)
    elif region == "own" or region.startswith("own-"):
        plates, unknown = _plates(region, known)
        choice, left_out = Choice(own=plates), unknown
    elif region:
        left_out.append(Ignored("unknown", quoted(region)))
    for part in filter(None, others):
        if part.startswith("with-"):
            plates, unknown = _plates(part, known)
            choice = replace(choice, compared=plates[:MOST_COMPARED])
            left_out += unknown
            left_out += [Ignored("out_of_range", str(plate)) for plate in plates[MOST_COMPARED:]]
        elif part.removeprefix("by-") in known.figures and part.startswith("by-"):
            choice = replace(choice, figure=part.removeprefix("by-"))
        else:
            left_out.append(Ignored("unknown", quoted(part)))
    return choice, tuple(left_out)


def _plates(part: str, known: Known) -> tuple[tuple[int, ...], list[Ignored]]:
    """The provinces named after a word and a hyphen, each once, and what names none."""
    found, left_out = [], []
    for text in part.split("-")[1:]:
        if re.fullmatch(r"[0-9]{1,2}", text) and int(text) in known.provinces:
            found.append(int(text))
        else:
            left_out.append(Ignored("unknown", quoted(text)))
    return tuple(dict.fromkeys(found)), left_out


@dataclass(frozen=True)
class Known:
    """What a link may name in an edition."""

    nuts: frozenset[str]
    provinces: frozenset[int]
    figures: frozenset[str]


@lru_cache(maxsize=4)
def known(warehouse: Warehouse) -> Known:
    """Codes of NUTS 1 and 2, plates, and the indicators that provinces have."""
    indicators = warehouse.catalogue.indicators.values()
    return Known(
        frozenset(row["nuts"] for row in warehouse.rows("regions_names")),
        frozenset(warehouse.matrix().provinces),
        frozenset(indicator.id for indicator in indicators if indicator.level != "division"),
    )


_LINK: Final = Linked("r", Choice(), encode)


def chosen(visit: Visit) -> Choice:
    """The region and what is compared, from the link or as chosen before."""
    return _LINK.chosen(lambda text: decode(text, known(visit.warehouse)))


def has_provinces(visit: Visit, choice: Choice) -> bool:
    """Whether there is a region to speak of; says what to do where a set is still empty."""
    if choice.own == ():
        st.info(visit.say("regions.empty_set"), icon=":material/add_location:")
        return False
    return True


# --- the figures ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Portrait:
    """The figures several parts of the page speak of.

    split and area: what `profile` knows the region by. members: plates. sectors: the columns of
        `profile.figures` by division, with name, level (the verdict), present and pick (published for one of
        its provinces), most specialised first.
    """

    name: str
    split: Split
    area: str
    members: tuple[int, ...]
    rule: Rule
    year: str
    sectors: pd.DataFrame

    @property
    def present(self) -> pd.DataFrame:
        return self.sectors[self.sectors["insured"] > 0]

    @property
    def short_name(self) -> str:
        """The code where there is one, for places where the long name does not fit."""
        return self.name if self.area == SET else self.area


def portrait(visit: Visit, choice: Choice) -> Portrait:
    """The figures of the chosen region."""
    split, area = _region(visit, choice)
    rule = verdicts.chosen(split)
    with st.spinner(visit.say("sector.computing")):
        found = profile.figures(visit.warehouse, split).loc[area]
        level = profile.verdicts(visit.warehouse, split, rule).loc[area]["level"]
    members = profile.cells(visit.warehouse, split).members[area]
    picks = [
        row["division"] for row in visit.warehouse.rows("programme_pilots") if row["province"] in members
    ]
    found = found.assign(
        name=found.index.map(names.divisions(visit.warehouse, visit.language)),
        level=level,
        pick=found.index.isin([pick for pick in picks if pick]),
    )
    return Portrait(
        name=_name(visit, area, members),
        split=split,
        area=area,
        members=members,
        rule=rule,
        year=visit.warehouse.catalogue.sources[cells.SOURCE].year,
        sectors=found.sort_values("quotient", ascending=False),
    )


def _region(visit: Visit, choice: Choice) -> tuple[Split, str]:
    if choice.own is not None:
        return tuple(sorted(choice.own)), SET
    if choice.nuts is None:
        rows = visit.warehouse.rows("regions_of_provinces")
        home = next(row for row in rows if row["province"] == visit.scenario.province)
        return "nuts2", str(home["nuts2"])
    return ("nuts1" if _levels(visit.warehouse)[choice.nuts] == 1 else "nuts2"), choice.nuts


@lru_cache(maxsize=4)
def _levels(warehouse: Warehouse) -> Mapping[str, int]:
    return {row["nuts"]: row["level"] for row in warehouse.rows("regions_names")}


def _name(visit: Visit, area: str, members: tuple[int, ...]) -> str:
    if area != SET:
        named = {row["nuts"]: row[f"name_{visit.language}"] for row in visit.warehouse.rows("regions_names")}
        return f"{area} · {named[area]}"
    provinces = names.provinces(visit.warehouse, visit.language)
    if len(members) > _FEW_NAMES:
        return visit.say("regions.set_of", count=numbers.number(len(members), visit.language, 0))
    return ", ".join(name for plate, name in provinces.items() if plate in members)


# --- the question ---------------------------------------------------------------------------------


def question(visit: Visit, choice: Choice) -> None:
    """The question, and the region it is asked of."""
    say = visit.say
    split, area = _region(visit, choice)
    title = say("regions.question_empty")
    if choice.own != ():
        name = _name(visit, area, profile.cells(visit.warehouse, split).members[area])
        title = say("regions.question", region=name)
    st.title(title, anchor=False)
    show_ignored(visit, (*_LINK.ignored, *verdicts.ignored(), *growths.ignored()))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind: Kind = "own" if choice.own is not None else ("nuts1" if split == "nuts1" else "nuts2")
        _choose_kind(visit, choice, kind)
        if kind == "own":
            _choose_own(visit, choice)
        else:
            _choose_region(visit, choice, kind, area)
        printing.control(visit)
    printing.masthead(visit)


def _choose_kind(visit: Visit, choice: Choice, kind: Kind) -> None:
    st.session_state["regions_kind"] = kind
    st.segmented_control(
        visit.say("regions.kind"),
        list(KINDS),
        key="regions_kind",
        format_func=lambda each: visit.say(f"regions.kind_{each}"),
        required=True,
        on_change=lambda: _take_kind(visit, choice, st.session_state["regions_kind"]),
    )


def _take_kind(visit: Visit, choice: Choice, kind: Kind) -> None:
    """Another kind starts with the region of the same kind around the scenario's province."""
    if kind == "own":
        split, area = _region(visit, choice)
        _LINK.change(replace(choice, nuts=None, own=profile.cells(visit.warehouse, split).members[area]))
        return
    rows = visit.warehouse.rows("regions_of_provinces")
    home = next(row for row in rows if row["province"] == visit.scenario.province)
    _LINK.change(replace(choice, nuts=home[kind], own=None))


def _choose_region(visit: Visit, choice: Choice, kind: Kind, area: str) -> None:
    level = {"nuts1": 1, "nuts2": 2}[kind]
    labels = {
        row["nuts"]: f"{row['nuts']} · {row[f'name_{visit.language}']}"
        for row in visit.warehouse.rows("regions_names")
        if row["level"] == level
    }
    st.session_state["regions_region"] = area
    st.selectbox(
        visit.say(f"regions.region_{kind}"),
        list(labels),
        key="regions_region",
        format_func=lambda code: labels.get(code, code),
        width=400,
        on_change=lambda: _LINK.change(replace(choice, nuts=st.session_state["regions_region"], own=None)),
    )


def _choose_own(visit: Visit, choice: Choice) -> None:
    _choose_provinces(
        visit,
        visit.say("regions.own"),
        choice.own or (),
        "regions_own",
        lambda plates: _LINK.change(replace(choice, own=plates)),
    )


def _choose_provinces(
    visit: Visit,
    label: str,
    now: tuple[int, ...],
    key: str,
    on_choice: Callable[[tuple[int, ...]], None],
    most: int | None = None,
) -> None:
    """Provinces to tick; what is typed without Turkish letters is found as well."""
    labels = {
        f"{name} · {plate:02d}": plate
        for plate, name in names.provinces(visit.warehouse, visit.language).items()
    }
    by_plate = {plate: text for text, plate in labels.items()}

    def take() -> None:
        found = [_found(labels, text) for text in st.session_state[key]]
        on_choice(tuple(dict.fromkeys(plate for plate in found if plate is not None)))

    st.session_state[key] = [by_plate[plate] for plate in now]
    st.multiselect(
        label,
        list(labels),
        key=key,
        accept_new_options=True,
        max_selections=most,
        placeholder=visit.say("regions.add_province"),
        width=520,
        on_change=take,
    )


def _found(labels: Mapping[str, int], text: str) -> int | None:
    match = text if text in labels else next(iter(turkish.search(labels, text)), None)
    return None if match is None else labels[match]


# --- the answer -----------------------------------------------------------------------------------


def answer(visit: Visit, shown: Portrait) -> None:
    """Which sectors stand out, which has most jobs, and which are clusters by the rule."""
    st.markdown(" ".join(sentences(visit, shown)))
    members = [
        name
        for plate, name in names.provinces(visit.warehouse, visit.language).items()
        if plate in shown.members
    ]
    st.caption(visit.say("regions.members", names=", ".join(members)) + " " + visit.say("regions.summed"))


def sentences(visit: Visit, shown: Portrait) -> list[str]:
    """The answer, sentence by sentence; a part without figures is left out."""
    say, present = visit.say, shown.present
    said = []
    for division, row in present[~present["small"]].head(1).iterrows():
        said.append(say("regions.answer_quotient", **_written(visit, division, row)))
    for division, row in present.sort_values("insured", ascending=False).head(1).iterrows():
        said.append(say("regions.answer_jobs", **_written(visit, division, row)))
    best = present[present["level"] == shown.rule.highest]
    words = {
        "rule": say(f"verdicts.rule_{shown.rule.name}"),
        "verdict": verdicts.levels(say, shown.rule)[-1],
    }
    if best.empty:
        said.append(say("regions.answer_no_cluster", **words))
    else:
        first = best.sort_values("excess", ascending=False).head(_FEW_NAMES).to_dict("records")
        named = "; ".join(cells.with_warning(visit, row, row["name"]) for row in first)
        said.append(say.count("regions.answer_clusters", len(best), names=named, **words))
    return said


def _written(visit: Visit, division: Any, row: Any) -> dict[str, str]:
    return {"sector": f"{division} · {row['name']}", **cells.written(visit, row)}


def key_figures(visit: Visit, shown: Portrait) -> None:
    """Population, jobs and workplaces, added up over the provinces."""
    found = visit.warehouse.frame("regions_totals")
    for column, name in zip(st.columns(3), ("population", "jobs", "workplaces"), strict=True):
        of_figure = found[found["figure"] == name]
        value = of_figure.loc[of_figure["province"].isin(shown.members), "value"].sum()
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.metric(
                visit.say(f"province.{name}", year=str(of_figure["year"].iloc[0])),
                numbers.number(value, visit.language, 0),
            )
            share = numbers.percent(100 * value / of_figure["value"].sum(), visit.language, 1)
            st.caption(visit.say("province.of_country", share=share))
            with st.popover(
                visit.say("province.source"), type="tertiary", icon=":material/info:", key=f"regions_{name}"
            ):
                used = of_figure["source_id"].unique()
                st.markdown(sources.line(visit, used))
                cells.bullets(sources.limits(visit, used))


# --- sectors --------------------------------------------------------------------------------------


def sectors(visit: Visit, shown: Portrait) -> None:
    """The most specialised and the biggest sectors, with the verdict under the rule."""
    st.header(visit.say("regions.sectors"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        verdicts.choose(visit, shown.rule, shown.split)
    st.caption(verdicts.in_words(visit, shown.rule, shown.split))
    if shown.area == SET:
        st.caption(visit.say("regions.set_rules"))
    quotient, jobs = st.columns(2, gap="medium")
    with quotient:
        _top(visit, shown, "quotient", 2)
    with jobs:
        _top(visit, shown, "insured", 0)


def _top(visit: Visit, shown: Portrait, by: str, digits: int) -> None:
    say = visit.say
    ordered = shown.present.sort_values(by, ascending=False)
    drawn = ordered.head(_BARS)
    mine = ordered[(ordered.index == visit.scenario.division) & ~ordered.index.isin(drawn.index)]
    drawn = _labelled(visit, shown, pd.concat([drawn, mine]))
    chart_frame.show(
        sector_charts.bars(
            drawn if by == "quotient" else drawn.drop(columns=["lower", "upper"]),
            say=say,
            by=by,
            digits=digits,
            average=1.0 if by == "quotient" else None,
        ),
        say=say,
        key=f"regions_{by}",
        title=say(f"regions.top_{by}", year=shown.year),
        how_to_read=say(f"regions.read_{by}"),
        source=sources.line(visit, [cells.SOURCE]),
        table=lambda: cells.table(
            visit, ordered, shown.rule, shown.split, share=say("regions.column_share"), area=shown.area
        ),
        about=sources.formulas(visit, cells.INDICATORS),
    )


def _labelled(visit: Visit, shown: Portrait, drawn: pd.DataFrame) -> pd.DataFrame:
    labels, words = [], []
    for division, row in drawn.iterrows():
        said = _written(visit, division, row)
        verdict = verdicts.level(visit.say, shown.rule, int(row["level"]))
        name = cells.marked(visit, row, rows.shortened(said["sector"], _LONGEST_LABEL))
        labels.append(
            cells.with_warning(visit, row, name)
            if row["small"]
            else visit.say("regions.bar", sector=name, verdict=verdict)
        )
        words.append(f"{verdict}<br>{visit.say('cells.words', **said)}")
    return drawn.assign(label=labels, words=words, chosen=drawn.index == visit.scenario.division)


def side_by_side(visit: Visit, shown: Portrait) -> None:
    """What each rule says of one sector in the region."""
    st.header(visit.say("regions.side_by_side"), anchor=False)
    choices.division(visit, key="regions_division", width=420)
    verdicts.side_by_side(visit, shown.rule, shown.split, shown.area, name=shown.short_name)


# --- growth ---------------------------------------------------------------------------------------


def growth(visit: Visit, shown: Portrait) -> None:
    """What the region's activities gained, what of it is the region's own, and where they stand."""
    st.header(visit.say("growth.title"), anchor=False)
    choice = growths.chosen(visit)
    growths.show(visit, choice, growths.between(visit, choice, shown.short_name, shown.members))


# --- provinces beside each other ------------------------------------------------------------------


def compare(visit: Visit, choice: Choice) -> None:
    """Up to ten provinces, one figure drawn and all of them in the table."""
    say, catalogue = visit.say, visit.warehouse.catalogue
    st.header(say("regions.compare"), anchor=False)
    plates = _compared(visit, choice)
    figures = [code for code in catalogue.indicators if code in known(visit.warehouse).figures]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose_provinces(
            visit,
            say("regions.compared"),
            plates,
            "regions_compared",
            lambda picked: _LINK.change(replace(choice, compared=picked)),
            MOST_COMPARED,
        )
        st.session_state["regions_figure"] = choice.figure
        st.selectbox(
            say("regions.figure"),
            figures,
            key="regions_figure",
            format_func=lambda code: catalogue.indicators[code].name.in_(visit.language),
            width=360,
            on_change=lambda: _LINK.change(replace(choice, figure=st.session_state["regions_figure"])),
        )
        choices.division(visit, key="regions_compare_division", width=340)
    if plates:
        _comparison(visit, choice, plates)


def _compared(visit: Visit, choice: Choice) -> tuple[int, ...]:
    if choice.compared or choice.own == ():
        return choice.compared
    split, area = _region(visit, choice)
    return profile.cells(visit.warehouse, split).members[area][:MOST_COMPARED]


def _comparison(visit: Visit, choice: Choice, plates: tuple[int, ...]) -> None:
    say, indicator = visit.say, visit.warehouse.catalogue.indicators[choice.figure]
    found = comparison(visit, plates)
    unit = indicator.unit.in_(visit.language)
    drawn = _compared_bars(visit, choice, found)
    title = "regions.compare_title_sector" if indicator.level == "pair" else "regions.compare_title"
    chart_frame.show(
        sector_charts.bars(
            drawn,
            say=say,
            by="value",
            digits=indicator.digits,
            average=1.0 if choice.figure == _FIRST else None,
            percent=unit == "%",
        ),
        say=say,
        key="regions_comparison",
        title=say(
            title,
            name=indicator.name.in_(visit.language),
            unit=unit,
            year=_year(visit, choice.figure),
            sector=_sector(visit),
        ),
        how_to_read=f"{indicator.explanation.in_(visit.language)} {say('regions.compare_read')}",
        source=sources.line(visit, indicator.sources),
        table=_comparison_table(visit, choice, found),
    )


def comparison(visit: Visit, plates: tuple[int, ...]) -> pd.DataFrame:
    """The latest figure of every indicator of these provinces, indexed by plate, one column per indicator."""
    found = visit.warehouse.frame("regions_compare", division=visit.scenario.division)
    wide = found.pivot(index="province", columns="indicator", values="value")
    return wide.reindex(list(plates)).rename_axis(columns=None)


def _year(visit: Visit, figure: str) -> str:
    """The year shown of a yearly figure, else the period the figure is made of."""
    if not visit.warehouse.catalogue.indicators[figure].yearly:
        return visit.warehouse.catalogue.indicators[figure].years
    found = visit.warehouse.frame("regions_compare", division=visit.scenario.division)
    return str(found.loc[found["indicator"] == figure, "year"].max())


def _compared_bars(visit: Visit, choice: Choice, found: pd.DataFrame) -> pd.DataFrame:
    indicator = visit.warehouse.catalogue.indicators[choice.figure]
    of_sector = profile.figures(visit.warehouse).xs(visit.scenario.division, level="division")
    workplaces = of_sector["workplaces"].to_dict()
    pair = indicator.level == "pair"
    named = names.provinces(visit.warehouse, visit.language)
    values = found[choice.figure] if choice.figure in found else pd.Series(np.nan, index=found.index)
    drawn = pd.DataFrame({"value": values.astype(float)})
    drawn = drawn.assign(
        small=of_sector["small"].reindex(drawn.index) & pair,
        chosen=drawn.index == visit.scenario.province,
        label=drawn.index.map(named),
    )
    if choice.figure == _FIRST:
        drawn = drawn.join(of_sector[["lower", "upper"]])
    drawn["label"] = [
        cells.with_warning(visit, {"small": small, "workplaces": workplaces[plate]}, name)
        for plate, name, small in zip(drawn.index, drawn["label"], drawn["small"], strict=True)
    ]
    drawn["words"] = [
        f"{numbers.number(value, visit.language, indicator.digits)} {indicator.unit.in_(visit.language)}"
        for value in drawn["value"]
    ]
    return drawn.sort_values("value", ascending=False, na_position="last")


def _comparison_table(visit: Visit, choice: Choice, found: pd.DataFrame) -> Any:
    catalogue, named = visit.warehouse.catalogue, names.provinces(visit.warehouse, visit.language)
    order = [choice.figure, *(code for code in catalogue.indicators if code != choice.figure)]
    titles = {
        code: visit.say(
            "regions.column_figure",
            name=catalogue.indicators[code].name.in_(visit.language),
            unit=catalogue.indicators[code].unit.in_(visit.language),
        )
        for code in order
        if code in found
    }
    table = found[list(titles)].rename(columns=titles)
    table.insert(0, visit.say("word.province"), table.index.map(named))
    digits = {title: catalogue.indicators[code].digits for code, title in titles.items()}
    return tables.localised(table, digits, visit.language)


def _sector(visit: Visit) -> str:
    division = visit.scenario.division
    return f"{division} · {names.divisions(visit.warehouse, visit.language)[division]}"


# --- what is not shown ----------------------------------------------------------------------------


def left_out(visit: Visit, choice: Choice) -> None:
    """What cannot be added up over provinces, and what the figures of the page do not show."""
    indicator = visit.warehouse.catalogue.indicators[choice.figure]
    own = [indicator.limits.in_(visit.language)] if indicator.limits else []
    shown = [cells.SOURCE, *growths.SOURCES, *indicator.sources]
    with st.expander(visit.say("regions.left_out"), icon=":material/info:", key="open_in_print_left_out"):
        st.markdown(visit.say("regions.left_out_why"))
    with st.expander(visit.say("limits.title"), icon=":material/info:", key="open_in_print_limits"):
        cells.bullets([*own, *sources.limits(visit, shown)])
