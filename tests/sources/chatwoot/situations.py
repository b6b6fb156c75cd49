"""The stories as Chatwoot's database holds them, and the shapes of its API and reports."""

from __future__ import annotations

from typing import Any

from sources.exports import Export
from sources.stories import ANN, AUTHORS, STORIES, YVE, ZED, Step, Story

INCOMING, OUTGOING, ACTIVITY, TEMPLATE = range(4)
SENDERS = {"customer": "Contact", "Zed": "User", "Yve": "User", "bot": "AgentBot"}


def plain(step: Step) -> str:
    return step.iso.replace("T", " ").removesuffix("Z")


def conversation(story: Story) -> dict[str, Any]:
    return {
        "id": story.number,
        "display_id": story.number + 500,
        "account_id": 1,
        "inbox_id": 3,
        "contact_id": ANN,
        "assignee_id": story.holder,
        "team_id": None,
        "status": 1 if story.is_solved else 0,
        "priority": None,
        "created_at": plain(story.steps[0]),
        "updated_at": plain(story.steps[-1]),
    }


def message(conversation: int, number: int, step: Step) -> dict[str, Any]:
    return {
        "id": number,
        "conversation_id": conversation,
        "message_type": INCOMING if step.who == "customer" else OUTGOING,
        "sender_type": SENDERS[step.who],
        "sender_id": AUTHORS[step.who],
        "content": step.text,
        "private": not step.is_public,
        "created_at": plain(step),
    }


def resolved(conversation: int, number: int, step: Step) -> dict[str, Any]:
    is_bot = step.who == "bot"
    return {
        "id": number,
        "name": "conversation_bot_resolved" if is_bot else "conversation_resolved",
        "value": 60.0,
        "value_in_business_hours": 60.0,
        "user_id": None if is_bot else AUTHORS[step.who],
        "conversation_id": conversation,
        "event_start_time": plain(step),
        "event_end_time": plain(step),
    }


def said(number: int, kind: int, epoch: int, text: str, sender: dict[str, Any] | None) -> Any:
    return {
        "id": number,
        "content": text,
        "message_type": kind,
        "private": False,
        "created_at": epoch,
        "conversation_id": 700,
        "sender": sender,
    }


CUSTOMER = {"id": 901, "type": "contact", "email": "bob@example.org", "phone_number": None}
AGENT = {"id": ZED, "type": "user", "name": "Zed"}
ASSISTANT = {"id": 5, "type": "agent_bot", "name": "Helper"}
LINK = "https://desk.example/app/accounts/1/conversations/700"
NUMBERED = [
    (s, 1000 * s.number + place, step) for s in STORIES for place, step in enumerate(s.steps)
]
EXPORTS = (
    Export(
        "conversations of the database",
        "conversations.csv",
        [conversation(story) for story in STORIES],
        needed=("id", "display_id", "inbox_id", "contact_id", "status", "created_at"),
    ),
    Export(
        "messages of the database",
        "messages.csv",
        [message(story.number, number, step) for story, number, step in NUMBERED],
        needed=("id", "conversation_id", "message_type", "sender_type", "sender_id"),
    ),
    Export(
        "reporting events",
        "reporting_events.csv",
        [resolved(s.number, number, step) for s, number, step in NUMBERED if step.does == "solve"],
        needed=(
            "id",
            "name",
            "value",
            "value_in_business_hours",
            "conversation_id",
            "event_end_time",
        ),
    ),
    Export(
        "ratings of the database",
        "csat_survey_responses.csv",
        [
            {
                "id": 801,
                "rating": 1,
                "feedback_message": "Nobody knew me",
                "conversation_id": 13,
                "contact_id": ANN,
                "assigned_agent_id": YVE,
                "created_at": "2024-03-06 09:00:00",
            },
            {
                "id": 802,
                "rating": 5,
                "feedback_message": None,
                "conversation_id": 9,
                "contact_id": ANN,
                "assigned_agent_id": None,
                "created_at": "2024-03-06 09:00:00",
            },
        ],
        needed=(
            "id",
            "rating",
            "feedback_message",
            "conversation_id",
            "contact_id",
            "assigned_agent_id",
        ),
    ),
    Export(
        "conversations",
        "api_conversations.json",
        [
            {
                "id": 700,
                "inbox_id": 8,
                "status": "resolved",
                "created_at": 1709542800,
                "timestamp": 1709550000,
                "first_reply_created_at": 1709546400,
                "meta": {
                    "sender": CUSTOMER,
                    "channel": "Channel::Whatsapp",
                    "assignee": {"id": ZED},
                },
                "messages": [said(70004, OUTGOING, 1709546400, "Here you are.", AGENT)],
            }
        ],
        path="payload",
        needed=("id", "inbox_id", "status", "meta", "created_at"),
    ),
    Export(
        "messages",
        "api_messages.jsonl",
        [
            said(70001, INCOMING, 1709542800, "Where is the form?", CUSTOMER),
            said(70002, TEMPLATE, 1709542801, "We answer within hours.", None),
            said(70003, OUTGOING, 1709542860, "Let me look.", ASSISTANT),
            said(70004, OUTGOING, 1709546400, "Here you are.", AGENT),
            said(70005, ACTIVITY, 1709546401, "Zed resolved the conversation", None),
        ],
        needed=("id", "conversation_id", "message_type", "private", "sender"),
    ),
    Export(
        "ratings",
        "api_ratings.jsonl",
        [
            {
                "id": 811,
                "rating": 4,
                "feedback_message": "Good",
                "conversation_id": 700,
                "contact": {"id": 901},
                "assigned_agent": {"id": ZED},
                "created_at": 1709560000,
            }
        ],
        needed=("id", "rating", "feedback_message", "conversation_id", "contact"),
    ),
)
REPORT = f"""Agentenname,Bewertung,Feedback-Kommentar,Kontaktname,Kontakt-E-Mail-Adresse,\
Kontakt Telefonnummer,Link zur Konversation,Aufnahmedatum
Zed (zed@centre.example),4,"Gut, danke",Bob,bob@example.org,+4930777,{LINK},2024-03-04 13:46:40 UTC
,2,,Eve,eve@example.org,,{LINK[:-3]}701,2024-03-05 13:46:40 UTC
Berichtszeitraum von 2024-03-01 bis 2024-03-31
"""
"""The report of ratings in German: a translated header, and a line behind the table."""

SUMS = """Reporting period 2024-03-01 to 2024-03-31

Agent name,Conversations count,Avg first response time,Avg resolution time
Zed,12,3.5,70.1
"""
