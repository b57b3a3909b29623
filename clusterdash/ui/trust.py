"""Beside the board: how far the ranking holds when weights move, and what people may ask further of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import streamlit as st

from clusterdash import robust
from clusterdash.charts import theme
from clusterdash.robust import Band, Hold
from clusterdash.text import numbers
from clusterdash.ui import (
    names,
    trust_criteria,
    trust_first,
    trust_methods,
    trust_scenarios,
    trust_tables,
    trust_words,
)
from clusterdash.ui.rank_bands import BandRow, BandsData, TopicLine, rank_bands
from clusterdash.ui.session import Visit

MOST_ROWS: Final = 24
"""Bands travel with every release: no more of them than manufacturing has divisions; the table holds all."""
_SCOPE_SEEN: Final = "trust_scope"
PARTS: Final[dict[str, Callable[[Visit], None]]] = {
    "first": trust_first.making_first,
    "methods": trust_methods.methods,
    "criteria": trust_criteria.criteria,
    "scenarios": trust_scenarios.scenarios,
    "files": trust_tables.tables_and_files,
}
"""What may be asked further of a ranking; each is called by the message `trust.part_<name>`."""


def beside(visit: Visit) -> bool:
    """The rank bands and the topics' intervals; False, and nothing, without a ranking."""
    found = robust.bands(visit.warehouse, visit.scenario)
    if found:
        _guard_the_order(visit)
        rank_bands(_bands(visit, found))
    return bool(found)


def _guard_the_order(visit: Visit) -> None:
    """Looked at when the scope changes only: a release of a slider cannot reverse anything."""
    seen = (visit.warehouse.edition.id, visit.scenario.sectors)
    if st.session_state.get(_SCOPE_SEEN) != seen:
        st.session_state[_SCOPE_SEEN] = seen
        trust_methods.warn_of_reversals(visit)


# --- the bands and the intervals, in words --------------------------------------------------------


def _bands(visit: Visit, found: tuple[Band, ...]) -> BandsData:
    say, language = visit.say, visit.language
    return BandsData(
        lead=_lead(visit, found[0]),
        title=say("trust.bands"),
        first_title=say("trust.bands_first"),
        row_words=say("trust.band_row", **{name: f"{{{name}}}" for name in _ROW_PLACES}),
        how_to_read=say(
            "trust.bands_read",
            draws=numbers.number(robust.DRAWS, language, digits=0),
            seed=str(robust.SEED),
            error=numbers.number(robust.standard_error(0.5) * 100, language, digits=1),
        ),
        more=say("trust.show_all" if len(found) <= MOST_ROWS else "trust.show_first", count="{count}"),
        fewer=say("trust.show_fewer"),
        places=len(found),
        rows=tuple(_row(visit, band) for band in found[:MOST_ROWS]),
        topics_title=say("trust.topics"),
        topics=tuple(_topic(visit, hold) for hold in robust.holds(visit.warehouse, visit.scenario)),
        topics_how_to_read=f"{say('trust.topics_read')} {say('trust.topics_beyond')}",
    )


_ROW_PLACES: Final = ("name", "rank", "lower", "upper", "first")


def _lead(visit: Visit, first: Band) -> str:
    return visit.say(
        "trust.lead",
        first=names.candidates(visit)[first.code],
        near=trust_words.often(first.first, visit.language),
        all=trust_words.often(first.first_anywhere, visit.language),
    )


def _row(visit: Visit, band: Band) -> BandRow:
    name = names.candidates(visit)[band.code]
    return BandRow(name, band.rank, band.lower, band.upper, trust_words.often(band.first, visit.language))


def _topic(visit: Visit, hold: Hold) -> TopicLine:
    known = not math.isnan(hold.lower)
    return TopicLine(
        name=trust_words.topic(visit, hold.topic),
        colour=theme.TOPIC_COLOURS[hold.topic],
        share=hold.share,
        lower=hold.lower if known else None,
        upper=hold.upper if known else None,
        words=_topic_in_words(visit, hold) if known else ("–", visit.say("trust.hold_nothing")),
        heavy=hold.heavy,
    )


def _topic_in_words(visit: Visit, hold: Hold) -> tuple[str, str]:
    """Between which shares the first place holds, and the topic's nominal and effective weight."""
    lower, upper, share = (
        trust_words.weight(each, visit.language) for each in (hold.lower, hold.upper, hold.share)
    )
    effective = numbers.number(hold.effective, visit.language, digits=2)
    weight = "trust.weight_line_heavy" if hold.heavy else "trust.weight_line"
    return (
        visit.say("trust.hold_between", lower=lower, upper=upper),
        visit.say(weight, share=share, effective=effective),
    )
