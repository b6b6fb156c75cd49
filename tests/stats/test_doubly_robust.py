"""The doubly robust share against its formula written out, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from lastword.errors import UsageError
from lastword.stats.doubly_robust import (
    answering_covariance,
    cluster_sums,
    doubly_robust,
    tuned_lambda,
)


def expit(x):
    return 1 / (1 + np.exp(-x))


def world(rng, *, units=3000, clusters=60, spread=0.0, alike=0.35, hidden=0.0):
    """Units in clusters: answers, who answered, π, f, cluster; π and f know x alone."""
    cluster = rng.integers(0, clusters, units)
    x = rng.normal(0, 1, units)
    y = rng.random(units) < expit(0.4 + 0.8 * x + rng.normal(0, alike, clusters)[cluster])
    pull = -2 + 0.7 * x
    ease = spread * rng.normal(0, 1, clusters)[cluster]
    answered = rng.random(units) < expit(pull + ease + hidden * y)
    grid = norm.ppf((np.arange(20) + 0.5) / 20)
    mean_response = expit(pull[:, None] + spread * grid).mean(axis=1)
    return y, answered, expit(0.4 + 0.78 * x), mean_response, cluster


def test_with_full_use_of_predictions_it_is_the_normalised_aipw_sum() -> None:
    y, s, f, pi, g = world(np.random.default_rng(1))
    w = s / pi
    expected = f.mean() + (w * (y - f)).sum() / w.sum()
    got = doubly_robust(cluster_sums(y, s, f, pi, g), lam=1.0)
    assert got.estimate.value == pytest.approx(expected)
    assert got.effective_n == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_variance_written_out_pair_by_pair() -> None:
    y, s, f, pi, g = world(np.random.default_rng(2), units=200, clusters=6, spread=0.8)
    sums = cluster_sums(y, s, f, pi, g)
    got = doubly_robust(sums, lam=0.7)
    w = s / pi
    r = (y - 0.7 * f - (w * (y - 0.7 * f)).sum() / w.sum()) * s
    alone = ((w**2 - w) * r**2).sum()
    same = (g[:, None] == g[None, :]) & ~np.eye(200, dtype=bool)
    alike = max((np.outer(w * r, w * r) * same).sum(), 0)
    variance = (alone + got.clustering * alike) / w.sum() ** 2
    assert got.error == pytest.approx(np.sqrt(variance))
    scaled = w * 200 / w.sum()
    excess = np.array([(scaled[g == c] - 1).sum() for c in range(6)])
    size = np.bincount(g)
    covariance = ((excess**2).sum() - ((1 - pi) / pi).sum()) / (size**2).sum()
    assert answering_covariance(sums) == pytest.approx(max(covariance, 0))


def test_process_variance_is_the_cluster_robust_variance_of_the_influence() -> None:
    y, s, f, pi, g = world(np.random.default_rng(3), units=400, clusters=20)
    got = doubly_robust(cluster_sums(y, s, f, pi, g), lam=1.0, target="process")
    w = s / pi * 400 / (s / pi).sum()
    rest = (w * (y - f)).sum() / w.sum()
    influence = np.bincount(g, weights=f - f.mean() + w * (y - f - rest))
    assert got.error == pytest.approx(np.sqrt(20 / 19 * (influence**2).sum()) / 400)


def test_the_tuned_lambda_has_the_smallest_error() -> None:
    y, s, f, pi, g = world(np.random.default_rng(4))
    sums = cluster_sums(y, s, np.clip(3 * f - 1, 0, 1), pi, g)
    best = tuned_lambda(sums)
    assert 0 < best < 1
    errors = [doubly_robust(sums, lam=lam).error for lam in (best, best - 0.1, best + 0.1, 0, 1)]
    assert errors[0] == min(errors)


def test_predictions_that_know_nothing_are_not_used() -> None:
    y, s, f, pi, g = world(np.random.default_rng(5))
    assert tuned_lambda(cluster_sums(y, s, np.full(len(f), 0.5), pi, g)) == 0


def test_unanimous_answers_stay_within_0_and_1() -> None:
    s = np.arange(40) % 4 == 0
    sums = cluster_sums(np.ones(40), s, np.full(40, 0.9), np.full(40, 0.25), np.arange(40) // 10)
    got = doubly_robust(sums).estimate
    assert got.value == pytest.approx(1)
    assert got.upper == pytest.approx(1)


def test_models_fitted_to_few_answers_widen() -> None:
    sums = cluster_sums(*world(np.random.default_rng(6)))
    plain, n = doubly_robust(sums), sums.answered.sum()
    widened = doubly_robust(sums, parameters=40)
    assert widened.error == pytest.approx(plain.error * n / (n - 40))
    assert doubly_robust(sums, parameters=10**6).error == pytest.approx(2 * plain.error)


def test_silence_and_wrong_lambda_are_refused() -> None:
    silent = cluster_sums([0.0, 0.0], [False, False], [0.5, 0.5], [0.1, 0.1], [0, 1])
    with pytest.raises(UsageError, match="nobody answered"):
        doubly_robust(silent)
    heard = cluster_sums([1.0, 0.0], [True, True], [0.5, 0.5], [0.1, 0.1], [0, 1])
    with pytest.raises(UsageError, match="0 to 1"):
        doubly_robust(heard, lam=1.5)


def test_one_cluster_cannot_speak_of_the_process() -> None:
    heard = cluster_sums([1.0, 0.0], [True, True], [0.5, 0.4], [0.1, 0.1], [0, 0])
    got = doubly_robust(heard, target="process").estimate
    assert got.value is not None
    assert got.lower is None


@pytest.mark.slow
@pytest.mark.parametrize("spread", [0.0, 0.6])
def test_these_units_are_covered(spread) -> None:
    """400 draws: Monte-Carlo error of a coverage of .95 is .011."""
    rng = np.random.default_rng(8)
    covered = naive = 0
    for _ in range(400):
        y, s, f, pi, g = world(rng, spread=spread)
        got, p, n = doubly_robust(cluster_sums(y, s, f, pi, g)).estimate, y[s].mean(), s.sum()
        covered += got.lower <= y.mean() <= got.upper
        naive += abs(p - y.mean()) < 1.96 * np.sqrt(p * (1 - p) / n)
    assert 0.92 <= covered / 400 <= 0.98
    assert naive / 400 < 0.3


@pytest.mark.slow
def test_the_process_is_covered_and_hidden_dependence_is_not() -> None:
    """300 draws: Monte-Carlo error of a coverage of .95 is .013."""
    rng = np.random.default_rng(9)
    truth = expit(0.4 + 0.8 * rng.normal(0, 1, 400_000) + rng.normal(0, 0.35, 400_000)).mean()
    covered = blind = 0
    for _ in range(300):
        got = doubly_robust(cluster_sums(*world(rng)), target="process").estimate
        covered += got.lower <= truth <= got.upper
        y, s, f, pi, g = world(rng, hidden=1.0)
        wrong = doubly_robust(cluster_sums(y, s, f, pi, g)).estimate
        blind += wrong.lower <= y.mean() <= wrong.upper
    assert 0.915 <= covered / 300 <= 0.985
    assert blind / 300 < 0.2
