"""`lastword rollback`: make an earlier generation current again."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.argument("generation", type=int, required=False)
@project_option
@json_option
def command(generation: int | None, project: Path | None, as_json: bool) -> None:
    """Make GENERATION current again; without it, the one before the current."""
    store = open_project(project).store
    with store.writing():
        number = store.rollback(generation)
    emit({"generation": number}, as_json, lambda: click.echo(f"Generation {number} is current."))
