"""The question of the integrity room."""

from __future__ import annotations

from lastword.analyses.integrity.findings import integrity_findings
from lastword.engine import Requires
from lastword.question import Question

QUESTION = "Where has the measure replaced the goal?"

QUESTIONS: tuple[Question, ...] = (
    Question(
        "integrity.audit",
        QUESTION,
        Requires({"contacts": ("contact_id",)}),
        integrity_findings,
    ),
)
