"""persons: one customer reference and the person it belongs to."""

from __future__ import annotations

from lastword.tables.model import Column, Table

PERSONS = Table(
    "persons",
    "one customer reference and the person it belongs to",
    ("customer_ref",),
    (
        Column("customer_ref", "text", "Customer as a source names them", is_required=True),
        Column(
            "person_id",
            "text",
            "Person: smallest customer_ref of the linked group",
            is_required=True,
        ),
        Column(
            "rule",
            "text",
            "Strongest evidence that tied it",
            values=(
                "single",
                "account",
                "email",
                "phone",
                "device",
                "other",
                "probabilistic",
                "correction",
            ),
            is_required=True,
        ),
        Column("confidence", "float", "Probability that the link is right", minimum=0),
    ),
    kind="derived",
)
