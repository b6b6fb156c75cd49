"""Latent classes: recovery, warnings and coverage."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.latent_class import latent_class

PATTERNS = np.array([[(i >> j) & 1 for j in range(4)] for i in range(16)])
YES, NO = np.array([0.9, 0.8, 0.85, 0.7]), np.array([0.2, 0.1, 0.3, 0.25])


def chances(share, indicators, shared=0.0):
    x = PATTERNS[: 2**indicators, :indicators]
    parts = []
    for weight, all_four in ((share, YES), (1 - share, NO)):
        p = all_four[:indicators]
        alone = np.prod(np.where(x == 1, p, 1 - p), axis=1)
        rest = np.prod(np.where(x[:, 2:] == 1, p[2:], 1 - p[2:]), axis=1)
        together = np.where(x[:, 0] == x[:, 1], np.where(x[:, 0] == 1, p[0], 1 - p[0]), 0) * rest
        parts.append(weight * ((1 - shared) * alone + shared * together))
    return x, parts[0] + parts[1]


def test_exact_counts_give_back_what_made_them() -> None:
    x, p = chances(0.6, 3)
    got = latent_class(x, p * 1e5, np.random.default_rng(1))
    assert got.prevalence.value == pytest.approx(0.6, abs=2e-3)
    assert got.sensitivity == pytest.approx(YES[:3], abs=2e-3)
    assert got.specificity == pytest.approx(1 - NO[:3], abs=2e-3)
    assert "cannot be tested" in got.warnings[0]


def test_indicators_that_share_their_errors_are_named() -> None:
    rng = np.random.default_rng(2)
    x, p = chances(0.6, 4)
    clean = latent_class(x, rng.multinomial(5000, p), rng)
    assert clean.warnings == ()
    x, p = chances(0.6, 4, shared=0.5)
    strained = latent_class(x, rng.multinomial(5000, p), rng)
    assert any("share their errors" in words for words in strained.warnings)


def test_solutions_that_fit_alike_are_all_told() -> None:
    """Indicators that know nothing of each other leave the share open."""
    rng = np.random.default_rng(3)
    x, _ = chances(0.5, 3)
    got = latent_class(x, np.full(8, 100.0), rng)
    assert got.range[1] - got.range[0] > 0.1
    assert any("disagree on the share" in words for words in got.warnings)


def test_two_indicators_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(UsageError, match="at least three"):
        latent_class([[0, 1], [1, 0]], [1, 1], rng)
    with pytest.raises(UsageError, match="0 and 1 only"):
        latent_class([[0, 1, 2]], [1], rng)


@pytest.mark.slow
def test_the_hidden_share_is_covered() -> None:
    """100 draws: Monte-Carlo error of a coverage of .95 is .022."""
    rng = np.random.default_rng(9)
    x, p = chances(0.6, 4)
    covered = 0
    for _ in range(100):
        got = latent_class(x, rng.multinomial(2000, p), rng, starts=3).prevalence
        covered += got.lower <= 0.6 <= got.upper
    assert covered >= 88
