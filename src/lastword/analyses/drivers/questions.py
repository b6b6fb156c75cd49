"""The questions of the drivers room."""

from __future__ import annotations

from lastword.analyses.drivers.findings import COSTS, driver_findings
from lastword.engine import Requires
from lastword.question import Question

ANSWERS = Requires({"answers": ("value",), "verdicts": ("issue_id",)})

QUESTIONS: tuple[Question, ...] = (Question("drivers.costs", COSTS, ANSWERS, driver_findings),)
"""Asked in this order by the report."""
