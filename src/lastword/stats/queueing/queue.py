"""One queue: how long callers wait and how many give up, with a given number of agents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.queueing.blocking import log_inverse_blocking
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.waits import Integrals, exponential_integrals, general_integrals

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Waits:
    """What callers meet in a steady queue; every field has the shape of the input.

    Parameters
    ----------
    waited
        P(W > 0): share of callers who do not get an agent at once.
    abandoned
        Share who give up before an agent is free.
    mean_wait
        Mean seconds waited by all callers, those who give up included.
    mean_wait_served
        Mean seconds waited by those who were served; NaN where nobody is.
    virtual_over
        P(V > T): share who would wait longer than `within` if they had endless patience.
    wait_over
        P(W > T): share who do wait longer than `within`.
    served_within
        Share of all callers served within `within` seconds: service level of offered.
    occupancy
        Share of their time that agents are busy.
    queue_length
        Mean number of callers waiting.
    within
        T in seconds.
    """

    waited: Floats
    abandoned: Floats
    mean_wait: Floats
    mean_wait_served: Floats
    virtual_over: Floats
    wait_over: Floats
    served_within: Floats
    occupancy: Floats
    queue_length: Floats
    within: float

    @property
    def answered_within(self) -> Floats:
        """Share of the *answered* who waited at most `within`, NaN where nobody is answered."""
        answered = 1 - self.abandoned
        share = self.served_within / np.where(answered > 0, answered, np.nan)
        return np.minimum(share, 1.0)


def waits(
    arrivals: ArrayLike,
    service_seconds: ArrayLike,
    agents: ArrayLike,
    patience: Patience | float | None,
    *,
    within: float = 20.0,
) -> Waits:
    """Waits by the queue that fits the patience: none is C, a mean is A, a curve is general."""
    if patience is None:
        return erlang_c(arrivals, service_seconds, agents, within=within)
    if isinstance(patience, Patience):
        return general_patience(arrivals, service_seconds, agents, patience, within=within)
    return erlang_a(arrivals, service_seconds, agents, patience, within=within)


def erlang_c(
    arrivals: ArrayLike, service_seconds: ArrayLike, agents: ArrayLike, *, within: float = 20.0
) -> Waits:
    """Waits when nobody ever gives up (M/M/n).

    C = nB / (n − a(1 − B)); P(W > T) = C e^{−(n−a)μT}; mean wait C / ((n − a)μ).

    Parameters
    ----------
    arrivals
        Arrivals per second.
    service_seconds
        Mean handling time of a contact, wrap-up included.
    agents
        Agents at work, above the offered load.
    within
        T in seconds.

    Raises
    ------
    UsageError
        Where agents do not exceed the load: without giving up such a queue grows for ever.

    Notes
    -----
    Erlang (1917). Overstates waits wherever callers give up: see `erlang_a`.

    Examples
    --------
    >>> waits = erlang_c(200 / 3600, 180, 14, within=20)
    >>> float(waits.served_within.round(4))
    0.8884
    """
    lam, mean, n = _inputs(arrivals, service_seconds, agents, within)
    load = lam * mean
    _check_stable(load, n)
    blocked = np.exp(-log_inverse_blocking(load, n))
    spare = n - load
    waited = n * blocked / (spare + load * blocked)
    over = waited * np.exp(-spare / mean * within)
    wait = waited * mean / spare
    return Waits(
        waited=waited,
        abandoned=np.zeros_like(load),
        mean_wait=wait,
        mean_wait_served=wait,
        virtual_over=over,
        wait_over=over,
        served_within=1 - over,
        occupancy=load / n,
        queue_length=lam * wait,
        within=within,
    )


def erlang_a(
    arrivals: ArrayLike,
    service_seconds: ArrayLike,
    agents: ArrayLike,
    patience_seconds: ArrayLike,
    *,
    within: float = 20.0,
) -> Waits:
    """Waits when callers give up after an exponential patience (M/M/n+M).

    Parameters
    ----------
    arrivals, service_seconds, agents, within
        As in `erlang_c`; agents may be fewer than the load.
    patience_seconds
        Mean patience; of all callers, not of those who hung up, who are the impatient ones.

    Notes
    -----
    Palm (1957); Garnett, Mandelbaum and Reiman (2002), doi:10.1287/msom.4.3.208.7753. Computed
    with logarithms and panels scaled to the wait's own density, so that it holds from 10⁻⁶ to
    10⁵ erlangs.

    Examples
    --------
    >>> waits = erlang_a(48 / 60, 60, 50, 120, within=20)
    >>> float(waits.abandoned.round(4)), float(waits.mean_wait.round(2))
    (0.0309, 3.71)
    """
    lam, mean, n = _inputs(arrivals, service_seconds, agents, within)
    patience = np.asarray(patience_seconds, np.float64)
    if not ((patience > 0) & np.isfinite(patience)).all():
        raise UsageError("mean patience must be above 0 and finite; leave it out for Erlang C")
    lam, mean, n, patience = np.broadcast_arrays(lam, mean, n, patience)
    flat = [np.ravel(a) for a in (lam, n / mean, 1 / patience)]
    found = exponential_integrals(flat[0], flat[1], flat[2], within)
    left = np.exp(-within / patience)
    return _waits(lam, mean, n, found, left, within)


def general_patience(
    arrivals: ArrayLike,
    service_seconds: ArrayLike,
    agents: ArrayLike,
    patience: Patience,
    *,
    within: float = 20.0,
) -> Waits:
    """Waits when patience follows any curve, for example one measured by Kaplan–Meier (M/M/n+G).

    Notes
    -----
    Baccelli and Hebuterne (1981); Zeltyn and Mandelbaum (2005), doi:10.1007/s11134-005-3699-8.

    Raises
    ------
    UsageError
        Where the callers who never give up alone outnumber what the agents can serve.

    Examples
    --------
    >>> from lastword.stats.queueing.patience import patience_law
    >>> curve = patience_law(lambda t: np.exp(-t / 120), horizon=3600)
    >>> float(general_patience(48 / 60, 60, 50, curve).abandoned.round(4))
    0.0309
    """
    lam, mean, n = _inputs(arrivals, service_seconds, agents, within)
    endless = float(patience.willing[-1])
    if endless > 0:
        _check_stable(lam * mean * endless, n)
    found = general_integrals(np.ravel(lam), np.ravel(n / mean), patience, within)
    return _waits(lam, mean, n, found, patience.share_left(within), within)


def _waits(
    lam: Floats, mean: Floats, n: Floats, found: Integrals, left: Floats, within: float
) -> Waits:
    shape, capacity = lam.shape, n / mean
    scale, whole, after, first, spent, reached = (
        np.reshape(part, shape)
        for part in (
            found.scale,
            found.whole,
            found.after,
            found.first,
            found.spent,
            found.reached,
        )
    )
    unblocked = log_inverse_blocking(lam * mean, n - 1)
    total = np.logaddexp(unblocked - scale, np.log(lam * whole))
    share = lam * np.exp(-total)
    at_once = np.exp(unblocked - scale - total)
    rest = np.exp(-scale - total)
    abandoned = np.clip(share * whole * (1 - capacity / lam) + rest, 0, 1)
    virtual_over = share * after
    served_late = np.exp(reached - total) - capacity / lam * virtual_over
    mean_wait = share * spent
    waited_by_served = share / lam * (capacity * first - whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        wait_served = np.where(abandoned < 1, waited_by_served / (1 - abandoned), np.nan)
    return Waits(
        waited=1 - at_once,
        abandoned=abandoned,
        mean_wait=mean_wait,
        mean_wait_served=np.maximum(wait_served, 0),
        virtual_over=virtual_over,
        wait_over=left * virtual_over,
        served_within=np.clip(1 - abandoned + served_late, 0, 1),
        occupancy=lam * mean * (1 - abandoned) / n,
        queue_length=lam * mean_wait,
        within=within,
    )


def _inputs(
    arrivals: ArrayLike, service_seconds: ArrayLike, agents: ArrayLike, within: float
) -> tuple[Floats, Floats, Floats]:
    lam, mean, n = (np.asarray(a, np.float64) for a in (arrivals, service_seconds, agents))
    for name, values in (("arrivals", lam), ("service_seconds", mean)):
        if not ((values > 0) & np.isfinite(values)).all():
            raise UsageError(f"{name} must be above 0 and finite; leave empty intervals out")
    if not ((n >= 1) & np.isfinite(n)).all():
        raise UsageError("agents must be 1 or more in every interval")
    if not 0 <= within < np.inf:
        raise UsageError(f"within is {within}; give a wait of 0 seconds or more")
    lam, mean, n = np.broadcast_arrays(lam, mean, n)
    return lam, mean, n


def _check_stable(load: Floats, n: Floats) -> None:
    if (load >= n).any():
        worst = float((load - n).max())
        need = int(np.floor(load.max())) + 1
        raise UsageError(
            f"callers who never give up bring {float(load.max()):.1f} erlangs and the agents are "
            f"{worst:.1f} short at worst, so the queue would grow for ever; give at least {need} "
            "agents there, or a patience that ends"
        )
