"""The four parts of a ballot: what may be given, and how it is kept as JSON.

A part is replaced as a whole each time it is saved. The reasons somebody writes are kept apart from the rest,
since they are the only words of a ballot and can be erased.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from clusterdash.records.checks import Fields
from clusterdash.records.values import EXPERT_CRITERIA, STANCES, TOPICS, Meeting, Part, Verdict

POINTS: Final = 100
LONGEST_REASON: Final = 1000

Kept = tuple[dict[str, Any], dict[str, Any] | None]
"""The payload, and the words."""


def kept(part: Part, payload: Any, meeting: Meeting, fields: Fields) -> Kept:
    """A part as it is kept. What cannot be taken is noted in `fields`.

    weights: Mapping topic → points, together 100. scores: Mapping (division, criterion) → 1-5 or None.
    order: divisions, best first. verdicts: Mapping division → Verdict.
    """
    if not payload:
        fields.wrong(part, "nothing")
        return {}, None
    keep: Callable[[Any, Meeting, Fields], Kept] = _KEEP[part]
    return keep(payload, meeting, fields)


def given(part: Part, payload: Mapping[str, Any], words: Mapping[str, Any] | None) -> Any:
    """A part as it was given; a reason that was erased is empty."""
    match part:
        case "weights":
            return {topic: payload[topic] for topic in TOPICS}
        case "scores":
            return {
                (division, criterion): score
                for division, scores in payload.items()
                for criterion, score in scores.items()
            }
        case "order":
            return tuple(payload["order"])
        case "verdicts":
            return {
                division: Verdict(stance, (words or {}).get(division, ""))
                for division, stance in payload.items()
            }


def _weights(payload: Any, _meeting: Meeting, fields: Fields) -> Kept:
    if not isinstance(payload, Mapping) or set(payload) != set(TOPICS):
        fields.wrong("weights", "topics")
        return {}, None
    points = {topic: fields.number("weights", payload[topic], 0, POINTS) for topic in TOPICS}
    if sum(points.values()) != POINTS:
        fields.wrong("weights", "weights_sum", sum=str(sum(points.values())))
    return points, None


def _scores(payload: Any, meeting: Meeting, fields: Fields) -> Kept:
    scores: dict[str, dict[str, int | None]] = {}
    for key, score in payload.items() if isinstance(payload, Mapping) else ():
        if not isinstance(key, tuple) or len(key) != 2 or key[1] not in EXPERT_CRITERIA:
            fields.wrong("scores", "criterion")
            continue
        division, criterion = key
        if division not in meeting.shortlist:
            fields.wrong("scores", "not_listed")
        elif isinstance(score, bool) or score not in (None, 1, 2, 3, 4, 5):
            fields.wrong("scores", "score")
        else:
            scores.setdefault(division, {})[criterion] = None if score is None else int(score)
    if not scores:
        fields.wrong("scores", "nothing")
    return scores, None


def _order(payload: Any, meeting: Meeting, fields: Fields) -> Kept:
    if isinstance(payload, str) or not isinstance(payload, list | tuple):
        fields.wrong("order", "division")
        return {}, None
    return {"order": list(fields.divisions("order", payload, among=meeting.shortlist))}, None


def _verdicts(payload: Any, meeting: Meeting, fields: Fields) -> Kept:
    stances: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for division, verdict in payload.items() if isinstance(payload, Mapping) else ():
        if division not in meeting.proposed:
            fields.wrong("verdicts", "not_listed")
        elif not isinstance(verdict, Verdict):
            fields.wrong("verdicts", "choice")
        else:
            stances[division] = fields.one_of("verdicts", verdict.stance, STANCES)
            reason = fields.text("verdicts", verdict.reason, longest=LONGEST_REASON, optional=True)
            words |= {division: reason} if reason else {}
    if not stances:
        fields.wrong("verdicts", "nothing")
    return stances, words or None


_KEEP: Final[Mapping[Part, Callable[[Any, Meeting, Fields], Kept]]] = {
    "weights": _weights,
    "scores": _scores,
    "order": _order,
    "verdicts": _verdicts,
}
