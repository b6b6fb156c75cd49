"""Head: a small linear model over words and word pairs, shipped as one file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lastword.errors import InputRefused

Scores = NDArray[np.float64]
STEPS = 127
"""Weights are stored as whole numbers between −127 and 127, times one scale a class."""


@dataclass(frozen=True)
class Head:
    """A logistic model a class, over normalised tf-idf of words and pairs of neighbours.

    Parameters
    ----------
    classes
        Names in the order of the columns of `weights`.
    vocabulary
        Words and pairs (``"not happy"``), in the order of the rows of `weights`.
    rarity
        Inverse document frequency of each.
    weights, bias
        ``logit P(class) = bias + x · weights``.
    thresholds
        A class is read where its probability reaches this; chosen on the training data alone.
    version
        First letters of the file's SHA-256.
    """

    classes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    rarity: Scores
    weights: Scores
    bias: Scores
    thresholds: Scores
    version: str = ""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.vocabulary)}

    def scores(self, texts: Sequence[Sequence[str]]) -> Scores:
        """Probability of each class for each text, given as its words."""
        found = features(texts, self._places, self.rarity) @ self.weights + self.bias
        probabilities: Scores = 1 / (1 + np.exp(-found))
        return probabilities

    def to_bytes(self) -> bytes:
        """The model as the bytes of its file; weights rounded to `STEPS` steps a class."""
        scale = np.abs(self.weights).max(axis=0) / STEPS
        stream = BytesIO()
        np.savez_compressed(
            stream,
            classes=np.array(self.classes),
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            rarity=self.rarity.astype(np.float16),
            weights=np.round(self.weights / scale).astype(np.int8),
            scale=scale,
            bias=self.bias,
            thresholds=self.thresholds,
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """Read what `to_bytes` wrote."""
        with np.load(BytesIO(data), allow_pickle=False) as held:
            return cls(
                classes=tuple(str(name) for name in held["classes"]),
                vocabulary=tuple(held["vocabulary"].tobytes().decode().split("\n")),
                rarity=held["rarity"].astype(float),
                weights=held["weights"] * held["scale"],
                bias=held["bias"],
                thresholds=held["thresholds"],
                version=hashlib.sha256(data).hexdigest()[:8],
            )


def shipped(name: str, expected: str) -> Head:
    """A head of this package, its file checked against the hash of its model card.

    Raises
    ------
    InputRefused
        If the file is not the one that was measured.
    """
    data = (files("lastword.text") / "heads" / f"{name}.npz").read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise InputRefused(
            f"lastword/text/heads/{name}.npz: sha256 {found[:12]}… is not the {expected[:12]}… of "
            "its model card. Install Lastword again."
        )
    return Head.from_bytes(data)


def terms(tokens: Sequence[str]) -> list[str]:
    """Words and pairs of neighbours.

    Examples
    --------
    >>> terms(["not", "happy"])
    ['not', 'happy', 'not happy']
    """
    return [*tokens, *(f"{first} {second}" for first, second in pairwise(tokens))]


def features(texts: Sequence[Sequence[str]], places: dict[str, int], rarity: Scores) -> csr_matrix:
    """Rows of tf-idf weights of length one: tf = 1 + log(count)."""
    columns: list[int] = []
    ends = [0]
    for tokens in texts:
        columns += [places[term] for term in terms(tokens) if term in places]
        ends.append(len(columns))
    shape = (len(texts), rarity.size)
    counts = csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
    counts.sum_duplicates()
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(counts.multiply(counts).sum(axis=1).A1)
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    counts.data *= np.repeat(scale, np.diff(counts.indptr))
    return counts
