"""Embedder: the slot that turns texts into vectors whose angle says how near they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors; equal texts give equal vectors, whatever stands beside them.

    Attributes
    ----------
    name
        What made the vectors, with its version: goes into `labels.made_by`.
    """

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, as rows; a text without any known word gets zeros."""


def unit(vectors: Vectors) -> Vectors:
    """Scale rows to length one; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return scaled
