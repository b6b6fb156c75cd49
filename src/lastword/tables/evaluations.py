"""evaluations: one criterion of one QA assessment."""

from __future__ import annotations

from lastword.tables.model import Column, Table

EVALUATIONS = Table(
    "evaluations",
    "one criterion of one QA assessment",
    (
        "evaluation_id",
        "criterion",
    ),
    (
        Column("evaluation_id", "text", "Assessment", is_required=True),
        Column("contact_id", "text", "Contact assessed"),
        Column("agent_id", "text", "Agent assessed"),
        Column("evaluator_id", "text", "Who assessed"),
        Column("evaluated_at", "time", "UTC"),
        Column("criterion", "text", "Criterion", is_required=True),
        Column("score", "float", "Points given"),
        Column("max_score", "float", "Points possible"),
    ),
)
