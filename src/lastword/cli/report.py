"""`lastword report`: the main job."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from lastword.cli.options import emit, json_option
from lastword.cli.project import progress_bar


@click.command()
@click.argument("exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Settings and mapping; default: lastword.toml in the project or beside the exports.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default="lastword-report.html",
    show_default=True,
    help="HTML file to write; the workbook goes beside it.",
)
@click.option(
    "--project",
    "-p",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where the project's files are kept. Default: .lastword beside the exports.",
)
@click.option("--as-of", type=click.DateTime(), help="Moment to speak of, UTC.")
@click.option(
    "--fail-on",
    metavar="METRIC<VALUE",
    multiple=True,
    help="Exit 1 if a number misses a threshold, for example 'said<0.6'. May be repeated.",
)
@json_option
def command(
    exports: tuple[Path, ...],
    config: Path | None,
    output: Path,
    project: Path | None,
    as_of: datetime | None,
    fail_on: tuple[str, ...],
    as_json: bool,
) -> int:
    """Read EXPORTS (a folder or files of raw exports) and report the customers' verdict.

    Prints a summary and writes one self-contained HTML file and one workbook. Run it again with
    newer exports: only what is new is loaded.
    """
    from lastword.report import report
    from lastword.report.thresholds import check_thresholds

    with progress_bar(as_json) as progress:
        written = report(
            exports, config=config, output=output, project=project, as_of=as_of, progress=progress
        )
    emit(written.to_dict(), as_json, written.print)
    check_thresholds(written.results, fail_on)
    return 4 if written.quarantined else 0
