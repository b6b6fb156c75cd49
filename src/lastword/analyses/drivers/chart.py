"""Charts of a study."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.payoffs import PayoffName
from lastword.charts.butterfly import Pair, butterfly
from lastword.charts.frame import Form


def butterfly_of(
    effects: Sequence[Effect], payoff: PayoffName, *, form: Form = "wide"
) -> alt.LayerChart:
    """What each driver costs at its worst and earns at its best, on the response scale."""
    return butterfly([pair(effect, payoff) for effect in effects], form=form)


def pair(effect: Effect, payoff: PayoffName, href: str = "") -> Pair:
    """One driver's row: losses left, gains right, whichever way the payoff counts."""
    sides = [effect.low.get(payoff), effect.high.get(payoff)]
    return Pair(effect.title, sides[0], sides[1], said(effect), href)


def said(effect: Effect) -> str:
    """A driver's label with its probability, and its reference."""
    if effect.label == "not testable":
        return f"asymmetry not testable: {effect.guards[0].kind}"
    at = f"expected: {effect.reference}"
    if effect.label == "undetermined":
        return f"undetermined, {at}"
    return f"{effect.label}, {at}"
