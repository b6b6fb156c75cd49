"""One-step draws have the centre and covariance that they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.stats.bootstrap import one_step_draws


@pytest.mark.parametrize("clusters", [60, 6000])
def test_draws_have_the_given_covariance(clusters: int) -> None:
    rng = np.random.default_rng(4)
    sums = rng.standard_exponential((clusters, 2)) - 1
    sums -= sums.mean(axis=0)
    covariance = np.array([[0.04, 0.01], [0.01, 0.09]])
    centre = np.array([1.0, -1.0])
    drawn = one_step_draws(centre, np.eye(2) / 50, sums, covariance, draws=20_000, rng=rng)
    assert drawn.mean(axis=0) == pytest.approx(centre, abs=5 * 0.3 / np.sqrt(20_000))
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=0.004)


def test_answers_alone_need_no_clusters() -> None:
    rng = np.random.default_rng(4)
    drawn = one_step_draws(np.zeros(1), np.eye(1), None, np.eye(1), draws=20_000, rng=rng)
    assert drawn.std() == pytest.approx(1.0, abs=5 / np.sqrt(40_000))


def test_same_seed_same_draws() -> None:
    sums = np.array([[1.0], [-1.0], [0.5], [-0.5]])
    twice = [
        one_step_draws(np.zeros(1), np.eye(1), sums, np.eye(1), draws=5,
                       rng=np.random.default_rng(1))
        for _ in range(2)
    ]  # fmt: skip
    assert twice[0].tolist() == twice[1].tolist()
