"""The loyalty curve as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastword.analyses.expectations.curve import LoyaltyCurve
from lastword.charts.levels import Hinge, Level, levels

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

_DIRECT = {-1.0: "fell short", 0.0: "as expected", 1.0: "exceeded"}


def draw(curve: LoyaltyCurve, *, form: Form = "wide") -> alt.LayerChart:
    """Draw means, monotone fit and hinge over the gap, with the answers at each."""
    means, fits = curve.fit.means, curve.fit.fitted
    points = [
        Level(
            gap,
            label_of(curve, gap),
            n,
            mean.value or 0.0,
            fitted.value or 0.0,
            fitted.lower,
            fitted.upper,
        )
        for gap, mean, fitted, n in zip(curve.fit.levels, means, fits, curve.fit.n, strict=True)
    ]
    return levels(points, hinge=_hinge(curve), unit=curve.unit, form=form)


def label_of(curve: LoyaltyCurve, gap: float) -> str:
    """Words of a gap: those of a direct answer, the scale's own value, or the difference."""
    if curve.gap.kind == "direct" and set(curve.fit.levels) <= set(_DIRECT):
        return _DIRECT[gap]
    if curve.gap.kind == "direct":
        return f"{gap + curve.gap.reference:g}"
    return f"{gap:+g}".replace("-", "−").replace("+0", "0")


def _hinge(curve: LoyaltyCurve) -> Hinge | None:
    fitted = curve.response
    if fitted is None or fitted.at_met is None:
        return None
    return Hinge(fitted.at_met, fitted.below.value or 0.0, fitted.above.value or 0.0)
