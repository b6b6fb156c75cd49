"""`lastword dispute`: what an agent says is wrong, and what was answered."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from lastword.store.disputes import Decision, Dispute, Kind

note_option = click.option("--note", default="", help="Why.")
by_option = click.option("--by", default=None, help="Who says so; default: the login name.")


@click.group(invoke_without_command=True)
@project_option
@json_option
@click.pass_context
def command(ctx: click.Context, project: Path | None, as_json: bool) -> None:
    """List disputes, open ones first.

    A dispute is answered by somebody else than who raised it; what is upheld becomes a correction
    and is replayed on every build.
    """
    if ctx.invoked_subcommand:
        return
    from lastword.result import plain
    from lastword.store.disputes import disputes

    found = sorted(disputes(open_project(project).store.state), key=lambda d: d.answer != "open")
    emit(plain(found), as_json, lambda: _print(found))


@command.command()
@click.argument("contact_id")
@note_option
@by_option
@project_option
def link(contact_id: str, note: str, by: str | None, project: Path | None) -> None:
    """CONTACT_ID is not about the problem that it was put to."""
    _raise(project, "link", (contact_id,), note, by)


@command.command()
@click.argument("contact_id")
@click.argument("message_id")
@click.argument("kind")
@click.argument("value")
@note_option
@by_option
@project_option
def label(
    contact_id: str, message_id: str, kind: str, value: str, note: str, by: str | None,
    project: Path | None,
) -> None:  # fmt: skip
    """A label is wrong; `lastword read` shows its contact, message, kind and value."""
    _raise(project, "label", (contact_id, message_id, kind, value), note, by)


@command.command()
@click.argument("contact_id")
@click.argument("served_by", default="")
@note_option
@by_option
@project_option
def attribution(
    contact_id: str, served_by: str, note: str, by: str | None, project: Path | None
) -> None:
    """CONTACT_ID was served by SERVED_BY (an agent's id); by nobody known if left out."""
    _raise(project, "attribution", (contact_id, served_by), note, by)


@command.command()
@click.argument("number", type=int)
@click.argument("answer", type=click.Choice(["upheld", "declined"]))
@note_option
@by_option
@project_option
def decide(number: int, answer: str, note: str, by: str | None, project: Path | None) -> None:
    """Answer the open dispute NUMBER; say why with --note, the agent reads it."""
    from lastword.store import disputes

    store = open_project(project).store
    decision = cast("Decision", answer)
    disputes.decide(store, number, decision, by or getpass.getuser(), _now(), note)
    apply = " Run `lastword build` to apply it." if answer == "upheld" else ""
    click.echo(f"{number}: {answer}.{apply}")


def _raise(
    project: Path | None, kind: Kind, keys: tuple[str, ...], note: str, by: str | None
) -> None:
    from lastword.project.ids import whole_id
    from lastword.store.disputes import Dispute, raise_dispute

    opened = open_project(project)
    with opened.context() as context:
        contact_id = whole_id(context.tables, "contact", keys[0])
    made = Dispute(kind, (contact_id, *keys[1:]), by or getpass.getuser(), _now(), note)
    number = raise_dispute(opened.store.state, made)
    click.echo(f"Kept as dispute {number}. `lastword dispute decide {number} …` answers it.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _print(found: list[Dispute]) -> None:
    if not found:
        click.echo("No disputes.")
    for one in found:
        click.echo(f"{one.number:>4}  {one.answer:<9} {one.kind:<12} {' '.join(one.keys)}")
        click.echo(f"      {one.raised_at:%d %b %Y}  {one.raised_by}  {one.note}".rstrip())
        if one.answered_at:
            click.echo(f"      {one.answered_at:%d %b %Y}  {one.answered_by}  {one.reply}".rstrip())
