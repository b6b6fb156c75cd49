"""`lastword listen`: read recordings, or show what one of them holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project, progress_bar

if TYPE_CHECKING:
    from lastword.audio.run import Listening
    from lastword.project.talk import Talk

MOST = 4


@click.command()
@click.argument("contact_id", required=False)
@click.option(
    "--folder",
    "-f",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of recordings to read; default: that of [recordings] in lastword.toml.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1),
    default=None,
    help=f"Processes that listen; default: one a core, {MOST} at most.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the contact's talk as an HTML page: two lanes, moments, a player.",
)
@project_option
@json_option
def command(
    contact_id: str | None,
    folder: Path | None,
    jobs: int | None,
    output: Path | None,
    project: Path | None,
    as_json: bool,
) -> int:
    """Read the recordings of a folder, or show the talk of CONTACT_ID.

    Every recording that has a contact and consent is read once, on this machine: who spoke when,
    hold, dead air, and with a model what was said, without card numbers and codes. Stop it at any
    time: it goes on where it was. Needs lastword[audio].
    """
    if contact_id:
        _show(contact_id, output, project, as_json)
        return 0
    if output:
        raise click.UsageError("--output needs a CONTACT_ID.")
    opened = open_project(project)
    with progress_bar(as_json) as progress:
        heard = opened.listen(
            folder.resolve() if folder else None,
            jobs=jobs or min(MOST, os.cpu_count() or 1),
            progress=progress,
        )
    emit(heard.to_dict(), as_json, lambda: _print(heard))
    return 4 if heard.states.get("refused") else 0


def _print(heard: Listening) -> None:
    click.echo(
        f"{heard.found:,} recordings: {heard.heard:,} heard now ({heard.seconds / 3600:.1f} h), "
        f"{heard.known:,} before."
    )
    if not heard.has_words:
        click.echo("No transcript was written: name a model's folder in [recordings].")
    for state, count in sorted(heard.states.items()):
        shown = [one for one in heard.not_heard if one.state == state][:MOST]
        click.echo(f"  {count:,} {state.replace('_', ' ')}")
        for one in shown:
            maybe = f": {', '.join(one.candidates[:MOST])}" if len(one.candidates) > 1 else ""
            click.echo(f"    {one.file}: {one.reason}{maybe}")
    if heard.states.get("no_consent"):
        click.echo(
            "Where callers consent at the start of every call, say so in lastword.toml: "
            '[recordings] consent = "unless_refused".'
        )


def _show(contact_id: str, output: Path | None, project: Path | None, as_json: bool) -> None:
    from lastword.project.talk import talks

    opened = open_project(project)
    with opened.context() as context:
        found = talks(context, contact_id)
        as_of = context.as_of
    if output:
        from lastword.project.results import Results
        from lastword.report.talk import talk_page

        frame = Results(opened.settings.project.name, as_of, None, 0, 0, 0, 0)
        output.write_text(talk_page(frame, found), encoding="utf-8")
    data: dict[str, Any] = {
        "contact_id": found[0].recording["contact_id"],
        "talks": [talk.to_dict() for talk in found],
    }
    emit(data, as_json, lambda: _transcript(found, output))


def _transcript(found: tuple[Talk, ...], output: Path | None) -> None:
    from rich.table import Table
    from rich.text import Text

    from lastword.charts.typeface import printable
    from lastword.cli.options import console
    from lastword.pages.words import clock
    from lastword.report.talk import measured

    out = console()
    for talk in found:
        out.print(Text(talk.recording["recording_id"], style="bold"))
        out.print(Text(f"{measured(talk)}\n"))
        page = Table.grid(padding=(0, 2))
        page.add_column(justify="right")
        lines = [(row["start_seconds"] or 0.0, row["author"] or "?", row["text"] or "")
                 for row in talk.messages]  # fmt: skip
        lines += [(one.at, "", f"— {one.what}{f', {clock(one.seconds)}' if one.seconds else ''}")
                  for one in talk.moments]  # fmt: skip
        for at, who, words in sorted(lines):
            page.add_row(clock(at), who, Text(printable(words)), style="" if who else "dim")
        out.print(page)
    if output:
        click.echo(f"Written to {output}.")
