"""An audit made by hand: a sign of every picture, one without, one detector silent."""

from __future__ import annotations

from lastword.analyses.integrity.pictures import (
    Coupling,
    Density,
    FunnelPoints,
    Picture,
    Shares,
)
from lastword.analyses.integrity.result import Audit, Judgement, Silence
from lastword.analyses.integrity.sign import Exhibit, Explanation, Harm, Sign
from lastword.analyses.integrity.views import Views
from lastword.estimate import Estimate
from lastword.settings import TargetSettings

LIMIT = TargetSettings(metric="average_handle_time", value=600, is_displayed=True)


def share(value: float, n: int, half: float = 0.02) -> Estimate:
    return Estimate(value, max(0, value - half), min(1, value + half), n, "Wilson")


def excess(value: float, half: float, n: int) -> Estimate:
    return Estimate(value, value - half, value + half, n, "hazard bunching", unit="count")


DENSITY = Density(
    600.0,
    (570.0, 600.0),
    tuple(float(second) for second in range(480, 721, 10)),
    (
        ("agent", tuple([20] * 9 + [60, 90, 140] + [18] * 12)),
        ("customer", tuple(range(52, 28, -1))),
        ("system", tuple([1] * 24)),
    ),
    tuple(float(70 - place) for place in range(24)),
)
FUNNEL = FunnelPoints(
    tuple(float(n) for n in range(4, 44)),
    (*(1.0 + 0.02 * (n % 7 - 3) for n in range(38)), 3.1, 2.6),
    tuple([False] * 38 + [True] * 2),
    0.2,
)
COUPLING = Coupling(
    tuple(f"2026-W{week:02d}" for week in range(1, 41)),
    tuple(0.5 + 0.01 * (week % 5) if week < 22 else 0.3 for week in range(1, 41)),
    Estimate(0.52, 0.47, 0.57, 21, "mean", unit="score"),
    Estimate(0.3, 0.25, 0.35, 19, "mean", unit="score"),
    "2026-W22", "2026-W20", "2026-W24",
)  # fmt: skip
SHARES = Shares(
    (("went well", share(0.41, 9_100)), ("went badly", share(0.22, 4_020))),
    "Share of contacts that were followed by an invitation.",
)


def sign(detector: str, about: str, picture: Picture | None, *, found: bool = True) -> Sign:
    return Sign(
        detector=detector,
        level="centre",
        unit=None,
        about=about,
        sentence=f"Pattern consistent with the 10-minute limit: 590 of 31,200 calls ({detector}).",
        estimate=excess(590, 60, 31_200),
        effect="calls ended just under the limit beyond what is usual around it",
        share=share(0.019, 31_200, 0.002),
        p=1e-9,
        n=31_200,
        minimal_detectable_effect=88.0,
        target=LIMIT,
        exhibits=(Exhibit("phone:77", 598.0, None, "ended at 598 s; came again after 4 minutes"),
                  Exhibit("chat:12", None, "chat:12:9", "closed on the customer's question")),
        explanations=(Explanation("a timer", True, "0 of 590 ended by the system"),
                      Explanation("one script", None, "queue and reason do not differ")),
        harm=(Harm("came again within the hour", share(0.31, 590), share(0.09, 2_100)),),
        picture=picture,
        q=1e-8,
        is_found=found,
    )  # fmt: skip


def made_audit() -> Audit:
    return Audit(
        signs=(
            sign("bunching", "voice.conversation.600", DENSITY),
            sign("short_calls", "", FUNNEL),
            sign("coupling", "csat", COUPLING),
            sign("steering", "invited", SHARES),
            sign("cut_off", "waiting", None, found=False),
        ),
        silent=(Silence("boxes", "Forced boxes", "Are boxes forced?", "the data hold no reason"),),
        targets=(
            Judgement(LIMIT, True, "drop", ("first_call_right",), "Agents see it live.",
                      ("bunching.voice.conversation.600",)),
        ),
        levels=("centre", "team"),
        fdr=0.05,
        views=Views("2026-10-12", share(0.83, 26, 0.06), share(0.46, 1_204, 0.03), 31),
    )  # fmt: skip


def clean_audit() -> Audit:
    return Audit((sign("cut_off", "waiting", None, found=False),), (), (), ("centre",), 0.05)
