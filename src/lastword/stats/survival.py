"""Survival curves from counts per time: Kaplan–Meier with Greenwood's variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.proportion import wilson_ends
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
METHOD = "Kaplan-Meier, log-log"


@dataclass(frozen=True, slots=True)
class Survival:
    """Survival of one group, or of several at the same times (see `group`).

    Parameters
    ----------
    times
        Times in rising order, shape (T,).
    survival
        Share that has not had the event up to and including each time, shape (…, T).
    lower, upper
        Ends of the pointwise log-log interval, shape (…, T).
    variance
        Greenwood's variance of `survival`, shape (…, T).
    at_risk
        Observations at risk just before each time, shape (…, T).
    n
        Observations at the start, shape (…).
    level
        Confidence level.
    """

    times: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    variance: Floats
    at_risk: Floats
    n: Floats
    level: float

    def group(self, index: int) -> Survival:
        """Pick the curve of one group."""
        return Survival(
            times=self.times,
            survival=self.survival[index],
            lower=self.lower[index],
            upper=self.upper[index],
            variance=self.variance[index],
            at_risk=self.at_risk[index],
            n=np.asarray(self.n[index]),
            level=self.level,
        )

    def survived(self, time: float) -> Estimate:
        """Share without the event up to and including `time`, of one group.

        Unknown after the last time if anybody was still without the event then.
        """
        n = float(self.n)
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        is_beyond = self.times.size > 0 and time > self.times[-1] and self.survival[-1] > 0
        if n == 0 or is_beyond:
            return Estimate(None, None, None, n=round(n), method=METHOD, level=self.level)
        if place < 0:
            value, (lower, upper) = 1.0, wilson_ends(1.0, n, normal_quantile(self.level))
        else:
            value, lower, upper = (
                float(part[place]) for part in (self.survival, self.lower, self.upper)
            )
        return Estimate(value, lower, upper, n=round(n), method=METHOD, level=self.level)

    def happened(self, time: float) -> Estimate:
        """Share with the event up to and including `time`, of one group: 1 − survival."""
        stayed = self.survived(time)
        if stayed.value is None or stayed.lower is None or stayed.upper is None:
            return stayed
        ends = (1 - stayed.value, 1 - stayed.upper, 1 - stayed.lower)
        return Estimate(*ends, n=stayed.n, method=METHOD, level=self.level)

    def restricted_mean(self, horizon: float, *, unit: Unit = "seconds") -> Estimate:
        """Mean time without the event, of one group, when nobody is counted beyond `horizon`.

        ∫₀^τ S(t) dt, with variance Σ (∫_t^τ S)² d/(Y(Y − d)). Unknown where the curve ends before
        the horizon with somebody still without the event.
        """
        n, method = round(float(self.n)), f"restricted mean to {horizon:g}"
        is_beyond = self.times.size == 0 or horizon > self.times[-1]
        if n == 0 or (is_beyond and not (self.survival.size and self.survival[-1] <= 0)):
            return Estimate(None, None, None, n=n, method=method, level=self.level, unit=unit)
        inside = self.times < horizon
        knots = np.concatenate(([0.0], self.times[inside], [horizon]))
        height = np.concatenate(([1.0], self.survival[inside]))
        areas = height * np.diff(knots)
        after = areas[::-1].cumsum()[::-1][1:]
        gone = self._greenwood_steps()[inside]
        error = float(np.sqrt((after**2 * gone).sum()))
        half, mean = normal_quantile(self.level) * error, float(areas.sum())
        ends = (mean, max(mean - half, 0.0), min(mean + half, horizon))
        return Estimate(*ends, n=n, method=method, level=self.level, unit=unit)

    def _greenwood_steps(self) -> Floats:
        """Greenwood's d/(Y(Y − d)) at each time, 0 where nobody is left."""
        before = np.concatenate(([1.0], self.survival[:-1]))
        share = 1 - self.survival / np.where(before > 0, before, 1.0)
        is_last = (self.survival <= 0) | (self.at_risk <= 0)
        left = np.where(is_last, 1.0, self.at_risk * (1 - share))
        return np.asarray(np.where(is_last, 0.0, share / left), np.float64)

    def quantile(self, share: float) -> float | None:
        """First time by which `share` has had the event; None where the curve ends before."""
        reached = np.flatnonzero(self.survival <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None


def kaplan_meier(
    times: ArrayLike, events: ArrayLike, censored: ArrayLike, *, level: float = 0.95
) -> Survival:
    """Share still without an event over time, when some are watched for a shorter time only.

    S(t) = Π_{s≤t} (1 − d_s/Y_s), Y_s at risk just before s; events come before censoring at the
    same time. Variance: Greenwood, S² Σ d/(Y(Y−d)); interval: log(−log S) ± z se, which stays
    within 0–1.

    Parameters
    ----------
    times
        Distinct times in rising order, shape (T,), for example days.
    events, censored
        How many had the event, and how many were watched no longer, at each time; shape (T,), or
        (groups, T) for several groups at once.
    level
        Confidence level of the pointwise interval.

    Raises
    ------
    UsageError
        If shapes differ, times do not rise, or a count is negative.

    Notes
    -----
    Assumes that being watched no longer says nothing about the event to come, and independent
    observations. Before the first event, where log(−log S) does not exist, the lower end is
    Wilson's for those at risk; after the last possible event the upper end is carried on. Kaplan
    and Meier (1958), doi:10.1080/01621459.1958.10501452.

    Examples
    --------
    >>> curve = kaplan_meier([1, 2, 3], [2, 1, 0], [0, 1, 6])
    >>> curve.survival.round(3).tolist()
    [0.8, 0.7, 0.7]
    >>> curve.happened(2).text()
    '30 % (11–67)'
    """
    t, d, c = (np.asarray(a, dtype=np.float64) for a in (times, events, censored))
    _check(t, d, c)
    n = (d + c).sum(axis=-1)
    at_risk = n[..., None] - np.cumsum(d + c, axis=-1) + d + c
    present, left = np.maximum(at_risk, 1.0), at_risk - d
    survival = np.cumprod(1 - d / present, axis=-1)
    spread = np.cumsum(np.where(left > 0, d / (present * np.maximum(left, 1.0)), 0.0), axis=-1)
    lower, upper = _ends(survival, spread, at_risk, normal_quantile(level))
    return Survival(t, survival, lower, upper, survival**2 * spread, at_risk, n, level)


def _ends(survival: Floats, spread: Floats, at_risk: Floats, z: float) -> tuple[Floats, Floats]:
    inside = (survival > 0) & (survival < 1)
    cumulated = -np.log(np.where(inside, survival, 0.5))
    factor = np.exp(z * np.sqrt(spread) / cumulated)
    lower = np.where(inside, np.exp(-cumulated * factor), 0.0)
    upper = np.where(inside, np.exp(-cumulated / factor), 1.0)
    untouched = survival >= 1
    lower = np.where(untouched, at_risk / (at_risk + z * z), lower)
    return lower, np.where(survival <= 0, np.minimum.accumulate(upper, axis=-1), upper)


def _check(t: Floats, d: Floats, c: Floats) -> None:
    if t.ndim != 1 or d.shape != c.shape or d.shape[-1:] != t.shape:
        raise UsageError(
            f"times, events and censored have shapes {t.shape}, {d.shape} and {c.shape}; "
            "give one count of events and of censored for each time"
        )
    if (np.diff(t) <= 0).any():
        raise UsageError("times do not rise; sort them and add up the counts of equal times")
    if (d < 0).any() or (c < 0).any():
        raise UsageError("a count of events or censored is negative; check the counts")
