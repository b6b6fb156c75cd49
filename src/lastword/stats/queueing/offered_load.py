"""Offered load when arrivals change through the day: how many would be served at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter

from lastword.errors import UsageError

Floats = NDArray[np.float64]


def modified_offered_load(
    arrivals: ArrayLike,
    service_seconds: float,
    *,
    interval_seconds: float = 1800.0,
    is_cyclic: bool = True,
    at_start: float = 0.0,
) -> Floats:
    """Mean number in service if nobody had to wait, as the mean over each interval.

    m'(t) = λ(t) − m(t)/E[S], exactly within intervals of constant λ; in a profile that repeats
    after T, m(0) = m_T/(1 − e^{−T/E[S]}) with m_T the load that an empty start grows to.
    Long contacts make the load lag behind the arrivals: with an hour's handling, staffing each
    interval for its own arrivals is too late by about that hour.

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
    settled = lam * service_seconds
    if is_cyclic and lam.size:
        forgotten = -np.expm1(-lam.size * interval_seconds / service_seconds)
        at_start = float(_at_ends(settled, kept, 0.0)[-1] / forgotten)
    starts = np.concatenate(([at_start], _at_ends(settled, kept, at_start)[:-1]))
    share = service_seconds / interval_seconds * (1 - kept)
    return np.asarray(settled + (starts - settled) * share, np.float64)


def _at_ends(settled: Floats, kept: float, at_start: float) -> Floats:
    """Load at the end of each interval, of which it keeps the share `kept` from its start."""
    ends, _ = lfilter([1 - kept], [1, -kept], settled, zi=[kept * at_start])
    return np.asarray(ends, np.float64)
