"""Reassignment: ratings credited to somebody who did not serve the customer."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir
from scipy.special import bdtrc

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.pattern import Pattern, beyond_mistakes, of_unit, scaled
from lastword.analyses.integrity.rates import counted, unit_signs
from lastword.analyses.integrity.sign import Exhibit, Level, Sign
from lastword.analyses.integrity.units import unit_of
from lastword.engine import Requires
from lastword.engine.base import union
from lastword.engine.joins import extend
from lastword.engine.times import days_between
from lastword.errors import NotTestable
from lastword.estimate import Bounds, Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.mean import mean
from lastword.stats.proportion import wilson

RECORDING_ERRORS = 0.01
"""Share of ratings that may be credited wrongly by mistake."""

FEWEST = 50
SHOWN = 20
PLACEBOS = 3


def _credited(case: Case) -> ir.Table:
    """Answered invitations with whom they credit, and `is_event`: that agent never served."""
    invitations, contacts = case.tables["invitations"], case.tables["contacts"]
    rated = invitations.filter(
        invitations.answered_at.notnull()
        & invitations.agent_id.notnull()
        & invitations.contact_id.notnull()
    ).select("invitation_id", "contact_id", "agent_id", "answered_at")
    asked = contacts.select("contact_id", "thread_id", "channel", "queue", "team_id")
    rows = rated.inner_join(asked, "contact_id")
    known = rows.semi_join(_served(case).select("contact_id"), "contact_id")
    own = known.semi_join(_served(case), ["contact_id", "agent_id"]).select("invitation_id")
    marked = extend(known, own.distinct().mutate(is_own=True), "invitation_id")
    return marked.mutate(is_event=~marked.is_own.fill_null(False))


def _served(case: Case) -> ir.Table:
    """Who served in each contact, or in any contact of its thread."""
    contacts, legs, messages = (case.tables[name] for name in ("contacts", "legs", "messages"))
    wrote = messages.filter(messages.author == "agent")
    pairs = union(
        [
            contacts.select("contact_id", "agent_id"),
            legs.select("contact_id", "agent_id"),
            wrote.select("contact_id", agent_id="author_id"),
        ]
    ).filter(lambda t: t.agent_id.notnull() & t.contact_id.notnull())
    threads = contacts.filter(contacts.thread_id.notnull()).select("contact_id", "thread_id")
    by_thread = pairs.inner_join(threads, "contact_id").select("thread_id", "agent_id").distinct()
    kin = threads.inner_join(by_thread, "thread_id").select("contact_id", "agent_id")
    return union([pairs.select("contact_id", "agent_id"), kin]).distinct()


def test(case: Case) -> list[Sign]:
    """Whether ratings are credited to others, and whether contacts change hands before a rating."""
    rows = case.tables.engine.save(_credited(case))
    whole = rows.aggregate(n=rows.count(), k=rows.is_event.cast("int64").sum())
    found = case.fetch(whole).to_pylist()[0]
    if found["n"] < FEWEST:
        raise NotTestable(f"{found['n']} ratings name agent and contact; {FEWEST} are needed")
    said = "{events} of {n} ratings ({share}) are credited to somebody who did not serve"
    centre = beyond_mistakes(
        PATTERN, found["k"], found["n"], mistakes=RECORDING_ERRORS, said=f"{said} the customer"
    )
    counts = counted(case, rows, kinds=("channel",))
    units = unit_signs(case, counts, PATTERN, fewest=FEWEST)
    return [centre, *_before_ratings(case), *units]


def _before_ratings(case: Case) -> list[Sign]:
    """Changes of the assignee in the day before a rating against the three days before that.

    Only ratings given four days or more after the contact: who was served today was assigned today.
    """
    events, contacts = case.tables["events"], case.tables["contacts"]
    changes = events.filter((events.kind == "assigned") & events.thread_id.notnull())
    rated = case.tables["invitations"]
    rated = rated.filter(rated.answered_at.notnull() & rated.contact_id.notnull())
    threads = rated.select("contact_id", "answered_at").inner_join(
        contacts.select("contact_id", "thread_id", "ended_at"), "contact_id"
    )
    late = days_between(threads.answered_at, threads.ended_at) >= 1 + PLACEBOS
    threads = threads.filter(late.fill_null(False))
    near = threads.inner_join(changes.select("thread_id", "at"), "thread_id")
    days = days_between(near.answered_at, near["at"])
    counts = near.aggregate(
        near=((days >= 0) & (days < 1)).cast("int64").sum(),
        before=((days >= 1) & (days < 1 + PLACEBOS)).cast("int64").sum(),
    )
    row = case.fetch(counts).to_pylist()[0]
    near_n, before = row["near"] or 0, row["before"] or 0
    n = near_n + before
    if n < FEWEST:
        return []
    share = wilson(near_n, n)
    usual = n / (1 + PLACEBOS)
    return [
        Sign(
            detector="reassignment",
            level="centre",
            unit=None,
            about="day before",
            sentence=(
                f"Pattern consistent with choosing who is rated: contacts changed hands {near_n:,} "
                "times in the day before their rating, where the three days before give "
                f"{before / PLACEBOS:,.0f} a day"
            ),
            estimate=scaled(share, n, "count", less=usual),
            effect="changes of hands in the day before a rating beyond those of other days",
            share=share,
            p=float(bdtrc(near_n - 1, n, 1 / (1 + PLACEBOS))) if near_n else 1.0,
            n=n,
            minimal_detectable_effect=None,
            evidence=Evidence("events", (Condition("kind", "==", "assigned"),), ("-at",)),
        )
    ]


def _evidence(level: Level, unit: str | None) -> Evidence:
    own = of_unit(level, unit) if level == "agent" else ()
    return Evidence(
        "invitations", (Condition("answered_at", "is not null"), *own), ("-answered_at",)
    )


PATTERN = Pattern(
    detector="reassignment",
    about="credits",
    effect="ratings credited to somebody who did not serve",
    consistent_with="ratings that change hands",
    evidence=_evidence,
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the contacts, and the scores of such ratings beside the others."""
    if sign.about != "credits":
        return sign
    rows = _credited(case)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    hits = rows.filter(rows.is_event).order_by(["answered_at", "contact_id"])
    shown = case.fetch(hits.select("contact_id").limit(SHOWN)).to_pylist()
    exhibits = tuple(
        Exhibit(row["contact_id"], words="the agent credited did not serve") for row in shown
    )
    return replace(sign, exhibits=exhibits, numbers_beside=_scores(case, rows))


def _scores(case: Case, rows: ir.Table) -> dict[str, Estimate | Bounds]:
    answers = case.tables["answers"]
    csat = answers.filter((answers.role == "csat") & answers.value.notnull())
    share = (csat.value - csat.scale_min) / (csat.scale_max - csat.scale_min)
    both = rows.select("invitation_id", "is_event").inner_join(
        csat.select("invitation_id", score=share), "invitation_id"
    )
    sums = both.group_by("is_event").aggregate(
        total=both.score.sum(), squares=(both.score * both.score).sum(), n=both.score.count()
    )
    by = {row["is_event"]: row for row in case.fetch(sums).to_pylist()}
    names = {True: "score_credited_elsewhere", False: "score_otherwise"}
    return {
        names[key]: mean(row["total"] or 0.0, row["squares"] or 0.0, row["n"], unit="share")
        for key, row in by.items()
    }


DETECTOR = Detector(
    name="reassignment",
    title="Ratings that change hands",
    question="Are ratings credited to those who served?",
    requires=Requires(
        {"invitations": ("agent_id", "contact_id", "answered_at"), "contacts": ("agent_id",)}
    ),
    null_model=(
        "Whoever is credited served the customer, but for 1 % of recording errors; contacts change "
        "hands as often in the day before a rating as in the days before that."
    ),
    innocent=(
        "a shift ends and its open contacts are handed over",
        "an agent left and the account was renamed",
        "the rating speaks of an earlier contact of the thread",
    ),
    would_settle="Fix the credited agent at the moment of the contact and compare a month.",
    measures_harm="none to customers: it is colleagues who lose; scores stand beside",
    metrics=("csat", "rating", "nps", "satisf"),
    test=test,
    deepen=deepen,
)
