"""threads: one ticket or conversation, as one file of its system tells of it."""

from __future__ import annotations

from lastword.tables.model import Column, Table

THREADS = Table(
    "threads",
    "one ticket or conversation, as one file of its system tells of it",
    (
        "thread_id",
        "part",
    ),
    (
        Column("thread_id", "text", "Ticket or conversation", is_required=True),
        Column(
            "part",
            "text",
            "Which of the system's files tells this: several complete one another",
            is_required=True,
        ),
        Column("parent_thread_id", "text", "Earlier thread that this one follows up"),
        Column("merged_into_thread_id", "text", "Thread that this one was merged into"),
        Column("customer_ref", "text", "Customer as the source names them"),
        Column(
            "channel",
            "text",
            "How the customer came",
            values=("voice", "chat", "email", "message", "social", "web", "ivr"),
        ),
        Column(
            "direction",
            "text",
            "Who started it; null: whoever wrote first",
            values=("inbound", "outbound"),
        ),
        Column("line", "text", "Address, number or inbox that the customer wrote to"),
        Column("priority", "text", "Priority as the source names it"),
        Column("queue", "text", "Group or inbox that it waited in"),
        Column("team_id", "text", "Team that has it now"),
        Column("agent_id", "text", "Agent who has it now"),
        Column("reason", "text", "Reason, type or category as the source names it"),
        Column("language", "text", "BCP 47 tag of the customer's language"),
        Column("opened_at", "time", "When it was opened, UTC"),
        Column("replied_at", "time", "First public answer as the system counts it, UTC"),
        Column("solved_at", "time", "When it was last solved, UTC"),
        Column("is_solved", "bool", "Whether it stands as solved or closed"),
        Column("talk_seconds", "float", "Seconds of talk, for calls", minimum=0),
        Column("replies", "int", "Agents' public replies as the system counts them", minimum=0),
        Column("reopenings", "int", "Reopenings as the system counts them", minimum=0),
    ),
)
