"""Begging: agents who ask for a good score instead of an honest one."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import Pattern, beyond_mistakes, of_unit
from lastword.analyses.integrity.rates import counted, unit_signs
from lastword.analyses.integrity.sign import Exhibit, Level, Sign
from lastword.analyses.integrity.units import unit_of
from lastword.engine import Requires
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.mean import cluster_mean
from lastword.text.begging import begging_kinds, begs

FALSE_ALARMS = 0.005
"""Share of honest contacts in which a phrase may match by mistake; measured well below."""

FEWEST = 100
SHOWN = 20
SCORES = ("csat", "nps")


def _said(case: Case) -> ir.Table:
    """Agents' public messages with `is_begging`, evaluated once."""
    messages = case.tables["messages"]
    said = messages.filter(
        (messages.author == "agent")
        & messages.is_public.fill_null(True)
        & messages.text.notnull()
        & messages.contact_id.notnull()
    )
    rows = said.select("message_id", "contact_id", "text", is_begging=begs(said.text))
    hits = rows.filter(rows.is_begging)
    seen = rows.select("contact_id").distinct()
    begged = hits.group_by("contact_id").aggregate(message_id=hits.message_id.min())
    return case.tables.engine.save(extend(seen, begged, "contact_id"))


def _contacts(case: Case) -> ir.Table:
    contacts = case.tables["contacts"].select(
        "contact_id", "channel", "queue", "team_id", "agent_id"
    )
    rows = case.once(_said).inner_join(contacts, "contact_id")
    return rows.mutate(is_event=rows.message_id.notnull())


def test(case: Case) -> list[Sign]:
    """Whether messages beg for scores, in the centre and beyond custom in a unit."""
    rows = _contacts(case)
    whole = case.fetch(rows.aggregate(n=rows.count(), k=rows.message_id.count())).to_pylist()[0]
    if whole["n"] < FEWEST:
        raise NotTestable(f"{whole['n']} contacts hold agents' messages; {FEWEST} are needed")
    said = "in {events} of {n} written contacts ({share}) the agent's words ask for a good one"
    centre = beyond_mistakes(PATTERN, whole["k"], whole["n"], mistakes=FALSE_ALARMS, said=said)
    counts = counted(case, rows, kinds=("channel",))
    return [centre, *unit_signs(case, counts, PATTERN)]


def _evidence(level: Level, unit: str | None) -> Evidence:
    written = Condition("channel", "in", ("chat", "email", "message", "social", "web"))
    return Evidence("contacts", (written, *of_unit(level, unit)), ("-offered_at",))


PATTERN = Pattern(
    detector="begging",
    about="messages",
    effect="contacts in which a good score was asked for",
    consistent_with="scores that are asked for",
    evidence=_evidence,
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the messages themselves, the scores after them, and what became of the customers."""
    rows = _contacts(case)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    hits = rows.filter(rows.is_event)
    return replace(
        sign,
        exhibits=_exhibits(case, hits),
        numbers_beside=_scores(case, rows),
        harm=harms(case, rows.select("contact_id", is_touched=rows.is_event)),
    )


def _exhibits(case: Case, hits: ir.Table) -> tuple[Exhibit, ...]:
    texts = case.tables["messages"].select("message_id", "text")
    shown = hits.select("contact_id", "message_id").inner_join(texts, "message_id")
    found = case.fetch(shown.order_by(["contact_id", "message_id"]).limit(SHOWN)).to_pylist()
    ranked = [(begging_kinds(row["text"]), row) for row in found]
    ranked.sort(key=lambda pair: -len(pair[0]))
    return tuple(
        Exhibit(row["contact_id"], message_id=row["message_id"], words=", ".join(kinds))
        for kinds, row in ranked
    )


def _scores(case: Case, rows: ir.Table) -> dict[str, Estimate]:
    """Scores after begging and otherwise, among customers who did not come back about it."""
    answers, members = case.tables["answers"], case.tables["issue_contacts"]
    scored = answers.filter(answers.role.isin(SCORES) & answers.value.notnull())
    share = (scored.value - scored.scale_min) / (scored.scale_max - scored.scale_min)
    good = (scored.higher_is == "worse").fill_null(False).ifelse(1 - share, share)
    scored = scored.select("contact_id", "customer_ref", score=good)
    ended = members.select("contact_id", "is_last")
    both = rows.inner_join(scored, "contact_id").inner_join(ended, "contact_id")
    both = both.filter(both.is_last & both.score.notnull())
    sums = both.group_by(["is_event", "agent_id"]).aggregate(
        total=both.score.sum(), n=both.score.count()
    )
    found = case.fetch(sums).to_pylist()
    named = {"score_after_begging": True, "score_otherwise": False}
    made = {}
    for name, is_event in named.items():
        own = [row for row in found if row["is_event"] == is_event]
        made[name] = cluster_mean([r["total"] for r in own], [r["n"] for r in own], unit="share")
    return made


DETECTOR = Detector(
    name="begging",
    title="Score begging",
    question="Are our scores asked for?",
    requires=Requires({"messages": ("text", "author", "contact_id")}),
    null_model=(
        "Phrases match by mistake in at most 5 of 1,000 contacts; beyond that, units differ as "
        "their peers do within a channel."
    ),
    innocent=(
        "a prescribed closing text that names the scale",
        "an invitation to answer, whatever the score",
        "a customer's own words quoted",
    ),
    would_settle="Read the messages listed; then compare scores for a month without the phrase.",
    measures_harm="scores after begging beside scores without it, and who came back",
    metrics=("csat", "nps", "rating", "stars", "satisf"),
    test=test,
    deepen=deepen,
)
