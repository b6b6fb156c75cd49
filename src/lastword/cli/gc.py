"""`lastword gc`: delete generations that are no longer needed."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.option(
    "--keep", type=click.IntRange(1), default=3, show_default=True, help="Newest ones to keep."
)
@project_option
@json_option
def command(keep: int, project: Path | None, as_json: bool) -> None:
    """Delete old generations and what interrupted runs left; loads stay."""
    store = open_project(project).store
    with store.writing():
        removed = [str(path) for path in store.gc(keep)]
    emit({"removed": removed}, as_json, lambda: click.echo(f"{len(removed)} folders deleted."))
