"""The stories as Freshdesk exports them, and what is its own."""

from __future__ import annotations

from typing import Any

from sources.exports import Export
from sources.stories import ANN, AUTHORS, STORIES, YVE, ZED, Step, Story

EMAIL, PHONE, OUTBOUND = 1, 3, 10


def ticket(story: Story, **more: Any) -> dict[str, Any]:
    first = story.steps[0]
    solved = [step for step in story.steps if step.does == "solve"]
    replied = [s for s in story.steps[1:] if s.who != "customer" and s.is_public]
    return {
        "id": story.number,
        "requester_id": ANN,
        "responder_id": story.holder,
        "group_id": 4,
        "source": EMAIL if first.who == "customer" else OUTBOUND,
        "status": 4 if story.is_solved else 2,
        "priority": 2,
        "type": "Question",
        "subject": "Help",
        "description_text": first.text,
        "to_emails": ["help@centre.example"],
        "created_at": first.iso,
        "updated_at": story.steps[-1].iso,
        "spam": False,
        "stats": {
            "first_responded_at": replied[0].iso if replied else None,
            "resolved_at": solved[-1].iso if solved and story.is_solved else None,
            "closed_at": None,
        },
        **more,
    }


def reply(ticket: int, number: int, step: Step) -> dict[str, Any]:
    return {
        "id": number,
        "ticket_id": ticket,
        "user_id": AUTHORS[step.who],
        "incoming": step.who == "customer",
        "private": not step.is_public,
        "body_text": step.text,
        "source": 0,
        "created_at": step.iso,
        "updated_at": step.iso,
    }


HUMAN = [story for story in STORIES if not story.has_bot]
CALL = Story(20, (Step("Zed", 0, "Called about the bill"),), ())
SPAM = Story(21, (Step("customer", 0, "Buy now"),), (), is_solved=False)
NEVER = Story(22, (Step("customer", 0, "Hello?"),), (), is_solved=True)
EXPORTS = (
    Export(
        "tickets",
        "tickets.json",
        [
            *(ticket(story) for story in HUMAN),
            ticket(CALL, source=PHONE),
            ticket(SPAM, spam=True),
            ticket(NEVER, status=5, stats={"closed_at": "2024-03-09T09:00:00Z"}),
        ],
        path="tickets",
        needed=("id", "requester_id", "responder_id", "status", "source", "created_at"),
    ),
    Export(
        "conversations",
        "conversations.jsonl",
        [
            reply(story.number, 1000 * story.number + place, step)
            for story in HUMAN
            for place, step in enumerate(story.steps[1:], start=1)
        ],
        needed=("id", "ticket_id", "user_id", "incoming", "private"),
    ),
    Export(
        "satisfaction ratings",
        "ratings.jsonl",
        [
            {
                "id": 500 + ticket,
                "survey_id": 3,
                "user_id": ANN,
                "agent_id": YVE,
                "ticket_id": ticket,
                "feedback": feedback,
                "ratings": {"default_question": rating, "question_2": -102},
                "created_at": "2024-03-06T09:00:00Z",
                "updated_at": "2024-03-06T09:00:00Z",
            }
            for ticket, rating, feedback in ((1, 103, None), (4, 100, "Fine"), (13, -103, "Slow"))
        ],
        needed=("id", "survey_id", "user_id", "ticket_id", "ratings"),
    ),
    Export(
        "contacts",
        "contacts.csv",
        [
            {
                "id": ANN,
                "name": "Ann",
                "email": "ann@example.org",
                "phone": "+4930123456",
                "mobile": "+49151123456",
                "twitter_id": "",
            }
        ],
        needed=("id", "email", "phone", "mobile", "twitter_id"),
    ),
    Export(
        "agents",
        "agents.jsonl",
        [
            {
                "id": number,
                "ticket_scope": 1,
                "occasional": False,
                "contact": {"name": name, "email": f"{name.lower()}@centre.example"},
                "created_at": "2020-01-01T00:00:00Z",
            }
            for name, number in (("Zed", ZED), ("Yve", YVE))
        ],
        needed=("id", "ticket_scope", "occasional", "contact"),
    ),
)
