"""How many contacts will come, with intervals, for the days ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.analyses.capacity.calendar import day_kinds, holidays_of
from lastword.analyses.capacity.table import Table
from lastword.errors import UsageError
from lastword.stats.arrivals.forecast import Outlook, look_ahead

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
_DAY_MINUTES = 1440
_MINUTE = np.timedelta64(1, "m")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Forecast(Table):
    """Contacts expected in every interval of the days ahead.

    Parameters
    ----------
    starts_at
        When each interval starts, local time, shape (T,).
    mean, lower, upper
        Expected contacts and the ends of the interval at `level`, shape (T,).
    level
        Share of intervals that should hold what comes.
    interval_minutes
        Length of an interval.
    outlook
        The forecast by day and interval, with its spread.
    holidays
        Holidays among the days ahead.
    days_known
        Days with contacts that it rests on.
    """

    starts_at: tuple[datetime, ...]
    mean: Floats
    lower: Floats
    upper: Floats
    level: float
    interval_minutes: float
    outlook: Outlook
    holidays: tuple[date, ...]
    days_known: int

    def rates(self, shares: ArrayLike) -> Floats:
        """Quantiles of the rate behind the counts, in contacts an interval, shape (Q, T).

        Staff for these, not for quantiles of counts: queueing formulas hold the chance arrivals
        around the rate already.
        """
        quantiles = self.outlook.rates(shares)
        return np.asarray(quantiles.reshape(quantiles.shape[0], -1), np.float64)

    def quantiles(self, shares: ArrayLike) -> Floats:
        """Quantiles of the counts, shape (Q, T)."""
        quantiles = self.outlook.counts(shares)
        return np.asarray(quantiles.reshape(quantiles.shape[0], -1), np.float64)

    def frame(self) -> pd.DataFrame:
        """One row an interval: when it starts, contacts expected, lower and upper end."""
        import pandas as pd

        columns: dict[str, Any] = {"starts_at": pd.DatetimeIndex(self.starts_at)}
        columns |= {"arrivals": self.mean, "lower": self.lower, "upper": self.upper}
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rest = {"level": self.level, "holidays": [day.isoformat() for day in self.holidays]}
        return {**rest, **super(Forecast, self).to_dict()}

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Contacts expected, with the fan of what may come."""
        from lastword.analyses.capacity.drawing import forecast_chart

        return forecast_chart(self, form=form)


def forecast(
    starts_at: ArrayLike,
    arrivals: ArrayLike | None = None,
    *,
    days: int = 14,
    interval_minutes: int = 30,
    holidays: str | Iterable[date] = "",
    level: float = 0.9,
    until: date | None = None,
) -> Forecast:
    """Say how many contacts will come in each interval of the days ahead.

    Total of the day (a moving level times a factor by kind of day) times the profile of that kind
    of day, each forgetting the past as fast as served best for its own forecasts of the past;
    intervals from the errors of these, by days ahead.

    Parameters
    ----------
    starts_at
        Start of each interval, local time; or, without `arrivals`, the moment of each contact.
        Intervals that are missing had no contacts.
    arrivals
        Contacts of each interval.
    days
        Days to forecast, from the one after the last day known.
    interval_minutes
        Length of the intervals of the forecast, which must divide the day; finer counts are added.
    holidays
        Country, with region if wanted (``"US"``, ``"DE-BY"``), or the dates. A holiday is forecast
        like earlier holidays on which contacts came, and as closed if there was none.
    level
        Share of intervals that should hold what comes.
    until
        Last day that is known completely; by default the last one with contacts.

    Returns
    -------
    Forecast

    Raises
    ------
    UsageError
        If lengths differ, a count is negative, an interval does not divide the day, or fewer than
        14 days have contacts.

    Notes
    -----
    On half-hours of a US bank, 14 days ahead, over rolling origins, its pinball loss is a sixth
    below that of repeating the same weekday, and a fifth below that of MSTL with ARIMA
    (benchmarks/forecast.py).

    Examples
    --------
    >>> import lastword as lw
    >>> starts = np.arange("2026-01-05T08", "2026-02-16T08", 60, "datetime64[m]")
    >>> hour = starts.astype("datetime64[h]").astype(int) % 24
    >>> found = lw.capacity.forecast(starts, 20.0 * ((hour >= 8) & (hour < 18)), days=2)
    >>> found.frame().query("arrivals > 1").arrivals.round().unique().tolist()
    [20.0]
    """
    counts, first = daily_counts(starts_at, arrivals, interval_minutes, until)
    if not 1 <= days <= 366:
        raise UsageError(f"days is {days}; give 1 to 366 days ahead")
    if not 0 < level < 1:
        raise UsageError(f"level is {level}; give a share between 0 and 1, like 0.9")
    past = counts.shape[0]
    calendar = first + np.arange(past + days) * _DAY
    ends: list[date] = calendar[[0, -1]].tolist()
    off = holidays_of(holidays, ends[0], ends[1])
    kinds = _kinds(counts, calendar, off)
    outlook = look_ahead(counts, kinds[:past], kinds[past:])
    tail = (1 - level) / 2
    lower, upper = (ends.ravel() for ends in outlook.counts([tail, 1 - tail]))
    slots = np.arange(counts.shape[1]) * interval_minutes * _MINUTE
    midnights = calendar[past:, None].astype("datetime64[m]")
    starts: list[datetime] = (midnights + slots).ravel().astype(object).tolist()
    coming = set(calendar[past:].tolist())
    return Forecast(
        starts_at=tuple(starts),
        mean=outlook.mean.ravel(),
        lower=lower,
        upper=upper,
        level=level,
        interval_minutes=float(interval_minutes),
        outlook=outlook,
        holidays=tuple(sorted(off & coming)),
        days_known=int((counts.sum(axis=1) > 0).sum()),
    )


def daily_counts(
    starts_at: ArrayLike, arrivals: ArrayLike | None, interval_minutes: int, until: date | None
) -> tuple[Floats, np.datetime64]:
    """Counts by calendar day and interval of the day, and the first day."""
    if interval_minutes < 1 or _DAY_MINUTES % interval_minutes:
        raise UsageError(f"intervals of {interval_minutes} minutes do not divide the day")
    at = np.asarray(starts_at, "datetime64[m]").ravel()
    counts = np.ones(at.size) if arrivals is None else np.asarray(arrivals, np.float64).ravel()
    if counts.shape != at.shape or not at.size:
        raise UsageError(f"{counts.size} counts do not fit {at.size} intervals; give one each")
    if not ((counts >= 0) & np.isfinite(counts)).all() or np.isnat(at).any():
        raise UsageError("a count is negative, or a count or time unknown; check the counts")
    day = at.astype("datetime64[D]")
    seen = day[counts > 0] if (counts > 0).any() else day
    first, last = seen.min(), seen.max() if until is None else np.datetime64(until, "D")
    slot = ((at - day) // _MINUTE).astype(np.int64) // interval_minutes
    inside = (day >= first) & (day <= last)
    slots, size = _DAY_MINUTES // interval_minutes, int((last - first) / _DAY) + 1
    if size < 1:
        raise UsageError(f"nothing is known up to {until}")
    place = ((day - first) / _DAY).astype(np.int64)[inside] * slots + slot[inside]
    table = np.bincount(place, counts[inside], size * slots).reshape(size, slots)
    return np.asarray(table, np.float64), first


def _kinds(counts: Floats, calendar: NDArray[np.datetime64], off: frozenset[date]) -> Any:
    """Kinds of all days; days to come are closed where their weekday, or a holiday, always was."""
    past = counts.shape[0]
    came = counts.sum(axis=1) > 0
    weekday = (calendar.astype(np.int64) + 3) % 7
    is_off = np.isin(calendar, np.array(sorted(off), "datetime64[D]"))
    works = [bool(came[(weekday[:past] == k) & ~is_off[:past]].any()) for k in range(7)]
    holiday_works = bool((came & is_off[:past]).any())
    coming = np.where(is_off[past:], holiday_works, np.take(works, weekday[past:]))
    return day_kinds(calendar, np.concatenate((came, coming)), off)
