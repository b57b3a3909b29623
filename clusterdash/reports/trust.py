"""How far a ranking can be trusted, as tables: the same ones on the page, as CSV and in one workbook.

Every function takes what a scenario ranks and gives one `Sheet`. Shares and weights are in per cent, ranks
start at 1, and what does not exist (nobody takes over, no weights can) is blank.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from clusterdash import ranking, robust
from clusterdash import scenario as scenarios
from clusterdash.ranking import Code, Ranking
from clusterdash.reports import names
from clusterdash.reports import sources as source_sheet
from clusterdash.reports.rankings import scenario_sheet, sources_used, with_origin
from clusterdash.reports.sheets import Cell, Column, Sheet, to_csv, to_xlsx
from clusterdash.robust import Change, Check
from clusterdash.scenario import Scenario
from clusterdash.text import Language, Words, numbers
from clusterdash.warehouse import Warehouse

Named: TypeAlias = Mapping[str, Scenario]
Progress: TypeAlias = Callable[[float], object]

_NAME_WIDTH: Final = 36


def trust_csv(sheet: Sheet, edition: str, address: str, language: Language) -> bytes:
    """One of the tables as CSV for Excel in that language; each row carries the edition and the address."""
    return to_csv(with_origin(sheet, edition, address, Words(language)), language)


def trust_xlsx(
    warehouse: Warehouse,
    scenario: Scenario,
    named: Named,
    language: Language,
    address: str,
    *,
    progress: Progress | None = None,
) -> bytes:
    """All of the tables, the scenario, the sources, and how it was computed, as one workbook.

    Args:
        named: Scenarios to stand side by side, by name; their tables are there from two on.
        address: Where the scenario opens again.
        progress: Told the share done, 0..1: it takes seconds, since every candidate's least change is found.

    Raises ValueError where nobody is ranked.
    """
    say, tell = Words(language), progress or (lambda _: None)
    ranked = ranking.rank(warehouse, scenario)
    if ranked.reason:
        raise ValueError(f"Nobody is ranked, so there is nothing to trust: {ranked.reason}.")
    sheets = [bands(warehouse, scenario, say), intervals(warehouse, scenario, say)]
    sheets.append(making_first(warehouse, scenario, say, progress=lambda share: tell(0.6 * share)))
    sheets.append(methods(warehouse, scenario, say))
    found = robust.influence(warehouse, scenario, progress=lambda share: tell(0.6 + 0.3 * share))
    check = robust.check(warehouse, ranked)
    sheets += [influence(found, say), criteria(warehouse, check, scenario, say), correlations(check, say)]
    if scenario.view == "sectors":
        sheets.append(reversals(warehouse, scenario, say))
    if len(named) > 1:
        sheets += side_by_side(warehouse, named, say)
    sheets += [
        scenario_sheet(warehouse, ranked, say, address),
        source_sheet.sheet(sources_used(warehouse, ranked), say),
        about(ranked, len(found), frozenset(sheet.title for sheet in sheets), say),
    ]
    content = to_xlsx(sheets, datetime.datetime.fromisoformat(warehouse.edition.built_at))
    tell(1.0)
    return content


# --- bands and intervals --------------------------------------------------------------------------


def bands(warehouse: Warehouse, scenario: Scenario, say: Words) -> Sheet:
    """Everybody ranked, best first: between which ranks nine draws of ten put them, and how often first."""
    shown = _candidates(warehouse, scenario, say)
    columns = (
        *_who(say),
        Column(say("trust.column_lower"), digits=0),
        Column(say("trust.column_upper"), digits=0),
        Column(say("trust.column_first"), digits=1),
        Column(say("trust.column_error"), digits=2),
        Column(say("trust.column_anywhere"), digits=1),
    )
    rows = [
        (
            band.rank,
            str(band.code),
            shown[band.code],
            band.lower,
            band.upper,
            _percent(band.first),
            _percent(robust.standard_error(band.first)),
            _percent(band.first_anywhere),
        )
        for band in robust.bands(warehouse, scenario)
    ]
    return Sheet(say("trust_files.bands"), columns, rows)


def intervals(warehouse: Warehouse, scenario: Scenario, say: Words) -> Sheet:
    """One row per topic: between which shares the first place holds, and who takes over beyond."""
    shown = _candidates(warehouse, scenario, say)
    columns = (
        Column(say("word.topic"), width=_NAME_WIDTH),
        Column(say("trust.share_today"), digits=1),
        Column(say("trust.column_effective"), digits=2),
        Column(say("trust.column_from"), digits=1),
        Column(say("trust.column_to"), digits=1),
        Column(say("trust.column_below"), width=_NAME_WIDTH),
        Column(say("trust.column_above"), width=_NAME_WIDTH),
    )
    rows = [
        (
            _topic(warehouse, hold.topic, say),
            _percent(hold.share),
            hold.effective,
            _percent(hold.lower),
            _percent(hold.upper),
            shown.get(hold.lower_winner),
            shown.get(hold.upper_winner),
        )
        for hold in robust.holds(warehouse, scenario)
    ]
    return Sheet(say("trust_files.intervals"), columns, rows)


# --- what would make it first ---------------------------------------------------------------------


def change(warehouse: Warehouse, ranked: Ranking, found: Change, say: Words) -> Sheet:
    """One candidate's least change: the topics' shares today and needed, and the points that were tried."""
    points = found.points or {}
    applied = scenarios.topic_shares(points)
    columns = (
        Column(say("word.topic"), width=_NAME_WIDTH),
        Column(say("trust.share_today"), digits=1),
        Column(say("trust.share_needed"), digits=1),
        Column(say("trust.points_applied"), digits=0),
        Column(say("trust.share_applied"), digits=1),
    )
    rows = [
        (
            _topic(warehouse, code, say),
            _percent(today),
            _percent(found.weights[code]),
            points.get(code),
            _percent(applied.get(code, math.nan)),
        )
        for code, today in zip(ranked.weights.topic_codes, ranked.weights.topics, strict=True)
    ]
    return Sheet(say("trust_files.first"), columns, rows)


def making_first(
    warehouse: Warehouse, scenario: Scenario, say: Words, *, progress: Progress | None = None
) -> Sheet:
    """Everybody ranked: whether any weights of the topics put them first, and the nearest that do.

    The change is half the sum of absolute changes: the share of the weight that moves from topic to topic.
    """
    ranked = ranking.rank(warehouse, scenario)
    shown, topics = _candidates(warehouse, scenario, say), ranked.weights.topic_codes
    columns = (
        *_who(say),
        Column(say("trust_files.answer"), width=28),
        Column(say("trust_files.moved"), digits=1),
        *(
            Column(say("trust_files.needed", topic=_topic(warehouse, code, say)), digits=1, width=18)
            for code in topics
        ),
        *(
            Column(say("trust_files.applied", topic=_topic(warehouse, code, say)), digits=0, width=18)
            for code in topics
        ),
    )
    today = dict(zip(topics, ranked.weights.topics.tolist(), strict=True))
    placed = [(code, int(rank)) for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if rank > 0]
    rows = []
    for done, (code, rank) in enumerate(placed, start=1):
        answer = _least_change(warehouse, scenario, code, rank, today, say)
        rows.append((rank, str(code), shown[code], *answer))
        if progress:
            progress(done / len(placed))
    return Sheet(say("trust_files.first"), columns, rows)


def _least_change(
    warehouse: Warehouse, scenario: Scenario, code: Code, rank: int, today: Mapping[str, float], say: Words
) -> tuple[Cell, ...]:
    """The answer in a word, how much moves, then by topic the shares needed and the points applied."""
    nothing: tuple[Cell, ...] = (None,) * (1 + 2 * len(today))
    if rank == 1:
        return (say("trust_files.is_first"), *nothing)
    try:
        found = robust.making_first(warehouse, scenario, code)
    except RuntimeError:
        return (say("trust_files.unsettled"), *nothing)
    if found is None:
        return (say("trust_files.never"), *nothing)
    moved = sum(abs(found.weights[topic] - share) for topic, share in today.items()) / 2
    points = found.points or {}
    needed = [_percent(found.weights[topic]) for topic in today]
    return (say("trust_files.can"), _percent(moved), *needed, *(points.get(topic) for topic in today))


# --- choices of method ----------------------------------------------------------------------------


def methods(warehouse: Warehouse, scenario: Scenario, say: Words) -> Sheet:
    """Everybody ranked today, with the rank under every method that differs from today's in one choice."""
    places = robust.places_by_method(warehouse, scenario).sort_values("today")
    shown = _candidates(warehouse, scenario, say)
    columns = (
        Column(say("word.code"), width=8),
        Column(say("word.name"), width=_NAME_WIDTH),
        *(Column(method_name(method, say), digits=0, width=18) for method in robust.methods(scenario)),
    )
    rows = [(str(code), shown[code], *map(_whole, ranks)) for code, *ranks in places.itertuples(name=None)]
    return Sheet(say("trust_files.methods"), columns, rows)


def method_name(method: robust.Method, say: Words) -> str:
    """What a method is called in a table's head: by the choice in which it differs from today's."""
    match method.name:
        case "normalisation":
            return say(f"trust.method_{method.scenario.normalisation}")
        case "aggregation":
            return say(f"trust.method_{method.scenario.aggregation}")
        case "sectors":
            return say(f"ranking.scope_{method.scenario.sectors}")
        case _:
            return say(f"trust.method_{method.name}")


def influence(found: pd.DataFrame, say: Words) -> Sheet:
    """How much of the movement of ranks each choice explains, of the frame of `robust.influence`."""
    columns = (
        Column(say("trust.column_choice"), width=_NAME_WIDTH),
        *(
            Column(say(f"trust.column_{name}"), digits=1, width=18)
            for name in ("alone", "total", "low", "high")
        ),
    )
    shares = 100 * found[["first_order", "total_order", "total_low", "total_high"]]
    # The two are estimated apart; a share alone is no loss, and never more than the share with the others.
    shares["first_order"] = shares["first_order"].clip(lower=0, upper=shares["total_order"])
    rows = [(say(f"trust.factor_{name}"), *row) for name, *row in shares.itertuples(name=None)]
    return Sheet(say("trust_files.influence"), columns, rows)


def reversals(warehouse: Warehouse, scenario: Scenario, say: Words) -> Sheet:
    """Pairs that a change of scope puts the other way round; one row that says so where there are none."""
    shown = _candidates(warehouse, scenario, say)
    columns = (
        Column(say("trust_files.one"), width=_NAME_WIDTH),
        Column(say("trust_files.other"), width=_NAME_WIDTH),
        Column(say("word.note"), width=60),
    )
    rows: list[tuple[Cell, ...]] = [
        (shown[pair.one], shown[pair.other], say("trust_files.reversed"))
        for pair in robust.reversals(warehouse, scenario)
    ]
    return Sheet(
        say("trust_files.reversals"), columns, rows or [(None, None, say("trust_files.no_reversal"))]
    )


# --- the check of the criteria --------------------------------------------------------------------


def criteria(warehouse: Warehouse, check: Check, scenario: Scenario, say: Words) -> Sheet:
    """What each criterion with a weight does in this view, and what the ranking would be without it."""
    shown = _candidates(warehouse, scenario, say)
    columns = (
        Column(say("word.code"), width=8),
        Column(say("word.criterion"), width=_NAME_WIDTH),
        Column(say("word.topic"), width=24),
        Column(say("trust.column_weight"), digits=1),
        Column(say("ranking.column_coverage"), digits=1),
        Column(say("trust.column_spread"), digits=1),
        Column(say("trust.column_skew"), digits=1),
        Column(say("trust.column_winner"), width=_NAME_WIDTH),
        Column(say("trust.column_shift"), digits=1),
        Column(say("trust.column_most"), width=_NAME_WIDTH),
        Column(say("trust.column_largest"), digits=0),
    )
    rows = [
        (
            str(code),
            warehouse.catalogue.criteria[str(code)].name.in_(say.language),
            _topic(warehouse, row["topic"], say),
            _percent(row["weight"]),
            _percent(row["coverage"]),
            _percent(row["spread"]),
            row["skew"],
            shown.get(row["winner"]),
            row["mean_shift"],
            shown.get(row["most_moved"]) if row["largest_shift"] > 0 else None,
            _whole(row["largest_shift"]),
        )
        for code, row in check.table.iterrows()
    ]
    return Sheet(say("trust_files.criteria"), columns, rows)


def correlations(check: Check, say: Words) -> Sheet:
    """Criteria × criteria over those ranked; blank where one of the two does not vary."""
    codes = list(check.correlations.columns)
    columns = (
        Column(say("word.criterion"), width=10),
        *(Column(code, digits=2, width=8) for code in codes),
    )
    rows: list[tuple[Any, ...]] = [
        (code, *values) for code, *values in check.correlations.itertuples(name=None)
    ]
    return Sheet(say("trust_files.correlations"), columns, rows)


# --- scenarios side by side -----------------------------------------------------------------------


def side_by_side(warehouse: Warehouse, named: Named, say: Words) -> list[Sheet]:
    """Ranks, weights and moves of named scenarios; all are of one view and of one province or sector."""
    ranked = {name: ranking.rank(warehouse, each) for name, each in named.items()}
    return [
        ranks_of(warehouse, ranked, say),
        weights_of(warehouse, ranked, say),
        moves(warehouse, ranked, say),
    ]


def ranks_of(warehouse: Warehouse, ranked: Mapping[str, Ranking], say: Words) -> Sheet:
    """Everybody with a rank in one of the scenarios, in the order of the first."""
    places = pd.DataFrame(
        {
            name: pd.Series(each.ranks, index=pd.Index(each.codes, dtype=object))
            for name, each in ranked.items()
        }
    )
    shown = _candidates(warehouse, _first(ranked).scenario, say)
    columns = (
        Column(say("word.code"), width=8),
        Column(say("word.name"), width=_NAME_WIDTH),
        *(Column(name, digits=0, width=18) for name in ranked),
    )
    listed = places.dropna(how="all").sort_values(list(ranked))
    rows = [(str(code), shown[code], *map(_whole, row)) for code, *row in listed.itertuples(name=None)]
    return Sheet(say("trust_files.ranks"), columns, rows)


def weights_of(warehouse: Warehouse, ranked: Mapping[str, Ranking], say: Words) -> Sheet:
    """One row per scenario: the topics' shares, the method, the scope, and its form in a link."""
    topics = _first(ranked).weights.topic_codes
    columns = (
        Column(say("word.scenario"), width=24),
        *(Column(f"{_topic(warehouse, code, say)} (%)", digits=1, width=18) for code in topics),
        Column(say("trust.factor_normalisation"), width=24),
        Column(say("trust.factor_aggregation"), width=24),
        Column(say("trust.factor_missing"), width=24),
        Column(say("ranking.scope"), width=24),
        Column(say("ranking.minimum"), digits=0),
        Column(say("trust_files.link"), width=44),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            *map(_percent, each.weights.topics),
            say(f"trust.method_{each.scenario.normalisation}"),
            say(f"trust.method_{each.scenario.aggregation}"),
            say(f"trust.method_{each.scenario.missing}"),
            say(f"ranking.scope_{each.scenario.sectors}"),
            each.scenario.minimum_workplaces,
            scenarios.encode(each.scenario),
        )
        for name, each in ranked.items()
    ]
    return Sheet(say("trust_files.weights"), columns, rows)


def moves(warehouse: Warehouse, ranked: Mapping[str, Ranking], say: Words) -> Sheet:
    """From the first scenario to each other one: the rank, and the topic that moved a candidate most."""
    (start, before), *others = ranked.items()
    shown = _candidates(warehouse, before.scenario, say)
    columns = [
        Column(say("word.name"), width=_NAME_WIDTH),
        Column(start, digits=0, width=18),
    ]
    for name, _ in others:
        columns += [
            Column(name, digits=0, width=18),
            Column(say("trust.explains", name=name), width=_NAME_WIDTH),
        ]
    rows = [
        (shown[code], int(rank), *_moved(warehouse, before, [after for _, after in others], code, say))
        for code, rank in zip(before.codes, before.ranks, strict=True)
        if rank > 0
    ]
    return Sheet(say("trust_files.moves"), tuple(columns), rows)


def _moved(
    warehouse: Warehouse, before: Ranking, others: list[Ranking], code: Code, say: Words
) -> Iterator[Cell]:
    for after in others:
        yield after.rank_of(code) if code in after.codes else None
        move = robust.explain(before, after, code)
        yield None if move is None else move_in_words(warehouse, move, say)


def move_in_words(warehouse: Warehouse, move: robust.Move, say: Words) -> str:
    """The topic and what it changed, in points of 100; or that only the others have changed."""
    if move.topic is None:
        return say("trust.moved_by_scope")
    points = numbers.change(100 * move.change, say.language, digits=1)
    return f"{_topic(warehouse, move.topic, say)} {points}"


# --- how it was computed --------------------------------------------------------------------------


def about(ranked: Ranking, choices: int, tables: frozenset[str], say: Words) -> Sheet:
    """Draws, seed and errors, and how to read each of the tables there are, by their titles."""
    columns = (Column(say("reports.item"), width=_NAME_WIDTH), Column(say("word.value"), digits=1, width=120))
    rows: list[tuple[Cell, ...]] = [
        (say("word.edition"), ranked.edition),
        (say("trust_files.draws_near"), robust.DRAWS),
        (say("trust_files.draws_all"), robust.DRAWS),
        (say("trust_files.seed"), robust.SEED),
        (say("trust_files.error"), _percent(robust.standard_error(0.5))),
        (say("trust_files.combinations"), robust.COMBINATIONS * (choices + 2)),
    ]
    places = {
        "combinations": numbers.number(robust.COMBINATIONS * (choices + 2), say.language, digits=0),
        "seed": str(robust.SEED),
    }
    rows += [
        (title, say(f"trust.{key}", **places))
        for title, key in ((say(f"trust_files.{table}"), key) for table, key in _HOW_TO_READ.items())
        if title in tables
    ]
    return Sheet(say("trust_files.about"), columns, rows)


_HOW_TO_READ: Final = {
    "bands": "tables_read",
    "intervals": "topics_read",
    "first": "first_read",
    "methods": "method_ranks_read",
    "influence": "influence_read",
    "criteria": "check_read",
    "correlations": "correlations_read",
    "moves": "explained_read",
}


# --- cells ----------------------------------------------------------------------------------------


def _who(say: Words) -> tuple[Column, ...]:
    return (
        Column(say("word.rank"), digits=0, width=8),
        Column(say("word.code"), width=8),
        Column(say("word.name"), width=_NAME_WIDTH),
    )


def _candidates(warehouse: Warehouse, scenario: Scenario, say: Words) -> Mapping[Any, str]:
    named = names.divisions if scenario.view == "sectors" else names.provinces
    return named(warehouse, say.language)


def _topic(warehouse: Warehouse, code: str, say: Words) -> str:
    return warehouse.catalogue.topics[code].name.in_(say.language)


def _first(ranked: Mapping[str, Ranking]) -> Ranking:
    return next(iter(ranked.values()))


def _percent(share: float) -> float:
    """Without the last digits of binary fractions: 29, not 28.999999999999996."""
    return round(100 * float(share), 10)


def _whole(number: float) -> int | None:
    return None if math.isnan(number) else int(number)
