"""Results made by hand for pages and report: a full one, one without a survey, a hostile one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from analyses.drivers.answers import answers
from lastword.analyses.drivers import Driver, drivers
from lastword.analyses.drivers.centre import RESOLUTION
from lastword.analyses.drivers.money import Money
from lastword.analyses.drivers.result import Drivers, summed_up
from lastword.analyses.expectations import curve as loyalty_curve
from lastword.analyses.expectations.loyalty import MEASURES, Loyalties
from lastword.analyses.expectations.topics import Topic, Topics
from lastword.analyses.integrity.sign import Exhibit
from lastword.estimate import Bounds, Estimate
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.project.results import Behind, Definition, LoadedFile, Planted, Results
from lastword.settings import GoalSettings, TargetSettings
from lastword.verdict.results import (
    Asking,
    Callback,
    Common,
    Curve,
    Disagreement,
    Dropped,
    Experience,
    FalseFirst,
    Ladder,
    NextIssue,
    Recontact,
    Resolution,
    Rung,
)
from made_audit import clean_audit, made_audit
from made_people import (
    agents_made,
    calibrated,
    nominated,
    people_findings,
    recognised,
    teams,
)
from made_recordings import made_recordings
from made_staff import made_conditions, made_links, made_pulses, staff_findings
from made_voice import hostile_voice, made_voice
from made_waits import repeats, waiting, waits_price

AS_OF = datetime(2026, 10, 31, 23, 59)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{{7*7}} ${7*7}",
    "line\nbreak\x00\x07\x1b[31mred",
    "\u202egnp.exe rellac said",
    "W" * 400,
)


def share(value: float, n: int, half: float = 0.02) -> Estimate:
    return Estimate(value, max(0, value - half), min(1, value + half), n, "Wilson")


def curve(name: str, top: float, n: int, *, days: int = 30) -> Curve:
    at = tuple(float(day) for day in range(days + 1))
    values = tuple(top * (1 - math.exp(-day / 6)) for day in at)
    return Curve(
        name=name,
        days=at,
        share=values,
        lower=tuple(max(0.0, value - 0.008) for value in values),
        upper=tuple(value + 0.008 for value in values),
        at_risk=tuple(int(n * (1 - day / 60)) for day in at),
        n=n,
        at=tuple((d, share(values[int(d)], n, 0.008)) for d in (1.0, 7.0, 14.0, 30.0)),
    )


RUNGS = (
    ("agent_code", "Agent's code", "agent", 0.86, ""),
    ("one_touch_under_two", "One touch, fewer than 2 replies", "system", 0.79, ""),
    ("one_touch_exactly_one", "One touch, exactly 1 reply", "system", 0.71, ""),
    ("no_customer_reply", "No further reply by the customer", "system", 0.74, ""),
    ("closed_in_15_minutes", "Closed within 15 minutes", "system", None, "the data hold no claim"),
    ("same_number_7d", "Same number not back in 7 days", "behaviour", 0.81, ""),
    ("next_contact_avoidance_7d", "No next contact in 7 days", "behaviour", 0.76, ""),
    ("no_recontact", "No return on the same problem", "behaviour", 0.83, ""),
    ("customer_says_resolved", "Customer's own answer", "customer", 0.61, ""),
    ("customer_says_one_call", "Customer's answer, in one contact over all channels", "customer",
     0.44, ""),
)  # fmt: skip


def ladder() -> Ladder:
    rungs = tuple(
        Rung(name, title, decider, share(value, 22_870, 0.006) if value else None, why,
             "Whoever is measured by it decides it. A closed ticket is not a solved problem.",
             "Most help desks")
        for name, title, decider, value, why in RUNGS
    )  # fmt: skip
    pairs = (
        Disagreement("agent_code", "customer_says_resolved", 1_230, 610, 75, 225,
                     Estimate(0.24, 0.2, 0.28, 2_140, "kappa", unit="score"),
                     Estimate(0.36, 0.32, 0.4, 2_140, "PABAK", unit="score"),
                     share(0.33, 1_840)),
        Disagreement("no_recontact", "customer_says_resolved", 1_180, 540, 125, 295, None, None,
                     share(0.31, 1_720)),
    )  # fmt: skip
    shared = Common(
        ("agent_code", "no_recontact", "customer_says_resolved"),
        share(0.63, 1_720, 0.05),
        (0.62, 0.64),
        (0.97, 0.9, 0.9),
        (0.33, 0.4, 0.88),
        ("Three indicators: whether they err independently cannot be tested.",),
    )
    return Ladder(rungs, pairs, shared)


def resolution() -> Resolution:
    return Resolution(
        issues=24_310,
        mature=22_870,
        invited=9_400,
        answered=2_140,
        claimed=share(0.86, 22_870, 0.005),
        said=share(0.61, 2_140),
        weighted=share(0.58, 2_140, 0.025),
        inferred=Estimate(0.56, 0.51, 0.61, 22_870, "doubly robust, clustered by agent"),
        bounds=Bounds(0.06, 0.96, 22_870, "Manski, no assumption"),
        what_if=tuple((p, share(0.56 - p / 110, 22_870, 0.05)) for p in (0.0, 5.0, 10.0, 20.0)),
        effective_n=1_710.0,
        lam=0.4,
        caveats=("Customers who were cut off were never asked.",),
    )


@cache
def loyalties() -> Loyalties:
    rng = np.random.default_rng(1)
    gap = rng.choice((-1, 0, 1), 2_000, p=(0.3, 0.5, 0.2))
    said = np.clip(
        np.round(
            7.5 + 2.5 * np.minimum(gap, 0) + 0.4 * np.maximum(gap, 0) + rng.normal(0, 1.5, 2_000)
        ),
        0,
        10,
    )
    stayed = (rng.random(2_000) < np.where(gap < 0, 0.8, 0.93)).astype(float)
    rows = pa.table(
        {
            "gap": gap,
            "would recommend": said,
            "stayed": stayed,
            "agent": [f"a{k % 60}" for k in range(2_000)],
        }
    )
    curves = (
        loyalty_curve(rows, name, disconfirmation="gap", cluster="agent", replicates=50)
        for name in ("would recommend", "stayed")
    )
    return Loyalties(tuple(zip((MEASURES[1], MEASURES[2]), curves, strict=True)), 90.0)


def topics() -> Topics:
    named = (
        ("delivery late", 210, 40),
        ("refund", 160, 90),
        ("first bill", 60, 64),
        ("advice on a contract", 30, 150),
    )
    rows = tuple(
        Topic(
            name,
            bad,
            good,
            share(bad / 460, 460),
            share(good / 344, 344),
            Estimate(
                bad / 460 - good / 344,
                bad / 460 - good / 344 - 0.06,
                bad / 460 - good / 344 + 0.06,
                804,
                "least squares, cluster-robust",
            ),
            name != "first bill",
        )
        for name, bad, good in named
    )
    return Topics(rows, "reason codes", 460, 344)


def findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "verdict.resolution",
            "How many problems do customers call solved?",
            "figure",
            "The centre claims 25 points more than its customers do.",
            {"difference": Estimate(25.0, 22.5, 27.5, 2_140, "paired", unit="points")},
            harm="1 in 3 customers with a “resolved” problem says it is not solved.",
            evidence=Evidence("verdicts", (Condition("said_resolved", "==", False),)),
            definitions=("agent_code", "customer_says_resolved"),
            caveats=("Only 9 % answered.",),
            innocent=("Customers may answer before the refund arrives.",),
            next_step=NextStep("let the customer close the ticket", "head of service"),
        ),
        Finding(
            "verdict.dropped",
            "Who was cut off?",
            "figure",
            "318 callers were cut off after exactly 30:00 of waiting.",
            {"cut off": Estimate(318, None, None, 25_000, "count", unit="count")},
            evidence=Evidence("contacts", (Condition("outcome", "==", "cut_off"),)),
            next_step=NextStep("lift the 30:00 cut-off", "telephony"),
        ),
        Finding(
            "linking.false_first",
            "Who was greeted as new?",
            "figure",
            "One in five first-time callers was none.",
            {"false first-timers": share(0.2, 23_000, 0.01)},
            definitions=("false_first",),
            next_step=NextStep("give phone agents the web-form history", "product owner"),
        ),
        Finding(
            "integrity.handle_time",
            "Has the handle-time limit replaced the goal?",
            "supported",
            "Pattern consistent with the 10-minute limit. Consider not displaying it.",
            {"excess endings": Estimate(412, 350, 474, 12_000, "hazard bunching", unit="count")},
            p=0.0004,
            q=0.003,
            minimal_detectable_effect=90.0,
            innocent=("A script that ends near ten minutes would look the same.",),
            headline="GOAL LOST",
        ),
        Finding("verdict.health.clock", "Do the clocks agree?", "figure",
                "12 answers were given before the contact ended."),
        Finding("verdict.health.scale", "Is a scale flipped?", "not testable",
                "Not testable with this data: it holds no wording."),
        loyalties().curves[0][1].claim(),
        *staff_findings(),
        *people_findings(),
        Finding("recordings.silence", "How long is it silent?", "not testable",
                "Not testable with this data: it holds no messages."),
    )  # fmt: skip


def callbacks(number: int = 37) -> tuple[Callback, ...]:
    whys = ("said unresolved", "cut off", "unanswered last message", "third contact")
    return tuple(
        Callback(
            issue_id=f"demo:{i}",
            person_id=f"p{i}",
            customer_ref=f"demo:c{4711 + i}",
            contact_id=f"demo:{90210 + i}",
            why=whys[i % 4],
            happened="Claimed solved on 29 Oct, contacted us again on 30 Oct by phone.",
            words="The parcel never came and nobody called back as promised." if i % 3 else "",
            owner="team lead",
            at=AS_OF - timedelta(hours=3 * i),
            score=1 - i / 100,
        )
        for i in range(number)
    )


def definitions() -> dict[str, Definition]:
    names = [(name, title, decider) for name, title, decider, _, _ in RUNGS]
    names += [
        (name, name.replace("_", " ").capitalize(), "customer")
        for name in ("csat_top_box", "csat_top_two", "csat_mean", "nps", "effort",
                     "below_expectation", "above_expectation", "first_call_right",
                     "contacts_per_issue", "customer_seconds_per_issue", "more_than_one_channel",
                     "transferred", "false_first", "abandonment", "abandonment_without_short")
    ]  # fmt: skip
    names.append(("average_handle_time", "Average handle time", "system"))
    return {
        name: Definition(
            name, title, f"What is {title.lower()}?",
            "verdict" if decider in ("customer", "behaviour") else "performance", decider,
            "issues for which it holds / issues that it can judge",
            "A closed ticket is not a solved problem.", "SQM; most help desks",
        )
        for name, title, decider in names
    }  # fmt: skip


@cache
def made_drivers() -> Drivers:
    """A study of answers with planted structure: resolution costs, courtesy earns."""
    frame = answers(2_000, [(1.2, 0.0), (0.1, 0.9), (0.6, 0.6)], seed=6)
    frame["resolution"] = frame.d0.map(lambda d: RESOLUTION[max(0, int(d) - 3)])
    frame["wait"] = (5 - frame.d2) * 100 + frame.index % 90
    frame["is_known"] = frame.index % 2
    resolution = Driver("resolution", levels=RESOLUTION, reference="later")
    study = drivers(
        frame,
        "csat",
        [
            resolution,
            Driver("wait", title="waiting, seconds"),
            Driver("is_known", title="known"),
            Driver("d1", title="courtesy"),
            Driver("d2", title="listening"),
        ],
        clusters=["agent"],
    )
    point = Estimate(6.5, 2.1, 10.9, 1_400, "least squares, cluster-robust", unit="money")
    return summed_up(study, "satisfaction (1 to 5)", 22_870, money=Money(point, "EUR", 90))


def full() -> Results:
    """Everything known."""
    return Results(
        name="ACME Service",
        as_of=AS_OF,
        period=(datetime(2026, 10, 1, 6), AS_OF),
        contacts=41_204,
        customers=18_112,
        issues=22_870,
        answers=2_140,
        findings=findings(),
        resolution=resolution(),
        ladder=ladder(),
        recontact=Recontact(
            same=curve("same problem", 0.14, 22_870),
            any=curve("any problem", 0.22, 22_870),
            chance=curve("chance", 0.06, 22_870),
            excess=((7.0, Estimate(5.5, 4.4, 6.6, 22_870, "difference", unit="points")),),
            by_outcome=(curve("answered", 0.2, 20_000), curve("abandoned", 0.5, 2_100),
                        curve("cut_off", 0.62, 318)),
            reopened=share(0.011, 22_870, 0.002),
        ),
        false_first=FalseFirst(
            share(0.2, 23_050, 0.01), 4_610,
            (("web", "voice", 2_204), ("email", "voice", 1_310), ("chat", "voice", 610),
             ("voice", "email", 302), ("message", "chat", 121), ("social", "message", 63)), 812,
        ),
        dropped=Dropped(41_204, share(0.071, 41_204, 0.003), 318, 1_800.0, share(0.755, 318, 0.05),
                        share(0.012, 36_000, 0.001), share(0.41, 420, 0.05), 940),
        experience=Experience(
            csat_top_box=share(0.31, 2_010), csat_top_two=share(0.58, 2_010),
            csat_mean=Estimate(3.6, 3.52, 3.68, 2_010, "mean", unit="score"),
            nps=Estimate(-12.0, -16.0, -8.0, 1_900, "adjusted Wald", unit="points"),
            effort=share(0.38, 1_400), expectation_below=share(0.34, 1_100),
            expectation_above=None, first_call_right=share(0.41, 2_000),
            contacts_per_issue=Estimate(1.8, 1.77, 1.83, 22_870, "mean", unit="ratio"),
            customer_seconds=Estimate(1_284.0, 1_240.0, 1_328.0, 22_870, "mean", unit="seconds"),
            more_than_one_channel=share(0.23, 22_870, 0.005),
            transferred=share(0.17, 22_870, 0.005),
        ),
        next_issues=tuple(
            NextIssue(a, b, n, share(s, n * 8, 0.02),
                      Estimate(lift, lift - 0.4, lift + 0.4, n, "ratio", unit="ratio"), n * 0.6)
            for a, b, n, s, lift in (
                ("delivery late", "refund", 812, 0.12, 3.1),
                ("new contract", "first bill not understood", 640, 0.18, 4.0),
                ("password reset", "account locked", 210, 0.09, 2.2),
            )
        ),
        asking=Asking(
            22_870, share(0.41, 22_870, 0.006), share(0.228, 9_400, 0.008),
            (("email", 5_100, share(0.19, 5_100)), ("in_chat", 3_000, share(0.31, 3_000)),
             ("ivr", 1_300, share(0.12, 1_300))),
            140, 2_200, 312, share(0.08, 830, 0.02), ("contacts_needed", "expectation"),
        ),
        loyalties=loyalties(),
        topics=topics(),
        voice=made_voice(),
        recordings=made_recordings(),
        callbacks=callbacks(),
        drivers=made_drivers(),
        capacity=waiting(),
        demand=repeats(),
        price=waits_price(),
        teams=teams(),
        recognition=(recognised(),),
        calibration=calibrated(),
        employees=made_links(),
        pulses=made_pulses(),
        conditions=made_conditions(),
        agents=agents_made(),
        nominations=nominated(),
        integrity=made_audit(),
        goals=(GoalSettings(words="Solve it for good", metrics=("customer_says_resolved",)),
               GoalSettings(words="Be there when we are needed")),
        targets=(
            TargetSettings(metric="average_handle_time", value=600, applies_to="agents",
                           is_displayed=True),
            TargetSettings(metric="customer_says_resolved", operator=">=", value=0.7, unit="share",
                           is_paid=True),
            TargetSettings(metric="adherence", operator=">=", value=0.92, unit="share"),
        ),
        loading=(
            LoadedFile("calls_2026-10.csv", "telephony", "contacts", 31_599, 31_204, 102, 40, 201,
                       52, {"phantom row": 201, "ended_at before offered_at": 52}),
            LoadedFile("survey.csv.gz", "survey", "answers", 2_160, 2_140, 20),
        ),
        behind={
            "verdict.resolution": Behind(
                ("issue_id", "opened_at", "channel", "reason", "said_resolved"),
                tuple((f"demo:{i}", AS_OF - timedelta(days=i), "voice", "refund", False)
                      for i in range(5)),
                835,
            )
        },
        definitions=definitions(),
        truth=(
            Planted("problems truly solved", 0.57, resolution().inferred, slug="solved"),
            Planted("survey mean, known to mislead", 0.57, resolution().said, slug="solved"),
            Planted("false first-timers", 0.202, share(0.2, 23_050, 0.01), slug="first"),
            Planted("agents who steer", 4, None, "count"),
        ),
    )  # fmt: skip


def unasked() -> Results:
    """A call log: no survey, no claims, no names."""
    whole = full()
    nothing = Estimate(None, None, None, 0, "Wilson")
    assert whole.resolution and whole.ladder and whole.experience
    return replace(
        whole,
        name="Bank",
        answers=0,
        resolution=replace(whole.resolution, claimed=nothing, said=nothing, weighted=None,
                           inferred=None, bounds=None, what_if=(), caveats=(), answered=0,
                           invited=0),
        ladder=Ladder(tuple(replace(rung, estimate=None, why_not="never asked")
                            for rung in whole.ladder.rungs), ()),
        experience=replace(whole.experience, csat_top_box=None, csat_top_two=None, csat_mean=None,
                           nps=None, effort=None, expectation_below=None, first_call_right=None),
        false_first=FalseFirst(nothing, 0, (), 31_599),
        asking=None, drivers=None, integrity=clean_audit(), callbacks=(), next_issues=(),
        goals=(), targets=(), truth=(), behind={}, loyalties=None, topics=None, price=None,
        voice=None,
    )  # fmt: skip


def hostile() -> Results:
    """Every free text is an attack, or far too long."""
    whole = full()
    words = iter(HOSTILE * 40)
    assert whole.false_first and whole.recontact and whole.asking and whole.drivers
    assert whole.integrity
    return replace(
        whole,
        name=HOSTILE[0],
        voice=hostile_voice((HOSTILE[2], HOSTILE[1], HOSTILE[0])),
        recordings=made_recordings(contact=HOSTILE[0]),
        drivers=replace(
            whole.drivers,
            outcome=HOSTILE[1],
            effects=tuple(replace(e, title=next(words)) for e in whole.drivers.effects),
        ),
        findings=tuple(
            replace(f, sentence=next(words), question=next(words), harm=next(words))
            for f in whole.findings
        ),
        integrity=replace(
            whole.integrity,
            signs=tuple(
                replace(s, sentence=next(words), exhibits=(Exhibit(next(words), 1.0, next(words)),))
                for s in whole.integrity.signs
            ),
        ),
        callbacks=tuple(
            replace(c, words=next(words), happened=next(words), customer_ref=next(words))
            for c in whole.callbacks
        ),
        false_first=replace(
            whole.false_first,
            breaks=tuple((HOSTILE[i], HOSTILE[-1 - i], 100 - i) for i in range(len(HOSTILE))),
        ),
        recontact=replace(
            whole.recontact,
            by_outcome=tuple(replace(c, name=next(words)) for c in whole.recontact.by_outcome),
        ),
        next_issues=tuple(
            replace(n, reason=next(words), next_reason=next(words)) for n in whole.next_issues
        ),
        topics=replace(
            topics(), topics=tuple(replace(t, name=next(words)) for t in topics().topics)
        ),
        capacity=waiting((HOSTILE[0], HOSTILE[-1])),
        teams=teams(HOSTILE[:6]),
        recognition=(recognised(HOSTILE[2:]),),
        agents=agents_made(HOSTILE[1:7], HOSTILE[-1]),
        nominations=nominated(HOSTILE[0]),
        loading=tuple(replace(f, file=next(words)) for f in whole.loading),
        behind={
            "verdict.resolution": Behind(
                ("said",), tuple((word,) for word in HOSTILE), len(HOSTILE)
            )
        },
    )
