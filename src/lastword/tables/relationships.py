"""relationships: one person and how the centre has treated them."""

from __future__ import annotations

from lastword.tables.model import Column, Table

RELATIONSHIPS = Table(
    "relationships",
    "one person and how the centre has treated them",
    ("person_id",),
    (
        Column("person_id", "text", "Person", is_required=True),
        Column("contact_count", "int", "Contacts", is_required=True),
        Column("issue_count", "int", "Issues", is_required=True),
        Column("recognised", "float", "Share of repeat contacts not greeted as first"),
        Column("heard", "float", "Share of contacts answered"),
        Column(
            "solved_for_good",
            "float",
            "Share of mature issues without recontact, or said solved where asked",
        ),
        Column("promises_kept", "float", "Share of promised call-backs made"),
        Column("feedback_answered", "float", "Share of bad answers that got a reply"),
        Column("stayed", "bool", "Has not cancelled"),
    ),
    kind="derived",
)
