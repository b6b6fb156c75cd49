"""`lastword questions`: what survey questions ask, to be confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lastword.cli.options import console, emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.option(
    "--write",
    is_flag=True,
    help="Put what was read from the wording into the project's lastword.toml, to be edited.",
)
@project_option
@json_option
def command(write: bool, project: Path | None, as_json: bool) -> None:
    """List every survey question: what it is taken to ask, what says so, and what is missing.

    What is printed as TOML confirms or corrects it: put it into lastword.toml, or use --write.
    """
    from lastword.verdict.confirming import asked_of, declarations

    opened = open_project(project)
    with opened.context() as context:
        asked = asked_of(context)
    open_ones = [question for question in asked if question["told_by"] in ("wording", "nothing")]
    target = opened.folder / "lastword.toml"
    if write and open_ones:
        with target.open("a", encoding="utf-8") as file:
            file.write(f"\n{declarations(open_ones)}\n")
    emit(asked, as_json, lambda: _print(asked, declarations(open_ones), target if write else None))


def _print(asked: list[dict[str, Any]], toml: str, written: Path | None) -> None:
    from rich.table import Table

    names = ("source", "question", "wording", "answers", "role", "scale", "good", "told by", "why")
    table = Table(*names, box=None, pad_edge=False, header_style="bold")
    for row in asked:
        role = row["attribute"] if row["role"] == "attribute" else row["role"]
        ends = (row["scale_min"], row["scale_max"])
        scale = "?" if None in ends else "–".join(f"{end:g}" for end in ends)
        table.add_row(
            row["source"], row["question"], row["wording"] or "", f"{row['answers']:,}",
            role or "?", scale, row["higher_is"] or "?", row["told_by"], row["why"],
        )  # fmt: skip
    console().print(table)
    if toml and written:
        click.echo(f"\nWritten to {written}. Edit what is wrong, then: lastword build")
    elif toml:
        click.echo(f"\n{toml}")
