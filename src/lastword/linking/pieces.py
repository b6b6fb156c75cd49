"""False pieces of issues, estimated from behaviour: opened too soon, nameless, or apart.

Three things split an issue that threads and reasons cannot show: a contact with another reason
than the rest, a contact whose customer is unknown, and a customer who is known under two names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.times import days_between, moment
from lastword.settings import LinkingSettings

CALM = (2.0, 4.0)
"""From so many windows to so many after an issue another one opens by chance alone."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """False pieces per linked issue, by what made them.

    Parameters
    ----------
    soon
        Issues that open within or soon after another one of the same person, beyond chance.
    nameless
        Issues of unknown customers that would be part of another one.
    apart
        Issues whose rest lies with another name of the same customer, at most.
    error
        Standard error of their sum: the counts', and half of `nameless` and `apart`, since
        who hides a name, and who has two, is assumed.
    """

    soon: float
    nameless: float
    apart: float
    error: float

    @property
    def total(self) -> float:
        """All three."""
        return self.soon + self.nameless + self.apart


def false_pieces(tables: Tables, settings: LinkingSettings, end: datetime) -> Pieces:
    """Estimate how many linked issues are false pieces of another one.

    *Soon*: the rate at which a person opens an issue between two and four windows after the last
    one is taken as chance. What opens while another issue of the person is going on, or within
    `unknown_days` after it, beyond that rate, are pieces with another reason. A next issue that
    follows as quickly counts as a piece.

    *Nameless*: a contact of an unknown customer is part of a larger issue as often as others are.

    *Apart*: a reference that no identifier ties to another shares issues with further sources as
    often as those that are tied. Where customers truly have one name, this is too much; without
    any issue over several sources it is 0.

    Parameters
    ----------
    end
        The moment up to which contacts are known.
    """
    counted = tables.engine.fetch(_counts(tables["issues"], settings, end)).to_pylist()[0]
    count = {name: float(value or 0) for name, value in counted.items()}
    issues = max(count["known"] + count["unknown"], 1.0)
    rate = count["calm_opened"] / count["calm_days"] if count["calm_days"] else 0.0
    chance = rate * count["near_days"]
    soon = max(count["near_opened"] - chance, 0.0)
    spread = chance / max(math.sqrt(count["calm_opened"]), 1.0)
    nameless = count["unknown"] * _share(count["contacts_of_several"], count["contacts"])
    crossing = _share(count["parts_of_crossing"], count["parts"])
    apart = crossing * _singles(tables) if crossing else 0.0
    noise = count["near_opened"] + spread**2 + (nameless / 2) ** 2 + (apart / 2) ** 2
    return Pieces(soon / issues, nameless / issues, apart / issues, math.sqrt(noise) / issues)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _counts(issues: ir.Table, settings: LinkingSettings, end: datetime) -> ir.Table:
    rows = issues.mutate(
        is_known=issues.person_id.notnull(),
        lasted=days_between(issues.last_contact_at, issues.opened_at),
        opened=issues.next_issue_at.notnull(),
        free=days_between(ibis.coalesce(issues.next_issue_at, moment(end)), issues.last_contact_at),
    )
    rows = rows.mutate(several=rows.contact_count > 1, crossing=rows.source_count > 1)
    known = rows.is_known
    return rows.aggregate(
        known=rows.count(where=known),
        unknown=rows.count(where=~known),
        contacts=rows.contact_count.sum(where=known),
        contacts_of_several=rows.contact_count.sum(where=known & rows.several),
        parts=rows.source_count.sum(where=known),
        parts_of_crossing=rows.source_count.sum(where=known & rows.crossing),
        **_opened(rows, settings),
    )


def _opened(rows: ir.Table, settings: LinkingSettings) -> dict[str, Any]:
    """Issues opened, and days in which they could, near an issue and in calm times."""
    soon = float(min(settings.unknown_days, settings.window_days))
    begin, last = (share * settings.window_days for share in CALM)
    near = rows.lasted + ibis.least(rows.free, soon)
    calm = ibis.greatest(ibis.least(rows.free, last) - begin, 0.0)
    is_calm = rows.opened & (rows.free >= begin) & (rows.free < last)
    return {
        "near_opened": rows.count(where=rows.is_known & rows.opened & (rows.free < soon)),
        "near_days": near.sum(where=rows.is_known),
        "calm_opened": rows.count(where=rows.is_known & is_calm),
        "calm_days": calm.sum(where=rows.is_known),
    }


def _singles(tables: Tables) -> float:
    """Issues of persons with a single reference that nothing ties to another."""
    persons = tables["persons"]
    alone = persons.filter(persons.rule == "single").select("person_id")
    found = tables["issues"].semi_join(alone, "person_id")
    return float(tables.engine.fetch(found.aggregate(n=found.count()))["n"][0].as_py())
