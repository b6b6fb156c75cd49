"""The survey: three answers, unknown sizes, open rounds, filters and exports expose nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from analyses.employees.conftest import AS_OF, START, Make, pulse
from lastword.analyses.employees import pulses
from lastword.analyses.employees.questions import QUESTIONS
from lastword.analyses.employees.sharing import shareable
from lastword.engine import Engine
from lastword.errors import NotTestable, UsageError
from lastword.question import Context, ask
from lastword.settings import Settings

SURVEY = [
    pulse("a", 0, 3.0, 20),
    pulse("b", 0, 4.0, 12),
    pulse("c", 0, 1.0, 3),
    pulse("a", 1, 3.5, 20),
    pulse("b", 1, 4.5, 12),
    pulse("c", 1, 1.0, 6),
    pulse("d", 1, 5.0, None),
]


@pytest.fixture
def context(duckdb_engine: Engine, make_tables: Make) -> Context:
    return Context(make_tables(duckdb_engine, pulses=SURVEY), Settings(), AS_OF)


def test_three_answers_are_hidden_and_nothing_gives_them_away(context: Context) -> None:
    found = pulses(context)
    assert (found.shown, found.hidden, found.unsized) == (6, 2, 1)
    (level,) = found.levels
    assert level.value is not None
    assert level.value.value == pytest.approx((20 * 3.5 + 12 * 4.5 + 6) / 38)
    assert [unit.value is None for unit in level.units] == [False, False, False]
    assert [unit.before for unit in level.units] == [3.0, None, None]
    assert level.change is not None and level.change.method == "widest that the scale allows"
    assert level.participation is None  # nobody says how many there are
    frame = found.frame()
    assert set(frame.unit) == {"a", "b", "c"}

    with pytest.raises(UsageError, match="no unit z"):
        pulses(context, units=["z"])
    chosen = pulses(context, units=["a", "b"]).chosen["engagement"]
    assert chosen is not None and chosen.n == 32


def test_a_filter_does_not_undo_it(duckdb_engine: Engine, make_tables: Make) -> None:
    first = [row for row in SURVEY if row["period_start"] == START]
    context = Context(make_tables(duckdb_engine, pulses=first), Settings(), AS_OF)
    pulses(context)
    assert pulses(context, units=["a", "b"]).chosen["engagement"] is None
    assert pulses(context, units=["b", "c"]).chosen["engagement"] is not None  # all but the first


def test_exports_hold_what_was_released(context: Context) -> None:
    rows: list[dict[str, Any]] = shareable(context)["pulses"].to_pyarrow().to_pylist()
    shown = {(row["unit_id"], row["period_start"]): row["value"] for row in rows}
    assert len(shown) == len(SURVEY)
    assert shown["c", START] is None
    assert shown["b", START] is None
    assert shown["a", START] == 3.0
    assert shown["d", SURVEY[-1]["period_start"]] is None
    hidden = [row for row in rows if row["value"] is None]
    assert all(row["respondents"] is None for row in hidden)


def test_a_round_that_still_runs_is_not_said(duckdb_engine: Engine, make_tables: Make) -> None:
    tables = make_tables(duckdb_engine, pulses=SURVEY)
    early = Context(tables, Settings(), START + timedelta(days=20))
    (level,) = pulses(early).levels
    assert level.start == START.date()
    with pytest.raises(NotTestable, match="no round"):
        pulses(Context(tables, Settings(), START + timedelta(days=3)))


def test_nothing_but_unknown_sizes(duckdb_engine: Engine, make_tables: Make) -> None:
    tables = make_tables(duckdb_engine, pulses=[pulse("a", 0, 3.0, None)])
    context = Context(tables, Settings(), AS_OF)
    (finding,) = ask(QUESTIONS[1], context)
    assert finding.answer == "not testable"
    (row,) = shareable(context)["pulses"].to_pyarrow().to_pylist()
    assert row["value"] is None
