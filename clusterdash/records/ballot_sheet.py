"""Paper ballots as a table: its columns, and how a row is read.

    institution  kind  name  consent                      who; kind by code or by its name in either language
    weight economic_impact … weight factors               points of 100
    score 28 D5 …                                         1-5, or "?" for can't say
    order                                                 divisions, best first: 28 15 25
    verdict 28 …  reason 28 …                             confirm or dispute, in either language, and why

An empty cell is no answer. Cells may be text or numbers, as a spreadsheet gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from clusterdash.records.answers import POINTS
from clusterdash.records.checks import Fields
from clusterdash.records.values import (
    EXPERT_CRITERIA,
    KINDS,
    STANCES,
    TOPICS,
    Meeting,
    PaperBallot,
    Verdict,
)
from clusterdash.text import messages, turkish

FIRST_ROW: Final = 2
"""The row under the header, as spreadsheets count."""
CANNOT_SAY: Final = "?"
_WHO: Final = ("institution", "kind", "name", "consent")


def columns(meeting: Meeting) -> tuple[str, ...]:
    """The header of a meeting's table."""
    return (
        *_WHO,
        *(f"weight {topic}" for topic in TOPICS),
        *(f"score {division} {criterion}" for division in meeting.shortlist for criterion in EXPERT_CRITERIA),
        "order",
        *(f"{what} {division}" for division in meeting.proposed for what in ("verdict", "reason")),
    )


def is_empty(cells: Mapping[str, Any]) -> bool:
    """Whether nothing is written in a row."""
    return not any(map(_text, cells.values()))


def read(cells: Mapping[str, Any], meeting: Meeting, fields: Fields) -> PaperBallot:
    """One row. What cannot be read, and a column that the table does not have, is noted in `fields`; such a
    cell is left out of the ballot, of the weights all four."""
    known = set(columns(meeting))
    for name in cells:
        if name not in known and _text(cells[name]):
            fields.wrong(str(name)[:60], "column")
    return PaperBallot(
        institution=_text(cells.get("institution")),
        kind=_code(fields, "kind", cells.get("kind"), KINDS),
        name=_text(cells.get("name")) or None,
        consent=_code(fields, "consent", cells.get("consent"), ("yes", "no")) == "yes",
        weights=_weights(cells, fields),
        scores=_scores(cells, meeting, fields),
        order=_order(cells),
        verdicts=_verdicts(cells, meeting, fields),
    )


def _weights(cells: Mapping[str, Any], fields: Fields) -> dict[str, int] | None:
    given = {topic: _number(fields, f"weight {topic}", cells.get(f"weight {topic}")) for topic in TOPICS}
    if any(f"weight {topic}" in fields.reasons for topic in TOPICS):
        for points in given.values():
            fields.number("weights", points or 0, 0, POINTS)
        return None  # their sum cannot be told
    if all(points is None for points in given.values()):
        return None
    return {topic: points or 0 for topic, points in given.items()}


def _scores(
    cells: Mapping[str, Any], meeting: Meeting, fields: Fields
) -> dict[tuple[str, str], int | None] | None:
    scores: dict[tuple[str, str], int | None] = {}
    for division in meeting.shortlist:
        for criterion in EXPERT_CRITERIA:
            column = f"score {division} {criterion}"
            text = _text(cells.get(column))
            if text == CANNOT_SAY:
                scores[division, criterion] = None
            elif (score := _number(fields, column, text)) is not None:
                scores[division, criterion] = score
    return scores or None


def _order(cells: Mapping[str, Any]) -> tuple[str, ...] | None:
    """A spreadsheet drops the zero of 01."""
    return tuple(code.zfill(2) for code in re.findall(r"[^\s,;]+", _text(cells.get("order")))) or None


def _verdicts(cells: Mapping[str, Any], meeting: Meeting, fields: Fields) -> dict[str, Verdict] | None:
    verdicts: dict[str, Verdict] = {}
    for division in meeting.proposed:
        stance: Any = _code(fields, f"verdict {division}", cells.get(f"verdict {division}"), STANCES)
        reason = _text(cells.get(f"reason {division}"))
        if stance:
            verdicts[division] = Verdict(stance, reason)
        elif reason:
            fields.wrong(f"verdict {division}", "choice")
    return verdicts or None


def _text(cell: Any) -> str:
    """A cell as text; 28.0 is 28, and a spreadsheet's gaps are empty."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _number(fields: Fields, column: str, cell: Any) -> int | None:
    text = _text(cell)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", text):
        fields.wrong(column, "whole")
        return None
    return int(text)


def _code(fields: Fields, column: str, cell: Any, codes: tuple[str, ...]) -> str:
    """A code written as itself or by its name in Turkish or English; empty where nothing was written."""
    text = turkish.fold(_text(cell))
    if not text:
        return ""
    found = _names(codes).get(text)
    if found is None:
        fields.wrong(column, "choice")
    return found or ""


@cache
def _names(codes: tuple[str, ...]) -> dict[str, str]:
    names = {
        turkish.fold(form): code for code in codes for form in messages()[f"records.word.{code}"].values()
    }
    return names | {code: code for code in codes}
