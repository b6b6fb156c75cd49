"""Information: how much a code still says, and what is lost in “other” and “first in the list”."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a code keeps of what it should say.

    Parameters
    ----------
    share
        I(code; topic)/H(topic): 1 if the code tells the topic, 0 if it says nothing.
    information
        I(code; topic) in bits.
    topic_entropy
        H(topic) in bits: what there was to say.
    """

    share: Estimate
    information: float
    topic_entropy: float


def entropy(counts: ArrayLike) -> float:
    """Entropy in bits, Miller–Madow corrected: −Σ p log₂ p + (K − 1)/(2 n ln 2).

    Parameters
    ----------
    counts
        How often each code was given; unused codes count for nothing.

    Raises
    ------
    UsageError
        If nothing was counted.

    Examples
    --------
    >>> round(entropy([500, 500]), 2), round(entropy([1000, 0, 0]), 2)
    (1.0, 0.0)
    """
    c = np.asarray(counts, dtype=np.float64).ravel()
    c = c[c > 0]
    n = float(c.sum())
    if n == 0:
        raise UsageError("no code was counted: there is no entropy")
    p = c / n
    plain = -float((p * np.log2(p)).sum())
    return plain + (c.size - 1) / (2 * n * math.log(2))


def kept(table: ArrayLike, *, level: float = 0.95) -> Kept:
    """Share of what the topic says that the code keeps: I(code; topic)/H(topic).

    I = H(code) + H(topic) − H(code, topic), each Miller–Madow corrected, never below 0. The
    interval is that of the log-likelihood ratio log p(c, t)/(p(c) p(t)), whose mean I is.

    Parameters
    ----------
    table
        Contacts by code (rows) and topic (columns).
    level
        Confidence level.

    Raises
    ------
    UsageError
        If the table is empty, or there is one topic only.

    Notes
    -----
    Topics must come from elsewhere than the code (the text, read by somebody or something that
    did not see the code), and be cross-fitted if they were learnt with it. Miller (1955);
    Moddemeijer (1989), doi:10.1016/0165-1684(89)90132-1, for the variance.

    Examples
    --------
    >>> kept([[400, 0], [0, 600]]).share.text()
    '100 % (100–100)'
    >>> kept([[400, 600]]).share.value
    0.0
    """
    c = np.asarray(table, dtype=np.float64)
    if c.ndim != 2 or c.sum() <= 0:
        raise UsageError(f"the table has shape {c.shape}; give contacts by code and topic")
    c = c[c.sum(axis=1) > 0][:, c.sum(axis=0) > 0]
    if c.shape[1] < 2:
        raise UsageError("one topic only: there is nothing that a code could keep")
    n = float(c.sum())
    topic = entropy(c.sum(axis=0))
    information = max(entropy(c.sum(axis=1)) + topic - entropy(c), 0.0)
    error = _error(c) / math.sqrt(n) / topic
    value = min(information / topic, 1.0)
    half = normal_quantile(level) * error
    ends = (value, max(value - half, 0.0), min(value + half, 1.0))
    share = Estimate(*ends, n=round(n), method="mutual information", level=level)
    return Kept(share, information, topic)


def _error(counts: Floats) -> float:
    """Standard deviation of log₂ p(c, t)/(p(c) p(t)) less its part in H(topic)."""
    p = counts / counts.sum()
    code, topic = p.sum(axis=1, keepdims=True), p.sum(axis=0, keepdims=True)
    held = p > 0
    ratio = np.log2(np.where(held, p, 1.0) / np.where(held, code * topic, 1.0))
    surprise = np.broadcast_to(-np.log2(topic), p.shape)
    mean = float((p * ratio).sum() / (p * surprise).sum())
    influence = ratio - mean * surprise
    return math.sqrt(float((p * influence**2).sum() - float((p * influence).sum()) ** 2))
