"""Integrals of the virtual wait: how long somebody with endless patience would wait.

With H(x) the mean patience spent up to x, the density of the virtual wait is proportional to
exp(λ H(x) − nμ x). This function has one peak and log-concave sides, so that panels measured by
its own width hold all of it at any load.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lastword.stats.queueing.patience import Patience

Floats = NDArray[np.float64]
_EDGES = np.array([0.0, 1, 3, 6, 12, 24, 40])
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_HALVINGS = 40
_STEEP = 600.0
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Integrals:
    """Integrals of e^φ with φ(x) = λH(x) − nμx, each divided by e^`scale`; a row an interval.

    `whole` is ∫₀^∞ e^φ, `after` ∫_T^∞ e^φ, `first` ∫₀^∞ x e^φ, `spent` ∫₀^∞ H e^φ, and `reached`
    is φ(T) − `scale`.
    """

    scale: Floats
    whole: Floats
    after: Floats
    first: Floats
    spent: Floats
    reached: Floats


def exponential_integrals(
    arrivals: Floats, capacity: Floats, leaving: Floats, threshold: float
) -> Integrals:
    """Integrals for exponential patience, the queue known as Erlang A.

    Parameters
    ----------
    arrivals
        λ, arrivals per second, shape (R,).
    capacity
        nμ, services per second while every agent is busy, shape (R,).
    leaving
        θ, one over the mean patience in seconds, shape (R,).
    threshold
        T in seconds.
    """
    peak = np.maximum(np.log(arrivals / capacity), 0.0) / leaving
    fall = _Fall(np.minimum(arrivals, capacity), capacity, leaving)
    left, right = np.minimum(fall.distance(-1.0), peak), fall.distance(1.0)
    cuts = np.concatenate((-_EDGES[:0:-1, None] * left, _EDGES[:, None] * right))
    beyond = threshold - peak
    whole, after, first = fall.panels(np.maximum(cuts, -peak), beyond)
    lived = -np.expm1(-leaving * peak) / leaving
    scale = arrivals * lived - capacity * peak
    return Integrals(
        scale=scale,
        whole=whole,
        after=after,
        first=peak * whole + first,
        spent=(whole - (capacity * whole - np.exp(-scale)) / arrivals) / leaving,
        reached=fall.exponent(beyond),
    )


@dataclass(frozen=True, slots=True)
class _Fall:
    """How φ falls on both sides of its peak, where callers join at rate `joining` ≤ nμ."""

    joining: Floats
    capacity: Floats
    leaving: Floats

    def exponent(self, distance: Floats) -> Floats:
        gone = np.expm1(np.minimum(-self.leaving * distance, _STEEP))
        joined = -self.joining * gone / self.leaving
        return np.asarray(joined - self.capacity * distance, np.float64)

    def distance(self, side: float) -> Floats:
        """How far from the peak e^φ has fallen to 1/e."""
        near = np.zeros_like(self.capacity)
        far = 2 / np.sqrt(self.capacity * self.leaving) + 2 / self.capacity
        while (is_short := self.exponent(side * far) > -1).any():
            far = np.where(is_short, 2 * far, far)
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            is_short = self.exponent(side * middle) > -1
            near, far = np.where(is_short, middle, near), np.where(is_short, far, middle)
        return far

    def panels(self, cuts: Floats, beyond: Floats) -> tuple[Floats, Floats, Floats]:
        """∫ e^φ, the part of it after `beyond`, and ∫ d e^φ by distance d from the peak."""
        cuts = np.sort(np.concatenate((cuts, np.clip(beyond, cuts[0], cuts[-1])[None])), axis=0)
        whole, after, first = (np.zeros_like(beyond) for _ in range(3))
        for start, end in pairwise(cuts):
            half = (end - start) / 2
            d = start + half * (1 + _POINTS[:, None])
            mass = half * _WEIGHTS[:, None] * np.exp(self.exponent(d))
            inside = mass.sum(axis=0)
            whole += inside
            after += np.where(start >= beyond, inside, 0.0)
            first += (d * mass).sum(axis=0)
        return whole, after, first


def general_integrals(
    arrivals: Floats, capacity: Floats, patience: Patience, threshold: float
) -> Integrals:
    """Integrals for any patience curve, exactly for a share willing that is constant in a cell.

    Behind the last node the share still willing stays; the queue is stable where λ times that
    share is below nμ.
    """
    cells = _Cells.of(patience, threshold)
    rows = max(1, _CELLS_AT_ONCE // cells.start.size)
    parts = [
        cells.integrals(arrivals[i : i + rows], capacity[i : i + rows], threshold)
        for i in range(0, arrivals.size, rows)
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Integrals(*columns)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where each cell starts, how wide it is, its mean share willing, and H at its start."""

    start: Floats
    width: Floats
    share: Floats
    spent: Floats

    @classmethod
    def of(cls, patience: Patience, threshold: float) -> _Cells:
        times, left = patience.seconds, patience.willing
        if not (times == threshold).any():
            place = int(np.searchsorted(times, threshold))
            times = np.insert(times, place, threshold)
            left = np.insert(left, place, patience.share_left(threshold))
        width = np.diff(times)
        share = (left[:-1] + left[1:]) / 2
        spent = np.concatenate(([0.0], np.cumsum(width * share)))
        kept = np.append(width > 0, True)
        return cls(
            times[kept],
            np.append(width, np.inf)[kept],
            np.append(share, left[-1])[kept],
            spent[kept],
        )

    def integrals(self, arrivals: Floats, capacity: Floats, threshold: float) -> tuple[Floats, ...]:
        exponent = arrivals[:, None] * self.spent - capacity[:, None] * self.start
        slope = arrivals[:, None] * self.share - capacity[:, None]
        top = exponent.max(axis=1, keepdims=True)
        mass, moment = _cell_integrals(exponent - top, slope, self.width)
        is_after = self.start >= threshold
        return (
            top[:, 0],
            mass.sum(axis=1),
            mass[:, is_after].sum(axis=1),
            (self.start * mass + moment).sum(axis=1),
            (self.spent * mass + self.share * moment).sum(axis=1),
            (exponent - top)[:, int(np.argmax(is_after))],
        )


def _cell_integrals(height: Floats, slope: Floats, width: Floats) -> tuple[Floats, Floats]:
    """∫ e^{h+sx} dx and ∫ x e^{h+sx} dx over each cell, from whichever end is higher."""
    bend = np.minimum(np.abs(slope) * width, 1e12)
    length = np.where(np.isinf(width), bend / np.abs(slope), width)
    is_rising = slope > 0
    high = np.exp(height + np.where(is_rising, bend, 0.0))
    mass = high * length * _decay(bend)
    moment = high * length**2 * _decay_moment(bend)
    return mass, np.where(is_rising, length * mass - moment, moment)


def _decay(z: Floats) -> Floats:
    """(1 − e^{−z}) / z."""
    safe = np.where(z > 1e-12, z, 1.0)
    return np.where(z > 1e-12, -np.expm1(-safe) / safe, 1.0)


def _decay_moment(z: Floats) -> Floats:
    """(1 − e^{−z}(1 + z)) / z², by its series near 0."""
    safe = np.where(z > 1e-2, z, 1.0)
    near = 1 / 2 - z / 3 + z**2 / 8 - z**3 / 30 + z**4 / 144
    return np.where(z > 1e-2, (1 - np.exp(-safe) * (1 + safe)) / safe**2, near)
