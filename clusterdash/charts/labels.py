"""Naming points so that no name hides another name or another point."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

Points = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

LETTER: Final = 6.4
"""Width of a letter, in pixels, at the size of the pictures' text."""
LINE: Final = 15.0
MARK: Final = 7.0
"""Half the width of a point, with some air."""

# Where a name may stand: how far its middle is from the point, in halves of its own width and height.
_PLACES: Final = {
    "top center": (0.0, 1.0),
    "middle right": (1.0, 0.0),
    "middle left": (-1.0, 0.0),
    "bottom center": (0.0, -1.0),
}


def place(
    points: Points,
    names: Sequence[str],
    wanted: Iterable[int],
    size: tuple[float, float],
    always: Collection[int] = (),
    radii: Sequence[float] = (),
    kept: Iterable[Box] = (),
) -> dict[int, str]:
    """Find room for names.

    Args:
        points: (n, 2), every point of the picture in pixels from its lower left corner.
        names: One per point; lines are parted by `<br>`.
        wanted: Points to name, the most important first.
        size: Width and height of the picture in pixels.
        always: Of the wanted, those named even where there is no room: above the point, and other names give
            way.
        radii: Of the points in pixels, with some air, where they are not all alike.
        kept: Where something else is written already: left, bottom, right, top.

    Returns:
        For each point that can be named without touching another name, another point or the edge: where its
        name stands, as plotly's textposition.
    """
    reach = np.array(radii or [MARK] * len(points))
    taken = list(kept)
    found: dict[int, str] = {}
    for point in wanted:
        boxes = {
            position: _box(points[point], names[point], reach[point], at) for position, at in _PLACES.items()
        }
        free = [
            position
            for position, box in boxes.items()
            if _inside(box, size)
            and not _covers(box, points, reach, point)
            and not any(_touch(box, other) for other in taken)
        ]
        if free or point in always:
            found[point] = next(iter(free or boxes))
            taken.append(boxes[found[point]])
    return found


def written(
    across: Iterable[float],
    upwards: Iterable[float],
    names: Iterable[str],
    positions: Iterable[str],
    *,
    radii: Sequence[float] = (),
) -> go.Scatter:
    """The names `place` found room for.

    A picture holds them twice at its end, for a wide and for a narrow place, and the page's style shows those
    that fit; so even without a name there must be something to count.

    radii: Of the named points, as `place` was told them.
    """
    nowhere: list[float | None] = [None]
    texts = list(names)
    return go.Scatter(
        x=list(across) or nowhere,
        y=list(upwards) or nowhere,
        text=texts,
        mode="markers+text",
        # Invisible points keep the names off the visible ones.
        marker={"size": [_size(radius) for radius in radii] or _size(MARK), "opacity": 0},
        textposition=list(positions) or None,
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _size(radius: float) -> float:
    """The size of a marker whose name plotly writes at that distance: its radius / 0.8 + 1."""
    return 2 * 0.8 * (radius - 1)


def _box(point: Points, name: str, radius: float, at: tuple[float, float]) -> Box:
    lines = name.split("<br>")
    width, height = max(map(len, lines)) * LETTER / 2, len(lines) * LINE / 2
    x = point[0] + at[0] * (width + radius)
    y = point[1] + at[1] * (height + radius)
    return (x - width, y - height, x + width, y + height)


def _inside(box: Box, size: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]


def _covers(box: Box, points: Points, reach: Points, own: int) -> bool:
    x, y = points.T
    aside = np.maximum(np.maximum(box[0] - x, x - box[2]), 0)
    above = np.maximum(np.maximum(box[1] - y, y - box[3]), 0)
    hit = np.hypot(aside, above) < reach
    hit[own] = False
    return bool(hit.any())


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
