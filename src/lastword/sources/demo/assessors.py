"""Assessors: how the demo centre's evaluators err, and which calls they choose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from lastword.sources.demo.arrays import Flags, Floats, Ints

EVALUATORS = 8
SEVERE, DAZZLED, SOFTENING = 3, 6, 8
"""Who is severe, who lets one impression colour everything, who grows lenient."""


@dataclass(frozen=True, slots=True)
class Assessors:
    """What is planted about quality assessments; all 0 is a fair scorecard.

    Parameters
    ----------
    severity
        What evaluator 3 takes off every criterion (latent; one point of five is about .8).
    halo
        How far evaluator 6 gives every criterion the same mark: 0 not at all, 1 wholly.
    drift
        By how much evaluator 8 grows more lenient from the first day to the last (latent).
    sampling
        Logarithm of how much more often a call is chosen that solved the problem.
    twice
        Share of the chosen calls that a second evaluator judges too.
    """

    severity: float = 0.8
    halo: float = 0.8
    drift: float = 1.2
    sampling: float = 1.2
    twice: float = 0.15

    def more_often(self, is_solving: Flags) -> Floats:
        """How many times as often as on average each call is chosen, were half of them solving."""
        return np.asarray(np.exp(self.sampling * (is_solving - 0.5)) / np.cosh(self.sampling / 2))

    def seen(self, latent: Floats, evaluator: Ints, passed: Floats) -> Floats:
        """What each evaluator takes the criteria of an assessment for.

        Parameters
        ----------
        latent
            How good the call was, one row an assessment and column a criterion.
        evaluator
            1 … `EVALUATORS`.
        passed
            Share of the period that had passed.
        """
        share = (self.halo * (evaluator == DAZZLED))[:, None]
        coloured = (1 - share) * latent + share * latent.mean(axis=1, keepdims=True)
        off = self.severity * (evaluator == SEVERE)
        softer = self.drift * (passed - 0.5) * (evaluator == SOFTENING)
        return np.asarray(coloured + (softer - off)[:, None])

    def to_dict(self) -> dict[str, Any]:
        """What ``planted.json`` says, with who is meant."""
        who = {"severe": SEVERE, "halo_of": DAZZLED, "drifting": SOFTENING}
        return asdict(self) | {"evaluators": EVALUATORS} | who


ERRING = Assessors()
"""What every demo centre plants unless it says otherwise."""
