from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.learning import learning

MONTHS = np.arange(8) + 0.5


def newcomers(random: np.random.Generator, gap: float, tau: float) -> tuple[np.ndarray, ...]:
    """Thirty newcomers, some seen from a later month on, of a binary outcome."""
    weights = np.where(random.random((30, 8)) < 0.8, 30.0, 0.0)
    truth = random.normal(0, 0.04, (30, 1)) + gap * np.exp(-MONTHS / tau)
    totals = weights * truth + random.normal(size=(30, 8)) * np.sqrt(weights * 0.24)
    return totals, weights


def test_gap_and_time_cover() -> None:
    """60 centres: Monte-Carlo error .028."""
    random = np.random.default_rng(3)
    covered = []
    for _ in range(60):
        found = learning(MONTHS, *newcomers(random, -0.2, 2.0), replicates=300)
        gap, months = found.gap, found.months
        assert gap.lower is not None and gap.upper is not None
        known = months.lower is not None and months.upper is not None
        covered.append(
            [gap.lower <= -0.2 <= gap.upper, known and months.lower <= 4.605 <= months.upper]
        )
    assert (np.mean(covered, axis=0) > 0.87).all(), np.mean(covered, axis=0)


def test_no_gap_is_no_time() -> None:
    random = np.random.default_rng(5)
    told = sum(
        learning(MONTHS, *newcomers(random, 0.0, 2.0), replicates=200).months.is_known
        for _ in range(40)
    )
    assert told <= 5


def test_few_newcomers_are_refused() -> None:
    with pytest.raises(UsageError, match="at least 8"):
        learning(MONTHS, np.ones((3, 8)), np.ones((3, 8)))
