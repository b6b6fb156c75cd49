"""A scale that runs against the other answers is named; one that agrees is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import Settings
from lastword.verdict.flipped import flipped

Make = Callable[..., Tables]


def _context(engine: Engine, make_tables: Make, rows: list[dict[str, Any]]) -> Context:
    named = [{"issue_id": f"i{n:03}", **row} for n, row in enumerate(rows)]
    return Context(make_tables(engine, verdicts=named), Settings(), datetime(2024, 6, 1))


@pytest.mark.parametrize("sign", ["said_resolved", "stayed"])
@pytest.mark.parametrize("column", ["said_csat", "said_effort", "said_nps"])
@pytest.mark.parametrize("is_flipped", [True, False])
def test_a_scale_is_held_against_the_other_answers(
    engine: Engine, make_tables: Make, sign: str, column: str, is_flipped: bool
) -> None:
    rows: list[dict[str, Any]] = []
    for n in range(60):
        is_solved = n % 2 == 0
        is_high = (n % 10 != 0) == is_solved
        is_high ^= is_flipped ^ (column == "said_effort")
        score: Any = (9 if is_high else 2) if column == "said_nps" else (0.9 if is_high else 0.2)
        known = {"said_resolved": is_solved} if sign == "said_resolved" else {}
        rows.append({column: score, "did_come_back": not is_solved, **known})
    found = flipped(_context(engine, make_tables, rows))
    assert (found is not None) == is_flipped


def test_few_answers_prove_nothing(duckdb_engine: Engine, make_tables: Make) -> None:
    rows = [{"said_csat": float(n % 2), "said_resolved": n % 2 == 0} for n in range(18)]
    assert flipped(_context(duckdb_engine, make_tables, rows)) is None
