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
        self.counts: list[dict[str, Any]] = []
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

    def metrics(self, ticket: int, *, replies: int, reopens: int, minutes: int) -> None:
        self.counts.append(
            {
                "id": 7000 + ticket,
                "ticket_id": ticket,
                "replies": replies,
                "reopens": reopens,
                "group_stations": 1,
                "assignee_stations": 1,
                "reply_time_in_minutes": {"calendar": minutes, "business": minutes},
                "created_at": "2024-03-04T09:00:00Z",
                "updated_at": "2024-03-20T09:00:00Z",
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


def hands(to: int, before: int | None) -> dict[str, Any]:
    return {"type": "Change", "field_name": "assignee_id", "value": to, "previous_value": before}


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

# 3: reopened thrice; Zendesk counts three reopens and four replies.
DESK.ticket(3, CARL, "solved")
DESK.audit(3, "04T09:00:00", CARL, says(CARL, "Wrong bill."), becomes("new"))
for day in ("05", "07", "09"):
    DESK.audit(3, f"{day}T09:00:00", ZED, says(ZED, "Corrected."), becomes("solved", "open"))
    DESK.audit(3, f"{day}T15:00:00", CARL, says(CARL, "Still wrong."), becomes("open", "solved"))
DESK.audit(3, "11T09:00:00", YVE, says(YVE, "Now it is right."), becomes("solved", "open"))
DESK.metrics(3, replies=4, reopens=3, minutes=24 * 60)

# 4: the agent asks back; the customer answers three days later: the same contact.
DESK.ticket(4, DORA, "solved")
DESK.audit(4, "04T09:00:00", DORA, says(DORA, "It does not work."), becomes("new"))
DESK.audit(4, "04T10:00:00", ZED, says(ZED, "Which model?"), becomes("pending", "new"))
DESK.audit(4, "07T10:00:00", DORA, says(DORA, "Model 7."), becomes("open", "pending"))
DESK.audit(4, "07T11:00:00", ZED, says(ZED, "Press reset."), becomes("solved", "open"))
DESK.metrics(4, replies=2, reopens=0, minutes=60)

# 5: nobody answers, and the customer chases after 20 hours: a second contact.
DESK.ticket(5, ANN, "open")
DESK.audit(5, "04T09:00:00", ANN, says(ANN, "Please call me."), becomes("new"))
DESK.audit(5, "05T05:00:00", ANN, says(ANN, "Nobody called."))

# 6: a closed ticket is answered: Zendesk opens a follow-up.
DESK.ticket(
    6,
    ANN,
    "open",
    created_at="2024-03-12T09:00:00Z",
    via={
        "channel": "closed_ticket",
        "source": {"from": {"ticket_id": 1, "subject": "Parcel"}, "to": {}, "rel": "follow_up"},
    },
)
DESK.audit(6, "12T09:00:00", ANN, says(ANN, "It never came."), becomes("new"))

# 7 into 8: the same question twice, merged by an agent.
MERGE = {"channel": "web", "source": {"from": {}, "to": {}, "rel": "merge"}}
DESK.ticket(7, BOB, "closed", tags=["closed_by_merge"])
DESK.audit(7, "04T12:00:00", BOB, says(BOB, "Hello?"), becomes("new"))
DESK.audit(
    7,
    "04T13:00:00",
    ZED,
    says(ZED, "This request was closed and merged into request #8."),
    becomes("closed", "new"),
    **MERGE,
)
DESK.ticket(8, BOB, "solved")
DESK.audit(8, "04T11:30:00", BOB, says(BOB, "Hello, anybody there?"), becomes("new"))
DESK.audit(8, "04T13:00:00", ZED, says(ZED, "Request #7 was merged into this."), **MERGE)
DESK.audit(8, "04T14:00:00", ZED, says(ZED, "Here I am."), becomes("solved", "new"))

# 9: Zed answered; the ticket was handed to Yve, who never wrote; then the customer rated.
DESK.ticket(9, CARL, "solved", assignee_id=YVE)
DESK.audit(9, "04T09:00:00", CARL, says(CARL, "Refund?"), becomes("new"))
DESK.audit(9, "04T10:00:00", ZED, says(ZED, "No."), becomes("solved", "new"), hands(ZED, None))
DESK.audit(9, "04T18:00:00", YVE, hands(YVE, ZED))
DESK.rating(509, 9, CARL, YVE, "bad")

# 10: solved by a trigger; no human ever wrote.
DESK.ticket(10, DORA, "solved", assignee_id=None)
DESK.audit(10, "04T09:00:00", DORA, says(DORA, "Cancel my contract."), becomes("new"))
DESK.audit(10, "04T09:00:01", RULE, becomes("solved", "new"), channel="rule")

# 11: the customer's last question was never answered.
DESK.ticket(11, ANN, "pending")
DESK.audit(11, "04T09:00:00", ANN, says(ANN, "Where is it?"), becomes("new"))
DESK.audit(11, "04T10:00:00", ZED, says(ZED, "On its way."), becomes("pending", "new"))
DESK.audit(11, "04T10:30:00", ANN, says(ANN, "But when will it come?"), becomes("open", "pending"))

# 12: we wrote first.
DESK.ticket(12, BOB, "open", submitter_id=ZED)
DESK.audit(12, "04T09:00:00", ZED, says(ZED, "Your parcel is late."), becomes("open"))
DESK.audit(12, "04T09:30:00", BOB, says(BOB, "Then I cancel."))

# 13: an inbound call, which the system logs in the agent's name.
CALL = {"from": "+4930123456", "to": "+49800123", "answered_by_id": ZED, "call_duration": 95}
DESK.ticket(
    13,
    CARL,
    "solved",
    submitter_id=ZED,
    via={"channel": "voice", "source": {"from": {}, "to": {}, "rel": "inbound"}},
)
LOG = {"type": "VoiceComment", "author_id": ZED, "body": "Call from Carl", "public": True}
DESK.audit(13, "04T09:00:00", ZED, {**LOG, "data": CALL}, becomes("open"), channel="voice")
DESK.audit(13, "04T09:02:00", ZED, becomes("solved", "open"))

# 14: an internal note first, then the public answer: only that one is the first reply.
DESK.ticket(14, DORA, "solved")
DESK.audit(14, "04T09:00:00", DORA, says(DORA, "Broken."), becomes("new"))
DESK.audit(14, "04T09:10:00", ZED, says(ZED, "Yve, yours?", public=False))
DESK.audit(14, "04T11:00:00", YVE, says(YVE, "Replaced."), becomes("solved", "new"))
DESK.metrics(14, replies=1, reopens=0, minutes=120)

# 15: the night in which Europe puts its clocks forward; Zendesk writes UTC.
DESK.ticket(15, ANN, "solved")
DESK.audit(15, "31T00:30:00", ANN, says(ANN, "Locked out."), becomes("new"))
DESK.audit(15, "31T01:30:00", ZED, says(ZED, "Unlocked."), becomes("solved", "new"))

# 16: somebody in copy writes too; a customer, though not the requester.
DESK.ticket(16, ANN, "open")
DESK.audit(16, "04T09:00:00", ANN, says(ANN, "We both are offline."), becomes("new"))
DESK.audit(16, "04T09:05:00", BOB, says(BOB, "Me too."))

# 17: deleted; nothing of it counts.
DESK.ticket(17, ANN, "deleted")

# 18: a survey was offered and not answered.
DESK.ticket(18, BOB, "solved")
DESK.audit(18, "04T09:00:00", BOB, says(BOB, "Invoice?"), becomes("new"))
DESK.audit(18, "04T09:20:00", ZED, says(ZED, "Attached."), becomes("solved", "new"))
DESK.rating(518, 18, BOB, ZED, "offered")
DESK.metrics(1, replies=1, reopens=0, minutes=90)

SURVEYS = [
    {
        "id": "01J",
        "survey_id": "01S",
        "survey_version": 2,
        "expires_at": "2024-04-01T00:00:00Z",
        "responder_id": DORA,
        "subjects": [{"type": "ticket", "id": "4", "zrn": "zen:ticket:4"}],
        "answers": [
            {
                "type": "rating_scale",
                "rating": 4,
                "question": {"id": "q1", "headline": "How satisfied are you?"},
                "updated_at": "2024-03-08T09:00:00Z",
            },
            {
                "type": "open_ended",
                "value": "Quick, once it was read.",
                "question": {"id": "q2", "headline": "Why?"},
                "updated_at": "2024-03-08T09:00:00Z",
            },
            {"type": "skipped", "question": {"id": "q3"}},
        ],
    }
]
HISTORY = [
    {"field_name": field, "ticket_id": 99, "updated": f"2024-03-{at}", "user_id": user, "value": to}
    for field, at, user, to in (
        ("status", "01 09:00:00", ANN, "new"),
        ("assignee_id", "01 09:30:00", YVE, ZED),
        ("status", "01 10:00:00", ZED, "solved"),
        ("status", "02 09:00:00", ANN, "open"),
        ("priority", "02 09:00:00", ANN, "high"),
    )
]
WAREHOUSE_COMMENTS = [
    {
        "id": 9900 + place,
        "ticket_id": 99,
        "user_id": user,
        "created": f"2024-03-{at}",
        "body": "…",
        "public": "TRUE",
        "voice_comment": "FALSE",
    }
    for place, (user, at) in enumerate(
        ((ANN, "01 09:00:00"), (ZED, "01 09:40:00"), (ANN, "02 09:00:00"))
    )
]
WAREHOUSE_TICKETS = [
    {
        "id": 99,
        "requester_id": ANN,
        "submitter_id": ANN,
        "assignee_id": ZED,
        "status": "open",
        "via_channel": "web",
        "created_at": "2024-03-01 09:00:00",
        "updated_at": "2024-03-02 09:00:00",
    }
]

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
    Export(
        "metrics",
        "metrics.json",
        DESK.counts,
        path="ticket_metrics",
        needed=("ticket_id", "reopens", "replies", "group_stations", "assignee_stations"),
    ),
    Export(
        "survey responses",
        "surveys.jsonl",
        SURVEYS,
        needed=("id", "survey_id", "survey_version", "answers"),
    ),
    Export(
        "field history of a warehouse",
        "ticket_field_history.csv",
        HISTORY,
        needed=("field_name", "ticket_id", "updated", "user_id", "value"),
    ),
    Export(
        "comments of a warehouse",
        "ticket_comment.csv",
        WAREHOUSE_COMMENTS,
        needed=("id", "ticket_id", "user_id", "created", "public", "voice_comment"),
    ),
    Export(
        "tickets of a warehouse",
        "ticket.csv",
        WAREHOUSE_TICKETS,
        needed=("id", "requester_id", "submitter_id", "status", "via_channel"),
    ),
    Export(
        "metric events",
        "metric_events.jsonl",
        [
            {
                "id": 1,
                "ticket_id": 1,
                "metric": "reply_time",
                "instance_id": 1,
                "type": "activate",
                "time": "2024-03-04T09:00:00Z",
            }
        ],
    ),
)
