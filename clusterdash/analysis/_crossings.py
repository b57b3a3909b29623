"""Where the order of scores changes as one weight moves and the others keep their proportions.

With weight w_k moved to w_k + e(1 − w_k), every weighted sum moves from its value today, S, in a straight
line towards the figure of criterion k: S + e(x_k − S). So do the weight that has figures and the coverage. A
score is the sum over the weight that has figures: a straight line where nothing is missing, a ratio of two
lines where something is, and two ratios are equal at the roots of a quadratic. All crossings are solved,
none is searched for.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from clusterdash.analysis import scores
from clusterdash.analysis._draws import Array, Flags, Indices

Keep: TypeAlias = Literal["first", "order", "top"]

NOBODY = -1
_ROUNDING = 1e-12
_BEYOND = 1e-9


class Change(NamedTuple):
    """How far (e) each weight can move until something changes, and who comes in (`NOBODY`: no change)."""

    distance: Array
    newcomer: Indices


class Moving(NamedTuple):
    """A sum over the weights today (n,), and what it moves towards with each weight (n × k)."""

    today: Array
    to: Array

    @classmethod
    def of(cls, values: Array, weights: Array) -> Moving:
        return cls(values @ weights, values)

    def line(self, who: Indices, direction: int) -> tuple[Array, Array]:
        """Start (m × 1) and step (m × k) by e in one direction."""
        start = self.today[who, None]
        return start, direction * (self.to[who] - start)

    def at(self, criterion: int, e: float) -> Array:
        moved: Array = self.today + e * (self.to[:, criterion] - self.today)
        return moved


class Position(NamedTuple):
    """Where everybody stands today (n alternatives, k weights): the moving sums, and the ranks they give.

    figures, found, covered: the weighted figures, the weight that has figures, the coverage; limit: the least
    coverage that is ranked; plain: who has every figure and stays ranked wherever a weight goes.
    """

    weights: Array
    figures: Moving
    found: Moving
    covered: Moving
    limit: float
    plain: Flags
    standing: Array
    ranks: Array

    @classmethod
    def of(
        cls,
        x: Array,
        available: Array | None,
        weights: Array,
        aggregation: scores.Aggregation,
        min_coverage: float,
    ) -> Position:
        """x, available (None: what is there): n × k, NaN = missing; weights: (k,), summing to 1.

        The figures are on the scale on which the score is a weighted mean.
        """
        there = ~np.isnan(x)
        limit = min_coverage - scores.COVERAGE_TOLERANCE
        figures = Moving.of(x if there.all() else np.where(there, x, 0.0), weights)
        found = Moving.of(there.astype(float), weights)
        covered = found if available is None else Moving.of(np.nan_to_num(available), weights)
        plain = np.asarray(there.all(axis=1) & (covered.to >= limit).all(axis=1))
        standing = _standing(figures.today, found.today, covered.today, limit)
        ranks = scores.competition_ranks(scores.from_sum(standing, aggregation))
        return cls(weights, figures, found, covered, limit, plain, standing, ranks)

    @property
    def anybody(self) -> bool:
        """Whether anybody is ranked."""
        return not np.isnan(self.ranks).all()

    def holds_until(self, keep: Keep, top: int, direction: int) -> tuple[Array, Indices]:
        """How far each weight can go (0..1) before the ranking changes, and who takes over there."""
        w = self.weights
        reach = np.where(w < 1, 1.0 if direction > 0 else w / np.where(w < 1, 1 - w, 1.0), 0.0)
        if keep == "order":
            change = self._order_change(direction, reach)
        else:
            change = self._top_change(1 if keep == "first" else top, direction, reach)
        held = (change.distance >= reach) & (w < 1)
        limit = w + direction * change.distance * (1 - w)
        return np.where(held, (direction + 1) / 2, limit), change.newcomer

    def _top_change(self, top: int, direction: int, reach: Array) -> Change:
        """The first moment at which not the same are among the first ``top``, or a tie at the cut breaks."""
        inside = self.ranks <= top
        holders, others = np.flatnonzero(inside), np.flatnonzero(~inside)
        too_many = len(holders) > top
        change = Change(reach, np.full(len(reach), NOBODY))
        for holder in holders:
            tied = holders[(self.ranks[holders] == self.ranks[holder]) & (holders != holder)]
            at_the_cut = too_many and self.ranks[holder] == self.ranks[holders].max()
            rivals = np.append(others, tied) if at_the_cut else others
            change = _sooner(change, self._overtaking(holders[holders == holder], rivals, direction, reach))
        watched = holders if len(holders) >= top else np.arange(len(inside))
        entered = self._coverage_change(watched, direction, reach)
        taken = inside & (top > 1)
        return _sooner(change, entered._replace(newcomer=self._best_beyond(entered, taken, direction)))

    def _order_change(self, direction: int, reach: Array) -> Change:
        """The first moment at which somebody overtakes, leaves a tie, or enters or leaves the ranking."""
        order = np.argsort(-self.standing, kind="stable")[
            : len(self.standing) - int(np.isnan(self.standing).sum())
        ]
        ahead, behind = order[:-1], order[1:]
        tied = self.ranks[ahead] == self.ranks[behind]
        ahead, behind = np.append(ahead, behind[tied]), np.append(behind, ahead[tied])
        change = self._overtaking(ahead, behind, direction, reach)
        return _sooner(change, self._coverage_change(np.arange(len(self.standing)), direction, reach))

    def _overtaking(self, ahead: Indices, behind: Indices, direction: int, reach: Array) -> Change:
        """The first moment at which one of the pairs (one against all, or m pairs) is no longer in order."""
        plain = self.plain[ahead] & self.plain[behind]
        if plain.all():
            return self._straight(ahead, behind, direction, reach)
        ahead = np.broadcast_to(ahead, behind.shape)
        straight = self._straight(ahead[plain], behind[plain], direction, reach)
        return _sooner(straight, self._curved(ahead[~plain], behind[~plain], direction, reach))

    def _straight(self, ahead: Indices, behind: Indices, direction: int, reach: Array) -> Change:
        today, to = self.figures
        lead = today[ahead] - today[behind]
        size = np.maximum(np.abs(today[ahead]), np.abs(today[behind]))
        lead = np.where(lead <= _ROUNDING * size, 0.0, lead)[:, None]
        closing = lead - to[ahead]
        closing += to[behind]
        closing *= direction
        closes = closing > _ROUNDING * max(1.0, float(size.max(initial=0.0)))
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.where(closes, lead / closing, np.inf)
        return _nearest(distance, behind, reach, closing)

    def _curved(self, ahead: Indices, behind: Indices, direction: int, reach: Array) -> Change:
        """Nothing changes between the roots and the moment the one behind becomes ranked: look midway."""
        a, a_step = self.figures.line(ahead, direction)
        b, b_step = self.found.line(ahead, direction)
        c, c_step = self.figures.line(behind, direction)
        d, d_step = self.found.line(behind, direction)
        cover, cover_step = self.covered.line(behind, direction)
        roots = _roots(
            a_step * d_step - c_step * b_step,
            a * d_step + a_step * d - c * b_step - c_step * b,
            a * d - c * b,
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            cuts = np.stack([*roots, (self.limit - cover) / cover_step])
        cuts = np.sort(np.clip(np.where(np.isnan(cuts), np.inf, cuts), 0.0, reach), axis=0)
        edges = np.concatenate([np.zeros_like(cuts[:1]), cuts, np.broadcast_to(reach, cuts[:1].shape)])
        middle = (edges[:-1] + edges[1:]) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            score, score2 = (
                (a + middle * a_step) / (b + middle * b_step),
                (c + middle * c_step) / (d + middle * d_step),
            )
            overtaken = score2 - score > _ROUNDING * np.maximum(np.abs(score), np.abs(score2))
        ranked = cover + middle * cover_step >= self.limit
        changed = overtaken & ranked & (np.diff(edges, axis=0) > _ROUNDING)
        distance = np.where(changed, edges[:-1], np.inf).min(axis=0)
        beyond = np.where(np.isfinite(distance), distance, 0.0) + _BEYOND
        with np.errstate(divide="ignore", invalid="ignore"):
            overtaker = (c + beyond * c_step) / (d + beyond * d_step)
        return _nearest(distance, behind, reach, overtaker)

    def _coverage_change(self, who: Indices, direction: int, reach: Array) -> Change:
        """The first moment at which one of these (the newcomer) becomes ranked or ceases to be."""
        who = who[~self.plain[who]]
        cover, step = self.covered.line(who, direction)
        gap = cover - self.limit
        meets = np.where(gap >= 0, step < -_ROUNDING, step > _ROUNDING)
        return _nearest(np.where(meets, -gap / np.where(meets, step, 1.0), np.inf), who, reach)

    def _best_beyond(self, change: Change, taken: Flags, direction: int) -> Indices:
        """Who is best of the others than those taken, just beyond a change of who is ranked."""
        best = np.full(len(change.newcomer), NOBODY)
        for k in np.flatnonzero(change.newcomer != NOBODY).tolist():
            e = direction * (change.distance[k] + _BEYOND)
            standing = _standing(
                self.figures.at(k, e), self.found.at(k, e), self.covered.at(k, e), self.limit
            )
            standing[taken] = np.nan
            if not np.isnan(standing).all():
                best[k] = np.nanargmax(standing)
        return best


def _standing(figures: Array, found: Array, covered: Array, limit: float) -> Array:
    ranked = (covered >= limit) & (found > 0)
    standing: Array = np.divide(figures, found, out=np.full(len(found), np.nan), where=ranked)
    return standing


def _sooner(left: Change, right: Change) -> Change:
    earlier = right.distance < left.distance
    newcomer = np.where(earlier, right.newcomer, left.newcomer)
    return Change(np.where(earlier, right.distance, left.distance), newcomer)


def _roots(square: Array, linear: Array, constant: Array) -> tuple[Array, Array]:
    """Real roots of square·e² + linear·e + constant, without cancellation; NaN or inf where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = -(linear + np.copysign(np.sqrt(linear**2 - 4 * square * constant), linear)) / 2
        return half / square, constant / half


def _nearest(distance: Array, who: Indices, reach: Array, strength: Array | None = None) -> Change:
    """The nearest change within reach by criterion; where several coincide, the strongest."""
    if not len(who):
        return Change(reach, np.full(len(reach), NOBODY))
    nearest = distance.min(axis=0)
    among = np.where(np.isfinite(nearest), nearest + _ROUNDING, -np.inf)
    rows, columns = np.nonzero(distance <= among)
    weakest_first = np.lexsort(
        (np.zeros(len(rows)) if strength is None else strength[rows, columns], columns)
    )
    chosen = np.zeros(len(reach), dtype=np.intp)
    chosen[columns[weakest_first]] = rows[weakest_first]
    inside = nearest < reach - _ROUNDING
    return Change(np.where(inside, nearest, reach), np.where(inside, who[chosen], NOBODY))
