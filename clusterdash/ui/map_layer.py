"""The figures behind the map: the score, a criterion or an indicator of every province."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from clusterdash import ranking
from clusterdash.analysis import scores
from clusterdash.text import numbers
from clusterdash.ui import map_choice, names, sources
from clusterdash.ui.map_choice import Choice
from clusterdash.ui.session import Visit


@dataclass(frozen=True)
class Layer:
    """The figures of the map and what is said about them.

    values: one row per province, highest first and those without a figure last, with the columns province,
        name, value (NaN: none), rank (1 = highest, ties share it, NaN: none), shown (the value, or why there
        is none, in words), latitude and longitude.
    title: what is seen, with the unit. about: what it is, paragraph by paragraph. source: one line. limits:
        what the figures do not show.
    """

    values: pd.DataFrame
    title: str
    digits: int
    about: tuple[str, ...]
    source: str
    limits: tuple[str, ...]
    midpoint: float | None = None

    @property
    def present(self) -> pd.DataFrame:
        return self.values[self.values["value"].notna()]


def read(visit: Visit, choice: Choice) -> Layer:
    """The figures of what was chosen, for the scenario's sector, weights and method."""
    match map_choice.kind(choice.what, visit.warehouse):
        case "score":
            return _score_layer(visit)
        case "criterion":
            return _criterion_layer(visit, choice.what)
        case "indicator":
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
        title=say("map.title_score", sector=_sector(visit)),
        digits=1,
        about=(say("map.about_score"),),
        source=say("ranking.source", edition=visit.warehouse.edition.id),
        limits=tuple(sources.limits(visit, _sources_of(weighted, visit))),
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
        title=_title(visit, name, unit, str(year) if indicator.yearly else indicator.years, division),
        digits=indicator.digits,
        about=(*about, visit.say("map.formula", formula=indicator.formula.in_(language))),
        source=sources.line(visit, indicator.sources),
        limits=tuple(sources.limits(visit, indicator.sources)),
        midpoint=indicator.midpoint,
    )


def _values(
    visit: Visit, figures: Mapping[int, float], in_words: Callable[[float], str], reasons: Mapping[int, str]
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


def _sector(visit: Visit) -> str:
    division = visit.scenario.division
    return f"{division} · {names.divisions(visit.warehouse, visit.language)[division]}"


def _title(visit: Visit, name: str, unit: str, year: str, division: str | None) -> str:
    if division is None:
        return visit.say("map.title", name=name, unit=unit, year=year)
    return visit.say("map.title_sector", name=name, unit=unit, year=year, sector=_sector(visit))
