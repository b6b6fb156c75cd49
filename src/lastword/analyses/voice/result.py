"""Voice: everything that was read in customers' words, in one result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lastword.analyses.voice.courtesy import Courtesy, courtesy
from lastword.analyses.voice.heard import fetch, heard_contacts
from lastword.analyses.voice.ideas import Idea, ideas
from lastword.analyses.voice.journey import Journey, journey
from lastword.analyses.voice.leaving import Leaving, leaving
from lastword.analyses.voice.promises import Promises, promises
from lastword.analyses.voice.said import Said, said
from lastword.analyses.voice.topics import Topics, topics
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.result import Numbers, Result

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voice(Result):
    """What customers said; a part is None where too little was said for it.

    Parameters
    ----------
    contacts
        Contacts in which customers' words were read.
    """

    contacts: int
    said: tuple[Said, ...]
    topics: Topics | None
    journey: Journey | None
    leaving: Leaving | None
    ideas: tuple[Idea, ...]
    promises: Promises | None
    courtesy: Courtesy | None

    def numbers(self) -> Numbers:
        """Shares of what was said, by kind."""
        return {f"said_{told.kind.name}": told.found for told in self.said}


def voice(context: Context) -> Voice:
    """Read the labels of a generation.

    Raises
    ------
    NotTestable
        If no customer's words are known.
    """
    contacts = heard_contacts(context)
    count = fetch(context, contacts.aggregate(n=contacts.count()))[0]["n"]
    if not count:
        raise NotTestable("customers' words are needed")
    return Voice(
        contacts=count,
        said=said(context),
        topics=_or_none(topics, context),
        journey=_or_none(journey, context),
        leaving=_or_none(leaving, context),
        ideas=ideas(context),
        promises=_or_none(promises, context),
        courtesy=_or_none(courtesy, context),
    )


def _or_none(answer: Callable[[Context], T], context: Context) -> T | None:
    try:
        return context.once(answer)
    except NotTestable:
        return None
