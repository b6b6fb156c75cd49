"""targets: a target that somebody is held to."""

from __future__ import annotations

from lastword.tables.model import Column, Table

TARGETS = Table(
    "targets",
    "a target that somebody is held to",
    (
        "metric",
        "applies_to",
        "since",
    ),
    (
        Column(
            "metric", "text", "Metric of the catalogue or the centre's own word", is_required=True
        ),
        Column(
            "operator",
            "text",
            "How the value binds",
            values=(
                "<",
                "<=",
                ">",
                ">=",
                "==",
            ),
        ),
        Column("value", "float", "The limit"),
        Column("unit", "text", "Unit of the limit"),
        Column("applies_to", "text", "centre, a team, a queue or agents"),
        Column("since", "time", "From when"),
        Column("until", "time", "Until when"),
        Column("is_paid", "bool", "Whether pay depends on it"),
        Column("is_displayed", "bool", "Whether it is shown to agents live"),
    ),
)
