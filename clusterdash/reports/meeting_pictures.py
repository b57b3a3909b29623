"""The pictures of the minutes: weights, places, verdicts. They say the same in grey as in colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clusterdash import qr
from clusterdash.comparison import Places, Stand, TopicWeights
from clusterdash.records.values import KINDS, InstitutionKind
from clusterdash.reports.drawing import (
    INK,
    QUIET,
    Anchor,
    Drawing,
    Label,
    Line,
    Mark,
    Shape,
    rectangle,
    shape,
    shortened,
    text_width,
)
from clusterdash.text import Words, numbers

WIDTH: Final = 170.0
"""Of every picture, in millimetres: what A4 leaves between its margins."""
_SHAPES: Final[tuple[Shape, ...]] = ("disc", "square", "diamond", "triangle", "cross", "star")
_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#BF8000", "#56B4E9")
_STYLES: Final = dict(zip(KINDS, zip(_SHAPES, _COLOURS, strict=True), strict=True))
_SIZE: Final = 8.5
_RADIUS: Final = 1.15
_ROW: Final = 14.0
_SWARM: Final = 3.4
"""Millimetres by which equal points may stand above and below their line."""
_STEP: Final = 6.2


def weights(found: TopicWeights, *, say: Words, topics: Mapping[str, str]) -> Drawing:
    """Every ballot's points by topic, each a mark by kind of institution, with the median."""
    kinds = [kind for kind in KINDS if kind in found.by_kind]
    legend = list(_legend(found, kinds, say))
    top = max((mark.at[1] for mark in legend if isinstance(mark, Label)), default=0.0) + 6
    right = max(dot.points[topic] for dot in found.dots for topic in topics)
    right = min(100.0, 10 * (int(right // 10) + 1))
    marks: list[Mark] = []
    for row, (topic, name) in enumerate(topics.items()):
        middle = top + row * _ROW + 7
        median = found.everybody.median[topic]
        shown = numbers.number(median, say.language, 0 if float(median).is_integer() else 1)
        marks.append(Label((0, middle - 5.6), name, _SIZE, bold=True))
        marks.append(Label((WIDTH, middle - 5.6), f"{say('opinions.median')} {shown}", _SIZE, "right"))
        marks.append(Line((0, middle), (WIDTH, middle), 0.15, "#D5DEE4"))
        crowd = Counter(round(dot.points[topic]) for dot in found.dots)
        seen: Counter[int] = Counter()
        for dot in found.dots:
            whole = round(dot.points[topic])
            step = min(2.2, 2 * _SWARM / max(1, crowd[whole] - 1))
            away = step * ((seen[whole] + 1) // 2) * (1 if seen[whole] % 2 else -1)
            seen[whole] += 1
            kind, colour = _STYLES[dot.kind]
            centre = (dot.points[topic] / right * WIDTH, middle + away)
            marks.append(shape(kind, centre, _RADIUS, colour, "#FFFFFF"))
        at = median / right * WIDTH
        for width, colour in ((1.3, "#FFFFFF"), (0.7, INK)):
            marks.append(Line((at, middle - 4.4), (at, middle + 4.4), width, colour))
    bottom = top + len(topics) * _ROW
    marks += list(_scale(right, bottom + 2, say))
    return Drawing(WIDTH, bottom + 6, (*legend, *marks))


def places(
    columns: Sequence[tuple[str, Places]], *, say: Words, names: Mapping[str, str], coloured: Sequence[str]
) -> Drawing:
    """One line per sector between ways of ranking, place 1 on top; those without a place stand at the end.

    columns: heading and places of each way, at least two, over the same sectors; coloured: codes that stand
    out, at most six.
    """
    side = 55.0
    codes = list(columns[0][1])
    xs = [side + place * (WIDTH - 2 * side) / (len(columns) - 1) for place in range(len(columns))]
    heights = [_heights(found) for _, found in columns]
    top = 9.0
    strong = dict(zip(coloured, _COLOURS, strict=False))
    marks: list[Mark] = [
        Label((x, 3), shortened(heading, _SIZE, (WIDTH - 2 * side) / (len(columns) - 1) * 0.95, bold=True),
              _SIZE, "middle", bold=True)
        for x, (heading, _) in zip(xs, columns, strict=True)
    ]  # fmt: skip
    for code in sorted(codes, key=lambda code: code in strong):
        colour = strong.get(code, QUIET)
        ys = [top + (found[code] - 1) * _STEP + 3 for found in heights]
        ranked = [found[code] is not None for _, found in columns]
        for place in range(len(columns) - 1):
            if ranked[place] and ranked[place + 1]:
                ends = (xs[place], ys[place]), (xs[place + 1], ys[place + 1])
                marks.append(Line(*ends, 0.9 if code in strong else 0.4, colour))
        for x, y, there in zip(xs, ys, ranked, strict=True):
            if there:
                marks.append(shape("disc", (x, y), 1.2 if code in strong else 0.9, colour))
        for end, anchor in ((0, "right"), (-1, "left")):
            rank = numbers.number(columns[end][1][code], say.language, 0)
            name = shortened(names[code], _SIZE, side - 10, bold=code in strong)
            words = f"{name}  {rank}" if anchor == "right" else f"{rank}  {name}"
            marks.append(
                Label((xs[end] + (-3 if anchor == "right" else 3), ys[end]), words, _SIZE,
                      "right" if anchor == "right" else "left", bold=code in strong)
            )  # fmt: skip
    return Drawing(WIDTH, top + max(max(found.values()) for found in heights) * _STEP + 1, tuple(marks))


def stands(found: Sequence[Stand], *, say: Words, names: Mapping[str, str]) -> Drawing:
    """Who confirms (to the right, dark) and who disputes (to the left, orange) each proposed sector."""
    most = max([1, *(max(stand.confirm, stand.dispute) for stand in found)])
    middle, longest = WIDTH / 2, WIDTH / 2 - 32
    marks: list[Mark] = []
    for row, stand in enumerate(found):
        top = row * 12.0
        silent = _count(say, "silent", stand.silent)
        marks.append(Label((0, top + 2.5), names[stand.division], _SIZE, bold=True))
        marks.append(Label((WIDTH, top + 2.5), silent, _SIZE, "right", colour="#54636E"))
        yes, no = (count / most * longest for count in (stand.confirm, stand.dispute))
        marks.append(rectangle(middle, top + 5, yes, 4.4, "#0072B2"))
        marks.append(rectangle(middle - no, top + 5, no, 4.4, "#D55E00"))
        marks.append(Line((middle, top + 4.4), (middle, top + 10), 0.3))
        confirm, dispute = _count(say, "confirm", stand.confirm), _count(say, "dispute", stand.dispute)
        marks.append(Label((middle + yes + 1.5, top + 7.2), confirm, _SIZE))
        marks.append(Label((middle - no - 1.5, top + 7.2), dispute, _SIZE, "right"))
    return Drawing(WIDTH, 12.0 * len(found), tuple(marks))


def code(address: str, side: float) -> Drawing:
    """A QR code of so many millimetres with its margin."""
    rows = qr.modules(address)
    cell = side / len(rows)
    dark = (
        rectangle(column * cell, row * cell, cell, cell, "#000000")
        for row, cells in enumerate(rows)
        for column, filled in enumerate(cells)
        if filled
    )
    return Drawing(side, side, (rectangle(0, 0, side, side, "#FFFFFF"), *dark))


def _legend(found: TopicWeights, kinds: Sequence[InstitutionKind], say: Words) -> Iterator[Mark]:
    x, y = 1.5, 2.5
    for code in kinds:
        kind, colour = _STYLES[code]
        count = numbers.number(found.by_kind[code].ballots, say.language, 0)
        words = say("opinions.kind_count", kind=say(f"records.word.{code}"), count=count)
        width = text_width(words, _SIZE) + 10
        if x + width > WIDTH:
            x, y = 1.5, y + 5
        yield shape(kind, (x, y), _RADIUS * 1.1, colour)
        yield Label((x + 2.6, y), words, _SIZE)
        x += width


def _scale(right: float, y: float, say: Words) -> Iterator[Mark]:
    step = 10 if right <= 60 else 20
    for value in range(0, int(right) + 1, step):
        x = value / right * WIDTH
        anchor: Anchor = "left" if value == 0 else "right" if value == right else "middle"
        yield Label((x, y), numbers.number(value, say.language, 0), _SIZE - 1, anchor, colour="#54636E")


def _heights(found: Places) -> dict[str, float]:
    """Where each sector stands: at its place, ties one below the other, those without a place at the end."""
    ordered = sorted(found, key=lambda code: found[code] or len(found) + 1)
    heights: dict[str, float] = {}
    below = 0.0
    for code in ordered:
        below = max(float(found[code] or len(found)), below + 1)
        heights[code] = below
    return heights


def _count(say: Words, stance: str, count: int) -> str:
    shown = numbers.number(count, say.language, 0)
    return say("opinions.stance_count", stance=say(f"opinions.stance.{stance}"), count=shown)
