"""Questions: one that cannot be answered says so and stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lastword.engine import Engine, Requires, Tables
from lastword.errors import NotTestable
from lastword.finding import Finding
from lastword.question import Context, Question, ask
from lastword.settings import Settings


def _immature(context: Context) -> Sequence[Finding]:
    raise NotTestable("none of 1 issues is mature.")


def test_what_cannot_be_answered_is_a_finding(duckdb_engine: Engine) -> None:
    context = Context(Tables(duckdb_engine, {}), Settings(), datetime(2025, 1, 6))
    (found,) = ask(Question("verdict.solved", "Is it solved?", Requires(), _immature), context)
    assert (found.id, found.answer) == ("verdict.solved", "not testable")
    assert found.sentence == "Not testable with this data: none of 1 issues is mature."
    needing = Requires({"answers": ("value",)})
    (lacking,) = ask(Question("drivers.costs", "What costs?", needing, _immature), context)
    assert "it holds no " in lacking.sentence
