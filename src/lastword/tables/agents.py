"""agents: one agent in one team, from when to when."""

from __future__ import annotations

from lastword.tables.model import Column, Table

AGENTS = Table(
    "agents",
    "one agent in one team, from when to when",
    (
        "agent_id",
        "valid_from",
    ),
    (
        Column("agent_id", "text", "Agent", is_required=True),
        Column("name", "text", "Name as shown where the project allows it"),
        Column("team_id", "text", "Team"),
        Column("site", "text", "Site"),
        Column("hired_on", "time", "First day"),
        Column("mentor_id", "text", "Agent who showed this one the ropes"),
        Column("left_on", "time", "Last day"),
        Column("valid_from", "time", "From when this row holds, UTC"),
        Column("valid_until", "time", "Until when, UTC; null while it holds"),
    ),
)
