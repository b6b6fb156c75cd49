"""contacts: one approach by a customer and the response to it, any channel."""

from __future__ import annotations

from lastword.tables.model import Column, Table

CONTACTS = Table(
    "contacts",
    "one approach by a customer and the response to it, any channel",
    ("contact_id",),
    (
        Column("contact_id", "text", "Contact, prefixed by its source", is_required=True),
        Column(
            "thread_id",
            "text",
            "Ticket, conversation or message thread that the contact belongs to",
        ),
        Column(
            "parent_contact_id",
            "text",
            "Earlier contact that the system itself says this one continues",
        ),
        Column("customer_ref", "text", "Customer as this source names them; null when unknown"),
        Column(
            "channel",
            "text",
            "How the customer came",
            values=(
                "voice",
                "chat",
                "email",
                "message",
                "social",
                "web",
                "ivr",
            ),
        ),
        Column(
            "direction",
            "text",
            "Who started it",
            values=(
                "inbound",
                "outbound",
            ),
        ),
        Column("is_callback", "bool", "Whether the centre called back on the customer's wish"),
        Column("line", "text", "Line or number that was dialled"),
        Column("priority", "text", "Priority as the source names it"),
        Column("queue", "text", "Queue that the contact waited in"),
        Column("team_id", "text", "Team of the agent who ended it"),
        Column("agent_id", "text", "Agent who ended it; null when nobody served"),
        Column("reason", "text", "Reason, type or category code as the source names it"),
        Column("language", "text", "BCP 47 tag of the customer's language"),
        Column("offered_at", "time", "When the customer reached us, UTC", is_required=True),
        Column("answered_at", "time", "When a human or bot first answered, UTC"),
        Column("ended_at", "time", "When the contact ended, UTC"),
        Column("ivr_seconds", "float", "Seconds in the announcement or menu", minimum=0),
        Column(
            "wait_seconds", "float", "Seconds of waiting for an answer after the menu", minimum=0
        ),
        Column("talk_seconds", "float", "Seconds of talk or active chat, without hold", minimum=0),
        Column("hold_seconds", "float", "Seconds on hold after the answer", minimum=0),
        Column("wrap_seconds", "float", "Seconds of the agent's work after the contact", minimum=0),
        Column(
            "outcome",
            "text",
            "How it went",
            values=(
                "answered",
                "abandoned",
                "cut_off",
                "voicemail",
                "self_served",
            ),
        ),
        Column(
            "ended_by",
            "text",
            "Who ended it",
            values=(
                "customer",
                "agent",
                "system",
                "transfer",
            ),
        ),
        Column(
            "is_claimed_resolved",
            "bool",
            "Whether agent or system claims that the problem was solved",
        ),
        Column("recording_uri", "text", "Where the recording lies"),
    ),
)
