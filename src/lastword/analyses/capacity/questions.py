"""The questions of the capacity room."""

from __future__ import annotations

from lastword.analyses.capacity.findings import (
    DEMAND,
    PRICE,
    WAITS,
    demand_findings,
    price_findings,
    wait_findings,
)
from lastword.engine import Requires
from lastword.question import Question

WAITED = Requires({"contacts": ("wait_seconds", "outcome")})
COUNTED = Requires({"issues": ("contact_count",)})

QUESTIONS: tuple[Question, ...] = (
    Question("capacity.waits", WAITS, WAITED, wait_findings),
    Question("capacity.demand", DEMAND, COUNTED, demand_findings),
    Question("capacity.price", PRICE, WAITED, price_findings),
)
"""Asked in this order by the report."""
