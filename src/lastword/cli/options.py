"""Options that several commands share, and how results leave the program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

project_option = click.option(
    "--project",
    "-p",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Project folder; default: this folder or the nearest one above that has a project.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON; progress goes to stderr."
)
limit_option = click.option(
    "--limit", "-n", type=click.IntRange(1), default=25, show_default=True, help="Rows at most."
)


WIDE = 160


def console() -> Console:
    """A console as wide as the terminal; wide where the output goes into a file or pipe."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDE)


def emit(data: Any, as_json: bool, render: Callable[[], None]) -> None:
    """Print a result: as JSON alone on standard output, or for people."""
    if not as_json:
        render()
        return
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    sys.stdout.write(orjson.dumps(data, option=options, default=str).decode() + "\n")
