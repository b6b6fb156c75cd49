"""Wrap-up just under a limit: work after the contact that always takes as long as is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lastword.analyses.integrity.calls import answered
from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.limits import Excess, Limit, at_limits, limits
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.finding import Condition, Evidence
from lastword.stats.bunching import bunching

WORDS = ("wrap", "after_call", "acw")
SEARCHED = (30, 45, 60, 90, 120, 180, 240, 300)
_LONGEST = 7_200


def test(case: Case) -> tuple[Sign, ...]:
    """Test wrap-up for an excess just under every limit."""
    contacts = answered(case)
    rows = contacts.select(second=contacts.wrap_seconds.floor().cast("int64"))
    rows = rows.filter((rows.second > 0) & (rows.second <= _LONGEST))
    counts = case.fetch(rows.group_by("second").aggregate(n=rows.count())).to_pylist()
    leaves = {float(row["second"]): row["n"] for row in counts}
    if not leaves:
        raise NotTestable("no wrap-up is above 0 seconds")
    return at_limits(limits(case, WORDS, SEARCHED), lambda limit: _sign(leaves, limit))


def _sign(leaves: Mapping[float, int], limit: Limit) -> Sign:
    width = max(1.0, round(limit.seconds / 30))
    made = bunching(leaves, limit.seconds, width=width, below=3 * width, above=3 * width)
    low, high = made.zone
    where = (Condition("wrap_seconds", ">=", low), Condition("wrap_seconds", "<", high))
    timer = "the system ends wrap-up by itself", None, "ask for the automatic wrap-up time"
    return replace(
        EXCESS.sign(made, limit),
        evidence=Evidence("contacts", where, ("-wrap_seconds",)),
        explanations=(Explanation(*timer),),
    )


EXCESS = Excess(
    detector="wrap_up",
    metric="wrap_up_time",
    sentence="Pattern consistent with a {limit} limit on wrap-up: {excess} of {n} wrap-ups end "
    "just under it beyond what is usual around it.",
    effect="wrap-ups that end just under the limit beyond what the hazard predicts",
    by="agent",
)

DETECTOR = Detector(
    name="wrap_up",
    title="Wrap-up just under a limit",
    question="Does wrap-up end just under a limit?",
    requires=Requires({"contacts": ("contact_id", "talk_seconds", "wrap_seconds")}),
    null_model="The chance of finishing in the next seconds is smooth across the limit.",
    innocent=("an automatic end of wrap-up",),
    would_settle="The automatic wrap-up time of the telephone system.",
    measures_harm="None by itself: the customer has gone. What was noted down suffers.",
    metrics=("wrap", "after_call", "acw", "handle"),
    test=test,
)
