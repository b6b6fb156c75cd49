"""Calendar: results that are made at the end of the period, at the target, or too steadily."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import scaled
from lastword.analyses.integrity.sign import Sign
from lastword.engine import Requires
from lastword.engine.times import days_between
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate, say
from lastword.finding import Condition, Evidence
from lastword.settings import TargetSettings
from lastword.stats.caliper import caliper, period_ends, steadiness
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
LAST_DAYS = 3
SEED = 5
CLAIMS = ("claimed", "agent_code", "solved", "resolution")
EPOCH = date(1970, 1, 1)
LEAST_OF_CELL = 10


def _claims(case: Case) -> ir.Table:
    """Contacts that could be claimed solved, with their day (since 1970) and whether they were."""
    contacts = case.tables["contacts"]
    known = contacts.filter(contacts.is_claimed_resolved.notnull())
    begun = ibis.literal(EPOCH.isoformat()).cast("timestamp")
    day = days_between(known.offered_at, begun).floor().cast("int64")
    return known.mutate(day=day, is_claimed=known.is_claimed_resolved.cast("int64"))


def _month(day: int) -> str:
    return (EPOCH + timedelta(days=day)).strftime("%Y-%m")


def test(case: Case) -> list[Sign]:
    """Whether claims rise at the end of the months, crowd at a target, or hardly vary."""
    rows = _claims(case)
    signs = [*_ends(case, rows), *_targets(case, rows), *_steady(case, rows)]
    if not signs:
        raise NotTestable(
            "neither two whole months, nor ten results near a target, nor five weeks of a team"
        )
    return signs


def _ends(case: Case, rows: ir.Table) -> list[Sign]:
    counts = rows.group_by("day").aggregate(n=rows.count(), claimed=rows.is_claimed.sum())
    found = {row["day"]: row for row in case.fetch(counts).to_pylist()}
    if not found:
        return []
    days = np.arange(min(found), max(found) + 1)
    share = np.array(
        [found[d]["claimed"] / found[d]["n"] if d in found else np.nan for d in days.tolist()]
    )
    months = np.array([_month(day) for day in days.tolist()])
    whole = months != _month(int(days[-1]))
    if _month(int(days[-1]) + 1) != months[-1]:
        whole[:] = True
    weekday = (days + 3) % 7
    rng = np.random.default_rng(SEED)
    try:
        made = period_ends(share[whole], months[whole], weekday[whole], rng, days=LAST_DAYS)
    except UsageError:
        return []
    n = sum(row["n"] for row in found.values())
    points = replace(scaled(made.excess, 100, "points"), n=n)
    return [
        Sign(
            detector="calendar",
            level="centre",
            unit=None,
            about="month ends",
            sentence=(
                "Pattern consistent with results made for the closing date: in the last "
                f"{LAST_DAYS} days of the months {points.value:+.1f} points more of the contacts "
                "are claimed solved than in as many days placed elsewhere"
            ),
            estimate=points,
            effect="claimed solved in the last days of the months beyond other days",
            share=None,
            p=made.p,
            n=n,
            minimal_detectable_effect=2.8 * _error(points),
            evidence=Evidence(
                "contacts", (Condition("is_claimed_resolved", "==", True),), ("-offered_at",)
            ),
        )
    ]


def _error(number: Estimate) -> float:
    return ((number.upper or 0.0) - (number.lower or 0.0)) / (2 * normal_quantile())


def _targets(case: Case, rows: ir.Table) -> list[Sign]:
    """Agents' months around declared targets on the share claimed."""
    targets = [t for t in case.targets_on(CLAIMS) if t.value is not None and 0 < t.value <= 1]
    if not targets:
        return []
    known = rows.filter(rows.agent_id.notnull())
    month = known.offered_at.year() * 12 + known.offered_at.month()
    monthly = known.mutate(month=month)
    counts = monthly.group_by("agent_id", "month").aggregate(
        n=monthly.count(), k=monthly.is_claimed.sum()
    )
    found = case.fetch(counts).to_pylist()
    cells = [row for row in found if row["n"] >= LEAST_OF_CELL]
    signs = []
    for target in targets:
        value = target.value or 0.0
        sizes = np.array([row["n"] for row in cells], dtype=np.float64)
        shares = np.array([row["k"] for row in cells]) / sizes
        width = float(np.median(np.sqrt(value * (1 - value) / sizes))) / 2 if cells else 0.0
        try:
            signs.append(_crowding(target, shares, width))
        except UsageError:
            continue
    return signs


def _crowding(target: TargetSettings, shares: Floats, width: float) -> Sign:
    made = caliper(shares, target.value or 0.0, width, higher_is_better=">" in target.operator)
    n = made.reached + made.missed
    return Sign(
        detector="calendar",
        level="centre",
        unit=None,
        about=f"at {target.value:g}",
        sentence=(
            f"Pattern consistent with results made for the target: {made.reached:,} agents' months "
            f"reach {say(target.value)} by a hair and {made.missed:,} just miss it, where "
            f"{say(made.expected)} of them would reach it by chance"
        ),
        estimate=made.excess,
        effect="months just beyond the target beyond chance",
        share=None,
        p=made.p,
        n=n,
        minimal_detectable_effect=2.5 * float(np.sqrt(0.25 * n)),
        target=target,
        evidence=Evidence(
            "contacts", (Condition("is_claimed_resolved", "==", True),), ("agent_id", "offered_at")
        ),
    )


def _steady(case: Case, rows: ir.Table) -> list[Sign]:
    """Whether teams' weekly shares vary less than chance alone makes them vary."""
    known = rows.filter(rows.team_id.notnull())
    week = (known.day.cast("float64") / 7.0).floor().cast("int64")
    counts = known.group_by(team_id=known.team_id, week=week)
    found = case.fetch(counts.aggregate(n=known.count(), k=known.is_claimed.sum())).to_pylist()
    total, freedom = 0.0, 0
    for team in sorted({row["team_id"] for row in found}):
        own = [row for row in found if row["team_id"] == team and row["n"] >= LEAST_OF_CELL]
        k, n = (np.array([row[key] for row in own], dtype=np.float64) for key in ("k", "n"))
        if len(own) < 5 or not 0 < k.sum() < n.sum():
            continue
        usual = k.sum() / n.sum()
        made = steadiness(k / n, np.sqrt(usual * (1 - usual) / n))
        total, freedom = total + made.ratio * (made.n - 1), freedom + made.n - 1
    if freedom < 4:
        return []
    ratio = total / freedom
    spread = float(np.sqrt(2 / freedom))
    n_all = sum(row["n"] for row in found)
    return [
        Sign(
            detector="calendar",
            level="centre",
            unit=None,
            about="steadiness",
            sentence=(
                "Pattern consistent with results managed to a figure: teams' weekly shares "
                f"claimed solved vary {ratio:.2f} times as much as chance alone makes them vary"
            ),
            estimate=Estimate(
                ratio,
                max(0.0, ratio - 1.96 * spread),
                ratio + 1.96 * spread,
                n_all,
                "variance against chance",
                unit="ratio",
            ),
            effect="variance over weeks against that of chance",
            share=None,
            p=float(chdtr(freedom, total)),
            n=n_all,
            minimal_detectable_effect=1 - 2.5 * spread,
            evidence=Evidence(
                "contacts", (Condition("is_claimed_resolved", "is not null"),), ("offered_at",)
            ),
        )
    ]


def deepen(case: Case, sign: Sign) -> Sign:
    """Add who came back after claims of the last days, beside claims of other days."""
    if sign.about != "month ends":
        return sign
    rows = _claims(case)
    claimed = rows.filter(rows.is_claimed == 1)
    ahead = claimed.offered_at + ibis.interval(days=LAST_DAYS)
    is_end = ahead.month() != claimed.offered_at.month()
    return replace(sign, harm=harms(case, claimed.select("contact_id", is_touched=is_end)))


DETECTOR = Detector(
    name="calendar",
    title="Made for the closing date",
    question="Are results made at the end of the month, or at the target?",
    requires=Requires({"contacts": ("is_claimed_resolved", "offered_at")}),
    null_model=(
        "The last days of a month are like any days of it; months just beyond a target are as many "
        "as the slope around it says; a share varies over weeks by chance at least."
    ),
    innocent=(
        "bills, rents and contracts end with the month, and bring other concerns",
        "holidays at the end of the period",
        "a backlog that is worked off before the month's reports",
    ),
    would_settle="Move the closing date of one team by a week.",
    measures_harm="who came back after claims of the last days",
    metrics=CLAIMS,
    test=test,
    deepen=deepen,
)
