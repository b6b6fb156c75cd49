"""FIRST?: customers greeted as new although they had been in touch about the same problem."""

from __future__ import annotations

from lastword.linking.first_timers import first_timers
from lastword.linking.quality import links_by_rule
from lastword.question import Context
from lastword.verdict.results import FalseFirst


def false_first(context: Context) -> FalseFirst:
    """Share of false first-timers, and between which channels the thread breaks."""
    found = first_timers(context.tables)
    return FalseFirst(
        share=found.share,
        count=found.count,
        breaks=found.breaks,
        unknown_customers=found.unknown_customers,
        links=links_by_rule(context.tables),
    )
