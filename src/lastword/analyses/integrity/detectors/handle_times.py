"""Two handle times: what agents save on a contact, others spend on the same issue."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.pictures import Shares
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.mean import mean
from lastword.stats.weighted_slope import Slope, weighted_slope

Floats = NDArray[np.float64]

LEAST_SLOPE = 0.1
"""Minutes that others must spend, per minute saved, before it counts."""
FEWEST_ISSUES = 100
_DETECTED = 3.17


@dataclass(frozen=True, slots=True)
class Handling:
    """Agents' own handle time and what others then spend on their issues, less the usual.

    Parameters
    ----------
    own, others
        Seconds a contact beyond what its reason gives elsewhere, one an agent.
    contacts
        Contacts of each agent.
    raw_own, raw_issue
        Mean handle time of the contact, and of the rest of the issue after it.
    """

    own: Floats
    others: Floats
    contacts: Floats
    raw_own: Floats
    raw_issue: Floats


def first_contacts(case: Case) -> ir.Table:
    """First served contact of each mature issue: its own handle time, and that of the rest."""
    links = case.tables["issue_contacts"]
    served = links.filter(links.handle_seconds.notnull() & links.agent_id.notnull())
    order = ibis.window(group_by="issue_id", order_by=[served.offered_at, served.contact_id])
    whole = served.handle_seconds.sum().over(ibis.window(group_by="issue_id"))
    rows = served.mutate(place=ibis.row_number().over(order), whole=whole)
    firsts = rows.filter(rows.place == 0)
    verdicts = case.tables["verdicts"]
    mature = verdicts.filter(verdicts.is_mature).select("issue_id")
    return firsts.semi_join(mature, "issue_id").select(
        "agent_id",
        reason=firsts.reason.fill_null(""),
        own=firsts.handle_seconds,
        rest=firsts.whole - firsts.handle_seconds,
    )


def handling(case: Case) -> Handling:
    """Count by agent and reason, and take off what is usual for the reason."""
    rows = first_contacts(case)
    counts = case.fetch(
        rows.group_by("agent_id", "reason").aggregate(
            n=rows.count(), own=rows.own.sum(), rest=rows.rest.sum()
        )
    )
    if not len(counts):
        raise NotTestable("no issue has a handle time")
    _, agent = np.unique(np.asarray(counts["agent_id"].to_pylist()), return_inverse=True)
    _, kind = np.unique(np.asarray(counts["reason"].to_pylist()), return_inverse=True)
    n, own, rest = (counts[name].to_numpy().astype(np.float64) for name in ("n", "own", "rest"))
    sizes = np.bincount(agent, n).astype(np.float64)
    kept = sizes >= FEWEST_ISSUES
    if kept.sum() < 8:
        raise NotTestable(
            f"only {kept.sum()} agents began {FEWEST_ISSUES} issues or more; 8 are needed"
        )
    usual = [np.bincount(kind, total)[kind] / np.bincount(kind, n)[kind] for total in (own, rest)]
    beyond = [
        np.bincount(agent, total - n * u) / sizes
        for total, u in zip((own, rest), usual, strict=True)
    ]
    raw = [np.bincount(agent, total) / sizes for total in (own, rest)]
    return Handling(beyond[0][kept], beyond[1][kept], sizes[kept], raw[0][kept], raw[1][kept])


def test(case: Case) -> tuple[Sign, ...]:
    """Test whether agents who take less time leave more work on the same issue to others."""
    found = handling(case)
    made = weighted_slope(found.own, found.others, found.contacts)
    return (_sign(found, made),)


def _sign(found: Handling, made: Slope) -> Sign:
    moved = made.slope
    cost = Estimate(
        -moved.value if moved.value is not None else None,
        -moved.upper if moved.upper is not None else None,
        -moved.lower if moved.lower is not None else None,
        n=moved.n, method=moved.method, unit="ratio",
    )  # fmt: skip
    half = ((cost.upper or 0.0) - (cost.lower or 0.0)) / 2
    return Sign(
        detector=DETECTOR.name,
        level="centre",
        unit=None,
        about="",
        sentence="Pattern consistent with time that is saved on paper: for each minute that agents "
        f"take less, others spend {cost.text()} minutes more on the same issue afterwards.",
        estimate=cost,
        effect="minutes that others spend on the issue per minute saved on its first contact",
        share=None,
        p=made.p if (cost.lower or 0.0) >= LEAST_SLOPE else max(made.p, 0.5),
        n=int(found.contacts.sum()),
        minimal_detectable_effect=_DETECTED * half / 1.96,
        evidence=Evidence("issues", (Condition("contact_count", ">", 1),), ("-handle_seconds",)),
        explanations=(
            Explanation("quick agents get other contacts", True, "agents are compared within the "
                        "reason of the contact"),
            Explanation("quick agents serve at other hours", None, "compare within the hour"),
        ),
        picture=_picture(found),
    )  # fmt: skip


def _picture(found: Handling) -> Shares:
    order = np.argsort(found.own)
    third = max(1, len(order) // 3)
    rows = []
    for words, places in (("quickest third", order[:third]), ("slowest third", order[-third:])):
        for what, values in (("own contact", found.raw_own), ("others after it", found.raw_issue)):
            some = values[places]
            number = mean(some.sum(), (some**2).sum(), len(some), unit="seconds")
            rows.append((f"{words}: {what}", number))
    return Shares(tuple(rows), "Handle time of the first contact, and of the rest of its issue.")


DETECTOR = Detector(
    name="handle_times",
    title="Time saved on the contact, spent on the issue",
    question="Is handle time saved, or only moved to somebody else?",
    requires=Requires(
        {"issue_contacts": ("handle_seconds", "agent_id"), "verdicts": ("is_mature",)}
    ),
    null_model="How long an agent takes says nothing about how long others then work on the issue.",
    innocent=("quick agents get other contacts", "quick agents serve at other hours"),
    would_settle="The issues of the quickest agents, read to their end.",
    measures_harm="The time that customers and colleagues spend afterwards: the statistic itself.",
    metrics=("handle", "aht"),
    test=test,
)
