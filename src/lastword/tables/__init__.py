"""The canonical model: one module a table, every column described, checked on load."""

from __future__ import annotations

from lastword.tables.agents import AGENTS
from lastword.tables.answers import ANSWERS
from lastword.tables.consents import CONSENTS
from lastword.tables.contacts import CONTACTS
from lastword.tables.evaluations import EVALUATIONS
from lastword.tables.events import EVENTS
from lastword.tables.identifiers import IDENTIFIERS
from lastword.tables.invitations import INVITATIONS
from lastword.tables.issue_contacts import ISSUE_CONTACTS
from lastword.tables.issues import ISSUES
from lastword.tables.labels import LABELS
from lastword.tables.legs import LEGS
from lastword.tables.messages import MESSAGES
from lastword.tables.model import PROVENANCE, Column, ColumnType, Table
from lastword.tables.outcomes import OUTCOMES
from lastword.tables.persons import PERSONS
from lastword.tables.pulses import PULSES
from lastword.tables.questions import QUESTIONS
from lastword.tables.recordings import RECORDINGS
from lastword.tables.relationships import RELATIONSHIPS
from lastword.tables.shifts import SHIFTS
from lastword.tables.sounds import SOUNDS
from lastword.tables.stretches import STRETCHES
from lastword.tables.targets import TARGETS
from lastword.tables.threads import THREADS
from lastword.tables.verdicts import VERDICTS

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CONTACTS,
        THREADS,
        STRETCHES,
        LEGS,
        MESSAGES,
        RECORDINGS,
        SOUNDS,
        EVENTS,
        INVITATIONS,
        ANSWERS,
        QUESTIONS,
        IDENTIFIERS,
        CONSENTS,
        AGENTS,
        SHIFTS,
        EVALUATIONS,
        PULSES,
        OUTCOMES,
        LABELS,
        TARGETS,
        PERSONS,
        ISSUE_CONTACTS,
        ISSUES,
        VERDICTS,
        RELATIONSHIPS,
    )
}
LOADED = tuple(name for name, table in TABLES.items() if table.kind == "loaded")
DERIVED = tuple(name for name, table in TABLES.items() if table.kind == "derived")

__all__ = ["DERIVED", "LOADED", "PROVENANCE", "TABLES", "Column", "ColumnType", "Table"]
