"""A centre with a bit of everything, for tests that need all tables at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from verdict.conftest import at

Row = dict[str, Any]


def contacts() -> list[Row]:
    """Sixty customers: cut-offs at 1,800 s, short calls, an e-mail left open, next issues."""
    rows: list[Row] = []
    for i in range(60):
        begun = at(days=i % 20, hours=i % 7)
        row: Row = {
            "contact_id": f"c{i:02}",
            "person": f"p{i}",
            "offered_at": begun,
            "wait_seconds": 10.0 * (i % 5),
            "talk_seconds": 200.0,
            "reason": "bill" if i % 3 else "move",
            "agent_id": f"a{i % 4}",
            "team_id": "north" if i % 2 else "south",
            "queue": "main",
            "is_claimed_resolved": i % 6 != 0,
        }
        if i % 5 == 0:
            row |= {"outcome": "cut_off", "wait_seconds": 1800.0, "talk_seconds": None}
        elif i % 7 == 0:
            row |= {"talk_seconds": 3.0}
        rows.append(row)
        if i % 5 == 0:
            rows.append(_later(row, "again", timedelta(minutes=20), issue=row["contact_id"]))
        if i % 3 == 0:
            rows.append(_later(row, "next", timedelta(days=9), reason="bill"))
    return rows


def _later(row: Row, suffix: str, gap: timedelta, **changes: Any) -> Row:
    later = {
        **row,
        "contact_id": f"{row['contact_id']}-{suffix}",
        "offered_at": row["offered_at"] + gap,
        "outcome": "answered",
        "wait_seconds": 30.0,
        "talk_seconds": 300.0,
    }
    return {**later, **changes}


def written() -> tuple[list[Row], list[Row]]:
    """Two e-mail threads closed as solved: one on the customer's open question."""
    rows, messages = [], []
    for name, last in (("m1", "It still does not work!"), ("m2", "Thanks, all good.")):
        rows.append(
            {
                "contact_id": name,
                "person": f"q{name}",
                "thread_id": f"t{name}",
                "channel": "email",
                "offered_at": at(days=30),
                "is_claimed_resolved": True,
                "agent_id": "a1",
            }
        )
        lines = (("customer", "It broke."), ("agent", "Try this."), ("customer", last))
        messages += [
            {
                "message_id": f"{name}{i}",
                "contact_id": name,
                "thread_id": f"t{name}",
                "author": author,
                "text": text,
                "sent_at": at(days=30, seconds=60 * i),
                "is_public": True,
            }
            for i, (author, text) in enumerate(lines)
        ]
    return rows, messages


def answers() -> list[Row]:
    rows = []
    for i in range(0, 60, 2):
        solved = i % 4 == 0
        about = {"contact_id": f"c{i:02}", "answered_at": at(days=i % 20 + 2, seconds=i)}
        rows.append({"answer_id": f"r{i}", "role": "resolved", "value": float(solved), **about})
        rows.append(
            {
                "answer_id": f"s{i}",
                "role": "csat",
                "value": 5.0 if solved else 2.0,
                "scale_min": 1.0,
                "scale_max": 5.0,
                "higher_is": "better",
                **about,
            }
        )
    rows.append(
        {
            "answer_id": "words",
            "role": "comment",
            "text": "Nobody ever called me back.",
            "contact_id": "c58",
            "answered_at": at(days=21),
        }
    )
    return rows


def invitations() -> list[Row]:
    rows = [
        {
            "invitation_id": f"i{i}",
            "contact_id": f"c{i:02}",
            "customer_ref": f"p{i}",
            "medium": "email" if i % 2 else "sms",
            "invited_at": at(days=i % 20 + 1),
            "answered_at": at(days=i % 20 + 2) if i % 4 == 0 else None,
        }
        for i in range(50)
    ]
    rows += [
        {"invitation_id": f"x{i}", "customer_ref": "p1", "medium": "sms", "invited_at": at(3 + i)}
        for i in range(3)
    ]
    rows.append({"invitation_id": "w", "customer_ref": "p9", "withheld_reason": "angry"})
    return rows


def everything() -> dict[str, list[Row]]:
    mail, messages = written()
    return {
        "contacts": contacts() + mail,
        "messages": messages,
        "answers": answers(),
        "invitations": invitations(),
        "outcomes": [{"customer_ref": "p5", "kind": "cancelled", "at": at(40)}],
    }
