"""Ideas that people decided on: status, credit, merges, and those added by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from lastword.store.state import IDEA_NOTES, State

Status = Literal["new", "under review", "planned", "shipped", "declined"]
STATUSES: tuple[Status, ...] = ("new", "under review", "planned", "shipped", "declined")


@dataclass(frozen=True, slots=True)
class IdeaNote:
    """One thing that somebody decided about an idea; notes are only ever added.

    Parameters
    ----------
    action
        ``status``, ``credit`` (an agent who drew it out), ``merge`` (value: the idea it is part
        of), ``add`` (value: the idea in words) or ``note``.
    contact_id
        Conversation that it was heard in, where one is known.
    """

    idea_id: str
    at: datetime
    made_by: str
    action: Literal["status", "credit", "merge", "add", "note"]
    value: str
    contact_id: str | None = None


def add_note(state: State, note: IdeaNote) -> None:
    """Keep what was decided."""
    values = {name: getattr(note, name) for name in note.__dataclass_fields__}
    with state.engine.begin() as connection:
        connection.execute(IDEA_NOTES.insert().values(values))


def notes(state: State) -> Sequence[IdeaNote]:
    """Everything that was decided, in that order."""
    query = sa.select(IDEA_NOTES).order_by(IDEA_NOTES.c.id)
    with state.engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [IdeaNote(**{key: row[key] for key in IdeaNote.__dataclass_fields__}) for row in rows]
