"""Which survey questions were read from their wording, and which nobody can read."""

from __future__ import annotations

from typing import Any

from lastword.finding import Finding, NextStep
from lastword.question import Context
from lastword.verdict.asked import SCALED

OWNER = "survey owner"
SHOWN = 4
LONGEST = 60
CONFIRM = "Run `lastword questions`, and put what is right into lastword.toml."


def questions_read(context: Context) -> Finding | None:
    """A finding that names the questions whose role their wording decided; None without any."""
    rows = [row for row in _questions(context) if row["told_by"] == "wording"]
    if not rows:
        return None
    return Finding(
        id="verdict.health.questions_read",
        question="What do the survey's questions ask?",
        answer="figure",
        sentence=f"{_counted(len(rows))} understood by wording: "
        f"{_shown(rows, lambda row: row['role'])}. Confirm or correct it.",
        next_step=NextStep(CONFIRM, OWNER),
    )


def unclear(context: Context) -> Finding | None:
    """A finding that names questions that are left out until somebody says what they ask."""
    rows = [row for row in _questions(context) if row["told_by"] == "nothing" or _is_half(row)]
    if not rows:
        return None
    return Finding(
        id="verdict.health.unclear_questions",
        question="Is every survey question understood?",
        answer="figure",
        sentence=f"{_counted(len(rows))} left out: {_shown(rows, _missing)}.",
        innocent=("Not every question of a survey belongs to the verdict.",),
        next_step=NextStep(CONFIRM, OWNER),
    )


def _is_half(row: dict[str, Any]) -> bool:
    """Whether a scale lacks its ends; effort also needs a direction."""
    is_scaled = row["role"] in SCALED and row["told_by"] != "mapping"
    is_open = row["scale_min"] is None or row["scale_max"] is None
    return is_scaled and (is_open or (row["role"] == "ces" and row["higher_is"] is None))


def _missing(row: dict[str, Any]) -> str:
    if row["told_by"] == "nothing":
        return str(row["why"])
    if row["scale_min"] is None or row["scale_max"] is None:
        return f"{row['role']}, but the ends of its scale are not known"
    return f"{row['role']}, but which end is good is not known"


def _questions(context: Context) -> list[dict[str, Any]]:
    if "questions" not in context.tables.parts:
        return []
    table = context.tables["questions"].order_by("question_id")
    rows: list[dict[str, Any]] = context.tables.engine.fetch(table).to_pylist()
    return rows


def _counted(count: int) -> str:
    return "One survey question is" if count == 1 else f"{count:,} survey questions are"


def _shown(rows: list[dict[str, Any]], says: Any) -> str:
    shown = [f"“{_short(row['wording'] or row['question'])}” ({says(row)})" for row in rows]
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return "; ".join(shown[:SHOWN]) + more


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
