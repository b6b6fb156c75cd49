"""`lastword demo`: the main job on a generated centre."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from lastword.cli.options import emit, json_option
from lastword.cli.project import progress_bar


@click.command()
@click.option(
    "--contacts",
    type=click.IntRange(1_000),
    default=50_000,
    show_default=True,
    help="How many contacts to generate.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Equal seeds, equal centres.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where the exports, the truth and the report go.",
)
@click.option(
    "--shape",
    type=click.Choice(["plain", "vendors"]),
    default="plain",
    show_default=True,
    help="How the systems write: plain columns, or as Zendesk, Genesys, Asterisk and Qualtrics do.",
)
@json_option
def command(
    contacts: int, seed: int, folder: Path, shape: Literal["plain", "vendors"], as_json: bool
) -> None:
    """Generate a contact centre with planted truth and report on it.

    The exports walk the same road as real ones; the report shows what was planted beside each
    finding. The analyses never read the truth.
    """
    from lastword.report import report
    from lastword.sources.demo import World, read, write

    with progress_bar(as_json) as progress:
        world = World(contacts=contacts, seed=seed)
        exports = write(
            world,
            folder,
            shape=shape,
            progress=lambda done, of: progress("generating contacts", done / of),
        )
        truth = read(exports).planted
        output = folder / "lastword-report.html"
        written = report(exports, output=output, truth=truth, progress=progress)
    emit(written.to_dict(), as_json, written.print)
