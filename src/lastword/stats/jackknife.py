"""A regression whose errors come from leaving every cluster out in turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RANK = 1e-10


def leave_out(x: Floats, y: Floats, w: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    """Least squares β, shape (k,), and covariance (G − 1)/G Σ_g (β₍₋g₎ − β)(β₍₋g₎ − β)ᵀ, (k, k).

    Honest with few clusters, where the sandwich is too sure; a little too wide where they are
    alike. Columns that a left-out cluster alone identifies count as 0 without it.

    Parameters
    ----------
    x, y, w
        Columns, outcome and weights, shapes (n, k), (n,), (n,); means of clusters, or of
        groups within them, taken out.
    cluster
        Numbers 0 … G − 1 of the clusters, shape (n,).

    Notes
    -----
    CR3 of MacKinnon, Nielsen and Webb (2023), "Cluster-robust inference: a guide to empirical
    practice", doi:10.1016/j.jeconom.2022.04.001; to be used with Student's t, G − 1 degrees.
    """
    rows = [np.flatnonzero(cluster == g) for g in range(int(cluster.max()) + 1)]
    grams = np.array([(x[own] * w[own, None]).T @ x[own] for own in rows])
    sums = np.array([x[own].T @ (w[own] * y[own]) for own in rows])
    gram, total = grams.sum(axis=0), sums.sum(axis=0)
    whole = np.linalg.pinv(gram, rcond=RANK, hermitian=True) @ total
    without = np.linalg.pinv(gram - grams, rcond=RANK, hermitian=True)
    moved = (without @ (total - sums)[:, :, None])[:, :, 0] - whole
    return np.asarray(whole), np.asarray((len(sums) - 1) / len(sums) * moved.T @ moved)
