"""The net promoter score against a published case, its law and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.nps import nps, nps_variance


def test_variance_of_a_published_case() -> None:
    """Half promoters, a sixth detractors, 324 answers: variance 5/9, error 4.14 points."""
    variance = nps_variance(1 / 2, 1 / 6)
    assert variance == pytest.approx(5 / 9)
    assert (variance / 324) ** 0.5 == pytest.approx(0.0414087, abs=1e-6)


def test_score_is_promoters_minus_detractors_in_points() -> None:
    score = nps(162, 54, 324)
    assert score.value == pytest.approx(100 / 3)
    assert score.unit == "points"


def test_unanimous_answers_still_leave_doubt() -> None:
    score = nps(10, 0, 10)
    assert score.value == 100
    assert score.lower is not None
    assert score.lower < 95


def test_nothing_asked_is_unknown() -> None:
    assert nps(0, 0, 0).value is None


def test_more_answers_than_asked_are_refused() -> None:
    with pytest.raises(UsageError, match="not more than n"):
        nps(6, 5, 10)


@pytest.mark.parametrize(
    ("shares", "n"), [((0.5, 0.3, 0.2), 30), ((0.8, 0.15, 0.05), 60), ((0.2, 0.3, 0.5), 200)]
)
def test_scores_are_covered(shares, n) -> None:
    """20,000 draws: Monte-Carlo error of a coverage of .95 is .0015."""
    draws = np.random.default_rng(3).multinomial(n, shares, 20_000)
    counts, rows = np.unique(draws, axis=0, return_counts=True)
    truth, covered = 100 * (shares[0] - shares[2]), 0
    for (promoters, _, detractors), times in zip(counts, rows, strict=True):
        score = nps(promoters, detractors, n)
        covered += times * (score.lower <= truth <= score.upper)
    assert 0.94 <= covered / 20_000 <= 0.965
