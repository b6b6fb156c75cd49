"""Rows behind a finding, for `contacts` and `issues`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lastword.cli.options import console, emit
from lastword.cli.project import open_project

SHOWN = {
    "issue_contacts": (
        "contact_id",
        "offered_at",
        "channel",
        "reason",
        "outcome",
        "wait_seconds",
        "agent_id",
        "position",
        "issue_id",
    ),
    "verdicts": (
        "issue_id",
        "opened_at",
        "channel",
        "reason",
        "contact_count",
        "said_resolved",
        "claimed_resolved",
        "did_come_back",
    ),
}


def list_rows(
    table: str, behind: str | None, project: Path | None, limit: int, as_json: bool
) -> None:
    """Print the rows of a table, all or those behind a finding."""
    from lastword.engine.evidence import rows_behind
    from lastword.project.behind import evidence_of

    opened = open_project(project)
    with opened.context() as context:
        evidence = evidence_of(context, behind, table)
        found = rows_behind(context.tables, evidence)
        total = int(found.count().to_pyarrow().as_py())
        rows = found.limit(limit).to_pyarrow().to_pylist()
    data = {"behind": behind, "table": evidence.table, "total": total, "rows": rows}
    emit(data, as_json, lambda: _print(rows, evidence.table, total))


def _print(rows: list[dict[str, Any]], table: str, total: int) -> None:
    from rich.table import Table

    shown = [name for name in SHOWN.get(table, ()) if rows and name in rows[0]]
    shown = shown or list(rows[0] if rows else ())[:8]
    printed = Table(*shown, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        printed.add_row(*(_word(row[name]) for name in shown))
    screen = console()
    screen.print(printed)
    screen.print(f"{len(rows):,} of {total:,}", style="dim")


def _word(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}"
    return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "year") else str(value)
