"""`lastword read`: one contact with its messages, labels in the margin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project
from lastword.estimate import say


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
    from rich.table import Table
    from rich.text import Text

    from lastword.charts.typeface import printable
    from lastword.cli.options import console

    out = console()
    for name, value in found["contact"].items():
        if value is not None:
            out.print(Text(f"{name:<22} {value}"))
    page = Table(box=None, show_header=False, padding=(1, 2, 0, 0))
    page.add_column(ratio=3)
    page.add_column(ratio=1)
    for message in found["messages"]:
        when = f"{message['sent_at']:%d %b %H:%M}" if message["sent_at"] else ""
        head = Text(f"{message['author'] or 'unknown'} {when}\n", style="bold")
        words = Text(printable(message["text"] or ""))
        page.add_row(head + words, Text("\n".join(_margin(found["labels"], message)), style="dim"))
    out.print(page)
    for answer in found["answers"]:
        said = answer["text"] if answer["value"] is None else answer["value"]
        out.print(Text(f"\n{answer['role'] or answer['question']}: {said}", style="italic"))


def _margin(labels: list[dict[str, Any]], message: dict[str, Any]) -> list[str]:
    """Labels of one message, each with the words it was read in."""
    text = message["text"] or ""
    said = []
    for label in labels:
        if label["message_id"] == message["message_id"]:
            words = " ".join(text[label["span_start"] or 0 : label["span_end"] or 0].split())
            part = f" “{words}”" if 0 < len(words) < len(text.strip()) else ""
            sure = f" {say(label['confidence'])}" if label["confidence"] is not None else ""
            said.append(f"{label['kind']} {label['value']}{sure}{part}")
    return said
