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


def is_followed(case: Case) -> bool:
    """Whether any customer is known, so that somebody could be seen to come again."""
    known = case.tables.filled("issue_contacts"), case.tables.filled("contacts")
    return "person_id" in known[0] or "customer_ref" in known[1]


def harms(case: Case, marked: ir.Table) -> tuple[Harm, ...]:
    """What became of the touched customers, beside the others: recontact, verdict, leaving.

    Parameters
    ----------
    marked
        `contact_id`, `is_touched`: the sign's contacts and comparable ones.
    """
    if not is_followed(case):
        return ()
    rows = extend(marked.inner_join(followed(case), "contact_id"), _verdicts(case), "issue_id")
    ended = seconds_between(moment(case.context.as_of), rows.ended_at)
    counts: dict[str, tuple[ir.BooleanValue, ir.BooleanValue]] = {
        what: (rows.again_seconds <= window, ended >= window) for what, window in WINDOWS.items()
    }
    counts["say that it is not solved"] = (~rows.said_resolved, rows.said_resolved.notnull())
    counts["left afterwards"] = (rows.did_leave, rows.did_leave.notnull())
    columns: dict[str, ir.Value] = {}
    for place, (hit, is_known) in enumerate(counts.values()):
        columns[f"n{place}"] = is_known.cast("int64").sum()
        columns[f"k{place}"] = (is_known & hit.fill_null(False)).cast("int64").sum()
    counted = case.fetch(rows.group_by("is_touched").aggregate(**columns)).to_pylist()
    by_touched = {bool(row["is_touched"]): row for row in counted}
    found = [_harm(what, by_touched, place) for place, what in enumerate(counts)]
    return tuple(harm for harm in found if harm is not None)


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
    if is_followed(case):
        again = followed(case).select("contact_id", "again_seconds")
        known = extend(contacts, again, "contact_id")
    else:
        known = contacts.mutate(again_seconds=ibis.null("float64"))
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


def _verdicts(case: Case) -> ir.Table:
    """What customers said of each issue, and whether they left after it; null where unknown."""
    filled, verdicts = case.tables.filled("verdicts"), case.tables["verdicts"]
    known = {
        name: verdicts[name] if name in filled else ibis.null("boolean")
        for name in ("said_resolved", "did_leave")
    }
    return verdicts.select("issue_id", **known)


def _harm(what: str, counts: Mapping[bool, Mapping[str, int]], place: int) -> Harm | None:
    touched, others = (
        (int(row[f"k{place}"] or 0), int(row[f"n{place}"] or 0)) if row else (0, 0)
        for row in (counts.get(True), counts.get(False))
    )
    if not touched[1]:
        return None
    return Harm(what, wilson(*touched), wilson(*others) if others[1] else None)
