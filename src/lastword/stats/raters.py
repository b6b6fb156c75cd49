"""Raters beside each other: who is severe, who drifts, whose marks go together too much."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import stdtr

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.quantile import student_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOLERANCE = 1e-6
LEFT_OUT, FEW = 2000, 30
"""So many persons, of so many raters, at most are left out one at a time; beyond, the sandwich
is as good."""
MOST = 0.999
"""Correlations beyond this are not told from 1."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One rater beside all others.

    Parameters
    ----------
    difference
        The rater's figure less the others'; unknown where nothing connects them.
    p
        Two-sided p-value of no difference; 1 where it is unknown.
    """

    difference: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class Leanings:
    """Raters in the order of their numbers.

    Parameters
    ----------
    leniency
        Grade given to the same people less the others', at the middle of the time.
    drift
        Its change in one unit of time, beside the others'.
    """

    leniency: tuple[Beside, ...]
    drift: tuple[Beside, ...]


def leanings(
    rater: ArrayLike,
    person: ArrayLike,
    at: ArrayLike,
    counts: ArrayLike,
    totals: ArrayLike,
    *,
    norm: ArrayLike | None = None,
    level: float = 0.95,
    unit: Unit = "share",
) -> Leanings:
    """Set raters beside each other on the same people, from sums.

    y = a_person + e_rater + d_rater (t − t̄), by weighted least squares with persons taken out.
    Told are e and d of each rater less the mean of the others'. Errors come from leaving out one
    person at a time (of very many from a clustered sandwich), Student's t from the persons whom
    the rater shares with others.

    Parameters
    ----------
    rater, person
        Numbers from 0, one a cell, shape (c,).
    at
        Time of each cell.
    counts, totals
        Grades in each cell, and their sum.
    norm
        Whether each rater is one of those whom others are set beside; all are by default.

    Returns
    -------
    Leanings
        A difference is unknown where no chain of persons, judged by several, leads to the others.

    Raises
    ------
    UsageError
        If columns differ in length.

    Notes
    -----
    The two-way additive model of rater effects: Guilford (1954), Psychometric Methods, ch. 11;
    Myford and Wolfe (2003), J. Appl. Meas. 4, 386. It takes raters' leaning to be the same for all
    persons.

    Examples
    --------
    >>> found = leanings([0, 1] * 6, [0, 0, 1, 1, 2, 2] * 2, [0] * 6 + [1] * 6, [1] * 12,
    ...                  [3, 2, 5, 4, 4, 3.1, 3, 2, 5, 4, 4.1, 3])
    >>> round(found.leniency[0].difference.value, 2)
    1.0
    """
    who, whom = np.asarray(rater, np.int64), np.asarray(person, np.int64)
    t, w, sums = (np.asarray(part, np.float64) for part in (at, counts, totals))
    if not who.shape == whom.shape == t.shape == w.shape == sums.shape:
        raise UsageError("rater, person, at, counts and totals must have one entry a cell each")
    size = int(who.max(initial=-1)) + 1
    fit = _fitted(who, whom, t, w, sums)
    weights = np.bincount(who, weights=w, minlength=size) * _norm(norm, size)
    n = round(float(w.sum()))
    found = [
        [fit.beside(own, _contrast(weights, own, shift), n, level, unit) for own in range(size)]
        for shift in (0, size)
    ]
    return Leanings(tuple(found[0]), tuple(found[1]))


def _norm(norm: ArrayLike | None, size: int) -> Floats:
    return np.ones(size) if norm is None else np.asarray(norm, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients of raters and their slopes, the inverse of their normal equations, errors."""

    beta: Floats
    normal: Floats
    inverse: Floats
    covariance: Floats
    shared: Ints

    def beside(self, own: int, contrast: Floats, n: int, level: float, unit: Unit) -> Beside:
        is_known = np.allclose(contrast @ self.inverse @ self.normal, contrast, atol=TOLERANCE)
        value = float(contrast @ self.beta) if is_known else math.nan
        variance = contrast @ self.covariance @ contrast
        freedom = int(self.shared[own]) - 1
        return _beside(value, float(variance), freedom, n, level, unit)


def _fitted(who: Ints, whom: Ints, t: Floats, w: Floats, sums: Floats) -> _Fit:
    size, people, cells = int(who.max(initial=-1)) + 1, int(whom.max(initial=-1)) + 1, len(who)
    later = t - (w @ t / w.sum() if w.sum() else 0.0)
    rows = np.arange(cells)
    x = sparse.csr_matrix(
        (np.r_[np.ones(cells), later], (np.r_[rows, rows], np.r_[who, who + size])),
        shape=(cells, 2 * size),
    )
    each = sparse.csr_matrix((np.ones(cells), (whom, rows)), shape=(people, cells))
    heavy = sparse.diags(w)
    held = np.maximum(np.bincount(whom, weights=w, minlength=people), 1e-300)
    by_person = each @ heavy @ x
    averages = sparse.diags(1 / held) @ by_person
    normal = (x.T @ heavy @ x - by_person.T @ averages).toarray()
    inverse = np.linalg.pinv(normal, rcond=1e-10, hermitian=True)
    own = np.bincount(whom, weights=sums, minlength=people)
    beta = inverse @ (x.T @ sums - averages.T @ own)
    level = (own - by_person @ beta) / held
    left = sums - w * (x @ beta + level[whom])
    scores = (each @ sparse.diags(left) @ x).toarray()
    shared = _shared(who, whom)
    several = int(shared.any(axis=1).sum())
    if people <= LEFT_OUT and size <= FEW:
        moved = _left_out(whom, x.toarray(), w, by_person.toarray(), held, normal, scores)
    else:
        moved = scores @ inverse
    covariance = moved.T @ moved * several / max(several - 1, 1)
    return _Fit(beta, normal, inverse, covariance, shared.sum(axis=0))


def _left_out(
    whom: Ints,
    x: Floats,
    w: Floats,
    by_person: Floats,
    held: Floats,
    normal: Floats,
    scores: Floats,
) -> Floats:
    """How much the coefficients move when a person is left out, shape (persons, coefficients)."""
    order, moved = np.argsort(whom, kind="stable"), np.zeros_like(scores)
    ends = np.cumsum(np.bincount(whom, minlength=len(scores)))
    for person, cells in enumerate(np.split(order, ends[:-1])):
        own = x[cells].T @ (w[cells, None] * x[cells])
        own -= np.outer(by_person[person], by_person[person]) / held[person]
        moved[person] = np.linalg.pinv(normal - own, rcond=1e-10, hermitian=True) @ scores[person]
    return moved


def _shared(who: Ints, whom: Ints) -> NDArray[np.bool_]:
    """Whether each rater judged each person whom another one judged too, (persons, raters)."""
    seen = np.zeros((int(whom.max(initial=-1)) + 1, int(who.max(initial=-1)) + 1), dtype=bool)
    seen[whom, who] = True
    return np.asarray(seen & (seen.sum(axis=1) > 1)[:, None])


def _contrast(weights: Floats, own: int, shift: int) -> Floats:
    """One coefficient less the mean of the others'."""
    others = np.where(np.arange(weights.size) == own, 0.0, weights)
    contrast = np.zeros(2 * weights.size)
    contrast[shift : shift + weights.size] = -others / max(others.sum(), 1e-300)
    contrast[shift + own] = 1.0
    return contrast


def halos(
    rater: ArrayLike,
    person: ArrayLike,
    products: ArrayLike,
    pairs: ArrayLike,
    squares: ArrayLike,
    grades: ArrayLike,
    *,
    norm: ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[Beside, ...]:
    """Tell whose criteria go together more than the others' do.

    ρ = (Σ products/Σ pairs)/(Σ squares/Σ grades): the mean correlation of two criteria of one
    assessment. Told is each rater's ρ less that of all others, errors from leaving out one person
    at a time, p-values from Fisher's z of both.

    Parameters
    ----------
    rater, person
        Numbers from 0, one a cell, shape (c,).
    products, pairs
        Σ z z' over ordered pairs of criteria of one assessment, and the number of such pairs; z is
        a grade less the rater's own mean of that criterion.
    squares, grades
        Σ z², and the number of grades.
    norm
        As for `leanings`.

    Notes
    -----
    Halo as intercorrelation above that of other raters of the same work: Murphy, Jako and Anhalt
    (1993), doi:10.1037/0021-9010.78.2.218. Without the others there is no telling true
    correlation from halo.

    Examples
    --------
    >>> both = halos([0, 1, 0, 1], [0, 0, 1, 1], [5.5, 1, 6, 2], [6] * 4, [4, 4, 4, 4.5], [4] * 4)
    >>> round(both[0].difference.value, 2)
    0.61
    """
    who, whom = np.asarray(rater, np.int64), np.asarray(person, np.int64)
    columns = [np.asarray(part, np.float64) for part in (products, pairs, squares, grades)]
    size, people = int(who.max(initial=-1)) + 1, int(whom.max(initial=-1)) + 1
    table = np.zeros((4, size, people))
    for place, column in enumerate(columns):
        np.add.at(table[place], (who, whom), column)
    held, found = _norm(norm, size), []
    for own in range(size):
        others = np.tensordot(np.where(np.arange(size) == own, 0, held), table, (0, 1))
        whole = [_correlation(part.sum(axis=1)) for part in (table[:, own], others)]
        without = [_correlation(_but_one(part)) for part in (table[:, own], others)]
        freedom = int((table[1, own] > 0).sum()) - 1
        n = round(float(table[3, own].sum()))
        plain, z = (
            _beside(*_difference(change, whole, without), freedom, n, level, "score")
            for change in (np.asarray, _fisher)
        )
        found.append(Beside(plain.difference, z.p))
    return tuple(found)


def _difference(
    change: Callable[[Floats], Floats], whole: Sequence[Floats], without: Sequence[Floats]
) -> tuple[float, float]:
    """First less second, and its variance from leaving out one person at a time."""
    value = float(change(whole[0]) - change(whole[1]))
    left = change(without[0]) - change(without[1])
    known = left[np.isfinite(left)]
    return value, float(((known - known.mean()) ** 2).sum()) if known.size else 0.0


def _fisher(correlation: Floats) -> Floats:
    """Fisher's z, on which a correlation's error does not hang on its size."""
    return np.asarray(np.arctanh(np.clip(correlation, -MOST, MOST)))


def _but_one(sums: Floats) -> Floats:
    """Sums without each person in turn, shape (4, persons)."""
    return np.asarray(sums.sum(axis=1, keepdims=True) - sums)


def _correlation(sums: Floats) -> Floats:
    """Mean correlation from products, pairs, squares and grades; NaN where there are none."""
    products, pairs, squares, grades = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((products / pairs) / (squares / grades))


def _beside(
    value: float, variance: float, freedom: int, n: int, level: float, unit: Unit
) -> Beside:
    method = "beside other raters, one person left out at a time"
    if math.isnan(value):
        return Beside(Estimate(None, None, None, n, method, level, unit), 1.0)
    if freedom < 1 or variance <= 0:
        return Beside(Estimate(value, None, None, n, method, level, unit), 1.0)
    error = math.sqrt(variance)
    half = student_quantile(freedom, level) * error
    estimate = Estimate(value, value - half, value + half, n, method, level, unit)
    return Beside(estimate, float(2 * stdtr(freedom, -abs(value) / error)))
