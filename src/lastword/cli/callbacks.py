"""`lastword callbacks`: whom to win back today, and what came of it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lastword.cli.options import emit, json_option, limit_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from lastword.estimate import Estimate
    from lastword.verdict.results import Callback

RESULTS = ("solved", "reached", "not-reached", "declined", "lost")


@click.group(invoke_without_command=True)
@limit_option
@project_option
@json_option
@click.pass_context
def command(ctx: click.Context, limit: int, project: Path | None, as_json: bool) -> None:
    """List the customers to win back today, most urgent first, with their own words."""
    if ctx.invoked_subcommand:
        return
    from dataclasses import asdict

    opened = open_project(project)
    with opened.context() as context:
        listing = opened.callbacks(context, limit=limit)
        effect = opened.callback_effect(context)
    data = {"callbacks": [asdict(row) for row in listing], "effect": effect and effect.to_dict()}
    emit(data, as_json, lambda: _print(listing, effect))


def _print(listing: tuple[Callback, ...], effect: Estimate | None) -> None:
    from lastword.report.terminal import print_callbacks

    print_callbacks(listing)
    if effect and effect.is_known:
        click.echo(f"Called against not called, share who left: {effect.text()}, n {effect.n:,}.")


@command.command()
@click.argument("contact_id")
@click.option("--result", type=click.Choice(RESULTS), required=True, help="What came of the call.")
@click.option("--note", default="", help="In a few words.")
@click.option("--by", default=None, help="Who called; default: the login name.")
@project_option
@json_option
def done(
    contact_id: str, result: str, note: str, by: str | None, project: Path | None, as_json: bool
) -> None:
    """Record the result of a call-back; CONTACT_ID is the one that the list shows."""
    from lastword.store.state import FollowUp

    at = datetime.now(UTC).replace(tzinfo=None)
    who = by or getpass.getuser()
    open_project(project).follow_up(FollowUp(contact_id, at, who, result, note))
    emit(
        {"contact_id": contact_id, "result": result},
        as_json,
        lambda: click.echo(f"Recorded: {contact_id} {result}."),
    )
