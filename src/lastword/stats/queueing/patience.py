"""Patience: how many callers would still hold after each length of waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.survival import Survival

Floats = NDArray[np.float64]
_NODES = 16_000
_TAIL_NODES = 400


@dataclass(frozen=True, slots=True)
class Patience:
    """Share of callers whose patience outlasts a wait, linear between nodes.

    Parameters
    ----------
    seconds
        Waits in rising order from 0, shape (K,); a node given twice makes a step.
    willing
        Share still willing to wait at each node, from 1 downwards, shape (K,). Behind the last
        node it stays as it is.

    Raises
    ------
    UsageError
        If the waits do not start at 0 and rise, or the shares rise or leave 0–1.

    Examples
    --------
    >>> curve = Patience([0.0, 60.0, 600.0], [1.0, 0.8, 0.0])
    >>> curve.share_left(30.0).tolist()
    0.9
    """

    seconds: Floats
    willing: Floats

    def __post_init__(self) -> None:
        t, g = (np.asarray(a, dtype=np.float64) for a in (self.seconds, self.willing))
        object.__setattr__(self, "seconds", t)
        object.__setattr__(self, "willing", g)
        if t.ndim != 1 or t.shape != g.shape or t.size < 2 or t[0] != 0 or (np.diff(t) < 0).any():
            raise UsageError("patience needs waits in seconds that start at 0 and rise")
        if (np.diff(g) > 1e-12).any() or g[0] > 1 or g[-1] < 0:
            raise UsageError("the share still willing to wait must fall, between 1 and 0")

    def share_left(self, seconds: ArrayLike) -> Floats:
        """Share that is still willing to wait after `seconds`."""
        return np.interp(np.asarray(seconds, np.float64), self.seconds, self.willing)

    def quantile(self, share: float) -> float | None:
        """Wait by which `share` has given up; None where the curve ends before."""
        reached = np.flatnonzero(self.willing <= 1 - share + 1e-12)
        if not reached.size:
            return None
        last = int(reached[0])
        if last == 0 or self.willing[last - 1] == self.willing[last]:
            return float(self.seconds[last])
        part = (self.willing[last - 1] - (1 - share)) / (
            self.willing[last - 1] - self.willing[last]
        )
        width = self.seconds[last] - self.seconds[last - 1]
        return float(self.seconds[last - 1] + part * width)

    def mean(self) -> float:
        """Mean patience in seconds: the area under the curve, infinite where it never ends."""
        if self.willing[-1] > 0:
            return float("inf")
        return float(np.trapezoid(self.willing, self.seconds))


def patience_law(
    survival: Callable[[Floats], Floats], horizon: float, *, nodes: int = _NODES
) -> Patience:
    """Patience from a law, given as the share left after t seconds.

    Nodes lie close together near 0, where queues are decided, and wider towards `horizon`, the
    wait after which nobody is left.

    Examples
    --------
    >>> curve = patience_law(lambda t: np.exp(-t / 120), horizon=3600)
    >>> round(curve.mean(), 2)
    120.0
    """
    seconds = horizon * np.linspace(0, 1, nodes) ** 3
    willing = np.minimum.accumulate(np.clip(survival(seconds), 0, 1))
    return Patience(seconds, np.where(seconds < horizon, willing, 0.0))


def patience_curve(survival: Survival) -> Patience:
    """Patience from a Kaplan–Meier curve, with steps where callers gave up.

    Behind the last node the curve goes on as an exponential with the hazard of the whole curve:
    callers who gave up divided by seconds waited by all.

    Raises
    ------
    UsageError
        If nobody gave up, so that nothing is known of patience.
    """
    times, left = survival.times, survival.survival
    if left.size == 0 or left[-1] >= 1:
        raise UsageError("nobody gave up waiting in these data; patience cannot be told")
    before = np.concatenate(([1.0], left[:-1]))
    seconds = np.concatenate(([0.0], np.repeat(times, 2)))
    willing = np.concatenate(([1.0], np.ravel(np.column_stack([before, left]))))
    if left[-1] <= 0:
        return Patience(seconds, willing)
    gone = np.arange(1, _TAIL_NODES + 1) / 20
    tail = gone / hazard_rate(survival)
    share = np.where(gone < gone[-1], np.exp(-gone), 0.0)
    return Patience(
        np.concatenate((seconds, times[-1] + tail)),
        np.concatenate((willing, left[-1] * share)),
    )


def hazard_rate(survival: Survival) -> float:
    """Callers who gave up for every second waited by all: the exponential's rate by likelihood."""
    times = np.concatenate(([0.0], survival.times))
    leaving = -np.diff(np.concatenate((survival.at_risk, [0.0])))
    before = np.concatenate(([1.0], survival.survival[:-1]))
    gave_up = (survival.at_risk * (1 - survival.survival / np.maximum(before, 1e-300))).sum()
    return float(gave_up / (leaving * times[1:]).sum())
