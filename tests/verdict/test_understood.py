"""Answers of surveys whose mapping says nothing of their questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lastword.engine import Engine, Tables
from lastword.settings import QuestionSettings
from lastword.verdict.direction import interval
from lastword.verdict.understood import understood

RESPONDENTS = 200


def answers() -> list[dict[str, Any]]:
    """Customers whose problem was solved find it easy, and give the school grade 1 or 2."""
    rng = np.random.default_rng(7)
    rows = []
    for i in range(RESPONDENTS):
        solved = bool(rng.random() < 0.6)
        noise = rng.integers(0, 3)
        given = {
            "R": {"text": "Ja" if solved else "Nein", "wording": "Ist Ihr Problem gelöst?"},
            "E": {
                "value": float(4 + noise if solved else 1 + noise),
                "wording": "How easy was it?",
            },
            "G": {"value": float(1 + noise if solved else 3 + noise), "wording": "Wie zufrieden?"},
            "N": {"value": float(rng.integers(0, 11)), "wording": "Would you recommend us?"},
            "X": {"text": f"order {i}", "wording": "Your order number"},
            "D": {"value": 4.0, "role": "loyalty", "scale_min": 1.0, "scale_max": 5.0},
            "Z": {"value": float(1 + (not solved)), "wording": "Ours? 1 yes, 2 no"},
        }
        rows += [
            {"answer_id": f"{i}{q}", "invitation_id": f"r{i}", "question": q, **said}
            for q, said in given.items()
        ]
    return rows


def rows_of(tables: Tables, found: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables.engine.fetch(found).to_pylist()
    return rows


@pytest.fixture
def world(engine: Engine, make_tables: Callable[..., Tables]) -> Tables:
    defined = {"question_id": "q", "question": "E", "scale_min": 1.0, "scale_max": 7.0}
    return make_tables(engine, answers=answers(), questions=[defined])


def test_questions_are_read_and_their_directions_proven(world: Tables) -> None:
    confirmed = [QuestionSettings(question="Z", role="attribute", answers={"1": 1, "2": 0})]
    found = understood(world, confirmed)
    told = {row["question"]: row for row in rows_of(world, found["questions"])}
    assert {name: row["role"] for name, row in told.items()} == {
        "R": "resolved", "E": "ces", "G": "csat", "N": "nps", "X": None, "D": "loyalty",
        "Z": "attribute",
    }  # fmt: skip
    assert {name: row["told_by"] for name, row in told.items()} == {
        "R": "wording", "E": "wording", "G": "wording", "N": "wording", "X": "nothing",
        "D": "mapping", "Z": "settings",
    }  # fmt: skip
    assert (told["E"]["higher_is"], told["G"]["higher_is"]) == ("better", "worse"), "proven"
    assert (told["E"]["scale_min"], told["E"]["scale_max"]) == (1, 7), "of the definition"
    assert (told["G"]["scale_min"], told["G"]["scale_max"]) == (1, 5), "every step was seen"
    assert "proven by “resolved”" in told["E"]["why"]
    assert {row["answers"] for row in told.values()} == {RESPONDENTS}
    completed = rows_of(world, found["answers"])
    assert len(completed) == 7 * RESPONDENTS
    by = {row["answer_id"]: row for row in completed}
    for row in answers():
        done = by[row["answer_id"]]
        assert done["role"] == told[row["question"]]["role"]
        assert done["text"] == row.get("text"), "words stay"
        if row["question"] == "R":
            assert done["value"] == (row["text"] == "Ja")
        elif row["question"] == "Z":
            assert done["value"] == 2 - row["value"]
        else:
            assert done["value"] == row.get("value")


def test_a_matrix_is_no_verdict_unless_one_line_asks_overall(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    """Survey s asks twice for satisfaction, and one line is overall; survey t has none such."""
    lines = {
        "s": ["How satisfied are you overall?", "How satisfied are you with the price?"],
        "t": ["How satisfied are you with the shop?", "How satisfied are you with the price?"],
    }
    rows = [
        {
            "answer_id": f"{survey}{place}{i}",
            "invitation_id": f"{survey}{i}",
            "source": survey,
            "question": f"Q{place}",
            "wording": wording,
            "value": 1.0 + i % 5,
        }
        for survey, wordings in lines.items()
        for place, wording in enumerate(wordings)
        for i in range(40)
    ]
    tables = make_tables(duckdb_engine, answers=rows)
    told = rows_of(tables, understood(tables, [])["questions"])
    assert {(row["source"], row["question"]): row["role"] for row in told} == {
        ("s", "Q0"): "csat", ("s", "Q1"): None, ("t", "Q0"): None, ("t", "Q1"): None,
    }  # fmt: skip
    assert "say which one counts" in told[1]["why"]
    apart = [row for row in rows if row["source"] == "t"]
    for row in apart:
        row["invitation_id"] += row["question"]
    tables = make_tables(duckdb_engine, answers=apart)
    told = rows_of(tables, understood(tables, [])["questions"])
    assert {row["role"] for row in told} == {"csat"}, "of two surveys"


def test_answers_that_mappings_explain_are_left_alone(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    mapped = [row for row in answers() if row["question"] == "D"]
    found = understood(make_tables(duckdb_engine, answers=mapped), [])
    assert "answers" not in found


def test_the_interval_of_a_correlation_has_a_known_value() -> None:
    """Fisher's z for r = .5, n = 103: .5493 ± 2.5758/10, hence tanh .2917 and tanh .8069."""
    assert interval(103, 0.5) == pytest.approx((0.2837, 0.6679), abs=1e-4)
