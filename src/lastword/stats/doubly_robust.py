"""The mean over everybody when only some answered: doubly robust and prediction-powered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile, student_quantile

Floats = NDArray[np.float64]
Target = Literal["these", "process"]


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """What a doubly robust share needs of the data: sums per cluster, all of shape (G,).

    Parameters
    ----------
    size, predicted
        Units N_g, and Σf over all of them.
    answered
        Units that answered.
    w, wy, wf
        Σw, Σwy and Σwf over those that answered; w = 1/π, y the answer, f the prediction.
    w2, w2y, w2f, w2yy, w2yf, w2ff
        Σw², Σw²y, Σw²f, Σw²y², Σw²yf and Σw²f².
    wyy, wyf, wff
        Σwy², Σwyf and Σwf².
    odds
        Σ(1−π)/π over all units: what Σ(s/π − 1) would vary by if everybody answered alone.
    """

    size: Floats
    predicted: Floats
    answered: Floats
    w: Floats
    wy: Floats
    wf: Floats
    wyy: Floats
    wyf: Floats
    wff: Floats
    w2: Floats
    w2y: Floats
    w2f: Floats
    w2yy: Floats
    w2yf: Floats
    w2ff: Floats
    odds: Floats


@dataclass(frozen=True, slots=True)
class DoublyRobust:
    """A mean over everybody, answered or not.

    Parameters
    ----------
    estimate
        The mean with its interval.
    lam
        Power tuning λ: how far the predictions are used, 0 (only weights) to 1.
    effective_n
        Kish's (Σw)²/Σw²: how many equally weighted answers the weights leave.
    error
        Standard error.
    clustering
        Share of the clusters' likeness that counts: covariance of answering within a cluster.
    """

    estimate: Estimate
    lam: float
    effective_n: float
    error: float
    clustering: float


def doubly_robust(
    sums: ClusterSums,
    *,
    lam: float | None = None,
    parameters: int = 0,
    target: Target = "these",
    level: float = 0.95,
) -> DoublyRobust:
    """Mean answer of all units from the answers of some, weights and predictions.

    θ = λ f̄ + Σ w(y − λf)/Σw, f̄ the mean prediction over all N units, w = 1/π over those that
    answered: N⁻¹Σf + N⁻¹Σ(s/π)(y − f) with λ = 1 and normalised weights. It is right if either
    the response probabilities or the predictions are.

    Parameters
    ----------
    sums
        Sums per cluster (agent), from `cluster_sums` or an engine.
    lam
        Power tuning; None takes the λ in [0, 1] with the smallest variance.
    parameters
        Parameters p of each of the two models, if they were fitted to the same n answers: the
        variance is multiplied by n/(n − p) for either, at most by 4 in all.
    target
        ``"these"``: the mean over exactly these N units, of which those that answered are a
        sample. ``"process"``: the mean that clusters like these would produce in the long run.
    level
        Confidence level.

    Raises
    ------
    UsageError
        If nobody answered or `lam` lies outside 0–1.

    Notes
    -----
    With residuals r = y − λf − Σw(y−λf)/Σw over those that answered, the variance for *these* is

        N⁻² [Σ (w² − w) r² + c Σ_g Σ_{i≠j∈g} w_i w_j r_i r_j],

    where c ≥ 0 is the covariance of answering within clusters, estimated over all units: that the
    customers of one agent are alike matters in so far as agents differ, beyond what the response
    model knows, in how many of their customers answer. For the *process* it is the cluster-robust
    variance of λf + (s/π)r. The interval is symmetric on the logit scale, with Student's t.

    Assumes that, given what π and f know, those who answer and those who do not would say the
    same (missing at random), and that everybody could have answered (π > 0).

    Robins, Rotnitzky and Zhao (1994), doi:10.1080/01621459.1994.10476818; Chernozhukov et al.
    (2018), doi:10.1111/ectj.12097; Angelopoulos, Duchi and Zrnic (2023), arXiv:2311.01453.
    """
    if sums.answered.sum() == 0:
        raise UsageError("nobody answered: there is nothing to infer from")
    if lam is not None and not 0 <= lam <= 1:
        raise UsageError(f"lam is {lam}; give a number from 0 to 1, or None to tune it")
    lam = tuned_lambda(sums) if lam is None else lam
    total, weight = float(sums.size.sum()), float(sums.w.sum())
    rest = float((sums.wy - lam * sums.wf).sum()) / weight
    value = lam * float(sums.predicted.sum()) / total + rest
    clustering = answering_covariance(sums)
    if target == "these":
        variance = _variance_of_these(sums, lam, rest, clustering)
    else:
        variance = _variance_of_process(sums, lam, rest)
    effective = weight**2 / float(sums.w2.sum())
    answers = float(sums.answered.sum())
    fitted = answers / max(answers - parameters, answers / 2)
    error = math.sqrt(max(variance, 0.0)) * fitted
    estimate = _logit_interval(value, error, _freedom(sums, target, effective), level)
    return DoublyRobust(
        Estimate(*estimate, n=round(sums.answered.sum()), method=_method(lam), level=level),
        lam,
        effective,
        error,
        clustering,
    )


def tuned_lambda(sums: ClusterSums) -> float:
    """The λ in [0, 1] with the smallest variance: Σω(y−ȳ)(f−f̄)/Σω(f−f̄)², ω = w² − w.

    The paper's cov(Y, f)/[(1 + n/N) var f] for labels that lie inside the population.
    """
    weight = float(sums.w.sum())
    y, f = float(sums.wy.sum()) / weight, float(sums.wf.sum()) / weight
    o = float((sums.w2 - sums.w).sum())
    oy, of = float((sums.w2y - sums.wy).sum()), float((sums.w2f - sums.wf).sum())
    oyf, off = float((sums.w2yf - sums.wyf).sum()), float((sums.w2ff - sums.wff).sum())
    covariance = oyf - f * oy - y * of + y * f * o
    variance = off - 2 * f * of + f * f * o
    return min(max(covariance / variance, 0.0), 1.0) if variance > 1e-12 * abs(o) else 0.0


def answering_covariance(sums: ClusterSums) -> float:
    """How alike the members of a cluster are in answering, beyond their response probabilities.

    Σ_g [K_g² − Σ(1−π)/π] / Σ_g N_g², K_g = Σ(s/π − 1) over the cluster; not below 0.
    """
    scale = float(sums.size.sum()) / float(sums.w.sum())
    excess = scale * sums.w - sums.size
    pairs = float((sums.size**2).sum())
    return max(0.0, float((excess**2 - sums.odds).sum()) / pairs)


def cluster_sums(
    y: ArrayLike,
    answered: ArrayLike,
    prediction: ArrayLike,
    probability: ArrayLike,
    clusters: ArrayLike,
) -> ClusterSums:
    """Sum unit by unit data per cluster, for `doubly_robust`.

    Parameters
    ----------
    y
        Answers; any number where there is none. Shape (N,), as the others.
    answered
        Whether the unit answered.
    prediction, probability
        Predicted answer f, and probability of answering π > 0, of every unit.
    clusters
        Label of the unit's cluster.
    """
    s = np.asarray(answered, dtype=bool)
    f, pi = np.asarray(prediction, dtype=np.float64), np.asarray(probability, dtype=np.float64)
    labels, place = np.unique(np.asarray(clusters), return_inverse=True)
    v = np.where(s, np.asarray(y, dtype=np.float64), 0.0)
    w = np.where(s, 1 / pi, 0.0)

    def add(values: Floats) -> Floats:
        return np.bincount(place, weights=values, minlength=labels.size).astype(np.float64)

    w2 = w * w
    return ClusterSums(
        size=add(np.ones_like(f)),
        predicted=add(f),
        answered=add(s.astype(np.float64)),
        w=add(w),
        wy=add(w * v),
        wf=add(w * f),
        wyy=add(w * v * v),
        wyf=add(w * v * f),
        wff=add(w * f * f),
        w2=add(w2),
        w2y=add(w2 * v),
        w2f=add(w2 * f),
        w2yy=add(w2 * v * v),
        w2yf=add(w2 * v * f),
        w2ff=add(w2 * f * f),
        odds=add((1 - pi) / pi),
    )


def _squares(
    lam: float, rest: float, parts: tuple[Floats, Floats, Floats, Floats, Floats, Floats]
) -> Floats:
    """Σ weight·(y − λf − rest)² per cluster, from Σ weight·{1, y, f, y², yf, f²}."""
    one, y, f, yy, yf, ff = parts
    square = yy - 2 * lam * yf + lam**2 * ff
    return square - 2 * rest * (y - lam * f) + rest**2 * one


def _variance_of_these(sums: ClusterSums, lam: float, rest: float, clustering: float) -> float:
    second = (sums.w2, sums.w2y, sums.w2f, sums.w2yy, sums.w2yf, sums.w2ff)
    first = (sums.w, sums.wy, sums.wf, sums.wyy, sums.wyf, sums.wff)
    squares = _squares(lam, rest, second)
    alone = float((squares - _squares(lam, rest, first)).sum())
    residual = sums.wy - lam * sums.wf - rest * sums.w
    alike = max(float((residual**2 - squares).sum()), 0.0)
    return (alone + clustering * alike) / float(sums.w.sum()) ** 2


def _variance_of_process(sums: ClusterSums, lam: float, rest: float) -> float:
    total, clusters = float(sums.size.sum()), int((sums.size > 0).sum())
    if clusters < 2:
        return math.inf
    scale = total / float(sums.w.sum())
    mean = float(sums.predicted.sum()) / total
    residual = scale * (sums.wy - lam * sums.wf - rest * sums.w)
    influence = lam * (sums.predicted - mean * sums.size) + residual
    return clusters / (clusters - 1) * float((influence**2).sum()) / total**2


def _freedom(sums: ClusterSums, target: Target, effective: float) -> float:
    clusters = int((sums.size > 0).sum())
    return max(clusters - 1.0 if target == "process" else effective - 1.0, 1.0)


def _logit_interval(
    value: float, error: float, freedom: float, level: float
) -> tuple[float, float | None, float | None]:
    if not 0 < value < 1 or not math.isfinite(error):
        clipped = min(max(value, 0.0), 1.0)
        if not math.isfinite(error):
            return clipped, None, None
        half = normal_quantile(level) * error
        return clipped, max(min(value - half, clipped), 0.0), min(max(value + half, clipped), 1.0)
    half = student_quantile(freedom, level) * error / (value * (1 - value))
    return value, float(expit(logit(value) - half)), float(expit(logit(value) + half))


def _method(lam: float) -> str:
    return "response-weighted" if lam == 0 else "doubly robust, prediction-powered"
