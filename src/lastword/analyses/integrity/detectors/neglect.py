"""Neglect after the target: once a wait has missed the target, nobody hurries any more."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import exhibits, harms
from lastword.analyses.integrity.limits import Limit, at_limits, limits
from lastword.analyses.integrity.pictures import Density
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.estimate import say
from lastword.finding import Condition, Evidence
from lastword.metrics.times import is_offered
from lastword.settings import TargetSettings
from lastword.stats.step import Step, step

WORDS = ("service_level", "speed_of_answer", "answer", "asa", "wait")
SEARCHED = (10, 15, 20, 30, 45, 60, 90, 120, 180, 300)
_LONGEST = 7_200


def waits(case: Case) -> ir.Table:
    """Contacts that waited: for how many seconds, and whether they were answered then."""
    contacts = case.tables["contacts"]
    rows = contacts.filter(is_offered(contacts) & contacts.wait_seconds.notnull())
    return rows.select(
        "contact_id",
        second=rows.wait_seconds.floor().cast("int64"),
        is_answered=(rows.outcome == "answered").fill_null(False),
    ).filter(lambda t: t.second <= _LONGEST)


def test(case: Case) -> tuple[Sign, ...]:
    """Test the hazard of being answered for a drop at every target."""
    rows = waits(case)
    counts = rows.group_by("second").aggregate(
        n=rows.count(), answered=rows.is_answered.cast("int64").sum()
    )
    found = case.fetch(counts).to_pylist()
    leaves = {float(row["second"]): row["n"] for row in found}
    ends = {float(row["second"]): row["answered"] for row in found}
    return at_limits(
        limits(case, WORDS, SEARCHED),
        lambda limit: _sign(step(leaves, ends, limit.seconds), limit),
    )


def _sign(made: Step, limit: Limit) -> Sign:
    target = limit.target or TargetSettings.model_validate(
        {"metric": "service_level", "operator": "<=", "value": limit.seconds}
    )
    ratio = say(made.ratio.value or 0.0, "ratio")
    return Sign(
        detector=DETECTOR.name,
        level="centre",
        unit=None,
        about=f"{limit.seconds:g}",
        sentence=f"Pattern consistent with neglect after the {limit.words} target: just after it "
        f"waiting customers are answered {ratio} times as fast as just before, "
        f"{say(max(made.missing.value or 0.0, 0.0), 'count')} of {made.n:,} not answered "
        "who would have been.",
        estimate=made.missing,
        effect="customers not answered soon after the target who would have been at the pace "
        "before it",
        share=made.share,
        p=made.p,
        n=made.n,
        minimal_detectable_effect=made.minimal_detectable_effect,
        target=target,
        numbers_beside={"hazard_ratio": made.ratio},
        picture=_picture(made),
    )


def _picture(made: Step) -> Density:
    return Density(
        made.at, (made.at, made.edges[-1]), made.edges, (("agent", made.ends),), made.expected
    )


def deepen(case: Case, sign: Sign) -> Sign:
    """Add who was left waiting, and what they did."""
    at = float(sign.about)
    rows = waits(case)
    after = rows.filter(rows.second >= at)
    before = rows.filter((rows.second < at) & (rows.second > 0.3 * at))
    marked = after.select("contact_id", is_touched=True).union(
        before.select("contact_id", is_touched=False)
    )
    worst = after.filter(~after.is_answered)
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(
            case,
            worst.select("contact_id", "second", rank=worst.second),
            at="second",
            words="still waiting when the target passed, gave up after {seconds}",
        ),
        evidence=Evidence(
            "contacts",
            (Condition("wait_seconds", ">=", at), Condition("wait_seconds", "<", 2 * at)),
            ("-wait_seconds",),
        ),
        explanations=(
            Explanation("callers are passed to a slower queue by design", None,
                        "the routing plan says"),
            Explanation("those who wait long want what few agents can do", None,
                        "compare by queue"),
        ),
    )  # fmt: skip


DETECTOR = Detector(
    name="neglect",
    title="Neglected after the target",
    question="Are customers left waiting once the target is missed?",
    requires=Requires({"contacts": ("contact_id", "wait_seconds", "outcome")}),
    null_model="The chance of being answered in the next seconds runs on smoothly across the "
    "target.",
    innocent=("an overflow rule", "rare skills for those who wait long"),
    would_settle="The routing rules, and the queue's order at the moment the target passes.",
    measures_harm="Customers who come again within 10 minutes, an hour and 7 days, beside those "
    "answered before the target.",
    metrics=("service_level", "speed_of_answer", "answer"),
    test=test,
    deepen=deepen,
)
