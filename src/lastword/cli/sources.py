"""`lastword sources`: what is understood, and what was loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lastword.cli.options import console, emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@project_option
@json_option
def command(project: Path | None, as_json: bool) -> None:
    """List every load of the project with where its rows went."""
    loads = [_load(load) for load in open_project(project).store.loads()]
    emit(loads, as_json, lambda: _print(loads))


def _load(load: Any) -> dict[str, Any]:
    counts = [entry.model_dump() for entry in load.reconciliation]
    return {"load_id": load.load_id, "source": load.source, "file": load.file, "tables": counts}


def _print(loads: list[dict[str, Any]]) -> None:
    from rich.table import Table

    numbers = ("read", "loaded", "duplicates", "superseded", "filtered", "quarantined")
    table = Table("source", "file", "table", box=None, pad_edge=False, header_style="bold")
    for name in numbers:
        table.add_column(name, justify="right")
    for load in loads:
        for entry in load["tables"]:
            counts = (f"{entry[name]:,}" for name in numbers)
            table.add_row(load["source"], load["file"], entry["table"], *counts)
    console().print(table)
