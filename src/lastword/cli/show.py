"""`lastword show`: one question on the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project, progress_bar


@click.command()
@click.argument("question", default="verdict")
@project_option
@json_option
def command(question: str, project: Path | None, as_json: bool) -> None:
    """Answer QUESTION: a room such as `verdict`, or one page such as `solved` or `back`."""
    from lastword.pages import pages_of
    from lastword.pages.registry import rooms_of
    from lastword.report.terminal import print_pages

    with progress_bar(as_json) as progress:
        results = open_project(project).results(rooms=rooms_of(question), progress=progress)
    pages = pages_of(results, question)
    emit([page.to_dict() for page in pages], as_json, lambda: print_pages(pages))
