"""Spans: stretches of time, as rows of start and end in seconds, in order and apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Spans = NDArray[np.float64]
"""Shape (n, 2): start and end of each stretch; sorted, none touches the next."""
Flags = NDArray[np.bool_]
Rule = Callable[[Flags, Flags], Flags]

NONE: Spans = np.empty((0, 2))


def spans_of(flags: Flags, step: float) -> Spans:
    """Stretches in which frames are set.

    Parameters
    ----------
    flags
        One a frame, in order.
    step
        Seconds from one frame to the next.

    Examples
    --------
    >>> spans_of(np.array([False, True, True, False, True]), 0.5)
    array([[0.5, 1.5],
           [2. , 2.5]])
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return np.asarray(edges.reshape(-1, 2) * step, dtype=np.float64)


def flags_of(spans: Spans, frames: int, step: float) -> Flags:
    """Frames that lie in a stretch: the way back from `spans_of`."""
    flags = np.zeros(frames, dtype=bool)
    for start, end in np.rint(spans / step).astype(int):
        flags[start:end] = True
    return flags


def closed(spans: Spans, gap: float) -> Spans:
    """Stretches that are less than `gap` apart become one."""
    if len(spans) < 2:
        return spans
    is_first = np.concatenate(([True], spans[1:, 0] - spans[:-1, 1] >= gap))
    is_last = np.concatenate((is_first[1:], [True]))
    return np.column_stack((spans[is_first, 0], spans[is_last, 1]))


def longer(spans: Spans, shortest: float) -> Spans:
    """Stretches of at least that length."""
    return spans[lengths(spans) >= shortest]


def lengths(spans: Spans) -> NDArray[np.float64]:
    """Seconds of each stretch."""
    return spans[:, 1] - spans[:, 0]


def total(spans: Spans) -> float:
    """Seconds of all stretches together."""
    return float(lengths(spans).sum())


def both(one: Spans, other: Spans) -> Spans:
    """Stretches that lie in both.

    Examples
    --------
    >>> both(np.array([[0.0, 3.0]]), np.array([[1.0, 2.0], [2.5, 4.0]]))
    array([[1. , 2. ],
           [2.5, 3. ]])
    """
    return _where(one, other, lambda a, b: a & b)


def either(*several: Spans) -> Spans:
    """Stretches that lie in any of them."""
    found = NONE
    for spans in several:
        found = _where(found, spans, lambda a, b: a | b)
    return found


def without(spans: Spans, taken: Spans) -> Spans:
    """What is left of stretches when others are taken out."""
    return _where(spans, taken, lambda a, b: a & ~b)


def within(spans: Spans, start: float, end: float) -> Spans:
    """Stretches cut to a window."""
    return both(spans, np.array([[start, end]])) if end > start else NONE


def touching(spans: Spans, start: float, end: float) -> Spans:
    """Whole stretches that reach into a window."""
    return spans[(spans[:, 0] < end) & (spans[:, 1] > start)]


def _where(one: Spans, other: Spans, rule: Rule) -> Spans:
    cuts = np.unique(np.concatenate((one.ravel(), other.ravel())))
    if len(cuts) < 2:
        return NONE
    middles = (cuts[1:] + cuts[:-1]) / 2
    kept = rule(_holds(one, middles), _holds(other, middles))
    edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False])).astype(np.int8)))
    return cuts[edges].reshape(-1, 2)


def _holds(spans: Spans, moments: NDArray[np.float64]) -> Flags:
    if not len(spans):
        return np.zeros(len(moments), dtype=bool)
    place = np.searchsorted(spans[:, 0], moments, side="right") - 1
    return np.asarray((place >= 0) & (moments < spans[np.maximum(place, 0), 1]))
