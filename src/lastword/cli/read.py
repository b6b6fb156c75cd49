"""`lastword read`: one contact with its messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.argument("contact_id")
@project_option
@json_option
def command(contact_id: str, project: Path | None, as_json: bool) -> None:
    """Show CONTACT_ID: what happened, what was said, what the customer answered."""
    from lastword.project.conversation import conversation

    with open_project(project).context() as context:
        found = conversation(context, contact_id)
    emit(found, as_json, lambda: _print(found))


def _print(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for name, value in found["contact"].items():
        if value is not None:
            console.print(Text(f"{name:<22} {value}"))
    for message in found["messages"]:
        when = f"{message['sent_at']:%d %b %H:%M}" if message["sent_at"] else ""
        console.print(Text(f"\n{message['author'] or 'unknown'} {when}", style="bold"))
        console.print(Text(message["text"] or ""))
    for answer in found["answers"]:
        said = answer["text"] if answer["value"] is None else answer["value"]
        console.print(Text(f"\n{answer['role'] or answer['question']}: {said}", style="italic"))
