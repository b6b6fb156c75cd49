"""Early ends: contacts that are cut short, as several plants do it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastword.sources.demo.arrays import Flags
from lastword.sources.demo.attempts import BY_AGENT, Attempts

NEVER = -9.0
"""Logit of solving anything in a call that ends at once."""


def end_under(
    limit: float, rng: np.random.Generator, tries: Attempts, touched: Flags, *, by: int, harm: float
) -> Attempts:
    """End contacts a few seconds before a limit; `harm` is taken off the logit of solving."""
    just_under = limit - 1 - np.floor(np.minimum(rng.exponential(7, len(touched)), 28))
    return replace(
        tries,
        talk=np.where(touched, just_under, tries.talk),
        hold=np.where(touched, 0, tries.hold),
        ended_by=np.where(touched, by, tries.ended_by),
        solve_logit=tries.solve_logit - harm * touched,
    )


def hang_up(rng: np.random.Generator, tries: Attempts, touched: Flags) -> Attempts:
    """Hang up within seconds of answering."""
    return replace(
        tries,
        talk=np.where(touched, rng.integers(2, 10, len(touched)), tries.talk),
        hold=np.where(touched, 0, tries.hold),
        ended_by=np.where(touched, BY_AGENT, tries.ended_by),
        solve_logit=np.where(touched, NEVER, tries.solve_logit),
        is_dropped=tries.is_dropped | touched,
    )
