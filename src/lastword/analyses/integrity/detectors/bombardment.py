"""Bombardment: customers who are asked so often that they no longer answer."""

from __future__ import annotations

import math
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.sign import Sign
from lastword.engine import Requires
from lastword.engine.joins import extend
from lastword.engine.times import days_between
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.result import Result
from lastword.stats.proportion import wilson

Floats = NDArray[np.float64]
WINDOWS = (30, 90)
FEWEST_CUSTOMERS = 50


@dataclass(frozen=True, slots=True)
class Bombardment(Result):
    """What one more earlier invitation does to a customer's readiness to answer.

    Parameters
    ----------
    slope
        Change of the probability of answering per earlier invitation, within customers.
    p
        One-sided: of so steep a fall by chance.
    detectable
        Fall that would have been found in four cases of five.
    """

    slope: Estimate
    p: float
    detectable: float


def bombardment(earlier: ArrayLike, answered: ArrayLike, customer: ArrayLike) -> Bombardment:
    """Change of the response per earlier invitation, each customer compared with themselves.

    Within-customer least squares: β = Σ x̃ỹ/Σ x̃², deviations from the customer's own means, so
    that those who never answer, and are asked often, do not count against asking. Variance
    clustered by customer.

    Parameters
    ----------
    earlier
        Invitations that the customer had received within the window before each invitation.
    answered
        Whether this one was answered.
    customer
        Who was asked.

    Raises
    ------
    UsageError
        If lengths differ, or fewer than 50 customers were asked after a varying number.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> who, count = np.repeat(np.arange(2000), 4), np.tile(np.arange(4), 2000)
    >>> says = rng.random(8000) < 0.3 - 0.05 * count
    >>> bombardment(count, says, who).slope.lower > -0.07
    True
    """
    x, y = np.asarray(earlier, np.float64), np.asarray(answered, np.float64)
    names, place = np.unique(np.asarray(customer), return_inverse=True)
    if x.shape != y.shape or place.shape != x.shape:
        raise UsageError("earlier, answered and customer must have one length")
    n = np.bincount(place)

    def within(a: Floats, b: Floats) -> Floats:
        sums = [np.bincount(place, weights=w, minlength=names.size) for w in (a * b, a, b)]
        return np.asarray(sums[0] - sums[1] * sums[2] / n)

    cross, square = within(x, y), within(x, x)
    moved = square > 0
    return of_sums(
        int(moved.sum()),
        int(n[moved].sum()),
        float(cross.sum()),
        float(square.sum()),
        (
            float((cross**2).sum()),
            float((cross * square).sum()),
            float((square**2).sum()),
        ),
    )


def of_sums(
    customers: int, n: int, cross: float, square: float, products: tuple[float, float, float]
) -> Bombardment:
    """The same from sums over customers: Σ Sxy, Σ Sxx, and (Σ Sxy², Σ Sxy Sxx, Σ Sxx²)."""
    if customers < FEWEST_CUSTOMERS:
        raise UsageError(
            f"{customers} customers were asked after a varying number of invitations; "
            f"{FEWEST_CUSTOMERS} are needed"
        )
    slope = cross / square
    scores = products[0] - 2 * slope * products[1] + slope**2 * products[2]
    error = math.sqrt(max(scores, 0.0) * customers / (customers - 1)) / square
    ends = (slope, slope - 1.96 * error, slope + 1.96 * error)
    estimate = Estimate(*ends, n=n, method="within customers", unit="share")
    p = float(ndtr(slope / error)) if error > 0 else 1.0
    return Bombardment(estimate, p, 2.5 * error)


def _invitations(case: Case, days: int) -> ir.Table:
    """Invitations whose whole window lies within the data: `earlier`, `is_answered`."""
    rows = case.tables["invitations"]
    sent = rows.filter(
        rows.withheld_reason.isnull()
        & ~rows.is_reminder.fill_null(False)
        & rows.customer_ref.notnull()
        & rows.invited_at.notnull()
    ).select("invitation_id", "customer_ref", "invited_at", "answered_at")
    first = sent.aggregate(begun=sent.invited_at.min())
    pairs = sent.inner_join(
        sent.select("customer_ref", before_id="invitation_id", before_at="invited_at"),
        "customer_ref",
    )
    gap = days_between(pairs.invited_at, pairs.before_at)
    near = pairs.filter((gap > 0) & (gap <= days))
    counts = near.group_by("invitation_id").aggregate(earlier=near.count())
    counted = extend(sent, counts, "invitation_id").cross_join(first)
    whole = counted.filter(days_between(counted.invited_at, counted.begun) >= days)
    return whole.select(
        "customer_ref",
        earlier=whole.earlier.fill_null(0).cast("float64"),
        is_answered=whole.answered_at.notnull().cast("float64"),
    )


def _sums(rows: ir.Table) -> ir.Table:
    own = rows.group_by("customer_ref").aggregate(
        n=rows.count().cast("float64"),
        x=rows.earlier.sum(),
        y=rows.is_answered.sum(),
        xy=(rows.earlier * rows.is_answered).sum(),
        xx=(rows.earlier * rows.earlier).sum(),
    )
    spread = own.mutate(cross=own.xy - own.x * own.y / own.n, square=own.xx - own.x * own.x / own.n)
    moved = spread.filter(spread.square > 1e-9)
    return moved.aggregate(
        customers=moved.count(),
        n=moved.n.sum(),
        cross_=moved.cross.sum(),
        square_=moved.square.sum(),
        cross_cross=(moved.cross * moved.cross).sum(),
        cross_square=(moved.cross * moved.square).sum(),
        square_square=(moved.square * moved.square).sum(),
    )


def test(case: Case) -> list[Sign]:
    """Whether customers answer less the more often they were asked lately."""
    signs, few = [], 0
    for days in WINDOWS:
        rows = _invitations(case, days)
        sums = case.fetch(_sums(rows)).to_pylist()[0]
        few = max(few, sums["customers"])
        if sums["customers"] < FEWEST_CUSTOMERS:
            continue
        products = tuple(sums[key] for key in ("cross_cross", "cross_square", "square_square"))
        made = of_sums(sums["customers"], int(sums["n"]), sums["cross_"], sums["square_"], products)
        signs.append(_sign(case, rows, days, made))
    if not signs:
        raise NotTestable(
            f"{few} customers were asked more than once; {FEWEST_CUSTOMERS} are needed"
        )
    return signs


def _sign(case: Case, rows: ir.Table, days: int, made: Bombardment) -> Sign:
    most = case.settings.verdict.max_invitations
    counts = rows.aggregate(n=rows.count(), often=(rows.earlier >= most).cast("int64").sum())
    found = case.fetch(counts).to_pylist()[0]
    share = wilson(found["often"] or 0, found["n"])
    return Sign(
        detector="bombardment",
        level="centre",
        unit=None,
        about=f"{days} days",
        sentence=(
            f"Pattern consistent with asking too often: each invitation within the {days} days "
            "before changes the same customer's readiness to answer by "
            f"{100 * (made.slope.value or 0):+.1f} points; {share.text()} of the invitations "
            f"followed {most} or more others"
        ),
        estimate=made.slope,
        effect=f"change of the response per invitation in the {days} days before",
        share=share,
        p=made.p,
        n=made.slope.n,
        minimal_detectable_effect=made.detectable,
        evidence=Evidence(
            "invitations", (Condition("answered_at", "is null"),), ("customer_ref", "invited_at")
        ),
    )


DETECTOR = Detector(
    name="bombardment",
    title="Asked too often",
    question="Do we ask until nobody answers?",
    requires=Requires({"invitations": ("customer_ref", "invited_at", "answered_at")}),
    null_model="A customer answers as readily after many invitations as after few.",
    innocent=(
        "who has much trouble is asked often and is tired of the trouble, not of the survey",
        "a response that fell for everybody over the same months",
    ),
    would_settle="Halve the invitations for a random half of the customers for a quarter.",
    measures_harm="answers lost for every further invitation",
    metrics=("response", "answers", "csat", "nps", "survey"),
    test=test,
)
