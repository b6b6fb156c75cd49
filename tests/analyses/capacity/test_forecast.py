"""Forecasts as planners ask for them: calendars, holidays, and plans made from them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import lastword as lw
from lastword.analyses.capacity.calendar import HOLIDAY, day_kinds, holidays_of
from lastword.errors import UsageError

FIRST = np.datetime64("2026-01-05")
OFF = (date(2026, 2, 16), date(2026, 3, 30))


def hours(weeks: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """A centre open on weekdays from 8 to 16 o'clock, closed on holidays, full on Mondays."""
    random = np.random.default_rng(2)
    starts = (FIRST + np.arange(7 * weeks)).astype("datetime64[h]")[:, None] + np.arange(8, 16)
    weekday = np.arange(7 * weeks) % 7
    mean = np.where(weekday < 5, np.where(weekday == 0, 60.0, 40.0), 0.0)
    off = np.isin(FIRST + np.arange(7 * weeks), np.array(OFF, "datetime64[D]"))
    mean[np.append(False, off[:-1])] = 60.0
    mean[off] = 0.0
    return starts.ravel(), random.poisson(np.repeat(mean, 8))


@pytest.fixture(scope="module")
def coming() -> lw.capacity.Forecast:
    starts, counts = hours()
    return lw.capacity.forecast(starts, counts, days=9, interval_minutes=60, holidays=OFF,
                                until=date(2026, 3, 29))  # fmt: skip


def test_days_ahead(coming: lw.capacity.Forecast) -> None:
    days = coming.frame().groupby(coming.frame().starts_at.dt.date).arrivals.sum()
    assert days.index[0] == date(2026, 3, 30)
    assert days.iloc[0] == 0, "a holiday on which the centre was always closed"
    assert days.iloc[1] == pytest.approx(480, rel=0.06), "the day after is as busy as a Monday"
    assert days.iloc[2] == pytest.approx(320, rel=0.06)
    assert days.iloc[5:7].tolist() == [0, 0]
    assert coming.holidays == (OFF[1],)
    assert coming.days_known == 59


def test_fan(coming: lw.capacity.Forecast) -> None:
    frame = coming.frame()
    assert (frame.lower <= frame.arrivals).all()
    assert (frame.arrivals <= frame.upper + 1).all()
    assert (coming.rates([0.9])[0] <= coming.quantiles([0.9])[0] + 1).all()
    assert coming.to_dict()["holidays"] == ["2026-03-30"]
    assert coming.chart().to_dict()["width"] == 760


def test_moments_of_contacts_are_counted() -> None:
    starts, counts = hours(4)
    moments = np.repeat(starts, counts) + np.timedelta64(7, "m")
    one = lw.capacity.forecast(starts, counts, days=3, interval_minutes=60)
    other = lw.capacity.forecast(moments, days=3, interval_minutes=60)
    assert one.frame().equals(other.frame())


def test_plan_from_a_forecast(coming: lw.capacity.Forecast) -> None:
    sure = lw.capacity.staff(coming, 300, patience=150, confidence=0.95)
    mean = lw.capacity.staff(coming, 300, patience=150, confidence=None)
    assert (sure.agents >= mean.agents - 1).all()
    assert sure.agents.sum() > mean.agents.sum()
    assert sure.frame().starts_at.iloc[0] == coming.starts_at[0]
    assert sure.agents[:7].tolist() == [0] * 7
    assert sure.delivered is None
    with pytest.raises(UsageError, match="without patience may grow"):
        lw.capacity.staff(coming, 300, patience=None, confidence=None)


def test_kinds_of_days() -> None:
    days = FIRST + np.arange(14)
    is_open = np.arange(14) % 7 < 5
    is_open[7] = False
    kinds = day_kinds(days, is_open, frozenset({date(2026, 1, 12), date(2026, 1, 15)}))
    assert kinds.tolist() == [0, 1, 2, 3, 4, -1, -1, -1, 0, 2, HOLIDAY, 4, -1, -1]


def test_holidays_of_a_country() -> None:
    pytest.importorskip("holidays")
    found = holidays_of("DE-BY", date(2026, 1, 1), date(2026, 1, 31))
    assert found == {date(2026, 1, 1), date(2026, 1, 6)}
    with pytest.raises(UsageError, match="'XX' are not known"):
        holidays_of("XX", date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"interval_minutes": 7}, "do not divide the day"),
        ({"days": 0}, "days is 0"),
        ({"level": 1.0}, "level is 1.0"),
        ({"until": date(2025, 1, 1)}, "nothing is known up to 2025-01-01"),
    ],
)
def test_what_cannot_be(change: dict, message: str) -> None:
    starts, counts = hours(4)
    with pytest.raises(UsageError, match=message):
        lw.capacity.forecast(starts, counts, **change)
    with pytest.raises(UsageError, match="counts do not fit"):
        lw.capacity.forecast(starts, counts[1:])
