"""What definitions of "resolved" that different people decide have in common."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lastword.stats.latent_class import latent_class
from lastword.verdict.results import Common

Whole = NDArray[np.int64]

INDICATORS = ("agent_code", "no_recontact", "customer_says_resolved")
"""One of each decider: the company, behaviour, the customer."""
STARTS = 10
FEWEST = 100
"""Issues that all three judge; below it the classes are guesswork."""


def common(answers: Mapping[str, Whole], counts: Whole) -> Common | None:
    """Latent classes behind the agent's code, behaviour and the customer's answer.

    Not a verdict: the hidden “yes” is what the three have in common, and three indicators cannot
    show whether they err together. See `lastword.stats.latent_class`.

    Parameters
    ----------
    answers
        Definition → 1 yes, 0 no, −1 cannot be judged; one entry a pattern.
    counts
        Issues of each pattern.

    Returns
    -------
    Common
        None if too few issues are judged by all three.
    """
    patterns = np.column_stack([answers[name] for name in INDICATORS])
    judged = (patterns >= 0).all(axis=1)
    if counts[judged].sum() < FEWEST:
        return None
    shown, place = np.unique(patterns[judged], axis=0, return_inverse=True)
    sizes = np.bincount(place.ravel(), weights=counts[judged])
    found = latent_class(shown, sizes, np.random.default_rng(0), starts=STARTS)
    return Common(
        definitions=INDICATORS,
        share=found.prevalence,
        range=found.range,
        yes_if_so=tuple(map(float, found.sensitivity)),
        no_if_not=tuple(map(float, found.specificity)),
        warnings=found.warnings,
    )
