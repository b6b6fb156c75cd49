"""An agent's own page: their customers' verdicts and words, credit, what changed, disputes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lastword.analyses.people.own import Own, OwnOutcome, Verdict
from lastword.estimate import capital, say
from lastword.pages.page import Block, Cell, Column, Note, Page, Rows, Statement, columns
from lastword.pages.words import count
from lastword.project.backlog import Entry
from lastword.store.disputes import Dispute

COMMANDS = {
    "link": "the contact is another problem than the ones it was put to",
    "label": "something was read in a message that is not there",
    "attribution": "somebody else served the contact",
}


def agent_page(own: Own, ideas: Sequence[Entry], disputes: Sequence[Dispute]) -> Page:
    """Put together what one agent may see of their own customers; of colleagues it says nothing.

    Parameters
    ----------
    ideas
        Ideas that the agent is credited for.
    disputes
        Those about the agent's own contacts.
    """
    blocks: list[Block] = []
    if own.is_shared:
        blocks.append(
            Note(
                "Several people seem to work under this login: the figures are of all of them.",
                "A shared login", "attention",
            )
        )  # fmt: skip
    blocks += [
        _verdicts(own.verdicts), _standings(own.standings), _months(own), _strengths(own),
        _ideas(ideas), _disputes(disputes), _how(),
    ]  # fmt: skip
    return Page("agent", own.agent_id, "What do my customers say?", _lead(own), tuple(blocks))


def _lead(own: Own) -> Statement:
    told = f"{count(own.contacts, 'contact')} answered"
    if not own.standings:
        return Statement(f"{told}; nothing is known yet of how they ended.")
    first = own.standings[0]
    sentence = f"{told}. {capital(first.outcome)}: {first.unit.value.text()} on the centre's mix"
    place = {
        "above": f"above the centre's {say(first.mean)}.",
        "below": f"below the centre's {say(first.mean)}.",
    }.get(first.unit.standing, f"which cannot be told from the centre's {say(first.mean)}.")
    return Statement(f"{sentence}, {place}", (), "Nobody else's figures are on this page.")


def _verdicts(told: Sequence[Verdict]) -> Rows:
    return Rows(
        "agent-verdicts",
        "Customers' own words and verdicts",
        (Column("When"), Column("Contact"), Column("About"), Column("Says solved"),
         Column("Satisfaction", is_number=True), Column("Came back"), Column("In their words")),
        tuple(
            (one.at, one.contact_id, one.reason, one.solved,
             None if one.satisfaction is None else say(one.satisfaction), one.came_back,
             one.words or None)
            for one in told
        ),
        empty="No customer of yours was asked or came back yet.",
    )  # fmt: skip


def _standings(told: Sequence[OwnOutcome]) -> Rows:
    return Rows(
        "agent-outcomes",
        "What your customers gained",
        columns(
            "Outcome",
            numbers=("Problems", "As it stands", "Expected of your mix", "Luck taken out",
                     "Whole centre", "Answers still missing"),
        )
        + columns("Standing"),
        tuple(_standing(one) for one in told),
        note="Answers still missing: until seven tenths of a difference are true.",
        empty="Nothing is known yet of how your contacts ended.",
    )  # fmt: skip


def _standing(one: OwnOutcome) -> tuple[Cell, ...]:
    unit = one.unit
    missing = None if unit.missing is None else math.ceil(unit.missing)
    return (
        capital(one.outcome), unit.problems, say(unit.raw), say(unit.given), unit.value,
        say(one.mean), missing, unit.standing,
    )  # fmt: skip


def _months(own: Own) -> Rows:
    return Rows(
        "agent-months",
        "What changed, month by month",
        columns("Month", numbers=("Your customers", "Expected of your mix")),
        tuple((one.month, one.share, say(one.given)) for one in own.months),
        empty="Too little is known for months.",
    )


def _strengths(own: Own) -> Rows:
    return Rows(
        "agent-strengths",
        "With whom and what it goes best",
        columns("With", "Kind", numbers=("Problems", "Beside your other work")),
        tuple((one.level, one.kind, one.problems, one.beside_itself) for one in own.strengths),
        note="Luck taken out over all agents and kinds together; where the interval holds 0 it "
        "may be luck all the same.",
        empty="Too little is known of single kinds.",
    )


def _ideas(ideas: Sequence[Entry]) -> Rows:
    return Rows(
        "agent-ideas",
        "Customers' ideas that you drew out",
        (Column("Idea"), Column("Customers", is_number=True), Column("Status"),
         Column("Contacts on it since", is_number=True)),
        tuple(
            (idea.title, idea.customers or None, idea.status,
             idea.effect.change if idea.effect else None)
            for idea in ideas
        ),
        note="Credit is for listening, never a count to be paid by.",
        empty="None is on record yet. Add one with `lastword ideas add`.",
    )  # fmt: skip


def _disputes(disputes: Sequence[Dispute]) -> Rows:
    return Rows(
        "agent-disputes",
        "What was disputed, and what came of it",
        (Column("Number", is_number=True), Column("What"), Column("Contact"), Column("Why"),
         Column("Answer"), Column("Because")),
        tuple(
            (one.number, one.kind, one.contact_id, one.note, one.answer, one.reply or None)
            for one in disputes
        ),
        empty="Nothing.",
    )  # fmt: skip


def _how() -> Note:
    ways = "; ".join(f"`lastword dispute {kind} …` where {why}" for kind, why in COMMANDS.items())
    return Note(
        f"{capital(ways)}. Say why with --note. What is upheld is corrected on every later build.",
        "Is something wrong?",
    )
