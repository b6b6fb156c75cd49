"""Offered load when arrivals change through the day: how many would be served at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
_SETTLED_DAYS = 3


def modified_offered_load(
    arrivals: ArrayLike,
    service_seconds: float,
    *,
    interval_seconds: float = 1800.0,
    is_cyclic: bool = True,
    at_start: float = 0.0,
) -> Floats:
    """Mean number in service if nobody had to wait, as the mean over each interval.

    m'(t) = λ(t) − m(t)/E[S], exactly within intervals of constant λ. Long contacts make the load
    lag behind the arrivals: with an hour's handling, staffing each interval for its own arrivals
    is too late by about that hour.

    Parameters
    ----------
    arrivals
        Arrivals per second in each interval, shape (T,).
    service_seconds
        Mean handling time.
    interval_seconds
        Length of an interval.
    is_cyclic
        Whether the profile repeats, as a day among like days; then `at_start` is not used.
    at_start
        Contacts in service when the first interval begins.

    Returns
    -------
    numpy.ndarray
        Erlangs, shape (T,); divide by `service_seconds` for the rate to staff for.

    Raises
    ------
    UsageError
        If arrivals are negative, or times are not above 0.

    Notes
    -----
    Jennings, Mandelbaum, Massey and Whitt (1996), doi:10.1287/mnsc.42.10.1383; exact for
    exponential handling times, close for others.

    Examples
    --------
    >>> load = modified_offered_load([0.0, 0.01, 0.01, 0.0], 3600, is_cyclic=False)
    >>> load.round(1).tolist()
    [0.0, 7.7, 18.8, 17.9]
    """
    lam = np.asarray(arrivals, np.float64)
    if lam.ndim != 1 or not ((lam >= 0) & np.isfinite(lam)).all():
        raise UsageError("arrivals must be one row of rates, each 0 or more and finite")
    if not (service_seconds > 0 and interval_seconds > 0):
        raise UsageError("service_seconds and interval_seconds must be above 0")
    kept = float(np.exp(-interval_seconds / service_seconds))
    days = _SETTLED_DAYS + int(10 * service_seconds / (interval_seconds * max(lam.size, 1)))
    load = at_start
    if is_cyclic:
        for _ in range(days):
            for rate in lam:
                load = rate * service_seconds + (load - rate * service_seconds) * kept
    means = np.empty_like(lam)
    for place, rate in enumerate(lam):
        settled = rate * service_seconds
        share = service_seconds / interval_seconds * (1 - kept)
        means[place] = settled + (load - settled) * share
        load = settled + (load - settled) * kept
    return means
