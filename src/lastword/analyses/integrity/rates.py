"""Rates: units whose share of some event is above that of their peers, like for like."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.pattern import Pattern, scaled
from lastword.analyses.integrity.pictures import FunnelPoints
from lastword.analyses.integrity.sign import Level, Sign
from lastword.analyses.integrity.units import COLUMNS, coded, named
from lastword.stats.funnel import Funnel, funnel, trimmed_rates
from lastword.stats.multiplicity import benjamini_hochberg
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
FEWEST_UNITS = 4
FEWEST_CONTACTS = 100
OUT = 0.05
_POWER = 2.8
"""Standard errors at which a two-sided 5 % test finds an effect in four cases of five."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Events of each unit beside what its mix of contacts lets expect.

    Parameters
    ----------
    units
        Ids.
    events, contacts
        One a unit.
    funnel
        The units beside each other.
    """

    units: tuple[str, ...]
    events: Floats
    contacts: Floats
    funnel: Funnel


def rates(events: Floats, contacts: Floats, units: tuple[str, ...]) -> Rates:
    """Put units beside each other, case mix allowed for by indirect standardisation.

    Parameters
    ----------
    events, contacts
        Units × kinds of contact.
    units
        Ids of the rows.
    """
    usual = trimmed_rates(events, contacts)
    usual = np.maximum(usual, 0.5 / np.maximum(contacts.sum(axis=0), 1))
    variance = (contacts * usual * (1 - usual)).sum(axis=1)
    made = funnel(events.sum(axis=1), (contacts * usual).sum(axis=1), np.maximum(variance, 1e-9))
    return Rates(units, events.sum(axis=1), contacts.sum(axis=1), made)


def counted(case: Case, rows: ir.Table, *, kinds: tuple[str, ...]) -> pa.Table:
    """Count `is_event` by team, agent and kind of contact: one scan for every level.

    Parameters
    ----------
    rows
        One row a contact: `team_id`, `agent_id`, `is_event`, and the columns `kinds`.
    kinds
        Columns within which contacts are alike.
    """
    known = rows.filter(
        rows.is_event.notnull() & (rows.team_id.notnull() | rows.agent_id.notnull())
    )
    kind = ibis.literal("")
    for column in kinds:
        kind = kind + known[column].cast("string").fill_null("?") + "|"
    return case.fetch(
        known.group_by("team_id", "agent_id", kind=kind).aggregate(
            events=known.is_event.cast("int64").sum(), contacts=known.count()
        )
    )


def rates_of(counts: pa.Table, level: Level, *, fewest: int | None = None) -> Rates | None:
    """Put the teams or agents of counts beside each other; None with fewer than four units.

    Parameters
    ----------
    counts
        See `counted`.
    fewest
        Contacts below which a unit is left out.
    """
    known = counts.filter(pc.is_valid(counts[COLUMNS[level]]))
    units, unit = coded(known[COLUMNS[level]])
    kinds, kind = coded(known["kind"])
    place = unit * len(kinds) + kind
    table = np.zeros((2, len(units), len(kinds)))
    for row, column in enumerate(("events", "contacts")):
        summed = np.bincount(place, known[column].to_numpy(), minlength=len(units) * len(kinds))
        table[row] = summed.reshape(len(units), len(kinds))
    kept = table[1].sum(axis=1) >= (fewest or FEWEST_CONTACTS)
    if kept.sum() < FEWEST_UNITS:
        return None
    return rates(table[0][kept], table[1][kept], tuple(units[kept].tolist()))


def picture_of(made: Rates) -> FunnelPoints:
    """The units in a funnel."""
    expected = made.funnel.expected
    return FunnelPoints(
        sizes=tuple(expected.tolist()),
        ratios=tuple((made.events / np.maximum(expected, 1e-9)).tolist()),
        is_out=tuple((benjamini_hochberg(made.funnel.p) <= OUT).tolist()),
        tau=made.funnel.peers.tau,
    )


def unit_signs(
    case: Case, counts: pa.Table, pattern: Pattern, *, fewest: int | None = None
) -> list[Sign]:
    """Signs of all teams and agents, as close as the audit looks; see `rates_of`."""
    made = {level: rates_of(counts, level, fewest=fewest) for level in case.levels[1:]}
    return [
        sign
        for level, found in made.items()
        if found is not None
        for sign in signs_of(case, found, level, pattern)
    ]


def signs_of(case: Case, made: Rates, level: Level, pattern: Pattern) -> list[Sign]:
    """One sign a unit."""
    peers = made.funnel.peers
    signs = []
    for place, unit in enumerate(made.units):
        excess, size = made.funnel.excess[place], float(made.contacts[place])
        usual = float(made.funnel.expected[place])
        error = ((excess.upper or 0.0) - (excess.lower or 0.0)) / (2 * normal_quantile())
        share = replace(scaled(excess, 1 / size, "share"), n=round(size))
        signs.append(
            Sign(
                detector=pattern.detector,
                level=level,
                unit=unit,
                about=pattern.about,
                sentence=(
                    f"Pattern consistent with {pattern.consistent_with} "
                    f"({named(case, level, unit)}): {made.events[place]:,.0f} of {size:,.0f} "
                    f"{pattern.effect}, where like contacts of the peers give {usual:,.0f}"
                ),
                estimate=excess,
                effect=f"{pattern.effect} beyond what is customary",
                share=share,
                p=float(peers.p[place]),
                n=round(size),
                minimal_detectable_effect=_POWER * error,
                evidence=pattern.evidence(level, unit),
                picture=picture_of(made),
            )
        )
    return signs
