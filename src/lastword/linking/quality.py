"""How good the links are: against known groups, by rule, and by how far the window matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir
import numpy as np

from lastword.engine import Engine, Tables
from lastword.engine.times import EPOCH, milliseconds_between, moment
from lastword.linking.links import DAY_MS
from lastword.linking.pieces import Pieces, false_pieces
from lastword.settings import LinkingSettings

PLATEAU = 2
"""Pauses from one to this many windows long tell how often the same reason returns by chance."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs that two groupings of the same things put together.

    Parameters
    ----------
    found, true, both
        Pairs within predicted groups, within true groups, and within both.
    """

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float | None:
        """Share of predicted pairs that are true; None without predicted pairs."""
        return self.both / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of true pairs that are predicted; None without true pairs."""
        return self.both / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where either is unknown."""
        total = self.found + self.true
        return 2 * self.both / total if self.found and self.true else None


def agreement(engine: Engine, groups: ir.Table) -> Agreement:
    """Compare predicted with true groups, exactly, from the sizes of groups and their overlaps.

    Parameters
    ----------
    groups
        One row a thing: ``predicted`` and ``true``, its two groups.
    """
    return Agreement(
        found=_pairs(engine, groups, ["predicted"]),
        true=_pairs(engine, groups, ["true"]),
        both=_pairs(engine, groups, ["predicted", "true"]),
    )


def _pairs(engine: Engine, groups: ir.Table, keys: Sequence[str]) -> int:
    sizes = groups.group_by(list(keys)).aggregate(size=groups.count())
    total = sizes.aggregate(squares=(sizes.size * sizes.size).sum(), things=sizes.size.sum())
    row = engine.fetch(total).to_pylist()[0]
    return int(((row["squares"] or 0) - (row["things"] or 0)) // 2)


@dataclass(frozen=True, slots=True)
class RuleShare:
    """One rule of linking: its links, their share of all, and their mean confidence."""

    rule: str
    links: int
    share: float
    confidence: float | None


def links_by_rule(tables: Tables) -> tuple[RuleShare, ...]:
    """Which rules carry the links of contacts to issues, most frequent first."""
    rows = tables["issue_contacts"]
    rows = rows.filter(rows.position > 1)
    rules = rows.group_by("rule").aggregate(links=rows.count(), confidence=rows.confidence.mean())
    found = tables.engine.fetch(rules).to_pylist()
    total = sum(row["links"] for row in found)
    shares = [
        RuleShare(row["rule"], row["links"], row["links"] / total, row["confidence"])
        for row in found
    ]
    return tuple(sorted(shares, key=lambda rule: (-rule.links, rule.rule)))


@dataclass(frozen=True, slots=True)
class Errors:
    """How often linking probably errs, per linked issue, from behaviour alone.

    Parameters
    ----------
    merges
        Links by reason that chance alone would make, per issue: issues lost in another one.
    splits
        False pieces, per issue: returns for the same reason after the window beyond chance, and
        what `pieces` finds.
    merges_error, splits_error
        Standard errors, from the counts.
    issues
        Linked issues that the rates speak of.
    window_days
        The window; `issues_by_window` says how many issues other windows would give.
    issues_by_window
        (window in days, issues), from half the window to twice.
    """

    merges: float
    splits: float
    merges_error: float
    splits_error: float
    issues: int
    window_days: float
    issues_by_window: tuple[tuple[float, int], ...]
    pieces: Pieces


def linking_errors(tables: Tables, settings: LinkingSettings) -> Errors:
    """Estimate false merges and splits from how long customers pause before the same reason.

    The same reason returns after a pause either because the issue goes on, which fades, or
    because a new issue has the same reason, which goes on for ever. The rate of returns in the
    second half of (window, 2 × window] is taken as chance; its continuation into the window are
    the false merges, and what the first half of (window, 2 × window] holds beyond it the false
    splits. Both need pauses twice as long as the window, so recent contacts count only as far as
    they have been seen.

    Pieces that another reason, a missing name or a second name make are estimated by
    `lastword.linking.pieces.false_pieces`, from `issues` and `persons`.

    The assumption, that a new issue of the same reason is as likely soon as late, cannot be
    tested without known issues; where there are such, `agreement` measures instead.
    """
    window = settings.window_days
    counts = _pauses(tables, window)
    days = np.arange(len(counts.returned))
    inside, late = days < window, days >= 1.5 * window
    after = ~inside & ~late
    seen = float(counts.at_risk[late].sum())
    chance = float(counts.returned[late].sum()) / seen if seen else 0.0
    chance_error = math.sqrt(max(counts.returned[late].sum(), 1.0)) / seen if seen else 0.0
    beyond = float(counts.returned[after].sum()) - chance * float(counts.at_risk[after].sum())
    issues = max(counts.issues, 1)
    pieces = false_pieces(tables, settings, counts.end)
    return Errors(
        merges=chance * float(counts.at_risk[inside].sum()) / issues,
        splits=max(beyond, 0.0) / issues + pieces.total,
        merges_error=chance_error * float(counts.at_risk[inside].sum()) / issues,
        splits_error=math.hypot(math.sqrt(counts.returned[after].sum()) / issues, pieces.error),
        issues=counts.issues,
        window_days=window,
        issues_by_window=tuple(
            (float(days), counts.issues_with(days, window)) for days in _windows(window)
        ),
        pieces=pieces,
    )


@dataclass(frozen=True, slots=True)
class _Pauses:
    """By whole days of pause: contacts that the same reason followed, and those still at risk."""

    returned: np.ndarray
    at_risk: np.ndarray
    issues: int
    end: datetime

    def issues_with(self, days: int, window: float) -> int:
        """Issues that a window of so many days would give."""
        place = np.arange(len(self.returned))
        if days < window:
            return self.issues + int(self.returned[(place >= days) & (place < window)].sum())
        return self.issues - int(self.returned[(place >= window) & (place < days)].sum())


def _windows(window: float) -> list[int]:
    return sorted({max(round(window * share), 1) for share in (0.5, 0.75, 1.0, 1.5, 2.0)})


def _pauses(tables: Tables, window: float) -> _Pauses:
    """Count pauses of known persons until the same coded reason returns.

    A return after the window that a thread ties to the same issue anyhow ends the observation.
    """
    rows = tables["issue_contacts"]
    last = rows.aggregate(at=rows.offered_at.max(), issues=rows.issue_id.nunique())
    end = tables.engine.fetch(last).to_pylist()[0]
    rows = rows.filter(rows.person_id.notnull() & rows.reason.notnull())
    seen = end["at"] or EPOCH
    stop = ibis.coalesce(rows.next_same_reason_at, moment(seen))
    day = (milliseconds_between(stop, rows.offered_at).cast("float64") / DAY_MS).floor()
    longest = math.ceil(PLATEAU * window)
    tied = (rows.next_contact_issue_id == rows.issue_id) & (
        rows.next_contact_at == rows.next_same_reason_at
    )
    is_return = rows.next_same_reason_at.notnull() & ~(tied.fill_null(False) & (day >= window))
    cells = rows.select(day=ibis.least(day, longest).cast("int64"), is_return=is_return)
    counts = cells.group_by("day", "is_return").aggregate(contacts=cells.count())
    stopped, returned = np.zeros(longest + 1), np.zeros(longest + 1)
    for row in tables.engine.fetch(counts).to_pylist():
        stopped[row["day"]] += row["contacts"]
        returned[row["day"]] += row["contacts"] * row["is_return"]
    at_risk = stopped[::-1].cumsum()[::-1]
    return _Pauses(returned[:-1], at_risk[:-1], int(end["issues"]), seen)
