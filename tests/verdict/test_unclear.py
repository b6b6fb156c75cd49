"""What was read from wordings is said, with the settings that confirm it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import QuestionSettings, Settings
from lastword.verdict.confirming import asked_of, declarations
from lastword.verdict.unclear import questions_read, unclear

ROWS: list[dict[str, Any]] = [
    {"question": "Q1", "wording": "Solved?", "role": "resolved", "told_by": "wording",
     "scale_min": 0.0, "scale_max": 1.0, "higher_is": "better"},
    {"question": "Q2", "wording": "How easy\nwas it?", "role": "ces", "told_by": "wording",
     "scale_min": 1.0, "scale_max": 7.0},
    {"question": "Q3", "wording": "Which shop?", "told_by": "nothing", "why": "who knows"},
    {"question": "csat", "role": "csat", "told_by": "mapping"},
]  # fmt: skip


@pytest.fixture
def context(duckdb_engine: Engine, make_tables: Callable[..., Tables]) -> Context:
    rows = [
        {"question_id": f"q{n}", "answers": 9, "why": "said so", "source": "s", **row}
        for n, row in enumerate(ROWS)
    ]
    return Context(make_tables(duckdb_engine, questions=rows), Settings(), datetime(2024, 6, 1))


def test_what_wordings_decided_is_named(context: Context) -> None:
    finding = questions_read(context)
    assert finding is not None
    assert finding.sentence.startswith("2 survey questions are understood by wording: “Solved?”")
    assert "Which shop" not in finding.sentence and "csat" not in finding.sentence


def test_what_is_left_out_is_named_with_what_is_missing(context: Context) -> None:
    finding = unclear(context)
    assert finding is not None
    assert "“Which shop?” (who knows)" in finding.sentence
    assert "which end is good is not known" in finding.sentence
    assert "Solved" not in finding.sentence


def test_without_surveys_nothing_is_said(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    nothing = Context(make_tables(duckdb_engine), Settings(), datetime(2024, 6, 1))
    assert questions_read(nothing) is None and unclear(nothing) is None


def test_declarations_are_settings(context: Context) -> None:
    asked = [row for row in asked_of(context) if row["told_by"] != "mapping"]
    text = declarations(asked)
    told = [QuestionSettings(**block) for block in tomllib.loads(text)["questions"]]
    assert [(q.question, q.role) for q in told] == [
        ("Q1", "resolved"),
        ("Q2", "ces"),
        ("Q3", "none"),
    ]
    assert told[0].scale_max == 1 and told[0].source == "s"
    assert '# higher_is = "better"' in text, "a proposal, not a decision"
