"""What the link carries of a province's own pictures: how many rows its sheet has, and which lines are in
colour.

`rows` is left out for the first sectors, `lines` for those activities that a province starts with:

    rows=all    lines=industry~agriculture
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from clusterdash.scenario import Ignored, quoted
from clusterdash.ui.linked import Linked

MOST_LINES: Final = 6
"""As many as there are colours that can be told apart."""
_EVERY: Final = "all"

Lines = tuple[str, ...]


def decode_rows(text: str) -> tuple[bool, tuple[Ignored, ...]]:
    """Read `rows`: whether every sector is on the sheet."""
    return text == _EVERY, () if text == _EVERY else (Ignored("unknown", quoted(text)),)


def decode_lines(text: str, known: Collection[str]) -> tuple[Lines, tuple[Ignored, ...]]:
    """Read `lines`, and tell what in it was left out; none are those that the province starts with."""
    asked = list(dict.fromkeys(filter(None, text.split("~"))))
    found = [activity for activity in asked if activity in known]
    unknown = [Ignored("unknown", quoted(activity)) for activity in asked if activity not in known]
    too_many = [Ignored("out_of_range", quoted(activity)) for activity in found[MOST_LINES:]]
    return tuple(found[:MOST_LINES]), (*unknown, *too_many)


_ROWS: Final[Linked[bool]] = Linked("rows", False, lambda _every: _EVERY)
_LINES: Final[Linked[Lines]] = Linked("lines", (), "~".join)


def every_row() -> bool:
    """Whether every sector is on the sheet."""
    return _ROWS.chosen(decode_rows)


def show_every_row(every: bool) -> None:
    """Put every sector on the sheet, or the first ones only."""
    _ROWS.change(every)


def lines(known: Collection[str]) -> Lines:
    """The activities drawn in colour; none where the province's own are.

    known: the activities there are.
    """
    return _LINES.chosen(lambda text: decode_lines(text, known))


def draw_lines(activities: Lines) -> None:
    """Draw other activities in colour; none for those that the province starts with."""
    _LINES.change(activities)


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link could not be shown."""
    return (*_ROWS.ignored, *_LINES.ignored)
