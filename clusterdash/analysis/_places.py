"""Counting places over many draws by sorting integers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clusterdash.analysis._draws import (
    Array,
    Flags,
    Indices,
    Model,
    chunks,
    droppable,
    dropped,
    ragged,
    ragged_scores,
    scores_by_draw,
)

_SORT_CELLS = 1 << 15  # sorting and counting like longer pieces than multiplying
_MOST_PATTERNS = 8  # of missing figures that are sorted out before counting
_BITS_OF_ONE = 1 << 52  # the steps a float has between 1 and 2
_SUMMING = 1 << 10  # more steps than the rounding of a weighted sum


def rank_counts(model: Model, tolerance: float) -> Array:
    """Number of draws (ties in fractions) in which each alternative takes each place; alternatives × places.

    The distance to the best possible score, as the bits of a float between 1 and 2, and the alternative's
    number in its last bits make one 64-bit key; positive floats sort like integers, so one integer sort
    orders a draw, much faster than argsort. Draws with ties go the slower, exact way.
    """
    if not len(model.x):
        return np.zeros((0, 0))
    chosen, inverse, size = _distinct(model)
    model = model._replace(x=model.x[chosen], available=model.available[chosen])
    counts = np.zeros((len(chosen), len(inverse)), dtype=np.int64)
    tied: list[Array] = []
    for part, rows in _parts(model):
        counts[rows] += _counted(part, size[rows], len(inverse), tolerance, tied)
    table = np.zeros(counts.shape)
    for group in np.unique(size):
        table[size == group] = _shared_evenly(counts[size == group], int(group))
    for draws in tied:
        table += _tied_counts(model._replace(draws=draws), size, len(inverse), tolerance)
    return table[inverse]


def _parts(model: Model) -> list[tuple[Model, Indices]]:
    """Draws that leave the same alternatives unranked, with the others; all in one if those are many."""
    unsure, everybody = droppable(model), np.arange(len(model.x))
    if not unsure.any() or ragged(model).any():
        return [(model, everybody)]
    chosen, pattern = _kinds(model.available[unsure])
    if len(chosen) > _MOST_PATTERNS:
        return [(model, everybody)]
    patterns = model._replace(available=model.available[unsure][chosen])
    left_out = dropped(patterns, model.draws, np.ones(len(chosen), dtype=bool))
    code = left_out @ (1 << np.arange(len(chosen)))
    parts = []
    for unranked in np.unique(code):
        ranked = np.ones(len(model.x), dtype=bool)
        ranked[unsure] = (unranked >> pattern) & 1 == 0
        rows = np.flatnonzero(ranked)
        same = Model(model.draws[code == unranked], model.x[rows], np.ones_like(model.x[rows]), *model[3:])
        if len(rows):
            parts.append((same, rows))
    return parts


def _counted(
    model: Model, size: npt.NDArray[np.int64], places: int, tolerance: float, tied: list[Array]
) -> npt.NDArray[np.int64]:
    """Draws in which each kind starts at each place (kinds × places); those with ties go to ``tied``."""
    keys_of = _KeyMaker.of(model, tolerance)
    kinds = len(model.x) + 1  # the last stands for unranked
    flat = np.zeros(kinds * places, dtype=np.int64)
    for draws in chunks(model.draws, len(model.x), _SORT_CELLS):
        keys, ties = keys_of(draws)
        if ties.any():
            tied.append(draws[ties])
            keys = keys[~ties]
        keys += _places(keys, size) * kinds
        flat += np.bincount(keys.ravel(), minlength=len(flat))
    return flat.reshape(places, kinds).T[:-1]


class _KeyMaker(NamedTuple):
    """Turns draws into sorted alternative numbers (draws × n; n = unranked), and says which have ties."""

    model: Model
    gaps: Flags
    unsure: Flags
    cost: Array
    top: float
    span: float
    number: int
    close: int
    numbers: npt.NDArray[np.int64]

    @classmethod
    def of(cls, model: Model, tolerance: float) -> _KeyMaker:
        gaps = ragged(model)
        present = model.x[~np.isnan(model.x)]
        top, bottom = (float(present.max()), float(present.min())) if present.size else (1.0, 0.0)
        span = top - bottom or 1.0
        cost = np.where(gaps[:, None], 0.0, 1 + (top - model.x) / span).T
        number = (1 << (len(model.x) + 1).bit_length()) - 1
        # On the logarithmic scale of the geometric mean a relative difference is a plain one.
        size = 1.0 if model.aggregation == "geometric" else max(abs(top), abs(bottom))
        close = 2 * number + _SUMMING + int(min(1.0, 2 * tolerance * size / span) * _BITS_OF_ONE)
        # Whole rows of numbers: NumPy is slow to repeat a short row.
        numbers = np.tile(np.arange(len(model.x)), (_SORT_CELLS // len(model.x) + 1, 1))
        unsure = droppable(model) | gaps
        return cls(model, gaps, unsure, np.ascontiguousarray(cost), top, span, number, close, numbers)

    def __call__(self, draws: Array) -> tuple[npt.NDArray[np.int64], Flags]:
        distance = np.empty((len(draws), self.cost.shape[1]))
        for piece, part in zip(
            chunks(draws, len(distance.T)), chunks(distance, len(distance.T)), strict=True
        ):
            np.matmul(piece, self.cost, out=part)
        if self.gaps.any():
            means = ragged_scores(self.model, draws, self.gaps)
            distance[:, self.gaps] = 1 + (self.top - means) / self.span
        numbers = self.numbers[: len(draws)]
        if self.unsure.any():
            numbers = self._set_back_unranked(draws, distance, numbers)
        keys = distance.view(np.int64)
        keys &= ~self.number
        keys |= numbers
        keys.sort(axis=1)
        ties = self._tied(keys)
        keys &= self.number
        return keys, ties

    def _set_back_unranked(
        self, draws: Array, distance: Array, numbers: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Put unranked alternatives behind everybody, far enough apart not to look tied, under one number."""
        unranked = dropped(self.model, draws, self.unsure) | np.isnan(distance[:, self.unsure])
        behind = 4.0 + np.arange(unranked.shape[1])
        distance[:, self.unsure] = np.where(unranked, behind, distance[:, self.unsure])
        labels = numbers.copy()
        labels[:, self.unsure] = np.where(unranked, numbers.shape[1], labels[:, self.unsure])
        return labels

    def _tied(self, keys: npt.NDArray[np.int64]) -> Flags:
        """Which draws hold two keys too close to be sure of their order."""
        flat = keys.ravel()
        gaps = np.empty_like(flat)
        np.subtract(flat[1:], flat[:-1], out=gaps[:-1])
        gaps[keys.shape[1] - 1 :: keys.shape[1]] = self.close  # from one draw to the next is no gap
        if gaps.min(initial=self.close) >= self.close:
            return np.zeros(len(keys), dtype=bool)
        return np.asarray((gaps.reshape(keys.shape) < self.close).any(axis=1))


def _distinct(model: Model) -> tuple[Indices, Indices, npt.NDArray[np.int64]]:
    """One of each kind of row that some draw can tell apart, the kind of each row, and the kinds' numbers."""
    weighted = np.ones(len(model.draws)) @ model.draws > 0
    rows = np.hstack([model.x, model.available])[:, np.tile(weighted, 2)]
    chosen, inverse = _kinds(rows)
    return chosen, inverse, np.bincount(inverse)


def _kinds(rows: Array) -> tuple[Indices, Indices]:
    """The first row of each kind, and the kind of each row."""
    rows = np.where(np.isnan(rows), np.nan, rows + 0.0)  # one kind of NaN, and of 0
    known: dict[bytes, int] = {}
    kind = np.array([known.setdefault(row.tobytes(), len(known)) for row in rows], dtype=np.intp)
    return np.unique(kind, return_index=True)[1], kind


def _places(order: npt.NDArray[np.int64], size: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The place (0 = first) at which each kind in the order starts, kinds of several rows taking several."""
    if size.max() == 1:
        return np.arange(order.shape[1])
    taken = np.append(size, 0)[order]
    places: npt.NDArray[np.int64] = np.cumsum(taken, axis=1) - taken
    return places


def _shared_evenly(starts: npt.NDArray[np.int64], group: int) -> Array:
    """Counts of groups by their first place (rows × places), spread evenly over all the group's places."""
    if group == 1:
        return starts.astype(float)
    reached = np.cumsum(starts, axis=1)
    left = np.zeros_like(reached)
    left[:, group:] = reached[:, :-group]
    shared: Array = (reached - left) / group
    return shared


def _tied_counts(model: Model, size: npt.NDArray[np.int64], places: int, tolerance: float) -> Array:
    """What `rank_counts` counts, for draws with ties."""
    table = np.zeros((len(size), places))
    for _, found in scores_by_draw(model):
        order = np.argsort(-found, axis=1, kind="stable")
        down = np.take_along_axis(found, order, axis=1)
        members = np.where(np.isnan(down), 0, size[order])
        start, after = _tie_groups(down, members, tolerance)
        group = after - start
        for g in np.unique(group[members > 0]):
            here = (group == g) & (members > 0)
            cells = order[here] * places + start[here]
            starts = np.bincount(cells, minlength=table.size).reshape(table.shape)
            table += _shared_evenly(starts, int(g))
    return table


def _tie_groups(
    down: Array, members: npt.NDArray[np.int64], tolerance: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First place of each position's tie group and the place after it, by the rule of `scoring.rank`."""
    before = np.cumsum(members, axis=1) - members
    start = before.copy()
    leader = down[:, 0].copy()
    for position in range(1, down.shape[1]):
        value = down[:, position]
        tied = leader - value <= tolerance * np.maximum(np.abs(leader), np.abs(value))
        leader = np.where(tied, leader, value)
        start[:, position] = np.where(tied, start[:, position - 1], start[:, position])
    after = before + members
    for position in range(down.shape[1] - 2, -1, -1):
        same = (start[:, position] == start[:, position + 1]) & (members[:, position + 1] > 0)
        after[:, position] = np.where(same, after[:, position + 1], after[:, position])
    return start, after
