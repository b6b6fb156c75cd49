"""Harm: what became of the customers behind a sign, beside comparable ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.sign import Exhibit, Harm
from lastword.engine.joins import extend
from lastword.engine.times import moment, seconds_between
from lastword.stats.proportion import wilson

WINDOWS: Mapping[str, float] = {
    "came again within 10 minutes": 600.0,
    "came again within the hour": 3_600.0,
    "came again within 7 days": 7 * 86_400.0,
}
EXHIBITS = 25
_MANY = 1e12


def followed(case: Case) -> ir.Table:
    """What happened after each contact of a known customer.

    Returns
    -------
    ibis.expr.types.Table
        `contact_id`, `issue_id`, `ended_at`, `again_seconds` (to the customer's next contact; null
        where none is known), `contact_number` (how many-th contact of the customer).
    """
    if "person_id" in case.tables.filled("issue_contacts"):
        return _of_issues(case)
    return case.once(_of_contacts)


def harms(case: Case, marked: ir.Table) -> tuple[Harm, ...]:
    """What became of the touched customers, beside the others: recontact, verdict, leaving.

    Parameters
    ----------
    marked
        `contact_id`, `is_touched`: the sign's contacts and comparable ones.
    """
    rows = marked.inner_join(followed(case), "contact_id")
    is_seen = {
        what: seconds_between(moment(case.context.as_of), rows.ended_at) >= window
        for what, window in WINDOWS.items()
    }
    columns: dict[str, ir.Value] = {}
    for place, (what, window) in enumerate(WINDOWS.items()):
        is_back = (rows.again_seconds <= window).fill_null(False)
        columns[f"n{place}"] = is_seen[what].cast("int64").sum()
        columns[f"k{place}"] = (is_seen[what] & is_back).cast("int64").sum()
    counts = _by_touched(case, rows, columns)
    found = [_harm(what, counts, f"k{place}", f"n{place}") for place, what in enumerate(WINDOWS)]
    return tuple(harm for harm in (*found, *_verdicts(case, rows)) if harm is not None)


def exhibits(
    case: Case, contacts: ir.Table, *, at: str | None, words: str, limit: int = EXHIBITS
) -> tuple[Exhibit, ...]:
    """The contacts that say most: who came again soonest first, then by `rank`.

    Parameters
    ----------
    contacts
        `contact_id`, `rank` (low = says most) and the column `at`.
    at
        Column with the second at which it happened; None where there is none.
    words
        What to see there; ``{seconds}`` is replaced by the second.
    """
    known = extend(contacts, followed(case).select("contact_id", "again_seconds"), "contact_id")
    soon = (known.again_seconds <= WINDOWS["came again within the hour"]).fill_null(False)
    ordered = known.order_by([soon.desc(), known["rank"], known.contact_id]).limit(limit)
    return tuple(_exhibit(row, at, words) for row in case.fetch(ordered).to_pylist())


def _exhibit(row: Mapping[str, Any], at: str | None, words: str) -> Exhibit:
    seconds = row[at] if at else None
    said = words.format(seconds=f"{seconds:,.0f} s") if seconds is not None else words
    if row["again_seconds"] is not None and row["again_seconds"] < _MANY:
        said = f"{said}; came again after {_length(row['again_seconds'])}"
    return Exhibit(row["contact_id"], seconds, None, said)


def _length(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} seconds"


def _of_issues(case: Case) -> ir.Table:
    links = case.tables["issue_contacts"]
    known = links.filter(links.person_id.notnull())
    gap = seconds_between(known.next_contact_at, known.ended_at)
    return known.select(
        "contact_id",
        "issue_id",
        "ended_at",
        "contact_number",
        again_seconds=(gap >= 0).ifelse(gap, None),
    )


def _of_contacts(case: Case) -> ir.Table:
    """The same from contacts alone: the next contact of the same customer reference."""
    contacts = case.tables["contacts"]
    known = contacts.filter(contacts.customer_ref.notnull())
    ended = ibis.coalesce(known.ended_at, known.offered_at)
    order = ibis.window(group_by="customer_ref", order_by=[known.offered_at, known.contact_id])
    gap = seconds_between(known.offered_at.lead().over(order), ended)
    rows = known.select(
        "contact_id",
        issue_id=ibis.null("string"),
        ended_at=ended,
        contact_number=ibis.row_number().over(order) + 1,
        again_seconds=(gap >= 0).ifelse(gap, None),
    )
    return case.tables.engine.save(rows)


def _verdicts(case: Case, rows: ir.Table) -> list[Harm | None]:
    filled = case.tables.filled("verdicts")
    if not {"said_resolved", "did_leave"} & filled:
        return []
    verdicts = case.tables["verdicts"].select("issue_id", "said_resolved", "did_leave")
    placed = rows.select("is_touched", "issue_id").inner_join(verdicts, "issue_id")
    counts = _by_touched(
        case,
        placed,
        {
            "asked": placed.said_resolved.count(),
            "unsolved": (~placed.said_resolved).cast("int64").sum(),
            "watched": placed.did_leave.count(),
            "left": placed.did_leave.cast("int64").sum(),
        },
    )
    return [
        _harm("say that it is not solved", counts, "unsolved", "asked"),
        _harm("left afterwards", counts, "left", "watched"),
    ]


def _by_touched(
    case: Case, rows: ir.Table, columns: Mapping[str, ir.Value]
) -> dict[bool, dict[str, int]]:
    counted = case.fetch(rows.group_by("is_touched").aggregate(**columns)).to_pylist()
    return {bool(row["is_touched"]): {k: int(row[k] or 0) for k in columns} for row in counted}


def _harm(what: str, counts: dict[bool, dict[str, int]], hit: str, n: str) -> Harm | None:
    touched, others = counts.get(True, {}), counts.get(False, {})
    if not touched.get(n):
        return None
    beside = wilson(others[hit], others[n]) if others.get(n) else None
    return Harm(what, wilson(touched[hit], touched[n]), beside)
