"""Questionnaires: the surveys as each system exports them, one row an invitation."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lastword.sources.demo.arrays import Flags, Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import flags, moments, words
from lastword.sources.demo.people import customer_refs
from lastword.sources.demo.phrases import phrase_pool, pools
from lastword.sources.demo.surveys import MEDIA, SKIPPED

ANSWERS = ("no", "partly", "yes")
EXPECTATIONS = ("worse", "as expected", "better")
WITHHELD = ("asked recently",)
ASKED_BY = ("agent", "agent", "rule")
_MEDIA = tuple(sorted(set(MEDIA)))
_MEDIUM_OF = np.array([_MEDIA.index(medium) for medium in MEDIA])


def survey_table(chunk: Chunk, source: int) -> pa.Table:
    """Invitations of one system, with the answers of those who gave any."""
    contacts, surveys = chunk.contacts, chunk.surveys
    rows = invited(chunk, source)
    about = surveys.contact[rows]
    answered = surveys.answered_at[rows] < chunk.world.seconds
    return pa.table(
        {
            "invitation_id": chunk.number[about] * 2 + surveys.is_reminder[rows],
            "contact_id": chunk.number[about],
            "customer_ref": customer_refs(chunk, source, about),
            "agent_id": _agents(chunk.closing.credited[about]),
            "medium": words(_MEDIUM_OF[contacts.channel[about]], _MEDIA),
            "is_reminder": flags(surveys.is_reminder[rows]),
            "invited_at": moments(chunk.world, surveys.invited_at[rows]),
            "invited_by": pa.array([ASKED_BY[source]] * len(rows), pa.string()),
            "withheld_reason": words(surveys.is_withheld[rows].astype(np.int64) - 1, WITHHELD),
            "answered_at": moments(chunk.world, surveys.answered_at[rows], answered),
            **_answers(chunk, rows, answered),
        }
    )


def invited(chunk: Chunk, source: int) -> Ints:
    """Invitations of one system that the period holds, in the order of time."""
    contacts, surveys = chunk.contacts, chunk.surveys
    contact = surveys.contact
    seen = chunk.is_seen[contact] & (surveys.invited_at < chunk.world.seconds)
    rows = np.flatnonzero((contacts.source[contact] == source) & seen)
    ordered: Ints = rows[np.argsort(surveys.invited_at[rows], kind="stable")]
    return ordered


def _agents(agent: Ints) -> pa.Array:
    return pa.array(np.maximum(agent, 0), mask=agent < 0)


def _answers(chunk: Chunk, rows: Ints, answered: Flags) -> dict[str, pa.Array]:
    replies, world = chunk.replies, chunk.world
    place = np.full(len(chunk.surveys.contact), -1)
    place[replies.survey] = np.arange(len(replies.survey))
    at = np.where(answered, place[rows], -1)
    reply, known = np.maximum(at, 0), at >= 0
    if not len(replies.survey):
        known, reply = known & False, reply[:0]
    columns = {
        "solved": words(_of((replies.resolved * 2).astype(np.int64), reply, known), ANSWERS),
        "contacts_needed": _rating(replies.contacts_needed, reply, known),
        "csat": _rating(replies.csat, reply, known),
        "nps": _rating(replies.nps, reply, known),
        "ease": _rating(replies.effort, reply, known),
        "expectation": words(_of(replies.expectation, reply, known, -8) + 1, EXPECTATIONS),
    }
    for column, driver in enumerate(world.drivers):
        columns[driver.name] = _rating(replies.attributes[:, column], reply, known)
    return {**columns, "comment": _comments(chunk, reply, known)}


def _of(values: Ints, reply: Ints, known: Flags, otherwise: int = -1) -> Ints:
    result = np.full(len(known), otherwise, dtype=values.dtype)
    result[known] = values[reply[known]]
    return result


def _rating(values: Ints, reply: Ints, known: Flags) -> pa.Array:
    ratings = _of(values, reply, known, SKIPPED)
    return pa.array(np.maximum(ratings, 0), mask=ratings == SKIPPED)


def _comments(chunk: Chunk, reply: Ints, known: Flags) -> pa.Array:
    replies = chunk.replies
    spoke = known.copy()
    spoke[known] = replies.has_comment[reply[known]]
    contact = chunk.surveys.contact[replies.survey[reply[spoke]]]
    language = chunk.demand.customers.language[chunk.contacts.customer[contact]]
    is_happy = replies.resolved[reply[spoke]] == 1
    pool = np.where(is_happy, phrase_pool(language, "happy"), phrase_pool(language, "unhappy"))
    rng = chunk.world.stream("comments", chunk.index)
    indices = np.zeros(len(known), dtype=np.int64)
    indices[spoke] = pools().draw(rng, pool)
    return pools().texts.take(pa.array(indices, mask=~spoke))
