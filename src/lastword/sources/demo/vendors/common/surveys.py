"""Surveys as Qualtrics exports them: what was answered, in the words of the questionnaire."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import joined
from lastword.sources.demo.people import account
from lastword.sources.demo.questionnaires import invited, survey_table
from lastword.sources.demo.vendors.common.rows import Columns
from lastword.sources.demo.vendors.names import agent_names, contact_names, thread_names
from lastword.sources.demo.vendors.qualtrics import questions
from lastword.sources.demo.world import World

CARRIED = ("invitation_id", "contact_id", "thread_id", "customer_ref", "answered_at")


def given(chunk: Chunk, source: int, system: str) -> pa.Table:
    """Surveys of one system that were answered, with the names that Qualtrics has for them."""
    people = chunk.demand.customers
    about = chunk.surveys.contact[invited(chunk, source)]
    plain = survey_table(chunk, source)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    columns |= {
        "invitation_id": joined(f"R_{system}", plain["invitation_id"]),
        "customer_ref": account(people, chunk.contacts.customer[about]),
        "contact_id": pa.array(contact_names(chunk, about), pa.string()),
        "thread_id": pa.array(thread_names(chunk, about), pa.string()),
        "agent_id": pa.array(agent_names(chunk, about), pa.int64()),
    }
    return pa.table(columns).filter(pc.is_valid(plain["answered_at"]))


def invitations(given: pa.Table) -> Columns:
    """Surveys that were answered; of the chat's own window Qualtrics says only “anonymous”."""
    medium = given["medium"].cast(pa.string())
    columns: Columns = {name: given[name] for name in given.column_names}
    return columns | {
        "instrument": pa.repeat("Qualtrics", given.num_rows),
        "medium": pc.if_else(pc.equal(medium, "in_chat"), None, medium),
    }


def answers(world: World, given: pa.Table) -> Columns:
    """One row a question that was answered."""
    asked = enumerate(questions(world).items(), start=1)
    parts = [_answers(given, f"Q{place}", name, wording) for place, (name, wording) in asked]
    every = pa.concat_tables(parts)
    return {name: every[name] for name in every.column_names}


def _answers(given: pa.Table, question: str, name: str, wording: str) -> pa.Table:
    """Answers to one question: numbers as value, words as text."""
    rows = given.filter(pc.is_valid(given[name]))
    is_number = pa.types.is_integer(rows[name].type)
    nothing = pa.nulls(rows.num_rows, pa.string() if is_number else pa.int64())
    columns: Columns = {column: rows[column] for column in CARRIED}
    return pa.table(
        {
            "answer_id": joined(rows["invitation_id"], f"-{question}"),
            **columns,
            "question": pa.repeat(question, rows.num_rows),
            "value": rows[name] if is_number else nothing,
            "text": nothing if is_number else rows[name].cast(pa.string()),
            "wording": pa.repeat(wording, rows.num_rows),
        }
    )


def respondents(given: pa.Table) -> Columns:
    """Accounts of those who answered."""
    accounts = pc.unique(given["customer_ref"])
    kind = pa.repeat("account", len(accounts))
    return {"customer_ref": accounts, "kind": kind, "value": accounts}
