"""Nominated: what speaks for agents, with the ideas that came of their listening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lastword.analyses.people.nominations import Nominations, nominations
from lastword.errors import NotTestable
from lastword.project.backlog import Entry, backlog
from lastword.question import Context

if TYPE_CHECKING:
    from lastword.project.project import Project

ADOPTED = ("planned", "shipped")


def nominated(project: Project, context: Context) -> Nominations | None:
    """Nominations where the project asks for them and the data carry them."""
    if not context.settings.people.nominations:
        return None
    try:
        return nominations(context, adopted(backlog(context, project.store.state)))
    except NotTestable:
        return None


def adopted(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Agent → ideas that they are credited for and that were planned or shipped."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        if entry.status in ADOPTED:
            for agent in entry.credited:
                found.setdefault(agent, []).append(entry.title)
    return found
