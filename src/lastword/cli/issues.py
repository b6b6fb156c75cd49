"""`lastword issues`: the issues behind a finding."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import json_option, limit_option, project_option
from lastword.cli.rows import list_rows


@click.command()
@click.option("--behind", metavar="FINDING", help="Only those behind this finding.")
@limit_option
@project_option
@json_option
def command(behind: str | None, limit: int, project: Path | None, as_json: bool) -> None:
    """List the issues behind a finding, worst first; without --behind, all of them."""
    list_rows("verdicts", behind, project, limit, as_json)
