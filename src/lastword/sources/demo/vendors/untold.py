"""What a vendor's export cannot say although a plain file would: declared once, for all uses.

The shape ``common`` of the demo centre writes plain files without these columns, so that a report
on them says what a report on the vendors' exports must say, number by number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PHONES = ("genesys", "asterisk")


class Untold(NamedTuple):
    """Canonical columns of one table that an export of one system cannot fill, and why."""

    source: str
    table: str
    columns: tuple[str, ...]
    why: str


UNTOLD = (
    Untold("genesys", "contacts", ("team_id", "language"), "kept with users and in flows"),
    Untold("genesys", "contacts", ("is_claimed_resolved",), "wrap-up codes are the centre's words"),
    Untold("asterisk", "contacts", ("team_id", "language"), "the log knows queues and extensions"),
    Untold("asterisk", "contacts", ("reason", "is_claimed_resolved"), "the log holds neither"),
    Untold("asterisk", "contacts", ("hold_seconds", "wrap_seconds"), "holding counts as talk"),
    Untold("asterisk", "contacts", ("is_callback",), "the log holds calls that came in"),
    Untold("asterisk", "legs", ("hold_seconds", "wrap_seconds"), "holding counts as talk"),
    Untold("zendesk", "threads", ("reason", "language"), "in fields of the centre's own"),
    Untold("zendesk", "messages", ("contact_id", "position"), "a thread is told, not its contacts"),
    Untold("zendesk", "events", ("contact_id",), "a thread is told, not its contacts"),
    Untold(
        "qualtrics",
        "invitations",
        ("is_reminder", "invited_at", "invited_by", "withheld_reason"),
        "responses are exported, not who was asked, when and by whom",
    ),
    Untold(
        "qualtrics",
        "answers",
        ("role", "attribute", "scale_min", "scale_max", "higher_is"),
        "read from the wording and the answers",
    ),
)
"""Columns that stay away; what is told by other words stands in `common`."""

_CALL = (
    "contact_id", "customer_ref", "channel", "direction", "is_callback", "queue", "team_id",
    "agent_id", "reason", "language", "offered_at", "answered_at", "ended_at", "ivr_seconds",
    "wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds", "outcome", "ended_by",
    "is_claimed_resolved",
)  # fmt: skip
_LEG = (
    "contact_id", "position", "agent_id", "queue", "started_at", "ended_at", "talk_seconds",
    "hold_seconds", "wrap_seconds", "ended_by", "transferred_to",
)  # fmt: skip
_IDENTIFIER = ("customer_ref", "kind", "value")
_THREAD = (
    "thread_id", "part", "customer_ref", "channel", "priority", "queue", "team_id", "agent_id",
    "reason", "language", "opened_at", "is_solved",
)  # fmt: skip
_MESSAGE = (
    "message_id", "contact_id", "thread_id", "position", "sent_at", "author", "author_id", "text",
    "is_public",
)  # fmt: skip
_EVENT = ("event_id", "thread_id", "contact_id", "at", "kind", "actor", "actor_id")
_INVITATION = (
    "invitation_id", "contact_id", "thread_id", "customer_ref", "agent_id", "instrument", "medium",
    "is_reminder", "invited_at", "invited_by", "withheld_reason", "answered_at",
)  # fmt: skip
_ANSWER = (
    "answer_id", "invitation_id", "contact_id", "thread_id", "customer_ref", "answered_at",
    "question", "role", "attribute", "value", "text", "scale_min", "scale_max", "higher_is",
    "wording",
)  # fmt: skip
_PLAIN: Mapping[tuple[str, str], tuple[str, ...]] = {
    **{(source, "contacts"): _CALL for source in PHONES},
    **{(source, "legs"): _LEG for source in PHONES},
    **{(source, "identifiers"): _IDENTIFIER for source in (*PHONES, "zendesk", "qualtrics")},
    ("genesys", "agents"): ("agent_id",),
    ("zendesk", "agents"): ("agent_id", "name", "valid_from"),
    ("zendesk", "threads"): _THREAD,
    ("zendesk", "messages"): _MESSAGE,
    ("zendesk", "events"): _EVENT,
    ("qualtrics", "invitations"): _INVITATION,
    ("qualtrics", "answers"): _ANSWER,
}


def told() -> dict[tuple[str, str], tuple[str, ...]]:
    """System and table → the columns that both shapes tell."""
    dropped: dict[tuple[str, str], set[str]] = {}
    for source, table, columns, _ in UNTOLD:
        dropped.setdefault((source, table), set()).update(columns)
    return {
        place: tuple(name for name in columns if name not in dropped.get(place, ()))
        for place, columns in _PLAIN.items()
    }
