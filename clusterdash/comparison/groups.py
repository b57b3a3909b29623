"""Groups of like-minded ballots: people whose orders are closer to one another than to the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import agreement
from clusterdash.comparison.people import FEWEST_OF_A_KIND, Array
from clusterdash.records.values import KINDS, Ballot, InstitutionKind

FEWEST: Final = FEWEST_OF_A_KIND
"""A group has at least so many ballots; smaller ones would point at persons."""
MOST_GROUPS: Final = 4
CLEAR: Final = 0.25
"""Mean silhouette under which there is no substantial structure (Kaufman and Rousseeuw 1990, chapter 2)."""


@dataclass(frozen=True)
class Group:
    """Like-minded ballots: their number, kinds of institution, and their common order (Borda), best first."""

    ballots: int
    by_kind: Mapping[InstitutionKind, int]
    order: tuple[str, ...]


@dataclass(frozen=True)
class Groups:
    """``groups``: largest first, none where opinions do not fall apart; ``silhouette``: −1 to 1, how clearly
    they do; ``apart``: ballots in no group, since too few are like them."""

    groups: tuple[Group, ...]
    silhouette: float | None
    apart: int


def like_minded(orders: pd.DataFrame | None, ballots: Sequence[Ballot]) -> Groups:
    """Groups by average linkage on (1 − τ-b)/2 between people; their number is that of the best silhouette.

    Rousseeuw (1987), Journal of Computational and Applied Mathematics 20. At least two groups of at least
    `FEWEST` ballots with a mean silhouette of at least `CLEAR`, otherwise none.
    """
    none = Groups((), None, 0)
    if orders is None or len(orders) < 2 or orders.shape[1] < 2 * FEWEST:
        return none
    distance = np.clip((1 - agreement.pairwise_tau(orders).to_numpy()) / 2, 0.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    if distance.max() < 1e-9:
        return none
    best, members = _best_division(distance)
    if best < CLEAR:
        return none
    kinds = {ballot.participant: ballot.kind for ballot in ballots}
    labels, sizes = np.unique(members, return_counts=True)
    large = labels[sizes >= FEWEST]
    groups = [_group(orders.loc[:, members == label], kinds) for label in large]
    ordered = tuple(sorted(groups, key=lambda group: (-group.ballots, group.order)))
    return Groups(ordered, best, len(members) - sum(group.ballots for group in groups))


def _best_division(distance: Array) -> tuple[float, npt.NDArray[np.intp]]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    tree = linkage(squareform(distance, checks=False), method="average")
    best, chosen = -1.0, np.zeros(len(distance), dtype=np.intp)
    tried = set()
    for number in range(2, min(MOST_GROUPS * 2, len(distance) - 1) + 1):
        members = fcluster(tree, number, criterion="maxclust")
        sizes = np.unique(members, return_counts=True)[1]
        count = int((sizes >= FEWEST).sum())
        if len(sizes) in tried or not 2 <= count <= MOST_GROUPS:
            continue
        tried.add(len(sizes))
        clear = _silhouette(distance, members)
        if clear > best + 1e-9:
            best, chosen = clear, members
    return best, chosen


def _silhouette(distance: Array, members: npt.NDArray[np.intp]) -> float:
    """Mean of (b − a)/max(a, b); 0 for somebody alone in a group."""
    labels, index, sizes = np.unique(members, return_inverse=True, return_counts=True)
    belongs = np.eye(len(labels))[index]
    total = distance @ belongs
    people = np.arange(len(members))
    own = total[people, index] / np.maximum(sizes[index] - 1, 1)
    mean = total / sizes
    mean[people, index] = np.inf
    nearest = mean.min(axis=1)
    widest = np.maximum(own, nearest)
    clear = np.where((sizes[index] > 1) & (widest > 0), (nearest - own) / np.where(widest > 0, widest, 1), 0)
    return float(clear.mean())


def _group(orders: pd.DataFrame, kinds: Mapping[str, InstitutionKind]) -> Group:
    present = [kinds[str(person)] for person in orders.columns]
    points = agreement.borda(orders)
    return Group(
        ballots=orders.shape[1],
        by_kind={kind: present.count(kind) for kind in KINDS if kind in present},
        order=tuple(str(code) for code in points.sort_values(ascending=False, kind="stable").index),
    )
