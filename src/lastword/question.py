"""Question: how an analysis offers its findings to the project, report and command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from lastword.engine import Requires, Tables
from lastword.errors import NotTestable
from lastword.finding import Finding
from lastword.settings import Settings
from lastword.stats.release import Ledger, Memory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """What an analysis works on: one generation's tables, the settings, the stated moment.

    Parameters
    ----------
    ledger
        Remembers which figures of small groups were released; a project's outlasts the program.
    """

    tables: Tables
    settings: Settings
    as_of: datetime
    ledger: Ledger = field(default_factory=Memory)
    _asked: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, ask: Callable[[Context], T]) -> T:
        """The answer of a function of this context, computed once however many ask for it."""
        if ask not in self._asked:
            self._asked[ask] = ask(self)
        known: T = self._asked[ask]
        return known


def holds_context(data: Any) -> bool:
    """Whether `data` is a context or a project, and not a frame with a column of that name."""
    return isinstance(data, Context) or callable(getattr(type(data), "context", None))


def answer(data: Any, ask: Callable[[Context], T]) -> T:
    """Ask a context, or a project's current generation."""
    if isinstance(data, Context):
        return data.once(ask)
    with data.context() as context:
        return ask(context)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one room.

    Parameters
    ----------
    name
        ``<room>.<noun>``, for example ``"verdict.ladder"``.
    title
        The question in words.
    requires
        What the data must hold; if it lacks something the answer is *not testable*.
    answer
        The function that answers it.
    """

    name: str
    title: str
    requires: Requires
    answer: Callable[[Context], Sequence[Finding]]

    @property
    def room(self) -> str:
        """The room that asks it."""
        return self.name.partition(".")[0]


def ask(question: Question, context: Context) -> tuple[Finding, ...]:
    """Answer a question, or say what the data lack: one that cannot be answered stops no other."""
    lacking = context.tables.lacks(question.requires)
    if lacking:
        return (_not_testable(question, f"it holds no {' and no '.join(lacking)}"),)
    try:
        return tuple(question.answer(context))
    except NotTestable as reason:
        return (_not_testable(question, str(reason)),)


def _not_testable(question: Question, reason: str) -> Finding:
    sentence = f"Not testable with this data: {reason.rstrip('.')}."
    return Finding(question.name, question.title, "not testable", sentence)
