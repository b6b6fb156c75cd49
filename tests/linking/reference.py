"""The rules of linking once more: slow, in plain Python, contact by contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]


def link(
    contacts: Sequence[Row],
    events: Sequence[Row],
    persons: dict[str, str],
    *,
    window_days: float,
    unknown_days: float,
    quiet_hours: float,
    as_of: datetime,
) -> dict[str, Row]:
    """Rows of issue_contacts (without buckets and confidences) by contact id."""
    rows = [dict(row) for row in contacts if row["offered_at"] <= as_of]
    rows.sort(key=lambda row: (row["offered_at"], row["contact_id"]))
    strand_of = _strands(rows, events, timedelta(hours=quiet_hours))
    owner_of = _owners(rows, strand_of, persons)
    window, reach = timedelta(days=window_days), timedelta(days=unknown_days)
    told: dict[str, Row] = {}
    for owner in set(owner_of.values()):
        own = [row for row in rows if owner_of[row["contact_id"]] == owner]
        person = owner[1] if owner[0] == "person" else None
        told.update(_history(own, strand_of, person, window, reach))
    return told


def _strands(rows: Sequence[Row], events: Sequence[Row], quiet: timedelta) -> dict[str, Any]:
    anchor: dict[str, Any] = {}
    for thread, members in _by(rows, "thread_id").items():
        part, reason = 0, None
        for i, row in enumerate(members):
            if i and _is_cut(members[i - 1], row, reason, events, quiet):
                part += 1
            anchor[row["contact_id"]] = ("thread", thread, part)
            reason = row["reason"] or reason
    for row in rows:
        anchor.setdefault(row["contact_id"], ("contact", row["contact_id"], 0))
    group = {name: {name} for name in anchor.values()}
    for row in rows:
        parent = anchor.get(row["parent_contact_id"])
        if parent is not None:
            merged = group[anchor[row["contact_id"]]] | group[parent]
            for name in merged:
                group[name] = merged
    return {contact: min(group[name]) for contact, name in anchor.items()}


def _is_cut(
    before: Row, row: Row, reason: str | None, events: Sequence[Row], quiet: timedelta
) -> bool:
    solved = before["is_claimed_resolved"] or any(
        event["kind"] in ("solved", "closed")
        and event["thread_id"] == row["thread_id"]
        and before["offered_at"] <= event["at"] <= row["offered_at"]
        for event in events
    )
    return bool(
        row["parent_contact_id"] is None
        and row["reason"]
        and reason
        and row["reason"] != reason
        and row["offered_at"] - (before["ended_at"] or before["offered_at"]) > quiet
        and solved
    )


def _owners(
    rows: Sequence[Row], strand_of: dict[str, Any], persons: dict[str, str]
) -> dict[str, tuple[str, Any]]:
    named = defaultdict(set)
    for row in rows:
        if row["customer_ref"]:
            named[strand_of[row["contact_id"]]].add(persons[row["customer_ref"]])
    owners: dict[str, tuple[str, Any]] = {}
    for row in rows:
        strand = strand_of[row["contact_id"]]
        if row["customer_ref"]:
            owners[row["contact_id"]] = ("person", persons[row["customer_ref"]])
        elif len(named[strand]) == 1:
            owners[row["contact_id"]] = ("person", next(iter(named[strand])))
        else:
            owners[row["contact_id"]] = ("strand", strand)
    return owners


def _history(
    own: list[Row],
    strand_of: dict[str, Any],
    person: str | None,
    window: timedelta,
    reach: timedelta,
) -> dict[str, Row]:
    strands: dict[Any, list[Row]] = {}
    for row in own:
        strands.setdefault(strand_of[row["contact_id"]], []).append(row)
    attempts = [_attempt(members) for members in strands.values()]
    for attempt in attempts:
        attempt["taken"] = _taken(attempt, attempts, reach)
    issues: list[list[Row]] = []
    current: dict[Any, list[Row]] = {}
    for attempt in attempts:
        earlier = [a for a in attempts if a["taken"] == attempt["taken"] and _before(a, attempt)]
        pause = window if attempt["taken"] else reach
        near = [a for a in earlier if attempt["start"] - a["end"] <= pause]
        attempt["rule"] = "reason" if attempt["reason"] and _coded(near) else "time"
        if not near:
            current[attempt["taken"]] = []
            issues.append(current[attempt["taken"]])
        current[attempt["taken"]].extend(attempt["members"])
        for member in attempt["members"][1:]:
            is_parent = member["parent_contact_id"] or member["thread_id"] is None
            member["rule"] = "parent" if is_parent else "thread"
        attempt["members"][0]["rule"] = attempt["rule"]
    return _told(own, issues, person)


def _attempt(members: list[Row]) -> Row:
    return {
        "members": members,
        "head": (members[0]["offered_at"], members[0]["contact_id"]),
        "start": members[0]["offered_at"],
        "end": members[-1]["offered_at"],
        "reason": next((m["reason"] for m in members if m["reason"]), None),
    }


def _before(first: Row, second: Row) -> bool:
    return bool(first["head"] < second["head"])


def _coded(attempts: Iterable[Row]) -> bool:
    return any(attempt["reason"] for attempt in attempts)


def _taken(attempt: Row, attempts: Sequence[Row], reach: timedelta) -> str | None:
    if attempt["reason"]:
        return str(attempt["reason"])
    none = timedelta(0)
    back = [a for a in attempts if a["reason"] and _before(a, attempt)]
    ahead = [a for a in attempts if a["reason"] and _before(attempt, a)]
    near = []
    if back:
        latest = max(back, key=lambda a: (a["end"], a["reason"]))
        near.append((max(attempt["start"] - latest["end"], none), 0, latest["reason"]))
    if ahead:
        soonest = min(ahead, key=lambda a: (a["start"], a["reason"]))
        near.append((max(soonest["start"] - attempt["end"], none), 1, soonest["reason"]))
    near = sorted(n for n in near if n[0] <= reach)
    return near[0][2] if near else None


def _told(own: list[Row], issues: Sequence[list[Row]], person: str | None) -> dict[str, Row]:
    issue_of, told = {}, {}
    for issue in issues:
        issue.sort(key=lambda row: (row["offered_at"], row["contact_id"]))
        for position, row in enumerate(issue, start=1):
            issue_of[row["contact_id"]] = (issue[0]["contact_id"], position, issue)
    for number, row in enumerate(own):
        name, position, issue = issue_of[row["contact_id"]]
        earlier = [r for r in issue[: position - 1] if _is_approach(r)]
        mine = [r for r in earlier if _desk(r) == _desk(row)]
        claimed = _is_approach(row) and not mine
        later = [
            r for r in own[number + 1 :] if r["direction"] != "outbound" and not r["is_callback"]
        ]
        again = [r for r in later if row["reason"] and r["reason"] == row["reason"]]
        first = "first" if person else "unknown_customer"
        told[row["contact_id"]] = {
            "issue_id": name,
            "position": position,
            "previous_channel": issue[position - 2]["channel"] if position > 1 else None,
            "rule": first if position == 1 else row["rule"],
            "person_id": person,
            "contact_number": sum(map(_is_approach, own[: number + 1])),
            "next_contact_at": later[0]["offered_at"] if later else None,
            "next_contact_issue_id": issue_of[later[0]["contact_id"]][0] if later else None,
            "next_same_reason_at": again[0]["offered_at"] if again else None,
            "is_first_claimed": claimed,
            "is_false_first": claimed and bool(earlier),
        }
    return told


def _is_approach(row: Row) -> bool:
    return row["direction"] != "outbound" or bool(row["is_callback"])


def _is_return(row: Row) -> bool:
    return row["direction"] != "outbound" and not row["is_callback"]


def _desk(row: Row) -> tuple[Any, ...]:
    return row["source"], row["channel"], row["customer_ref"]


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            groups[row[column]].append(row)
    return groups
