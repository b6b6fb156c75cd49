"""How long people are willing to wait, from those who hung up and those who were answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.result import Numbers, Result
from lastword.stats.hazard import Hazard, hazards
from lastword.stats.queueing.patience import Patience, hazard_rate, patience_curve
from lastword.stats.rate import garwood_ends
from lastword.stats.survival import Survival, kaplan_meier

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
ALL = "all"
AT_LEAST = 100
"""Callers still waiting below which no quantile is said and no hazard drawn."""


@dataclass(frozen=True, slots=True)
class PatienceStudy(Result):
    """Patience of each group of callers.

    Parameters
    ----------
    curves
        Group → Kaplan–Meier curve of the share still willing to wait.
    virtual
        Group → Kaplan–Meier curve of the wait that a caller with endless patience would meet:
        the same callers with the parts changed, answers counting and hang-ups censored.
    naive_means
        Group → mean wait of those who hung up: what patience is often taken for.
    means
        Group → mean patience if it were exponential: seconds waited by all for every caller who
        gave up, with its interval.
    """

    curves: Mapping[str, Survival]
    virtual: Mapping[str, Survival]
    naive_means: Mapping[str, float | None]
    means: Mapping[str, Estimate]

    def curve(self, group: str = ALL) -> Patience:
        """Patience of one group, for `queue` and `staff`.

        Raises
        ------
        UsageError
            If there is no such group, or nobody in it gave up.
        """
        return patience_curve(self._of(group))

    def quantile(self, share: float, group: str = ALL) -> float | None:
        """Seconds after which `share` of the callers is no longer willing to wait.

        None where the curve ends before, or fewer than 100 callers waited that long.
        """
        curve = self._of(group)
        seconds = curve.quantile(share)
        if seconds is None:
            return None
        at_risk = curve.at_risk[int(np.searchsorted(curve.times, seconds))]
        return seconds if at_risk >= AT_LEAST else None

    def horizon(self, group: str = ALL) -> float:
        """Seconds up to which at least 100 callers were still waiting."""
        curve = self._of(group)
        enough = curve.times[curve.at_risk >= AT_LEAST]
        return float(enough[-1]) if enough.size else 0.0

    def hazard(self, group: str = ALL, *, width: float = 5.0) -> Hazard:
        """How fast those who still wait give up, a second, in bins of `width` seconds.

        Its peaks show when announcements, or the music's end, drive callers away.
        """
        curve = self._of(group)
        gone = curve.at_risk - np.append(curve.at_risk[1:], 0.0)
        before = np.concatenate(([1.0], curve.survival[:-1]))
        gave_up = curve.at_risk * (1 - curve.survival / np.maximum(before, 1e-300))
        edges = np.arange(0.0, max(self.horizon(group), width) + width, width)
        return hazards(curve.times, gave_up, gone - gave_up, edges, level=curve.level)

    def numbers(self) -> Numbers:
        """Mean patience of each group."""
        return self.means

    def frame(self) -> pd.DataFrame:
        """One row a group: callers, hang-ups, three quantiles, and the two means."""
        import pandas as pd

        return pd.DataFrame([self._row(group) for group in self.curves])

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            group: {**self._row(group), "mean": self.means[group].to_dict()}
            for group in self.curves
        }

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Share still willing to wait in each group, with the callers still waiting below."""
        from lastword.analyses.capacity.drawing import survival_chart

        return survival_chart(self, form=form)

    def _of(self, group: str) -> Survival:
        if group not in self.curves:
            raise UsageError(f"no group {group!r}. Choose among: {', '.join(self.curves)}")
        return self.curves[group]

    def _row(self, group: str) -> dict[str, Any]:
        curve, mean = self.curves[group], self.means[group]
        return {
            "group": group,
            "callers": round(float(curve.n)),
            "gave_up": mean.n,
            "quarter_gone": self.quantile(0.25, group),
            "half_gone": self.quantile(0.5, group),
            "mean_patience": mean.value,
            "lower": mean.lower,
            "upper": mean.upper,
            "mean_wait_of_those_who_hung_up": self.naive_means[group],
        }


def patience(
    wait_seconds: ArrayLike,
    abandoned: ArrayLike,
    *,
    by: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> PatienceStudy:
    """Say how long callers are willing to wait, from their waits and who gave up.

    Those who were answered were willing to wait at least that long: their patience is censored
    (Kaplan–Meier). The mean wait of those who hung up knows the impatient only, and often
    understates patience several times over; it stands beside.

    Parameters
    ----------
    wait_seconds
        Seconds waited for an agent by each caller, 0 for those answered at once.
    abandoned
        Whether the caller gave up.
    by
        A group of each caller, for example the type or priority; one curve a group, and "all".
    weights
        Callers that each entry stands for, so that counts may be given.

    Returns
    -------
    PatienceStudy

    Raises
    ------
    UsageError
        If lengths differ, or a wait is negative or unknown.

    Notes
    -----
    Assumes that patience does not depend on how long the queue happened to be. Brown et al.
    (2005), doi:10.1198/016214504000001808. The exponential mean is Σ seconds / hang-ups with the
    interval of a Poisson count (Garwood).

    Examples
    --------
    >>> import lastword as lw
    >>> found = lw.capacity.patience([5, 30, 60, 65, 90], [True, False, True, False, False])
    >>> found.means["all"].text()
    '125 s (34.6–1,032)'
    >>> found.naive_means["all"]
    32.5
    """
    waited, gave_up, counts = _inputs(wait_seconds, abandoned, weights)
    groups = [(ALL, np.ones(waited.size, bool))]
    if by is not None:
        labels = np.asarray(by).astype(str)
        if labels.shape != waited.shape:
            raise UsageError(f"`by` has {labels.size} entries for {waited.size} waits")
        groups += [(str(name), labels == name) for name in np.unique(labels)]
    curves, virtual, naive, means = {}, {}, {}, {}
    for name, chosen in groups:
        curves[name] = _curve(waited[chosen], gave_up[chosen], counts[chosen])
        virtual[name] = _curve(waited[chosen], ~gave_up[chosen], counts[chosen])
        lost = counts[chosen] * gave_up[chosen]
        means[name] = _mean(curves[name], float(lost.sum()))
        total = float((lost * waited[chosen]).sum())
        naive[name] = total / float(lost.sum()) if lost.any() else None
    return PatienceStudy(curves, virtual, naive, means)


def _curve(waited: Floats, is_event: NDArray[np.bool_], counts: Floats) -> Survival:
    times, place = np.unique(waited, return_inverse=True)
    events = np.bincount(place, counts * is_event, times.size)
    censored = np.bincount(place, counts * ~is_event, times.size)
    return kaplan_meier(times, events, censored)


def _mean(curve: Survival, lost: float) -> Estimate:
    method, n = "exponential, Garwood", round(lost)
    if lost == 0:
        return Estimate(None, None, None, n=0, method=method, unit="seconds")
    seconds = lost / hazard_rate(curve)
    fewest, most = garwood_ends(lost)
    ends = (seconds / float(most), seconds / float(fewest))
    return Estimate(seconds / lost, *ends, n=n, method=method, unit="seconds")


def _inputs(
    wait_seconds: ArrayLike, abandoned: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    waited = np.asarray(wait_seconds, np.float64)
    gave_up = np.asarray(abandoned).astype(bool)
    counts = np.ones_like(waited) if weights is None else np.asarray(weights, np.float64)
    if waited.ndim != 1 or gave_up.shape != waited.shape or counts.shape != waited.shape:
        raise UsageError("wait_seconds, abandoned and weights must be rows of the same length")
    if waited.size == 0:
        raise UsageError("no waits were given; patience needs at least one caller")
    wrong = ~np.isfinite(waited) | (waited < 0) | ~np.isfinite(counts) | (counts < 0)
    if wrong.any():
        raise UsageError(
            f"{int(wrong.sum())} of {waited.size} waits or weights are unknown or negative, the "
            f"first in row {int(np.argmax(wrong))}; leave these callers out"
        )
    return waited, gave_up, counts
