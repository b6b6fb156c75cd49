"""Two views of the same day: the centre's, by the interval, and the callers', by the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lastword.analyses.integrity.detector import Case
from lastword.engine import Requires
from lastword.estimate import Estimate
from lastword.metrics.times import is_offered
from lastword.stats.mean import mean
from lastword.stats.proportion import wilson

REQUIRES = Requires({"contacts": ("wait_seconds", "outcome")})
WITHIN = 20.0
"""Seconds of waiting that count as served at once, as in the catalogue's service level."""
FEWEST = 100
HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Views:
    """The day on which the centre's figure and the callers' lie furthest apart.

    Parameters
    ----------
    day
        As year-month-day.
    centre
        Share of answered calls that waited at most 20 s, averaged over half hours: quiet ones count
        as much as busy ones, and who gave up counts nowhere.
    callers
        Share of all who called that were answered within 20 s.
    days
        Days compared.
    """

    day: str
    centre: Estimate
    callers: Estimate
    days: int


def views(case: Case) -> Views | None:
    """Set the centre's view of each day beside its callers'; None where waits are not known."""
    if case.tables.lacks(REQUIRES):
        return None
    days: dict[str, list[dict[str, Any]]] = {}
    for row in case.fetch(_half_hours(case)).to_pylist():
        days.setdefault(row["day"], []).append(row)
    made = [_day(day, rows) for day, rows in sorted(days.items())]
    known = [one for one in made if one is not None]
    if not known:
        return None
    day, centre, callers = max(known, key=lambda one: (one[1].value or 0) - (one[2].value or 0))
    return Views(day, centre, callers, len(known))


def _half_hours(case: Case) -> Any:
    contacts = case.tables["contacts"]
    offered = contacts.filter(is_offered(contacts) & contacts.outcome.notnull())
    served = (offered.outcome == "answered") & offered.wait_seconds.notnull()
    half = offered.offered_at.minute() >= HALF_HOUR
    rows = offered.select(
        day=offered.offered_at.date().cast("string"),
        slot=offered.offered_at.hour() * 2 + half.cast("int32"),
        is_served=served.cast("int64"),
        is_prompt=(served & (offered.wait_seconds <= WITHIN)).cast("int64"),
    )
    return rows.group_by("day", "slot").aggregate(
        offered=rows.count(), served=rows.is_served.sum(), prompt=rows.is_prompt.sum()
    )


def _day(day: str, rows: list[dict[str, Any]]) -> tuple[str, Estimate, Estimate] | None:
    offered = sum(row["offered"] for row in rows)
    if offered < FEWEST:
        return None
    shares = [row["prompt"] / row["served"] for row in rows if row["served"]]
    if len(shares) < 2:
        return None
    centre = mean(sum(shares), sum(share**2 for share in shares), len(shares), unit="share")
    return day, centre, wilson(sum(row["prompt"] for row in rows), offered)
