"""What experts said of cells, counted beside the figures of an edition; it never enters one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from clusterdash.warehouse.serving import Matrix

LOWEST: Final = 1
HIGHEST: Final = 5


@dataclass(frozen=True)
class Expert:
    """One criterion of one cell as `scores` experts scored it: the mean from LOWEST to HIGHEST, and the
    standard deviation with n − 1, None of fewer than two."""

    criterion: str
    province: int
    division: str
    mean: float
    spread: float | None
    scores: int


def layered(matrix: Matrix, order: Iterable[str], figures: Iterable[Expert]) -> Matrix:
    """The matrix with the experts' criteria, in the catalogue's `order`.

    A mean of 1 is 0 and a mean of 5 is 1, under both ways of normalising: the ends of the scale that people
    were given are its goalposts. A criterion that nobody scored stays out, so that it takes no weight; a cell
    without a score has a missing value. A cell where the sector is absent has none.
    """
    figures = tuple(figures)
    scored = {figure.criterion for figure in figures}
    criteria = tuple(code for code in order if code in scored or code in matrix.criteria)
    z = np.full((*matrix.z.shape[:2], len(criteria)), np.nan)
    z[:, :, [criteria.index(code) for code in matrix.criteria]] = matrix.z
    for figure in figures:
        row, column = matrix.provinces.index(figure.province), matrix.divisions.index(figure.division)
        if matrix.insured[row, column] > 0:
            place = (row, column, criteria.index(figure.criterion))
            z[place] = (figure.mean - LOWEST) / (HIGHEST - LOWEST)
    z.flags.writeable = False
    return replace(matrix, criteria=criteria, z=z)
