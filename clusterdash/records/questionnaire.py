"""The will to cooperate in a province's sector, as the visited firms answered: criterion N5 from experts.

A firm counts with the mean of what it said about cooperation, trust and joint activities in the latest
questionnaire of it; "can't say" counts for nothing, and what it needs is no will. There is no figure of fewer
than FEWEST firms, nor of firms that all answered alike: either would tell what a firm said. So would the
difference between two publications, so a new one needs that beside each earlier one no firm's answer has
changed, or at least FEWEST firms' have.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import ledger, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.errors import RecordsError
from clusterdash.records.fieldwork import CANNOT_SAY, FEWEST
from clusterdash.records.store import Records
from clusterdash.records.work_models import ExpertFigureRow, FirmRow, VisitRow

CRITERION: Final = "N5"
WILL: Final = ("cooperation", "trust", "joint")
_DIGITS: Final = 1


@dataclass(frozen=True)
class ExpertFigure:
    """mean: 1-5. spread: the standard deviation between firms. firms: how many answered.
    published_at, number: None for the figure as it would be published now; numbers grow with publications."""

    province: int
    division: str
    mean: float
    spread: float
    firms: int
    published_at: datetime | None = None
    number: int | None = None


def standing(records: Records, actor: Actor, province: int, division: str) -> ExpertFigure | None:
    """The figure of today's answers, for those who may read the visits; None where it would tell too much."""
    permissions.require(actor, "visit.read", province=province)
    with records.reading() as session:
        return summary(province, division, _answers(session, province, division))


def publish(records: Records, actor: Actor, province: int, division: str) -> ExpertFigure:
    """Make today's figure everybody's. Raises RecordsError where it would tell what a single firm said."""
    permissions.require(actor, "expert_figure.publish", province=province)
    with records.writing() as session:
        answers = _answers(session, province, division)
        figure = summary(province, division, answers)
        if figure is None:
            raise RecordsError("expert.few")
        earlier = session.scalars(_earlier(province, division))
        if any(0 < _changed(each, answers) < FEWEST for each in earlier):
            raise RecordsError("expert.difference")
        row = ExpertFigureRow(
            province=province,
            division=division,
            mean=figure.mean,
            spread=figure.spread,
            firms=figure.firms,
            answers=dict(answers),
        )
        session.add(row)
        ledger.write(session, actor, "expert_figure.publish", row)
        return _value(row)


def published(
    records: Records, actor: Actor, *, province: int | None = None, until: int | None = None
) -> tuple[ExpertFigure, ...]:
    """The published figures that stand, by province and division; or that stood when `until` was published.

    Nothing published is ever changed: one number always means the same figures.
    """
    permissions.require(actor, "visit.count", province=province)
    latest = sa.select(sa.func.max(ExpertFigureRow.id)).group_by(
        ExpertFigureRow.province, ExpertFigureRow.division
    )
    if until is not None:
        latest = latest.where(ExpertFigureRow.id <= until)
    wanted = sa.select(ExpertFigureRow).where(ExpertFigureRow.id.in_(latest))
    if province is not None:
        wanted = wanted.where(ExpertFigureRow.province == province)
    with records.reading() as session:
        rows = session.scalars(wanted.order_by(ExpertFigureRow.province, ExpertFigureRow.division))
        return tuple(map(_value, rows))


def summary(province: int, division: str, answers: Mapping[str, float]) -> ExpertFigure | None:
    """The figure of firms' answers by firm; None for fewer than FEWEST, or where all are alike."""
    values = list(answers.values())
    if len(values) < FEWEST or len(set(values)) == 1:
        return None
    mean, spread = statistics.fmean(values), statistics.stdev(values)
    return ExpertFigure(province, division, round(mean, _DIGITS), round(spread, _DIGITS), len(values))


def _answers(session: Session, province: int, division: str) -> dict[str, float]:
    """By firm, the mean answer of its latest questionnaire in which it said something."""
    columns = [getattr(VisitRow, question) for question in WILL]
    asked = (
        sa.select(FirmRow.id, *columns)
        .join(VisitRow, VisitRow.firm == FirmRow.id)
        .where(
            FirmRow.province == province,
            FirmRow.division == division,
            FirmRow.deleted_at.is_(None),
            VisitRow.deleted_at.is_(None),
            sa.or_(*(column > CANNOT_SAY for column in columns)),
        )
        .order_by(VisitRow.visited_on, VisitRow.id)
    )
    return {
        firm: statistics.fmean(score for score in scores if score) for firm, *scores in session.execute(asked)
    }


def _changed(before: Mapping[str, float], now: Mapping[str, float]) -> int:
    return sum(before.get(firm) != now.get(firm) for firm in before.keys() | now.keys())


def _earlier(province: int, division: str) -> sa.Select[Any]:
    """The answers of each publication of a cell: all of them can still be read."""
    there = (ExpertFigureRow.province == province, ExpertFigureRow.division == division)
    return sa.select(ExpertFigureRow.answers).where(*there)


def _value(row: ExpertFigureRow) -> ExpertFigure:
    return ExpertFigure(row.province, row.division, row.mean, row.spread, row.firms, row.published_at, row.id)
