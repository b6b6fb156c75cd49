"""Wrap-up just under a limit: work after the contact that always takes as long as is allowed."""

from __future__ import annotations

from lastword.analyses.integrity.calls import answered
from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.limits import Limit, limits
from lastword.analyses.integrity.pictures import Density
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.finding import Condition, Evidence
from lastword.settings import TargetSettings
from lastword.stats.bunching import Bunching, bunching

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
    signs, why = [], ""
    for limit in limits(case, WORDS, SEARCHED):
        width = max(1.0, round(limit.seconds / 30))
        try:
            made = bunching(leaves, limit.seconds, width=width, below=3 * width, above=3 * width)
        except NotTestable as error:
            why = why or str(error)
            continue
        signs.append(_sign(made, limit))
    if not signs:
        raise NotTestable(why or "no wrap-up is above 0 seconds")
    return tuple(signs)


def _sign(made: Bunching, limit: Limit) -> Sign:
    target = limit.target or TargetSettings.model_validate(
        {"metric": "wrap_up_time", "value": limit.seconds}
    )
    low, high = made.zone
    where = (Condition("wrap_seconds", ">=", low), Condition("wrap_seconds", "<", high))
    parts = (("agent", made.ends),)
    return Sign(
        detector=DETECTOR.name,
        level="centre",
        unit=None,
        about=f"{limit.seconds:g}",
        sentence=f"Pattern consistent with a {limit.words} limit on wrap-up: "
        f"{say(max(made.excess.value or 0.0, 0.0), 'count')} of {made.n:,} wrap-ups end just "
        "under it beyond what is usual around it.",
        estimate=made.excess,
        effect="wrap-ups that end just under the limit beyond what the hazard predicts",
        share=made.share,
        p=made.p,
        n=made.n,
        minimal_detectable_effect=made.minimal_detectable_effect,
        target=target,
        numbers_beside={"hazard_ratio": made.hazard_ratio},
        evidence=Evidence("contacts", where, ("-wrap_seconds",)),
        explanations=(
            Explanation(
                "the system ends wrap-up by itself", None, "ask for the automatic wrap-up time"
            ),
        ),
        picture=Density(made.threshold, made.zone, made.edges, parts, made.expected),
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
