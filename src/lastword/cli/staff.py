"""`lastword staff`: how many agents the days ahead need, interval by interval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lastword.cli.options import console, emit, json_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from lastword.analyses.capacity import Plan


@click.command()
@click.option("--target", "-t", default="", help="Promise to keep; default: [capacity] target.")
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True)
@click.option(
    "--shrinkage",
    type=click.FloatRange(0, 1, max_open=True),
    default=None,
    help="Share of paid time not available; default: [capacity] shrinkage.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write the intervals; the ending decides: .csv or .xlsx.",
)
@project_option
@json_option
def command(
    target: str,
    days: int,
    shrinkage: float | None,
    output: Path | None,
    project: Path | None,
    as_json: bool,
) -> None:
    """Plan agents for the days ahead, so that callers are promised TARGET.

    For example: lastword staff --target "P(wait > 20 s) < 5% & abandon < 2%" --days 14 -o plan.xlsx
    """
    from lastword.analyses.capacity.centre import plan_for

    with open_project(project).context() as context:
        plan = plan_for(context, days=days, target=target, shrinkage=shrinkage)
    if output is not None:
        from lastword.report.planning import write_plan

        write_plan(plan, output)
        click.echo(f"{len(plan.agents):,} intervals written to {output}", err=True)
    emit(plan.to_dict(), as_json, lambda: _print(plan))


def _print(plan: Plan) -> None:
    from rich.table import Table

    from lastword.pages.capacity_tables import plan_rows

    rows = plan_rows(plan)
    table = Table(title=f"{rows.title}: {plan.target}", title_justify="left")
    for column in rows.columns:
        table.add_column(column.label, justify="right" if column.is_number else "left")
    for row in rows.rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int | float) else str(cell)
                        for cell in row))  # fmt: skip
    console().print(table)
    click.echo(f"{plan.staff_hours:,.0f} hours of presence. Intervals: --output plan.xlsx")
