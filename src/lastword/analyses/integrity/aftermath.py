"""Aftermath: what customers did and said after the contacts that a sign points at."""

from __future__ import annotations

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.sign import Harm
from lastword.engine.joins import extend
from lastword.engine.times import moment, seconds_between
from lastword.stats.proportion import wilson
from lastword.stats.recurrence import WINDOWS

LEAST_TOUCHED = 20
_BACK = {"10 minutes": "ten_minutes", "1 hour": "hour", "7 days": "week"}
_SAID = {
    "said_no": "said that it was not solved",
    "left": "cancelled or downgraded",
}


def aftermath(case: Case, marked: ir.Table) -> tuple[Harm, ...]:
    """Harm to the customers of some contacts beside the others, the worst first.

    Coming back within 10 minutes, an hour and 7 days, the customer's own “no”, and leaving; each
    only over contacts whose time for it has passed.

    Parameters
    ----------
    marked
        `contact_id` and `is_touched`: every contact to compare, and whether the sign points at it.
    """
    if "next_contact_at" not in case.tables.filled("issue_contacts"):
        return ()
    rows = _followed(case, marked)
    columns = (*_BACK.values(), *_SAID)
    counts = rows.group_by("is_touched").aggregate(
        **{f"{c}_yes": rows[c].cast("int64").sum() for c in columns},
        **{f"{c}_n": rows[c].count() for c in columns},
    )
    by = {bool(row["is_touched"]): row for row in case.fetch(counts).to_pylist()}
    if not {True, False} <= by.keys():
        return ()
    words = {_BACK[window]: f"came back within {window}" for window in WINDOWS} | _SAID
    harms = [
        Harm(
            words[c],
            wilson(by[True][f"{c}_yes"] or 0, by[True][f"{c}_n"]),
            wilson(by[False][f"{c}_yes"] or 0, by[False][f"{c}_n"]),
        )
        for c in columns
        if by[True][f"{c}_n"] >= LEAST_TOUCHED and by[False][f"{c}_n"] >= LEAST_TOUCHED
    ]
    return tuple(sorted(harms, key=lambda harm: -harm.customers))


def _followed(case: Case, marked: ir.Table) -> ir.Table:
    members, verdicts = case.tables["issue_contacts"], case.tables["verdicts"]
    known = members.filter(members.person_id.notnull()).select(
        "contact_id", "issue_id", "ended_at", "next_contact_at"
    )
    rows = marked.select("contact_id", "is_touched").inner_join(known, "contact_id")
    said = verdicts.select("issue_id", said_no=~verdicts.said_resolved, left=verdicts.did_leave)
    rows = extend(rows, said, "issue_id")
    seconds = seconds_between(rows.next_contact_at, rows.ended_at)
    watched = seconds_between(moment(case.context.as_of), rows.ended_at)
    back = {
        name: (watched >= WINDOWS[window]).ifelse(
            (seconds <= WINDOWS[window]).fill_null(False), None
        )
        for window, name in _BACK.items()
    }
    return rows.mutate(**back)
