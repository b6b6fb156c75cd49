"""Bunching: what ends just under a limit, beside what the hazard around it explains."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtri, pdtrc, stdtr

from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile
from lastword.stats.rounding import rounding_grid
from lastword.stats.smooth_hazard import SmoothHazard, smooth_hazard

Floats = NDArray[np.float64]

FEWEST = 200
"""Contacts that must still be running where the window begins."""
FEWEST_EXPECTED = 3.0
FEWEST_BINS = 8
FEWEST_PLACEBOS = 4
_VAGUE = 20.0
"""Half-width of the log hazard ratio from which the fitted curve says nothing."""
MINUTE = 60
"""Coarsest grid with a level for each phase; coarser heaps only widen the dispersion."""
ROUNDED = 20
"""Grid, in seconds, from which durations as a whole count as rounded."""
_SECONDS = 10_000_000
_DETECTED = float(ndtri(0.99) + ndtri(0.8))


@dataclass(frozen=True, slots=True)
class Bunching:
    """What ends just under a limit, beside what would end there anyway.

    Parameters
    ----------
    threshold
        The limit in seconds.
    zone
        From … to (seconds) where the excess is looked for.
    edges, ends, expected
        Ends of the bins (one more), contacts ended in each, and what the hazard outside the zone
        predicts for each.
    observed
        Contacts ended in the zone.
    excess
        Observed less predicted.
    share
        The same as a share of all contacts tested.
    hazard_ratio
        Observed over predicted.
    p
        One-sided: the chance of so many ends in the zone without bunching.
    grid
        Seconds that durations are heaped on (60 = whole minutes); 0 where they are not.
    placebos
        Threshold → excess in standard deviations at other points of the rounding grid; they
        calibrate p where durations are heaped.
    dispersion
        Variance of the counts over that of chance alone.
    minimal_detectable_effect
        Excess that would be found with 80 % probability at 1 % error.
    n
        Contacts tested.
    """

    threshold: float
    zone: tuple[float, float]
    edges: tuple[float, ...]
    ends: tuple[int, ...]
    expected: tuple[float, ...]
    observed: int
    excess: Estimate
    share: Estimate
    hazard_ratio: Estimate
    p: float
    grid: int
    placebos: Mapping[float, float]
    dispersion: float
    minimal_detectable_effect: float
    n: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def bunching(
    durations: ArrayLike | Mapping[float, int],
    threshold: float,
    *,
    ended: ArrayLike | Mapping[float, int] | None = None,
    window: float = 0.5,
    width: float = 10.0,
    below: float = 30.0,
    above: float = 30.0,
    level: float = 0.95,
) -> Bunching:
    """How many more contacts end just under a limit than the hazard around it predicts.

    In bins of `width` seconds on [c − W, c + W), with n_j still running and d_j ended, the log
    hazard is a parabola fitted outside [c − below, c + above). Inside, E = Σ h_j n_j is expected
    and O − E in excess. The tail probability is that of an overdispersed count (negative binomial
    with the variance that the bins outside show, and the error of the fit). Durations heaped on
    minutes get a level for every phase of the minute, and the excess is compared with that at
    other minutes (placebo thresholds).

    Parameters
    ----------
    durations
        Seconds of each contact, or second → count.
    threshold
        The limit c, in seconds.
    ended
        Which of them ended in the way of interest (by the agent, by transfer): a flag each, or
        second → count. All others are at risk and count as no event. None: every end counts.
    window
        W as a share of c; wider where durations are whole minutes.
    width, below, above
        Bin width, and how far the zone and the stretch left out of the fit reach, in seconds.

    Raises
    ------
    NotTestable
        If the limit lies outside the durations, or too few contacts last so long.
    UsageError
        If a duration is negative, or the threshold is not above `below`.

    Notes
    -----
    After the bunching literature (Saez 2010, doi:10.1257/pol.2.3.180; Kleven 2016,
    doi:10.1146/annurev-economics-080315-015234) with a hazard in place of a density, since calls
    that are cut short would otherwise have gone on. Ends above the limit are no counterfactual
    mass: nothing is assumed on how long they would have lasted.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> calls = rng.gamma(2, 200, 5000).round()
    >>> cut = np.where((calls > 600) & (rng.random(5000) < 0.5), 590, calls)
    >>> bunching(calls, 600).p > 0.01, bunching(cut, 600).p < 1e-6
    (True, True)
    """
    if not threshold > below:
        raise UsageError(f"a threshold of {threshold:g} s leaves no room {below:g} s below it")
    second, leaves, events = _by_second(durations, ended)
    grid = rounding_grid(second, leaves)
    is_rounded = grid >= ROUNDED and _share_on(second, leaves, grid) > 0.95
    grid = grid if is_rounded else min(grid, MINUTE)
    if is_rounded:
        width, below, above, window = float(grid), float(grid), 2.0 * grid, max(window, 0.8)
    bins = _bins(second, leaves, events, threshold, window * threshold, width)
    zone = (threshold - below, threshold + (width if is_rounded else 0.0))
    inside = (bins.start >= zone[0] - 1e-9) & (bins.start < zone[1] - 1e-9)
    left_out = (bins.start >= zone[0] - 1e-9) & (bins.start < threshold + above - 1e-9)
    phases = _phases(bins, grid, width) if not is_rounded else None
    fit = smooth_hazard(bins.start - threshold, bins.at_risk, bins.ends, ~left_out, phases)
    expected = float(fit.expected[inside].sum())
    if expected < FEWEST_EXPECTED:
        raise NotTestable(
            f"only {expected:.1f} contacts are expected to end within {below:g} s of "
            f"{threshold:g} s; {FEWEST_EXPECTED:g} are needed"
        )
    placebos = (
        {} if phases is None else _placebos(bins, fit, ~left_out, threshold, below, width, grid)
    )
    heaped = grid if phases is not None or is_rounded else 0
    n = int(leaves.sum())
    return _summed_up(bins, fit, inside, threshold, zone, placebos, heaped, n, level)


@dataclass(frozen=True, slots=True)
class _Bins:
    start: Floats
    width: float
    at_risk: Floats
    ends: Floats


def _bins(
    second: Floats, leaves: Floats, events: Floats, threshold: float, reach: float, width: float
) -> _Bins:
    steps = math.floor(reach / width + 1e-9)
    steps_below = min(steps, math.floor(threshold / width + 1e-9))
    start = threshold + width * np.arange(-steps_below, steps)
    edges = np.append(start, start[-1] + width) - 1e-9
    everybody = np.append(0.0, np.cumsum(leaves))
    at_risk = everybody[-1] - everybody[np.searchsorted(second, edges[:-1])]
    ends = np.diff(np.append(0.0, np.cumsum(events))[np.searchsorted(second, edges)])
    if at_risk[0] < FEWEST:
        raise NotTestable(
            f"only {at_risk[0]:,.0f} contacts last {start[0]:g} s or longer; {FEWEST} are needed "
            f"to test a limit of {threshold:g} s"
        )
    seen = at_risk > 0
    if seen.sum() < FEWEST_BINS or not at_risk[start >= threshold].any():
        raise NotTestable(f"hardly any contact lasts as long as {threshold:g} s")
    return _Bins(start[seen], width, at_risk[seen], ends[seen])


def _by_second(
    durations: ArrayLike | Mapping[float, int], ended: ArrayLike | Mapping[float, int] | None
) -> tuple[Floats, Floats, Floats]:
    """Distinct durations upwards, how many contacts each has, and how many are events."""
    if isinstance(durations, Mapping):
        second = np.array(sorted(durations), dtype=np.float64)
        leaves = np.array([durations[s] for s in sorted(durations)], dtype=np.float64)
        of = ended if isinstance(ended, Mapping) else durations
        events = np.array([of.get(s, 0) for s in sorted(durations)], dtype=np.float64)
    else:
        values = np.asarray(durations, dtype=np.float64)
        known = np.isfinite(values)
        flags = None if ended is None else np.asarray(ended, dtype=np.float64)[known]
        second, leaves, events = _counted(values[known], flags)
    if not len(second) or not leaves.sum():
        raise NotTestable("no duration is known")
    if second[0] < 0:
        raise UsageError(f"a duration of {second[0]:g} s is below 0")
    return second, leaves, events


def _counted(values: Floats, flags: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Distinct values with their counts; whole seconds are counted without sorting."""
    whole = values.astype(np.int64)
    if len(values) and whole.min() >= 0 and whole.max() < _SECONDS and (whole == values).all():
        leaves = np.bincount(whole)
        events = leaves if flags is None else np.bincount(whole, flags)
        seen = np.flatnonzero(leaves)
        return seen.astype(np.float64), leaves[seen].astype(np.float64), events[seen].astype(float)
    second, place = np.unique(values, return_inverse=True)
    leaves = np.bincount(place, minlength=len(second))
    events = leaves if flags is None else np.bincount(place, flags, minlength=len(second))
    return second, leaves.astype(np.float64), events.astype(np.float64)


def _share_on(second: Floats, counts: Floats, grid: int) -> float:
    return float(counts[np.mod(second, grid) == 0].sum() / counts.sum())


def _phases(bins: _Bins, grid: int, width: float) -> NDArray[np.int64] | None:
    """Place of each bin within the rounding grid; None where bins do not differ in it."""
    if not grid or grid % width or grid <= width:
        return None
    return (np.mod(bins.start, grid) // width).astype(np.int64)


def _placebos(
    bins: _Bins, fit: SmoothHazard, kept: NDArray[np.bool_], threshold: float, below: float,
    width: float, grid: int,
) -> dict[float, float]:  # fmt: skip
    """Excess, in standard deviations, below every other point of the grid in the window."""
    made = {}
    need = round(below / width)
    first = math.ceil(bins.start[0] / grid) * grid
    for point in np.arange(first, bins.start[-1] + width + grid, grid):
        here = (bins.start >= point - below - 1e-9) & (bins.start < point - 1e-9) & kept
        if point != threshold and here.sum() == need:
            made[float(point)] = fit.z(here)
    return made


def _summed_up(
    bins: _Bins, fit: SmoothHazard, inside: NDArray[np.bool_], threshold: float,
    zone: tuple[float, float], placebos: Mapping[float, float], grid: int, n: int, level: float,
) -> Bunching:  # fmt: skip
    observed, expected = float(bins.ends[inside].sum()), float(fit.expected[inside].sum())
    error = fit.error(inside)
    p = max(tail(observed, expected, error**2), _against(fit.z(inside), placebos))
    reach = normal_quantile(level) * error
    ratio = observed / expected
    relative = normal_quantile(level) * math.sqrt(
        fit.dispersion / max(observed, 1.0) + (fit.fit_error(inside) / expected) ** 2
    )
    if relative > _VAGUE:
        raise NotTestable(
            f"too few contacts end around {threshold:g} s to fit a curve through them"
        )
    method = "hazard bunching"
    excess = observed - expected
    return Bunching(
        threshold=threshold,
        zone=zone,
        edges=(*map(float, bins.start), float(bins.start[-1] + bins.width)),
        ends=tuple(int(d) for d in bins.ends),
        expected=tuple(float(e) for e in fit.expected),
        observed=round(observed),
        excess=Estimate(excess, excess - reach, excess + reach, n=n, method=method, level=level,
                        unit="count"),
        share=Estimate(excess / n, (excess - reach) / n, (excess + reach) / n, n=n, method=method,
                       level=level),
        hazard_ratio=Estimate(ratio, ratio * math.exp(-relative), ratio * math.exp(relative), n=n,
                              method=method, level=level, unit="ratio"),
        p=p,
        grid=grid,
        placebos=dict(placebos),
        dispersion=fit.dispersion,
        minimal_detectable_effect=_DETECTED * error,
        n=n,
    )  # fmt: skip


def tail(observed: float, expected: float, variance: float) -> float:
    """Chance of so many or more: negative binomial with that mean and variance, half at the value.

    Examples
    --------
    >>> round(tail(10, 10, 10), 2)
    0.48
    """
    if variance <= expected * 1.0001:
        more, as_many = pdtrc(observed, expected), pdtrc(observed - 1, expected)
    else:
        size = expected**2 / (variance - expected)
        rest = expected / (size + expected)
        more, as_many = betainc(observed + 1, size, rest), betainc(observed, size, rest)
    return 0.5 * float(more) + 0.5 * (float(as_many) if observed > 0 else 1.0)


def _against(z: float, placebos: Mapping[float, float]) -> float:
    """One-sided p of the excess among those at placebo thresholds; 0 where there are too few."""
    values = np.array(list(placebos.values()))
    if len(values) < FEWEST_PLACEBOS:
        return 0.0
    spread = max(float(values.std(ddof=1)), 0.25) * math.sqrt(1 + 1 / len(values))
    return float(stdtr(len(values) - 1, (values.mean() - z) / spread))


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {f"{key:g}": number for key, number in value.items()}
    return list(value) if isinstance(value, tuple) else value
