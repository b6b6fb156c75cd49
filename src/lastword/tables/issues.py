"""issues: one problem of one customer."""

from __future__ import annotations

from lastword.tables.model import Column, Table

ISSUES = Table(
    "issues",
    "one problem of one customer",
    ("issue_id",),
    (
        Column("issue_id", "text", "Issue: contact_id of its first contact", is_required=True),
        Column("person_id", "text", "Person; null when the customer is unknown"),
        Column("bucket", "int", "Bucket of the person", is_required=True),
        Column("reason", "text", "First reason that a contact of it names"),
        Column("opened_at", "time", "First contact offered, UTC", is_required=True),
        Column("last_contact_at", "time", "Last contact offered, UTC", is_required=True),
        Column("ended_at", "time", "End of the last contact, UTC"),
        Column("contact_count", "int", "Contacts by the customer, all channels", is_required=True),
        Column("channel_count", "int", "Channels used", is_required=True),
        Column("agent_count", "int", "Agents met", is_required=True),
        Column("transfer_count", "int", "Contacts or legs passed on", is_required=True),
        Column("source_count", "int", "Systems touched", is_required=True),
        Column("abandoned_count", "int", "Contacts that ended before an answer", is_required=True),
        Column("wait_seconds", "float", "Waiting over all contacts"),
        Column("handle_seconds", "float", "Agents' time over all contacts"),
        Column("customer_seconds", "float", "Customer's time over all contacts"),
        Column("first_contact_id", "text", "First contact", is_required=True),
        Column("last_contact_id", "text", "Last contact", is_required=True),
        Column("first_channel", "text", "Channel of the first contact"),
        Column("last_channel", "text", "Channel of the last contact"),
        Column("queue", "text", "Queue of the last contact"),
        Column("team_id", "text", "Team of the last agent"),
        Column("agent_id", "text", "Agent of the last contact"),
        Column("is_claimed_resolved", "bool", "Last claim within the issue"),
        Column("confidence", "float", "Smallest confidence of its links"),
        Column(
            "is_mature",
            "bool",
            "Whether linking and recontact windows have passed as of the build",
            is_required=True,
        ),
        Column(
            "is_false_first",
            "bool",
            "Whether any contact of it was greeted as new although it was not",
            is_required=True,
        ),
        Column("next_issue_id", "text", "Next issue of the same person"),
        Column("next_issue_at", "time", "When that began"),
        Column("next_reason", "text", "Its reason"),
    ),
    kind="derived",
)
