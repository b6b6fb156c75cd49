"""`lastword status`: what the project holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@project_option
@json_option
def command(project: Path | None, as_json: bool) -> None:
    """Say what the project holds: loads, generations, corrections, and as of when."""
    opened = open_project(project)
    loads, current = opened.store.loads(), opened.store.current()
    data = {
        "project": opened.settings.project.name,
        "folder": str(opened.folder),
        "loads": len(loads),
        "sources": sorted({load.source for load in loads}),
        "generation": current.number if current else None,
        "as_of": current.manifest.as_of if current else None,
        "rows": _rows(current.manifest) if current else {},
        "corrections": len(opened.store.corrections.all()),
    }
    emit(data, as_json, lambda: _print(data))


def _rows(manifest: Any) -> dict[str, int]:
    return {table: manifest.rows(table) for table in manifest.parts}


def _print(data: dict[str, Any]) -> None:
    click.echo(f"{data['project']} in {data['folder']}")
    click.echo(f"  loads        {data['loads']} from {', '.join(data['sources']) or 'nothing'}")
    if data["generation"] is None:
        click.echo("  not built    run `lastword build`")
    else:
        click.echo(f"  generation   {data['generation']}, as of {data['as_of']:%d %b %Y %H:%M} UTC")
    click.echo(f"  corrections  {data['corrections']}")
    for name, count in data["rows"].items():
        click.echo(f"  {name:<16} {count:>12,}")
