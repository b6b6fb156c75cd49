"""`lastword ideas`: what customers wish for, what was decided, and what came of it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lastword.cli.options import emit, json_option, limit_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from typing import Literal

    from lastword.project.backlog import Entry
    from lastword.store.ideas import IdeaNote

STATUSES = ("new", "under review", "planned", "shipped", "declined")
by_option = click.option("--by", default=None, help="Who decides; default: the login name.")


@click.group(invoke_without_command=True)
@limit_option
@project_option
@json_option
@click.pass_context
def command(ctx: click.Context, limit: int, project: Path | None, as_json: bool) -> None:
    """List customers' ideas with status, credit and their words."""
    if ctx.invoked_subcommand:
        return
    from lastword.result import plain

    entries = _entries(project)
    emit([plain(entry) for entry in entries], as_json, lambda: _print(entries[:limit]))


@command.command()
@click.argument("idea_id")
@click.argument("status", type=click.Choice(STATUSES))
@by_option
@project_option
def status(idea_id: str, status: str, by: str | None, project: Path | None) -> None:
    """Say where IDEA_ID stands."""
    _decide(project, idea_id, "status", status, by)


@command.command()
@click.argument("idea_id")
@click.argument("agent")
@by_option
@project_option
def credit(idea_id: str, agent: str, by: str | None, project: Path | None) -> None:
    """Credit AGENT for drawing IDEA_ID out: for listening, never a count to be paid by."""
    _decide(project, idea_id, "credit", agent, by)


@command.command()
@click.argument("idea_id")
@click.argument("into")
@by_option
@project_option
def merge(idea_id: str, into: str, by: str | None, project: Path | None) -> None:
    """Make IDEA_ID part of the idea INTO: other words, or another language, for the same."""
    from lastword.project.backlog import known

    known(_entries(project), into)
    _decide(project, idea_id, "merge", into, by)


@command.command()
@click.argument("words")
@click.option("--contact", default=None, help="Conversation that it was heard in.")
@click.option("--agent", default=None, help="Who heard it.")
@by_option
@project_option
def add(
    words: str, contact: str | None, agent: str | None, by: str | None, project: Path | None
) -> None:
    """Add an idea that an agent heard, in WORDS."""
    import hashlib

    from lastword.text.redaction import redact

    said = redact(words)
    idea_id = hashlib.sha256(said.encode()).hexdigest()[:6]
    _keep(project, _note(idea_id, "add", said, by, contact))
    if agent:
        _keep(project, _note(idea_id, "credit", agent, by))
    click.echo(f"Added: {idea_id}.")


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@project_option
def export(path: Path, project: Path | None) -> None:
    """Write all ideas to PATH, a .csv or .json file."""
    import csv

    import orjson

    from lastword.errors import UsageError
    from lastword.report.export import harmless
    from lastword.result import plain

    entries = _entries(project)
    if path.suffix == ".json":
        path.write_bytes(orjson.dumps([plain(entry) for entry in entries]))
    elif path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["idea_id", "title", "status", "customers", "credited", "quotes"])
            for entry in entries:
                quotes = " | ".join(told.text for told in entry.quotes)
                cells = [entry.idea_id, entry.title, entry.status, entry.customers]
                rows.writerow(
                    [harmless(str(cell)) for cell in [*cells, ", ".join(entry.credited), quotes]]
                )
    else:
        raise UsageError(f"{path}: write to a .csv or a .json file.")
    click.echo(f"{path}: {len(entries):,} ideas.")


def _entries(project: Path | None) -> tuple[Entry, ...]:
    from lastword.project.backlog import backlog

    opened = open_project(project)
    with opened.context() as context:
        return backlog(context, opened.store.state)


def _decide(project: Path | None, idea_id: str, action: str, value: str, by: str | None) -> None:
    from lastword.project.backlog import known

    known(_entries(project), idea_id)
    _keep(project, _note(idea_id, action, value, by))
    click.echo(f"{idea_id}: {action} {value}.")


def _note(
    idea_id: str, action: str, value: str, by: str | None, contact: str | None = None
) -> IdeaNote:
    from typing import cast

    from lastword.store.ideas import IdeaNote

    at = datetime.now(UTC).replace(tzinfo=None)
    kind = cast("Literal['status', 'credit', 'merge', 'add', 'note']", action)
    return IdeaNote(idea_id, at, by or getpass.getuser(), kind, value, contact)


def _keep(project: Path | None, note: IdeaNote) -> None:
    from lastword.store.ideas import add_note

    add_note(open_project(project).store.state, note)


def _print(entries: tuple[Entry, ...]) -> None:
    from rich.text import Text

    from lastword.cli.options import console
    from lastword.pages.words import count

    out = console()
    if not entries:
        out.print("No ideas yet. Add one that an agent heard with `lastword ideas add`.")
    for entry in entries:
        head = f"{entry.idea_id}  {entry.status:<12} {count(entry.customers, 'customer')}"
        out.print(Text(f"{head}  “{entry.title}”", style="bold"))
        if entry.credited:
            out.print(Text(f"        heard by {', '.join(entry.credited[:5])}"))
        for told in entry.quotes[:3]:
            out.print(Text(f"        “{told.text}” ({told.contact_id})"))
        if entry.effect is not None:
            out.print(Text(f"        since shipped: {entry.effect.change.text()} of contacts"))
