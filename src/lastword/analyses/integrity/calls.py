"""Calls: answered contacts with their clocks, as several detectors look at them."""

from __future__ import annotations

from typing import Literal

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case

Clock = Literal["conversation", "handle", "wrap"]

CLOCK_WORDS: dict[Clock, str] = {
    "conversation": "talk and hold",
    "handle": "talk, hold and wrap-up",
    "wrap": "wrap-up",
}
_LONGEST = 7_200.0


def answered(case: Case) -> ir.Table:
    """Answered contacts with a known talk time; call-backs and outbound ones are left out."""
    contacts = case.tables["contacts"]
    is_inbound = (contacts.direction == "inbound").fill_null(True)
    is_inbound = is_inbound & ~contacts.is_callback.fill_null(False)
    is_answered = (contacts.outcome == "answered").fill_null(True)
    return contacts.filter(is_inbound & is_answered & contacts.talk_seconds.notnull())


def seconds_on(contacts: ir.Table, clock: Clock) -> ir.FloatingValue:
    """Whole seconds of a contact by a clock, at most two hours; null where the clock is unknown."""
    talk = contacts.talk_seconds + contacts.hold_seconds.fill_null(0.0)
    handle = talk + contacts.wrap_seconds
    chosen = {"conversation": talk, "handle": handle, "wrap": contacts.wrap_seconds}[clock]
    whole: ir.FloatingValue = chosen.floor().cast("float64")
    return (whole > _LONGEST).ifelse(_LONGEST, whole)
