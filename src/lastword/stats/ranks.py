"""How sure a place in a ranking is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
COLUMNS = 2_000
"""Groups whose places are put in order at a time, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places of groups, 1 the best, as far as they are known.

    Parameters
    ----------
    lower, median, upper
        Interval and middle of each group's place, shape (k,).
    top
        Chance of each group to be among the best share asked for, shape (k,).
    above
        Chance of each group to lie above the mean of all, shape (k,).
    """

    lower: NDArray[np.int64]
    median: NDArray[np.int64]
    upper: NDArray[np.int64]
    top: Floats
    above: Floats


def ranks(draws: ArrayLike, *, share: float = 0.1, level: float = 0.95) -> Ranks:
    """Read places off draws of all groups' true values together.

    Parameters
    ----------
    draws
        Shape (times, k), as `shrinkage.draws` gives; larger is better.
    share
        Which best share `top` speaks of; at least one group.
    level
        Level of the interval of places.

    Notes
    -----
    Intervals of places are wide, and should be: Goldstein and Spiegelhalter (1996),
    doi:10.2307/2983325; Lin et al. (2006), doi:10.1214/06-BA130. Places are whole numbers: an end
    is the place whose middle lies inside (mid-p), so that intervals hold the truth as often as
    they say and not more.

    Examples
    --------
    >>> found = ranks([[3.0, 2.0, 1.0], [3.0, 1.0, 2.0]])
    >>> found.lower.tolist(), found.upper.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 2 or not values.size:
        raise UsageError(f"draws have shape {values.shape}; give draws by groups")
    return ranks_of_blocks([values], share=share, level=level)


def ranks_of_blocks(blocks: Iterable[Floats], *, share: float = 0.1, level: float = 0.95) -> Ranks:
    """Read places off draws that come a few rows at a time: `shrinkage.blocks` of many groups."""
    places, first, above, times = [], 0.0, 0.0, 0
    for block in blocks:
        place = _places(block)
        best = max(round(share * block.shape[1]), 1)
        first = first + (place <= best).sum(axis=0)
        above = above + (block > block.mean(axis=1, keepdims=True)).sum(axis=0)
        times += len(block)
        places.append(place)
    ends = _ends(places, times, (1 - level) / 2)
    top, beyond = np.asarray(first / times), np.asarray(above / times)
    return Ranks(ends[0], ends[1], ends[2], top, beyond)


def _places(values: Floats) -> NDArray[np.int32]:
    order = (-values).argsort(axis=1)
    places = np.empty(values.shape, dtype=np.int32)
    count = np.arange(1, values.shape[1] + 1, dtype=np.int32)
    np.put_along_axis(places, order, count[None, :], axis=1)
    return places


def _ends(places: list[NDArray[np.int32]], times: int, outside: float) -> NDArray[np.int64]:
    """Lower end, middle and upper end of every group's places, a few groups at a time."""
    groups = places[0].shape[1]
    found = np.empty((3, groups), dtype=np.int64)
    for start in range(0, groups, COLUMNS):
        own = slice(start, start + COLUMNS)
        columns = np.ascontiguousarray(np.concatenate([block[:, own] for block in places]).T)
        columns.sort(axis=1)
        found[:, own] = _middle_ends(columns, times, outside)
    return found


def _middle_ends(columns: NDArray[np.int32], times: int, outside: float) -> NDArray[np.int64]:
    """First and last place whose middle lies inside: F(r − 1) + ½ P(r) within (α/2, 1 − α/2)."""
    at = [min(int(q * times), times - 1) for q in (outside, 0.5, 1 - outside)]
    low, median, high = (columns[:, place] for place in at)
    lower = np.where(_middle(columns, low) > outside, low, low + 1)
    upper = np.where(_middle(columns, high) < 1 - outside, high, high - 1)
    return np.stack([np.minimum(lower, median), median, np.maximum(upper, median)])


def _middle(columns: NDArray[np.int32], place: NDArray[np.int32]) -> Floats:
    below = (columns < place[:, None]).mean(axis=1)
    return np.asarray((below + (columns <= place[:, None]).mean(axis=1)) / 2)
