"""stretches: one thing that a telephone system tells of one stretch of a call."""

from __future__ import annotations

from lastword.tables.contacts import CONTACTS
from lastword.tables.model import Column, Table

_SHARED = (
    "parent_contact_id",
    "customer_ref",
    "channel",
    "direction",
    "is_callback",
    "line",
    "priority",
    "queue",
    "team_id",
    "agent_id",
    "reason",
    "language",
    "outcome",
    "ended_by",
    "is_claimed_resolved",
    "recording_uri",
)

STRETCHES = Table(
    "stretches",
    "one thing that a telephone system tells of one stretch of a call",
    ("stretch_id",),
    (
        Column("stretch_id", "text", "What is told, prefixed by its source", is_required=True),
        Column("contact_id", "text", "Call that it belongs to", is_required=True),
        Column(
            "leg_id",
            "text",
            "Stretch with one agent or queue that it belongs to; null where it tells of the call",
        ),
        Column(
            "activity",
            "text",
            "What the time was spent on; null where it tells of the call as a whole",
            values=("menu", "wait", "talk", "hold", "wrap"),
        ),
        Column("started_at", "time", "UTC"),
        Column("ended_at", "time", "UTC; one record may tell the start, another the end"),
        Column(
            "lasted_seconds", "float", "Seconds, where they are more than the two times", minimum=0
        ),
        *(CONTACTS.by_name[name] for name in _SHARED),
        Column("transferred_to", "text", "Agent or queue that it was passed to"),
    ),
)
