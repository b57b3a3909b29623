"""The ranking page: a question, its choices, the live board with its answer, and what stands behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, Final, get_args

import pandas as pd
import streamlit as st

from clusterdash import ranking, reports
from clusterdash.ranking import Ranking
from clusterdash.scenario import Missing
from clusterdash.text import numbers
from clusterdash.ui import choices as choosers
from clusterdash.ui import (
    editions,
    expert_switch,
    experts,
    follow,
    names,
    session,
    size_meter,
    tables,
    trust,
    trust_scenarios,
)
from clusterdash.ui.live_board.component import (
    Alternative,
    BoardCriterion,
    BoardData,
    BoardState,
    BoardTopic,
    Points,
    board_words,
    live_board,
)
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

_LEAST_SHOWN: Final = 0.001
"""The smallest difference of scores that one decimal of points can tell."""
_SCOPES: Final = ["manufacturing", "all"]
_VIEWS: Final = ["sectors", "provinces"]
_NORMALISATIONS: Final = ["goalposts", "rank"]
_AGGREGATIONS: Final = ["arithmetic", "geometric"]
_MISSING: Final = list(get_args(Missing))


# --- the question and its choices -----------------------------------------------------------------


def question(visit: Visit) -> None:
    """The page's title is the question it answers."""
    st.title(_question(visit), anchor=False)


def choices(visit: Visit) -> None:
    """What to rank, for whom, over which sectors, and how; while the first board is drawn, room for it."""
    room = "choices_to_come" if follow.arriving() else "choices"
    with st.container(horizontal=True, vertical_alignment="bottom", key=room):
        if follow.arriving():
            st.space()
            return
        _switch(visit, "view", _VIEWS)
        if visit.scenario.view == "sectors":
            choosers.province(visit, width=200)
        else:
            choosers.division(visit, width=420)
        if visit.scenario.view == "sectors":
            _switch(visit, "scope", _SCOPES, field="sectors")
        with st.popover(visit.say("ranking.method"), icon=":material/tune:"):
            _method(visit)


def _method(visit: Visit) -> None:
    _pick_one(visit, "normalisation", _NORMALISATIONS)
    _pick_one(visit, "aggregation", _AGGREGATIONS)
    _pick_one(visit, "missing", _MISSING)
    st.caption(visit.say("ranking.missing_coverage"))
    expert_switch.switch(visit)
    st.session_state["choose_minimum"] = visit.scenario.minimum_workplaces
    st.number_input(
        visit.say("ranking.minimum"),
        min_value=0,
        max_value=9_999,
        step=5,
        key="choose_minimum",
        help=visit.say("ranking.minimum_help"),
        on_change=lambda: session.change(minimum_workplaces=int(st.session_state["choose_minimum"] or 0)),
    )


def _switch(visit: Visit, what: str, options: list[str], field: str | None = None) -> None:
    field = field or what
    key = f"choose_{what}"
    st.session_state[key] = getattr(visit.scenario, field)
    st.segmented_control(
        visit.say(f"ranking.{what}"),
        options,
        format_func=lambda option: visit.say(f"ranking.{what}_{option}"),
        key=key,
        required=True,
        on_change=lambda: session.change(**{field: st.session_state[key]}),
    )


def _pick_one(visit: Visit, field: str, options: list[str]) -> None:
    key = f"choose_{field}"
    st.session_state[key] = getattr(visit.scenario, field)
    st.radio(
        visit.say(f"ranking.{field}"),
        options,
        format_func=lambda option: visit.say(f"ranking.{field}_{option}"),
        key=key,
        on_change=lambda: session.change(**{field: st.session_state[key]}),
    )


# --- the live board and its answer ----------------------------------------------------------------


@st.fragment
def live(data: BoardData) -> None:
    """The board and the answer above it; releasing a slider runs this and nothing else."""
    answer = st.container(key="answer")
    live_board(data, on_weights=_take_weights, on_criteria=_take_criteria, on_selected=_take_selection)
    visit = session.current()
    if visit.revision != data.revision:
        st.rerun()
    session.keep(visit)
    ranked = ranking.rank(visit.warehouse, visit.scenario)
    with answer:
        st.markdown(" ".join(_answer(visit, ranked)))


@st.fragment
def behind(revision: int) -> None:
    """How far the order holds, and the details: they follow the board a moment later."""
    follow.the_board()
    visit = session.current()
    if visit.revision != revision:
        st.rerun()
    ranked = ranking.rank(visit.warehouse, visit.scenario)
    trusted = trust.beside(visit)
    _details(visit, ranked, trusted=trusted)


def _take_weights(state: BoardState) -> None:
    visit = session.current()
    defaults = visit.warehouse.catalogue.topic_points
    scenario = visit.scenario.with_topic_points(state.points.topics, defaults)
    session.change(from_board=True, topic_points=scenario.topic_points)


def _take_criteria(state: BoardState) -> None:
    visit = session.current()
    defaults = visit.warehouse.catalogue.criterion_points
    scenario = visit.scenario.with_criterion_points(state.points.criteria, defaults)
    session.change(from_board=True, criterion_points=scenario.criterion_points)


def _take_selection(state: BoardState) -> None:
    """The sector or province in hand. Where its own ranking is shown, everything is ranked anew."""
    scenario = session.current().scenario
    scope = ("province", "division")[scenario.view == "provinces"]
    moves_on = getattr(state, scope) != getattr(scenario, scope)
    session.change(from_board=not moves_on, division=state.division, province=state.province)


def board(visit: Visit) -> BoardData:
    """All the board needs for this scenario, in the visitor's language."""
    catalogue, scenario, say = visit.warehouse.catalogue, visit.scenario, visit.say
    matrix = visit.warehouse.matrix(scenario.normalisation, scenario.experts)
    edition = visit.warehouse.edition.id
    provinces = names.provinces(visit.warehouse, visit.language)
    divisions = names.divisions(visit.warehouse, visit.language)
    ranked = ranking.rank(visit.warehouse, scenario)
    fixed = ranking.cannot_change(visit.warehouse, scenario)
    return BoardData(
        edition=edition,
        matrix=editions.matrix_url(edition, scenario.normalisation, experts.name(scenario.experts)),
        boundaries=editions.boundaries_url(edition),
        view=scenario.view,
        title=_question(visit),
        division_name=divisions[scenario.division],
        provinces={plate: provinces[plate] for plate in matrix.provinces},
        divisions=matrix.divisions,
        columns=matrix.criteria,
        rows=tuple(_alternatives(visit, ranked)),
        topics=tuple(
            BoardTopic(topic.code, topic.name.in_(visit.language), topic.explanation.in_(visit.language))
            for topic in catalogue.topics.values()
        ),
        criteria=tuple(
            BoardCriterion(
                criterion.code,
                criterion.topic,
                criterion.name.in_(visit.language),
                criterion.explanation.in_(visit.language),
                usable=criterion.code in matrix.criteria,
                notes=tuple(_notes(visit, criterion.code, fixed, criterion.code in matrix.criteria)),
            )
            for criterion in catalogue.criteria.values()
        ),
        defaults=Points(catalogue.topic_points, catalogue.criterion_points),
        state=BoardState(
            Points(
                catalogue.topic_points | dict(scenario.topic_points),
                catalogue.criterion_points | dict(scenario.criterion_points),
            ),
            scenario.province,
            scenario.division,
        ),
        aggregation=scenario.aggregation,
        language=visit.language,
        text=board_words(say),
        caption=(say("ranking.source", edition=edition), say("ranking.limits")),
        revision=visit.revision,
        file_name=f"clusterdash-{edition}",
        fill=_fill(ranked),
    )


def _fill(ranked: Ranking) -> tuple[float | None, ...] | None:
    if ranked.fill is None:
        return None
    return tuple(None if math.isnan(value) else value for value in ranked.fill.tolist())


def _alternatives(visit: Visit, ranked: Ranking) -> Iterator[Alternative]:
    """In the order of their codes, so that the order says nothing and never changes."""
    shown = names.candidates(visit)
    rows = zip(ranked.codes, ranked.statuses, ranked.workplaces, ranked.insured, ranked.picks, strict=True)
    for code, status, workplaces, insured, pick in sorted(rows, key=lambda row: str(row[0]).zfill(2)):
        yield Alternative(
            key=str(code),
            name=shown[code],
            workplaces=int(workplaces),
            insured=int(insured),
            status="ranked" if status == "insufficient" else status,
            pick=bool(pick),
        )


def _notes(visit: Visit, code: str, fixed: frozenset[str], usable: bool) -> Iterator[str]:
    criterion, say = visit.warehouse.catalogue.criteria[code], visit.say
    if criterion.kind == "expert":
        yield say("experts.note" if usable else "ranking.note_expert")
        if usable and code in fixed:
            yield say("ranking.note_fixed")
        return
    if criterion.points == 0 and criterion.note:
        yield criterion.note.in_(visit.language)
    if code in fixed:
        yield say("ranking.note_fixed")
    for relation, message in ((criterion.same_as, "note_same"), (criterion.follows, "note_follows")):
        other = relation.get(visit.scenario.view)
        if other:
            name = visit.warehouse.catalogue.criteria[other].name.in_(visit.language)
            yield say(f"ranking.{message}", criterion=name)


def _question(visit: Visit) -> str:
    if visit.scenario.view == "sectors":
        province = names.provinces(visit.warehouse, visit.language)[visit.scenario.province]
        return visit.say("ranking.question_sectors", province=province)
    sector = names.divisions(visit.warehouse, visit.language)[visit.scenario.division]
    return visit.say("ranking.question_provinces", sector=sector)


# --- the answer, in words -------------------------------------------------------------------------


def _answer(visit: Visit, ranked: Ranking) -> Iterator[str]:
    if ranked.reason:
        yield visit.say(f"ranking.{ranked.reason}")
        return
    yield _first_place(visit, ranked)
    lead = ranking.lead(ranked)
    if lead and lead.difference > 0 and ranked.ranks[1] > 1:
        shown = lead.difference >= _LEAST_SHOWN
        yield visit.say(
            "ranking.answer_margin" if shown else "ranking.answer_close",
            second=names.candidates(visit)[lead.second],
            margin=_points(visit, lead.difference if shown else _LEAST_SHOWN),
        )
    if visit.scenario.view == "sectors":
        yield from _pick(visit, ranked)


def _first_place(visit: Visit, ranked: Ranking) -> str:
    shown = names.candidates(visit)
    firsts = [shown[code] for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if rank == 1]
    key = "ranking.answer" if len(firsts) == 1 else "ranking.answer_tied"
    return visit.say(key, first=", ".join(firsts), score=_points(visit, ranked.scores[0]))


def _pick(visit: Visit, ranked: Ranking) -> Iterator[str]:
    pilot = _pilots(visit.warehouse).get(visit.scenario.province)
    if pilot is None:
        return
    if pilot["division"] is None:
        province = names.provinces(visit.warehouse, visit.language)[visit.scenario.province]
        yield visit.say("ranking.answer_no_pick", province=province)
        return
    words = {"pick": pilot[f"sector_{visit.language}"], "division": pilot["division"]}
    rank = ranked.rank_of(pilot["division"]) if pilot["division"] in ranked.codes else None
    if rank is None:
        yield visit.say("ranking.answer_pick_out", **words)
    else:
        yield visit.say("ranking.answer_pick", rank=str(rank), **words)


@lru_cache(maxsize=4)
def _pilots(warehouse: Warehouse) -> dict[int, dict[str, Any]]:
    return {row["province"]: row for row in warehouse.rows("programme_pilots")}


def _points(visit: Visit, share: float) -> str:
    return numbers.number(float(share) * 100, visit.language, digits=1)


# --- what stands behind the answer ----------------------------------------------------------------


def _details(visit: Visit, ranked: Ranking, *, trusted: bool) -> None:
    """One row of questions; only the one that is open is computed and sent."""
    parts = _parts(visit, ranked)
    if not trusted:
        parts = {name: part for name, part in parts.items() if name not in trust.PARTS}
    elif trust_scenarios.followed(visit):
        st.session_state["details"] = "scenarios"
    name = st.pills(
        visit.say("ranking.details"),
        list(parts),
        format_func=lambda name: visit.say(f"{'trust.part_' if name in trust.PARTS else 'ranking.'}{name}"),
        key="details",
    )
    if name:
        with st.container(border=True):
            parts[name]()


def _parts(visit: Visit, ranked: Ranking) -> dict[str, Callable[[], None]]:
    """In the order in which people ask: what it says, what would change it, what it leaves out, files."""
    further = {name: partial(part, visit) for name, part in trust.PARTS.items()}
    files = further.pop("files")
    return {
        "table": partial(_exact_table, visit, ranked),
        "why": partial(_why, visit, ranked),
        **further,
        "size": partial(_size, visit, ranked),
        "coverage": partial(_coverage, visit, ranked),
        "download": partial(_downloads, visit, ranked),
        "files": files,
    }


def _size(visit: Visit, ranked: Ranking) -> None:
    if ranked.reason:
        st.write(visit.say(f"ranking.{ranked.reason}"))
    else:
        size_meter.show(visit, ranked, key="ranking_size")


def _exact_table(visit: Visit, ranked: Ranking) -> None:
    catalogue, say = visit.warehouse.catalogue, visit.say
    shown = names.candidates(visit)
    table = pd.DataFrame(
        {
            say("ranking.column_rank"): ranked.ranks,
            say("ranking.column_code"): [str(code) for code in ranked.codes],
            say(f"word.{'sector' if visit.scenario.view == 'sectors' else 'province'}"): [
                shown[code] for code in ranked.codes
            ],
            say("ranking.column_score"): ranked.scores * 100,
            **{
                catalogue.topics[topic].name.in_(visit.language): column * 100
                for topic, column in zip(
                    ranked.weights.topic_codes, ranked.topic_contributions.T, strict=True
                )
            },
            say("ranking.column_coverage"): ranked.coverage * 100,
            say("ranking.column_workplaces"): ranked.workplaces,
            say("ranking.column_insured"): ranked.insured,
        }
    )
    st.caption(say("ranking.table_note"))
    st.dataframe(tables.written(table, visit.language), hide_index=True, placeholder="–")


def _why(visit: Visit, ranked: Ranking) -> None:
    lead = ranking.lead(ranked)
    if lead is None:
        st.write(visit.say("ranking.why_single"))
        return
    catalogue, shown, say = visit.warehouse.catalogue, names.candidates(visit), visit.say
    st.write(
        say(
            "ranking.why_intro",
            first=shown[lead.first],
            second=shown[lead.second],
            margin=_points(visit, lead.difference),
        )
    )
    table = pd.DataFrame(
        [
            {
                say("word.topic"): catalogue.topics[catalogue.criteria[code].topic].name.in_(visit.language),
                say("word.criterion"): catalogue.criteria[code].name.in_(visit.language),
                say("ranking.difference"): difference * 100,
            }
            for code, difference in lead.criteria.items()
            if not math.isnan(difference) and difference != 0
        ]
    )
    st.dataframe(tables.written(table, visit.language), hide_index=True)


def _coverage(visit: Visit, ranked: Ranking) -> None:
    st.write(_coverage_sentence(visit, ranked))
    shown = names.candidates(visit)
    for status in ("absent", "below_minimum", "insufficient"):
        listed = [
            shown[code] for code, found in zip(ranked.codes, ranked.statuses, strict=True) if found == status
        ]
        if listed:
            st.write(visit.say(f"ranking.{status}", names="; ".join(listed)))


def _coverage_sentence(visit: Visit, ranked: Ranking) -> str:
    placed = [place for place, status in enumerate(ranked.statuses) if status == "ranked"]
    partial = [place for place in placed if ranked.coverage[place] < 1 - 1e-9]
    if not partial:
        return visit.say("ranking.coverage_full", count=str(len(placed)))
    lowest = min(partial, key=lambda place: ranked.coverage[place])
    return visit.say(
        "ranking.coverage_partial",
        count=str(len(placed)),
        partial=str(len(partial)),
        rule=visit.say(f"ranking.coverage_{visit.scenario.missing}"),
        lowest=numbers.percent(ranked.coverage[lowest] * 100, visit.language),
        name=names.candidates(visit)[ranked.codes[lowest]],
    )


def _downloads(visit: Visit, ranked: Ranking) -> None:
    # Taken here: a download is written on a thread that knows no visitor.
    address = session.address(visit)
    with st.container(horizontal=True):
        for kind, mime in (
            ("csv", "text/csv"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            write = getattr(reports, f"ranking_{kind}")
            st.download_button(
                visit.say(f"download.{kind}"),
                data=partial(write, visit.warehouse, ranked, visit.language, address),
                file_name=f"clusterdash-{visit.warehouse.edition.id}.{kind}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
            )


# --- how to read it -------------------------------------------------------------------------------


def reading(visit: Visit) -> None:
    """How to read the board, its source and its limits."""
    edition = visit.warehouse.edition.id
    st.caption(f"{visit.say('ranking.how_to_read')}  \n{visit.say('ranking.source', edition=edition)}")
    with st.expander(visit.say("limits.title")):
        st.markdown("\n".join(f"- {limit}" for limit in _limits(visit)))


def _limits(visit: Visit) -> list[str]:
    """Of the table nearly every criterion rests on; the others' are on the Data page."""
    catalogue = visit.warehouse.catalogue
    sources = catalogue.indicators["insured"].sources
    return [limit.in_(visit.language) for source in sources for limit in catalogue.sources[source].limits]
