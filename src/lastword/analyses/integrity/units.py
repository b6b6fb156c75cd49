"""Units: teams and agents as an audit may speak of them."""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.sign import Level, Sign
from lastword.text.pseudonym import pseudonym

COLUMNS: dict[Level, str] = {"team": "team_id", "agent": "agent_id"}
"""The column of contacts, events and invitations that names a unit."""


def unit_of(table: ir.Table, level: Level) -> ir.StringValue:
    """The column that names the unit of a contact, an event or an invitation.

    Raises
    ------
    KeyError
        If asked for the centre, which has no column.
    """
    column: ir.StringValue = table[COLUMNS[level]]
    return column


def coded(words: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct words in order of appearance, and which of them each row holds."""
    encoded = words.combine_chunks().dictionary_encode()
    return np.array(encoded.dictionary.to_pylist(), object), encoded.indices.to_numpy()


def is_shown(case: Case, sign: Sign) -> bool:
    """Whether a sign may be reported: teams of enough agents, agents with enough contacts."""
    if sign.level == "team":
        agents = case.once(agents_of_teams).get(sign.unit or "", 0)
        return agents == 0 or agents >= case.settings.privacy.min_group
    if sign.level == "agent":
        return sign.n >= case.settings.integrity.fewest_contacts
    return True


def agents_of_teams(case: Case) -> dict[str, int]:
    """How many agents each team's contacts name; 0 where no agent is known."""
    contacts = case.tables["contacts"]
    known = contacts.filter(contacts.team_id.notnull())
    counts = known.group_by("team_id").aggregate(agents=known.agent_id.nunique())
    return {row["team_id"]: row["agents"] for row in case.fetch(counts).to_pylist()}


def named(case: Case, level: Level, unit: str | None) -> str:
    """Words for a unit: an agent by a pseudonym unless the project shows names."""
    if unit is None:
        return "the centre"
    if level == "agent" and not case.settings.privacy.agent_names:
        return pseudonym(unit)
    return f"{level} {unit}"
