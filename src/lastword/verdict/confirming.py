"""Survey questions as they are understood, written as settings that confirm or correct it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastword.ingest.declaration import toml_value
from lastword.question import Context
from lastword.text.questions import read_question

TOLD = (
    "source",
    "question",
    "wording",
    "answers",
    "role",
    "attribute",
    "scale_min",
    "scale_max",
    "higher_is",
    "told_by",
    "why",
)
SAID = ("role", "attribute", "scale_min", "scale_max", "higher_is")
NEEDED = {"csat": SAID[2:], "ces": SAID[2:], "attribute": SAID[2:], "loyalty": SAID[2:]}


def asked_of(context: Context) -> list[dict[str, Any]]:
    """Every question of the project's surveys as plain values."""
    table = context.tables["questions"].order_by("question_id").select(*TOLD)
    rows: list[dict[str, Any]] = context.tables.engine.fetch(table).to_pylist()
    return rows


def declarations(asked: Sequence[dict[str, Any]]) -> str:
    """`[[questions]]` blocks for `lastword.toml`; what has to be said stands as a comment."""
    return "\n\n".join("\n".join(_block(question)) for question in asked)


def _block(row: dict[str, Any]) -> Iterator[str]:
    if row["wording"]:
        yield f"# {' '.join(row['wording'].split())}"
    yield f"# {' '.join(row['why'].split())}"
    yield "[[questions]]"
    yield f"question = {toml_value(row['question'])}"
    yield f"source = {toml_value(row['source'])}"
    if row["role"] is None:
        yield 'role = "none"  # or what it measures'
        return
    for name in SAID:
        if row[name] is not None:
            yield f"{name} = {toml_value(row[name])}"
        elif name in NEEDED.get(row["role"], ()):
            proposed = read_question(row["wording"] or row["question"]).higher_is
            yield f"# {name} = {toml_value(proposed) if name == 'higher_is' else '?'}"
