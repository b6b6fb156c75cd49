"""events: one change of a thread."""

from __future__ import annotations

from lastword.tables.model import Column, Table

EVENTS = Table(
    "events",
    "one change of a thread",
    ("event_id",),
    (
        Column("event_id", "text", "Event", is_required=True),
        Column("thread_id", "text", "Thread"),
        Column("contact_id", "text", "Contact"),
        Column("at", "time", "UTC", is_required=True),
        Column(
            "kind",
            "text",
            "opened assigned transferred solved reopened closed rated held merged …",
            is_required=True,
        ),
        Column(
            "actor",
            "text",
            "Who made the change",
            values=(
                "customer",
                "agent",
                "bot",
                "rule",
            ),
        ),
        Column("actor_id", "text", "Agent, customer or rule"),
        Column("before", "text", "Value before"),
        Column("after", "text", "Value after"),
    ),
)
