"""pulses: one employee-survey figure of one unit and period."""

from __future__ import annotations

from lastword.tables.model import Column, Table

PULSES = Table(
    "pulses",
    "one employee-survey figure of one unit and period",
    (
        "unit_id",
        "period_start",
        "question",
    ),
    (
        Column("unit_id", "text", "Team or site", is_required=True),
        Column("period_start", "time", "First day", is_required=True),
        Column("period_end", "time", "Last day"),
        Column("question", "text", "Question", is_required=True),
        Column("value", "float", "Mean answer"),
        Column("scale_min", "float", "Lowest possible answer"),
        Column("scale_max", "float", "Highest possible answer"),
        Column("respondents", "int", "How many answered"),
    ),
)
