"""Standard columns: the names under which exports usually hold the canonical columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lastword.tables import TABLES

_CONTACT = ("contact", "call_id", "conversation_id", "interaction_id", "ticket_id", "case_id")
_CUSTOMER = ("customer", "customer_id", "client_id", "caller_id", "requester_id", "account_id")
_AGENT = ("agent", "agent_name", "served_by", "handled_by", "assignee", "assignee_id")
_SCALE = {"scale_min": ("min",), "scale_max": ("max",)}


@dataclass(frozen=True)
class Standard:
    """How one canonical table is recognised.

    Parameters
    ----------
    needs
        Groups of canonical columns; of each group one at least must be there.
    aliases
        Other names of canonical columns. Durations without a unit in their name are not among
        them: their unit would be a guess.
    """

    needs: tuple[tuple[str, ...], ...]
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)


STANDARD = {
    "contacts": Standard(
        (("contact_id",), ("offered_at",)),
        {
            "contact_id": ("id", *_CONTACT),
            "thread_id": ("thread",),
            "customer_ref": _CUSTOMER,
            "channel": ("media_type", "medium"),
            "line": ("number_dialled", "dialled_number", "dnis"),
            "queue": ("queue_name", "skill"),
            "team_id": ("team", "group_id", "group"),
            "agent_id": _AGENT,
            "reason": ("category", "topic", "contact_reason", "wrap_up_code"),
            "offered_at": ("started_at", "start_time", "start", "created_at", "opened_at"),
            "answered_at": ("answer_time", "connected_at"),
            "ended_at": ("end_time", "end", "closed_at"),
            "ivr_seconds": ("ivr_s", "ivr_time_s"),
            "wait_seconds": ("wait_s", "wait_time_s", "wait_time_seconds", "queue_seconds"),
            "talk_seconds": ("talk_s", "talk_time_s", "talk_time_seconds"),
            "hold_seconds": ("hold_s", "hold_time_s", "hold_time_seconds"),
            "wrap_seconds": ("wrap_s", "acw_s", "acw_seconds", "after_call_work_seconds"),
            "outcome": ("result", "disposition"),
            "is_claimed_resolved": ("resolved", "is_resolved", "solved"),
            "recording_uri": ("recording", "recording_url"),
        },
    ),
    "legs": Standard(
        (("contact_id",), ("position",), ("started_at", "ended_at", "talk_seconds")),
        {"contact_id": _CONTACT, "agent_id": _AGENT, "talk_seconds": ("talk_s",)},
    ),
    "messages": Standard(
        (("contact_id", "thread_id"), ("text",), ("author", "sent_at")),
        {
            "message_id": ("id", "comment_id"),
            "contact_id": _CONTACT,
            "text": ("body", "message", "content", "plain_body"),
            "sent_at": ("created_at", "timestamp", "time"),
            "author": ("author_type", "role", "speaker", "sender"),
            "is_public": ("public",),
        },
    ),
    "events": Standard(
        (("thread_id", "contact_id"), ("kind",), ("at",)),
        {
            "event_id": ("id",),
            "thread_id": ("ticket_id", "thread"),
            "at": ("created_at", "time", "timestamp", "event_time"),
            "kind": ("event", "event_type", "type"),
        },
    ),
    "invitations": Standard(
        (("invited_at",), ("contact_id", "customer_ref", "thread_id")),
        {
            "invitation_id": ("id", "survey_id"),
            "contact_id": _CONTACT,
            "customer_ref": _CUSTOMER,
            "agent_id": _AGENT,
            "invited_at": ("sent_at",),
            "instrument": ("survey", "survey_name"),
        },
    ),
    "answers": Standard(
        (("contact_id", "customer_ref", "thread_id"), ("question", "role"), ("value", "text")),
        {
            "answer_id": ("id", "response_id"),
            "contact_id": _CONTACT,
            "customer_ref": _CUSTOMER,
            "answered_at": ("submitted_at", "recorded_at"),
            "value": ("score", "rating"),
            "text": ("comment",),
            **_SCALE,
        },
    ),
    "identifiers": Standard(
        (("customer_ref",), ("kind",), ("value",)),
        {"customer_ref": _CUSTOMER, "kind": ("identifier_kind",), "value": ("identifier",)},
    ),
    "consents": Standard(
        (("customer_ref", "contact_id"), ("purpose",), ("is_given",)),
        {"customer_ref": _CUSTOMER, "is_given": ("given", "consent")},
    ),
    "agents": Standard(
        (("agent_id",), ("name", "team_id", "hired_on", "valid_from")),
        {"agent_id": ("id", "agent"), "name": ("agent_name", "full_name"), "team_id": ("team",)},
    ),
    "shifts": Standard(
        (("agent_id",), ("state",), ("started_at",)),
        {"agent_id": ("agent",), "state": ("status",), "started_at": ("start",)},
    ),
    "evaluations": Standard(
        (("criterion",), ("score",), ("contact_id", "agent_id")),
        {
            "evaluation_id": ("id",),
            "contact_id": _CONTACT,
            "agent_id": _AGENT,
            "evaluator_id": ("reviewer", "evaluator"),
            "evaluated_at": ("reviewed_at",),
            "max_score": ("max",),
        },
    ),
    "pulses": Standard(
        (("unit_id",), ("period_start",), ("question",), ("value",)),
        {
            "unit_id": ("team", "unit", "team_id"),
            "period_start": ("period",),
            "respondents": ("n", "responses"),
            **_SCALE,
        },
    ),
    "outcomes": Standard(
        (("customer_ref",), ("kind",), ("at",)),
        {
            "customer_ref": _CUSTOMER,
            "kind": ("outcome", "event"),
            "at": ("date", "time", "created_at"),
        },
    ),
    "targets": Standard((("metric",), ("value",), ("operator", "applies_to"))),
}
IDENTIFIERS = {
    "email": ("email", "e_mail", "email_address", "mail"),
    "phone": ("phone", "phone_number", "telephone", "mobile", "caller_number", "ani"),
    "account": ("account_number",),
    "given_name": ("given_name", "first_name"),
    "surname": ("surname", "last_name", "family_name"),
    "address": ("address", "street_address"),
    "postcode": ("postcode", "zip", "zip_code", "postal_code"),
    "birth_date": ("birth_date", "date_of_birth", "dob"),
    "device": ("device", "device_id"),
}
QUESTIONS = {
    "csat": ("csat", "satisfaction", "csat_score"),
    "nps": ("nps", "nps_score", "likelihood_to_recommend"),
    "ces": ("ces", "effort", "ces_score"),
    "resolved": ("resolved", "was_resolved", "is_resolved", "problem_solved"),
    "contacts_needed": ("contacts_needed",),
    "expectation": ("expectation",),
    "loyalty": ("loyalty",),
    "comment": ("comment", "comments", "feedback", "remark"),
}
SPELLINGS = {
    "channel": {
        "phone": "voice",
        "call": "voice",
        "telephone": "voice",
        "mail": "email",
        "e-mail": "email",
        "webform": "web",
        "web form": "web",
        "webchat": "chat",
        "live chat": "chat",
        "sms": "message",
        "whatsapp": "message",
    },
    "direction": {
        "in": "inbound",
        "incoming": "inbound",
        "out": "outbound",
        "outgoing": "outbound",
    },
    "outcome": {
        "handled": "answered",
        "completed": "answered",
        "abandon": "abandoned",
        "missed": "abandoned",
        "lost": "abandoned",
    },
    "ended_by": {"client": "customer", "caller": "customer", "user": "customer"},
    "author": {"user": "customer", "client": "customer", "end-user": "customer", "admin": "agent"},
}
PROVIDED = ("source", "load_id", "row_number", "time_zone", "time_quality")
"""Columns that loading fills itself."""

ANYTHING = "id"
"""A name that says nothing of the table: two further columns have to speak for it."""

UNITLESS = ("wait", "talk", "hold", "acw", "wrap", "ivr", "duration", "wait_time", "talk_time")


def plain(name: str) -> str:
    """A column's name in small letters, words joined by an underscore.

    Examples
    --------
    >>> plain("Contact ID ")
    'contact_id'
    """
    return re.sub(r"[^0-9a-z]+", "_", name.strip().lower()).strip("_")


def named(table: str, columns: Sequence[str]) -> dict[str, str]:
    """Canonical column → column of the file, for those that have a standard name."""
    given = {plain(column): column for column in reversed(columns)}
    aliases = STANDARD[table].aliases
    found = {}
    for column in TABLES[table].by_name:
        spellings = [name for name in (column, *aliases.get(column, ())) if name in given]
        if spellings and column not in PROVIDED:
            found[column] = given[spellings[0]]
    return found


def fits(table: str, found: dict[str, str]) -> bool:
    """Whether everything is there that the table needs to be recognised."""
    is_named = ANYTHING not in map(plain, found.values()) or len(found) > 2
    return is_named and all(any(name in found for name in group) for group in STANDARD[table].needs)
