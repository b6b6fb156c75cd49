"""System cut-off: a second of waiting or talking at which the system ends contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import exhibits, harms
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.quantile import normal_quantile
from lastword.stats.spike import Spike, spike

While = Literal["waiting", "talking"]

_COLUMN = {"waiting": "wait_seconds", "talking": "talk_seconds"}


def timed(case: Case, phase: While) -> ir.Table:
    """Contacts with the second at which waiting (talking) ended, and whether the system did it."""
    contacts = case.tables["contacts"]
    is_system = (contacts.ended_by == "system").fill_null(False)
    is_served = (contacts.outcome == "answered").fill_null(False)
    if phase == "waiting":
        is_cut = (contacts.outcome == "cut_off").fill_null(False) | (
            is_system & (contacts.outcome == "abandoned").fill_null(False)
        )
    else:
        is_cut = is_system & is_served
        contacts = contacts.mutate(is_cut=is_cut).filter(is_served)
    seconds = contacts[_COLUMN[phase]].round().cast("int64")
    rows = contacts.select("contact_id", second=seconds,
                           is_cut=contacts.is_cut if phase == "talking" else is_cut)  # fmt: skip
    return rows.filter(rows.second.notnull())


def test(case: Case) -> tuple[Sign, ...]:
    """Test waiting and talking for a second at which the system ends contacts."""
    signs = []
    for phase in ("waiting", "talking"):
        rows = timed(case, phase)
        counts = rows.group_by("second").aggregate(
            n=rows.count(), cut=rows.is_cut.cast("int64").sum()
        )
        found = case.fetch(counts).to_pylist()
        try:
            made = spike(
                {row["second"]: row["cut"] for row in found if row["cut"]},
                {row["second"]: row["n"] for row in found},
            )
        except NotTestable:
            continue
        signs.append(_sign(phase, made, sum(row["n"] for row in found)))
    if not signs:
        raise NotTestable("hardly any contact is recorded as ended by the system")
    return tuple(signs)


def _sign(phase: While, made: Spike, n: int) -> Sign:
    excess = made.observed - made.expected
    reach = normal_quantile() * max(made.observed, 1) ** 0.5
    clock = f"{int(made.second) // 60}:{int(made.second) % 60:02d}"
    return Sign(
        detector=DETECTOR.name,
        level="centre",
        unit=None,
        about=phase,
        sentence=f"Pattern consistent with a system that ends contacts at {clock} of {phase}: "
        f"{made.observed:,} of the {made.share.n:,} that lasted so long ended there.",
        estimate=Estimate(excess, excess - reach, excess + reach, n=n, method="spike",
                          unit="count"),
        effect=f"contacts ended by the system within a second of {clock}",
        share=made.share,
        p=made.p,
        n=n,
        minimal_detectable_effect=10.0,
    )  # fmt: skip


def deepen(case: Case, sign: Sign) -> Sign:
    """Add whom it cut off, and whether they came again."""
    phase: While = "waiting" if sign.about == "waiting" else "talking"
    rows = timed(case, phase)
    found = case.fetch(
        rows.group_by("second").aggregate(n=rows.count(), cut=rows.is_cut.cast("int64").sum())
    ).to_pylist()
    at = spike(
        {row["second"]: row["cut"] for row in found if row["cut"]},
        {row["second"]: row["n"] for row in found},
    ).second
    cut = rows.filter(rows.is_cut & (rows.second >= at - 1) & (rows.second <= at + 1))
    others = rows.filter(~rows.is_cut)
    marked = cut.select("contact_id", is_touched=True).union(
        others.select("contact_id", is_touched=False)
    )
    column = _COLUMN[phase]
    where = (
        Condition(column, ">=", at - 1.5),
        Condition(column, "<=", at + 1.5),
        Condition("outcome", "in", ("cut_off", "abandoned"))
        if phase == "waiting"
        else Condition("ended_by", "==", "system"),
    )
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(
            case,
            cut.select("contact_id", "second", rank=-cut.second),
            at="second",
            words=f"cut off after {{seconds}} of {phase}",
        ),
        evidence=Evidence("contacts", where, (f"-{column}",)),
        explanations=(
            Explanation("a limit of the telephone network", None, "ask the provider for its limit"),
            Explanation("an outage", True, "the cut-offs lie at one second, not on one day"),
        ),
    )


DETECTOR = Detector(
    name="cut_off",
    title="Cut off by the system",
    question="Does the system end contacts at a fixed second?",
    requires=Requires({"contacts": ("contact_id", "outcome")}),
    null_model="Contacts that the system ends are spread as those of the minute on either side.",
    innocent=("a limit of the telephone network", "an outage"),
    would_settle="The setting of the telephone system, and who decided it.",
    measures_harm="Customers who come again within 10 minutes, an hour and 7 days, beside all "
    "others.",
    metrics=("wait", "speed_of_answer", "abandon", "queue"),
    test=test,
    deepen=deepen,
)
