"""What the Info Spots did, month by month, against what they meant to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import ledger, lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.checks import Fields
from clusterdash.records.models import DecisionRow, MeetingRow
from clusterdash.records.store import Records
from clusterdash.records.work_models import TargetRow, VisitRow

Measure = Literal["visits", "firms_served", "meetings", "decisions"]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
_MOST: Final = 10_000
_HELD: Final = ("revealed", "second", "second_revealed", "decided", "closed")


@dataclass(frozen=True)
class Done:
    """What was counted in a province and month (1-12), and its target, None where there is none."""

    province: int
    month: int
    measure: Measure
    count: int
    target: int | None


def of_year(records: Records, actor: Actor, year: int) -> tuple[Done, ...]:
    """Counts and targets of the provinces the actor works for, by province, month and measure.

    A visit in which a service was agreed serves its firm; a firm served twice in a month counts once in it.
    """
    seen = permissions.within(actor, "targets.read")
    with records.reading() as session:
        counted: dict[tuple[int, int, Measure], int] = {}
        for measure in MEASURES:
            for province, month, count in session.execute(_counted(measure, seen, year)):
                counted[province, int(month), measure] = count
        targets = {
            (row.province, row.month.month, row.measure): row.number for row in _targets(session, seen, year)
        }
    return tuple(
        Done(province, month, measure, counted.get(key, 0), targets.get(key))
        for key in sorted(counted.keys() | targets.keys())
        for province, month, measure in (key,)
    )


def set_targets(
    records: Records, actor: Actor, province: int, year: int, targets: Mapping[tuple[int, str], int | None]
) -> None:
    """Put targets of a year in place by month (1-12) and measure; None takes one away. Raises Invalid."""
    permissions.require(actor, "targets.change", province=province)
    fields = Fields()
    fields.province("province", province)
    for (month, measure), number in targets.items():
        fields.number("month", month, 1, 12)
        fields.one_of("measure", measure, MEASURES)
        if number is not None:
            fields.number("number", number, 0, _MOST)
    fields.done()
    with records.writing() as session:
        everywhere = permissions.Within(False, frozenset({province}), frozenset())
        there = {(row.month.month, row.measure): row for row in _targets(session, everywhere, year)}
        for key, number in targets.items():
            _set(session, actor, there.get(key), TargetRow(**_place(province, year, key)), number)


def _place(province: int, year: int, key: tuple[int, str]) -> dict[str, Any]:
    return {"province": province, "month": date(year, key[0], 1), "measure": key[1]}


def _set(session: Session, actor: Actor, row: TargetRow | None, new: TargetRow, number: int | None) -> None:
    if row is None and number is not None:
        new.number = number
        session.add(new)
        ledger.write(session, actor, "targets.change", new)
    elif row is not None and row.number != number:
        before = ledger.snapshot(row)
        if number is None:
            ledger.write(session, actor, "targets.change", row, before=before, gone=True)
            session.delete(row)
        else:
            row.number = number
            ledger.write(session, actor, "targets.change", row, before=before)


def _targets(session: Session, seen: permissions.Within, year: int) -> Any:
    first, last = date(year, 1, 1), date(year, 12, 31)
    wanted = sa.select(TargetRow).where(TargetRow.month.between(first, last))
    return session.scalars(wanted.where(lists.within(seen, province=TargetRow.province)))


def _counted(measure: Measure, seen: permissions.Within, year: int) -> sa.Select[Any]:
    row: Any
    conditions: list[Any]
    match measure:
        case "visits" | "firms_served":
            row, day, conditions = VisitRow, VisitRow.visited_on, [VisitRow.deleted_at.is_(None)]
        case "meetings":
            row, day, conditions = MeetingRow, MeetingRow.held_on, [MeetingRow.state.in_(_HELD)]
        case "decisions":
            row, day, conditions = DecisionRow, DecisionRow.decided_on, [DecisionRow.origin == "decided_here"]
    count: Any = sa.func.count()
    if measure == "firms_served":
        count, conditions = sa.func.count(sa.distinct(VisitRow.firm)), [*conditions, VisitRow.service != ""]
    if measure == "decisions":
        # A meeting that decides again has decided once.
        count = sa.func.count(sa.distinct(DecisionRow.meeting))
    month = sa.extract("month", day)
    return (
        sa.select(row.province, month, count)
        .where(day.between(date(year, 1, 1), date(year, 12, 31)), *conditions)
        .where(lists.within(seen, province=row.province))
        .group_by(row.province, month)
    )
