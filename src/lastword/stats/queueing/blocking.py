"""Erlang B: how often all agents are busy when nobody waits. Every other queue rests on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc, gammaln

from lastword.errors import UsageError

Floats = NDArray[np.float64]
_TERMS = 60


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of arrivals that find every agent busy, when nobody can wait.

    1/B(n, a) = ∫₀^∞ e^{−t} (1 + t/a)ⁿ dt = a e^a a^{−n−1} Γ(n+1, a), for whole and fractional n.

    Parameters
    ----------
    load
        Offered load a in erlangs: arrivals per hour times hours of service each.
    agents
        Agents n ≥ 0; broadcast against `load`.

    Returns
    -------
    numpy.ndarray
        Shares from 0 to 1.

    Raises
    ------
    UsageError
        If a load is not above 0, or agents are negative or not finite.

    Notes
    -----
    Erlang (1917); for real n, Jagers and van Doorn (1986), doi:10.1016/0167-6377(86)90065-2.

    Examples
    --------
    >>> float(erlang_b(30.0, 34).round(4))
    0.0663
    """
    return np.asarray(np.exp(-log_inverse_blocking(load, agents)), np.float64)


def log_inverse_blocking(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Logarithm of 1/B(n, a), which never overflows: see `erlang_b`."""
    a, n = np.broadcast_arrays(np.asarray(load, np.float64), np.asarray(agents, np.float64))
    _check(a, n)
    is_crowded = a > n + 4 * np.sqrt(n + 1) + 4
    result = np.empty(a.shape)
    result[is_crowded] = _by_fraction(a[is_crowded], n[is_crowded])
    result[~is_crowded] = _by_gamma(a[~is_crowded], n[~is_crowded])
    return result


def log_poisson(n: Floats, a: Floats | np.float64) -> Floats:
    """Logarithm of e^{−a} aⁿ / Γ(n+1) without cancellation between large terms."""
    large = n > 20
    safe = np.where(large, n, 20.0)
    ratio = a / safe
    distance = (
        ratio - 1 - np.where(ratio < 0.5, np.log(ratio), np.log1p(np.maximum(ratio, 0.5) - 1))
    )
    by_stirling = -safe * distance - 0.5 * np.log(2 * np.pi * safe) - _stirling_rest(safe)
    directly = n * np.log(a) - a - gammaln(n + 1)
    return np.asarray(np.where(large, by_stirling, directly), np.float64)


def _by_gamma(a: Floats, n: Floats) -> Floats:
    """Agents about as many as the load, or more: 1/B = Q(n+1, a) / Poisson(n; a)."""
    return np.asarray(np.log(gammaincc(n + 1, a)) - log_poisson(n, a), np.float64)


def _by_fraction(a: Floats, n: Floats) -> Floats:
    """Far fewer agents than load: Legendre's continued fraction of Γ(n+1, a), by Lentz."""
    b = a - n
    c, d = np.full_like(a, 1e300), 1 / b
    product = d.copy()
    for k in range(1, _TERMS):
        step = k * (k - n - 1)
        b = b + 2
        c, d = b - step / c, 1 / (b - step * d)
        product = product * c * d
    return np.asarray(np.log(a * product), np.float64)


def _stirling_rest(n: Floats) -> Floats:
    square = n * n
    series = 1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square
    return np.asarray(series / n, np.float64)


def _check(a: Floats, n: Floats) -> None:
    if not ((a > 0) & np.isfinite(a)).all():
        raise UsageError("a load is not a number above 0; give arrivals and service times above 0")
    if not ((n >= 0) & np.isfinite(n)).all():
        raise UsageError("the number of agents is negative or not finite; give 0 or more")
