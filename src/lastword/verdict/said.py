"""What customers said: the latest answer of each issue to each question, on one scale."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.verdict.attach import attach


def said(tables: Tables) -> ir.Table:
    """One row per issue whose customer answered anything.

    The latest answer of each role counts. Satisfaction and effort are brought to 0–1 by the
    declared ends of their scale and flipped by `higher_is`; effort without a declared direction is
    left out, since the two questions in use run in opposite directions. “Partly” solved is not
    solved.
    """
    latest = placed_answers(tables)
    role = latest.role
    return latest.group_by("issue_id").aggregate(
        has_said=ibis.literal(True),
        answered_at=latest.answered_at.max(),
        said_resolved=(latest.value >= 1).any(where=role == "resolved"),
        said_contacts_needed=latest.value.round()
        .cast("int64")
        .max(where=role == "contacts_needed"),
        said_csat=latest.good.max(where=role == "csat"),
        said_top_box=(latest.steps_below_best < 0.5).any(where=role == "csat"),
        said_top_two=_is_top_two(latest).any(where=role == "csat"),
        said_effort=(1.0 - latest.good).max(where=role == "ces"),
        said_nps=_nps(latest).max(where=role == "nps"),
        said_expectation=latest.value.round().cast("int64").max(where=role == "expectation"),
    )


def placed_answers(tables: Tables) -> ir.Table:
    """The latest answer of each issue to each role of question, scaled, with its issue."""
    answers = scaled(tables["answers"])
    placed = answers.inner_join(
        attach(addressed(tables), tables, key="answer_id", at="answered_at"), "answer_id"
    )
    order = [placed.answered_at.desc(nulls_first=False), placed.answer_id.desc()]
    window = ibis.window(group_by=["issue_id", "role"], order_by=order)
    ranked = placed.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).drop("place")


def addressed(tables: Tables) -> ir.Table:
    """Answers with contact, thread and customer, taken from the invitation where they lack them."""
    answers = tables["answers"].select(
        "answer_id", "invitation_id", "contact_id", "thread_id", "customer_ref", "answered_at"
    )
    if "invitations" not in tables.parts:
        return answers
    asked = tables["invitations"].select(
        "invitation_id",
        asked_contact="contact_id",
        asked_thread="thread_id",
        asked_customer="customer_ref",
    )
    both = extend(answers, asked, "invitation_id")
    return both.select(
        "answer_id",
        contact_id=ibis.coalesce(both.contact_id, both.asked_contact),
        thread_id=ibis.coalesce(both.thread_id, both.asked_thread),
        customer_ref=ibis.coalesce(both.customer_ref, both.asked_customer),
        answered_at=both.answered_at,
    )


def scaled(answers: ir.Table) -> ir.Table:
    """Answers with `good` (0 worst … 1 best) and `steps_below_best`, null where undeclared.

    Answers of satisfaction without a direction count as higher is better; no other question does.
    """
    span = (answers.scale_max - answers.scale_min).nullif(0.0)
    share = (answers.value - answers.scale_min) / span
    share = ((share >= 0) & (share <= 1)).ifelse(share, None)
    is_csat = answers.role == "csat"
    higher_is = ibis.coalesce(answers.higher_is, is_csat.ifelse("better", None))
    good = ibis.cases((higher_is == "better", share), (higher_is == "worse", 1.0 - share))
    return answers.select(
        "answer_id",
        "role",
        "value",
        "answered_at",
        "scale_max",
        good=good,
        span=span,
        steps_below_best=(1.0 - good) * span,
    )


def _is_top_two(latest: ir.Table) -> ir.BooleanValue:
    has_steps = (latest.span >= 3) & (latest.span <= 10)
    return has_steps.ifelse(latest.steps_below_best < 1.5, None)


def _nps(latest: ir.Table) -> ir.IntegerValue:
    is_on_scale = (latest.value >= 0) & (latest.value <= 10)
    is_eleven = (latest.scale_max == 10).fill_null(True)
    return (is_on_scale & is_eleven).ifelse(latest.value.round().cast("int64"), None)
