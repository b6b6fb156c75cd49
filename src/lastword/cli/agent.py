"""`lastword agent`: an agent's own page."""

from __future__ import annotations

import re
from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project


@click.command()
@click.argument("agent_id")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File to write; default: lastword-agent-ID.html.",
)
@project_option
@json_option
def command(agent_id: str, output: Path | None, project: Path | None, as_json: bool) -> None:
    """Show AGENT_ID's own page, and write it: verdicts, words, credit, what changed, disputes.

    It speaks of no colleague. It is for the agent: hand it to nobody else.
    """
    from lastword.analyses.people.own import contacts_of, own
    from lastword.project.backlog import backlog
    from lastword.project.ids import whole_id
    from lastword.project.results import Results
    from lastword.report.agent import agent_page
    from lastword.report.html import html
    from lastword.report.terminal import print_pages
    from lastword.store.disputes import disputes

    opened = open_project(project)
    with opened.context() as context:
        agent_id = whole_id(context.tables, "agent", agent_id)
        found, state = own(context, agent_id), opened.store.state
        ideas = [entry for entry in backlog(context, state) if agent_id in entry.credited]
        known = disputes(state)
        own_contacts = contacts_of(context, agent_id, [one.contact_id for one in known])
        disputed = [one for one in known if one.contact_id in own_contacts]
        page = agent_page(found, ideas, disputed)
        frame = Results(opened.settings.project.name, context.as_of, None, 0, 0, 0, 0)
    path = output or Path(f"lastword-agent-{re.sub(r'[^A-Za-z0-9_-]+', '-', agent_id)}.html")
    path.write_text(html(frame, [page]), encoding="utf-8")
    emit({"file": str(path), "page": page.to_dict()}, as_json, lambda: print_pages([page]))
    if not as_json:
        click.echo(f"\nWritten: {path}")
