"""Tickets whose right reading is known, written as Zendesk exports them."""

from __future__ import annotations

from typing import Any

from sources.exports import Export

ANN, BOB, CARL, DORA = 900, 901, 902, 903
ZED, YVE = 70, 71
RULE = -1
USERS = {
    ANN: ("end-user", "Ann", "ann@example.org"),
    BOB: ("end-user", "Bob", "bob@example.org"),
    CARL: ("end-user", "Carl", "carl@example.org"),
    DORA: ("end-user", "Dora", "dora@example.org"),
    ZED: ("agent", "Zed", "zed@centre.example"),
    YVE: ("admin", "Yve", "yve@centre.example"),
}


class Desk:
    """Writes tickets, and everything that Zendesk would export of them."""

    def __init__(self) -> None:
        self.tickets: list[dict[str, Any]] = []
        self.audits: list[dict[str, Any]] = []
        self.ratings: list[dict[str, Any]] = []
        self._audit = 1000
        self._event = 50_000

    def ticket(self, number: int, customer: int, status: str, **fields: Any) -> None:
        via = {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}}
        self.tickets.append(
            {
                "id": number,
                "requester_id": customer,
                "submitter_id": customer,
                "assignee_id": ZED,
                "group_id": 5,
                "status": status,
                "priority": "normal",
                "via": via,
                "created_at": "2024-03-04T09:00:00Z",
                "updated_at": "2024-03-20T09:00:00Z",
                "tags": [],
                **fields,
            }
        )

    def audit(self, ticket: int, at: str, author: int, *events: dict[str, Any], **via: Any) -> None:
        self._audit += 1
        self.audits.append(
            {
                "id": self._audit,
                "ticket_id": ticket,
                "created_at": f"2024-03-{at}Z",
                "author_id": author,
                "via": via or {"channel": "web"},
                "events": [{"id": self._next(), **event} for event in events],
            }
        )

    def rating(self, number: int, ticket: int, customer: int, agent: int, score: str) -> None:
        self.ratings.append(
            {
                "id": number,
                "ticket_id": ticket,
                "requester_id": customer,
                "assignee_id": agent,
                "group_id": 5,
                "score": score,
                "comment": "As it should be" if score == "good" else None,
                "created_at": "2024-03-06T10:00:00Z",
                "updated_at": "2024-03-06T12:00:00Z",
            }
        )

    def _next(self) -> int:
        self._event += 1
        return self._event


def says(author: int, text: str, *, public: bool = True) -> dict[str, Any]:
    return {"type": "Comment", "author_id": author, "body": text, "public": public}


def becomes(status: str, before: str | None = None, **more: Any) -> dict[str, Any]:
    kind = "Change" if before else "Create"
    given = {"previous_value": before} if before else {}
    return {"type": kind, "field_name": "status", "value": status, **given, **more}


DESK = Desk()

# 1: asked, answered and solved in one reply.
DESK.ticket(1, ANN, "closed")
DESK.audit(1, "04T09:00:00", ANN, says(ANN, "Where is my parcel?"), becomes("new"))
DESK.audit(1, "04T10:30:00", ZED, says(ZED, "It comes today."), becomes("solved", "new"))
DESK.audit(
    1,
    "08T10:30:00",
    RULE,
    becomes("closed", "solved", via={"channel": "rule", "source": {"rel": "automation"}}),
    channel="rule",
)
DESK.rating(501, 1, ANN, ZED, "good")

# 2: solved, and written to again: a second contact, which reopens the ticket.
DESK.ticket(2, BOB, "open")
DESK.audit(2, "04T09:00:00", BOB, says(BOB, "The router is dead."), becomes("new"))
DESK.audit(2, "04T11:00:00", ZED, says(ZED, "Restart it."), becomes("solved", "new"))
DESK.audit(2, "06T08:00:00", BOB, says(BOB, "Dead again."), becomes("open", "solved"))

EXPORTS = (
    Export(
        "tickets",
        "tickets.json",
        DESK.tickets,
        path="tickets",
        needed=("id", "requester_id", "submitter_id", "status", "via"),
    ),
    Export(
        "audits",
        "audits.jsonl",
        DESK.audits,
        needed=("id", "ticket_id", "author_id", "created_at", "events"),
    ),
    Export(
        "satisfaction ratings",
        "ratings.csv",
        DESK.ratings,
        needed=("id", "ticket_id", "requester_id", "assignee_id", "score"),
    ),
    Export(
        "users",
        "users.jsonl",
        [
            {
                "id": number,
                "role": role,
                "name": name,
                "email": email,
                "phone": None,
                "suspended": False,
                "locale": "en",
                "created_at": "2020-01-01T00:00:00Z",
                "updated_at": "2024-01-01T00:00:00Z",
            }
            for number, (role, name, email) in USERS.items()
        ],
        needed=("id", "role", "email", "name", "suspended", "locale"),
    ),
)
