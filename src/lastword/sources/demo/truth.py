"""Truth: what was planted, kept beside the exports and never read by an analysis.

``truth/planted.json`` holds shares, doses and the expected reconciliation; ``contacts``,
``issues`` and ``persons`` (Parquet) hold the true issue and person of every contact, and how every
issue truly ended; ``agents`` what each agent is able to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lastword.errors import InputRefused
from lastword.sources.demo import people
from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, run_positions
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import flags, joined, moments, wholes, words
from lastword.sources.demo.customers import SOURCES
from lastword.sources.demo.reasons import NAMES
from lastword.sources.demo.roster import roster_of
from lastword.sources.demo.world import World

ISSUES_PER_CHUNK = 1_000_000
MATURE_DAYS = 30
FOLDER = "truth"


@dataclass(frozen=True)
class Truth:
    """What is true of a demo centre.

    Parameters
    ----------
    planted
        Shares, doses and counts, as in ``planted.json``.
    contacts
        contact_id, issue, person, position, is_false_first, is_callback, is_solving, plants.
    issues
        issue, person, reason, opened_at, last_contact_at, contact_count, channel_count,
        is_solved, says_solved, effort, claimed, is_first_call_right, cause.
    persons
        customer_ref, person.
    agents
        agent_id, skill (logit of solving), one column a driver of satisfaction (latent), is_new,
        mentor_id.
    """

    planted: Mapping[str, Any]
    contacts: pa.Table
    issues: pa.Table
    persons: pa.Table
    agents: pa.Table

    def touched(self, plant: str) -> list[str]:
        """Contact ids that a kind of plant touched."""
        kinds = [item["kind"] for item in self.planted["plants"]]
        mask = sum(1 << place for place, kind in enumerate(kinds) if kind == plant)
        hit = pc.not_equal(pc.bit_wise_and(self.contacts["plants"], mask), 0)
        found: list[str] = self.contacts.filter(hit)["contact_id"].to_pylist()
        return found

    def says_solved(self, *, mature_days: float = MATURE_DAYS) -> float | None:
        """True share of customers who would say solved, of issues quiet for so many days."""
        end = datetime.fromisoformat(self.planted["end"]) - timedelta(days=mature_days)
        mature = pc.less_equal(self.issues["last_contact_at"], pa.scalar(end, pa.timestamp("us")))
        share: float | None = pc.mean(
            self.issues.filter(mature)["says_solved"].cast(pa.float64())
        ).as_py()
        return share


def read(folder: Path) -> Truth:
    """Read the truth beside a demo centre's exports.

    Raises
    ------
    InputRefused
        If the folder holds no truth.
    """
    home = folder / FOLDER
    if not (home / "planted.json").is_file():
        raise InputRefused(f"{folder} holds no {FOLDER}/planted.json: not a demo centre")
    planted = json.loads((home / "planted.json").read_text(encoding="utf-8"))
    tables = [
        pa.concat_tables([pq.read_table(path) for path in sorted(home.glob(f"{name}-*.parquet"))])
        for name in ("contacts", "issues", "persons", "agents")
    ]
    return Truth(planted, *tables)


def truth_tables(chunk: Chunk) -> dict[str, pa.Table]:
    """The true contacts, issues and persons of one chunk."""
    return {
        "contacts": _contacts(chunk),
        "issues": _issues(chunk),
        "persons": _persons(chunk),
    }


def agents_truth(world: World) -> pa.Table:
    """What each agent is able to do, and who is new."""
    staff, roster = staff_of(world), roster_of(world)
    manners = zip(world.drivers, staff.manner.T, strict=True)
    return pa.table(
        {
            "agent_id": joined("hr:", np.arange(world.agent_count)),
            "skill": staff.skill,
            **{driver.name: own for driver, own in manners},
            "is_new": flags(roster.is_new),
            "mentor_id": joined("hr:", wholes(roster.mentor)),
        }
    )


def contact_ids(chunk: Chunk, rows: Ints) -> pa.Array:
    """Canonical ids of contacts, with the prefix of their source."""
    return joined(words(chunk.contacts.source[rows], SOURCES), ":", chunk.number[rows])


def _contacts(chunk: Chunk) -> pa.Table:
    contacts = chunk.contacts
    rows = np.flatnonzero(chunk.is_seen)
    return pa.table(
        {
            "contact_id": contact_ids(chunk, rows),
            "issue": contacts.issue[rows] + chunk.index * ISSUES_PER_CHUNK,
            "person": chunk.demand.customers.number[contacts.customer[rows]],
            "position": wholes(contacts.position[rows] + 1, ~contacts.is_callback[rows]),
            "is_false_first": flags(false_first(chunk)[rows]),
            "is_callback": flags(contacts.is_callback[rows]),
            "is_solving": flags(contacts.is_solving[rows]),
            "plants": contacts.touched[rows],
        }
    )


def _issues(chunk: Chunk) -> pa.Table:
    issues, endings = chunk.demand.issues, chunk.endings
    rows = np.flatnonzero(is_seen_issue(chunk))
    cause = issues.cause[rows]
    base = chunk.index * ISSUES_PER_CHUNK
    return pa.table(
        {
            "issue": rows + base,
            "person": chunk.demand.customers.number[issues.customer[rows]],
            "reason": words(issues.reason[rows], NAMES),
            "opened_at": _moments(chunk, issues.opened_at[rows]),
            "last_contact_at": _moments(chunk, endings.last_at[rows]),
            "last_contact_id": contact_ids(chunk, endings.last[rows]),
            "contact_count": endings.contact_count[rows],
            "channel_count": endings.channel_count[rows],
            "is_solved": flags(endings.is_solved[rows]),
            "says_solved": flags(endings.says_solved[rows]),
            "effort": endings.effort[rows],
            "claimed": flags(endings.claim[rows] == 1, endings.claim[rows] >= 0),
            "is_first_call_right": flags(endings.is_first_call_right[rows]),
            "cause": wholes(np.where(cause >= 0, cause + base, -1)),
        }
    )


def _persons(chunk: Chunk) -> pa.Table:
    customers = chunk.demand.customers
    who = [np.arange(len(customers.number)), *(people.known_to(chunk, n) for n in range(3))]
    refs = [
        joined("crm:", people.account(customers)),
        joined("phone:", people.caller(customers, who[1])),
        joined("chat:", customers.number[who[2]]),
        joined("desk:", customers.number[who[3]]),
    ]
    person = customers.number[np.concatenate(who)]
    return pa.table({"customer_ref": pa.concat_arrays(refs), "person": person})


def _moments(chunk: Chunk, at: Floats) -> pa.Array:
    return moments(chunk.world, at).cast(pa.timestamp("us"))


def is_seen_issue(chunk: Chunk) -> Flags:
    """Issues with at least one contact within the period."""
    seen = np.zeros(len(chunk.demand.issues.reason), dtype=bool)
    seen[chunk.contacts.issue[chunk.is_seen & ~chunk.contacts.is_callback]] = True
    return seen


def false_first(chunk: Chunk) -> Flags:
    """Contacts that look like the first of their issue, but are not.

    They look first where the same channel has not heard of the issue under the same name.
    """
    contacts = chunk.contacts
    result = np.zeros(len(contacts.at), dtype=bool)
    view = contacts.channel * 2 + contacts.is_anonymous
    for seen_by in np.unique(view):
        own = np.flatnonzero(~contacts.is_callback & (view == seen_by))
        result[own] = run_positions(contacts.issue[own]) == 0
    return result & (contacts.position > 0)
