"""The figures behind a map: the score, a verdict, a criterion or an indicator of every province."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from clusterdash import profile, ranking
from clusterdash.analysis import scores
from clusterdash.charts.verdicts import LISA_COLOURS, level_colours
from clusterdash.profile import RULES, Rule
from clusterdash.text import numbers
from clusterdash.ui import decided_here, local_clusters, map_choice, names, sources, verdicts
from clusterdash.ui.map_choice import NEIGHBOURS, Choice
from clusterdash.ui.session import Visit

ABSENT: Final = "absent"
_SECTORS: Final = "sgk_2024_1_11"
_NAMED: Final = 6


@dataclass(frozen=True, eq=False)
class Layer:
    """The figures of a map and what is said about them.

    values: one row per province, highest first and those without a figure last, with the columns province,
        name, value (NaN: none), rank (1 = highest, ties share it, NaN: none), shown (the value, or why there
        is none, in words), latitude and longitude. Of a verdict also group, a key of `groups`.
    name: what is seen, in a few words; title: the same with unit, year and sector. about: what it is,
        paragraph by paragraph. source: one line. limits: what the figures do not show.
    groups: of a verdict, every group there can be and its name, in the legend's order; rule: what decides,
        and out of what; sentences: the answer. decided: by plate, what a meeting decided here, in words; of a
        map of one sector, only where it was decided for.
    """

    values: pd.DataFrame
    name: str
    title: str
    digits: int
    about: tuple[str, ...]
    source: str
    limits: tuple[str, ...]
    midpoint: float | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    sentences: tuple[str, ...] = ()
    decided: Mapping[int, str] = field(default_factory=dict)

    @property
    def present(self) -> pd.DataFrame:
        return self.values[self.values["value"].notna()]

    @property
    def numeric(self) -> bool:
        return not self.groups

    @property
    def labels(self) -> dict[int, str]:
        """By plate, the value or the verdict in words."""
        words = self.values["shown"] if self.numeric else self.values["group"].map(self.groups)
        return dict(zip(self.values["province"].tolist(), words.tolist(), strict=True))

    @property
    def by_plate(self) -> pd.Series[float]:
        """The values by plate."""
        return self.values.set_index("province")["value"]

    def colours(self, *, dark: bool) -> Mapping[str, str]:
        """Group to colour; what has no figure has none."""
        if set(self.groups) == set(LISA_COLOURS):
            return LISA_COLOURS
        return level_colours(len(self.groups) - 2, dark=dark)


def read(visit: Visit, choice: Choice) -> Layer:
    """The figures of what was chosen, for the map's own sector or the scenario's, under its weights and
    method."""
    if choice.division is not None:
        visit = replace(visit, scenario=replace(visit.scenario, division=choice.division))
    division = visit.scenario.division if map_choice.of_sector(choice.what, visit.warehouse) else None
    return replace(_drawn(visit, choice), decided=decided_here.on_map(visit, division))


def _drawn(visit: Visit, choice: Choice) -> Layer:
    if choice.what in RULES:
        return _verdict_layer(visit, choice.rule)
    if choice.what == NEIGHBOURS:
        return _neighbours_layer(visit)
    if choice.what == map_choice.SCORE:
        return _score_layer(visit)
    if choice.what in visit.warehouse.catalogue.criteria:
        return _criterion_layer(visit, choice.what)
    return _indicator_layer(visit, choice)


def _score_layer(visit: Visit) -> Layer:
    say, catalogue = visit.say, visit.warehouse.catalogue
    found = ranking.rank(visit.warehouse, replace(visit.scenario, view="provinces"))
    reasons = {
        int(code): "no_weight" if found.weights.reason and status == "insufficient" else status
        for code, status in zip(found.codes, found.statuses, strict=True)
        if status != "ranked"
    }
    points = {int(code): 100 * score for code, score in zip(found.codes, found.scores, strict=True)}
    weighted = [
        str(catalogue.criteria[code].indicator)
        for code, share in zip(found.weights.criterion_codes, found.weights.criteria, strict=True)
        if share > 0
    ]
    return Layer(
        values=_values(visit, points, lambda value: _of_hundred(value, visit), reasons),
        name=say("map.kind_score"),
        title=say("map.title_score", sector=_sector(visit)),
        digits=1,
        about=(say("map.about_score"),),
        source=say("ranking.source", edition=visit.warehouse.edition.id),
        limits=tuple(sources.limits(visit, _sources_of(weighted, visit))),
    )


def _verdict_layer(visit: Visit, rule: Rule) -> Layer:
    """What a rule says of the sector in every province; where nobody is insured it says nothing."""
    say, division = visit.say, visit.scenario.division
    rows = _cells(visit, rule)
    named = verdicts.levels(say, rule)
    levels = {plate: row["level"] for plate, row in rows.items() if row["insured"]}
    values = _values(visit, levels, lambda value: named[int(value)], _absent(visit, division))
    values["group"] = [ABSENT if np.isnan(value) else str(int(value)) for value in values["value"]]
    values["shown"] = [
        shown if group == ABSENT else _verdict_in_words(visit, shown, rows[plate])
        for plate, shown, group in zip(values["province"], values["shown"], values["group"], strict=True)
    ]
    values["jobs"] = [rows[plate]["insured"] for plate in values["province"]]
    values = values.sort_values(["value", "jobs"], ascending=False, ignore_index=True)
    name = say(f"verdicts.rule_{rule.name}")
    in_words = verdicts.in_words(visit, rule)
    return Layer(
        values=values,
        name=name,
        title=say("map.title_verdict", rule=name, year=_year(visit), sector=_sector(visit)),
        digits=0,
        about=(in_words,),
        source=sources.line(visit, [_SECTORS]),
        limits=tuple(sources.limits(visit, [_SECTORS])),
        groups={str(place): label for place, label in reversed(list(enumerate(named)))}
        | {ABSENT: say("sector.map_absent")},
        rule=in_words,
        sentences=_highest_verdict(visit, values, rule, named[-1]),
    )


def _cells(visit: Visit, rule: Rule) -> dict[int, dict[str, Any]]:
    """By plate, the figures of the sector and its level under the rule."""
    division = visit.scenario.division
    figures = profile.figures(visit.warehouse).xs(division, level="division")
    verdict = profile.verdicts(visit.warehouse, "provinces", rule).xs(division, level="division")
    rows = figures.assign(level=verdict["level"]).to_dict("index")
    return cast("dict[int, dict[str, Any]]", rows)


def _verdict_in_words(visit: Visit, verdict: str, row: Mapping[str, Any]) -> str:
    """The verdict with the figures it rests on."""
    return visit.say(
        "sector.map_words",
        verdict=verdict,
        quotient=numbers.number(row["quotient"], visit.language, 2),
        jobs=numbers.number(row["insured"], visit.language, 0),
        workplaces=numbers.number(row["workplaces"], visit.language, 0),
    )


def _highest_verdict(visit: Visit, values: pd.DataFrame, rule: Rule, verdict: str) -> tuple[str, ...]:
    best = values.loc[values["value"] == rule.highest, "name"]
    if best.empty:
        return (visit.say("map.answer_no_verdict", verdict=verdict),)
    return (visit.say.count("map.answer_verdict", len(best), verdict=verdict, names=_some(visit, best)),)


def _some(visit: Visit, named: pd.Series[str]) -> str:
    """The first names, and how many more there are."""
    first, more = named.head(_NAMED), len(named) - _NAMED
    listed = ", ".join(first)
    return listed if more <= 0 else visit.say.count("map.and_more", more, names=listed)


def _neighbours_layer(visit: Visit) -> Layer:
    """Which provinces stand out or fall behind together with their neighbours."""
    say = visit.say
    found = local_clusters.found(visit)
    order = {group: float(len(LISA_COLOURS) - place) for place, group in enumerate(LISA_COLOURS)}
    group = {plate: row["group"] for plate, row in found.to_dict("index").items()}
    words = {plate: local_clusters.in_words(visit, row) for plate, row in found.to_dict("index").items()}
    values = _values(visit, {plate: order[of] for plate, of in group.items()}, lambda _: "", {})
    values["shown"] = values["province"].map(words)
    values["group"] = values["province"].map(group)
    return Layer(
        values=values,
        name=say("map.neighbours"),
        title=say("map.title_neighbours", year=_year(visit), sector=_sector(visit)),
        digits=0,
        about=(local_clusters.method(visit),),
        source=sources.line(visit, [_SECTORS, "natural_earth"]),
        limits=tuple(sources.limits(visit, [_SECTORS])),
        groups=local_clusters.groups(say),
        rule=say("map.rule_neighbours"),
        sentences=tuple(local_clusters.sentences(visit, found)),
    )


def _criterion_layer(visit: Visit, code: str) -> Layer:
    say, language = visit.say, visit.language
    criterion = visit.warehouse.catalogue.criteria[code]
    indicator = visit.warehouse.catalogue.indicators[str(criterion.indicator)]
    division = visit.scenario.division if criterion.level == "pair" else None
    found = visit.warehouse.frame("map_criterion", criterion=code, division=division)
    points = dict(zip(found["province"], 100 * found[visit.scenario.normalisation], strict=True))
    name, unit = f"{code} · {criterion.name.in_(language)}", say("map.points_unit")
    about = [criterion.explanation.in_(language), say("map.about_criterion")]
    if criterion.note:
        about.append(criterion.note.in_(language))
    about.append(
        f"{say('word.basis')}: {criterion.basis.in_(language)} ({say(f'origin.{criterion.origin}')})"
    )
    return Layer(
        values=_values(visit, points, lambda value: _of_hundred(value, visit), _absent(visit, division)),
        name=name,
        title=_title(visit, name, unit, indicator.years, division),
        digits=1,
        about=(*about, say("map.formula", formula=indicator.formula.in_(language))),
        source=sources.line(visit, indicator.sources),
        limits=tuple(sources.limits(visit, indicator.sources)),
    )


def _indicator_layer(visit: Visit, choice: Choice) -> Layer:
    language = visit.language
    indicator = visit.warehouse.catalogue.indicators[choice.what]
    year = choice.year or map_choice.years(visit.warehouse)[indicator.id][-1]
    division = visit.scenario.division if indicator.level == "pair" else None
    found = visit.warehouse.frame("map_indicator", indicator=indicator.id, year=year, division=division)
    figures = dict(zip(found["province"], found["value"], strict=True))
    name, unit = indicator.name.in_(language), indicator.unit.in_(language)
    about = [indicator.explanation.in_(language)]
    if indicator.limits:
        about.append(indicator.limits.in_(language))
    return Layer(
        values=_values(
            visit,
            figures,
            lambda value: _with_unit(value, unit, indicator.digits, visit),
            _absent(visit, division),
        ),
        name=name,
        title=_title(visit, name, unit, str(year) if indicator.yearly else indicator.years, division),
        digits=indicator.digits,
        about=(*about, visit.say("map.formula", formula=indicator.formula.in_(language))),
        source=sources.line(visit, indicator.sources),
        limits=tuple(sources.limits(visit, indicator.sources)),
        midpoint=indicator.midpoint,
    )


def _values(
    visit: Visit, figures: Mapping[Any, float], in_words: Callable[[float], str], reasons: Mapping[int, str]
) -> pd.DataFrame:
    named = names.provinces(visit.warehouse, visit.language)
    frame = visit.warehouse.frame("map_provinces", division=visit.scenario.division)
    frame["name"] = frame["province"].map(named)
    frame["value"] = frame["province"].map(figures).astype(float)
    frame["rank"] = scores.competition_ranks(frame["value"].to_numpy())
    frame["shown"] = [
        visit.say(f"map.reason_{reasons.get(province, 'unknown')}") if np.isnan(value) else in_words(value)
        for province, value in zip(frame["province"], frame["value"], strict=True)
    ]
    order = {plate: place for place, plate in enumerate(named)}
    frame["place"] = frame["province"].map(order)
    return frame.sort_values(["rank", "place"], na_position="last", ignore_index=True)


def _absent(visit: Visit, division: str | None) -> dict[int, str]:
    """Provinces where nobody is insured in the division."""
    if division is None:
        return {}
    insured = visit.warehouse.frame("map_provinces", division=division)
    return dict.fromkeys(insured.loc[insured["insured"] == 0, "province"].tolist(), "absent")


def _sources_of(indicators: list[str], visit: Visit) -> tuple[str, ...]:
    catalogue = visit.warehouse.catalogue
    return tuple(
        dict.fromkeys(source for code in indicators for source in catalogue.indicators[code].sources)
    )


def _of_hundred(value: float, visit: Visit) -> str:
    return visit.say("map.of_hundred", value=numbers.number(value, visit.language, 1))


def _with_unit(value: float, unit: str, digits: int, visit: Visit) -> str:
    if unit == "%":
        return numbers.percent(value, visit.language, digits)
    written = numbers.number(value, visit.language, digits)
    return written if unit == "0-1" else visit.say("map.with_unit", value=written, unit=unit)


def _year(visit: Visit) -> str:
    return visit.warehouse.catalogue.sources[_SECTORS].year


def _sector(visit: Visit) -> str:
    division = visit.scenario.division
    return f"{division} · {names.divisions(visit.warehouse, visit.language)[division]}"


def _title(visit: Visit, name: str, unit: str, year: str, division: str | None) -> str:
    if division is None:
        return visit.say("map.title", name=name, unit=unit, year=year)
    return visit.say("map.title_sector", name=name, unit=unit, year=year, sector=_sector(visit))
