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
    complete,
    incomplete_scores,
    scores_by_draw,
)


def rank_counts(model: Model, tolerance: float) -> Array:
    """Number of draws (ties in fractions) in which each alternative takes each place; alternatives × places.

    The distance to the best possible score, scaled to an integer, and the alternative's number share one
    64-bit key, so that one integer sort orders a draw, faster than argsort. Draws with ties go the slower,
    exact way.
    """
    chosen, inverse, size = _distinct(model)
    model = model._replace(x=model.x[chosen], available=model.available[chosen])
    keys_of = _KeyMaker.of(model, tolerance)
    kinds = len(chosen) + 1  # the last stands for unranked
    flat = np.zeros(kinds * len(inverse), dtype=np.int64)
    tied: list[Array] = []
    for draws in chunks(model.draws, len(chosen)):
        keys, ties = keys_of(draws)
        if ties.any():
            tied.append(draws[ties])
            keys = keys[~ties]
        keys += _places(keys, size) * kinds
        flat += np.bincount(keys.ravel(), minlength=len(flat))
    counts = flat.reshape(len(inverse), kinds).T[:-1]
    table = np.zeros((len(chosen), len(inverse)))
    for group in np.unique(size):
        table[size == group] = _shared_evenly(counts[size == group], int(group))
    for draws in tied:
        table += _tied_counts(model._replace(draws=draws), size, len(inverse), tolerance)
    return table[inverse]


class _KeyMaker(NamedTuple):
    """Turns draws into sorted alternative numbers (draws × n; n = unranked), and says which have ties."""

    model: Model
    full: Flags
    cost: Array
    top: float
    per_unit: float
    bits: int
    close: int

    @classmethod
    def of(cls, model: Model, tolerance: float) -> _KeyMaker:
        full = complete(model)
        bits = (len(model.x) + 1).bit_length()
        unit = 2.0 ** (62 - bits)
        present = model.x[~np.isnan(model.x)]
        top, bottom = (float(present.max()), float(present.min())) if present.size else (1.0, 0.0)
        per_unit = unit / (top - bottom or 1.0)
        # On the logarithmic scale of the geometric mean a relative difference is a plain one.
        size = 1.0 if model.aggregation == "geometric" else max(abs(top), abs(bottom))
        close = int(min(unit, 2 + 2 * tolerance * size * per_unit))
        cost = np.where(full[:, None], top - model.x, 0.0).T * per_unit
        return cls(model, full, np.ascontiguousarray(cost), top, per_unit, bits, close)

    def __call__(self, draws: Array) -> tuple[npt.NDArray[np.int64], Flags]:
        distance = draws @ self.cost
        numbers = np.arange(distance.shape[1])
        if not self.full.all():
            numbers = np.broadcast_to(numbers, distance.shape).copy()
            self._insert_incomplete(draws, distance, numbers)
        keys = distance.astype(np.int64)
        keys <<= self.bits
        keys |= numbers
        keys.sort(axis=1)
        ties = self._tied(keys)
        keys &= (1 << self.bits) - 1
        return keys, ties

    def _tied(self, keys: npt.NDArray[np.int64]) -> Flags:
        """Which draws hold two keys too close to be sure of their order."""
        close, flat = self.close << self.bits, keys.ravel()
        gaps = np.empty_like(flat)
        np.subtract(flat[1:], flat[:-1], out=gaps[:-1])
        gaps[keys.shape[1] - 1 :: keys.shape[1]] = close  # from one draw to the next is no gap
        if gaps.min() >= close:
            return np.zeros(len(keys), dtype=bool)
        return np.asarray((gaps.reshape(keys.shape) < close).any(axis=1))

    def _insert_incomplete(self, draws: Array, distance: Array, numbers: npt.NDArray[np.int64]) -> None:
        scores = incomplete_scores(self.model, draws, ~self.full)
        unranked = np.isnan(scores)
        n = distance.shape[1]
        # Unranked alternatives go behind everybody, far enough apart not to look tied.
        behind = 2.0 ** (62 - self.bits) * (1 + np.arange(1, scores.shape[1] + 1) / (2 * n))
        distance[:, ~self.full] = np.where(unranked, behind, (self.top - scores) * self.per_unit)
        numbers[:, ~self.full] = np.where(unranked, n, numbers[:, ~self.full])


def _distinct(model: Model) -> tuple[Indices, Indices, npt.NDArray[np.int64]]:
    """One of each kind of row that some draw can tell apart, the kind of each row, and the kinds' numbers."""
    weighted = (model.draws > 0).any(axis=0)
    rows = np.hstack([model.x, model.available])[:, np.tile(weighted, 2)] + 0.0  # −0 becomes 0
    rows = np.ascontiguousarray(np.where(np.isnan(rows), np.nan, rows))
    bytes_of = rows.view(f"V{rows.shape[1] * rows.itemsize}").ravel()
    _, chosen, inverse, size = np.unique(bytes_of, return_index=True, return_inverse=True, return_counts=True)
    return chosen, inverse.ravel(), size


def _places(order: npt.NDArray[np.int64], size: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The place (0 = first) at which each kind in the order starts, kinds of several rows taking several."""
    if size.max() == 1:
        return np.arange(order.shape[1])
    taken = np.append(size, 0)[order]
    places: npt.NDArray[np.int64] = np.cumsum(taken, axis=1) - taken
    return places


def _shared_evenly(starts: npt.NDArray[np.int64], group: int) -> Array:
    """Counts of groups by their first place (rows × places), spread evenly over all the group's places."""
    reached = np.cumsum(starts, axis=1)
    left = np.zeros_like(reached)
    left[:, group:] = reached[:, :-group]
    shared: Array = (reached - left) / group
    return shared


def _tied_counts(model: Model, size: npt.NDArray[np.int64], places: int, tolerance: float) -> Array:
    """What `rank_counts` counts, for draws with ties."""
    table = np.zeros((len(size), places))
    for _, scores in scores_by_draw(model):
        order = np.argsort(-scores, axis=1, kind="stable")
        down = np.take_along_axis(scores, order, axis=1)
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
