"""The four parts of a ballot in one component: answered in the browser, saved one by one, acknowledged.

The component sends `{part, value, request, seen, attempt}`, untrusted, and the same request again until it is
answered; what a save made of it comes back in its data. What was not acknowledged stays in the browser.

    weights   {topic: points}                         scores  [[division, criterion, 1-5 or null], …]
    order     [division, …], best first               verdicts  {division: {stance, reason}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import streamlit as st

from clusterdash.charts import theme
from clusterdash.records import opinions
from clusterdash.records.errors import Closed, Conflict, RecordsError, Unavailable
from clusterdash.records.values import (
    EXPERT_CRITERIA,
    PARTS,
    TOPICS,
    Ballot,
    Meeting,
    Part,
    Participant,
    Verdict,
)
from clusterdash.text import turkish
from clusterdash.ui import identity, names, records, session
from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

KEY: Final = "ballot_form"
_ANSWER: Final = "ballot_answer"
_WORDS: Final = (
    *PARTS,
    *(f"{part}_how" for part in PARTS),
    *(f"{part}_short" for part in PARTS),
    "parts",
    "saved",
    "saved_before",
    "as_in_first_round",
    "saving",
    "unfinished",
    "nothing",
    "nothing_given",
    "save_mine",
    "take_other",
    "complete",
    "share_equally",
    "score_low",
    "score_high",
    "cannot_say",
    "order_rest",
    "up",
    "down",
    "remove",
    "reason",
)


@dataclass(frozen=True)
class Message:
    """What the component sends, in form; `value` is still to be checked where it is kept."""

    part: Part
    value: Any
    request: str
    seen: int | None


def show(visit: Visit, meeting: Meeting, participant: Participant, ballot: Ballot) -> None:
    """Draw the form with what stands, and with the answer to what was sent last."""
    component("ballot")(
        key=KEY,
        data={
            "key": f"{participant.id} {meeting.round}",
            "open": meeting.taking_answers,
            "words": _words(visit),
            **_asked(visit, meeting),
            "saved": _saved(ballot),
            "answer": st.session_state.get(_ANSWER),
        },
        on_save_change=lambda: _take(meeting),
    )


def _take(meeting: Meeting) -> None:
    message = read(st.session_state.get(KEY, {}).get("save"))
    if message is not None:
        st.session_state[_ANSWER] = save(meeting, message)


def save(meeting: Meeting, message: Message) -> dict[str, Any]:
    """Keep one part, and what the component is told of it."""
    try:
        saved = opinions.save(
            records.open_records(),
            identity.current(),
            meeting.id,
            message.part,
            payload(message.part, message.value),
            message.request,
            seen=message.seen,
        )
    except RecordsError as problem:
        return {
            "request": message.request,
            "ok": False,
            "problem": problem.in_(session.words()),
            "conflict": isinstance(problem, Conflict),
            "again": isinstance(problem, Unavailable),
            "over": isinstance(problem, Closed),
        }
    return {
        "request": message.request,
        "ok": True,
        "at": saved.given_at.isoformat(),
        "number": saved.id,
    }


def read(sent: Any) -> Message | None:
    """A message in form; None for what no form of ours sends."""
    if not isinstance(sent, Mapping) or sent.get("part") not in PARTS:
        return None
    request, seen = sent.get("request"), sent.get("seen")
    if not isinstance(request, str):
        return None
    known = seen if isinstance(seen, int) and not isinstance(seen, bool) else None
    return Message(cast(Part, sent["part"]), sent.get("value"), request, known)


def payload(part: Part, value: Any) -> Any:
    """What `opinions.save` takes. What is not of the form stays as it is, and is refused there."""
    if part == "scores" and isinstance(value, list):
        rows = (row if isinstance(row, list) and len(row) == 3 else (row, None, None) for row in value)
        return {(str(division), str(criterion)): score for division, criterion, score in rows}
    if part == "verdicts" and isinstance(value, Mapping):
        return {str(division): _verdict(said) for division, said in value.items()}
    return value


def _verdict(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    return Verdict(said.get("stance"), said.get("reason") or "")  # type: ignore[arg-type]


def _saved(ballot: Ballot) -> dict[str, Any]:
    """What stands, as the component takes it; parts that were not given are missing."""
    if ballot.withdrawn:
        return {"number": ballot.seen}
    found: dict[str, Any] = {"number": ballot.seen, "carried": sorted(ballot.carried)}
    if ballot.weights is not None:
        found["weights"] = dict(ballot.weights)
    if ballot.scores is not None:
        found["scores"] = [[*key, score] for key, score in ballot.scores.items()]
    if ballot.order is not None:
        found["order"] = list(ballot.order)
    if ballot.verdicts:
        found["verdicts"] = {
            division: {"stance": verdict.stance, "reason": verdict.reason}
            for division, verdict in ballot.verdicts.items()
        }
    return found


def _asked(visit: Visit, meeting: Meeting) -> dict[str, Any]:
    """What the form asks about. Sectors stand by name, so that no order of ours is suggested."""
    catalogue, language = visit.warehouse.catalogue, visit.language
    named = names.divisions(visit.warehouse, language)
    listed = sorted(meeting.shortlist, key=lambda code: turkish.sort_key(named[code]))
    return {
        "topics": [
            {
                "code": code,
                "name": catalogue.topics[code].name.in_(language),
                "explanation": catalogue.topics[code].explanation.in_(language),
                "colour": theme.TOPIC_COLOURS[code],
            }
            for code in TOPICS
        ],
        "criteria": [
            {
                "code": code,
                "name": catalogue.criteria[code].name.in_(language),
                "question": catalogue.criteria[code].explanation.in_(language),
            }
            for code in EXPERT_CRITERIA
        ],
        "sectors": [{"code": code, "name": named[code]} for code in listed],
        "proposed": [code for code in listed if code in meeting.proposed],
    }


def _words(visit: Visit) -> dict[str, str]:
    say = visit.say
    words = {name: say(f"ballot.{name}") for name in _WORDS if name != "saved"}
    # The component writes the time itself, by the telephone's clock.
    words["saved"] = say("ballot.saved", time="{time}")
    return words | {stance: say(f"records.word.{stance}") for stance in ("confirm", "dispute")}
