"""Case mix: what each unit should have, given what it works on and where."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastword.stats.funnel import trimmed_rates

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

LIKE = 20.0
"""Expected events that a place's own rate is weighed against: a quiet line says little."""


def expected_of_mix(unit: Places, kind: Places, place: Places, n: Floats, events: Floats) -> Floats:
    """Events of each unit at the customary rates of its kinds, moved by its places' own.

    The rate of a kind is the trimmed mean over units. A place (line, device pool) has more or
    fewer events than its mix of kinds gives: that factor comes from the *other* units there, so a
    faulty line explains its calls, and a unit alone on a line does not explain itself.

    Parameters
    ----------
    unit, kind, place
        Numbers from 0, one a cell.
    n, events
        Contacts and events of each cell.

    Returns
    -------
    ndarray
        Expected events, one a unit.

    Examples
    --------
    >>> cells = [np.array(v) for v in ([0, 1, 2], [0, 0, 0], [0, 0, 0])]
    >>> expected_of_mix(*cells, np.full(3, 100.0), np.array([5.0, 5.0, 5.0])).round(1).tolist()
    [5.0, 5.0, 5.0]
    """
    units = int(unit.max()) + 1
    totals, hits = (_table(unit, kind, values, units) for values in (n, events))
    rates = trimmed_rates(hits, totals)
    rates = np.where(rates > 0, rates, 0.5 / np.maximum(totals.sum(axis=0), 1))
    by_kind = n * rates[kind]
    there = _table(unit, place, events, units)
    wanted = _table(unit, place, by_kind, units)
    level = events.sum() / by_kind.sum()
    others = there.sum(axis=0) - there
    others_wanted = (wanted.sum(axis=0) - wanted) * level
    factor = (others + LIKE) / (others_wanted + LIKE)
    return np.asarray((wanted * factor).sum(axis=1))


def _table(rows: Places, columns: Places, values: Floats, height: int) -> Floats:
    table = np.zeros((height, int(columns.max()) + 1))
    np.add.at(table, (rows, columns), values)
    return table
