"""Which opinions stand: of each participant and part the latest line, unless a withdrawal came after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records.models import OpinionRow
from clusterdash.records.values import Part

WITHDRAWAL: Final = "withdrawal"


class Given(NamedTuple):
    """What of a line is read. A hall has thousands: rows of a session, which watch for changes, cost twice as
    much and make Python look for garbage."""

    id: int
    participant: str
    round: int
    part: Any
    payload: dict[str, Any] | None
    words: dict[str, Any] | None
    given_at: datetime


@dataclass
class Standing:
    """What stands of a participant's opinion; if withdrawn, what stood before."""

    parts: dict[Part, Given] = field(default_factory=dict)
    withdrawn: bool = False
    latest: Given | None = None


_READ: Final = [getattr(OpinionRow, name) for name in Given._fields]


def of_meeting(
    session: Session, meeting: str, round: int, participant: str | None = None
) -> dict[str, Standing]:
    """By participant, what stands at the end of a round; the second round builds on the first."""
    latest = (
        sa.select(sa.func.max(OpinionRow.id))
        .where(OpinionRow.meeting == meeting, OpinionRow.round <= round)
        .group_by(OpinionRow.participant, OpinionRow.part)
    )
    if participant is not None:
        latest = latest.where(OpinionRow.participant == participant)
    rows = session.execute(sa.select(*_READ).where(OpinionRow.id.in_(latest)).order_by(OpinionRow.id))
    return _by_participant(map(Given._make, rows))


def _by_participant(rows: Iterable[Given]) -> dict[str, Standing]:
    """From the latest lines of each part, oldest first."""
    found: dict[str, Standing] = {}
    for row in rows:
        standing = found.setdefault(row.participant, Standing())
        standing.latest = row
        if row.part == WITHDRAWAL:
            standing.withdrawn = True
        elif standing.withdrawn:
            standing.parts, standing.withdrawn = {row.part: row}, False
        else:
            standing.parts[row.part] = row
    return found


def parts_given(session: Session, meeting: str, round: int) -> dict[str, frozenset[Part]]:
    """By participant, the parts given in this round that stand; what they say is not read."""
    rows = session.execute(
        sa.select(OpinionRow.participant, OpinionRow.part, sa.func.max(OpinionRow.id))
        .where(OpinionRow.meeting == meeting, OpinionRow.round == round)
        .group_by(OpinionRow.participant, OpinionRow.part)
    ).all()
    withdrawn = {participant: number for participant, part, number in rows if part == WITHDRAWAL}
    given: dict[str, set[Part]] = {}
    for participant, part, number in rows:
        if number > withdrawn.get(participant, 0):
            given.setdefault(participant, set()).add(cast(Part, part))
    return {participant: frozenset(parts) for participant, parts in given.items()}
