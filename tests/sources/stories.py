"""Stories of threads, told once: every help desk's export of one comes to the same contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
ANN, ZED, YVE, BOT = 900, 70, 71, 50
AUTHORS = {"customer": ANN, "Zed": ZED, "Yve": YVE, "bot": BOT}


def at(hours: float) -> datetime:
    """A moment of a story, naive UTC as tables hold it."""
    return (MONDAY + timedelta(hours=hours)).replace(tzinfo=None)


@dataclass(frozen=True)
class Step:
    """One thing that happens: somebody says something, does something, or both."""

    who: str
    hours: float
    text: str | None = None
    does: str | None = None
    is_public: bool = True

    @property
    def iso(self) -> str:
        return (MONDAY + timedelta(hours=self.hours)).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def epoch(self) -> int:
        return int((MONDAY + timedelta(hours=self.hours)).timestamp())


@dataclass(frozen=True)
class Told:
    """A contact that a story comes to: when it was offered and answered, in hours, and by whom."""

    offered: float
    answered: float | None = None
    outcome: str | None = None
    agent: str | None = None
    direction: str = "inbound"


@dataclass(frozen=True)
class Story:
    """Steps, and the contacts that they are.

    Parameters
    ----------
    known_last
        The contacts for systems that export the last solving only; None where that is no matter.
    """

    number: int
    steps: tuple[Step, ...]
    contacts: tuple[Told, ...]
    is_solved: bool = True
    known_last: tuple[Told, ...] | None = None

    @property
    def has_bot(self) -> bool:
        return any(step.who == "bot" for step in self.steps)

    @property
    def holder(self) -> int | None:
        """Agent who has the thread at the end."""
        held = [step.who for step in self.steps if step.who in ("Zed", "Yve")]
        return AUTHORS[held[-1]] if held else None


def asks(hours: float, text: str = "Can you help?") -> Step:
    return Step("customer", hours, text)


def answers(who: str, hours: float, does: str | None = None) -> Step:
    return Step(who, hours, "Done so.", does)


def once(offered: float, answered: float | None, agent: str | None = "Zed") -> Told:
    return Told(offered, answered, None if answered is None else "answered", agent)


STORIES = (
    Story(1, (asks(0), answers("Zed", 2, "solve")), (once(0, 2),)),
    Story(
        2,
        (asks(0), answers("Zed", 2, "solve"), asks(47)),
        (once(0, 2), once(47, None, None)),
        is_solved=False,
        known_last=(once(0, 2),),
    ),
    Story(
        3,
        (
            asks(0),
            answers("Zed", 1, "solve"),
            asks(24),
            answers("Zed", 25, "solve"),
            asks(48),
            answers("Yve", 49, "solve"),
        ),
        (once(0, 1), once(24, 25), once(48, 49, "Yve")),
        known_last=(once(0, 1, "Yve"),),
    ),
    Story(4, (asks(0), answers("Zed", 1), asks(73), answers("Zed", 74, "solve")), (once(0, 1),)),
    Story(5, (asks(0), asks(20)), (once(0, None, None), once(20, None, None)), is_solved=False),
    Story(6, (asks(0), asks(11), answers("Zed", 13, "solve")), (once(0, 13),)),
    Story(7, (asks(0), answers("Zed", 1), asks(1.5)), (once(0, 1),), is_solved=False),
    Story(
        8,
        (answers("Zed", 0), asks(5), answers("Zed", 6, "solve")),
        (Told(0, None, "answered", "Zed", "outbound"), once(5, 6)),
    ),
    Story(
        9,
        (asks(0), Step("bot", 0.01, "Have you tried this article?", "solve")),
        (Told(0, 0.01, "self_served"),),
    ),
    Story(
        10,
        (asks(0), Step("bot", 0.01, "One moment."), answers("Yve", 0.2, "solve")),
        (once(0, 0.01, "Yve"),),
    ),
    Story(
        11,
        (
            asks(0),
            Step("Zed", 0.5, "Yve, is this yours?", is_public=False),
            answers("Yve", 2, "solve"),
        ),
        (once(0, 2, "Yve"),),
    ),
    Story(12, (asks(639.5), answers("Zed", 640.5, "solve")), (once(639.5, 640.5),)),
    Story(
        13,
        (asks(0), answers("Zed", 1), answers("Yve", 30, "solve")),
        (once(0, 1, "Yve"),),
    ),
)
"""1 one touch · 2 again after solved · 3 solved thrice · 4 an answer three days later · 5 chased
after a night · 6 chased within the day · 7 last word unanswered · 8 ours first · 9 bot alone ·
10 bot, then human · 11 internal note first · 12 the night of the clocks · 13 passed on."""
