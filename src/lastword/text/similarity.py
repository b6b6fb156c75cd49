"""Same issue? How much two texts speak for asking the same thing, as odds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.text.embedding import Embedder, Vectors
from lastword.text.embedding.embedder import unit

INTERCEPT, SLOPE = -1.75, 11.9
"""Logarithm of the likelihood ratio at cosine 0, and its rise up to cosine 1."""


@dataclass(frozen=True)
class SameIssue:
    """Compares texts of one centre by WordLlama's vectors.

    log P(cosine | same) / P(cosine | other) = −1.75 + 11.9 · cosine, with the centre's mean vector
    taken away first. Fitted by logistic regression on pairs weighted half and half: two halves of
    BANKING77 give (−1.88, 12.1) and (−1.68, 11.3), DSTC11 insurance (−1.65, 12.4). Same-intent AUC
    is .93 on BANKING77. Not for the tf-idf fallback, whose cosines mean something else.

    Parameters
    ----------
    origin
        Mean of the centre's vectors; see `of`.
    """

    embedder: Embedder
    origin: Vectors

    @classmethod
    def of(cls, embedder: Embedder, sample: Sequence[str]) -> SameIssue:
        """Learn the centre's mean from some thousand of its texts."""
        return cls(embedder, embedder.embed(sample).mean(axis=0))

    def odds(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Likelihood ratio of each pair: multiply it with the odds known before reading."""
        left, right = (unit(self.embedder.embed(texts) - self.origin) for texts in (first, second))
        cosines = np.einsum("ij,ij->i", left, right).astype(float)
        ratio: NDArray[np.float64] = np.exp(INTERCEPT + SLOPE * cosines)
        return ratio

    def probability(
        self, first: Sequence[str], second: Sequence[str], *, before: float
    ) -> NDArray[np.float64]:
        """Probability that each pair asks the same.

        Parameters
        ----------
        before
            Share of such pairs that ask the same, before reading: of two contacts of one customer
            within days it is large, of two customers picked at random it is about one in a hundred.
        """
        ratio = self.odds(first, second) * before / (1 - before)
        chance: NDArray[np.float64] = ratio / (1 + ratio)
        return chance
