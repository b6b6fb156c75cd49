"""Data health: what is broken in the data, before any number is believed."""

from __future__ import annotations

from lastword.finding import Finding
from lastword.question import Context
from lastword.verdict.feed_health import feed_health
from lastword.verdict.rating_health import rating_health


def health(context: Context) -> tuple[Finding, ...]:
    """Every fault found in feed, ratings and closings, or one finding that says there is none."""
    found = (*feed_health(context), *rating_health(context))
    if found:
        return found
    return (
        Finding(
            id="verdict.health",
            question="Can the data be trusted?",
            answer="figure",
            sentence="No duplicates, clock errors, missing days, orphaned or machine-made ratings, "
            "flipped scales or automatic closings were found.",
        ),
    )
