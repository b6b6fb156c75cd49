"""Sharing: tables as they may leave the project, with small groups of employees hidden."""

from __future__ import annotations

import pyarrow as pa

from lastword.analyses.employees.surveys import Survey, survey
from lastword.engine import Tables
from lastword.errors import NotTestable
from lastword.question import Context


def shareable(context: Context) -> Tables:
    """The project's tables, of `pulses` only what was released.

    A figure that is hidden, or whose size is not known, is null; one that may not be renewed is
    as it was released.
    """
    tables = context.tables
    pulses = tables.engine.fetch(tables["pulses"].order_by(["question", "period_start", "unit_id"]))
    if not pulses.num_rows:
        return tables
    try:
        found: Survey | None = context.once(survey)
    except NotTestable:
        found = None
    return tables.replaced("pulses", tables.engine.frame(_released(pulses, found)))


def _released(pulses: pa.Table, found: Survey | None) -> pa.Table:
    values: list[float | None] = []
    persons: list[int | None] = []
    for row in pulses.select(["question", "period_start", "unit_id"]).to_pylist():
        day = row["period_start"].date()
        shown = found.shown(row["question"], day, row["unit_id"]) if found else None
        values.append(shown.mean if shown else None)
        persons.append(shown.persons if shown else None)
    for name, column in (("value", values), ("respondents", persons)):
        place = pulses.column_names.index(name)
        pulses = pulses.set_column(place, name, pa.array(column, pulses.schema.field(name).type))
    return pulses
