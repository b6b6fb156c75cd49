"""Logistic regression of several classes at once, over sparse features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from lastword.text.head import Head, features, terms

Array = NDArray[np.float64]


def learn_terms(texts: Sequence[Sequence[str]], fewest: int) -> tuple[tuple[str, ...], Array]:
    """Words and pairs that stand in at least `fewest` texts, with their rarity."""
    seen = Counter(term for tokens in texts for term in set(terms(tokens)))
    kept = sorted(term for term, count in seen.items() if count >= fewest)
    counts = np.array([seen[term] for term in kept])
    return tuple(kept), np.log((1 + len(texts)) / (1 + counts)) + 1


def fit(x: csr_matrix, y: Array, strength: float, steps: int = 80) -> tuple[Array, Array]:
    """Weights and bias of one logistic model a column of `y`; ridge penalty 1/(2·strength)."""
    rows, classes = y.shape
    width = x.shape[1]
    turned = x.T.tocsr()

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat[: width * classes].reshape(width, classes)
        bias = flat[width * classes :]
        z = x @ weights + bias
        value = np.logaddexp(0, z).sum() - (z * y).sum() + (weights**2).sum() / (2 * strength)
        slack = 1 / (1 + np.exp(-z)) - y
        slope = turned @ slack + weights / strength
        return value / rows, np.r_[slope.ravel(), slack.sum(axis=0)] / rows

    start = np.zeros(width * classes + classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return found[: width * classes].reshape(width, classes), found[width * classes :]


def train(
    texts: Sequence[Sequence[str]],
    y: Array,
    classes: Sequence[str],
    *,
    fewest: int = 2,
    strength: float = 3.0,
    folds: int = 3,
) -> Head:
    """Fit a head; thresholds from predictions for folds that the fit did not see."""
    vocabulary, rarity = learn_terms(texts, fewest)
    places = {term: place for place, term in enumerate(vocabulary)}
    x = features(texts, places, rarity)
    fold = np.random.default_rng(7).integers(0, folds, len(texts))
    unseen = np.zeros_like(y)
    for left_out in range(folds):
        weights, bias = fit(x[fold != left_out], y[fold != left_out], strength)
        unseen[fold == left_out] = 1 / (1 + np.exp(-(x[fold == left_out] @ weights + bias)))
    weights, bias = fit(x, y, strength)
    thresholds = np.array([_best(unseen[:, k], y[:, k]) for k in range(len(classes))])
    return Head(tuple(classes), vocabulary, rarity, weights, bias, thresholds)


def f1(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall."""
    hits = (found & true).sum()
    return float(2 * hits / max(found.sum() + true.sum(), 1))


def _best(probabilities: Array, y: Array) -> float:
    grid = np.linspace(0.05, 0.8, 76)
    return float(max(grid, key=lambda cut: f1(probabilities >= cut, y > 0)))
