"""`lastword survey`: the questions that are missing."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Write it to a file (.md or .csv) instead of the terminal.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Also the questions that are asked already."
)
@project_option
@json_option
def command(output: Path | None, everything: bool, project: Path | None, as_json: bool) -> None:
    """Write the questions that the data lack, in five languages, with whom to ask and how often."""
    from lastword.verdict.survey import survey

    with open_project(project).context() as context:
        sheet = survey(context, everything=everything)
    if output:
        text = sheet.csv() if output.suffix == ".csv" else sheet.markdown()
        output.write_text(text, encoding="utf-8")
        click.echo(f"Written to {output}.", err=True)
        return
    emit(sheet.to_dict(), as_json, lambda: click.echo(sheet.markdown()))
