"""Which criteria are one reason told twice: what the catalogue says, against the figures themselves."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from clusterdash import warehouse
from clusterdash.catalogue import View
from clusterdash.warehouse import Warehouse

Pairs = set[frozenset[str]]

FEWEST = 10  # alternatives that must be comparable before an order can be called the same


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    editions = tmp_path_factory.mktemp("editions")
    warehouse.build(Path(__file__).resolve().parents[2] / "data", editions)
    return warehouse.current(editions)


def agreements(slices: np.ndarray) -> np.ndarray:
    """Goodman and Kruskal's gamma of every two criteria in every slice: (slices, criteria, criteria).

    NaN where fewer than FEWEST alternatives have both figures, or all pairs are tied.
    """
    result = np.full((len(slices), slices.shape[2], slices.shape[2]), np.nan)
    for at, rows in enumerate(slices):
        one, other = np.triu_indices(len(rows), 1)
        signs = np.nan_to_num(np.sign(rows[one] - rows[other]))
        decided = np.abs(signs).T @ np.abs(signs)
        both = (~np.isnan(rows)).T.astype(float) @ ~np.isnan(rows)
        with np.errstate(invalid="ignore"):
            result[at] = np.where(both >= FEWEST, signs.T @ signs / decided, np.nan)
    return result


def coinciding(gamma: np.ndarray, criteria: Sequence[str]) -> tuple[Pairs, Pairs]:
    """Pairs whose order is the same in every slice, and pairs whose order is the same or exactly reversed."""
    same: Pairs = set()
    mirrored: Pairs = set()
    for one, other in itertools.combinations(range(len(criteria)), 2):
        found = gamma[:, one, other][~np.isnan(gamma[:, one, other])]
        if len(found) and np.all(np.abs(found) > 1 - 1e-9):
            (same if np.all(found > 0) else mirrored).add(frozenset({criteria[one], criteria[other]}))
    return same, mirrored


@pytest.mark.parametrize("view", ["sectors", "provinces"])
def test_the_catalogue_names_exactly_the_criteria_that_coincide(built: Warehouse, view: View) -> None:
    """In every province (view sectors) or sector (view provinces), over all that can be ranked."""
    matrix = built.matrix("rank")
    slices = matrix.z if view == "sectors" else matrix.z.transpose(1, 0, 2)
    same, mirrored = coinciding(agreements(slices), matrix.criteria)
    criteria = built.catalogue.criteria.values()
    assert same == {frozenset({one.code, one.same_as[view]}) for one in criteria if view in one.same_as}
    # Two criteria that follow the same third one mirror each other as well.
    followed = {one.follows[view] for one in criteria if view in one.follows}
    groups = [{code, *(one.code for one in criteria if one.follows.get(view) == code)} for code in followed]
    assert mirrored == {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
