"""How long it took and who was let wait: handle time, waits, service level, abandonment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lastword.metrics.metric import Metric

if TYPE_CHECKING:
    import ibis.expr.types as ir

SERVICE_SECONDS = 20.0
SHORT_ABANDON_SECONDS = 10.0


def is_offered(table: ir.Table) -> Any:
    """Whether the contact asked for a human: inbound, and not served by the menu alone."""
    is_inbound = (table.direction == "inbound").fill_null(True)
    return is_inbound & (table.outcome != "self_served").fill_null(True)


def handle_seconds(table: ir.Table) -> Any:
    """Talk + hold + wrap-up of an answered contact; null where talk is unknown."""
    whole = table.talk_seconds + table.hold_seconds.fill_null(0.0) + table.wrap_seconds.fill_null(0)
    return (table.outcome == "answered").ifelse(whole, None)


def _wait_of_answered(table: ir.Table) -> Any:
    return (table.outcome == "answered").ifelse(table.wait_seconds, None)


def _is_in_time(table: ir.Table) -> Any:
    is_answered = table.outcome == "answered"
    in_time = table.wait_seconds <= SERVICE_SECONDS
    return is_answered.ifelse(in_time, table.outcome.notnull().ifelse(False, None))


def _service_level_offered(table: ir.Table) -> Any:
    return is_offered(table).ifelse(_is_in_time(table), None)


def _service_level_answered(table: ir.Table) -> Any:
    return (table.outcome == "answered").ifelse(_is_in_time(table), None)


def _is_short_abandon(table: ir.Table) -> Any:
    is_short = (table.wait_seconds < SHORT_ABANDON_SECONDS).fill_null(False)
    return (table.outcome == "abandoned") & is_short


def _service_level_without_short(table: ir.Table) -> Any:
    counts = is_offered(table) & ~_is_short_abandon(table)
    return counts.ifelse(_is_in_time(table), None)


def _abandoned(table: ir.Table) -> Any:
    return is_offered(table).ifelse(table.outcome == "abandoned", None)


def _abandoned_without_short(table: ir.Table) -> Any:
    counts = is_offered(table) & ~_is_short_abandon(table)
    return counts.ifelse(table.outcome == "abandoned", None)


def _stretch_seconds(table: ir.Table) -> Any:
    from lastword.engine.times import seconds_between

    return seconds_between(table.ended_at, table.started_at)


def _is_occupied(table: ir.Table) -> Any:
    counts = table.state.isin(["available", "busy", "wrap"])
    return counts.ifelse(table.state.isin(["busy", "wrap"]), None)


_metric = partial(
    Metric,
    grain="contact",
    table="contacts",
    kind="performance",
    decider="system",
)


METRICS = (
    _metric(
        "average_handle_time",
        "Average handle time (AHT)",
        "How much agents' time does a contact take?",
        unit="seconds",
        expression=handle_seconds,
        formula="Σ (talk + hold + wrap-up) / answered contacts",
        needs=("contacts.talk_seconds", "contacts.outcome"),
        trap="Falls when problems are pushed into a second contact. Compare handle time per issue.",
        source="Common use; COPC and vendor reports differ in whether wrap-up counts",
        higher_is="neither",
    ),
    _metric(
        "average_speed_of_answer",
        "Average speed of answer (ASA)",
        "How long did those wait who were answered?",
        unit="seconds",
        expression=_wait_of_answered,
        formula="Σ wait of answered contacts / answered contacts",
        needs=("contacts.wait_seconds", "contacts.outcome"),
        trap="Those who gave up are left out, so it improves when more of them do.",
        source="Common use; Genesys counts from arrival in the queue to delivery",
        higher_is="worse",
    ),
    _metric(
        "service_level_offered",
        "Service level, of offered (20 s)",
        "What share of all who came was answered in time?",
        unit="share",
        expression=_service_level_offered,
        formula="answered within 20 s / offered",
        needs=("contacts.wait_seconds", "contacts.outcome"),
        trap="Says nothing about those beyond the limit: after 20 s nobody counts any more.",
        source="Strictest of the three denominators in use",
    ),
    _metric(
        "service_level_answered",
        "Service level, of answered (20 s)",
        "What share of those answered was answered in time?",
        unit="share",
        expression=_service_level_answered,
        formula="answered within 20 s / answered",
        needs=("contacts.wait_seconds", "contacts.outcome"),
        trap="Leaves out everybody who gave up: it can rise while service gets worse.",
        source="Most flattering of the three denominators in use",
    ),
    _metric(
        "service_level_without_short",
        "Service level, without short abandons (20 s)",
        "What share was answered in time, if those who hung up at once do not count?",
        unit="share",
        expression=_service_level_without_short,
        formula="answered within 20 s / (offered − abandoned within 10 s)",
        needs=("contacts.wait_seconds", "contacts.outcome"),
        trap="The cut for short abandons is a free choice: publish it with the number.",
        source="Common use; publish the denominator",
    ),
    _metric(
        "abandonment",
        "Abandonment",
        "What share gave up before an answer?",
        unit="share",
        expression=_abandoned,
        formula="abandoned before an answer / offered",
        needs=("contacts.outcome",),
        trap="Cut-offs by the system are not in it: see “dropped”.",
        source="Common use; Genesys counts only before an agent answers",
        higher_is="worse",
    ),
    _metric(
        "abandonment_without_short",
        "Abandonment, without short abandons",
        "What share gave up, if those who hung up within 10 s do not count?",
        unit="share",
        expression=_abandoned_without_short,
        formula="abandoned after 10 s or more / (offered − abandoned within 10 s)",
        needs=("contacts.outcome", "contacts.wait_seconds"),
        trap="A longer cut makes it smaller; about 1–2 % are misdials within 10 s.",
        source="Customer Management Association's false abandons of about 10 s",
        higher_is="worse",
    ),
    _metric(
        "occupancy",
        "Occupancy",
        "How much of their available time do agents spend with customers?",
        grain="stretch",
        table="shifts",
        unit="share",
        expression=_is_occupied,
        formula="seconds busy or in wrap-up / seconds busy, in wrap-up or available",
        needs=("shifts.state", "shifts.ended_at"),
        trap="A high value means that customers wait: it is a result, not a target.",
        source="Common use: handle time / (handle + available time)",
        weight=_stretch_seconds,
        higher_is="neither",
    ),
)
