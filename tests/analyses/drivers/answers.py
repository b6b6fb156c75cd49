"""Simulated answers with planted penalties and rewards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

SKEWED = np.array([0.04, 0.06, 0.15, 0.40, 0.35])
"""Shares of the answers 1 to 5, as satisfaction surveys have them."""
THRESHOLDS = np.array([-4.0, -2.5, -1.2, 0.8])
REFERENCE = 4


def answers(
    n: int,
    slopes: Sequence[tuple[float, float]],
    *,
    seed: int = 0,
    agents: int = 100,
    customers: int | None = None,
) -> pd.DataFrame:
    """Answers to drivers ``d0``, ``d1`` … and ``csat``, with a logistic latent error.

    Parameters
    ----------
    slopes
        Latent slope of each driver below and above 4, on the logit scale.
    """
    rng = np.random.default_rng(seed)
    general = 0.6 * rng.standard_normal((n, 1))
    own = 0.8 * rng.standard_normal((n, len(slopes)))
    cuts = norm.ppf(SKEWED.cumsum()[:-1])
    x = 1 + ((general + own)[:, :, None] > cuts).sum(axis=2)
    latent = rng.logistic(size=n)
    for place, (below, above) in enumerate(slopes):
        distance = x[:, place] - REFERENCE
        latent += below * np.minimum(distance, 0) + above * np.maximum(distance, 0)
    frame = pd.DataFrame(x, columns=[f"d{place}" for place in range(len(slopes))])
    frame["csat"] = 1 + (latent[:, None] > THRESHOLDS).sum(axis=1)
    frame["agent"] = [f"a{number}" for number in rng.integers(0, agents, n)]
    frame["customer"] = [f"c{number}" for number in rng.integers(0, customers or n // 2, n)]
    return frame
