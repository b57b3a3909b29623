"""Which sectors live in the same regions, and how complex regions and sectors are.

A region *has* a sector where its location quotient is at least 1 (M_ji = 1). Frames are regions × sectors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from clusterdash.analysis._frames import Array, ratio, same_labels, table
from clusterdash.analysis.specialisation import location_quotient

SAME_EIGENVALUE = 1e-9


class Complexity(NamedTuple):
    """The four results of `complexity`; `proximity` and `density` as in the functions of that name."""

    eci: pd.Series[float]
    pci: pd.Series[float]
    proximity: pd.DataFrame
    density: pd.DataFrame


def proximity(employment: pd.DataFrame) -> pd.DataFrame:
    """How often two sectors are had by the same region: the smaller of the two conditional probabilities.

    φ_ik = Σ_j M_ji M_jk / max(U_i, U_k), with U the number of regions that have the sector; a share, 0 to 1.
    Takes jobs, regions × sectors; returns sectors × sectors, symmetric, with φ_ii = 0. A sector that no
    region has is related to none (0). Raises ValueError on negative, infinite or missing jobs and duplicate
    labels.
    Hidalgo, Klinger, Barabási & Hausmann (2007), The Product Space Conditions the Development of Nations,
    Science 317, 482-487.
    """
    return _proximity(_presence(employment))


def density(employment: pd.DataFrame) -> pd.DataFrame:
    """How much of what is related to a sector the region already has: ω_ij = Σ_k M_jk φ_ik / Σ_k φ_ik.

    Takes jobs, regions × sectors; returns the same shape as a share, 0 to 1 (times 100 for per cent). The
    sector itself takes no part (φ_ii = 0). NaN for a sector related to no other. Errors as in `proximity`.
    Hausmann & Klinger (2007), The Structure of the Product Space and the Evolution of Comparative Advantage.
    """
    presence = _presence(employment)
    return _share_of_related(presence, _proximity(presence))


def related_pool(employment: pd.DataFrame, proximity: pd.DataFrame) -> pd.DataFrame:
    """Share of the region's jobs in sectors related to this one: Σ_k φ_ik (x_kj / x_.j) / Σ_k φ_ik, k ≠ i.

    Takes jobs, regions × sectors, and proximities, sectors × sectors (the diagonal is ignored); returns
    regions × sectors, the φ-weighted mean share of jobs per related sector, 0 to 1. NaN in a region without
    jobs and for a sector related to no other. Raises ValueError on negative, infinite or missing values,
    duplicate labels, and sectors that only one of the two frames has.
    Proposed here: `density` with shares of jobs in place of presence.
    """
    jobs = table(employment, "employment")
    related = table(proximity, "proximity", rows="sector")
    same_labels(related.index, jobs.columns, "sector", "the index of proximity", "employment")
    same_labels(related.columns, jobs.columns, "sector", "proximity", "employment")
    related = related.reindex(index=jobs.columns, columns=jobs.columns)
    total = jobs.to_numpy().sum(axis=1, keepdims=True)
    shares = pd.DataFrame(ratio(jobs.to_numpy(), total), index=jobs.index, columns=jobs.columns)
    return _share_of_related(shares, related)


def complexity(employment: pd.DataFrame) -> Complexity:
    """Economic complexity of regions (eci) and sectors (pci), with the proximity and density they rest on.

    Takes jobs, regions × sectors. eci is a Series by region and pci a Series by sector, both z-scores (n, not
    n − 1): the second eigenvectors of the co-occurrence matrices, signed so that eci rises with the number of
    sectors a region has and pci falls with the number of regions that have the sector. NaN for a region or
    sector that has, or is had by, none; all NaN where the index does not exist: fewer than two such regions
    or sectors, regions that are all alike, or groups of regions and sectors with nothing in common. Errors as
    in `proximity`.
    Hidalgo & Hausmann (2009), The Building Blocks of Economic Complexity, PNAS 106(26); by econcomplex.
    """
    presence = _presence(employment)
    eci, pci = _indices(presence)
    related = _proximity(presence)
    return Complexity(eci, pci, related, _share_of_related(presence, related))


def _presence(employment: pd.DataFrame) -> pd.DataFrame:
    return (location_quotient(employment) >= 1).astype(np.float64)


def _proximity(presence: pd.DataFrame) -> pd.DataFrame:
    had = presence.to_numpy()
    ubiquity = had.sum(axis=0)
    together = had.T @ had
    related = np.nan_to_num(ratio(together, np.maximum.outer(ubiquity, ubiquity)))
    np.fill_diagonal(related, 0.0)
    return pd.DataFrame(related, index=presence.columns, columns=presence.columns)


def _share_of_related(held: pd.DataFrame, related: pd.DataFrame) -> pd.DataFrame:
    weights = np.array(related)
    np.fill_diagonal(weights, 0.0)
    shares = ratio(held.to_numpy() @ weights.T, weights.sum(axis=1))
    return pd.DataFrame(shares, index=held.index, columns=held.columns)


def _indices(presence: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    if not _has_second_eigenvector(presence.to_numpy()):
        return _undefined(presence.index, "eci"), _undefined(presence.columns, "pci")
    from econcomplex import eci_pci

    # Presence is handed over, since econcomplex divides twice and may miss an LQ of exactly 1.
    eci, pci = eci_pci(presence, use_rca=False)
    return eci.rename("eci"), pci.rename("pci")


def _has_second_eigenvector(had: Array) -> bool:
    """Whether the co-occurrence matrices have one second eigenvector, and not a choice of many.

    Both share their eigenvalues, other than 0, with a symmetric matrix of the shorter side. The first is 1; a
    second 1 means groups with nothing in common, a second 0 regions that are all alike.
    """
    had = had[had.any(axis=1)][:, had.any(axis=0)]
    if min(had.shape) < 2:
        return False
    scaled = had / np.sqrt(np.multiply.outer(had.sum(axis=1), had.sum(axis=0)))
    side = scaled.T @ scaled if had.shape[0] > had.shape[1] else scaled @ scaled.T
    *_, third, second, first = (0.0, *np.linalg.eigvalsh(side))
    return bool(first - second > SAME_EIGENVALUE and second - third > SAME_EIGENVALUE)


def _undefined(labels: pd.Index[Any], name: str) -> pd.Series[float]:
    return pd.Series(np.nan, index=labels, name=name)
