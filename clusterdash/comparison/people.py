"""What people said, as figures: their weights, their orders, and what they confirm or dispute.

A withdrawn ballot takes no part. A part nobody answered is None, never 0: a person who gave no weights has no
weights, and an answer of "can't say" is no score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.records.values import KINDS, Ballot, InstitutionKind, Stance

Array = npt.NDArray[np.float64]

TOTAL: Final = 100
"""Points that everybody gives to the topics."""
FEWEST_OF_A_KIND: Final = 3
"""A kind of institution with fewer ballots is not spoken of: it would be pointing at persons."""


@dataclass(frozen=True)
class Dot:
    """One ballot's weights: its kind of institution, and points by topic adding up to 100."""

    kind: InstitutionKind
    points: Mapping[str, float]


@dataclass(frozen=True)
class Average:
    """Points by topic over a number of ballots: the mean (it adds up to 100) and the median (it need not)."""

    ballots: int
    mean: Mapping[str, float]
    median: Mapping[str, float]


@dataclass(frozen=True)
class TopicWeights:
    """The weights of the people. ``spread``: how many of the 100 points a person would move, on average, to
    arrive at the mean."""

    dots: tuple[Dot, ...]
    everybody: Average
    by_kind: Mapping[InstitutionKind, Average]
    spread: float


@dataclass(frozen=True)
class Reason:
    """Why somebody confirms or disputes; ``kind``: None where it is not spoken of."""

    stance: Stance
    kind: InstitutionKind | None
    text: str


@dataclass(frozen=True)
class Stand:
    """What people say of one proposed sector; ``silent``: ballots that say nothing of it."""

    division: str
    confirm: int
    dispute: int
    silent: int
    reasons: tuple[Reason, ...]


def taking_part(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """The ballots that count, in an order that does not depend on who answered first.

    A withdrawn ballot and one without any answer do not.
    """
    given = (ballot for ballot in ballots if ballot.parts and not ballot.withdrawn)
    return tuple(sorted(given, key=lambda ballot: ballot.participant))


def kinds_spoken_of(ballots: Iterable[Ballot]) -> frozenset[InstitutionKind]:
    """The kinds of institution that may stand beside what one of these ballots says."""
    counted = Counter(ballot.kind for ballot in ballots)
    return frozenset(kind for kind, count in counted.items() if count >= FEWEST_OF_A_KIND)


def topic_weights(ballots: Sequence[Ballot], topics: Sequence[str]) -> TopicWeights | None:
    """Everybody's weights over these topics; None where nobody gave any.

    Mean weights are the aggregation of individual priorities (AIP; Forman and Peniwati 1998, European Journal
    of Operational Research 108(1)).
    """
    given = [ballot for ballot in ballots if ballot.weights and sum(ballot.weights.values()) > 0]
    if not given:
        return None
    points = np.array([_shares(ballot, topics) for ballot in given]) * TOTAL
    kinds = [ballot.kind for ballot in given]
    return TopicWeights(
        dots=tuple(Dot(kind, _named(topics, row)) for kind, row in zip(kinds, points, strict=True)),
        everybody=_average(topics, points),
        by_kind={
            kind: _average(topics, points[[other == kind for other in kinds]])
            for kind in KINDS
            if kind in kinds
        },
        spread=float(np.abs(points - points.mean(axis=0)).sum(axis=1).mean() / 2),
    )


def orders(ballots: Sequence[Ballot], shortlist: Sequence[str]) -> pd.DataFrame | None:
    """The place each person gives each sector: shortlist × participants, 1 = best; None where nobody did.

    Sectors that a person left out stand level behind those named: the person put the others before them and
    said nothing of their order. Codes that are not on the shortlist do not count.
    """
    columns: dict[str, list[float]] = {}
    for ballot in ballots:
        named = [code for code in dict.fromkeys(ballot.order or ()) if code in shortlist]
        if named:
            level = (len(named) + 1 + len(shortlist)) / 2
            columns[ballot.participant] = [
                named.index(code) + 1.0 if code in named else level for code in shortlist
            ]
    return pd.DataFrame(columns, index=list(shortlist)) if columns else None


def stands(ballots: Sequence[Ballot], proposed: Sequence[str]) -> tuple[Stand, ...]:
    """Who confirms and who disputes each proposed sector, with the reasons, in the order proposed."""
    spoken_of = kinds_spoken_of(ballots)
    return tuple(_stand(ballots, division, spoken_of) for division in proposed)


def _stand(ballots: Sequence[Ballot], division: str, spoken_of: Collection[InstitutionKind]) -> Stand:
    said = [(ballot, ballot.verdicts[division]) for ballot in ballots if division in ballot.verdicts]
    confirm = sum(verdict.stance == "confirm" for _, verdict in said)
    reasons = tuple(
        Reason(verdict.stance, ballot.kind if ballot.kind in spoken_of else None, verdict.reason.strip())
        for ballot, verdict in said
        if verdict.reason.strip()
    )
    return Stand(division, confirm, len(said) - confirm, len(ballots) - len(said), reasons)


def _shares(ballot: Ballot, topics: Sequence[str]) -> list[float]:
    weights = ballot.weights or {}
    total = sum(weights.values())
    return [weights.get(topic, 0) / total for topic in topics]


def _average(topics: Sequence[str], points: Array) -> Average:
    return Average(
        len(points), _named(topics, points.mean(axis=0)), _named(topics, np.median(points, axis=0))
    )


def _named(topics: Sequence[str], values: Array) -> dict[str, float]:
    return dict(zip(topics, values.tolist(), strict=True))
