"""The stories as Intercom exports them, and what is its own."""

from __future__ import annotations

from typing import Any

from sources.exports import Export
from sources.stories import ANN, AUTHORS, STORIES, YVE, ZED, Step, Story

TYPES = {"customer": "user", "Zed": "admin", "Yve": "admin", "bot": "bot"}
PARTS = {"solve": "close", "reopen": "open", None: "comment"}


def author(who: str) -> dict[str, Any]:
    return {"type": TYPES[who], "id": str(AUTHORS[who]), "name": who}


def part(number: str, step: Step) -> dict[str, Any]:
    return {
        "type": "conversation_part",
        "id": number,
        "part_type": PARTS[step.does] if step.is_public else "note",
        "body": f"<p>{step.text}</p>" if step.text else None,
        "created_at": step.epoch,
        "author": author(step.who),
        "assigned_to": None,
    }


def conversation(story: Story, **more: Any) -> dict[str, Any]:
    first, *rest = story.steps
    delivered = "customer_initiated" if first.who == "customer" else "admin_initiated"
    return {
        "type": "conversation",
        "id": str(story.number),
        "created_at": first.epoch,
        "updated_at": story.steps[-1].epoch,
        "source": {
            "type": "email",
            "id": f"s{story.number}",
            "delivered_as": delivered,
            "subject": "",
            "body": f"<p>{first.text}</p>",
            "author": author(first.who),
        },
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": str(ANN)}]},
        "admin_assignee_id": story.holder,
        "team_assignee_id": 4,
        "state": "closed" if story.is_solved else "open",
        "priority": "not_priority",
        "statistics": {"count_reopens": 0},
        "conversation_rating": {"rating": None},
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": [
                part(f"{story.number}0{place}", step) for place, step in enumerate(rest, start=1)
            ],
        },
        **more,
    }


RATING = {
    "rating": 2,
    "remark": "Passed around",
    "created_at": STORIES[0].steps[-1].epoch + 7200,
    "requested_at": STORIES[0].steps[-1].epoch + 3600,
    "contact": {"type": "contact", "id": str(ANN)},
    "teammate": {"type": "admin", "id": YVE},
}
CHAT = Story(20, (Step("customer", 0, "Anyone &amp; everyone<br>there?"),), (), is_solved=False)
CHATS = conversation(CHAT)
CHATS["source"]["type"] = "conversation"
LONE = Step("customer", 3, "Part by itself")
EXPORTS = (
    Export(
        "conversations",
        "conversations.jsonl",
        [
            conversation(STORIES[0], conversation_rating=RATING),
            *(conversation(story) for story in STORIES[1:]),
            CHATS,
        ],
        needed=("id", "state", "created_at", "source"),
    ),
    Export(
        "conversation parts",
        "parts.jsonl",
        [
            {**part("9001", LONE), "conversation_id": "20"},
            {**part("9002", Step("Zed", 4, None, "solve")), "conversation_id": "20"},
        ],
        needed=("id", "conversation_id", "part_type", "author", "created_at"),
    ),
    Export(
        "contacts",
        "contacts.json",
        [
            {
                "id": str(ANN),
                "role": "user",
                "external_id": "C-17",
                "email": "ann@example.org",
                "phone": "+4930123456",
                "name": "Ann",
                "last_replied_at": 1709550000,
            }
        ],
        path="data",
        needed=("id", "role", "external_id", "email", "phone", "last_replied_at"),
    ),
    Export(
        "admins",
        "admins.jsonl",
        [
            {"id": str(ZED), "name": "Zed", "email": "zed@centre.example", "job_title": "Agent"},
            {"id": str(YVE), "name": "Yve", "email": "yve@centre.example", "job_title": "Lead"},
        ],
        needed=("id", "name", "email", "job_title"),
    ),
    Export("teams", "teams.jsonl", [{"id": "4", "name": "First line", "admin_ids": [ZED, YVE]}]),
    Export(
        "conversations of a warehouse",
        "conversation_history.csv",
        [
            {
                "id": 99,
                "updated_at": f"2024-03-0{day} 10:00:00",
                "created_at": "2024-03-01 09:00:00",
                "assignee_id": ZED,
                "assignee_type": "admin",
                "conversation_rating_value": rating,
                "conversation_rating_remark": None,
                "conversation_rating_created_at": None,
                "source_author_id": ANN,
                "source_author_type": "user",
                "source_delivered_as": "customer_initiated",
                "source_type": "conversation",
                "source_body": "<p>Hello</p>",
                "source_subject": "",
                "state": state,
            }
            for day, rating, state in ((1, None, "open"), (2, 5, "closed"))
        ],
        needed=(
            "id",
            "created_at",
            "state",
            "source_author_id",
            "source_delivered_as",
            "conversation_rating_value",
        ),
    ),
    Export(
        "conversation parts of a warehouse",
        "conversation_part_history.csv",
        [
            {
                "id": 99001,
                "updated_at": "2024-03-01 09:30:00",
                "conversation_id": 99,
                "created_at": "2024-03-01 09:30:00",
                "part_type": "comment",
                "author_id": ZED,
                "author_type": "admin",
                "body": "<p>Hello you</p>",
            }
        ],
        needed=("id", "conversation_id", "part_type", "author_id", "author_type", "created_at"),
    ),
    Export(
        "contacts of conversations",
        "conversation_contact_history.csv",
        [
            {
                "contact_id": ANN,
                "conversation_id": 99,
                "conversation_updated_at": "2024-03-02 10:00:00",
            }
        ],
        needed=("contact_id", "conversation_id", "conversation_updated_at"),
    ),
    Export(
        "tags",
        "conversation_tag_history.csv",
        [{"tag_id": 4, "conversation_id": 99, "_fivetran_synced": "2024-03-02 10:00:00"}],
    ),
)
