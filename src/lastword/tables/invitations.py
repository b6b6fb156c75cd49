"""invitations: one survey offered, or withheld."""

from __future__ import annotations

from lastword.tables.model import Column, Table

INVITATIONS = Table(
    "invitations",
    "one survey offered, or withheld",
    ("invitation_id",),
    (
        Column("invitation_id", "text", "Invitation", is_required=True),
        Column("contact_id", "text", "Contact it asks about"),
        Column("thread_id", "text", "Thread it asks about"),
        Column("customer_ref", "text", "Who was asked"),
        Column("agent_id", "text", "Agent who had served at that time"),
        Column("instrument", "text", "Survey's name"),
        Column(
            "medium",
            "text",
            "How it was asked",
            values=(
                "email",
                "sms",
                "call",
                "popup",
                "in_chat",
                "ivr",
                "letter",
            ),
        ),
        Column("is_reminder", "bool", "Whether it repeats an earlier invitation"),
        Column("invited_at", "time", "UTC"),
        Column(
            "invited_by",
            "text",
            "Whether a rule or an agent chose to ask",
            values=(
                "rule",
                "agent",
            ),
        ),
        Column("withheld_reason", "text", "Why the survey was not sent; null when sent"),
        Column("answered_at", "time", "UTC; null when not answered"),
    ),
)
