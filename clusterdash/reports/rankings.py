"""A ranking as a file: the rows with all their contributions, the scenario behind them, and the sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from clusterdash.catalogue import Criterion, Source
from clusterdash.ranking import SMALL, Ranking
from clusterdash.reports import names
from clusterdash.reports import sources as source_sheet
from clusterdash.reports.sheets import Cell, Column, Sheet, to_csv, to_xlsx
from clusterdash.text import Language, Words, numbers
from clusterdash.warehouse import Warehouse


def ranking_csv(warehouse: Warehouse, ranking: Ranking, language: Language, address: str) -> bytes:
    """The ranking as CSV for Excel in that language; each row carries the edition and the scenario's address.

    Raises ValueError where the ranking is of another edition than the warehouse.
    """
    _check_edition(warehouse, ranking)
    say = Words(language)
    sheet = _rows(warehouse, ranking, say)
    return to_csv(with_origin(sheet, ranking.edition, address, say), language)


def ranking_xlsx(warehouse: Warehouse, ranking: Ranking, language: Language, address: str) -> bytes:
    """A workbook of the ranking, its scenario (weights, scope, method, edition, address) and its sources.

    Raises ValueError where the ranking is of another edition than the warehouse.
    """
    _check_edition(warehouse, ranking)
    say = Words(language)
    sheets = (
        _rows(warehouse, ranking, say),
        scenario_sheet(warehouse, ranking, say, address),
        source_sheet.sheet(sources_used(warehouse, ranking), say),
    )
    return to_xlsx(sheets, datetime.datetime.fromisoformat(warehouse.edition.built_at))


def _check_edition(warehouse: Warehouse, ranking: Ranking) -> None:
    if ranking.edition != warehouse.edition.id:
        raise ValueError(f"The ranking is of edition {ranking.edition}, not {warehouse.edition.id}.")


def with_origin(sheet: Sheet, edition: str, address: str, say: Words) -> Sheet:
    """The sheet with the edition and the scenario's address in every row: a CSV has no other place."""
    columns = (*sheet.columns, Column(say("word.edition")), Column(say("reports.url")))
    return Sheet(sheet.title, columns, [(*row, edition, address) for row in sheet.rows])


# --- the ranking ----------------------------------------------------------------------------------


def _rows(warehouse: Warehouse, ranking: Ranking, say: Words) -> Sheet:
    """Scores and contributions in points of 100, coverage in per cent; blank where there is no rank."""
    catalogue, language, sectors = warehouse.catalogue, say.language, ranking.scenario.view == "sectors"
    topics = [catalogue.topics[code].name.in_(language) for code in ranking.weights.topic_codes]
    criteria = [_criterion_name(catalogue.criteria[code], say) for code in ranking.weights.criterion_codes]
    columns = (
        Column(say("ranking.column_rank"), digits=0, width=8),
        Column(say("ranking.column_code"), width=8),
        Column(say("word.sector" if sectors else "word.province"), width=36),
        Column(say("ranking.column_score"), digits=1, width=12),
        *(Column(name, digits=1, width=14) for name in topics),
        *(Column(name, digits=1, width=14) for name in criteria),
        Column(say("ranking.column_coverage"), digits=0, width=12),
        Column(say("ranking.column_workplaces"), digits=0, width=12),
        Column(say("ranking.column_insured"), digits=0, width=12),
        Column(say("word.note"), width=36),
    )
    named: Mapping[Any, str] = (names.divisions if sectors else names.provinces)(warehouse, language)
    rows: list[tuple[Cell, ...]] = [
        (
            _whole(ranking.ranks[place]),
            code,
            named[code],
            _hundredfold(ranking.scores[place]),
            *map(_hundredfold, ranking.topic_contributions[place]),
            *map(_hundredfold, ranking.criterion_contributions[place]),
            _hundredfold(ranking.coverage[place]),
            int(ranking.workplaces[place]),
            int(ranking.insured[place]),
            "; ".join(_notes(ranking, place, say)),
        )
        for place, code in enumerate(ranking.codes)
    ]
    return Sheet(say("nav.ranking"), columns, rows)


def _notes(ranking: Ranking, place: int, say: Words) -> Iterator[str]:
    if ranking.statuses[place] != "ranked":
        yield say(f"state.{ranking.statuses[place]}")
    if 0 < ranking.workplaces[place] < SMALL:
        yield say("state.small")
    if ranking.picks[place]:
        yield say("board.pick")


# --- the scenario ---------------------------------------------------------------------------------


def scenario_sheet(warehouse: Warehouse, ranking: Ranking, say: Words, address: str) -> Sheet:
    """What was asked, then the weights: points, and the share they come to once points are normalised."""
    columns = (
        Column(say("reports.item"), width=44),
        Column(say("word.value"), digits=0, width=44),
        Column(say("reports.share"), digits=1, width=14),
        Column(say("word.origin"), width=16),
    )
    settings: list[tuple[Cell, ...]] = [
        (*row, None, None) for row in _settings(warehouse, ranking, say, address)
    ]
    return Sheet(say("word.scenario"), columns, [*settings, *_weights(warehouse, ranking, say)])


def _settings(warehouse: Warehouse, ranking: Ranking, say: Words, address: str) -> Iterator[tuple[str, Cell]]:
    scenario = ranking.scenario
    yield say("ranking.view"), say(f"ranking.view_{scenario.view}")
    if scenario.view == "sectors":
        province = names.provinces(warehouse, say.language)[scenario.province]
        yield say("word.province"), f"{province} · {scenario.province:02d}"
        yield say("ranking.scope"), say(f"ranking.scope_{scenario.sectors}")
    else:
        division = names.official_divisions(warehouse, say.language)[scenario.division]
        yield say("word.sector"), f"{scenario.division} · {division}"
    yield say("ranking.minimum"), scenario.minimum_workplaces
    yield say("ranking.normalisation"), say(f"ranking.normalisation_{scenario.normalisation}")
    yield say("ranking.aggregation"), say(f"ranking.aggregation_{scenario.aggregation}")
    yield say("ranking.missing"), say(f"ranking.missing_{scenario.missing}")
    if scenario.experts:
        yield say("experts.counted"), say("experts.counted_until", number=str(scenario.experts))
        yield from _experts(warehouse, ranking, say)
    yield say("word.edition"), ranking.edition
    yield say("reports.url"), address
    yield say("reports.contributions"), say("reports.contributions_explained")


def _experts(warehouse: Warehouse, ranking: Ranking, say: Words) -> Iterator[tuple[str, Cell]]:
    """What experts said of those ranked, with n and spread."""
    scenario, language = ranking.scenario, say.language
    for one in warehouse.experts(scenario.experts):
        whose = one.province == scenario.province, one.division == scenario.division
        if whose[scenario.view == "provinces"]:
            province = names.provinces(warehouse, language)[one.province]
            sector = names.official_divisions(warehouse, language)[one.division]
            yield (
                f"{one.criterion} · {province} · {one.division} {sector}",
                say(
                    "experts.figure",
                    mean=numbers.number(one.mean, language),
                    firms=str(one.scores),
                    spread=numbers.number(one.spread, language),
                ),
            )


def _weights(warehouse: Warehouse, ranking: Ranking, say: Words) -> Iterator[tuple[Cell, ...]]:
    catalogue, scenario, weights = warehouse.catalogue, ranking.scenario, ranking.weights
    topic_points = {**catalogue.topic_points, **scenario.topic_points}
    criterion_points = {**catalogue.criterion_points, **scenario.criterion_points}
    topic_shares = dict(zip(weights.topic_codes, weights.topics, strict=True))
    shares = dict(zip(weights.criterion_codes, weights.criteria, strict=True))
    for code, topic in catalogue.topics.items():
        name = f"{say('word.topic')}: {topic.name.in_(say.language)}"
        yield name, topic_points[code], _hundredfold(topic_shares[code]), say(f"origin.{topic.origin}")
        for criterion in catalogue.criteria_of(code):
            # An expert criterion without scores takes no weight, so it has no share.
            share = _hundredfold(shares[criterion.code]) if criterion.code in shares else None
            yield (
                _criterion_name(criterion, say),
                criterion_points[criterion.code],
                share,
                _origin(criterion, say),
            )


def _origin(criterion: Criterion, say: Words) -> str:
    origin = say(f"origin.{criterion.origin}")
    return f"{origin} ({say('kind.expert')})" if criterion.kind == "expert" else origin


# --- the sources ----------------------------------------------------------------------------------


def sources_used(warehouse: Warehouse, ranking: Ranking) -> list[Source]:
    """Those of the criteria that are scored, and of the programme's picks, in the catalogue's order."""
    catalogue = warehouse.catalogue
    indicators = [catalogue.criteria[code].indicator for code in ranking.weights.criterion_codes]
    used = {source for name in indicators if name for source in catalogue.indicators[name].sources}
    used |= {row["source_id"] for row in warehouse.rows("programme_pilots")}
    return [source for code, source in catalogue.sources.items() if code in used]


# --- cells ----------------------------------------------------------------------------------------


def _criterion_name(criterion: Criterion, say: Words) -> str:
    return f"{criterion.code} {criterion.name.in_(say.language)}"


def _hundredfold(share: float) -> float:
    return 100 * float(share)


def _whole(number: float) -> int | None:
    return None if number != number else int(number)
