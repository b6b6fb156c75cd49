"""Finding the project that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lastword.project import Project
    from lastword.project.progress import Progress


def open_project(folder: Path | None) -> Project:
    """The named project, or the nearest one from here."""
    from lastword.project import Project

    return Project.open(folder) if folder else Project.nearest(Path.cwd())


@contextmanager
def progress_bar(is_quiet: bool = False) -> Iterator[Progress]:
    """A progress bar on standard error; silent when that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if is_quiet or not console.is_terminal:
        yield lambda what, share: None
        return
    columns = (TextColumn("{task.description:<40}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what[:40], completed=share)
