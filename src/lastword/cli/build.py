"""`lastword build`: derive persons, issues and verdicts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project, progress_bar


@click.command()
@project_option
@click.option(
    "--as-of", type=click.DateTime(), help="Moment to speak of, UTC; default: the last contact."
)
@json_option
def command(project: Path | None, as_of: datetime | None, as_json: bool) -> None:
    """Link customers and issues and derive the verdict tables as a new generation."""
    with progress_bar(as_json) as progress:
        published = open_project(project).build(as_of=as_of, progress=progress)
    manifest = published.manifest
    data = {
        "generation": published.number,
        "as_of": manifest.as_of,
        "rows": {table: manifest.rows(table) for table in manifest.parts},
        "conflicts": [c for c in manifest.details.get("conflicts", "").split("\n") if c],
    }
    emit(data, as_json, lambda: _print(data))


def _print(data: dict[str, Any]) -> None:
    click.echo(f"Generation {data['generation']}, as of {data['as_of']:%d %b %Y %H:%M} UTC")
    for name, count in data["rows"].items():
        click.echo(f"  {name:<16} {count:>12,}")
    for conflict in data["conflicts"]:
        click.echo(f"  correction not applied: {conflict}")
