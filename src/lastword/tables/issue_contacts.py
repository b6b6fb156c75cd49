"""issue_contacts: one contact in one issue, bucketed by person and ordered by time."""

from __future__ import annotations

from lastword.tables.model import Column, Table

ISSUE_CONTACTS = Table(
    "issue_contacts",
    "one contact in one issue, bucketed by person and ordered by time",
    ("contact_id",),
    (
        Column("issue_id", "text", "Issue: contact_id of its first contact", is_required=True),
        Column("contact_id", "text", "Contact", is_required=True),
        Column("position", "int", "1 for the first contact of the issue", is_required=True),
        Column("is_last", "bool", "Whether it is the last contact of the issue so far"),
        Column(
            "rule",
            "text",
            "Why it belongs to the issue",
            values=(
                "first",
                "thread",
                "parent",
                "reason",
                "time",
                "text",
                "correction",
                "unknown_customer",
            ),
            is_required=True,
        ),
        Column("confidence", "float", "Probability that the link is right", minimum=0),
        Column("person_id", "text", "Person; null when the customer is unknown"),
        Column(
            "bucket",
            "int",
            "Bucket of the person (or of the contact when unknown)",
            is_required=True,
        ),
        Column("thread_id", "text", "Thread"),
        Column("source", "text", "Source of the contact"),
        Column("customer_ref", "text", "Customer as the source names them"),
        Column("channel", "text", "Channel"),
        Column("previous_channel", "text", "Channel of the issue's contact before it"),
        Column("direction", "text", "inbound or outbound"),
        Column("is_callback", "bool", "Called back on the customer's wish"),
        Column("queue", "text", "Queue"),
        Column("team_id", "text", "Team"),
        Column("agent_id", "text", "Agent who ended it"),
        Column("reason", "text", "Reason code"),
        Column("outcome", "text", "answered abandoned cut_off voicemail self_served"),
        Column("ended_by", "text", "customer agent system transfer"),
        Column("is_claimed_resolved", "bool", "Claim of agent or system"),
        Column("offered_at", "time", "UTC", is_required=True),
        Column("ended_at", "time", "UTC; offered_at where the source gives no end"),
        Column("wait_seconds", "float", "Seconds of waiting for an answer after the menu"),
        Column("handle_seconds", "float", "Talk + hold + wrap-up"),
        Column(
            "customer_seconds",
            "float",
            "Menu + wait + talk + hold: what it took of the customer's life",
        ),
        Column("next_contact_at", "time", "Next inbound contact of the same person, any issue"),
        Column("next_contact_issue_id", "text", "Issue of that next contact"),
        Column(
            "next_same_reason_at",
            "time",
            "Next inbound contact of the same person for the same reason, any issue",
        ),
        Column("contact_number", "int", "How many-th contact of this person, all issues"),
        Column(
            "is_first_claimed",
            "bool",
            "First of its issue as its own source and channel alone would see it",
        ),
        Column(
            "is_false_first",
            "bool",
            "is_first_claimed although the issue had an earlier contact elsewhere",
        ),
    ),
    kind="derived",
)
