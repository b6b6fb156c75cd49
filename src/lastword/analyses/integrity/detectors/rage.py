"""Avoidance meets rage: those who waited longest and came most often are got rid of fastest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.detectors.last_word import closed_contacts
from lastword.analyses.integrity.harm import exhibits, followed, harms
from lastword.analyses.integrity.pictures import Shares
from lastword.analyses.integrity.sign import Explanation, Sign
from lastword.engine import Requires
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate, say
from lastword.stats.mantel_haenszel import clustered_log_odds
from lastword.stats.proportion import wilson

LONG_SHARE = 0.8
"""A wait is long beyond this quantile of all waits above 0."""
OFTEN = 3
"""A customer came often from this contact on."""
FEWEST_EVENTS = 20
FEWEST_AGENTS = 5
EVENTS: Mapping[str, str] = {
    "short": "ended within seconds",
    "passed": "transferred",
    "cold": "closed on an open question",
}
EXPOSURES: Mapping[str, str] = {
    "waited": "had waited longest (the longest fifth)",
    "often": f"came for the {OFTEN}rd time or more",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Served contacts with what was done and what had gone before."""

    table: ir.Table
    long_wait: float | None


def served(case: Case) -> Rows:
    """Served contacts: short, passed on, closed coldly; waited long, came often."""
    contacts = case.tables["contacts"]
    rows = contacts.filter(
        contacts.agent_id.notnull() & (contacts.outcome == "answered").fill_null(True)
    )
    by_customer = (rows.ended_by == "customer").fill_null(False)
    held = rows.talk_seconds + rows.hold_seconds.fill_null(0.0)
    is_short = (held < case.settings.verdict.short_seconds) & (rows.channel == "voice")
    table = rows.select(
        "contact_id",
        "agent_id",
        reason=rows.channel.fill_null("") + "|" + rows.reason.fill_null(""),
        wait=rows.wait_seconds,
        seconds=held,
        short=(rows.channel == "voice").ifelse(is_short & ~by_customer, None),
        passed=(rows.ended_by == "transfer").fill_null(False),
    )
    known = followed(case).select("contact_id", "contact_number", "issue_id")
    table = extend(table, known, "contact_id")
    table = extend(table, _cold(case), "contact_id")
    long_wait = _long_wait(case, table)
    is_long = table.wait > long_wait if long_wait is not None else ibis.null("boolean")
    return Rows(
        table.mutate(
            waited=is_long,
            often=table.contact_number >= OFTEN,
        ),
        long_wait,
    )


def _cold(case: Case) -> ir.Table:
    """Written contacts closed by an agent: whether on the customer's open question."""
    if "text" not in case.tables.filled("messages"):
        contacts = case.tables["contacts"]
        return contacts.limit(0).select("contact_id", cold=ibis.null("boolean"))
    rows = case.once(closed_contacts)
    return rows.select("contact_id", cold=rows.is_event)


def _long_wait(case: Case, table: ir.Table) -> float | None:
    """The wait that a fifth of those who waited exceed, to the second."""
    waits = table.filter(table.wait > 0)
    seconds = waits.mutate(second=waits.wait.floor().cast("int64"))
    rows = case.fetch(seconds.group_by("second").aggregate(n=seconds.count())).to_pylist()
    rows.sort(key=lambda row: row["second"])
    if not rows:
        return None
    counts = np.cumsum([row["n"] for row in rows])
    place = int(np.searchsorted(counts, LONG_SHARE * counts[-1]))
    return float(rows[place]["second"])


def test(case: Case) -> tuple[Sign, ...]:
    """Test every way of getting rid of a customer against waiting and coming often."""
    rows = case.once(served)
    signs = []
    for exposure in EXPOSURES:
        known = rows.table.filter(rows.table[exposure].notnull())
        events = {event: known[event].cast("int64").sum() for event in EVENTS}
        sizes = {f"{event}_n": known[event].count() for event in EVENTS}
        counts = case.fetch(
            known.group_by("agent_id", "reason", exposed=known[exposure]).aggregate(
                **events, **sizes
            )
        ).to_pylist()
        for event in EVENTS:
            sign = _sign(counts, event, exposure)
            signs += [sign] if sign is not None else []
    if not signs:
        raise NotTestable("too few contacts were short, passed on or closed coldly")
    return tuple(signs)


def _sign(counts: list[dict[str, object]], event: str, exposure: str) -> Sign | None:
    tables = _tables(counts, event)
    if tables is None:
        return None
    exposed, others = tables
    odds, error = clustered_log_odds(exposed, others)
    if odds.value is None or odds.lower is None or odds.upper is None:
        return None
    p = float(ndtr(-odds.value / error))
    value, lower, upper = (float(np.exp(end)) for end in (odds.value, odds.lower, odds.upper))
    ratio = Estimate(value, lower, upper, n=odds.n, method=odds.method, unit="ratio")
    events, n = exposed.sum(axis=(0, 1)).tolist()[0], float(exposed.sum())
    excess, least, most = (events * (1 - 1 / end) for end in (value, lower, upper))
    number = Estimate(excess, least, most, n=round(n), method=odds.method, unit="count")
    share = Estimate(excess / n, least / n, most / n, n=round(n), method=odds.method)
    words = f"those who {EXPOSURES[exposure]} are {EVENTS[event]}"
    return Sign(
        detector=DETECTOR.name,
        level="centre",
        unit=None,
        about=f"{event}.{exposure}",
        sentence=f"Pattern consistent with avoiding the angriest: {words} "
        f"{say(ratio.value or 0.0, 'ratio')} times as often by the same agents for the same "
        f"reasons, {say(max(excess, 0.0), 'count')} of {round(n):,} more than others would be.",
        estimate=number,
        effect=f"{words} beyond what the same agents do with others",
        share=share,
        p=p,
        n=round(n),
        minimal_detectable_effect=float(events * (1 - np.exp(-3.17 * error))),
        numbers_beside={"odds_ratio": ratio},
        picture=Shares(
            (
                ("they", wilson(events, n)),
                ("all others", wilson(float(others[..., 0].sum()), float(others.sum()))),
            ),
            f"Share {EVENTS[event]}.",
        ),
    )


def _tables(
    counts: list[dict[str, object]], event: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Agents × reasons × (event, none), for the exposed and for the others."""
    agents = sorted({str(row["agent_id"]) for row in counts})
    reasons = sorted({str(row["reason"]) for row in counts})
    made = np.zeros((2, len(agents), len(reasons), 2))
    place = {agent: i for i, agent in enumerate(agents)}
    kind = {reason: i for i, reason in enumerate(reasons)}
    for row in counts:
        hit, n = float(row[event] or 0), float(row[f"{event}_n"] or 0)  # type: ignore[arg-type]
        here = made[
            0 if row["exposed"] else 1, place[str(row["agent_id"])], kind[str(row["reason"])]
        ]
        here += (hit, n - hit)
    both = (made.sum(axis=(2, 3)) > 0).all(axis=0) & (made[..., 0].sum(axis=(0, 2)) >= 3)
    made = made[:, both]
    if both.sum() < FEWEST_AGENTS or made[..., 0].sum() < FEWEST_EVENTS:
        return None
    return made[0], made[1]


def deepen(case: Case, sign: Sign) -> Sign:
    """Add who was got rid of, and what became of them."""
    event, exposure = sign.about.split(".")
    table = case.once(served).table
    hit = table.filter(table[event] & table[exposure].fill_null(False))
    rest = table.filter((~table[event]) & table[exposure].fill_null(False))
    marked = hit.select("contact_id", is_touched=True).union(
        rest.select("contact_id", is_touched=False)
    )
    rank = -hit.wait.fill_null(0.0) if exposure == "waited" else -hit.contact_number
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(
            case,
            hit.select("contact_id", "seconds", rank=rank),
            at="seconds",
            words=f"{EVENTS[event]}; the customer {EXPOSURES[exposure]}",
        ),
        explanations=(
            Explanation("angry customers hang up themselves", True,
                        "contacts that the customer ended do not count as short"),
            Explanation("hard problems are passed on, and take many contacts", None,
                        "compared within the reason; harder ones within it cannot be told"),
        ),
    )  # fmt: skip


DETECTOR = Detector(
    name="rage",
    title="Avoidance meets rage",
    question="Are those who waited longest and came most often got rid of fastest?",
    requires=Requires({"contacts": ("contact_id", "agent_id", "talk_seconds")}),
    null_model="An agent ends, transfers or closes contacts of one reason as often whether the "
    "customer has waited and come before or not.",
    innocent=("angry customers hang up themselves", "hard problems are passed on"),
    would_settle="Ten of the recordings or threads, heard by somebody who was not there.",
    measures_harm="Customers who come again within 10 minutes, an hour and 7 days, beside those "
    "with the same history who were served.",
    metrics=("handle", "talk", "aht", "contacts_per_hour"),
    test=test,
    deepen=deepen,
)
