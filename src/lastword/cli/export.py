"""`lastword export`: a table as a file."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import project_option
from lastword.cli.project import open_project


@click.command()
@click.argument("table")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File to write; its ending decides: .csv, .parquet or .xlsx. Default: TABLE.csv",
)
@project_option
def command(table: str, output: Path | None, project: Path | None) -> None:
    """Write TABLE of the current generation to a file; small groups of employees stay hidden."""
    from lastword.analyses.employees.sharing import shareable
    from lastword.report.export import export

    target = output or Path(f"{table}.csv")
    with open_project(project).context() as context:
        rows = export(shareable(context), table, target)
    click.echo(f"{rows:,} rows written to {target}", err=True)
