"""Courtesy: how customers are answered, and what each habit does to the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from lastword.analyses.voice.allowed import allowed
from lastword.analyses.voice.heard import fetch, labelled
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import cluster_share

HABITS = {
    "thanks": "thanked the customer",
    "apology": "apologised",
    "acknowledgement": "acknowledged the trouble",
    "explanation": "explained why",
    "question": "asked a question",
    "send-off": "offered more help or a good day",
    "rushed": "closed it in a rush",
}
CANNED = 20
"""Contacts in which the very same text of some length makes it a canned one."""
LONG = 60


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Shares of the contacts with an agent's words; a driver, never a score of a person.

    Parameters
    ----------
    habits
        Habit → share of contacts in which it occurs.
    canned
        Share of agents' longer messages that are sent in the same words `CANNED` times or more.
    """

    contacts: int
    habits: dict[str, Estimate]
    canned: Estimate


def courtesy(context: Context) -> Courtesy:
    """Count habits over the contacts in which agents wrote.

    Raises
    ------
    NotTestable
        If agents' words are not known.
    """
    messages = allowed(context.tables, context.settings.voice)
    written = messages.filter(messages.author == "agent")
    read = labelled(context, ["courtesy"])
    links = context.tables["issue_contacts"].select("contact_id", "agent_id")
    contacts = written.select("contact_id").distinct().inner_join(links, "contact_id")
    sizes = {
        row["agent_id"]: row["n"]
        for row in fetch(context, contacts.group_by("agent_id").aggregate(n=contacts.count()))
    }
    if not sizes:
        raise NotTestable("agents' words are needed")
    seen = read.inner_join(contacts, "contact_id")
    counted = seen.group_by(["value", "agent_id"]).aggregate(n=seen.contact_id.nunique())
    counts = {(row["value"], row["agent_id"]): row["n"] for row in fetch(context, counted)}
    agents = sorted(sizes, key=str)
    habits = {
        habit: cluster_share(
            [min(counts.get((habit, agent), 0), sizes[agent]) for agent in agents],
            [sizes[agent] for agent in agents],
        )
        for habit in HABITS
    }
    return Courtesy(sum(sizes.values()), habits, _canned(context))


def _canned(context: Context) -> Estimate:
    messages = allowed(context.tables, context.settings.voice)
    longer = messages.filter((messages.author == "agent") & (messages.text.length() >= LONG))
    links = context.tables["issue_contacts"].select("contact_id", "agent_id")
    placed = longer.inner_join(links, "contact_id")
    same = placed.group_by("digest").aggregate(n=placed.contact_id.nunique())
    told = placed.inner_join(same, "digest")
    rows = fetch(
        context,
        told.group_by("agent_id").aggregate(canned=(told.n >= CANNED).sum(), all=told.count()),
    )
    rows.sort(key=lambda row: str(row["agent_id"]))
    return cluster_share([row["canned"] for row in rows], [row["all"] for row in rows])
