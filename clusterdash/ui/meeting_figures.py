"""What a meeting is about, in figures: its edition, its analysis, and once revealed what people said."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from clusterdash import comparison, scenario, warehouse
from clusterdash.comparison import Comparison, Movement
from clusterdash.ranking import Ranking
from clusterdash.records import decisions, meetings, opinions, studies
from clusterdash.records.actors import Actor
from clusterdash.records.values import TOPICS, Ballot, Decision, Meeting
from clusterdash.reports.minutes import Session
from clusterdash.scenario import Scenario
from clusterdash.ui import meeting_links, records, session
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Warehouse

_OLD: Final = 20.0
"""Seconds after which ballots are read again: somebody may have had their reasons erased."""
_KEPT: Final = "meeting_figures"


@dataclass(frozen=True)
class Figures:
    """The figures of the rounds that were revealed: ``first`` always, ``second`` where there was one."""

    warehouse: Warehouse
    analysis: Ranking
    rounds: tuple[tuple[Ballot, ...], ...]
    first: Comparison
    second: Comparison | None
    movement: Movement | None

    @property
    def last(self) -> Comparison:
        return self.second or self.first


@dataclass(frozen=True)
class _Kept:
    meeting: Meeting
    read: float
    figures: Figures


def edition(meeting: Meeting, current: Warehouse) -> Warehouse:
    """The edition the meeting was opened on; where it is no longer kept, the current one."""
    if meeting.edition in ("", current.edition.id):
        return current
    try:
        return warehouse.kept(meeting.edition)
    except warehouse.WarehouseError:
        return current


def scenario_of(meeting: Meeting, opened: Warehouse) -> Scenario:
    """On official figures alone: what firms said before is no part of a meeting's own opinions."""
    asked = scenario.decode(meeting.scenario, session.known(opened)).scenario
    return replace(asked, experts=0)


def analysis_of(meeting: Meeting, opened: Warehouse) -> Ranking:
    """The statistics' own ranking of the meeting's province. Not for the hall before the reveal."""
    asked = scenario_of(meeting, opened)
    return comparison.analysis_of(opened, asked, meeting.province, meeting.shortlist)


def of(visit: Visit, actor: Actor, meeting: Meeting) -> Figures | None:
    """All figures of the revealed rounds, None before the first is. Raises Forbidden, RecordsError.

    Kept for the session: nobody answers a round that is revealed, so that a projector need not count again.
    """
    if meeting.covered(1):
        return None
    kept: _Kept | None = st.session_state.get(_KEPT)
    fresh = kept is not None and kept.meeting == meeting and time.monotonic() - kept.read < _OLD
    if kept is not None and fresh:
        return kept.figures
    rounds = tuple(
        opinions.ballots(records.open_records(), actor, meeting, number)
        for number in (1, 2)
        if number <= meeting.round and not meeting.covered(number)
    )
    opened = edition(meeting, visit.warehouse)
    known = kept.figures if kept is not None and kept.meeting.id == meeting.id else None
    if known is None or known.rounds != rounds or known.warehouse is not opened:
        known = _compared(opened, meeting, rounds)
    st.session_state[_KEPT] = _Kept(meeting, time.monotonic(), known)
    return known


def _compared(opened: Warehouse, meeting: Meeting, rounds: tuple[tuple[Ballot, ...], ...]) -> Figures:
    analysis = analysis_of(meeting, opened)
    compared = [
        comparison.compare(opened, analysis, ballots, meeting.shortlist, meeting.proposed)
        for ballots in rounds
    ]
    both = len(compared) > 1
    return Figures(
        warehouse=opened,
        analysis=analysis,
        rounds=rounds,
        first=compared[0],
        second=compared[1] if both else None,
        movement=comparison.movement(rounds[0], rounds[1], TOPICS, meeting.shortlist) if both else None,
    )


def decision(actor: Actor, meeting: Meeting) -> Decision | None:
    return decisions.of_meeting(records.open_records(), actor, meeting)


def sitting(visit: Visit, actor: Actor, meeting: Meeting, at: str) -> tuple[Warehouse, Session] | None:
    """All that the minutes are of; None before the first reveal. Raises RecordsError."""
    store = records.open_records()
    now = meetings.get(store, actor, meeting)
    found = of(visit, actor, now)
    if found is None:
        return None
    people = tuple(person for person, _ in meetings.participants(store, actor, now))
    return found.warehouse, Session(
        meeting=now,
        participants=people,
        analysis=found.analysis,
        first=found.first,
        second=found.second,
        movement=found.movement,
        decision=decision(actor, now),
        address=meeting_links.scenario(at, _whole_scenario(now, found.warehouse)),
        studies=studies.cited(store, actor, province=now.province, divisions=now.shortlist),
    )


def _whole_scenario(meeting: Meeting, opened: Warehouse) -> str:
    asked = scenario_of(meeting, opened)
    whole = replace(asked, view="sectors", province=meeting.province, edition=opened.edition.id)
    return scenario.encode(whole)
