"""How sure each kind of link is, as a probability and in words.

The figures are starting points for a centre that has not checked its links; `quality` measures
them against contacts that are known to belong together.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

IDENTIFIERS: dict[str, float] = {"account": 0.995, "email": 0.99, "phone": 0.95, "device": 0.9}
"""Probability that two customer references which share one identifier are one person."""
OTHER_IDENTIFIER = 0.9
SAME_THREAD = 0.99
CONTINUED = 0.99
BY_HAND = 1.0
SAME_REASON = (0.95, 0.70)
"""At once, and after the longest pause."""
REASON_UNKNOWN = (0.75, 0.50)


def fading(ends: tuple[float, float], pause: ir.IntegerValue, longest: int) -> ir.FloatingValue:
    """Confidence that falls in a straight line from `ends[0]` at once to `ends[1]`.

    Parameters
    ----------
    pause, longest
        The pause between the contacts and the longest one allowed, in the same unit.
    """
    share = ibis.greatest(ibis.least(pause, longest), 0).cast("float64") / float(longest)
    return ends[0] - (ends[0] - ends[1]) * share


def words(confidence: float | None) -> str:
    """Say a confidence as a person would.

    Examples
    --------
    >>> words(0.99), words(0.93), words(0.75), words(0.5), words(None)
    ('almost certain', 'very likely', 'likely', 'possible', 'unknown')
    """
    if confidence is None:
        return "unknown"
    scale = ((0.98, "almost certain"), (0.9, "very likely"), (0.7, "likely"))
    return next((word for limit, word in scale if confidence >= limit), "possible")
