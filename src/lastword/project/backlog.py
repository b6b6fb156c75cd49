"""Backlog: customers' ideas with what people decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lastword.analyses.voice.effect import Effect, effect_of
from lastword.analyses.voice.ideas import Idea, ideas
from lastword.analyses.voice.quoting import Quote
from lastword.errors import UsageError
from lastword.question import Context
from lastword.store.ideas import STATUSES, IdeaNote, notes
from lastword.store.state import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One idea as the centre keeps it.

    Parameters
    ----------
    customers
        Who had it; 0 for one that only an agent brought.
    credited
        Agents who drew it out, by the conversations and by hand.
    shipped_at
        When it was marked as shipped.
    effect
        Contacts on its topic before and after that; None before it is shipped.
    """

    idea_id: str
    title: str
    status: str
    customers: int
    credited: tuple[str, ...]
    quotes: tuple[Quote, ...]
    messages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    shipped_at: datetime | None = None
    effect: Effect | None = None


@dataclass
class _Draft:
    title: str
    found: list[Idea] = field(default_factory=list)
    status: str = "new"
    credited: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    shipped_at: datetime | None = None


def backlog(context: Context, state: State) -> tuple[Entry, ...]:
    """Ideas that were read and ideas that agents brought, merged, with status and credit."""
    decided = notes(state)
    into = {note.idea_id: note.value for note in decided if note.action == "merge"}
    drafts: dict[str, _Draft] = {}
    for idea in context.once(ideas):
        home = _home(idea.idea_id, into)
        drafts.setdefault(home, _Draft(idea.title)).found.append(idea)
    for note in decided:
        _apply(drafts, note, into)
    entries = [_entry(context, name, draft) for name, draft in drafts.items()]
    order: dict[str, int] = {status: place for place, status in enumerate(STATUSES)}
    return tuple(sorted(entries, key=lambda e: (order[e.status], -e.customers, e.idea_id)))


def known(entries: Sequence[Entry], idea_id: str) -> Entry:
    """The entry of that id.

    Raises
    ------
    UsageError
        If there is none; says how to find the ids.
    """
    found = next((entry for entry in entries if entry.idea_id == idea_id), None)
    if found is None:
        raise UsageError(f"no idea {idea_id!r}. `lastword ideas` lists them with their ids.")
    return found


def _home(idea_id: str, into: dict[str, str]) -> str:
    seen = {idea_id}
    while idea_id in into and into[idea_id] not in seen:
        idea_id = into[idea_id]
        seen.add(idea_id)
    return idea_id


def _apply(drafts: dict[str, _Draft], note: IdeaNote, into: dict[str, str]) -> None:
    home = _home(note.idea_id, into)
    if note.action == "add":
        draft = drafts.setdefault(home, _Draft(note.value))
        if note.contact_id:
            draft.quotes.append(Quote(note.value, note.contact_id))
        return
    held = drafts.get(home)
    if held is None:
        return
    if note.action == "status":
        held.status = note.value
        held.shipped_at = note.at if note.value == "shipped" else held.shipped_at
    elif note.action == "credit":
        held.credited.append(note.value)
    elif note.action == "note":
        held.remarks.append(note.value)


def _entry(context: Context, idea_id: str, draft: _Draft) -> Entry:
    messages = tuple(message for idea in draft.found for message in idea.messages)
    heard = [agent for idea in draft.found for agent, _ in idea.agents]
    quotes = [*(quote for idea in draft.found for quote in idea.quotes), *draft.quotes]
    shipped = draft.shipped_at
    return Entry(
        idea_id,
        draft.title,
        draft.status,
        sum(idea.customers for idea in draft.found),
        tuple(dict.fromkeys([*draft.credited, *heard])),
        tuple(dict.fromkeys(quotes)),
        messages,
        tuple(draft.remarks),
        shipped,
        effect_of(context, messages, shipped) if shipped and messages else None,
    )
