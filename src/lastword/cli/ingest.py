"""`lastword ingest`: load exports into a project."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option
from lastword.cli.project import progress_bar


@click.command()
@click.argument("exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--project",
    "-p",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="this folder",
    help="Project folder; it is made if there is none.",
)
@json_option
def command(exports: tuple[Path, ...], project: Path, as_json: bool) -> int:
    """Load EXPORTS (folders or files) and reconcile every row.

    Loading is idempotent: the same file again changes nothing, a later version of a row wins.
    """
    from lastword.project import Project
    from lastword.report.terminal import print_loading

    with progress_bar(as_json) as progress:
        loading = Project.open(project, create=True).ingest(exports, progress=progress)
    emit(loading.to_dict(), as_json, lambda: print_loading(loading))
    return 4 if loading.quarantined else 0
