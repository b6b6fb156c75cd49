"""Pictures: what a sign would draw, as plain values; the page draws them."""

from __future__ import annotations

from dataclasses import dataclass

from lastword.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Density:
    """Ends around a limit, what would end there anyway, and who ended it.

    Parameters
    ----------
    limit
        The limit, in seconds.
    zone
        From … to where the excess lies.
    edges
        Ends of the bins in seconds, one more than bins.
    parts
        Who ended it → contacts ended in each bin.
    expected
        Contacts expected to end in each bin; empty where none was fitted.
    """

    limit: float
    zone: tuple[float, float]
    edges: tuple[float, ...]
    parts: tuple[tuple[str, tuple[int, ...]], ...]
    expected: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FunnelPoints:
    """Units by size and rate against their own expectation.

    Parameters
    ----------
    sizes
        Contacts expected to be so, one a unit.
    ratios
        Observed over expected, one a unit.
    is_out
        Whether the unit stands out.
    tau
        Relative spread of the units beyond chance: how wide the funnel stays.
    """

    sizes: tuple[float, ...]
    ratios: tuple[float, ...]
    is_out: tuple[bool, ...]
    tau: float


@dataclass(frozen=True, slots=True)
class Coupling:
    """How closely a metric and an outcome go together, week by week, and when that changed."""

    weeks: tuple[str, ...]
    correlation: tuple[float, ...]
    before: Estimate
    after: Estimate
    change_week: str | None
    earliest_week: str | None = None
    latest_week: str | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares beside each other: response by outcome, two handle times, two views of a day."""

    rows: tuple[tuple[str, Estimate], ...]
    of: str


Picture = Density | FunnelPoints | Coupling | Shares
