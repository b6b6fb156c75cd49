"""questions: one question of a survey, as customers saw it and as it is understood."""

from __future__ import annotations

from lastword.tables.answers import ANSWERS
from lastword.tables.model import Column, Table

QUESTIONS = Table(
    "questions",
    "one question of a survey, as customers saw it and as it is understood",
    ("question_id",),
    (
        Column("question_id", "text", "Question", is_required=True),
        Column("question", "text", "Code under which `answers` name it", is_required=True),
        Column("instrument", "text", "Survey's name"),
        Column("wording", "text", "The question as the customer saw it"),
        *(
            ANSWERS.by_name[name]
            for name in ("role", "attribute", "scale_min", "scale_max", "higher_is")
        ),
        Column("answer_code", "text", "Code of one answer to choose; the row is of that answer"),
        Column("answer_label", "text", "That answer as the customer saw it"),
        Column("answers", "int", "How many answers there are", minimum=0),
        Column(
            "told_by",
            "text",
            "What says its role, filled by `build`",
            values=("mapping", "settings", "wording", "nothing"),
        ),
        Column("why", "text", "What decided, or what is missing, in words; filled by `build`"),
    ),
)
