"""outcomes: something the customer did."""

from __future__ import annotations

from lastword.tables.model import Column, Table

OUTCOMES = Table(
    "outcomes",
    "something the customer did",
    (
        "customer_ref",
        "kind",
        "at",
    ),
    (
        Column("customer_ref", "text", "Customer", is_required=True),
        Column(
            "kind",
            "text",
            "What they did",
            values=(
                "cancelled",
                "renewed",
                "bought",
                "downgraded",
                "complained",
                "refunded",
            ),
            is_required=True,
        ),
        Column("at", "time", "UTC", is_required=True),
        Column("amount", "float", "Money it moved"),
        Column("currency", "text", "ISO 4217"),
    ),
)
