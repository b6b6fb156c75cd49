"""answers: one answer to one question."""

from __future__ import annotations

from lastword.tables.model import Column, Table

ANSWERS = Table(
    "answers",
    "one answer to one question",
    ("answer_id",),
    (
        Column("answer_id", "text", "Answer", is_required=True),
        Column("invitation_id", "text", "Invitation it answers"),
        Column("contact_id", "text", "Contact it is about"),
        Column("thread_id", "text", "Thread it is about"),
        Column("customer_ref", "text", "Who answered"),
        Column("answered_at", "time", "UTC"),
        Column("question", "text", "Question's code or short name"),
        Column(
            "role",
            "text",
            "What the question measures",
            values=(
                "csat",
                "nps",
                "ces",
                "resolved",
                "contacts_needed",
                "expectation",
                "attribute",
                "loyalty",
                "comment",
            ),
        ),
        Column("attribute", "text", "Which experience, for role attribute"),
        Column(
            "value",
            "float",
            "As a number; resolved: 0 no, .5 partly, 1 yes; expectation: -1 below, 0 as, 1 above",
        ),
        Column("text", "text", "The answer in words"),
        Column("scale_min", "float", "Lowest possible answer"),
        Column("scale_max", "float", "Highest possible answer"),
        Column(
            "higher_is",
            "text",
            "Which end is good",
            values=(
                "better",
                "worse",
            ),
        ),
        Column("wording", "text", "The question as the customer saw it"),
    ),
)
