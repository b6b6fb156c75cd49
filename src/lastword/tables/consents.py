"""consents: what may be done with a customer's words."""

from __future__ import annotations

from lastword.tables.model import Column, Table

CONSENTS = Table(
    "consents",
    "what may be done with a customer's words",
    (
        "customer_ref",
        "contact_id",
        "purpose",
        "at",
    ),
    (
        Column("customer_ref", "text", "Customer; or"),
        Column("contact_id", "text", "Contact"),
        Column(
            "purpose",
            "text",
            "What for",
            values=(
                "recording",
                "text",
                "survey",
            ),
            is_required=True,
        ),
        Column("is_given", "bool", "Whether it may be done", is_required=True),
        Column("at", "time", "UTC"),
    ),
)
