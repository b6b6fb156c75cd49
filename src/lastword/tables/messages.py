"""messages: one utterance or message."""

from __future__ import annotations

from lastword.tables.model import Column, Table

MESSAGES = Table(
    "messages",
    "one utterance or message",
    ("message_id",),
    (
        Column("message_id", "text", "Message", is_required=True),
        Column("contact_id", "text", "Contact it was said in"),
        Column("thread_id", "text", "Thread it was said in"),
        Column("position", "int", "Order within the contact or thread, from 1"),
        Column("sent_at", "time", "UTC"),
        Column(
            "author",
            "text",
            "Who said it",
            values=(
                "customer",
                "agent",
                "bot",
                "system",
            ),
        ),
        Column("author_id", "text", "Agent or customer reference"),
        Column("text", "text", "What was said, redacted before it is written"),
        Column("is_public", "bool", "Whether the customer could see it"),
        Column("recording_id", "text", "Recording it was said in"),
        Column("start_seconds", "float", "Start within the recording", minimum=0),
        Column("end_seconds", "float", "End within the recording", minimum=0),
    ),
)
