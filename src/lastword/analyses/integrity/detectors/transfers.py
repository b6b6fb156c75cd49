"""Transfers near the target: customers passed on just before a clock runs out."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.detectors.bunching import SEARCHED, WORDS
from lastword.analyses.integrity.harm import exhibits, harms
from lastword.analyses.integrity.limits import Excess, at_limits, limits
from lastword.analyses.integrity.pictures import Density
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.finding import Condition, Evidence
from lastword.stats.bunching import bunching

_LONGEST = 7_200


def stretches(case: Case) -> ir.Table:
    """Stretches of contacts with one agent: seconds of talk and hold, and whether passed on."""
    legs = case.tables["legs"]
    served = legs.filter(legs.agent_id.notnull() & legs.talk_seconds.notnull())
    seconds = (served.talk_seconds + served.hold_seconds.fill_null(0.0)).floor().cast("int64")
    return served.select(
        "contact_id",
        second=seconds,
        is_passed=(served.ended_by == "transfer").fill_null(False),
    ).filter(lambda t: t.second <= _LONGEST)


def test(case: Case) -> tuple[Sign, ...]:
    """Test the hazard of being passed on for an excess just under every limit."""
    rows = stretches(case)
    counts = rows.group_by("second").aggregate(
        n=rows.count(), passed=rows.is_passed.cast("int64").sum()
    )
    found = case.fetch(counts).to_pylist()
    leaves = {float(row["second"]): row["n"] for row in found}
    passed = {float(row["second"]): row["passed"] for row in found}
    return at_limits(
        limits(case, WORDS, SEARCHED),
        lambda limit: EXCESS.sign(bunching(leaves, limit.seconds, ended=passed), limit),
    )


EXCESS = Excess(
    detector="transfers",
    metric="talk_time",
    sentence="Pattern consistent with passing customers on before the {limit} limit: {excess} of "
    "{n} stretches were transferred just under it beyond what is usual around it.",
    effect="transfers just under the limit beyond what the hazard around it predicts",
    by="transfer",
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add who was passed on, and what became of them."""
    picture = sign.picture
    assert isinstance(picture, Density)
    low, high = picture.zone
    rows = stretches(case).filter(lambda t: t.is_passed)
    zone = rows.filter((rows.second >= low) & (rows.second < high))
    contacts = zone.group_by("contact_id").aggregate(second=zone.second.max())
    rest = rows.anti_join(contacts, "contact_id").select("contact_id").distinct()
    marked = contacts.select("contact_id", is_touched=True).union(
        rest.select("contact_id", is_touched=False)
    )
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(
            case,
            contacts.select("contact_id", "second", rank=high - contacts.second),
            at="second",
            words="passed on after {seconds}",
        ),
        evidence=Evidence(
            "legs",
            (
                Condition("ended_by", "==", "transfer"),
                Condition("talk_seconds", ">=", low),
                Condition("talk_seconds", "<", high),
            ),
            ("-talk_seconds",),
        ),
        explanations=(
            Explanation("a rule that escalates after a fixed time", None,
                        "ask for the escalation rule"),
        ),
    )  # fmt: skip


DETECTOR = Detector(
    name="transfers",
    title="Passed on before the limit",
    question="Are customers transferred just before a clock runs out?",
    requires=Requires({"legs": ("contact_id", "talk_seconds", "ended_by")}),
    null_model="The chance of being passed on in the next seconds is smooth across the limit.",
    innocent=("a rule that escalates after a fixed time",),
    would_settle="Whether those who took the contact over could do what the first could not.",
    measures_harm="Customers who come again within 10 minutes, an hour and 7 days, beside others "
    "who were transferred.",
    metrics=("handle", "talk", "aht"),
    test=test,
    deepen=deepen,
)
