"""False first-timers: contacts that their own desk calls first although the issue had begun."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np

from lastword.engine import Engine, Tables
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson

BREAKS = 10


@dataclass(frozen=True, slots=True)
class FirstTimers:
    """How many "first" contacts were not, and where the thread breaks.

    Parameters
    ----------
    share
        Of the contacts that their own source and channel would call the first of their issue.
    count
        False first-timers.
    breaks
        (channel before, channel of the false first contact, contacts), most frequent first.
    unknown_customers
        Contacts without a known customer: they are never found out, so `share` is a lower bound
        as far as they go.
    """

    share: Estimate
    count: int
    breaks: tuple[tuple[str, str, int], ...]
    unknown_customers: int


def first_timers(tables: Tables) -> FirstTimers:
    """Count false first-timers among the contacts of `issue_contacts`.

    The interval is Wilson's with the effective sample size that contacts of one person leave:
    n_eff = p(1 − p)/v, v = G/(G−1) Σ(y_g − p n_g)²/(Σn_g)² over the G persons, never above n.
    Persons are summed in the engine; only the counts of equal (n_g, y_g) are fetched.
    """
    contacts = tables["issue_contacts"]
    cells = _cells(tables.engine, contacts)
    unknown = contacts.aggregate(rows=contacts.count(where=contacts.person_id.isnull()))
    return FirstTimers(
        share=_share(*cells),
        count=int((cells[1] * cells[2]).sum()),
        breaks=_breaks(tables.engine, contacts),
        unknown_customers=int(tables.engine.fetch(unknown)["rows"][0].as_py()),
    )


def _cells(engine: Engine, contacts: ir.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First contacts claimed, false ones, and persons that have so many of both."""
    person = ibis.coalesce(contacts.person_id, contacts.issue_id)
    first = contacts.filter(contacts.is_first_claimed).mutate(person=person)
    sums = first.group_by("person").aggregate(
        claimed=first.count(), false=first.count(where=first.is_false_first)
    )
    cells = sums.group_by("claimed", "false").aggregate(persons=sums.count())
    rows = engine.fetch(cells)
    claimed, false, persons = (
        rows[name].to_numpy().astype(np.float64) for name in ("claimed", "false", "persons")
    )
    return claimed, false, persons


def _share(claimed: np.ndarray, false: np.ndarray, persons: np.ndarray) -> Estimate:
    n, method = float((claimed * persons).sum()), "Wilson, contacts clustered by person"
    clusters = float(persons.sum())
    if clusters < 2:
        return replace(wilson(float((false * persons).sum()), n), method=method)
    p = float((false * persons).sum()) / n
    spread = float((persons * (false - p * claimed) ** 2).sum())
    variance = clusters / (clusters - 1) * spread / n**2
    effective = min(p * (1 - p) / variance, n) if variance > 0 else n
    return replace(wilson(p * effective, effective), n=round(n), method=method)


def _breaks(engine: Engine, contacts: ir.Table) -> tuple[tuple[str, str, int], ...]:
    false = contacts.filter(contacts.is_false_first)
    pairs = false.group_by(
        earlier=false.previous_channel.fill_null("unknown"),
        later=false.channel.fill_null("unknown"),
    )
    rows = engine.fetch(pairs.aggregate(contacts=lambda t: t.count())).to_pylist()
    named = [(row["earlier"], row["later"], row["contacts"]) for row in rows]
    return tuple(sorted(named, key=lambda row: (-row[2], row[0], row[1]))[:BREAKS])
