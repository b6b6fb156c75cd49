"""`lastword showcase`: a page for the whole company of what customers wished for."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("lastword-showcase.html"),
    show_default=True,
    help="File to write.",
)
@click.option(
    "--consent-elsewhere",
    is_flag=True,
    help="Consent to quoting is on record elsewhere: quote everybody who did not refuse.",
)
@project_option
@json_option
def command(output: Path, consent_elsewhere: bool, project: Path | None, as_json: bool) -> None:
    """Write customers' ideas, the agents who heard them, what was decided and what changed.

    A customer is quoted only where the data hold a consent to text.
    """
    from lastword.project.backlog import backlog
    from lastword.project.consent import consented
    from lastword.project.results import Results
    from lastword.report.showcase import showcase

    opened = open_project(project)
    with opened.context() as context:
        entries = backlog(context, opened.store.state)
        shown = consented(context)
        if consent_elsewhere:
            shown = frozenset(told.contact_id for entry in entries for told in entry.quotes)
        frame = Results(opened.settings.project.name, context.as_of, None, 0, 0, 0, 0)
    names = opened.settings.privacy.agent_names
    output.write_text(showcase(frame, entries, shown, names=names), encoding="utf-8")
    quoted = sum(told.contact_id in shown for entry in entries for told in entry.quotes)
    data = {"file": str(output), "ideas": len(entries), "quotes": quoted}
    emit(data, as_json, lambda: click.echo(f"{output}: {len(entries)} ideas, {quoted} quotes."))
