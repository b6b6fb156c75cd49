"""A real service desk: “reopened” against coming back against chance; who closes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lastword.engine import Engine
from lastword.verdict import recontact
from lastword.verdict.closures import auto_closures
from lastword.verdict.recontact import reopened

LOG = "servicenow_incidents/incident_event_log_opened_before_2016-04-16.csv.gz"


@pytest.fixture(scope="module")
def log(data_folder: Path) -> pd.DataFrame:
    rows = pd.read_csv(data_folder / LOG, dtype=str, na_values="?")
    names = list(rows.columns)
    names[names.index("ident_state")] = "state"
    names[names.index("category.1")] = "subcategory"
    rows.columns = names
    for name in ("opened_at", "sys_updated_at", "resolved_at", "closed_at"):
        rows[name] = pd.to_datetime(rows[name], format="%d/%m/%Y %H:%M")
    return rows


def events(log: pd.DataFrame) -> list[dict[str, Any]]:
    last = log.drop_duplicates("number", keep="last")
    closing = log[log.state == "Closed"].drop_duplicates("number", keep="last")
    solved = _events(last.dropna(subset=["resolved_at"]), "resolved_at", "solved", "resolved_by")
    closed = _events(closing, "closed_at", "closed", "sys_updated_by")
    again = _events(
        last[last.reopen_count.astype(int) > 0], "sys_updated_at", "reopened", "caller_id"
    )
    return [*solved, *closed, *again]


def _events(rows: pd.DataFrame, at: str, kind: str, actor: str) -> list[dict[str, Any]]:
    return [
        {
            "event_id": f"{kind}{number}",
            "thread_id": number,
            "at": moment.to_pydatetime(),
            "kind": kind,
            "actor_id": None if pd.isna(who) else who,
        }
        for number, moment, who in zip(rows.number, rows[at], rows[actor], strict=True)
    ]


def test_closings_by_one_account_are_recognised(
    log: pd.DataFrame, duckdb_engine: Engine, make_tables: Any
) -> None:
    tables = make_tables(duckdb_engine, events=events(log))
    found = auto_closures(tables)
    assert found.share.value is not None
    assert found.share.value > 0.85
    assert found.by[0][0] == "one account"
    assert found.lag_hours == 120
    again = reopened(tables)
    assert again is not None
    assert again.value == pytest.approx(0.013, abs=0.002)


def test_callers_come_back_ten_times_as_often_as_the_desk_reports(log: pd.DataFrame) -> None:
    """12–14 % after the resolution, nearly all of it what chance gives frequent callers."""
    tickets = log.drop_duplicates("number", keep="last").dropna(subset=["resolved_at", "caller_id"])
    found = recontact(
        tickets,
        customer="caller_id",
        at="opened_at",
        ended="resolved_at",
        reason="subcategory",
        as_of=tickets.opened_at.max().to_pydatetime(),
    ).reason
    assert found is not None
    assert found.same_reason.value == pytest.approx(0.13, abs=0.01)
    assert found.by_chance.value is not None
    assert found.by_chance.value == pytest.approx(0.135, abs=0.01)
    assert found.beyond_chance.value == pytest.approx(0.004, abs=0.005)
