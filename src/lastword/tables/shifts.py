"""shifts: one stretch of an agent's state."""

from __future__ import annotations

from lastword.tables.model import Column, Table

SHIFTS = Table(
    "shifts",
    "one stretch of an agent's state",
    (
        "agent_id",
        "started_at",
    ),
    (
        Column("agent_id", "text", "Agent", is_required=True),
        Column(
            "state",
            "text",
            "State",
            values=(
                "available",
                "busy",
                "wrap",
                "break",
                "offline",
                "training",
            ),
        ),
        Column("started_at", "time", "UTC", is_required=True),
        Column("ended_at", "time", "UTC"),
        Column("planned_start", "time", "When the roster had the agent's day begin, UTC"),
        Column("planned_end", "time", "When it had it end, UTC"),
        Column(
            "absence",
            "text",
            "Why the agent was away, in a stretch of state offline",
            values=("planned", "sick", "unplanned"),
        ),
    ),
)
