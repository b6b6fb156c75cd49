"""legs: one stretch of a contact with one agent or queue."""

from __future__ import annotations

from lastword.tables.model import Column, Table

LEGS = Table(
    "legs",
    "one stretch of a contact with one agent or queue",
    (
        "contact_id",
        "position",
    ),
    (
        Column("contact_id", "text", "Contact", is_required=True),
        Column("position", "int", "1 for the first stretch", is_required=True),
        Column("agent_id", "text", "Agent; null while queueing"),
        Column("queue", "text", "Queue"),
        Column("line", "text", "Line"),
        Column("started_at", "time", "UTC"),
        Column("ended_at", "time", "UTC"),
        Column("talk_seconds", "float", "Seconds of talk", minimum=0),
        Column("hold_seconds", "float", "Seconds on hold", minimum=0),
        Column("wrap_seconds", "float", "Seconds of work afterwards", minimum=0),
        Column(
            "ended_by",
            "text",
            "Who ended the stretch",
            values=(
                "customer",
                "agent",
                "system",
                "transfer",
            ),
        ),
        Column("transferred_to", "text", "Agent or queue that it was passed to"),
    ),
)
