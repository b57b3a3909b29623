"""Counting places over many draws by sorting integers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

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

Width: TypeAlias = "type[np.int32] | type[np.int64]"

_SORT_CELLS = 1 << 16  # sorting likes longer pieces than multiplying; longer ones still wait for fresh memory
_ONE_THREAD = 1 << 18  # multiplications; for more OpenBLAS wakes threads, which costs more than it saves
_MOST_PATTERNS = 8  # of missing figures that are sorted out before counting
_ROUNDING_OF_SUMS = 2.0**-42  # of a weighted sum, relative, generously
_WIDTHS: Final = (np.int32, np.int64)  # narrow keys sort faster; wide ones tell nearly equal scores apart


def rank_counts(model: Model, tolerance: float) -> Array:
    """Number of draws (ties in fractions) in which each alternative takes each place; alternatives × places.

    The distance to the best possible score as a whole number, shifted left, with the alternative's number in
    the bits set free, is one key, so one sort of integers orders a draw, much faster than argsort. Draws in
    which two keys are too close to be sure of their order come again with wider keys, and if they still are,
    they go the slower, exact way.
    """
    if not len(model.x):
        return np.zeros((0, 0))
    chosen, inverse, size = _distinct(model)
    model = model._replace(x=model.x[chosen], available=model.available[chosen])
    counts = np.zeros((len(chosen), len(inverse)), dtype=np.int64)
    tied: list[Array] = []
    for together, rows in _parts(model):
        part = together
        for width in _WIDTHS:
            counted, unsure = _counted(part, size[rows], len(inverse), tolerance, width)
            counts[rows] += counted
            part = part._replace(draws=unsure)
        tied.append(part.draws)
    table = np.zeros(counts.shape)
    for group in np.unique(size):
        table[size == group] = _shared_evenly(counts[size == group], int(group))
    for draws in filter(len, tied):
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
    for unranked in np.flatnonzero(np.bincount(code)):
        ranked = np.ones(len(model.x), dtype=bool)
        ranked[unsure] = (unranked >> pattern) & 1 == 0
        rows = np.flatnonzero(ranked)
        same = Model(model.draws[code == unranked], model.x[rows], np.ones_like(model.x[rows]), *model[3:])
        if len(rows):
            parts.append((same, rows))
    return parts


def _counted(
    model: Model, size: npt.NDArray[np.int64], places: int, tolerance: float, width: Width
) -> tuple[npt.NDArray[np.int64], Array]:
    """Draws in which each kind starts at each place (kinds × places), and those too close to be counted."""
    kinds = len(model.x) + 1  # the last stands for unranked
    flat = np.zeros(kinds * places + 1, dtype=np.int64)  # the last is for draws that are not counted
    unsure: list[Array] = []
    if len(model.draws):
        keys_of = _KeyMaker.of(model, tolerance, width)
        alone = _repeated(len(model.x), kinds, len(keys_of.keys), keys_of.keys.dtype)
        for draws in chunks(model.draws, len(model.x), _SORT_CELLS):
            keys, close = keys_of(draws)
            keys += alone[: len(keys)] if size.max() == 1 else _places(keys, size) * kinds
            if len(close):
                unsure.append(draws[close])
                keys[close] = len(flat) - 1
            flat += np.bincount(keys_of.as_indices(keys), minlength=len(flat))
    return flat[:-1].reshape(places, kinds).T[:-1], np.concatenate([model.draws[:0], *unsure])


class _KeyMaker(NamedTuple):
    """Turns draws into sorted alternative numbers (draws × n; n = unranked), and says which are too close.

    Its arrays are used anew for every piece: memory fresh from the system costs more than the arithmetic.
    """

    model: Model
    gaps: Flags
    unsure: Flags
    cost: Array
    top: float
    scale: float
    bits: int
    close: int
    numbers: npt.NDArray[Any]
    distance: Array
    keys: npt.NDArray[Any]

    @classmethod
    def of(cls, model: Model, tolerance: float, width: Width) -> _KeyMaker:
        gaps, n = ragged(model), len(model.x)
        present = model.x[~np.isnan(model.x)]
        top, bottom = (float(present.max()), float(present.min())) if present.size else (1.0, 0.0)
        span = top - bottom or 1.0
        bits = (n + 1).bit_length()
        # The sign and one more bit stay free: unranked alternatives come behind all that have a score.
        scale = 2.0 ** (np.iinfo(width).bits - 2 - bits) / span
        cost = np.where(gaps[:, None], 0.0, (top - model.x) * scale).T
        # On the logarithmic scale of the geometric mean a relative difference is a plain one.
        size = 1.0 if model.aggregation == "geometric" else max(abs(top), abs(bottom))
        near = 2 + int(scale * min(span, span * _ROUNDING_OF_SUMS + 2 * tolerance * size))
        keys = np.empty((min(_SORT_CELLS // n + 1, len(model.draws)), n), dtype=width)
        return cls(
            model, gaps, droppable(model) | gaps, np.ascontiguousarray(cost), top, scale, bits, near << bits,
            _repeated(n, 1, len(keys), keys.dtype), np.empty(keys.shape), keys,
        )  # fmt: skip

    def __call__(self, draws: Array) -> tuple[npt.NDArray[Any], Indices]:
        distance, keys = self.distance[: len(draws)], self.keys[: len(draws)]
        numbers = self.numbers[: len(draws)]
        step = max(1, _ONE_THREAD // self.cost.size)
        for start in range(0, len(draws), step):
            np.matmul(draws[start : start + step], self.cost, out=distance[start : start + step])
        if self.gaps.any():
            means = ragged_scores(self.model, draws, self.gaps)
            distance[:, self.gaps] = (self.top - means) * self.scale
        if self.unsure.any():
            numbers = self._set_back_unranked(draws, distance, numbers)
        np.copyto(keys, distance, casting="unsafe")
        keys <<= self.bits
        keys |= numbers
        keys.sort(axis=1)
        close = self._too_close(keys)
        keys &= (1 << self.bits) - 1
        return keys, close

    def as_indices(self, keys: npt.NDArray[Any]) -> Indices:
        """The keys as NumPy counts them, flat; the distances are not needed any more."""
        found = self.distance.view(np.int64)[: len(keys)]
        np.copyto(found, keys)
        return found.reshape(-1)

    def _set_back_unranked(
        self, draws: Array, distance: Array, numbers: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        """Put unranked alternatives behind everybody, far enough apart not to look tied, under one number."""
        unranked = dropped(self.model, draws, self.unsure) | np.isnan(distance[:, self.unsure])
        last = 2.0 ** (np.iinfo(numbers.dtype).bits - 2 - self.bits)
        behind = last * (1 + np.arange(1, unranked.shape[1] + 1) / (unranked.shape[1] + 2))
        distance[:, self.unsure] = np.where(unranked, behind, distance[:, self.unsure])
        labels = numbers.copy()
        labels[:, self.unsure] = np.where(unranked, numbers.shape[1], labels[:, self.unsure])
        return labels

    def _too_close(self, keys: npt.NDArray[Any]) -> Indices:
        """The draws that hold two keys too close to be sure of their order."""
        # Without a sign the step back from one draw to the next is a long one.
        unsigned = np.dtype(f"u{keys.itemsize}")
        flat = keys.reshape(-1).view(unsigned)
        steps = self.distance.reshape(-1).view(unsigned)[: keys.size]
        np.subtract(flat[1:], flat[:-1], out=steps[:-1])
        steps[-1] = self.close
        draws = np.flatnonzero(steps < self.close) // keys.shape[1]
        return np.concatenate((draws[:1], draws[1:][draws[1:] != draws[:-1]]))


@lru_cache(maxsize=8)
def _repeated(n: int, step: int, rows: int, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """0, step, 2 × step, … n times, in every row: NumPy is slow to repeat a short row by itself, and every
    ranking of as many alternatives asks for the same."""
    repeated = np.tile((np.arange(n) * step).astype(dtype), (rows, 1))
    repeated.flags.writeable = False
    return repeated


def _distinct(model: Model) -> tuple[Indices, Indices, npt.NDArray[np.int64]]:
    """One of each kind of row that some draw can tell apart, the kind of each row, and the kinds' numbers."""
    weighted = model.draws[0] > 0
    if not weighted.all():
        weighted = (model.draws > 0).any(axis=0)
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
