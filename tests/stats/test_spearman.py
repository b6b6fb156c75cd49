from __future__ import annotations

import numpy as np

from lastword.stats.spearman import spearman


def test_spearman_covers() -> None:
    """400 samples of 15 at ρ = .6 (on ranks .58): Monte-Carlo error .011."""
    random = np.random.default_rng(6)
    hit = []
    for _ in range(400):
        x = random.normal(size=15)
        y = 0.6 * x + 0.8 * random.normal(size=15)
        found = spearman(x, y)
        assert found.lower is not None
        assert found.upper is not None
        hit.append(found.lower <= 0.582 <= found.upper)
    assert 0.92 < np.mean(hit) < 0.99
