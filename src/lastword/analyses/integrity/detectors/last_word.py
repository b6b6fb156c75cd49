"""Last word: conversations closed over the customer's open question."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import Pattern, of_unit, scaled
from lastword.analyses.integrity.rates import counted, rates_of, unit_signs
from lastword.analyses.integrity.sign import Exhibit, Explanation, Level, Sign
from lastword.analyses.integrity.units import unit_of
from lastword.engine import Requires
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment, seconds_between
from lastword.errors import NotTestable
from lastword.estimate import Bounds, Estimate
from lastword.finding import Condition, Evidence
from lastword.settings import TargetSettings
from lastword.stats.mantel_haenszel import common_log_odds, mantel_haenszel
from lastword.stats.multiplicity import simes
from lastword.stats.proportion import wilson
from lastword.stats.survival import kaplan_meier
from lastword.verdict.last_words import last_words

Floats = NDArray[np.float64]
CLOCKS = ("resolution", "time_to", "first_reply", "close", "sla")
SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}
NEAR = 0.1
FEWEST = 100
REOPEN_DAYS = 28
SHOWN = 20
KINDS = ("channel", "queue")


def closed_contacts(case: Case) -> ir.Table:
    """Closed written contacts: `is_event` (the customer asked last), `gap_seconds`, the message."""
    messages = case.tables["messages"]
    words = last_words(messages.mutate(conversation=messages.contact_id))
    last = words.rename(contact_id="conversation").drop("text")
    contacts = case.tables["contacts"].select(
        "contact_id",
        "thread_id",
        "channel",
        "queue",
        "team_id",
        "agent_id",
        "offered_at",
        "ended_at",
        "ended_by",
        "is_claimed_resolved",
    )
    rows = last.inner_join(contacts, "contact_id")
    by_agent = (rows.ended_by == "agent").fill_null(False)
    is_closed = by_agent | rows.is_claimed_resolved.fill_null(False)
    closed = rows.filter(is_closed & rows.agent_id.notnull())
    made = closed.mutate(
        is_event=closed.is_open,
        gap_seconds=seconds_between(closed.ended_at, closed.sent_at),
        open_seconds=seconds_between(closed.ended_at, closed.offered_at),
    )
    return case.tables.engine.save(made)


def test(case: Case) -> list[Sign]:
    """Who closes over open questions beyond custom, and whether a clock makes them do so."""
    rows = case.once(closed_contacts)
    n = case.fetch(rows.aggregate(n=rows.count()))["n"][0].as_py()
    if n < FEWEST:
        raise NotTestable(f"{n} closed written contacts hold messages; {FEWEST} are needed")
    signs = [sign for target in case.targets_on(CLOCKS) for sign in _near(case, rows, target)]
    counts = counted(case, rows, kinds=KINDS)
    made = rates_of(counts, "agent")
    if made is not None:
        signs += _centre(case, rows, made.funnel.p, made.units)
    signs += unit_signs(case, counts, PATTERN)
    if not signs:
        raise NotTestable("fewer than four agents closed enough written contacts to be compared")
    return signs


def _centre(case: Case, rows: ir.Table, p: Floats, units: tuple[str, ...]) -> list[Sign]:
    """One sign of the centre: some of its agents close over questions beyond custom."""
    counted = case.fetch(
        rows.aggregate(n=rows.count(), k=rows.is_event.cast("int64").sum())
    ).to_pylist()[0]
    share = wilson(counted["k"], counted["n"])
    return [
        Sign(
            detector="last_word",
            level="centre",
            unit=None,
            about="questions",
            sentence=(
                "Pattern consistent with closing before the customer was answered: "
                f"{counted['k']:,} of {counted['n']:,} closed written contacts ended on the "
                f"customer's open question ({share.text()}), unevenly over {len(units):,} agents"
            ),
            estimate=scaled(share, counted["n"], "count"),
            effect="contacts closed on the customer's open question",
            share=share,
            p=simes(p),
            n=counted["n"],
            minimal_detectable_effect=None,
            evidence=_evidence("centre", None),
        )
    ]


def _near(case: Case, rows: ir.Table, target: TargetSettings) -> list[Sign]:
    """Whether questions are left open more often just before a clock runs out."""
    limit = (target.value or 0.0) * SECONDS.get(target.unit or "seconds", 1.0)
    if limit <= 0:
        return []
    is_near = (rows.open_seconds >= (1 - NEAR) * limit) & (rows.open_seconds <= limit)
    kind = rows.channel.fill_null("?") + "|" + rows.queue.fill_null("?")
    counts = rows.mutate(is_near=is_near.fill_null(False), kind=kind)
    grouped = counts.group_by(["kind", "is_near"]).aggregate(
        events=counts.is_event.cast("int64").sum(), n=counts.count()
    )
    found = case.fetch(grouped).to_pylist()
    kinds = sorted({row["kind"] for row in found})
    table = np.zeros((2, 1, len(kinds), 2))
    for row in found:
        place = int(not row["is_near"]), 0, kinds.index(row["kind"])
        table[place] = row["events"], row["n"] - row["events"]
    near = int(table[0].sum())
    if near < FEWEST or table[0, ..., 0].sum() == 0:
        return []
    odds = mantel_haenszel(table[0], table[1])
    common, _ = common_log_odds(odds)
    z = float(odds.values[0] / odds.errors[0])
    ratio, lower, upper = (
        float(np.exp(end or 0.0)) for end in (common.value, common.lower, common.upper)
    )
    share = wilson(float(table[0, ..., 0].sum()), near)
    return [
        Sign(
            detector="last_word",
            level="centre",
            unit=None,
            about=f"clock {target.value:g}",
            sentence=(
                "Pattern consistent with closing for the clock: within the last tenth of "
                f"{target.value:g} {target.unit or 'seconds'} the odds of closing on an open "
                f"question are {ratio:.1f} times those at other times"
            ),
            estimate=Estimate(ratio, lower, upper, n=near, method=common.method, unit="ratio"),
            effect="odds of closing on an open question near the clock, against otherwise",
            share=share,
            p=float(ndtr(-z)),
            n=near,
            minimal_detectable_effect=float(np.exp(2.5 * odds.errors[0])),
            target=target,
            evidence=_evidence("centre", None),
        )
    ]


def _evidence(level: Level, unit: str | None) -> Evidence:
    return Evidence(
        "verdicts", (Condition("is_unanswered", "==", True), *of_unit(level, unit)), ("-touches",)
    )


PATTERN = Pattern(
    detector="last_word",
    about="questions",
    effect="contacts closed on the customer's open question",
    consistent_with="closing before the customer was answered",
    evidence=_evidence,
)
_EXPLAINED = (
    Explanation("the answer was given by telephone"),
    Explanation("a timer closed it, not a person", True, "only closings by agents are counted"),
    Explanation("the customer wrote in the very second of the closing"),
    Explanation("a question that was a courtesy"),
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the messages, how long they had waited, what was reopened, and who came back."""
    rows = case.once(closed_contacts)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    hits = rows.filter(rows.is_event).order_by([ibis.asc("gap_seconds"), "contact_id"])
    shown = case.fetch(hits.select("contact_id", "message_id", "gap_seconds").limit(SHOWN))
    exhibits = tuple(
        Exhibit(
            row["contact_id"],
            message_id=row["message_id"],
            words=f"closed {row['gap_seconds'] or 0:,.0f} s after the customer's last message",
        )
        for row in shown.to_pylist()
    )
    harm = harms(case, rows.select("contact_id", is_touched=rows.is_event))
    return replace(
        sign,
        exhibits=exhibits,
        explanations=_EXPLAINED,
        numbers_beside=_reopened(case, rows),
        harm=harm,
    )


def _reopened(case: Case, rows: ir.Table) -> dict[str, Estimate | Bounds]:
    """Share reopened within 7 days (Kaplan–Meier), after open questions and otherwise."""
    events = case.tables["events"]
    opened = events.filter((events.kind == "reopened") & events.thread_id.notnull())
    known = rows.filter(rows.thread_id.notnull())
    near = known.select("contact_id", "thread_id", "ended_at").inner_join(
        opened.select("thread_id", "at"), "thread_id"
    )
    after = near.filter(near["at"] >= near.ended_at)
    first = after.group_by("contact_id").aggregate(reopened_at=after["at"].min())
    both = extend(known, first, "contact_id")
    watched = days_between(moment(case.context.as_of), both.ended_at).floor()
    days = days_between(both.reopened_at, both.ended_at).floor()
    day = ibis.least(days.fill_null(float(REOPEN_DAYS)), watched, float(REOPEN_DAYS))
    is_back = (days <= ibis.least(watched, float(REOPEN_DAYS - 1))).fill_null(False)
    counted = both.mutate(day=day.cast("int64"), is_back=is_back)
    sums = counted.group_by(["is_event", "day"]).aggregate(
        back=counted.is_back.cast("int64").sum(), n=counted.count()
    )
    found = [row for row in case.fetch(sums).to_pylist() if row["day"] >= 0]
    made: dict[str, Estimate | Bounds] = {}
    for name, is_event in (("reopened_after_question", True), ("reopened_otherwise", False)):
        own = sorted((r for r in found if r["is_event"] == is_event), key=lambda r: r["day"])
        if own and sum(row["back"] for row in found):
            back, n = (np.array([row[key] for row in own]) for key in ("back", "n"))
            made[name] = kaplan_meier([r["day"] for r in own], back, n - back).happened(7)
    return made


DETECTOR = Detector(
    name="last_word",
    title="Closed over the customer's last message",
    question="Do we close on people who still wait for an answer?",
    requires=Requires(
        {
            "messages": ("text", "author", "contact_id", "sent_at"),
            "contacts": ("agent_id", "ended_at"),
        }
    ),
    null_model=(
        "Within channel and queue, an agent's closed contacts end on an open question as often as "
        "those of the peers; near a clock as often as at other times."
    ),
    innocent=tuple(explanation.words for explanation in _EXPLAINED),
    would_settle="Read the last messages; ask these customers whether they were answered.",
    measures_harm="who came back, reopened, said no or left, beside those who were answered",
    metrics=("handle", "resolution", "first_reply", "one_touch", "claimed", "agent_code", "solved"),
    test=test,
    deepen=deepen,
)
