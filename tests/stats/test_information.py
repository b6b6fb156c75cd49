"""Information: what a code keeps, by closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.information import entropy, kept


def test_entropy_of_equal_codes_is_the_logarithm_of_their_number() -> None:
    assert entropy([10**7] * 8) == pytest.approx(3, abs=1e-5)
    with pytest.raises(UsageError, match="no code"):
        entropy([0, 0])


def test_the_small_sample_loss_is_made_good() -> None:
    rng = np.random.default_rng(1)
    drawn = [entropy(rng.multinomial(60, [1 / 8] * 8)) for _ in range(400)]
    assert np.mean(drawn) == pytest.approx(3, abs=0.02)


def test_a_noisy_code_keeps_one_minus_its_entropy() -> None:
    """A binary symmetric channel that errs in 11 of 100 keeps 1 − H(.11) = .5001 bits of 1."""
    made = kept(np.array([[0.445, 0.055], [0.055, 0.445]]) * 10**6)
    assert made.topic_entropy == pytest.approx(1, abs=1e-5)
    assert made.share.value == pytest.approx(0.5001, abs=1e-3)


def test_codes_without_a_tie_keep_nothing_and_one_topic_is_refused() -> None:
    assert kept([[250, 250], [250, 250]]).share.value == pytest.approx(0, abs=1e-3)
    with pytest.raises(UsageError, match="one topic"):
        kept([[5], [7]])


def test_the_interval_covers() -> None:
    """Of 200 draws 95 % are to be covered; the Monte-Carlo error is .015."""
    rng = np.random.default_rng(2)
    p = np.array([[0.3, 0.05, 0.05], [0.05, 0.25, 0.1], [0.05, 0.05, 0.1]])
    truth = kept(p * 10**8).share.value
    made = [kept(rng.multinomial(800, p.ravel()).reshape(3, 3)).share for _ in range(200)]
    assert 0.9 <= np.mean([m.lower <= truth <= m.upper for m in made]) <= 0.99
