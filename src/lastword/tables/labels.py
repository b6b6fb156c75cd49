"""labels: one thing read in one text."""

from __future__ import annotations

from lastword.tables.model import Column, Table

LABELS = Table(
    "labels",
    "one thing read in one text",
    ("label_id",),
    (
        Column("label_id", "text", "Label", is_required=True),
        Column("contact_id", "text", "Contact"),
        Column("message_id", "text", "Message"),
        Column(
            "kind",
            "text",
            "topic emotion effort_said resolution_said idea cancel_reason promise begging …",
            is_required=True,
        ),
        Column("value", "text", "What was read"),
        Column("confidence", "float", "0–1", minimum=0),
        Column("span_start", "int", "First character in the message"),
        Column("span_end", "int", "Character after the last"),
        Column("made_by", "text", "Rule or model"),
        Column("version", "text", "Its version"),
    ),
)
